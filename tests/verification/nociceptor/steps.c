/* Current steps: n9_steps.csv, xp_steps.csv, nx_steps.csv with their *_spiketimes.csv, and traces n9_trace_NNNpA.csv.
 *
 * 50 ms, the step of amp for dur_ms, 50 ms; of traces 10 ms, 100 ms, and to the end. n9 settles for 20 s; xp and nx start from the rest of the unchanged cell and run 30 s without
 * input: where they fire in that time, the step run starts from that rest instead, else it goes on from there. */
#include "nociceptor.h"
#include "spikes.h"
#include "subject.h"
#include "traces.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/firing.h"
#include "study/assays/current_clamp.h"

#define KIND          "current steps, CVODE"
#define KIND_ENSEMBLE "current steps, ensemble integrator"
#define KIND_TRACES   "traces of current steps (CVODE)"
#define TRACE_BEGIN   "n9_trace_"
#define TRACE_END     "pA.csv"

#define BEFORE_MS    50.0
#define AFTER_MS     50.0
#define TRACE_ON_MS  10.0
#define TRACE_DUR_MS 100.0
#define NA_PER_PA    1e-3
#define RTOL         1e-9
#define DT_MS        0.025

/* Counts may differ by one where the amplitude is so near to threshold, or the first interval so long (page 3.5). */
#define NEAR_THRESHOLD 0.03
#define SLOW_HZ        4.0

/* Samples of a trace may lie as far from the reference as it is itself within the tolerance of spike times; and this. */
#define TRACE_MV 0.05

/* What the page says of a model. */
typedef struct model_law {
  const char *table, *spikes;
  double settle_ms;
  bool starts_from_default; /* from the rest of the unchanged cell; else from the config's v_init */
  double rest_mV, spike_ms, spike_share, ensemble_ms; /* tolerances; ensemble_ms NaN: not asked for */
  bool may_be_near;                                   /* of a threshold */
} model_law;

enum { N9, XP, NX, N_MODELS };
static const model_law LAWS[N_MODELS] = {
  [N9] = { "n9_steps.csv", "n9_spiketimes.csv", 20e3, false, 1e-4, 0.05, 0, 0.2, false },
  [XP] = { "xp_steps.csv", "xp_spiketimes.csv", 30e3, true, 0.01, 0.1, 1e-4, NAN, true },
  [NX] = { "nx_steps.csv", "nx_spiketimes.csv", 30e3, true, 0.01, 0.1, 1e-4, NAN, true },
};

typedef struct step_case {
  const model_law *law;
  const char *name, *item;
  double amp_nA, dur_ms;
  double rest_mV, first_Hz, last_Hz; /* NaN: not given */
  int n_spikes, n_spontaneous;       /* -1: not given */
  bool is_unstable;                  /* starts at the steady state of rest_mV, without settling */
  const rx_reference_spikes *spikes; /* NULL: no file of them */
  double default_mV;
  rx_network *network;
  /* found */
  double start_mV;
  size_t spontaneous;
  bool is_near;
  rx_spike_times cvode, ensemble;
  size_t job;
} step_case;

typedef struct step_trace {
  const char *item;
  double amp_nA;
  rx_reference_trace reference;
  rx_network *network;
  rx_recording recording;
  size_t job;
} step_trace;

typedef struct steps {
  rx_spike_file spikes[N_MODELS];
  rx_known_rest *rests;
  RX_ARRAY(step_case *) cases;
  RX_ARRAY(step_trace *) traces;
} steps;

/* ---- runs ---- */

static rx_preparation prepare(const step_case *c)
{
  rx_preparation p = rx_preparation_default(c->network);
  p.options.rtol = RTOL;
  p.options.dt_ms = DT_MS;
  p.settle_ms = c->is_unstable || c->spontaneous > 0 ? 0 : c->law->settle_ms;
  return p;
}

