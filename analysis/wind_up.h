/* Wind-up: the growth of the late response to equal stimuli in a train. Source: dorsal-horn page 8.
 *
 *   early: spikes 0-60 ms after a stimulus (A fibres); late: from 60 ms to the next stimulus (C fibres)
 *   wind-up = late(stimulus 10)/late(stimulus 1) */
#ifndef RX_ANALYSIS_WIND_UP_H
#define RX_ANALYSIS_WIND_UP_H

#include <stdbool.h>

#include "analysis/rates.h"

#define RX_LATE_FROM_MS 60.0
enum { RX_WIND_UP_STIMULUS = 10 };

/* Spikes of all cells after each of n stimuli at t_ms (ascending). end_ms ends the window of the last one: its time plus the
 * train's period. A stimulus that comes within 60 ms of the one before ends the early window of that one, whose late count is
 * then 0. early, late: [n], out. */
void rx_wind_up_counts(const rx_spikes *spikes, rx_cells cells, size_t n, const double t_ms[], double end_ms,
                       size_t early[], size_t late[]);

typedef struct rx_wind_up {
  double ratio;   /* late(k)/late(1); NaN where late(1) is 0 or there is one stimulus or none */
  int stimulus;   /* k: 10, or the last where there are fewer */
  bool has_grown; /* late(k) > late(1); so also where it grew from 0, which has no ratio */
} rx_wind_up;

rx_wind_up rx_wind_up_of(size_t n, const size_t late[]);

#endif
