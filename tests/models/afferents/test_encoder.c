/* Transduction and the encoder of mechanoreceptors against tests/reference/nociceptor. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "models/afferents/fibre_class.h"
#include "tests/models/afferents/page_skin.h"

static FILE *open_reference(const char *name)
{
  char path[512], line[512];
  snprintf(path, sizeof path, "%s/tests/reference/nociceptor/%s", RX_TEST_SOURCE_DIR, name);
  FILE *file = fopen(path, "r");
  cr_assert_not_null(file, "%s", path);
  cr_assert_not_null(fgets(line, sizeof line, file)); /* names of columns */
  return file;
}

/* The next field of a line, which is cut up; "" at its end. */
static const char *next_field(char **rest)
{
  char *field = *rest;
  const size_t n = strcspn(field, ",\r\n");
  *rest = field + n + (field[n] != '\0');
  field[n] = '\0';
  return field;
}

/* The run of the reference: 200 ms, the stimulus, and what follows it. */
static rx_times encode(const char *class_name, const char *stimulus, double tolerance)
{
  const rx_fibre_class c = rx_fibre_find(class_name);
  cr_assert_neq(c, RX_N_FIBRE_CLASSES, "%s", class_name);
  rx_ending ending;
  rx_aenc aenc;
  rx_relay relay;
  rx_fibre_defaults(c, &ending, &aenc, &relay);
  const page_skin page = page_skin_parse(stimulus);
  const rx_skin skin = page_skin_of(&page);
  rx_waveform p = { 0 };
  rx_times spikes = { 0 };
  cr_assert_eq(rx_ending_run(&ending, &skin, 0, page.is_brush ? 1700 : 3000, 0, tolerance, &p, NULL, NULL), RX_OK);
  cr_assert_eq(rx_aenc_run(&aenc, &p, &spikes, NULL), RX_OK);
  rx_waveform_free(&p);
  return spikes;
}

static int count(const rx_times *spikes, double from, double to)
{
  int n = 0;
  for (size_t i = 0; i < spikes->n; i++) n += spikes->items[i] >= from && spikes->items[i] < to;
  return n;
}

Test(aenc, counts_agree_with_the_reference)
{
  FILE *file = open_reference("aenc.csv");
  char line[256];
  int n_rows = 0;
  while (fgets(line, sizeof line, file) != NULL) {
    char *rest = line;
    const char *class_name = next_field(&rest), *stimulus = next_field(&rest);
    const int expected = atoi(next_field(&rest));
    const char *rise = next_field(&rest), *hold = next_field(&rest);
    rx_times spikes = encode(class_name, stimulus, RX_ENDING_TOLERANCE);
    cr_expect_leq(abs((int)spikes.n - expected), 1, "%s, %s: %zu, not %d", class_name, stimulus, spikes.n, expected);
    if (*rise != '\0') {
      cr_expect_leq(abs(count(&spikes, 200, 300) - atoi(rise)), 1, "%s, %s", class_name, stimulus);
      cr_expect_leq(abs(count(&spikes, 1300, 2300) - atoi(hold)), 1, "%s, %s", class_name, stimulus);
    }
    free(spikes.items);
    n_rows++;
  }
  cr_expect_eq(n_rows, 40);
  fclose(file);
}

Test(aenc, spike_times_agree_with_the_reference)
{
  /* page 5.5: RK4 at 0.005 ms is up to 0.11 ms from the converged solution */
  FILE *file = open_reference("aenc_spiketimes.csv");
  char line[256], last[600] = "";
  rx_times spikes = { 0 };
  double worst = 0;
  int n_rows = 0;
  while (fgets(line, sizeof line, file) != NULL) {
    char *rest = line, key[600];
    const char *class_name = next_field(&rest), *stimulus = next_field(&rest);
    const size_t spike = (size_t)atoi(next_field(&rest));
    const double t = atof(next_field(&rest));
    snprintf(key, sizeof key, "%s %s", class_name, stimulus);
    if (strcmp(key, last) != 0) {
      free(spikes.items);
      spikes = encode(class_name, stimulus, RX_ENDING_TOLERANCE);
      strcpy(last, key);
    }
    cr_assert_leq(spike, spikes.n, "%s: spike %zu", key, spike);
    worst = fmax(worst, fabs(spikes.items[spike - 1] - t));
    cr_expect_float_eq(spikes.items[spike - 1], t, 0.2, "%s: spike %zu at %g, not %g", key, spike,
                       spikes.items[spike - 1], t);
    n_rows++;
  }
  cr_log_info("largest difference of %d spike times: %g ms", n_rows, worst);
  cr_expect_eq(n_rows, 447);
  free(spikes.items);
  fclose(file);
}

