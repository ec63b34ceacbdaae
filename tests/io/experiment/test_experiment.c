/* Reading of experiments, circuits and cells: what is shipped is good, and its numbers are those of the dorsal-horn page. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/experiment/experiment.h"
#include "io/results/sonata.h"
#include "stimuli/drive.h"

static rx_problems *problems;

static void setup(void)
{
  problems = rx_problems_create();
}

static void teardown(void)
{
  rx_problems_free(problems);
}

TestSuite(experiment, .init = setup, .fini = teardown);

/* There are no problems (and none of an earlier test are carried over). */
static void is_clean(const char *what)
{
  char *text = rx_problems_text(problems);
  cr_expect_str_eq(text, "", "%s: %s", what, text);
  free(text);
}

static rx_experiment *circuit_with(const char *name, const char *set)
{
  rx_experiment *experiment = NULL;
  const char *const sets[] = { set };
  rx_circuit_config_read(name, set != NULL, sets, problems, &experiment, NULL);
  is_clean(name);
  cr_assert_not_null(experiment);
  return experiment;
}

static rx_experiment *text_with(const char *text, size_t n_sets, const char *const sets[])
{
  rx_experiment *experiment = NULL;
  rx_experiment_read_text(text, strlen(text), "tests/io/x.yaml", n_sets, sets, problems, &experiment, NULL);
  is_clean(text);
  cr_assert_not_null(experiment);
  return experiment;
}

static const rx_entry *entry(const rx_experiment *experiment, const char *path)
{
  const rx_entry *found = rx_registry_find(experiment->registry, path);
  cr_assert(found != NULL, "no %s", path);
  return found;
}

static void has(const rx_experiment *experiment, const char *path, double value)
{
  const rx_entry *found = entry(experiment, path);
  cr_expect_eq(found->base, value, "%s is %.17g, not %.17g", path, found->base, value);
  cr_expect_eq(rx_entry_value(found), value, "%s in force is %.17g", path, rx_entry_value(found));
}

static const rx_population *population(const rx_experiment *experiment, const char *name)
{
  const int i = rx_circuit_population(experiment->circuit, name);
  cr_assert(i >= 0, "no population %s", name);
  return &experiment->circuit->populations[i];
}

static const rx_pathway *pathway(const rx_experiment *experiment, const char *name)
{
  for (int i = 0; i < experiment->circuit->n_pathways; i++)
    if (strcmp(experiment->circuit->pathways[i].name, name) == 0) return &experiment->circuit->pathways[i];
  cr_assert_fail("no pathway %s", name);
  return NULL;
}

static const rx_section *section(const rx_population *p, const char *name)
{
  const int s = rx_cell_section(&p->cell, name);
  cr_assert(s >= 0, "no section %s", name);
  return &p->cell.sections[s];
}

static const rx_receptor *receptor(const rx_population *p, const char *name)
{
  for (int i = 0; i < p->n_receptors; i++)
    if (strcmp(p->receptors[i].name, name) == 0) return &p->receptors[i];
  return NULL;
}

/* ---- what is shipped ---- */

/* Calls use with each NAME.yaml of a folder. */
static int for_each_config(const char *folder, void (*use)(const char *name, const char *path))
{
  DIR *dir = opendir(folder);
  int n = 0;
  cr_assert_not_null(dir, "%s", folder);
  for (const struct dirent *item; (item = readdir(dir)) != NULL;) {
    const size_t length = strlen(item->d_name);
    if (length < 6 || strcmp(item->d_name + length - 5, ".yaml") != 0) continue;
    char name[200], path[400];
    snprintf(name, sizeof name, "%.*s", (int)length - 5, item->d_name);
    snprintf(path, sizeof path, "%s/%s", folder, item->d_name);
    use(name, path);
    n++;
  }
  closedir(dir);
  return n;
}

