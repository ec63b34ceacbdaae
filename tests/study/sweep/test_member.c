/* Members: a row holds, to the last bit, what `rexed run` finds for the same numbers, whatever the worker ran before and beside. */
#include <math.h>

#include "study/run.h"
#include "study/sweep/member.h"
#include "tests/study/sweep/small_study.h"

TestSuite(member, .init = study_set_up, .fini = study_tear_down, .timeout = 120);

/* All rows of a plan, run by one worker in groups of n, from the first to the last or backwards. */
typedef struct table {
  rx_sweep_rows rows;
  rx_sweep_failure *failures; /* [n_failures], in the order of the runs */
  size_t n_failures;
} table;

static table run_members(small_study *s, int n, bool backwards)
{
  table t = { 0 };
  rx_worker *worker = NULL;
  rx_error err = { 0 };
  const rx_sweep_plan *plan = &s->plan;
  assert_ok(rx_sweep_rows_make(plan, 0, plan->n_members, s->arena, &t.rows, &err), err);
  t.failures = rx_arena_alloc(s->arena, (plan->n_members + 1) * sizeof *t.failures);
  assert_ok(rx_worker_create(s->study, &worker, &err), err);
  const uint64_t n_groups = (plan->n_members + (uint64_t)n - 1) / (uint64_t)n;
  for (uint64_t g = 0; g < n_groups; g++) {
    const uint64_t first = (backwards ? n_groups - 1 - g : g) * (uint64_t)n, left = plan->n_members - first;
    rx_member_failures failures = { .items = t.failures + t.n_failures, .arena = s->arena };
    assert_ok(rx_worker_run(worker, plan, first, left < (uint64_t)n ? (int)left : n, 1, NULL, &t.rows, &failures, &err),
              err);
    t.n_failures += failures.n;
  }
  rx_worker_free(worker);
  return t;
}

static void expect_same(const small_study *s, const rx_sweep_rows *a, const rx_sweep_rows *b)
{
  const rx_sweep_plan *plan = &s->plan;
  cr_expect_arr_eq(a->status, b->status, plan->n_members);
  for (size_t k = 0; k < plan->n_outputs; k++) {
    const size_t n = plan->n_members * (plan->outputs[k].by_stimulus ? plan->n_stimuli : 1);
    cr_expect_arr_eq(a->outputs[k], b->outputs[k], n * sizeof(double), "%s differs", plan->outputs[k].name);
  }
}

static size_t n_values(const small_study *s, const rx_sweep_rows *rows)
{
  size_t n = 0;
  for (size_t k = 0; k < s->plan.n_outputs; k++)
    for (size_t i = 0; i < s->plan.n_members * (s->plan.outputs[k].by_stimulus ? s->plan.n_stimuli : 1); i++)
      n += isfinite(rows->outputs[k][i]);
  return n;
}

/* ---- runs ---- */

/* What `rexed run` finds for an experiment with these sets. */
/* Names in the results of a run are its experiment's. */
static rx_experiment *of_last_run;

static rx_run *run_of(const char *file, size_t n_sets, const char *const sets[])
{
  rx_problems *problems = rx_problems_create();
  rx_experiment *e = NULL;
  rx_run *run = NULL;
  rx_error err = { 0 };
  const rx_status status = rx_experiment_read(study_path(file), n_sets, sets, problems, &e, &err);
  char *said = rx_problems_text(problems);
  cr_assert_eq(status, RX_OK, "%s", said);
  free(said);
  rx_problems_free(problems);
  char folder[2 * TEST_PATH];
  snprintf(folder, sizeof folder, "%s", study_path("run"));
  const rx_run_options options = { .folder = folder, .may_replace = true, .threads = 1, .command_line = "test" };
  assert_ok(rx_run_experiment(e, &options, &run, &err), err);
  rx_experiment_free(of_last_run);
  of_last_run = e;
  return run;
}

