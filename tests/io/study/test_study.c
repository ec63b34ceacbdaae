/* Studies as they are read: what a good one means, and every wrong one answered with its own problems at their places. Studies and
 * their experiments are small files in a folder of the test; a cell's paths may be written cell/…. */
#include <math.h>

#include "io/study/study.h"
#include "tests/io/output_helpers.h"

#define CELL "circuit/populations/EX_TONIC/"
#define NA   "cell/soma/channels/na_traub/gbar"

static const char EXPERIMENT[] =
    "experiment: one\n"
    "cell: EX_TONIC\n"
    "seed: 7\n"
    "conditions: {control: null, warm: {modifiers: {circuit/temperature: {add: 1}}}}\n"
    "stimuli: {step: {kind: current_clamp, amplitude: 100 pA, onset: 2 ms, duration: 10 ms}}\n"
    "bin: 2 ms\n";
static const char CIRCUIT[] = "experiment: two\ncircuit: ddh\nstimuli: {b: {kind: brush, duration: 20 ms}}\n";

static char folder[TEST_PATH];

static void put(const char *name, const char *text)
{
  char path[2 * TEST_PATH];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  put_bytes(path, text, strlen(text));
}

static void set_up(void)
{
  snprintf(folder, sizeof folder, "/tmp/rexed-study-XXXXXX");
  cr_assert_not_null(mkdtemp(folder));
  put("one.yaml", EXPERIMENT);
  put("two.yaml", CIRCUIT);
}

static void tear_down(void)
{
  char command[2 * TEST_PATH];
  snprintf(command, sizeof command, "rm -r '%s'", folder);
  cr_assert_eq(system(command), 0);
}

TestSuite(study, .init = set_up, .fini = tear_down);

typedef struct reading {
  rx_study *study;
  rx_status status;
  char *problems; /* free it */
} reading;

/* Reads `text` as if it stood in x.yaml beside the experiments. */
static reading read_study(const char *text, size_t n_sets, const char *const sets[])
{
  reading found = { 0 };
  rx_error err = { 0 };
  char path[2 * TEST_PATH];
  put("x.yaml", text);
  snprintf(path, sizeof path, "%s/x.yaml", folder);
  rx_problems *problems = rx_problems_create();
  found.status = rx_study_read(path, n_sets, sets, problems, &found.study, &err);
  found.problems = rx_problems_text(problems);
  rx_problems_free(problems);
  return found;
}

static rx_study *good(const char *text, size_t n_sets, const char *const sets[])
{
  reading found = read_study(text, n_sets, sets);
  cr_assert_eq(found.status, RX_OK, "%s", found.problems);
  free(found.problems);
  return found.study;
}

/* ---- what a good one means ---- */

Test(study, defaults_are_those_that_the_documentation_says)
{
  rx_study *s = good("sweep: s\nexperiment: one.yaml\nparameters: {" NA ": {values: [0.01]}}\n", 0, NULL);
  cr_expect_eq(s->kind, RX_STUDY_SWEEP);
  cr_expect_str_eq(s->name, "s");
  cr_expect_str_eq(s->title, "s");
  cr_expect_eq(s->design, RX_DESIGN_GRID);
  cr_expect_eq(s->seed, 7, "the experiment's");
  cr_expect_eq(s->replicates, 1);
  cr_expect(s->has_common_random_numbers);
  cr_expect_eq(s->part_members, 64);
  cr_expect_eq(s->grace_s, 10);
  cr_expect_eq(s->member_budget_s, 0);
  cr_expect_null(s->output);
  cr_expect_eq(s->n_outputs, 0);
  cr_assert_eq(s->n_axes, 1);
  const rx_axis *axis = s->axes;
  cr_expect_str_eq(axis->name, "circuit.populations.EX_TONIC.soma.channels.na_traub.gbar");
  cr_expect_str_eq(axis->path, CELL "soma/channels/na_traub/gbar");
  cr_expect_eq(axis->operation, RX_AXIS_SET);
  cr_expect_str_eq(axis->units, "S/cm2");
  cr_expect_eq(axis->def, 0.0125);
  cr_expect(isnan(axis->start) && isnan(axis->truth) && !axis->is_log);
  rx_study_free(s);
}