static void reads_experiment(const char *name, const char *path)
{
  rx_experiment *experiment = NULL;
  cr_expect_eq(rx_experiment_read(path, 0, NULL, problems, &experiment, NULL), RX_OK, "%s", path);
  is_clean(path);
  cr_assert_not_null(experiment);
  cr_expect_str_eq(experiment->name, name, "an experiment has the name of its file");
  rx_experiment_free(experiment);
}

Test(experiment, every_shipped_experiment_is_good)
{
  cr_expect_geq(for_each_config("configs", reads_experiment), 11);
}

static void reads_cell(const char *name, const char *path)
{
  rx_cell_config *config = NULL;
  rx_cell_config_read(name, NULL, problems, &config, NULL);
  is_clean(path);
  cr_assert_not_null(config);
  cr_expect_str_eq(config->cell.name, name, "a cell has the name of its file");
  /* the dorsal horn's are at 36 degC, sensory neurons and their axons at the temperature of their sources */
  static const struct {
    const char *name;
    double temperature;
  } OTHERS[] = { { "n9", 22 },  { "nx", 25 }, { "nx_human_nav18", 25 }, { "xp0", 25 }, { "xp7", 25 }, { "cf", 37 },
                 { "mrg", 37 }, { "tj", 35 } };
  double expected = 36;
  for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
    if (strcmp(name, OTHERS[i].name) == 0) expected = OTHERS[i].temperature;
  cr_expect_eq(config->cell.temperature, expected, "%s", name);
  rx_cell_config_free(config);
  rx_cell_config_read(path, "full", problems, &config, NULL);
  is_clean(path);
  rx_cell_config_free(config);
}

Test(experiment, every_shipped_cell_is_good_by_name_and_by_file)
{
  cr_expect_geq(for_each_config("configs/cells", reads_cell), 9);
}

static void applies_phenotype(const char *name, const char *path)
{
  char text[600];
  (void)path;
  snprintf(
      text, sizeof text,
      "experiment: x\ncircuit: {extends: dorsal_horn, nerve: {encoder: biophysical}}\nstimuli: {b: {kind: brush}}\n"
      "conditions: {c: {phenotypes: [%s]}}\n",
      name);
  rx_experiment *experiment = text_with(text, 0, NULL);
  cr_expect_gt(experiment->conditions[0].n_modifiers, 0, "%s", name);
  cr_expect_str_eq(experiment->conditions[0].modifiers[0].source, name);
  rx_experiment_free(experiment);
}

Test(experiment, every_shipped_phenotype_applies_to_the_dorsal_horn_and_its_nerve)
{
  cr_expect_geq(for_each_config("configs/phenotypes", applies_phenotype), 14);
}

/* Every number that a shipped model gives has a source and a mark. */
Test(experiment, every_number_of_the_shipped_models_has_its_source)
{
  static const char *const NAMES[] = { "sdh", "ddh", "dorsal_horn", "dorsal_horn_glycine" };
  for (int c = 0; c < 4; c++) {
    rx_experiment *experiment = circuit_with(NAMES[c], NULL);
    int n_given = 0;
    for (size_t i = 0; i < rx_registry_count(experiment->registry); i++) {
      const rx_entry *e = rx_registry_at(experiment->registry, i);
      if (!e->is_given) {
        cr_expect(e->source != NULL || isnan(e->base), "%s: the default of %s has no source", NAMES[c], e->path);
        continue;
      }
      n_given++;
      cr_expect(e->source != NULL && e->source[0] != '\0', "%s: %s has no source", NAMES[c], e->path);
      cr_expect(strlen(e->mark) == 1 && strchr("RPLD", e->mark[0]) != NULL, "%s: %s has the mark \"%s\"", NAMES[c],
                e->path, e->mark);
      cr_expect(e->file != NULL && e->line > 0 && e->column > 0, "%s: %s has no place", NAMES[c], e->path);
    }
    cr_expect_gt(n_given, 100);
    rx_experiment_free(experiment);
  }
}

/* ---- numbers of the dorsal-horn page ---- */

