/* Pairs of motor units as outcomes: the reference's trains, given to a pool. */
#include <stdio.h>

#include "tests/study/outcomes/given_spikes.h"

#define REFERENCE RX_TEST_SOURCE_DIR "/tests/reference/motoneuron/"

static given pool_of(int n_units, const char *conditions)
{
  char text[1000];
  snprintf(text, sizeof text,
           "experiment: x\ncircuit: {extends: hTA_1, populations: {MN: {n: %d}}}\nconditions: {%s}\n"
           "stimuli: {s: {kind: drive, onset: 1 s, duration: 10 s, rise: 10 s, fall: 10 s, run_time: 22 s}}\n",
           n_units, conditions);
  return given_make(text);
}

/* Trains of a case of deltaf_synth_spikes.csv (s). */
static void give_synthetic(given *g, size_t condition, const char *wanted)
{
  char line[200], name[40];
  int unit, n = 0;
  double t_s;
  FILE *file = fopen(REFERENCE "deltaf_synth_spikes.csv", "r");
  cr_assert_not_null(file);
  while (fgets(line, sizeof line, file) != NULL)
    if (sscanf(line, "%39[^,],%d,%lf", name, &unit, &t_s) == 3 && strcmp(name, wanted) == 0) {
      given_spike(g, condition, 0, "MN", unit, 1e3 * t_s);
      n++;
    }
  fclose(file);
  cr_assert_gt(n, 0);
}

/* Trains of a contraction of the reference (ms). */
static void give_contraction(given *g, size_t condition, const char *name)
{
  char line[200];
  int unit, n = 0;
  double t_ms;
  FILE *file = fopen(name, "r");
  cr_assert_not_null(file);
  while (fgets(line, sizeof line, file) != NULL)
    if (sscanf(line, "%d,%lf", &unit, &t_ms) == 2) {
      given_spike(g, condition, 0, "MN", unit, t_ms);
      n++;
    }
  fclose(file);
  cr_assert_gt(n, 0);
}

/* deltaf_synth_pairs.csv and deltaf_synth_testunits.csv; spikes are rounded to 1 us there, as dF is to 1e-5 pps */
Test(motor_pairs, give_delta_f_of_the_reference_with_its_exclusions)
{
  given g = pool_of(4, "a: {reference: true}, b: {}");
  give_synthetic(&g, 0, "B_three");
  give_synthetic(&g, 1, "C_excl");
  given_outcomes(&g);
  cr_expect_float_eq(given_value(&g, "delta_f_MN", 0, 0), (0.844200 + 2.025021) / 2, 1e-5);
  cr_expect_float_eq(given_value(&g, "delta_f_median_MN", 0, 0), (0.844200 + 2.025021) / 2, 1e-5);
  cr_expect_eq(given_value(&g, "pairs_MN", 0, 0), 3);
  cr_expect_eq(given_value(&g, "pairs_excluded_MN", 0, 0), 0);
  cr_expect_eq(given_value(&g, "pairs_truncated_MN", 0, 0), 0);
  cr_expect_float_eq(given_value(&g, "delta_f_MN", 1, 0), 1.843912, 1e-5);
  cr_expect_eq(given_value(&g, "pairs_MN", 1, 0), 2);
  cr_expect_eq(given_value(&g, "pairs_excluded_MN", 1, 0), 4);
  cr_expect_eq(given_value(&g, "pairs_truncated_MN", 1, 0), 2);
  static const double EXPECTED[6][7] = {
    /* control, test, dF, correlation, modulation, truncated, exclusions */
    { 0, 1, 0.033262, 0.998933, 7.259256, 0, 2 }, { 0, 2, 0.054206, 0.971806, 0.161125, 0, 8 },
    { 0, 3, 2.119798, 0.994266, 7.310081, 1, 0 }, { 1, 2, 0.060783, 0.969847, 0.173569, 0, 8 },
    { 1, 3, 1.568026, 0.995569, 6.888514, 1, 0 }, { 3, 2, 0.160389, 0.883280, 0.273485, 0, 8 }
  };
  static const char *const NAMES[] = { "control",    "test",         "delta_f",   "correlation",
                                       "modulation", "is_truncated", "exclusions" };
  const rx_result_course *pairs = given_course(&g, "pairs.MN.b.s");
  cr_assert(pairs != NULL && pairs->n_times == 6);
  cr_expect_str_eq(pairs->time_name, "pair");
  for (int i = 0; i < 6; i++)
    for (int k = 0; k < 7; k++)
      cr_expect_float_eq(given_variable(pairs, NAMES[k])[i], EXPECTED[i][k], 1e-5, "%s of pair %d: %.7f", NAMES[k], i,
                         given_variable(pairs, NAMES[k])[i]);
  cr_expect_float_eq(given_variable(pairs, "recruited")[5], 9.281694, 1e-6);
  cr_expect_float_eq(given_variable(pairs, "ends")[4], 18.464659, 1e-6);
  given_free(&g);
}