/* Compares a member's row with condition and repetition of a run; returns how many numbers there were. */
static size_t expect_row_of_run(const small_study *s, const rx_sweep_rows *rows, uint64_t member, const rx_run *run,
                                size_t repetition, size_t n_repetitions)
{
  const rx_sweep_plan *plan = &s->plan;
  size_t n = 0;
  cr_expect_eq(rows->status[member], RX_MEMBER_OK);
  for (size_t k = 0; k < plan->n_outputs; k++) {
    const rx_result_outcome *o = rx_results_outcome(rx_run_results(run), plan->outputs[k].name);
    cr_assert_not_null(o, "the run has no %s", plan->outputs[k].name);
    const size_t width = plan->outputs[k].by_stimulus ? plan->n_stimuli : 1;
    for (size_t i = 0; i < width; i++) {
      size_t at = plan->condition[member] * width + i;
      if (o->rank == 3) at = at * n_repetitions + repetition;
      const double expected = o->value[at], found = rows->outputs[k][member * width + i];
      cr_expect(memcmp(&expected, &found, sizeof found) == 0 || (isnan(expected) && isnan(found)),
                "member %llu, %s %zu: %.17g, the run has %.17g", (unsigned long long)member, plan->outputs[k].name, i,
                found, expected);
      n += isfinite(found);
    }
  }
  return n;
}

/* Runs all members, and for each the experiment with its values as sets; the axes' operation is set. */
static void expect_rows_of_runs(const char *text, const char *file, size_t fewest)
{
  small_study s = small_study_make(text);
  const table t = run_members(&s, 1, false);
  const rx_sweep_plan *plan = &s.plan;
  size_t n = 0;
  for (uint64_t m = 0; m < plan->n_members; m++) {
    char sets[8][300];
    const char *list[8];
    size_t n_sets = 0;
    if (m >= plan->n_points) continue; /* the other conditions are in the same run */
    for (size_t k = 0; k < plan->n_parameters; k++, n_sets++) {
      snprintf(sets[n_sets], sizeof sets[0], "%s=%.17g", plan->parameters[k].path, plan->parameters[k].values[m]);
      list[n_sets] = sets[n_sets];
    }
    rx_run *run = run_of(file, n_sets, list);
    for (uint64_t c = 0; c < plan->n_conditions; c++)
      n += expect_row_of_run(&s, &t.rows, c * plan->n_points + m, run, 0, 1);
    rx_run_free(run);
  }
  cr_expect_geq(n, fewest, "only %zu numbers: the comparison says little", n);
  small_study_free(&s);
}

Test(member, equals_a_run_of_the_same_circuit)
{
  expect_rows_of_runs("sweep: s\nexperiment: circuit.yaml\nparameters:\n"
                      "  circuit/pathways/ddh_Abeta_to_WDR/weights/AMPA: {values: [1.1 nS, 3.3]}\n"
                      "  circuit/pathways/ddh_Abeta_to_WDR/probability: {values: [0.35, 0.95]}\n"
                      "  solver/dt: {values: [0.02, 0.05]}\n"
                      "  stimuli/brush/duration: {values: [25]}\n",
                      "circuit.yaml", 60);
}

Test(member, equals_a_run_of_the_same_cell_by_either_solver)
{
  static const char TEXT[] = "sweep: s\nexperiment: cell.yaml\n%sparameters:\n"
                             "  circuit/populations/EX_TONIC/dend/channels/k_traub/gbar: {values: [0.01, 0.07]}\n"
                             "  circuit/populations/EX_TONIC/soma/length: {values: [20, 21.7]}\n"
                             "  stimuli/strong/amplitude: {values: [0.3, 0.5]}\n"
                             "  stimuli/weak/run_time: {values: [23]}\n";
  char text[sizeof TEXT + 100];
  snprintf(text, sizeof text, TEXT, "");
  expect_rows_of_runs(text, "cell.yaml", 40);
  char experiment[2000];
  snprintf(experiment, sizeof experiment, "%s", STUDY_CELL);
  memcpy(strstr(experiment, "ensemble"), "cvode   ", 8);
  study_put("cell.yaml", experiment);
  snprintf(text, sizeof text, TEXT, "");
  expect_rows_of_runs(text, "cell.yaml", 40);
}

Test(member, equals_a_run_of_the_rate_model)
{
  expect_rows_of_runs("sweep: s\nexperiment: rate.yaml\nparameters:\n"
                      "  rate_model/gIP: {values: [0.5, 1.5]}\n"
                      "  rate_model/tau_P: {values: [0.01 s, 20 ms]}\n"
                      "  stimuli/pulse/rate_c: {values: [15, 30]}\n",
                      "rate.yaml", 20);
}