Test(aenc, spike_times_lie_within_a_twentieth_ms_of_the_converged_ones)
{
  static const char *const STIMULI[] = { "von Frey 2 mN", "von Frey 30 mN", "von Frey 200 mN", "brush 5.0 mN",
                                         "brush 20.0 mN" };
  double all = 0;
  for (int c = 0; c < RX_FIBRE_C_MH; c++)
    for (size_t k = 0; k < sizeof STIMULI / sizeof *STIMULI; k++) {
      rx_times fast = encode(RX_FIBRE_CLASSES[c].name, STIMULI[k], RX_ENDING_TOLERANCE);
      rx_times fine = encode(RX_FIBRE_CLASSES[c].name, STIMULI[k], 1e-7);
      double worst = 0;
      cr_expect_eq(fast.n, fine.n, "%s, %s", RX_FIBRE_CLASSES[c].name, STIMULI[k]);
      for (size_t i = 0; i < fast.n && i < fine.n; i++) worst = fmax(worst, fabs(fast.items[i] - fine.items[i]));
      all = fmax(all, worst);
      cr_expect_lt(worst, 0.05, "%s, %s: %g ms", RX_FIBRE_CLASSES[c].name, STIMULI[k], worst);
      free(fast.items);
      free(fine.items);
    }
  cr_log_info("furthest from the converged spike: %g ms", all);
}

/* A drive that jumps to a and stays: interspike intervals are known. */
static void constant_drive(double a, double until, rx_waveform *p)
{
  cr_assert_eq(rx_waveform_add(p, 0, a, NULL), RX_OK);
  cr_assert_eq(rx_waveform_add(p, until, a, NULL), RX_OK);
}

Test(aenc, the_hold_ends_inside_a_piece)
{
  /* without adaptation v reaches 1 after tau ln(kp/(kp - 1)), and starts again t_ref later */
  const rx_aenc aenc = { .k = 1.7, .tau_m = 7.3, .delta = 0, .tau_theta = 31, .t_ref = 2.385 };
  rx_waveform p = { 0 };
  rx_times spikes = { 0 };
  constant_drive(1.1, 1000, &p);
  cr_assert_eq(rx_aenc_run(&aenc, &p, &spikes, NULL), RX_OK);
  const double rise = aenc.tau_m * log(1.87 / 0.87);
  cr_assert_eq(spikes.n, (size_t)floor((1000 - rise) / (rise + aenc.t_ref)) + 1);
  for (size_t i = 0; i < spikes.n; i++)
    cr_expect_float_eq(spikes.items[i], rise + (double)i * (rise + aenc.t_ref), 1e-9);
  rx_waveform_free(&p);
  free(spikes.items);
}

Test(aenc, each_spike_raises_the_threshold)
{
  const rx_aenc aenc = { .k = 2.9, .tau_m = 5, .delta = 0.4, .tau_theta = 1e6, .t_ref = 1 };
  rx_waveform p = { 0 };
  rx_times spikes = { 0 };
  constant_drive(1, 5000, &p);
  cr_assert_eq(rx_aenc_run(&aenc, &p, &spikes, NULL), RX_OK);
  /* thresholds 1, 1.4, 1.8, 2.2, 2.6 lie below 2.9; 3 is never reached */
  cr_assert_eq(spikes.n, 5, "%zu", spikes.n);
  for (size_t i = 1; i < spikes.n; i++)
    cr_expect_float_eq(spikes.items[i] - spikes.items[i - 1], 1 - 5 * log(1 - (1 + 0.4 * (double)i) / 2.9), 1e-3);
  rx_waveform_free(&p);
  free(spikes.items);
}

/* The same course, of n straight pieces of 4 ms, with each of them cut into parts. */
static rx_times encode_course(const rx_aenc *aenc, int n, const double value[], int parts)
{
  rx_waveform p = { 0 };
  rx_times spikes = { 0 };
  for (int i = 0; i + 1 < n; i++)
    for (int k = 0; k < parts; k++) {
      const double q = (double)k / parts;
      cr_assert_eq(rx_waveform_add(&p, 4 * (i + q), value[i] + q * (value[i + 1] - value[i]), NULL), RX_OK);
    }
  cr_assert_eq(rx_waveform_add(&p, 4 * (n - 1), value[n - 1], NULL), RX_OK);
  cr_assert_eq(rx_aenc_run(aenc, &p, &spikes, NULL), RX_OK);
  rx_waveform_free(&p);
  return spikes;
}

