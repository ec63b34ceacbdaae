/* Synaptic potentials: psp_events.csv, whose rows name the file, and those files. Both integrators run each file.
 *
 * A receptor's numbers are in the row; how NMDA is blocked and what share of a current is calcium comes from the circuit sdh. */
#include "../reference.h"
#include "dorsal_horn.h"
#include "lone_cell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define KIND    "synapses"
#define TABLE   "psp_events.csv"
#define CIRCUIT "sdh"
#define RTOL    1e-8
#define DT_MS   0.025

#define V_MV         0.02
#define CAI_RELATIVE 1e-4

enum { V_SOMA, V_DEND, CAI_DEND, N_PROBES };
static const char *const PROBE_COLUMNS[N_PROBES] = { "v_soma_mV", "v_dend_mV", "cai_dend_mM" };

typedef struct psp_file psp_file;

typedef struct simulation {
  const psp_file *file;
  bool is_cvode;
  rx_recording recording;
  size_t job;
} simulation;

/* One file: a cell, its receptors and events. */
struct psp_file {
  const char *name, *cell, *grid;
  rx_place place; /* of its first event */
  RX_ARRAY(rx_receptor) receptors;
  RX_ARRAY(rx_direct_event) events;
  rx_network *network;
  int compartment[N_PROBES];
  size_t n_rows;
  double spacing_ms;
  const double *reference[N_PROBES]; /* [n_rows]; NULL: no such column */
  simulation cvode, ensemble;
};

typedef struct synapses {
  RX_ARRAY(psp_file *) files;
} synapses;

enum { FILE_NAME, CELL, GRID, RECEPTOR, ARRIVAL, WEIGHT, REVERSAL, TAU_RISE, TAU_DECAY, N_COLUMNS };

static rx_status simulate(void *data, rx_error *err)
{
  simulation *s = data;
  const psp_file *f = s->file;
  rx_probe probes[N_PROBES];
  for (int p = 0; p < N_PROBES; p++)
    probes[p] = (rx_probe){ .cell = 0,
                            .compartment = f->compartment[p],
                            .kind = p == CAI_DEND ? RX_PROBE_CALCIUM : RX_PROBE_V };
  const rx_drive drive = { .n_events = f->events.n, .events = f->events.items };
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = f->spacing_ms * ((double)f->n_rows - 0.5);
  options.rtol = RTOL;
  options.dt_ms = f->spacing_ms / ceil(f->spacing_ms / DT_MS - 1e-9); /* the rows lie on steps */
  s->recording.n_probes = N_PROBES;
  s->recording.probes = probes;
  s->recording.interval_ms = f->spacing_ms;
  const rx_status status =
      (s->is_cvode ? rx_simulate_cvode : rx_simulate_ensemble)(f->network, &drive, &options, &s->recording, err);
  s->recording.probes = NULL;
  return status;
}

static psp_file *get_file(rx_verify *verify, synapses *s, const rx_table *table, size_t row, const int at[])
{
  const char *name = rx_table_text(table, row, at[FILE_NAME]), *cell = rx_table_text(table, row, at[CELL]),
             *grid = rx_table_text(table, row, at[GRID]);
  for (size_t i = 0; i < s->files.n; i++) {
    psp_file *f = s->files.items[i];
    if (strcmp(f->name, name) != 0) continue;
    if (strcmp(f->cell, cell) == 0 && strcmp(f->grid, grid) == 0) return f;
    rx_table_problem(table, row, at[CELL], "%s is of %s %s above, here of %s %s", name, f->cell, f->grid, cell, grid);
    return NULL;
  }
  psp_file *f = rx_verify_alloc(verify, 1, sizeof *f);
  if (f == NULL) return NULL;
  f->name = name;
  f->cell = cell;
  f->grid = grid;
  f->place = (rx_place){ table, row, at[FILE_NAME] };
  if (RX_APPEND(&s->files, f)) return f;
  rx_table_problem(table, row, at[FILE_NAME], "out of memory");
  return NULL;
}

/* The receptor of this name that the circuit describes. */
static const rx_receptor *describe(const rx_circuit *circuit, const char *name)
{
  for (int p = 0; p < circuit->n_populations; p++)
    for (int r = 0; r < circuit->populations[p].n_receptors; r++)
      if (strcmp(circuit->populations[p].receptors[r].name, name) == 0) return &circuit->populations[p].receptors[r];
  return NULL;
}