/* Stimuli and assays in one experiment: outcomes of the one are missing for the other. */
static const char *const MIXED =
    "experiment: mixed\ncell: EX_TONIC\n"
    "conditions:\n  control: {reference: true}\n"
    "  less_k: {modifiers: {circuit/populations/EX_TONIC/dend/channels/k_traub/gbar: {scale: 0.5}}}\n"
    "stimuli: {step: {kind: current_clamp, amplitude: 400 pA, onset: 2 ms, duration: 20 ms, run_time: 24 ms}}\n"
    "assays:\n  least: {kind: rheobase, settle: 20 ms, duration: 20 ms, after: 5 ms}\n"
    "  f: {kind: f_i, settle: 20 ms, duration: 20 ms, from: 0 pA, to: 400 pA, step: 200 pA}\n"
    "reports: {v: {population: EX_TONIC, section: soma, variable: v, interval: 1 ms}}\n"
    "detectors: {soma: {population: EX_TONIC}}\nbin: 4 ms\n";

Test(member, equals_a_run_of_stimuli_and_assays_together)
{
  study_put("mixed.yaml", MIXED);
  expect_rows_of_runs("sweep: s\nexperiment: mixed.yaml\nparameters:\n"
                      "  circuit/populations/EX_TONIC/soma/length: {values: [20, 21.7]}\n",
                      "mixed.yaml", 20);
}

/* Outcomes that only the stimuli tell of: a sweep knows their names before anything has run. */
Test(member, equals_a_run_of_a_motor_pool_in_windows)
{
  study_put("pool.yaml",
            "experiment: pool\ncircuit: {extends: hTA_1, populations: {MN: {n: 3}}}\n"
            "stimuli: {s: {kind: drive, level: 8, onset: 50 ms, duration: 300 ms, rise: 10 ms, fall: 10 ms, "
            "run_time: 500 ms, windows: {during: [100 ms, 300 ms], after: [400 ms, 500 ms]}}}\n");
  expect_rows_of_runs("sweep: s\nexperiment: pool.yaml\n"
                      "outputs: [rate_MN_during, rate_MN_after, torque_MN_during, torque_MN_after]\nparameters:\n"
                      "  circuit/motor/MN/s_pic: {values: [0.5, 1.2]}\n",
                      "pool.yaml", 8);
  small_study s =
      small_study_make("sweep: s\nexperiment: pool.yaml\noutputs: [rate_MN_during, rate_MN_after]\nparameters:\n"
                       "  circuit/motor/MN/s_pic: {values: [1]}\n"
                       "  stimuli/s/run_time: {values: [500, 450]}\n");
  const table t = run_members(&s, 1, false);
  cr_expect_gt(t.rows.outputs[0][0], 1);
  cr_expect_eq(t.rows.status[0], RX_MEMBER_OK);
  cr_expect_eq(t.rows.status[1], RX_MEMBER_INVALID, "the window ends after the run");
  small_study_free(&s);
}

Test(member, stimuli_and_assays_of_a_run_have_outcomes_of_their_own)
{
  study_put("mixed.yaml", MIXED);
  rx_run *run = run_of("mixed.yaml", 0, NULL);
  const rx_results *r = rx_run_results(run);
  cr_assert_eq(r->n_stimuli, 3);
  cr_expect_str_eq(r->stimuli[0], "step");
  cr_expect_str_eq(r->stimuli[1], "least");
  cr_expect_str_eq(r->stimuli[2], "f");
  const rx_result_outcome *rate = rx_results_outcome(r, "rate_EX_TONIC"), *least = rx_results_outcome(r, "rheobase"),
                          *most = rx_results_outcome(r, "most_spikes");
  cr_assert(rate != NULL && least != NULL && most != NULL);
  for (size_t c = 0; c < 2; c++) {
    cr_expect(rate->value[3 * c] > 0 && isnan(rate->value[3 * c + 1]) && isnan(rate->value[3 * c + 2]));
    cr_expect(isnan(least->value[3 * c]) && least->value[3 * c + 1] > 10 && isnan(least->value[3 * c + 2]));
    cr_expect(isnan(most->value[3 * c]) && isnan(most->value[3 * c + 1]) && most->value[3 * c + 2] >= 1);
  }
  for (size_t i = 0; i < r->n_cases; i++)
    cr_expect_eq(r->cases[i].spikes[0] != '\0', strcmp(r->cases[i].stimulus, "step") == 0, "%s", r->cases[i].stimulus);
  rx_run_free(run);
}

