/* The discharge and the torque of a motor pool in windows of time. Source: motoneuron page 6.4.
 *
 *   rate (pps per unit) in a <= t < b: spikes/(N (b - a)), units that are silent included
 *   torque: mean over the samples a < t <= b of an even grid */
#ifndef RX_ANALYSIS_MOTOR_POOL_RATE_H
#define RX_ANALYSIS_MOTOR_POOL_RATE_H

#include "analysis/rates.h"

typedef struct rx_window_ms {
  double from, to;
} rx_window_ms;

typedef struct rx_pool_rate {
  size_t n_spikes;
  int n_active;   /* units with a spike in the window */
  double rate_Hz; /* per unit of the pool; NaN for an empty window or pool */
} rx_pool_rate;

/* spikes: as rx_spike_count takes them. */
rx_pool_rate rx_pool_rate_in(const rx_spikes *spikes, rx_cells pool, rx_window_ms window);

/* Mean of the samples of torque[n], taken at k*step_ms, whose time is in a < t <= b; NaN where there is none. step_ms > 0. */
double rx_pool_mean_torque(size_t n, const double torque[], double step_ms, rx_window_ms window);

#endif
