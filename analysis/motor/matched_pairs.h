/* How delta-F changes between two conditions: over the pairs that are included in both. Source: motoneuron page 7.7.
 *
 *   change = median over these pairs of dF(condition) - dF(reference)
 * The mean of test units is no measure of change: units differ between conditions, and single ill-conditioned ones move it by 1 pps.
 *
 * Interval [D]: bootstrap over units, because pairs that share a unit are not independent. Each resample draws as many of the units
 * that occur in matched pairs, with replacement; a pair counts as often as its control was drawn times its test unit. Percentiles of
 * the resampled medians. */
#ifndef RX_ANALYSIS_MOTOR_MATCHED_PAIRS_H
#define RX_ANALYSIS_MOTOR_MATCHED_PAIRS_H

#include <stdint.h>

#include "analysis/motor/delta_f.h"

#define RX_MATCHED_CONFIDENCE 0.95
enum { RX_MATCHED_RESAMPLES = 2000, RX_MATCHED_FEWEST_PAIRS = 10 };

typedef struct rx_matched_pair {
  int control, test; /* names of the units */
  double reference, condition;
} rx_matched_pair;

typedef struct rx_matched_pairs {
  size_t n;
  rx_matched_pair *pairs; /* [n] */
  double median, mean;    /* change; NaN: no pair in common */
  double low, high;       /* interval of the median; NaN below two pairs */
  size_t n_resamples;     /* that had a pair */
} rx_matched_pairs;

/* Units are matched by name. Both results must have the same kind of value (normalised or not). Memory of the arena. RX_E_MEMORY. */
rx_status rx_matched_pairs_of(const rx_delta_f *condition, const rx_delta_f *reference, uint64_t seed, rx_arena *arena,
                              rx_matched_pairs *matched, rx_error *err);

#endif