Test(member, scaled_and_shifted_equals_the_condition_that_does_the_same)
{
  small_study s =
      small_study_make("sweep: s\nexperiment: circuit.yaml\nparameters:\n"
                       "  \"circuit/pathways/*/weights/AMPA\": {operation: scale, values: [0.7, 1.3]}\n"
                       "  circuit/populations/WDR/receptors/GABA_A/reversal: {operation: shift, values: [6.5]}\n");
  const table t = run_members(&s, 1, false);
  size_t n = 0;
  for (uint64_t point = 0; point < s.plan.n_points; point++) {
    char set[1000];
    snprintf(set, sizeof set,
             "conditions={healthy: {modifiers: {circuit/pathways/*/weights/AMPA: {scale: %.17g}, "
             "circuit/populations/WDR/receptors/GABA_A/reversal: {shift: 6.5}}}, weak: {modifiers: "
             "{circuit/pathways/*/weights/AMPA: {scale: %.17g}, circuit/populations/WDR/receptors/GABA_A/reversal: "
             "{shift: 6.5}}}}",
             s.plan.parameters[0].values[point], s.plan.parameters[0].values[point]);
    const char *const sets[] = { set };
    rx_run *run = run_of("circuit.yaml", 1, sets);
    for (uint64_t c = 0; c < 2; c++) n += expect_row_of_run(&s, &t.rows, c * s.plan.n_points + point, run, 0, 1);
    rx_run_free(run);
  }
  cr_expect_geq(n, 20);
  small_study_free(&s);
}

Test(member, of_a_replicate_equals_the_repetition_of_a_run)
{
  static const char *const SETS[] = { "repetitions=3", "circuit/pathways/ddh_Abeta_to_WDR/weights/AMPA=2.5" };
  small_study s =
      small_study_make("sweep: s\nexperiment: circuit.yaml\nreplicates: 3\noutputs: [rate_WDR, rate_EX]\nparameters:\n"
                       "  circuit/pathways/ddh_Abeta_to_WDR/weights/AMPA: {values: [2.5]}\n");
  const table t = run_members(&s, 1, true);
  rx_run *run = run_of("circuit.yaml", 2, SETS);
  cr_assert_eq(rx_results_outcome(rx_run_results(run), "rate_WDR")->rank, 3);
  for (uint64_t m = 0; m < s.plan.n_members; m++) expect_row_of_run(&s, &t.rows, m, run, s.plan.replicate[m], 3);
  cr_expect_arr_neq(t.rows.outputs[0], t.rows.outputs[0] + 2 * s.plan.n_stimuli, 2 * sizeof(double),
                    "replicates have trains of their own");
  rx_run_free(run);
  small_study_free(&s);
}

/* Changes against the reference condition need both: in a sweep too they are what the run finds, in every replicate and condition. */
Test(member, has_the_change_against_the_reference_that_the_run_has)
{
  study_put("ramp.yaml",
            "experiment: ramp\ncircuit: {extends: hTA_1, populations: {MN: {n: 7}}, motor: {MN: {noise: 1}}}\n"
            "conditions:\n  weak: {modifiers: {circuit/motor/MN/s_pic: {scale: 0.8}}}\n  control: {reference: true}\n"
            "  silent: {modifiers: {circuit/motor/MN/background_inhibition: {add: 60}}}\n"
            "stimuli: {s: {kind: drive, onset: 100 ms, duration: 6 s, rise: 6 s, fall: 6 s, level: 10, run_time: "
            "12.2 s}}\n");
  static const char STUDY[] = "sweep: s\nexperiment: ramp.yaml\nreplicates: 2\nset: {solver/dt: 0.125}\n%sparameters:\n"
                              "  circuit/motor/MN/s_pic: {values: [1, 1.1]}\n";
  static const char OUTPUTS[] = "outputs: [delta_f_change_MN, pairs_matched_MN, delta_f_MN, delta_f_change_low_MN, "
                                "delta_f_change_high_MN]\n";
  static const char *const SETS[2][3] = { { "repetitions=2", "solver/dt=0.125", "circuit/motor/MN/s_pic=1" },
                                          { "repetitions=2", "solver/dt=0.125", "circuit/motor/MN/s_pic=1.1" } };
  char text[sizeof STUDY + sizeof OUTPUTS];
  snprintf(text, sizeof text, STUDY, OUTPUTS);
  small_study s = small_study_make(text);
  const table t = run_members(&s, 1, false), grouped = run_members(&s, 8, true);
  expect_same(&s, &t.rows, &grouped.rows);
  cr_assert_eq(s.plan.n_members, 12);
  for (size_t point = 0; point < 2; point++) {
    rx_run *run = run_of("ramp.yaml", 3, SETS[point]);
    for (uint64_t m = point; m < s.plan.n_members; m += 2)
      expect_row_of_run(&s, &t.rows, m, run, s.plan.replicate[m], 2);
    rx_run_free(run);
  }
  for (uint64_t m = 0; m < s.plan.n_members; m++) {
    const double change = t.rows.outputs[0][m], pairs = t.rows.outputs[1][m];
    switch (s.plan.condition[m]) {
    case 0: cr_expect(isfinite(change) && pairs >= 1, "%g of %g pairs", change, pairs); break;
    case 1: cr_expect(isnan(change) && isnan(pairs), "the reference has no change"); break;
    default: cr_expect(isnan(change) && pairs == 0, "%g of %g pairs, the pool is silent", change, pairs);
    }
  }
  cr_expect_neq(t.rows.outputs[0][0], t.rows.outputs[0][6], "replicates differ in their noise");
  snprintf(text, sizeof text, STUDY, "");
  small_study all = small_study_make(text);
  for (size_t k = 0; k < all.plan.n_outputs; k++)
    cr_expect_null(strstr(all.plan.outputs[k].name, "delta_f_change"), "only a study that names it pays for it");
  cr_expect_gt(all.plan.n_outputs, 5);
  small_study_free(&all);
  small_study_free(&s);
}

