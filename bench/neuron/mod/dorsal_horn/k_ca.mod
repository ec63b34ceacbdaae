COMMENT
Calcium-activated potassium current: I = gbar m^3 (V - reversal), y = (cai/10^-3 mM)^2, m_inf = y/(1+y),
tau = max(0.1, 1/(0.03 (1+y) q)) ms, q = 3^((celsius-22)/10).
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX k_ca
  USEION ca READ cai
  NONSPECIFIC_CURRENT i
  RANGE gbar, reversal
}

UNITS {
  (S) = (siemens)
  (mV) = (millivolt)
  (mA) = (milliamp)
  (molar) = (1/liter)
  (mM) = (millimolar)
}

PARAMETER {
  gbar = 0 (S/cm2)
  reversal = -70 (mV)
}

ASSIGNED {
  v (mV)
  i (mA/cm2)
  cai (mM)
  celsius (degC)
  q
}

STATE { m }

BREAKPOINT {
  SOLVE states METHOD cnexp
  i = gbar*m*m*m*(v - reversal)
}

INITIAL {
  LOCAL y
  q = 3^((celsius - 22)/10)
  y = cai*cai*1e6
  m = y/(1 + y)
}

DERIVATIVE states {
  LOCAL y, r
  y = cai*cai*1e6
  r = 0.03*(1 + y)*q
  if (r > 10) {
    r = 10
  }
  m' = r*(y/(1 + y) - m)
}
