/* Analysis of given spike trains: rates, pairs of units, test units, brace height, matched pairs. Tables deltaf_synth_*, the pairs,
 * testunits, summary and brace tables of protocol 6.3, and ph17_matched_pairs. */
#include "../reference.h"
#include "motoneuron.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/motor/delta_f.h"
#include "analysis/motor/matched_pairs.h"

#define MATCHED_TABLE "ph17_matched_pairs.csv"
#define KIND_MATCHED  "matched pairs"

/* motoneuron 9, row 12; the times of the ramps are rounded to 1 us, which ill-conditioned pairs show */
#define SYNTHETIC 1e-5
#define ROUNDED   2e-4
#define BRACE     0.01 /* % of the value */

/* Trains of one case or condition, and what comes of them. */
typedef struct train_set {
  const char *name;           /* case or condition */
  const char *file, *case_of; /* case_of: rows of this case only; NULL: all */
  size_t n;
  rx_unit_train *trains;
  rx_arena *arena; /* of its job */
  rx_delta_f result;
  size_t job;
} train_set;

/* Where a row of a table points to. */
typedef struct place_in_set {
  const train_set *set;
  int unit, control; /* names */
} place_in_set;

/* A column that is compared. */
typedef struct figure {
  const char *column, *unit;
  double tolerance; /* 0: exact */
  bool is_share;    /* tolerance in percent of the value */
  double (*value)(const place_in_set *place);
} figure;

enum { MAX_FIGURES = 12 };

typedef struct table_kind {
  const char *kind, *name, *trains; /* trains: of all cases, or the beginning of a file's name */
  const char *set_column;           /* "case": trains in one file; "condition": a file each */
  bool has_unit, has_pair;
  figure figures[MAX_FIGURES]; /* ends with one without a column */
} table_kind;

/* ---- figures ---- */

static const rx_motor_unit *unit_named(const train_set *set, int name)
{
  for (size_t i = 0; i < set->result.n_units; i++)
    if (set->result.units[i].train.unit == name) return &set->result.units[i];
  return NULL;
}

static const rx_unit_pair *pair_at(const place_in_set *p)
{
  const rx_delta_f *r = &p->set->result;
  for (size_t k = 0; k < r->n_listed; k++)
    if (r->units[r->pairs[k].control].train.unit == p->control && r->units[r->pairs[k].test].train.unit == p->unit &&
        (r->pairs[k].exclusions & 1u << RX_PAIR_APART) == 0)
      return &r->pairs[k];
  return NULL;
}

/* NaN, which fails, where the unit or the pair does not exist. */
#define OF_UNIT(name, expression)                                                                                      \
  static double name(const place_in_set *p)                                                                            \
  {                                                                                                                    \
    const rx_motor_unit *u = unit_named(p->set, p->unit);                                                              \
    return u != NULL && u->is_used ? (expression) : NAN;                                                               \
  }
#define OF_PAIR(name, expression)                                                                                      \
  static double name(const place_in_set *p)                                                                            \
  {                                                                                                                    \
    const rx_unit_pair *q = pair_at(p);                                                                                \
    return q != NULL ? (expression) : NAN;                                                                             \
  }
#define OF_SET(name, expression)                                                                                       \
  static double name(const place_in_set *p)                                                                            \
  {                                                                                                                    \
    const rx_delta_f *r = &p->set->result;                                                                             \
    return (expression);                                                                                               \
  }

OF_UNIT(spikes_used, (double)u->run.n)
OF_UNIT(rate_at_second, rx_firing_rate_at(&u->rate, u->rate.from_s))
OF_UNIT(rate_in_middle, rx_firing_rate_at(&u->rate, (u->rate.from_s + u->rate.to_s) / 2))
OF_UNIT(rate_at_last, rx_firing_rate_at(&u->rate, u->rate.to_s))
OF_UNIT(test_value, u->value)
OF_PAIR(delta_f, q->delta_f)
OF_PAIR(correlation, q->correlation)
OF_PAIR(apart, q->apart_s)
OF_PAIR(modulation, q->modulation)
OF_PAIR(recruited, q->recruited_s)
OF_PAIR(ends, q->ends_s)
OF_PAIR(truncated, q->is_truncated)
OF_PAIR(included, q->exclusions == 0)
OF_SET(n_used, (double)r->n_used)
OF_SET(n_pairs, (double)r->n_pairs)
OF_SET(n_included, (double)r->n_included)
OF_SET(n_truncated, (double)r->n_truncated)
OF_SET(pair_mean, r->pair_mean)
OF_SET(test_mean, r->test_mean)
OF_SET(test_sd, r->test_sd)
OF_SET(n_brace, (double)r->n_brace)
OF_SET(brace_mean, r->brace_mean)

