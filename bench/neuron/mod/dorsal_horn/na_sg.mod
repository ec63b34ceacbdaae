COMMENT
Sodium current of substantia gelatinosa cells: I = gbar m^3 h (V - reversal), rates times `rate`.
  m: a = 0.182 lin(-V-28+s_a,9), b = 0.124 lin(V+28+s_b,9);  h: 1/tau = a + b with a = 0.061 lin(-V-35+s_a,3) + 0.0166,
  b = 0.0018 lin(V+71+s_b,18), but h_inf = 1/(1+exp((V+64)/9)); lin(x,y) = x/(exp(x/y)-1).
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX na_sg
  NONSPECIFIC_CURRENT i
  RANGE gbar, s_a, s_b, rate, reversal
}

UNITS {
  (S) = (siemens)
  (mV) = (millivolt)
  (mA) = (milliamp)
}

PARAMETER {
  gbar = 0 (S/cm2)
  s_a = 0 (mV)
  s_b = 0 (mV)
  rate = 1
  reversal = 50 (mV)
}

ASSIGNED {
  v (mV)
  i (mA/cm2)
}

STATE { m h }

BREAKPOINT {
  SOLVE states METHOD cnexp
  i = gbar*m*m*m*h*(v - reversal)
}

INITIAL {
  LOCAL am, bm
  am = 0.182*lin(-v - 28 + s_a, 9)
  bm = 0.124*lin(v + 28 + s_b, 9)
  m = am/(am + bm)
  h = 1/(1 + exp((v + 64)/9))
}

DERIVATIVE states {
  LOCAL am, bm, ah, bh
  am = 0.182*lin(-v - 28 + s_a, 9)
  bm = 0.124*lin(v + 28 + s_b, 9)
  ah = 0.061*lin(-v - 35 + s_a, 3) + 0.0166
  bh = 0.0018*lin(v + 71 + s_b, 18)
  m' = rate*(am - (am + bm)*m)
  h' = rate*(ah + bh)*(1/(1 + exp((v + 64)/9)) - h)
}

: x/(exp(x/y) - 1)
FUNCTION lin(x, y) {
  if (fabs(x/y) < 1e-6) {
    lin = y*(1 - x/(2*y))
  } else {
    lin = x/(exp(x/y) - 1)
  }
}
