/* The rate model: rate_summary.csv with its rate_CASE.csv, rate_windup.csv, rate_steady.csv. */
#include "../reference.h"
#include "dorsal_horn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/rate_markers.h"
#include "io/experiment/experiment.h"
#include "solver/rate_model.h"
#include "stimuli/clamp.h"

#define KIND    "rate model"
#define SUMMARY "rate_summary.csv"
#define WIND_UP "rate_windup.csv"
#define STEADY  "rate_steady.csv"

#define RELATIVE       1e-5
#define RESOLUTION     1e-13 /* Hz: of 1 + tanh in doubles */
#define FIRST_PULSE_MS 500.0
#define RUN_MS         1000.0
#define STEADY_S       30.0
#define INTERVAL_MS    1.0 /* of the samples that markers are taken from */

static const char EXPERIMENT[] = "experiment: rate_model\n"
                                 "rate_model: rate_dorsal_horn\n"
                                 "stimuli: { pulse: { kind: afferent_rates } }\n";

/* One simulation: a train of pulses, or constant rates. */
typedef struct rate_run {
  rx_rate_dorsal_horn model;
  bool is_steady;
  double fA_Hz, fC_Hz;
  rx_stimulus stimulus;
  double t_stop_ms;
  rx_rate_samples samples;
  double state[RX_RATE_VARIABLES]; /* is_steady */
  size_t job;
} rate_run;

/* One row of the verdict, taken from a run. */
typedef struct rate_figure {
  const rate_run *run;
  const char *item, *figure;
  double reference, half_digit;
  double from_ms, to_ms; /* markers: of the samples in here */
  enum { PEAK_P, AREA_P, AREA_ABOVE, PEAK_G, STATE } what;
  int variable; /* STATE */
} rate_figure;

/* All rows of rate_CASE.csv for one variable: the worst is the figure. */
typedef struct rate_course {
  const rate_run *run;
  const char *item, *name;
  int variable, digits;
  size_t n;
  const double *t_s, *reference;
} rate_course;

typedef struct rate_model {
  rx_experiment *experiment;
  RX_ARRAY(rate_run *) runs;
  RX_ARRAY(rate_figure) figures;
  RX_ARRAY(rate_course) courses;
} rate_model;

static rx_status simulate(void *data, rx_error *err)
{
  rate_run *r = data;
  if (r->is_steady) return rx_rate_model_steady(&r->model, r->fA_Hz, r->fC_Hz, STEADY_S, r->state, err);
  rx_waveform fA = { 0 }, fC = { 0 };
  rx_rate_options options = rx_rate_options_default();
  options.t_stop_ms = r->t_stop_ms;
  options.interval_ms = INTERVAL_MS;
  rx_status status = rx_afferent_rate_waveforms(1, &r->stimulus, &fA, &fC, err);
  if (status == RX_OK) status = rx_rate_model_run(&r->model, &fA, &fC, &options, &r->samples, err);
  rx_waveform_free(&fA);
  rx_waveform_free(&fC);
  return status;
}

/* ---- reading ---- */

/* The model with the changes of a field: "gIP=0.9;gIE=0.3". False, with a problem. */
static bool change_model(rx_verify *verify, rate_model *m, const rx_table *table, size_t row, int column,
                         rx_rate_dorsal_horn *model)
{
  const size_t before = rx_problems_count(verify->problems);
  const char *at = rx_table_text(table, row, column);
  rx_change change;
  rx_registry_reset(m->experiment->registry);
  while (rx_next_change(verify, table, row, column, "=", &at, &change)) {
    rx_error err = { 0 };
    rx_entry *entry = rx_registry_find(m->experiment->registry, rx_verify_text(verify, "rate_model/%s", change.name));
    if (entry == NULL)
      rx_table_problem(table, row, column, "the rate model has no parameter \"%s\"", change.name);
    else if (rx_entry_set(entry, change.value, &err) != RX_OK)
      rx_table_problem(table, row, column, "%s", err.text);
  }
  *model = *m->experiment->rate_model;
  return rx_problems_count(verify->problems) == before;
}

static rate_run *add_run(rx_verify *verify, rate_model *m, const rx_table *table, size_t row, int changes)
{
  rate_run *r = rx_verify_alloc(verify, 1, sizeof *r);
  if (r == NULL || !change_model(verify, m, table, row, changes, &r->model)) return NULL;
  r->stimulus = rx_stimulus_default(RX_STIMULUS_AFFERENT_RATES);
  r->stimulus.onset = FIRST_PULSE_MS;
  r->stimulus.pulses = 1;
  r->t_stop_ms = RUN_MS;
  if (RX_APPEND(&m->runs, r)) return r;
  rx_table_problem(table, row, changes, "out of memory");
  return NULL;
}