Test(experiment, the_superficial_circuit_has_the_populations_of_its_table)
{
  static const struct {
    const char *name, *cell;
    rx_afferent_class afferent;
    int n;
  } TABLE[] = {
    { "Ab_SAI", NULL, RX_CLASS_ABETA, 10 },
    { "Ab_SAII", NULL, RX_CLASS_ABETA, 10 },
    { "Ad", NULL, RX_CLASS_ADELTA, 20 },
    { "C_PEP", NULL, RX_CLASS_C, 80 },
    { "C_NP", NULL, RX_CLASS_C, 80 },
    { "PKC", "EX_DELAYED", RX_CLASS_NONE, 30 },
    { "VGLUT3", "EX_DELAYED", RX_CLASS_NONE, 4 },
    { "DOR", "EX_DELAYED", RX_CLASS_NONE, 30 },
    { "TrC", "EX_TRANSIENT", RX_CLASS_NONE, 10 },
    { "SOM", "EX_DELAYED", RX_CLASS_NONE, 15 },
    { "CR", "EX_DELAYED", RX_CLASS_NONE, 20 },
    { "PV", "IN_TONIC", RX_CLASS_NONE, 15 },
    { "DYN", "IN_TONIC", RX_CLASS_NONE, 60 },
    { "ISLET", "IN_TONIC", RX_CLASS_NONE, 15 },
    { "NK1", "PN_NK1", RX_CLASS_NONE, 10 },
  };
  enum { N = sizeof TABLE / sizeof *TABLE };
  rx_experiment *e = circuit_with("sdh", NULL);
  cr_expect_eq(e->circuit->n_populations, N);
  int n_compartments = 0;
  for (int i = 0; i < N; i++) {
    const rx_population *p = population(e, TABLE[i].name);
    cr_expect_eq(p->n, TABLE[i].n, "%s", p->name);
    cr_expect_eq(p->afferent, TABLE[i].afferent, "%s", p->name);
    if (TABLE[i].cell == NULL) continue;
    cr_expect_str_eq(p->cell.name, TABLE[i].cell, "%s", p->name);
    cr_expect_eq(p->cell.v_init, -60, "%s", p->name);
    cr_expect_eq(p->cell.threshold, strcmp(p->name, "NK1") == 0 ? 0 : -30, "%s", p->name);
    cr_expect(isnan(p->cell.temperature), "the circuit's temperature rules");
    for (int s = 0; s < p->cell.n_sections; s++) n_compartments += p->n * p->cell.sections[s].n_compartments;
  }
  cr_expect_eq(n_compartments, 2003, "the grid std of page 1.2");
  rx_experiment_free(e);
}

Test(experiment, the_full_grid_of_the_superficial_circuit_is_the_published_one)
{
  rx_experiment *e = circuit_with("sdh", "circuit/grid=full");
  int n_compartments = 0;
  for (int p = 0; p < e->circuit->n_populations; p++)
    for (int s = 0; s < e->circuit->populations[p].cell.n_sections; s++)
      n_compartments += e->circuit->populations[p].n * e->circuit->populations[p].cell.sections[s].n_compartments;
  cr_expect_eq(n_compartments, 9409);
  rx_experiment_free(e);
}

