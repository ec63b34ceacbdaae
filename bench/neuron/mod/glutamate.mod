COMMENT
Merged glutamate synapse of the benchmark cell: AMPA and NMDA from one event of weight w (uS).
  gA jumps by w and decays with 2 ms, gN jumps by 0.5 w and decays with 80 ms;
  i = (gA + gN B(V)) V, B = 1/(1 + 0.28 exp(-0.062 V)); reversal 0 mV.
ENDCOMMENT

NEURON {
  THREADSAFE
  POINT_PROCESS Glutamate
  NONSPECIFIC_CURRENT i
}

UNITS {
  (nA) = (nanoamp)
  (mV) = (millivolt)
  (uS) = (microsiemens)
}

ASSIGNED {
  v (mV)
  i (nA)
}

STATE {
  gA (uS)
  gN (uS)
}

BREAKPOINT {
  SOLVE states METHOD cnexp
  i = (gA + gN/(1 + 0.28*exp(-0.062*v)))*v
}

INITIAL {
  gA = 0
  gN = 0
}

DERIVATIVE states {
  gA' = -gA/2
  gN' = -gN/80
}

NET_RECEIVE(w (uS)) {
  gA = gA + w
  gN = gN + 0.5*w
}
