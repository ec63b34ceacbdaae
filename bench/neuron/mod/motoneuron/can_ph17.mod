COMMENT
N-type calcium current of the star motoneuron, which fills the shell: I = gbar c (V - reversal), c_inf = 1/(1+e^(-(V+20)/4)), tau 2 ms.
The reversal is a parameter of its own: NEURON would otherwise compute it from the shell.
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX can_ph17
  USEION ca WRITE ica
  RANGE gbar, reversal
}

UNITS {
  (S) = (siemens)
  (mV) = (millivolt)
  (mA) = (milliamp)
}

PARAMETER {
  gbar = 0 (S/cm2)
  reversal = 132.4579341637009 (mV)
}

ASSIGNED {
  v (mV)
  ica (mA/cm2)
}

STATE { c }

BREAKPOINT {
  SOLVE states METHOD cnexp
  ica = gbar*c*(v - reversal)
}

INITIAL {
  c = 1/(1 + exp(-(v + 20)/4))
}

DERIVATIVE states {
  c' = (1/(1 + exp(-(v + 20)/4)) - c)/2
}