Test(study, every_key_of_a_sweep_is_read)
{
  rx_study *s = good("sweep: s\ntitle: A title\ndescription: what for\nexperiment: one.yaml\nseed: 9\nreplicates: 3\n"
                     "common_random_numbers: false\npart_members: 16\ngrace: 2 min\nmember_budget: 500 ms\n"
                     "output: out/x.h5\ndesign: sobol\npoints: 8\noutputs: [rate_EX_TONIC]\n"
                     "set: {solver/dt: 50 us, bin: 4 ms}\n"
                     "parameters: {" NA ": {from: 5 mS/cm2, to: 20 mS/cm2, spacing: log}}\n",
                     0, NULL);
  cr_expect_str_eq(s->title, "A title");
  cr_expect_str_eq(s->description, "what for");
  cr_expect_eq(s->seed, 9);
  cr_expect_eq(s->experiment->seed, 9, "the study's is the experiment's");
  cr_expect_eq(s->experiment->graph_seed, 9, "and so is that of graphs");
  cr_expect_eq(s->replicates, 3);
  cr_expect(!s->has_common_random_numbers);
  cr_expect_eq(s->part_members, 16);
  cr_expect_float_eq(s->grace_s, 120, 1e-9);
  cr_expect_float_eq(s->member_budget_s, 0.5, 1e-12);
  cr_expect_str_eq(s->output, "out/x.h5");
  cr_expect_eq(s->design, RX_DESIGN_SOBOL);
  cr_expect_eq(s->n_points, 8);
  cr_assert_eq(s->n_outputs, 1);
  cr_expect_str_eq(s->outputs[0], "rate_EX_TONIC");
  cr_expect_eq(s->experiment->dt, 0.05);
  cr_expect_eq(s->experiment->bin, 4);
  cr_expect_float_eq(s->axes[0].lower, 0.005, 1e-15);
  cr_expect_float_eq(s->axes[0].upper, 0.02, 1e-15);
  cr_expect(s->axes[0].is_log);
  rx_study_free(s);
}

Test(study, a_range_becomes_values_with_exact_ends)
{
  rx_study *s = good("sweep: s\nexperiment: one.yaml\nparameters:\n"
                     "  " NA ": {from: 0.001, to: 0.3, n: 7, spacing: log}\n"
                     "  cell/soma/length: {from: 10 um, to: 0.03 mm, n: 3}\n"
                     "  cell/soma/diameter: {from: 5, to: 50, n: 1}\n"
                     "  cell/dend/length: {from: 5, to: 5, n: 1}\n",
                     0, NULL);
  const rx_axis *axis = s->axes;
  cr_assert_eq(s->n_axes, 4);
  cr_assert_eq(axis[0].n_values, 7);
  cr_expect_eq(axis[0].values[0], 0.001);
  cr_expect_eq(axis[0].values[6], 0.3);
  for (int i = 1; i < 7; i++) cr_expect_float_eq(log(axis[0].values[i] / axis[0].values[i - 1]), log(300) / 6, 1e-12);
  cr_assert_eq(axis[1].n_values, 3);
  cr_expect_eq(axis[1].values[0], 10);
  cr_expect_eq(axis[1].values[1], 20);
  cr_expect_eq(axis[1].values[2], 30);
  cr_expect_eq(axis[2].values[0], 5);
  cr_expect_eq(axis[3].values[0], 5);
  rx_study_free(s);
}

Test(study, operations_have_their_own_units_and_names)
{
  rx_study *s =
      good("sweep: s\nexperiment: one.yaml\nparameters:\n"
           "  " NA ": {operation: scale, values: [0, 2]}\n"
           "  cell/soma/reversal_k: {operation: shift, from: -5, to: 5, n: 3}\n"
           "  cell/soma/length: {operation: add, values: [0.5 um]}\n"
           "  leaks: {paths: [cell/soma/channels/leak/gbar, cell/dend/channels/leak/gbar], values: [2 uS/cm2]}\n"
           "  \"cell/*/membrane_capacitance\": {values: 1.5}\n",
           0, NULL);
  const rx_axis *axis = s->axes;
  cr_assert_eq(s->n_axes, 5);
  cr_expect_str_eq(axis[0].name, "circuit.populations.EX_TONIC.soma.channels.na_traub.gbar.scale");
  cr_expect_str_eq(axis[0].units, "1");
  cr_expect_eq(axis[0].def, 1);
  cr_expect_str_eq(axis[1].name, "circuit.populations.EX_TONIC.soma.reversal_k.shift");
  cr_expect_str_eq(axis[1].units, "mV");
  cr_expect_eq(axis[1].def, 0);
  cr_expect_str_eq(axis[2].units, "um");
  cr_expect_eq(axis[2].operation, RX_AXIS_ADD);
  cr_expect_str_eq(axis[3].name, "leaks");
  cr_expect_str_eq(axis[3].path, CELL "soma/channels/leak/gbar, " CELL "dend/channels/leak/gbar");
  cr_assert_eq(axis[3].n_paths, 2);
  cr_expect_float_eq(axis[3].values[0], 2e-6, 1e-18);
  cr_expect(rx_axis_moves(&axis[3], s->experiment->circuit, CELL "dend/channels/leak/gbar"));
  cr_expect_not(rx_axis_moves(&axis[3], s->experiment->circuit, CELL "dend/length"));
  cr_assert_eq(axis[4].n_values, 1);
  cr_expect(rx_axis_moves(&axis[4], s->experiment->circuit, CELL "dend/membrane_capacitance"));
  rx_study_free(s);
}

