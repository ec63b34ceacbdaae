COMMENT
Fast sodium current of the dorsal-horn cells (Traub-Miles): I = gbar m^3 h (V - reversal), u = V - v_T, q = 3^((celsius-36)/10).
  m: a = 0.32 lin(13-u,4), b = 0.28 lin(u-40,5);  h: a = 0.128 exp((12-u)/18), b = 4/(1+exp((35-u)/5)); lin(x,y) = x/(exp(x/y)-1).
exp((u-40)/5) is computed once: exp((35-u)/5) = exp(-1)/it.
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX na_traub
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
  reversal = 50 (mV)
}

ASSIGNED {
  v (mV)
  i (mA/cm2)
  celsius (degC)
  q
}

STATE { m h }

BREAKPOINT {
  SOLVE states METHOD cnexp
  i = gbar*m*m*m*h*(v - reversal)
}

INITIAL {
  LOCAL u, x, am, bm, ah, bh
  q = 3^((celsius - 36)/10)
  u = v - v_T
  x = exp((u - 40)/5)
  am = 0.32*lin(13 - u, 4)
  bm = beta_m(u - 40, x)
  ah = 0.128*exp((12 - u)/18)
  bh = 4*x/(x + 0.36787944117144233)
  m = am/(am + bm)
  h = ah/(ah + bh)
}

DERIVATIVE states {
  LOCAL u, x, am, bm, ah, bh
  u = v - v_T
  x = exp((u - 40)/5)
  am = 0.32*lin(13 - u, 4)
  bm = beta_m(u - 40, x)
  ah = 0.128*exp((12 - u)/18)
  bh = 4*x/(x + 0.36787944117144233)
  m' = q*(am - (am + bm)*m)
  h' = q*(ah - (ah + bh)*h)
}

: x/(exp(x/y) - 1)
FUNCTION lin(x, y) {
  if (fabs(x/y) < 1e-6) {
    lin = y*(1 - x/(2*y))
  } else {
    lin = x/(exp(x/y) - 1)
  }
}

: 0.28 lin(y, 5), p = exp(y/5)
FUNCTION beta_m(y, p) {
  if (fabs(y/5) < 1e-6) {
    beta_m = 0.28*5*(1 - y/10)
  } else {
    beta_m = 0.28*y/(p - 1)
  }
}
