COMMENT
Hyperpolarisation-activated current of the star motoneuron: I = gbar q (V - reversal), q_inf = 1/(1+e^((V+77)/8)), tau 30 ms.
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX hcn_ph17
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
  reversal = -41 (mV)
}

ASSIGNED {
  v (mV)
  i (mA/cm2)
}

STATE { q }

BREAKPOINT {
  SOLVE states METHOD cnexp
  i = gbar*q*(v - reversal)
}

INITIAL {
  q = 1/(1 + exp((v + 77)/8))
}

DERIVATIVE states {
  q' = (1/(1 + exp((v + 77)/8)) - q)/30
}