Test(study, sets_reach_the_study_or_the_experiment)
{
  static const char *const SETS[] = { "replicates=4", "seed=11", "solver/dt=0.05" };
  rx_study *s = good("sweep: s\nexperiment: one.yaml\nset: {solver/dt: 0.1}\nseed: 9\n"
                     "parameters: {cell/soma/length: {values: [10]}}\n",
                     3, SETS);
  cr_expect_eq(s->replicates, 4);
  cr_expect_eq(s->seed, 11);
  cr_expect_eq(s->experiment->seed, 11);
  cr_expect_eq(s->experiment->dt, 0.05, "the command line comes last");
  rx_study_free(s);
  static const char *const CELL_SET[] = { "cell/soma/length=33" };
  s = good("sweep: s\nexperiment: one.yaml\nparameters: {" NA ": {values: [0.01]}}\n", 1, CELL_SET);
  cr_expect_eq(rx_registry_find(s->experiment->registry, CELL "soma/length")->base, 33);
  rx_study_free(s);
}

Test(study, copies_of_the_experiment_are_the_same_until_its_file_changes)
{
  rx_study *s = good("sweep: s\nexperiment: one.yaml\nparameters: {" NA ": {values: [0.01]}}\n", 0, NULL);
  rx_experiment *copy = NULL;
  rx_error err = { 0 };
  assert_ok(rx_study_experiment(s, &copy, &err), err);
  cr_expect_str_eq(copy->effective, s->experiment->effective);
  rx_experiment_free(copy);
  put("one.yaml", "experiment: one\ncell: EX_TONIC\nstimuli: {step: {kind: current_clamp}}\n");
  cr_expect_eq(rx_study_experiment(s, &copy, &err), RX_E_INPUT);
  cr_expect_null(copy);
  assert_says(err, "has changed since the study was read");
  put("one.yaml", "experiment: [");
  cr_expect_eq(rx_study_experiment(s, &copy, &err), RX_E_INPUT);
  assert_says(err, "has changed since the study was read");
  rx_study_free(s);
}

Test(study, a_sensitivity_has_keys_of_its_own)
{
  rx_study *s = good("sensitivity: s\nexperiment: one.yaml\nbase_points: 16\nsecond_order: true\nbootstrap: 50\n"
                     "parameters: {" NA ": {from: 0.01, to: 0.02}}\n",
                     0, NULL);
  cr_expect_eq(s->design, RX_DESIGN_SALTELLI);
  cr_expect_eq(s->base_points, 16);
  cr_expect(s->has_second_order);
  cr_expect_eq(s->bootstrap, 50);
  cr_expect_not_null(strstr(s->effective, RX_STUDY_BOOTSTRAP_LINE "50\n"));
  rx_study_free(s);
  s = good("sensitivity: s\nexperiment: one.yaml\nmethod: morris\ntrajectories: 5\nlevels: 6\n"
           "parameters: {" NA ": {from: 0.01, to: 0.02}}\n",
           0, NULL);
  cr_expect_eq(s->design, RX_DESIGN_MORRIS);
  cr_expect_eq(s->trajectories, 5);
  cr_expect_eq(s->levels, 6);
  rx_study_free(s);
}

Test(study, a_fit_has_starts_and_targets)
{
  rx_study *s = good("fit: f\nexperiment: one.yaml\nmax_iterations: 3\ndifference: 0.02\n"
                     "parameters: {" NA ": {from: 0.01, to: 0.02, start: 15 mS/cm2, truth: 0.0125}}\n"
                     "targets:\n"
                     "  - {output: rate_EX_TONIC, stimulus: step, condition: control, value: 20, sd: 2}\n"
                     "  - {output: first_spike_EX_TONIC, stimulus: step, condition: warm, value: 3, sd: 0.1}\n"
                     "  - {output: rate_EX_TONIC, stimulus: step, condition: warm, value: 21, sd: 2}\n",
                     0, NULL);
  cr_expect_eq(s->kind, RX_STUDY_FIT);
  cr_expect_eq(s->design, RX_DESIGN_POINTS);
  cr_expect_float_eq(s->axes[0].start, 0.015, 1e-15);
  cr_expect_eq(s->axes[0].truth, 0.0125);
  cr_assert_eq(s->n_targets, 3);
  cr_expect_str_eq(s->targets[1].condition, "warm");
  cr_expect_eq(s->targets[2].line, 9);
  cr_assert_eq(s->n_outputs, 2, "each output once");
  cr_expect_str_eq(s->outputs[1], "first_spike_EX_TONIC");
  rx_study_free(s);
}

Test(study, a_study_is_told_from_an_experiment)
{
  char path[2 * TEST_PATH];
  rx_study_kind kind = RX_STUDY_SWEEP;
  put("fit.yaml", "fit: x\n");
  snprintf(path, sizeof path, "%s/fit.yaml", folder);
  cr_expect(rx_is_study_file(path, &kind));
  cr_expect_eq(kind, RX_STUDY_FIT);
  cr_expect(rx_is_study_file(path, NULL));
  snprintf(path, sizeof path, "%s/one.yaml", folder);
  cr_expect_not(rx_is_study_file(path, &kind));
  snprintf(path, sizeof path, "%s/none.yaml", folder);
  cr_expect_not(rx_is_study_file(path, &kind));
}

/* ---- the plan's text ---- */