Test(aenc, a_crossing_that_falls_back_within_a_piece_is_a_spike)
{
  /* v rises over 1 at once and is far below it at the end */
  const rx_aenc one = { .k = 1, .tau_m = 1, .delta = 9, .tau_theta = 50, .t_ref = 1 };
  static const double FALLING[] = { 2.5, 0 };
  rx_times spikes = encode_course(&one, 2, FALLING, 1);
  cr_assert_eq(spikes.n, 1);
  const double t = spikes.items[0], slope = -2.5 / 4;
  cr_expect_float_eq((2.5 - slope) * -expm1(-t) + slope * t, 1, 1e-11);
  cr_expect_lt(t, 1);
  free(spikes.items);
}

Test(aenc, spikes_do_not_depend_on_how_a_course_is_cut)
{
  enum { N = 200 };
  double value[N];
  size_t n_spikes = 0;
  for (int c = 0; c < 24; c++) {
    /* constants of time of either order, as short as a piece and longer */
    const rx_aenc aenc = { .k = 1 + 0.2 * (c % 5),
                           .tau_m = (double[]){ 0.5, 1.3, 8, 30 }[c % 4],
                           .delta = 0.15 * (c % 7),
                           .tau_theta = (double[]){ 1.3, 5, 200 }[c % 3],
                           .t_ref = 0.6 };
    rx_stream stream = rx_stream_make(5, 0, 0, (uint64_t)c, RX_STREAM_FIBRE);
    for (int i = 0; i < N; i++) value[i] = 3 * rx_uniform(&stream) * rx_uniform(&stream);
    rx_times whole = encode_course(&aenc, N, value, 1), fine = encode_course(&aenc, N, value, 1000);
    cr_expect_eq(whole.n, fine.n, "%d: %zu spikes, cut up %zu", c, whole.n, fine.n);
    for (size_t i = 0; i < whole.n && i < fine.n; i++)
      cr_expect_float_eq(whole.items[i], fine.items[i], 1e-7, "%d: spike %zu at %.12g, %.12g", c, i, whole.items[i],
                         fine.items[i]);
    n_spikes += whole.n;
    free(whole.items);
    free(fine.items);
  }
  cr_expect_gt(n_spikes, 500);
}

/* ---- transduction ---- */

static rx_ending ending_of(rx_fibre_class c)
{
  rx_ending ending;
  rx_aenc aenc;
  rx_relay relay;
  rx_fibre_defaults(c, &ending, &aenc, &relay);
  return ending;
}

Test(transduction, generator_of_a_nociceptor_agrees_with_the_reference)
{
  /* The run of the reference: 500 ms, von Frey 200 mN with 200 ms, 3 s, 200 ms, and 1 s. Its x wanders by 4e-7 mN where F is 0 and is
   * up to 1.3e-5 mN off the exact solution in the rise and after it, so x is judged by 1e-7 of its peak, G by 2e-6, A by 1e-6 of itself
   * (and 1e-8). */
  const page_skin page = { .mN = 200, .onset = 500, .rise = 200, .hold = 3000, .fall = 200, .grid_ms = 2 };
  const rx_skin skin = page_skin_of(&page);
  const rx_ending ending = ending_of(RX_FIBRE_C_MH);
  FILE *file = open_reference("trans_generator_vonfrey200.csv");
  char line[256];
  double t = 0, worst[3] = { 0 };
  rx_waveform all = { 0 }, until = { 0 };
  cr_assert_eq(rx_ending_run(&ending, &skin, 0, 4900, 0, 1e-7, &all, NULL, NULL), RX_OK);
  int n_rows = 0;
  while (fgets(line, sizeof line, file) != NULL) {
    double x, A, G;
    cr_assert_eq(sscanf(line, "%lf,%lf,%lf,%lf", &t, &x, &A, &G), 4);
    rx_ending_state s = rx_ending_start(&ending, &skin, 0);
    until.n = 0;
    if (n_rows % 25 == 0 && t > 0) /* x and A are not in the output: a run of its own for some rows */
    {
      cr_assert_eq(rx_ending_run(&ending, &skin, 0, t, 0, 1e-7, &until, &s, NULL), RX_OK);
      worst[0] = fmax(worst[0], fabs(s.x_mN - x) / 200);
      worst[1] = fmax(worst[1], fabs(s.A - A) / (fabs(A) + 1e-2));
    }
    worst[2] = fmax(worst[2], fabs(rx_waveform_at(&all, t) - G) / 5e-4);
    n_rows++;
  }
  cr_log_info("x %g, A %g, G %g", worst[0], worst[1], worst[2]);
  cr_expect_gt(n_rows, 2000);
  cr_expect_lt(worst[0], 1e-7, "x: %g", worst[0]);
  cr_expect_lt(worst[1], 1e-6, "A: %g", worst[1]);
  cr_expect_lt(worst[2], 2e-6, "G: %g", worst[2]);
  rx_waveform_free(&all);
  rx_waveform_free(&until);
  fclose(file);
}

