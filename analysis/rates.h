/* Spikes into counts and rates.
 *
 * All windows are [from, to) in ms of the run; all rates are per cell, Hz. */
#ifndef RX_ANALYSIS_RATES_H
#define RX_ANALYSIS_RATES_H

#include <stddef.h>
#include <stdint.h>

/* The spikes of a run, sorted by time; the arrays belong to the caller. */
typedef struct rx_spikes {
  size_t n;
  const double *t_ms;  /* [n] */
  const int32_t *cell; /* [n] */
} rx_spikes;

/* Cells first … first + n - 1: a population. */
typedef struct rx_cells {
  int first, n;
} rx_cells;

size_t rx_spike_count(const rx_spikes *spikes, rx_cells cells, double from_ms, double to_ms);

/* Spikes per cell and second; NaN for an empty window or no cells. */
double rx_mean_rate_Hz(const rx_spikes *spikes, rx_cells cells, double from_ms, double to_ms);

/* Bins of width bin_ms from from_ms on; where the window is no whole number of bins the last one is shorter, and its rate is over
 * its own length. rates: [rx_n_bins], out; bin k begins at from_ms + k*bin_ms. bin_ms > 0. */
size_t rx_n_bins(double from_ms, double to_ms, double bin_ms);
void rx_binned_rates_Hz(const rx_spikes *spikes, rx_cells cells, double from_ms, double to_ms, double bin_ms,
                        double rates[]);

/* Time of each cell's first spike in the window; NaN: none. first_ms: [cells.n], out. */
void rx_first_spikes_ms(const rx_spikes *spikes, rx_cells cells, double from_ms, double to_ms, double first_ms[]);

#endif
