/* The nerve of a circuit and physical stimuli from YAML: what is read, what is refused and where. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/experiment/experiment.h"

#define HEAD                                                                                                           \
  "experiment: x\ncircuit: {extends: small, nerve: {encoder: biophysical, fibres: {fibres: {class: Ab_SA1}}}}\n"
#define OLD   "experiment: x\ncircuit: small\n"
#define BRUSH "stimuli: {b: {kind: brush, duration: 100 ms}}\n"

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
  { OLD "stimuli:\n  h: {kind: heat_ramp}\n", NULL,
    "tests/io/bad/x.yaml:4:13: stimuli/h/kind: heat_ramp needs the biophysical encoder (circuit/nerve/encoder); the "
    "published one takes heat\n" },
  { OLD "stimuli:\n  h: {kind: heat_step}\n", NULL,
    "tests/io/bad/x.yaml:4:13: stimuli/h/kind: heat_step needs the biophysical encoder" },
  { HEAD "stimuli:\n  h: {kind: heat, intensity: 0.5}\n", NULL,
    "tests/io/bad/x.yaml:4:13: stimuli/h/kind: heat has an intensity, no temperature: the biophysical encoder takes "
    "heat_ramp and heat_step\n" },
  { OLD "stimuli:\n  p: {kind: pinch, force: 300 mN}\n", NULL,
    "tests/io/bad/x.yaml:4:27: stimuli/p/force: is read by the biophysical encoder alone (circuit/nerve/encoder); this "
    "circuit's is published\n" },
  { OLD "stimuli:\n  p: {kind: von_frey, rise: 30 ms}\n", NULL,
    "tests/io/bad/x.yaml:4:29: stimuli/p/rise: is read by the biophysical encoder alone" },
  { OLD "stimuli:\n  p: {kind: brush, stroke: 30 ms}\n", NULL,
    "tests/io/bad/x.yaml:4:28: stimuli/p/stroke: is read by the biophysical encoder alone" },
  { HEAD "stimuli:\n  p: {kind: pinch, stroke: 30 ms}\n", NULL,
    "tests/io/bad/x.yaml:4:20: stimuli/p: unknown key \"stroke\"" },
  { HEAD "stimuli:\n  h: {kind: heat_step, to: 90 degC}\n", NULL,
    "tests/io/bad/x.yaml:4:28: stimuli/h/to: 90 is outside" },
  { HEAD "stimuli:\n  h: {kind: heat_ramp, rate: 2 mN}\n", NULL, "tests/io/bad/x.yaml:4:30: stimuli/h/rate: " },
  { HEAD "stimuli:\n  h: {kind: heat_ramp, to: 32}\n", NULL,
    "tests/io/bad/x.yaml:4:6: stimuli/h: lasts 0 ms: give a duration or a run_time above 0\n" },
  { HEAD "stimuli:\n  h: {components: [{kind: heat_ramp}, {kind: heat_step}]}\n", NULL,
    "tests/io/bad/x.yaml:4:6: stimuli/h: two components set the temperature of the skin: one may\n" },
  { "experiment: x\ncircuit: {extends: small, nerve: {encoder: biological}}\n" BRUSH, NULL,
    "tests/io/bad/x.yaml:2:44: circuit/nerve/encoder: " },
  { "experiment: x\ncircuit: {extends: small, nerve: {encoder: biophysical}}\n" BRUSH, NULL,
    "tests/io/bad/x.yaml:2:34: circuit/nerve/fibres: is required\n" },
  { "experiment: x\ncircuit: {extends: small, nerve: {encoder: biophysical, fibres: {}}}\n" BRUSH, NULL,
    "tests/io/bad/x.yaml:2:34: circuit/nerve: has no fibres for the population fibres: the biophysical encoder needs "
    "their class\n" },
  { "experiment: x\ncircuit: {extends: small, nerve: {encoder: biophysical, fibres: {fibers: {class: "
    "Ab_SA1}}}}\n" BRUSH,
    NULL,
    "tests/io/bad/x.yaml:2:74: circuit/nerve/fibres: unknown population of fibres \"fibers\" (did you mean "
    "\"fibres\"?)" },
  { "experiment: x\ncircuit: {extends: small, nerve: {encoder: biophysical, fibres: {cells: {class: Ab_SA1}}}}\n" BRUSH,
    NULL, "tests/io/bad/x.yaml:2:73: circuit/nerve/fibres: unknown population of fibres \"cells\"" },
  { "experiment: x\ncircuit: {extends: small, nerve: {encoder: biophysical, fibres: {fibres: {class: "
    "Ab_SA2}}}}\n" BRUSH,
    NULL, "tests/io/bad/x.yaml:2:82: circuit/nerve/fibres/fibres/class: " },
  { "experiment: x\ncircuit: {extends: small, nerve: {encoder: biophysical, fibres: {fibres: {class: Ab_SA1, heat: "
    "{G_h: 0}}}}}\n" BRUSH,
    NULL, "tests/io/bad/x.yaml:2:90: circuit/nerve/fibres/fibres: unknown key \"heat\"" },
  { "experiment: x\ncircuit: {extends: small, nerve: {encoder: biophysical, fibres: {fibres: {class: C_MH, cell: "
    "no_such_cell}}}}\n" BRUSH,
    NULL, "tests/io/bad/x.yaml:2:94: there is no \"no_such_cell\" in the configs of kind cells" },
  { "experiment: x\ncircuit: {extends: small, nerve: {fibres: {fibres: {class: Ab_SA1, gian: 1}}}}\n" BRUSH, NULL,
    "tests/io/bad/x.yaml:2:68: circuit/nerve/fibres/fibres: unknown key \"gian\" (did you mean \"gain\"?)" },
  { "experiment: x\ncircuit: {extends: small, nerve: {encoder: biophysical, fibres: {fibres: {class: C_MH, cell: "
    "{cell: "
    "nx, max_dt: 0.01 ms}}}}}\n" BRUSH "solver: {rtol: 1e-6, dt: 0.02 ms}\n",
    NULL,
    "tests/io/bad/x.yaml:4:26: solver/dt: 0.02 ms, but the cells of fibres take 0.01 ms at the most (their max_dt); "
    "method cvode takes any\n" },
  { OLD BRUSH, "circuit/nerve/fibres/fibres={class: Ab_SA1, gain: 2}",
    "--set:1:37: circuit/nerve/fibres/fibres/class: is not used: circuit/nerve/encoder is published\n" },
};

Test(nerve, each_wrong_config_is_answered_at_its_place)
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

Test(nerve, numbers_of_fibres_have_paths)
{
  char *problems;
  rx_experiment *e = read_text(
      "experiment: x\ncircuit:\n  extends: small\n  nerve:\n    encoder: biophysical\n    skin_temperature: 30.5 degC\n"
      "    fibres:\n      fibres:\n        class: Ad_HTMR\n        gain: 1.7\n        mechanical: {F_th: 0.017 N}\n"
      "        conduction: {length: 12 cm}\n        sensitisation: {phi_force: 0.5}\n" BRUSH,
      "circuit/nerve/fibres/fibres/aenc/t_ref=5.5", &problems);
  cr_assert_not_null(e, "%s", problems);
  const rx_nerve *nerve = &e->circuit->nerve;
  cr_expect_eq(nerve->encoder, RX_ENCODER_BIOPHYSICAL);
  cr_expect_eq(nerve->skin_temperature, 30.5);
  cr_assert_eq(nerve->n, 1);
  const rx_fibres *f = &nerve->fibres[0];
  cr_expect_eq(f->fibre_class, RX_FIBRE_AD_HTMR);
  cr_expect_eq(f->ending.gain, 1.7);
  cr_expect_eq(f->ending.mechanical.F_th, 17);
  cr_expect_eq(f->ending.mechanical.F_50, 60);
  cr_expect_eq(f->aenc.t_ref, 5.5);
  cr_expect_eq(f->relay.length, 0.12);
  static const char *const PATHS[] = {
    "gain", "mechanical/F_th", "conduction/length", "sensitisation/phi_force", "aenc/delta", "lost_share", "spread"
  };
  for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++) {
    char path[100];
    snprintf(path, sizeof path, "circuit/nerve/fibres/fibres/%s", PATHS[i]);
    cr_expect_not_null(rx_registry_find(e->registry, path), "%s", path);
  }
  cr_expect_not_null(strstr(e->effective, "circuit/nerve/fibres/fibres/class: Ad_HTMR\n"));
  cr_expect_not_null(strstr(e->effective, "stimuli/b/stroke: 1000\n"));
  rx_experiment_free(e);
  free(problems);
}

Test(nerve, an_experiment_with_the_published_encoder_knows_nothing_of_it)
{
  char *problems;
  rx_experiment *plain = read_text(OLD BRUSH, NULL, &problems);
  cr_assert_not_null(plain, "%s", problems);
  free(problems);
  rx_experiment *with = read_text(
      "experiment: x\ncircuit: {extends: small, nerve: {encoder: published, fibres: {fibres: {class: C_MH}}}}\n" BRUSH,
      NULL, &problems);
  cr_assert_not_null(with, "%s", problems);
  free(problems);
  cr_expect_str_eq(plain->effective, with->effective);
  cr_expect_null(strstr(plain->effective, "nerve"));
  cr_expect_eq(rx_registry_count(plain->registry), rx_registry_count(with->registry));
  cr_expect_eq(with->circuit->nerve.encoder, RX_ENCODER_PUBLISHED);
  rx_experiment_free(plain);
  rx_experiment_free(with);
}

Test(nerve, physical_stimuli_are_read_with_their_units)
{
  char *problems;
  rx_experiment *e = read_text(HEAD "stimuli:\n"
                                    "  ramp: {kind: heat_ramp, onset: 0.5 s, from: 31, to: 45, rate: 0.3 degC/s}\n"
                                    "  step: {kind: heat_step, to: 44, hold: 3 s}\n"
                                    "  press: {kind: pinch, force: 0.3 N, rise: 0.1 s, duration: 1 s}\n",
                               NULL, &problems);
  cr_assert_not_null(e, "%s", problems);
  const rx_stimulus *ramp = &e->stimuli[0].components[0], *step = &e->stimuli[1].components[0];
  const rx_stimulus *press = &e->stimuli[2].components[0];
  cr_expect_float_eq(rx_stimulus_end_ms(ramp), 500 + 14e3 / 0.3, 1e-9);
  cr_expect_float_eq(rx_stimulus_end_ms(step), 600 + 3000, 1e-9);
  cr_expect_eq(press->force, 300);
  cr_expect_eq(press->rise, 100);
  cr_expect_eq(press->fall, 200);
  rx_experiment_free(e);
  free(problems);
}

Test(nerve, the_effective_config_names_the_cells_of_fibres)
{
  char *problems;
  rx_experiment *e = read_text("experiment: x\ncircuit: skin_nerve\n" BRUSH, NULL, &problems);
  cr_assert_not_null(e, "%s", problems);
  cr_expect_not_null(strstr(e->effective, "circuit/nerve/fibres/CMH/cell/cell: nx\n"));
  free(problems);
  rx_experiment_free(e);
}

/* A bound of fibres that are cells holds for the step that they are integrated with, and for no other. */
Test(nerve, a_step_within_the_bound_of_the_fibres_is_good)
{
  static const char *const SOLVERS[] = { "{dt: 0.01 ms}", "{dt: 0.02 ms, method: cvode}" };
  char text[400], *said;
  for (size_t i = 0; i < sizeof SOLVERS / sizeof *SOLVERS; i++) {
    snprintf(text, sizeof text,
             "experiment: x\ncircuit: {extends: small, nerve: {encoder: biophysical, fibres: {fibres: {class: C_MH, "
             "cell: {cell: nx, max_dt: 0.01 ms}}}}}\n" BRUSH "solver: %s\n",
             SOLVERS[i]);
    rx_experiment *e = read_text(text, NULL, &said);
    cr_expect_not_null(e, "%s: %s", SOLVERS[i], said);
    free(said);
    rx_experiment_free(e);
  }
}