/* Adds the figure of a field, if the table has the column. */
static void add_figure(rate_model *m, const rx_table *table, size_t row, int column, rate_figure figure)
{
  if (column < 0 || !rx_table_number(table, row, column, -1e9, 1e9, &figure.reference)) return;
  figure.half_digit = rx_half_digit(figure.reference, rx_table_digits(table, column));
  if (!RX_APPEND(&m->figures, figure)) rx_table_problem(table, row, column, "out of memory");
}

static const char *with_changes(rx_verify *verify, const char *text, const char *changes)
{
  return changes[0] != '\0' ? rx_verify_text(verify, "%s, %s", text, changes) : text;
}

static void read_course(rx_verify *verify, rate_model *m, rate_run *run, const char *case_name)
{
  static const char *const NAMES[RX_RATE_VARIABLES] = { "fP_Hz", "fE_Hz", "fI_Hz", "gNMDA" };
  const char *file = rx_verify_text(verify, "rate_%s.csv", case_name);
  rx_table table;
  if (!rx_table_is_there(verify, file) || !rx_table_read(verify, file, &table)) return;
  const int t = rx_table_column(&table, "t_s", true);
  const double *t_s = t >= 0 ? rx_table_numbers(verify, &table, t, 0, 1e6) : NULL;
  const size_t n = rx_table_rows(&table);
  if (t_s == NULL || n == 0) return;
  for (size_t i = 0; i < n; i++) {
    const double k = 1e3 * t_s[i] / INTERVAL_MS;
    if (fabs(k - round(k)) > 1e-3)
      rx_table_problem(&table, i, t, "%g s is not a multiple of %g ms", t_s[i], INTERVAL_MS);
    run->t_stop_ms = fmax(run->t_stop_ms, round(k) * INTERVAL_MS);
  }
  for (int v = 0; v < RX_RATE_VARIABLES; v++) {
    const int column = rx_table_column(&table, NAMES[v], false);
    if (column < 0) continue;
    const rate_course course = { .run = run,
                                 .item = rx_verify_text(verify, "%s", case_name),
                                 .name = NAMES[v],
                                 .variable = v,
                                 .digits = rx_table_digits(&table, column),
                                 .n = n,
                                 .t_s = t_s,
                                 .reference = rx_table_numbers(verify, &table, column, -1e9, 1e9) };
    if (course.reference != NULL && !RX_APPEND(&m->courses, course))
      rx_table_problem(&table, 0, column, "out of memory");
  }
}

static void read_summary(rx_verify *verify, rate_model *m)
{
  enum { CASE, CHANGES, A, C, N };
  static const char *const NAMES[N] = { "case", "changes", "A_Hz", "C_Hz" };
  rx_table table;
  int at[N];
  if (!rx_table_is_there(verify, SUMMARY) || !rx_table_read(verify, SUMMARY, &table) ||
      !rx_table_columns(&table, N, NAMES, at))
    return;
  const int peak = rx_table_column(&table, "peak_fP_Hz", false), area = rx_table_column(&table, "area_fP", false),
            above = rx_table_column(&table, "area_above_25Hz", false);
  for (size_t i = 0; i < rx_table_rows(&table); i++) {
    rate_run *r = add_run(verify, m, &table, i, at[CHANGES]);
    if (r == NULL || !rx_table_number(&table, i, at[A], 0, 1e4, &r->stimulus.rate_abeta) ||
        !rx_table_number(&table, i, at[C], 0, 1e4, &r->stimulus.rate_c))
      continue;
    const char *name = rx_table_text(&table, i, at[CASE]),
               *item = with_changes(verify, name, rx_table_text(&table, i, at[CHANGES]));
    const rate_figure figure = { .run = r, .item = item, .to_ms = RUN_MS };
    rate_figure f = figure;
    f.what = PEAK_P, f.figure = "peak of P, Hz";
    add_figure(m, &table, i, peak, f);
    f.what = AREA_P, f.figure = "area of P";
    add_figure(m, &table, i, area, f);
    f.what = AREA_ABOVE, f.figure = "area of P above 25 Hz";
    add_figure(m, &table, i, above, f);
    read_course(verify, m, r, name);
  }
}