/* Means over used units. */
static double mean_over(const rx_delta_f *r, double (*of)(const rx_motor_unit *))
{
  double sum = 0;
  for (size_t i = 0; i < r->n_units; i++)
    if (r->units[i].is_used) sum += of(&r->units[i]);
  return sum / (double)r->n_used;
}
static double peak_of(const rx_motor_unit *u)
{
  return u->peak_rate;
}
static double first_of(const rx_motor_unit *u)
{
  return u->run.times_s[0];
}
static double last_of(const rx_motor_unit *u)
{
  return u->run.times_s[u->run.n - 1];
}
OF_SET(peak_mean, mean_over(r, peak_of))
OF_SET(recruited_mean, mean_over(r, first_of))
OF_SET(derecruited_mean, mean_over(r, last_of))

/* ---- tables ---- */

#define SYNTHETIC_KIND "delta-F, synthetic trains"
#define RAMP_KIND      "delta-F, 20-s ramps"
#define SYNTHETIC_FILE "deltaf_synth_spikes.csv"

#define RAMP_TABLES(prefix)                                                                                            \
  { RAMP_KIND,                                                                                                         \
    prefix "pairs.csv",                                                                                                \
    prefix,                                                                                                            \
    "condition",                                                                                                       \
    false,                                                                                                             \
    true,                                                                                                              \
    { { "dF_pps", "pps", ROUNDED, false, delta_f },                                                                    \
      { "r", "", ROUNDED, false, correlation },                                                                        \
      { "d_recruit_s", "s", ROUNDED, false, apart },                                                                   \
      { "ctrl_modulation_pps", "pps", ROUNDED, false, modulation },                                                    \
      { "truncated", "", 0, false, truncated },                                                                        \
      { "ok", "", 0, false, included } } },                                                                            \
      { RAMP_KIND,                                                                                                     \
        prefix "testunits.csv",                                                                                        \
        prefix,                                                                                                        \
        "condition",                                                                                                   \
        true,                                                                                                          \
        false,                                                                                                         \
        { { "dF_pps", "pps", ROUNDED, false, test_value } } },                                                         \
      { RAMP_KIND,                                                                                                     \
        prefix "summary.csv",                                                                                          \
        prefix,                                                                                                        \
        "condition",                                                                                                   \
        false,                                                                                                         \
        false,                                                                                                         \
        { { "n_units_ge10spikes", "units", 0, false, n_used },                                                         \
          { "n_pairs", "pairs", 0, false, n_pairs },                                                                   \
          { "n_pairs_ok", "pairs", 0, false, n_included },                                                             \
          { "n_trunc_ok", "pairs", 0, false, n_truncated },                                                            \
          { "dF_pairs_mean_pps", "pps", ROUNDED, false, pair_mean },                                                   \
          { "dF_testunit_mean_pps", "pps", ROUNDED, false, test_mean },                                                \
          { "dF_testunit_sd_pps", "pps", ROUNDED, false, test_sd },                                                    \
          { "mean_peak_rate_pps", "pps", ROUNDED, false, peak_mean },                                                  \
          { "mean_rec_s", "s", ROUNDED, false, recruited_mean },                                                       \
          { "mean_derec_s", "s", ROUNDED, false, derecruited_mean } } },                                               \
  {                                                                                                                    \
    RAMP_KIND, prefix "brace.csv", prefix, "condition", false, false,                                                  \
    {                                                                                                                  \
      { "n_units", "units", 0, false, n_brace },                                                                       \
      {                                                                                                                \
        "brace_height_pct_mean", "%", BRACE, true, brace_mean                                                          \
      }                                                                                                                \
    }                                                                                                                  \
  }