/* True where steps a little smaller and a little larger differ in whether there is a spike. */
static rx_status look_near(const step_case *c, const rx_current_step *step, bool *is_near, rx_error *err)
{
  rx_spike_times spikes = { 0 };
  bool fires[2] = { false, false };
  rx_status status = RX_OK;
  for (int k = 0; k < 2 && status == RX_OK; k++) {
    const rx_preparation p = prepare(c);
    status = rx_assay_step(&p, step, c->amp_nA * (1 + (k == 0 ? -NEAR_THRESHOLD : NEAR_THRESHOLD)), &spikes, err);
    fires[k] = spikes.n > 0 && spikes.items[spikes.n - 1] > 0;
  }
  free(spikes.items);
  *is_near = fires[0] != fires[1];
  return status;
}

static rx_status simulate(void *data, rx_error *err)
{
  step_case *c = data;
  const rx_current_step step = { BEFORE_MS, c->dur_ms, AFTER_MS };
  rx_preparation p = prepare(c);
  c->start_mV = c->network->numbers[0]->v_init;
  if (!c->is_unstable) {
    rx_rest rest;
    RX_TRY(rx_assay_rest(&p, &rest, err));
    c->spontaneous = rest.n_spikes;
    if (rest.n_spikes == 0) c->start_mV = rest.V_mV;
    p = prepare(c);
  }
  RX_TRY(rx_assay_step(&p, &step, c->amp_nA, &c->cvode, err));
  if (c->law->may_be_near && c->n_spikes >= 0 && (size_t)c->n_spikes != c->cvode.n && c->amp_nA != 0)
    RX_TRY(look_near(c, &step, &c->is_near, err));
  if (isnan(c->law->ensemble_ms)) return RX_OK;
  /* from the rest that CVODE found: settling step by step would give the same */
  p.simulate = rx_simulate_ensemble;
  p.settle_ms = 0;
  c->network->numbers[0]->v_init = c->start_mV;
  return rx_assay_step(&p, &step, c->amp_nA, &c->ensemble, err);
}

static rx_status simulate_trace(void *data, rx_error *err)
{
  step_trace *t = data;
  rx_preparation p = rx_preparation_default(t->network);
  rx_rest rest;
  rx_waveform current = { 0 };
  const rx_probe probe = { .cell = 0, .compartment = p.compartment, .kind = RX_PROBE_V };
  p.options.rtol = RTOL;
  p.settle_ms = LAWS[N9].settle_ms;
  RX_TRY(rx_assay_rest(&p, &rest, err));
  p.settle_ms = 0;
  t->network->numbers[0]->v_init = rest.V_mV;
  t->recording.n_probes = 1;
  t->recording.probes = &probe;
  t->recording.interval_ms = t->reference.spacing_ms;
  const rx_clamp clamp = { .cell = 0, .compartment = p.compartment, .waveform = &current };
  rx_status status = rx_waveform_step(&current, TRACE_ON_MS, TRACE_ON_MS + TRACE_DUR_MS, t->amp_nA, err);
  if (status == RX_OK)
    status =
        rx_preparation_run(&p, 1, &clamp, t->reference.spacing_ms * ((double)t->reference.n - 0.5), &t->recording, err);
  t->recording.probes = NULL;
  rx_waveform_free(&current);
  return status;
}

/* ---- tables ---- */

/* Columns of all three tables; those of the table at hand are required, the others are not there. */
enum {
  CASE,
  MODEL,
  CHANGES,
  STIMULUS,
  G17,
  G18,
  AMP,
  AMP_PA,
  DUR,
  REST,
  SPONTANEOUS,
  N_SPIKES,
  FIRST,
  LAST,
  UNSTABLE,
  N_COLUMNS
};
static const char *const NAMES[N_COLUMNS] = {
  "case",
  "model",
  "changes",
  "stimulus",
  "gNav17_mS_cm2",
  "gNav18_mS_cm2",
  "amp",
  "amp_pA",
  "dur_ms",
  "V_rest_mV",
  "spontaneous_spikes_30s",
  "n_spikes",
  "rate_first_isi_Hz",
  "rate_last_isi_Hz",
  "rest_unstable",
};
static const bool REQUIRED[N_MODELS][N_COLUMNS] = {
  [N9] = { [CASE] = true, [G17] = true, [G18] = true, [AMP_PA] = true, [DUR] = true },
  [XP] = { [CASE] = true, [MODEL] = true, [CHANGES] = true, [AMP_PA] = true, [DUR] = true },
  [NX] = { [CASE] = true, [CHANGES] = true, [STIMULUS] = true, [AMP] = true, [DUR] = true },
};

