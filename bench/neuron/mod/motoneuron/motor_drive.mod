COMMENT
Synaptic input of a dendrite in the ramp contraction: conductances g0 M_e(t) toward 0 and g0 m_i toward -75 mV. M_e is linear
from 0 at `start` to `peak` at `top`, and back to 0 at `finish`.
ENDCOMMENT

NEURON {
  THREADSAFE
  SUFFIX motor_drive
  NONSPECIFIC_CURRENT i
  RANGE m_i
  GLOBAL g0, peak, start, top, finish
}

UNITS {
  (S) = (siemens)
  (mV) = (millivolt)
  (mA) = (milliamp)
}

PARAMETER {
  m_i = 0
  g0 = 1e-5 (S/cm2)
  peak = 10
  start = 1000 (ms)
  top = 11000 (ms)
  finish = 21000 (ms)
}

ASSIGNED {
  v (mV)
  i (mA/cm2)
}

BREAKPOINT {
  LOCAL m_e
  m_e = 0
  if (t > start && t < finish) {
    if (t < top) {
      m_e = peak*(t - start)/(top - start)
    } else {
      m_e = peak*(finish - t)/(finish - top)
    }
  }
  i = g0*(m_e*v + m_i*(v + 75))
}