/* deltaf_synth_fit.csv; before the second and behind the last spike there is no rate. */
Test(motor_pairs, keep_the_smoothed_rates_where_a_unit_fires)
{
  given g = pool_of(4, "a: {}");
  give_synthetic(&g, 0, "A_two");
  given_outcomes(&g);
  const rx_result_course *course = given_course(&g, "smoothed.MN.a.s");
  cr_assert_not_null(course);
  cr_assert_eq(course->n_times, 22000 / 50 + 1);
  cr_assert_eq(course->n_variables, 1);
  cr_assert_eq(course->variables[0].k, 4);
  const double *rate = given_variable(course, "rate");
  for (size_t i = 0; i < course->n_times; i++) {
    const double t = course->time[i];
    cr_expect_eq(t, 50.0 * (double)i);
    cr_expect_eq(!isnan(rate[4 * i]), t >= 1164.414 && t <= 19000, "unit 0 at %g ms: %g", t, rate[4 * i]);
    cr_expect(isnan(rate[4 * i + 2]) && isnan(rate[4 * i + 3]), "units 2 and 3 are silent");
  }
  cr_expect_float_eq(rate[4 * 380], 6.724822, 1e-5);  /* its last spike, at 19 s */
  cr_expect_float_eq(rate[4 * 202], 14.024978, 0.05); /* 18 ms behind the middle */
  given_free(&g);
}

/* ph17_ramp_hTA_summary.csv and ph17_matched_pairs.csv, one dendrite: s_PIC 0.9 against the control */
Test(motor_pairs, give_the_change_over_matched_pairs_of_the_reference)
{
  given g = pool_of(20, "relaxed: {}, control: {reference: true}");
  give_contraction(&g, 0, REFERENCE "ph17_ramp_hTA_relaxed_spikes.csv");
  give_contraction(&g, 1, REFERENCE "ph17_ramp_hTA_control_spikes.csv");
  given_outcomes(&g);
  cr_expect_float_eq(given_value(&g, "delta_f_MN", 1, 0), 1.3890, 2e-4);
  cr_expect_eq(given_value(&g, "pairs_MN", 1, 0), 107);
  cr_expect_eq(given_value(&g, "pairs_excluded_MN", 1, 0), 153 - 107);
  cr_expect_float_eq(given_value(&g, "peak_rate_MN", 1, 0), 18.3475, 2e-4);
  cr_expect_float_eq(given_value(&g, "delta_f_change_MN", 0, 0), -1.0342, 2e-4);
  cr_expect_eq(given_value(&g, "pairs_matched_MN", 0, 0), 77);
  const double low = given_value(&g, "delta_f_change_low_MN", 0, 0),
               high = given_value(&g, "delta_f_change_high_MN", 0, 0);
  cr_expect(low < -1.0342 && high > -1.0342 && low > -2.5 && high < 0, "%g to %g", low, high);
  cr_expect(isnan(given_value(&g, "delta_f_change_MN", 1, 0)), "the reference has no change");
  given_free(&g);
}