/* ---- workers ---- */

Test(member, does_not_depend_on_what_its_worker_ran_before)
{
  static const char *const STUDIES[] = {
    "sweep: s\nexperiment: circuit.yaml\nreplicates: 2\ncommon_random_numbers: false\nparameters:\n"
    "  circuit/pathways/ddh_Abeta_to_WDR/weights/AMPA: {values: [1, 2]}\n"
    "  inhibition: {paths: [circuit/populations/SG/release_gaba, circuit/populations/SGS/release_gaba], operation: "
    "scale, values: [0, 1]}\n",
    "sweep: s\nexperiment: circuit.yaml\nparameters:\n"
    "  circuit/pathways/ddh_C_to_EX/probability: {values: [0.2, 0.9]}\n"
    "  circuit/pathways/SG_to_WDR/delay: {values: [0.5, 3]}\n  stimuli/pinch/duration: {values: [5, 20]}\n",
    "sweep: s\nexperiment: rate.yaml\nparameters:\n  rate_model/gIP: {values: [0.1, 1, 2]}\n",
  };
  for (size_t i = 0; i < sizeof STUDIES / sizeof *STUDIES; i++) {
    small_study s = small_study_make(STUDIES[i]);
    const table forwards = run_members(&s, 1, false), backwards = run_members(&s, 1, true);
    expect_same(&s, &forwards.rows, &backwards.rows);
    cr_expect_geq(n_values(&s, &forwards.rows), 2 * s.plan.n_members);
    small_study_free(&s);
  }
}

Test(member, among_others_in_the_lanes_equals_itself_alone)
{
  small_study s = small_study_make("sweep: s\nexperiment: cell.yaml\ncommon_random_numbers: false\nparameters:\n"
                                   "  cell/dend/channels/k_traub/gbar: {from: 0.001, to: 0.1, spacing: log, n: 5}\n"
                                   "  cell/soma/diameter: {values: [18, 22]}\n"
                                   "  stimuli/weak/run_time: {values: [23, 24]}\n");
  rx_worker *worker = NULL;
  rx_error err = { 0 };
  assert_ok(rx_worker_create(s.study, &worker, &err), err);
  cr_assert_eq(rx_worker_group(worker, &s.plan), 8);
  rx_worker_free(worker);
  const table alone = run_members(&s, 1, false), together = run_members(&s, 8, false), back = run_members(&s, 8, true),
              five = run_members(&s, 5, true);
  cr_expect_geq(n_values(&s, &alone.rows), 3 * s.plan.n_members);
  expect_same(&s, &alone.rows, &together.rows);
  expect_same(&s, &alone.rows, &back.rows);
  expect_same(&s, &alone.rows, &five.rows);
  small_study_free(&s);
}

