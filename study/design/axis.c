#include "study/design/axis.h"

#include <math.h>

rx_status rx_design_axis_check(const rx_design_axis *axis, const char *name, rx_error *err)
{
  if (!isfinite(axis->lower) || !isfinite(axis->upper))
    return rx_fail(err, RX_E_INPUT, "axis %s: its range %g to %g is not finite", name, axis->lower, axis->upper);
  if (axis->lower >= axis->upper)
    return rx_fail(err, RX_E_INPUT, "axis %s: its lower end %g is not below its upper end %g", name, axis->lower,
                   axis->upper);
  if (axis->is_log && axis->lower <= 0.0)
    return rx_fail(err, RX_E_INPUT,
                   "axis %s: a logarithmic range begins above 0, this one at %g; give a positive lower end or make it "
                   "linear",
                   name, axis->lower);
  return RX_OK;
}

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
