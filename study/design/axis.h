/* Axes of a design: from the unit interval to the range of a parameter and back.
 *
 *   linear  value = lower + u (upper - lower)
 *   log10   value = lower (upper/lower)^u: equal steps of u are equal ratios
 *
 * u = 0 and u = 1 give lower and upper exactly, and no u between them leaves the range. */
#ifndef RX_STUDY_DESIGN_AXIS_H
#define RX_STUDY_DESIGN_AXIS_H

#include <stdbool.h>

#include "base/status.h"

typedef struct rx_design_axis {
  double lower, upper; /* in the parameter's unit */
  bool is_log;
} rx_design_axis;

/* Value at u, which is 0 … 1. The axis has passed the check. */
double rx_design_scale(const rx_design_axis *axis, double u);
/* u of a value; below 0 or above 1 where the value is outside the range. NaN for a value <= 0 on a logarithmic axis. */
double rx_design_unscale(const rx_design_axis *axis, double value);

#endif
