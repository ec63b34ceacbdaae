#include "analysis/modulation.h"

#include <criterion/criterion.h>
#include <math.h>

#include "base/random.h"

static const double REFERENCE[] = { 0.98, 1.01, 0.95, 1.04, 1.0 }, TREATED[] = { 0.6, 0.66, 0.57, 0.68, 0.61 };

/* whether the interval of the difference leaves out 0 */
static bool is_clear(const rx_modulation *m)
{
  return m->difference.low > 0 || m->difference.high < 0;
}

Test(modulation, mean_and_standard_error_are_those_of_a_sample)
{
  const double values[] = { 2, 4, 4, 4, 5, 5, 7, 9 };
  const rx_mean m = rx_mean_of(8, values);
  cr_expect_float_eq(m.mean, 5, 1e-15);
  cr_expect_float_eq(m.se, sqrt(32.0 / 7 / 8), 1e-15);
  const rx_estimate e = rx_mean_interval(&m, 0.95); /* t(7) = 2.36462425 */
  cr_expect_float_eq(e.high - e.value, 2.36462425 * m.se, 1e-7);
  cr_expect_float_eq(e.value - e.low, 2.36462425 * m.se, 1e-7);
}

Test(modulation, one_repetition_has_a_value_and_no_interval)
{
  const rx_modulation m = rx_modulation_of(1, TREATED, REFERENCE, RX_CONFIDENCE);
  cr_expect_float_eq(m.ratio.value, 0.6 / 0.98, 1e-15);
  cr_expect(isnan(m.difference.low) && isnan(m.ratio.high) && isnan(m.condition.se));
  cr_expect_not(is_clear(&m));
  cr_expect(isnan(rx_modulation_of(0, NULL, NULL, RX_CONFIDENCE).difference.value));
}

/* differences -0.38 -0.35 -0.38 -0.36 -0.39: mean -0.372, sd 0.0164316767, t(4) = 2.77644511 */
Test(modulation, the_difference_has_the_interval_of_pairs)
{
  const rx_modulation m = rx_modulation_of(5, TREATED, REFERENCE, 0.95);
  cr_expect_float_eq(m.difference.value, -0.372, 1e-14);
  cr_expect_float_eq(m.difference.high - m.difference.low, 2 * 2.77644511 * 0.0164316767 / sqrt(5), 1e-8);
  cr_expect(is_clear(&m));
}

Test(modulation, a_condition_equal_to_its_reference_is_no_change)
{
  const rx_modulation m = rx_modulation_of(5, REFERENCE, REFERENCE, 0.95);
  cr_expect(m.difference.value == 0 && m.difference.low == 0 && m.difference.high == 0);
  cr_expect_float_eq(m.ratio.low, 1, 1e-7);
  cr_expect_float_eq(m.ratio.high, 1, 1e-7);
  cr_expect_not(is_clear(&m));
}

/* multiplying every repetition by q: the ratio is q without error, however much the repetitions vary */
Test(modulation, a_common_factor_is_found_exactly)
{
  double scaled[5];
  for (int i = 0; i < 5; i++) scaled[i] = 0.37 * REFERENCE[i];
  const rx_modulation m = rx_modulation_of(5, scaled, REFERENCE, 0.95);
  cr_expect_float_eq(m.ratio.value, 0.37, 1e-14);
  cr_expect_float_eq(m.ratio.low, 0.37, 1e-7);
  cr_expect_float_eq(m.ratio.high, 0.37, 1e-7);
  cr_expect_float_eq(m.percent_change.value, -63, 1e-12);
}

/* Fieller's interval holds q exactly where the paired interval of x - q y holds 0 */
Test(modulation, the_ends_of_the_ratio_are_where_a_paired_test_turns)
{
  const rx_modulation m = rx_modulation_of(5, TREATED, REFERENCE, 0.95);
  cr_assert(m.ratio.low < m.ratio.value && m.ratio.value < m.ratio.high);
  for (int side = 0; side < 2; side++) {
    const double q = side == 0 ? m.ratio.low : m.ratio.high;
    double scaled[5];
    for (int i = 0; i < 5; i++) scaled[i] = q * REFERENCE[i];
    const rx_estimate d = rx_modulation_of(5, TREATED, scaled, 0.95).difference;
    cr_expect_float_eq(side == 0 ? d.low : d.high, 0, 1e-12);
  }
}

Test(modulation, the_interval_of_the_ratio_leaves_out_1_where_the_difference_leaves_out_0)
{
  rx_stream stream = rx_stream_make(3, 0, 0, 0, RX_STREAM_TEST);
  for (int k = 0; k < 300; k++) {
    double x[6], y[6];
    for (int i = 0; i < 6; i++) y[i] = 1 + 0.2 * rx_normal(&stream), x[i] = y[i] * 1.1 + 0.15 * rx_normal(&stream);
    const rx_modulation m = rx_modulation_of(6, x, y, 0.95);
    if (isnan(m.ratio.low)) continue;
    cr_assert_eq(m.ratio.low > 1 || m.ratio.high < 1, is_clear(&m));
  }
}

/* 2000 draws: a true 95 % lies within 0.95 -+ 0.02 (4 standard errors) */
Test(modulation, intervals_hold_the_truth_as_often_as_they_say)
{
  rx_stream stream = rx_stream_make(4, 0, 0, 0, RX_STREAM_TEST);
  int in_difference = 0, in_ratio = 0;
  for (int k = 0; k < 2000; k++) {
    double x[5], y[5];
    for (int i = 0; i < 5; i++) {
      const double common = 0.1 * rx_normal(&stream);
      y[i] = 1 + common + 0.05 * rx_normal(&stream);
      x[i] = 0.6 + common + 0.05 * rx_normal(&stream);
    }
    const rx_modulation m = rx_modulation_of(5, x, y, 0.95);
    in_difference += m.difference.low <= -0.4 && -0.4 <= m.difference.high;
    in_ratio += m.ratio.low <= 0.6 && 0.6 <= m.ratio.high;
  }
  cr_expect_float_eq(in_difference / 2000.0, 0.95, 0.02);
  cr_expect_float_eq(in_ratio / 2000.0, 0.95, 0.02);
}

Test(modulation, a_reference_of_zero_has_no_ratio)
{
  const double zero[3] = { 0 }, some[] = { 0.2, 0.3, 0.25 };
  const rx_modulation m = rx_modulation_of(3, some, zero, 0.95);
  cr_expect(isnan(m.ratio.value) && isnan(m.percent_change.value));
  cr_expect_float_eq(m.difference.value, 0.25, 1e-15);
}

Test(modulation, a_value_that_is_not_finite_spoils_the_comparison)
{
  const double broken[] = { 0.3, NAN };
  const rx_modulation m = rx_modulation_of(2, broken, REFERENCE, 0.95);
  cr_expect(isnan(m.condition.mean) && isnan(m.ratio.value) && !is_clear(&m));
}
