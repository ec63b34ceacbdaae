/* Current steps into single cells: single_cell_fi.csv, single_cell_spikes.csv, single_cell_params.csv and trace_*.csv.
 *
 * The step is 200-700 ms at the soma, the run 800 ms. Rows of several tables that ask for the same run share it. CVODE runs every
 * case; the ensemble integrator those of the fi and params tables. */
#include "../reference.h"
#include "dorsal_horn.h"
#include "lone_cell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define KIND_CVODE    "cells, CVODE"
#define KIND_ENSEMBLE "cells, ensemble integrator"
#define KIND_TRACES   "cells, traces (CVODE)"
#define FI            "single_cell_fi.csv"
#define SPIKES        "single_cell_spikes.csv"
#define PARAMS        "single_cell_params.csv"
#define TRACE_BEGIN   "trace_"
#define TRACE_END     "pA.csv"
#define FULL_GRID     "full"

#define ON_MS      200.0
#define OFF_MS     700.0
#define RUN_MS     800.0
#define REST_AT_MS 199.0
#define RTOL       1e-8
#define DT_MS      0.025

/* tolerances */
#define FIRST_MS         0.02
#define FIRST_TEN_MS     0.1
#define INTERVAL_PERCENT 0.05
#define REST_MV          0.01
#define TRACE_MV         0.2
#define STEEP_MV_PER_MS  5.0
#define ENSEMBLE_COUNT   1.0
#define ENSEMBLE_PERCENT 0.5
enum { FIRST_SPIKES = 10 };

/* One simulation by one solver. */
typedef struct simulation {
  const rx_network *network;
  const rx_waveform *current;
  int soma;
  bool is_cvode;
  double t_stop_ms, interval_ms;
  rx_recording recording;
  size_t job;
} simulation;

typedef struct cell_run {
  const char *cell, *grid, *changes, *item;
  double amplitude_nA;
  rx_network *network;
  rx_waveform current;
  simulation cvode, ensemble;
  bool has_ensemble;
} cell_run;

/* A row of the fi or params table. */
typedef struct cell_case {
  cell_run *run;
  int n_spikes;                          /* -1: not given, the case has spike times alone */
  double first_ms, interval_ms, rest_mV; /* NaN: not given */
  size_t n_first;
  double first_spikes_ms[FIRST_SPIKES]; /* of the spikes table */
} cell_case;

typedef struct cell_trace {
  cell_run *run;
  double spacing_ms;
  size_t n;
  double *v_mV;
} cell_trace;

typedef struct single_cells {
  RX_ARRAY(cell_run *) runs;
  RX_ARRAY(cell_case *) cases;
  RX_ARRAY(cell_trace) traces;
  bool has_left_out;
} single_cells;

/* ---- runs ---- */

static rx_status simulate(void *data, rx_error *err)
{
  simulation *s = data;
  const rx_clamp clamp = { .cell = 0, .compartment = s->soma, .waveform = s->current };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  const rx_probe probe = { .cell = 0, .compartment = s->soma, .kind = RX_PROBE_V };
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = s->t_stop_ms;
  options.dt_ms = DT_MS;
  options.rtol = RTOL;
  if (s->interval_ms > 0) {
    s->recording.n_probes = 1;
    s->recording.probes = &probe;
    s->recording.interval_ms = s->interval_ms;
  }
  const rx_status status =
      (s->is_cvode ? rx_simulate_cvode : rx_simulate_ensemble)(s->network, &drive, &options, &s->recording, err);
  s->recording.probes = NULL;
  return status;
}

static bool is_same_amplitude(double a, double b)
{
  return fabs(a - b) <= 1e-9 * fmax(fabs(a), 1e-3);
}

static cell_run *find_run(const single_cells *s, const char *cell, const char *grid, const char *changes,
                          double amplitude_nA)
{
  for (size_t i = 0; i < s->runs.n; i++) {
    cell_run *r = s->runs.items[i];
    if (strcmp(r->cell, cell) == 0 && strcmp(r->grid, grid) == 0 && strcmp(r->changes, changes) == 0 &&
        is_same_amplitude(r->amplitude_nA, amplitude_nA))
      return r;
  }
  return NULL;
}

