COMMENT
Persistent sodium current of the star motoneuron: I = gbar p (V - reversal), p_inf = 1/(1+e^(-(V+47.3)/5)), tau 1 ms.
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX nap_ph17
  NONSPECIFIC_CURRENT i
  RANGE gbar, reversal
}

UNITS {
  (S) = (siemens)
  (mV) = (millivolt)
  (mA) = (milliamp)
}

PARAMETER {
  gbar = 0 (S/cm2)
  reversal = 50 (mV)
}

ASSIGNED {
  v (mV)
  i (mA/cm2)
}

STATE { p }

BREAKPOINT {
  SOLVE states METHOD cnexp
  i = gbar*p*(v - reversal)
}

INITIAL {
  p = 1/(1 + exp(-(v + 47.3)/5))
}

DERIVATIVE states {
  p' = 1/(1 + exp(-(v + 47.3)/5)) - p
}
