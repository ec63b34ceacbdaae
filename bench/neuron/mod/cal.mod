COMMENT
L-type calcium current of the benchmark cell's dendrite: I = gbar s^2 (V - e), e fixed at 120 mV.
  s_inf = 1/(1 + exp(-(V+30)/6)), tau_s = 1 + 5/(1 + exp((V+25)/10)).
The reversal is a parameter of this mechanism and not eca: a pool that writes cai makes NEURON compute eca by Nernst.
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX cal
  USEION ca WRITE ica
  RANGE gbar, e
}

UNITS {
  (S) = (siemens)
  (mV) = (millivolt)
  (mA) = (milliamp)
}

PARAMETER {
  gbar = 2e-4 (S/cm2)
  e = 120 (mV)
}

ASSIGNED {
  v (mV)
  ica (mA/cm2)
}

STATE { s }

BREAKPOINT {
  SOLVE states METHOD cnexp
  ica = gbar*s*s*(v - e)
}

INITIAL {
  s = s_inf(v)
}

DERIVATIVE states {
  LOCAL rate, sinf
  rate = 1/(1 + 5/(1 + exp((v + 25)/10)))
  sinf = s_inf(v)
  s' = (sinf - s)*rate
}

FUNCTION s_inf(v (mV)) {
  s_inf = 1/(1 + exp(-(v + 30)/6))
}
