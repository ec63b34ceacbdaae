/* Wrong configs: models - circuits, cells, drugs, pathways. */
#include <criterion/criterion.h>

#include "tests/io/experiment/bad_configs.h"

#define PULSE_MN "stimuli: {b: {kind: current_clamp, population: MN, amplitude: 1 nA}}\n"

static const bad_config CASES[] = {
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
  { "drug_that_no_channel_of_a_circuit_has_a_site_for",
    TEXT(NAME "circuit:\n  extends: ddh\n  drugs: {carbamazepine: {concentration: 50 uM}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:26: circuit/drugs/carbamazepine: no channel of this model has a site for carbamazepine; fibres need "
    "nerve: { encoder: biophysical }\n" },
  { "drug_that_no_channel_of_a_cell_has_a_site_for",
    TEXT(NAME "cell: PN_NK1\ndrugs: {suzetrigine: {}}\nstimuli: {b: {kind: current_clamp, amplitude: 1 pA}}\n"),
    { NULL },
    "@/x.yaml:3:22: circuit/drugs/suzetrigine: no channel of this model has a site for suzetrigine; sites are those of "
    "Nav1.7, Nav1.8 and Nav1.3\n" },
  { "drugs_beside_a_circuit",
    TEXT(BASE "drugs: {lidocaine: {}}\n"),
    { NULL },
    "@/x.yaml:4:1: drugs: stand in the circuit: circuit: { extends: NAME, drugs: { … } }; beside `cell` they stand "
    "here\n" },
  { "dose_of_a_drug_that_is_not_named",
    TEXT(NAME "circuit: skin_nerve\n" BRUSH
              "conditions:\n  c: {modifiers: {circuit/drugs/lidocaine/concentration: {add: 3 uM}}}\n"),
    { NULL },
    "@/x.yaml:5:19: experiment: no parameter has the path circuit/drugs/lidocaine/concentration; a drug must be named "
    "in `drugs` of the circuit (with `cell:`, of the experiment): drugs: { NAME: {} }\n" },
  { "phenotype_of_a_nerve_on_a_circuit_without",
    TEXT(NAME "circuit: dorsal_horn\n" BRUSH "conditions:\n  c: {phenotypes: [cryoneurolysis]}\n"),
    { NULL },
    "@/x.yaml:5:19: conditions/c/phenotypes: cryoneurolysis: no parameter has the path "
    "circuit/nerve/fibres/*/conducting_share; it acts on a nerve, which the circuit needs: nerve: { encoder: "
    "biophysical "
    "} (configs/phenotypes/cryoneurolysis.yaml:7)\n" },
  { "phenotype_of_a_channel_on_a_circuit_without_a_nerve",
    TEXT(NAME "circuit: dorsal_horn\n" BRUSH "conditions:\n  c: {phenotypes: [nav17_up]}\n"),
    { NULL },
    "@/x.yaml:5:19: conditions/c/phenotypes: nav17_up: no parameter has the path circuit/**/channels/nav17/gbar; it "
    "acts on a nerve, which the circuit needs: nerve: { encoder: biophysical } "
    "(configs/phenotypes/nav17_up.yaml:7)\n" },
  { "phenotype_of_a_channel_on_a_cell_without",
    TEXT(NAME "cell: PN_NK1\n" PULSE "conditions:\n  c: {phenotypes: [nav17_up]}\n"),
    { NULL },
    "@/x.yaml:5:19: conditions/c/phenotypes: nav17_up: no parameter has the path circuit/**/channels/nav17/gbar; it "
    "acts on a nociceptor with that channel, as the cell nx (configs/phenotypes/nav17_up.yaml:7)\n" },
  { "phenotype_that_is_far_from_any_name",
    TEXT(BASE "conditions:\n  c: {phenotypes: [crio]}\n"),
    { NULL },
    "@/x.yaml:5:20: there is no \"crio\" in the configs of kind phenotypes; looked in: @/phenotypes, "
    "tests/configs/phenotypes, configs/phenotypes; `rexed list phenotypes` shows what there is\n" },
  { "group_laid_upon_a_circuit",
    TEXT(NAME "circuit: {extends: dorsal_horn, nerve: {encoder: biophysical}}\n" BRUSH),
    { "circuit/nerve/fibres/afferents_C/gain=2" },
    "--set:1:22: circuit/nerve/fibres/afferents_C: afferents_C is a group: in modifiers and sweeps only; here name its "
    "members\n" },
  { "fibre_with_a_cell_of_the_cord",
    TEXT(NAME "circuit: {extends: skin_nerve, nerve: {fibres: {CMH: {cell: PN_NK1}}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:2:61: circuit/nerve/fibres/CMH/cell: PN_NK1 encodes no fibre: it has several sections; a cell of one "
    "section of one compartment with Nav1.7, Nav1.8 or Nav1.3 does, as nx, n9, xp0 and xp7\n" },
  { "four_drugs_on_one_channel",
    TEXT(NAME "cell: nx\ndrugs: {lidocaine: {concentration: 1}, mexiletine: {concentration: 1}, lamotrigine: "
              "{concentration: 1}, a803467: {concentration: 1}}\n"
              "stimuli: {b: {kind: current_clamp, amplitude: 1 pA}}\n"),
    { NULL },
    "@/x.yaml:3:8: circuit/drugs: 4 drugs act on nav17 of nx; at most 3 can compete for its site\n" },
  { "four_drugs_on_one_channel_of_fibres",
    TEXT(NAME "circuit: {extends: skin_nerve, drugs: {lidocaine: {concentration: 1}, mexiletine: {concentration: 1}, "
              "lamotrigine: {concentration: 1}, a803467: {concentration: 1}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:2:39: circuit/drugs: 4 drugs act on nav17 of CMH; at most 3 can compete for its site\n" },
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
  { "start_of_no_gate",
    TEXT(NAME "cell: {cell: brk97, soma: {channels: {k_brk97: {start: {m: 0.2}}}}}\n" PULSE
              "solver: {method: cvode}\n"),
    { NULL },
    "@/x.yaml:2:57: circuit/populations/brk97/soma/channels/k_brk97/start: unknown gate \"m\" (did you mean \"n\"?); "
    "there is n\n" },
  { "start_above_1",
    TEXT(NAME "cell: {cell: brk97, soma: {channels: {k_brk97: {start: {n: 1.2}}}}}\n" PULSE
              "solver: {method: cvode}\n"),
    { NULL },
    "@/x.yaml:2:60: circuit/populations/brk97/soma/channels/k_brk97/start/n: 1.2 is outside 0 … 1\n" },
  { "dt_beyond_that_of_the_cell",
    TEXT(NAME "cell: brk97\n" PULSE "solver: {dt: 0.02 ms}\n"),
    { NULL },
    "@/x.yaml:4:14: solver/dt: 0.02 ms, but the cells of brk97 take 0.00125 ms at the most (their max_dt); method "
    "cvode "
    "takes any\n" },
  { "dt_of_default_beyond_that_of_the_cell",
    TEXT(NAME "cell: brk97\n" PULSE),
    { NULL },
    "@/x.yaml:1:1: solver/dt: 0.025 ms, but the cells of brk97 take 0.00125 ms at the most (their max_dt); method "
    "cvode "
    "takes any\n" },
  { "skew_of_equal_cells",
    TEXT(NAME "circuit:\n  extends: ddh\n  populations: {WDR: {skew: 2, exponents: {na_p: 3}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:29: circuit/populations/WDR/skew: is for a population that has a `last_unit`\n"
    "@/x.yaml:4:43: circuit/populations/WDR/exponents: is for a population that has a `last_unit`\n" },
  { "exponents_of_another_cell",
    TEXT(NAME "circuit:\n  extends: hTA_1\n  populations: {MN: {exponents: {na_brk97: 2}}}\n" BRUSH),
    { NULL },
    "@/x.yaml:4:44: circuit/populations/MN/exponents/na_brk97: no section of the cell has the channel na_brk97\n"
    "@/x.yaml:5:21: stimuli/b/kind: brush drives afferent fibres, and the circuit has none\n" },
  { "exponents_of_what_is_not_there",
    TEXT(NAME "circuit:\n  extends: hTA_1\n  populations: {MN: {exponents: {na_ph18: 2, cav13/half_c: 2, leak: "
              "-2}}}\n" PULSE_MN),
    { NULL },
    "@/x.yaml:4:43: circuit/populations/MN/exponents: unknown channel \"na_ph18\" (did you mean \"na_ph17\"?)\n"
    "@/x.yaml:4:60: circuit/populations/MN/exponents: unknown number of the channel \"half_c\" (did you mean "
    "\"half_a\"?)\n"
    "@/x.yaml:4:69: circuit/populations/MN/exponents/leak: -2 is outside 0 … 20\n" },
  { "last_unit_with_another_channel",
    TEXT(NAME "circuit:\n  extends: hTA_1\n  populations: {MN: {last_unit: {soma: {channels: {na_sg: {gbar: "
              "1}}}}}}\n" PULSE_MN),
    { NULL },
    "configs/circuits/hTA_1.yaml:23:7: circuit/populations/MN/last_unit: soma of the last unit has other channels\n" },
  { "last_unit_of_other_compartments",
    TEXT(NAME "circuit:\n  extends: hTA_1\n  populations: {MN: {last_unit: {soma: {compartments: 3}}}}\n" PULSE_MN),
    { NULL },
    "configs/circuits/hTA_1.yaml:23:7: circuit/populations/MN/last_unit: soma of the last unit is built otherwise\n" },
  { "last_unit_that_alone_tapers",
    TEXT(NAME "circuit:\n  extends: hTA_1\n  populations: {MN: {last_unit: {soma: {diameter_end: 3}}}}\n" PULSE_MN),
    { NULL },
    "configs/circuits/hTA_1.yaml:23:7: circuit/populations/MN/last_unit: diameter_end of soma is given for the first "
    "or\n" },
  { "last_unit_of_unknown_parts",
    TEXT(NAME "circuit:\n  extends: hTA_1\n  populations: {MN: {last_unit: {some: {diameter: 3}}}}\n" PULSE_MN),
    { NULL },
    "@/x.yaml:4:34: circuit/populations/MN/last_unit: unknown key \"some\" (did you mean \"soma\"?)\n" },
  { "last_unit_is_a_number",
    TEXT(NAME "circuit:\n  extends: hTA_1\n  populations: {MN: {last_unit: 3}}\n" PULSE_MN),
    { NULL },
    "@/x.yaml:4:33: circuit/populations/MN/last_unit: expected a mapping\n" },
  { "last_unit_in_another_unit",
    TEXT(NAME "circuit:\n  extends: hTA_1\n  populations: {MN: {last_unit: {soma: {diameter: 3 mV}}}}\n" PULSE_MN),
    { NULL },
    "@/x.yaml:4:51: circuit/populations/MN/last_unit/soma/diameter: \n" },
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
};

Test(model_problems, each_wrong_model_is_answered_at_its_place)
{
  each_is_answered(sizeof CASES / sizeof *CASES, CASES);
}
