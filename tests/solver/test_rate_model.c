/* The rate model against reference/dorsal-horn/rate_*.csv (SciPy LSODA, rtol 1e-10): 1e-5 relative, the page's limit. Values below
 * 1e-7 Hz are compared to 1e-12 Hz: the reference has 8 digits of a difference 1 + tanh that cancels there. */
#include "analysis/rate_markers.h"
#include "base/log.h"
#include "solver/rate_model.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER RX_TEST_SOURCE_DIR "/tests/reference/dorsal-horn/"

enum { MOST_COLUMNS = 8, FIELD = 64 };

/* cuts the line at its commas */
static int split(char *line, char *fields[MOST_COLUMNS])
{
  int n = 0;
  line[strcspn(line, "\r\n")] = '\0';
  for (char *at = line; at != NULL && n < MOST_COLUMNS; n++) {
    char *comma = strchr(at, ',');
    if (comma != NULL) *comma = '\0';
    fields[n] = at;
    at = comma != NULL ? comma + 1 : NULL;
  }
  return n;
}

static FILE *open_table(const char *name)
{
  char path[512], header[512];
  cr_assert(snprintf(path, sizeof path, FOLDER "%s", name) < (int)sizeof path);
  FILE *file = fopen(path, "r");
  cr_assert(file != NULL, "%s", path);
  cr_assert(fgets(header, sizeof header, file) != NULL);
  return file;
}

/* the model with changes as in "gIP=0;gIE=0" */
static rx_rate_dorsal_horn model_with(const char *changes)
{
  rx_rate_dorsal_horn model;
  rx_param_defaults(RX_RATE_DORSAL_HORN_PARAMS, &model);
  char text[FIELD];
  cr_assert(snprintf(text, sizeof text, "%s", changes) < FIELD);
  for (char *change = text; *change != '\0';) {
    char *end = strchr(change, ';'), *value = strchr(change, '=');
    if (end != NULL) *end = '\0';
    *value++ = '\0';
    const rx_param *p = RX_RATE_DORSAL_HORN_PARAMS;
    while (p->name != NULL && strcmp(p->name, change) != 0) p++;
    cr_assert(p->name != NULL, "%s", change);
    *(double *)(void *)((char *)&model + p->offset) = atof(value);
    change = end != NULL ? end + 1 : value + strlen(value);
  }
  return model;
}

/* baseline 1 Hz, pulses of fA (20 ms) and fC (210 ms, 90 ms later) at 500 + k*period ms */
static void pulses(rx_waveform *fA, rx_waveform *fC, double A_Hz, double C_Hz, int n, double period_ms)
{
  cr_assert_eq(rx_waveform_add(fA, 0, 1, NULL), RX_OK);
  cr_assert_eq(rx_waveform_add(fC, 0, 1, NULL), RX_OK);
  for (int k = 0; k < n; k++) {
    const double t = 500 + k * period_ms;
    const double at[] = { t, t, t + 20, t + 20 }, value[] = { 1, A_Hz, A_Hz, 1 };
    const double at_C[] = { t + 90, t + 90, t + 300, t + 300 }, value_C[] = { 1, C_Hz, C_Hz, 1 };
    for (int i = 0; i < 4; i++) {
      cr_assert_eq(rx_waveform_add(fA, at[i], value[i], NULL), RX_OK);
      cr_assert_eq(rx_waveform_add(fC, at_C[i], value_C[i], NULL), RX_OK);
    }
  }
}

static rx_rate_samples run(const char *changes, double A_Hz, double C_Hz, int n_pulses, double period_ms,
                           double t_stop_ms)
{
  const rx_rate_dorsal_horn model = model_with(changes);
  rx_waveform fA = { 0 }, fC = { 0 };
  rx_rate_samples samples = { 0 };
  rx_rate_options options = rx_rate_options_default();
  rx_error err = { 0 };
  pulses(&fA, &fC, A_Hz, C_Hz, n_pulses, period_ms);
  options.t_stop_ms = t_stop_ms;
  cr_assert_eq(rx_rate_model_run(&model, &fA, &fC, &options, &samples, &err), RX_OK, "%s", err.text);
  rx_waveform_free(&fA);
  rx_waveform_free(&fC);
  return samples;
}

