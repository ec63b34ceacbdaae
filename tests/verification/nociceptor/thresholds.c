/* Thresholds: n9_threshold.csv, xp_rheobase.csv, nx_threshold.csv, nx_gof17.csv, nx_drugs.csv. Of each row's cell: rest, rate without
 * input, the smallest current that gives a spike, spikes under steps, share of the channels that a drug blocks at rest.
 *
 * n9 settles for 20 s, its step lasts 200 ms; the others start from the rest of the unchanged cell, run 30 s, and their step lasts 1 s.
 * Before it 10 ms, after it 30 ms. Counts are of steps of 1 s with 50 ms before and after, as in nx_steps.csv. */
#include "nociceptor.h"
#include "subject.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/firing.h"
#include "study/assays/current_clamp.h"

#define KIND      "thresholds"
#define NA_PER_PA 1e-3
#define RTOL      1e-9

/* The search is five times finer than the tolerance of n9. */
#define SEARCH 2e-4

/* As for current steps (page 3.5). */
#define NEAR_THRESHOLD 0.03
#define SLOW_HZ        4.0

#define BLOCK      1e-5
#define VARIANT    0.5  /* the cell of spont_rate_L858H_like_Hz */
#define VARIANT_MV (-9) /* its shift of activation */

enum { N9_THRESHOLD, XP_RHEOBASE, NX_THRESHOLD, NX_GOF17, NX_DRUGS, N_TABLES };
enum { MOST_COUNTS = 8 };

static const struct table_law {
  const char *name;
  double settle_ms, step_ms;
  double rest_mV, threshold_percent;
} LAWS[N_TABLES] = {
  [N9_THRESHOLD] = { "n9_threshold.csv", 20e3, 200, 1e-4, 0.1 },
  [XP_RHEOBASE] = { "xp_rheobase.csv", 30e3, 1000, 0.01, 1 },
  [NX_THRESHOLD] = { "nx_threshold.csv", 30e3, 1000, 0.01, 1 },
  [NX_GOF17] = { "nx_gof17.csv", 30e3, 1000, 0.01, 1 },
  [NX_DRUGS] = { "nx_drugs.csv", 30e3, 1000, 0.01, 1 },
};

/* A step of 1 s whose spikes are counted. */
typedef struct counted_step {
  double amp_nA, reference; /* NaN: empty */
  rx_firing firing;
} counted_step;

typedef struct threshold_case {
  const struct table_law *law;
  const char *item;
  double rest_mV, rate_Hz, threshold_pA, block17, block18, variant_Hz; /* references; NaN: not given */
  int n_counts;
  counted_step counts[MOST_COUNTS];
  rx_network *network, *variant; /* variant NULL: not asked for */
  /* found */
  rx_rest rest, variant_rest;
  double found_nA, found17, found18;
  size_t job;
} threshold_case;

typedef struct thresholds {
  rx_known_rest *rests;
  RX_ARRAY(threshold_case *) cases;
} thresholds;

/* ---- runs ---- */

/* Share of a channel that is blocked at the end of settling, from frames of its sites. NaN: the cell does not have it. */
static rx_status blocked_at_rest(const rx_preparation *p, double *block17, double *block18, rx_error *err)
{
  enum { MOST = 2 * RX_SITES };
  const rx_cell_type *type = p->network->types[0];
  rx_probe probes[MOST];
  double *to[MOST];
  size_t n = 0;
  *block17 = *block18 = NAN;
  for (int k = 0; k < type->n_insertions; k++) {
    const rx_channel *channel = type->insertions[k].channel;
    if (channel->site != RX_SITE_NAV17 && channel->site != RX_SITE_NAV18) continue;
    for (int s = 0; s < channel->n_sites && n < MOST; s++) {
      to[n] = channel->site == RX_SITE_NAV17 ? block17 : block18;
      *to[n] = 0;
      probes[n++] = (rx_probe){
        .compartment = p->compartment, .kind = RX_PROBE_GATE, .item = k, .gate = channel->n_gates - channel->n_sites + s
      };
    }
  }
  rx_recording recording = { .n_probes = n, .probes = probes, .interval_ms = 1e-3 * p->settle_ms };
  const rx_status status = n > 0 ? rx_preparation_run(p, 0, NULL, 0, &recording, err) : RX_OK;
  for (size_t i = 0; status == RX_OK && i < n; i++)
    *to[i] += (double)recording.frames[(recording.n_frames - 1) * n + i];
  recording.probes = NULL;
  rx_recording_free(&recording);
  return status;
}

