/* Assays of an experiment from YAML: what is read, what is refused and where. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/experiment/experiment.h"

#define CELL "experiment: x\ncell: nx\n"

static rx_experiment *read_text(const char *text, const char *set, char **problems_text)
{
  rx_problems *problems = rx_problems_create();
  rx_experiment *experiment = NULL;
  const char *sets[] = { set };
  rx_experiment_read_text(text, strlen(text), "tests/io/bad/x.yaml", set != NULL, sets, problems, &experiment, NULL);
  *problems_text = rx_problems_text(problems);
  rx_problems_free(problems);
  return experiment;
}

static const struct {
  const char *text, *set, *expected; /* beginning of the problems */
} BAD[] = {
  { CELL "assays: {}\n", NULL, "tests/io/bad/x.yaml:3:9: assays: has no assay\n" },
  { CELL "assays:\n  a: {kind: reobase}\n", NULL, "tests/io/bad/x.yaml:4:13: assays/a/kind: " },
  { CELL "assays:\n  a: {}\n", NULL, "tests/io/bad/x.yaml:4:6: assays/a/kind: is required\n" },
  { CELL "assays:\n  a: 3\n", NULL, "tests/io/bad/x.yaml:4:6: assays/a: " },
  { CELL "assays:\n  a b: {kind: rheobase}\n", NULL, "tests/io/bad/x.yaml:4:8: assays: the name \"a b\" may have" },
  { CELL "assays:\n  a: {kind: rheobase, form: 1}\n", NULL,
    "tests/io/bad/x.yaml:4:23: assays/a: unknown key \"form\"" },
  { CELL "assays:\n  a: {kind: rheobase, first: 10 mV}\n", NULL,
    "tests/io/bad/x.yaml:4:30: assays/a/first: \"10 mV\" has unit mV, expected pA\n" },
  { CELL "assays:\n  a: {kind: rheobase, first: 3 pA, largest: 2 pA}\n", NULL,
    "tests/io/bad/x.yaml:4:6: assays/a: the search begins at `first`, 3 pA, above `largest`, 2 pA\n" },
  { CELL "assays:\n  a: {kind: f_i, from: 10 pA, to: 5 pA}\n", NULL,
    "tests/io/bad/x.yaml:4:6: assays/a: from 10 to 5 by 10 is no series: expected `to` at or above `from`, and at most "
    "10000 points\n" },
  { CELL "assays:\n  a: {kind: f_i, step: 0.001 pA}\n", NULL,
    "tests/io/bad/x.yaml:4:6: assays/a: from 0 to 150 by 0.001 is no series: " },
  { CELL "assays:\n  a: {kind: f_i, step: 0 pA}\n", NULL, "tests/io/bad/x.yaml:4:24: assays/a/step: 0 is outside" },
  { CELL "assays:\n  a: {kind: f_i, section: dend}\n", NULL,
    "tests/io/bad/x.yaml:4:27: assays/a/section: unknown section \"dend\"; there is soma\n" },
  { CELL "assays:\n  a: {kind: spontaneous, section: soma}\n", NULL,
    "tests/io/bad/x.yaml:4:26: assays/a: unknown key \"section\"" },
  { CELL "assays:\n  a: {kind: activation, channels: [nav17, nav16]}\n", NULL,
    "tests/io/bad/x.yaml:4:35: assays/a/channels: unknown channel \"nav16\" (did you mean " },
  { CELL "assays:\n  a: {kind: activation, channels: [nav17, nav17]}\n", NULL,
    "tests/io/bad/x.yaml:4:43: assays/a/channels: " },
  { CELL "assays:\n  a: {kind: f_i, channels: nav17}\n", NULL,
    "tests/io/bad/x.yaml:4:18: assays/a: unknown key \"channels\"" },
  { CELL "assays:\n  a: {kind: following, width: 20 ms}\n", NULL,
    "tests/io/bad/x.yaml:4:6: assays/a: pulses of 20 ms at 100 Hz overlap\n" },
  { CELL "assays:\n  a: {kind: conduction, pulses: 2, width: 600 ms}\n", NULL,
    "tests/io/bad/x.yaml:4:6: assays/a: pulses of 600 ms at 2 Hz overlap\n" },
  { CELL "assays:\n  a: {kind: conduction, record_from: 0.75}\n", NULL,
    "tests/io/bad/x.yaml:4:6: assays/a: record_from and record_to are one place, 0.75\n" },
  { CELL "assays:\n  a: {kind: conduction}\n", NULL,
    "tests/io/bad/x.yaml:4:6: assays/a: record_from, 0.25, and record_to, 0.75, lie in one compartment of soma, which "
    "has 1: conduction is measured along an axon\n" },
  { "experiment: x\ncell: cf\nassays:\n  a: {kind: conduction, record_from: 0.75, record_to: 0.25}\n", NULL,
    "tests/io/bad/x.yaml:4:6: assays/a: record_to, 0.25, is no farther from the electrode (at 0) than record_from, "
    "0.75: exchange them\n" },
  { "experiment: x\ncell: cf\nassays:\n  a: {kind: conduction, at: 0.5}\n", NULL,
    "tests/io/bad/x.yaml:4:6: assays/a: record_to, 0.75, is no farther from the electrode (at 0.5) than record_from, "
    "0.25\n" },
  { CELL "assays:\n  a: {kind: activation, interval: 0.02 ms}\n", NULL,
    "tests/io/bad/x.yaml:4:6: assays/a: interval, 0.02 ms, is no multiple of solver/dt, 0.025 ms\n" },
  { CELL "assays:\n  a: {kind: inactivation, prepulse: 500.03 ms}\n", NULL,
    "tests/io/bad/x.yaml:4:6: assays/a: prepulse, 500.03 ms, is no multiple of solver/dt, 0.025 ms, of which the "
    "samples are taken\n" },
  { CELL "solver: {method: cvode}\nassays:\n  a: {kind: activation, duration: 20.03 ms}\n", NULL,
    "tests/io/bad/x.yaml:5:6: assays/a: duration, 20.03 ms, is no multiple of interval, 0.02 ms, of which the samples "
    "are taken\n" },
  { CELL "assays:\n  a: {kind: conduction, record: axon}\n", NULL,
    "tests/io/bad/x.yaml:4:33: assays/a/record: unknown section \"axon\"" },
  { CELL "stimuli:\n  a: {kind: current_clamp, amplitude: 1 pA, duration: 5}\nassays:\n  a: {kind: rheobase}\n", NULL,
    "tests/io/bad/x.yaml:6:6: assays/a: is the name of a stimulus too\n" },
  { CELL "repetitions: 2\nassays:\n  a: {kind: rheobase}\n", NULL,
    "tests/io/bad/x.yaml:3:14: repetitions: an assay has no chance in it: one repetition is all\n" },
  { CELL "assays:\n  a: {kind: rheobase}\nreports: {v: {variable: v, interval: 1}}\n", NULL,
    "tests/io/bad/x.yaml:5:10: reports: record runs under stimuli, and there are assays alone\n" },
  { "experiment: x\ncircuit: small\nassays:\n  a: {kind: rheobase}\n", NULL,
    "tests/io/bad/x.yaml:4:3: assays: an assay is of one cell alone: give `cell: NAME` in the place of this "
    "circuit\n" },
  { "experiment: x\nrate_model: rate_dorsal_horn\nassays:\n  a: {kind: rheobase}\n", NULL,
    "tests/io/bad/x.yaml:4:3: assays: an assay is of one cell alone: give `cell: NAME` in the place of "
    "`rate_model`\n" },
  { CELL, NULL, "tests/io/bad/x.yaml:1:1: stimuli: is required\n" },
  { CELL "assays:\n  a: {kind: rheobase}\n", "assays/b/first=2", "--set:1:8: assays: unknown assay \"b\"" },
  { CELL "assays:\n  a: {kind: f_i}\nconditions: {c: {modifiers: {assays/a/to: {scale: -1}}}}\n", NULL,
    "tests/io/bad/x.yaml:5:" },
};

