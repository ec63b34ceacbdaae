/* Rates and torques in the windows of a stimulus. */
#include "tests/study/outcomes/given_spikes.h"

static const char POOL[] = "experiment: x\n"
                           "circuit: {extends: hTA_1, populations: {MN: {n: 4}}}\n"
                           "conditions: {a: {reference: true}, b: {}}\n"
                           "stimuli:\n"
                           "  s: {kind: drive, onset: 0, duration: 2 s, rise: 100 ms, fall: 0, run_time: 3 s,\n"
                           "      windows: {early: [100 ms, 600 ms], late: [2 s, 3 s]}}\n"
                           "  t: {kind: drive, onset: 0, duration: 2 s, rise: 100 ms, fall: 0, run_time: 3 s,\n"
                           "      windows: {early: [1 s, 2 s]}}\n"
                           "  u: {kind: drive, onset: 0, duration: 2 s, rise: 100 ms, fall: 0, run_time: 3 s}\n";

Test(windows, count_spikes_from_their_begin_up_to_before_their_end_of_all_units)
{
  given g = given_make(POOL);
  given_spike(&g, 0, 0, "MN", 0, 99.999);
  given_spike(&g, 0, 0, "MN", 0, 100);
  given_spike(&g, 0, 0, "MN", 3, 599.999);
  given_spike(&g, 0, 0, "MN", 3, 600);
  given_spike(&g, 1, 0, "MN", 2, 2999);
  given_spike(&g, 1, 1, "MN", 2, 100);
  given_spike(&g, 1, 1, "MN", 2, 1500);
  given_outcomes(&g);
  cr_expect_float_eq(given_value(&g, "rate_MN_early", 0, 0), 2 / (4 * 0.5), 1e-12);
  cr_expect_eq(given_value(&g, "rate_MN_late", 0, 0), 0);
  cr_expect_eq(given_value(&g, "rate_MN_early", 1, 0), 0);
  cr_expect_float_eq(given_value(&g, "rate_MN_late", 1, 0), 1 / (4 * 1.0), 1e-12);
  cr_expect_float_eq(given_value(&g, "rate_MN_early", 1, 1), 1 / (4 * 1.0), 1e-12); /* a window of its own */
  cr_expect(isnan(given_value(&g, "rate_MN_late", 1, 1)), "t has no such window");
  cr_expect(isnan(given_value(&g, "rate_MN_early", 0, 2)), "u has none at all");
  given_free(&g);
}

/* One spike of unit 3 of 4 at 1000 ms: force P (u/T) e^(1 - u/T); sum of it on 1001, 1002 … 2000 ms. */
Test(windows, torque_is_the_mean_of_the_millisecond_grid_without_their_first_sample)
{
  given g = given_make(POOL);
  given_spike(&g, 0, 1, "MN", 3, 1000);
  given_outcomes(&g);
  const double T = 90 * pow(0.01, log(3) / log(100)), c0 = (1 - exp(-2 * pow(0.4, 3))) / 0.4;
  double force = 0, maximum = 0;
  for (int i = 1; i <= 4; i++) maximum += exp(log(100) * i / 4) * M_E / c0;
  for (int u = 1; u <= 1000; u++)
    if (u <= 12 * T) force += 100 * (u / T) * exp(1 - u / T);
  cr_expect_float_eq(given_value(&g, "torque_MN_early", 0, 1), force / 1000 / maximum, 1e-12);
  cr_expect_eq(given_value(&g, "torque_MN_early", 1, 1), 0);
  cr_expect_eq(given_value(&g, "torque_MN_late", 0, 0), 0);
  cr_expect(isnan(given_value(&g, "torque_MN_late", 0, 1)));
  given_free(&g);
}

/* As torque_MN: what a dynamometer would read. */
Test(windows, torque_has_the_units_that_stimulation_of_the_muscle_excites)
{
  given g = given_make("experiment: x\ncircuit: {extends: hTA_1, populations: {MN: {n: 4}}}\n"
                       "stimuli: {s: {kind: nmes, onset: 0, bouts: 1, duration: 1 s, frequency: 20 Hz, central: 0, "
                       "direct_share: 0.3, run_time: 1 s, windows: {all: [0, 1 s]}}}\n");
  given_outcomes(&g);
  cr_expect_gt(given_value(&g, "torque_MN_all", 0, 0), 0.05);
  cr_expect_eq(given_value(&g, "torque_MN_all", 0, 0), given_value(&g, "torque_MN", 0, 0));
  cr_expect_eq(given_value(&g, "rate_MN_all", 0, 0), 0);
  given_free(&g);
}

Test(windows, a_circuit_without_pools_has_the_rates_of_its_populations)
{
  given g = given_make("experiment: x\ncircuit: ddh\nstimuli: {s: {kind: brush, onset: 0, duration: 100 ms, run_time: "
                       "300 ms, windows: {after: [100, 300]}}}\n");
  given_train(&g, 0, 0, "WDR", 0, 100, 300, 10);
  given_outcomes(&g);
  cr_expect_float_eq(given_value(&g, "rate_WDR_after", 0, 0), 100, 1e-9);
  cr_expect_eq(given_value(&g, "rate_EX_after", 0, 0), 0);
  cr_expect_not(given_has(&g, "rate_ddh_Ab_after"), "fibres are no cells");
  cr_expect_not(given_has(&g, "torque_WDR_after"));
  given_free(&g);
}

Test(windows, without_them_there_is_no_outcome_of_them)
{
  given g = given_make("experiment: x\ncircuit: hTA_1\nstimuli: {s: {kind: drive, run_time: 3 s}}\n");
  given_outcomes(&g);
  for (size_t i = 0; i < g.results.n_outcomes; i++)
    cr_expect(strncmp(g.results.outcomes[i].name, "rate_MN_", 8) != 0 &&
                  strncmp(g.results.outcomes[i].name, "torque_MN_", 10) != 0,
              "%s", g.results.outcomes[i].name);
  given_free(&g);
}
