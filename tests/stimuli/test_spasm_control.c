/* The watch over a pool on trains of spikes whose discharge is known. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "stimuli/spasm_control.h"

enum { N_UNITS = 4, MOST_SPIKES = 400 };

static rx_spasm_control settings(void)
{
  rx_spasm_control control;
  rx_param_defaults(RX_SPASM_CONTROL_PARAMS, &control);
  control.discharge_threshold = 8;
  control.smoothing = 100;
  control.sustained = 0;
  control.bout = 300;
  control.refractory = 200;
  return control;
}

static rx_muscle muscle(void)
{
  rx_muscle m;
  rx_param_defaults(RX_MUSCLE_PARAMS, &m);
  return m;
}

static rx_spasm_watch watch_over(rx_spasm_detector detector, const rx_spasm_control *control, double from, double until)
{
  rx_spasm_watch watch;
  const rx_muscle m = muscle();
  cr_assert_eq(rx_spasm_watch_start(detector, control, N_UNITS, &m, from, until, &watch, NULL), RX_OK);
  return watch;
}

/* Every unit fires at rate_Hz in [from, to), all at once; a turn every ms up to t_stop. */
static void run(rx_spasm_watch *watch, double rate_Hz, double from_ms, double to_ms, double t_stop_ms)
{
  double next = from_ms;
  for (int k = 1; k <= (int)t_stop_ms; k++) {
    bool begins;
    const size_t n_before = watch->bouts.n;
    for (; next < k && next < to_ms; next += 1e3 / rate_Hz)
      for (int u = 0; u < N_UNITS; u++) cr_assert_eq(rx_spasm_watch_spike(watch, u, next, NULL), RX_OK);
    cr_assert_eq(rx_spasm_watch_turn(watch, k, &begins, NULL), RX_OK);
    cr_assert_eq(begins, watch->bouts.n == n_before + 1);
    if (begins) cr_assert_float_eq(watch->bouts.items[n_before].detected_ms, k, 0);
  }
}

Test(spasm_control, discharge_is_counted_over_the_window)
{
  const rx_spasm_control control = settings();
  rx_spasm_watch watch = watch_over(RX_DETECT_DISCHARGE, &control, 0, INFINITY);
  bool begins;
  cr_assert_eq(rx_spasm_watch_spike(&watch, 0, 10.5, NULL), RX_OK);
  cr_assert_eq(rx_spasm_watch_spike(&watch, 2, 50, NULL), RX_OK);
  rx_spasm_watch_turn(&watch, 51, &begins, NULL);
  cr_expect_float_eq(watch.measure, 5.0, 1e-12, "2 spikes, 4 units, 0.1 s: %g Hz", watch.measure);
  rx_spasm_watch_turn(&watch, 110, &begins, NULL);
  cr_expect_float_eq(watch.measure, 5.0, 1e-12);
  rx_spasm_watch_turn(&watch, 111, &begins, NULL);
  cr_expect_float_eq(watch.measure, 2.5, 1e-12);
  rx_spasm_watch_turn(&watch, 150, &begins, NULL);
  cr_expect_float_eq(watch.measure, 0, 0);
  rx_spasm_watch_free(&watch);
}

/* 10 Hz from 100.5 ms: the first spikes make 10 Hz at 101, and it stays so. */
Test(spasm_control, a_bout_comes_after_the_delay_and_another_after_the_refractory_time)
{
  rx_spasm_control control = settings();
  control.delay = 40;
  rx_spasm_watch watch = watch_over(RX_DETECT_DISCHARGE, &control, 0, INFINITY);
  run(&watch, 10, 100.5, 900, 2000);
  cr_assert_eq(watch.bouts.n, 2);
  cr_expect_float_eq(watch.bouts.items[0].from_ms, 101 + 40, 0);
  cr_expect_float_eq(watch.bouts.items[0].to_ms, 101 + 40 + 300, 0);
  cr_expect_float_eq(watch.bouts.items[1].detected_ms, 101 + 40 + 300 + 200, 0);
  cr_expect_float_eq(rx_bouts_given_s(2, watch.bouts.items, 2000), 0.6, 1e-12);
  cr_expect_float_eq(rx_bouts_given_s(2, watch.bouts.items, 781), 0.4, 1e-12, "what lies behind the end is not given");
  cr_expect_float_eq(rx_bouts_given_s(2, watch.bouts.items, 100), 0, 0);
  rx_spasm_watch_free(&watch);
}