Test(assays_read, each_wrong_config_is_answered_at_its_place)
{
  for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
    char *problems;
    rx_experiment *e = read_text(BAD[i].text, BAD[i].set, &problems);
    cr_expect_null(e, "%zu: %s", i, BAD[i].text);
    cr_expect(strncmp(problems, BAD[i].expected, strlen(BAD[i].expected)) == 0, "%zu: found\n%sexpected\n%s", i,
              problems, BAD[i].expected);
    rx_experiment_free(e);
    free(problems);
  }
}

Test(assays_read, assays_stand_behind_the_stimuli_and_their_numbers_have_paths)
{
  char *problems;
  rx_experiment *e = read_text(
      CELL "assays:\n  a: {kind: f_i, from: 1 nA, to: 2 nA, step: 250 pA}\n  b: {kind: activation, channels: nav18}\n"
           "stimuli:\n  s: {kind: current_clamp, amplitude: 1 pA, duration: 5 ms}\n",
      "assays/a/settle=2 s", &problems);
  cr_assert_not_null(e, "%s", problems);
  cr_assert_eq(e->n_stimuli, 3);
  cr_expect_null(e->stimuli[0].assay);
  const rx_assay *a = e->stimuli[1].assay, *b = e->stimuli[2].assay;
  cr_assert(a != NULL && b != NULL);
  cr_expect_eq(a->kind, RX_ASSAY_F_I);
  cr_expect_eq(rx_assay_points(a), 5);
  cr_expect_eq(rx_assay_point(a, 4), 2000);
  cr_expect_eq(a->settle, 2000);
  cr_assert_eq(b->n_channels, 1);
  cr_expect_str_eq(b->channels[0], "nav18");
  cr_expect_not_null(rx_registry_find(e->registry, "assays/a/step"));
  cr_expect_not_null(strstr(e->effective, "assays/a/kind: f_i\n"));
  cr_expect_not_null(strstr(e->effective, "assays/b/channels: [nav18]\n"));
  cr_expect_not_null(strstr(e->effective, "stimuli: [s, a, b]\n"));
  rx_experiment_free(e);
  free(problems);
}

