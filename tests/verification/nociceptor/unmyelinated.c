/* The unmyelinated axon `cf`: cf_conduction.csv, cf_ads_*.csv, cf_ap_trace_d1.csv, and one compartment of it, cf_patch_spiketimes.csv.
 *
 * Pulses of 2 nA and 0.5 ms enter the first compartment; spikes are seen at 0.25 and 0.75 of the length, 2.5 mm apart, at -20 mV.
 * Single pulses come at 10 ms. Both integrators run them; the long trains are for the ensemble
 * integrator, whose steps are longer while the axon is quiet. */
#include "nociceptor.h"
#include "spikes.h"
#include "subject.h"
#include "traces.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/assays/conduction.h"
#include "study/assays/current_clamp.h"

#define CELL          "cf"
#define SECTION       "axon"
#define KIND          "unmyelinated axon, CVODE"
#define KIND_ENSEMBLE "unmyelinated axon, ensemble integrator"
#define KIND_TRAINS   "unmyelinated axon, trains (ensemble integrator)"
#define KIND_TRACES   "unmyelinated axon, traces (CVODE)"
#define KIND_PATCH    "patch of unmyelinated axon, CVODE"
#define KIND_PATCH_2  "patch of unmyelinated axon, ensemble integrator"
#define TABLE         "cf_conduction.csv"
#define PATCH         "cf_patch_spiketimes.csv"
#define ADS           "cf_ads_"
#define TRACE         "cf_ap_trace_d"
#define END           ".csv"

#define PULSE_NA     2.0
#define PULSE_MS     0.5
#define ONSET_MS     10.0
#define RUN_MS       60.0
#define AFTER_MS     60.0 /* a train's last pulse */
#define THRESHOLD_MV (-20.0)
#define DISTANCE_MM  2.5
#define RTOL         1e-6
#define DT_MS        0.0125
#define COARSE       16 /* steps in one while the axon is quiet */
#define LOOK_MS      0.0125
#define LOOK_LONG_MS 1.0
#define LONG_MS      20e3 /* trains that are longer are left out when it should be quick */

/* tolerances */
#define CV_PERCENT      0.5
#define LATENCY_PERCENT 0.3
#define SLOWING         0.5 /* points */
#define PATCH_SPIKE_MS  0.1
#define PEAK_MV         1.0 /* none is given; a sampled peak of 85 mV */
#define TRACE_MV        1.0

enum { AT_025, AT_075, AT_05, N_SITES };
static const double SITES[N_SITES] = { 0.25, 0.75, 0.5 };

/* Single pulse. */
typedef struct pulse_case {
  const char *item;
  double n_025, n_075, cv, peak_mV; /* references; NaN: not given */
  rx_network *network;
  rx_passage cvode[N_SITES], ensemble[N_SITES];
  size_t job[2];
} pulse_case;

typedef struct train_case {
  const char *item;
  size_t n;
  const double *onsets_ms;
  double *latency_ms, *slowing; /* [n] references; NaN: empty */
  rx_network *network;
  rx_passage passages[N_SITES];
  size_t job;
} train_case;

typedef struct trace_case {
  const char *item;
  rx_reference_trace reference;
  rx_network *network;
  rx_recording recording;
  size_t job;
} trace_case;

typedef struct patch_case {
  const char *item;
  double amp_nA;
  const rx_reference_spikes *spikes;
  rx_network *network;
  rx_spike_times cvode, ensemble;
  size_t job[2];
} patch_case;

typedef struct axons {
  RX_ARRAY(pulse_case *) pulses;
  RX_ARRAY(train_case *) trains;
  RX_ARRAY(trace_case *) traces;
  RX_ARRAY(patch_case *) patches;
  rx_spike_file patch_spikes;
} axons;

/* ---- runs ---- */

