/* Motor pools of circuits, and the stimuli that drive them: what is read, and what is refused. */
#include "tests/io/experiment/bad_configs.h"

#include <stdio.h>

#include "stimuli/motor.h"

#define POOL(more)                                                                                                     \
  "circuit:\n  circuit: one\n  source: test\n  mark: D\n  populations: {M: {n: 3, cell: ph17}, F: {n: 2, afferent: "   \
  "C}}\n  motor:\n" more
#define DRIVE       "stimuli: {d: {kind: drive}}\n"
#define STIMULUS(s) NAME POOL("    M: {}\n") "stimuli:\n  d: " s "\n"

static const bad_config CASES[] = {
  { "stress_of_pain_without_monoamines",
    TEXT(NAME POOL("    M: {pain_stress: 0.3}\n") DRIVE),
    { NULL },
    "@/x.yaml:8:22: circuit/motor/M/pain_stress: acts by way of monoamines, which the pool has not: give it "
    "monoamines: { "
    "serotonin: 1 }, or leave this out\n" },
  { "no_population",
    TEXT(NAME POOL("    MM: {}\n") DRIVE),
    { NULL },
    "@/x.yaml:8:9: circuit/motor: unknown population of cells \"MM\"\n@/x.yaml:9:21: stimuli/d/kind: \n" },
  { "fibres",
    TEXT(NAME POOL("    F: {}\n") DRIVE),
    { NULL },
    "@/x.yaml:8:8: circuit/motor: unknown population of cells \"F\"\n@/x.yaml:9:21: stimuli/d/kind: \n" },
  { "no_dendrite",
    TEXT(NAME "circuit: {circuit: one, source: test, mark: D, populations: {M: {n: 1, cell: n9}},\n"
              "  motor: {M: {pic_channel: leak, ahp_channel: leak}}}\n" DRIVE),
    { NULL },
    "@/x.yaml:3:14: circuit/motor/M: the cells of M have no section but the soma: a motor pool needs a dendrite\n" },
  { "no_such_channel",
    TEXT(NAME POOL("    M: {pic_channel: cav12}\n") DRIVE),
    { NULL },
    "@/x.yaml:8:22: circuit/motor/M/pic_channel: unknown channel of its cells \"cav12\" (did you mean \"cav13\"?)\n" },
  { "keeps_unknown",
    TEXT(NAME POOL("    M: {clamp_keeps: [leak, nap]}\n") DRIVE),
    { NULL },
    "@/x.yaml:8:29: circuit/motor/M/clamp_keeps: unknown channel of its cells \"nap\"; there are na_ph17, nap_ph17, "
    "kdr_ph17, can_ph17, kca_ph17, hcn_ph17, leak, cav13\n" },
  { "keeps_what_the_cell_lacks",
    TEXT(NAME POOL("    M: {clamp_keeps: [leak, nap_ph17, ca_l_brk97]}\n") DRIVE),
    { NULL },
    "@/x.yaml:8:39: circuit/motor/M/clamp_keeps: unknown channel of its cells \"ca_l_brk97\"; there are na_ph17, "
    "nap_ph17, kdr_ph17, can_ph17, kca_ph17, hcn_ph17, leak, cav13\n" },
  { "clamps_what_its_default_is_not_for",
    TEXT(NAME "circuit:\n  circuit: one\n  source: test\n  mark: D\n  populations: {M: {n: 3, cell: brk97}}\n"
              "  motor: {M: {pic_channel: ca_l_brk97, ahp_channel: k_ca_brk97}}\n"
              "solver: {dt: 0.00125 ms}\nstimuli: {d: {kind: pic_clamp}}\n"),
    { NULL },
    "@/x.yaml:9:21: stimuli/d/kind: pic_clamp blocks all channels but clamp_keeps of the pool, by default nap_ph17, "
    "which the cells of M lack: give circuit/motor/M/clamp_keeps\n" },
  { "keeps_too_many",
    TEXT(NAME POOL("    M: {clamp_keeps: [a, b, c, d, e, f, g, h, i]}\n") DRIVE),
    { NULL },
    "@/x.yaml:8:22: circuit/motor/M/clamp_keeps: has 9 channels, at most 8\n" },
  { "misspelt",
    TEXT(NAME POOL("    M: {monoamines: {sterss: 1}}\n") DRIVE),
    { NULL },
    "@/x.yaml:8:22: circuit/motor/M/monoamines: unknown key \"sterss\" (did you mean \"stress\"?)\n" },
  { "out_of_range",
    TEXT(NAME POOL("    M: {monoamines: {injury: 1.2}, muscle: {cutoff: 0}}\n") DRIVE),
    { NULL },
    "@/x.yaml:8:30: circuit/motor/M/monoamines/injury: 1.2 is outside 0 … 1\n@/x.yaml:8:53: "
    "circuit/motor/M/muscle/cutoff: 0 is outside 1 … 100\n" },
  { "input_from_nowhere",
    TEXT(NAME POOL("    M: {inputs: {renshaw: {from: R, onto: inhibition}}}\n") DRIVE),
    { NULL },
    "@/x.yaml:8:34: circuit/motor/M/inputs/renshaw/from: unknown population \"R\"\n" },
  { "input_onto_nothing",
    TEXT(NAME POOL("    M: {inputs: {renshaw: {from: M, onto: soma}}}\n") DRIVE),
    { NULL },
    "@/x.yaml:8:43: circuit/motor/M/inputs/renshaw/onto: \"soma\" is not known\n" },
  { "amplifier_onto_cells",
    TEXT(NAME POOL("    M: {amplifier: {rate: 40 Hz, onto: [F, M]}}\n") DRIVE),
    { NULL },
    "@/x.yaml:8:44: circuit/motor/M/amplifier/onto: unknown population of fibres \"M\"\n" },
  { "amplifier_onto_nothing",
    TEXT(NAME POOL("    M: {amplifier: {rate: 40 Hz}}\n") DRIVE),
    { NULL },
    "@/x.yaml:8:20: circuit/motor/M/amplifier/onto: is required\n" },
  { "amplifier_twice",
    TEXT(NAME POOL("    M: {amplifier: {tau: 0 s, onto: [F, F]}}\n") DRIVE),
    { NULL },
    "@/x.yaml:8:26: circuit/motor/M/amplifier/tau: 0 is outside 1 … 1e+07 ms\n@/x.yaml:8:41: "
    "circuit/motor/M/amplifier/onto: \"F\" is there twice\n" },
  { "amplifier_too_many",
    TEXT(NAME POOL("    M: {amplifier: {onto: [a, b, c, d, e, f, g, h, i]}}\n") DRIVE),
    { NULL },
    "@/x.yaml:8:27: circuit/motor/M/amplifier/onto: has 9 populations, at most 8\n" },
  { "dt_beyond_that_of_the_last_unit",
    TEXT(NAME "circuit:\n  extends: hTA_1\n  populations: {MN: {max_dt: 0.05 ms, last_unit: {max_dt: 0.0125 ms}}}\n"
              "solver: {dt: 0.025 ms}\n" DRIVE),
    { NULL },
    "@/x.yaml:5:14: solver/dt: 0.025 ms, but the cells of MN take 0.0125 ms at the most (their max_dt); method cvode "
    "takes any\n" },
  { "all_in_one_go",
    TEXT(NAME POOL(
        "    M: {noise_sigma: 2}\n") "stimuli:\n  d: {kind: drive, levl: 3}\nconditions:\n"
                                     "  a: {modifiers: {circuit/motor/M/s_pik: {scale: 2}}}\n"
                                     "  b: {phenotypes: [relaxatoin], modifiers: {stimuli/d/risse: {scale: 2}}}\n"),
    { NULL },
    "@/x.yaml:8:22: circuit/motor/M/noise_sigma: 2 is outside 0 … 0.001 S/cm2\n"
    "@/x.yaml:10:20: stimuli/d: unknown key \"levl\"\n"
    "@/x.yaml:12:19: experiment: no parameter has the path circuit/motor/M/s_pik; the nearest is "
    "circuit/motor/M/s_pic\n"
    "@/x.yaml:13:20: there is no \"relaxatoin\"\n"
    "@/x.yaml:13:45: experiment: no parameter has the path stimuli/d/risse; the nearest is stimuli/d/rise\n" },
  { "unknown_pool_of_a_whole_circuit",
    TEXT(NAME "circuit: hTA_1\nstimuli: {d: {kind: drive, levl: 3}}\n"
              "conditions: {a: {modifiers: {circuit/motor/XX/s_pic: {scale: 2}}}}\n"),
    { NULL },
    "@/x.yaml:3:28: stimuli/d: unknown key \"levl\"\n"
    "@/x.yaml:4:30: experiment: no parameter has the path circuit/motor/XX/s_pic; the nearest is "
    "circuit/motor/MN/s_pic\n" },
  { "dt_beyond_that_of_the_pool",
    TEXT(NAME "circuit: hTA_1\nsolver: {dt: 0.126 ms}\n" DRIVE),
    { NULL },
    "@/x.yaml:3:14: solver/dt: 0.126 ms, but the cells of MN take 0.125 ms at the most (their max_dt); method cvode "
    "takes any\n" },
  { "dt_beyond_that_of_the_pool_of_four_dendrites",
    TEXT(NAME "circuit: cMG\nsolver: {dt: 0.125 ms}\n" DRIVE),
    { "solver/dt=0.5" },
    "--set:1:11: solver/dt: 0.5 ms, but the cells of MN take 0.125 ms at the most (their max_dt); method cvode "
    "takes any\n" },
  { "no_pool",
    TEXT(NAME DDH DRIVE),
    { NULL },
    "@/x.yaml:3:21: stimuli/d/kind: drive drives a motor pool, and the circuit has none\n" },
  { "other_pool",
    TEXT(STIMULUS("{kind: vibration, population: F}")),
    { NULL },
    "@/x.yaml:10:36: stimuli/d/population: unknown motor pool \"F\"\n" },
  { "no_such_unit",
    TEXT(STIMULUS("{kind: current_ramp, cell: 3}")),
    { NULL },
    "@/x.yaml:10:33: stimuli/d/cell: 3: M has units 0 … 2\n" },
  { "rise_too_long",
    TEXT(STIMULUS("{kind: drive, duration: 100 ms, rise: 200 ms}")),
    { NULL },
    "@/x.yaml:10:44: stimuli/d: rise of 200 ms is longer than the duration, 100 ms\n" },
  { "rise_too_long_from_outside",
    TEXT(STIMULUS("{kind: drive, duration: 100 ms, rise: 50 ms}")),
    { "stimuli/d/rise=200" },
    "--set:1:16: stimuli/d: rise of 200 ms is longer than the duration, 100 ms\n" },
  { "default_rise_too_long",
    TEXT(STIMULUS("{kind: nerve_stimulation, duration: 0 ms}")),
    { NULL },
    "@/x.yaml:10:42: stimuli/d: rise of 10 ms is longer than the duration, 0 ms; not given here: this rise is the "
    "default\n" },
  { "onto_nothing_from_outside",
    TEXT(STIMULUS("{kind: drive}")),
    { "stimuli/d/onto=soma" },
    "--set:1:16: stimuli/d/onto: \"soma\" is not known\n" },
  { "clamp_that_descends",
    TEXT(STIMULUS("{kind: pic_clamp, holding: -30 mV, command: -90 mV}")),
    { NULL },
    "@/x.yaml:10:50: stimuli/d: command, -90 mV, is not above holding, -30 mV: the ramp goes up first\n" },
  { "noise_beyond_all_conductance",
    TEXT(NAME POOL("    M: {noise_sigma: 0.05 S/cm2}\n") DRIVE),
    { NULL },
    "@/x.yaml:8:22: circuit/motor/M/noise_sigma: 0.05 is outside 0 … 0.001 S/cm2\n" },
  { "fall_of_pulses",
    TEXT(STIMULUS("{kind: nerve_stimulation, is_pulsed: 1, fall: 20 ms}")),
    { NULL },
    "@/x.yaml:10:52: stimuli/d/fall: 20 ms, but pulses end with the duration: leave it out, or take their mean "
    "(is_pulsed: 0)\n" },
  { "fall_of_cycles_from_outside",
    TEXT(STIMULUS("{components: [{kind: vibration, fall: 20 ms}]}")),
    { "stimuli/d/components/0/frequency=80" },
    "@/x.yaml:10:44: stimuli/d/components/0/fall: 20 ms, but cycles end with the duration: leave it out, or take their "
    "mean (frequency: 0)\n" },
  { "watch_without_a_trigger",
    TEXT(STIMULUS("{kind: nerve_stimulation, discharge_threshold: 5 Hz, torque_threshold: 0.1, bout: 500 ms}")),
    { NULL },
    "@/x.yaml:10:53: stimuli/d/discharge_threshold: is of a stimulation that its pool switches on: give a trigger "
    "(discharge), or leave it out\n"
    "@/x.yaml:10:77: stimuli/d/torque_threshold: is of a stimulation that its pool switches on: give a trigger "
    "(torque), or leave it out\n"
    "@/x.yaml:10:88: stimuli/d/bout: is of a stimulation that its pool switches on: give a trigger (discharge or "
    "torque), or leave it out\n" },
  { "watch_of_another_trigger",
    TEXT(STIMULUS("{kind: nerve_stimulation, trigger: torque, discharge_threshold: 5 Hz, smoothing: 100 ms}")),
    { NULL },
    "@/x.yaml:10:70: stimuli/d/discharge_threshold: is of the trigger discharge, and this one is torque: leave it "
    "out\n"
    "@/x.yaml:10:87: stimuli/d/smoothing: is of the trigger discharge, and this one is torque: leave it out\n" },
  { "watch_of_another_trigger_from_outside",
    TEXT(STIMULUS("{kind: nerve_stimulation, trigger: torque, torque_threshold: 0.1}")),
    { "stimuli/d/trigger=discharge" },
    "@/x.yaml:10:67: stimuli/d/torque_threshold: is of the trigger torque, and this one is discharge: leave it out\n" },
  { "onto_nothing",
    TEXT(STIMULUS("{kind: drive, onto: dendrites}")),
    { NULL },
    "@/x.yaml:10:26: stimuli/d/onto: \"dendrites\" is not known; allowed: excitation, inhibition, focal_inhibition\n" },
  { "trigger_of_nothing",
    TEXT(STIMULUS("{kind: nerve_stimulation, trigger: disharge, discharge_threshold: 5 Hz, site: axon}")),
    { NULL },
    "@/x.yaml:10:41: stimuli/d/trigger: \"disharge\" is not known (did you mean \"discharge\"?); allowed: none, "
    "discharge, torque\n"
    "@/x.yaml:10:84: stimuli/d/site: \"axon\" is not known; allowed: dendrites, soma\n" },
  { "two_pic_clamps",
    TEXT(STIMULUS("{components: [{kind: pic_clamp}, {kind: pic_clamp, population: M}]}")),
    { NULL },
    "@/x.yaml:10:6: stimuli/d: pic_clamp beside a pic_clamp of the same pool, which holds every soma\n" },
  { "pic_clamp_and_ramp",
    TEXT(STIMULUS("{components: [{kind: current_ramp}, {kind: pic_clamp}]}")),
    { NULL },
    "@/x.yaml:10:6: stimuli/d: current_ramp beside a pic_clamp of the same pool, which holds every soma\n" },
  { "pic_clamp_and_voltage_clamp",
    TEXT(STIMULUS("{components: [{kind: pic_clamp}, {kind: voltage_clamp, population: M}]}")),
    { NULL },
    "@/x.yaml:10:6: stimuli/d: voltage_clamp beside a pic_clamp: a pic_clamp holds every soma and blocks channels, so "
    "the two "
    "have no meaning together\n" },
  { "pic_clamp_and_touch",
    TEXT(STIMULUS("{components: [{kind: pic_clamp}, {kind: brush}]}")),
    { NULL },
    "@/x.yaml:10:6: stimuli/d: brush beside a pic_clamp: nothing of the circuit is connected while a pool is clamped; "
    "only what is for the clamped pool has a meaning\n" },
  { "two_ramps_into_one_unit",
    TEXT(STIMULUS("{components: [{kind: current_ramp}, {kind: current_ramp, cell: 1}]}")),
    { NULL },
    "@/x.yaml:10:6: stimuli/d: two current_ramps into the same unit of a pool: one may, or give each a cell of its "
    "own\n" },
};

