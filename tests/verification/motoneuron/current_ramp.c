/* Current ramps into single units of the pools: ph17_iramp.csv, ph17_iramp_<pool><unit>_nd<n>_spikes.csv (motoneuron page 6.1). */
#include "lone_unit.h"
#include "motoneuron.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define KIND          "ph17 on a current ramp, CVODE"
#define KIND_ENSEMBLE "ph17 on a current ramp, ensemble integrator"

#define UP_MS  6000.0
#define END_MS 12000.0
#define SLOPE  0.006 /* nA/ms: of the spike files */

/* Tolerances of the page. Of the fixed step it says: first spikes within 0.010 ms, last ones within 20 ms. */
#define COUNT_PERCENT  1.0
#define RECRUIT_NA     0.005
#define DELTA_NA       0.05
#define DELTA_FIXED_NA 0.3
#define FIRST_MS       0.01
#define LAST_MS        20.0
#define TRAIN_MS       1.0 /* CVODE, over a whole train */

#define DT_MS 0.025

enum { N_SOLVERS = 2 };

typedef struct ramp_case {
  const char *item;
  rx_network *network;
  rx_waveform current;
  double n_spikes, first_ms, last_ms, I_recruit, delta_I, max_rate;
  const double *spikes; /* [n_rows] NULL: no file */
  size_t n_rows;
  rx_recording recordings[N_SOLVERS];
  size_t job;
} ramp_case;

typedef struct cases {
  RX_ARRAY(ramp_case *) all;
} cases;

static rx_status simulate(void *data, rx_error *err)
{
  ramp_case *c = data;
  rx_status status = RX_OK;
  for (int s = 0; s < N_SOLVERS && status == RX_OK; s++)
    status = rx_unit_run(c->network, &c->current, s == 0 ? 0 : DT_MS, END_MS, &c->recordings[s], err);
  return status;
}

static void read_spikes(rx_verify *verify, ramp_case *c, const char *name)
{
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  if (!rx_table_is_there(verify, name) || table == NULL || !rx_table_read(verify, name, table)) return;
  const int at = rx_table_column(table, "t_ms", true);
  if (at < 0) return;
  c->spikes = rx_table_numbers(verify, table, at, 0, END_MS);
  c->n_rows = rx_table_rows(table);
}

static bool add_ramp(rx_waveform *w, double start_nA, double slope)
{
  rx_error err;
  return rx_waveform_add(w, 0, start_nA, &err) == RX_OK &&
         rx_waveform_add(w, UP_MS, start_nA + slope * UP_MS, &err) == RX_OK &&
         rx_waveform_add(w, END_MS, start_nA, &err) == RX_OK;
}

static void read_row(rx_verify *verify, cases *all, const rx_table *table, size_t row, const int at[])
{
  enum { POOL, UNIT, DENDRITES, PIC, SLOPE_AT, START, COUNT, FIRST, LAST, RECRUIT, DELTA, RATE };
  static const char *const POOLS[] = { "cMG", "hTA", "hTAlw" };
  ramp_case *c = rx_verify_alloc(verify, 1, sizeof *c);
  int unit = 0, n_dendrites = 0;
  double s_PIC = 1, slope = 0, start = 0;
  if (c == NULL || !rx_table_int(table, row, at[UNIT], 0, 19, &unit) ||
      !rx_table_int(table, row, at[DENDRITES], 1, 4, &n_dendrites) ||
      !rx_table_number(table, row, at[PIC], 0, 10, &s_PIC) ||
      !rx_table_number(table, row, at[SLOPE_AT], 0, 1, &slope) ||
      !rx_table_number(table, row, at[START], -1e3, 1e3, &start) ||
      !rx_table_number(table, row, at[COUNT], 0, 1e5, &c->n_spikes) ||
      !rx_table_number_or(table, row, at[FIRST], 0, END_MS, NAN, &c->first_ms) ||
      !rx_table_number_or(table, row, at[LAST], 0, END_MS, NAN, &c->last_ms) ||
      !rx_table_number_or(table, row, at[RECRUIT], -1e3, 1e3, NAN, &c->I_recruit) ||
      !rx_table_number_or(table, row, at[DELTA], -1e3, 1e3, NAN, &c->delta_I) ||
      !rx_table_number_or(table, row, at[RATE], 0, 1e4, NAN, &c->max_rate))
    return;
  const char *pool = rx_table_text(table, row, at[POOL]);
  const rx_place place = { table, row, at[POOL] };
  if (strcmp(pool, POOLS[0]) != 0 && strcmp(pool, POOLS[1]) != 0 && strcmp(pool, POOLS[2]) != 0) {
    rx_table_problem(table, row, at[POOL], "unknown pool \"%.40s\": expected cMG, hTA or hTAlw", pool);
    return;
  }
  if (n_dendrites != 1 && n_dendrites != 4) {
    rx_table_problem(table, row, at[DENDRITES], "%d dendrites: expected 1 or 4", n_dendrites);
    return;
  }
  const rx_unit_change change = { "cav13", s_PIC };
  c->item = rx_verify_text(verify, "%s unit %d, %d dendrite%s, s_PIC %g, %g nA/ms", pool, unit, n_dendrites,
                           n_dendrites == 1 ? "" : "s", s_PIC, slope);
  if (s_PIC == 1 && slope == SLOPE)
    read_spikes(verify, c, rx_verify_text(verify, "ph17_iramp_%s%d_nd%d_spikes.csv", pool, unit, n_dendrites));
  c->network =
      rx_unit_of_pool(rx_verify_text(verify, "%s%s", pool, n_dendrites == 1 ? "_1" : ""), unit, 1, &change, place);
  if (c->network == NULL || !add_ramp(&c->current, start, slope) || !RX_APPEND(&all->all, c)) {
    rx_network_free(c->network);
    rx_waveform_free(&c->current);
    return;
  }
  c->job = rx_verify_add_job(verify, KIND, n_dendrites == 4 ? 12 : 8, simulate, c);
}

