/* Wind-up of the WDR neuron: ddh_windup.csv, trains of electrical pulses on the fibres of the circuit ddh, without the surround. */
#include "circuit_run.h"
#include "dorsal_horn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/wind_up.h"

#define KIND      "ddh wind-up"
#define TABLE     "ddh_windup.csv"
#define LATENCIES "ddh_latencies.csv"
#define CIRCUIT   "ddh"
#define OUTPUT    "WDR"
#define SURROUND  "SGS"

#define FIRST_PULSE_MS 1000.0
#define DT_MS          0.025

/* Late counts: one spike, two above 20. */
#define COUNT          1.0
#define COUNT_LARGE    2.0
#define LARGE          20
/* Between these frequencies the late response grows, at SLOW and below it does not. */
#define GROWTH_FROM_HZ 0.5
#define GROWTH_TO_HZ   2.0
#define SLOW_HZ        0.1
/* Trains below are long: left out when it should be quick. */
#define QUICK_FROM_HZ  1.0

enum { CASE, FREQUENCY, FIBRES, INHIBITION, REVERSAL, STIMULUS, LATE, N_COLUMNS };

/* The letter of `fibres`, the class in the tables and the population. */
static const struct {
  char letter;
  const char *class_name, *population;
} CLASSES[] = { { 'A', "Ab", "ddh_Ab" }, { 'a', "Ad", "ddh_Ad" }, { 'C', "C", "ddh_C" } };
enum { N_CLASSES = sizeof CLASSES / sizeof *CLASSES };

typedef struct wind_up_case {
  const char *name, *fibres, *item;
  rx_place place; /* of its first row */
  double frequency_Hz, inhibition, E_mV;
  RX_ARRAY(int) late; /* reference, by stimulus; -1: no row */
  rx_circuit_run run;
  rx_circuit_simulation simulation;
} wind_up_case;

typedef struct wind_up {
  RX_ARRAY(wind_up_case *) cases;
} wind_up;

static wind_up_case *get_case(rx_verify *verify, wind_up *w, const rx_table *table, size_t row, const int at[])
{
  const char *name = rx_table_text(table, row, at[CASE]);
  double frequency = 0, inhibition = 0, E = 0;
  bool is_good = rx_table_number(table, row, at[FREQUENCY], 1e-3, 1e3, &frequency);
  is_good = rx_table_number(table, row, at[INHIBITION], 0, 1e3, &inhibition) && is_good;
  is_good = rx_table_number(table, row, at[REVERSAL], -200, 100, &E) && is_good;
  if (!is_good) return NULL;
  for (size_t i = 0; i < w->cases.n; i++) {
    wind_up_case *c = w->cases.items[i];
    if (strcmp(c->name, name) != 0) continue;
    if (c->frequency_Hz == frequency && c->inhibition == inhibition && c->E_mV == E &&
        strcmp(c->fibres, rx_table_text(table, row, at[FIBRES])) == 0)
      return c;
    rx_table_problem(table, row, at[CASE], "case %s has other values than in line %d", name,
                     table->csv.lines[c->place.row]);
    return NULL;
  }
  wind_up_case *c = rx_verify_alloc(verify, 1, sizeof *c);
  if (c == NULL) return NULL;
  c->name = name;
  c->fibres = rx_table_text(table, row, at[FIBRES]);
  c->place = (rx_place){ table, row, at[CASE] };
  c->frequency_Hz = frequency;
  c->inhibition = inhibition;
  c->E_mV = E;
  c->item =
      rx_verify_text(verify, "case %s: %g Hz %s, inhibition %g, E %g mV", name, frequency, c->fibres, inhibition, E);
  if (c->fibres[strspn(c->fibres, "AaC")] != '\0' || c->fibres[0] == '\0') {
    rx_table_problem(table, row, at[FIBRES], "\"%s\": expected letters of A, a and C", c->fibres);
    return NULL;
  }
  if (RX_APPEND(&w->cases, c)) return c;
  rx_table_problem(table, row, at[CASE], "out of memory");
  return NULL;
}