Test(motor_configs, each_wrong_part_is_answered_at_its_place)
{
  each_is_answered(sizeof CASES / sizeof *CASES, CASES);
}

static rx_experiment *read(const char *text)
{
  rx_problems *problems = rx_problems_create();
  rx_experiment *e = NULL;
  rx_experiment_read_text(text, strlen(text), FILE_NAME, 0, NULL, problems, &e, NULL);
  char *said = rx_problems_text(problems);
  cr_assert_not_null(e, "%s", said);
  free(said);
  rx_problems_free(problems);
  return e;
}

/* What changes nothing is refused where it is given alone: a default, or a null, says nothing. */
Test(motor_configs, numbers_that_have_an_effect_are_not_refused)
{
  static const char *const GOOD[] = {
    "{kind: nerve_stimulation, is_pulsed: 1, rise: 20 ms}",
    "{kind: nerve_stimulation, is_pulsed: 1, fall: null}",
    "{kind: nerve_stimulation, fall: 20 ms}",
    "{kind: vibration, frequency: 80 Hz, rise: 20 ms}",
    "{kind: vibration, fall: 20 ms}",
    "{kind: nerve_stimulation, trigger: torque, torque_threshold: 0.1, bout: 500 ms, sustained: 1 s}",
    "{kind: nerve_stimulation, trigger: discharge, discharge_threshold: 5 Hz, smoothing: 100 ms, delay: 1 ms}",
    "{kind: nerve_stimulation, trigger: none, discharge_threshold: null}",
  };
  /* a default that the cells lack is asked for by a clamp alone, and then given */
  rx_experiment_free(read(NAME "circuit:\n  circuit: one\n  source: test\n  mark: D\n  populations: {M: {n: 3, cell: "
                               "brk97}}\n  motor: {M: {pic_channel: ca_l_brk97, ahp_channel: k_ca_brk97, clamp_keeps: "
                               "[leak, ca_l_brk97]}}\nsolver: {dt: 0.00125 ms}\nstimuli: {d: {kind: pic_clamp}}\n"));
  rx_experiment_free(read(NAME "circuit:\n  circuit: one\n  source: test\n  mark: D\n  populations: {M: {n: 3, cell: "
                               "brk97}}\n  motor: {M: {pic_channel: ca_l_brk97, ahp_channel: k_ca_brk97}}\n"
                               "solver: {dt: 0.00125 ms}\n" DRIVE));
  for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
    char text[600];
    snprintf(text, sizeof text, NAME POOL("    M: {}\n") "stimuli: {d: %s}\n", GOOD[i]);
    rx_experiment_free(read(text));
  }
}

