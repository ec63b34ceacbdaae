/* Pools of twenty units: ramp contraction, VibStim, spasm (motoneuron page 6.3 - 6.5): ph17_ramp*_summary.csv with the spike files,
 * ph17_vibstim.csv, ph17_spasm.csv; each by both solvers. */
#include "motoneuron.h"
#include "pool_job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Tolerances of the page. */
#define FIRST_MS     0.1   /* of a unit's first spike: CVODE, and the second-order step at 0.025 ms (0.015 ms) */
#define LAST_MS      20.0  /* of its last */
#define RATE_PERCENT 5.0   /* spasm */
#define RATE_PPS     0.06  /* and below it: one spike of the pool in a window of a second */
#define TORQUE_SHARE 10.0  /* percent */
#define TORQUE       0.003 /* or as much */

enum { N_UNITS = 20, MOST_WINDOWS = 4 };

typedef struct window {
  const char *column;
  double from_ms, to_ms;
} window;

typedef struct figures {
  double rate[MOST_WINDOWS], torque[MOST_WINDOWS], n_active, n_late;
} figures;

typedef struct pool_case {
  const char *item, *kind;
  rx_pool_job job;
  size_t number;
  figures expected;
  const double *unit, *spike; /* of the spike file; NULL: none */
  size_t n_rows;
} pool_case;

typedef struct pool_cases {
  RX_ARRAY(pool_case *) all;
} pool_cases;

static const char *kind_of(bool is_cvode, const char *cvode, const char *ensemble)
{
  return is_cvode ? cvode : ensemble;
}

static pool_case *new_case(rx_verify *verify, const char *circuit, bool is_cvode)
{
  pool_case *c = rx_verify_alloc(verify, 1, sizeof *c);
  if (c == NULL) return NULL;
  c->job = (rx_pool_job){
    .circuit = circuit, .unit = -1, .s_pic = 1, .s_nap = 1, .rtol = 1e-7, .dt_ms = 0.025, .is_cvode = is_cvode
  };
  return c;
}

static void keep(rx_verify *verify, pool_cases *all, pool_case *c, rx_place place, double cost)
{
  if (!rx_pool_prepare(&c->job, place) || !RX_APPEND(&all->all, c)) {
    rx_pool_release(&c->job);
    return;
  }
  c->number = rx_verify_add_job(verify, c->kind, cost * (c->job.is_cvode ? 10 : 1), rx_pool_simulate, &c->job);
}

static void release(void *state)
{
  pool_cases *all = state;
  for (size_t i = 0; i < all->all.n; i++) rx_pool_release(&all->all.items[i]->job);
  free(all->all.items);
}

static void *end_reading(pool_cases *all)
{
  if (all->all.n > 0) return all;
  release(all);
  return NULL;
}

/* ---- ramp contraction ---- */

static void read_ramp_row(rx_verify *verify, pool_cases *all, const rx_table *table, size_t row, const int at[],
                          int n_dendrites, bool is_cvode)
{
  const char *prefix = n_dendrites == 4 ? "ph17_ramp4_hTA_" : "ph17_ramp_hTA_";
  const char *condition = rx_table_text(table, row, at[0]);
  pool_case *c = new_case(verify, n_dendrites == 4 ? "hTA" : "hTA_1", is_cvode);
  rx_table *spikes = rx_verify_alloc(verify, 1, sizeof *spikes);
  static const char *const NAMES[] = { "unit", "t_ms" };
  int in[2];
  if (c == NULL || spikes == NULL || !rx_table_number(table, row, at[1], 0, 10, &c->job.s_pic) ||
      !rx_table_number(table, row, at[2], 0, 1e3, &c->job.m_i) ||
      !rx_table_number(table, row, at[3], 0, 1e3, &c->job.m_is) ||
      !rx_table_read(verify, rx_verify_text(verify, "%s%s_spikes.csv", prefix, condition), spikes) ||
      !rx_table_columns(spikes, 2, NAMES, in))
    return;
  c->kind = kind_of(is_cvode, "ramp contraction, CVODE", "ramp contraction, ensemble integrator");
  c->item = rx_verify_text(verify, "%s, %d dendrite%s", condition, n_dendrites, n_dendrites == 1 ? "" : "s");
  c->unit = rx_table_numbers(verify, spikes, in[0], 0, N_UNITS - 1);
  c->spike = rx_table_numbers(verify, spikes, in[1], 0, 22000);
  c->n_rows = rx_table_rows(spikes);
  if (c->unit == NULL || c->spike == NULL) return;
  c->job.n = 1;
  c->job.stimuli[0] = rx_stimulus_default(RX_STIMULUS_DRIVE); /* its defaults are those of the page */
  c->job.t_stop_ms = 22000;
  keep(verify, all, c, (rx_place){ table, row, at[0] }, 22 * n_dendrites);
}

