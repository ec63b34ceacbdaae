/* The biophysical encoder: nociceptors against the reference, and what the parameters of fibres do. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "study/case.h"
#include "study/nerve/nerve_run.h"
#include "tests/study/experiment_of_text.h"

/* A nerve of one population, with its run. */
typedef struct one_nerve {
  rx_experiment *e;
  rx_graph *graph;
  rx_network *network;
  rx_nerve_run *nerve;
  rx_drive_trains trains;
  rx_error err;
} one_nerve;

static one_nerve make(const char *fibres, int n, const char *stimulus, const char *rest)
{
  char text[2000];
  snprintf(
      text, sizeof text,
      "experiment: x\ncircuit:\n  circuit: one\n  source: test\n  mark: D\n  populations: {F: {n: %d, afferent: C}}\n"
      "  nerve: {encoder: biophysical, settle: 0 ms, fibres: {F: {%s}}%s}\nstimuli: {s: {%s}}\n",
      n, fibres, rest, stimulus);
  one_nerve one = { 0 };
  experiment_of_text(text, &one.e, &one.graph, &one.network);
  return one;
}

static void run(one_nerve *one, double t_stop, rx_simulate *simulate, int threads)
{
  const rx_battery_item *item = &one->e->stimuli[0];
  const rx_nerve_case what = { .circuit = one->e->circuit,
                               .network = one->network,
                               .n_stimuli = item->n_components,
                               .stimuli = item->components,
                               .seed = 7,
                               .member = 3,
                               .t_stop_ms = t_stop };
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = t_stop;
  options.threads = threads;
  cr_assert_eq(rx_nerve_prepare(&what, &one->nerve, &one->err), RX_OK, "%s", one->err.text);
  cr_assert_eq(rx_nerve_encode(one->nerve, simulate, &options, &one->err), RX_OK, "%s", one->err.text);
  cr_assert_eq(rx_drive_make(one->e->circuit, one->network, item->n_components, item->components, 0, NULL, 7, 3, t_stop,
                             &one->trains, &one->err),
               RX_OK);
  for (int i = 0; i < one->trains.n_sources; i++) cr_expect_eq(one->trains.times[i].n, 0);
  cr_assert_eq(rx_nerve_deliver(one->nerve, &one->trains, &one->err), RX_OK);
}

static void end(one_nerve *one)
{
  rx_nerve_free(one->nerve);
  rx_drive_trains_free(&one->trains);
  rx_network_free(one->network);
  rx_graph_free(one->graph);
  rx_experiment_free(one->e);
}

/* ---- reference ---- */

/* Spikes of a case of trans_nx_spiketimes.csv; -1: the file has no more. */
static int reference_times(const char *name, double times[], int most)
{
  char path[512], line[256];
  snprintf(path, sizeof path, "%s/tests/reference/nociceptor/trans_nx_spiketimes.csv", RX_TEST_SOURCE_DIR);
  FILE *file = fopen(path, "r");
  cr_assert_not_null(file);
  int n = 0;
  while (fgets(line, sizeof line, file) != NULL) {
    const char *last = strrchr(line, ',');
    if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ',' && n < most) times[n++] = atof(last + 1);
  }
  fclose(file);
  return n;
}

#define HEALTHY "class: C_MH, spread: 0, noise: 0"
#define PRESS   "kind: von_frey, onset: 500 ms, duration: 3.2 s, force: "