/* What another number switches off may be meant: a condition or a study may switch it on. */
Test(motor_configs, numbers_that_others_switch_off_are_warned_of)
{
  static const struct {
    const char *pool, *stimulus, *modifier, *expected; /* all that is said, after the place of the file */
  } WARNED[] = {
    { "", "{kind: nerve_stimulation, latency: 5 ms}", "",
      ":10:41: warning: stimuli/d/latency: 5 ms, but a mean has no latency: it is of pulses (is_pulsed: 1)\n" },
    { "", "{components: [{kind: vibration, tau: 2 ms}]}", "",
      ":10:43: warning: stimuli/d/components/0/tau: 2 ms, but a mean has no cycles: it is of a vibration with a "
      "frequency\n" },
    { "", "{kind: nmes, bouts: 1, interval: 3 s, frequency: 0, direct_share: 0.1}", "",
      ":10:39: warning: stimuli/d/interval: 3000 ms, but there is one bout\n"
      "tests/io/bad/x.yaml:10:72: warning: stimuli/d/direct_share: 0.1, but without a frequency there are no "
      "pulses\n" },
    { "", "{kind: nerve_stimulation, is_pulsed: 1, latency: 5 ms}", "", "" },
    { "", "{kind: vibration, frequency: 50 Hz, tau: 2 ms}", "", "" },
    { "", "{kind: nmes, bouts: 2, interval: 3 s}", "", "" },
    { "", "{kind: drive, onset: 1 s, duration: 10 s, rise: 10 s, fall: 10 s, run_time: 2 s}", "",
      ":10:82: warning: stimuli/d/run_time: the run ends at 2000 ms; the drive, which lasts to 21000 ms, is cut\n" },
    { "", "{kind: drive, onset: 1 s, duration: 10 s, rise: 10 s, fall: 10 s, run_time: 21 s}", "", "" },
    { "", "{kind: nerve_stimulation, onset: 0 s, duration: 1 s, run_time: 1 s}", "", "" },
    { "pain: 3", "{kind: drive}", "",
      ":8:15: warning: circuit/motor/M/pain: inhibits, but does not arouse: the pool has no monoamines\n" },
    { "pain: 3, monoamines: {serotonin: 1}", "{kind: drive}", "", "" },
    /* modifiers of a condition, with the values that it has in force */
    { "", "{kind: nerve_stimulation}", "stimuli/d/torque_threshold: {scale: 2}",
      ":12:6: warning: conditions/c: experiment: stimuli/d/torque_threshold has no effect: is of a stimulation that "
      "its "
      "pool switches on: give a trigger (torque), or leave it out\n" },
    { "", "{components: [{kind: drive}, {kind: vibration, frequency: 50 Hz}]}",
      "stimuli/d/components/1/fall: {scale: 2}",
      ":12:6: warning: conditions/c: experiment: stimuli/d/components/1/fall has no effect: 100 ms, but cycles end "
      "with "
      "the duration: leave it out, or take their mean (frequency: 0)\n" },
    { "", "{kind: vibration}", "stimuli/d/fall: {scale: 2}", "" },
  };
  for (size_t i = 0; i < sizeof WARNED / sizeof *WARNED; i++) {
    char text[900], expected[500];
    snprintf(text, sizeof text, NAME POOL("    M: {%s}\n") "stimuli:\n  d: %s\n%s%s%s", WARNED[i].pool,
             WARNED[i].stimulus, WARNED[i].modifier[0] != '\0' ? "conditions:\n  c: {modifiers: {" : "",
             WARNED[i].modifier, WARNED[i].modifier[0] != '\0' ? "}}\n" : "");
    snprintf(expected, sizeof expected, "%s%s", WARNED[i].expected[0] != '\0' ? "tests/io/bad/x.yaml" : "",
             WARNED[i].expected);
    rx_problems *problems = rx_problems_create();
    rx_experiment *e = NULL;
    rx_experiment_read_text(text, strlen(text), FILE_NAME, 0, NULL, problems, &e, NULL);
    char *said = rx_problems_text(problems);
    cr_expect_not_null(e, "%zu: %s", i, said);
    cr_expect_str_eq(said, expected, "%zu: found\n%sexpected\n%s", i, said, expected);
    free(said);
    rx_experiment_free(e);
    rx_problems_free(problems);
  }
}

