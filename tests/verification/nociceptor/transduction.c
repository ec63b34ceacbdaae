/* Stimuli to a C-MH nociceptor: trans_nx.csv with trans_nx_spiketimes.csv, its receptor conductance on the cell nx; and the ending by
 * itself, trans_generator_vonfreyNNN.csv.
 *
 * The cell starts from its rest, the ending with x = A = A_T = 0 on skin of 32 degC, and both run 30 s: where there is a spike in that
 * time, the stimulus run starts from there instead. Stimuli begin at 500 ms. Heat ramps have no sharp threshold: of them the skin's
 * temperature at the first spike, counts and rates are judged (page 5.5). */
#include "nociceptor.h"
#include "skin_stimulus.h"
#include "spikes.h"
#include "subject.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/firing.h"
#include "models/afferents/fibre_class.h"
#include "study/assays/preparation.h"

#define KIND           "transduction"
#define KIND_GENERATOR "receptor conductance"
#define TABLE          "trans_nx.csv"
#define SPIKES         "trans_nx_spiketimes.csv"
#define BEGIN          "trans_generator_vonfrey"
#define END            ".csv"

#define SKIN_DEGC 32.0
#define SETTLE_MS 30e3
#define RTOL      1e-9
#define FINE      1e-7 /* of the waveform: below what spike times see */

#define COUNT        1.0
#define SPIKE_MS     0.3
#define SPIKE_SHARE  2e-4
#define RAMP_DEGC    0.4
#define RAMP_PERCENT 10.0
#define GENERATOR    1e-5 /* of the largest value: no tolerance is given */

static const rx_force_times FORCE = { 500, 200, 3000, 200 };

typedef struct ending_case {
  const char *item;
  rx_skin_stimulus stimulus;
  rx_ending ending;
  double n_spikes, first_ms, largest_Hz, mean_Hz; /* references; NaN: not given */
  const rx_reference_spikes *spikes;
  rx_network *network;
  /* found */
  rx_spike_times found;
  size_t job;
} ending_case;

enum { X, A, G, N_GENERATOR };
static const char *const GENERATOR_COLUMNS[N_GENERATOR] = { "x_mN", "A", "G_mech_S_cm2" };

typedef struct generator_case {
  const char *item;
  rx_skin_stimulus stimulus;
  size_t n;
  const double *t_ms, *reference[N_GENERATOR]; /* [n]; NULL: no such column */
  double *value[N_GENERATOR];
  size_t job;
} generator_case;

typedef struct endings {
  rx_known_rest *rests;
  rx_spike_file spikes;
  RX_ARRAY(ending_case *) cases;
  RX_ARRAY(generator_case *) generators;
} endings;

/* ---- runs ---- */

/* The cell under its ending for t_stop_ms after settling; no stimulus: skin that is left alone. */
static rx_status run(const ending_case *c, const rx_stimulus *stimulus, double settle_ms, double t_stop_ms,
                     rx_spike_times *spikes, rx_error *err)
{
  rx_preparation p = rx_preparation_default(c->network);
  rx_recording recording = { 0 };
  rx_waveform conductance = { 0 };
  const rx_skin_stimuli stimuli = { stimulus != NULL, stimulus, SKIN_DEGC };
  const rx_skin skin = rx_skin_of(&stimuli);
  const rx_clamp clamp = { .compartment = p.compartment, .kind = RX_CLAMP_CONDUCTANCE, .waveform = &conductance };
  p.options.rtol = RTOL;
  p.settle_ms = settle_ms;
  rx_status status = rx_ending_run(&c->ending, &skin, 0, settle_ms + t_stop_ms, 0, FINE, &conductance, NULL, err);
  if (status == RX_OK) status = rx_preparation_run(&p, 1, &clamp, t_stop_ms, &recording, err);
  if (status == RX_OK) status = rx_preparation_spikes(&p, &recording, spikes, err);
  rx_recording_free(&recording);
  rx_waveform_free(&conductance);
  return status;
}