static void *read_ramps(rx_verify *verify)
{
  static const char *const NAMES[] = { "condition", "s_PIC", "m_i_dend", "m_i_soma" };
  pool_cases *all = rx_verify_alloc(verify, 1, sizeof *all);
  for (int n_dendrites = 1; all != NULL && n_dendrites <= 4; n_dendrites += 3) {
    const char *name = n_dendrites == 4 ? "ph17_ramp4_hTA_summary.csv" : "ph17_ramp_hTA_summary.csv";
    rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
    int at[4];
    if (table == NULL || !rx_table_is_there(verify, name) || !rx_table_read(verify, name, table) ||
        !rx_table_columns(table, 4, NAMES, at))
      continue;
    for (size_t row = 0; row < rx_table_rows(table); row++)
      for (int s = 0; s < (verify->is_quick ? 1 : 2); s++)
        read_ramp_row(verify, all, table, row, at, n_dendrites, s == 1);
  }
  return all != NULL ? end_reading(all) : NULL;
}

/* First and last spike of a unit and their number; NaN where it is silent. */
typedef struct ends {
  double first, last;
  size_t n;
} ends;

static void add_spike(ends *e, double t_ms)
{
  if (e->n++ == 0) e->first = t_ms;
  e->last = t_ms;
}

static void judge_ramp(rx_verify *verify, const pool_case *c)
{
  ends expected[N_UNITS] = { 0 }, found[N_UNITS] = { 0 };
  rx_verdict *v = verify->verdict;
  for (size_t i = 0; i < c->n_rows; i++) add_spike(&expected[(int)c->unit[i]], c->spike[i]);
  for (size_t i = 0; i < c->job.recording.spikes.n; i++)
    add_spike(&found[c->job.recording.spikes.items[i].cell], c->job.recording.spikes.items[i].t_ms);
  int first = -1, count = -1, n_wrong = 0;
  double worst_first = -1, worst_count = -1, sum = 0;
  for (int u = 0; u < N_UNITS; u++) {
    n_wrong += (expected[u].n > 0) != (found[u].n > 0);
    if (expected[u].n == 0 || found[u].n == 0) continue;
    const double late = fabs(found[u].first - expected[u].first),
                 more = fabs((double)found[u].n - (double)expected[u].n);
    if (late > worst_first) first = u, worst_first = late;
    if (more > worst_count) count = u, worst_count = more;
    sum += fabs(found[u].last - expected[u].last) <= LAST_MS;
  }
  rx_verdict_compare(v, c->kind, c->item, "units that fire in one of the two alone", "", 0, n_wrong, 0);
  if (first >= 0)
    rx_verdict_compare(v, c->kind, c->item, rx_verify_text(verify, "first spike, worst unit: %d", first), "ms",
                       expected[first].first, found[first].first, FIRST_MS);
  if (count >= 0)
    rx_verdict_compare(v, c->kind, c->item, rx_verify_text(verify, "spikes, worst unit: %d", count), "",
                       (double)expected[count].n, (double)found[count].n, fmax(2, 0.01 * (double)expected[count].n));
  int n_firing = 0;
  for (int u = 0; u < N_UNITS; u++) n_firing += expected[u].n > 0;
  /* a marginal last spike, one of a slowly falling train, may come or not */
  rx_verdict_rule(v, c->kind, c->item, "last spikes within 20 ms in all units but two", sum, sum >= n_firing - 2);
}

static void judge_ramps(rx_verify *verify, void *state)
{
  const pool_cases *all = state;
  for (size_t i = 0; i < all->all.n; i++)
    if (rx_verify_job_is_good(verify, all->all.items[i]->number, all->all.items[i]->kind, all->all.items[i]->item))
      judge_ramp(verify, all->all.items[i]);
}

const rx_protocol RX_VERIFY_MOTONEURON_RAMP_CONTRACTION = { "ramp contractions (ph17_ramp*_summary.csv, _spikes.csv)",
                                                            read_ramps, judge_ramps, release };

/* ---- VibStim and spasm ---- */

