/* Plans: which members there are, in which order, with which keys; what the hash says and what it doesn't. */
#include <math.h>

#include "tests/study/sweep/small_study.h"

TestSuite(plan, .init = study_set_up, .fini = study_tear_down);

Test(plan, of_a_grid_goes_through_points_then_conditions_then_replicates)
{
  small_study s = small_study_make("sweep: s\nexperiment: cell.yaml\nreplicates: 2\npart_members: 8\nparameters:\n"
                                   "  cell/soma/length: {values: [20, 21]}\n"
                                   "  cell/soma/diameter: {values: [30, 31, 32]}\n");
  const rx_sweep_plan *p = &s.plan;
  cr_assert_eq(p->n_members, 24);
  cr_expect_eq(p->n_points, 6);
  cr_expect_eq(p->n_parts, 3);
  cr_expect_str_eq(p->design, "grid");
  cr_expect_str_eq(p->kind, "sweep");
  cr_assert_eq(p->n_conditions, 2);
  cr_expect_eq(p->reference_condition, 0);
  cr_expect_str_eq(p->conditions[1], "less_k");
  cr_assert_eq(p->n_stimuli, 2);
  for (uint64_t i = 0; i < 24; i++) {
    cr_expect_eq(p->point[i], i % 6);
    cr_expect_eq(p->condition[i], i / 6 % 2);
    cr_expect_eq(p->replicate[i], i / 12);
    cr_expect_eq(p->seed[i], i / 12, "common random numbers: the replicate");
    cr_expect_eq(p->parameters[0].values[i], 20 + (double)(i % 6 / 3), "the last parameter fastest");
    cr_expect_eq(p->parameters[1].values[i], 30 + (double)(i % 3));
  }
  small_study_free(&s);
}

Test(plan, without_common_random_numbers_each_member_has_a_key_of_its_own)
{
  small_study s = small_study_make("sweep: s\nexperiment: cell.yaml\nreplicates: 2\ncommon_random_numbers: false\n"
                                   "parameters: {cell/soma/length: {values: [20, 21]}}\n");
  for (uint64_t i = 0; i < s.plan.n_members; i++) cr_expect_eq(s.plan.seed[i], i);
  small_study_free(&s);
}

Test(plan, of_a_list_takes_values_together)
{
  small_study s = small_study_make("sweep: s\nexperiment: cell.yaml\ndesign: list\nparameters:\n"
                                   "  cell/soma/length: {values: [20, 21, 22]}\n"
                                   "  cell/soma/diameter: {from: 30, to: 32, n: 3}\n");
  cr_assert_eq(s.plan.n_points, 3);
  for (int i = 0; i < 3; i++) {
    cr_expect_eq(s.plan.parameters[0].values[i], 20 + i);
    cr_expect_eq(s.plan.parameters[1].values[i], 30 + i);
  }
  small_study_free(&s);
}

Test(plan, of_drawn_designs_fills_the_ranges_and_follows_the_seed)
{
  static const char *const DESIGNS[] = { "sobol", "latin_hypercube" };
  for (int d = 0; d < 2; d++) {
    double first[3][16];
    for (int seed = 0; seed < 3; seed++) {
      char text[500];
      snprintf(text, sizeof text,
               "sweep: s\nexperiment: cell.yaml\ndesign: %s\npoints: 16\nseed: %d\nparameters:\n"
               "  cell/soma/length: {from: 20, to: 30}\n"
               "  cell/dend/channels/leak/gbar: {from: 1e-7, to: 1e-3, spacing: log}\n",
               DESIGNS[d], seed == 2 ? 1 : seed + 1);
      small_study s = small_study_make(text);
      cr_assert_eq(s.plan.n_points, 16);
      cr_expect_str_eq(s.plan.design, DESIGNS[d]);
      int n_low = 0, n_small = 0;
      for (int i = 0; i < 16; i++) {
        const double length = s.plan.parameters[0].values[i], gbar = s.plan.parameters[1].values[i];
        cr_expect(length >= 20 && length <= 30 && gbar >= 1e-7 && gbar <= 1e-3);
        n_low += length < 25;
        n_small += gbar < 1e-5;
        first[seed][i] = length;
      }
      cr_expect_eq(n_low, 8, "half of the points in half of the range");
      cr_expect_eq(n_small, 8, "of its logarithm where it is logarithmic");
      small_study_free(&s);
    }
    cr_expect_arr_neq(first[0], first[1], sizeof first[0]);
    cr_expect_arr_eq(first[0], first[2], sizeof first[0]);
  }
}

