COMMENT
Receptor with a rise and a decay, of whose current a fraction is carried by calcium (part of it, not added to it).
A spike adds its weight (uS) to A and B; dA/dt = -A/tau_rise, dB/dt = -B/tau_decay, g = B - A. All synapses of a receptor on a cell
are merged in one.
ENDCOMMENT

NEURON {
  THREADSAFE
  POINT_PROCESS ReceptorCalcium
  USEION ca WRITE ica
  NONSPECIFIC_CURRENT i
  RANGE tau_rise, tau_decay, reversal, fraction
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
  I = (B - A)*(v - reversal)
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