#define PLAIN "sweep: s\nexperiment: one.yaml\nparameters: {na: {paths: " NA ", from: 0.01, to: 0.02, n: 3}}\n"

/* Whether what decides the rows changes with this line at the study's end, or this set. */
static bool changes_rows(const char *line, const char *set)
{
  char text[1000];
  snprintf(text, sizeof text, "%s%s\n", PLAIN, line);
  rx_study *plain = good(PLAIN, 0, NULL), *other = good(text, set != NULL, &set);
  const bool differs = strcmp(plain->effective, other->effective) != 0;
  rx_study_free(plain);
  rx_study_free(other);
  return differs;
}

Test(study, what_decides_the_rows_and_nothing_else_is_in_the_effective_config)
{
  static const char *const DECIDE[] = { "seed: 8",
                                        "replicates: 2",
                                        "common_random_numbers: false",
                                        "design: list",
                                        "outputs: [rate_EX_TONIC]",
                                        "member_budget: 3 s",
                                        "set: {bin: 3 ms}",
                                        "set: {cell/soma/length: 21 um}" };
  static const char *const DO_NOT[] = {
    "part_members: 8",      "grace: 3 s", "output: y.h5",  "title: other",
    "description: a study", "seed: 7",    "replicates: 1", "set: {solver/dt: 0.025}"
  };
  static const char *const DECIDING_SETS[] = { "solver/dt=0.05", "solver/method=cvode", "parameters/na/n=4", "seed=8",
                                               "stimuli/step/amplitude=0.2" };
  static const char *const OTHER_SETS[] = { "part_members=8", "output=z.h5", "parameters/na/spacing=linear" };
  for (size_t i = 0; i < sizeof DECIDE / sizeof *DECIDE; i++) cr_expect(changes_rows(DECIDE[i], NULL), "%s", DECIDE[i]);
  for (size_t i = 0; i < sizeof DO_NOT / sizeof *DO_NOT; i++)
    cr_expect_not(changes_rows(DO_NOT[i], NULL), "%s", DO_NOT[i]);
  for (size_t i = 0; i < sizeof DECIDING_SETS / sizeof *DECIDING_SETS; i++)
    cr_expect(changes_rows("", DECIDING_SETS[i]), "%s", DECIDING_SETS[i]);
  for (size_t i = 0; i < sizeof OTHER_SETS / sizeof *OTHER_SETS; i++)
    cr_expect_not(changes_rows("", OTHER_SETS[i]), "%s", OTHER_SETS[i]);
}

/* In a list values go together: a large one and a large factor are not met by each other; and the numbers are left as they were. */
Test(study, values_of_a_list_are_checked_as_they_meet)
{
  rx_study *s = good("sweep: s\nexperiment: one.yaml\ndesign: list\nparameters:\n  " NA ": {values: [15, 1]}\n"
                     "  two: {paths: [\"cell/soma/channels/*/gbar\"], operation: scale, values: [1, 3]}\n",
                     0, NULL);
  for (size_t i = 0; i < rx_registry_count(s->experiment->registry); i++) {
    const rx_entry *entry = rx_registry_at(s->experiment->registry, i);
    if (strcmp(entry->path, CELL "soma/channels/na_traub/gbar") == 0) {
      cr_expect_eq(entry->base, 0.0125);
      cr_expect_eq(rx_entry_value(entry), 0.0125);
    }
  }
  rx_study_free(s);
}

/* ---- wrong ones ---- */

typedef struct bad_study {
  const char *name;
  const char *text;
  const char *set;      /* PATH=VALUE or NULL */
  const char *expected; /* beginning of each line of the problems, in order; @ stands for the folder */
} bad_study;

#define HEAD    "sweep: s\nexperiment: one.yaml\n"         /* two lines */
#define TAIL    "parameters: {" NA ": {values: [0.01]}}\n" /* one line */
#define ALONE   HEAD TAIL                                  /* good as it is */
#define P(axis) HEAD "parameters:\n  " axis "\n"           /* the axis is in line 4 */
#define SENS    "sensitivity: s\nexperiment: one.yaml\nparameters: {" NA ": {from: 0.01, to: 0.02}}\n"
#define FIT     "fit: s\nexperiment: one.yaml\nparameters: {" NA ": {from: 0.01, to: 0.02}}\n"
#define TARGET  "targets: [{output: rate_EX_TONIC, stimulus: step, condition: control, value: 1, sd: 1}]\n"

