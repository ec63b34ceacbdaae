#include "analysis/pain_signal.h"

#include <assert.h>
#include <math.h>

rx_cells rx_network_cells(const rx_network *network, int population)
{
  const rx_node_range *range = rx_network_cell_range(network, population);
  return range != NULL ? (rx_cells){ range->first, range->n } : (rx_cells){ 0, 0 };
}

rx_pain_signal rx_pain_signal_of(const rx_circuit *circuit, const rx_network *network, const rx_spikes *spikes,
                                 double onset_ms, double end_ms, rx_pain_part parts[])
{
  rx_pain_signal signal = { circuit->n_pain_terms > 0 ? 0.0 : (double)NAN, false };
  for (int i = 0; i < circuit->n_pain_terms; i++) {
    const rx_pain_term *term = &circuit->pain_terms[i];
    rx_pain_part p = { .population = term->population, .from_ms = term->from, .to_ms = term->to };
    /* onset + to - onset may differ from `to` in its last bits: that is no cut */
    p.is_cut = onset_ms + term->to > end_ms + 1e-9 * (1.0 + fabs(end_ms));
    if (p.is_cut) p.to_ms = fmax(end_ms - onset_ms, term->from);
    const rx_cells cells = rx_network_cells(network, term->population);
    p.rate_Hz = rx_mean_rate_Hz(spikes, cells, onset_ms + p.from_ms, onset_ms + p.to_ms);
    p.part = term->weight * p.rate_Hz / term->reference;
    signal.value += p.part;
    signal.is_cut = signal.is_cut || p.is_cut;
    if (parts != NULL) parts[i] = p;
  }
  return signal;
}

double rx_allodynia_index(double brush_signal, double healthy_pressure_signal)
{
  if (!isfinite(brush_signal) || !isfinite(healthy_pressure_signal) || healthy_pressure_signal == 0.0) return NAN;
  return brush_signal / healthy_pressure_signal;
}

/* The run of equal fitted values that ends before i: its length. */
static size_t pool_before(const double fitted[], size_t i)
{
  size_t n = 1;
  while (n < i && fitted[i - n - 1] == fitted[i - 1]) n++;
  return n;
}

/* Each point that lies below the pool before it joins it; the mean takes its place. */
static void make_monotone(size_t n, const double signal[], double fitted[])
{
  for (size_t i = 0; i < n; i++) {
    fitted[i] = signal[i];
    size_t first = i;
    double mean = signal[i];
    while (first > 0 && fitted[first - 1] > mean) {
      const double before = (double)pool_before(fitted, first), here = (double)(i + 1 - first);
      mean = (before * fitted[first - 1] + here * mean) / (before + here);
      first -= pool_before(fitted, first);
    }
    for (size_t k = first; k <= i; k++) fitted[k] = mean;
  }
}

rx_threshold rx_threshold_find(size_t n, const double force[], const double signal[], double level, double fitted[])
{
  assert(n >= 1);
  make_monotone(n, signal, fitted);
  if (fitted[0] >= level) return (rx_threshold){ RX_THRESHOLD_BELOW, force[0] };
  for (size_t i = 1; i < n; i++) {
    if (fitted[i] < level) continue;
    const double share = (level - fitted[i - 1]) / (fitted[i] - fitted[i - 1]);
    return (rx_threshold){ RX_THRESHOLD_FOUND, force[i - 1] + share * (force[i] - force[i - 1]) };
  }
  return (rx_threshold){ RX_THRESHOLD_ABOVE, NAN };
}
