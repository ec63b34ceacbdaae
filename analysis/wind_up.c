#include "analysis/wind_up.h"

#include <math.h>

void rx_wind_up_counts(const rx_spikes *spikes, rx_cells cells, size_t n, const double t_ms[], double end_ms,
                       size_t early[], size_t late[])
{
  for (size_t k = 0; k < n; k++) {
    const double next = k + 1 < n ? t_ms[k + 1] : end_ms;
    const double split = fmin(t_ms[k] + RX_LATE_FROM_MS, next);
    early[k] = rx_spike_count(spikes, cells, t_ms[k], split);
    late[k] = rx_spike_count(spikes, cells, split, next);
  }
}

rx_wind_up rx_wind_up_of(size_t n, const size_t late[])
{
  if (n == 0) return (rx_wind_up){ NAN, 0, false };
  const size_t k = n < RX_WIND_UP_STIMULUS ? n : RX_WIND_UP_STIMULUS;
  const bool has_ratio = k > 1 && late[0] > 0;
  return (rx_wind_up){ has_ratio ? (double)late[k - 1] / (double)late[0] : (double)NAN, (int)k, late[k - 1] > late[0] };
}