/* Largest output of an ending over a run. */
static double peak(const rx_ending *ending, const page_skin *page, double until)
{
  const rx_skin skin = page_skin_of(page);
  rx_waveform w = { 0 };
  double largest = 0;
  cr_assert_eq(rx_ending_run(ending, &skin, 0, until, 0, RX_ENDING_TOLERANCE, &w, NULL, NULL), RX_OK);
  for (size_t i = 0; i < w.n; i++) largest = fmax(largest, w.value[i]);
  rx_waveform_free(&w);
  return largest;
}

Test(transduction, x_is_exact_for_a_force_of_straight_pieces)
{
  const page_skin page = { .mN = 200, .onset = 17, .rise = 200, .hold = 100, .fall = 1e6 };
  const rx_skin skin = page_skin_of(&page);
  const rx_ending ending = ending_of(RX_FIBRE_C_MH);
  for (double t = 20; t < 217; t += 23.85) {
    rx_waveform w = { 0 };
    rx_ending_state s;
    cr_assert_eq(rx_ending_run(&ending, &skin, 3, t, 0, 1e-3, &w, &s, NULL), RX_OK);
    cr_expect_float_eq(s.x_mN, t - 17 - 5 * (1 - exp(-(t - 17) / 5)), 1e-10);
    cr_expect_eq(s.t_ms, t);
    rx_waveform_free(&w);
  }
}

Test(transduction, sensitised_fibres_answer_to_less)
{
  const page_skin press = { .mN = 40, .onset = 20, .rise = 200, .hold = 300, .fall = 200 };
  const page_skin warm = { .onset = 20, .from_degC = 32, .to_degC = 36, .degC_per_s = 20, .at_to_ms = INFINITY };
  rx_ending ending = ending_of(RX_FIBRE_C_MIA);
  const double moved = peak(&ending, &press, 900); /* by the movement alone */
  ending.sensitisation.phi_force = 0.02;
  cr_expect_gt(peak(&ending, &press, 900), 1.3 * moved);
  ending = ending_of(RX_FIBRE_C_MH);
  cr_expect_lt(peak(&ending, &warm, 3000), 0.06 * ending.heat.G_h);
  ending.sensitisation.delta_theta = 5;
  cr_expect_gt(peak(&ending, &warm, 3000), 0.2 * ending.heat.G_h);
}

Test(transduction, heat_below_33_degC_does_nothing_to_a_healthy_ending)
{
  const page_skin warm = { .onset = 20, .from_degC = 32, .to_degC = 33.2, .degC_per_s = 2, .at_to_ms = INFINITY };
  const rx_ending ending = ending_of(RX_FIBRE_C_MH);
  cr_expect_eq(peak(&ending, &warm, 5000), 0);
}

Test(transduction, gain_acts_on_the_mechanical_part_alone)
{
  const page_skin press = { .mN = 120, .onset = 20, .rise = 200, .hold = 300, .fall = 200 };
  const page_skin heat = { .onset = 20, .from_degC = 32, .to_degC = 46, .degC_per_s = 6, .at_to_ms = INFINITY };
  const rx_ending plain = ending_of(RX_FIBRE_C_MH);
  rx_ending strong = plain;
  strong.gain = 2.385;
  cr_expect_float_eq(peak(&strong, &press, 900) / peak(&plain, &press, 900), 2.385, 1e-3);
  cr_expect_eq(peak(&strong, &heat, 2300), peak(&plain, &heat, 2300));
}

/* The lines between the points miss the course by no more than the tolerance promises. */
static void expect_ending_sampled_well(const rx_ending *given, const char *name, const page_skin *page, double until)
{
  const rx_ending ending = *given;
  const rx_skin skin = page_skin_of(page);
  rx_waveform fast = { 0 }, fine = { 0 };
  cr_assert_eq(rx_ending_run(&ending, &skin, 0, until, 0, RX_ENDING_TOLERANCE, &fast, NULL, NULL), RX_OK);
  cr_assert_eq(rx_ending_run(&ending, &skin, 0, until, 0, 1e-7, &fine, NULL, NULL), RX_OK);
  const double largest = ending.is_conductance ? ending.mechanical.G_m * (1 + ending.mechanical.c_v) + ending.heat.G_h
                                               : 1 + ending.mechanical.c_v;
  double worst = 0;
  for (size_t i = 0; i < fine.n; i++) worst = fmax(worst, fabs(rx_waveform_at(&fast, fine.t_ms[i]) - fine.value[i]));
  cr_log_info("%s: %g of the largest, %zu points (%zu)", name, worst / largest, fast.n, fine.n);
  cr_expect_lt(worst, 2 * RX_ENDING_TOLERANCE * largest, "%s: %g", name, worst / largest);
  cr_expect_lt(fast.n, 100000);
  rx_waveform_free(&fast);
  rx_waveform_free(&fine);
}

