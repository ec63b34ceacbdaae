#include "analysis/motor/current_ramp.h"

#include <math.h>

#include "analysis/firing.h"

double rx_current_ramp_nA(const rx_current_ramp *ramp, double t_ms)
{
  const double t = t_ms - ramp->onset_ms, rising = fmin(t, 2 * ramp->up_ms - t);
  return ramp->start_nA + ramp->slope_nA_per_ms * fmax(rising, 0);
}

rx_ramp_firing rx_ramp_firing_of(const rx_current_ramp *ramp, size_t n, const double times_ms[])
{
  rx_ramp_firing firing = { n, NAN, NAN, NAN, NAN, NAN, NAN };
  if (n == 0) return firing;
  firing.first_ms = times_ms[0];
  firing.last_ms = times_ms[n - 1];
  firing.recruitment_nA = rx_current_ramp_nA(ramp, firing.first_ms);
  firing.derecruitment_nA = rx_current_ramp_nA(ramp, firing.last_ms);
  firing.delta_nA = firing.recruitment_nA - firing.derecruitment_nA;
  firing.largest_Hz = rx_firing_of(n, times_ms, -INFINITY, INFINITY).largest_Hz;
  return firing;
}
