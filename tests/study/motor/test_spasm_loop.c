/* The closed loop of a spasm: it is heard, answered and ended, alike in both solvers, alone and in company. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/experiment/experiment.h"
#include "models/circuit/graph.h"
#include "study/case.h"
#include "study/motor/motor_run.h"

enum { N_UNITS = 6, N_STIMULI = 3, MOST = 4 };
#define TOUCH "{kind: drive, onset: 200 ms, duration: 100 ms, rise: 10 ms, fall: 400 ms, level: 8}"

/* Six units after injury; a touch, over at 0.7 s; without, with open and with closed loop; 4 s. */
typedef struct spasm {
  rx_experiment *e;
  rx_graph *graph;
  rx_network *network;
  rx_case cases[MOST];
} spasm;

static void make(spasm *s, const char *solver, const char *trigger)
{
  char text[3000];
  snprintf(text, sizeof text,
           "experiment: x\nsolver: {method: %s}\n"
           "circuit:\n  extends: hTA_1\n  populations: {MN: {n: %d}}\n"
           "  motor: {MN: {background_inhibition: 0.5}}\n"
           "stimuli:\n"
           "  none: {run_time: 4 s, components: [" TOUCH "]}\n"
           "  open: {run_time: 4 s, components: [" TOUCH
           ", {kind: nerve_stimulation, onset: 2.5 s, duration: 500 ms, frequency: 300 Hz}]}\n"
           "  closed: {run_time: 4 s, components: [" TOUCH
           ", {kind: nerve_stimulation, onset: 0 s, duration: 4 s, frequency: 300 Hz, bout: 500 ms, %s}]}\n",
           solver, N_UNITS, trigger);
  *s = (spasm){ 0 };
  rx_problems *problems = rx_problems_create();
  rx_experiment_read_text(text, strlen(text), "configs/x.yaml", 0, NULL, problems, &s->e, NULL);
  char *said = rx_problems_text(problems);
  cr_assert_not_null(s->e, "%s%s", said, text);
  free(said);
  rx_problems_free(problems);
  cr_assert_eq(rx_graph_draw(s->e->circuit, 1, 0, &s->graph, NULL), RX_OK);
  cr_assert_eq(rx_network_make(s->e->circuit, s->graph, &s->network, NULL), RX_OK);
}

static rx_case *prepare(spasm *s, int i, int stimulus)
{
  const rx_battery_item *item = &s->e->stimuli[stimulus];
  rx_case *c = &s->cases[i];
  *c = (rx_case){ .stimulus = stimulus,
                  .network = s->network,
                  .n_components = item->n_components,
                  .components = item->components,
                  .seed = 1 };
  rx_case_set_times(c, item);
  cr_assert_eq(rx_case_prepare(c, s->e), RX_OK, "%s", c->err.text);
  return c;
}

static const rx_case *run(spasm *s, int i, int stimulus)
{
  rx_case *c = prepare(s, i, stimulus);
  rx_case_run(c, s->e, 1, NULL);
  cr_assert_eq(c->status, RX_OK, "%s", c->err.text);
  return c;
}

static void discard(spasm *s)
{
  for (int i = 0; i < MOST; i++) rx_case_free(&s->cases[i]);
  rx_network_free(s->network);
  rx_graph_free(s->graph);
  rx_experiment_free(s->e);
}

static double last_ms(const rx_case *c)
{
  const size_t n = c->recording.spikes.n;
  return n > 0 ? c->recording.spikes.items[n - 1].t_ms : 0;
}

static size_t given(const rx_case *c, double *seconds)
{
  return rx_spasm_loop_given(rx_motor_loop(rx_case_motor(c)), 0, c->t_stop_ms, seconds);
}