static const window VIBSTIM[] = { { "rate_vib_only_8_11s", 8000, 11000 },
                                  { "rate_nmes_27_29s", 27000, 29000 },
                                  { "rate_Tvib_31_34s", 31000, 34000 },
                                  { "rate_Tsust_36_39s", 36000, 39000 } };
static const window SPASM[] = { { "rate_2_4s", 2000, 4000 },
                                { "rate_4_5s", 4000, 5000 },
                                { "rate_6_12s", 6000, 12000 } };
/* torques: their columns, and the window of each among those above */
static const char *const VIBSTIM_TORQUE[] = { "tq_vib_only_8_11s", NULL, "tq_Tvib_31_34s", "tq_Tsust_36_39s" };
static const char *const SPASM_TORQUE[] = { "tq_2_4s", NULL, "tq_6_12s" };

static bool read_expected(rx_verify *verify, const rx_table *table, size_t row, int n, const window windows[],
                          const char *const torques[], figures *f)
{
  (void)verify;
  for (int k = 0; k < n; k++) {
    const int at = rx_table_column(table, windows[k].column, true);
    const int torque = torques[k] != NULL ? rx_table_column(table, torques[k], true) : -1;
    if (at < 0 || !rx_table_number(table, row, at, 0, 1e3, &f->rate[k])) return false;
    if (torques[k] != NULL && (torque < 0 || !rx_table_number(table, row, torque, 0, 1, &f->torque[k]))) return false;
  }
  return true;
}

static rx_stimulus drive(const char *onto, double level, double onset, double duration, double rise, double fall)
{
  rx_stimulus s = rx_stimulus_default(RX_STIMULUS_DRIVE);
  s.onto = onto;
  s.level = level;
  s.onset = onset;
  s.duration = duration;
  s.rise = rise;
  s.fall = fall;
  return s;
}

static void read_vibstim_row(rx_verify *verify, pool_cases *all, const rx_table *table, size_t row, bool is_cvode)
{
  pool_case *c = new_case(verify, "hTA_1", is_cvode);
  const int condition = rx_table_column(table, "condition", true), pic = rx_table_column(table, "s_PIC", true),
            inhibition = rx_table_column(table, "m_i_dend", true), active = rx_table_column(table, "n_active", true);
  if (c == NULL || condition < 0 || pic < 0 || inhibition < 0 || active < 0 ||
      !rx_table_number(table, row, pic, 0, 10, &c->job.s_pic) ||
      !rx_table_number(table, row, inhibition, 0, 1e3, &c->job.m_i) ||
      !rx_table_number(table, row, active, 0, N_UNITS, &c->expected.n_active) ||
      !read_expected(verify, table, row, 4, VIBSTIM, VIBSTIM_TORQUE, &c->expected))
    return;
  c->kind = kind_of(is_cvode, "VibStim, CVODE", "VibStim, ensemble integrator");
  c->item = rx_verify_text(verify, "%s", rx_table_text(table, row, condition));
  c->job.n = 2;
  c->job.stimuli[0] = rx_stimulus_default(RX_STIMULUS_VIBRATION);
  c->job.stimuli[1] = rx_stimulus_default(RX_STIMULUS_NMES);
  c->job.t_stop_ms = 40000;
  keep(verify, all, c, (rx_place){ table, row, condition }, 40);
}

static void read_spasm_row(rx_verify *verify, pool_cases *all, const rx_table *table, size_t row, bool is_cvode)
{
  pool_case *c = new_case(verify, "hTA_1", is_cvode);
  double ri = 0;
  const int condition = rx_table_column(table, "condition", true), pic = rx_table_column(table, "s_PIC", true),
            inhibition = rx_table_column(table, "m_i_background", true),
            reciprocal = rx_table_column(table, "m_i_RI_4_5s", true),
            fired = rx_table_column(table, "n_units_fired", true),
            late = rx_table_column(table, "n_units_active_6_12s", true);
  if (c == NULL || condition < 0 || pic < 0 || inhibition < 0 || reciprocal < 0 || fired < 0 || late < 0 ||
      !rx_table_number(table, row, pic, 0, 10, &c->job.s_pic) ||
      !rx_table_number(table, row, inhibition, 0, 1e3, &c->job.m_i) ||
      !rx_table_number(table, row, reciprocal, 0, 1e3, &ri) ||
      !rx_table_number(table, row, fired, 0, N_UNITS, &c->expected.n_active) ||
      !rx_table_number(table, row, late, 0, N_UNITS, &c->expected.n_late) ||
      !read_expected(verify, table, row, 3, SPASM, SPASM_TORQUE, &c->expected))
    return;
  c->kind = kind_of(is_cvode, "spasm, CVODE", "spasm, ensemble integrator");
  c->item = rx_verify_text(verify, "%s", rx_table_text(table, row, condition));
  c->job.stimuli[c->job.n++] = drive("excitation", 8, 1000, 100, 10, 400);
  if (ri > 0) c->job.stimuli[c->job.n++] = drive("inhibition", ri, 4000, 1000, 10, 10);
  c->job.t_stop_ms = 12000;
  keep(verify, all, c, (rx_place){ table, row, condition }, 12);
}