static void read_wind_up(rx_verify *verify, rate_model *m)
{
  enum { CHANGES, FREQUENCY, STIMULUS, N };
  static const char *const NAMES[N] = { "changes", "frequency_Hz", "stimulus" };
  rx_table table;
  int at[N];
  if (!rx_table_is_there(verify, WIND_UP) || !rx_table_read(verify, WIND_UP, &table) ||
      !rx_table_columns(&table, N, NAMES, at))
    return;
  const int peak = rx_table_column(&table, "peak_fP_Hz", false), area = rx_table_column(&table, "area_fP", false),
            peak_G = rx_table_column(&table, "peak_gNMDA", false);
  rate_run *r = NULL;
  double frequency = 0;
  for (size_t i = 0; i < rx_table_rows(&table); i++) {
    const char *changes = rx_table_text(&table, i, at[CHANGES]);
    double f = 0;
    int stimulus = 0;
    if (!rx_table_number(&table, i, at[FREQUENCY], 1e-3, 1e3, &f) ||
        !rx_table_int(&table, i, at[STIMULUS], 1, 100000, &stimulus))
      continue;
    const bool is_new = i == 0 || r == NULL || f != frequency ||
                        strcmp(changes, rx_table_text(&table, i - 1, at[CHANGES])) != 0 || stimulus == 1;
    if (is_new) r = add_run(verify, m, &table, i, at[CHANGES]);
    if (r == NULL) continue;
    frequency = r->stimulus.frequency = f;
    if (is_new || stimulus > r->stimulus.pulses) r->stimulus.pulses = stimulus;
    r->t_stop_ms = ceil(rx_stimulus_pulse_ms(&r->stimulus, r->stimulus.pulses) / INTERVAL_MS) * INTERVAL_MS;
    const char *item = with_changes(verify, rx_verify_text(verify, "train of %g Hz, pulse %d", f, stimulus), changes);
    rate_figure figure = { .run = r,
                           .item = item,
                           .from_ms = rx_stimulus_pulse_ms(&r->stimulus, stimulus - 1),
                           .to_ms = rx_stimulus_pulse_ms(&r->stimulus, stimulus) };
    figure.what = PEAK_P, figure.figure = "peak of P, Hz";
    add_figure(m, &table, i, peak, figure);
    figure.what = AREA_P, figure.figure = "area of P";
    add_figure(m, &table, i, area, figure);
    figure.what = PEAK_G, figure.figure = "peak of G";
    add_figure(m, &table, i, peak_G, figure);
  }
}

static void read_steady(rx_verify *verify, rate_model *m)
{
  enum { CHANGES, FA, FC, N };
  static const char *const NAMES[N] = { "changes", "fA_Hz", "fC_Hz" };
  static const char *const VARIABLES[RX_RATE_VARIABLES] = { "fP_Hz", "fE_Hz", "fI_Hz", "gNMDA" };
  rx_table table;
  int at[N];
  if (!rx_table_is_there(verify, STEADY) || !rx_table_read(verify, STEADY, &table) ||
      !rx_table_columns(&table, N, NAMES, at))
    return;
  for (size_t i = 0; i < rx_table_rows(&table); i++) {
    rate_run *r = add_run(verify, m, &table, i, at[CHANGES]);
    if (r == NULL || !rx_table_number(&table, i, at[FA], 0, 1e4, &r->fA_Hz) ||
        !rx_table_number(&table, i, at[FC], 0, 1e4, &r->fC_Hz))
      continue;
    r->is_steady = true;
    const char *item = with_changes(verify, rx_verify_text(verify, "steady, fA %g Hz, fC %g Hz", r->fA_Hz, r->fC_Hz),
                                    rx_table_text(&table, i, at[CHANGES]));
    for (int v = 0; v < RX_RATE_VARIABLES; v++)
      add_figure(m, &table, i, rx_table_column(&table, VARIABLES[v], false),
                 (rate_figure){ .run = r, .item = item, .figure = VARIABLES[v], .what = STATE, .variable = v });
  }
}

/* Courses that no row of the summary asks for. */
static void note_others(rx_verify *verify, const rate_model *m)
{
  const char *const *names;
  const size_t n = rx_folder_names(verify, "rate_", ".csv", &names);
  for (size_t i = 0; i < n; i++) {
    bool is_known = strcmp(names[i], SUMMARY) == 0 || strcmp(names[i], WIND_UP) == 0 || strcmp(names[i], STEADY) == 0;
    for (size_t k = 0; k < m->courses.n && !is_known; k++)
      is_known = strcmp(names[i], rx_verify_text(verify, "rate_%s.csv", m->courses.items[k].item)) == 0;
    if (!is_known) rx_verdict_note(verify->verdict, "%s has no row in %s: left out", names[i], SUMMARY);
  }
}

static void release(void *state)
{
  rate_model *m = state;
  for (size_t i = 0; i < m->runs.n; i++) rx_rate_samples_free(&m->runs.items[i]->samples);
  free(m->runs.items);
  free(m->figures.items);
  free(m->courses.items);
  rx_experiment_free(m->experiment);
}

