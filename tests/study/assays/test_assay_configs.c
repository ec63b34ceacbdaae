/* configs/assays as a user runs them, shortened where they are long, against the nociceptor page. */
#include <criterion/criterion.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "study/run.h"
#include "tests/io/report/page_check.h"

static char folder[64];
static rx_experiment *experiment;
static rx_run *run;

static void make_folder(void)
{
  strcpy(folder, "/tmp/rexed_assays_XXXXXX");
  cr_assert_not_null(mkdtemp(folder));
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *at)
{
  (void)info, (void)kind, (void)at;
  return remove(path);
}

static void clean(void)
{
  rx_run_free(run);
  rx_experiment_free(experiment);
  nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static const rx_results *results_of(const char *name, size_t n_sets, const char *const sets[])
{
  char path[512], out[128];
  rx_error err = { 0 };
  rx_problems *problems = rx_problems_create();
  snprintf(path, sizeof path, "%s/configs/assays/%s.yaml", RX_TEST_SOURCE_DIR, name);
  snprintf(out, sizeof out, "%s/out", folder);
  rx_experiment_read(path, n_sets, sets, problems, &experiment, &err);
  char *said = rx_problems_text(problems);
  cr_assert_not_null(experiment, "%s", said);
  free(said);
  rx_problems_free(problems);
  const rx_run_options options = { .folder = out, .threads = 2 };
  cr_assert_eq(rx_run_experiment(experiment, &options, &run, &err), RX_OK, "%s", err.text);
  return rx_run_results(run);
}

static size_t index_of(size_t n, const char *const names[], const char *name)
{
  size_t i = 0;
  while (i < n && strcmp(names[i], name) != 0) i++;
  cr_assert(i < n, "no %s", name);
  return i;
}

static double number(const rx_results *r, const char *outcome, const char *condition, const char *assay)
{
  const rx_result_outcome *o = rx_results_outcome(r, outcome);
  cr_assert_not_null(o, "no %s", outcome);
  cr_assert_eq(o->rank, 3);
  size_t c = 0;
  while (c < r->n_conditions && strcmp(r->conditions[c].name, condition) != 0) c++;
  cr_assert(c < r->n_conditions, "no %s", condition);
  return o->value[c * r->n_stimuli + index_of(r->n_stimuli, r->stimuli, assay)];
}

static double at(const rx_results *r, const char *course, const char *variable, double x)
{
  for (size_t i = 0; i < r->n_courses; i++) {
    if (strcmp(r->courses[i].name, course) != 0) continue;
    for (size_t v = 0; v < r->courses[i].n_variables; v++)
      for (size_t k = 0; k < r->courses[i].n_times; k++)
        if (strcmp(r->courses[i].variables[v].name, variable) == 0 && fabs(r->courses[i].time[k] - x) < 1e-9)
          return r->courses[i].variables[v].value[k];
  }
  cr_assert_fail("no %s of %s at %g", variable, course, x);
  return NAN;
}

/* The page of the run is sound and has its section of assays; returns how often it has a text. */
static size_t times_on_page(const char *text)
{
  char path[128];
  snprintf(path, sizeof path, "%s/out/report.html", folder);
  char *html = checked_page(path);
  const size_t n = n_times_in(html, text);
  free(html);
  return n;
}

#define EXPECT_WITHIN(found, expected, tolerance)                                                                      \
  cr_expect_float_eq(found, expected, tolerance, "%s: %g instead of %g", #found, (double)(found), (double)(expected))

Test(assay_configs, excitability, .init = make_folder, .fini = clean)
{
  const rx_results *r = results_of("excitability", 0, NULL);
  EXPECT_WITHIN(number(r, "rheobase", "control", "rheobase"), 8.1665, 0.01 * 8.1665);
  EXPECT_WITHIN(number(r, "rheobase", "nav17_10_percent", "rheobase"), 14.82, 0.01 * 14.82); /* +81 % */
  EXPECT_WITHIN(number(r, "rheobase", "nav18_10_percent", "rheobase"), 10.50, 0.01 * 10.50);
  cr_expect_eq(number(r, "rheobase", "nav17_gain_of_function", "rheobase"), 0);
  EXPECT_WITHIN(number(r, "spontaneous_rate", "nav17_gain_of_function", "spontaneous"), 3.8, 1.0 / 30 + 1e-9);
  cr_expect_eq(number(r, "spontaneous_rate", "control", "spontaneous"), 0);
  EXPECT_WITHIN(number(r, "rest", "control", "spontaneous"), -61.109598, 0.01);
  EXPECT_WITHIN(number(r, "rest", "nav17_10_percent", "spontaneous"), -61.610675, 0.01);
  /* 82 pA and 105 pA: the reference has 13 and 2 spikes at 100 pA */
  EXPECT_WITHIN(number(r, "spikes_at_10x", "control", "rheobase"), 12, 1);
  cr_expect_leq(number(r, "spikes_at_10x", "nav18_10_percent", "rheobase"), 2);
  cr_expect(isnan(number(r, "spikes_at_10x", "nav17_gain_of_function", "rheobase")));
  cr_expect(isnan(number(r, "rheobase", "control", "spontaneous")));
  cr_expect_eq(rx_results_assay(r, 0), &RX_ASSAY_KINDS[RX_ASSAY_RHEOBASE]);
  cr_expect_eq(times_on_page("<section id=\"assays\""), 1);
  cr_expect_eq(times_on_page("<figure id=\"rheobase\""), 1);
  cr_expect_eq(times_on_page("Spikes at 10 × rheobase"), 1);
  cr_expect_eq(times_on_page("id=\"comparison\""), 0); /* all its outcomes are of assays */
}

Test(assay_configs, f_i_curve, .init = make_folder, .fini = clean)
{
  static const char *const SETS[] = { "assays/steps/from=20", "assays/steps/to=100", "assays/steps/step=20" };
  const rx_results *r = results_of("f_i_curve", 3, SETS);
  cr_expect_eq(at(r, "assay.control.steps", "spikes", 40), 4);
  cr_expect_eq(at(r, "assay.control.steps", "spikes", 60), 9);
  cr_expect_eq(at(r, "assay.control.steps", "spikes", 100), 13);
  EXPECT_WITHIN(at(r, "assay.control.steps", "first_rate", 60), 11.062, 0.02);
  EXPECT_WITHIN(at(r, "assay.control.steps", "last_rate", 100), 12.088, 0.02);
  EXPECT_WITHIN(at(r, "assay.nav17_10_percent.steps", "spikes", 60), 9, 1);
  EXPECT_WITHIN(at(r, "assay.nav17_10_percent.steps", "spikes", 100), 13, 1);
  cr_expect_eq(at(r, "assay.nav18_10_percent.steps", "spikes", 60), 1);
  cr_expect_leq(number(r, "most_spikes", "nav18_10_percent", "steps"), 2);
  cr_expect_eq(number(r, "most_spikes", "control", "steps"), 13);
  cr_expect_eq(number(r, "first_firing_current", "control", "steps"), 20);
}

Test(assay_configs, voltage_clamp, .init = make_folder, .fini = clean)
{
  static const char *const SETS[] = { "assays/activation/step=10" };
  const rx_results *r = results_of("voltage_clamp", 1, SETS);
  /* tests/reference/nociceptor/nx_vclamp_activation.csv, holding -120 mV */
  EXPECT_WITHIN(1e3 * at(r, "assay.control.activation", "i_nav17", -50), -9.37042, 1e-3 * 9.37042);
  EXPECT_WITHIN(1e3 * at(r, "assay.control.activation", "i_nav18", -50), -0.0016295, 1e-3 * 0.0016295);
  EXPECT_WITHIN(1e3 * at(r, "assay.control.activation", "i_nav19", -50), -0.463832, 1e-3 * 0.463832);
  /* the variant moves the curve to the left, by less than its 9 mV for it is half of the channels */
  const double shift = number(r, "half_activation_nav17", "nav17_gain_of_function", "activation") -
                       number(r, "half_activation_nav17", "control", "activation");
  cr_expect(shift < -4 && shift > -9, "%g mV", shift);
  EXPECT_WITHIN(number(r, "half_activation_nav18", "nav17_gain_of_function", "activation"),
                number(r, "half_activation_nav18", "control", "activation"), 1e-4);
  EXPECT_WITHIN(at(r, "assay.control.inactivation", "available_nav17", -120), 1, 0.01);
  const double half17 = number(r, "half_inactivation_nav17", "control", "inactivation"),
               half18 = number(r, "half_inactivation_nav18", "control", "inactivation");
  cr_expect(half17 < half18 - 30, "%g and %g mV", half17, half18);
  cr_expect_eq(times_on_page("<figure>"), 2); /* a picture for each assay */
  cr_expect_geq(times_on_page("potential of the prepulse, mV"), 2);
}

Test(assay_configs, conduction, .init = make_folder, .fini = clean)
{
  static const char *const SETS[] = { "assays/slowing/pulses=20", "assays/slowing/recovery_pulses=1" };
  const rx_results *r = results_of("conduction", 2, SETS);
  EXPECT_WITHIN(number(r, "velocity", "control", "slowing"), 0.69307, 0.005 * 0.69307);
  EXPECT_WITHIN(number(r, "velocity", "without_nav17", "slowing"), 0.63255, 0.005 * 0.63255);
  EXPECT_WITHIN(number(r, "velocity", "half_nav18", "slowing"), 0.56293, 0.005 * 0.56293);
  EXPECT_WITHIN(number(r, "slowing", "control", "slowing"), 9.24, 0.5);
  cr_expect_lt(number(r, "slowing_left", "control", "slowing"), number(r, "slowing", "control", "slowing"));
  cr_expect_eq(number(r, "arrived", "control", "slowing"), 21);
  EXPECT_WITHIN(at(r, "assay.control.slowing", "slowing", 4), 3.037, 0.5);
}

Test(assay_configs, following_frequency, .init = make_folder, .fini = clean)
{
  static const char *const SETS[] = { "assays/trains/from=50", "assays/trains/step=50" };
  const rx_results *r = results_of("following_frequency", 2, SETS);
  EXPECT_WITHIN(number(r, "velocity", "control", "velocity"), 0.2797, 0.01 * 0.2797);
  EXPECT_WITHIN(at(r, "assay.control.trains", "arrived", 50), 14, 1);
  EXPECT_WITHIN(at(r, "assay.control.trains", "arrived", 100), 10, 1);
  cr_expect_eq(at(r, "assay.injured.trains", "arrived", 50), 21);
  cr_expect_eq(number(r, "following_frequency", "control", "trains"), 0);
  cr_expect_eq(number(r, "following_frequency", "injured", "trains"), 50);
}

Test(assay_configs, heat_ramp, .init = make_folder, .fini = clean)
{
  static const char *const SETS[] = { "circuit/populations/CMH/n=5", "stimuli/ramp/rate=6",
                                      "stimuli/ramp/run_time=4 s" };
  const rx_results *r = results_of("heat_ramp", 3, SETS);
  const double threshold = number(r, "heat_threshold_CMH", "control", "ramp");
  cr_expect(threshold > 38 && threshold < 43, "%g degC", threshold);
  /* endings that answer to 4 degC less do so about 4 degC earlier */
  EXPECT_WITHIN(number(r, "heat_threshold_CMH", "sensitised", "ramp"), threshold - 4, 1);
  cr_expect_eq(at(r, "assay.control.ramp", "CMH", 34.25), 0);
  cr_expect_gt(at(r, "assay.control.ramp", "CMH", 45.25), 3);
  cr_expect_gt(number(r, "resting_rate_CMH", "nav17_gain_of_function", "ramp"), 1);
  cr_expect_eq(number(r, "resting_rate_CMH", "control", "ramp"), 0);
  cr_expect_geq(times_on_page("skin temperature, °C"), 1);
}

/* An experiment of a text, run; its cells are the shipped ones. */
static const rx_results *results_of_text(const char *text)
{
  char out[128];
  rx_error err = { 0 };
  rx_problems *problems = rx_problems_create();
  snprintf(out, sizeof out, "%s/out", folder);
  rx_experiment_read_text(text, strlen(text), "x.yaml", 0, NULL, problems, &experiment, &err);
  char *said = rx_problems_text(problems);
  cr_assert_not_null(experiment, "%s", said);
  free(said);
  rx_problems_free(problems);
  const rx_run_options options = { .folder = out, .threads = 2 };
  cr_assert_eq(rx_run_experiment(experiment, &options, &run, &err), RX_OK, "%s", err.text);
  return rx_run_results(run);
}

/* With nothing said of samples or solver; half-inactivations near those of CVODE (voltage_clamp above has its reference). */
Test(assay_configs, voltage_clamps_run_with_the_default_solver, .init = make_folder, .fini = clean)
{
  const rx_results *r = results_of_text(
      "experiment: x\ncell: nx\nassays:\n"
      "  a: {kind: inactivation, channels: nav17, prepulse: 100 ms, from: -100 mV, to: -60 mV, step: 10 mV}\n"
      "  b: {kind: activation, channels: nav17, from: -60 mV, to: 0 mV, step: 10 mV}\n");
  const double ensemble[] = { number(r, "half_inactivation_nav17", "control", "a"),
                              number(r, "half_activation_nav17", "control", "b") };
  clean();
  run = NULL;
  experiment = NULL;
  make_folder();
  r = results_of_text(
      "experiment: x\ncell: nx\nsolver: {method: cvode}\nassays:\n"
      "  a: {kind: inactivation, channels: nav17, prepulse: 100 ms, from: -100 mV, to: -60 mV, step: 10 mV}\n"
      "  b: {kind: activation, channels: nav17, from: -60 mV, to: 0 mV, step: 10 mV}\n");
  EXPECT_WITHIN(ensemble[0], number(r, "half_inactivation_nav17", "control", "a"), 0.05);
  EXPECT_WITHIN(ensemble[1], number(r, "half_activation_nav17", "control", "b"), 0.2);
}

Test(assay_configs, without_a_spike_there_is_nothing_to_follow, .init = make_folder, .fini = clean)
{
  const rx_results *r = results_of_text("experiment: x\ncell: cf\nassays:\n"
                                        "  a: {kind: following, from: 50 Hz, to: 100 Hz, step: 50 Hz, pulses: 2, "
                                        "amplitude: 0.001 nA}\n");
  cr_expect(isnan(number(r, "following_frequency", "control", "a")));
  cr_expect_eq(number(r, "arrived_share", "control", "a"), 0);
  cr_expect_eq(times_on_page("no pulse gave a spike that arrived"), 1);
}
