/* Fits through the real runner: known parameters of a small cell and of the rate model. */
#include "study/fit/fit.h"

#include <glob.h>

#include "tests/study/study_helpers.h"

TestSuite(fit, .init = make_folder, .fini = remove_folder);

static const char CELL[] =
    "experiment: cell\n"
    "cell: PN_NK1\n"
    "stimuli:\n"
    "  weak: { kind: current_clamp, amplitude: 60 pA, onset: 1 ms, duration: 24 ms, run_time: 25 ms }\n"
    "  strong: { kind: current_clamp, amplitude: 150 pA, onset: 1 ms, duration: 24 ms, run_time: 25 ms }\n"
    "solver: { method: ensemble }\n";

#define LEAK "  leak: { paths: [\"cell/*/channels/leak/gbar\"], from: %s, to: %s, spacing: log, start: %s }\n"
#define CAPACITANCE                                                                                                    \
  "  capacitance: { paths: [\"cell/*/membrane_capacitance\"], from: 0.6 uF/cm2, to: 2 uF/cm2, start: 1.6 uF/cm2 }\n"

static const double LEAK_TRUTH = 3.385e-5, CAPACITANCE_TRUTH = 0.913;

/* First spikes under both currents with the known values, ms. */
static void known_spikes(double spikes[2])
{
  write_file("cell.yaml", CELL);
  const rx_sweep sweep =
      run_sweep("sweep: known\nexperiment: cell.yaml\ndesign: list\nparameters:\n"
                "  leak: { paths: [\"cell/*/channels/leak/gbar\"], values: [3.385e-5 S/cm2] }\n"
                "  capacitance: { paths: [\"cell/*/membrane_capacitance\"], values: [0.913 uF/cm2] }\n"
                "outputs: [first_spike_PN_NK1]\n",
                "known.h5");
  cr_assert_eq(sweep.plan.n_members, 1);
  memcpy(spikes, sweep.rows.outputs[0], 2 * sizeof *spikes);
  cr_assert(spikes[0] > spikes[1] && spikes[1] > 0, "%g and %g ms", spikes[0], spikes[1]);
}

static const char *fit_text(const char *parameters, const double targets[2])
{
  return rx_arena_format(arena,
                         "fit: small\nexperiment: cell.yaml\nparameters:\n%s"
                         "targets:\n"
                         "  - { output: first_spike_PN_NK1, stimulus: weak, value: %.17g, sd: 0.05 }\n"
                         "  - { output: first_spike_PN_NK1, stimulus: strong, value: %.17g, sd: 0.02 }\n",
                         parameters, targets[0], targets[1]);
}

static const char *both_parameters(void)
{
  return rx_arena_format(arena, LEAK CAPACITANCE, "1e-5 S/cm2", "1e-4 S/cm2", "2e-5 S/cm2");
}

static rx_status try_fit(const char *text, const char *name, bool may_resume, rx_fit *fit, rx_error *err)
{
  rx_study *study = read_study(text);
  const rx_sweep_options options = {
    .path = in_folder(name), .n_shards = 1, .threads = 2, .may_resume = may_resume, .command_line = "test"
  };
  const rx_status status = rx_fit_run(study, &options, arena, fit, err);
  if (status == RX_OK) cr_assert_eq(rx_fit_read(options.path, arena, fit, err), RX_OK, "%s", err->text);
  rx_study_free(study);
  return status;
}

static rx_fit run_fit(const char *text, const char *name, bool may_resume)
{
  rx_fit fit;
  rx_error err = { 0 };
  cr_assert_eq(try_fit(text, name, may_resume, &fit, &err), RX_OK, "%s", err.text);
  return fit;
}

static bool holds(const rx_fit_parameter *p, double truth)
{
  return p->low < truth && truth < p->high;
}

