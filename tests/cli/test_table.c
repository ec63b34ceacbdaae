/* The terminal's table of a run: means over the repetitions that have a number, and how many these are. */
#include "cli/table.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const rx_result_condition CONDITIONS[] = { { .name = "control" },
                                                  { .name = "inhibited" },
                                                  { .name = "silent" } };
static const char *const STIMULI[] = { "ramp" };

/* What is printed of the results; the caller frees it. */
static char *printed(const rx_results *results)
{
  char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&text, &n);
  cr_assert_not_null(out);
  rx_print_table(out, NULL, "control", results, "out");
  fclose(out);
  return text;
}

/* What is printed of one outcome of three conditions and three repetitions; the caller frees it. */
static char *table_of(const char *name, const char *effective, const double value[9])
{
  const rx_result_outcome outcome = { .name = name, .long_name = "delta-F", .units = "Hz", .rank = 3, .value = value };
  const rx_results results = { .n_conditions = 3,
                               .conditions = CONDITIONS,
                               .n_stimuli = 1,
                               .stimuli = STIMULI,
                               .n_repetitions = 3,
                               .n_outcomes = 1,
                               .outcomes = &outcome,
                               .config_effective = effective };
  char *text = printed(&results), *end = strstr(text, "\nout/report.html");
  cr_assert_not_null(end, "%s", text);
  *end = '\0';
  return text;
}

static void says(const char *name, const double value[9], const char *expected)
{
  char *said = table_of(name, "", value);
  cr_expect_str_eq(said, expected);
  free(said);
}

Test(table, a_mean_is_over_the_repetitions_that_have_a_number_and_says_how_many)
{
  says("riii_MN", (double[]){ 1, NAN, 3, 1, 2, 3, NAN, NAN, NAN },
       "\ndelta-F, Hz (mean over repetitions)\n"
       "                      ramp\n"
       "control         2 (2 of 3)\n"
       "inhibited           2 (x1)\n"
       "silent                 –\n");
  says("riii_MN", (double[]){ 1, 1, 1, 1, NAN, NAN, 3, 4, NAN },
       "\ndelta-F, Hz (mean over repetitions)\n"
       "                           ramp\n"
       "control                       1\n"
       "inhibited       1 (x1) (1 of 3)\n"
       "silent      3.5 (x3.5) (2 of 3)\n");
  /* of delta-F no factor is given */
  says("delta_f_MN", (double[]){ 1, 1, 1, NAN, 2, NAN, 1, 2, 6 },
       "\ndelta-F, Hz (mean over repetitions)\n"
       "                      ramp\n"
       "control                  1\n"
       "inhibited       2 (1 of 3)\n"
       "silent                   3\n");
}

/* Terminal and report have one function for it. */
Test(table, a_stat_passes_over_what_is_not_finite)
{
  const rx_result_outcome outcome = { .rank = 3, .value = (double[]){ 7, 1, NAN, 3, INFINITY } };
  const rx_results results = { .n_conditions = 1, .n_stimuli = 1, .n_repetitions = 5 };
  const rx_stat stat = rx_results_stat(&results, &outcome, 0, 0);
  cr_expect(stat.n == 3 && stat.of == 5 && stat.low == 1 && stat.high == 7);
  cr_expect_float_eq(stat.mean, 11.0 / 3, 1e-15);
  cr_expect_float_eq(stat.sd, sqrt(28.0 / 3), 1e-14);
}

/* What is printed of several outcomes of two conditions under one stimulus; the caller frees it. */
static char *table_of_all(size_t n, const rx_result_outcome outcomes[])
{
  const rx_results results = { .n_conditions = 2,
                               .conditions = CONDITIONS,
                               .n_stimuli = 1,
                               .stimuli = STIMULI,
                               .n_repetitions = 1,
                               .n_outcomes = n,
                               .outcomes = outcomes,
                               .config_effective = "" };
  return printed(&results);
}

Test(table, a_change_of_few_matched_pairs_is_marked)
{
  const rx_result_outcome outcomes[] = {
    { .name = "delta_f_change_MN", .long_name = "change", .units = "Hz", .rank = 3, .value = (double[]){ NAN, -6 } },
    { .name = "pairs_matched_MN", .long_name = "n", .units = "1", .rank = 3, .value = (double[]){ NAN, 7 } }
  };
  char *few = table_of_all(2, outcomes);
  cr_expect_not_null(strstr(few, "-6 (7 pairs: too few to rely on)\n"), "%s", few);
  free(few);
  ((double *)outcomes[1].value)[1] = 10;
  char *enough = table_of_all(2, outcomes);
  cr_expect_not_null(strstr(enough, "-6 (10 pairs)\n"), "%s", enough);
  free(enough);
}

Test(table, a_pool_without_an_included_pair_says_so)
{
  const rx_result_outcome outcomes[] = {
    { .name = "delta_f_MN", .long_name = "delta-F", .units = "Hz", .rank = 3, .value = (double[]){ 3, NAN } },
    { .name = "pairs_MN", .long_name = "n", .units = "1", .rank = 3, .value = (double[]){ 4, 0 } },
    { .name = "pairs_excluded_MN", .long_name = "n", .units = "1", .rank = 3, .value = (double[]){ 1, 6 } }
  };
  char *said = table_of_all(3, outcomes);
  cr_expect_not_null(strstr(said, "ramp, inhibited: no delta-F of MN, for 0 of 6 pairs of units were included\n"), "%s",
                     said);
  cr_expect_null(strstr(said, "ramp, control: no"), "%s", said);
  free(said);
}

Test(table, a_spasm_that_the_run_cut_is_a_lower_bound)
{
  const rx_result_outcome outcomes[] = {
    { .name = "spasm_duration_MN", .long_name = "duration", .units = "s", .rank = 3, .value = (double[]){ 1, 10.5 } },
    { .name = "spasm_is_censored_MN", .long_name = "cut", .units = "1", .rank = 3, .value = (double[]){ 0, 1 } }
  };
  char *said = table_of_all(2, outcomes);
  cr_expect_not_null(strstr(said, "inhibited           > 10.5\n"), "%s", said);
  cr_expect_null(strstr(said, "> 1\n"), "%s", said);
  free(said);
}