Test(experiment, numbers_of_the_cells_are_those_of_the_page)
{
  rx_experiment *e = circuit_with("dorsal_horn", NULL);
  has(e, "circuit/temperature", 36);
  has(e, "circuit/populations/PKC/soma/channels/na_traub/gbar", 0.08548);
  has(e, "circuit/populations/PKC/soma/channels/na_traub/v_T", -50.2);
  has(e, "circuit/populations/PKC/dend/channels/na_traub/gbar", 0);
  has(e, "circuit/populations/PKC/dend/channels/ka_borg/gbar", 0.0009333);
  has(e, "circuit/populations/PKC/hillock/channels/kdr_sg/gbar", 0.01547);
  has(e, "circuit/populations/PKC/hillock/reversal_k", -77);
  has(e, "circuit/populations/PKC/dend/reversal_k", -70);
  has(e, "circuit/populations/PKC/dend/length", 400);
  has(e, "circuit/populations/PKC/dend/calcium/tau", 2);
  has(e, "circuit/populations/PKC/soma/channels/leak/gbar", 0.96e-6);
  has(e, "circuit/populations/TrC/hillock/channels/na_sg/gbar", 5.147);
  has(e, "circuit/populations/TrC/hillock/channels/na_sg/s_a", 0);
  has(e, "circuit/populations/TrC/soma/channels/na_sg/s_b", 0);
  has(e, "circuit/populations/TrC/dend/channels/kdr_sg/gbar", 0.2061);
  has(e, "circuit/populations/DYN/dend/length", 1371);
  has(e, "circuit/populations/DYN/dend/diameter", 1.4);
  has(e, "circuit/populations/DYN/hillock/diameter", 0.742);
  has(e, "circuit/populations/DYN/hillock/channels/na_sg/gbar", 3.45);
  has(e, "circuit/populations/DYN/soma/reversal_na", 60);
  has(e, "circuit/populations/DYN/soma/axial_resistivity", 80);
  has(e, "circuit/populations/DYN/dend/compartments", 9);
  has(e, "circuit/populations/NK1/dend/channels/can/gbar", 9.1e-5);
  has(e, "circuit/populations/NK1/dend/channels/can/reversal", 0);
  has(e, "circuit/populations/NK1/soma/channels/ca_l/gbar", 1e-4);
  has(e, "circuit/populations/NK1/soma/channels/na_p/gbar", 1e-4);
  has(e, "circuit/populations/NK1/dend/length", 350);
  has(e, "circuit/populations/SG/hillock/diameter", 1);
  has(e, "circuit/populations/SG/hillock/diameter_end", 0.5);
  has(e, "circuit/populations/SG/soma/channels/kdr_sg/rate", 4.171168);
  has(e, "circuit/populations/SG/dend/compartments", 25);
  has(e, "circuit/populations/SG/v_init", -65);
  has(e, "circuit/populations/EX/soma/channels/k_ca/gbar", 0.002);
  has(e, "circuit/populations/EX/hillock/compartments", 3);
  has(e, "circuit/populations/WDR/hillock/channels/na_traub/gbar", 3.45);
  has(e, "circuit/populations/WDR/axon/length", 1000);
  cr_expect_eq(section(population(e, "WDR"), "axon")->n_channels, 0, "capacitance only");
  cr_expect_eq(section(population(e, "EX"), "axon")->n_channels, 1, "leak only");
  const rx_section *dend = section(population(e, "WDR"), "dend"), *axon = section(population(e, "WDR"), "axon");
  cr_expect(dend->at_parent_start && dend->parent == 0 && dend->has_calcium);
  cr_expect(!axon->at_parent_start && axon->parent == rx_cell_section(&population(e, "WDR")->cell, "hillock") &&
            !axon->has_calcium);
  rx_experiment_free(e);
}