Test(fit, finds_leak_and_capacitance_of_a_cell_from_two_first_spikes)
{
  double spikes[2];
  known_spikes(spikes);
  const rx_fit fit = run_fit(fit_text(both_parameters(), spikes), "fit.h5", false);
  cr_assert(fit.has_converged);
  /* data without noise: to a hundredth of the interval, which is what xtol, 1e-4 of the range, means here */
  for (size_t k = 0; k < 2; k++) {
    const double truth = k == 0 ? LEAK_TRUTH : CAPACITANCE_TRUTH;
    const rx_fit_parameter *p = &fit.parameters[k];
    cr_assert(holds(p, truth), "%s: %g, %g to %g, not %g", p->name, p->estimate, p->low, p->high, truth);
    cr_assert(fabs(p->estimate - truth) < 0.02 * (p->high - p->low), "%s: %g, not %g", p->name, p->estimate, truth);
  }
  cr_assert(fit.chi2 < 1e-3, "%g", fit.chi2);
}

Test(fit, intervals_scale_with_the_sd_of_the_targets)
{
  double spikes[2];
  known_spikes(spikes);
  const rx_fit a = run_fit(fit_text(both_parameters(), spikes), "a.h5", false);
  char *text = rx_arena_text(arena, fit_text(both_parameters(), spikes));
  /* a tenth of both sd: 0.05 to .005, 0.02 to .002 */
  memcpy(strstr(text, "0.05 }"), ".005 }", 6);
  memcpy(strstr(text, "0.02 }"), ".002 }", 6);
  const rx_fit b = run_fit(text, "b.h5", false);
  for (size_t k = 0; k < 2; k++) {
    const double ratio = a.parameters[k].standard_error / b.parameters[k].standard_error;
    cr_assert(fabs(ratio - 10) < 0.5, "%g", ratio);
  }
}

Test(fit, resumed_after_losing_its_last_batches_gives_the_same_bits)
{
  double spikes[2];
  known_spikes(spikes);
  const char *text = fit_text(both_parameters(), spikes);
  const rx_fit whole = run_fit(text, "whole.h5", false), cut = run_fit(text, "cut.h5", false);
  glob_t batches;
  cr_assert_eq(glob(in_folder("cut.h5.parts/batch-*.h5"), 0, NULL, &batches), 0);
  cr_assert_gt(batches.gl_pathc, 3);
  for (size_t i = batches.gl_pathc / 2; i < batches.gl_pathc; i++) cr_assert_eq(remove(batches.gl_pathv[i]), 0);
  globfree(&batches);
  cr_assert_eq(remove(in_folder("cut.h5")), 0);
  const rx_fit again = run_fit(text, "cut.h5", true);
  cr_assert(again.n_evaluations == whole.n_evaluations && cut.n_evaluations == whole.n_evaluations);
  cr_assert_eq(again.chi2, whole.chi2);
  for (size_t k = 0; k < 2; k++) {
    cr_assert_eq(again.parameters[k].estimate, whole.parameters[k].estimate);
    cr_assert_eq(again.parameters[k].standard_error, whole.parameters[k].standard_error);
  }
}

Test(fit, a_parameter_that_no_target_depends_on_has_no_interval_and_the_other_has)
{
  double spikes[2];
  known_spikes(spikes);
  /* both spikes come before 20 ms, the earliest end of the step */
  const char *parameters = rx_arena_format(arena, LEAK "  stimuli/weak/duration: { from: 20 ms, to: 23 ms }\n",
                                           "1e-5 S/cm2", "1e-4 S/cm2", "2e-5 S/cm2");
  const rx_fit fit = run_fit(fit_text(parameters, spikes), "fit.h5", false);
  cr_assert(isfinite(fit.parameters[0].low) && fit.parameters[0].low < fit.parameters[0].high);
  cr_assert(isnan(fit.parameters[1].low) && isnan(fit.parameters[1].high) && isnan(fit.parameters[1].standard_error));
}

Test(fit, ends_at_the_bound_that_keeps_it_from_the_truth_without_an_interval_there)
{
  double spikes[2];
  known_spikes(spikes);
  const char *parameters = rx_arena_format(arena, LEAK CAPACITANCE, "1e-5 S/cm2", "2.5e-5 S/cm2", "2e-5 S/cm2");
  const rx_fit fit = run_fit(fit_text(parameters, spikes), "fit.h5", false);
  cr_assert(fabs(fit.parameters[0].estimate / 2.5e-5 - 1) < 0.002, "%g", fit.parameters[0].estimate);
  cr_assert(isnan(fit.parameters[0].low) && isnan(fit.parameters[0].high));
  cr_assert(isfinite(fit.parameters[1].low));
}

