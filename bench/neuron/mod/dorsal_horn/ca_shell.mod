COMMENT
Calcium shell of the dorsal-horn cells: cai' = max(0, -10^4 ica/(2 F depth)) + (rest - cai)/tau; ica in mA/cm2 (inward negative).
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX ca_shell
  USEION ca READ ica WRITE cai
  RANGE tau, depth, rest
}

UNITS {
  (mA) = (milliamp)
  (um) = (micron)
  (molar) = (1/liter)
  (mM) = (millimolar)
}

PARAMETER {
  tau = 1 (ms)
  depth = 0.1 (um)
  rest = 5e-5 (mM)
}

ASSIGNED {
  ica (mA/cm2)
}

STATE { cai (mM) }

BREAKPOINT {
  SOLVE states METHOD cnexp
}

INITIAL {
  cai = rest
}

DERIVATIVE states {
  LOCAL influx
  influx = -1e4*ica/(2*96485.332*depth)
  if (influx < 0) {
    influx = 0
  }
  cai' = influx + (rest - cai)/tau
}
