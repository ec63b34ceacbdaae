#include "stimuli/stimulus.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static rx_times times;

static void teardown(void)
{
  free(times.items);
  times = (rx_times){ 0 };
}

TestSuite(stimulus, .fini = teardown);

static rx_stream stream_of(int fibre)
{
  return rx_stream_make(11, 2, 77, (uint64_t)fibre, RX_STREAM_TEST);
}

/* replaces the train in `times` */
static void train(const rx_stimulus *stimulus, rx_afferent_class afferent_class, int fibre, double latency_ms,
                  double t_stop_ms)
{
  rx_stream stream = stream_of(fibre);
  times.n = 0;
  cr_assert_eq(rx_stimulus_fibre(stimulus, afferent_class, fibre, latency_ms, t_stop_ms, &stream, &times, NULL), RX_OK);
}

Test(stimulus, each_kind_has_a_name_a_meaning_and_a_table_whose_defaults_are_allowed)
{
  for (int kind = 0; kind < RX_N_STIMULI; kind++) {
    const rx_stimulus_description *d = &RX_STIMULUS_KINDS[kind];
    cr_assert(d->name != NULL && d->meaning != NULL && d->source != NULL && d->params != NULL && d->texts != NULL);
    bool has_onset = false;
    for (const rx_param *row = d->params; row->name != NULL; row++) {
      cr_assert(rx_param_allows(row, row->def), "%s/%s", d->name, row->name);
      cr_assert(row->meaning != NULL && row->source != NULL, "%s/%s", d->name, row->name);
      if (strcmp(row->name, "onset") == 0) has_onset = true;
    }
    cr_assert(has_onset);
  }
}

Test(stimulus, defaults_are_those_of_the_sources)
{
  const rx_stimulus tonic = rx_stimulus_default(RX_STIMULUS_TONIC), scs = rx_stimulus_default(RX_STIMULUS_SCS),
                    rates = rx_stimulus_default(RX_STIMULUS_AFFERENT_RATES);
  cr_expect(tonic.rate_abeta == 9 && tonic.rate_adelta == 8.5 && tonic.rate_c == 2.5);
  cr_expect(scs.frequency == 50 && scs.local_fibres == 15 && scs.force == 0 && scs.file == NULL);
  cr_expect(rates.rate_abeta == 40 && rates.rate_c == 22 && rates.baseline == 1);
  cr_expect(rates.duration_a == 20 && rates.duration_c == 210 && rates.delay_c == 90);
}

Test(stimulus, brush_excites_abeta_fibres_alone)
{
  const rx_stimulus brush = rx_stimulus_default(RX_STIMULUS_BRUSH);
  train(&brush, RX_CLASS_ABETA, 0, NAN, 1e4);
  cr_expect_gt(times.n, 10);
  for (int c = RX_CLASS_ADELTA; c < RX_N_CLASSES; c++) {
    train(&brush, (rx_afferent_class)c, 0, NAN, 1e4);
    cr_expect_eq(times.n, 0, "class %d", c);
  }
}

Test(stimulus, force_scales_the_rate_of_nociceptors)
{
  rx_stimulus pressure = rx_stimulus_default(RX_STIMULUS_VON_FREY);
  static const double FORCES[] = { 50, 100, 200, 400 }, R[] = { 0.125, 0.25, 0.5, 1 };
  for (int i = 0; i < 4; i++) {
    pressure.force = FORCES[i];
    cr_expect_float_eq(rx_stimulus_rate_Hz(&pressure, RX_CLASS_C, 0), R[i] * 31.86546, 1e-12);
    cr_expect_float_eq(rx_stimulus_rate_Hz(&pressure, RX_CLASS_ADELTA, 0), R[i] * 27.18412, 1e-12);
    cr_expect_float_eq(rx_stimulus_rate_Hz(&pressure, RX_CLASS_ABETA, 0), 36.219, 1e-3);
  }
}