/* The run of a row, made where there is none yet. changes_column < 0: none. NULL, with a problem. */
static cell_run *get_run(rx_verify *verify, single_cells *s, const char *cell, const char *grid, double amplitude_nA,
                         rx_place place, int changes_column)
{
  const char *changes = changes_column >= 0 ? rx_table_text(place.table, place.row, changes_column) : "";
  cell_run *r = find_run(s, cell, grid, changes, amplitude_nA);
  if (r != NULL) return r;
  rx_cell_config *config = rx_lone_cell_read(verify, cell, grid, place);
  if (config == NULL) return NULL;
  rx_error err = { 0 };
  bool is_good =
      changes_column < 0 || rx_lone_cell_change(verify, config, (rx_place){ place.table, place.row, changes_column });
  rx_network *network = is_good ? rx_lone_cell_network(verify, config, 0, NULL, place) : NULL;
  r = rx_verify_alloc(verify, 1, sizeof *r);
  if (network != NULL && r != NULL && RX_APPEND(&s->runs, r)) {
    r->network = network;
    r->cell = rx_verify_text(verify, "%s", cell);
    r->grid = rx_verify_text(verify, "%s", grid);
    r->changes = changes;
    r->amplitude_nA = amplitude_nA;
    r->item =
        rx_verify_text(verify, "%s %s %g nA%s%s", cell, grid, amplitude_nA, changes[0] != '\0' ? ", " : "", changes);
    is_good = rx_waveform_step(&r->current, ON_MS, OFF_MS, amplitude_nA, &err) == RX_OK;
    r->cvode = (simulation){ .network = network,
                             .current = &r->current,
                             .soma = network->types[0]->detector,
                             .is_cvode = true,
                             .t_stop_ms = RUN_MS,
                             .interval_ms = 1 };
    r->ensemble = r->cvode;
    r->ensemble.is_cvode = false;
    r->ensemble.interval_ms = 0;
  } else {
    rx_network_free(network);
    is_good = false;
  }
  rx_cell_config_free(config);
  return is_good ? r : NULL;
}

/* ---- tables ---- */

enum { CELL, GRID, AMPLITUDE, N_SPIKES, FIRST, INTERVAL, REST, N_COLUMNS };
static const char *const NAMES[N_COLUMNS] = { "cell",   "grid", "amp_nA", "n_spikes", "first_ms", "mean_isi_step_ms",
                                              "v199_mV" };

/* Cells of many compartments are left out when it should be quick; no code is for them alone. */
static bool is_left_out(const rx_verify *verify, single_cells *s, const rx_table *table, size_t row, int grid_at)
{
  const bool is_left = verify->is_quick && strcmp(rx_table_text(table, row, grid_at), FULL_GRID) == 0;
  s->has_left_out = s->has_left_out || is_left;
  return is_left;
}

static void read_step_table(rx_verify *verify, single_cells *s, const char *name, bool has_changes)
{
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  int at[N_COLUMNS];
  if (!rx_table_is_there(verify, name) || table == NULL || !rx_table_read(verify, name, table)) return;
  bool is_good = rx_table_columns(table, FIRST, NAMES, at);
  const int changes = has_changes ? rx_table_column(table, "changes", true) : -1;
  for (int c = FIRST; c < N_COLUMNS; c++) at[c] = rx_table_column(table, NAMES[c], false);
  if (!is_good || (has_changes && changes < 0)) return;
  for (size_t i = 0; i < rx_table_rows(table); i++) {
    cell_case *c = rx_verify_alloc(verify, 1, sizeof *c);
    double amplitude = 0;
    if (c == NULL) return;
    for (int k = 0; k < FIRST_SPIKES; k++) c->first_spikes_ms[k] = NAN;
    is_good = rx_table_number(table, i, at[AMPLITUDE], -100, 100, &amplitude);
    is_good = rx_table_int(table, i, at[N_SPIKES], 0, 1000000, &c->n_spikes) && is_good;
    is_good = rx_table_number_or(table, i, at[FIRST], 0, 1e9, NAN, &c->first_ms) && is_good;
    is_good = rx_table_number_or(table, i, at[INTERVAL], 1e-3, 1e9, NAN, &c->interval_ms) && is_good;
    is_good = rx_table_number_or(table, i, at[REST], -1000, 1000, NAN, &c->rest_mV) && is_good;
    if (!is_good || is_left_out(verify, s, table, i, at[GRID])) continue;
    c->run = get_run(verify, s, rx_table_text(table, i, at[CELL]), rx_table_text(table, i, at[GRID]), amplitude,
                     (rx_place){ table, i, at[CELL] }, changes);
    if (c->run == NULL) continue;
    c->run->has_ensemble = true;
    if (!RX_APPEND(&s->cases, c)) rx_table_problem(table, i, at[CELL], "out of memory");
  }
}