static double off(double value, double reference)
{
  return fabs(value - reference) / fmax(fabs(reference), 1e-7);
}

Test(rate_model, traces_agree_with_the_reference)
{
  char line[512], *row[MOST_COLUMNS];
  FILE *summary = open_table("rate_summary.csv");
  double worst = 0;
  int n_cases = 0;
  while (fgets(line, sizeof line, summary) != NULL && split(line, row) == 7) {
    char name[FIELD + 16], sample_line[512], *sample[MOST_COLUMNS];
    cr_assert(snprintf(name, sizeof name, "rate_%s.csv", row[0]) < (int)sizeof name);
    rx_rate_samples samples = run(row[1], atof(row[2]), atof(row[3]), 1, 1000, 1000);
    FILE *trace = open_table(name);
    size_t k = 0;
    for (; fgets(sample_line, sizeof sample_line, trace) != NULL; k++) {
      cr_assert(k < samples.n && split(sample_line, sample) == 5);
      cr_assert_float_eq(atof(sample[0]), (double)k * 1e-3, 1e-9);
      for (int i = 0; i < RX_RATE_VARIABLES; i++) worst = fmax(worst, off(samples.y[k][i], atof(sample[i + 1])));
      cr_assert(worst <= 1e-5, "%s, row %zu: %g", name, k, worst);
    }
    cr_expect_eq(k, samples.n);
    fclose(trace);
    rx_rate_samples_free(&samples);
    n_cases++;
  }
  fclose(summary);
  cr_expect_eq(n_cases, 6);
}

/* Markers of the samples in [from, to], both included; the largest G beside them. */
static rx_rate_markers markers_between(const rx_rate_samples *samples, double from_ms, double to_ms, double *peak_G)
{
  static double P[50000];
  size_t n = 0;
  *peak_G = 0;
  for (size_t k = 0; k < samples->n && n < sizeof P / sizeof *P; k++) {
    const double t = (double)k * samples->interval_ms;
    if (t < from_ms - 1e-6 || t > to_ms + 1e-6) continue;
    P[n++] = samples->y[k][RX_RATE_P];
    *peak_G = fmax(*peak_G, samples->y[k][RX_RATE_G]);
  }
  return rx_rate_markers_of(n, P, 1e-3 * samples->interval_ms, RX_PAIN_LEVEL_HZ);
}

Test(rate_model, markers_of_one_pulse_agree_with_the_reference)
{
  char line[512], *row[MOST_COLUMNS];
  FILE *summary = open_table("rate_summary.csv");
  while (fgets(line, sizeof line, summary) != NULL && split(line, row) == 7) {
    rx_rate_samples samples = run(row[1], atof(row[2]), atof(row[3]), 1, 1000, 1000);
    double peak_G;
    const rx_rate_markers markers = markers_between(&samples, 0, 1000, &peak_G);
    cr_expect(off(markers.peak_Hz, atof(row[4])) < 1e-5, "%s: %.9g", row[0], markers.peak_Hz);
    cr_expect(off(markers.area, atof(row[5])) < 1e-5, "%s: %.9g", row[0], markers.area);
    cr_expect(off(markers.area_above, atof(row[6])) < 1e-5, "%s: %.9g", row[0], markers.area_above);
    rx_rate_samples_free(&samples);
  }
  fclose(summary);
}