static void read_rows(rx_verify *verify, wind_up *w, const rx_table *table, const int at[])
{
  for (size_t i = 0; i < rx_table_rows(table); i++) {
    wind_up_case *c = get_case(verify, w, table, i, at);
    int stimulus = 0, late = 0;
    if (c == NULL || !rx_table_int(table, i, at[STIMULUS], 1, 10000, &stimulus) ||
        !rx_table_int(table, i, at[LATE], 0, 1000000, &late))
      continue;
    while (c->late.n < (size_t)stimulus)
      if (!RX_APPEND(&c->late, -1)) return;
    c->late.items[stimulus - 1] = late;
  }
}

static void leave_slow_out(rx_verify *verify, wind_up *w)
{
  size_t n = 0;
  for (size_t i = 0; i < w->cases.n; i++) {
    wind_up_case *c = w->cases.items[i];
    if (c->frequency_Hz >= QUICK_FROM_HZ)
      w->cases.items[n++] = c;
    else
      free(c->late.items);
  }
  if (n < w->cases.n)
    rx_verdict_note(verify->verdict, "--quick: trains of less than %g Hz to the deep dorsal horn were left out",
                    QUICK_FROM_HZ);
  w->cases.n = n;
}

/* No weight from the surround's inhibitory cell. */
static bool leave_surround_out(rx_verify *verify, wind_up_case *c)
{
  const rx_circuit *circuit = c->run.experiment->circuit;
  const int surround = rx_circuit_population(circuit, SURROUND);
  for (int p = 0; p < circuit->n_pathways; p++)
    for (int k = 0; k < circuit->pathways[p].n_from; k++)
      if (circuit->pathways[p].from[k] == surround &&
          !rx_circuit_run_set(
              &c->run, rx_verify_text(verify, "circuit/pathways/%s/weights/*", circuit->pathways[p].name), 0, c->place))
        return false;
  return true;
}

/* Spikes of a fibre at each pulse after its latency, for the classes of the case. */
static bool add_pulses(wind_up_case *c, const rx_table *latencies, const int at[3])
{
  for (size_t i = 0; i < rx_table_rows(latencies); i++) {
    double latency = 0;
    int index = 0;
    if (!rx_table_int(latencies, i, at[1], 0, 1000000, &index) ||
        !rx_table_number(latencies, i, at[2], 0, 1e5, &latency))
      return false;
    for (int k = 0; k < N_CLASSES; k++) {
      if (strcmp(rx_table_text(latencies, i, at[0]), CLASSES[k].class_name) != 0 ||
          strchr(c->fibres, CLASSES[k].letter) == NULL)
        continue;
      for (size_t s = 0; s < c->late.n; s++) {
        const double t = FIRST_PULSE_MS + 1e3 * (double)s / c->frequency_Hz + latency;
        if (!rx_circuit_run_add_spike(&c->run, CLASSES[k].population, index, t, (rx_place){ latencies, i, at[1] }))
          return false;
      }
    }
  }
  return true;
}

static void prepare(rx_verify *verify, wind_up_case *c, const rx_table *latencies, const int at[3])
{
  if (!rx_circuit_run_open(verify, CIRCUIT, c->place, &c->run) || !leave_surround_out(verify, c) ||
      !rx_circuit_run_set_inhibition(&c->run, c->inhibition, c->inhibition, c->place) ||
      !rx_circuit_run_set_reversal(&c->run, c->E_mV, c->place) || !rx_circuit_run_connect(&c->run, 0, NULL, c->place) ||
      !add_pulses(c, latencies, at))
    return;
  rx_circuit_run_ready(&c->run);
  c->simulation = (rx_circuit_simulation){ .run = &c->run,
                                           .dt_ms = DT_MS,
                                           .t_stop_ms = FIRST_PULSE_MS + 1e3 * (double)c->late.n / c->frequency_Hz };
  c->simulation.job =
      rx_verify_add_job(verify, KIND, 0.1 * c->simulation.t_stop_ms, rx_circuit_simulate, &c->simulation);
}

static void release(void *state)
{
  wind_up *w = state;
  for (size_t i = 0; i < w->cases.n; i++) {
    rx_circuit_run_free(&w->cases.items[i]->run);
    rx_recording_free(&w->cases.items[i]->simulation.recording);
    free(w->cases.items[i]->late.items);
  }
  free(w->cases.items);
}