Test(plan, of_a_sensitivity_has_base_samples_and_columns)
{
  small_study s =
      small_study_make("sensitivity: s\nexperiment: cell.yaml\nbase_points: 4\nparameters:\n"
                       "  cell/soma/length: {from: 20, to: 30}\n  cell/soma/diameter: {from: 20, to: 30}\n");
  static const int32_t COLUMNS[] = { -1, 0, 1, -2 };
  cr_assert_eq(s.plan.n_points, 16);
  cr_expect_str_eq(s.plan.design, "saltelli");
  for (uint64_t i = 0; i < s.plan.n_members; i++) {
    cr_expect_eq(s.plan.base[i], i % 16 / 4);
    cr_expect_eq(s.plan.column[i], COLUMNS[i % 4]);
  }
  small_study_free(&s);
  s = small_study_make("sensitivity: s\nexperiment: cell.yaml\nmethod: morris\ntrajectories: 3\nparameters:\n"
                       "  cell/soma/length: {from: 20, to: 30}\n  cell/soma/diameter: {from: 20, to: 30}\n");
  cr_assert_eq(s.plan.n_points, 9);
  cr_expect_str_eq(s.plan.design, "morris");
  cr_expect_eq(s.plan.column[3], -1);
  small_study_free(&s);
}

/* ---- hash ---- */

#define ONE_AXIS "parameters: {cell/soma/length: {values: [20, 21]}}\n"

static void hash_of(const char *lines, const rx_given_points *given, char hash[40])
{
  char text[500];
  rx_error err = { 0 };
  snprintf(text, sizeof text, "sweep: s\nexperiment: cell.yaml\n%s%s", lines,
           strstr(lines, "parameters:") != NULL ? "" : ONE_AXIS);
  small_study s = small_study_make(text);
  assert_ok(rx_plan_make(s.study, given, NULL, s.arena, &s.plan, &err), err);
  cr_assert_eq(strlen(s.plan.plan_hash), 32);
  cr_expect_str_eq(s.plan.provenance.plan_hash, s.plan.plan_hash);
  snprintf(hash, 40, "%s", s.plan.plan_hash);
  small_study_free(&s);
}

Test(plan, hash_changes_with_what_changes_a_row_and_only_then)
{
  static const char *const CHANGE[] = {
    "seed: 2\n",
    "replicates: 2\n",
    "common_random_numbers: false\n",
    "member_budget: 9 s\n",
    "outputs: [rate_EX_TONIC]\n",
    "set: {solver/dt: 0.05}\n",
    "set: {solver/method: cvode}\n",
    "set: {stimuli/weak/amplitude: 0.2}\n",
    "set: {conditions/less_k: null}\n",
    "parameters: {cell/soma/length: {values: [21, 20]}}\n",
    "parameters: {cell/soma/length: {values: [20, 21.000000000000004]}}\n",
    "parameters: {cell/soma/length: {operation: add, values: [20, 21]}}\n",
    "parameters: {cell/dend/length: {values: [20, 21]}}\n",
  };
  static const char *const KEEP[] = {
    "part_members: 8\n",
    "grace: 1 s\n",
    "output: z.h5\n",
    "title: other\n",
    "description: x\n",
    "seed: 1\n",
    "parameters: {circuit/populations/EX_TONIC/soma/length: {from: 20, to: 21, n: 2}}\n"
  };
  char plain[40], other[40];
  hash_of("", NULL, plain);
  for (size_t i = 0; i < sizeof CHANGE / sizeof *CHANGE; i++) {
    hash_of(CHANGE[i], NULL, other);
    cr_expect_str_neq(plain, other, "%s", CHANGE[i]);
  }
  for (size_t i = 0; i < sizeof KEEP / sizeof *KEEP; i++) {
    hash_of(KEEP[i], NULL, other);
    cr_expect_str_eq(plain, other, "%s", KEEP[i]);
  }
  /* threads are a key of the experiment */
  char threaded[3000];
  snprintf(threaded, sizeof threaded, "%sthreads: 3\noutput: elsewhere\n", STUDY_CELL);
  study_put("cell.yaml", threaded);
  hash_of("", NULL, other);
  cr_expect_str_eq(plain, other, "threads and output of the experiment");
}

