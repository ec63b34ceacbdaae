COMMENT
Delayed-rectifier potassium current of the dorsal-horn cells (Traub-Miles): I = gbar n^4 (V - reversal), u = V - v_T,
q = 3^((celsius-36)/10).  n: a = 0.032 lin(15-u,5), b = 0.5 exp((10-u)/40); lin(x,y) = x/(exp(x/y)-1).
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX k_traub
  NONSPECIFIC_CURRENT i
  RANGE gbar, v_T, reversal
}

UNITS {
  (S) = (siemens)
  (mV) = (millivolt)
  (mA) = (milliamp)
}

PARAMETER {
  gbar = 0 (S/cm2)
  v_T = -55 (mV)
  reversal = -70 (mV)
}

ASSIGNED {
  v (mV)
  i (mA/cm2)
  celsius (degC)
  q
}

STATE { n }

BREAKPOINT {
  SOLVE states METHOD cnexp
  i = gbar*n*n*n*n*(v - reversal)
}

INITIAL {
  LOCAL a, b
  q = 3^((celsius - 36)/10)
  a = 0.032*lin(15 - v + v_T, 5)
  b = 0.5*exp((10 - v + v_T)/40)
  n = a/(a + b)
}

DERIVATIVE states {
  LOCAL a, b
  a = 0.032*lin(15 - v + v_T, 5)
  b = 0.5*exp((10 - v + v_T)/40)
  n' = q*(a - (a + b)*n)
}

: x/(exp(x/y) - 1)
FUNCTION lin(x, y) {
  if (fabs(x/y) < 1e-6) {
    lin = y*(1 - x/(2*y))
  } else {
    lin = x/(exp(x/y) - 1)
  }
}
