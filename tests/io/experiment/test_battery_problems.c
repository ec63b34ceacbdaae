/* Wrong configs: stimuli, graphs, conditions, reports and detectors. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/io/experiment/bad_configs.h"

static const bad_config CASES[] = {
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
  { "triggered_stimulation_at_a_step_that_does_not_divide_its_window",
    TEXT(NAME "circuit: hTA_1\nsolver: {dt: 0.03 ms}\nstimuli:\n  s:\n    components:\n"
              "      - {kind: drive}\n"
              "      - {kind: nerve_stimulation, duration: 1 s, trigger: torque}\n"),
    { NULL },
    "@/x.yaml:8:59: stimuli/s/components/1/trigger: the pool is read every 1 ms, which is no multiple of solver/dt, "
    "0.03 "
    "ms\n" },
  { "triggered_stimulation_at_coarse_steps",
    TEXT(NAME "circuit: hTA_1\nsolver: {coarse_steps: 16}\n"
              "stimuli: {s: {kind: nerve_stimulation, duration: 1 s, trigger: discharge}}\n"),
    { NULL },
    "@/x.yaml:4:64: stimuli/s/trigger: the pool is read every 1 ms, which is no multiple of solver/coarse_steps times "
    "solver/dt, 0.4 ms\n" },
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
    "operations: give one of scale, add, shift, set\n"
    "@/phenotypes/bad_phenotype.yaml:4:40: modifiers/circuit/populations/SG/release_gaba: has no operation: give one "
    "of scale, add, shift, set\n"
    "@/phenotypes/bad_phenotype.yaml:5:43: modifiers/circuit/populations/SGS/release_gaba: unknown key \"times\"\n"
    "@/phenotypes/bad_phenotype.yaml:6:62: modifiers/circuit/populations/WDR/receptors/NMDA/tau_decay/shift: \"5 mV\" "
    "has unit mV, expected ms\n" },
  { "phenotype_of_another_circuit",
    TEXT(BASE "conditions:\n  c: {phenotypes: [pv_silenced]}\n"),
    { NULL },
    "@/x.yaml:5:19: conditions/c/phenotypes: pv_silenced: no parameter has the path circuit/populations/PV/survival; "
    "the nearest is circuit/populations/SG/survival (configs/phenotypes/pv_silenced.yaml:6)\n" },
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
    "@/x.yaml:5:38: conditions/c/modifiers/circuit/sprouting: has 2 operations: give one of scale, add, shift, set\n" },
  { "modifier_without_operation",
    TEXT(BASE "conditions:\n  c: {modifiers: {circuit/sprouting: {}}}\n"),
    { NULL },
    "@/x.yaml:5:38: conditions/c/modifiers/circuit/sprouting: has no operation: give one of scale, add, shift, set\n" },
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
    "@/x.yaml:5:6: conditions/c: experiment (scale 4) and experiment (scale 4): circuit/populations/WDR/release_gaba: "
    "16 "
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
};

Test(battery_problems, each_wrong_part_of_an_experiment_is_answered_at_its_place)
{
  each_is_answered(sizeof CASES / sizeof *CASES, CASES);
}

/* What divides the window, and what has no step at all or no window, is good; a step that a study puts in force is answered too. */
Test(battery_problems, triggered_stimulation_asks_for_a_step_that_divides_its_window_and_no_more)
{
  static const char *const GOOD[][2] = { { "{dt: 0.025 ms}", "torque" },
                                         { "{dt: 0.02 ms, coarse_steps: 2}", "discharge" },
                                         { "{dt: 0.125 ms, coarse_steps: 8}", "torque" },
                                         { "{dt: 0.03 ms, method: cvode}", "torque" },
                                         { "{dt: 0.03 ms}", "none" } };
  for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
    char text[400];
    snprintf(text, sizeof text,
             NAME "circuit: hTA_1\nsolver: %s\nstimuli: {s: {kind: nerve_stimulation, duration: 1 s, trigger: %s}}\n",
             GOOD[i][0], GOOD[i][1]);
    rx_problems *problems = rx_problems_create();
    rx_experiment *e = NULL;
    rx_error err = { 0 };
    rx_experiment_read_text(text, strlen(text), FILE_NAME, 0, NULL, problems, &e, NULL);
    char *said = rx_problems_text(problems);
    cr_assert(e != NULL, "%s%s", text, said);
    free(said);
    if (i == 0) {
      cr_assert_eq(rx_entry_set(rx_registry_find(e->registry, "solver/dt"), 0.03, NULL), RX_OK);
      cr_expect_eq(rx_experiment_check_values(e, &err), RX_E_INPUT);
      cr_expect_str_eq(err.text,
                       "the stimulus s: the pool is read every 1 ms, which is no multiple of solver/dt, 0.03 ms");
    }
    rx_experiment_free(e);
    rx_problems_free(problems);
  }
}
