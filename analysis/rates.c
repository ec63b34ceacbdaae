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

void rx_spike_counts(const rx_spikes *spikes, rx_cells cells, double from_ms, double to_ms, size_t counts[])
{
  for (int i = 0; i < cells.n; i++) counts[i] = 0;
  for (size_t i = first_at(spikes, from_ms); i < spikes->n && spikes->t_ms[i] < to_ms; i++)
    if (is_in(cells, spikes->cell[i])) counts[spikes->cell[i] - cells.first]++;
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

void rx_cell_intervals(const rx_spikes *spikes, rx_cells cells, double from_ms, double to_ms, rx_intervals per_cell[])
{
  /* Welford's running mean and sum of squares; until the end sd holds the sum and cv the time of the last spike */
  for (int i = 0; i < cells.n; i++) per_cell[i] = (rx_intervals){ 0, 0.0, 0.0, NAN };
  for (size_t i = first_at(spikes, from_ms); i < spikes->n && spikes->t_ms[i] < to_ms; i++) {
    if (!is_in(cells, spikes->cell[i])) continue;
    rx_intervals *c = &per_cell[spikes->cell[i] - cells.first];
    const double t = spikes->t_ms[i];
    if (!isnan(c->cv)) {
      const double interval = t - c->cv, away = interval - c->mean_ms;
      c->n++;
      c->mean_ms += away / (double)c->n;
      c->sd_ms += away * (interval - c->mean_ms);
    }
    c->cv = t;
  }
  for (int i = 0; i < cells.n; i++) {
    rx_intervals *c = &per_cell[i];
    if (c->n == 0) c->mean_ms = NAN;
    c->sd_ms = c->n >= 2 ? sqrt(c->sd_ms / (double)(c->n - 1)) : (double)NAN;
    c->cv = c->sd_ms / c->mean_ms;
  }
}

rx_intervals rx_population_intervals(size_t n_cells, const rx_intervals per_cell[])
{
  rx_intervals all = { 0 };
  double sum = 0.0, squares = 0.0, cvs = 0.0;
  size_t n_free = 0, n_cvs = 0;
  for (size_t i = 0; i < n_cells; i++) {
    const rx_intervals *c = &per_cell[i];
    if (c->n == 0) continue;
    all.n += c->n;
    sum += (double)c->n * c->mean_ms;
    if (c->n < 2) continue;
    squares += (double)(c->n - 1) * c->sd_ms * c->sd_ms;
    n_free += c->n - 1;
    if (isnan(c->cv)) continue; /* all intervals 0 */
    cvs += c->cv;
    n_cvs++;
  }
  all.mean_ms = all.n > 0 ? sum / (double)all.n : (double)NAN;
  all.sd_ms = n_free > 0 ? sqrt(squares / (double)n_free) : (double)NAN;
  all.cv = n_cvs > 0 ? cvs / (double)n_cvs : (double)NAN;
  return all;
}
