/* Torque, clamp currents and reflexes of motor pools. */
#include <stdlib.h>

#include "tests/study/outcomes/given_spikes.h"

/* ---- torque ---- */

/* Force of unit i = 1 … n: P (u/T) e^(1 - u/T), over the sum of P e/c0 (motoneuron page 5). */
static double twitch(int i, int n, double u, double *contraction_ms)
{
  const double P = exp(log(100) * i / n), T = 90 * pow(1 / P, log(3) / log(100));
  const double c0 = (1 - exp(-2 * pow(0.4, 3))) / 0.4;
  double maximum = 0;
  for (int k = 1; k <= n; k++) maximum += exp(log(100) * k / n) * M_E / c0;
  *contraction_ms = T;
  return u < 0 || u > 12 * T ? 0 : P * (u / T) * exp(1 - u / T) / maximum;
}

Test(motor, torque_is_the_sum_of_twitches_with_its_mean_its_peak_and_its_course)
{
  given g =
      given_make("experiment: x\ncircuit: {extends: hTA_1, populations: {MN: {n: 3}}}\n"
                 "stimuli: {s: {kind: drive, onset: 100 ms, duration: 300 ms, rise: 0, fall: 0, run_time: 500 ms}}\n");
  given_spike(&g, 0, 0, "MN", 0, 120);
  given_spike(&g, 0, 0, "MN", 2, 150);
  given_outcomes(&g);
  double T, sum = 0, peak = 0;
  for (int t = 0; t <= 500; t++) {
    const double torque = twitch(1, 3, t - 120, &T) + twitch(3, 3, t - 150, &T);
    if (t > 100 && t <= 400) sum += torque;
    peak = fmax(peak, torque);
  }
  cr_expect_float_eq(given_value(&g, "torque_MN", 0, 0), sum / 300, 1e-12);
  cr_expect_float_eq(given_value(&g, "torque_peak_MN", 0, 0), peak, 1e-12);
  const rx_result_course *course = given_course(&g, "torque.MN.control.s");
  cr_assert_not_null(course);
  cr_assert_eq(course->n_times, 51); /* every 10 ms */
  const double *torque = given_variable(course, "torque");
  for (size_t k = 0; k < 51; k++) {
    cr_expect_eq(course->time[k], 10.0 * (double)k);
    cr_expect_float_eq(torque[k], twitch(1, 3, course->time[k] - 120, &T) + twitch(3, 3, course->time[k] - 150, &T),
                       1e-12);
  }
  given_free(&g);
}

/* The touch is over at 0.5 s: what counts is from 1.5 s on, be the pool firing at the end or not. */
Test(motor, a_spasm_has_the_mean_torque_and_rate_of_the_rest_of_the_run)
{
  given g = given_make("experiment: x\ncircuit: {extends: hTA_1, populations: {MN: {n: 3}}}\n"
                       "stimuli:\n  s: {run_time: 4 s, components: [\n"
                       "    {kind: drive, onset: 100 ms, duration: 100 ms, rise: 10 ms, fall: 300 ms, level: 8},\n"
                       "    {kind: nerve_stimulation, onset: 2 s, duration: 1 s, frequency: 140 Hz}]}\n"
                       "  short: {kind: drive, onset: 100 ms, duration: 100 ms, rise: 10 ms, fall: 300 ms, level: 8, "
                       "run_time: 1.5 s}\n");
  static const double SPIKES[][2] = { { 0, 200 }, { 0, 1400 }, { 2, 1500 }, { 1, 2300 }, { 0, 3990 } };
  for (size_t i = 0; i < sizeof SPIKES / sizeof *SPIKES; i++)
    given_spike(&g, 0, 0, "MN", (int)SPIKES[i][0], SPIKES[i][1]);
  given_outcomes(&g);
  double T, sum = 0;
  for (int t = 1501; t <= 4000; t++)
    for (size_t i = 0; i < sizeof SPIKES / sizeof *SPIKES; i++)
      sum += twitch(1 + (int)SPIKES[i][0], 3, t - SPIKES[i][1], &T);
  cr_expect_float_eq(given_value(&g, "spasm_torque_MN", 0, 0), sum / 2500, 1e-12);
  cr_expect_float_eq(given_value(&g, "spasm_rate_MN", 0, 0), 3 / (3 * 2.5), 1e-12);
  cr_expect_eq(given_value(&g, "spasm_is_censored_MN", 0, 0), 1);
  cr_expect(isnan(given_value(&g, "spasm_torque_MN", 0, 1)) && isnan(given_value(&g, "spasm_rate_MN", 0, 1)),
            "the run ends before");
  given_free(&g);
}

