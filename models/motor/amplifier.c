#include "models/motor/amplifier.h"

#include <math.h>

#define PAGE "[D] motoneuron page 8"

const rx_param RX_MOTOR_AMPLIFIER_PARAMS[] = {
  RX_P_DEFAULT(rx_motor_amplifier, rate, "Hz", 0, 0, 500,
               "of every fibre of `onto` by group III and IV fibres of the muscle, at most; 0: off",
               "off; 40 Hz: " PAGE),
  RX_P_DEFAULT(rx_motor_amplifier, threshold, "1", 0.02, 0, 1,
               "torque above which the muscle accumulates what excites them", PAGE),
  RX_P_DEFAULT(rx_motor_amplifier, tau, "ms", 10000, 1, 1e7, "time constant of the accumulation", PAGE),
  RX_P_DEFAULT(rx_motor_amplifier, full, "1", 0.2, 1e-6, 10,
               "accumulation (torque above the threshold) at which the rate is reached", PAGE),
  RX_P_END
};

double rx_amplifier_step(const rx_motor_amplifier *amplifier, double A, double torque, double dt_ms)
{
  const double above = fmax(0, torque - amplifier->threshold);
  return above + (A - above) * exp(-dt_ms / amplifier->tau);
}

double rx_amplifier_rate_Hz(const rx_motor_amplifier *amplifier, double A)
{
  return amplifier->rate * fmin(1, A / amplifier->full);
}

bool rx_amplifier_spike(double rate_Hz, double u, double from_ms, double window_ms, double *t_ms)
{
  const double probability = fmin(1, 1e-3 * rate_Hz * window_ms);
  if (!(u < probability)) return false;
  *t_ms = from_ms + window_ms * (u / probability);
  return true;
}