static const table_kind TABLES[] = {
  { SYNTHETIC_KIND,
    "deltaf_synth_fit.csv",
    SYNTHETIC_FILE,
    "case",
    true,
    false,
    { { "n_spikes_used", "spikes", 0, false, spikes_used },
      { "rate_at_2nd_spike", "pps", SYNTHETIC, false, rate_at_second },
      { "rate_mid", "pps", SYNTHETIC, false, rate_in_middle },
      { "rate_at_last_spike", "pps", SYNTHETIC, false, rate_at_last } } },
  { SYNTHETIC_KIND,
    "deltaf_synth_pairs.csv",
    SYNTHETIC_FILE,
    "case",
    false,
    true,
    { { "dF_pps", "pps", SYNTHETIC, false, delta_f },
      { "r", "", SYNTHETIC, false, correlation },
      { "d_recruit_s", "s", SYNTHETIC, false, apart },
      { "ctrl_modulation_pps", "pps", SYNTHETIC, false, modulation },
      { "t_recruit_test_s", "s", SYNTHETIC, false, recruited },
      { "t_derecruit_used_s", "s", SYNTHETIC, false, ends },
      { "truncated", "", 0, false, truncated },
      { "ok", "", 0, false, included } } },
  { SYNTHETIC_KIND,
    "deltaf_synth_testunits.csv",
    SYNTHETIC_FILE,
    "case",
    true,
    false,
    { { "dF_pps", "pps", SYNTHETIC, false, test_value } } },
  RAMP_TABLES("ph17_ramp_hTA_"),
  RAMP_TABLES("ph17_ramp4_hTA_"),
};
enum { N_TABLES = sizeof TABLES / sizeof *TABLES };

/* ---- reading ---- */

typedef struct table_row {
  place_in_set place;
  double expected[MAX_FIGURES];
} table_row;

typedef struct read_table {
  const table_kind *kind;
  size_t n;
  table_row *rows;
} read_table;

typedef struct matched_row {
  const train_set *condition, *control;
  int n_dendrites;
  double n, median, mean;
} matched_row;

typedef struct paired_units {
  RX_ARRAY(train_set *) sets;
  read_table tables[N_TABLES];
  size_t n_matched;
  matched_row *matched;
} paired_units;

static rx_status analyse(void *data, rx_error *err)
{
  train_set *set = data;
  const rx_delta_f_options options = rx_delta_f_options_default();
  set->arena = rx_arena_create();
  if (set->arena == NULL) return rx_no_memory(err);
  return rx_delta_f_of(set->n, set->trains, &RX_SMOOTHER_POLYNOMIAL, &options, set->arena, &set->result, err);
}

/* The train of a unit, made where it is new. */
static rx_unit_train *train_of(train_set *set, int unit)
{
  for (size_t k = set->n; k > 0; k--)
    if (set->trains[k - 1].unit == unit) return &set->trains[k - 1];
  set->trains[set->n] = (rx_unit_train){ .unit = unit };
  return &set->trains[set->n++];
}

/* Rows of the set in the order of the file, units one after the other or mixed. */
typedef struct spike_row {
  size_t row;
  int unit;
  double t_s;
} spike_row;

static bool read_rows(train_set *set, const rx_table *table, const int at[3], bool is_ms, spike_row rows[], size_t *n)
{
  for (size_t i = 0; i < rx_table_rows(table); i++) {
    spike_row *row = &rows[*n];
    if (set->case_of != NULL && strcmp(rx_table_text(table, i, at[2]), set->case_of) != 0) continue;
    if (!rx_table_int(table, i, at[0], 0, 1000000, &row->unit) || !rx_table_number(table, i, at[1], 0, 1e9, &row->t_s))
      return false;
    row->row = i;
    if (is_ms) row->t_s /= 1000;
    train_of(set, row->unit)->n++;
    ++*n;
  }
  return true;
}