static rx_preparation prepare(const rx_network *network, bool is_cvode)
{
  rx_preparation p = rx_preparation_default(network);
  p.compartment = 0;
  p.simulate = is_cvode ? rx_simulate_cvode : rx_simulate_ensemble;
  p.options.rtol = RTOL;
  p.options.dt_ms = DT_MS;
  return p;
}

static rx_status conduct(const rx_preparation *p, size_t n, const double onsets_ms[], double t_stop_ms, double look_ms,
                         rx_passage passages[N_SITES], rx_error *err)
{
  rx_axon_site sites[N_SITES];
  for (int s = 0; s < N_SITES; s++)
    sites[s] = (rx_axon_site){ rx_cell_type_compartment(p->network->types[0], 0, SITES[s]), THRESHOLD_MV };
  const rx_pulses pulses = { n, onsets_ms, PULSE_MS, PULSE_NA };
  return rx_assay_conduction(p, &pulses, t_stop_ms, look_ms, N_SITES, sites, passages, err);
}

static rx_status run_pulse(void *data, rx_error *err)
{
  static const double ONSET[] = { ONSET_MS };
  pulse_case *c = data;
  const rx_preparation p = prepare(c->network, true);
  return conduct(&p, 1, ONSET, RUN_MS, LOOK_MS, c->cvode, err);
}

static rx_status run_pulse_ensemble(void *data, rx_error *err)
{
  static const double ONSET[] = { ONSET_MS };
  pulse_case *c = data;
  const rx_preparation p = prepare(c->network, false);
  return conduct(&p, 1, ONSET, RUN_MS, LOOK_MS, c->ensemble, err);
}

static rx_status run_train(void *data, rx_error *err)
{
  train_case *c = data;
  rx_preparation p = prepare(c->network, false);
  p.options.coarse_steps = COARSE;
  return conduct(&p, c->n, c->onsets_ms, c->onsets_ms[c->n - 1] + AFTER_MS, LOOK_LONG_MS, c->passages, err);
}

static rx_status run_trace(void *data, rx_error *err)
{
  trace_case *c = data;
  rx_preparation p = prepare(c->network, true);
  rx_waveform current = { 0 };
  const rx_probe probe = { .compartment = rx_cell_type_compartment(c->network->types[0], 0, SITES[AT_05]) };
  const rx_clamp clamp = { .compartment = 0, .waveform = &current };
  c->recording.n_probes = 1;
  c->recording.probes = &probe;
  c->recording.interval_ms = c->reference.spacing_ms;
  rx_status status = rx_waveform_step(&current, ONSET_MS, ONSET_MS + PULSE_MS, PULSE_NA, err);
  if (status == RX_OK)
    status =
        rx_preparation_run(&p, 1, &clamp, c->reference.spacing_ms * ((double)c->reference.n - 0.5), &c->recording, err);
  c->recording.probes = NULL;
  rx_waveform_free(&current);
  return status;
}

static const rx_current_step PATCH_STEP = { 50, 100, 50 };

static rx_status run_patch(void *data, rx_error *err)
{
  patch_case *c = data;
  const rx_preparation p = prepare(c->network, true);
  return rx_assay_step(&p, &PATCH_STEP, c->amp_nA, &c->cvode, err);
}

static rx_status run_patch_ensemble(void *data, rx_error *err)
{
  patch_case *c = data;
  const rx_preparation p = prepare(c->network, false);
  return rx_assay_step(&p, &PATCH_STEP, c->amp_nA, &c->ensemble, err);
}

/* ---- tables ---- */

/* Sets a channel's conductance to a share of the config's. */
static bool scale(rx_subject *subject, const char *path, double factor, rx_place place)
{
  if (factor == 1) return true;
  const double value = rx_subject_number(CELL, path, place);
  return !isnan(value) && rx_subject_set(subject, path, factor * value, place);
}

