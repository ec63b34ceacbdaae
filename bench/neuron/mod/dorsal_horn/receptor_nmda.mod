COMMENT
NMDA receptor: i = g (V - reversal)/(1 + exp(-0.062 V) magnesium/3.57); a fraction of it is carried by calcium (part of it).
A spike adds its weight (uS) to A and B; dA/dt = -A/tau_rise, dB/dt = -B/tau_decay, g = B - A. All synapses of a receptor on a cell
are merged in one.
ENDCOMMENT

NEURON {
  THREADSAFE
  POINT_PROCESS ReceptorNMDA
  USEION ca WRITE ica
  NONSPECIFIC_CURRENT i
  RANGE tau_rise, tau_decay, reversal, fraction, magnesium
}

UNITS {
  (nA) = (nanoamp)
  (mV) = (millivolt)
  (uS) = (microsiemens)
  (molar) = (1/liter)
  (mM) = (millimolar)
}

PARAMETER {
  tau_rise = 0.1 (ms)
  tau_decay = 5 (ms)
  reversal = 0 (mV)
  fraction = 0.1
  magnesium = 1 (mM)
}

ASSIGNED {
  v (mV)
  i (nA)
  ica (nA)
}

STATE {
  A (uS)
  B (uS)
}

BREAKPOINT {
  LOCAL I
  SOLVE states METHOD cnexp
  I = (B - A)*(v - reversal)/(1 + exp(-0.062*v)*magnesium/3.57)
  ica = fraction*I
  i = I - ica
}

INITIAL {
  A = 0
  B = 0
}

DERIVATIVE states {
  A' = -A/tau_rise
  B' = -B/tau_decay
}

NET_RECEIVE(w (uS)) {
  A = A + w
  B = B + w
}