Test(motor, a_silent_pool_has_no_torque)
{
  given g = given_make("experiment: x\ncircuit: {extends: hTA_1, populations: {MN: {n: 3}}}\n"
                       "stimuli: {s: {kind: drive, duration: 300 ms, rise: 0, run_time: 2 s}}\n");
  given_outcomes(&g);
  cr_expect_eq(given_value(&g, "torque_MN", 0, 0), 0);
  cr_expect_eq(given_value(&g, "torque_peak_MN", 0, 0), 0);
  cr_expect_not(given_has(&g, "pic_MN"));
  cr_expect_not(given_has(&g, "recruitment_MN"));
  cr_expect_not(given_has(&g, "riii_MN"));
  given_free(&g);
}

/* ---- clamp ---- */

/* Potential of the default pic_clamp: -90 mV for 2 s, 8 mV/s to -30 and back. */
static double command(double t)
{
  const double up = t - 2000, ramp = fmin(up, 15000 - up);
  return ramp > 0 ? -90 + 8e-3 * ramp : -90;
}

/* A leak of 0.5 uS and a current that is 3 (unit + 1) nA inward at -50 mV. */
static void give_clamp(given *g, int n_units)
{
  rx_recording *r = &given_case(g, 0, 0)->recording;
  r->interval_ms = 5;
  r->n_frames = 3400;
  r->n_probes = 2 * (size_t)n_units;
  r->frames = calloc(r->n_frames * r->n_probes, sizeof *r->frames);
  cr_assert_not_null(r->frames);
  for (size_t k = 0; k < r->n_frames; k++)
    for (int u = 0; u < n_units; u++) {
      const double V = command(5.0 * (double)k), inward = 3 * (u + 1) * exp(-pow((V + 50) / 4, 2));
      r->frames[k * r->n_probes + (size_t)u] = (float)V;
      r->frames[k * r->n_probes + (size_t)(n_units + u)] = (float)(0.5 * (V + 70) - inward);
    }
}

Test(motor, a_clamp_gives_the_mean_of_the_units_and_the_loops_of_three)
{
  given g = given_make("experiment: x\ncircuit: {extends: hTA_1, populations: {MN: {n: 5}}}\n"
                       "stimuli: {s: {kind: pic_clamp}}\n");
  give_clamp(&g, 5);
  given_outcomes(&g);
  cr_expect_float_eq(given_value(&g, "pic_MN", 0, 0), 3 * (1 + 2 + 3 + 4 + 5) / 5.0, 0.01);
  cr_expect_float_eq(given_value(&g, "pic40_MN", 0, 0), 9, 0.01);
  cr_expect_float_eq(given_value(&g, "input_conductance_MN", 0, 0), 0.5, 1e-4);
  const double *pic = given_variable(given_course(&g, "units.MN.control.s"), "pic"),
               *onset = given_variable(given_course(&g, "units.MN.control.s"), "onset");
  for (int u = 0; u < 5; u++) {
    cr_expect_float_eq(pic[u], 3 * (u + 1), 0.01);
    cr_expect(onset[u] > -60 && onset[u] < -50, "%g", onset[u]);
  }
  cr_expect_gt(onset[0], onset[4], "the larger current turns inward earlier");
  const rx_result_course *loop = given_course(&g, "pic_loop.MN.control.s");
  cr_assert(loop != NULL && loop->n_times == 340 && loop->n_variables == 6); /* every 50 ms of units 0, 2 and 4 */
  cr_expect_float_eq(given_variable(loop, "V_unit_4")[140], -50, 1e-4);      /* 7 s */
  cr_expect_float_eq(given_variable(loop, "I_unit_4")[140] - given_variable(loop, "I_unit_2")[140], 9 - 15, 0.1);
  cr_expect_not(given_has(&g, "torque_MN"), "a clamped pool has no torque");
  given_free(&g);
}

Test(motor, a_clamp_of_one_unit_has_one_loop)
{
  given g = given_make("experiment: x\ncircuit: {extends: hTA_1, populations: {MN: {n: 1}}}\n"
                       "stimuli: {s: {kind: pic_clamp}}\n");
  give_clamp(&g, 1);
  given_outcomes(&g);
  cr_expect_float_eq(given_value(&g, "pic_MN", 0, 0), 3, 0.01);
  cr_expect_eq(given_course(&g, "pic_loop.MN.control.s")->n_variables, 2);
  given_free(&g);
}

/* ---- reflex ---- */

Test(motor, a_reflex_counts_from_90_to_180_ms_behind_what_is_no_motor_stimulus)
{
  given g =
      given_make("experiment: x\ncircuit: flexion_reflex\n"
                 "stimuli: {s: {kind: electrical, onset: 200 ms, pulses: 5, frequency: 200 Hz, run_time: 600 ms}}\n");
  const int n = g.e->circuit->populations[rx_circuit_population(g.e->circuit, "MN")].n;
  given_spike(&g, 0, 0, "MN", 0, 289.9);
  given_spike(&g, 0, 0, "MN", 0, 290);
  given_spike(&g, 0, 0, "MN", 1, 379.9);
  given_spike(&g, 0, 0, "MN", 1, 380);
  given_outcomes(&g);
  cr_expect_float_eq(given_value(&g, "riii_MN", 0, 0), 2.0 / n, 1e-12);
  cr_expect_eq(given_value(&g, "riii_MN_extensor", 0, 0), 0);
  given_free(&g);
}