Test(stimulus, a_force_of_400_mN_is_a_pinch_and_none_is_a_brush)
{
  rx_stimulus pressure = rx_stimulus_default(RX_STIMULUS_VON_FREY);
  const rx_stimulus pinch = rx_stimulus_default(RX_STIMULUS_PINCH);
  pressure.force = 400;
  train(&pressure, RX_CLASS_C, 3, NAN, 1e4);
  cr_assert_gt(times.n, 5);
  const rx_times kept = times;
  times = (rx_times){ 0 };
  train(&pinch, RX_CLASS_C, 3, NAN, 1e4);
  cr_assert_eq(times.n, kept.n);
  for (size_t i = 0; i < kept.n; i++) cr_assert_eq(times.items[i], kept.items[i]);
  free(kept.items);
  pressure.force = 0;
  train(&pressure, RX_CLASS_C, 3, NAN, 1e4);
  cr_expect_eq(times.n, 0);
}

Test(stimulus, heat_spares_abeta_and_takes_adelta_on_request)
{
  rx_stimulus heat = rx_stimulus_default(RX_STIMULUS_HEAT);
  heat.intensity = 1.5;
  train(&heat, RX_CLASS_ABETA, 0, NAN, 1e4);
  cr_expect_eq(times.n, 0);
  train(&heat, RX_CLASS_ADELTA, 0, NAN, 1e4);
  cr_expect_eq(times.n, 0);
  train(&heat, RX_CLASS_C, 0, NAN, 1e4);
  cr_expect_gt(times.n, 0);
  cr_expect_float_eq(rx_stimulus_rate_Hz(&heat, RX_CLASS_C, 0), 1.5 * 31.86546, 1e-12);
  heat.with_adelta = 1;
  train(&heat, RX_CLASS_ADELTA, 0, NAN, 1e4);
  cr_expect_gt(times.n, 0);
}

Test(stimulus, spikes_lie_within_onset_and_end)
{
  rx_stimulus pinch = rx_stimulus_default(RX_STIMULUS_PINCH);
  pinch.onset = 437.5;
  pinch.duration = 812.25;
  for (int i = 0; i < 200; i++) {
    train(&pinch, RX_CLASS_C, i, NAN, 1e4);
    for (size_t k = 0; k < times.n; k++) {
      cr_assert(times.items[k] >= 437.5 && times.items[k] < 437.5 + 812.25);
      cr_assert(k == 0 || times.items[k] > times.items[k - 1]);
    }
    train(&pinch, RX_CLASS_C, i, NAN, 600);
    cr_assert(times.n == 0 || times.items[times.n - 1] < 600);
  }
}

Test(stimulus, a_later_onset_shifts_the_spikes_and_changes_nothing_else)
{
  for (int kind = RX_STIMULUS_BRUSH; kind <= RX_STIMULUS_TONIC; kind++) {
    if (!rx_stimulus_is_random((rx_stimulus_kind)kind)) continue;
    rx_stimulus s = rx_stimulus_default((rx_stimulus_kind)kind);
    const rx_afferent_class class = kind == RX_STIMULUS_HEAT ? RX_CLASS_C : RX_CLASS_ABETA;
    train(&s, class, 4, NAN, 1e5);
    const rx_times early = times;
    times = (rx_times){ 0 };
    s.onset = 512;
    train(&s, class, 4, NAN, 1e5);
    cr_assert(early.n > 0 && times.n == early.n);
    for (size_t i = 0; i < early.n; i++) cr_assert_float_eq(times.items[i], early.items[i] + 512, 1e-9);
    free(early.items);
  }
}

Test(stimulus, a_longer_run_or_stimulus_keeps_the_earlier_spikes)
{
  rx_stimulus s = rx_stimulus_default(RX_STIMULUS_PINCH);
  train(&s, RX_CLASS_C, 4, NAN, 1500);
  const rx_times early = times;
  times = (rx_times){ 0 };
  s.duration = 4000;
  train(&s, RX_CLASS_C, 4, NAN, 1e5);
  cr_assert(early.n > 0 && times.n > early.n);
  for (size_t i = 0; i < early.n; i++) cr_assert_eq(times.items[i], early.items[i]);
  free(early.items);
}