static bool read_n9(step_case *c, const rx_table *table, size_t row, const int at[], rx_subject *subject)
{
  double g17 = 0, g18 = 0, unstable = 0;
  const rx_place place = { table, row, at[CASE] };
  bool is_good = rx_table_number(table, row, at[G17], 0, 1e4, &g17);
  is_good = rx_table_number(table, row, at[G18], 0, 1e4, &g18) && is_good;
  is_good = rx_table_number_or(table, row, at[UNSTABLE], 0, 1, 0, &unstable) && is_good;
  c->is_unstable = unstable != 0;
  if (c->is_unstable && isnan(c->rest_mV)) {
    rx_table_problem(table, row, at[UNSTABLE], "needs V_rest_mV, where the run starts");
    return false;
  }
  subject->cell = "n9";
  subject->has_v_init = c->is_unstable;
  subject->v_init = c->rest_mV;
  return is_good && rx_subject_set(subject, "soma/channels/nav17_choi/gbar", 1e-3 * g17, place) &&
         rx_subject_set(subject, "soma/channels/nav18_choi/gbar", 1e-3 * g18, place);
}

static bool read_subject(rx_verify *verify, steps *s, step_case *c, int model, const rx_table *table, size_t row,
                         const int at[], rx_subject *subject)
{
  if (model == N9) return read_n9(c, table, row, at, subject);
  subject->cell = "nx";
  if (model == XP && !rx_subject_take_model(subject, (rx_place){ table, row, at[MODEL] })) return false;
  if (model == NX && strcmp(rx_table_text(table, row, at[STIMULUS]), "I_pA") != 0) {
    rx_table_problem(table, row, at[STIMULUS], "unknown stimulus \"%.40s\": expected I_pA",
                     rx_table_text(table, row, at[STIMULUS]));
    return false;
  }
  if (!rx_subject_change(verify, subject, model == XP, NULL, (rx_place){ table, row, at[CHANGES] })) return false;
  subject->has_v_init = true;
  subject->v_init = rx_default_rest_mV(verify, &s->rests, subject->cell, (rx_place){ table, row, at[CASE] });
  return !isnan(subject->v_init);
}

static void read_row(rx_verify *verify, steps *s, int model, const rx_table *table, size_t row, const int at[])
{
  step_case *c = rx_verify_alloc(verify, 1, sizeof *c);
  rx_subject subject = { 0 };
  double amp = 0, n_spikes = 0, n_spontaneous = 0;
  if (c == NULL) return;
  c->law = &LAWS[model];
  c->name = rx_table_text(table, row, at[CASE]);
  bool is_good = rx_table_number(table, row, at[model == NX ? AMP : AMP_PA], -1e6, 1e6, &amp);
  is_good = rx_table_number(table, row, at[DUR], 1e-3, 1e6, &c->dur_ms) && is_good;
  is_good = rx_table_number_or(table, row, at[REST], -200, 100, NAN, &c->rest_mV) && is_good;
  is_good = rx_table_number_or(table, row, at[N_SPIKES], 0, 1e6, -1, &n_spikes) && is_good;
  is_good = rx_table_number_or(table, row, at[SPONTANEOUS], 0, 1e6, -1, &n_spontaneous) && is_good;
  is_good = rx_table_number_or(table, row, at[FIRST], 0, 1e4, NAN, &c->first_Hz) && is_good;
  is_good = rx_table_number_or(table, row, at[LAST], 0, 1e4, NAN, &c->last_Hz) && is_good;
  if (!is_good || !read_subject(verify, s, c, model, table, row, at, &subject)) return;
  c->amp_nA = NA_PER_PA * amp;
  c->n_spikes = (int)lround(n_spikes);
  c->n_spontaneous = (int)lround(n_spontaneous);
  c->spikes = s->spikes[model].is_there ? rx_spike_file_case(&s->spikes[model], c->name) : NULL;
  const char *changes = model == N9
                            ? rx_verify_text(verify, "g17 %s, g18 %s mS/cm2", rx_table_text(table, row, at[G17]),
                                             rx_table_text(table, row, at[G18]))
                            : rx_table_text(table, row, at[CHANGES]);
  c->item =
      rx_verify_text(verify, "%s %s: %g pA%s%s", subject.cell, c->name, amp, changes[0] != '\0' ? ", " : "", changes);
  c->network = rx_subject_network(verify, &subject, (rx_place){ table, row, at[CASE] });
  if (c->network == NULL || !RX_APPEND(&s->cases, c)) {
    rx_network_free(c->network);
    return;
  }
  c->job = rx_verify_add_job(verify, KIND, 30, simulate, c);
}

