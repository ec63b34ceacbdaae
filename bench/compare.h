/* The accuracy rule of the benchmarks: how far the spikes of a simulator are from those of the reference. */
#ifndef RX_BENCH_COMPARE_H
#define RX_BENCH_COMPARE_H

#include "bench/problems.h"

#include <stdbool.h>

/* Heads of two trains that differ by at most this match, ms. */
#define RX_BENCH_MATCH_MS      5.0
/* Converged crossing of -20 mV in compartment 180 of P4, first spike, ms. */
#define RX_BENCH_P4_ARRIVAL_MS 28.691

typedef struct rx_bench_error {
  double e50_ms,
      e95_ms;         /* median, 95th percentile of |difference| over the matches (linear between ranks); NAN if none */
  size_t n_matched;   /* pairs */
  size_t n_unmatched; /* spikes of both trains */
} rx_bench_error;

/* Mean rates of P2's populations, Hz. */
typedef struct rx_bench_rates {
  double excitatory_Hz, inhibitory_Hz, projection_Hz;
} rx_bench_rates;

/* Compares two sets of spikes, in any order, cell by cell: both trains are walked in time; heads within 5 ms match, else the
 * earlier one is unmatched. Only copies are sorted. RX_E_MEMORY. */
rx_status rx_bench_compare(const rx_bench_spikes *reference, const rx_bench_spikes *test, rx_bench_error *result,
                           rx_error *err);

/* True when e50, e95 and the number of unmatched spikes of a are all no worse than those of b. */
bool rx_bench_is_as_accurate(const rx_bench_error *a, const rx_bench_error *b);

/* |first spike of `cell` - expected_ms|, ms: with cell 180 and RX_BENCH_P4_ARRIVAL_MS the error of P4. NAN without a spike. */
double rx_bench_arrival_error_ms(const rx_bench_spikes *spikes, int cell, double expected_ms);

/* Mean rates of the spikes of cells 0 to 299 over duration_ms. */
rx_bench_rates rx_bench_population_rates(const rx_bench_spikes *spikes, double duration_ms);

#endif
