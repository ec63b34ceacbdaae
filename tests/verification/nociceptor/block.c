/* Block of sodium channels by drugs: block_steady.csv, the steady state at fixed V, and block_trains.csv, before each pulse of a
 * train. The channels are those of nx, under voltage clamp. */
#include "nociceptor.h"
#include "subject.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/assays/preparation.h"

#define KIND   "block"
#define STEADY "block_steady.csv"
#define TRAINS "block_trains.csv"
#define CELL   "nx"

#define TOLERANCE 1e-6
#define RTOL      1e-10
#define SHORT_MS  1.0

/* A clamped run: pulses of pulse_ms at V_pulse each period_ms, from the first period's end on, else V_hold. Steady: no pulse. */
typedef struct block_run {
  const char *item;
  double hold_mV, pulse_mV, pulse_ms, period_ms;
  RX_ARRAY(int) pulses;       /* numbers, from 1 on; of the steady state 0 */
  RX_ARRAY(double) reference; /* beside them */
  int n_periods;
  int insertion; /* of the channel asked for */
  const rx_table *table;
  size_t row; /* the first */
  rx_network *network;
  double *block; /* [n_periods + 1] at the beginning of each period */
  size_t job;
} block_run;

typedef struct blocks {
  RX_ARRAY(block_run *) runs;
} blocks;

/* ---- runs ---- */

static rx_status make_command(const block_run *r, rx_waveform *command, rx_error *err)
{
  RX_TRY(rx_waveform_add(command, 0, r->hold_mV, err));
  for (int k = 1; k <= r->n_periods; k++) {
    const double on_ms = k * r->period_ms;
    RX_TRY(rx_waveform_add(command, on_ms, r->hold_mV, err));
    RX_TRY(rx_waveform_add(command, on_ms, r->pulse_mV, err));
    RX_TRY(rx_waveform_add(command, on_ms + r->pulse_ms, r->pulse_mV, err));
    RX_TRY(rx_waveform_add(command, on_ms + r->pulse_ms, r->hold_mV, err));
  }
  return RX_OK;
}

static rx_status simulate(void *data, rx_error *err)
{
  block_run *r = data;
  rx_preparation p = rx_preparation_default(r->network);
  rx_waveform command = { 0 };
  const rx_insertion *in = &r->network->types[0]->insertions[r->insertion];
  rx_probe probes[RX_SITES];
  for (int s = 0; s < RX_SITES; s++)
    probes[s] = (rx_probe){ .compartment = p.compartment,
                            .kind = RX_PROBE_GATE,
                            .item = r->insertion,
                            .gate = in->channel->n_gates - RX_SITES + s };
  rx_recording recording = { .n_probes = RX_SITES, .probes = probes, .interval_ms = r->period_ms };
  const rx_clamp clamp = { .compartment = p.compartment, .kind = RX_CLAMP_VOLTAGE, .waveform = &command };
  p.options.rtol = RTOL;
  rx_status status = make_command(r, &command, err);
  if (status == RX_OK) status = rx_preparation_run(&p, 1, &clamp, (r->n_periods + 0.5) * r->period_ms, &recording, err);
  for (int k = 0; status == RX_OK && k <= r->n_periods; k++)
    for (int s = 0; s < RX_SITES; s++) r->block[k] += (double)recording.frames[k * RX_SITES + s];
  recording.probes = NULL;
  rx_recording_free(&recording);
  rx_waveform_free(&command);
  return status;
}

/* ---- tables ---- */

static int find_channel(const rx_network *network, int number)
{
  const rx_cell_type *type = network->types[0];
  for (int k = 0; k < type->n_insertions; k++)
    if (strcmp(type->insertions[k].channel->name, number == 17 ? "nav17" : "nav18") == 0) return k;
  return -1;
}

enum { DRUG, FREE, CHANNEL, V, V_HOLD, V_PULSE, PULSE_MS, FREQUENCY, PULSE, BLOCK, N_COLUMNS };

