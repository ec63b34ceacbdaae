/* Wrong configs: the text, its keys and numbers, the solver, and changes by --set. */
#include <criterion/criterion.h>

#include "tests/io/experiment/bad_configs.h"

static const bad_config CASES[] = {
  { "empty_file", TEXT(""), { NULL }, "@/x.yaml: is empty\n" },
  { "only_a_comment", TEXT("# nothing\n"), { NULL }, "@/x.yaml: is empty\n" },
  { "top_level_list",
    TEXT("- a\n- b\n"),
    { NULL },
    "@/x.yaml:1:1: the top level must be a mapping (\"key: value\"), found a list\n" },
  { "two_documents",
    TEXT(BASE "---\nexperiment: y\n"),
    { NULL },
    "@/x.yaml:4:1: a second document (\"---\") begins here; a file holds one\n" },
  { "bad_utf8", TEXT(NAME "title: \377\376\n"), { NULL }, "@/x.yaml:2:8: the byte 0xff is not UTF-8 text\n" },
  { "nul_byte", TEXT(NAME "a: \000b\n"), { NULL }, "@/x.yaml:2:4: a NUL byte: this is not a text file\n" },
  { "tab_indent",
    TEXT(NAME DDH "stimuli:\n\tb: {kind: brush}\n"),
    { NULL },
    "@/x.yaml:4:1: not valid YAML: a tab indents this line; YAML is indented with spaces alone\n" },
  { "tab_behind_less_indentation",
    TEXT(NAME DDH "stimuli:\n  b:\n    kind: brush\n\t\tonset: 3\n"),
    { NULL },
    "@/x.yaml:6:2: not valid YAML: a tab indents this line; YAML is indented with spaces alone\n" },
  { "decimal_comma",
    TEXT(NAME DDH "stimuli:\n  b:\n    kind: brush\n    onset: 0,5 s\n"),
    { NULL },
    "@/x.yaml:6:12: stimuli/b/onset: \"0,5 s\" has a comma in its number; the decimal sign is a point: \"0.5 s\"\n" },
  { "decimal_comma_in_braces",
    TEXT(NAME DDH "stimuli: {b: {kind: brush, onset: 0,5 s, duration: 2}}\n"),
    { NULL },
    "@/x.yaml:3:35: stimuli/b/onset: \"0,5 s\" has a comma, which ends a value here; the decimal sign is a point: "
    "\"0.5 s\"\n" },
  { "set_decimal_comma",
    TEXT(BASE),
    { "bin=-1,25e1 ms" },
    "--set:1:5: bin: \"-1,25e1 ms\" has a comma in its number; the decimal sign is a point: \"-1.25e1 ms\"\n" },
  { "commas_that_are_no_decimal_ones",
    TEXT(BASE "bin: 1,000,000\nrepetitions: 1.234,5\n"),
    { NULL },
    "@/x.yaml:4:6: bin: \"1,000,000\" is not a number\n"
    "@/x.yaml:5:14: repetitions: \"1.234,5\" is not a number\n" },
  { "unclosed_bracket",
    TEXT(NAME DDH "stimuli: {b: {kind: brush\n"),
    { NULL },
    "@/x.yaml:4:1: not valid YAML: missing comma in flow mapping\n" },
  { "duplicate_key",
    TEXT(BASE "experiment: y\n"),
    { NULL },
    "@/x.yaml:4:1: the key \"experiment\" is given twice: first at line 1, column 1\n" },
  { "alias_bomb",
    TEXT(NAME "a: &a [1,1,1,1,1,1,1,1,1,1]\n"
              "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
              "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
              "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
              "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"
              "f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n"),
    { NULL },
    "@/x.yaml:7:8: the file has more than 200000 values, aliases expanded\n" },
  { "unknown_alias",
    TEXT(BASE "title: *nobody\n"),
    { NULL },
    "@/x.yaml:4:8: the alias *nobody has no anchor before it\n" },
  { "tag", TEXT(BASE "bin: !!float 50\n"), { NULL }, "@/x.yaml:4:14: tags (\"!…\") have no meaning in a config\n" },
  { "cyclic_extends",
    TEXT("extends: circle_a\nexperiment: x\ncircuit: ddh\n" BRUSH),
    { NULL },
    "@/circle_b.yaml:2:10: extends goes round in a circle: @/circle_a.yaml → @/circle_b.yaml → @/circle_a.yaml\n" },
  { "missing_extends",
    TEXT("extends: no_such_base\nexperiment: x\ncircuit: ddh\n" BRUSH),
    { NULL },
    "@/x.yaml:1:10: there is no \"no_such_base\" in the configs of kind bad\n" },
  { "extends_of_a_mapping",
    TEXT("extends: [demo, {a: b}]\nexperiment: x\ncircuit: ddh\n" BRUSH),
    { NULL },
    "@/x.yaml:1:10: extends takes the name of a config or a list of names\n" },
  { "unknown_key_near",
    TEXT(BASE "repetitons: 3\n"),
    { NULL },
    "@/x.yaml:4:1: unknown key \"repetitons\" (did you mean \"repetitions\"?)\n" },
  { "unknown_key_far", TEXT(BASE "colour: red\n"), { NULL }, "@/x.yaml:4:1: unknown key \"colour\"\n" },
  { "no_experiment", TEXT(DDH BRUSH), { NULL }, "@/x.yaml:1:1: experiment: is required\n" },
  { "experiment_name_with_slash",
    TEXT("experiment: a/b\ncircuit: ddh\n" BRUSH),
    { NULL },
    "@/x.yaml:1:13: the name \"a/b\" may have letters, digits, \"_\", \"-\" and \"+\" only\n" },
  { "key_without_value", TEXT(BASE "bin:\n"), { NULL }, "@/x.yaml:4:1: bin: has no value\n" },
  { "list_instead_of_number",
    TEXT(BASE "bin: [50 ms]\n"),
    { NULL },
    "@/x.yaml:4:6: bin: expected a number in ms, found a list\n" },
  { "mapping_instead_of_number",
    TEXT(BASE "bin: {ms: 50}\n"),
    { NULL },
    "@/x.yaml:4:6: bin/value: is required\n"
    "@/x.yaml:4:7: bin: unknown key \"ms\"\n" },
  { "wrong_unit", TEXT(BASE "bin: 50 mV\n"), { NULL }, "@/x.yaml:4:6: bin: \"50 mV\" has unit mV, expected ms\n" },
  { "unknown_unit", TEXT(BASE "bin: 50 msec\n"), { NULL }, "@/x.yaml:4:6: bin: \"50 msec\" has an unknown unit\n" },
  { "no_space_before_unit",
    TEXT(BASE "bin: 50ms\n"),
    { NULL },
    "@/x.yaml:4:6: bin: \"50ms\" is not a number; between number and unit goes a space: \"50 ms\"\n" },
  { "not_a_number", TEXT(BASE "bin: fifty\n"), { NULL }, "@/x.yaml:4:6: bin: \"fifty\" is not a number\n" },
  { "nan", TEXT(BASE "bin: nan\n"), { NULL }, "@/x.yaml:4:6: bin: \"nan\" is not a number\n" },
  { "inf", TEXT(BASE "bin: .inf\n"), { NULL }, "@/x.yaml:4:6: bin: \".inf\" is not a number\n" },
  { "number_too_large",
    TEXT(BASE "bin: 1e999\n"),
    { NULL },
    "@/x.yaml:4:6: bin: \"1e999\" is not a number that a double can hold\n" },
  { "hexadecimal", TEXT(BASE "bin: 0x10\n"), { NULL }, "@/x.yaml:4:6: bin: \"0x10\" is not a number\n" },
  { "out_of_range", TEXT(BASE "bin: 0 ms\n"), { NULL }, "@/x.yaml:4:6: bin: 0 is outside 0.1 … 1e+06 ms\n" },
  { "int_with_fraction",
    TEXT(BASE "repetitions: 3.7\n"),
    { NULL },
    "@/x.yaml:4:14: repetitions: 3.7 is not a whole number\n" },
  { "int_out_of_range",
    TEXT(BASE "repetitions: 0\n"),
    { NULL },
    "@/x.yaml:4:14: repetitions: 0 is outside 1 … 100000\n" },
  { "int_too_large",
    TEXT(BASE "threads: 99999999999\n"),
    { NULL },
    "@/x.yaml:4:10: threads: 99999999999 is outside 0 … 4096\n" },
  { "seed_negative",
    TEXT(BASE "seed: -1\n"),
    { NULL },
    "@/x.yaml:4:7: seed: \"-1\" is not a whole number within 0 … 18446744073709551615\n" },
  { "seed_too_large",
    TEXT(BASE "seed: 18446744073709551616\n"),
    { NULL },
    "@/x.yaml:4:7: seed: \"18446744073709551616\" is not a whole number within 0 … 18446744073709551615\n" },
  { "seed_fraction",
    TEXT(BASE "seed: 1.5\n"),
    { NULL },
    "@/x.yaml:4:7: seed: \"1.5\" is not a whole number within 0 … 18446744073709551615\n" },
  { "title_is_a_list", TEXT(BASE "title: [a]\n"), { NULL }, "@/x.yaml:4:8: title: expected text, found a list\n" },
  { "bad_mark", TEXT(BASE "mark: Q\n"), { NULL }, "@/x.yaml:4:7: mark: \"Q\" is not a mark\n" },
  { "value_without_value",
    TEXT(BASE "bin: {source: here, mark: D}\n"),
    { NULL },
    "@/x.yaml:4:6: bin/value: is required\n" },
  { "solver_unknown",
    TEXT(BASE "solver: {method: euler}\n"),
    { NULL },
    "@/x.yaml:4:18: solver/method: \"euler\" is not known\n" },
  { "solver_near",
    TEXT(BASE "solver: {method: cvodes}\n"),
    { NULL },
    "@/x.yaml:4:18: solver/method: \"cvodes\" is not known (did you mean \"cvode\"?)\n" },
  { "solver_is_text",
    TEXT(BASE "solver: cvode\n"),
    { NULL },
    "@/x.yaml:4:9: solver: expected a mapping (\"key: value\"), found \"cvode\"\n" },
  { "dt_longer_than_delay",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  pathways: {SG_to_EX: {delay: 0.02 ms}}\n"
              "stimuli: {b: {kind: brush, duration: 100 ms}}\n"
              "solver: {method: ensemble, dt: 0.025 ms}\n"),
    { NULL },
    "@/x.yaml:6:32: the delay of SG_to_EX, 0.02 ms, is shorter than solver/dt, 0.025 ms\n" },
  { "modifier_makes_delay_short",
    TEXT(BASE "conditions:\n"
              "  c: {modifiers: {circuit/pathways/SG_to_EX/delay: {scale: 0.01}}}\n"),
    { NULL },
    "@/x.yaml:5:6: conditions/c: the delay of SG_to_EX, 0.01 ms, is shorter than solver/dt, 0.025 ms\n" },
  { "rate_model_as_circuit",
    TEXT(NAME "circuit: rate_dorsal_horn\n" BRUSH),
    { NULL },
    "@/x.yaml:2:10: circuit: this is a rate_model: write `rate_model:`\n" },
  { "dt_longer_than_presynaptic_delay",
    TEXT(NAME "circuit: sdh\n"
              "stimuli: {b: {kind: brush, duration: 100 ms}}\n"
              "solver: {dt: 0.51 ms}\n"),
    { NULL },
    "@/x.yaml:4:14: the delay of VGLUT3_to_PKC_DOR, 0.5 ms, is shorter than solver/dt, 0.51 ms\n"
    "@/x.yaml:4:14: circuit/presynaptic_delay, 0.5 ms, is shorter than solver/dt, 0.51 ms\n" },
  { "dt_too_large",
    TEXT(BASE "solver: {dt: 2 ms}\n"),
    { NULL },
    "@/x.yaml:4:14: solver/dt: 2 is outside 0.0001 … 1 ms\n" },
  { "coarse_step_over_delay",
    TEXT(NAME "circuit: sdh\n"
              "stimuli: {b: {kind: brush, duration: 100 ms}}\n"
              "solver: {dt: 0.25 ms, coarse_steps: 3}\n"),
    { NULL },
    "@/x.yaml:4:14: the delay of VGLUT3_to_PKC_DOR, 0.5 ms, is shorter than solver/coarse_steps times solver/dt, 0.75 "
    "ms\n"
    "@/x.yaml:4:14: circuit/presynaptic_delay, 0.5 ms, is shorter than solver/coarse_steps times solver/dt, 0.75 "
    "ms\n" },
  { "coarse_steps_out_of_range",
    TEXT(BASE "solver: {coarse_steps: 17}\n"),
    { NULL },
    "@/x.yaml:4:24: solver/coarse_steps: 17 is outside 1 … 16\n" },
  { "precision_unknown",
    TEXT(BASE "solver: {precision: half}\n"),
    { NULL },
    "@/x.yaml:4:21: solver/precision: \"half\" is not known; allowed: double, single\n" },
  { "single_precision_of_cvode",
    TEXT(BASE "solver: {method: cvode, precision: single}\n"),
    { NULL },
    "@/x.yaml:4:36: solver/precision: single is of method ensemble alone; cvode is integrated in double precision\n" },
  { "single_precision_of_a_cell_with_pools",
    TEXT(NAME "circuit: skin_nerve\n" BRUSH "solver: {precision: single}\n"),
    { NULL },
    "@/x.yaml:4:21: solver/precision: single, but the cells of CMH have ion pools, which need double\n" },
  { "single_precision_of_a_rate_model",
    TEXT(NAME "rate_model: rate_dorsal_horn\n"
              "stimuli: {p: {kind: afferent_rates, rate_c: 20 Hz, duration: 100 ms}}\n"
              "solver: {precision: single}\n"),
    { NULL },
    "@/x.yaml:4:21: solver/precision: single is of method ensemble alone; a rate model is integrated in double "
    "precision\n" },
  { "rtol_too_large",
    TEXT(BASE "solver: {method: cvode, rtol: 0.1}\n"),
    { NULL },
    "@/x.yaml:4:31: solver/rtol: 0.1 is outside 1e-12 … 0.001\n" },
  { "set_without_value", TEXT(BASE), { "bin" }, "--set:1:1: \"bin\" has no \"=\": write PATH=VALUE\n" },
  { "set_empty_value", TEXT(BASE), { "bin=" }, "--set:1:5: \"bin=\" has no value\n" },
  { "set_without_path", TEXT(BASE), { "=3" }, "--set:1:1: \"=3\" has no path: write PATH=VALUE\n" },
  { "set_unknown_key", TEXT(BASE), { "bins=3" }, "--set:1:1: unknown key \"bins\" (did you mean \"bin\"?)\n" },
  { "set_wrong_unit", TEXT(BASE), { "bin=3 mV" }, "--set:1:5: bin: \"3 mV\" has unit mV, expected ms\n" },
  { "set_bad_yaml", TEXT(BASE), { "bin=[3" }, "--set:1:7: not valid YAML: flow sequence without a closing bracket\n" },
  { "set_through_a_number",
    TEXT(BASE "bin: 50 ms\n"),
    { "bin/width=3" },
    "--set:1:1: \"bin\" is \"50 ms\" (@/x.yaml:4:6) and has nothing below it\n" },
  { "set_unknown_population",
    TEXT(BASE),
    { "circuit/populations/WRD/n=3" },
    "--set:1:27: circuit/populations: unknown population \"WRD\" (did you mean \"WDR\"?)\n" },
  { "set_unknown_pathway",
    TEXT(BASE),
    { "circuit/pathways/SG_to_EXX/delay=3" },
    "--set:1:34: circuit/pathways: unknown pathway \"SG_to_EXX\" (did you mean \"SG_to_EX\"?)\n" },
  { "set_unknown_channel",
    TEXT(BASE),
    { "circuit/populations/WDR/soma/channels/na_trab/gbar=3" },
    "--set:1:39: circuit/populations/WDR/soma/channels: unknown channel \"na_trab\" (did you mean \"na_traub\"?)\n" },
  { "set_out_of_range",
    TEXT(BASE),
    { "circuit/populations/WDR/survival=2" },
    "--set:1:34: circuit/populations/WDR/survival: 2 is outside 0 … 1\n" },
  { "set_another_model",
    TEXT(BASE),
    { "cell=PN_NK1" },
    "--set:1:1: has both `circuit` and `cell`: an experiment has exactly one of circuit, cell and rate_model\n" },
  { "set_cell_number",
    TEXT(NAME "cell: PN_NK1\nstimuli: {b: {kind: current_clamp}}\n"),
    { "cell/soma/length=-3" },
    "--set:1:18: circuit/populations/PN_NK1/soma/length: -3 is outside 0.1 … 1e+06 um\n" },
  { "set_unknown_condition",
    TEXT(BASE CONDITIONS),
    { "conditions/helthy/attribution=true" },
    "--set:1:12: conditions: unknown condition \"helthy\" (did you mean \"healthy\"?); there are healthy, lost; to add "
    "one: conditions={NAME: {…}}\n" },
  { "set_unknown_condition_whole",
    TEXT(BASE CONDITIONS),
    { "conditions/losst={phenotypes: [inhibition_lost]}" },
    "--set:1:12: conditions: unknown condition \"losst\" (did you mean \"lost\"?); there are healthy, lost; to add\n" },
  { "set_no_condition_to_take_away",
    TEXT(BASE CONDITIONS),
    { "conditions/losst=null" },
    "--set:1:12: conditions: unknown condition \"losst\" (did you mean \"lost\"?); there are healthy, lost\n" },
  { "set_no_condition_to_take_away_of_all",
    TEXT(BASE CONDITIONS),
    { "conditions={losst: null}" },
    "--set:1:13: conditions: unknown condition \"losst\" (did you mean \"lost\"?); there are healthy, lost\n" },
  { "set_condition_of_none",
    TEXT(BASE),
    { "conditions/healthy/attribution=true" },
    "--set:1:12: conditions: unknown condition \"healthy\"; there is control; to add one: conditions={NAME: {…}}\n" },
  { "set_unknown_stimulus",
    TEXT(BASE),
    { "stimuli/c/duration=3" },
    "--set:1:9: stimuli: unknown stimulus \"c\" (did you mean \"b\"?); there is b; to add one: stimuli={NAME: {…}}\n" },
  { "set_no_stimulus_to_take_away",
    TEXT(BASE),
    { "stimuli/brush=null" },
    "--set:1:9: stimuli: unknown stimulus \"brush\"; there is b\n" },
  { "problems_beside_a_model_that_is_not_there",
    TEXT(NAME "circuit: ddhh\nbins: 3\n"
              "stimuli: {b: {kind: brush, durations: 3}, c: {kind: pinchh}}\n"
              "conditions: {c: {phenotypes: [no_such], modifiers: {circuit/sprouting: {add: 1, scale: 2}}}}\n"),
    { NULL },
    "@/x.yaml:2:10: there is no \"ddhh\" in the configs of kind circuits (did you mean \"ddh\"?)\n"
    "@/x.yaml:3:1: unknown key \"bins\" (did you mean \"bin\"?)\n"
    "@/x.yaml:4:28: stimuli/b: unknown key \"durations\" (did you mean \"duration\"?)\n"
    "@/x.yaml:4:53: stimuli/c/kind: \"pinchh\" is not known (did you mean \"pinch\"?)\n"
    "@/x.yaml:5:31: there is no \"no_such\" in the configs of kind phenotypes\n"
    "@/x.yaml:5:72: conditions/c/modifiers/circuit/sprouting: has 2 operations: give one of scale, add, shift, set\n" },
  { "paths_of_conditions_beside_other_problems",
    TEXT(BASE "bins: 3\nrepetitions: x\n"
              "conditions: {c: {modifiers: {circuit/sprout: {add: 1}}}}\n"),
    { NULL },
    "@/x.yaml:4:1: unknown key \"bins\" (did you mean \"bin\"?)\n"
    "@/x.yaml:5:14: repetitions: \"x\" is not a number\n"
    "@/x.yaml:6:30: experiment: no parameter has the path circuit/sprout; the nearest is circuit/sprouting\n" },
  { "a_bad_set_beside_other_problems",
    TEXT(BASE "bins: 3\n"),
    { "bin", "repetitions=y" },
    "--set:1:1: \"bin\" has no \"=\": write PATH=VALUE\n"
    "--set:1:13: repetitions: \"y\" is not a number\n"
    "@/x.yaml:4:1: unknown key \"bins\" (did you mean \"bin\"?)\n" },
  { "set_list_item",
    TEXT(NAME DDH "stimuli:\n  b: {components: [{kind: brush}]}\n"),
    { "stimuli/b/components/1/duration=3" },
    "--set:1:22: \"1\" is not one of the list's items 0 … 0\n" },
  { "set_two_documents",
    TEXT(BASE),
    { "title=a\n---\nb" },
    "--set:2:1: a second document (\"---\") begins here; a file holds one\n" },
  { "set_two_problems",
    TEXT(BASE),
    { "bin=x", "repetitions=y" },
    "--set:1:5: bin: \"x\" is not a number\n"
    "--set:1:13: repetitions: \"y\" is not a number\n" },
};