static const bad_study CASES[] = {
  { "no_kind", "experiment: one.yaml\n" TAIL, NULL, "@/x.yaml:1:1: is no study: it begins with `sweep: NAME`" },
  { "an_experiment", CIRCUIT, NULL, "@/x.yaml:1:1: is an experiment, not a study: `rexed run` runs it" },
  { "two_kinds", "fit: f\n" ALONE, NULL, "@/x.yaml:1:1: is more than one study" },
  { "name_with_slash", "sweep: a/b\nexperiment: one.yaml\n" TAIL, NULL,
    "@/x.yaml:1:8: sweep: the name \"a/b\" may have no spaces, dots or slashes" },
  { "name_empty", "sweep: \"\"\nexperiment: one.yaml\n" TAIL, NULL, "@/x.yaml:1:8: sweep: " },
  { "unknown_key", ALONE "replicate: 3\n", NULL,
    "@/x.yaml:4:1: unknown key \"replicate\" (did you mean \"replicates\"?)" },
  { "unknown_key_of_another_kind", ALONE "base_points: 8\n", NULL, "@/x.yaml:4:1: unknown key \"base_points\"" },
  { "unknown_set", ALONE, "replicate=3", "--set:1:1: unknown key \"replicate\" (did you mean \"replicates\"?)" },
  { "set_without_value", ALONE, "replicates", "--set:1:1: " },
  { "no_experiment", "sweep: s\n" TAIL, NULL, "@/x.yaml:1:1: experiment: is required" },
  { "missing_experiment", "sweep: s\nexperiment: no.yaml\n" TAIL, NULL,
    "@/x.yaml:2:13: experiment: there is no file @/no.yaml" },
  { "bad_set_of_the_experiment", ALONE "set: {solver/dt: 0.02 mV}\n", NULL,
    "@/x.yaml:4:18: solver/dt: \"0.02 mV\" has unit mV, expected ms" },
  { "problems_beside_a_broken_experiment",
    "sweep: s.t\nexperiment: one.yaml\nreplicate: 3\nset: {stimuli/step/kind: brsh}\nparameters:\n"
    "  x: {fom: 1, to: 2, spacing: logg, n: 0}\n",
    NULL,
    "@/x.yaml:1:8: sweep: the name \"s.t\" may have no spaces, dots or slashes\n"
    "@/x.yaml:3:1: unknown key \"replicate\" (did you mean \"replicates\"?)\n"
    "@/x.yaml:4:26: stimuli/step/kind: \"brsh\" is not known (did you mean \"brush\"?)\n"
    "@/x.yaml:6:7: parameters/x: unknown key \"fom\" (did you mean \"from\"?)\n"
    "@/x.yaml:6:31: parameters/x/spacing: \"logg\" is not known (did you mean \"log\"?)\n"
    "@/x.yaml:6:40: parameters/x/n: 0 is outside 1 … 1000000" },
  { "set_of_a_nested_number", ALONE "set:\n  stimuli:\n    step:\n      duration: 3 mV\n", NULL,
    "@/x.yaml:7:17: stimuli/step/duration: \"3 mV\" has unit mV, expected ms" },
  { "set_of_an_unknown_channel", ALONE "set: {cell/soma/channels/na_trab/gbar: 3}\n", NULL,
    "@/x.yaml:4:26: circuit/populations/EX_TONIC/soma/channels: unknown channel \"na_trab\"" },
  { "set_of_an_unknown_condition", ALONE "set:\n  conditions/wram: null\n", NULL,
    "@/x.yaml:5:14: conditions: unknown condition \"wram\" (did you mean \"warm\"?); there are control, warm" },
  { "set_with_an_empty_part", ALONE "set: {stimuli//step: null}\n", NULL,
    "@/x.yaml:4:7: the path \"stimuli//step\" has an empty part" },
  { "set_through_a_number", ALONE "set: {bin/width: 3}\n", NULL,
    "@/x.yaml:4:7: \"bin\" is \"2 ms\" (@/one.yaml:6:6) and has nothing below it" },
  { "bad_set_of_the_command_line_beside_the_study_s", ALONE "set: {bin: 3 ms}\n", "solver/dt=0.02 mV",
    "--set:1:11: solver/dt: \"0.02 mV\" has unit mV, expected ms" },
  { "set_of_no_path", ALONE "set: {replicates: 3}\n", NULL,
    "@/x.yaml:4:19: set/replicates: is no path of an experiment" },
  { "no_parameters", HEAD, NULL, "@/x.yaml:1:1: parameters: is required" },
  { "empty_parameters", HEAD "parameters: {}\n", NULL, "@/x.yaml:3:13: parameters: names no parameter" },
  { "bad_seed", "seed: -1\n" ALONE, NULL, "@/x.yaml:1:7: seed: \"-1\" is not a whole number within" },
  { "no_replicates", "replicates: 0\n" ALONE, NULL, "@/x.yaml:1:13: replicates: 0 is outside 1 … 1000000" },
  { "common_yes", "common_random_numbers: yes\n" ALONE, NULL,
    "@/x.yaml:1:24: common_random_numbers: expected true or false, found \"yes\"" },
  { "part_members_12", "part_members: 12\n" ALONE, NULL,
    "@/x.yaml:1:15: part_members: must be a multiple of 8, not 12" },
  { "part_members_0", "part_members: 0\n" ALONE, NULL, "@/x.yaml:1:15: part_members: 0 is outside 8 … 1000000" },
  { "grace_negative", "grace: -1 s\n" ALONE, NULL, "@/x.yaml:1:8: grace: -1 is outside 0 … 86400 s" },
  { "grace_unit", "grace: 1 mV\n" ALONE, NULL, "@/x.yaml:1:8: grace: \"1 mV\" has unit mV, expected s" },
  { "budget_zero", "member_budget: 0 s\n" ALONE, NULL, "@/x.yaml:1:16: member_budget: must be above 0 s" },
  { "unknown_design", "design: gird\n" ALONE, NULL,
    "@/x.yaml:1:9: design: \"gird\" is not known (did you mean \"grid\"?)" },
  { "points_missing", "design: sobol\n" P(NA ": {from: 0.01, to: 0.02}"), NULL, "@/x.yaml:1:1: points: is required" },
  { "points_of_a_grid", "points: 8\n" ALONE, NULL, "@/x.yaml:1:1: unknown key \"points\"" },
  { "outputs_twice", "outputs: [rate_EX_TONIC, rate_EX_TONIC]\n" ALONE, NULL,
    "@/x.yaml:1:26: outputs: \"rate_EX_TONIC\" is there twice" },
  { "unknown_path", P("cell/soma/lenght: {values: [1]}"), NULL,
    "@/x.yaml:4:21: parameters/cell/soma/lenght: no parameter has the path " CELL "soma/lenght; the nearest is " CELL
    "soma/length" },
  { "unknown_path_of_paths", P("x: {paths: [cell/soma/length, cell/dend/lenght], values: [1]}"), NULL,
    "@/x.yaml:4:6: parameters/x: no parameter has the path " CELL "dend/lenght; the nearest is " CELL "dend/length" },
  { "paths_twice", P("x: {paths: [cell/soma/length, cell/soma/length], values: [1]}"), NULL,
    "@/x.yaml:4:33: parameters/x/paths: \"cell/soma/length\" is there twice" },
  { "paths_overlap", P("x: {paths: [\"cell/*/length\", cell/soma/length], operation: scale, values: [1]}"), NULL,
    "@/x.yaml:4:14: parameters/x/paths: name " CELL "soma/length twice" },
  { "paths_of_two_units", P("x: {paths: [cell/soma/length, cell/soma/reversal_k], values: [1]}"), NULL,
    "@/x.yaml:4:6: parameters/x: " CELL "soma/length is in um, but " CELL "soma/reversal_k in mV" },
  { "no_number_of_the_model", P("bin: {values: [1 ms]}"), NULL, "@/x.yaml:4:8: parameters/bin: bin can't be varied" },
  { "second_path_is_no_number_of_the_model", P("x: {paths: [solver/dt, bin], operation: scale, values: [1]}"), NULL,
    "@/x.yaml:4:6: parameters/x: bin can't be varied" },
  { "a_count", P("cell/n: {values: [1, 2]}"), NULL,
    "@/x.yaml:4:11: parameters/cell/n: " CELL "n is a count and can't be varied" },
  { "not_a_mapping", P("cell/soma/length: 3"), NULL, "@/x.yaml:4:21: parameters/cell/soma/length: expected a mapping" },
  { "unknown_key_of_an_axis", P("cell/soma/length: {values: [10], spacng: log}"), NULL,
    "@/x.yaml:4:36: parameters/cell/soma/length: unknown key \"spacng\" (did you mean \"spacing\"?)" },
  { "unknown_operation", P("cell/soma/length: {operation: multiply, values: [10]}"), NULL,
    "@/x.yaml:4:33: parameters/cell/soma/length/operation: \"multiply\" is not known" },
  { "no_values", P("cell/soma/length: {operation: scale}"), NULL,
    "@/x.yaml:4:21: parameters/cell/soma/length: has no values: give values: [...], or from, to and n\n" },
  { "empty_values", P("cell/soma/length: {values: []}"), NULL,
    "@/x.yaml:4:30: parameters/cell/soma/length/values: is empty" },
  { "no_n", P("cell/soma/length: {from: 1, to: 2}"), NULL,
    "@/x.yaml:4:21: parameters/cell/soma/length/n: is required" },
  { "values_and_range", P("cell/soma/length: {values: [10], from: 1}"), NULL,
    "@/x.yaml:4:36: parameters/cell/soma/length: unknown key \"from\"" },
  { "unit_of_a_value", P("cell/soma/length: {values: [10 um, 3 mV]}"), NULL,
    "@/x.yaml:4:38: parameters/cell/soma/length/values: \"3 mV\" has unit mV, expected um" },
  { "unit_of_a_scale", P("cell/soma/length: {operation: scale, values: [2 um]}"), NULL,
    "@/x.yaml:4:49: parameters/cell/soma/length/values: \"2 um\" has unit um" },
  { "value_out_of_range", P(NA ": {values: [0.01, 30]}"), NULL,
    "@/x.yaml:4:53: parameters/" NA "/values: 30 S/cm2 is out of the range of " CELL
    "soma/channels/na_traub/gbar, 0 to 20" },
  { "from_out_of_range", P(NA ": {from: -1, to: 1, n: 3}"), NULL,
    "@/x.yaml:4:44: parameters/" NA "/from: -1 S/cm2 is out of the range of" },
  { "to_out_of_range", P(NA ": {from: 1, to: 21, n: 3}"), NULL,
    "@/x.yaml:4:51: parameters/" NA "/to: 21 S/cm2 is out of the range of" },
  { "share_out_of_range", P("cell/survival: {values: [1.5]}"), NULL,
    "@/x.yaml:4:28: parameters/cell/survival/values: 1.5 is out of the range of " CELL "survival, 0 to 1" },
  /* what an operation makes of the number, 0.0125 here, alone and with the condition's */
  { "scaled_out_of_range", P(NA ": {operation: scale, values: [1, 2000, 0.5, -1]}"), NULL,
    "@/x.yaml:4:68: parameters/" CELL "soma/channels/na_traub/gbar/values: study (scale 2000): " CELL
    "soma/channels/na_traub/gbar: 25 is outside 0 … 20 S/cm2\n"
    "@/x.yaml:4:79: parameters/" CELL "soma/channels/na_traub/gbar/values: study (scale -1): " CELL
    "soma/channels/na_traub/gbar: -0.0125 is outside 0 … 20 S/cm2\n" },
  { "end_of_a_range_shifted_out", P("cell/survival: {operation: shift, from: -0.5, to: 0.5, n: 3}"), NULL,
    "@/x.yaml:4:53: parameters/" CELL "survival/to: study (shift 0.5): " CELL "survival: 1.5 is outside 0 … 1" },
  { "end_of_a_design_out_of_range",
    "sweep: s\nexperiment: one.yaml\ndesign: latin_hypercube\npoints: 4\nparameters:\n"
    "  " NA ": {operation: add, from: -1, to: 1}\n",
    NULL,
    "@/x.yaml:6:60: parameters/" CELL "soma/channels/na_traub/gbar/from: study (add -1): " CELL
    "soma/channels/na_traub/gbar: -0.9875 is outside 0 … 20 S/cm2" },
  { "out_of_range_in_one_condition", P("circuit/temperature: {values: [40, 49.5]}"), NULL,
    "@/x.yaml:4:38: parameters/circuit/temperature/values: experiment (add 1): circuit/temperature: 50.5 is outside "
    "0 … 50 degC (condition warm)" },
  { "two_axes_out_of_range_together",
    HEAD "parameters:\n  " NA ": {values: [1, 15]}\n  two: {paths: [\"cell/soma/channels/*/gbar\"], operation: "
         "scale, from: 1, to: 2, n: 3}\n",
    NULL,
    "@/x.yaml:5:78: parameters/" CELL "soma/channels/*/gbar/to: study (scale 2): " CELL
    "soma/channels/na_traub/gbar: 30 is outside 0 … 20 S/cm2" },
  { "two_axes_of_a_list_out_of_range_together",
    "sweep: s\nexperiment: one.yaml\ndesign: list\nparameters:\n  " NA ": {values: [15, 1]}\n"
    "  two: {paths: [\"cell/soma/channels/*/gbar\"], operation: scale, values: [2, 3]}\n",
    NULL,
    "@/x.yaml:6:74: parameters/" CELL "soma/channels/*/gbar/values: study (scale 2): " CELL
    "soma/channels/na_traub/gbar: 30 is outside 0 … 20 S/cm2" },
  { "from_above_to", P("cell/soma/length: {from: 2, to: 1, n: 3}"), NULL,
    "@/x.yaml:4:28: parameters/cell/soma/length: from, 2, must be below to, 1" },
  { "from_equals_to", P("cell/soma/length: {from: 2, to: 2, n: 3}"), NULL,
    "@/x.yaml:4:28: parameters/cell/soma/length: from, 2, must be below to, 2" },
  { "log_from_zero", P(NA ": {from: 0, to: 1, n: 3, spacing: log}"), NULL,
    "@/x.yaml:4:44: parameters/" NA "/from: must be above 0 with spacing: log, not 0" },
  { "log_value_zero", P(NA ": {values: [1, 0], spacing: log}"), NULL,
    "@/x.yaml:4:50: parameters/" NA "/values: must be above 0 with spacing: log, not 0" },
  { "list_of_two_lengths",
    "sweep: s\nexperiment: one.yaml\ndesign: list\nparameters:\n  cell/soma/length: {values: [10, 20]}\n"
    "  cell/dend/length: {values: [10]}\n",
    NULL,
    "@/x.yaml:6:3: parameters/" CELL "dend/length: has 1 values, " CELL
    "soma/length has 2: in a list all have as many" },
  { "one_number_twice", HEAD "parameters:\n  cell/soma/length: {values: [10]}\n  \"cell/*/length\": {values: [20]}\n",
    NULL, "@/x.yaml:5:3: parameters/" CELL "*/length: sets " CELL "soma/length, which " CELL "soma/length sets too" },
  { "one_name_twice",
    HEAD "parameters:\n  cell/soma/length: {operation: scale, values: [1]}\n"
         "  " CELL "soma/length: {operation: scale, values: [2]}\n",
    NULL,
    "@/x.yaml:5:3: parameters/" CELL "soma/length: is called circuit.populations.EX_TONIC.soma.length.scale in the "
    "result, and so is the parameter at line 4" },
  { "values_of_a_sobol_design",
    "sweep: s\nexperiment: one.yaml\ndesign: sobol\npoints: 8\nparameters:\n  cell/soma/length: {values: [1, 2]}\n",
    NULL,
    "@/x.yaml:6:21: parameters/cell/soma/length/from: is required\n"
    "@/x.yaml:6:21: parameters/cell/soma/length/to: is required\n"
    "@/x.yaml:6:30: parameters/cell/soma/length/values: is for a grid or a list: give from and to" },
  { "base_points_missing", SENS, NULL, "@/x.yaml:1:1: base_points: is required" },
  { "odd_levels", SENS "method: morris\nlevels: 5\n", NULL, "@/x.yaml:5:9: levels: must be even, not 5" },
  { "few_resamples", SENS "base_points: 8\nbootstrap: 1\n", NULL,
    "@/x.yaml:5:12: bootstrap: 1 is outside 10 … 100000" },
  { "no_targets", FIT, NULL, "@/x.yaml:1:1: targets: is required" },
  { "targets_are_no_list", FIT "targets: {output: x}\n", NULL, "@/x.yaml:4:10: targets: must be a list of" },
  { "target_without_value", FIT "targets: [{output: x, sd: 0}]\n", NULL,
    "@/x.yaml:4:11: targets/0/value: is required\n"
    "@/x.yaml:4:27: targets/0/sd: must be above 0" },
  { "start_outside", "fit: s\nexperiment: one.yaml\nparameters: {" NA ": {from: 0.01, to: 0.02, start: 1}}\n" TARGET,
    NULL, "@/x.yaml:3:78: parameters/" NA "/start: 1 is outside 0.01 … 0.02 S/cm2" },
  { "fewer_targets_than_parameters",
    "fit: s\nexperiment: one.yaml\nparameters: {" NA
    ": {from: 0.01, to: 0.02}, cell/soma/length: {from: 10, to: 20}}\n" TARGET,
    NULL, "@/x.yaml:4:10: targets: 1 for a fit of 2 parameters: least squares need at least as many" },
  { "outputs_of_a_fit", FIT TARGET "outputs: [rate_EX_TONIC]\n", NULL, "@/x.yaml:5:1: unknown key \"outputs\"" },
};

