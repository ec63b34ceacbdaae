/* The myelinated fibre `mrg`: mrg_conduction.csv and mrg_ap_trace_*.csv.
 *
 * A pulse of 2 nA and 0.1 ms enters node 0 of 41 at 1 ms; spikes are seen at nodes 10 and 30, 20 node spacings apart, at -20 mV. Every
 * number of the geometry comes from the table. Geometry pena also has a sodium and a slow potassium conductance of its own. */
#include "nociceptor.h"
#include "subject.h"
#include "traces.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/assays/conduction.h"

#define CELL          "mrg"
#define KIND          "myelinated fibre, CVODE"
#define KIND_ENSEMBLE "myelinated fibre, ensemble integrator"
#define KIND_TRACES   "myelinated fibre, traces (CVODE)"
#define KIND_TRACES_2 "myelinated fibre, traces (ensemble integrator)"
#define TABLE         "mrg_conduction.csv"
#define TRACE         "mrg_ap_trace_d"
#define END           ".csv"

#define PULSE_NA     2.0
#define PULSE_MS     0.1
#define ONSET_MS     1.0
#define RUN_MS       9.0 /* 41 nodes of the slowest fibre take half of it */
#define THRESHOLD_MV (-20.0)
#define RTOL         1e-7
#define DT_MS        0.0025 /* velocities are converged to 0.1 % */
#define LOOK_MS      0.0025
#define PENA_NAF     2.333333
#define PENA_KS      0.115556

/* tolerances */
#define CV_PERCENT        1.0
/* The table's peak is of a step of 0.0005 or 0.005 ms of the first-order scheme; no tolerance is given. */
#define PEAK_MV           1.0
#define TRACE_MV          1.0
/* The traces are of 0.0005 ms, at which the reference's velocities are up to 1.3 % below its converged ones. */
#define TRACE_LAG_PERCENT (1.4 + CV_PERCENT)
#define TRACE_LAG_MS      0.005 /* the electrode's pulse and its first node: half a sample */

enum { NODE_10, NODE_30, NODE_20, N_SITES };
static const int SITES[N_SITES] = { 10, 30, 20 };
enum { N_NODES = 41 };

typedef struct fibre_case {
  const char *item;
  double spacing_um, cv, peak_mV; /* references; NaN: not given */
  rx_network *network;
  rx_passage cvode[N_SITES], ensemble[N_SITES];
  size_t job[2];
} fibre_case;

typedef struct trace_case {
  const char *item;
  rx_reference_trace reference;
  rx_network *network;
  rx_recording cvode, ensemble;
  size_t job[2];
} trace_case;

typedef struct fibres {
  RX_ARRAY(fibre_case *) cases;
  RX_ARRAY(trace_case *) traces;
} fibres;

/* ---- runs ---- */

static int node(const rx_network *network, int number)
{
  return rx_cell_type_compartment(network->types[0], 0, (number + 0.5) / N_NODES);
}

static rx_preparation prepare(const rx_network *network, bool is_cvode)
{
  rx_preparation p = rx_preparation_default(network);
  p.compartment = 0;
  p.simulate = is_cvode ? rx_simulate_cvode : rx_simulate_ensemble;
  p.options.rtol = RTOL;
  p.options.dt_ms = DT_MS;
  return p;
}

static rx_status conduct(fibre_case *c, bool is_cvode, rx_error *err)
{
  static const double ONSET[] = { ONSET_MS };
  const rx_preparation p = prepare(c->network, is_cvode);
  const rx_pulses pulses = { 1, ONSET, PULSE_MS, PULSE_NA };
  rx_axon_site sites[N_SITES];
  for (int s = 0; s < N_SITES; s++) sites[s] = (rx_axon_site){ node(c->network, SITES[s]), THRESHOLD_MV };
  return rx_assay_conduction(&p, &pulses, RUN_MS, LOOK_MS, N_SITES, sites, is_cvode ? c->cvode : c->ensemble, err);
}

static rx_status run_cvode(void *data, rx_error *err)
{
  return conduct(data, true, err);
}

static rx_status run_ensemble(void *data, rx_error *err)
{
  return conduct(data, false, err);
}

static rx_status record(trace_case *c, bool is_cvode, rx_error *err)
{
  rx_preparation p = prepare(c->network, is_cvode);
  rx_recording *recording = is_cvode ? &c->cvode : &c->ensemble;
  rx_waveform current = { 0 };
  const rx_probe probe = { .compartment = node(c->network, SITES[NODE_20]) };
  const rx_clamp clamp = { .compartment = 0, .waveform = &current };
  recording->n_probes = 1;
  recording->probes = &probe;
  recording->interval_ms = c->reference.spacing_ms;
  rx_status status = rx_waveform_step(&current, ONSET_MS, ONSET_MS + PULSE_MS, PULSE_NA, err);
  if (status == RX_OK)
    status =
        rx_preparation_run(&p, 1, &clamp, c->reference.spacing_ms * ((double)c->reference.n - 0.5), recording, err);
  recording->probes = NULL;
  rx_waveform_free(&current);
  return status;
}