static rx_status count(const rx_preparation *p, counted_step *step, rx_error *err)
{
  const rx_current_step times = { 50, 1000, 50 };
  rx_spike_times spikes = { 0 };
  const rx_status status = rx_assay_step(p, &times, step->amp_nA, &spikes, err);
  if (status == RX_OK) step->firing = rx_firing_of(spikes.n, spikes.items, 0, 1100);
  free(spikes.items);
  return status;
}

static rx_status simulate(void *data, rx_error *err)
{
  threshold_case *c = data;
  rx_preparation p = rx_preparation_default(c->network);
  p.options.rtol = RTOL;
  p.settle_ms = c->law->settle_ms;
  RX_TRY(rx_assay_rest(&p, &c->rest, err));
  RX_TRY(blocked_at_rest(&p, &c->found17, &c->found18, err));
  if (c->rest.n_spikes == 0 && !isnan(c->threshold_pA)) {
    rx_rheobase_options options = rx_rheobase_options_default();
    options.step.duration_ms = c->law->step_ms;
    options.relative = SEARCH;
    RX_TRY(rx_assay_rheobase(&p, &options, &c->found_nA, err));
  }
  if (c->rest.n_spikes > 0) p.settle_ms = 0;
  for (int i = 0; i < c->n_counts; i++) RX_TRY(count(&p, &c->counts[i], err));
  if (c->variant == NULL) return RX_OK;
  p.network = c->variant;
  p.settle_ms = c->law->settle_ms;
  return rx_assay_rest(&p, &c->variant_rest, err);
}

/* ---- tables ---- */

enum { REST, RATE, THRESHOLD, RHEOBASE, BLOCK17, BLOCK18, VARIANT_RATE, N_FIGURES };
static const char *const FIGURES[N_FIGURES] = {
  "V_rest_mV", "spontaneous_rate_Hz",     "threshold_200ms_pA", "rheobase_1000ms_pA", "b17_rest",
  "b18_rest",  "spont_rate_L858H_like_Hz"
};

enum { MOST_KEYS = 2 };
static const char *const KEYS[N_TABLES][MOST_KEYS] = {
  [N9_THRESHOLD] = { "gNav17_mS_cm2", "gNav18_mS_cm2" },
  [XP_RHEOBASE] = { "model", "changes" },
  [NX_THRESHOLD] = { "gNav17_mS_cm2", "gNav18_mS_cm2" },
  [NX_GOF17] = { "fraction_mutant", "dVm17_mV" },
  [NX_DRUGS] = { "drug", "free_uM" },
};

static bool set_two(const rx_table *table, size_t row, const int at[], rx_subject *subject, double factor,
                    const double lower[2], const double upper[2], const char *const paths[2])
{
  bool is_good = true;
  for (int k = 0; k < 2; k++) {
    double value = 0;
    is_good = rx_table_number(table, row, at[k], lower[k], upper[k], &value) &&
              rx_subject_set(subject, paths[k], factor * value, (rx_place){ table, row, at[k] }) && is_good;
  }
  return is_good;
}

static bool read_subject(rx_verify *verify, int which, const rx_table *table, size_t row, const int at[],
                         rx_subject *subject)
{
  static const double NONE[] = { 0, 0 }, LARGEST[] = { 2e4, 2e4 }, VARIANT_FROM[] = { 0, -40 },
                      VARIANT_TO[] = { 1, 40 };
  static const char *const CHOI[] = { "soma/channels/nav17_choi/gbar", "soma/channels/nav18_choi/gbar" };
  static const char *const OWN[] = { "soma/channels/nav17/gbar", "soma/channels/nav18/gbar" };
  static const char *const OF_VARIANT[] = { "soma/channels/nav17/fraction", "soma/channels/nav17/shift_m" };
  const rx_place place = { table, row, at[0] };
  subject->cell = which == N9_THRESHOLD ? "n9" : "nx";
  switch (which) {
  case N9_THRESHOLD: return set_two(table, row, at, subject, 1e-3, NONE, LARGEST, CHOI);
  case NX_THRESHOLD: return set_two(table, row, at, subject, 1e-3, NONE, LARGEST, OWN);
  case NX_GOF17: return set_two(table, row, at, subject, 1, VARIANT_FROM, VARIANT_TO, OF_VARIANT);
  case XP_RHEOBASE:
    return rx_subject_take_model(subject, place) &&
           rx_subject_change(verify, subject, true, NULL, (rx_place){ table, row, at[1] });
  default: {
    double free_uM = 0;
    return rx_table_number(table, row, at[1], 0, 1e6, &free_uM) &&
           rx_subject_take_drug(subject, rx_table_text(table, row, at[0]), free_uM, place);
  }
  }
}

