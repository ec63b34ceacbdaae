/* The loop from a spasm over the dorsal horn back to the motoneurons: off, it changes no bit; on, it is the same in both solvers, with any
 * threads and in company, and what it adds is what the torque says. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/muscle/running_torque.h"
#include "tests/study/motor/loop_cases.h"

enum { N_UNITS = 6 };
#define T_STOP_MS 1500.0

/* A pool driven to a torque, fibres that its contraction excites, and cells that they excite and that excite the pool. */
static loop_cases make(const char *solver, const char *amplifier)
{
  char text[3000];
  snprintf(
      text, sizeof text,
      "experiment: x\nsolver: {method: %s}\n"
      "circuit:\n  extends: hTA_1\n  source: test\n  mark: D\n"
      "  receptors: {AMPA: {transmitter: glutamate, at: dend, tau_rise: 0.1 ms, tau_decay: 5 ms, reversal: 0 mV}}\n"
      "  populations:\n    MN: {n: %d}\n    F: {n: 20, afferent: C}\n    G: {n: 5, afferent: C}\n"
      "    P: {n: 2, cell: PN_NK1, threshold: 0 mV, v_init: -60 mV, grid: std}\n"
      "  pathways: {F_to_P: {from: [F], to: [P], probability: 1, delay: 2 ms, weights: {AMPA: 2 nS}}}\n"
      "  motor:\n    MN:\n      background_inhibition: 0.5\n      muscle: {force_range: 20}\n"
      "      inputs: {reflex: {from: P, onto: excitation, weight: 2, tau: 40 ms, delay: 10 ms}}\n%s"
      "stimuli:\n  d: {kind: drive, onset: 100 ms, duration: 1 s, rise: 10 ms, fall: 10 ms, level: 9, run_time: 1.5 "
      "s}\n"
      "  e: {kind: drive, onset: 100 ms, duration: 1 s, rise: 10 ms, fall: 10 ms, level: 7, run_time: 1.5 s}\n",
      solver, N_UNITS, amplifier);
  return loop_make(text);
}

#define ON "      amplifier: {rate: 200 Hz, tau: 500 ms, full: 0.05, onto: F}\n"

static size_t count(const rx_case *c, const loop_cases *s, const char *population)
{
  const rx_node_range *range = NULL;
  size_t n = 0;
  for (int r = 0; r < s->network->n_ranges; r++)
    if (strcmp(s->network->ranges[r].name, population) == 0) range = &s->network->ranges[r];
  cr_assert_not_null(range);
  if (range->is_source) {
    for (int i = 0; i < range->n; i++) n += c->trains.times[range->first - s->network->n_cells + i].n;
    return n;
  }
  for (size_t i = 0; i < c->recording.spikes.n; i++)
    n += c->recording.spikes.items[i].cell >= range->first &&
         c->recording.spikes.items[i].cell < range->first + range->n;
  return n;
}

Test(amplifier_loop, off_it_changes_no_bit)
{
  static const char *const solvers[] = { "ensemble", "cvode" };
  for (int k = 0; k < 2; k++) {
    loop_cases without = make(solvers[k], ""), off = make(solvers[k], "      amplifier: {rate: 0 Hz, onto: F}\n");
    const rx_case *a = loop_run(&without, 0, 0), *b = loop_run(&off, 0, 0);
    cr_expect_gt(a->recording.spikes.n, 20);
    cr_expect(loop_same_spikes(&a->recording, &b->recording));
    cr_expect_null(rx_motor_loop(rx_case_motor(b)), "no controller at all");
    cr_expect_eq(count(b, &off, "F"), 0);
    loop_free(&without);
    loop_free(&off);
  }
}

Test(amplifier_loop, a_contraction_excites_its_fibres_alone_and_they_the_pool)
{
  loop_cases off = make("ensemble", ""), on = make("ensemble", ON);
  const rx_case *a = loop_run(&off, 0, 0), *b = loop_run(&on, 0, 0);
  cr_expect_eq(count(a, &off, "P"), 0);
  cr_expect_gt(count(b, &on, "F"), 100, "%zu", count(b, &on, "F"));
  cr_expect_eq(count(b, &on, "G"), 0, "only what it is onto");
  cr_expect_gt(count(b, &on, "P"), 5);
  cr_expect_gt(count(b, &on, "MN"), count(a, &off, "MN"), "the spasm grows by what it brings about");
  cr_expect(isnan(rx_amplifier_loop_rate_Hz(rx_spasm_loop_amplifiers(rx_motor_loop(rx_case_motor(a))), 0)));
  loop_free(&off);
  loop_free(&on);
}