static rx_status simulate(void *data, rx_error *err)
{
  ending_case *c = data;
  RX_TRY(run(c, NULL, SETTLE_MS, 0, &c->found, err));
  rx_skin_stimulus shifted = c->stimulus;
  const double settle_ms = c->found.n > 0 ? 0 : SETTLE_MS;
  rx_skin_stimulus_shift(&shifted, settle_ms);
  return run(c, &shifted.stimulus, settle_ms, c->stimulus.end_ms, &c->found, err);
}

static rx_ending nociceptor(void)
{
  rx_ending ending;
  rx_aenc aenc;
  rx_relay relay;
  rx_fibre_defaults(RX_FIBRE_C_MH, &ending, &aenc, &relay);
  return ending;
}

static rx_status generate(void *data, rx_error *err)
{
  generator_case *g = data;
  const rx_ending ending = nociceptor();
  const rx_skin_stimuli stimuli = { 1, &g->stimulus.stimulus, SKIN_DEGC };
  const rx_skin skin = rx_skin_of(&stimuli);
  for (size_t i = 0; i < g->n; i++) {
    rx_waveform course = { 0 };
    rx_ending_state state = rx_ending_start(&ending, &skin, 0);
    const rx_status status =
        g->t_ms[i] > 0 ? rx_ending_run(&ending, &skin, 0, g->t_ms[i], 0, FINE, &course, &state, err) : RX_OK;
    rx_waveform_free(&course);
    if (status != RX_OK) return status;
    g->value[X][i] = state.x_mN;
    g->value[A][i] = state.A;
    g->value[G][i] = state.output - state.G_heat;
  }
  return RX_OK;
}

/* ---- tables ---- */

enum { CASE, STIMULUS, CHANGES, N_SPIKES, FIRST, LARGEST, MEAN, N_COLUMNS };
static const char *const NAMES[N_COLUMNS] = {
  "case", "stimulus", "changes", "n_spikes", "t_first_ms", "rate_max_Hz", "mean_rate_above_threshold_Hz"
};

static void read_row(rx_verify *verify, endings *e, const rx_table *table, size_t row, const int at[])
{
  ending_case *c = rx_verify_alloc(verify, 1, sizeof *c);
  rx_subject subject = { .cell = "nx", .has_v_init = true };
  rx_ending_changes changes;
  if (c == NULL) return;
  double *const to[] = { &c->n_spikes, &c->first_ms, &c->largest_Hz, &c->mean_Hz };
  bool is_good = rx_skin_stimulus_read((rx_place){ table, row, at[STIMULUS] }, &FORCE, &c->stimulus);
  is_good = rx_subject_change(verify, &subject, false, &changes, (rx_place){ table, row, at[CHANGES] }) && is_good;
  for (int k = N_SPIKES; k < N_COLUMNS; k++)
    is_good = rx_table_number_or(table, row, at[k], 0, 1e9, NAN, to[k - N_SPIKES]) && is_good;
  if (!is_good) return;
  c->ending = nociceptor();
  c->ending.sensitisation.phi_force *= changes.threshold_factor;
  if (!isnan(changes.theta_50)) c->ending.heat.theta_50 = changes.theta_50;
  c->ending.gain *= 1 - changes.defunctionalised;
  c->ending.heat.G_h *= 1 - changes.defunctionalised;
  const char *name = rx_table_text(table, row, at[CASE]), *text = rx_table_text(table, row, at[CHANGES]);
  c->item = rx_verify_text(verify, "%s: %s%s%s", name, rx_table_text(table, row, at[STIMULUS]),
                           text[0] != '\0' ? ", " : "", text);
  c->spikes = e->spikes.is_there ? rx_spike_file_case(&e->spikes, name) : NULL;
  subject.v_init = rx_default_rest_mV(verify, &e->rests, subject.cell, (rx_place){ table, row, at[CASE] });
  if (!isnan(subject.v_init)) c->network = rx_subject_network(verify, &subject, (rx_place){ table, row, at[CHANGES] });
  if (c->network == NULL || !RX_APPEND(&e->cases, c)) {
    rx_network_free(c->network);
    return;
  }
  c->job = rx_verify_add_job(verify, KIND, 40, simulate, c);
}