/* The file's slot for a receptor with these numbers. -1 when memory is out. */
static int get_slot(psp_file *f, const rx_receptor *wanted)
{
  for (size_t i = 0; i < f->receptors.n; i++) {
    const rx_receptor *r = &f->receptors.items[i];
    if (strcmp(r->name, wanted->name) == 0 && r->tau_rise == wanted->tau_rise && r->tau_decay == wanted->tau_decay &&
        r->reversal == wanted->reversal)
      return (int)i;
  }
  return RX_APPEND(&f->receptors, *wanted) ? (int)f->receptors.n - 1 : -1;
}

static void read_event(rx_verify *verify, synapses *s, const rx_circuit *circuit, const rx_table *table, size_t row,
                       const int at[])
{
  double arrival = 0, weight = 0, reversal = 0, tau_rise = 0, tau_decay = 0;
  bool is_good = rx_table_number(table, row, at[ARRIVAL], 0, 1e9, &arrival);
  is_good = rx_table_number(table, row, at[WEIGHT], 0, 1e6, &weight) && is_good;
  is_good = rx_table_number(table, row, at[REVERSAL], -200, 200, &reversal) && is_good;
  is_good = rx_table_number(table, row, at[TAU_RISE], 0, 1e6, &tau_rise) && is_good;
  is_good = rx_table_number(table, row, at[TAU_DECAY], 1e-6, 1e6, &tau_decay) && is_good;
  if (!is_good) return;
  if (!(tau_rise < tau_decay)) {
    rx_table_problem(table, row, at[TAU_RISE], "%g ms is not shorter than the decay, %g ms", tau_rise, tau_decay);
    return;
  }
  const rx_receptor *described = describe(circuit, rx_table_text(table, row, at[RECEPTOR]));
  if (described == NULL) {
    rx_table_problem(table, row, at[RECEPTOR], "the circuit %s has no receptor \"%s\"", CIRCUIT,
                     rx_table_text(table, row, at[RECEPTOR]));
    return;
  }
  psp_file *f = get_file(verify, s, table, row, at);
  if (f == NULL) return;
  rx_receptor receptor = *described;
  receptor.name = rx_table_text(table, row, at[RECEPTOR]);
  receptor.tau_rise = tau_rise;
  receptor.tau_decay = tau_decay;
  receptor.reversal = reversal;
  receptor.chloride_inside = NAN;
  const int slot = get_slot(f, &receptor);
  const rx_direct_event event = {
    .arrival_ms = arrival, .cell = 0, .slot = slot, .jump_nS = weight * rx_receptor_peak_factor(tau_rise, tau_decay)
  };
  if (slot < 0 || !RX_APPEND(&f->events, event)) rx_table_problem(table, row, at[FILE_NAME], "out of memory");
}

static bool read_samples(rx_verify *verify, psp_file *f)
{
  rx_table table;
  if (!rx_table_is_there(verify, f->name)) {
    rx_table_problem(f->place.table, f->place.row, f->place.column, "%s is not in the folder", f->name);
    return false;
  }
  if (!rx_table_read(verify, f->name, &table)) return false;
  const int t = rx_table_column(&table, "t_ms", true);
  if (t < 0) return false;
  f->n_rows = rx_table_rows(&table);
  f->spacing_ms = rx_table_spacing(&table, t);
  bool is_good = !isnan(f->spacing_ms);
  for (int p = 0; p < N_PROBES; p++) {
    const int column = rx_table_column(&table, PROBE_COLUMNS[p], p == V_SOMA);
    if (column < 0) continue;
    f->reference[p] = rx_table_numbers(verify, &table, column, -1000, 1000);
    is_good = f->reference[p] != NULL && is_good;
  }
  return is_good && f->reference[V_SOMA] != NULL;
}

/* The network with the receptors at the middle of the dendrite. */
static bool make_network(rx_verify *verify, psp_file *f)
{
  rx_cell_config *config = rx_lone_cell_read(verify, f->cell, f->grid, f->place);
  if (config == NULL) return false;
  const int dend = rx_cell_section(&config->cell, "dend");
  for (size_t i = 0; i < f->receptors.n; i++) f->receptors.items[i].section = dend >= 0 ? dend : 0;
  f->network = rx_lone_cell_network(verify, config, (int)f->receptors.n, f->receptors.items, f->place);
  if (f->network != NULL) {
    f->compartment[V_SOMA] = f->network->types[0]->detector;
    f->compartment[V_DEND] = f->compartment[CAI_DEND] =
        rx_lone_cell_middle(config, f->network, dend >= 0 ? "dend" : "soma");
    if (dend >= 0 && !config->cell.sections[dend].has_calcium) f->reference[CAI_DEND] = NULL;
  }
  rx_cell_config_free(config);
  return f->network != NULL;
}