Test(nerve_run, nociceptors_answer_as_in_the_reference)
{
  static const struct {
    const char *name, *fibres, *stimulus;
    double t_stop;
  } CASES[] = {
    { "a", HEALTHY, PRESS "50 mN", 4900 },
    { "b", HEALTHY, PRESS "80 mN", 4900 },
    { "d", HEALTHY, PRESS "200 mN", 4900 },
    { "e", HEALTHY, PRESS "400 mN", 4900 },
    { "i", HEALTHY, "kind: heat_step, onset: 500 ms, to: 44", 8100 },
    { "j", HEALTHY, "kind: heat_step, onset: 500 ms, to: 48", 8300 },
    { "l", HEALTHY ", sensitisation: {phi_force: 0.4}", PRESS "30 mN", 4900 },
    { "n", HEALTHY ", cell: {soma: {channels: {nav18: {gbar: 0.003}}}}", PRESS "200 mN", 4900 },
    { "o", HEALTHY ", cell: {soma: {channels: {nav17: {gbar: 0.002}}}}", PRESS "200 mN", 4900 },
  };
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    one_nerve one = make(CASES[i].fibres, 1, CASES[i].stimulus, "");
    double times[200];
    const int n = reference_times(CASES[i].name, times, 200);
    cr_assert_gt(n, 0, "%s", CASES[i].name);
    run(&one, CASES[i].t_stop, rx_simulate_ensemble, 1);
    const rx_times *skin = rx_nerve_skin(one.nerve, 0);
    double worst = 0;
    for (size_t k = 0; k < skin->n && k < (size_t)n; k++) worst = fmax(worst, fabs(skin->items[k] - times[k]));
    cr_log_info("%s: %zu spikes (%d), worst %g ms", CASES[i].name, skin->n, n, worst);
    /* page 5.5: counts +-1 */
    cr_expect_leq(abs((int)skin->n - n), 1, "%s: %zu spikes, not %d", CASES[i].name, skin->n, n);
    cr_expect_lt(fabs(skin->items[0] - times[0]), 0.5, "%s: first spike at %g ms, not %g", CASES[i].name,
                 skin->items[0], times[0]);
    end(&one);
  }
}

Test(nerve_run, both_solvers_give_the_same_spikes)
{
  one_nerve a = make("class: C_MH", 3, PRESS "200 mN", ""), b = make("class: C_MH", 3, PRESS "200 mN", "");
  run(&a, 2000, rx_simulate_ensemble, 1);
  run(&b, 2000, rx_simulate_cvode, 1);
  for (int s = 0; s < 3; s++) {
    const rx_times *x = rx_nerve_skin(a.nerve, s), *y = rx_nerve_skin(b.nerve, s);
    cr_expect_gt(x->n, 5);
    cr_expect_leq(abs((int)x->n - (int)y->n), 1);
    cr_expect_float_eq(x->items[0], y->items[0], 0.1, "%g %g", x->items[0], y->items[0]);
  }
  end(&a);
  end(&b);
}

/* ---- what a nerve promises ---- */

static void expect_same(const one_nerve *a, const one_nerve *b, int n)
{
  for (int s = 0; s < n; s++) {
    const rx_times *x = rx_nerve_skin(a->nerve, s), *y = rx_nerve_skin(b->nerve, s);
    cr_assert_eq(x->n, y->n);
    for (size_t i = 0; i < x->n; i++) cr_expect_eq(x->items[i], y->items[i]);
  }
}

Test(nerve_run, a_fibre_depends_on_no_other_and_on_no_thread)
{
  one_nerve few = make("class: C_MH", 2, PRESS "150 mN", ""), many = make("class: C_MH", 11, PRESS "150 mN", "");
  run(&few, 1200, rx_simulate_ensemble, 1);
  run(&many, 1200, rx_simulate_ensemble, 3);
  cr_expect_gt(rx_nerve_skin(few.nerve, 0)->n, 3);
  expect_same(&few, &many, 2);
  end(&few);
  end(&many);
}

Test(nerve_run, fibres_of_a_class_differ)
{
  one_nerve one = make("class: C_LTMR", 6, "kind: brush, duration: 1 s", "");
  run(&one, 1500, rx_simulate_ensemble, 1);
  for (int s = 1; s < 6; s++)
    cr_expect_neq(rx_nerve_skin(one.nerve, s)->items[0], rx_nerve_skin(one.nerve, 0)->items[0]);
  end(&one);
}

#define STROKE "kind: brush, onset: 200 ms, duration: 1 s"

