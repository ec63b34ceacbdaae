/* Windows of a stimulus: what is read, and each way to write them wrongly. */
#include "tests/io/experiment/bad_configs.h"
#include "tests/io/experiment/experiment_checks.h"

#define POOL             "circuit: hTA_1\n"
#define RAMP             "kind: drive, onset: 0, duration: 500 ms, rise: 200 ms, fall: 100 ms"
/* line 3; the mapping of windows begins in column 16 + 1 */
#define WINDOWS(windows) NAME POOL "stimuli: {s: {windows: " windows ",\n  " RAMP ", run_time: 2 s}}\n"

TestSuite(windows, .init = start_problems, .fini = end_problems);

Test(windows, are_read_in_their_order_with_their_units)
{
  rx_experiment *e = text_with(WINDOWS("{late: [1.5 s, 2 s], early: [0, 250]}"), 0, NULL);
  const rx_battery_item *item = &e->stimuli[0];
  cr_assert_eq(item->n_windows, 2);
  cr_expect_str_eq(item->windows[0].name, "late");
  cr_expect(item->windows[0].from == 1500 && item->windows[0].to == 2000);
  cr_expect_str_eq(item->windows[1].name, "early");
  cr_expect(item->windows[1].from == 0 && item->windows[1].to == 250);
  cr_expect_eq(rx_battery_item_end_ms(item), 2000);
  cr_expect_not_null(
      strstr(e->effective, "\nstimuli/s/windows/early: [0, 250]\nstimuli/s/windows/late: [1500, 2000]\n"));
  rx_experiment_free(e);
}

Test(windows, may_come_by_set_and_beside_components)
{
  static const char *const SETS[] = { "stimuli/b/windows={after: [100 ms, 150 ms]}",
                                      "stimuli/b/windows/during=[0, 100]" };
  rx_experiment *e =
      text_with(NAME DDH "stimuli: {b: {components: [{kind: brush, duration: 100 ms}], run_time: 150 ms}}\n", 2, SETS);
  cr_assert_eq(e->stimuli[0].n_windows, 2);
  cr_expect_str_eq(e->stimuli[0].windows[1].name, "during");
  cr_expect_eq(e->stimuli[0].windows[1].to, 100);
  rx_experiment_free(e);
}

/* Without a run_time the run is as long as its last component, with its fall. */
Test(windows, end_with_the_last_component_at_the_latest)
{
  rx_experiment *e = text_with(NAME POOL "stimuli: {s: {windows: {all: [0, 600]}, " RAMP "}}\n", 0, NULL);
  cr_expect_eq(rx_battery_item_end_ms(&e->stimuli[0]), 600);
  rx_experiment_free(e);
}

/* Nothing of an experiment without them changes, its hash neither. */
Test(windows, an_experiment_without_them_says_nothing_of_them)
{
  rx_experiment *e = text_with(NAME POOL "stimuli: {s: {" RAMP "}}\n", 0, NULL);
  cr_expect_eq(e->stimuli[0].n_windows, 0);
  cr_expect_null(strstr(e->effective, "windows"));
  rx_experiment_free(e);
}