Test(rate_model, wind_up_agrees_with_the_reference)
{
  char line[512], *row[MOST_COLUMNS], changes[FIELD] = "none yet";
  FILE *table = open_table("rate_windup.csv");
  double frequency = 0;
  rx_rate_samples samples = { 0 };
  int n_rows = 0;
  while (fgets(line, sizeof line, table) != NULL && split(line, row) == 6) {
    if (strcmp(changes, row[0]) != 0 || frequency != atof(row[1])) {
      cr_assert(snprintf(changes, sizeof changes, "%s", row[0]) < FIELD);
      frequency = atof(row[1]);
      rx_rate_samples_free(&samples);
      samples = run(changes, 40, 22, 10, 1000 / frequency, 500 + 10 * 1000 / frequency);
    }
    const double from = 500 + (atof(row[2]) - 1) * 1000 / frequency;
    double peak_G;
    const rx_rate_markers markers = markers_between(&samples, from, from + 1000 / frequency, &peak_G);
    cr_expect(off(markers.peak_Hz, atof(row[3])) < 1e-5, "%s: %.9g", line, markers.peak_Hz);
    cr_expect(off(markers.area, atof(row[4])) < 1e-5, "%s: %.9g", line, markers.area);
    cr_expect(off(peak_G, atof(row[5])) < 1e-5, "%s: %.9g", line, peak_G);
    n_rows++;
  }
  rx_rate_samples_free(&samples);
  fclose(table);
  cr_expect_eq(n_rows, 40);
}

Test(rate_model, state_at_30_s_agrees_with_the_reference)
{
  char line[512], *row[MOST_COLUMNS];
  FILE *table = open_table("rate_steady.csv");
  int n_rows = 0;
  for (; fgets(line, sizeof line, table) != NULL && split(line, row) == 7; n_rows++) {
    const rx_rate_dorsal_horn model = model_with(row[0]);
    double y[RX_RATE_VARIABLES];
    rx_error err = { 0 };
    cr_assert_eq(rx_rate_model_steady(&model, atof(row[1]), atof(row[2]), 30, y, &err), RX_OK, "%s", err.text);
    for (int i = 0; i < RX_RATE_VARIABLES; i++)
      cr_expect(off(y[i], atof(row[i + 3])) < 1e-5, "fA %s fC %s, variable %d: %.9g, not %s", row[1], row[2], i, y[i],
                row[i + 3]);
  }
  fclose(table);
  cr_expect_eq(n_rows, 44);
}

Test(rate_model, linear_inputs_are_followed_and_breakpoints_hit)
{
  /* with fA a ramp and the response far below its threshold, I follows 1 - exp(-t/tau_I) until the ramp ends */
  rx_rate_dorsal_horn model = model_with("gAP=0;gCP=0");
  rx_waveform fA = { 0 }, fC = { 0 };
  rx_rate_samples samples = { 0 };
  rx_rate_options options = rx_rate_options_default();
  options.t_stop_ms = 37.5;
  options.interval_ms = 2.5;
  model.gAI = 1e-9;
  cr_assert_eq(rx_waveform_add(&fA, 0, 0, NULL), RX_OK);
  cr_assert_eq(rx_waveform_add(&fA, 13.25, 7, NULL), RX_OK);
  cr_assert_eq(rx_waveform_add(&fC, 0, 0, NULL), RX_OK);
  cr_assert_eq(rx_rate_model_run(&model, &fA, &fC, &options, &samples, NULL), RX_OK);
  cr_assert_eq(samples.n, 16);
  const double rest = 1 + 40 * (1 + tanh(-28.0 / 9.5));
  for (size_t k = 0; k < samples.n; k++)
    cr_expect_float_eq(samples.y[k][RX_RATE_I], rest * (1 - exp(-(double)k * 2.5e-3 / 0.02)), 1e-7);
  rx_rate_samples_free(&samples);
  rx_waveform_free(&fA);
  rx_waveform_free(&fC);
}