static void read_table(rx_verify *verify, endings *e)
{
  static const char *const KEYS[] = { "case" };
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  int at[N_COLUMNS];
  const size_t before = rx_problems_count(verify->problems);
  if (table == NULL || !rx_spike_file_read(verify, SPIKES, 1, KEYS, &e->spikes)) return;
  if (!rx_table_is_there(verify, TABLE)) {
    if (e->spikes.is_there)
      rx_problems_add(verify->problems, e->spikes.table.csv.file, 0, 0,
                      "its cases are those of " TABLE ", which is missing");
    return;
  }
  if (!rx_table_read(verify, TABLE, table) || !rx_table_columns(table, N_SPIKES, NAMES, at)) return;
  for (int c = N_SPIKES; c < N_COLUMNS; c++) at[c] = rx_table_column(table, NAMES[c], false);
  for (size_t row = 0; row < rx_table_rows(table); row++) read_row(verify, e, table, row, at);
  if (rx_problems_count(verify->problems) == before) rx_spike_file_check_used(&e->spikes, TABLE);
}

static void read_generator(rx_verify *verify, endings *e, const char *name)
{
  generator_case *g = rx_verify_alloc(verify, 1, sizeof *g);
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  double force = 0;
  if (g == NULL || table == NULL || !rx_table_read(verify, name, table)) return;
  if (!rx_name_number(name, BEGIN, END, &force) || !(force >= 0 && force <= 5000)) {
    rx_problems_add(verify->problems, table->csv.file, 0, 0, "the name is not of the form " BEGIN "NNN" END);
    return;
  }
  const int t = rx_table_column(table, "t_ms", true);
  if (t < 0) return;
  g->n = rx_table_rows(table);
  g->t_ms = rx_table_numbers(verify, table, t, 0, 1e7);
  g->item = rx_verify_text(verify, "von Frey %g mN", force);
  bool is_good = g->t_ms != NULL;
  for (int k = 0; k < N_GENERATOR; k++) {
    const int column = rx_table_column(table, GENERATOR_COLUMNS[k], k == G);
    g->value[k] = rx_verify_alloc(verify, g->n, sizeof *g->value[k]);
    if (column >= 0) g->reference[k] = rx_table_numbers(verify, table, column, -1e9, 1e9);
    is_good = is_good && g->value[k] != NULL && (g->reference[k] != NULL || column < 0) && (column >= 0 || k != G);
  }
  if (!is_good || !RX_APPEND(&e->generators, g)) return;
  rx_stimulus *s = &g->stimulus.stimulus;
  *s = rx_stimulus_default(RX_STIMULUS_VON_FREY);
  s->onset = FORCE.onset;
  s->force = force;
  s->rise = FORCE.rise;
  s->duration = FORCE.rise + FORCE.hold;
  s->fall = FORCE.fall;
  g->job = rx_verify_add_job(verify, KIND_GENERATOR, 5, generate, g);
}

static void release(void *state)
{
  endings *e = state;
  for (size_t i = 0; i < e->cases.n; i++) {
    rx_network_free(e->cases.items[i]->network);
    free(e->cases.items[i]->found.items);
  }
  rx_spike_file_free(&e->spikes);
  free(e->cases.items);
  free(e->generators.items);
}

static void *read_cases(rx_verify *verify)
{
  endings *e = rx_verify_alloc(verify, 1, sizeof *e);
  const char *const *names;
  if (e == NULL) return NULL;
  read_table(verify, e);
  const size_t n = rx_folder_names(verify, BEGIN, END, &names);
  for (size_t i = 0; i < n; i++) read_generator(verify, e, names[i]);
  if (e->cases.n + e->generators.n > 0) return e;
  release(e);
  return NULL;
}

/* ---- verdict ---- */

static double skin_at(const ending_case *c, double t_ms)
{
  const rx_skin_stimuli stimuli = { 1, &c->stimulus.stimulus, SKIN_DEGC };
  const rx_skin skin = rx_skin_of(&stimuli);
  return skin.temperature_degC(skin.what, t_ms);
}

/* Spikes from the first to the end of the ramp over that time. */
static double mean_rate(const ending_case *c, const rx_firing *firing)
{
  return firing->n_spikes > 0 ? 1e3 * (double)firing->n_spikes / (c->stimulus.stop_ms - firing->first_ms) : NAN;
}