static void *read_rows(rx_verify *verify, const char *name,
                       void (*read_row)(rx_verify *, pool_cases *, const rx_table *, size_t, bool))
{
  pool_cases *all = rx_verify_alloc(verify, 1, sizeof *all);
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  if (all == NULL || table == NULL || !rx_table_is_there(verify, name) || !rx_table_read(verify, name, table))
    return NULL;
  for (size_t row = 0; row < rx_table_rows(table); row++)
    for (int s = 0; s < (verify->is_quick ? 1 : 2); s++) read_row(verify, all, table, row, s == 1);
  return end_reading(all);
}

static void *read_vibstims(rx_verify *verify)
{
  return read_rows(verify, "ph17_vibstim.csv", read_vibstim_row);
}

static void *read_spasms(rx_verify *verify)
{
  return read_rows(verify, "ph17_spasm.csv", read_spasm_row);
}

/* Mean over a < t <= b of samples every millisecond. */
static double mean_torque(const double torque[], const window *w)
{
  double sum = 0;
  for (size_t k = (size_t)w->from_ms + 1; k <= (size_t)w->to_ms; k++) sum += torque[k];
  return sum / (w->to_ms - w->from_ms);
}

static void judge_windows(rx_verify *verify, const pool_case *c, int n, const window windows[],
                          const char *const torques[])
{
  rx_verdict *v = verify->verdict;
  double *torque = NULL;
  size_t n_torque = 0;
  rx_error err = { 0 };
  if (rx_motor_torque(c->job.run, &c->job.recording, 0, false, &n_torque, &torque, &err) != RX_OK) {
    rx_verdict_failure(v, c->kind, c->item, err.text);
    return;
  }
  rx_verdict_compare(v, c->kind, c->item, "units that fire", "", c->expected.n_active,
                     rx_pool_active(&c->job, 0, c->job.t_stop_ms), 0);
  for (int k = 0; k < n; k++) {
    const double rate = rx_pool_rate(&c->job, windows[k].from_ms, windows[k].to_ms);
    rx_verdict_compare(v, c->kind, c->item, windows[k].column, "pps", c->expected.rate[k], rate,
                       fmax(RATE_PPS, 0.01 * RATE_PERCENT * c->expected.rate[k]));
    if (torques[k] != NULL)
      rx_verdict_compare(v, c->kind, c->item, torques[k], "", c->expected.torque[k], mean_torque(torque, &windows[k]),
                         fmax(TORQUE, 0.01 * TORQUE_SHARE * c->expected.torque[k]));
  }
  free(torque);
}

static void judge_vibstims(rx_verify *verify, void *state)
{
  const pool_cases *all = state;
  for (size_t i = 0; i < all->all.n; i++)
    if (rx_verify_job_is_good(verify, all->all.items[i]->number, all->all.items[i]->kind, all->all.items[i]->item))
      judge_windows(verify, all->all.items[i], 4, VIBSTIM, VIBSTIM_TORQUE);
}

static void judge_spasms(rx_verify *verify, void *state)
{
  const pool_cases *all = state;
  for (size_t i = 0; i < all->all.n; i++) {
    const pool_case *c = all->all.items[i];
    if (!rx_verify_job_is_good(verify, c->number, c->kind, c->item)) continue;
    judge_windows(verify, c, 3, SPASM, SPASM_TORQUE);
    rx_verdict_compare(verify->verdict, c->kind, c->item, "units that fire from 6 to 12 s", "", c->expected.n_late,
                       rx_pool_active(&c->job, 6000, 12000), 0);
  }
}

const rx_protocol RX_VERIFY_MOTONEURON_VIBSTIM = { "VibStim (ph17_vibstim.csv)", read_vibstims, judge_vibstims,
                                                   release };
const rx_protocol RX_VERIFY_MOTONEURON_SPASM = { "spasms (ph17_spasm.csv)", read_spasms, judge_spasms, release };