Test(plan, of_given_points_is_hashed_by_their_values)
{
  const double values[] = { 20, 21 }, others[] = { 20, 22 };
  const rx_given_points a = { 2, values }, b = { 2, others };
  char plain[40], of_a[40], again[40], of_b[40];
  hash_of("", NULL, plain);
  hash_of("", &a, of_a);
  hash_of("", &a, again);
  hash_of("", &b, of_b);
  cr_expect_str_eq(of_a, again);
  cr_expect_str_neq(of_a, of_b);
  cr_expect_str_neq(of_a, plain);
}

/* ---- outputs and sizes ---- */

Test(plan, has_the_outputs_that_are_asked_for_in_their_order)
{
  small_study s = small_study_make("sweep: s\nexperiment: circuit.yaml\noutputs: [rate_WDR, pain_signal]\n"
                                   "parameters: {circuit/temperature: {values: [36]}}\n");
  cr_assert_eq(s.plan.n_outputs, 2);
  cr_expect_str_eq(s.plan.outputs[0].name, "rate_WDR");
  cr_expect_str_eq(s.plan.outputs[0].units, "Hz");
  cr_expect(s.plan.outputs[0].by_stimulus);
  cr_expect_str_eq(s.plan.outputs[1].name, "pain_signal");
  small_study_free(&s);
  s = small_study_make("sweep: s\nexperiment: circuit.yaml\nparameters: {circuit/temperature: {values: [36]}}\n");
  cr_expect_geq(s.plan.n_outputs, 3, "all, where none is asked for");
  for (size_t k = 0; k < s.plan.n_outputs; k++)
    cr_expect_null(strstr(s.plan.outputs[k].name, "pain_modulation"), "a member has one condition");
  small_study_free(&s);
}

static void expect_no_plan(const char *text, const char *part)
{
  rx_problems *problems = rx_problems_create();
  rx_arena *arena = rx_arena_create();
  rx_study *study = NULL;
  rx_sweep_plan plan;
  rx_error err = { 0 };
  study_put("study.yaml", text);
  assert_ok(rx_study_read(study_path("study.yaml"), 0, NULL, problems, &study, &err), err);
  cr_expect_eq(rx_plan_make(study, NULL, NULL, arena, &plan, &err), RX_E_INPUT);
  assert_says(err, part);
  rx_study_free(study);
  rx_problems_free(problems);
  rx_arena_free(arena);
}

Test(plan, says_what_it_cannot_be)
{
#define SWEEP "sweep: s\nexperiment: circuit.yaml\n"
#define AXIS  "parameters: {circuit/temperature: {values: [36]}}\n"
  expect_no_plan(
      SWEEP AXIS "outputs: [pain_signal, rate_WDT]\n",
      "study.yaml:4:10: outputs: unknown output \"rate_WDT\" (did you mean \"rate_WDR\"?); there are pain_signal");
  expect_no_plan(SWEEP AXIS "outputs: [pain_modulation]\n",
                 "study.yaml:4:10: outputs: pain_modulation compares two conditions, but a member has one");
  expect_no_plan(SWEEP "parameters:\n  circuit/temperature: {from: 30, to: 31, n: 100000}\n"
                       "  circuit/sprouting: {from: 0, to: 1, n: 100000}\n",
                 "the grid has more than 1073741824 points");
  expect_no_plan(SWEEP "replicates: 1000000\nparameters:\n  circuit/temperature: {from: 30, to: 31, n: 1000}\n",
                 "1000 points x 2 conditions x 1000000 replicates are more than 1073741824 members");
}
