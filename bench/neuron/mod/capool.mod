COMMENT
Calcium below the dendrite's membrane: cai' = -0.05 I_Ca - (cai - 5e-5)/80, I_Ca in mA/cm2 (inward negative), cai in mM.
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX capool
  USEION ca READ ica WRITE cai
}

UNITS {
  (mA) = (milliamp)
  (molar) = (1/liter)
  (mM) = (millimolar)
}

ASSIGNED {
  ica (mA/cm2)
}

STATE { cai (mM) }

BREAKPOINT {
  SOLVE states METHOD cnexp
}

INITIAL {
  cai = 5e-5
}

DERIVATIVE states {
  cai' = -0.05*ica - (cai - 5e-5)/80
}
