#include "analysis/motor/pool_rate.h"

#include <math.h>

rx_pool_rate rx_pool_rate_in(const rx_spikes *spikes, rx_cells pool, rx_window_ms window)
{
  rx_pool_rate rate = { rx_spike_count(spikes, pool, window.from, window.to), 0,
                        rx_mean_rate_Hz(spikes, pool, window.from, window.to) };
  for (int u = 0; u < pool.n; u++)
    rate.n_active += rx_spike_count(spikes, (rx_cells){ pool.first + u, 1 }, window.from, window.to) > 0;
  return rate;
}

double rx_pool_mean_torque(size_t n, const double torque[], double step_ms, rx_window_ms window)
{
  double sum = 0;
  size_t count = 0;
  for (size_t k = 0; k < n; k++) {
    const double t = (double)k * step_ms;
    if (!(t > window.from && t <= window.to)) continue;
    sum += torque[k];
    count++;
  }
  return count > 0 ? sum / (double)count : NAN;
}