Test(experiment, a_section_may_have_ion_pools_that_its_reversal_potentials_follow)
{
  static const char TEXT[] = "experiment: pools\n"
                             "circuit:\n"
                             "  extends: ddh\n"
                             "  populations:\n"
                             "    WDR:\n"
                             "      axon:\n"
                             "        sodium_inside: { start: 10 mM, depth: 1.7 um, tau: 3 s, offset: -2e-5 mA/cm2 }\n"
                             "        potassium_inside: { start: 121.7 mM }\n"
                             "        potassium_outside: { start: 5.6 mM, depth: 0.029 um, tau: 290 ms }\n"
                             "        channels: { k_traub: { gbar: 0.01 } }\n"
                             "stimuli: { b: { kind: brush } }\n"
                             "reports:\n"
                             "  na: { population: WDR, section: axon, variable: nai }\n"
                             "  ek: { population: WDR, variable: ek }\n"
                             "detectors:\n"
                             "  far: { population: WDR, section: axon, at: 0.75, threshold: -20 mV }\n"
                             "  near: { population: WDR }\n";
  const char *const sets[] = { "circuit/populations/WDR/axon/potassium_outside/start=6.1 mM" };
  rx_experiment *e = text_with(TEXT, 1, sets);
  has(e, "circuit/populations/WDR/axon/sodium_inside/tau", 3000);
  has(e, "circuit/populations/WDR/axon/sodium_inside/offset", -2e-5);
  has(e, "circuit/populations/WDR/axon/potassium_outside/start", 6.1);
  has(e, "detectors/far/at", 0.75);
  cr_assert_eq(e->n_detectors, 2);
  cr_expect_str_eq(e->detectors[0].section, "axon");
  cr_expect_str_eq(e->detectors[1].section, "soma");
  cr_expect(e->detectors[0].threshold == -20 && isnan(e->detectors[1].threshold));
  cr_expect_not_null(strstr(e->effective, "\ndetectors/far/section: axon\n"));
  const rx_section *axon = section(population(e, "WDR"), "axon");
  cr_expect(axon->pools[RX_POOL_K_IN].is_given && isnan(axon->pools[RX_POOL_K_IN].depth));
  cr_expect(!axon->pools[RX_POOL_NA_OUT].is_given);
  cr_expect(rx_section_has_nernst(axon, RX_ION_K) && !rx_section_has_nernst(axon, RX_ION_NA));
  cr_expect_float_eq(rx_section_reversal_mV(axon, RX_ION_K, 37), 26.72665 * log(6.1 / 121.7), 1e-3);
  cr_expect_not_null(
      strstr(e->effective, "\ncircuit/populations/WDR/axon/potassium_outside/start: 6.0999999999999996\n"));
  rx_experiment_free(e);
}

Test(experiment, the_single_cell_keeps_its_shifts_and_its_threshold)
{
  rx_cell_config *config = NULL;
  cr_assert_eq(rx_cell_config_read("EX_TRANSIENT", "full", problems, &config, NULL), RX_OK);
  const rx_channel_use *use = rx_section_channel(&config->cell.sections[0], "na_sg");
  cr_expect_eq(use->params[1], 6.713);
  cr_expect_eq(use->params[2], 9.906);
  cr_expect_eq(config->cell.threshold, -20);
  cr_expect_eq(config->cell.v_init, -65);
  cr_expect_eq(config->cell.sections[0].n_compartments, 3);
  cr_expect_eq(config->cell.sections[0].parent, -1);
  cr_assert_not_null(rx_registry_find(config->registry, "soma/channels/na_sg/s_a"));
  rx_cell_config_free(config);
}

