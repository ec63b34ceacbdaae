COMMENT
A-type potassium current (Borg-Graham's form): I = gbar n l (V - reversal), c = 96.48/(8.315 (273.16+celsius)),
q = 3^((celsius-30)/10).  n_inf = 1/(1+exp(-5c(V+45))), tau_n = exp(-1.8c(V+45))/(0.04 q (1+exp(-4c(V+45))));
  l_inf = 1/(1+exp(4c(V+67))), tau_l = exp(2c(V+67))/(0.023 q (1+exp(2c(V+67)))).
One exponential serves tau_l and l_inf: exp(4x) is the square of exp(2x).
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX ka_borg
  NONSPECIFIC_CURRENT i
  RANGE gbar, reversal
}

UNITS {
  (S) = (siemens)
  (mV) = (millivolt)
  (mA) = (milliamp)
}

PARAMETER {
  gbar = 0 (S/cm2)
  reversal = -70 (mV)
}

ASSIGNED {
  v (mV)
  i (mA/cm2)
  celsius (degC)
  q
  c
}

STATE { n l }

BREAKPOINT {
  SOLVE states METHOD cnexp
  i = gbar*n*l*(v - reversal)
}

INITIAL {
  q = 3^((celsius - 30)/10)
  c = 96.48/(8.315*(273.16 + celsius))
  n = 1/(1 + exp(-5*c*(v + 45)))
  l = 1/(1 + exp(4*c*(v + 67)))
}

DERIVATIVE states {
  LOCAL x, e
  x = c*(v + 45)
  n' = (1/(1 + exp(-5*x)) - n)*0.04*q*(1 + exp(-4*x))*exp(1.8*x)
  e = exp(2*c*(v + 67))
  l' = (1/(1 + e*e) - l)*0.023*q*(1 + e)/e
}