static cell_case *find_case(const single_cells *s, const cell_run *run)
{
  for (size_t i = 0; i < s->cases.n; i++)
    if (s->cases.items[i]->run == run) return s->cases.items[i];
  return NULL;
}

/* The case that a spike belongs to; one of its own where the other tables have none. */
static cell_case *get_spikes_case(rx_verify *verify, single_cells *s, const rx_table *table, size_t row, const int at[],
                                  double amplitude_nA)
{
  cell_run *run = get_run(verify, s, rx_table_text(table, row, at[CELL]), rx_table_text(table, row, at[GRID]),
                          amplitude_nA, (rx_place){ table, row, at[CELL] }, -1);
  cell_case *c = run != NULL ? find_case(s, run) : NULL;
  if (c != NULL || run == NULL) return c;
  c = rx_verify_alloc(verify, 1, sizeof *c);
  if (c == NULL || !RX_APPEND(&s->cases, c)) return NULL;
  *c = (cell_case){ .run = run, .n_spikes = -1, .first_ms = NAN, .interval_ms = NAN, .rest_mV = NAN };
  for (int k = 0; k < FIRST_SPIKES; k++) c->first_spikes_ms[k] = NAN;
  return c;
}

static void read_spikes(rx_verify *verify, single_cells *s)
{
  enum { INDEX = 3, T = 4, N = 5 };
  static const char *const COLUMNS[N] = { "cell", "grid", "amp_nA", "index", "t_ms" };
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  int at[N];
  if (!rx_table_is_there(verify, SPIKES) || table == NULL || !rx_table_read(verify, SPIKES, table) ||
      !rx_table_columns(table, N, COLUMNS, at))
    return;
  for (size_t i = 0; i < rx_table_rows(table); i++) {
    double amplitude = 0, t = 0;
    int index = 0;
    if (!rx_table_number(table, i, at[AMPLITUDE], -100, 100, &amplitude) ||
        !rx_table_int(table, i, at[INDEX], 0, 1000000, &index) || !rx_table_number(table, i, at[T], 0, 1e9, &t))
      continue;
    if (is_left_out(verify, s, table, i, at[GRID])) continue;
    cell_case *c = get_spikes_case(verify, s, table, i, at, amplitude);
    if (c == NULL || index >= FIRST_SPIKES) continue;
    c->first_spikes_ms[index] = t;
    if ((size_t)index >= c->n_first) c->n_first = (size_t)index + 1;
  }
}

/* Name "trace_CELL_GRID_NNNpA.csv": CELL may have underscores. */
static bool parse_trace_name(rx_verify *verify, const char *name, const char **cell, const char **grid,
                             double *amplitude_nA)
{
  const size_t n_begin = strlen(TRACE_BEGIN), length = strlen(name) - strlen(TRACE_END) - n_begin;
  const char *middle = rx_verify_text(verify, "%.*s", (int)length, name + n_begin);
  const char *last = strrchr(middle, '_');
  if (last == NULL) return false;
  const char *rest = rx_verify_text(verify, "%.*s", (int)(last - middle), middle), *before = strrchr(rest, '_');
  char *end = NULL;
  *amplitude_nA = 1e-3 * strtod(last + 1, &end);
  if (before == NULL || end == last + 1 || *end != '\0' || !isfinite(*amplitude_nA)) return false;
  *cell = rx_verify_text(verify, "%.*s", (int)(before - rest), rest);
  *grid = before + 1;
  return true;
}

static void read_trace(rx_verify *verify, single_cells *s, const char *name)
{
  cell_trace trace = { 0 };
  const char *cell, *grid;
  double amplitude = 0;
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  if (table == NULL || !rx_table_read(verify, name, table)) return;
  if (!parse_trace_name(verify, name, &cell, &grid, &amplitude)) {
    rx_problems_add(verify->problems, table->csv.file, 0, 0, "the name is not of the form trace_CELL_GRID_NNNpA.csv");
    return;
  }
  const int t = rx_table_column(table, "t_ms", true), v = rx_table_column(table, "v_soma_mV", true);
  if (t < 0 || v < 0) return;
  trace.n = rx_table_rows(table);
  trace.v_mV = rx_table_numbers(verify, table, v, -1000, 1000);
  trace.spacing_ms = rx_table_spacing(table, t);
  if (trace.v_mV == NULL || isnan(trace.spacing_ms)) return;
  trace.run = get_run(verify, s, cell, grid, amplitude, (rx_place){ table, 0, t }, -1);
  if (trace.run == NULL) return;
  simulation *cvode = &trace.run->cvode;
  cvode->interval_ms = trace.spacing_ms;
  cvode->t_stop_ms = fmax(cvode->t_stop_ms, trace.spacing_ms * ((double)trace.n - 0.5));
  if (!RX_APPEND(&s->traces, trace)) rx_table_problem(table, 0, t, "out of memory");
}

