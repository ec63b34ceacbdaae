/* Mechanoreceptors: aenc.csv and aenc_spiketimes.csv, the encoder `aenc` of each class under standard stimuli from 200 ms on. */
#include "nociceptor.h"
#include "skin_stimulus.h"
#include "spikes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/firing.h"
#include "models/afferents/fibre_class.h"

#define KIND   "mechanoreceptors"
#define TABLE  "aenc.csv"
#define SPIKES "aenc_spiketimes.csv"

#define SPIKE_MS 0.2
#define COUNT    1.0

static const rx_force_times FORCE = { 200, 100, 2000, 100 };
enum { MOST_WINDOWS = 8 };

/* A column of counts: spikes within [from, to). */
typedef struct window {
  const char *name;
  int column;
  double from_ms, to_ms;
} window;

typedef struct encoder_case {
  const char *item;
  rx_fibre_class fibre_class;
  rx_skin_stimulus stimulus;
  double counts[MOST_WINDOWS]; /* references; NaN: not given */
  const rx_reference_spikes *spikes;
  rx_times found;
  size_t job;
} encoder_case;

typedef struct encoders {
  rx_spike_file spikes;
  int n_windows;
  window windows[MOST_WINDOWS];
  RX_ARRAY(encoder_case *) cases;
} encoders;

static rx_status simulate(void *data, rx_error *err)
{
  encoder_case *c = data;
  rx_ending ending;
  rx_aenc aenc;
  rx_relay relay;
  rx_waveform drive = { 0 };
  rx_fibre_defaults(c->fibre_class, &ending, &aenc, &relay);
  const rx_skin_stimuli stimuli = { 1, &c->stimulus.stimulus, 32 };
  const rx_skin skin = rx_skin_of(&stimuli);
  rx_status status = rx_ending_run(&ending, &skin, 0, c->stimulus.end_ms, 0, RX_ENDING_TOLERANCE, &drive, NULL, err);
  if (status == RX_OK) status = rx_aenc_run(&aenc, &drive, &c->found, err);
  rx_waveform_free(&drive);
  return status;
}

/* "n_spikes", "n_rise_100ms": from the onset on so long, "n_hold_1300_2300ms". */
static bool parse_window(const char *name, window *w)
{
  int end = 0;
  *w = (window){ .name = name, .to_ms = INFINITY };
  if (strcmp(name, "n_spikes") == 0) return true;
  if (sscanf(name, "n_hold_%lf_%lfms%n", &w->from_ms, &w->to_ms, &end) == 2 && end > 0 && name[end] == '\0')
    return w->to_ms > w->from_ms;
  if (sscanf(name, "n_rise_%lfms%n", &w->to_ms, &end) != 1 || end == 0 || name[end] != '\0') return false;
  w->from_ms = FORCE.onset;
  w->to_ms += FORCE.onset;
  return w->to_ms > w->from_ms;
}

static encoder_case *make_case(rx_verify *verify, encoders *e, const rx_table *table, size_t row, const int at[2])
{
  encoder_case *c = rx_verify_alloc(verify, 1, sizeof *c);
  const char *name = rx_table_text(table, row, at[0]);
  if (c == NULL) return NULL;
  c->fibre_class = rx_fibre_find(name);
  if (c->fibre_class == RX_N_FIBRE_CLASSES || RX_FIBRE_CLASSES[c->fibre_class].is_cell) {
    rx_table_problem(table, row, at[0], "unknown class \"%.40s\": expected Ab_SA1, Ab_RA, Ad_Dhair, Ad_HTMR or C_LTMR",
                     name);
    return NULL;
  }
  if (!rx_skin_stimulus_read((rx_place){ table, row, at[1] }, &FORCE, &c->stimulus)) return NULL;
  for (int w = 0; w < MOST_WINDOWS; w++) c->counts[w] = NAN;
  c->item = rx_verify_text(verify, "%s, %s", name, rx_table_text(table, row, at[1]));
  if (!RX_APPEND(&e->cases, c)) return NULL;
  c->job = rx_verify_add_job(verify, KIND, 1, simulate, c);
  return c;
}

