/* Reading of experiments: how they are composed, their parts, files beside them, and their canonical text. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "io/results/sonata.h"
#include "stimuli/drive.h"
#include "tests/io/experiment/experiment_checks.h"

TestSuite(experiment, .init = start_problems, .fini = end_problems);

/* ---- composition ---- */

Test(experiment, a_cell_becomes_a_circuit_of_one_population)
{
  rx_experiment *e = NULL;
  cr_assert_eq(rx_experiment_read("configs/single_cell.yaml", 0, NULL, problems, &e, NULL), RX_OK);
  cr_assert_eq(e->circuit->n_populations, 1);
  cr_expect_str_eq(e->circuit->name, "PN_NK1");
  cr_expect_eq(e->circuit->populations[0].n, 1);
  cr_expect_eq(e->circuit->n_pathways, 0);
  cr_expect_eq(e->solver, RX_SOLVER_CVODE);
  cr_expect_eq(e->rtol, 1e-8);
  has(e, "circuit/populations/PN_NK1/threshold", -20);
  has(e, "circuit/populations/PN_NK1/temperature", 36);
  has(e, "stimuli/step_20pA/amplitude", 0.02);
  has(e, "stimuli/step_20pA/run_time", 800);
  cr_expect_str_eq(e->reports[0].population, "PN_NK1");
  cr_expect_str_eq(e->reports[1].section, "dend");
  cr_expect_eq(e->reports[0].n, -1);
  rx_experiment_free(e);
}

static const char CELL[] = "experiment: x\ncell: { cell: IN_TONIC, grid: full, soma: { length: 12 um } }\n"
                           "stimuli: { s: { kind: current_clamp } }\n";

Test(experiment, sets_reach_a_cell_by_both_of_its_paths)
{
  static const char *const SETS[] = { "cell/dend/length=1000 um",
                                      "circuit/populations/IN_TONIC/hillock/channels/na_sg/gbar=2" };
  rx_experiment *e = text_with(CELL, 2, SETS);
  has(e, "circuit/populations/IN_TONIC/soma/length", 12);
  has(e, "circuit/populations/IN_TONIC/soma/compartments", 10);
  has(e, "circuit/populations/IN_TONIC/dend/length", 1000);
  has(e, "circuit/populations/IN_TONIC/hillock/channels/na_sg/gbar", 2);
  cr_expect_str_eq(entry(e, "circuit/populations/IN_TONIC/dend/length")->file, "--set");
  rx_experiment_free(e);
}

Test(experiment, a_set_may_take_another_cell)
{
  static const char *const SETS[] = { "cell=PN_NK1", "cell/soma/length=21 um" };
  rx_experiment *e = text_with(CELL, 2, SETS);
  has(e, "circuit/populations/PN_NK1/soma/length", 21);
  rx_experiment_free(e);
}

static const char SMALL[] = "experiment: x\ncircuit: ddh\nstimuli: { b: { kind: brush, duration: 100 ms } }\n";

Test(experiment, sets_lie_on_top_of_circuits_cells_and_receptors)
{
  static const char *const SETS[] = {
    "circuit/populations/WDR/hillock/channels/na_traub/gbar=3000 mS/cm2",
    "circuit/populations/WDR/everywhere/axial_resistivity=0.2 kohm cm",
    "circuit/receptors/NMDA/magnesium=500 uM",
    "circuit/populations/EX/grid=full",
    "circuit/populations/SG/soma/compartments=7",
    "circuit/pathways/SG_to_EX/weights/GABA_A={value: 1 uS, source: a guess, mark: D}",
    "circuit/pathways/SG_to_EX/short_term_plasticity={U: 0.5, tau_rec: 0.1 s}",
    "seed=18446744073709551615",
  };
  rx_experiment *e = text_with(SMALL, sizeof SETS / sizeof *SETS, SETS);
  has(e, "circuit/populations/WDR/hillock/channels/na_traub/gbar", 3);
  has(e, "circuit/populations/WDR/axon/axial_resistivity", 200);
  has(e, "circuit/populations/EX/receptors/NMDA/magnesium", 0.5);
  has(e, "circuit/populations/WDR/receptors/NMDA/magnesium", 0.5);
  has(e, "circuit/populations/EX/dend/compartments", 5);
  has(e, "circuit/populations/SG/soma/compartments", 7);
  has(e, "circuit/pathways/SG_to_EX/weights/GABA_A", 1000);
  has(e, "circuit/pathways/SG_to_EX/short_term_plasticity/tau_rec", 100);
  cr_expect_str_eq(entry(e, "circuit/pathways/SG_to_EX/weights/GABA_A")->source, "a guess");
  cr_expect_str_eq(entry(e, "circuit/pathways/SG_to_EX/weights/GABA_A")->mark, "D");
  cr_expect_eq(pathway(e, "SG_to_EX")->stp.U, 0.5);
  cr_expect_eq(e->seed, UINT64_MAX);
  cr_expect_eq(e->graph_seed, UINT64_MAX);
  rx_experiment_free(e);
}

