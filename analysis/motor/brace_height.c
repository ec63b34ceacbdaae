#include "analysis/motor/brace_height.h"

#include <math.h>

double rx_brace_height(const rx_firing_rate *rate)
{
  const size_t n = rx_rate_grid_size(rate->from_s, rate->to_s);
  const double start = rx_firing_rate_at(rate, rate->from_s);
  double peak = -INFINITY, height = 0;
  size_t at = 0;
  for (size_t k = 0; k < n; k++) {
    const double f = rx_firing_rate_at(rate, rate->from_s + RX_RATE_GRID_S * (double)k);
    if (f > peak) peak = f, at = k;
  }
  if ((double)at * RX_RATE_GRID_S < RX_BRACE_SHORTEST_S - 1e-9 || peak - start < RX_BRACE_LEAST_PPS) return NAN;
  for (size_t k = 0; k <= at; k++) {
    const double line = start + (peak - start) * (double)k / (double)at;
    height = fmax(height, rx_firing_rate_at(rate, rate->from_s + RX_RATE_GRID_S * (double)k) - line);
  }
  return 100 * height / (peak - start);
}