/* A run for the row's drug and channel; potentials are set by the caller. NULL, with problems. */
static block_run *make_run(rx_verify *verify, const rx_table *table, size_t row, const int at[], double hold_mV)
{
  block_run *r = rx_verify_alloc(verify, 1, sizeof *r);
  rx_subject subject = { .cell = CELL, .has_v_init = true, .v_init = hold_mV };
  double free_uM = 0;
  int number = 0;
  const rx_place place = { table, row, at[DRUG] };
  if (r == NULL || !rx_table_number(table, row, at[FREE], 0, 1e9, &free_uM) ||
      !rx_table_int(table, row, at[CHANNEL], 17, 18, &number) ||
      !rx_subject_take_drug(&subject, rx_table_text(table, row, at[DRUG]), free_uM, place))
    return NULL;
  r->network = rx_subject_network(verify, &subject, place);
  if (r->network == NULL) return NULL;
  r->insertion = find_channel(r->network, number);
  r->hold_mV = hold_mV;
  r->period_ms = SHORT_MS;
  r->table = table;
  r->row = row;
  r->item = rx_verify_text(verify, "%s %g uM, Nav1.%d", rx_table_text(table, row, at[DRUG]), free_uM, number - 10);
  if (r->insertion >= 0) return r;
  rx_table_problem(table, row, at[CHANNEL], "%s has no such channel", CELL);
  rx_network_free(r->network);
  return NULL;
}

static bool keep_run(rx_verify *verify, blocks *b, block_run *r)
{
  if (RX_APPEND(&b->runs, r)) return true;
  rx_network_free(r->network);
  rx_problems_add(verify->problems, NULL, 0, 0, "out of memory");
  return false;
}

static void read_steady(rx_verify *verify, blocks *b)
{
  static const char *const NAMES[] = { "drug", "free_uM", "channel", "V_mV", "block_steady" };
  int found[5], at[N_COLUMNS];
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  if (table == NULL || !rx_table_is_there(verify, STEADY) || !rx_table_read(verify, STEADY, table) ||
      !rx_table_columns(table, 5, NAMES, found))
    return;
  for (int c = 0; c < 4; c++) at[c] = found[c];
  for (size_t row = 0; row < rx_table_rows(table); row++) {
    double v = 0, reference = 0;
    if (!rx_table_number(table, row, found[3], -200, 200, &v) ||
        !rx_table_number(table, row, found[4], 0, 1, &reference))
      continue;
    block_run *r = make_run(verify, table, row, at, v);
    if (r == NULL || !keep_run(verify, b, r)) continue;
    if (!RX_APPEND(&r->pulses, 0) || !RX_APPEND(&r->reference, reference))
      rx_table_problem(table, row, at[DRUG], "out of memory");
  }
}

/* True if two rows agree in all columns that make a case. */
static bool is_same(const rx_table *table, size_t a, size_t b, const int at[])
{
  static const int KEYS[] = { DRUG, FREE, CHANNEL, V_HOLD, V_PULSE, PULSE_MS, FREQUENCY };
  for (size_t k = 0; k < sizeof KEYS / sizeof *KEYS; k++)
    if (strcmp(rx_table_text(table, a, at[KEYS[k]]), rx_table_text(table, b, at[KEYS[k]])) != 0) return false;
  return true;
}

static block_run *make_train(rx_verify *verify, blocks *b, const rx_table *table, size_t row, const int at[])
{
  double hold = 0, pulse = 0, pulse_ms = 0, frequency = 0;
  bool is_good = rx_table_number(table, row, at[V_HOLD], -200, 200, &hold);
  is_good = rx_table_number(table, row, at[V_PULSE], -200, 200, &pulse) && is_good;
  is_good = rx_table_number(table, row, at[PULSE_MS], 1e-3, 1e6, &pulse_ms) && is_good;
  is_good = rx_table_number(table, row, at[FREQUENCY], 1e-4, 1e4, &frequency) && is_good;
  if (!is_good) return NULL;
  if (pulse_ms >= 1e3 / frequency) {
    rx_table_problem(table, row, at[PULSE_MS], "%g ms is longer than the period of %g Hz", pulse_ms, frequency);
    return NULL;
  }
  block_run *r = make_run(verify, table, row, at, hold);
  if (r == NULL || !keep_run(verify, b, r)) return NULL;
  r->pulse_mV = pulse;
  r->pulse_ms = pulse_ms;
  r->period_ms = 1e3 / frequency;
  r->item = rx_verify_text(verify, "%s, %g to %g mV for %g ms at %g Hz", r->item, hold, pulse, pulse_ms, frequency);
  return r;
}