Test(experiment, a_set_may_take_another_circuit)
{
  static const char *const SETS[] = { "circuit=sdh", "circuit/sprouting=3" };
  rx_experiment *e = text_with(SMALL, 2, SETS);
  cr_expect_str_eq(e->circuit->name, "sdh");
  cr_expect_eq(e->circuit->sprouting, 3);
  rx_experiment_free(e);
}

Test(experiment, null_takes_away)
{
  static const char *const SETS[] = { "circuit/pathways/SGS_to_WDR=null",
                                      "circuit/populations/WDR/soma/channels/na_p=null" };
  rx_experiment *e = text_with(SMALL, 2, SETS);
  cr_expect_null(rx_registry_find(e->registry, "circuit/pathways/SGS_to_WDR/delay"));
  cr_expect_null(rx_registry_find(e->registry, "circuit/populations/WDR/soma/channels/na_p/gbar"));
  cr_expect_eq(e->circuit->n_pathways, 11);
  rx_experiment_free(e);
}

Test(experiment, a_cell_of_ones_own_keeps_what_it_does_not_change)
{
  rx_experiment *e = NULL;
  cr_assert_eq(rx_experiment_read("configs/my_cell.yaml", 0, NULL, problems, &e, NULL), RX_OK);
  has(e, "circuit/populations/NK1/dend/length", 420);
  has(e, "circuit/populations/NK1/dend/channels/k_ca/gbar", 5e-4);
  has(e, "circuit/populations/NK1/dend/channels/ka_borg/gbar", 2e-4);
  has(e, "circuit/populations/NK1/dend/channels/k_traub/gbar", 0.036);
  has(e, "circuit/populations/NK1/soma/length", 20);
  has(e, "circuit/populations/NK1/v_init", -60);
  cr_expect_str_eq(entry(e, "circuit/populations/NK1/dend/length")->mark, "D");
  cr_expect_str_eq(entry(e, "circuit/populations/NK1/soma/length")->mark, "R");
  cr_expect_str_eq(population(e, "NK1")->cell.name, "my_projection_cell");
  rx_experiment_free(e);
}

Test(experiment, an_experiment_may_extend_another)
{
  rx_experiment *e = NULL;
  cr_assert_eq(rx_experiment_read("configs/quick.yaml", 0, NULL, problems, &e, NULL), RX_OK);
  cr_expect_eq(e->n_conditions, 2);
  cr_expect_str_eq(e->conditions[1].name, "inhibition_lost");
  cr_expect_eq(e->n_stimuli, 2);
  has(e, "stimuli/pinch/duration", 50);
  has(e, "circuit/populations/PKC/n", 4);
  has(e, "circuit/pain_signal/NK1/to", 50);
  rx_experiment_free(e);
}

/* ---- the parts of an experiment ---- */

Test(experiment, what_is_not_given_has_its_default)
{
  rx_experiment *e = text_with(SMALL, 0, NULL);
  cr_expect_str_eq(e->name, "x");
  cr_expect_str_eq(e->title, "x");
  cr_expect_null(e->output);
  cr_expect_eq(e->seed, 1);
  cr_expect_eq(e->repetitions, 1);
  cr_expect_eq(e->threads, 0);
  cr_expect_eq(e->bin, 50);
  cr_expect_eq(e->dt, 0.025);
  cr_expect_eq(e->coarse_steps, 1);
  cr_expect_not(e->single_precision);
  cr_expect_not_null(strstr(e->effective, "solver/precision: double\n"));
  cr_expect_eq(e->rtol, 1e-7);
  cr_expect_eq(e->solver, RX_SOLVER_ENSEMBLE);
  cr_assert_eq(e->n_conditions, 1);
  cr_expect_str_eq(e->conditions[0].name, "control");
  cr_expect_eq(e->conditions[0].n_modifiers, 0);
  cr_expect_eq(e->reference_condition, 0);
  cr_expect_eq(e->n_graph_rows, 0);
  cr_expect(isnan(e->stimuli[0].duration));
  cr_expect_eq(e->stimuli[0].components[0].duration, 100);
  cr_expect_str_eq(e->text, SMALL);
  rx_experiment_free(e);
}

