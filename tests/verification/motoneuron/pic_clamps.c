/* Persistent inward currents under voltage clamp: ph17_vclamp.csv, and the traces ph17_vclamp_<pool><unit>_mi<M_i>.csv (motoneuron page 6.2). */
#include "motoneuron.h"
#include "pool_job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/motor/pic_clamp.h"

#define PERCENT  1.0
#define ONSET_MV 0.2
#define TRACE_NA 0.05 /* of a current that goes from -7 to 33 nA */
#define KUO_LOW  60.0 /* published: dendritic inhibition that raises the conductance by 38 % takes 69 % of the current */
#define KUO_HIGH 75.0

typedef struct clamp_case {
  const char *item, *kind;
  rx_pool_job job;
  size_t number;
  rx_pic_clamp expected;
  const double *t_ms, *I_nA; /* trace; NULL: none */
  size_t n_rows;
  bool is_kuo;     /* cMG unit 0, M_i 12 */
  bool is_control; /* the same without inhibition */
} clamp_case;

typedef struct clamp_cases {
  RX_ARRAY(clamp_case *) all;
} clamp_cases;

enum { POOL, UNIT, DENDRITES, PIC, NAP, M_I, M_IS, G_IN, MOST, AT, UP, DOWN, ONSET, OFFSET, N_COLUMNS };
static const char *const NAMES[N_COLUMNS] = { "pool",
                                              "unit",
                                              "n_dend",
                                              "s_PIC",
                                              "s_NaP",
                                              "m_i_dend",
                                              "m_i_soma",
                                              "g_in_uS",
                                              "PIC_nA_asc_max",
                                              "V_at_max_mV",
                                              "PIC_nA_asc_V_le_-40",
                                              "PIC_nA_desc_V_le_-40",
                                              "V_onset_asc_mV",
                                              "V_offset_desc_mV" };

/* NaN for a slope that never turns. */
static bool read_turn(const rx_table *table, size_t row, int at, double *value)
{
  return rx_table_number_or(table, row, at, -100, 0, NAN, value);
}

static void read_trace(rx_verify *verify, clamp_case *c, const char *name)
{
  static const char *const COLUMNS[] = { "t_ms", "I_clamp_nA" };
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  int at[2];
  if (table == NULL || !rx_table_is_there(verify, name) || !rx_table_read(verify, name, table) ||
      !rx_table_columns(table, 2, COLUMNS, at))
    return;
  c->t_ms = rx_table_numbers(verify, table, at[0], 0, 1e5);
  c->I_nA = rx_table_numbers(verify, table, at[1], -1e4, 1e4);
  c->n_rows = rx_table_rows(table);
}

