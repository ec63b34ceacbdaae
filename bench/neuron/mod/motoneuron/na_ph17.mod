COMMENT
Fast sodium current of the star motoneuron: I = gbar m^3 h (V - reversal); L(y,a,s) = a y/(1 - e^(-y/s)), Q = 2^1.3.
  m: a = L(V+29,0.4,7.2), b = L(-V-29,0.124,7.2), tau = max(0.02, 1/((a+b)Q)), m_inf = a/(a+b)
  h: h_inf = 1/(1+e^((V+49)/8)), tau = max(0.5, 1/((a+b)Q)), a = L(V+44,0.03,1.5), b = L(-V-44,0.01,1.5)
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX na_ph17
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
}

STATE { m h }

BREAKPOINT {
  SOLVE states METHOD cnexp
  i = gbar*m*m*m*h*(v - reversal)
}

INITIAL {
  LOCAL a, b
  a = lin(v + 29, 0.4, 7.2)
  b = lin(-v - 29, 0.124, 7.2)
  m = a/(a + b)
  h = 1/(1 + exp((v + 49)/8))
}

DERIVATIVE states {
  LOCAL a, b, rm, rh
  a = lin(v + 29, 0.4, 7.2)
  b = lin(-v - 29, 0.124, 7.2)
  rm = 2.4622888266898326*(a + b)
  if (rm > 50) {
    rm = 50
  }
  rh = 2.4622888266898326*(lin(v + 44, 0.03, 1.5) + lin(-v - 44, 0.01, 1.5))
  if (rh > 2) {
    rh = 2
  }
  m' = rm*(a/(a + b) - m)
  h' = rh*(1/(1 + exp((v + 49)/8)) - h)
}

: a y/(1 - e^(-y/s))
FUNCTION lin(y, a, s) {
  if (fabs(y) <= 1e-6) {
    lin = a*s
  } else {
    lin = a*y/(1 - exp(-y/s))
  }
}
