COMMENT
A-type potassium current of the benchmark cell: I = gbar a^4 b (V - e).
  a_inf = 1/(1 + exp(-(V+60)/8.5)), tau_a = 0.37 + 1/(exp((V+46)/5) + exp(-(V+238)/37.5));
  b_inf = 1/(1 + exp((V+78)/6)), tau_b = 19 ms.
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX ka
  NONSPECIFIC_CURRENT i
  RANGE gbar, e
}

UNITS {
  (S) = (siemens)
  (mV) = (millivolt)
  (mA) = (milliamp)
}

PARAMETER {
  gbar = 0.01 (S/cm2)
  e = -85 (mV)
}

ASSIGNED {
  v (mV)
  i (mA/cm2)
}

STATE { a b }

BREAKPOINT {
  LOCAL a2
  SOLVE states METHOD cnexp
  a2 = a*a
  i = gbar*a2*a2*b*(v - e)
}

INITIAL {
  a = a_inf(v)
  b = b_inf(v)
}

DERIVATIVE states {
  LOCAL rate, ainf, binf
  rate = 1/(0.37 + 1/(exp((v + 46)/5) + exp(-(v + 238)/37.5)))
  ainf = a_inf(v)
  binf = b_inf(v)
  a' = (ainf - a)*rate
  b' = (binf - b)/19
}

FUNCTION a_inf(v (mV)) {
  a_inf = 1/(1 + exp(-(v + 60)/8.5))
}

FUNCTION b_inf(v (mV)) {
  b_inf = 1/(1 + exp((v + 78)/6))
}