Test(experiment, conditions_gather_phenotypes_and_modifiers)
{
  static const char TEXT[] = "experiment: x\ncircuit: ddh\nstimuli: { b: { kind: brush } }\nconditions:\n"
                             "  a: { description: as it is }\n"
                             "  b:\n    reference: true\n    phenotypes: [inhibition_halved, chloride_minus60]\n"
                             "    modifiers:\n      circuit/pathways/*/release: { scale: 0.75 }\n"
                             "      circuit/populations/WDR/receptors/NMDA/tau_decay: { add: 0.01 s }\n";
  rx_experiment *e = text_with(TEXT, 0, NULL);
  cr_expect_eq(e->reference_condition, 1);
  cr_expect_str_eq(e->conditions[0].description, "as it is");
  const rx_condition *b = &e->conditions[1];
  cr_assert_eq(b->n_modifiers, 6);
  cr_expect_str_eq(b->modifiers[0].source, "inhibition_halved");
  cr_expect_eq(b->modifiers[2].operation, RX_SHIFT);
  cr_expect_eq(b->modifiers[2].value, 10);
  cr_expect_str_eq(b->modifiers[4].source, "experiment");
  cr_expect_str_eq(b->modifiers[5].path, "circuit/populations/WDR/receptors/NMDA/tau_decay");
  cr_expect_eq(b->modifiers[5].value, 10, "10 ms");
  cr_expect_eq(b->modifiers[5].line, 11);
  has(e, "circuit/populations/SG/release_gaba", 1); /* the check leaves nothing behind */
  rx_error err = { 0 };
  cr_expect_eq(rx_modifiers_apply(e->registry, e->circuit, b->n_modifiers, b->modifiers, NULL, &err), RX_OK, "%s",
               err.text);
  cr_expect_eq(population(e, "SG")->release_gaba, 0.5);
  cr_expect_eq(receptor(population(e, "EX"), "GABA_A")->reversal, -60);
  cr_expect_eq(pathway(e, "EX_to_WDR")->release, 0.75);
  cr_expect_eq(receptor(population(e, "WDR"), "NMDA")->tau_decay, 110);
  rx_experiment_free(e);
}

Test(experiment, stimuli_have_components_and_run_times)
{
  rx_experiment *e = NULL;
  cr_assert_eq(rx_experiment_read("configs/scs.yaml", 0, NULL, problems, &e, NULL), RX_OK);
  const rx_battery_item *item = &e->stimuli[2];
  cr_expect_str_eq(item->name, "scs_50_Hz");
  cr_assert_eq(item->n_components, 2);
  cr_expect(item->is_list);
  cr_expect_eq(item->components[1].kind, RX_STIMULUS_SCS);
  cr_expect_eq(item->components[1].frequency, 50);
  cr_expect_eq(item->components[1].local_fibres, 15);
  cr_expect_eq(item->duration, 4500);
  has(e, "stimuli/scs_50_Hz/components/1/onset", 500);
  has(e, "stimuli/scs_50_Hz/run_time", 4500);
  rx_experiment_free(e);
}

Test(experiment, clamps_name_their_cell)
{
  static const char TEXT[] = "experiment: x\ncircuit: ddh\nstimuli:\n"
                             "  s: { kind: voltage_clamp, population: WDR, section: dend, command: -20 mV }\n";
  rx_experiment *e = text_with(TEXT, 0, NULL);
  cr_expect_str_eq(e->stimuli[0].components[0].population, "WDR");
  cr_expect_str_eq(e->stimuli[0].components[0].section, "dend");
  cr_expect_eq(e->stimuli[0].components[0].command, -20);
  rx_experiment_free(e);
}

/* ---- files beside a config ---- */

