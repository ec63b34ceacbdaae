/* Wrong configs: each is answered with its own problems, all of them, at their places, and with nothing that only follows from
 * them. Most cases are a small experiment with one thing wrong; files they name are in tests/io/bad. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/experiment/experiment.h"

#define NAME       "experiment: x\n"
#define DDH        "circuit: ddh\n"
#define BRUSH      "stimuli: {b: {kind: brush, duration: 100 ms}}\n"
#define CONDITIONS "conditions: {healthy: {reference: true}, lost: {phenotypes: [inhibition_lost]}}\n"
#define PULSE      "stimuli: {p: {kind: current_clamp, amplitude: 2 nA, duration: 0.1 ms}}\n"
#define BASE       NAME DDH BRUSH /* good as it is; three lines */
#define TEXT(text) text, sizeof(text) - 1

/* As if the text were a file there: what it names is looked for beside it. */
static const char FILE_NAME[] = "tests/io/bad/x.yaml";

typedef struct bad_config {
  const char *name;
  const char *text;
  size_t n;
  const char *sets[3];  /* PATH=VALUE; NULL ends the list */
  const char *expected; /* beginning of each line of the problems, in order; @ stands for tests/io/bad */
} bad_config;

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
  { "drug_misspelled",
    TEXT(BASE),
    { "circuit/drugs/lidocain/concentration=3" },
    "--set:1:38: circuit/drugs/lidocain: has an effect on no channel: give K_R17, K_I17 and kon17, or K_R18, K_I18 and "
    "kon18 (did you mean \"lidocaine\", of configs/drugs?)\n" },
  { "drug_without_a_rate",
    TEXT(NAME "circuit: {extends: ddh, drugs: {x: {K_R17: 3, K_I17: 1}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:2:36: circuit/drugs/x: gives some of K_R17, K_I17 and kon17: all three are needed for an effect on "
    "Nav1.7\n" },
  { "drug_extends_nothing",
    TEXT(NAME "circuit: {extends: ddh, drugs: {x: {extends: lidocain}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:2:46: there is no \"lidocain\" in the configs of kind drugs (did you mean \"lidocaine\"?)\n" },
  { "drug_unknown_key",
    TEXT(NAME "circuit: {extends: ddh, drugs: {lidocaine: {dose: 3}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:2:45: circuit/drugs/lidocaine: unknown key \"dose\"\n" },
  { "drug_as_a_number",
    TEXT(NAME "circuit: {extends: ddh, drugs: {lidocaine: 3 uM}}\n" BRUSH),
    { NULL },
    "@/x.yaml:2:44: circuit/drugs/lidocaine: \n" },
  { "drug_rate_in_another_unit",
    TEXT(NAME "circuit: {extends: ddh, drugs: {lidocaine: {kon17: 3 uM}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:2:52: circuit/drugs/lidocaine/kon17: \n" },
  { "drugs_beside_a_circuit",
    TEXT(BASE "drugs: {lidocaine: {}}\n"),
    { NULL },
    "@/x.yaml:4:1: unknown key \"drugs\"\n" },
  { "four_drugs_on_one_channel",
    TEXT(NAME "cell: nx\ndrugs: {lidocaine: {concentration: 1}, mexiletine: {concentration: 1}, lamotrigine: "
              "{concentration: 1}, a803467: {concentration: 1}}\n"
              "stimuli: {b: {kind: current_clamp, amplitude: 1 pA}}\n"),
    { NULL },
    "@/x.yaml:1:1: 4 drugs act on nav17 of nx; at most 3 can compete for its site\n" },
  { "four_drugs_on_one_channel_of_fibres",
    TEXT(NAME "circuit: {extends: skin_nerve, drugs: {lidocaine: {concentration: 1}, mexiletine: {concentration: 1}, "
              "lamotrigine: {concentration: 1}, a803467: {concentration: 1}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:1:1: 4 drugs act on nav17 of CMH; at most 3 can compete for its site\n" },
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
  { "no_model",
    TEXT(NAME BRUSH),
    { NULL },
    "@/x.yaml:1:1: has no model: an experiment has exactly one of circuit, cell and rate_model\n" },
  { "circuit_and_cell",
    TEXT(NAME DDH "cell: PN_NK1\n" BRUSH),
    { NULL },
    "@/x.yaml:3:1: has both `circuit` and `cell`: an experiment has exactly one of circuit, cell and rate_model\n" },
  { "circuit_and_rate_model",
    TEXT(BASE "rate_model: rate_dorsal_horn\n"),
    { NULL },
    "@/x.yaml:4:1: has both `circuit` and `rate_model`: an experiment has exactly one of circuit, cell and "
    "rate_model\n" },
  { "unknown_circuit",
    TEXT(NAME "circuit: dorsal_hron\n" BRUSH),
    { NULL },
    "@/x.yaml:2:10: there is no \"dorsal_hron\" in the configs of kind circuits (did you mean \"dorsal_horn\"?)\n" },
  { "circuit_is_a_list",
    TEXT(NAME "circuit: [ddh]\n" BRUSH),
    { NULL },
    "@/x.yaml:2:10: expected a name of the configs of kind circuits or a mapping, found a list\n" },
  { "unknown_cell",
    TEXT(NAME "cell: PN_NK2\nstimuli: {b: {kind: current_clamp}}\n"),
    { NULL },
    "@/x.yaml:2:7: there is no \"PN_NK2\" in the configs of kind cells (did you mean \"PN_NK1\"?)\n" },
  { "cell_mapping_without_cell",
    TEXT(NAME "cell: {grid: full}\nstimuli: {b: {kind: current_clamp}}\n"),
    { NULL },
    "@/x.yaml:2:7: cell: expected the name of a cell, or a mapping with `cell: NAME`\n" },
  { "unknown_rate_model",
    TEXT(NAME "rate_model: rate_horn\nstimuli: {b: {kind: afferent_rates}}\n"),
    { NULL },
    "@/x.yaml:2:13: there is no \"rate_horn\" in the configs of kind circuits\n" },
  { "circuit_as_rate_model",
    TEXT(NAME "rate_model: ddh\nstimuli: {b: {kind: afferent_rates}}\n"),
    { NULL },
    "@/x.yaml:2:13: rate_model: this is a circuit: write `circuit:`\n" },
  { "rate_model_unknown_key",
    TEXT(NAME "rate_model: {extends: rate_dorsal_horn, gip: 2}\n"
              "stimuli: {b: {kind: afferent_rates}}\n"),
    { NULL },
    "@/x.yaml:2:41: rate_model: unknown key \"gip\"\n" },
  { "bad_cell_says_all_at_once",
    TEXT(NAME "cell: bad_cell\nstimuli: {b: {kind: current_clamp}}\n"),
    { NULL },
    "@/cells/bad_cell.yaml:7:11: soma/length: -20 is outside 0.1 … 1e+06 um\n"
    "@/cells/bad_cell.yaml:8:13: soma/diameter: \"20 mV\" has unit mV, expected um\n"
    "@/cells/bad_cell.yaml:9:17: soma/compartments: 0 is outside 1 … 2000\n"
    "@/cells/bad_cell.yaml:10:11: soma/parent: soma is the first section, the root: it has no parent\n"
    "@/cells/bad_cell.yaml:12:5: soma/channels/na_traub: needs reversal_na of its section, which is not given\n"
    "@/cells/bad_cell.yaml:13:5: soma/channels/k_ca: needs reversal_k of its section, which is not given\n"
    "@/cells/bad_cell.yaml:13:5: soma/channels/k_ca: needs the calcium shell of its section (`calcium`), which is not "
    "given\n"
    "@/cells/bad_cell.yaml:13:19: soma/channels/k_ca/gbar: \"0.1 mS\" has unit mS, expected S/cm2\n"
    "@/cells/bad_cell.yaml:14:5: soma/channels: unknown channel \"nav15\"\n"
    "@/cells/bad_cell.yaml:16:11: dend/parent: unknown section \"hillock\"\n"
    "@/cells/bad_cell.yaml:17:20: dend/at_parent_start: expected true or false, found \"yes\"\n"
    "@/cells/bad_cell.yaml:20:33: dend/compartments/std: \"2.5\" is not a whole number\n"
    "@/cells/bad_cell.yaml:21:19: dend/calcium/tau: 0 is outside 0.01 … 100000 ms\n"
    "@/cells/bad_cell.yaml:22:13: dend/channels: expected a mapping (\"key: value\"), found a list\n" },
  { "bad_cell_in_a_circuit",
    TEXT(NAME "circuit:\n  extends: ddh\n  populations: {WDR: {cell: bad_cell}}\n" BRUSH),
    { NULL },
    "@/cells/bad_cell.yaml:7:11: soma/length: -20 is outside 0.1 … 1e+06 um\n"
    "@/cells/bad_cell.yaml:8:13: soma/diameter: \"20 mV\" has unit mV, expected um\n"
    "@/cells/bad_cell.yaml:9:17: soma/compartments: 0 is outside 1 … 2000\n"
    "@/cells/bad_cell.yaml:10:11: soma/parent: soma is the first section, the root: it has no parent\n"
    "@/cells/bad_cell.yaml:12:5: soma/channels/na_traub: needs reversal_na of its section, which is not given\n"
    "@/cells/bad_cell.yaml:13:5: soma/channels/k_ca: needs reversal_k of its section, which is not given\n"
    "@/cells/bad_cell.yaml:13:5: soma/channels/k_ca: needs the calcium shell of its section (`calcium`), which is not "
    "given\n"
    "@/cells/bad_cell.yaml:13:19: soma/channels/k_ca/gbar: \"0.1 mS\" has unit mS, expected S/cm2\n"
    "@/cells/bad_cell.yaml:14:5: soma/channels: unknown channel \"nav15\"\n"
    "@/cells/bad_cell.yaml:16:11: dend/parent: unknown section \"hillock\"\n"
    "@/cells/bad_cell.yaml:17:20: dend/at_parent_start: expected true or false, found \"yes\"\n"
    "@/cells/bad_cell.yaml:20:33: dend/compartments/std: \"2.5\" is not a whole number\n"
    "@/cells/bad_cell.yaml:21:19: dend/calcium/tau: 0 is outside 0.01 … 100000 ms\n"
    "@/cells/bad_cell.yaml:22:13: dend/channels: expected a mapping (\"key: value\"), found a list\n" },
  { "cyclic_cell",
    TEXT(NAME "cell: circle_cell\nstimuli: {b: {kind: current_clamp}}\n"),
    { NULL },
    "@/cells/circle_cell.yaml:2:10: extends goes round in a circle: @/cells/circle_cell.yaml → "
    "@/cells/circle_cell.yaml\n" },
  { "unknown_grid",
    TEXT(NAME "cell: {cell: PN_NK1, grid: fine}\nstimuli: {b: {kind: current_clamp}}\n"),
    { NULL },
    "configs/cells/PN_NK1.yaml:21:17: circuit/populations/PN_NK1/soma/compartments: unknown grid \"fine\"\n"
    "configs/cells/PN_NK1.yaml:37:17: circuit/populations/PN_NK1/dend/compartments: unknown grid \"fine\"\n"
    "configs/cells/PN_NK1.yaml:51:17: circuit/populations/PN_NK1/hillock/compartments: unknown grid \"fine\"\n" },
  { "population_without_cell",
    TEXT(NAME "circuit:\n  extends: ddh\n  populations: {NEW: {n: 3}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:22: circuit/populations/NEW: needs `cell` (a population of cells) or `afferent` (of fibres)\n" },
  { "population_with_both",
    TEXT(NAME "circuit:\n  extends: ddh\n  populations: {WDR: {afferent: C}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:33: circuit/populations/WDR: has both `cell` and `afferent`: it is either cells or fibres\n" },
  { "population_is_a_number",
    TEXT(NAME "circuit:\n  extends: ddh\n  populations: {NEW: 3}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:22: circuit/populations/NEW: expected a mapping (\"key: value\"), found \"3\"\n" },
  { "population_without_n",
    TEXT(NAME "circuit:\n  extends: ddh\n  populations: {NEW: {cell: PN_NK1}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:22: circuit/populations/NEW/n: is required\n" },
  { "population_n_zero",
    TEXT(NAME "circuit:\n  extends: ddh\n  populations: {WDR: {n: 0}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:26: circuit/populations/WDR/n: 0 is outside 1 … 1e+06\n" },
  { "population_unknown_key",
    TEXT(NAME "circuit:\n  extends: ddh\n  populations: {WDR: {lamnia: V}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:23: circuit/populations/WDR: unknown key \"lamnia\" (did you mean \"lamina\"?)\n" },
  { "population_name",
    TEXT(NAME "circuit:\n  extends: ddh\n  populations: {W-R: {n: 1, cell: PN_NK1}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:22: circuit/populations: the name \"W-R\" may have letters, digits and \"_\" only\n" },
  { "survival_above_one",
    TEXT(NAME "circuit:\n  extends: ddh\n  populations: {WDR: {survival: 1.5}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:33: circuit/populations/WDR/survival: 1.5 is outside 0 … 1\n" },
  { "unknown_afferent",
    TEXT(NAME "circuit:\n  extends: ddh\n  populations: {ddh_Ab: {afferent: Abetta}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:36: circuit/populations/ddh_Ab/afferent: \"Abetta\" is not known (did you mean \"Abeta\"?)\n" },
  { "unknown_channel",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  populations: {WDR: {soma: {channels: {na_trab: {gbar: 1}}}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:41: circuit/populations/WDR/soma/channels: unknown channel \"na_trab\" (did you mean "
    "\"na_traub\"?)\n" },
  { "channel_without_gbar",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  populations: {WDR: {soma: {channels: {kdr_sg: {rate: 2}}}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:49: circuit/populations/WDR/soma/channels/kdr_sg/gbar: is required\n" },
  { "channel_unknown_parameter",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  populations: {WDR: {soma: {channels: {na_p: {v_T: -55}}}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:48: circuit/populations/WDR/soma/channels/na_p: unknown key \"v_T\"\n" },
  { "channel_without_calcium",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  populations: {WDR: {axon: {channels: {k_ca: {gbar: 0.1}}}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:41: circuit/populations/WDR/axon/channels/k_ca: needs reversal_k of its section, which is not given\n"
    "@/x.yaml:4:41: circuit/populations/WDR/axon/channels/k_ca: needs the calcium shell of its section (`calcium`), "
    "which is not given\n" },
  { "channel_with_one_pool_of_its_ion",
    TEXT(NAME
         "circuit:\n"
         "  extends: ddh\n"
         "  populations: {WDR: {axon: {potassium_inside: {start: 120}, channels: {k_traub: {gbar: 0.1}}}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:73: circuit/populations/WDR/axon/channels/k_traub: needs reversal_k of its section, which is not given "
    "(or both pools, potassium_inside and outside)\n" },
  { "pool_outside_without_depth",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  populations: {WDR: {axon: {potassium_outside: {start: 5.6}}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:49: circuit/populations/WDR/axon/potassium_outside: needs a depth: only a pool inside has that of a "
    "cylinder where none is given\n" },
  { "pool_without_start",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  populations: {WDR: {axon: {sodium_inside: {tau: 3 s}}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:45: circuit/populations/WDR/axon/sodium_inside/start: is required\n" },
  { "pool_empty",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  populations: {WDR: {axon: {sodium_inside: {start: 0 mM, dept: 3}}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:53: circuit/populations/WDR/axon/sodium_inside/start: 0 is outside 0.001 … 1000 mM\n"
    "@/x.yaml:4:59: circuit/populations/WDR/axon/sodium_inside: unknown key \"dept\" (did you mean \"depth\"?)\n" },
  { "sheath_without_fibre_diameter",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  populations: {WDR: {axon: {sheath: {space_width: 0.004, lamellae: 30}}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:38: circuit/populations/WDR/axon/sheath: has lamellae, so it needs a fibre_diameter\n" },
  { "sheath_without_space",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  populations: {WDR: {axon: {sheath: {lamellae: 30000}}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:38: circuit/populations/WDR/axon/sheath/space_width: is required\n"
    "@/x.yaml:4:49: circuit/populations/WDR/axon/sheath/lamellae: 30000 is outside 0.5 … 1000\n" },
  { "myelinated_other_diameter",
    TEXT(NAME "cell:\n  cell: mrg\n  myelinated: {fibre_diameter: 9 um}\n" PULSE),
    { NULL },
    "@/x.yaml:4:32: circuit/populations/mrg/myelinated: geometry disc has no fibre_diameter of 9 um, only 1, 2, 5.7, "
    "7.3, "
    "8.7, 10, 11.5, 12.8, 14, 15, 16\n" },
  { "myelinated_unknown_geometry",
    TEXT(NAME "cell:\n  cell: mrg\n  myelinated: {geometry: disk, nodes: 1}\n" PULSE),
    { NULL },
    "@/x.yaml:4:26: circuit/populations/mrg/myelinated/geometry: \"disk\" is not known (did you mean \"disc\"?); "
    "allowed: "
    "disc, interp, pena, given\n"
    "@/x.yaml:4:39: circuit/populations/mrg/myelinated/nodes: 1 is outside 2 … 400\n" },
  { "myelinated_with_sections",
    TEXT(NAME "cell:\n  cell: mrg\n  sections: [node, mysa]\n" PULSE),
    { NULL },
    "@/x.yaml:4:13: circuit/populations/mrg/sections: a myelinated fibre has node, mysa, flut and stin, which are not "
    "listed\n" },
  { "myelinated_part_with_a_length",
    TEXT(NAME "cell:\n  cell: mrg\n  node: {length: 2 um}\n" PULSE),
    { NULL },
    "@/x.yaml:4:10: circuit/populations/mrg/node: unknown key \"length\"; allowed: axial_resistivity, "
    "membrane_capacitance, reversal_na, "
    "reversal_k, compartments, calcium, sodium_inside, potassium_inside, sodium_outside, potassium_outside, "
    "channels\n" },
  { "myelinated_modified_beyond_its_geometry",
    TEXT(NAME "cell: mrg\n" PULSE
              "conditions: {a: {modifiers: {circuit/populations/mrg/myelinated/fibre_diameter: {scale: 0.9}}}}\n"),
    { NULL },
    "@/x.yaml:4:17: conditions/a: mrg: geometry disc has no fibre_diameter of 9 um, only 1, 2, 5.7, 7.3, 8.7, 10, "
    "11.5, "
    "12.8, 14, 15, 16\n" },
  { "section_unknown_key",
    TEXT(NAME "circuit:\n  extends: ddh\n  populations: {WDR: {soma: {lenght: 20}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:30: circuit/populations/WDR/soma: unknown key \"lenght\" (did you mean \"length\"?)\n" },
  { "unknown_section_key",
    TEXT(NAME "circuit:\n  extends: ddh\n  populations: {WDR: {some: {length: 20}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:23: circuit/populations/WDR: unknown key \"some\" (did you mean \"soma\"?)\n" },
  { "gbar_unit",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  populations: {WDR: {hillock: {channels: {na_traub: {gbar: 18 mS}}}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:61: circuit/populations/WDR/hillock/channels/na_traub/gbar: \"18 mS\" has unit mS, expected S/cm2\n" },
  { "receptor_unknown_transmitter",
    TEXT(NAME "circuit:\n  extends: ddh\n  receptors: {AMPA: {transmitter: glutamat}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:35: circuit/receptors/AMPA/transmitter: \"glutamat\" is not known (did you mean \"glutamate\"?)\n" },
  { "receptor_unknown_section",
    TEXT(NAME "circuit:\n  extends: ddh\n  receptors: {AMPA: {at: dendrite}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:26: circuit/populations/SG/receptors/AMPA/at: unknown section \"dendrite\"\n"
    "@/x.yaml:4:26: circuit/populations/SGS/receptors/AMPA/at: unknown section \"dendrite\"\n"
    "@/x.yaml:4:26: circuit/populations/EX/receptors/AMPA/at: unknown section \"dendrite\"\n"
    "@/x.yaml:4:26: circuit/populations/WDR/receptors/AMPA/at: unknown section \"dendrite\"\n" },
  { "receptor_rise_too_slow",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  populations: {WDR: {receptors: {AMPA: {tau_rise: 5 ms}}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:52: circuit/populations/WDR/receptors/AMPA/tau_rise: 5 ms is not shorter than tau_decay, 5 ms\n" },
  { "noise_unknown_receptor",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  populations: {WDR: {noise: {GABA_nois: {rate: 1 Hz}}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:42: circuit/populations/WDR/noise: unknown receptor of WDR \"GABA_nois\" (did you mean "
    "\"GABA_noise\"?)\n" },
  { "latencies_count",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  populations: {ddh_Ab: {latencies: [1, 2, 3]}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:37: circuit/populations/ddh_Ab/latencies: has 3 values where n is 15\n" },
  { "latencies_negative",
    TEXT(NAME "circuit:\n"
              "  extends: small\n"
              "  populations: {fibres: {latencies: [1 ms, -2 ms]}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:44: circuit/populations/fibres/latencies: -2 is outside 0 … 10000 ms\n" },
  { "latencies_file_missing",
    TEXT(NAME "circuit:\n"
              "  extends: small\n"
              "  populations: {fibres: {latencies: {file: nowhere.csv, class: Ab}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:44: circuit/populations/fibres/latencies/file: @/nowhere.csv: No such file or directory\n" },
  { "latencies_class_missing",
    TEXT(NAME "circuit:\n"
              "  extends: small\n"
              "  populations: {fibres: {latencies: {file: latencies_twice.csv, class: Ax}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:72: circuit/populations/fibres/latencies/class: @/latencies_twice.csv has no row of the class "
    "\"Ax\"\n" },
  { "latencies_twice",
    TEXT(NAME "circuit:\n"
              "  extends: small\n"
              "  populations: {fibres: {latencies: {file: latencies_twice.csv, class: Ab}}}\n" BRUSH),
    { NULL },
    "@/latencies_twice.csv:3:4: index: Ab 0 is there twice\n" },
  { "latencies_missing",
    TEXT(NAME "circuit:\n"
              "  extends: small\n"
              "  populations: {fibres: {latencies: {file: latencies_missing.csv, class: Ab}}}\n" BRUSH),
    { NULL },
    "@/latencies_missing.csv:3:4: index: 2 is outside 0 … 1\n" },
  { "pathway_unknown_population",
    TEXT(NAME "circuit:\n  extends: ddh\n  pathways: {SG_to_EX: {from: [SGG]}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:32: circuit/pathways/SG_to_EX/from: unknown population \"SGG\" (did you mean \"SG\"?)\n" },
  { "pathway_to_fibres",
    TEXT(NAME "circuit:\n  extends: ddh\n  pathways: {SG_to_EX: {to: [ddh_C]}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:29: circuit/pathways/SG_to_EX/to: ddh_C is a population of fibres: pathways lead to cells\n" },
  { "pathway_population_twice",
    TEXT(NAME "circuit:\n  extends: ddh\n  pathways: {SG_to_EX: {to: [EX, EX]}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:34: circuit/pathways/SG_to_EX/to: \"EX\" is there twice\n" },
  { "pathway_empty_list",
    TEXT(NAME "circuit:\n  extends: ddh\n  pathways: {SG_to_EX: {to: []}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:29: circuit/pathways/SG_to_EX/to: is an empty list\n" },
  { "pathway_unknown_receptor",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  pathways: {SG_to_EX: {weights: {GABA_B: 1 nS}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:43: circuit/pathways/SG_to_EX/weights: unknown receptor of EX \"GABA_B\" (did you mean "
    "\"GABA_A\"?)\n" },
  { "pathway_probability",
    TEXT(NAME "circuit:\n  extends: ddh\n  pathways: {SG_to_EX: {probability: 20}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:38: circuit/pathways/SG_to_EX/probability: 20 is outside 0 … 1\n" },
  { "pathway_no_delay_from_cells",
    TEXT(NAME "circuit:\n  extends: ddh\n  pathways: {SG_to_EX: {delay: 0 ms}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:32: circuit/pathways/SG_to_EX/delay: 0 ms is for fibres only; SG are cells\n" },
  { "pathway_negative_weight",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  pathways: {SG_to_EX: {weights: {GABA_A: -1 nS}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:43: circuit/pathways/SG_to_EX/weights/GABA_A: -1 is outside 0 … 100000 nS\n" },
  { "pathway_without_weights",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  pathways: {new: {from: SG, to: EX, probability: 1, delay: 1}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:19: circuit/pathways/new/weights: is required\n" },
  { "sprouted_is_text",
    TEXT(NAME "circuit:\n  extends: ddh\n  pathways: {SG_to_EX: {sprouted: \"yes\"}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:35: circuit/pathways/SG_to_EX/sprouted: expected true or false, found \"yes\"\n" },
  { "sprouted_is_yes",
    TEXT(NAME "circuit:\n  extends: ddh\n  pathways: {SG_to_EX: {sprouted: yes}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:35: circuit/pathways/SG_to_EX/sprouted: expected true or false, found \"yes\"\n" },
  { "plasticity_key",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  pathways: {SG_to_EX: {short_term_plasticity: {u: 0.5}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:49: circuit/pathways/SG_to_EX/short_term_plasticity: unknown key \"u\" (did you mean \"U\"?)\n" },
  { "group_unknown_member",
    TEXT(NAME "circuit:\n  extends: ddh\n  groups: {projection: [WDR, NK1]}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:30: circuit/groups/projection: unknown population \"NK1\"\n" },
  { "group_named_as_population",
    TEXT(NAME "circuit:\n  extends: ddh\n  groups: {WDR: [WDR]}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:17: circuit/groups/WDR: is the name of a population; a group needs another\n" },
  { "presynaptic_unknown_class",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  presynaptic_inhibition: {Abetta: {SG: {amount: 0.1}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:28: circuit/presynaptic_inhibition: unknown key \"Abetta\" (did you mean \"Abeta\"?)\n" },
  { "presynaptic_two_taus",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  presynaptic_inhibition: {C: {SG: {tau: 100 ms}, SGS: {tau: 50 ms}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:62: circuit/presynaptic_inhibition/C/SGS/tau: 50 ms differs from that of SG, 100 ms: a class has one "
    "tau\n" },
  { "pain_window",
    TEXT(NAME "circuit:\n  extends: ddh\n  pain_signal: {WDR: {from: 3 s}}\n" BRUSH),
    { NULL },
    "configs/circuits/ddh.yaml:210:58: circuit/pain_signal/WDR/to: 2000 ms is not after `from`, 3000 ms\n" },
  { "pain_unknown_population",
    TEXT(NAME "circuit:\n"
              "  extends: ddh\n"
              "  pain_signal: {NK1: {reference: 50 Hz, from: 0, to: 1}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:22: circuit/pain_signal: unknown population \"NK1\"\n" },
  { "no_stimuli", TEXT(NAME DDH), { NULL }, "@/x.yaml:1:1: stimuli: is required\n" },
  { "stimuli_empty", TEXT(NAME DDH "stimuli: {}\n"), { NULL }, "@/x.yaml:3:10: stimuli: has no stimulus\n" },
  { "stimulus_without_kind",
    TEXT(NAME DDH "stimuli:\n  b: {duration: 1 s}\n"),
    { NULL },
    "@/x.yaml:4:6: stimuli/b/kind: is required\n" },
  { "stimulus_unknown_kind",
    TEXT(NAME DDH "stimuli:\n  b: {kind: von_fry}\n"),
    { NULL },
    "@/x.yaml:4:13: stimuli/b/kind: \"von_fry\" is not known (did you mean \"von_frey\"?)\n" },
  { "stimulus_unknown_key",
    TEXT(NAME DDH "stimuli:\n  b: {kind: brush, force: 10 mN}\n"),
    { NULL },
    "@/x.yaml:4:27: stimuli/b/force: is read by the biophysical encoder alone (circuit/nerve/encoder); this circuit's "
    "is "
    "published\n" },
  { "stimulus_negative_duration",
    TEXT(NAME DDH "stimuli:\n  b: {kind: brush, duration: -1 s}\n"),
    { NULL },
    "@/x.yaml:4:30: stimuli/b/duration: -1000 is outside 0 … 3.6e+06 ms\n" },
  { "stimulus_lasts_nothing",
    TEXT(NAME DDH "stimuli:\n  b: {kind: brush, onset: 0 ms, duration: 0 ms}\n"),
    { NULL },
    "@/x.yaml:4:6: stimuli/b: lasts 0 ms: give a duration or a run_time above 0\n" },
  { "stimulus_run_time_too_short",
    TEXT(NAME DDH "stimuli:\n  b: {kind: brush, onset: 200 ms, run_time: 100 ms}\n"),
    { NULL },
    "@/x.yaml:4:45: stimuli/b/run_time: 100 ms ends before the stimulus begins, at 200 ms\n" },
  { "stimulus_components_is_a_mapping",
    TEXT(NAME DDH "stimuli:\n  b: {components: {kind: brush}}\n"),
    { NULL },
    "@/x.yaml:4:19: stimuli/b/components: expected a list of stimuli, found a mapping\n" },
  { "stimulus_components_empty",
    TEXT(NAME DDH "stimuli:\n  b: {components: []}\n"),
    { NULL },
    "@/x.yaml:4:19: stimuli/b/components: expected a list of stimuli, found an empty one\n" },
  { "stimulus_component_key",
    TEXT(NAME DDH "stimuli:\n"
                  "  b: {components: [{kind: brush}, {kind: scs, frequncy: 50}]}\n"),
    { NULL },
    "@/x.yaml:4:47: stimuli/b/components/1: unknown key \"frequncy\" (did you mean \"frequency\"?)\n" },
  { "stimulus_components_and_kind",
    TEXT(NAME DDH "stimuli:\n  b: {kind: brush, components: [{kind: brush}]}\n"),
    { NULL },
    "@/x.yaml:4:7: stimuli/b: unknown key \"kind\"\n" },
  { "stimulus_name",
    TEXT(NAME DDH "stimuli: {a.b: {kind: brush}}\n"),
    { NULL },
    "@/x.yaml:3:16: stimuli: the name \"a.b\" may have letters, digits, \"_\", \"-\" and \"+\" only\n" },
  { "electrical_without_latencies",
    TEXT(NAME "circuit: small\nstimuli: {b: {kind: electrical}}\n"),
    { NULL },
    "@/x.yaml:3:21: stimuli/b: an electrical stimulus needs the latencies of the fibres; fibres has none (give them in "
    "the circuit, or use ddh)\n" },
  { "brush_on_a_cell",
    TEXT(NAME "cell: PN_NK1\n" BRUSH),
    { NULL },
    "@/x.yaml:3:21: stimuli/b/kind: brush drives afferent fibres, and the circuit has none\n" },
  { "rates_on_a_circuit",
    TEXT(NAME DDH "stimuli:\n  b: {kind: afferent_rates}\n"),
    { NULL },
    "@/x.yaml:4:13: stimuli/b/kind: afferent_rates is for a rate_model\n" },
  { "brush_on_a_rate_model",
    TEXT(NAME "rate_model: rate_dorsal_horn\n" BRUSH),
    { NULL },
    "@/x.yaml:3:21: stimuli/b/kind: brush is for a circuit or a cell; a rate_model takes afferent_rates\n" },
  { "clamp_unknown_population",
    TEXT(NAME DDH "stimuli:\n  b: {kind: current_clamp, population: WRD}\n"),
    { NULL },
    "@/x.yaml:4:40: stimuli/b/population: unknown population of cells \"WRD\" (did you mean \"WDR\"?)\n" },
  { "clamp_of_fibres",
    TEXT(NAME DDH "stimuli:\n  b: {kind: current_clamp, population: ddh_C}\n"),
    { NULL },
    "@/x.yaml:4:40: stimuli/b/population: unknown population of cells \"ddh_C\"\n" },
  { "clamp_unknown_section",
    TEXT(NAME DDH "stimuli:\n  b: {kind: voltage_clamp, population: WDR, section: axn}\n"),
    { NULL },
    "@/x.yaml:4:54: stimuli/b/section: unknown section \"axn\" (did you mean \"axon\"?)\n" },
  { "clamp_cell_beyond",
    TEXT(NAME DDH "stimuli:\n  b: {kind: current_clamp, population: WDR, cell: 1}\n"),
    { NULL },
    "@/x.yaml:4:51: stimuli/b/cell: 1: WDR has cells 0 … 0\n" },
  { "two_voltage_clamps",
    TEXT(NAME DDH "stimuli:\n"
                  "  b: {components: [{kind: voltage_clamp}, {kind: voltage_clamp, section: soma}]}\n"),
    { NULL },
    "@/x.yaml:4:6: stimuli/b: two voltage clamps hold the same place\n" },
  { "trains_without_file",
    TEXT(NAME DDH "stimuli:\n  b: {kind: trains}\n"),
    { NULL },
    "@/x.yaml:4:6: stimuli/b/file: is required\n" },
  { "trains_file_missing",
    TEXT(NAME DDH "stimuli:\n  b: {kind: trains, file: nowhere.csv}\n"),
    { NULL },
    "@/x.yaml:4:27: stimuli/b/file: @/nowhere.csv: No such file or directory\n" },
  { "trains_bad_rows",
    TEXT(NAME DDH "stimuli:\n  b: {kind: trains, file: trains_bad.csv}\n"),
    { NULL },
    "@/trains_bad.csv:3:8: index: 99 is outside 0 … 14\n"
    "@/trains_bad.csv:4:1: population: \"SG\" is no population of fibres\n"
    "@/trains_bad.csv:5:10: t_ms: -3 is outside 0 … 1e+09\n"
    "@/trains_bad.csv:6:10: t_ms: \"nan\" is not a number\n"
    "@/trains_bad.csv:7:10: t_ms: \"12 ms\" has unit ms, expected a pure number\n" },
  { "trains_file_is_a_graph",
    TEXT(NAME DDH "stimuli:\n  b: {kind: trains, file: graph_twice.csv}\n"),
    { NULL },
    "@/graph_twice.csv:1:1: has no column \"population\"\n"
    "@/graph_twice.csv:1:1: has no column \"index\"\n"
    "@/graph_twice.csv:1:1: has no column \"t_ms\"\n"
    "@/graph_twice.csv:1:1: unknown column \"pre_pop\"\n"
    "@/graph_twice.csv:1:9: unknown column \"pre_index\"\n"
    "@/graph_twice.csv:1:19: unknown column \"post_pop\"\n"
    "@/graph_twice.csv:1:28: unknown column \"post_index\"\n" },
  { "graph_unknown_key",
    TEXT(BASE "graph: {sed: 1}\n"),
    { NULL },
    "@/x.yaml:4:9: graph: unknown key \"sed\" (did you mean \"seed\"?)\n" },
  { "graph_seed_and_files",
    TEXT(BASE "graph: {seed: 1, files: graph_twice.csv}\n"),
    { NULL },
    "@/x.yaml:4:8: graph: has both `seed` and `files`: a graph is drawn or read\n"
    "@/graph_twice.csv:5:1: pre_pop: the pair ddh_Ab 0 to SG 0 is there twice: first at @/graph_twice.csv:2\n" },
  { "graph_missing",
    TEXT(BASE "graph: {files: [nowhere.csv]}\n"),
    { NULL },
    "@/x.yaml:4:17: graph/files: @/nowhere.csv: No such file or directory\n" },
  { "graph_missing_column",
    TEXT(BASE "graph: {files: [graph_missing_column.csv]}\n"),
    { NULL },
    "@/graph_missing_column.csv:1:1: has no column \"post_index\" (is it \"pre_index\"?)\n" },
  { "graph_misspelled_column",
    TEXT(BASE "graph: {files: [graph_misspelled_column.csv]}\n"),
    { NULL },
    "@/graph_misspelled_column.csv:1:1: has no column \"pre_index\" (is it \"pre_idx\"?)\n"
    "@/graph_misspelled_column.csv:1:9: unknown column \"pre_idx\"\n" },
  { "graph_extra_column",
    TEXT(BASE "graph: {files: [graph_extra_column.csv]}\n"),
    { NULL },
    "@/graph_extra_column.csv:1:39: unknown column \"weight\"\n" },
  { "graph_bad_index",
    TEXT(BASE "graph: {files: [graph_bad_index.csv]}\n"),
    { NULL },
    "@/graph_bad_index.csv:3:8: pre_index: 15 is outside 0 … 14\n"
    "@/graph_bad_index.csv:4:8: pre_index: \"x\" is not a whole number\n"
    "@/graph_bad_index.csv:5:8: pre_index: \"1.5\" is not a whole number\n"
    "@/graph_bad_index.csv:6:8: pre_index: -1 is outside 0 … 14\n" },
  { "graph_twice",
    TEXT(BASE "graph: {files: [graph_twice.csv]}\n"),
    { NULL },
    "@/graph_twice.csv:5:1: pre_pop: the pair ddh_Ab 0 to SG 0 is there twice: first at @/graph_twice.csv:2\n" },
  { "graph_no_pathway",
    TEXT(BASE "graph: {files: [graph_no_pathway.csv]}\n"),
    { NULL },
    "@/graph_no_pathway.csv:2:1: pre_pop: no pathway of the circuit leads from SG to SGS\n" },
  { "graph_unknown_population",
    TEXT(BASE "graph: {files: [graph_unknown_population.csv]}\n"),
    { NULL },
    "@/graph_unknown_population.csv:2:1: pre_pop: the circuit has no population \"ddh_AB\" (did you mean \"ddh_Ab\"?)\n"
    "@/graph_unknown_population.csv:3:10: post_pop: the circuit has no population \"nowhere\"\n" },
  { "graph_fields",
    TEXT(BASE "graph: {files: [graph_fields.csv]}\n"),
    { NULL },
    "@/graph_fields.csv:2:1: has 3 fields where the header has 4 columns\n"
    "@/graph_fields.csv:3:1: has 5 fields where the header has 4 columns\n" },
  { "graph_header",
    TEXT(BASE "graph: {files: [graph_header.csv]}\n"),
    { NULL },
    "@/graph_header.csv:1:19: the column \"pre_pop\" is there twice\n"
    "@/graph_header.csv:1:27: column 4 has no name\n" },
  { "graph_no_rows",
    TEXT(BASE "graph: {files: [graph_no_rows.csv]}\n"),
    { NULL },
    "@/x.yaml:4:16: graph/files: has no pair\n" },
  { "graph_empty", TEXT(BASE "graph: {files: [empty.csv]}\n"), { NULL }, "@/empty.csv: is empty\n" },
  { "graph_open_quote",
    TEXT(BASE "graph: {files: [graph_open_quote.csv]}\n"),
    { NULL },
    "@/graph_open_quote.csv:2:1: the quote that begins here is not closed in its line\n" },
  { "graph_not_text",
    TEXT(BASE "graph: {files: [graph_not_text.csv]}\n"),
    { NULL },
    "@/graph_not_text.csv:2:10: the byte 0x00 is not text\n" },
  { "graph_folder", TEXT(BASE "graph: {files: [cells]}\n"), { NULL }, "@/cells: this is a folder, not a file\n" },
  { "graph_of_a_rate_model",
    TEXT(NAME "rate_model: rate_dorsal_horn\n"
              "stimuli: {b: {kind: afferent_rates}}\n"
              "graph: {seed: 1}\n"),
    { NULL },
    "@/x.yaml:4:8: graph: a rate_model has no graph\n" },
  { "conditions_empty", TEXT(BASE "conditions: {}\n"), { NULL }, "@/x.yaml:4:13: conditions: has no condition\n" },
  { "condition_unknown_key",
    TEXT(BASE "conditions:\n  c: {phenotype: [inhibition_lost]}\n"),
    { NULL },
    "@/x.yaml:5:7: conditions/c: unknown key \"phenotype\" (did you mean \"phenotypes\"?)\n" },
  { "condition_name",
    TEXT(BASE "conditions: {a b: {}}\n"),
    { NULL },
    "@/x.yaml:4:19: conditions: the name \"a b\" may have letters, digits, \"_\", \"-\" and \"+\" only\n" },
  { "unknown_phenotype",
    TEXT(BASE "conditions:\n  c: {phenotypes: [inhibition_lst]}\n"),
    { NULL },
    "@/x.yaml:5:20: there is no \"inhibition_lst\" in the configs of kind phenotypes (did you mean "
    "\"inhibition_lost\"?)\n" },
  { "phenotype_twice",
    TEXT(BASE "conditions:\n  c: {phenotypes: [inhibition_lost, inhibition_lost]}\n"),
    { NULL },
    "@/x.yaml:5:37: conditions/c/phenotypes: \"inhibition_lost\" is there twice\n" },
  { "bad_phenotype",
    TEXT(BASE "conditions:\n  c: {phenotypes: [bad_phenotype]}\n"),
    { NULL },
    "@/phenotypes/bad_phenotype.yaml:3:59: modifiers/circuit/populations/WDR/hillock/channels/na_traub/gbar: has 2 "
    "operations: give one of scale, add, shift\n"
    "@/phenotypes/bad_phenotype.yaml:4:40: modifiers/circuit/populations/SG/release_gaba: has no operation: give one "
    "of scale, add, shift\n"
    "@/phenotypes/bad_phenotype.yaml:5:43: modifiers/circuit/populations/SGS/release_gaba: unknown key \"times\"\n"
    "@/phenotypes/bad_phenotype.yaml:6:62: modifiers/circuit/populations/WDR/receptors/NMDA/tau_decay/shift: \"5 mV\" "
    "has unit mV, expected ms\n" },
  { "phenotype_of_another_circuit",
    TEXT(BASE "conditions:\n  c: {phenotypes: [pv_silenced]}\n"),
    { NULL },
    "configs/phenotypes/pv_silenced.yaml:6:3: pv_silenced: no parameter has the path circuit/populations/PV/survival; "
    "the nearest is circuit/populations/SG/survival\n" },
  { "two_references",
    TEXT(BASE "conditions: {a: {reference: true}, b: {reference: true}}\n"),
    { NULL },
    "@/x.yaml:4:51: conditions/b/reference: a second reference: there is one\n" },
  { "attribution_of_one_cause",
    TEXT(BASE "conditions: {a: {}, b: {phenotypes: [inhibition_halved], attribution: true}}\n"),
    { NULL },
    "@/x.yaml:4:24: conditions/b: asks for attribution but has 1 cause; it takes two or more\n" },
  { "reference_is_text",
    TEXT(BASE "conditions:\n  c: {reference: \"true\"}\n"),
    { NULL },
    "@/x.yaml:5:18: conditions/c/reference: expected true or false, found \"true\"\n" },
  { "modifier_two_operations",
    TEXT(BASE "conditions:\n  c: {modifiers: {circuit/sprouting: {add: 1, scale: 2}}}\n"),
    { NULL },
    "@/x.yaml:5:38: conditions/c/modifiers/circuit/sprouting: has 2 operations: give one of scale, add, shift\n" },
  { "modifier_without_operation",
    TEXT(BASE "conditions:\n  c: {modifiers: {circuit/sprouting: {}}}\n"),
    { NULL },
    "@/x.yaml:5:38: conditions/c/modifiers/circuit/sprouting: has no operation: give one of scale, add, shift\n" },
  { "modifier_unknown_operation",
    TEXT(BASE "conditions:\n  c: {modifiers: {circuit/sprouting: {ad: 1}}}\n"),
    { NULL },
    "@/x.yaml:5:39: conditions/c/modifiers/circuit/sprouting: unknown key \"ad\" (did you mean \"add\"?)\n" },
  { "modifier_is_a_number",
    TEXT(BASE "conditions:\n  c: {modifiers: {circuit/sprouting: 1}}\n"),
    { NULL },
    "@/x.yaml:5:38: conditions/c/modifiers/circuit/sprouting: expected a mapping (\"key: value\"), found \"1\"\n" },
  { "modifier_unknown_path",
    TEXT(BASE "conditions:\n"
              "  c: {modifiers: {circuit/populations/WDR/hillock/channels/na_traub/gbr: {scale: 2}}}\n"),
    { NULL },
    "@/x.yaml:5:19: experiment: no parameter has the path circuit/populations/WDR/hillock/channels/na_traub/gbr; the "
    "nearest is circuit/populations/WDR/hillock/channels/na_traub/gbar\n" },
  { "modifier_unknown_group",
    TEXT(BASE "conditions:\n"
              "  c: {modifiers: {circuit/populations/projecton/survival: {scale: 0}}}\n"),
    { NULL },
    "@/x.yaml:5:19: experiment: no parameter has the path circuit/populations/projecton/survival; the nearest is "
    "circuit/populations/projection/survival\n" },
  { "modifier_out_of_range",
    TEXT(BASE "conditions:\n"
              "  c: {modifiers: {circuit/populations/WDR/survival: {scale: 2}}}\n"),
    { NULL },
    "@/x.yaml:5:19: experiment (scale 2): circuit/populations/WDR/survival: 2 is outside 0 … 1\n" },
  { "modifiers_together_out_of_range",
    TEXT(BASE "conditions:\n"
              "  c: {modifiers: {circuit/populations/WDR/release_gaba: {scale: 4}, "
              "circuit/populations/projection/release_gaba: {scale: 4}}}\n"),
    { NULL },
    "@/x.yaml:5:6: conditions/c: experiment (scale 4): experiment (scale 4): circuit/populations/WDR/release_gaba: 16 "
    "is outside 0 … 10\n" },
  { "modifier_of_a_count",
    TEXT(BASE "conditions:\n  c: {modifiers: {circuit/populations/WDR/n: {scale: 2}}}\n"),
    { NULL },
    "@/x.yaml:5:19: experiment: circuit/populations/WDR/n is a count and can't be modified\n" },
  { "modifier_unit",
    TEXT(BASE "conditions:\n"
              "  c: {modifiers: {circuit/populations/WDR/receptors/GABA_A/reversal: {shift: 10 ms}}}\n"),
    { NULL },
    "@/x.yaml:5:78: conditions/c/modifiers/circuit/populations/WDR/receptors/GABA_A/reversal/shift: \"10 ms\" has unit "
    "ms, expected mV\n" },
  { "modifier_scale_with_unit",
    TEXT(BASE "conditions:\n"
              "  c: {modifiers: {circuit/populations/WDR/receptors/GABA_A/reversal: {scale: 2 mV}}}\n"),
    { NULL },
    "@/x.yaml:5:78: conditions/c/modifiers/circuit/populations/WDR/receptors/GABA_A/reversal/scale: \"2 mV\" has unit "
    "mV, expected a pure number\n" },
  { "modifier_of_the_solver",
    TEXT(BASE "conditions:\n  c: {modifiers: {solver/dt: {scale: 0.5}}}\n"),
    { NULL },
    "@/x.yaml:5:19: conditions/c/modifiers: \"solver/dt\" can't be modified: a condition acts on circuit/…, "
    "rate_model/…, stimuli/… and assays/…\n" },
  { "modifier_of_what_is_not_given",
    TEXT(BASE "conditions:\n"
              "  c: {modifiers: {circuit/populations/WDR/receptors/GABA_A/chloride_inside: {scale: 2}}}\n"),
    { NULL },
    "@/x.yaml:5:19: experiment: circuit/populations/WDR/receptors/GABA_A/chloride_inside is not given, so it can't be "
    "modified\n" },
  { "modifier_makes_delay_zero",
    TEXT(BASE "conditions:\n"
              "  c: {modifiers: {circuit/pathways/SG_to_EX/delay: {scale: 0}}}\n"),
    { NULL },
    "@/x.yaml:5:6: conditions/c: the delay of SG_to_EX is 0 ms; from cells it must be above 0\n" },
  { "report_unknown_population",
    TEXT(BASE "reports: {v: {population: WRD}}\n"),
    { NULL },
    "@/x.yaml:4:14: reports/v/variable: is required\n"
    "@/x.yaml:4:27: reports/v/population: unknown population of cells \"WRD\" (did you mean \"WDR\"?)\n" },
  { "report_without_population",
    TEXT(BASE "reports: {v: {variable: v}}\n"),
    { NULL },
    "@/x.yaml:4:14: reports/v/population: is required\n" },
  { "report_unknown_section",
    TEXT(BASE "reports: {v: {population: WDR, section: sma, variable: v}}\n"),
    { NULL },
    "@/x.yaml:4:41: reports/v/section: unknown section \"sma\" (did you mean \"soma\"?)\n" },
  { "report_unknown_gate",
    TEXT(BASE "reports: {v: {population: WDR, section: hillock, variable: na_traub.x}}\n"),
    { NULL },
    "@/x.yaml:4:60: reports/v/variable: unknown variable of WDR/hillock \"na_traub.x\" (did you mean "
    "\"na_traub.m\"?)\n" },
  { "report_unknown_receptor",
    TEXT(BASE "reports: {v: {population: SG, variable: g_GABA_A}}\n"),
    { NULL },
    "@/x.yaml:4:41: reports/v/variable: unknown variable of SG \"g_GABA_A\"\n" },
  { "report_no_calcium",
    TEXT(BASE "reports: {v: {population: SG, section: dend, variable: cai}}\n"),
    { NULL },
    "@/x.yaml:4:56: reports/v/variable: unknown variable of SG/dend \"cai\"\n" },
  { "detector_unknown_section",
    TEXT(BASE "detectors: {d: {population: WDR, section: axn}}\n"),
    { NULL },
    "@/x.yaml:4:43: detectors/d/section: unknown section \"axn\" (did you mean \"axon\"?)\n" },
  { "detector_unknown_population",
    TEXT(BASE "detectors: {d: {population: WDX, section: axon}}\n"),
    { NULL },
    "@/x.yaml:4:29: detectors/d/population: unknown population of cells \"WDX\" (did you mean \"WDR\"?)\n" },
  { "detector_cell_and_place",
    TEXT(BASE "detectors: {d: {population: WDR, cell: 3, at: 1.5, treshold: -20}}\n"),
    { NULL },
    "@/x.yaml:4:40: detectors/d/cell: 3: WDR has cells 0 … 0\n"
    "@/x.yaml:4:47: detectors/d/at: 1.5 is outside 0 … 1\n"
    "@/x.yaml:4:52: detectors/d: unknown key \"treshold\" (did you mean \"threshold\"?); allowed: cell, at, "
    "threshold, section, population\n" },
  { "detector_without_population",
    TEXT(BASE "detectors: {d: {section: axon}}\n"),
    { NULL },
    "@/x.yaml:4:16: detectors/d/population: is required\n" },
  { "detector_of_a_rate_model",
    TEXT(NAME "rate_model: rate_dorsal_horn\n"
              "stimuli: {b: {kind: afferent_rates}}\n"
              "detectors: {d: {section: soma}}\n"),
    { NULL },
    "@/x.yaml:4:12: detectors: a rate_model has no membrane to watch\n" },
  { "report_no_pool",
    TEXT(BASE "reports: {v: {population: SG, section: dend, variable: nai}}\n"),
    { NULL },
    "@/x.yaml:4:56: reports/v/variable: unknown variable of SG/dend \"nai\"; there are v, i_clamp, i_leak, "
    "kdr_sg.n, kdr_sg.h, i_kdr_sg, g_AMPA\n" },
  { "report_interval",
    TEXT(BASE "reports: {v: {population: WDR, variable: v, interval: 0.03 ms}}\n"),
    { NULL },
    "@/x.yaml:4:55: reports/v/interval: 0.03 ms is not a multiple of solver/dt, 0.025 ms\n" },
  { "report_cells",
    TEXT(BASE "reports: {v: {population: WDR, variable: v, cells: [0, 2]}}\n"),
    { NULL },
    "@/x.yaml:4:52: reports/v/cells: [0, 2] goes beyond the cells of WDR, 0 … 0\n" },
  { "report_cells_form",
    TEXT(BASE "reports: {v: {population: WDR, variable: v, cells: 1}}\n"),
    { NULL },
    "@/x.yaml:4:52: reports/v/cells: expected [first, number], two whole numbers, the second above 0\n" },
  { "report_of_a_rate_model",
    TEXT(NAME "rate_model: rate_dorsal_horn\n"
              "stimuli: {b: {kind: afferent_rates}}\n"
              "reports: {v: {variable: P}}\n"),
    { NULL },
    "@/x.yaml:4:10: reports: a rate_model needs no reports: all its variables are recorded\n" },
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
    "@/x.yaml:5:72: conditions/c/modifiers/circuit/sprouting: has 2 operations: give one of scale, add, shift\n" },
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

/* All problems of a text, as one text that the caller frees; reading must fail. */
static char *problems_of(const bad_config *c)
{
  rx_problems *problems = rx_problems_create();
  rx_experiment *experiment = NULL;
  rx_error err = { 0 };
  size_t n_sets = 0;
  while (n_sets < sizeof c->sets / sizeof *c->sets && c->sets[n_sets] != NULL) n_sets++;
  const rx_status status =
      rx_experiment_read_text(c->text, c->n, FILE_NAME, n_sets, c->sets, problems, &experiment, &err);
  cr_expect_eq(status, RX_E_INPUT, "%s: %s", c->name, rx_status_text(status));
  cr_expect_null(experiment, "%s", c->name);
  char *text = rx_problems_text(problems);
  rx_problems_free(problems);
  return text;
}

/* True if each line of found begins with the line of expected. */
static bool begins_with(const char *found, const char *expected)
{
  while (*expected != '\0') {
    for (; *expected != '\n'; expected++, found++) {
      if (*expected == '@' && strncmp(found, "tests/io/bad", 12) == 0)
        found += 11;
      else if (*found != *expected)
        return false;
    }
    expected++;
    found += strcspn(found, "\n");
    found += *found == '\n';
  }
  return *found == '\0';
}

Test(experiment_problems, each_wrong_config_is_answered_at_its_place)
{
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    char *found = problems_of(&CASES[i]);
    cr_expect(begins_with(found, CASES[i].expected), "%s: found\n%sexpected\n%s", CASES[i].name, found,
              CASES[i].expected);
    free(found);
  }
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
