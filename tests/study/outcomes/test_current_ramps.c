/* Recruitment, derecruitment and rates under ramps of current. */
#include "tests/study/outcomes/given_spikes.h"

/* 0.01 nA/ms from 1 nA: 11 nA at 1.5 s, 1 nA again at 2.5 s. */
static const char ALL[] =
    "experiment: x\ncircuit: {extends: hTA_1, populations: {MN: {n: 5}}}\nconditions: {a: {}, b: {}}\n"
    "stimuli: {s: {kind: current_ramp, onset: 500 ms, duration: 1 s, start: 1 nA, slope: 0.01 "
    "nA/ms, run_time: 3 s}}\n";

Test(current_ramps, give_the_currents_of_the_first_and_the_last_spike_of_each_unit)
{
  given g = given_make(ALL);
  given_spike(&g, 0, 0, "MN", 0, 700); /* 3 nA up */
  given_spike(&g, 0, 0, "MN", 0, 800);
  given_spike(&g, 0, 0, "MN", 0, 2300); /* 3 nA down */
  given_spike(&g, 0, 0, "MN", 3, 1000); /* 6 nA */
  given_spike(&g, 0, 0, "MN", 3, 2400); /* 2 nA */
  given_outcomes(&g);
  cr_expect_float_eq(given_value(&g, "recruitment_MN", 0, 0), 4.5, 1e-12);
  cr_expect_float_eq(given_value(&g, "delta_i_MN", 0, 0), 2, 1e-12);
  cr_expect(isnan(given_value(&g, "recruitment_MN", 1, 0)) && isnan(given_value(&g, "delta_i_MN", 1, 0)));
  const rx_result_course *units = given_course(&g, "units.MN.a.s");
  cr_assert(units != NULL && units->n_times == 5);
  const double *n = given_variable(units, "n_spikes"), *from = given_variable(units, "recruitment"),
               *to = given_variable(units, "derecruitment"), *delta = given_variable(units, "delta_i"),
               *largest = given_variable(units, "largest_rate");
  cr_expect(n[0] == 3 && n[1] == 0 && n[3] == 2);
  cr_expect_float_eq(from[0], 3, 1e-12);
  cr_expect_float_eq(to[0], 3, 1e-12);
  cr_expect_float_eq(delta[0], 0, 1e-12);
  cr_expect_float_eq(delta[3], 4, 1e-12);
  cr_expect_float_eq(largest[0], 10, 1e-9);
  cr_expect(isnan(from[1]) && isnan(to[1]) && isnan(largest[1]));
  given_free(&g);
}

Test(current_ramps, keep_the_rates_of_three_units_with_current_and_limb)
{
  given g = given_make(ALL);
  given_spike(&g, 0, 0, "MN", 0, 600);
  given_spike(&g, 0, 0, "MN", 0, 700);
  given_spike(&g, 0, 0, "MN", 0, 1500); /* the top still rises */
  given_spike(&g, 0, 0, "MN", 0, 1520);
  given_spike(&g, 0, 0, "MN", 2, 1000); /* one spike is no interval */
  given_train(&g, 0, 0, "MN", 1, 600, 2000, 50);
  given_outcomes(&g);
  const rx_result_course *course = given_course(&g, "ramp_rate.MN.a.s");
  cr_assert_not_null(course);
  cr_assert_eq(course->n_times, 3);
  cr_assert_eq(course->n_variables, 12); /* units 0, 2 and 4 of 5 */
  cr_expect_str_eq(course->time_name, "interval");
  const double *t = given_variable(course, "t_unit_0"), *I = given_variable(course, "I_unit_0"),
               *rate = given_variable(course, "rate_unit_0"), *limb = given_variable(course, "limb_unit_0");
  const double expected[3][4] = { { 700, 3, 10, 1 }, { 1500, 11, 1.25, 1 }, { 1520, 10.8, 50, -1 } };
  for (int k = 0; k < 3; k++) {
    cr_expect_eq(t[k], expected[k][0]);
    cr_expect_float_eq(I[k], expected[k][1], 1e-12);
    cr_expect_float_eq(rate[k], expected[k][2], 1e-12);
    cr_expect_eq(limb[k], expected[k][3]);
  }
  for (int k = 0; k < 3; k++)
    cr_expect(isnan(given_variable(course, "rate_unit_2")[k]) && isnan(given_variable(course, "I_unit_4")[k]));
  cr_expect_null(given_course(&g, "ramp_rate.MN.b.s"), "nobody fires there");
  given_free(&g);
}

/* Without a start each unit has its own: that of the pool. */
Test(current_ramps, begin_at_the_current_of_each_unit)
{
  given g = given_make("experiment: x\ncircuit: {extends: hTA_1, populations: {MN: {n: 3}}}\n"
                       "stimuli: {s: {kind: current_ramp, duration: 1 s, slope: 0.01 nA/ms, run_time: 3 s}}\n");
  for (int u = 0; u < 3; u++) given_spike(&g, 0, 0, "MN", u, 100);
  given_outcomes(&g);
  const double *from = given_variable(given_course(&g, "units.MN.control.s"), "recruitment");
  cr_expect_float_eq(from[0], -15 + 1, 1e-12); /* motoneuron page 2.3: hTA from -15 to 10 nA, exponent 1 */
  cr_expect_float_eq(from[1], -15 + 25 * 0.25 + 1, 1e-12);
  cr_expect_float_eq(from[2], 10 + 1, 1e-12);
  given_free(&g);
}

/* One course for both. */
Test(current_ramps, may_be_several_into_different_units)
{
  given g =
      given_make("experiment: x\ncircuit: {extends: hTA_1, populations: {MN: {n: 4}}}\nstimuli:\n  s:\n    "
                 "run_time: 2 s\n    components:\n"
                 "      - {kind: current_ramp, cell: 1, onset: 0, duration: 1 s, start: 0 nA, slope: 0.01 nA/ms}\n"
                 "      - {kind: current_ramp, cell: 3, onset: 0, duration: 1 s, start: 5 nA, slope: 0.02 nA/ms}\n");
  for (int u = 0; u < 4; u++) given_train(&g, 0, 0, "MN", u, 100, 301, 100);
  given_outcomes(&g);
  size_t n = 0;
  for (size_t i = 0; i < g.results.n_courses; i++) n += strncmp(g.results.courses[i].name, "units.", 6) == 0;
  cr_assert_eq(n, 1);
  const double *from = given_variable(given_course(&g, "units.MN.control.s"), "recruitment");
  cr_expect(isnan(from[0]) && isnan(from[2]), "no ramp is for them");
  cr_expect_float_eq(from[1], 1, 1e-12);
  cr_expect_float_eq(from[3], 7, 1e-12);
  const rx_result_course *rates = given_course(&g, "ramp_rate.MN.control.s");
  cr_assert(rates != NULL && rates->n_variables == 8 && rates->n_times == 2);
  cr_expect_float_eq(given_variable(rates, "I_unit_3")[1], 11, 1e-12);
  cr_expect_float_eq(given_value(&g, "recruitment_MN", 0, 0), 4, 1e-12);
  given_free(&g);
}
