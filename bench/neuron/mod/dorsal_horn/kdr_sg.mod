COMMENT
Slowly inactivating delayed rectifier of substantia gelatinosa cells: I = gbar n^4 h (V - reversal), rates times `rate`.
  n: a = 0.035 lin(-V-15,9), b = 0.014 exp((12-V)/46);  h: with e = exp((V+20)/10), a = 0.0083 (2+e)/(1+e), b = 0.0083 e/(1+e);
  lin(x,y) = x/(exp(x/y)-1).
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX kdr_sg
  NONSPECIFIC_CURRENT i
  RANGE gbar, rate, reversal
}

UNITS {
  (S) = (siemens)
  (mV) = (millivolt)
  (mA) = (milliamp)
}

PARAMETER {
  gbar = 0 (S/cm2)
  rate = 1
  reversal = -70 (mV)
}

ASSIGNED {
  v (mV)
  i (mA/cm2)
}

STATE { n h }

BREAKPOINT {
  SOLVE states METHOD cnexp
  i = gbar*n*n*n*n*h*(v - reversal)
}

INITIAL {
  LOCAL a, b, e
  a = 0.035*lin(-v - 15, 9)
  b = 0.014*exp((12 - v)/46)
  e = exp((v + 20)/10)
  n = a/(a + b)
  h = (2 + e)/(2 + 2*e)
}

DERIVATIVE states {
  LOCAL a, b, e, k
  a = 0.035*lin(-v - 15, 9)
  b = 0.014*exp((12 - v)/46)
  e = exp((v + 20)/10)
  k = 0.0083*rate/(1 + e)
  n' = rate*(a - (a + b)*n)
  h' = k*(2 + e) - k*(2 + 2*e)*h
}

: x/(exp(x/y) - 1)
FUNCTION lin(x, y) {
  if (fabs(x/y) < 1e-6) {
    lin = y*(1 - x/(2*y))
  } else {
    lin = x/(exp(x/y) - 1)
  }
}
