#include "analysis/scs.h"

#include <criterion/criterion.h>
#include <math.h>

/* WDR rates of the reference (ddh_scs.csv, gaba 1) */
static const double F[] = { 0, 1, 10, 20, 50, 70, 100, 150 };
static const double WDR[] = { 54.667, 52.333, 22.0, 20.0, 17.0, 14.333, 99.0, 122.667 };

Test(scs, the_reference_is_smallest_at_70_Hz)
{
  const rx_scs_minimum m = rx_scs_find_minimum(8, F, WDR);
  cr_expect_eq(m.frequency_Hz, 70);
  cr_expect_eq(m.rate_Hz, 14.333);
  cr_expect_float_eq(m.relative, 14.333 / 54.667, 1e-12);
}

Test(scs, no_stimulation_is_no_frequency)
{
  const double f[] = { 0, 100, 150 }, rate[] = { 5, 40, 60 };
  const rx_scs_minimum m = rx_scs_find_minimum(3, f, rate);
  cr_expect(m.frequency_Hz == 100 && m.relative == 8);
}

Test(scs, of_equal_rates_the_lowest_frequency_counts)
{
  const double f[] = { 70, 50, 20 }, rate[] = { 12, 12, 30 };
  cr_expect_eq(rx_scs_find_minimum(3, f, rate).frequency_Hz, 50);
}

Test(scs, missing_rates_are_left_out)
{
  const double f[] = { 10, 50, 0 }, rate[] = { NAN, 12, 0 };
  const rx_scs_minimum m = rx_scs_find_minimum(3, f, rate);
  cr_expect(m.frequency_Hz == 50 && isnan(m.relative));
  cr_expect(isnan(rx_scs_find_minimum(1, f, rate).frequency_Hz));
}
