#include "study/design/axis.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const rx_design_axis LINEAR = { -3.7, 11.2, false }, LOG = { 2.3e-5, 0.71, true };

Test(axis, ends_are_exact)
{
  cr_expect_eq(rx_design_scale(&LINEAR, 0), -3.7);
  cr_expect_eq(rx_design_scale(&LINEAR, 1), 11.2);
  cr_expect_eq(rx_design_scale(&LOG, 0), 2.3e-5);
  cr_expect_eq(rx_design_scale(&LOG, 1), 0.71);
}

Test(axis, equal_steps_are_equal_differences_or_ratios)
{
  cr_expect_float_eq(rx_design_scale(&LINEAR, 0.25), -3.7 + 0.25 * 14.9, 1e-14);
  const double middle = rx_design_scale(&LOG, 0.5);
  cr_expect_float_eq(middle / sqrt(2.3e-5 * 0.71), 1, 1e-13);
}

Test(axis, no_point_leaves_the_range)
{
  for (int i = 0; i <= 1000; i++) {
    const double u = fmin(1.0 - 0x1p-53, i / 1000.0 + 0x1p-53);
    const double x = rx_design_scale(&LINEAR, u), y = rx_design_scale(&LOG, u);
    cr_assert(x >= LINEAR.lower && x <= LINEAR.upper && y >= LOG.lower && y <= LOG.upper, "u = %g", u);
  }
}

Test(axis, unscale_is_the_inverse)
{
  for (int i = 0; i <= 100; i++) {
    const double u = i / 100.0;
    cr_assert_float_eq(rx_design_unscale(&LINEAR, rx_design_scale(&LINEAR, u)), u, 1e-14);
    cr_assert_float_eq(rx_design_unscale(&LOG, rx_design_scale(&LOG, u)), u, 1e-14);
  }
  cr_expect_lt(rx_design_unscale(&LINEAR, -5), 0);
  cr_expect_gt(rx_design_unscale(&LOG, 0.8), 1);
  cr_expect(isnan(rx_design_unscale(&LOG, 0)) && isnan(rx_design_unscale(&LOG, -1)));
}