static void read_pulse(rx_verify *verify, axons *a, const rx_table *table, size_t row, const int at[])
{
  pulse_case *c = rx_verify_alloc(verify, 1, sizeof *c);
  rx_subject subject = { .cell = CELL };
  const rx_place place = { table, row, at[0] };
  double diameter = 0, celsius = 0, nav17 = 0, nav18 = 0;
  if (c == NULL) return;
  bool is_good = rx_table_number(table, row, at[0], 0.01, 100, &diameter);
  is_good = rx_table_number(table, row, at[1], 0, 50, &celsius) && is_good;
  is_good = rx_table_number(table, row, at[2], 0, 100, &nav17) && is_good;
  is_good = rx_table_number(table, row, at[3], 0, 100, &nav18) && is_good;
  is_good = rx_table_number_or(table, row, at[4], 0, 1e3, NAN, &c->n_025) && is_good;
  is_good = rx_table_number_or(table, row, at[5], 0, 1e3, NAN, &c->n_075) && is_good;
  is_good = rx_table_number_or(table, row, at[6], 1e-6, 1e3, NAN, &c->cv) && is_good;
  is_good = rx_table_number_or(table, row, at[7], -200, 200, NAN, &c->peak_mV) && is_good;
  if (!is_good || !rx_subject_set(&subject, SECTION "/diameter", diameter, place) ||
      !rx_subject_set(&subject, "temperature", celsius, place) ||
      !scale(&subject, SECTION "/channels/nav17_choi/gbar", nav17, place) ||
      !scale(&subject, SECTION "/channels/nav18_tigerholm/gbar", nav18, place))
    return;
  c->item = rx_verify_text(verify, "%g um, %g degC, Nav1.7 x%g, Nav1.8 x%g", diameter, celsius, nav17, nav18);
  c->network = rx_subject_network(verify, &subject, place);
  if (c->network == NULL || !RX_APPEND(&a->pulses, c)) {
    rx_network_free(c->network);
    return;
  }
  c->job[0] = rx_verify_add_job(verify, KIND, 50, run_pulse, c);
  c->job[1] = rx_verify_add_job(verify, KIND_ENSEMBLE, 50, run_pulse_ensemble, c);
}

static void read_pulses(rx_verify *verify, axons *a)
{
  static const char *const NAMES[] = { "diam_um",     "T_C",         "scale_gNav17", "scale_gNav18",
                                       "n_spk_x0.25", "n_spk_x0.75", "cv_m_s",       "V_peak_x0.5_mV" };
  int at[8];
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  if (table == NULL || !rx_table_is_there(verify, TABLE) || !rx_table_read(verify, TABLE, table) ||
      !rx_table_columns(table, 4, NAMES, at))
    return;
  for (int c = 4; c < 8; c++) at[c] = rx_table_column(table, NAMES[c], false);
  for (size_t row = 0; row < rx_table_rows(table); row++) read_pulse(verify, a, table, row, at);
}