/* ---- what changes nothing, though it may ---- */

#define NOCICEPTOR "experiment: x\ncell: nx\nstimuli: {p: {kind: current_clamp, amplitude: 1 pA, duration: 5 ms}}\n"
#define NERVE      "experiment: x\ncircuit: skin_nerve\nstimuli: {p: {kind: pinch, duration: 100 ms}}\n"

Test(nerve, warns_of_modifiers_without_an_effect)
{
  static const struct {
    const char *text, *expected; /* beginning of the warnings; "": none */
  } CASES[] = {
    { NOCICEPTOR "conditions:\n  c: {modifiers: {circuit/**/nav17/shift_m: {shift: -9 mV}}}\n",
      "tests/io/bad/x.yaml:5:6: warning: conditions/c: experiment: circuit/populations/nx/soma/channels/nav17/shift_m "
      "has no effect while circuit/populations/nx/soma/channels/nav17/fraction is 0\n" },
    { NOCICEPTOR "conditions:\n  c: {modifiers: {circuit/**/nav17/fraction: {scale: 2}}}\n",
      "tests/io/bad/x.yaml:5:6: warning: conditions/c: experiment: circuit/populations/nx/soma/channels/nav17/fraction "
      "is 0, and scaled by 2 it still is: take add\n" },
    { NOCICEPTOR "conditions:\n  c: {phenotypes: [nav17_gain_of_function]}\n", "" },
    { NOCICEPTOR "conditions:\n  c: {modifiers: {circuit/**/nav17/shift_m: {shift: -9 mV}, circuit/**/nav17/fraction: "
                 "{add: 0.5}}}\n",
      "" },
    { NERVE "conditions:\n  c: {phenotypes: [variant_share_third]}\n",
      "tests/io/bad/x.yaml:5:6: warning: conditions/c: variant_share_third: circuit/nerve/fibres/" },
    { NERVE "conditions:\n  c: {phenotypes: [cryoneurolysis, local_anaesthetic, pulsed_radiofrequency]}\n", "" },
    { NERVE "conditions:\n  c: {phenotypes: [variant_share_third, nav17_gain_of_function]}\n", "" },
  };
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    char *said;
    rx_experiment *e = read_text(CASES[i].text, NULL, &said);
    cr_expect_not_null(e, "%zu: %s", i, said);
    cr_expect(CASES[i].expected[0] == '\0' ? said[0] == '\0'
                                           : strncmp(said, CASES[i].expected, strlen(CASES[i].expected)) == 0,
              "%zu: found\n%sexpected\n%s", i, said, CASES[i].expected);
    rx_experiment_free(e);
    free(said);
  }
}

Test(nerve, a_cell_named_by_its_file_can_be_changed)
{
  char *said;
  rx_experiment *e =
      read_text("experiment: x\ncircuit: {extends: skin_nerve, nerve: {fibres: {CMH: {cell: xp0}}}}\n" BRUSH,
                "circuit/nerve/fibres/CMH/cell/soma/membrane_capacitance=2", &said);
  cr_assert_not_null(e, "%s", said);
  const rx_entry *entry = rx_registry_find(e->registry, "circuit/nerve/fibres/CMH/cell/soma/membrane_capacitance");
  cr_assert_not_null(entry);
  cr_expect_eq(entry->base, 2);
  entry = rx_registry_find(e->registry, "circuit/nerve/fibres/CMH/cell/soma/channels/nav17/gbar");
  cr_assert_not_null(entry);
  cr_expect_eq(entry->base, 0.003, "still xp0");
  rx_experiment_free(e);
  free(said);
}