Test(experiment, graphs_and_trains_are_read_from_files_beside_the_config)
{
  static const char TEXT[] = "experiment: x\ncircuit: small\ngraph: { files: [good_graph.csv, good_graph_more.csv] }\n"
                             "stimuli: { t: { kind: trains, file: good_trains.csv } }\n";
  rx_experiment *e = NULL;
  rx_experiment_read_text(TEXT, strlen(TEXT), "tests/io/bad/x.yaml", 0, NULL, problems, &e, NULL);
  is_clean("graph");
  cr_assert_not_null(e);
  cr_assert_eq(e->n_graph_rows, 3);
  rx_graph *graph = NULL;
  rx_error err = { 0 };
  cr_assert_eq(rx_graph_from_rows(e->circuit, e->n_graph_rows, e->graph_rows, &graph, &err), RX_OK, "%s", err.text);
  cr_assert_eq(graph->n_parts, 1);
  cr_expect_eq(graph->parts[0].n, 3);
  rx_graph_free(graph);
  cr_assert_eq(e->stimuli[0].n_file_spikes, 3);
  cr_expect_eq(e->stimuli[0].file_spikes[1].t_ms, 12.25);
  cr_expect_eq(e->stimuli[0].file_spikes[2].index, 1);
  rx_experiment_free(e);
}

/* Reads the circuit `small` under trains of a SONATA file with these populations; gives the problems (to be freed) or "". */
static char *sonata_trains(size_t n, const rx_sonata_spikes populations[], rx_experiment **e)
{
  char folder[] = "/tmp/rexed_trains_XXXXXX", path[60], text[300];
  rx_error err = { 0 };
  cr_assert_not_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/spikes.h5", folder);
  cr_assert_eq(rx_sonata_write_spikes(path, n, populations, &err), RX_OK, "%s", err.text);
  snprintf(text, sizeof text, "experiment: x\ncircuit: small\nstimuli: { t: { kind: trains, file: %s } }\n", path);
  rx_experiment_read_text(text, strlen(text), "tests/io/bad/x.yaml", 0, NULL, problems, e, NULL);
  unlink(path);
  rmdir(folder);
  return rx_problems_text(problems);
}

Test(experiment, trains_of_a_sonata_file_are_those_of_its_fibres)
{
  static const double TIMES[] = { 2.5, 7 };
  static const uint64_t IDS[] = { 1, 0 };
  const rx_sonata_spikes populations[] = { { "cells", 2, TIMES, IDS }, { "fibres", 2, TIMES, IDS } };
  rx_experiment *e = NULL;
  char *said = sonata_trains(2, populations, &e);
  cr_expect_str_eq(said, "");
  free(said);
  cr_assert_not_null(e);
  cr_assert_eq(e->stimuli[0].n_file_spikes, 2, "spikes of cells are computed, not given");
  cr_expect_eq(e->stimuli[0].file_spikes[0].t_ms, 2.5);
  cr_expect_eq(e->stimuli[0].file_spikes[0].index, 1);
  rx_experiment_free(e);
}

Test(experiment, trains_of_a_sonata_file_that_do_not_fit_are_said)
{
  static const double TIMES[] = { 2.5 };
  static const uint64_t IDS[] = { 9 };
  const rx_sonata_spikes populations[] = { { "fibre", 1, TIMES, IDS }, { "fibres", 1, TIMES, IDS } };
  rx_experiment *e = NULL;
  char *said = sonata_trains(2, populations, &e);
  cr_expect_null(e);
  cr_expect_not_null(
      strstr(said, "x.yaml:3:37: stimuli/t/file: unknown population \"fibre\" (did you mean \"fibres\"?)"), "%s", said);
  cr_expect_not_null(strstr(said, "x.yaml:3:37: stimuli/t/file: has a spike of fibres 9; its fibres are 0 … 1"), "%s",
                     said);
  free(said);
}

Test(experiment, graph_seed_is_its_own)
{
  static const char *const SETS[] = { "graph/seed=12", "seed=3" };
  rx_experiment *e = text_with(SMALL, 2, SETS);
  cr_expect_eq(e->graph_seed, 12);
  cr_expect_eq(e->seed, 3);
  rx_experiment_free(e);
}

/* ---- the canonical text ---- */