static void read_train(rx_verify *verify, axons *a, const char *name)
{
  static const char *const NAMES[] = { "t_stim_ms", "latency_ms" };
  int at[2];
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  train_case *c = rx_verify_alloc(verify, 1, sizeof *c);
  if (table == NULL || c == NULL || !rx_table_read(verify, name, table) || !rx_table_columns(table, 2, NAMES, at))
    return;
  const int slowing = rx_table_column(table, "slowing_percent", false);
  bool is_good = true;
  c->item = name;
  c->n = rx_table_rows(table);
  c->onsets_ms = rx_table_numbers(verify, table, at[0], 0, 1e8);
  c->latency_ms = rx_verify_alloc(verify, c->n, sizeof *c->latency_ms);
  c->slowing = rx_verify_alloc(verify, c->n, sizeof *c->slowing);
  if (c->n == 0) rx_problems_add(verify->problems, table->csv.file, 0, 0, "has no rows");
  if (c->n == 0 || c->onsets_ms == NULL || c->latency_ms == NULL || c->slowing == NULL) return;
  for (size_t i = 0; i < c->n; i++) {
    is_good = rx_table_number_or(table, i, at[1], 1e-3, 1e6, NAN, &c->latency_ms[i]) && is_good;
    is_good = rx_table_number_or(table, i, slowing, -1e3, 1e3, NAN, &c->slowing[i]) && is_good;
    if (i == 0 || c->onsets_ms[i] >= c->onsets_ms[i - 1] + PULSE_MS) continue;
    rx_table_problem(table, i, at[0], "%g ms does not follow the pulse at %g ms", c->onsets_ms[i], c->onsets_ms[i - 1]);
    is_good = false;
  }
  if (!is_good) return;
  if (verify->is_quick && c->onsets_ms[c->n - 1] > LONG_MS) {
    rx_verdict_note(verify->verdict, "%s was left out: it is the longest", name);
    return;
  }
  const rx_subject subject = { .cell = CELL };
  c->network = rx_subject_network(verify, &subject, (rx_place){ table, 0, at[0] });
  if (c->network == NULL || !RX_APPEND(&a->trains, c)) {
    rx_network_free(c->network);
    return;
  }
  c->job = rx_verify_add_job(verify, KIND_TRAINS, 100.0 * (double)c->n, run_train, c);
}

static void read_trace(rx_verify *verify, axons *a, const char *name)
{
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  trace_case *c = rx_verify_alloc(verify, 1, sizeof *c);
  rx_subject subject = { .cell = CELL };
  double diameter = 0;
  if (table == NULL || c == NULL || !rx_table_read(verify, name, table)) return;
  if (!rx_name_number(name, TRACE, END, &diameter) || !(diameter > 0)) {
    rx_problems_add(verify->problems, table->csv.file, 0, 0, "the name is not of the form " TRACE "N" END);
    return;
  }
  if (!rx_reference_trace_read(verify, table, "V_x0.5_mV", &c->reference) ||
      !rx_subject_set(&subject, SECTION "/diameter", diameter, (rx_place){ table, 0, 0 }))
    return;
  c->item = rx_verify_text(verify, "%g um, at half the length", diameter);
  c->network = rx_subject_network(verify, &subject, (rx_place){ table, 0, 0 });
  if (c->network == NULL || !RX_APPEND(&a->traces, c)) {
    rx_network_free(c->network);
    return;
  }
  c->job = rx_verify_add_job(verify, KIND_TRACES, 50, run_trace, c);
}

static void read_patches(rx_verify *verify, axons *a)
{
  static const char *const KEYS[] = { "amp_pA" };
  if (!rx_spike_file_read(verify, PATCH, 1, KEYS, &a->patch_spikes)) return;
  for (size_t i = 0; i < a->patch_spikes.cases.n; i++) {
    patch_case *c = rx_verify_alloc(verify, 1, sizeof *c);
    rx_reference_spikes *spikes = &a->patch_spikes.cases.items[i];
    const rx_table *table = &a->patch_spikes.table;
    const rx_place place = { table, spikes->first_row, a->patch_spikes.key_column };
    const rx_subject subject = { .cell = CELL,
                                 .n_sets = 2,
                                 .sets = { "cell/" SECTION "/compartments=1", "cell/" SECTION "/length=100 um" } };
    double amp = 0;
    if (c == NULL || !rx_table_number(table, place.row, place.column, -1e6, 1e6, &amp)) continue;
    c->spikes = spikes;
    c->amp_nA = 1e-3 * amp;
    c->item = rx_verify_text(verify, "%g pA", amp);
    c->network = rx_subject_network(verify, &subject, place);
    if (c->network == NULL || !RX_APPEND(&a->patches, c)) {
      rx_network_free(c->network);
      continue;
    }
    c->job[0] = rx_verify_add_job(verify, KIND_PATCH, 2, run_patch, c);
    c->job[1] = rx_verify_add_job(verify, KIND_PATCH_2, 2, run_patch_ensemble, c);
  }
}

