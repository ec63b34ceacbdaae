/* What the spike times of one cell say of its firing: the summary numbers of a current step. */
#ifndef RX_ANALYSIS_FIRING_H
#define RX_ANALYSIS_FIRING_H

#include <stddef.h>

/* Rates are 1000/interval, Hz; NaN below two spikes. first_ms: NaN without a spike. */
typedef struct rx_firing {
  size_t n_spikes;
  double first_ms;
  double first_interval_Hz, last_interval_Hz, largest_Hz;
} rx_firing;

/* Of the spikes within [from, to). times_ms: [n], in order. */
rx_firing rx_firing_of(size_t n, const double times_ms[], double from_ms, double to_ms);

#endif