static void *read_cases(rx_verify *verify)
{
  static const char *const NAMES[N_COLUMNS] = { "case",     "frequency_Hz",      "fibres", "inhibition", "Einh_mV",
                                                "stimulus", "wdr_spikes_60ms_on" };
  static const char *const LATENCY_NAMES[3] = { "class", "index", "latency_ms" };
  if (!rx_table_is_there(verify, TABLE)) return NULL;
  wind_up *w = rx_verify_alloc(verify, 1, sizeof *w);
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table),
           *latencies = rx_verify_alloc(verify, 1, sizeof *latencies);
  int at[N_COLUMNS], latency_at[3];
  if (w == NULL || table == NULL || latencies == NULL || !rx_table_read(verify, TABLE, table) ||
      !rx_table_columns(table, N_COLUMNS, NAMES, at) || !rx_table_read_input(verify, LATENCIES, latencies) ||
      !rx_table_columns(latencies, 3, LATENCY_NAMES, latency_at))
    return NULL;
  read_rows(verify, w, table, at);
  if (verify->is_quick) leave_slow_out(verify, w);
  for (size_t i = 0; i < w->cases.n; i++) prepare(verify, w->cases.items[i], latencies, latency_at);
  if (w->cases.n > 0) return w;
  release(w);
  return NULL;
}

/* Growth as the reference shows it: from 0.5 to 2 Hz the late count grows, at 0.1 Hz it does not. */
static void judge_growth(rx_verify *verify, const wind_up_case *c, const size_t late[])
{
  const size_t n = c->late.n;
  if (n < 2 || c->late.items[0] < 0 || c->late.items[n - 1] < 0) return;
  const int reference = c->late.items[n - 1] - c->late.items[0], value = (int)late[n - 1] - (int)late[0];
  if (c->frequency_Hz >= GROWTH_FROM_HZ && c->frequency_Hz <= GROWTH_TO_HZ && reference > COUNT_LARGE)
    rx_verdict_rule(verify->verdict, KIND, c->item, "late count grows", value, value > 0);
  if (c->frequency_Hz <= SLOW_HZ && abs(reference) <= COUNT)
    rx_verdict_rule(verify->verdict, KIND, c->item, "late count does not grow", value, value <= COUNT);
}

static void judge_case(rx_verify *verify, wind_up_case *c)
{
  const size_t n = c->late.n;
  const rx_recording *recording = &c->simulation.recording;
  if (!rx_verify_job_is_good(verify, c->simulation.job, KIND, c->item)) return;
  double *pulses = rx_verify_alloc(verify, n, sizeof *pulses);
  size_t *early = rx_verify_alloc(verify, n, sizeof *early), *late = rx_verify_alloc(verify, n, sizeof *late);
  double *times = rx_verify_alloc(verify, recording->spikes.n, sizeof *times);
  int32_t *cells = rx_verify_alloc(verify, recording->spikes.n, sizeof *cells);
  const rx_node_range *output = rx_circuit_run_range(&c->run, OUTPUT);
  if (pulses == NULL || early == NULL || late == NULL || times == NULL || cells == NULL || output == NULL) return;
  for (size_t i = 0; i < recording->spikes.n; i++) {
    times[i] = recording->spikes.items[i].t_ms;
    cells[i] = recording->spikes.items[i].cell;
  }
  for (size_t s = 0; s < n; s++) pulses[s] = FIRST_PULSE_MS + 1e3 * (double)s / c->frequency_Hz;
  rx_wind_up_counts(&(rx_spikes){ recording->spikes.n, times, cells }, (rx_cells){ output->first, output->n }, n,
                    pulses, c->simulation.t_stop_ms, early, late);
  for (size_t s = 0; s < n; s++) {
    const int reference = c->late.items[s];
    if (reference < 0) continue;
    rx_verdict_compare(verify->verdict, KIND, c->item, rx_verify_text(verify, "late spikes of pulse %zu", s + 1),
                       "spikes", reference, (double)late[s], reference > LARGE ? COUNT_LARGE : COUNT);
  }
  judge_growth(verify, c, late);
}

static void judge(rx_verify *verify, void *state)
{
  const wind_up *w = state;
  for (size_t i = 0; i < w->cases.n; i++) judge_case(verify, w->cases.items[i]);
}

const rx_protocol RX_VERIFY_WIND_UP = { "wind-up (" TABLE ")", read_cases, judge, release };
