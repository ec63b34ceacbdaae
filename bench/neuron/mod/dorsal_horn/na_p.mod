COMMENT
Persistent sodium current of projection cells: I = gbar m h (V - reversal), u = V + 55, q = 3^((celsius-36)/10).
  m: a = 0.32 lin(11-u,4), b = 0.28 lin(u-42,5);  h: a = 0.128 exp((12-u)/18), b = 4/(1+exp((35-u)/10)); lin(x,y) = x/(exp(x/y)-1).
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX na_p
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
  i = gbar*m*h*(v - reversal)
}

INITIAL {
  LOCAL a, b
  q = 3^((celsius - 36)/10)
  a = 0.32*lin(-44 - v, 4)
  b = 0.28*lin(v + 13, 5)
  m = a/(a + b)
  a = 0.128*exp((-43 - v)/18)
  b = 4/(1 + exp((-20 - v)/10))
  h = a/(a + b)
}

DERIVATIVE states {
  LOCAL am, bm, ah, bh
  am = 0.32*lin(-44 - v, 4)
  bm = 0.28*lin(v + 13, 5)
  ah = 0.128*exp((-43 - v)/18)
  bh = 4/(1 + exp((-20 - v)/10))
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