Test(member, groups_are_for_cells_at_fixed_steps_without_a_budget)
{
  static const char *const STUDIES[] = {
    "sweep: s\nexperiment: cell.yaml\nset: {solver/method: cvode}\nparameters: {cell/soma/length: {values: [20]}}\n",
    "sweep: s\nexperiment: cell.yaml\nmember_budget: 9 s\nparameters: {cell/soma/length: {values: [20]}}\n",
    "sweep: s\nexperiment: rate.yaml\nparameters: {rate_model/gIP: {values: [1]}}\n",
  };
  for (size_t i = 0; i < sizeof STUDIES / sizeof *STUDIES; i++) {
    small_study s = small_study_make(STUDIES[i]);
    rx_worker *worker = NULL;
    rx_error err = { 0 };
    assert_ok(rx_worker_create(s.study, &worker, &err), err);
    cr_expect_eq(rx_worker_group(worker, &s.plan), 1, "study %zu", i);
    rx_worker_free(worker);
    small_study_free(&s);
  }
}

/* ---- failures ---- */

Test(member, that_is_invalid_says_why_and_leaves_the_others_alone)
{
  small_study s = small_study_make("sweep: s\nexperiment: circuit.yaml\ndesign: list\nparameters:\n"
                                   "  circuit/pathways/SG_to_EX/delay: {values: [1, 0.01, 1, 1]}\n"
                                   "  stimuli/pinch/duration: {values: [30, 30, 0, 30]}\n");
  const table t = run_members(&s, 1, false);
  static const uint8_t STATUS[] = { RX_MEMBER_OK, RX_MEMBER_INVALID, RX_MEMBER_INVALID, RX_MEMBER_OK };
  cr_expect_arr_eq(t.rows.status, STATUS, 4);
  cr_expect_arr_eq(t.rows.status + 4, STATUS, 4);
  cr_assert_eq(t.n_failures, 4);
  cr_expect_eq(t.failures[0].member, 1);
  cr_expect_eq(t.failures[0].code, RX_E_INPUT);
  cr_expect(isnan(t.failures[0].time_ms), "no simulation began");
  cr_expect_not_null(strstr(t.failures[0].message, "is shorter than solver/dt"), "%s", t.failures[0].message);
  cr_expect_not_null(strstr(t.failures[1].message, "the stimulus pinch lasts 0 ms"), "%s", t.failures[1].message);
  for (size_t k = 0; k < s.plan.n_outputs; k++) {
    const size_t n = s.plan.outputs[k].by_stimulus ? s.plan.n_stimuli : 1;
    for (size_t i = 0; i < n; i++) cr_expect(isnan(t.rows.outputs[k][n + i]));
    cr_expect_arr_eq(t.rows.outputs[k], t.rows.outputs[k] + 3 * n, n * sizeof(double));
  }
  small_study_free(&s);
}

/* No value that a file may give makes the solvers fail, so the plan's own are replaced. */
Test(member, whose_numbers_the_solver_cannot_take_is_a_row_too)
{
  small_study s = small_study_make("sweep: s\nexperiment: cell.yaml\nparameters:\n"
                                   "  cell/soma/channels/leak/gbar: {from: 1e-6, to: 1e-5, n: 9}\n");
  const table good = run_members(&s, 8, false);
  double values[18];
  memcpy(values, s.plan.parameters[0].values, sizeof values);
  values[3] = 1e308;
  rx_sweep_parameter parameter = s.plan.parameters[0];
  parameter.values = values;
  s.plan.parameters = &parameter;
  for (int n = 1; n <= 8; n += 7) {
    const table t = run_members(&s, n, false);
    cr_expect_eq(t.rows.status[3], RX_MEMBER_NOT_FINITE, "%d", t.rows.status[3]);
    cr_assert_eq(t.n_failures, 1);
    cr_expect_eq(t.failures[0].member, 3);
    cr_expect_eq(t.failures[0].code, RX_E_NOT_FINITE);
    cr_expect_geq(t.failures[0].time_ms, 0);
    cr_expect_not_null(strstr(t.failures[0].message, "control, weak, repetition 0"), "%s", t.failures[0].message);
    for (uint64_t m = 0; m < s.plan.n_members; m++)
      for (size_t i = 0; i < 2; i++) {
        if (m == 3)
          cr_expect(isnan(t.rows.outputs[0][2 * m + i]));
        else
          cr_expect_eq(t.rows.outputs[0][2 * m + i], good.rows.outputs[0][2 * m + i]);
      }
  }
  small_study_free(&s);
}