static void read_trains(rx_verify *verify, blocks *b)
{
  static const char *const NAMES[N_COLUMNS] = { "drug",       "free_uM",  "channel", NULL,    "V_hold_mV",
                                                "V_pulse_mV", "pulse_ms", "freq_Hz", "pulse", "block_before_pulse" };
  int at[N_COLUMNS];
  bool is_good = true;
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  if (table == NULL || !rx_table_is_there(verify, TRAINS) || !rx_table_read(verify, TRAINS, table)) return;
  for (int c = 0; c < N_COLUMNS; c++) {
    at[c] = NAMES[c] != NULL ? rx_table_column(table, NAMES[c], true) : -1;
    is_good = is_good && (at[c] >= 0 || NAMES[c] == NULL);
  }
  for (size_t row = 0; is_good && row < rx_table_rows(table); row++) {
    int pulse = 0;
    double reference = 0;
    block_run *r = NULL;
    if (!rx_table_int(table, row, at[PULSE], 1, 1000000, &pulse) ||
        !rx_table_number(table, row, at[BLOCK], 0, 1, &reference))
      continue;
    for (size_t i = 0; i < b->runs.n && r == NULL; i++)
      if (b->runs.items[i]->table == table && is_same(table, b->runs.items[i]->row, row, at)) r = b->runs.items[i];
    if (r == NULL) r = make_train(verify, b, table, row, at);
    if (r == NULL) continue;
    if (pulse > r->n_periods) r->n_periods = pulse;
    if (!RX_APPEND(&r->pulses, pulse) || !RX_APPEND(&r->reference, reference))
      rx_table_problem(table, row, at[DRUG], "out of memory");
  }
}

static void release(void *state)
{
  blocks *b = state;
  for (size_t i = 0; i < b->runs.n; i++) {
    rx_network_free(b->runs.items[i]->network);
    free(b->runs.items[i]->pulses.items);
    free(b->runs.items[i]->reference.items);
  }
  free(b->runs.items);
}

static void *read_cases(rx_verify *verify)
{
  blocks *b = rx_verify_alloc(verify, 1, sizeof *b);
  if (b == NULL) return NULL;
  read_steady(verify, b);
  read_trains(verify, b);
  for (size_t i = 0; i < b->runs.n; i++) {
    block_run *r = b->runs.items[i];
    r->block = rx_verify_alloc(verify, (size_t)r->n_periods + 1, sizeof *r->block);
    if (r->block != NULL) r->job = rx_verify_add_job(verify, KIND, 0.1 * r->n_periods, simulate, r);
  }
  if (b->runs.n > 0) return b;
  release(b);
  return NULL;
}

/* ---- verdict ---- */

/* The worst pulse of a train is its figure. */
static void judge(rx_verify *verify, void *state)
{
  const blocks *b = state;
  for (size_t i = 0; i < b->runs.n; i++) {
    const block_run *r = b->runs.items[i];
    size_t worst = 0;
    double largest = -1;
    if (!rx_verify_job_is_good(verify, r->job, KIND, r->item)) continue;
    for (size_t k = 0; k < r->pulses.n; k++) {
      const double deviation = fabs(r->block[r->pulses.items[k]] - r->reference.items[k]);
      if (deviation <= largest) continue;
      worst = k;
      largest = deviation;
      if (isnan(deviation)) break;
    }
    const char *figure = r->n_periods == 0 ? rx_verify_text(verify, "steady at %g mV", r->hold_mV)
                                           : rx_verify_text(verify, "before pulse, worst of %zu: %d", r->pulses.n,
                                                            r->pulses.items[worst]);
    rx_verdict_compare(verify->verdict, KIND, r->item, figure, "", r->reference.items[worst],
                       r->block[r->pulses.items[worst]], TOLERANCE);
  }
}

const rx_protocol RX_VERIFY_NOCICEPTOR_BLOCK = { "block (" STEADY ", " TRAINS ")", read_cases, judge, release };