/* Whether each line of `found` begins with the line of `expected`. */
static bool begins_with(const char *found, const char *expected)
{
  while (*expected != '\0') {
    for (; *expected != '\n' && *expected != '\0'; expected++) {
      if (*expected == '@' && strncmp(found, folder, strlen(folder)) == 0) {
        found += strlen(folder);
        continue;
      }
      if (*found != *expected) return false;
      found++;
    }
    expected += *expected == '\n';
    found += strcspn(found, "\n");
    found += *found == '\n';
  }
  return *found == '\0';
}

Test(study, each_wrong_study_is_answered_at_its_place)
{
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    reading found = read_study(CASES[i].text, CASES[i].set != NULL, &CASES[i].set);
    cr_expect_eq(found.status, RX_E_INPUT, "%s", CASES[i].name);
    cr_expect_null(found.study);
    cr_expect(begins_with(found.problems, CASES[i].expected), "%s: found\n%sexpected\n%s\n", CASES[i].name,
              found.problems, CASES[i].expected);
    rx_study_free(found.study);
    free(found.problems);
  }
}

Test(study, the_bases_of_the_wrong_ones_are_good)
{
  static const char *const TEXTS[] = { ALONE, SENS "base_points: 8\n", FIT TARGET };
  for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) rx_study_free(good(TEXTS[i], 0, NULL));
}