static bool fill_trains(train_set *set, const rx_table *table, int time_at, size_t n, const spike_row rows[],
                        double times[])
{
  for (size_t u = 0; u < set->n; u++) {
    rx_unit_train *train = &set->trains[u];
    size_t filled = 0;
    for (size_t i = 0; i < n; i++) {
      if (rows[i].unit != train->unit) continue;
      if (filled > 0 && rows[i].t_s <= times[filled - 1]) {
        rx_table_problem(table, rows[i].row, time_at, "does not follow the spike before it");
        return false;
      }
      times[filled++] = rows[i].t_s;
    }
    train->times_s = times;
    times += filled;
  }
  return true;
}

static bool read_trains(rx_verify *verify, train_set *set)
{
  rx_table table;
  size_t n = 0;
  if (!rx_table_read_input(verify, set->file, &table)) return false;
  const int ms_at = rx_table_column(&table, "t_ms", false);
  const int at[3] = { rx_table_column(&table, "unit", true), ms_at >= 0 ? ms_at : rx_table_column(&table, "t_s", true),
                      set->case_of != NULL ? rx_table_column(&table, "case", true) : 0 };
  if (at[0] < 0 || at[1] < 0 || at[2] < 0) return false;
  const size_t n_rows = rx_table_rows(&table);
  set->trains = rx_verify_alloc(verify, n_rows, sizeof *set->trains);
  double *times = rx_verify_alloc(verify, n_rows, sizeof *times);
  spike_row *rows = rx_verify_alloc(verify, n_rows + 1, sizeof *rows);
  if (set->trains == NULL || times == NULL || rows == NULL) return false;
  if (!read_rows(set, &table, at, ms_at >= 0, rows, &n) || !fill_trains(set, &table, at[1], n, rows, times))
    return false;
  if (set->n > 0 || set->case_of == NULL) return true; /* no unit may fire under a condition; a case has trains */
  rx_problems_add(verify->problems, table.csv.file, 0, 0, "has no spikes of %s", set->name);
  return false;
}

static const train_set *get_set(rx_verify *verify, paired_units *p, const char *kind, const char *file,
                                const char *name, bool is_case)
{
  for (size_t i = 0; i < p->sets.n; i++)
    if (strcmp(p->sets.items[i]->file, file) == 0 && strcmp(p->sets.items[i]->name, name) == 0) return p->sets.items[i];
  train_set *set = rx_verify_alloc(verify, 1, sizeof *set);
  if (set == NULL) return NULL;
  *set = (train_set){ .name = name, .file = file, .case_of = is_case ? name : NULL };
  if (!read_trains(verify, set)) return NULL;
  if (!RX_APPEND(&p->sets, set)) {
    rx_problems_add(verify->problems, NULL, 0, 0, "out of memory");
    return NULL;
  }
  set->job = rx_verify_add_job(verify, kind, (double)set->n * 1e-3, analyse, set);
  return set;
}

/* Counts and flags are numbers; a mean over no pair, test unit or unit is nan or nothing. */
static bool read_figure(const rx_table *table, size_t row, int at, const figure *column, double *value)
{
  return column->tolerance > 0 ? rx_table_number_or(table, row, at, -1e9, 1e9, NAN, value)
                               : rx_table_number(table, row, at, -1e9, 1e9, value);
}

static bool read_row(rx_verify *verify, paired_units *p, const table_kind *kind, const rx_table *table, size_t row,
                     const int at[], table_row *out)
{
  int k = 0;
  const bool is_case = strcmp(kind->set_column, "case") == 0;
  const char *name = rx_table_text(table, row, at[k++]);
  const char *file = is_case ? kind->trains : rx_verify_text(verify, "%s%s_spikes.csv", kind->trains, name);
  bool is_good = true;
  if (kind->has_pair) is_good = rx_table_int(table, row, at[k++], 0, 1000000, &out->place.control);
  if (kind->has_unit || kind->has_pair)
    is_good = rx_table_int(table, row, at[k++], 0, 1000000, &out->place.unit) && is_good;
  for (int f = 0; kind->figures[f].column != NULL; f++)
    is_good = read_figure(table, row, at[k++], &kind->figures[f], &out->expected[f]) && is_good;
  out->place.set = get_set(verify, p, kind->kind, file, name, is_case);
  return is_good && out->place.set != NULL;
}