static void read_table(rx_verify *verify, steps *s, int model)
{
  static const char *const KEYS[] = { "case" };
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  int at[N_COLUMNS];
  const size_t before = rx_problems_count(verify->problems);
  bool is_good = rx_spike_file_read(verify, LAWS[model].spikes, 1, KEYS, &s->spikes[model]);
  if (!rx_table_is_there(verify, LAWS[model].table)) {
    if (s->spikes[model].is_there)
      rx_problems_add(verify->problems, s->spikes[model].table.csv.file, 0, 0,
                      "its cases are those of %s, which is missing", LAWS[model].table);
    return;
  }
  if (table == NULL || !rx_table_read(verify, LAWS[model].table, table)) return;
  for (int c = 0; c < N_COLUMNS; c++) {
    at[c] = rx_table_column(table, NAMES[c], REQUIRED[model][c]);
    is_good = is_good && (at[c] >= 0 || !REQUIRED[model][c]);
  }
  for (size_t row = 0; is_good && row < rx_table_rows(table); row++) read_row(verify, s, model, table, row, at);
  if (rx_problems_count(verify->problems) == before) /* else rows are missing */
    rx_spike_file_check_used(&s->spikes[model], LAWS[model].table);
}

static void read_trace(rx_verify *verify, steps *s, const char *name)
{
  step_trace *t = rx_verify_alloc(verify, 1, sizeof *t);
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  double amp = 0;
  if (t == NULL || table == NULL || !rx_table_read(verify, name, table)) return;
  if (!rx_name_number(name, TRACE_BEGIN, TRACE_END, &amp)) {
    rx_problems_add(verify->problems, table->csv.file, 0, 0,
                    "the name is not of the form " TRACE_BEGIN "NNN" TRACE_END);
    return;
  }
  if (!rx_reference_trace_read(verify, table, "V_mV", &t->reference)) return;
  t->amp_nA = NA_PER_PA * amp;
  t->item = rx_verify_text(verify, "n9: %g pA", amp);
  const rx_subject subject = { .cell = "n9" };
  t->network = rx_subject_network(verify, &subject, (rx_place){ table, 0, 0 });
  if (t->network == NULL || !RX_APPEND(&s->traces, t)) {
    rx_network_free(t->network);
    return;
  }
  t->job = rx_verify_add_job(verify, KIND_TRACES, 20, simulate_trace, t);
}

static void release(void *state)
{
  steps *s = state;
  for (size_t i = 0; i < s->cases.n; i++) {
    rx_network_free(s->cases.items[i]->network);
    free(s->cases.items[i]->cvode.items);
    free(s->cases.items[i]->ensemble.items);
  }
  for (size_t i = 0; i < s->traces.n; i++) {
    rx_network_free(s->traces.items[i]->network);
    rx_recording_free(&s->traces.items[i]->recording);
  }
  for (int m = 0; m < N_MODELS; m++) rx_spike_file_free(&s->spikes[m]);
  free(s->cases.items);
  free(s->traces.items);
}

static void *read_cases(rx_verify *verify)
{
  steps *s = rx_verify_alloc(verify, 1, sizeof *s);
  const char *const *names;
  if (s == NULL) return NULL;
  for (int m = 0; m < N_MODELS; m++) read_table(verify, s, m);
  const size_t n = rx_folder_names(verify, TRACE_BEGIN, TRACE_END, &names);
  for (size_t i = 0; i < n; i++) read_trace(verify, s, names[i]);
  if (s->cases.n + s->traces.n > 0) return s;
  release(s);
  return NULL;
}

/* ---- verdict ---- */

