COMMENT
L-type calcium current (GHK): I = gbar m^2 Phi(V), gbar a permeability in cm/s, q = 3^((celsius-23.5)/10).
  Phi = -10^-3 2 96480 (cao - cai e^w) w/(e^w-1), w = 2 96480 V 10^-3/(8.314 (celsius+273.16));
  m_inf = 1/(1+exp(-(V+10)/10)), 1/tau = q (a+b), a = 1.6/(1+exp(-0.072(V-5))), b = 0.02 x/(1-exp(-x/5.36)), x = 1.31-V.
cao is a parameter of this mechanism: the ion's would be the same 2 mM.
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX ca_l
  USEION ca READ cai WRITE ica
  RANGE gbar, cao
}

UNITS {
  (S) = (siemens)
  (mV) = (millivolt)
  (mA) = (milliamp)
  (molar) = (1/liter)
  (mM) = (millimolar)
}

PARAMETER {
  gbar = 0 (cm/s)
  cao = 2 (mM)
}

ASSIGNED {
  v (mV)
  ica (mA/cm2)
  cai (mM)
  celsius (degC)
  q
}

STATE { m }

BREAKPOINT {
  SOLVE states METHOD cnexp
  ica = gbar*m*m*phi(v, cai)
}

INITIAL {
  q = 3^((celsius - 23.5)/10)
  m = 1/(1 + exp(-(v + 10)/10))
}

DERIVATIVE states {
  LOCAL a, b
  a = 1.6/(1 + exp(-0.072*(v - 5)))
  b = closing(1.31 - v)
  m' = q*(a + b)*(1/(1 + exp(-(v + 10)/10)) - m)
}

: 0.02 x/(1 - exp(-x/5.36))
FUNCTION closing(x) {
  if (fabs(x/5.36) < 1e-6) {
    closing = 0.02*(5.36 + x/2)
  } else {
    closing = 0.02*x/(1 - exp(-x/5.36))
  }
}

FUNCTION phi(v (mV), ci (mM)) {
  LOCAL w, e, L
  w = 2*96480*v*1e-3/(8.314*(celsius + 273.16))
  e = exp(w)
  if (fabs(w) < 1e-4) {
    L = 1 - w/2
  } else {
    L = w/(e - 1)
  }
  phi = -1e-3*2*96480*(cao - ci*e)*L
}