static void read_one(rx_verify *verify, paired_units *p, const table_kind *kind, read_table *out)
{
  const char *names[MAX_FIGURES + 3];
  int at[MAX_FIGURES + 3], n = 0;
  rx_table table;
  names[n++] = kind->set_column;
  if (kind->has_pair) names[n++] = "control_unit", names[n++] = "test_unit";
  if (kind->has_unit) names[n++] = "unit";
  for (int f = 0; kind->figures[f].column != NULL; f++) names[n++] = kind->figures[f].column;
  out->kind = kind;
  if (!rx_table_read(verify, kind->name, &table) || !rx_table_columns(&table, n, names, at)) return;
  out->rows = rx_verify_alloc(verify, rx_table_rows(&table), sizeof *out->rows);
  for (size_t i = 0; out->rows != NULL && i < rx_table_rows(&table); i++)
    if (read_row(verify, p, kind, &table, i, at, &out->rows[out->n])) out->n++;
}

static void read_matched(rx_verify *verify, paired_units *p)
{
  static const char *const NAMES[] = { "condition", "n_dend", "n_common_pairs", "median_change_dF_pps",
                                       "mean_change_dF_pps" };
  rx_table table;
  int at[5];
  if (!rx_table_read(verify, MATCHED_TABLE, &table) || !rx_table_columns(&table, 5, NAMES, at)) return;
  p->matched = rx_verify_alloc(verify, rx_table_rows(&table), sizeof *p->matched);
  for (size_t i = 0; p->matched != NULL && i < rx_table_rows(&table); i++) {
    matched_row *row = &p->matched[p->n_matched];
    const char *name = rx_table_text(&table, i, at[0]);
    if (!rx_table_int(&table, i, at[1], 1, 4, &row->n_dendrites) ||
        !rx_table_number(&table, i, at[2], 0, 1e9, &row->n) ||
        !rx_table_number_or(&table, i, at[3], -1e9, 1e9, NAN, &row->median) ||
        !rx_table_number_or(&table, i, at[4], -1e9, 1e9, NAN, &row->mean))
      continue;
    if (row->n_dendrites != 1 && row->n_dendrites != 4) {
      rx_table_problem(&table, i, at[1], "1 or 4 dendrites");
      continue;
    }
    const char *prefix = row->n_dendrites == 1 ? "ph17_ramp_hTA_" : "ph17_ramp4_hTA_";
    row->condition =
        get_set(verify, p, RAMP_KIND, rx_verify_text(verify, "%s%s_spikes.csv", prefix, name), name, false);
    row->control =
        get_set(verify, p, RAMP_KIND, rx_verify_text(verify, "%scontrol_spikes.csv", prefix), "control", false);
    if (row->condition != NULL && row->control != NULL) p->n_matched++;
  }
}

static void *read_all(rx_verify *verify)
{
  paired_units *p = rx_verify_alloc(verify, 1, sizeof *p);
  bool any = false;
  if (p == NULL) return NULL;
  for (int i = 0; i < N_TABLES; i++)
    if (rx_table_is_there(verify, TABLES[i].name)) {
      any = true;
      read_one(verify, p, &TABLES[i], &p->tables[i]);
    }
  if (rx_table_is_there(verify, MATCHED_TABLE)) {
    any = true;
    read_matched(verify, p);
  }
  return any ? p : NULL;
}

/* ---- judging ---- */

static bool set_is_good(rx_verify *verify, const train_set *set)
{
  return verify->jobs.items[set->job].status == RX_OK;
}

/* From the expected value; none where neither has one. */
static double distance(double found, double expected)
{
  return isnan(found) && isnan(expected) ? 0 : fabs(found - expected);
}

static void judge_change(rx_verify *verify, const char *item, const char *what, double expected, double found)
{
  const rx_figure row = { .kind = KIND_MATCHED,
                          .item = item,
                          .figure = what,
                          .unit = "pps",
                          .reference = expected,
                          .value = found,
                          .deviation = distance(found, expected),
                          .tolerance = ROUNDED };
  rx_verdict_add(verify->verdict, &row);
}