Test(experiment, numbers_of_the_synapses_are_those_of_the_page)
{
  rx_experiment *e = circuit_with("dorsal_horn", NULL);
  has(e, "circuit/pathways/Abeta_to_PKC_VGLUT3/weights/AMPA", 22.1559);
  has(e, "circuit/pathways/Abeta_to_PV/weights/NMDA", 9.8189);
  has(e, "circuit/pathways/C_to_DYN/weights/AMPA", 184.135);
  has(e, "circuit/pathways/C_PEP_to_NK1/weights/NK1R", 3.2414e-5);
  has(e, "circuit/pathways/C_PEP_to_NK1/delay", 10);
  has(e, "circuit/pathways/Adelta_to_DOR_SOM_CR/delay", 5);
  has(e, "circuit/pathways/VGLUT3_to_PKC_DOR/weights/NMDA", 155.49);
  has(e, "circuit/pathways/SOM_CR_to_NK1/weights/AMPA", 0.00882981);
  has(e, "circuit/pathways/PV_to_PKC_DOR/weights/GABA_A", 294.16);
  has(e, "circuit/pathways/PV_to_PKC_DOR/weights/glycine", 11.521);
  has(e, "circuit/pathways/DYN_to_NK1/weights/glycine", 0.0023608);
  has(e, "circuit/pathways/DYN_to_ISLET/probability", 0.2);
  has(e, "circuit/pathways/sprouted_Abeta_to_NK1/weights/NMDA", 0.087447);
  has(e, "circuit/pathways/ddh_Abeta_to_SG/weights/AMPA", 0.97067);
  has(e, "circuit/pathways/ddh_C_to_EX/weights/NK1R", 6.6667e-4);
  has(e, "circuit/pathways/SGS_to_WDR/weights/GABA_A", 14.63);
  has(e, "circuit/pathways/EX_to_WDR/weights/NMDA", 0.288);
  has(e, "circuit/pathways/EX_to_WDR/delay", 1);
  has(e, "circuit/pathways/ddh_Adelta_to_WDR/delay", 0);
  has(e, "circuit/populations/NK1/receptors/NK1R/tau_decay", 1000);
  has(e, "circuit/populations/WDR/receptors/NK1R/tau_rise", 200);
  has(e, "circuit/populations/WDR/receptors/NK1R/tau_decay", 3000);
  has(e, "circuit/populations/EX/receptors/NK1R/tau_rise", 100);
  has(e, "circuit/populations/WDR/receptors/NMDA/magnesium", 1);
  has(e, "circuit/populations/WDR/receptors/NMDA/calcium_fraction", 0.1);
  has(e, "circuit/populations/WDR/receptors/GABA_A/reversal", -70);
  has(e, "circuit/populations/WDR/receptors/GABA_noise/reversal", -80);
  has(e, "circuit/pain_signal/NK1/weight", 0.5);
  has(e, "circuit/pain_signal/NK1/reference", 50);
  has(e, "circuit/pain_signal/WDR/reference", 133);
  has(e, "circuit/pain_signal/WDR/from", 200);
  has(e, "circuit/presynaptic_inhibition/C/DYN/amount", 0);
  has(e, "circuit/presynaptic_inhibition/Abeta/PV/tau", 100);
  has(e, "circuit/presynaptic_delay", 0.5);
  cr_expect(pathway(e, "sprouted_Abeta_to_NK1")->is_sprouted);
  cr_expect_not(pathway(e, "C_PEP_to_NK1")->is_sprouted);
  cr_expect_eq(receptor(population(e, "WDR"), "AMPA_noise")->section, 0);
  cr_expect_eq(receptor(population(e, "WDR"), "AMPA")->section, rx_cell_section(&population(e, "WDR")->cell, "dend"));
  cr_expect_eq(receptor(population(e, "WDR"), "NK1R")->transmitter, RX_SUBSTANCE_P);
  cr_expect_eq(e->circuit->n_pain_terms, 2);
  cr_expect_eq(e->circuit->n_groups, 6);
  cr_expect_eq(rx_circuit_group(e->circuit, "inhibitory_interneurons")->n, 5);
  rx_experiment_free(e);
}

Test(experiment, fibres_of_the_deep_module_have_their_latencies)
{
  rx_experiment *e = circuit_with("ddh", NULL);
  cr_expect_eq(population(e, "ddh_Ab")->latencies[3], 7.248);
  cr_expect_eq(population(e, "ddh_Ad")->latencies[0], 33.271);
  cr_expect_eq(population(e, "ddh_C")->latencies[29], 142.792);
  cr_expect_eq(population(e, "ddh_S")->latencies[14], 1.08);
  cr_expect_eq(population(e, "ddh_S")->afferent, RX_CLASS_SURROUND);
  cr_expect_null(population(e, "SG")->latencies);
  rx_experiment_free(e);
}

Test(experiment, the_glycine_variant_carries_the_charge_of_GABA)
{
  rx_experiment *e = circuit_with("dorsal_horn_glycine", NULL);
  has(e, "circuit/pathways/PV_to_PKC_DOR/weights/GABA_A", 0);
  cr_expect_float_eq(entry(e, "circuit/pathways/PV_to_PKC_DOR/weights/glycine")->base, 11.521 + 294.16 * 20 / 10, 1e-9);
  has(e, "circuit/pathways/ISLET_to_TrC_DYN/weights/GABA_A", 342.93);
  rx_experiment_free(e);
}

