#include "analysis/rates.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

/* index of the first spike at or after t */
static size_t first_at(const rx_spikes *spikes, double t_ms)
{
  size_t low = 0, high = spikes->n;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (spikes->t_ms[middle] < t_ms)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static bool is_in(rx_cells cells, int32_t cell)
{
  return cell >= cells.first && cell < cells.first + cells.n;
}

size_t rx_spike_count(const rx_spikes *spikes, rx_cells cells, double from_ms, double to_ms)
{
  size_t n = 0;
  for (size_t i = first_at(spikes, from_ms); i < spikes->n && spikes->t_ms[i] < to_ms; i++)
    if (is_in(cells, spikes->cell[i])) n++;
  return n;
}

double rx_mean_rate_Hz(const rx_spikes *spikes, rx_cells cells, double from_ms, double to_ms)
{
  if (!(to_ms > from_ms) || cells.n <= 0) return NAN;
  return 1e3 * (double)rx_spike_count(spikes, cells, from_ms, to_ms) / (cells.n * (to_ms - from_ms));
}

size_t rx_n_bins(double from_ms, double to_ms, double bin_ms)
{
  assert(bin_ms > 0.0);
  if (!(to_ms > from_ms)) return 0;
  /* rounding alone makes no further bin */
  const double n = ceil((to_ms - from_ms) / bin_ms * (1.0 - 1e-12));
  return n < 1.0 ? 1 : (size_t)n;
}

void rx_binned_rates_Hz(const rx_spikes *spikes, rx_cells cells, double from_ms, double to_ms, double bin_ms,
                        double rates[])
{
  const size_t n = rx_n_bins(from_ms, to_ms, bin_ms);
  for (size_t k = 0; k < n; k++) {
    const double begin = from_ms + (double)k * bin_ms;
    const double end = k + 1 < n ? from_ms + (double)(k + 1) * bin_ms : to_ms;
    rates[k] = rx_mean_rate_Hz(spikes, cells, begin, end);
  }
}

void rx_first_spikes_ms(const rx_spikes *spikes, rx_cells cells, double from_ms, double to_ms, double first_ms[])
{
  for (int i = 0; i < cells.n; i++) first_ms[i] = NAN;
  for (size_t i = first_at(spikes, from_ms); i < spikes->n && spikes->t_ms[i] < to_ms; i++) {
    if (!is_in(cells, spikes->cell[i])) continue;
    double *first = &first_ms[spikes->cell[i] - cells.first];
    if (isnan(*first)) *first = spikes->t_ms[i];
  }
}