/* The rate of the first interval, by the reference where it has one. */
static double first_rate(const step_case *c, const rx_firing *firing)
{
  if (!isnan(c->first_Hz)) return c->first_Hz;
  if (c->spikes != NULL && c->spikes->times_ms.n > 1)
    return 1e3 / (c->spikes->times_ms.items[1] - c->spikes->times_ms.items[0]);
  return firing->first_interval_Hz;
}

/* A rate holds as the two spike times that make it do. */
static void judge_rate(rx_verify *verify, const step_case *c, const char *figure, double reference, double value,
                       double at_ms)
{
  if (isnan(reference)) return;
  const double tolerance = 2 * (c->law->spike_ms + c->law->spike_share * at_ms) * reference * reference * 1e-3;
  rx_verdict_compare(verify->verdict, KIND, c->item, figure, "Hz", reference, value, tolerance);
}

static void judge_case(rx_verify *verify, const step_case *c)
{
  static const rx_reference_spikes NONE = { 0 };
  rx_verdict *v = verify->verdict;
  const model_law *law = c->law;
  if (!rx_verify_job_is_good(verify, c->job, KIND, c->item)) return;
  const double end_ms = BEFORE_MS + c->dur_ms + AFTER_MS;
  const rx_firing firing = rx_firing_of(c->cvode.n, c->cvode.items, 0, end_ms);
  const size_t n_early = c->cvode.n - firing.n_spikes; /* while it settled */
  const bool is_near = c->is_near || (law->may_be_near && first_rate(c, &firing) < SLOW_HZ);
  if (!isnan(c->rest_mV) && !c->is_unstable)
    rx_verdict_compare(v, KIND, c->item, "rest, mV", "mV", c->rest_mV, c->start_mV, law->rest_mV);
  if (c->n_spontaneous >= 0)
    rx_verdict_compare(v, KIND, c->item, "spikes in 30 s without input", "spikes", c->n_spontaneous,
                       (double)c->spontaneous, 1);
  if (c->n_spikes >= 0)
    rx_verdict_compare(v, KIND, c->item, "spikes", "spikes", c->n_spikes, (double)firing.n_spikes, is_near ? 1 : 0);
  if (is_near)
    rx_verdict_note(v, "%s: near threshold, judged by the count alone", c->item);
  else {
    judge_rate(verify, c, "rate of the first interval", c->first_Hz, firing.first_interval_Hz, BEFORE_MS);
    judge_rate(verify, c, "rate of the last interval", c->last_Hz, firing.last_interval_Hz, end_ms);
    rx_judge_spikes(verify, KIND, c->item, c->spikes != NULL ? c->spikes : &NONE, firing.n_spikes,
                    c->cvode.items + n_early, 0, law->spike_ms, law->spike_share);
  }
  if (isnan(law->ensemble_ms)) return;
  if (c->n_spikes >= 0)
    rx_verdict_compare(v, KIND_ENSEMBLE, c->item, "spikes", "spikes", c->n_spikes, (double)c->ensemble.n, 0);
  rx_judge_spikes(verify, KIND_ENSEMBLE, c->item, c->spikes != NULL ? c->spikes : &NONE, c->ensemble.n,
                  c->ensemble.items, 0, law->ensemble_ms, 0);
}

static void judge_trace(rx_verify *verify, const step_trace *t)
{
  const rx_trace_tolerance tolerance = { .lag_ms = LAWS[N9].spike_ms, .V_mV = TRACE_MV };
  if (rx_verify_job_is_good(verify, t->job, KIND_TRACES, t->item))
    rx_judge_trace(verify, KIND_TRACES, t->item, &t->reference, &t->recording, &tolerance);
}

static void judge(rx_verify *verify, void *state)
{
  const steps *s = state;
  for (size_t i = 0; i < s->cases.n; i++) judge_case(verify, s->cases.items[i]);
  for (size_t i = 0; i < s->traces.n; i++) judge_trace(verify, s->traces.items[i]);
}

const rx_protocol RX_VERIFY_NOCICEPTOR_STEPS = { "current steps (*_steps.csv, *_spiketimes.csv, " TRACE_BEGIN
                                                 "*" TRACE_END ")",
                                                 read_cases, judge, release };
