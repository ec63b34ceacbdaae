#include "analysis/scs.h"

#include <math.h>

rx_scs_minimum rx_scs_find_minimum(size_t n, const double frequency_Hz[], const double rate_Hz[])
{
  rx_scs_minimum best = { NAN, NAN, NAN };
  double without = NAN;
  for (size_t i = 0; i < n; i++) {
    const double f = frequency_Hz[i], rate = rate_Hz[i];
    if (isnan(rate)) continue;
    if (f == 0.0)
      without = rate;
    else if (isnan(best.rate_Hz) || rate < best.rate_Hz || (rate == best.rate_Hz && f < best.frequency_Hz)) {
      best.frequency_Hz = f;
      best.rate_Hz = rate;
    }
  }
  if (without > 0.0) best.relative = best.rate_Hz / without;
  return best;
}