static void judge_ramp(rx_verify *verify, const ending_case *c, const rx_firing *firing)
{
  rx_verdict *v = verify->verdict;
  if (!isnan(c->first_ms))
    rx_verdict_compare(v, KIND, c->item, "skin at the first spike, degC", "degC", skin_at(c, c->first_ms),
                       firing->n_spikes > 0 ? skin_at(c, firing->first_ms) : NAN, RAMP_DEGC);
  if (!isnan(c->largest_Hz))
    rx_verdict_compare_percent(v, KIND, c->item, "largest rate, Hz", c->largest_Hz, firing->largest_Hz, RAMP_PERCENT);
  if (!isnan(c->mean_Hz))
    rx_verdict_compare_percent(v, KIND, c->item, "mean rate from the first spike on, Hz", c->mean_Hz,
                               mean_rate(c, firing), RAMP_PERCENT);
}

/* Times hold as the page says, a rate as the two times that make it do. */
static void judge_times(rx_verify *verify, const ending_case *c, const rx_firing *firing)
{
  rx_verdict *v = verify->verdict;
  const double tolerance_ms = SPIKE_MS + SPIKE_SHARE * c->stimulus.end_ms;
  if (!isnan(c->first_ms))
    rx_verdict_compare(v, KIND, c->item, "first spike, ms", "ms", c->first_ms, firing->first_ms,
                       SPIKE_MS + SPIKE_SHARE * c->first_ms);
  if (!isnan(c->largest_Hz))
    rx_verdict_compare(v, KIND, c->item, "largest rate", "Hz", c->largest_Hz, firing->largest_Hz,
                       2 * tolerance_ms * c->largest_Hz * c->largest_Hz * 1e-3);
  if (c->spikes != NULL)
    rx_judge_spikes(verify, KIND, c->item, c->spikes, firing->n_spikes, c->found.items, (size_t)COUNT, SPIKE_MS,
                    SPIKE_SHARE);
}

static void judge_case(rx_verify *verify, const ending_case *c)
{
  if (!rx_verify_job_is_good(verify, c->job, KIND, c->item)) return;
  const rx_firing firing = rx_firing_of(c->found.n, c->found.items, 0, INFINITY);
  if (!isnan(c->n_spikes))
    rx_verdict_compare(verify->verdict, KIND, c->item, "spikes", "spikes", c->n_spikes, (double)firing.n_spikes, COUNT);
  if (c->stimulus.stimulus.kind == RX_STIMULUS_HEAT_RAMP)
    judge_ramp(verify, c, &firing);
  else
    judge_times(verify, c, &firing);
}

static void judge_generator(rx_verify *verify, const generator_case *g)
{
  if (!rx_verify_job_is_good(verify, g->job, KIND_GENERATOR, g->item)) return;
  for (int k = 0; k < N_GENERATOR; k++) {
    size_t worst = 0;
    double largest = -1, peak = 0;
    if (g->reference[k] == NULL || g->n == 0) continue;
    for (size_t i = 0; i < g->n; i++) {
      const double deviation = fabs(g->value[k][i] - g->reference[k][i]);
      peak = fmax(peak, fabs(g->reference[k][i]));
      if (deviation <= largest) continue;
      worst = i;
      largest = deviation;
      if (isnan(deviation)) break;
    }
    rx_verdict_compare(verify->verdict, KIND_GENERATOR, g->item,
                       rx_verify_text(verify, "%s, worst of %zu, at %g ms", GENERATOR_COLUMNS[k], g->n, g->t_ms[worst]),
                       k == X   ? "mN"
                       : k == G ? "S/cm2"
                                : "",
                       g->reference[k][worst], g->value[k][worst], GENERATOR * peak);
  }
}

static void judge(rx_verify *verify, void *state)
{
  const endings *e = state;
  for (size_t i = 0; i < e->cases.n; i++) judge_case(verify, e->cases.items[i]);
  for (size_t i = 0; i < e->generators.n; i++) judge_generator(verify, e->generators.items[i]);
}

const rx_protocol RX_VERIFY_NOCICEPTOR_TRANSDUCTION = { "transduction (" TABLE ", " SPIKES ", " BEGIN "*" END ")",
                                                        read_cases, judge, release };