Test(fit, a_start_without_a_spike_is_said_and_leaves_no_file)
{
  double spikes[2];
  known_spikes(spikes);
  rx_fit fit;
  rx_error err = { 0 };
  const char *parameters = rx_arena_format(arena, LEAK CAPACITANCE, "1e-5 S/cm2", "1e-2 S/cm2", "9e-3 S/cm2");
  cr_assert_eq(try_fit(fit_text(parameters, spikes), "fit.h5", false, &fit, &err), RX_E_NOT_FINITE);
  cr_assert(strstr(err.text, "start") != NULL, "%s", err.text);
  cr_assert_neq(access(in_folder("fit.h5"), F_OK), 0);
}

Test(fit, is_checked_without_running_it)
{
  const double targets[2] = { 12.1, 4.6 };
  rx_sweep_plan plan;
  rx_error err = { 0 };
  write_file("cell.yaml", CELL);
  char *text = rx_arena_text(arena, fit_text(both_parameters(), targets));
  rx_study *study = read_study(text);
  cr_assert_eq(rx_fit_check(study, arena, &plan, NULL, &err), RX_OK, "%s", err.text);
  cr_assert_eq(plan.n_points, 1);
  rx_study_free(study);
  memcpy(strstr(text, "stimulus: weak"), "stimulus: wekk", 14);
  study = read_study(text);
  cr_assert_eq(rx_fit_check(study, arena, &plan, NULL, &err), RX_E_INPUT);
  cr_assert(strstr(err.text, "study.yaml:7:5: targets: unknown stimulus \"wekk\"") != NULL, "%s", err.text);
  rx_study_free(study);
}

/* ---- rejection ---- */

static const char *rejection_text(bool has_error, const char *more)
{
  write_file("rate.yaml", "experiment: rate\nrate_model: rate_dorsal_horn\nstimuli:\n"
                          "  brush: { kind: afferent_rates, onset: 10 ms, pulses: 1, rate_abeta: 40 Hz, rate_c: 1 Hz, "
                          "run_time: 60 ms }\n");
  return rx_arena_format(arena,
                         "fit: drawn\nexperiment: rate.yaml\nmethod: rejection\ndraws: 300\nquantile: 0.2\n"
                         "measurement_error: %s\nparameters:\n  rate_model/gIP: { from: 0.8, to: 2.4 }\n"
                         "targets:\n  - { output: peak_P, stimulus: brush, value: 17.86, sd: 1.5 }\n%s",
                         has_error ? "true" : "false", more);
}

/* peak_P of the brush falls by about 8.6 Hz a unit of gIP around 1.4: sd 1.5 Hz means about 0.17 of gIP */
Test(fit, rejection_finds_a_coupling_and_the_error_of_the_measurement_is_its_width)
{
  const rx_fit with = run_fit(rejection_text(true, ""), "with.h5", false),
               without = run_fit(rejection_text(false, ""), "without.h5", false);
  cr_assert(holds(&with.parameters[0], 1.4), "%g to %g", with.parameters[0].low, with.parameters[0].high);
  cr_assert(with.parameters[0].standard_error > 0.1 && with.parameters[0].standard_error < 0.3, "%g",
            with.parameters[0].standard_error);
  cr_assert(without.parameters[0].standard_error < 0.25 * with.parameters[0].standard_error, "%g of %g",
            without.parameters[0].standard_error, with.parameters[0].standard_error);
  cr_assert_eq(with.n_accepted, 60);
  cr_assert_eq(with.n_draws, 300);
}

Test(fit, rejection_resumed_gives_the_same_draws)
{
  const char *text = rejection_text(true, "");
  const rx_fit first = run_fit(text, "fit.h5", false), again = run_fit(text, "fit.h5", true);
  cr_assert_eq(first.n_accepted, again.n_accepted);
  cr_assert_eq(memcmp(first.accepted, again.accepted, first.n_accepted * sizeof *first.accepted), 0);
}
