COMMENT
Calcium-activated potassium current of the star motoneuron: I = gbar z (V - reversal), z' = A (1-z) - 0.1 z, A = 0.1 (1000 (cai - 0.0001 mM))^2.
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX kca_ph17
  USEION ca READ cai
  NONSPECIFIC_CURRENT i
  RANGE gbar, reversal
}

UNITS {
  (S) = (siemens)
  (mV) = (millivolt)
  (mA) = (milliamp)
  (molar) = (1/liter)
  (mM) = (millimolar)
}

PARAMETER {
  gbar = 0 (S/cm2)
  reversal = -80 (mV)
}

ASSIGNED {
  v (mV)
  i (mA/cm2)
  cai (mM)
}

STATE { z }

BREAKPOINT {
  SOLVE states METHOD cnexp
  i = gbar*z*(v - reversal)
}

INITIAL {
  LOCAL A
  A = 0.1*(1e3*(cai - 1e-4))*(1e3*(cai - 1e-4))
  z = A/(A + 0.1)
}

DERIVATIVE states {
  LOCAL A
  A = 0.1*(1e3*(cai - 1e-4))*(1e3*(cai - 1e-4))
  z' = A - (A + 0.1)*z
}