/* 3 classes, 2000 fibres, 2 s each: within 4.5 standard errors */
Test(stimulus, tonic_trains_have_their_constant_rates)
{
  rx_stimulus tonic = rx_stimulus_default(RX_STIMULUS_TONIC);
  static const double RATES[] = { 9, 8.5, 2.5 };
  for (int c = 0; c < 3; c++) {
    double n = 0;
    for (int i = 0; i < 2000; i++) {
      train(&tonic, (rx_afferent_class)(RX_CLASS_ABETA + c), i, NAN, 1e4);
      n += (double)times.n;
    }
    const double mean = RATES[c] * 2 * 2000;
    cr_expect(fabs(n - mean) < 4.5 * sqrt(mean), "class %d: %g spikes, expected %g", c, n, mean);
  }
  train(&tonic, RX_CLASS_SURROUND, 0, NAN, 1e4);
  cr_expect_eq(times.n, 0);
}

Test(stimulus, an_electrical_pulse_gives_one_spike_after_the_latency)
{
  rx_stimulus shock = rx_stimulus_default(RX_STIMULUS_ELECTRICAL);
  shock.onset = 1000;
  shock.frequency = 0.5;
  shock.pulses = 3;
  train(&shock, RX_CLASS_C, 8, 142.3, 1e5);
  cr_assert_eq(times.n, 3);
  for (int k = 0; k < 3; k++) cr_expect_float_eq(times.items[k], 1000 + 2000 * k + 142.3, 1e-9);
  train(&shock, RX_CLASS_C, 8, 142.3, 3142.3);
  cr_expect_eq(times.n, 1, "a spike at the end of the run is outside");
}

Test(stimulus, a_strength_spares_c_fibres_and_the_surround)
{
  static const bool IS_EXCITED[2][RX_N_CLASSES] = { { false, true, true, false, false },
                                                    { false, true, true, true, true } };
  rx_stimulus shock = rx_stimulus_default(RX_STIMULUS_ELECTRICAL);
  for (shock.strength_c = 0; shock.strength_c <= 1; shock.strength_c++)
    for (int c = 0; c < RX_N_CLASSES; c++) {
      train(&shock, (rx_afferent_class)c, 0, 5.5, 1e5);
      cr_expect_eq(times.n, IS_EXCITED[shock.strength_c][c] ? 10 : 0, "strength %d, class %d", shock.strength_c, c);
    }
}

Test(stimulus, an_electrical_pulse_without_latency_is_an_error_only_where_it_excites)
{
  rx_stimulus shock = rx_stimulus_default(RX_STIMULUS_ELECTRICAL);
  rx_stream stream = stream_of(0);
  rx_error err = { 0 };
  cr_expect_eq(rx_stimulus_fibre(&shock, RX_CLASS_C, 0, NAN, 1e4, &stream, &times, &err), RX_E_INPUT);
  cr_expect(strstr(err.text, "latencies") != NULL);
  shock.strength_c = 0;
  cr_expect_eq(rx_stimulus_fibre(&shock, RX_CLASS_C, 0, NAN, 1e4, &stream, &times, &err), RX_OK);
  shock.strength_c = 1;
  shock.frequency = 0;
  cr_expect_eq(rx_stimulus_fibre(&shock, RX_CLASS_C, 0, NAN, 1e4, &stream, &times, &err), RX_OK);
  cr_expect_eq(times.n, 0);
}