static void release(void *state)
{
  synapses *s = state;
  for (size_t i = 0; i < s->files.n; i++) {
    psp_file *f = s->files.items[i];
    rx_network_free(f->network);
    rx_recording_free(&f->cvode.recording);
    rx_recording_free(&f->ensemble.recording);
    free(f->receptors.items);
    free(f->events.items);
  }
  free(s->files.items);
}

static void read_events(rx_verify *verify, synapses *s)
{
  static const char *const NAMES[N_COLUMNS] = { "file",      "cell", "grid",        "receptor",    "arrival_ms",
                                                "weight_nS", "E_mV", "tau_rise_ms", "tau_decay_ms" };
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  int at[N_COLUMNS];
  if (table == NULL || !rx_table_read(verify, TABLE, table) || !rx_table_columns(table, N_COLUMNS, NAMES, at)) return;
  rx_experiment *experiment = NULL;
  rx_error err = { 0 };
  if (rx_circuit_config_read(CIRCUIT, 0, NULL, verify->problems, &experiment, &err) != RX_OK) {
    rx_problems_add(verify->problems, table->csv.file, 0, 0, "circuit %s: %s", CIRCUIT, err.text);
    return;
  }
  for (size_t i = 0; i < rx_table_rows(table); i++) read_event(verify, s, experiment->circuit, table, i, at);
  rx_experiment_free(experiment);
}

static void *read_cases(rx_verify *verify)
{
  if (!rx_table_is_there(verify, TABLE)) return NULL;
  synapses *s = rx_verify_alloc(verify, 1, sizeof *s);
  if (s == NULL) return NULL;
  read_events(verify, s);
  for (size_t i = 0; i < s->files.n; i++) {
    psp_file *f = s->files.items[i];
    if (!read_samples(verify, f) || !make_network(verify, f)) continue;
    f->cvode = (simulation){ .file = f, .is_cvode = true };
    f->ensemble = (simulation){ .file = f };
    const double cost = f->network->types[0]->n_compartments * 1e-3 * f->spacing_ms * (double)f->n_rows;
    f->cvode.job = rx_verify_add_job(verify, KIND, 5 * cost, simulate, &f->cvode);
    f->ensemble.job = rx_verify_add_job(verify, KIND, cost, simulate, &f->ensemble);
  }
  if (s->files.n > 0) return s;
  release(s);
  return NULL;
}

/* The worst row of a column is the figure. */
static void judge_column(rx_verify *verify, const psp_file *f, const simulation *s, const char *item, int probe)
{
  const bool is_relative = probe == CAI_DEND;
  size_t worst = 0;
  double largest = -1;
  for (size_t i = 0; i < f->n_rows; i++) {
    const double reference = f->reference[probe][i];
    const double value = i < s->recording.n_frames ? (double)s->recording.frames[i * N_PROBES + (size_t)probe] : NAN;
    const double deviation = fabs(value - reference) / (is_relative ? fabs(reference) : 1);
    if (deviation <= largest) continue;
    worst = i;
    largest = deviation;
    if (isnan(deviation)) break;
  }
  const double value =
      worst < s->recording.n_frames ? (double)s->recording.frames[worst * N_PROBES + (size_t)probe] : NAN;
  rx_verdict_add(verify->verdict, &(rx_figure){ KIND, item,
                                                rx_verify_text(verify, "%s at %g ms", PROBE_COLUMNS[probe],
                                                               (double)worst * f->spacing_ms),
                                                is_relative ? "relative" : "mV", f->reference[probe][worst], value,
                                                largest, is_relative ? CAI_RELATIVE : V_MV });
}

static void judge(rx_verify *verify, void *state)
{
  const synapses *s = state;
  for (size_t i = 0; i < s->files.n; i++) {
    const psp_file *f = s->files.items[i];
    const simulation *const solvers[] = { &f->cvode, &f->ensemble };
    for (int k = 0; k < 2; k++) {
      const char *item = rx_verify_text(verify, "%s, %s", f->name, solvers[k]->is_cvode ? "CVODE" : "ensemble");
      if (!rx_verify_job_is_good(verify, solvers[k]->job, KIND, item)) continue;
      for (int p = 0; p < N_PROBES; p++)
        if (f->reference[p] != NULL) judge_column(verify, f, solvers[k], item, p);
    }
  }
}

const rx_protocol RX_VERIFY_SYNAPSES = { "synapses (" TABLE ")", read_cases, judge, release };