Test(motor_pairs, of_a_silent_pool_there_are_none)
{
  given g = pool_of(3, "a: {reference: true}, b: {}");
  given_train(&g, 1, 0, "MN", 0, 2000, 2900, 100); /* nine spikes: one too few */
  given_outcomes(&g);
  for (size_t c = 0; c < 2; c++) {
    cr_expect(isnan(given_value(&g, "delta_f_MN", c, 0)) && isnan(given_value(&g, "delta_f_median_MN", c, 0)));
    cr_expect(isnan(given_value(&g, "brace_height_MN", c, 0)) && isnan(given_value(&g, "peak_rate_MN", c, 0)));
    cr_expect_eq(given_value(&g, "pairs_MN", c, 0), 0);
    cr_expect_eq(given_value(&g, "pairs_excluded_MN", c, 0), 0);
  }
  cr_expect(isnan(given_value(&g, "delta_f_change_MN", 1, 0)));
  cr_expect_eq(given_value(&g, "pairs_matched_MN", 1, 0), 0);
  cr_expect_null(given_course(&g, "pairs.MN.a.s"));
  given_free(&g);
}

/* A single unit has a rate, and nobody to be paired with. */
Test(motor_pairs, of_one_unit_there_are_none)
{
  given g = pool_of(1, "a: {}");
  given_train(&g, 0, 0, "MN", 0, 2000, 12000, 125);
  given_outcomes(&g);
  cr_expect(isnan(given_value(&g, "delta_f_MN", 0, 0)));
  cr_expect_eq(given_value(&g, "pairs_MN", 0, 0), 0);
  cr_expect_float_eq(given_value(&g, "peak_rate_MN", 0, 0), 8, 1e-9);
  cr_expect(isnan(given_value(&g, "brace_height_MN", 0, 0)), "a flat rate has no brace");
  cr_expect_not(given_has(&g, "delta_f_change_MN"), "there is no other condition");
  const double *rate = given_variable(given_course(&g, "smoothed.MN.a.s"), "rate");
  cr_expect_float_eq(rate[100], 8, 1e-9);
  given_free(&g);
}

/* A trigger of a spasm, a drive that is over at once, is no contraction. */
Test(motor_pairs, are_made_of_contractions_alone)
{
  given g =
      given_make("experiment: x\ncircuit: {extends: hTA_1, populations: {MN: {n: 2}}}\n"
                 "stimuli: {s: {kind: drive, onset: 1 s, duration: 1 s, rise: 10 ms, fall: 400 ms, run_time: 9 s}}\n");
  given_train(&g, 0, 0, "MN", 0, 1000, 6000, 100);
  given_outcomes(&g);
  cr_expect_not(given_has(&g, "delta_f_MN"));
  cr_expect_not(given_has(&g, "pairs_MN"));
  cr_expect_float_eq(given_value(&g, "spasm_duration_MN", 0, 0), 3.5, 1e-9); /* from 2.4 to 5.9 s */
  cr_expect_eq(given_value(&g, "spasm_is_censored_MN", 0, 0), 0);
  given_free(&g);
}

/* motoneuron page 6.5, where the inhibition is a drive of its own. */
Test(motor_pairs, inhibition_is_no_trigger_of_a_spasm)
{
  given g = given_make(
      "experiment: x\ncircuit: {extends: hTA_1, populations: {MN: {n: 3}}}\n"
      "stimuli: {s: {run_time: 12 s, components: [\n"
      "  {kind: drive, onset: 1 s, duration: 100 ms, rise: 10 ms, fall: 400 ms, level: 8},\n"
      "  {kind: drive, onto: inhibition, onset: 4 s, duration: 1 s, rise: 10 ms, fall: 10 ms, level: 4}]}}\n");
  given_train(&g, 0, 0, "MN", 1, 1050, 4060, 100);
  given_outcomes(&g);
  cr_expect_float_eq(given_value(&g, "spasm_duration_MN", 0, 0), 2.55, 1e-9); /* from 1.5 to 4.05 s */
  cr_expect_eq(given_value(&g, "is_spasm_MN", 0, 0), 1);
  cr_expect_eq(given_value(&g, "spasm_is_censored_MN", 0, 0), 0);
  given_free(&g);
}