Test(experiment, a_population_has_only_receptors_that_something_opens)
{
  rx_experiment *e = circuit_with("sdh", NULL);
  cr_expect_null(receptor(population(e, "PKC"), "NK1R"));
  cr_expect_null(receptor(population(e, "ISLET"), "glycine"));
  cr_expect_not_null(receptor(population(e, "NK1"), "NK1R"));
  cr_expect_eq(population(e, "ISLET")->n_receptors, 2);
  rx_experiment_free(e);
}

Test(experiment, numbers_of_the_rate_model_are_those_of_the_page)
{
  rx_experiment *e = NULL;
  cr_assert_eq(rx_experiment_read("configs/rate_model.yaml", 0, NULL, problems, &e, NULL), RX_OK);
  cr_expect_eq(e->model, RX_MODEL_RATE);
  cr_expect_null(e->circuit);
  has(e, "rate_model/gEP", 0.35);
  has(e, "rate_model/tau_P", 0.001);
  has(e, "rate_model/gAE", 0);
  has(e, "rate_model/Gmax", 2);
  has(e, "stimuli/pulse/rate_c", 22);
  cr_expect_str_eq(entry(e, "rate_model/gIP")->mark, "R");
  cr_expect_str_eq(entry(e, "rate_model/gAE")->mark, "D");
  rx_experiment_free(e);
}

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

Test(experiment, drugs_lie_upon_their_files_and_have_paths)
{
  static const char TEXT[] = "experiment: drugs\n"
                             "cell: nx\n"
                             "drugs:\n"
                             "  suzetrigine: { concentration: 4 nM }\n"
                             "  amide: { extends: lidocaine, K_I17: 3 uM }\n"
                             "  own: { K_R18: 7 uM, K_I18: 90 nM, kon18: 2e6 /M/s }\n"
                             "stimuli: { s: { kind: current_clamp, amplitude: 20 pA } }\n"
                             "conditions:\n"
                             "  dose: { modifiers: { circuit/drugs/own/concentration: { add: 0.7 } } }\n";
  const char *const sets[] = { "circuit/drugs/amide/concentration=13 uM" };
  rx_experiment *e = text_with(TEXT, 1, sets);
  cr_assert_eq(e->circuit->n_drugs, 3);
  has(e, "circuit/drugs/suzetrigine/concentration", 0.004);
  has(e, "circuit/drugs/suzetrigine/K_R18", 0.0004);
  has(e, "circuit/drugs/amide/concentration", 13);
  has(e, "circuit/drugs/amide/K_I17", 3);
  has(e, "circuit/drugs/amide/K_R17", 450);
  has(e, "circuit/drugs/own/kon18", 0.002);
  has(e, "circuit/drugs/own/K_I18", 0.09);
  cr_expect_str_eq(entry(e, "circuit/drugs/suzetrigine/K_I18")->mark, "D");
  cr_expect_str_eq(entry(e, "circuit/drugs/suzetrigine/molar_mass")->mark, "L");
  cr_expect(isnan(e->circuit->drugs[0].K_R17) && rx_drug_fault(&e->circuit->drugs[0]) == NULL);
  cr_expect_not_null(strstr(e->effective, "\ncircuit/drugs: [suzetrigine, amide, own]\n"));
  rx_experiment_free(e);
}

Test(experiment, every_drug_of_the_configs_is_whole)
{
  static const char *const NAMES[] = { "a803467",    "amitriptyline", "carbamazepine", "lamotrigine", "lidocaine",
                                       "mexiletine", "oxcarbazepine", "pf05089771",    "suzetrigine" };
  for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
    char text[256];
    snprintf(text, sizeof text,
             "experiment: d\ncell: nx\ndrugs: { %s: {} }\nstimuli: { s: { kind: current_clamp, amplitude: 1 pA } }\n",
             NAMES[i]);
    rx_experiment *e = text_with(text, 0, NULL);
    cr_expect_eq(e->circuit->n_drugs, 1);
    cr_expect_eq(e->circuit->drugs[0].concentration, 0);
    cr_expect_null(rx_drug_fault(&e->circuit->drugs[0]), "%s", NAMES[i]);
    rx_experiment_free(e);
  }
}