static void read_table(rx_verify *verify, encoders *e, const char *const keys[2])
{
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  int at[2];
  if (table == NULL || !rx_table_is_there(verify, TABLE) || !rx_table_read(verify, TABLE, table) ||
      !rx_table_columns(table, 2, keys, at))
    return;
  for (int k = 0; k < (int)table->csv.n_columns; k++) {
    window w;
    if (k == at[0] || k == at[1]) continue;
    if (e->n_windows < MOST_WINDOWS && parse_window(table->csv.header[k].text, &w)) {
      w.column = k;
      e->windows[e->n_windows++] = w;
    } else {
      rx_problems_add(verify->problems, table->csv.file, table->csv.header_line, table->csv.header[k].column,
                      "\"%s\": expected n_spikes, n_rise_Nms or n_hold_A_Bms, %d of them at the most",
                      table->csv.header[k].text, MOST_WINDOWS);
    }
  }
  for (size_t row = 0; row < rx_table_rows(table); row++) {
    encoder_case *c = make_case(verify, e, table, row, at);
    if (c == NULL) continue;
    for (int w = 0; w < e->n_windows; w++)
      rx_table_number_or(table, row, e->windows[w].column, 0, 1e6, NAN, &c->counts[w]);
    c->spikes = rx_spike_file_case(&e->spikes, rx_verify_text(verify, "%s|%s", rx_table_text(table, row, at[0]),
                                                              rx_table_text(table, row, at[1])));
  }
}

/* Spike times of what the table does not have stand for themselves. */
static void read_rest_of_spikes(rx_verify *verify, encoders *e, const char *const keys[2])
{
  int at[2];
  if (!e->spikes.is_there || !rx_table_columns(&e->spikes.table, 2, keys, at)) return;
  for (size_t i = 0; i < e->spikes.cases.n; i++) {
    rx_reference_spikes *spikes = &e->spikes.cases.items[i];
    if (spikes->is_used) continue;
    encoder_case *c = make_case(verify, e, &e->spikes.table, spikes->first_row, at);
    if (c != NULL) c->spikes = spikes;
  }
}

static void release(void *state)
{
  encoders *e = state;
  for (size_t i = 0; i < e->cases.n; i++) free(e->cases.items[i]->found.items);
  rx_spike_file_free(&e->spikes);
  free(e->cases.items);
}

static void *read_cases(rx_verify *verify)
{
  static const char *const KEYS[] = { "class", "stimulus" };
  encoders *e = rx_verify_alloc(verify, 1, sizeof *e);
  if (e == NULL) return NULL;
  if (rx_spike_file_read(verify, SPIKES, 2, KEYS, &e->spikes)) {
    read_table(verify, e, KEYS);
    read_rest_of_spikes(verify, e, KEYS);
  }
  if (e->cases.n > 0) return e;
  release(e);
  return NULL;
}

static void judge(rx_verify *verify, void *state)
{
  const encoders *e = state;
  for (size_t i = 0; i < e->cases.n; i++) {
    const encoder_case *c = e->cases.items[i];
    if (!rx_verify_job_is_good(verify, c->job, KIND, c->item)) continue;
    for (int w = 0; w < e->n_windows; w++) {
      if (isnan(c->counts[w])) continue;
      const rx_firing firing = rx_firing_of(c->found.n, c->found.items, e->windows[w].from_ms, e->windows[w].to_ms);
      rx_verdict_compare(verify->verdict, KIND, c->item, e->windows[w].name, "spikes", c->counts[w],
                         (double)firing.n_spikes, COUNT);
    }
    if (c->spikes != NULL)
      rx_judge_spikes(verify, KIND, c->item, c->spikes, c->found.n, c->found.items, (size_t)COUNT, SPIKE_MS, 0);
  }
}

const rx_protocol RX_VERIFY_NOCICEPTOR_ENCODER = { "mechanoreceptors (" TABLE ", " SPIKES ")", read_cases, judge,
                                                   release };