Test(experiment, the_canonical_text_is_one_sorted_line_per_value)
{
  rx_experiment *e = text_with(SMALL, 0, NULL);
  const char *last = "";
  size_t n_lines = 0;
  for (const char *line = e->effective; *line != '\0'; n_lines++) {
    const size_t n = strcspn(line, "\n");
    cr_assert_eq(line[n], '\n');
    if (n_lines > 0) cr_expect_lt(strcmp(last, line), 0, "%.*s", (int)n, line);
    last = line;
    line += n + 1;
  }
  cr_expect_gt(n_lines, 300);
  cr_expect_not_null(strstr(e->effective, "\ncircuit/pathways/EX_to_WDR/weights/AMPA: 0.35999999999999999\n"));
  cr_expect_not_null(strstr(e->effective, "\ncircuit/pathways/EX_to_WDR/from: [EX]\n"));
  cr_expect_not_null(strstr(e->effective, "\nstimuli/b/kind: brush\n"));
  rx_experiment_free(e);
}

/* True if the canonical text of a with these sets is that of b without. */
static bool is_same(const char *a, const char *set, const char *b)
{
  const char *const sets[] = { set };
  rx_experiment *with = text_with(a, set != NULL, sets), *without = text_with(b, 0, NULL);
  const bool same = strcmp(with->effective, without->effective) == 0;
  rx_experiment_free(with);
  rx_experiment_free(without);
  return same;
}

Test(experiment, attribution_leaves_each_cause_out_in_turn)
{
  static const char TEXT[] =
      "experiment: x\ncircuit: ddh\nstimuli: { b: { kind: brush } }\nconditions:\n  healthy: {}\n"
      "  ill: { phenotypes: [inhibition_halved, chloride_minus60], attribution: true }\n";
  rx_experiment *e = text_with(TEXT, 0, NULL);
  cr_assert_eq(e->n_conditions, 4);
  cr_expect_str_eq(e->conditions[2].name, "ill_without_inhibition_halved");
  cr_expect_str_eq(e->conditions[3].name, "ill_without_chloride_minus60");
  cr_expect_eq(e->conditions[2].n_modifiers + e->conditions[3].n_modifiers, e->conditions[1].n_modifiers);
  for (size_t i = 0; i < e->conditions[2].n_modifiers; i++)
    cr_expect_str_eq(e->conditions[2].modifiers[i].source, "chloride_minus60");
  rx_experiment_free(e);
}

Test(experiment, a_group_of_pathways_stands_for_each_of_them)
{
  rx_experiment *e = circuit_with("dorsal_horn", NULL);
  static const char GROUP[] = "circuit/pathways/nociceptive_terminals/release";
  cr_expect(rx_modifier_matches(e->circuit, GROUP, "circuit/pathways/C_PEP_to_NK1/release"));
  cr_expect(rx_modifier_matches(e->circuit, GROUP, "circuit/pathways/ddh_C_to_WDR/release"));
  cr_expect_not(rx_modifier_matches(e->circuit, GROUP, "circuit/pathways/SOM_CR_to_NK1/release"));
  cr_expect_not(rx_modifier_matches(e->circuit, GROUP, "circuit/pathways/C_to_ISLET/release"));
  rx_experiment_free(e);
}

Test(experiment, the_canonical_text_knows_what_can_change_a_result)
{
  static const char OTHER_ORDER[] =
      "stimuli: { b: { duration: 0.1 s, kind: brush } }\nbin: 50\ntitle: words\nexperiment: x\ncircuit: ddh\n";
  cr_expect(is_same(SMALL, NULL, OTHER_ORDER), "order, units, defaults and words do not matter");
  cr_expect(is_same(SMALL, "threads=3", SMALL));
  cr_expect(is_same(SMALL, "output=elsewhere", SMALL));
  static const char *const CHANGES[] = {
    "seed=2",
    "graph/seed=2",
    "bin=25 ms",
    "solver/method=cvode",
    "stimuli/b/onset=1 ms",
    "stimuli/b/kind=pinch",
    "circuit/populations/WDR/n=2",
    "circuit/pathways/SG_to_EX/to=[EX, WDR]",
    "circuit/pathways/SG_to_EX/sprouted=true",
    "circuit/groups/projection=[WDR, EX]",
    "circuit/populations/WDR/dend/at_parent_start=false",
    "circuit/populations/WDR/receptors/GABA_A/transmitter=glycine",
    "circuit/populations/ddh_Ab/latencies/class=S",
    "conditions={a: {modifiers: {circuit/sprouting: {add: 1}}}}",
    "reports={v: {population: WDR, variable: v}}",
  };
  for (size_t i = 0; i < sizeof CHANGES / sizeof *CHANGES; i++)
    cr_expect_not(is_same(SMALL, CHANGES[i], SMALL), "%s", CHANGES[i]);
}