static void *read_cases(rx_verify *verify)
{
  rx_error err = { 0 };
  if (!rx_table_is_there(verify, SUMMARY) && !rx_table_is_there(verify, WIND_UP) && !rx_table_is_there(verify, STEADY))
    return NULL;
  rate_model *m = rx_verify_alloc(verify, 1, sizeof *m);
  if (m == NULL) return NULL;
  if (rx_experiment_read_text(EXPERIMENT, sizeof EXPERIMENT - 1, "(rate model)", 0, NULL, verify->problems,
                              &m->experiment, &err) != RX_OK) {
    if (rx_problems_count(verify->problems) == 0) rx_problems_add(verify->problems, NULL, 0, 0, "%s", err.text);
    return NULL;
  }
  read_summary(verify, m);
  read_wind_up(verify, m);
  read_steady(verify, m);
  note_others(verify, m);
  for (size_t i = 0; i < m->runs.n; i++) {
    rate_run *r = m->runs.items[i];
    r->job = rx_verify_add_job(verify, KIND, 1e-3 * (r->is_steady ? 1e3 * STEADY_S : r->t_stop_ms), simulate, r);
  }
  if (m->runs.n > 0) return m;
  release(m);
  return NULL;
}

/* ---- judging ---- */

/* A marker of the samples in [from, to]; NaN when memory is out. */
static double value_of(rx_verify *verify, const rate_figure *f)
{
  const rx_rate_samples *samples = &f->run->samples;
  if (f->what == STATE) return f->run->state[f->variable];
  const size_t first = (size_t)ceil(f->from_ms / INTERVAL_MS - 1e-6),
               last = (size_t)floor(f->to_ms / INTERVAL_MS + 1e-6);
  const size_t n = last < samples->n ? last + 1 - first : 0;
  double *x = rx_verify_alloc(verify, n, sizeof *x);
  if (x == NULL || n == 0) return NAN;
  for (size_t i = 0; i < n; i++) x[i] = samples->y[first + i][f->what == PEAK_G ? RX_RATE_G : RX_RATE_P];
  const rx_rate_markers markers = rx_rate_markers_of(n, x, 1e-3 * INTERVAL_MS, RX_PAIN_LEVEL_HZ);
  return f->what == AREA_P ? markers.area : f->what == AREA_ABOVE ? markers.area_above : markers.peak_Hz;
}

/* Relative deviation; the printed digits of the reference and the resolution of doubles are added to the tolerance. */
static void add(rx_verify *verify, const char *item, const char *figure, double reference, double value,
                double half_digit)
{
  const double scale = fabs(reference) > 0 ? fabs(reference) : 1;
  rx_verdict_add(verify->verdict,
                 &(rx_figure){ KIND, item, figure, "relative", reference, value, fabs(value - reference) / scale,
                               RELATIVE + (half_digit + RESOLUTION) / scale });
}

static void judge_course(rx_verify *verify, const rate_course *c)
{
  size_t worst = 0;
  double largest = -1, value = NAN;
  for (size_t i = 0; i < c->n; i++) {
    const size_t k = (size_t)llround(1e3 * c->t_s[i] / INTERVAL_MS);
    const double x = k < c->run->samples.n ? c->run->samples.y[k][c->variable] : NAN, reference = c->reference[i];
    const double tolerance = RELATIVE * fabs(reference) + rx_half_digit(reference, c->digits) + RESOLUTION;
    const double used = fabs(x - reference) / tolerance;
    if (used <= largest) continue;
    worst = i;
    largest = used;
    value = x;
    if (isnan(used)) break;
  }
  const char *figure = rx_verify_text(verify, "%s at %g s", c->name, c->t_s[worst]);
  add(verify, c->item, figure, c->reference[worst], value, rx_half_digit(c->reference[worst], c->digits));
}

static void judge(rx_verify *verify, void *state)
{
  const rate_model *m = state;
  for (size_t i = 0; i < m->figures.n; i++) {
    const rate_figure *f = &m->figures.items[i];
    if (rx_verify_job_is_good(verify, f->run->job, KIND, f->item))
      add(verify, f->item, f->figure, f->reference, value_of(verify, f), f->half_digit);
  }
  for (size_t i = 0; i < m->courses.n; i++)
    if (rx_verify_job_is_good(verify, m->courses.items[i].run->job, KIND, m->courses.items[i].item))
      judge_course(verify, &m->courses.items[i]);
}

const rx_protocol RX_VERIFY_RATE_MODEL = { "rate model (" SUMMARY ", " WIND_UP ", " STEADY ")", read_cases, judge,
                                           release };