/* A and the rate from the recorded spikes once more, by the explicit sum of twitches and a fine Euler rule. */
Test(amplifier_loop, its_rate_is_that_of_the_recorded_torque)
{
  loop_cases s;
  size_t n;
  double *torque, A = 0;
  s = make("ensemble", ON);
  const rx_case *c = loop_run(&s, 0, 0);
  cr_assert_eq(rx_motor_torque(rx_case_motor(c), &c->recording, 0, false, &n, &torque, NULL), RX_OK);
  double expected = 0; /* spikes of 20 fibres */
  for (size_t k = 1; k + 1 < n; k++) {
    for (int i = 0; i < 100; i++) A += 0.01 * (fmax(0, torque[k] - 0.02) - A) / 500;
    expected += 20 * 1e-3 * 200 * fmin(1, A / 0.05);
  }
  free(torque);
  const rx_amplifier_loop *loop = rx_spasm_loop_amplifiers(rx_motor_loop(rx_case_motor(c)));
  cr_expect_gt(A, 0.01, "%g", A);
  cr_expect_float_eq(rx_amplifier_loop_rate_Hz(loop, 0), 200 * fmin(1, A / 0.05), 0.5, "%g, %g Hz",
                     rx_amplifier_loop_rate_Hz(loop, 0), 200 * fmin(1, A / 0.05));
  const double found = (double)count(c, &s, "F");
  cr_expect_float_eq(found, expected, 4 * sqrt(expected), "%g spikes, expected %g", found, expected);
  /* none before the first turn, all in order and within the run */
  for (int i = 0; i < c->trains.n_sources; i++)
    for (size_t k = 0; k < c->trains.times[i].n; k++) {
      const double t = c->trains.times[i].items[k];
      cr_assert(t >= 1 && t < T_STOP_MS && (k == 0 || t > c->trains.times[i].items[k - 1]));
    }
  loop_free(&s);
}

Test(amplifier_loop, both_solvers_agree)
{
  loop_cases fixed = make("ensemble", ON), cvode = make("cvode", ON);
  const rx_case *a = loop_run(&fixed, 0, 0), *b = loop_run(&cvode, 0, 0);
  const double n = (double)count(a, &fixed, "F"), m = (double)count(b, &cvode, "F");
  cr_expect_gt(n, 100);
  cr_expect_float_eq(n, m, 0.02 * n, "%g and %g spikes of fibres", n, m);
  const double x = (double)count(a, &fixed, "MN"), y = (double)count(b, &cvode, "MN");
  cr_expect_float_eq(x, y, 2 + 0.02 * x, "%g and %g spikes of motoneurons", x, y);
  loop_free(&fixed);
  loop_free(&cvode);
}

Test(amplifier_loop, company_and_threads_change_no_bit)
{
  static const int threads[] = { 1, 2, 7 };
  loop_cases alone, s;
  alone = make("ensemble", ON);
  for (int k = 0; k < 2; k++) loop_run(&alone, k, k);
  for (int t = 0; t < 3; t++) {
    rx_case *together[2];
    s = make("ensemble", ON);
    for (int k = 0; k < 2; k++) together[k] = loop_prepare(&s, k, k);
    rx_cases_run_together(2, together, s.e, threads[t], NULL);
    for (int k = 0; k < 2; k++) {
      cr_assert_eq(together[k]->status, RX_OK, "%s", together[k]->err.text);
      cr_expect(loop_same_spikes(&alone.cases[k].recording, &together[k]->recording));
      cr_expect_eq(count(&alone.cases[k], &alone, "F"), count(together[k], &s, "F"));
      cr_expect_gt(count(together[k], &s, "F"), 50);
    }
    loop_free(&s);
  }
  loop_free(&alone);
}
