COMMENT
Delayed-rectifier potassium current of the benchmark cell: I = gbar n^4 (V - e).
  n: alpha = 0.16 L((15-u)/5), beta = 0.5 exp((10-u)/40);  u = V + 58, L(x) = x/(exp(x) - 1).
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX kdr
  NONSPECIFIC_CURRENT i
  RANGE gbar, e
}

UNITS {
  (S) = (siemens)
  (mV) = (millivolt)
  (mA) = (milliamp)
}

PARAMETER {
  gbar = 0.03 (S/cm2)
  e = -85 (mV)
}

ASSIGNED {
  v (mV)
  i (mA/cm2)
}

STATE { n }

BREAKPOINT {
  LOCAL n2
  SOLVE states METHOD cnexp
  n2 = n*n
  i = gbar*n2*n2*(v - e)
}

INITIAL {
  LOCAL a
  a = alpha_n(v)
  n = a/(a + beta_n(v))
}

DERIVATIVE states {
  LOCAL a, b
  a = alpha_n(v)
  b = beta_n(v)
  n' = a - (a + b)*n
}

FUNCTION alpha_n(v (mV)) {
  LOCAL x
  x = (-43 - v)/5
  if (fabs(x) < 1e-6) {
    alpha_n = 0.16*(1 - x/2)  : L near 0
  } else {
    alpha_n = 0.16*x/(exp(x) - 1)
  }
}

FUNCTION beta_n(v (mV)) {
  beta_n = 0.5*exp((-48 - v)/40)
}