Test(nerve_run, a_brush_that_travels_comes_to_each_fibre_at_a_moment_of_its_own)
{
  one_nerve at_once = make("class: Ab_RA, spread: 0", 12, STROKE, "");
  one_nerve travels = make("class: Ab_RA, spread: 0", 12, STROKE, ", brush_travel: 300 ms");
  run(&at_once, 2000, rx_simulate_ensemble, 1);
  run(&travels, 2000, rx_simulate_ensemble, 2);
  double earliest = INFINITY, latest = 0;
  for (int s = 0; s < 12; s++) {
    const rx_times *x = rx_nerve_skin(at_once.nerve, s), *y = rx_nerve_skin(travels.nerve, s);
    cr_assert_gt(x->n, 10);
    cr_assert_eq(x->n, y->n, "%zu %zu", x->n, y->n);
    const double later = y->items[0] - x->items[0];
    for (size_t i = 0; i < x->n; i++) cr_expect_float_eq(y->items[i] - x->items[i], later, 0.01);
    earliest = fmin(earliest, later);
    latest = fmax(latest, later);
  }
  cr_expect(earliest >= 0 && earliest < 100 && latest > 200 && latest < 300, "%g to %g ms", earliest, latest);
  end(&at_once);
  end(&travels);
  /* a hair stands where it stands */
  at_once = make("class: Ab_SA1", 4, PRESS "100 mN", "");
  travels = make("class: Ab_SA1", 4, PRESS "100 mN", ", brush_travel: 300 ms");
  run(&at_once, 1000, rx_simulate_ensemble, 1);
  run(&travels, 1000, rx_simulate_ensemble, 1);
  cr_expect_gt(rx_nerve_skin(at_once.nerve, 0)->n, 3);
  expect_same(&at_once, &travels, 4);
  end(&at_once);
  end(&travels);
}

Test(nerve_run, spikes_reach_the_cord_after_the_delay)
{
  one_nerve one = make("class: Ab_RA, conduction: {length: 0.5 m}", 2, "kind: brush, onset: 100 ms, duration: 1 s", "");
  run(&one, 1500, rx_simulate_ensemble, 1);
  for (int s = 0; s < 2; s++) {
    const rx_times *skin = rx_nerve_skin(one.nerve, s), *cord = &one.trains.times[s];
    cr_assert_gt(skin->n, 20);
    cr_assert_eq(cord->n, skin->n);
    for (size_t i = 0; i < cord->n; i++) cr_expect_float_eq(cord->items[i], skin->items[i] + 10, 1e-9);
  }
  end(&one);
}

static size_t total(const one_nerve *one, bool is_skin)
{
  size_t n = 0;
  for (int s = 0; s < one->trains.n_sources; s++)
    n += is_skin ? rx_nerve_skin(one->nerve, s)->n : one->trains.times[s].n;
  return n;
}

Test(nerve_run, lost_fibres_are_silent_and_blocked_ones_conduct_nothing)
{
  static const char BRUSH[] = "kind: brush, duration: 1 s";
  one_nerve all = make("class: Ab_RA", 10, BRUSH, ""), lost = make("class: Ab_RA, lost_share: 0.6", 10, BRUSH, ""),
            blocked = make("class: Ab_RA, conducting_share: 0", 10, BRUSH, "");
  run(&all, 1200, rx_simulate_ensemble, 1);
  run(&lost, 1200, rx_simulate_ensemble, 1);
  run(&blocked, 1200, rx_simulate_ensemble, 1);
  int n_silent = 0;
  for (int s = 0; s < 10; s++) {
    n_silent += rx_nerve_skin(lost.nerve, s)->n == 0 && lost.trains.times[s].n == 0;
    if (rx_nerve_skin(lost.nerve, s)->n > 0) cr_expect_eq(lost.trains.times[s].n, all.trains.times[s].n);
  }
  cr_expect_eq(n_silent, 6);
  cr_expect_eq(total(&blocked, true), total(&all, true));
  cr_expect_eq(total(&blocked, false), 0);
  end(&all);
  end(&lost);
  end(&blocked);
}

Test(nerve_run, ectopic_spikes_come_without_a_stimulus_from_the_beginning_on)
{
  one_nerve one = make("class: C_LTMR, ectopic_share: 0.5, ectopic_rate: 8, conduction: {q_max: 1e6}", 40,
                       "kind: brush, force: 0 mN, duration: 10 s", "");
  run(&one, 10000, rx_simulate_ensemble, 1);
  cr_expect_eq(total(&one, true), 0);
  size_t n = 0, n_first_second = 0;
  int n_active = 0;
  for (int s = 0; s < 40; s++) {
    const rx_times *cord = &one.trains.times[s];
    n_active += cord->n > 0;
    n += cord->n;
    for (size_t i = 0; i < cord->n; i++) n_first_second += cord->items[i] < 1000;
  }
  cr_expect_eq(n_active, 20);
  /* 1600 and 160 expected, Poisson */
  cr_expect_float_eq((double)n, 1600, 200, "%zu", n);
  cr_expect_float_eq((double)n_first_second, 160, 63, "%zu", n_first_second);
  end(&one);
}

