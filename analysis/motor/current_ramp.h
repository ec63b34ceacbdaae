/* What a triangular current into the soma says of a motoneuron: recruitment and derecruitment. Source: motoneuron page 6.1.
 *
 *   I(t) = start + slope t up to `up`, then back at the same slope; delta-I = I(first spike) - I(last spike) */
#ifndef RX_ANALYSIS_MOTOR_CURRENT_RAMP_H
#define RX_ANALYSIS_MOTOR_CURRENT_RAMP_H

#include <stddef.h>

/* A ramp that begins at onset_ms, rises for up_ms and falls for as long; start before it and after it. */
typedef struct rx_current_ramp {
  double onset_ms, start_nA, slope_nA_per_ms, up_ms;
} rx_current_ramp;

double rx_current_ramp_nA(const rx_current_ramp *ramp, double t_ms);

/* NaN: no spike; largest_Hz: below two. */
typedef struct rx_ramp_firing {
  size_t n_spikes;
  double first_ms, last_ms;
  double recruitment_nA, derecruitment_nA; /* current at the first and the last spike */
  double delta_nA;   /* recruitment - derecruitment: above 0 where the cell fires on below its threshold */
  double largest_Hz; /* 1000/shortest interval */
} rx_ramp_firing;

/* times_ms: [n], ascending; all spikes count. */
rx_ramp_firing rx_ramp_firing_of(const rx_current_ramp *ramp, size_t n, const double times_ms[]);

#endif
