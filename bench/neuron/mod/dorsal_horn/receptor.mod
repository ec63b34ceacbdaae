COMMENT
Receptor with a rise and a decay: i = g (V - reversal).
A spike adds its weight (uS) to A and B; dA/dt = -A/tau_rise, dB/dt = -B/tau_decay, g = B - A. All synapses of a receptor on a cell
are merged in one.
ENDCOMMENT

NEURON {
  THREADSAFE
  POINT_PROCESS Receptor
  NONSPECIFIC_CURRENT i
  RANGE tau_rise, tau_decay, reversal
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
}

ASSIGNED {
  v (mV)
  i (nA)
}

STATE {
  A (uS)
  B (uS)
}

BREAKPOINT {
  SOLVE states METHOD cnexp
  i = (B - A)*(v - reversal)
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
