#include "study/design/axis.h"

#include <math.h>

double rx_design_scale(const rx_design_axis *axis, double u)
{
  if (u <= 0.0) return axis->lower;
  if (u >= 1.0) return axis->upper;
  if (!axis->is_log) return fmin(fmax(axis->lower * (1.0 - u) + axis->upper * u, axis->lower), axis->upper);
  const double value = exp2(log2(axis->lower) * (1.0 - u) + log2(axis->upper) * u);
  return fmin(fmax(value, axis->lower), axis->upper);
}

double rx_design_unscale(const rx_design_axis *axis, double value)
{
  if (!axis->is_log) return (value - axis->lower) / (axis->upper - axis->lower);
  if (!(value > 0.0)) return NAN;
  return (log2(value) - log2(axis->lower)) / (log2(axis->upper) - log2(axis->lower));
}