Test(motor_configs, every_part_of_a_pool_is_read)
{
  rx_experiment *e =
      read(NAME POOL("    M:\n"
                     "      excitation: 0.5\n      noise: 1\n      ramp_start_last: 3 nA\n"
                     "      clamp_keeps: [leak]\n      monoamines: {stress: 50 %, since: 2 min}\n"
                     "      muscle: {force_range: 30}\n"
                     "      amplifier: {rate: 40 Hz, tau: 5 s, onto: F}\n"
                     "      inputs: {renshaw: {from: M, onto: inhibition, weight: 2}, "
                     "touch: {from: F, onto: excitation, weight: 3, tau: 40 ms, delay: 10 ms}}\n") DRIVE);
  cr_assert_eq(e->circuit->motor.n, 1);
  const rx_motor_pool *pool = &e->circuit->motor.pools[0];
  cr_expect_eq(pool->population, 0);
  cr_expect_eq(pool->excitation, 0.5);
  cr_expect_eq(pool->noise, 1);
  cr_expect_eq(pool->ramp_start_last, 3);
  cr_expect(pool->n_clamp_keeps == 1 && strcmp(pool->clamp_keeps[0], "leak") == 0);
  cr_expect(pool->has_monoamines && pool->monoamines.stress == 0.5 && pool->monoamines.since == 120);
  cr_expect_eq(pool->muscle.force_range, 30);
  cr_expect(pool->amplifier.rate == 40 && pool->amplifier.tau == 5000 && pool->amplifier.full == 0.2);
  cr_expect(pool->amplifier.n_onto == 1 && pool->amplifier.onto[0] == 1);
  cr_assert_not_null(rx_registry_find(e->registry, "circuit/motor/M/amplifier/rate"));
  cr_assert_eq(pool->n_inputs, 2);
  cr_expect(pool->inputs[0].from == 0 && pool->inputs[0].onto == RX_ONTO_INHIBITION && pool->inputs[0].tau == 30);
  cr_expect(pool->inputs[1].from == 1 && pool->inputs[1].onto == RX_ONTO_EXCITATION && pool->inputs[1].delay == 10);
  /* what is not given is the default, as a parameter with a path */
  const rx_entry *entry = rx_registry_find(e->registry, "circuit/motor/M/inputs/renshaw/delay");
  cr_assert_not_null(entry);
  cr_expect_eq(rx_entry_value(entry), 1);
  cr_assert_not_null(rx_registry_find(e->registry, "circuit/motor/M/muscle/cutoff"));
  cr_assert_not_null(rx_registry_find(e->registry, "circuit/motor/M/reversal_inhibition"));
  rx_experiment_free(e);
}