Test(nerve_run, a_share_of_the_fibres_carries_the_variant)
{
  static const char VARIANT[] = "class: C_MH, spread: 0, noise: 0, variant_share: %s, cell: {soma: {channels: {nav17: "
                                "{fraction: 0.5, shift_m: -13.3}}}}";
  int n_firing[2];
  for (int k = 0; k < 2; k++) {
    char fibres[300];
    snprintf(fibres, sizeof fibres, VARIANT, k == 0 ? "0.25" : "0");
    one_nerve one = make(fibres, 8, "kind: von_frey, force: 0 mN, duration: 1 s", "");
    run(&one, 1500, rx_simulate_ensemble, 1);
    n_firing[k] = 0;
    for (int s = 0; s < 8; s++) n_firing[k] += rx_nerve_skin(one.nerve, s)->n > 0;
    end(&one);
  }
  cr_expect_eq(n_firing[0], 2, "%d", n_firing[0]);
  cr_expect_eq(n_firing[1], 0, "%d", n_firing[1]);
}

Test(nerve_run, a_solver_that_fails_is_heard)
{
  one_nerve one = make("class: C_MH", 1, PRESS "100 mN", "");
  const rx_battery_item *item = &one.e->stimuli[0];
  const rx_nerve_case what = { one.e->circuit, one.network, item->n_components, item->components, 1, 0, 1000 };
  rx_solver_options options = rx_solver_options_default();
  options.dt_ms = -1;
  cr_assert_eq(rx_nerve_prepare(&what, &one.nerve, &one.err), RX_OK);
  cr_expect_eq(rx_nerve_encode(one.nerve, rx_simulate_ensemble, &options, &one.err), RX_E_INPUT);
  cr_expect(strlen(one.err.text) > 0);
  end(&one);
}

Test(nerve_run, a_transduction_that_fails_says_why_and_of_which_fibre)
{
  /* so late that the times of two samples are one double */
  one_nerve one = make("class: Ab_SA1", 2, PRESS "100 mN", "");
  one.e->circuit->nerve.settle = 1e18;
  const rx_battery_item *item = &one.e->stimuli[0];
  const rx_nerve_case what = { one.e->circuit, one.network, item->n_components, item->components, 1, 0, 1000 };
  const rx_solver_options options = rx_solver_options_default();
  cr_assert_eq(rx_nerve_prepare(&what, &one.nerve, &one.err), RX_OK);
  cr_expect_eq(rx_nerve_encode(one.nerve, rx_simulate_ensemble, &options, &one.err), RX_E_INPUT);
  cr_expect_not_null(strstr(one.err.text, "transduction of F[0]: waveform: a smooth one cannot jump"), "%s",
                     one.err.text);
  end(&one);
}

Test(nerve_run, a_cell_that_is_not_whole_is_refused_with_the_name_of_its_population)
{
  one_nerve one = make("class: C_MH", 1, PRESS "100 mN", "");
  one.e->circuit->nerve.fibres[0].cell.sections[0].reversal_na = NAN;
  const rx_battery_item *item = &one.e->stimuli[0];
  const rx_nerve_case what = { one.e->circuit, one.network, item->n_components, item->components, 1, 0, 1000 };
  cr_expect_eq(rx_nerve_prepare(&what, &one.nerve, &one.err), RX_E_INPUT);
  cr_expect_null(one.nerve);
  cr_expect_not_null(strstr(one.err.text, "fibres of F"), "%s", one.err.text);
  end(&one);
}

Test(nerve_run, a_case_that_can_not_be_prepared_is_named_once)
{
  one_nerve one = make("class: C_MH", 1, "kind: brush", "");
  one.e->circuit->nerve.fibres[0].cell.sections[0].reversal_na = NAN;
  rx_case c = { .network = one.network,
                .n_components = one.e->stimuli[0].n_components,
                .components = one.e->stimuli[0].components };
  rx_case_set_times(&c, &one.e->stimuli[0]);
  rx_case_run(&c, one.e, 1, NULL);
  cr_expect_eq(c.status, RX_E_INPUT);
  const char *named = strstr(c.err.text, "s, repetition 0");
  cr_assert_not_null(named, "%s", c.err.text);
  cr_expect_null(strstr(named + 1, "s, repetition 0"), "%s", c.err.text);
  rx_case_free(&c);
  end(&one);
}
