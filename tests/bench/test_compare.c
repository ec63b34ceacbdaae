/* The accuracy rule on trains made by hand. */
#include <criterion/criterion.h>
#include <math.h>

#include "bench/compare.h"

#define SPIKES(...)                                                                                                    \
  {                                                                                                                    \
    .items = (rx_bench_spike[]){ __VA_ARGS__ },                                                                        \
    .n = sizeof((rx_bench_spike[]){ __VA_ARGS__ }) / sizeof(rx_bench_spike)                                            \
  }

static rx_bench_error compare(rx_bench_spikes reference, rx_bench_spikes test)
{
  rx_bench_error error, err_of_swapped;
  rx_error err = { 0 };
  cr_assert_eq(rx_bench_compare(&reference, &test, &error, &err), RX_OK, "%s", err.text);
  cr_assert_eq(rx_bench_compare(&test, &reference, &err_of_swapped, &err), RX_OK, "%s", err.text);
  cr_expect_eq(error.n_unmatched, err_of_swapped.n_unmatched, "the rule takes no side");
  return error;
}

Test(compare, spikes_match_up_to_5_ms_apart)
{
  const rx_bench_error at = compare((rx_bench_spikes)SPIKES({ 3, 20.0 }), (rx_bench_spikes)SPIKES({ 3, 25.0 }));
  cr_expect_eq(at.n_matched, 1);
  cr_expect_eq(at.n_unmatched, 0);
  cr_expect_float_eq(at.e50_ms, 5.0, 1e-12);
  const rx_bench_error beyond = compare((rx_bench_spikes)SPIKES({ 3, 20.0 }), (rx_bench_spikes)SPIKES({ 3, 25.001 }));
  cr_expect_eq(beyond.n_matched, 0);
  cr_expect_eq(beyond.n_unmatched, 2);
}

Test(compare, a_spike_too_many_is_unmatched_and_the_rest_still_match)
{
  const rx_bench_error e = compare((rx_bench_spikes)SPIKES({ 7, 10.0 }, { 7, 60.0 }, { 7, 90.0 }),
                                   (rx_bench_spikes)SPIKES({ 7, 10.25 }, { 7, 41.5 }, { 7, 60.5 }, { 7, 91.0 }));
  cr_expect_eq(e.n_matched, 3);
  cr_expect_eq(e.n_unmatched, 1);
  cr_expect_float_eq(e.e50_ms, 0.5, 1e-12);
  cr_expect_float_eq(e.e95_ms, 0.95, 1e-12, "linear between ranks 1 and 2: %g", e.e95_ms);
}

Test(compare, cells_are_kept_apart_and_order_does_not_matter)
{
  const rx_bench_error e =
      compare((rx_bench_spikes)SPIKES({ 1, 30.0 }, { 0, 30.0 }), (rx_bench_spikes)SPIKES({ 2, 30.0 }, { 0, 30.125 }));
  cr_expect_eq(e.n_matched, 1);
  cr_expect_eq(e.n_unmatched, 2);
  cr_expect_float_eq(e.e50_ms, 0.125, 1e-12);
}

Test(compare, nothing_matched_gives_no_number_and_is_never_as_accurate)
{
  const rx_bench_spikes none = { 0 };
  const rx_bench_error silent = compare((rx_bench_spikes)SPIKES({ 0, 12.5 }), none);
  cr_expect(isnan(silent.e50_ms) && isnan(silent.e95_ms));
  cr_expect_eq(silent.n_unmatched, 1);
  const rx_bench_error good = { .e50_ms = 0.1, .e95_ms = 0.4, .n_unmatched = 3 };
  cr_expect(!rx_bench_is_as_accurate(&silent, &good));
  cr_expect(!rx_bench_is_as_accurate(&good, &silent));
  cr_expect(!rx_bench_is_as_accurate(&silent, &silent));
}

Test(compare, as_accurate_means_no_worse_in_all_three)
{
  const rx_bench_error peer = { .e50_ms = 0.1, .e95_ms = 0.4, .n_unmatched = 3 };
  cr_expect(rx_bench_is_as_accurate(&peer, &peer));
  cr_expect(!rx_bench_is_as_accurate(&(rx_bench_error){ .e50_ms = 0.11, .e95_ms = 0.1, .n_unmatched = 0 }, &peer));
  cr_expect(!rx_bench_is_as_accurate(&(rx_bench_error){ .e50_ms = 0.01, .e95_ms = 0.41, .n_unmatched = 0 }, &peer));
  cr_expect(!rx_bench_is_as_accurate(&(rx_bench_error){ .e50_ms = 0.01, .e95_ms = 0.1, .n_unmatched = 4 }, &peer));
}

Test(compare, arrival_is_that_of_the_first_spike_of_the_cell)
{
  const rx_bench_spikes spikes = SPIKES({ 180, 129.2 }, { 180, 28.75 }, { 20, 21.1 });
  cr_expect_float_eq(rx_bench_arrival_error_ms(&spikes, 180, 28.691), 0.059, 1e-12);
  cr_expect(isnan(rx_bench_arrival_error_ms(&spikes, 181, 28.691)));
}