static void expect_sampled_well(rx_fibre_class c, const page_skin *page, double until)
{
  const rx_ending ending = ending_of(c);
  expect_ending_sampled_well(&ending, RX_FIBRE_CLASSES[c].name, page, until);
}

Test(transduction, output_is_sampled_as_finely_as_it_says)
{
  const page_skin press = { .mN = 117, .onset = 213, .rise = 100, .hold = 2000, .fall = 100 };
  const page_skin brush = { .is_brush = true, .mN = 5, .onset = 213 };
  const page_skin heat = { .onset = 213, .from_degC = 32, .to_degC = 48, .degC_per_s = 20, .at_to_ms = 5000 };
  for (int c = 0; c < RX_N_FIBRE_CLASSES; c++) {
    expect_sampled_well((rx_fibre_class)c, &press, 3000);
    expect_sampled_well((rx_fibre_class)c, &brush, 1700);
  }
  expect_sampled_well(RX_FIBRE_C_MH, &heat, 8000);
}

Test(transduction, steep_and_compressed_forces_are_sampled_as_finely)
{
  const page_skin press = { .mN = 117, .onset = 213, .rise = 100, .hold = 2000, .fall = 100 };
  const page_skin brush = { .is_brush = true, .mN = 5, .onset = 213 };
  const double exponents[] = { 0.44, 1.5 };
  for (int i = 0; i < 2; i++) {
    rx_ending ending = ending_of(RX_FIBRE_AB_SA1);
    ending.exponent = exponents[i];
    expect_ending_sampled_well(&ending, "Ab_SA1", &press, 3000);
    expect_ending_sampled_well(&ending, "Ab_SA1", &brush, 1700);
  }
}

/* u of the page under a force held so long that nothing changes any more: there A is u. */
static double held_drive(const rx_ending *ending, double mN)
{
  const page_skin press = { .mN = mN, .onset = 10, .rise = 100, .hold = 50000, .fall = 100 };
  const rx_skin skin = page_skin_of(&press);
  rx_waveform w = { .is_smooth = true };
  rx_ending_state last;
  cr_assert_eq(rx_ending_run(ending, &skin, 0, 20000, 0, RX_ENDING_TOLERANCE, &w, &last, NULL), RX_OK);
  rx_waveform_free(&w);
  return last.A;
}

Test(transduction, force_above_the_threshold_follows_the_power_law)
{
  rx_ending ending = ending_of(RX_FIBRE_C_MH);
  const double F_th = ending.mechanical.F_th, F_50 = ending.mechanical.F_50;
  for (double exponent = 0.5; exponent <= 2; exponent += 0.5)
    for (double mN = 20; mN < 1000; mN *= 2.5) {
      ending.exponent = exponent;
      const double e = mN > F_th ? 400 * pow((mN - F_th) / 400, exponent) : 0;
      cr_expect_float_eq(held_drive(&ending, mN), e / (e + F_50), 1e-6, "%g mN, exponent %g", mN, exponent);
    }
  /* the force to which the exponent refers is left as it is */
  ending.exponent = 0.44;
  cr_expect_float_eq(held_drive(&ending, F_th + RX_REFERENCE_FORCE_MN), 400 / (400 + F_50), 1e-6);
}

Test(transduction, an_ending_without_gain_has_few_points)
{
  const page_skin press = { .mN = 200, .onset = 213, .rise = 100, .hold = 2000, .fall = 100 };
  const rx_skin skin = page_skin_of(&press);
  for (int c = 0; c < RX_N_FIBRE_CLASSES; c++) {
    rx_ending ending = ending_of((rx_fibre_class)c);
    rx_waveform w = { .is_smooth = true };
    ending.gain = 0;
    cr_assert_eq(rx_ending_run(&ending, &skin, 0, 3000, 0, RX_ENDING_TOLERANCE, &w, NULL, NULL), RX_OK);
    cr_expect_lt(w.n, 10000, "%s: %zu", RX_FIBRE_CLASSES[c].name, w.n);
    for (size_t i = 0; i < w.n; i++) cr_assert_eq(w.value[i], 0);
    rx_waveform_free(&w);
  }
}