Test(stimulus, scs_reaches_the_surround_and_the_first_local_fibres)
{
  rx_stimulus scs = rx_stimulus_default(RX_STIMULUS_SCS);
  scs.onset = 500;
  scs.local_fibres = 3;
  train(&scs, RX_CLASS_ABETA, 2, NAN, 1e4);
  cr_assert_eq(times.n, 100);
  cr_expect_float_eq(times.items[0], 500 + 0.8 + 0.04, 1e-9);
  cr_expect_float_eq(times.items[99], 500 + 99 * 20 + 0.8 + 0.04, 1e-9);
  train(&scs, RX_CLASS_ABETA, 3, NAN, 1e4);
  cr_expect_eq(times.n, 0);
  train(&scs, RX_CLASS_SURROUND, 14, NAN, 1e4);
  cr_assert_eq(times.n, 100);
  cr_expect_float_eq(times.items[0], 501.08, 1e-9);
  train(&scs, RX_CLASS_C, 0, NAN, 1e4);
  cr_expect_eq(times.n, 0);
  scs.frequency = 0;
  train(&scs, RX_CLASS_SURROUND, 14, NAN, 1e4);
  cr_expect_eq(times.n, 0);
}

Test(stimulus, pulses_fill_the_duration_or_are_as_many_as_asked)
{
  rx_stimulus shock = rx_stimulus_default(RX_STIMULUS_ELECTRICAL);
  static const struct {
    double duration, frequency;
    int pulses, n;
  } CASES[] = { { 10000, 1, 0, 10 },   { 10000, 0.3, 0, 3 }, { 10001, 1, 0, 11 },      { 1000, 3, 0, 3 },
                { 2000, 0.1, 0, 1 },   { 2000, 0, 0, 0 },    { 2000, 0, 7, 0 },        { 0, 20, 0, 0 },
                { 2000, 0.5, 12, 12 }, { 700, 70, 0, 49 },   { 600000, 150, 0, 90000 } };
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    shock.duration = CASES[i].duration;
    shock.frequency = CASES[i].frequency;
    shock.pulses = CASES[i].pulses;
    cr_expect_eq(rx_stimulus_pulses(&shock), CASES[i].n, "%g ms, %g Hz: %d", CASES[i].duration, CASES[i].frequency,
                 rx_stimulus_pulses(&shock));
  }
  const rx_stimulus brush = rx_stimulus_default(RX_STIMULUS_BRUSH);
  cr_expect_eq(rx_stimulus_pulses(&brush), 0);
}

Test(stimulus, a_train_of_pulses_ends_one_period_after_the_last)
{
  rx_stimulus shock = rx_stimulus_default(RX_STIMULUS_ELECTRICAL);
  shock.onset = 1000;
  shock.frequency = 0.5;
  cr_expect_eq(rx_stimulus_end_ms(&shock), 11000);
  shock.pulses = 8;
  cr_expect_eq(rx_stimulus_end_ms(&shock), 17000);
}

Test(stimulus, the_window_of_several_leaves_scs_out_unless_it_is_alone)
{
  rx_stimulus s[2] = { rx_stimulus_default(RX_STIMULUS_SCS), rx_stimulus_default(RX_STIMULUS_TONIC) };
  s[0].onset = 50;
  s[0].duration = 9000;
  s[1].onset = 500;
  double onset, end;
  rx_stimuli_window(2, s, &onset, &end);
  cr_expect(onset == 500 && end == 2500);
  rx_stimuli_window(1, s, &onset, &end);
  cr_expect(onset == 50 && end == 9050);
  rx_stimuli_window(0, s, &onset, &end);
  cr_expect(onset == 0 && end == 0);
}

Test(stimulus, clamps_files_and_rates_give_no_fibre_a_spike)
{
  for (int kind = RX_STIMULUS_TRAINS; kind < RX_N_STIMULI; kind++) {
    const rx_stimulus s = rx_stimulus_default((rx_stimulus_kind)kind);
    cr_expect_not(rx_stimulus_is_random((rx_stimulus_kind)kind));
    for (int c = 0; c < RX_N_CLASSES; c++) {
      train(&s, (rx_afferent_class)c, 0, NAN, 1e4);
      cr_expect_eq(times.n, 0);
      cr_expect_eq(rx_stimulus_rate_Hz(&s, (rx_afferent_class)c, 600), 0);
    }
  }
}