Test(experiment_problems, each_wrong_text_number_and_change_is_answered_at_its_place)
{
  each_is_answered(sizeof CASES / sizeof *CASES, CASES);
}

Test(experiment_problems, the_base_of_the_wrong_configs_is_good)
{
  rx_problems *problems = rx_problems_create();
  rx_experiment *experiment = NULL;
  cr_expect_eq(rx_experiment_read_text(TEXT(BASE), FILE_NAME, 0, NULL, problems, &experiment, NULL), RX_OK);
  char *text = rx_problems_text(problems);
  cr_expect_str_eq(text, "");
  free(text);
  rx_experiment_free(experiment);
  rx_problems_free(problems);
}

Test(experiment_problems, a_missing_experiment_and_a_folder_are_said)
{
  static const char *const PATHS[] = { "tests/io/bad/nowhere.yaml", "tests/io/bad" };
  static const char *const EXPECTED[] = { "tests/io/bad/nowhere.yaml: No such file or directory\n",
                                          "tests/io/bad: this is a folder, not a file\n" };
  for (int i = 0; i < 2; i++) {
    rx_problems *problems = rx_problems_create();
    rx_experiment *experiment = NULL;
    cr_expect_eq(rx_experiment_read(PATHS[i], 0, NULL, problems, &experiment, NULL), RX_E_INPUT);
    char *text = rx_problems_text(problems);
    cr_expect_str_eq(text, EXPECTED[i]);
    free(text);
    rx_problems_free(problems);
  }
}