Test(rate_model, pulses_at_any_frequency_are_followed)
{
  /* breakpoints a rounding error away from a sample */
  rx_rate_dorsal_horn model;
  rx_param_defaults(RX_RATE_DORSAL_HORN_PARAMS, &model);
  rx_waveform fA = { 0 }, fC = { 0 };
  for (int k = 0; k < 40; k++)
    cr_assert_eq(rx_waveform_step(&fA, 500 + k * 1000 / 1.1, 520 + k * 1000 / 1.1, 40, NULL), RX_OK);
  cr_assert_eq(rx_waveform_add(&fC, 0, 1, NULL), RX_OK);
  rx_rate_options options = rx_rate_options_default();
  options.t_stop_ms = 40000;
  rx_rate_samples samples = { 0 };
  rx_error err = { 0 };
  cr_expect_eq(rx_rate_model_run(&model, &fA, &fC, &options, &samples, &err), RX_OK, "%s", err.text);
  cr_expect_eq(samples.n, 40001);
  rx_rate_samples_free(&samples);
  rx_waveform_free(&fA);
  rx_waveform_free(&fC);
}

Test(rate_model, bad_options_are_refused)
{
  const rx_rate_dorsal_horn model = model_with("");
  const rx_waveform nothing = { 0 };
  rx_rate_samples samples = { 0 };
  rx_rate_options options = rx_rate_options_default();
  rx_error err = { 0 };
  cr_expect_eq(rx_rate_model_run(&model, &nothing, &nothing, &options, &samples, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "duration 0 ms: must be above 0");
  options.t_stop_ms = 3;
  options.rtol = NAN;
  cr_expect_eq(rx_rate_model_run(&model, &nothing, &nothing, &options, &samples, &err), RX_E_INPUT);
  options.rtol = 1e-6;
  options.interval_ms = -1;
  cr_expect_eq(rx_rate_model_run(&model, &nothing, &nothing, &options, &samples, &err), RX_E_INPUT);
}

Test(rate_model, a_value_that_is_not_finite_stops_with_the_time)
{
  const rx_rate_dorsal_horn model = model_with("");
  rx_waveform fA = { 0 }, fC = { 0 };
  rx_rate_samples samples = { 0 };
  rx_rate_options options = rx_rate_options_default();
  rx_error err = { 0 };
  options.t_stop_ms = 5;
  cr_assert_eq(rx_waveform_add(&fA, 2, NAN, NULL), RX_OK);
  cr_expect_eq(rx_rate_model_run(&model, &fA, &fC, &options, &samples, &err), RX_E_SOLVER);
  cr_expect(strncmp(err.text, "rate model at 2 ms: CVODE: ", 27) == 0, "%s", err.text);
  rx_rate_samples_free(&samples);
  rx_waveform_free(&fA);
}

Test(rate_model, a_deadline_and_a_stop_flag_end_a_run_with_the_time_it_reached)
{
  const rx_rate_dorsal_horn model = model_with("");
  rx_waveform input = { 0 };
  rx_rate_samples samples = { 0 };
  rx_rate_options options = rx_rate_options_default();
  rx_error err = { 0 };
  /* the integrator restarts a million times, which takes longer than the deadline, and needs no memory for samples */
  for (int i = 0; i < 1000000; i++) cr_assert_eq(rx_waveform_add(&input, i, 5 * (i % 2), NULL), RX_OK);
  options.t_stop_ms = 1e6;
  options.interval_ms = 1e6;
  options.deadline_s = rx_wall_seconds() + 0.05;
  cr_expect_eq(rx_rate_model_run(&model, &input, &input, &options, &samples, &err), RX_E_TIME);
  cr_expect(strncmp(err.text, "rate model: time budget used up at ", 35) == 0, "%s", err.text);
  cr_expect(samples.failed_at_ms > 0 && samples.failed_at_ms < 1e6, "%g", samples.failed_at_ms);
  rx_rate_samples_free(&samples);
  volatile sig_atomic_t stop = 1;
  options.stop = &stop;
  cr_expect_eq(rx_rate_model_run(&model, &input, &input, &options, &samples, &err), RX_E_INTERRUPTED);
  cr_expect_eq(samples.failed_at_ms, 0);
  rx_rate_samples_free(&samples);
  options.rtol = 7;
  cr_expect_eq(rx_rate_model_run(&model, &input, &input, &options, &samples, &err), RX_E_INPUT);
  cr_expect(isnan(samples.failed_at_ms));
  rx_waveform_free(&input);
}
