/* The problems solved by rexed: figures of the page, and errors that fall with the step. */
#include <criterion/criterion.h>
#include <math.h>

#include "bench/compare.h"
#include "bench/measure/accuracy.h"
#include "bench/measure/workload.h"

static rx_bench_spikes run(const rx_bench_workload *workload, double dt_ms)
{
  rx_bench_spikes spikes = { 0 };
  rx_error err = { 0 };
  const rx_bench_setting setting = { .dt_ms = dt_ms, .coarse_steps = 1 };
  cr_assert_eq(rx_bench_workload_run(workload, &setting, &spikes, &err), RX_OK, "%s", err.text);
  return spikes;
}

Test(accuracy, errors_on_p2o_fall_with_the_step)
{
  rx_error err = { 0 };
  rx_bench_network *network;
  rx_bench_spikes surrogates = { 0 }, reference = { 0 };
  rx_bench_workload *p2o;
  cr_assert_eq(rx_bench_network_create(&network, &err), RX_OK);
  cr_assert_eq(rx_bench_surrogates(RX_BENCH_SEED_SURROGATES, &surrogates, &err), RX_OK);
  cr_assert_eq(rx_bench_workload_network(network, NULL, &surrogates, 80, &p2o, &err), RX_OK, "%s", err.text);
  cr_assert_eq(rx_bench_workload_converge(p2o, 1e-7, &reference, &err), RX_OK, "%s", err.text);
  cr_expect_gt(reference.n, 100);
  double before_ms = 1e9;
  for (int k = 10; k <= 40; k *= 2) {
    rx_bench_spikes spikes = run(p2o, 1.0 / k);
    rx_bench_error error;
    cr_assert_eq(rx_bench_compare(&reference, &spikes, &error, &err), RX_OK);
    cr_expect_lt(error.e50_ms, before_ms / 3, "dt 1/%d ms: e50 %g after %g", k, error.e50_ms, before_ms);
    before_ms = error.e50_ms;
    rx_bench_spikes_free(&spikes);
  }
  cr_expect_lt(before_ms, 0.004, "the page's prototype has 0.0114 at this step");
  rx_bench_spikes_free(&reference);
  rx_bench_spikes_free(&surrogates);
  rx_bench_workload_free(p2o);
  rx_bench_network_free(network);
}

/* a fibre alone is solved folded, in one lane; fibres side by side are eliminated from their ends, a lane each */
Test(accuracy, a_fibre_alone_and_among_others_conducts_alike_and_as_the_page_says)
{
  rx_error err = { 0 };
  rx_bench_workload *alone, *three;
  cr_assert_eq(rx_bench_workload_alone(RX_BENCH_P4, 1, 130, &alone, &err), RX_OK, "%s", err.text);
  cr_assert_eq(rx_bench_workload_alone(RX_BENCH_P4E, 3, 130, &three, &err), RX_OK, "%s", err.text);
  rx_bench_spikes a = run(alone, 0.0125), b = run(three, 0.0125);
  cr_assert_eq(a.n, 2);
  cr_assert_eq(b.n, 6);
  for (size_t i = 0; i < b.n; i++)
    cr_expect_float_eq(b.items[i].t_ms, a.items[i / 3].t_ms, 1e-9, "fibre %d: %.12g and %.12g", b.items[i].cell,
                       b.items[i].t_ms, a.items[i / 3].t_ms);
  cr_expect_lt(rx_bench_arrival_error_ms(&a, 0, RX_BENCH_P4_ARRIVAL_MS), 0.005);
  rx_bench_spikes_free(&a);
  rx_bench_spikes_free(&b);
  rx_bench_workload_free(alone);
  rx_bench_workload_free(three);
}

Test(accuracy, one_number_problems_are_judged_by_it_and_by_the_count)
{
  const rx_bench_error peer = { .e50_ms = 0.2, .e95_ms = NAN, .n_unmatched = 1 };
  const rx_bench_error better = { .e50_ms = 0.1, .e95_ms = NAN, .n_unmatched = 0 };
  const rx_bench_error none = { .e50_ms = NAN, .e95_ms = NAN, .n_unmatched = 10 };
  cr_expect(rx_bench_is_no_worse(RX_BENCH_P4, &better, &peer));
  cr_expect(!rx_bench_is_no_worse(RX_BENCH_P4, &peer, &better));
  cr_expect(!rx_bench_is_no_worse(RX_BENCH_P1, &none, &none), "without a spike there is nothing to compare");
  cr_expect(!rx_bench_is_no_worse(RX_BENCH_P2, &better, &peer), "P2 has three numbers");
}

Test(accuracy, the_cheapest_setting_is_the_largest_step_that_is_no_worse)
{
  rx_error err = { 0 };
  rx_bench_judge *judge;
  /* the first spike says it all, and every number of coarse steps is tried */
  const rx_bench_judge_options options = {
    .seed = 1, .work = "/tmp", .reference = RX_TEST_REFERENCE, .n_fibres = 1, .is_quick = true
  };
  cr_assert_eq(rx_bench_judge_create(&options, &judge, &err), RX_OK, "%s", err.text);
  const rx_bench_error peer = { .e50_ms = 0.19, .e95_ms = NAN };
  rx_bench_setting setting, coarser;
  rx_bench_error error;
  cr_assert_eq(rx_bench_judge_cheapest(judge, RX_BENCH_P4, &peer, false, &setting, &err), RX_OK, "%s", err.text);
  cr_assert_eq(rx_bench_judge_rexed(judge, RX_BENCH_P4, &setting, &error, &err), RX_OK);
  cr_expect(rx_bench_is_no_worse(RX_BENCH_P4, &error, &peer));
  /* which of the two candidates ran faster is the machine's business: the next coarser step of its kind is too coarse */
  const int k = (int)lround(1 / setting.dt_ms), fewer = k % setting.coarse_steps == 0 ? setting.coarse_steps : 1;
  cr_assert_geq(k - fewer, RX_BENCH_COARSEST);
  coarser = setting;
  coarser.dt_ms = 1.0 / (k - fewer);
  cr_assert_eq(rx_bench_judge_rexed(judge, RX_BENCH_P4, &coarser, &error, &err), RX_OK);
  cr_expect(!rx_bench_is_no_worse(RX_BENCH_P4, &error, &peer), "dt %g: %g", coarser.dt_ms, error.e50_ms);
  const rx_bench_error perfect = { .e50_ms = 0, .e95_ms = NAN };
  cr_expect_eq(rx_bench_judge_cheapest(judge, RX_BENCH_P1, &perfect, false, &setting, &err), RX_E_INPUT);
  rx_bench_judge_free(judge);
}

Test(accuracy, a_setting_has_a_name_that_tells_all_of_it)
{
  char name[RX_BENCH_SETTING_NAME];
  rx_bench_setting_name(&(rx_bench_setting){ .dt_ms = 1.0 / 13, .coarse_steps = 1 }, name);
  cr_expect_str_eq(name, "dt0.07692");
  rx_bench_setting_name(&(rx_bench_setting){ .dt_ms = 0.05, .coarse_steps = 4 }, name);
  cr_expect_str_eq(name, "dt0.05x4");
  rx_bench_setting_name(&(rx_bench_setting){ .dt_ms = 0.025, .coarse_steps = 1, .is_single = true }, name);
  cr_expect_str_eq(name, "dt0.025_single");
}