/* Whatever is cut off or overwritten: an answer, never a crash. */
Test(experiment_problems, damaged_texts_never_crash)
{
  static const char GOOD[] =
      "experiment: x\ncircuit:\n  extends: small\n  populations:\n    cells: {n: 3, receptors: {AMPA: {tau_decay: 4 "
      "ms}}}\n"
      "stimuli:\n  b: {kind: brush, duration: 100 ms}\n  c: {run_time: 1 s, components: [{kind: pinch}, {kind: scs}]}\n"
      "conditions:\n  a: {modifiers: {circuit/populations/cells/survival: {scale: 0.5}}}\n  b: {phenotypes: "
      "[sprouting_mild]}\n"
      "reports:\n  v: {population: cells, variable: na_traub.m, cells: [0, 1]}\nsolver: {method: cvode}\ngraph: {seed: "
      "3}\n";
  static const char NOISE[] = "{}[]:,&*#\"'|>-?!%@\n \t0x";
  char text[sizeof GOOD];
  for (size_t i = 0; i < 2 * sizeof GOOD; i++) {
    memcpy(text, GOOD, sizeof GOOD);
    const size_t n = i < sizeof GOOD ? i : sizeof GOOD - 1;
    if (i >= sizeof GOOD) text[i - sizeof GOOD] = NOISE[i % (sizeof NOISE - 1)];
    rx_problems *problems = rx_problems_create();
    rx_experiment *experiment = NULL;
    const rx_status status = rx_experiment_read_text(text, n, FILE_NAME, 0, NULL, problems, &experiment, NULL);
    cr_expect_eq(status == RX_OK, experiment != NULL);
    cr_expect_eq(status == RX_OK, rx_problems_count(problems) == 0);
    rx_experiment_free(experiment);
    rx_problems_free(problems);
  }
}
