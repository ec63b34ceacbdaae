/* Reading of circuits, cells, phenotypes and drugs: what is shipped is good, and its numbers are those of the dorsal-horn page. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <math.h>
#include <stdio.h>

#include "tests/io/experiment/experiment_checks.h"

TestSuite(models, .init = start_problems, .fini = end_problems);

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

Test(models, every_shipped_experiment_is_good)
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
  /* the dorsal horn's are at 36 degC, sensory neurons, their axons and motoneurons at the temperature of their sources */
  static const struct {
    const char *name;
    double temperature;
  } OTHERS[] = { { "n9", 22 },  { "nx", 25 }, { "nx_human_nav18", 25 }, { "xp0", 25 },   { "xp7", 25 }, { "cf", 37 },
                 { "mrg", 37 }, { "tj", 35 }, { "ph17", 37 },           { "ph17_4", 37 } };
  double expected = 36;
  for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
    if (strcmp(name, OTHERS[i].name) == 0) expected = OTHERS[i].temperature;
  cr_expect_eq(config->cell.temperature, expected, "%s", name);
  rx_cell_config_free(config);
  rx_cell_config_read(path, "full", problems, &config, NULL);
  is_clean(path);
  rx_cell_config_free(config);
}

Test(models, every_shipped_cell_is_good_by_name_and_by_file)
{
  cr_expect_geq(for_each_config("configs/cells", reads_cell), 9);
}

/* Whether the file of a phenotype has this text. */
static bool has_text(const char *path, const char *what)
{
  char text[4000];
  FILE *file = fopen(path, "r");
  cr_assert_not_null(file, "%s", path);
  text[fread(text, 1, sizeof text - 1, file)] = '\0';
  fclose(file);
  return strstr(text, what) != NULL;
}

static void applies_phenotype(const char *name, const char *path)
{
  char text[600];
  const bool is_of_pool = has_text(path, "circuit/motor/") || has_text(path, "/cav13/"),
             is_of_reflex = has_text(path, "/amplifier/");
  snprintf(text, sizeof text, "experiment: x\n%s\nconditions: {c: {phenotypes: [%s%s]}}\n",
           is_of_reflex ? "circuit: flexion_reflex\nstimuli: {d: {kind: drive}}"
           : is_of_pool ? "circuit: hTA_1\nstimuli: {d: {kind: drive}}"
                        : "circuit: {extends: dorsal_horn, nerve: {encoder: biophysical}}\nstimuli: {b: {kind: brush}}",
           name,
           strncmp(name, "variant_share_", 14) == 0 ? ", nav17_gain_of_function" : ""); /* alone it has no effect */
  rx_experiment *experiment = text_with(text, 0, NULL);
  cr_expect_gt(experiment->conditions[0].n_modifiers, 0, "%s", name);
  cr_expect_str_eq(experiment->conditions[0].modifiers[0].source, name);
  rx_experiment_free(experiment);
}

Test(models, every_shipped_phenotype_applies_to_the_dorsal_horn_and_its_nerve_or_to_a_motor_pool)
{
  cr_expect_geq(for_each_config("configs/phenotypes", applies_phenotype), 14);
}

/* Every number that a shipped model gives has a source and a mark. */
Test(models, every_number_of_the_shipped_models_has_its_source)
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

Test(models, the_superficial_circuit_has_the_populations_of_its_table)
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

Test(models, the_full_grid_of_the_superficial_circuit_is_the_published_one)
{
  rx_experiment *e = circuit_with("sdh", "circuit/grid=full");
  int n_compartments = 0;
  for (int p = 0; p < e->circuit->n_populations; p++)
    for (int s = 0; s < e->circuit->populations[p].cell.n_sections; s++)
      n_compartments += e->circuit->populations[p].n * e->circuit->populations[p].cell.sections[s].n_compartments;
  cr_expect_eq(n_compartments, 9409);
  rx_experiment_free(e);
}

Test(models, numbers_of_the_cells_are_those_of_the_page)
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

Test(models, a_section_may_have_ion_pools_that_its_reversal_potentials_follow)
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

Test(models, the_single_cell_keeps_its_shifts_and_its_threshold)
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

Test(models, numbers_of_the_synapses_are_those_of_the_page)
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

Test(models, fibres_of_the_deep_module_have_their_latencies)
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

Test(models, the_glycine_variant_carries_the_charge_of_GABA)
{
  rx_experiment *e = circuit_with("dorsal_horn_glycine", NULL);
  has(e, "circuit/pathways/PV_to_PKC_DOR/weights/GABA_A", 0);
  cr_expect_float_eq(entry(e, "circuit/pathways/PV_to_PKC_DOR/weights/glycine")->base, 11.521 + 294.16 * 20 / 10, 1e-9);
  has(e, "circuit/pathways/ISLET_to_TrC_DYN/weights/GABA_A", 342.93);
  rx_experiment_free(e);
}

Test(models, a_population_has_only_receptors_that_something_opens)
{
  rx_experiment *e = circuit_with("sdh", NULL);
  cr_expect_null(receptor(population(e, "PKC"), "NK1R"));
  cr_expect_null(receptor(population(e, "ISLET"), "glycine"));
  cr_expect_not_null(receptor(population(e, "NK1"), "NK1R"));
  cr_expect_eq(population(e, "ISLET")->n_receptors, 2);
  rx_experiment_free(e);
}

Test(models, numbers_of_the_rate_model_are_those_of_the_page)
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

/* ---- drugs ---- */

Test(models, drugs_lie_upon_their_files_and_have_paths)
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

Test(models, every_drug_of_the_configs_is_whole)
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