static void release(void *state)
{
  cases *all = state;
  for (size_t i = 0; i < all->all.n; i++) {
    rx_network_free(all->all.items[i]->network);
    rx_waveform_free(&all->all.items[i]->current);
    for (int s = 0; s < N_SOLVERS; s++) rx_recording_free(&all->all.items[i]->recordings[s]);
  }
  free(all->all.items);
}

static void *read_cases(rx_verify *verify)
{
  static const char *const NAMES[] = { "pool",       "unit",       "n_dend",   "s_PIC",   "slope_nA_per_ms",
                                       "I_start_nA", "n_spikes",   "first_ms", "last_ms", "I_recruit_nA",
                                       "delta_I_nA", "max_rate_Hz" };
  enum { N = sizeof NAMES / sizeof *NAMES };
  cases *all = rx_verify_alloc(verify, 1, sizeof *all);
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  int at[N];
  if (all == NULL || table == NULL || !rx_table_is_there(verify, "ph17_iramp.csv") ||
      !rx_table_read(verify, "ph17_iramp.csv", table) || !rx_table_columns(table, N, NAMES, at))
    return NULL;
  for (size_t row = 0; row < rx_table_rows(table); row++) read_row(verify, all, table, row, at);
  if (all->all.n > 0) return all;
  release(all);
  return NULL;
}

/* ---- verdict ---- */

/* The last spike is marginal where its interval is more than twice the one before: a fixed step may lose it. */
static bool is_marginal(const rx_recording *recording)
{
  const size_t n = recording->spikes.n;
  const rx_spike *s = recording->spikes.items;
  return n > 2 && s[n - 1].t_ms - s[n - 2].t_ms > 2 * (s[n - 2].t_ms - s[n - 3].t_ms);
}

static void judge_train(rx_verify *verify, const ramp_case *c, const rx_recording *recording)
{
  size_t worst = 0;
  double largest = -1;
  for (size_t i = 0; i < c->n_rows && i < recording->spikes.n; i++) {
    const double deviation = fabs(recording->spikes.items[i].t_ms - c->spikes[i]);
    if (!(deviation > largest)) continue;
    worst = i;
    largest = deviation;
  }
  if (largest >= 0)
    rx_verdict_compare(verify->verdict, KIND, c->item,
                       rx_verify_text(verify, "spike times, worst of %zu: number %zu", c->n_rows, worst + 1), "ms",
                       c->spikes[worst], recording->spikes.items[worst].t_ms, TRAIN_MS);
}

static void judge_run(rx_verify *verify, const ramp_case *c, int s)
{
  const rx_recording *recording = &c->recordings[s];
  const char *kind = s == 0 ? KIND : KIND_ENSEMBLE;
  rx_verdict *v = verify->verdict;
  const size_t n = recording->spikes.n;
  const double first = n > 0 ? recording->spikes.items[0].t_ms : NAN,
               last = n > 0 ? recording->spikes.items[n - 1].t_ms : NAN;
  rx_verdict_compare_percent(v, kind, c->item, "spikes", c->n_spikes, (double)n, COUNT_PERCENT);
  if (c->n_spikes == 0) return;
  const double I_first = n > 0 ? rx_waveform_at(&c->current, first) : NAN,
               I_last = n > 0 ? rx_waveform_at(&c->current, last) : NAN;
  rx_verdict_compare(v, kind, c->item, "first spike, ms", "ms", c->first_ms, first, FIRST_MS);
  rx_verdict_compare(v, kind, c->item, "I at recruitment", "nA", c->I_recruit, I_first, RECRUIT_NA);
  if (s == 0 && c->spikes != NULL) judge_train(verify, c, recording);
  if (s > 0 && is_marginal(&c->recordings[0])) {
    rx_verdict_note(v, "%s: its last spike is marginal, judged by CVODE alone", c->item);
    return;
  }
  rx_verdict_compare(v, kind, c->item, "last spike, ms", "ms", c->last_ms, last, LAST_MS);
  rx_verdict_compare(v, kind, c->item, "I at recruitment less I at derecruitment", "nA", c->delta_I, I_first - I_last,
                     s == 0 ? DELTA_NA : DELTA_FIXED_NA);
  double shortest = INFINITY;
  for (size_t i = 1; i < n; i++)
    shortest = fmin(shortest, recording->spikes.items[i].t_ms - recording->spikes.items[i - 1].t_ms);
  if (n > 1)
    rx_verdict_compare_percent(v, kind, c->item, "highest rate, Hz", c->max_rate, 1e3 / shortest, COUNT_PERCENT);
}

static void judge(rx_verify *verify, void *state)
{
  const cases *all = state;
  for (size_t i = 0; i < all->all.n; i++)
    if (rx_verify_job_is_good(verify, all->all.items[i]->job, KIND, all->all.items[i]->item))
      for (int s = 0; s < N_SOLVERS; s++) judge_run(verify, all->all.items[i], s);
}

const rx_protocol RX_VERIFY_MOTONEURON_CURRENT_RAMP = { "ph17 current ramps (ph17_iramp*.csv)", read_cases, judge,
                                                        release };