static void release(void *state)
{
  single_cells *s = state;
  for (size_t i = 0; i < s->runs.n; i++) {
    rx_network_free(s->runs.items[i]->network);
    rx_waveform_free(&s->runs.items[i]->current);
    rx_recording_free(&s->runs.items[i]->cvode.recording);
    rx_recording_free(&s->runs.items[i]->ensemble.recording);
  }
  free(s->runs.items);
  free(s->cases.items);
  free(s->traces.items);
}

static bool is_trace_only(const single_cells *s, const cell_run *run)
{
  return find_case(s, run) == NULL;
}

static void add_jobs(rx_verify *verify, single_cells *s)
{
  for (size_t i = 0; i < s->runs.n; i++) {
    cell_run *r = s->runs.items[i];
    const double size = r->network->types[0]->n_compartments, activity = 1 + 100 * fabs(r->amplitude_nA);
    r->cvode.job = rx_verify_add_job(verify, is_trace_only(s, r) ? KIND_TRACES : KIND_CVODE, 10 * size * activity,
                                     simulate, &r->cvode);
    if (r->has_ensemble) r->ensemble.job = rx_verify_add_job(verify, KIND_ENSEMBLE, size, simulate, &r->ensemble);
  }
}

static void *read_cases(rx_verify *verify)
{
  single_cells *s = rx_verify_alloc(verify, 1, sizeof *s);
  const char *const *traces;
  if (s == NULL) return NULL;
  read_step_table(verify, s, FI, false);
  read_step_table(verify, s, PARAMS, true);
  read_spikes(verify, s);
  const size_t n = rx_folder_names(verify, TRACE_BEGIN, TRACE_END, &traces);
  for (size_t i = 0; i < n; i++) read_trace(verify, s, traces[i]);
  if (s->has_left_out)
    rx_verdict_note(verify->verdict, "--quick: single cells of the grid \"%s\" were left out", FULL_GRID);
  add_jobs(verify, s);
  if (s->runs.n > 0) return s;
  release(s);
  return NULL;
}

/* ---- judging ---- */

/* Mean interval of the spikes up to the end of the step; NaN below two. */
static double mean_interval_ms(const rx_recording *recording)
{
  size_t n = 0;
  while (n < recording->spikes.n && recording->spikes.items[n].t_ms <= OFF_MS) n++;
  if (n < 2) return NAN;
  return (recording->spikes.items[n - 1].t_ms - recording->spikes.items[0].t_ms) / (double)(n - 1);
}

static size_t count_spikes(const rx_recording *recording)
{
  size_t n = 0;
  while (n < recording->spikes.n && recording->spikes.items[n].t_ms < RUN_MS) n++;
  return n;
}

/* Recorded voltage at t, linear between frames. */
static double v_at(const simulation *s, double t_ms)
{
  const double at = t_ms / s->interval_ms;
  const size_t k = (size_t)(at + 1e-9);
  const double share = at - (double)k;
  if (k + 1 >= s->recording.n_frames) return NAN;
  const double before = (double)s->recording.frames[k];
  return fabs(share) < 1e-6 ? before : before + share * ((double)s->recording.frames[k + 1] - before);
}

static void judge_first_spikes(rx_verify *verify, const cell_case *c)
{
  const rx_recording *recording = &c->run->cvode.recording;
  size_t worst = 0;
  double largest = -1, value = NAN;
  for (size_t i = 0; i < c->n_first; i++) {
    if (isnan(c->first_spikes_ms[i])) continue; /* no row */
    const double t = i < recording->spikes.n ? recording->spikes.items[i].t_ms : NAN;
    const double deviation = fabs(t - c->first_spikes_ms[i]);
    if (deviation <= largest) continue;
    worst = i;
    largest = deviation;
    value = t;
    if (isnan(deviation)) break;
  }
  const char *figure = rx_verify_text(verify, "first %zu spikes: number %zu", c->n_first, worst + 1);
  rx_verdict_add(verify->verdict, &(rx_figure){ KIND_CVODE, c->run->item, figure, "ms", c->first_spikes_ms[worst],
                                                value, largest, FIRST_TEN_MS });
}