/* The columns n_spikes_NNpA_1s. */
static bool read_counts(const rx_table *table, size_t row, threshold_case *c)
{
  static const char BEGIN[] = "n_spikes_", END[] = "pA_1s";
  bool is_good = true;
  for (int k = 0; k < (int)table->csv.n_columns; k++) {
    const char *name = table->csv.header[k].text;
    char *end = NULL;
    if (strncmp(name, BEGIN, strlen(BEGIN)) != 0) continue;
    const double amp = strtod(name + strlen(BEGIN), &end);
    double reference = NAN;
    if (end == name + strlen(BEGIN) || strcmp(end, END) != 0 || c->n_counts == MOST_COUNTS) {
      rx_table_problem(table, row, k, "expected a column n_spikes_NNpA_1s, %d of them at the most", MOST_COUNTS);
      return false;
    }
    is_good = rx_table_number_or(table, row, k, 0, 1e5, NAN, &reference) && is_good;
    c->counts[c->n_counts++] = (counted_step){ .amp_nA = NA_PER_PA * amp, .reference = reference };
  }
  return is_good;
}

static bool make_networks(rx_verify *verify, thresholds *t, int which, rx_subject *subject, threshold_case *c,
                          rx_place place)
{
  if (which != N9_THRESHOLD) {
    subject->has_v_init = true;
    subject->v_init = rx_default_rest_mV(verify, &t->rests, subject->cell, place);
    if (isnan(subject->v_init)) return false;
  }
  c->network = rx_subject_network(verify, subject, place);
  if (c->network == NULL || isnan(c->variant_Hz)) return c->network != NULL;
  rx_subject variant = *subject;
  if (!rx_subject_set(&variant, "soma/channels/nav17/fraction", VARIANT, place) ||
      !rx_subject_set(&variant, "soma/channels/nav17/shift_m", VARIANT_MV, place))
    return false;
  c->variant = rx_subject_network(verify, &variant, place);
  return c->variant != NULL;
}

static void free_networks(threshold_case *c)
{
  rx_network_free(c->network);
  rx_network_free(c->variant);
}

static void read_row(rx_verify *verify, thresholds *t, int which, const rx_table *table, size_t row, const int keys[],
                     const int at[])
{
  threshold_case *c = rx_verify_alloc(verify, 1, sizeof *c);
  rx_subject subject = { 0 };
  if (c == NULL) return;
  double *const to[N_FIGURES] = { &c->rest_mV, &c->rate_Hz, &c->threshold_pA, &c->threshold_pA,
                                  &c->block17, &c->block18, &c->variant_Hz };
  bool is_good = read_subject(verify, which, table, row, keys, &subject);
  c->law = &LAWS[which];
  for (int f = 0; f < N_FIGURES; f++) {
    if (f == (which == N9_THRESHOLD ? RHEOBASE : THRESHOLD)) continue;
    is_good = rx_table_number_or(table, row, at[f], f == REST ? -200 : 0, 1e6, NAN, to[f]) && is_good;
  }
  if (!read_counts(table, row, c) || !is_good) return;
  c->item = rx_verify_text(verify, "%s: %s %s, %s %s", c->law->name, KEYS[which][0], rx_table_text(table, row, keys[0]),
                           KEYS[which][1], rx_table_text(table, row, keys[1]));
  if (!make_networks(verify, t, which, &subject, c, (rx_place){ table, row, keys[0] }) || !RX_APPEND(&t->cases, c)) {
    free_networks(c);
    return;
  }
  c->job = rx_verify_add_job(verify, KIND, 100, simulate, c);
}