static const bad_config CASES[] = {
  { "no_mapping",
    TEXT(WINDOWS("[8 s, 11 s]")),
    { NULL },
    "@/x.yaml:3:24: stimuli/s/windows: expected a mapping (\"key: value\"), found a list\n" },
  { "empty", TEXT(WINDOWS("{}")), { NULL }, "@/x.yaml:3:24: stimuli/s/windows: has no window\n" },
  { "no_value", TEXT(WINDOWS("{a: }")), { NULL }, "@/x.yaml:3:25: stimuli/s/windows/a: has no value\n" },
  { "a_number",
    TEXT(WINDOWS("{a: 3 s}")),
    { NULL },
    "@/x.yaml:3:28: stimuli/s/windows/a: expected [from, to], two times of the run, found \"3 s\"\n" },
  { "three_times",
    TEXT(WINDOWS("{a: [1, 2, 3]}")),
    { NULL },
    "@/x.yaml:3:28: stimuli/s/windows/a: expected [from, to], two times of the run, found another list\n" },
  { "one_time",
    TEXT(WINDOWS("{a: [1 s]}")),
    { NULL },
    "@/x.yaml:3:28: stimuli/s/windows/a: expected [from, to], two times of the run, found another list\n" },
  { "wrong_unit",
    TEXT(WINDOWS("{a: [1 s, 2 mV]}")),
    { NULL },
    "@/x.yaml:3:34: stimuli/s/windows/a: \"2 mV\" has unit mV, expected ms\n" },
  { "before_the_run",
    TEXT(WINDOWS("{a: [-1, 5]}")),
    { NULL },
    "@/x.yaml:3:29: stimuli/s/windows/a: -1 is outside 0 … 3.6e+06 ms\n" },
  { "empty_window",
    TEXT(WINDOWS("{a: [5, 5 ms]}")),
    { NULL },
    "@/x.yaml:3:28: stimuli/s/windows/a: is empty: from 5 ms to 5 ms\n" },
  { "reversed",
    TEXT(WINDOWS("{a: [1, 2], b: [1 s, 900 ms]}")),
    { NULL },
    "@/x.yaml:3:39: stimuli/s/windows/b: is reversed: it ends at 900 ms, before it begins, at 1000 ms\n" },
  { "after_the_run",
    TEXT(WINDOWS("{a: [1, 2], b: [1.9 s, 2001 ms]}")),
    { NULL },
    "@/x.yaml:3:39: stimuli/s/windows/b: ends at 2001 ms, after the run, which lasts 2000 ms\n" },
  { "after_the_last_component",
    TEXT(NAME POOL "stimuli: {s: {windows: {a: [1, 601]}, " RAMP "}}\n"),
    { NULL },
    "@/x.yaml:3:28: stimuli/s/windows/a: ends at 601 ms, after the run, which lasts 600 ms\n" },
  { "after_a_run_that_a_condition_shortens",
    TEXT(WINDOWS("{a: [1, 2 s]}") "conditions: {short: {modifiers: {stimuli/s/run_time: {scale: 0.5}}}}\n"),
    { NULL },
    "@/x.yaml:5:21: conditions/short: the window a of s ends at 2000 ms, after the run, which lasts 1000 ms\n" },
  { "name",
    TEXT(WINDOWS("{a-b: [1, 2], c.d: [1, 2]}")),
    { NULL },
    "@/x.yaml:3:30: stimuli/s/windows: the name \"a-b\" may have letters, digits and \"_\" only\n"
    "@/x.yaml:3:43: stimuli/s/windows: the name \"c.d\" may have letters, digits and \"_\" only\n" },
  { "twice",
    TEXT(WINDOWS("{a: [1, 2], a: [3, 4]}")),
    { NULL },
    "@/x.yaml:3:36: the key \"a\" is given twice: first at line 3, column 25\n" },
  { "too_many",
    TEXT(WINDOWS("{a: [0, 1], b: [0, 1], c: [0, 1], d: [0, 1], e: [0, 1], f: [0, 1], g: [0, 1], h: [0, 1], "
                 "i: [0, 1], j: [0, 1], k: [0, 1], l: [0, 1], m: [0, 1], n: [0, 1], o: [0, 1], p: [0, 1], "
                 "q: [0, 1], r: [0, 1], s: [0, 1], t: [0, 1], u: [0, 1], v: [0, 1], w: [0, 1], x: [0, 1], "
                 "y: [0, 1], z: [0, 1], A: [0, 1], B: [0, 1], C: [0, 1], D: [0, 1], E: [0, 1], F: [0, 1], G: [0, 1]}")),
    { NULL },
    "@/x.yaml:3:24: stimuli/s/windows: 33 windows; a stimulus may have 32\n" },
  { "within_a_component",
    TEXT(NAME POOL "stimuli: {s: {components: [{" RAMP ", windows: {a: [1, 2]}}]}}\n"),
    { NULL },
    "@/x.yaml:3:98: stimuli/s/components/0: unknown key \"windows\"\n" },
  { "of_a_rate_model",
    TEXT(NAME "rate_model: rate_dorsal_horn\nstimuli: {s: {kind: afferent_rates, windows: {a: [1, 2]}}}\n"),
    { NULL },
    "@/x.yaml:3:46: stimuli/s/windows: a rate_model has no spikes to count\n" },
  { "under_a_pic_clamp",
    TEXT(NAME POOL "stimuli: {s: {kind: pic_clamp, windows: {a: [1, 2]}}}\n"),
    { NULL },
    "@/x.yaml:3:41: stimuli/s/windows: a pic_clamp holds every soma: there are no spikes to count\n" },
  { "under_a_voltage_clamp",
    TEXT(NAME "cell: PN_NK1\nstimuli: {s: {kind: voltage_clamp, windows: {a: [1, 2]}}}\n"),
    { NULL },
    "@/x.yaml:3:45: stimuli/s/windows: the cell is held by a voltage_clamp: there are no spikes to count\n" },
  { "of_a_nerve_without_cells",
    TEXT(NAME "circuit: skin_nerve\nstimuli: {s: {kind: heat_ramp, windows: {a: [1, 2]}}}\n"),
    { NULL },
    "@/x.yaml:3:41: stimuli/s/windows: the circuit has no cells whose spikes could be counted\n" },
  { "of_an_assay",
    TEXT(NAME "cell: PN_NK1\nassays: {r: {kind: rheobase, windows: {a: [1, 2]}}}\n"),
    { NULL },
    "@/x.yaml:3:30: assays/r: unknown key \"windows\"\n" },
  { "names_that_are_those_of_another_population",
    TEXT(NAME "circuit: flexion_reflex\nstimuli: {s: {" RAMP
              ", windows: {extensor: [1, 2], extensor_a: [1, 2], a: [1, 2]}}}"
              "\n"),
    { NULL },
    "@/x.yaml:3:104: stimuli/s/windows/extensor: its outcomes would have the names of those of the population "
    "MN_extensor; take another\n"
    "@/x.yaml:3:124: stimuli/s/windows/extensor_a: its outcomes would have the names of those of the population "
    "MN_extensor; take another\n" },
};

Test(windows, each_wrong_one_is_answered_at_its_place)
{
  each_is_answered(sizeof CASES / sizeof *CASES, CASES);
}