static void read_row(rx_verify *verify, clamp_cases *all, const rx_table *table, size_t row, const int at[],
                     bool is_cvode)
{
  clamp_case *c = rx_verify_alloc(verify, 1, sizeof *c);
  int n_dendrites = 0;
  if (c == NULL) return;
  rx_pool_job *job = &c->job;
  rx_pic_clamp *x = &c->expected;
  if (!rx_table_int(table, row, at[UNIT], 0, 19, &job->unit) ||
      !rx_table_int(table, row, at[DENDRITES], 1, 4, &n_dendrites) ||
      !rx_table_number(table, row, at[PIC], 0, 10, &job->s_pic) ||
      !rx_table_number(table, row, at[NAP], 0, 10, &job->s_nap) ||
      !rx_table_number(table, row, at[M_I], 0, 1e3, &job->m_i) ||
      !rx_table_number(table, row, at[M_IS], 0, 1e3, &job->m_is) ||
      !rx_table_number(table, row, at[G_IN], 0, 1e3, &x->conductance_uS) ||
      !rx_table_number(table, row, at[MOST], 0, 1e3, &x->pic_nA) ||
      !rx_table_number(table, row, at[UP], 0, 1e3, &x->pic40_up_nA) ||
      !rx_table_number(table, row, at[DOWN], 0, 1e3, &x->pic40_down_nA) ||
      !read_turn(table, row, at[ONSET], &x->onset_mV) || !read_turn(table, row, at[OFFSET], &x->offset_mV))
    return;
  const char *pool = rx_table_text(table, row, at[POOL]);
  if ((strcmp(pool, "cMG") != 0 && strcmp(pool, "hTA") != 0 && strcmp(pool, "hTAlw") != 0) ||
      (n_dendrites != 1 && n_dendrites != 4)) {
    rx_table_problem(table, row, at[POOL], "%.40s with %d dendrites: expected cMG, hTA or hTAlw with 1 or 4", pool,
                     n_dendrites);
    return;
  }
  const bool is_plain = job->s_pic == 1 && job->s_nap == 1 && job->m_is == 0 && n_dendrites == 1;
  job->circuit = rx_verify_text(verify, "%s%s", pool, n_dendrites == 1 ? "_1" : "");
  job->n = 1;
  job->stimuli[0] = rx_stimulus_default(RX_STIMULUS_PIC_CLAMP); /* its defaults are those of the page */
  job->t_stop_ms = rx_stimulus_end_ms(&job->stimuli[0]) + 1;
  job->rtol = 1e-8;
  job->dt_ms = 0.025;
  job->is_cvode = is_cvode;
  c->kind = is_cvode ? "PIC under voltage clamp, CVODE" : "PIC under voltage clamp, ensemble integrator";
  c->item = rx_verify_text(verify, "%s unit %d, %d dendrite%s, s_PIC %g, s_NaP %g, M_i %g, M_is %g", pool, job->unit,
                           n_dendrites, n_dendrites == 1 ? "" : "s", job->s_pic, job->s_nap, job->m_i, job->m_is);
  c->is_kuo = is_plain && strcmp(pool, "cMG") == 0 && job->unit == 0 && job->m_i == 12;
  c->is_control = is_plain && strcmp(pool, "cMG") == 0 && job->unit == 0 && job->m_i == 0;
  if (is_plain) read_trace(verify, c, rx_verify_text(verify, "ph17_vclamp_%s%d_mi%g.csv", pool, job->unit, job->m_i));
  if (!rx_pool_prepare(job, (rx_place){ table, row, at[POOL] }) || !RX_APPEND(&all->all, c)) {
    rx_pool_release(job);
    return;
  }
  c->number = rx_verify_add_job(verify, c->kind, 2, rx_pool_simulate, job);
}

static void release(void *state)
{
  clamp_cases *all = state;
  for (size_t i = 0; i < all->all.n; i++) rx_pool_release(&all->all.items[i]->job);
  free(all->all.items);
}

static void *read_clamps(rx_verify *verify)
{
  clamp_cases *all = rx_verify_alloc(verify, 1, sizeof *all);
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  int at[N_COLUMNS];
  if (all == NULL || table == NULL || !rx_table_is_there(verify, "ph17_vclamp.csv") ||
      !rx_table_read(verify, "ph17_vclamp.csv", table) || !rx_table_columns(table, N_COLUMNS, NAMES, at))
    return NULL;
  for (size_t row = 0; row < rx_table_rows(table); row++)
    for (int s = 0; s < 2; s++) read_row(verify, all, table, row, at, s == 1);
  if (all->all.n > 0) return all;
  release(all);
  return NULL;
}

/* ---- verdict ---- */

static void judge_turn(rx_verify *verify, const clamp_case *c, const char *figure, double expected, double found)
{
  if (isnan(expected))
    rx_verdict_rule(verify->verdict, c->kind, c->item, rx_verify_text(verify, "%s: none", figure), found, isnan(found));
  else
    rx_verdict_compare(verify->verdict, c->kind, c->item, figure, "mV", expected, found, ONSET_MV);
}