/* Whatever is cut off or overwritten: an answer, never a crash. */
Test(study, damaged_texts_never_crash)
{
  static const char GOOD[] =
      "sweep: s\nexperiment: two.yaml\nreplicates: 2\noutputs: [pain_signal]\nset: {solver/dt: 0.05}\n"
      "parameters:\n  a: {paths: [circuit/pathways/SG_to_EX/weight], operation: scale, from: 0.1, to: "
      "1, n: 3, spacing: log}\n  circuit/pathways/SG_to_EX/delay: {values: [1 ms, 2]}\n";
  static const char NOISE[] = "{}[]:,&*#\"'|>-?!%@\n \t0x";
  char text[sizeof GOOD];
  for (size_t i = 0; i < 2 * sizeof GOOD - 1; i += 3) { /* the text keeps its end */
    memcpy(text, GOOD, sizeof GOOD);
    if (i < sizeof GOOD)
      text[i] = '\0';
    else
      text[i - sizeof GOOD] = NOISE[i % (sizeof NOISE - 1)];
    reading found = read_study(text, 0, NULL);
    cr_expect_eq(found.status == RX_OK, found.study != NULL);
    cr_expect_eq(found.status == RX_OK, found.problems[0] == '\0');
    rx_study_free(found.study);
    free(found.problems);
  }
}
