COMMENT
Fast sodium current of the benchmark cell: I = gbar m^3 h (V - e), V shifted by 58 mV.
  m: alpha = 1.28 L((13-u)/4), beta = 1.4 L((u-40)/5);  h: alpha = 0.128 exp((17-u)/18), beta = 4/(1 + exp((40-u)/5));
  u = V + 58, L(x) = x/(exp(x) - 1). exp((40-u)/5) is computed once.
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX nav
  NONSPECIFIC_CURRENT i
  RANGE gbar, e
}

UNITS {
  (S) = (siemens)
  (mV) = (millivolt)
  (mA) = (milliamp)
}

PARAMETER {
  gbar = 0.12 (S/cm2)
  e = 50 (mV)
}

ASSIGNED {
  v (mV)
  i (mA/cm2)
}

STATE { m h }

BREAKPOINT {
  SOLVE states METHOD cnexp
  i = gbar*m*m*m*h*(v - e)
}

INITIAL {
  LOCAL x, a, b
  x = exp((-18 - v)/5)
  a = alpha_m(v)
  b = beta_m(v, x)
  m = a/(a + b)
  a = alpha_h(v)
  b = 4/(1 + x)
  h = a/(a + b)
}

DERIVATIVE states {
  LOCAL x, am, bm, ah, bh
  x = exp((-18 - v)/5)
  am = alpha_m(v)
  bm = beta_m(v, x)
  ah = alpha_h(v)
  bh = 4/(1 + x)
  m' = am - (am + bm)*m
  h' = ah - (ah + bh)*h
}

FUNCTION alpha_m(v (mV)) {
  LOCAL x
  x = (-45 - v)/4
  if (fabs(x) < 1e-6) {
    alpha_m = 1.28*(1 - x/2)  : L near 0
  } else {
    alpha_m = 1.28*x/(exp(x) - 1)
  }
}

: p = exp(-x), x = (u-40)/5: L(x) = x p/(1 - p)
FUNCTION beta_m(v (mV), p) {
  LOCAL x
  x = (v + 18)/5
  if (fabs(x) < 1e-6) {
    beta_m = 1.4*(1 - x/2)
  } else {
    beta_m = 1.4*x*p/(1 - p)
  }
}

FUNCTION alpha_h(v (mV)) {
  alpha_h = 0.128*exp((-41 - v)/18)
}
