COMMENT
Persistent calcium current of the star motoneuron's dendrites, which does not fill the shell: I = gbar a b (V - reversal),
a_inf = 1/(1+e^(-(V-theta_m)/6)), tau 40 ms; b_inf = 1/(1+e^((V-theta_h)/5)), tau 2500 ms.
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX cav13
  NONSPECIFIC_CURRENT i
  RANGE gbar, reversal, theta_m, theta_h
}

UNITS {
  (S) = (siemens)
  (mV) = (millivolt)
  (mA) = (milliamp)
}

PARAMETER {
  gbar = 0 (S/cm2)
  reversal = 80 (mV)
  theta_m = -42 (mV)
  theta_h = 10 (mV)
}

ASSIGNED {
  v (mV)
  i (mA/cm2)
}

STATE { a b }

BREAKPOINT {
  SOLVE states METHOD cnexp
  i = gbar*a*b*(v - reversal)
}

INITIAL {
  a = 1/(1 + exp(-(v - theta_m)/6))
  b = 1/(1 + exp((v - theta_h)/5))
}

DERIVATIVE states {
  a' = (1/(1 + exp(-(v - theta_m)/6)) - a)/40
  b' = (1/(1 + exp((v - theta_h)/5)) - b)/2500
}