/* What the pool fires without the stimulus is no reflex: of the same drives alone, in the same window, be it before the stimulus or not. */
Test(motor, a_reflex_is_told_from_what_held_units_fire_by_themselves)
{
  given g = given_make(
      "experiment: x\ncircuit: flexion_reflex\nstimuli:\n"
      "  held: {kind: drive, onset: 0 ms, duration: 800 ms, level: 1.8, rise: 100 ms, fall: 0, run_time: 800 ms}\n"
      "  pinched: {run_time: 800 ms, components: [\n"
      "    {kind: drive, onset: 0 ms, duration: 800 ms, level: 1.8, rise: 100 ms, fall: 0}, {kind: pinch, onset: "
      "320 ms, duration: 100 ms}]}\n"
      "  other: {run_time: 800 ms, components: [\n"
      "    {kind: drive, onset: 0 ms, duration: 800 ms, level: 1.9, rise: 100 ms, fall: 0}, {kind: pinch, onset: "
      "320 ms, duration: 100 ms}]}\n"
      "  early: {run_time: 800 ms, components: [\n"
      "    {kind: drive, onset: 0 ms, duration: 800 ms, level: 1.9, rise: 100 ms, fall: 0}, {kind: pinch, onset: "
      "80 ms, duration: 100 ms}]}\n");
  const double n = g.e->circuit->populations[rx_circuit_population(g.e->circuit, "MN")].n;
  given_train(&g, 0, 0, "MN", 0, 411, 499, 40); /* three in the window of RIII, none before the stimulus */
  given_train(&g, 0, 1, "MN", 0, 411, 499, 20); /* five there */
  given_train(&g, 0, 2, "MN", 1, 231, 319, 40); /* three in the 90 ms before the stimulus, */
  given_train(&g, 0, 2, "MN", 1, 411, 499, 20); /* five behind it */
  given_train(&g, 0, 3, "MN", 1, 175, 250, 20); /* four */
  given_train(&g, 0, 1, "MN_extensor", 0, 0, 800, 1000);
  given_outcomes(&g);
  cr_expect_float_eq(given_value(&g, "riii_MN", 0, 1), 5 / n, 1e-12);
  cr_expect_float_eq(given_value(&g, "riii_evoked_MN", 0, 1), (5 - 3) / n, 1e-12);
  cr_expect_float_eq(given_value(&g, "c_reflex_evoked_MN", 0, 1), (2 - 1) / n, 1e-12); /* 471, 491; 491 */
  cr_expect_float_eq(given_value(&g, "riii_evoked_MN", 0, 2), (5 - 3) / n, 1e-12);
  cr_expect(isnan(given_value(&g, "riii_MN", 0, 0)) && isnan(given_value(&g, "riii_evoked_MN", 0, 0)));
  cr_expect_float_eq(given_value(&g, "riii_MN", 0, 3), 4 / n, 1e-12);
  cr_expect(isnan(given_value(&g, "riii_evoked_MN", 0, 3)), "there are no 90 ms before it");
  given_free(&g);
}

/* Raw counts reach half a spike per unit at 200 mN; beyond the background, which is as large, at 400 mN. */
Test(motor, the_threshold_of_a_reflex_is_of_what_is_evoked)
{
  given g =
      given_make("experiment: x\ncircuit: flexion_reflex\nstimuli:\n"
                 "  weak: {kind: von_frey, force: 200 mN, onset: 200 ms, duration: 200 ms, run_time: 700 ms}\n"
                 "  middle: {kind: von_frey, force: 300 mN, onset: 200 ms, duration: 200 ms, run_time: 700 ms}\n"
                 "  strong: {kind: von_frey, force: 500 mN, onset: 200 ms, duration: 200 ms, run_time: 700 ms}\n");
  const int n = g.e->circuit->populations[rx_circuit_population(g.e->circuit, "MN")].n;
  for (int u = 0; u < n; u++) {
    for (size_t s = 0; s < 3; s++) given_spike(&g, 0, s, "MN", u, 150); /* in the 90 ms before */
    for (size_t s = 0; s < 3; s++) given_spike(&g, 0, s, "MN", u, 300);
    given_spike(&g, 0, 2, "MN", u, 350);
  }
  given_outcomes(&g);
  cr_expect_eq(given_value(&g, "riii_MN", 0, 0), 1);
  cr_expect_eq(given_value(&g, "riii_evoked_MN", 0, 0), 0);
  cr_expect_eq(given_value(&g, "riii_evoked_MN", 0, 2), 1);
  const rx_result_outcome *threshold = rx_results_outcome(&g.results, "riii_threshold_MN");
  cr_assert_not_null(threshold);
  cr_expect_float_eq(threshold->value[0], 400, 1e-9);
  given_free(&g);
}