static void release(void *state)
{
  axons *a = state;
  for (size_t i = 0; i < a->pulses.n; i++) {
    rx_network_free(a->pulses.items[i]->network);
    for (int s = 0; s < N_SITES; s++) {
      rx_passage_free(&a->pulses.items[i]->cvode[s]);
      rx_passage_free(&a->pulses.items[i]->ensemble[s]);
    }
  }
  for (size_t i = 0; i < a->trains.n; i++) {
    rx_network_free(a->trains.items[i]->network);
    for (int s = 0; s < N_SITES; s++) rx_passage_free(&a->trains.items[i]->passages[s]);
  }
  for (size_t i = 0; i < a->traces.n; i++) {
    rx_network_free(a->traces.items[i]->network);
    rx_recording_free(&a->traces.items[i]->recording);
  }
  for (size_t i = 0; i < a->patches.n; i++) {
    rx_network_free(a->patches.items[i]->network);
    free(a->patches.items[i]->cvode.items);
    free(a->patches.items[i]->ensemble.items);
  }
  rx_spike_file_free(&a->patch_spikes);
  free(a->pulses.items);
  free(a->trains.items);
  free(a->traces.items);
  free(a->patches.items);
}

static void *read_cases(rx_verify *verify)
{
  axons *a = rx_verify_alloc(verify, 1, sizeof *a);
  const char *const *names;
  if (a == NULL) return NULL;
  read_pulses(verify, a);
  size_t n = rx_folder_names(verify, ADS, END, &names);
  for (size_t i = 0; i < n; i++) read_train(verify, a, names[i]);
  n = rx_folder_names(verify, TRACE, END, &names);
  for (size_t i = 0; i < n; i++) read_trace(verify, a, names[i]);
  read_patches(verify, a);
  if (a->pulses.n + a->trains.n + a->traces.n + a->patches.n > 0) return a;
  release(a);
  return NULL;
}

/* ---- verdict ---- */

static void judge_pulse(rx_verify *verify, const char *kind, const pulse_case *c, const rx_passage passages[N_SITES])
{
  rx_verdict *v = verify->verdict;
  const double latency_ms =
      rx_passage_first_ms(&passages[AT_075], 0, RUN_MS) - rx_passage_first_ms(&passages[AT_025], 0, RUN_MS);
  if (!isnan(c->n_025))
    rx_verdict_compare(v, kind, c->item, "spikes at 0.25", "spikes", c->n_025, (double)passages[AT_025].crossings.n, 0);
  if (!isnan(c->n_075))
    rx_verdict_compare(v, kind, c->item, "spikes at 0.75", "spikes", c->n_075, (double)passages[AT_075].crossings.n, 0);
  if (!isnan(c->cv))
    rx_verdict_compare_percent(v, kind, c->item, "velocity, m/s", c->cv, DISTANCE_MM / latency_ms, CV_PERCENT);
  if (!isnan(c->peak_mV))
    rx_verdict_compare(v, kind, c->item, "peak at 0.5", "mV", c->peak_mV, passages[AT_05].peak_mV, PEAK_MV);
}