static void judge_cvode(rx_verify *verify, const cell_case *c)
{
  const cell_run *r = c->run;
  const rx_recording *recording = &r->cvode.recording;
  rx_verdict *v = verify->verdict;
  if (!rx_verify_job_is_good(verify, r->cvode.job, KIND_CVODE, r->item)) return;
  if (c->n_spikes >= 0)
    rx_verdict_compare(v, KIND_CVODE, r->item, "spikes", "spikes", c->n_spikes, (double)count_spikes(recording), 0);
  if (!isnan(c->first_ms))
    rx_verdict_compare(v, KIND_CVODE, r->item, "first spike, ms", "ms", c->first_ms,
                       recording->spikes.n > 0 ? recording->spikes.items[0].t_ms : NAN, FIRST_MS);
  if (c->n_first > 0) judge_first_spikes(verify, c);
  if (!isnan(c->interval_ms))
    rx_verdict_compare_percent(v, KIND_CVODE, r->item, "mean interval to 700 ms", c->interval_ms,
                               mean_interval_ms(recording), INTERVAL_PERCENT);
  if (!isnan(c->rest_mV))
    rx_verdict_compare(v, KIND_CVODE, r->item, "V at 199 ms", "mV", c->rest_mV, v_at(&r->cvode, REST_AT_MS), REST_MV);
}

static void judge_ensemble(rx_verify *verify, const cell_case *c)
{
  const cell_run *r = c->run;
  const rx_recording *recording = &r->ensemble.recording;
  if (!r->has_ensemble || !rx_verify_job_is_good(verify, r->ensemble.job, KIND_ENSEMBLE, r->item)) return;
  rx_verdict_compare(verify->verdict, KIND_ENSEMBLE, r->item, "spikes", "spikes", c->n_spikes,
                     (double)count_spikes(recording), ENSEMBLE_COUNT);
  if (!isnan(c->interval_ms))
    rx_verdict_compare_percent(verify->verdict, KIND_ENSEMBLE, r->item, "mean interval to 700 ms", c->interval_ms,
                               mean_interval_ms(recording), ENSEMBLE_PERCENT);
}

/* True where the reference is steep on either side of a sample. */
static bool is_steep(const cell_trace *t, size_t i)
{
  const double limit = STEEP_MV_PER_MS * t->spacing_ms;
  return (i > 0 && !(fabs(t->v_mV[i] - t->v_mV[i - 1]) < limit)) ||
         (i + 1 < t->n && !(fabs(t->v_mV[i + 1] - t->v_mV[i]) < limit));
}

static void judge_trace(rx_verify *verify, const cell_trace *t)
{
  const simulation *s = &t->run->cvode;
  if (!rx_verify_job_is_good(verify, s->job, KIND_TRACES, t->run->item)) return;
  size_t worst = 0, n = 0;
  double largest = -1;
  for (size_t i = 0; i < t->n; i++) {
    if (is_steep(t, i)) continue;
    n++;
    const double deviation = i < s->recording.n_frames ? fabs((double)s->recording.frames[i] - t->v_mV[i]) : NAN;
    if (deviation <= largest) continue;
    worst = i;
    largest = deviation;
    if (isnan(deviation)) break;
  }
  const char *figure = rx_verify_text(verify, "V, worst of %zu samples, at %g ms", n, (double)worst * t->spacing_ms);
  const double value = worst < s->recording.n_frames ? (double)s->recording.frames[worst] : NAN;
  rx_verdict_add(verify->verdict,
                 &(rx_figure){ KIND_TRACES, t->run->item, figure, "mV", t->v_mV[worst], value, largest, TRACE_MV });
}

static void judge(rx_verify *verify, void *state)
{
  const single_cells *s = state;
  for (size_t i = 0; i < s->cases.n; i++) judge_cvode(verify, s->cases.items[i]);
  for (size_t i = 0; i < s->cases.n; i++) judge_ensemble(verify, s->cases.items[i]);
  for (size_t i = 0; i < s->traces.n; i++) judge_trace(verify, &s->traces.items[i]);
}

const rx_protocol RX_VERIFY_SINGLE_CELLS = { "single cells (" FI ", " SPIKES ", " PARAMS ", " TRACE_BEGIN "*" TRACE_END
                                             ")",
                                             read_cases, judge, release };