static void read_table(rx_verify *verify, thresholds *t, int which)
{
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  int keys[MOST_KEYS], at[N_FIGURES];
  if (table == NULL || !rx_table_is_there(verify, LAWS[which].name) ||
      !rx_table_read(verify, LAWS[which].name, table) || !rx_table_columns(table, MOST_KEYS, KEYS[which], keys))
    return;
  for (int f = 0; f < N_FIGURES; f++) at[f] = rx_table_column(table, FIGURES[f], false);
  if (at[which == N9_THRESHOLD ? THRESHOLD : RHEOBASE] < 0) {
    rx_table_column(table, FIGURES[which == N9_THRESHOLD ? THRESHOLD : RHEOBASE], true);
    return;
  }
  for (size_t row = 0; row < rx_table_rows(table); row++) read_row(verify, t, which, table, row, keys, at);
}

static void release(void *state)
{
  thresholds *t = state;
  for (size_t i = 0; i < t->cases.n; i++) free_networks(t->cases.items[i]);
  free(t->cases.items);
}

static void *read_cases(rx_verify *verify)
{
  thresholds *t = rx_verify_alloc(verify, 1, sizeof *t);
  if (t == NULL) return NULL;
  for (int which = 0; which < N_TABLES; which++) read_table(verify, t, which);
  if (t->cases.n > 0) return t;
  release(t);
  return NULL;
}

/* ---- verdict ---- */

static void judge_count(rx_verify *verify, const threshold_case *c, const counted_step *step)
{
  if (isnan(step->reference)) return;
  const bool is_near = step->firing.first_interval_Hz < SLOW_HZ ||
                       (c->rest.n_spikes == 0 && fabs(step->amp_nA - c->found_nA) <= NEAR_THRESHOLD * c->found_nA);
  rx_verdict_compare(
      verify->verdict, KIND, c->item,
      rx_verify_text(verify, "spikes at %g pA%s", step->amp_nA / NA_PER_PA, is_near ? " (near threshold)" : ""),
      "spikes", step->reference, (double)step->firing.n_spikes, is_near ? 1 : 0);
}

static void judge_case(rx_verify *verify, const threshold_case *c)
{
  rx_verdict *v = verify->verdict;
  const double one_spike_Hz = 1e3 / c->law->settle_ms * (1 + 1e-6); /* rates are printed with few digits */
  if (!rx_verify_job_is_good(verify, c->job, KIND, c->item)) return;
  if (!isnan(c->rest_mV))
    rx_verdict_compare(v, KIND, c->item, "rest, mV", "mV", c->rest_mV, c->rest.V_mV, c->law->rest_mV);
  if (!isnan(c->rate_Hz))
    rx_verdict_compare(v, KIND, c->item, "rate without input", "Hz", c->rate_Hz, c->rest.rate_Hz, one_spike_Hz);
  if (c->threshold_pA == 0)
    rx_verdict_rule(v, KIND, c->item, "fires without input, spikes", (double)c->rest.n_spikes, c->rest.n_spikes > 0);
  else if (!isnan(c->threshold_pA))
    rx_verdict_compare_percent(v, KIND, c->item, "threshold, pA", c->threshold_pA, c->found_nA / NA_PER_PA,
                               c->law->threshold_percent);
  for (int i = 0; i < c->n_counts; i++) judge_count(verify, c, &c->counts[i]);
  if (!isnan(c->block17))
    rx_verdict_compare(v, KIND, c->item, "Nav1.7 blocked at rest", "", c->block17, c->found17, BLOCK);
  if (!isnan(c->block18))
    rx_verdict_compare(v, KIND, c->item, "Nav1.8 blocked at rest", "", c->block18, c->found18, BLOCK);
  if (!isnan(c->variant_Hz))
    rx_verdict_compare(v, KIND, c->item, "rate of the cell with a variant", "Hz", c->variant_Hz,
                       c->variant_rest.rate_Hz, one_spike_Hz);
}

static void judge(rx_verify *verify, void *state)
{
  const thresholds *t = state;
  for (size_t i = 0; i < t->cases.n; i++) judge_case(verify, t->cases.items[i]);
}

const rx_protocol RX_VERIFY_NOCICEPTOR_THRESHOLDS = {
  "thresholds (*_threshold.csv, xp_rheobase.csv, nx_gof17.csv, nx_drugs.csv)", read_cases, judge, release
};