static void judge_trace(rx_verify *verify, const clamp_case *c, size_t n, double step_ms, const double I_nA[])
{
  size_t worst = 0, n_compared = 0;
  double largest = -1, found = NAN;
  for (size_t i = 0; i < c->n_rows; i++) {
    const size_t k = (size_t)lround(c->t_ms[i] / step_ms);
    /* the dendrite is at rest in the reference when the clamp begins; so is the first step here */
    if (k >= n || c->t_ms[i] < 50) continue;
    n_compared++;
    if (!(fabs(I_nA[k] - c->I_nA[i]) > largest)) continue;
    largest = fabs(I_nA[k] - c->I_nA[i]);
    worst = i;
    found = I_nA[k];
  }
  rx_verdict_compare(
      verify->verdict, c->kind, c->item,
      rx_verify_text(verify, "clamp current, worst of %zu samples, at %g ms", n_compared, c->t_ms[worst]), "nA",
      c->I_nA[worst], found, TRACE_NA);
}

static bool found_of(rx_verify *verify, const clamp_case *c, rx_pic_clamp *pic)
{
  double *V = NULL, *I = NULL, step_ms;
  size_t n = 0;
  rx_error err = { 0 };
  rx_status status = rx_motor_clamp_trace(c->job.run, &c->job.recording, 0, 0, &n, &step_ms, &V, &I, &err);
  if (status == RX_OK) status = rx_pic_clamp_of(n, V, I, pic, &err);
  if (status != RX_OK)
    rx_verdict_failure(verify->verdict, c->kind, c->item, err.text);
  else if (c->I_nA != NULL)
    judge_trace(verify, c, n, step_ms, I);
  free(V);
  free(I);
  return status == RX_OK;
}

static void judge_clamps(rx_verify *verify, void *state)
{
  const clamp_cases *all = state;
  double control[2] = { NAN, NAN }, inhibited[2] = { NAN, NAN }; /* PIC40, both solvers */
  rx_verdict *v = verify->verdict;
  for (size_t i = 0; i < all->all.n; i++) {
    const clamp_case *c = all->all.items[i];
    rx_pic_clamp pic;
    if (!rx_verify_job_is_good(verify, c->number, c->kind, c->item) || !found_of(verify, c, &pic)) continue;
    rx_verdict_compare_percent(v, c->kind, c->item, "input conductance, uS", c->expected.conductance_uS,
                               pic.conductance_uS, PERCENT);
    rx_verdict_compare_percent(v, c->kind, c->item, "PIC, nA", c->expected.pic_nA, pic.pic_nA, PERCENT);
    rx_verdict_compare_percent(v, c->kind, c->item, "PIC up to -40 mV, nA", c->expected.pic40_up_nA, pic.pic40_up_nA,
                               PERCENT);
    rx_verdict_compare_percent(v, c->kind, c->item, "the same, descending, nA", c->expected.pic40_down_nA,
                               pic.pic40_down_nA, PERCENT);
    judge_turn(verify, c, "onset", c->expected.onset_mV, pic.onset_mV);
    judge_turn(verify, c, "offset", c->expected.offset_mV, pic.offset_mV);
    if (c->is_control) control[c->job.is_cvode] = pic.pic40_up_nA;
    if (c->is_kuo) inhibited[c->job.is_cvode] = pic.pic40_up_nA;
  }
  for (int s = 0; s < 2; s++) {
    const double drop = 100 * (1 - inhibited[s] / control[s]);
    if (!isnan(drop))
      rx_verdict_rule(v, s == 1 ? "PIC under voltage clamp, CVODE" : "PIC under voltage clamp, ensemble integrator",
                      "cMG unit 0, M_i 12", "dendritic inhibition takes 60 to 75 % of the PIC (Kuo 2003: 69 %)", drop,
                      drop >= KUO_LOW && drop <= KUO_HIGH);
  }
}

const rx_protocol RX_VERIFY_MOTONEURON_PIC_CLAMP = { "PIC under voltage clamp (ph17_vclamp*.csv)", read_clamps,
                                                     judge_clamps, release };