Test(member, of_a_rate_model_that_fails_is_a_row_too)
{
  small_study s = small_study_make("sweep: s\nexperiment: rate.yaml\nparameters: {rate_model/gIP: {values: [1, 2]}}\n");
  double values[4] = { 1, NAN, 1, NAN };
  rx_sweep_parameter parameter = s.plan.parameters[0];
  parameter.values = values;
  s.plan.parameters = &parameter;
  const table t = run_members(&s, 1, false);
  static const uint8_t STATUS[] = { RX_MEMBER_OK, RX_MEMBER_SOLVER_FAILED, RX_MEMBER_OK, RX_MEMBER_OK };
  cr_expect_arr_eq(t.rows.status, STATUS, 2, "%d %d", t.rows.status[0], t.rows.status[1]);
  cr_expect_eq(t.failures[0].code, RX_E_SOLVER);
  cr_expect_not_null(strstr(t.failures[0].message, "CVODE"), "%s", t.failures[0].message);
  small_study_free(&s);
}

Test(member, of_a_rate_model_that_fails_says_when)
{
  small_study s =
      small_study_make("sweep: s\nexperiment: rate.yaml\nparameters: {stimuli/pulse/rate_abeta: {values: [15, 30]}}\n");
  /* the weight of Aβ fibres on excitatory interneurons is 0, and 0 times infinity no number */
  double values[4] = { 15, INFINITY, 15, INFINITY };
  rx_sweep_parameter parameter = s.plan.parameters[0];
  parameter.values = values;
  s.plan.parameters = &parameter;
  const table t = run_members(&s, 1, false);
  cr_assert_eq(t.rows.status[0], RX_MEMBER_OK);
  cr_assert_eq(t.rows.status[1], RX_MEMBER_SOLVER_FAILED, "%d: %s", t.rows.status[1],
               t.n_failures > 0 ? t.failures[0].message : "");
  cr_assert_geq(t.n_failures, 1);
  cr_expect_float_eq(t.failures[0].time_ms, 20, 1e-9, "the pulse begins at 20 ms, not %g", t.failures[0].time_ms);
  small_study_free(&s);
}

Test(member, whose_time_is_used_up_says_how_far_it_came)
{
  small_study s = small_study_make("sweep: s\nexperiment: cell.yaml\nmember_budget: 1e-6 s\nparameters:\n"
                                   "  cell/soma/length: {values: [20, 21]}\n");
  const table t = run_members(&s, 1, false);
  for (int m = 0; m < 4; m++) cr_expect_eq(t.rows.status[m], RX_MEMBER_TIME);
  cr_assert_eq(t.n_failures, 4);
  cr_expect_eq(t.failures[0].code, RX_E_TIME);
  cr_expect(t.failures[0].time_ms >= 0 && t.failures[0].time_ms < 24, "%g", t.failures[0].time_ms);
  cr_expect_not_null(strstr(t.failures[0].message, "time budget"));
  small_study_free(&s);
}

Test(member, that_is_interrupted_leaves_its_row_as_it_was)
{
  static const char *const STUDIES[] = {
    "sweep: s\nexperiment: cell.yaml\nparameters: {cell/soma/length: {values: [20, 21]}}\n",
    "sweep: s\nexperiment: circuit.yaml\nparameters: {solver/dt: {values: [0.025]}}\n",
    "sweep: s\nexperiment: rate.yaml\nparameters: {rate_model/gIP: {values: [1]}}\n",
  };
  const volatile sig_atomic_t stop = 1;
  for (size_t i = 0; i < sizeof STUDIES / sizeof *STUDIES; i++)
    for (int n = 1; n <= 2; n++) {
      small_study s = small_study_make(STUDIES[i]);
      rx_worker *worker = NULL;
      rx_error err = { 0 };
      rx_sweep_rows rows;
      rx_sweep_failure items[8];
      rx_member_failures failures = { .items = items, .arena = s.arena };
      assert_ok(rx_sweep_rows_make(&s.plan, 0, s.plan.n_members, s.arena, &rows, &err), err);
      assert_ok(rx_worker_create(s.study, &worker, &err), err);
      if (n <= rx_worker_group(worker, &s.plan)) {
        cr_expect_eq(rx_worker_run(worker, &s.plan, 0, n, 1, &stop, &rows, &failures, &err), RX_E_INTERRUPTED);
        cr_expect_eq(rows.status[0], RX_MEMBER_PENDING);
        cr_expect_eq(failures.n, 0);
      }
      rx_worker_free(worker);
      small_study_free(&s);
    }
}

