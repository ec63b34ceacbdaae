/* The closed loop of a spasm: it is heard, answered and ended, alike in both solvers, alone and in company. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/study/motor/loop_cases.h"

enum { N_UNITS = 6, N_STIMULI = 3 };
#define TOUCH "{kind: drive, onset: 200 ms, duration: 100 ms, rise: 10 ms, fall: 400 ms, level: 8}"

/* Six units after injury; a touch, over at 0.7 s; without, with open and with closed loop; 4 s. */
static loop_cases make(const char *solver, const char *trigger)
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
  return loop_make(text);
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
  loop_cases s;
  double seconds;
  s = make("ensemble", "trigger: discharge");
  const rx_case *none = loop_run(&s, 0, 0), *open = loop_run(&s, 1, 1), *closed = loop_run(&s, 2, 2);
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
  loop_free(&s);
}

Test(spasm_loop, torque_pulses_and_the_soma_do_it_too)
{
  static const char *const triggers[] = { "trigger: torque, torque_threshold: 0.01", "trigger: discharge, is_pulsed: 1",
                                          "trigger: discharge, site: soma", "trigger: discharge, delay: 300 ms" };
  double earliest = 0;
  for (size_t i = 0; i < sizeof triggers / sizeof *triggers; i++) {
    loop_cases s;
    double seconds;
    s = make("ensemble", triggers[i]);
    const rx_case *closed = loop_run(&s, 0, 2);
    const size_t n = given(closed, &seconds);
    cr_expect_geq(n, 1, "%s", triggers[i]);
    cr_expect_geq(seconds, 0.5, "%s", triggers[i]);
    if (i == 1) earliest = last_ms(closed);
    if (i == 3) cr_expect_gt(last_ms(closed), earliest + 200, "%g and %g ms", last_ms(closed), earliest);
    loop_free(&s);
  }
}

Test(spasm_loop, both_solvers_agree)
{
  loop_cases fixed, cvode;
  double seconds;
  fixed = make("ensemble", "trigger: discharge");
  cvode = make("cvode", "trigger: discharge");
  const rx_case *a = loop_run(&fixed, 0, 2), *b = loop_run(&cvode, 0, 2);
  cr_expect_eq(given(b, &seconds), 1);
  cr_expect_float_eq(seconds, 0.5, 1e-12);
  const long difference = (long)a->recording.spikes.n - (long)b->recording.spikes.n;
  cr_expect_leq(labs(difference), 2, "%zu and %zu spikes", a->recording.spikes.n, b->recording.spikes.n);
  cr_expect_float_eq(last_ms(a), last_ms(b), 20, "%g and %g ms", last_ms(a), last_ms(b));
  cr_expect_float_eq(a->recording.spikes.items[0].t_ms, b->recording.spikes.items[0].t_ms, 0.05);
  loop_free(&fixed);
  loop_free(&cvode);
}

Test(spasm_loop, company_and_threads_change_no_bit)
{
  static const int threads[] = { 1, 2, 7 };
  loop_cases alone, s;
  alone = make("ensemble", "trigger: discharge");
  for (int k = 0; k < N_STIMULI; k++) loop_run(&alone, k, k);
  for (int t = 0; t < 3; t++) {
    rx_case *together[N_STIMULI];
    s = make("ensemble", "trigger: discharge");
    for (int k = 0; k < N_STIMULI; k++) together[k] = loop_prepare(&s, k, k);
    rx_cases_run_together(N_STIMULI, together, s.e, threads[t], NULL);
    for (int k = 0; k < N_STIMULI; k++) {
      cr_assert_eq(together[k]->status, RX_OK, "%s", together[k]->err.text);
      cr_expect(loop_same_spikes(&alone.cases[k].recording, &together[k]->recording));
    }
    loop_free(&s);
  }
  loop_free(&alone);
}
