COMMENT
Synaptic input whose conductances are given: g_e toward 0, g_i toward -75 mV; constant, or played from a Vector.
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX motor_noise
  NONSPECIFIC_CURRENT i
  RANGE g_e, g_i
}

UNITS {
  (S) = (siemens)
  (mV) = (millivolt)
  (mA) = (milliamp)
}

PARAMETER {
  g_e = 0 (S/cm2)
  g_i = 0 (S/cm2)
}

ASSIGNED {
  v (mV)
  i (mA/cm2)
}

BREAKPOINT {
  i = g_e*v + g_i*(v + 75)
}