/* ---- what is recorded ---- */

/* A cell of 100 compartments has more columns than there are traces of a run. */
Test(member, traces_are_of_each_report_in_turn)
{
  study_put("axon.yaml", "experiment: axon\ncell: cf\n"
                         "stimuli: {s: {kind: current_clamp, amplitude: 20 pA, onset: 1 ms, duration: 2 ms, "
                         "run_time: 5 ms}}\n"
                         "reports:\n  slow: {population: cf, variable: nav17_choi.b1, interval: 1 ms}\n"
                         "  v: {population: cf, variable: v, interval: 1 ms}\n");
  rx_run *run = run_of("axon.yaml", 0, NULL);
  const rx_results *results = rx_run_results(run);
  const rx_result_course *trace = NULL;
  for (size_t i = 0; i < results->n_courses; i++)
    if (strcmp(results->courses[i].name, "trace.control.s") == 0) trace = &results->courses[i];
  cr_assert_not_null(trace);
  cr_assert_eq(trace->n_variables, 8);
  for (int i = 0; i < 8; i++) {
    const rx_result_variable *v = &trace->variables[i];
    char name[40];
    snprintf(name, sizeof name, "%s.cf.axon.%d", i < 4 ? "slow" : "v", i % 4);
    cr_expect_str_eq(v->name, name);
    for (size_t k = 0; k < trace->n_times; k++)
      cr_expect(i < 4 ? v->value[k] >= 0 && v->value[k] <= 1 : v->value[k] < -20, "%s is %g", name, v->value[k]);
  }
  rx_run_free(run);
}

/* ---- what it cost ---- */

/* Steps of the first row, and of the run of the same experiment. */
static void expect_steps(const char *file, const char *experiment, uint64_t expected)
{
  char text[200];
  study_put(file, experiment);
  snprintf(text, sizeof text, "sweep: s\nexperiment: %s\nparameters: {solver/dt: {values: [0.05]}}\n", file);
  small_study s = small_study_make(text);
  const table t = run_members(&s, 1, false);
  cr_expect_eq(t.rows.status[0], RX_MEMBER_OK);
  cr_expect_eq(t.rows.n_steps[0], expected, "%s: %llu steps, not %llu", file, (unsigned long long)t.rows.n_steps[0],
               (unsigned long long)expected);
  const char *const sets[] = { "solver/dt=0.05" };
  rx_run *run = run_of(file, 1, sets);
  cr_expect_eq(rx_run_results(run)->solver.n_steps, expected, "%s: a run of %llu steps", file,
               (unsigned long long)rx_run_results(run)->solver.n_steps);
  rx_run_free(run);
  small_study_free(&s);
}

Test(member, counts_the_steps_of_every_run_of_an_assay)
{
  /* 30 ms of rest, then twice 30 + 10 + 20 + 5 ms */
  expect_steps("assay.yaml",
               "experiment: assay\ncell: EX_TONIC\nassays:\n"
               "  f: {kind: f_i, settle: 30 ms, before: 10 ms, duration: 20 ms, after: 5 ms, from: 0 pA, to: 50 pA,\n"
               "      step: 50 pA}\n",
               (30 + 2 * 65) * 20);
}

Test(member, counts_the_steps_of_nociceptors)
{
  /* three of them for 20 + 40 ms, and no cell behind them */
  expect_steps("nerve.yaml",
               "experiment: nerve\ncircuit:\n  circuit: one\n  source: test\n  mark: D\n"
               "  populations: {F: {n: 3, afferent: C}}\n"
               "  nerve: {encoder: biophysical, settle: 20 ms, fibres: {F: {class: C_MH, cell: nx}}}\n"
               "stimuli: {s: {kind: pinch, duration: 40 ms, run_time: 40 ms}}\n",
               3 * 60 * 20);
}

Test(member, counts_what_cvode_does_for_a_rate_model)
{
  small_study s = small_study_make("sweep: s\nexperiment: rate.yaml\nparameters: {rate_model/gIP: {values: [1]}}\n");
  const table t = run_members(&s, 1, false);
  cr_expect_gt(t.rows.n_steps[0], 100);
  cr_expect_gt(t.rows.n_rhs[0], t.rows.n_steps[0]);
  small_study_free(&s);
}