static rx_status run_trace(void *data, rx_error *err)
{
  return record(data, true, err);
}

static rx_status run_trace_ensemble(void *data, rx_error *err)
{
  return record(data, false, err);
}

/* ---- tables ---- */

/* Other conductances of thin fibres. False, with a problem, for a geometry that is not known. */
static bool take_geometry(rx_subject *subject, const char *geometry, rx_place place)
{
  if (strcmp(geometry, "disc") == 0 || strcmp(geometry, "interp") == 0) return true;
  if (strcmp(geometry, "pena") == 0)
    return rx_subject_set(subject, "node/channels/naf_mrg/gbar", PENA_NAF, place) &&
           rx_subject_set(subject, "node/channels/ks_mrg/gbar", PENA_KS, place);
  rx_table_problem(place.table, place.row, place.column, "unknown geometry \"%.40s\": expected disc, interp or pena",
                   geometry);
  return false;
}

/* The fibre's numbers by their columns. */
static void read_case(rx_verify *verify, fibres *f, const rx_table *table, size_t row, const int at[], int cv, int peak)
{
  enum { DIAMETER, GEOMETRY, N_COLUMNS = 7 };
  static const char *const PARAMS[N_COLUMNS] = { "fibre_diameter", NULL,       "node_spacing", "node_diameter",
                                                 "axon_diameter",  "lamellae", "flut_length" };
  fibre_case *c = rx_verify_alloc(verify, 1, sizeof *c);
  rx_subject subject = { .cell = CELL };
  double numbers[N_COLUMNS] = { 0 };
  bool is_good = c != NULL;
  for (int k = 0; is_good && k < N_COLUMNS; k++) {
    if (PARAMS[k] == NULL) continue;
    is_good = rx_table_number(table, row, at[k], 0.01, 1e4, &numbers[k]);
    /* in the config, where numbers are checked together */
    if (is_good)
      subject.sets[subject.n_sets++] = rx_verify_text(verify, "cell/myelinated/%s=%.17g", PARAMS[k], numbers[k]);
  }
  if (!is_good || !rx_table_number_or(table, row, cv, 1e-6, 1e3, NAN, &c->cv) ||
      !rx_table_number_or(table, row, peak, -200, 200, NAN, &c->peak_mV))
    return;
  const rx_place place = { table, row, at[GEOMETRY] };
  const char *geometry = rx_table_text(table, row, at[GEOMETRY]);
  if (!take_geometry(&subject, geometry, place)) return;
  subject.sets[subject.n_sets++] = "cell/myelinated/geometry=given";
  c->item = rx_verify_text(verify, "%g um, %s", numbers[DIAMETER], geometry);
  c->spacing_um = numbers[2];
  c->network = rx_subject_network(verify, &subject, (rx_place){ table, row, at[DIAMETER] });
  if (c->network == NULL || !RX_APPEND(&f->cases, c)) {
    rx_network_free(c->network);
    return;
  }
  c->job[0] = rx_verify_add_job(verify, KIND, 50, run_cvode, c);
  c->job[1] = rx_verify_add_job(verify, KIND_ENSEMBLE, 50, run_ensemble, c);
}

static void read_table(rx_verify *verify, fibres *f)
{
  static const char *const NAMES[] = { "fibre_diam_um", "geometry",   "delta_z_um",     "node_diam_um",
                                       "axon_diam_um",  "n_lamellae", "para2_length_um" };
  int at[7];
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  if (table == NULL || !rx_table_is_there(verify, TABLE) || !rx_table_read(verify, TABLE, table) ||
      !rx_table_columns(table, 7, NAMES, at))
    return;
  const int cv = rx_table_column(table, "cv_converged_m_s", false),
            peak = rx_table_column(table, "V_node20_peak_mV", false);
  for (size_t row = 0; row < rx_table_rows(table); row++) read_case(verify, f, table, row, at, cv, peak);
}

/* Diameter and geometry of "mrg_ap_trace_d10_disc.csv". */
static bool split_name(const char *name, double *diameter, char geometry[16])
{
  char *end = NULL;
  *diameter = strtod(name + strlen(TRACE), &end);
  if (end == name + strlen(TRACE) || *end != '_' || !(*diameter > 0)) return false;
  const size_t n = strlen(end + 1) - strlen(END);
  if (n == 0 || n >= 16) return false;
  memcpy(geometry, end + 1, n);
  geometry[n] = '\0';
  return true;
}