Test(assays_read, values_in_force_are_checked_again)
{
  char *problems;
  rx_error err = { 0 };
  rx_experiment *e = read_text(CELL "assays:\n  a: {kind: f_i}\n", NULL, &problems);
  cr_assert_not_null(e, "%s", problems);
  cr_expect_eq(rx_experiment_check_values(e, &err), RX_OK);
  cr_assert_eq(rx_entry_set(rx_registry_find(e->registry, "assays/a/to"), -5, &err), RX_OK);
  cr_expect_eq(rx_experiment_check_values(e, &err), RX_E_INPUT);
  cr_expect_not_null(strstr(err.text, "the assay a: from 0 to -5 by 10 is no series"), "%s", err.text);
  rx_experiment_free(e);
  free(problems);
}

Test(assays_read, a_series_has_its_end)
{
  rx_assay assay = { .from = -80, .to = 40, .step = 0.1 };
  cr_expect_eq(rx_assay_points(&assay), 1201);
  assay.step = 50;
  cr_expect_eq(rx_assay_points(&assay), 3);
  cr_expect_eq(rx_assay_point(&assay, 2), 20);
  assay.to = -80;
  cr_expect_eq(rx_assay_points(&assay), 1);
  assay.step = 0;
  cr_expect_eq(rx_assay_points(&assay), 0);
  assay = (rx_assay){ .from = 0, .to = 1e9, .step = 1 };
  cr_expect_eq(rx_assay_points(&assay), 0);
}