/* One line for a figure of a set: its worst row. */
static void judge_figure(rx_verify *verify, const read_table *table, const train_set *set, int f)
{
  const figure *column = &table->kind->figures[f];
  const table_row *worst = NULL;
  double largest = -1, found = NAN;
  size_t n = 0;
  for (size_t i = 0; i < table->n; i++) {
    const table_row *row = &table->rows[i];
    if (row->place.set != set) continue;
    const double value = column->value(&row->place);
    double deviation = distance(value, row->expected[f]);
    if (column->is_share && deviation > 0) deviation *= 100 / fabs(row->expected[f]);
    n++;
    if (!isnan(largest) && !(deviation <= largest)) worst = row, largest = deviation, found = value;
  }
  if (worst == NULL) return;
  const char *which = table->kind->has_pair
                          ? rx_verify_text(verify, ": units %d and %d", worst->place.control, worst->place.unit)
                      : table->kind->has_unit ? rx_verify_text(verify, ": unit %d", worst->place.unit)
                                              : "";
  const char *text = n > 1 ? rx_verify_text(verify, "%s, worst of %zu%s", column->column, n, which)
                           : rx_verify_text(verify, "%s%s", column->column, which);
  const rx_figure row = { .kind = table->kind->kind,
                          .item = rx_verify_text(verify, "%s, %s", table->kind->name, set->name),
                          .figure = text,
                          .unit = column->unit,
                          .reference = worst->expected[f],
                          .value = found,
                          .deviation = largest,
                          .tolerance = column->tolerance };
  rx_verdict_add(verify->verdict, &row);
}

static void judge_matched(rx_verify *verify, const matched_row *row)
{
  const char *item = rx_verify_text(verify, "%s against control, %d dendrite%s", row->condition->name, row->n_dendrites,
                                    row->n_dendrites > 1 ? "s" : "");
  rx_matched_pairs matched;
  rx_error err = { 0 };
  if (!set_is_good(verify, row->condition) || !set_is_good(verify, row->control)) {
    rx_verdict_failure(verify->verdict, KIND_MATCHED, item, "the trains could not be analysed");
  } else if (rx_matched_pairs_of(&row->condition->result, &row->control->result, 1, verify->arena, &matched, &err) !=
             RX_OK) {
    rx_verdict_failure(verify->verdict, KIND_MATCHED, item, err.text);
  } else {
    rx_verdict_compare(verify->verdict, KIND_MATCHED, item, "pairs in both", "pairs", row->n, (double)matched.n, 0);
    judge_change(verify, item, "median change", row->median, matched.median);
    judge_change(verify, item, "mean change", row->mean, matched.mean);
    rx_verdict_rule(verify->verdict, KIND_MATCHED, item, "the interval of 95 % holds the median",
                    matched.high - matched.low,
                    matched.n < 2 || (matched.low <= matched.median && matched.median <= matched.high));
  }
}

static void judge(rx_verify *verify, void *state)
{
  const paired_units *p = state;
  for (int t = 0; t < N_TABLES; t++)
    for (size_t s = 0; p->tables[t].n > 0 && s < p->sets.n; s++) {
      const train_set *set = p->sets.items[s];
      bool is_asked = false;
      for (size_t i = 0; i < p->tables[t].n; i++) is_asked = is_asked || p->tables[t].rows[i].place.set == set;
      if (!is_asked || !rx_verify_job_is_good(verify, set->job, TABLES[t].kind, set->name)) continue;
      for (int f = 0; TABLES[t].figures[f].column != NULL; f++) judge_figure(verify, &p->tables[t], set, f);
    }
  for (size_t i = 0; i < p->n_matched; i++) judge_matched(verify, &p->matched[i]);
}

static void release(void *state)
{
  paired_units *p = state;
  for (size_t i = 0; i < p->sets.n; i++) {
    rx_delta_f_free(&p->sets.items[i]->result);
    rx_arena_free(p->sets.items[i]->arena);
  }
  free(p->sets.items);
}

const rx_protocol RX_VERIFY_PAIRED_UNITS = { "pairs of motor units", read_all, judge, release };
