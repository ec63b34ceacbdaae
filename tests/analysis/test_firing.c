#include "analysis/firing.h"

#include <criterion/criterion.h>
#include <math.h>

static const double T[] = { 12.5, 20, 70, 80, 120 };

Test(firing, rates_are_those_of_the_first_the_last_and_the_shortest_interval)
{
  const rx_firing f = rx_firing_of(5, T, 0, 1000);
  cr_expect_eq(f.n_spikes, 5);
  cr_expect_eq(f.first_ms, 12.5);
  cr_expect_float_eq(f.first_interval_Hz, 1000 / 7.5, 1e-9);
  cr_expect_float_eq(f.last_interval_Hz, 25, 1e-9);
  cr_expect_float_eq(f.largest_Hz, 1000 / 7.5, 1e-9);
}

Test(firing, only_spikes_of_the_window_count_its_end_is_open)
{
  const rx_firing f = rx_firing_of(5, T, 20, 120);
  cr_expect_eq(f.n_spikes, 3);
  cr_expect_eq(f.first_ms, 20);
  cr_expect_float_eq(f.first_interval_Hz, 20, 1e-9);
  cr_expect_float_eq(f.largest_Hz, 100, 1e-9);
}

Test(firing, below_two_spikes_there_is_no_rate)
{
  const rx_firing one = rx_firing_of(1, T, 0, 1000), none = rx_firing_of(0, NULL, 0, 1000);
  cr_expect(one.n_spikes == 1 && one.first_ms == 12.5);
  cr_expect(isnan(one.first_interval_Hz) && isnan(one.last_interval_Hz) && isnan(one.largest_Hz));
  cr_expect(none.n_spikes == 0 && isnan(none.first_ms));
}
