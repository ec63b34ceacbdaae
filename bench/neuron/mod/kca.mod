COMMENT
Calcium-gated potassium current of the benchmark cell's dendrite: I = gbar q (V - e).
  q_inf = cai^2/(cai^2 + 0.0005^2), tau_q = 2 ms; cai in mM.
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX kca
  USEION ca READ cai
  NONSPECIFIC_CURRENT i
  RANGE gbar, e
}

UNITS {
  (S) = (siemens)
  (mV) = (millivolt)
  (mA) = (milliamp)
  (molar) = (1/liter)
  (mM) = (millimolar)
}

PARAMETER {
  gbar = 5e-4 (S/cm2)
  e = -85 (mV)
}

ASSIGNED {
  v (mV)
  i (mA/cm2)
  cai (mM)
}

STATE { q }

BREAKPOINT {
  SOLVE states METHOD cnexp
  i = gbar*q*(v - e)
}

INITIAL {
  q = q_inf(cai)
}

DERIVATIVE states {
  LOCAL qinf
  qinf = q_inf(cai)
  q' = (qinf - q)/2
}

FUNCTION q_inf(cai (mM)) {
  LOCAL c2
  c2 = cai*cai
  q_inf = c2/(c2 + 2.5e-7)
}