Test(spasm_loop, the_spasm_brings_its_own_end)
{
  spasm s;
  double seconds;
  make(&s, "ensemble", "trigger: discharge");
  const rx_case *none = run(&s, 0, 0), *open = run(&s, 1, 1), *closed = run(&s, 2, 2);
  cr_expect_gt(last_ms(none), 3500, "it lasts: %g ms", last_ms(none));
  cr_expect(last_ms(open) > 2400 && last_ms(open) < 3000, "%g ms", last_ms(open));
  cr_expect_null(rx_motor_loop(rx_case_motor(open)));
  cr_expect_eq(given(open, &seconds), 0);
  cr_expect_eq(given(closed, &seconds), 1);
  cr_expect_float_eq(seconds, 0.5, 1e-12);
  cr_expect(last_ms(closed) > 1700 && last_ms(closed) < 2400, "%g ms", last_ms(closed));
  /* until the bout begins nothing differs */
  size_t n_same = 0;
  for (; n_same < closed->recording.spikes.n &&
         closed->recording.spikes.items[n_same].t_ms == none->recording.spikes.items[n_same].t_ms;)
    n_same++;
  cr_expect_gt(n_same, 20);
  cr_expect_gt(none->recording.spikes.items[n_same].t_ms, 1700);
  discard(&s);
}

Test(spasm_loop, torque_pulses_and_the_soma_do_it_too)
{
  static const char *const triggers[] = { "trigger: torque, torque_threshold: 0.01", "trigger: discharge, is_pulsed: 1",
                                          "trigger: discharge, site: soma", "trigger: discharge, delay: 300 ms" };
  double earliest = 0;
  for (size_t i = 0; i < sizeof triggers / sizeof *triggers; i++) {
    spasm s;
    double seconds;
    make(&s, "ensemble", triggers[i]);
    const rx_case *closed = run(&s, 0, 2);
    const size_t n = given(closed, &seconds);
    cr_expect_geq(n, 1, "%s", triggers[i]);
    cr_expect_geq(seconds, 0.5, "%s", triggers[i]);
    if (i == 1) earliest = last_ms(closed);
    if (i == 3) cr_expect_gt(last_ms(closed), earliest + 200, "%g and %g ms", last_ms(closed), earliest);
    discard(&s);
  }
}

Test(spasm_loop, both_solvers_agree)
{
  spasm fixed, cvode;
  double seconds;
  make(&fixed, "ensemble", "trigger: discharge");
  make(&cvode, "cvode", "trigger: discharge");
  const rx_case *a = run(&fixed, 0, 2), *b = run(&cvode, 0, 2);
  cr_expect_eq(given(b, &seconds), 1);
  cr_expect_float_eq(seconds, 0.5, 1e-12);
  const long difference = (long)a->recording.spikes.n - (long)b->recording.spikes.n;
  cr_expect_leq(labs(difference), 2, "%zu and %zu spikes", a->recording.spikes.n, b->recording.spikes.n);
  cr_expect_float_eq(last_ms(a), last_ms(b), 20, "%g and %g ms", last_ms(a), last_ms(b));
  cr_expect_float_eq(a->recording.spikes.items[0].t_ms, b->recording.spikes.items[0].t_ms, 0.05);
  discard(&fixed);
  discard(&cvode);
}

Test(spasm_loop, company_and_threads_change_no_bit)
{
  static const int threads[] = { 1, 2, 7 };
  spasm alone, s;
  make(&alone, "ensemble", "trigger: discharge");
  for (int k = 0; k < N_STIMULI; k++) run(&alone, k, k);
  for (int t = 0; t < 3; t++) {
    rx_case *together[N_STIMULI];
    make(&s, "ensemble", "trigger: discharge");
    for (int k = 0; k < N_STIMULI; k++) together[k] = prepare(&s, k, k);
    rx_cases_run_together(N_STIMULI, together, s.e, threads[t], NULL);
    for (int k = 0; k < N_STIMULI; k++) {
      const rx_recording *a = &alone.cases[k].recording, *b = &together[k]->recording;
      cr_assert_eq(together[k]->status, RX_OK, "%s", together[k]->err.text);
      cr_assert_eq(a->spikes.n, b->spikes.n);
      for (size_t i = 0; i < a->spikes.n; i++)
        cr_assert(memcmp(&a->spikes.items[i].t_ms, &b->spikes.items[i].t_ms, sizeof(double)) == 0);
    }
    discard(&s);
  }
  discard(&alone);
}
