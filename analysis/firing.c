#include "analysis/firing.h"

#include <math.h>

rx_firing rx_firing_of(size_t n, const double times_ms[], double from_ms, double to_ms)
{
  rx_firing firing = { 0, NAN, NAN, NAN, NAN };
  double previous_ms = NAN;
  for (size_t i = 0; i < n; i++) {
    const double t = times_ms[i];
    if (!(t >= from_ms && t < to_ms)) continue;
    if (firing.n_spikes++ == 0)
      firing.first_ms = t;
    else {
      const double rate = 1000 / (t - previous_ms);
      if (firing.n_spikes == 2) firing.first_interval_Hz = rate;
      firing.last_interval_Hz = rate;
      firing.largest_Hz = fmax(firing.largest_Hz, rate); /* fmax passes over NaN */
    }
    previous_ms = t;
  }
  return firing;
}