Test(spasm_control, what_does_not_last_is_not_answered)
{
  rx_spasm_control control = settings();
  control.sustained = 300;
  rx_spasm_watch brief = watch_over(RX_DETECT_DISCHARGE, &control, 0, INFINITY);
  run(&brief, 10, 100.5, 301, 1000); /* above from 101 to 400 */
  cr_expect_eq(brief.bouts.n, 0);
  rx_spasm_watch_free(&brief);
  rx_spasm_watch lasting = watch_over(RX_DETECT_DISCHARGE, &control, 0, INFINITY);
  run(&lasting, 10, 100.5, 401, 1000);
  cr_assert_eq(lasting.bouts.n, 1);
  cr_expect_float_eq(lasting.bouts.items[0].from_ms, 401, 0);
  rx_spasm_watch_free(&lasting);
}

Test(spasm_control, below_the_threshold_or_outside_its_time_nothing_happens)
{
  rx_spasm_control control = settings();
  control.discharge_threshold = 10.1;
  rx_spasm_watch weak = watch_over(RX_DETECT_DISCHARGE, &control, 0, INFINITY);
  control.discharge_threshold = 8;
  rx_spasm_watch early = watch_over(RX_DETECT_DISCHARGE, &control, 700, INFINITY);
  rx_spasm_watch late = watch_over(RX_DETECT_DISCHARGE, &control, 0, 100);
  rx_spasm_watch off = watch_over(RX_DETECT_NONE, &control, 0, INFINITY);
  run(&weak, 10, 100.5, 2000, 2000);
  run(&early, 10, 100.5, 500, 1000);
  run(&late, 10, 100.5, 500, 1000);
  run(&off, 10, 100.5, 500, 1000);
  cr_expect_eq(weak.bouts.n, 0);
  cr_expect_eq(early.bouts.n, 0);
  cr_expect_eq(late.bouts.n, 0);
  cr_expect_eq(off.bouts.n, 0);
  rx_spasm_watch_free(&weak);
  rx_spasm_watch_free(&early);
  rx_spasm_watch_free(&late);
  rx_spasm_watch_free(&off);
}

/* 20 Hz in all units; the torque of the same trains on the 1-ms grid says when it passes the threshold. */
Test(spasm_control, torque_is_that_of_the_muscle)
{
  enum { N_SAMPLES = 1001 };
  static double torque[N_SAMPLES];
  static double times[MOST_SPIKES];
  rx_times trains[N_UNITS];
  const rx_muscle m = muscle();
  size_t n = 0;
  for (double t = 100.5; t < 600; t += 50) times[n++] = t;
  for (int u = 0; u < N_UNITS; u++) trains[u] = (rx_times){ .items = times, .n = n };
  rx_muscle_torque(&m, N_UNITS, trains, 1, N_SAMPLES, torque);
  rx_spasm_control control = settings();
  control.torque_threshold = 0.05;
  int first = 0;
  while (torque[first] < control.torque_threshold) first++;
  cr_assert(first > 101 && first < 600);
  rx_spasm_watch watch = watch_over(RX_DETECT_TORQUE, &control, 0, INFINITY);
  double largest = 0;
  for (int k = 1; k < N_SAMPLES; k++) {
    bool begins;
    for (size_t i = 0; i < n; i++)
      for (int u = 0; u < N_UNITS && times[i] >= k - 1 && times[i] < k; u++)
        cr_assert_eq(rx_spasm_watch_spike(&watch, u, times[i], NULL), RX_OK);
    cr_assert_eq(rx_spasm_watch_turn(&watch, k, &begins, NULL), RX_OK);
    largest = fmax(largest, fabs(watch.measure - torque[k]));
  }
  cr_expect_lt(largest, 1e-4, "%g", largest);
  cr_assert_geq(watch.bouts.n, 1);
  cr_expect_float_eq(watch.bouts.items[0].detected_ms, first, 0);
  rx_spasm_watch_free(&watch);
}

Test(spasm_control, names)
{
  cr_expect_eq(rx_spasm_detector_find(NULL), RX_DETECT_NONE);
  cr_expect_eq(rx_spasm_detector_find("torques"), RX_N_DETECTORS);
  for (int d = 0; d < RX_N_DETECTORS; d++)
    cr_expect_eq(rx_spasm_detector_find(rx_spasm_detector_name((rx_spasm_detector)d)), d);
}
