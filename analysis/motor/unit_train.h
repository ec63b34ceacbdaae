/* The discharge times of one motor unit, and the part of them that is analysed. Source: motoneuron page 7.1. */
#ifndef RX_ANALYSIS_MOTOR_UNIT_TRAIN_H
#define RX_ANALYSIS_MOTOR_UNIT_TRAIN_H

#include <stddef.h>

#define RX_TRAIN_LONGEST_INTERVAL_S 1.0
enum { RX_TRAIN_FEWEST_SPIKES = 10 };

typedef struct rx_unit_train {
  int unit; /* name of the unit */
  size_t n;
  const double *times_s; /* [n] ascending; belongs to the caller */
} rx_unit_train;

/* The longest run of spikes (most spikes) with all intervals <= 1 s, the first on a tie: stray discharges are cut off. The times are
 * those of `train`. A unit is analysed if its run has 10 spikes or more. */
rx_unit_train rx_longest_run(const rx_unit_train *train);

#endif
