COMMENT
Delayed rectifier of the star motoneuron: I = gbar n^4 (V - reversal), n_inf = 1/(1+e^(-(V+21)/20)),
tau = 0.8 + 20 B/(1+B)^2 ms, B = e^((V+39)/5.5).
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX kdr_ph17
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
  reversal = -80 (mV)
}

ASSIGNED {
  v (mV)
  i (mA/cm2)
}

STATE { n }

BREAKPOINT {
  SOLVE states METHOD cnexp
  i = gbar*n*n*n*n*(v - reversal)
}

INITIAL {
  n = 1/(1 + exp(-(v + 21)/20))
}

DERIVATIVE states {
  LOCAL B
  B = exp((v + 39)/5.5)
  n' = (1/(1 + exp(-(v + 21)/20)) - n)/(0.8 + 20*B/((1 + B)*(1 + B)))
}