static void read_trace(rx_verify *verify, fibres *f, const char *name)
{
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  trace_case *c = rx_verify_alloc(verify, 1, sizeof *c);
  rx_subject subject = { .cell = CELL };
  double diameter = 0;
  char geometry[16];
  if (table == NULL || c == NULL || !rx_table_read(verify, name, table)) return;
  const rx_place place = { table, 0, 0 };
  if (!split_name(name, &diameter, geometry)) {
    rx_problems_add(verify->problems, table->csv.file, 0, 0, "the name is not of the form " TRACE "N_GEOMETRY" END);
    return;
  }
  if (!rx_reference_trace_read(verify, table, "V_node20_mV", &c->reference) ||
      !take_geometry(&subject, geometry, place))
    return;
  subject.sets[subject.n_sets++] = rx_verify_text(verify, "cell/myelinated/fibre_diameter=%.17g", diameter);
  subject.sets[subject.n_sets++] = rx_verify_text(verify, "cell/myelinated/geometry=%s", geometry);
  c->item = rx_verify_text(verify, "%g um, %s, node 20", diameter, geometry);
  c->network = rx_subject_network(verify, &subject, place);
  if (c->network == NULL || !RX_APPEND(&f->traces, c)) {
    rx_network_free(c->network);
    return;
  }
  c->job[0] = rx_verify_add_job(verify, KIND_TRACES, 50, run_trace, c);
  c->job[1] = rx_verify_add_job(verify, KIND_TRACES_2, 50, run_trace_ensemble, c);
}

static void release(void *state)
{
  fibres *f = state;
  for (size_t i = 0; i < f->cases.n; i++) {
    rx_network_free(f->cases.items[i]->network);
    for (int s = 0; s < N_SITES; s++) {
      rx_passage_free(&f->cases.items[i]->cvode[s]);
      rx_passage_free(&f->cases.items[i]->ensemble[s]);
    }
  }
  for (size_t i = 0; i < f->traces.n; i++) {
    rx_network_free(f->traces.items[i]->network);
    rx_recording_free(&f->traces.items[i]->cvode);
    rx_recording_free(&f->traces.items[i]->ensemble);
  }
  free(f->cases.items);
  free(f->traces.items);
}

static void *read_cases(rx_verify *verify)
{
  fibres *f = rx_verify_alloc(verify, 1, sizeof *f);
  const char *const *names;
  if (f == NULL) return NULL;
  read_table(verify, f);
  const size_t n = rx_folder_names(verify, TRACE, END, &names);
  for (size_t i = 0; i < n; i++) read_trace(verify, f, names[i]);
  if (f->cases.n + f->traces.n > 0) return f;
  release(f);
  return NULL;
}

/* ---- verdict ---- */

static void judge_case(rx_verify *verify, const char *kind, const fibre_case *c, const rx_passage passages[N_SITES])
{
  const double latency_ms =
      rx_passage_first_ms(&passages[NODE_30], 0, RUN_MS) - rx_passage_first_ms(&passages[NODE_10], 0, RUN_MS);
  const double distance_mm = 1e-3 * (SITES[NODE_30] - SITES[NODE_10]) * c->spacing_um;
  if (!isnan(c->cv))
    rx_verdict_compare_percent(verify->verdict, kind, c->item, "velocity, m/s", c->cv, distance_mm / latency_ms,
                               CV_PERCENT);
  if (!isnan(c->peak_mV))
    rx_verdict_compare(verify->verdict, kind, c->item, "peak at node 20", "mV", c->peak_mV, passages[NODE_20].peak_mV,
                       PEAK_MV);
}

static void judge(rx_verify *verify, void *state)
{
  const fibres *f = state;
  const rx_trace_tolerance tolerance = {
    .lag_ms = TRACE_LAG_MS, .lag_share = 1e-2 * TRACE_LAG_PERCENT, .from_ms = ONSET_MS, .V_mV = TRACE_MV
  };
  for (int i = 0; i < 2; i++) {
    const char *kind = i == 0 ? KIND : KIND_ENSEMBLE;
    for (size_t k = 0; k < f->cases.n; k++) {
      const fibre_case *c = f->cases.items[k];
      if (rx_verify_job_is_good(verify, c->job[i], kind, c->item))
        judge_case(verify, kind, c, i == 0 ? c->cvode : c->ensemble);
    }
  }
  for (int i = 0; i < 2; i++) {
    const char *kind = i == 0 ? KIND_TRACES : KIND_TRACES_2;
    for (size_t k = 0; k < f->traces.n; k++) {
      const trace_case *c = f->traces.items[k];
      if (rx_verify_job_is_good(verify, c->job[i], kind, c->item))
        rx_judge_trace(verify, kind, c->item, &c->reference, i == 0 ? &c->cvode : &c->ensemble, &tolerance);
    }
  }
}

const rx_protocol RX_VERIFY_NOCICEPTOR_MYELINATED = { "myelinated fibre (" TABLE ", " TRACE "*" END ")", read_cases,
                                                      judge, release };
