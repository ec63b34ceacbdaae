/* The benchmark problems are those of the page that defines them. */
#include <criterion/criterion.h>

#include "bench/problems.h"

Test(problems, agree_with_every_check_value)
{
  rx_error err = { 0 };
  cr_expect_eq(rx_bench_check(&err), RX_OK, "%s", err.text);
}

Test(problems, another_seed_gives_other_surrogate_trains)
{
  rx_bench_spikes a = { 0 }, b = { 0 };
  cr_assert_eq(rx_bench_surrogates(20240605, &a, NULL), RX_OK);
  cr_assert_eq(rx_bench_surrogates(20240606, &b, NULL), RX_OK);
  cr_expect_eq(a.n, 3919);
  cr_expect_eq(b.n, 4062);
  rx_bench_spikes_free(&a);
  rx_bench_spikes_free(&b);
}