Test(motor_configs, phenotypes_reach_the_numbers_of_a_pool)
{
  rx_experiment *e = read(NAME POOL("    M: {monoamines: {serotonin: 1}}\n") DRIVE
                          "conditions: {healthy: {reference: true}, hurt: {phenotypes: [spinal_cord_injury_chronic, "
                          "cyproheptadine, reciprocal_inhibition]}}\n");
  const rx_condition *c = &e->conditions[1];
  const rx_motor_pool *pool = &e->circuit->motor.pools[0];
  double s_pic, s_ahp;
  rx_motor_factors(pool, &s_pic, &s_ahp);
  cr_expect_eq(s_pic, 1);
  cr_assert_eq(rx_modifiers_apply(e->registry, e->circuit, c->n_modifiers, c->modifiers, NULL, NULL), RX_OK);
  rx_motor_factors(pool, &s_pic, &s_ahp);
  cr_expect_float_eq(s_pic, 0.32, 1e-6); /* motoneuron page 3 */
  /* the injury takes of the background, not of what the nerve brings: row SCI_RI4 of tests/reference/motoneuron/ph17_spasm.csv */
  cr_expect_float_eq(rx_motor_constant(pool, RX_ONTO_INHIBITION), 1.5 * 0.33 + 1.5, 1e-12);
  rx_experiment_free(e);
}