static void judge_train(rx_verify *verify, const train_case *c)
{
  rx_figure latency = { KIND_TRAINS, c->item, "", "%", NAN, NAN, -1, LATENCY_PERCENT };
  rx_figure slowing = { KIND_TRAINS, c->item, "", "points", NAN, NAN, -1, SLOWING };
  double first_ms = NAN;
  if (!rx_verify_job_is_good(verify, c->job, KIND_TRAINS, c->item)) return;
  for (size_t i = 0; i < c->n; i++) {
    const double from = c->onsets_ms[i], to = i + 1 < c->n ? c->onsets_ms[i + 1] : INFINITY;
    const double at_025 = rx_passage_first_ms(&c->passages[AT_025], from, to);
    const double found = rx_passage_first_ms(&c->passages[AT_075], isnan(at_025) ? to : at_025, to) - at_025;
    if (i == 0) first_ms = found;
    const double slower = 100 * (found / first_ms - 1), off = 100 * fabs(found / c->latency_ms[i] - 1),
                 off_slowing = fabs(slower - c->slowing[i]);
    if (!isnan(c->latency_ms[i]) && !isnan(latency.deviation) && !(off <= latency.deviation)) {
      latency = (rx_figure){
        KIND_TRAINS, c->item,          rx_verify_text(verify, "latency, ms, worst of %zu: pulse %zu", c->n, i + 1),
        "%",         c->latency_ms[i], found,
        off,         LATENCY_PERCENT
      };
    }
    if (!isnan(c->slowing[i]) && !isnan(slowing.deviation) && !(off_slowing <= slowing.deviation))
      slowing = (rx_figure){
        KIND_TRAINS, c->item,       rx_verify_text(verify, "slowing, %%, worst of %zu: pulse %zu", c->n, i + 1),
        "points",    c->slowing[i], slower,
        off_slowing, SLOWING
      };
  }
  if (latency.deviation != -1) rx_verdict_add(verify->verdict, &latency);
  if (slowing.deviation != -1) rx_verdict_add(verify->verdict, &slowing);
}

static void judge_patch(rx_verify *verify, const char *kind, const patch_case *c, const rx_spike_times *found)
{
  rx_verdict_compare(verify->verdict, kind, c->item, "spikes", "spikes", (double)c->spikes->times_ms.n,
                     (double)found->n, 0);
  rx_judge_spikes(verify, kind, c->item, c->spikes, found->n, found->items, 0, PATCH_SPIKE_MS, 0);
}

static void judge(rx_verify *verify, void *state)
{
  const axons *a = state;
  /* within the tolerance of the velocity, and between samples of the reference */
  const rx_trace_tolerance tolerance = {
    .lag_ms = 0.01, .lag_share = 1e-2 * CV_PERCENT, .from_ms = ONSET_MS, .V_mV = TRACE_MV
  };
  for (size_t i = 0; i < a->pulses.n; i++) {
    const pulse_case *c = a->pulses.items[i];
    if (rx_verify_job_is_good(verify, c->job[0], KIND, c->item)) judge_pulse(verify, KIND, c, c->cvode);
  }
  for (size_t i = 0; i < a->pulses.n; i++) {
    const pulse_case *c = a->pulses.items[i];
    if (rx_verify_job_is_good(verify, c->job[1], KIND_ENSEMBLE, c->item))
      judge_pulse(verify, KIND_ENSEMBLE, c, c->ensemble);
  }
  for (size_t i = 0; i < a->trains.n; i++) judge_train(verify, a->trains.items[i]);
  for (size_t i = 0; i < a->traces.n; i++) {
    const trace_case *c = a->traces.items[i];
    if (rx_verify_job_is_good(verify, c->job, KIND_TRACES, c->item))
      rx_judge_trace(verify, KIND_TRACES, c->item, &c->reference, &c->recording, &tolerance);
  }
  for (size_t i = 0; i < a->patches.n; i++) {
    const patch_case *c = a->patches.items[i];
    if (rx_verify_job_is_good(verify, c->job[0], KIND_PATCH, c->item)) judge_patch(verify, KIND_PATCH, c, &c->cvode);
    if (rx_verify_job_is_good(verify, c->job[1], KIND_PATCH_2, c->item))
      judge_patch(verify, KIND_PATCH_2, c, &c->ensemble);
  }
}

const rx_protocol RX_VERIFY_NOCICEPTOR_UNMYELINATED = { "unmyelinated axon (" TABLE ", " ADS "*" END ", " TRACE "*" END
                                                        ", " PATCH ")",
                                                        read_cases, judge, release };
