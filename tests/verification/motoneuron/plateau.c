/* The bistable motoneuron on current ramps and pulses: brk97_ramp.csv with its spikes and traces, brk97_bistability.csv. */
#include "lone_unit.h"
#include "motoneuron.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define KIND_RAMP           "brk97 on a current ramp, CVODE"
#define KIND_RAMP_ENSEMBLE  "brk97 on a current ramp, ensemble integrator"
#define KIND_PULSE          "brk97 between pulses, CVODE"
#define KIND_PULSE_ENSEMBLE "brk97 between pulses, ensemble integrator"

#define BEFORE_MS   500.0 /* and after a ramp */
#define EARLY_MS    450.0
#define PULSE_1_MS  1000.0
#define PULSE_2_MS  4000.0
#define PULSE_2_FOR 500.0
#define PULSES_MS   6500.0
#define SAMPLE_MS   1.0

/* Tolerances of the page. */
#define FIRST_MS     0.1
#define LAST_MS      15.0
#define V_MV         0.01
#define V_FIRING_MV  0.1
#define RATE_PERCENT 2.0
#define N_MORE       1.0

#define DT_MS 0.00125 /* the longest that the cell takes */

enum { N_SOLVERS = 2, VS = 0, VD = 1, N_PROBES = 2 };
static const rx_probe PROBES[N_PROBES] = { { .compartment = 0, .kind = RX_PROBE_V },
                                           { .compartment = 1, .kind = RX_PROBE_V } };

/* Columns of the ramps: where V is compared. */
enum { VS_EARLY, VD_EARLY, VS_END, VD_END, N_VOLTAGES };

typedef struct plateau_case {
  const char *item;
  rx_network *network;
  rx_waveform current; /* nA, which are uA/cm2 */
  double end_ms;
  double n_spikes, first_ms, last_ms, V[N_VOLTAGES]; /* of a ramp */
  const double *spikes;                              /* [n_spike_rows] NULL: no file */
  size_t n_spike_rows;
  const double *trace_ms, *trace_V[N_PROBES]; /* [n_trace] NULL: no file, or it fires */
  size_t n_trace;
  double pulse_1_ms, rates[4], V_pulse[4]; /* of pulses */
  int n_solvers;                           /* N_SOLVERS, or CVODE alone */
  rx_recording recordings[N_SOLVERS];
  size_t job;
} plateau_case;

typedef struct cases {
  RX_ARRAY(plateau_case *) ramps;
  RX_ARRAY(plateau_case *) pulses;
} cases;

static rx_status simulate(void *data, rx_error *err)
{
  plateau_case *c = data;
  rx_status status = RX_OK;
  for (int s = 0; s < c->n_solvers && status == RX_OK; s++) {
    rx_recording *recording = &c->recordings[s];
    recording->n_probes = N_PROBES;
    recording->probes = PROBES;
    recording->interval_ms = SAMPLE_MS;
    status = rx_unit_run(c->network, &c->current, s == 0 ? 0 : DT_MS, c->end_ms + 1.5 * SAMPLE_MS, recording, err);
    while (recording->spikes.n > 0 && recording->spikes.items[recording->spikes.n - 1].t_ms > c->end_ms)
      recording->spikes.n--;
  }
  return status;
}

static bool add_points(rx_waveform *w, size_t n, const double points[][2])
{
  rx_error err;
  for (size_t i = 0; i < n; i++)
    if (rx_waveform_add(w, points[i][0], points[i][1], &err) != RX_OK) return false;
  return true;
}

/* ---- ramps ---- */

static void read_spikes(rx_verify *verify, plateau_case *c, const char *name)
{
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  if (!rx_table_is_there(verify, name) || table == NULL || !rx_table_read(verify, name, table)) return;
  const int at = rx_table_column(table, "t_ms", true);
  if (at < 0) return;
  c->spikes = rx_table_numbers(verify, table, at, 0, 1e9);
  c->n_spike_rows = rx_table_rows(table);
}

/* A trace without spikes is compared as it stands. */
static void read_trace(rx_verify *verify, plateau_case *c, const char *name)
{
  static const char *const NAMES[] = { "t_ms", "Vs_mV", "Vd_mV" };
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  int at[3];
  if (!rx_table_is_there(verify, name) || table == NULL || c->n_spikes > 0 || !rx_table_read(verify, name, table) ||
      !rx_table_columns(table, 3, NAMES, at))
    return;
  c->trace_ms = rx_table_numbers(verify, table, at[0], 0, c->end_ms);
  for (int k = 0; k < N_PROBES; k++) c->trace_V[k] = rx_table_numbers(verify, table, at[k + 1], -200, 200);
  c->n_trace = c->trace_ms != NULL && c->trace_V[0] != NULL && c->trace_V[1] != NULL ? rx_table_rows(table) : 0;
}

static void read_ramps(rx_verify *verify, cases *all)
{
  enum { PARAMS, PEAK, UP, COUNT, FIRST, LAST, V_FIRST, N = V_FIRST + N_VOLTAGES };
  static const char *const NAMES[N] = { "params",        "I_peak_uA_cm2", "ramp_up_ms", "n_spikes", "first_spike_ms",
                                        "last_spike_ms", "Vs_450ms",      "Vd_450ms",   "Vs_end",   "Vd_end" };
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  int at[N];
  if (!rx_table_is_there(verify, "brk97_ramp.csv") || table == NULL) return;
  if (!rx_table_read(verify, "brk97_ramp.csv", table) || !rx_table_columns(table, N, NAMES, at)) return;
  for (size_t row = 0; row < rx_table_rows(table); row++) {
    plateau_case *c = rx_verify_alloc(verify, 1, sizeof *c);
    double peak = 0, up = 0;
    bool is_good = c != NULL && rx_table_number(table, row, at[PEAK], -1e3, 1e3, &peak) &&
                   rx_table_number(table, row, at[UP], 1, 1e6, &up) &&
                   rx_table_number(table, row, at[COUNT], 0, 1e6, &c->n_spikes) &&
                   rx_table_number_or(table, row, at[FIRST], 0, 1e7, NAN, &c->first_ms) &&
                   rx_table_number_or(table, row, at[LAST], 0, 1e7, NAN, &c->last_ms);
    for (int k = 0; is_good && k < N_VOLTAGES; k++)
      is_good = rx_table_number(table, row, at[V_FIRST + k], -200, 200, &c->V[k]);
    if (!is_good) continue;
    const char *params = rx_table_text(table, row, at[PARAMS]);
    c->item = rx_verify_text(verify, "%s to %g uA/cm2 in %g ms", params, peak, up);
    c->end_ms = 2 * (BEFORE_MS + up);
    const double points[][2] = { { 0, 0 }, { BEFORE_MS, 0 }, { BEFORE_MS + up, peak }, { BEFORE_MS + 2 * up, 0 } };
    read_spikes(verify, c, rx_verify_text(verify, "brk97_ramp_%s_spikes.csv", params));
    read_trace(verify, c, rx_verify_text(verify, "brk97_ramp_%s_trace.csv", params));
    c->network = rx_unit_of_brk97(params, (rx_place){ table, row, at[PARAMS] });
    if (c->network == NULL || !add_points(&c->current, 4, points) || !RX_APPEND(&all->ramps, c)) {
      rx_network_free(c->network);
      rx_waveform_free(&c->current);
      continue;
    }
    c->n_solvers = verify->is_quick ? 1 : N_SOLVERS;
    c->job = rx_verify_add_job(verify, KIND_RAMP, 20, simulate, c);
  }
}

static double spike_of(const rx_recording *recording, bool is_last)
{
  const size_t n = recording->spikes.n;
  return n > 0 ? recording->spikes.items[is_last ? n - 1 : 0].t_ms : NAN;
}

static void judge_trace(rx_verify *verify, const plateau_case *c, const char *kind, const rx_recording *recording)
{
  static const char *const OF[N_PROBES] = { "Vs", "Vd" };
  for (size_t k = 0; k < N_PROBES && c->n_trace > 0; k++) {
    size_t worst = 0;
    double largest = -1;
    for (size_t i = 0; i < c->n_trace; i++) {
      const double deviation = fabs(rx_unit_value(recording, k, c->trace_ms[i]) - c->trace_V[k][i]);
      if (deviation <= largest) continue;
      worst = i;
      largest = deviation;
      if (isnan(deviation)) break;
    }
    rx_verdict_compare(
        verify->verdict, kind, c->item,
        rx_verify_text(verify, "%s, worst of %zu samples, at %g ms", OF[k], c->n_trace, c->trace_ms[worst]), "mV",
        c->trace_V[k][worst], rx_unit_value(recording, k, c->trace_ms[worst]), V_MV);
  }
}

static void judge_ramp(rx_verify *verify, const plateau_case *c, int s)
{
  static const char *const OF[N_VOLTAGES] = { "Vs at 450 ms", "Vd at 450 ms", "Vs at the end", "Vd at the end" };
  const rx_recording *recording = &c->recordings[s];
  const char *kind = s == 0 ? KIND_RAMP : KIND_RAMP_ENSEMBLE;
  rx_verdict *v = verify->verdict;
  /* a cell that fires on to the end has no last spike to compare */
  const bool fires_on = c->n_spikes > 0 && c->end_ms - c->last_ms < BEFORE_MS;
  rx_verdict_compare(v, kind, c->item, "spikes", "spikes", c->n_spikes, (double)recording->spikes.n, N_MORE);
  if (c->n_spikes > 0)
    rx_verdict_compare(v, kind, c->item, "first spike, ms", "ms", c->first_ms, spike_of(recording, false), FIRST_MS);
  if (c->n_spikes > 0 && !fires_on)
    rx_verdict_compare(v, kind, c->item, "last spike, ms", "ms", c->last_ms, spike_of(recording, true), LAST_MS);
  for (size_t k = 0; k < N_VOLTAGES; k++) {
    const bool is_end = k >= VS_END;
    if (is_end && fires_on && s > 0) continue; /* its phase */
    rx_verdict_compare(v, kind, c->item, OF[k], "mV", c->V[k],
                       rx_unit_value(recording, k % N_PROBES, is_end ? c->end_ms : EARLY_MS),
                       is_end && fires_on ? V_FIRING_MV : V_MV);
  }
  judge_trace(verify, c, kind, recording);
  if (c->spikes == NULL) return;
  /* over the whole train what the page allows the last spike */
  size_t worst = 0;
  double largest = -1;
  const size_t n = recording->spikes.n < c->n_spike_rows ? recording->spikes.n : c->n_spike_rows;
  for (size_t i = 0; i < n; i++) {
    const double deviation = fabs(recording->spikes.items[i].t_ms - c->spikes[i]);
    if (!(deviation > largest)) continue;
    worst = i;
    largest = deviation;
  }
  if (n > 0)
    rx_verdict_compare(v, kind, c->item, rx_verify_text(verify, "spike times, worst of %zu: number %zu", n, worst + 1),
                       "ms", c->spikes[worst], recording->spikes.items[worst].t_ms, LAST_MS);
}

/* ---- pulses ---- */

enum { RATE_BEFORE, RATE_PULSE, RATE_BETWEEN, RATE_AFTER };
static const char *const RATE_NAMES[] = { "rate 500-1000 ms", "rate in pulse 1", "rate 2500-4000 ms",
                                          "rate 5000-6500 ms" };
static const char *const V_NAMES[] = { "Vs at 990 ms", "Vd at 990 ms", "Vd at 3990 ms", "Vd at 6500 ms" };
static const double V_AT[] = { 990, 990, 3990, 6500 };
static const size_t V_PROBE[] = { VS, VD, VD, VD };
static const int V_RATE[] = { RATE_BEFORE, RATE_BEFORE, RATE_BETWEEN, RATE_AFTER }; /* compared where this is 0 */

static void read_pulses(rx_verify *verify, cases *all)
{
  enum { PARAMS, BIAS, AMP_1, FOR_1, AMP_2, RATES, VOLTAGES = RATES + 4, N = VOLTAGES + 4 };
  static const char *const NAMES[N] = { "params",           "bias",          "pulse1_amp_added", "pulse1_ms",
                                        "pulse2_amp_added", "rate_500_1000", "rate_pulse1",      "rate_2500_4000",
                                        "rate_5000_6500",   "Vs_990",        "Vd_990",           "Vd_3990",
                                        "Vd_6500" };
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  int at[N];
  if (!rx_table_is_there(verify, "brk97_bistability.csv") || table == NULL) return;
  if (!rx_table_read(verify, "brk97_bistability.csv", table) || !rx_table_columns(table, N, NAMES, at)) return;
  for (size_t row = 0; row < rx_table_rows(table); row++) {
    plateau_case *c = rx_verify_alloc(verify, 1, sizeof *c);
    double bias = 0, first = 0, second = 0;
    bool is_good = c != NULL && rx_table_number(table, row, at[BIAS], -1e3, 1e3, &bias) &&
                   rx_table_number(table, row, at[AMP_1], -1e3, 1e3, &first) &&
                   rx_table_number(table, row, at[FOR_1], 1, PULSE_2_MS - PULSE_1_MS, &c->pulse_1_ms) &&
                   rx_table_number(table, row, at[AMP_2], -1e3, 1e3, &second);
    for (int k = 0; is_good && k < 4; k++)
      is_good = rx_table_number(table, row, at[RATES + k], 0, 1e4, &c->rates[k]) &&
                rx_table_number(table, row, at[VOLTAGES + k], -200, 200, &c->V_pulse[k]);
    if (!is_good) continue;
    const char *params = rx_table_text(table, row, at[PARAMS]);
    c->item = rx_verify_text(verify, "%s, bias %g, pulses %g and %g uA/cm2", params, bias, first, second);
    c->end_ms = PULSES_MS;
    const double end_1 = PULSE_1_MS + c->pulse_1_ms, end_2 = PULSE_2_MS + PULSE_2_FOR;
    const double points[][2] = {
      { 0, bias },     { PULSE_1_MS, bias }, { PULSE_1_MS, bias + first },  { end_1, bias + first },
      { end_1, bias }, { PULSE_2_MS, bias }, { PULSE_2_MS, bias + second }, { end_2, bias + second },
      { end_2, bias }
    };
    c->network = rx_unit_of_brk97(params, (rx_place){ table, row, at[PARAMS] });
    if (c->network == NULL || !add_points(&c->current, sizeof points / sizeof *points, points) ||
        !RX_APPEND(&all->pulses, c)) {
      rx_network_free(c->network);
      rx_waveform_free(&c->current);
      continue;
    }
    c->n_solvers = verify->is_quick ? 1 : N_SOLVERS;
    c->job = rx_verify_add_job(verify, KIND_PULSE, 10, simulate, c);
  }
}

static void judge_pulses(rx_verify *verify, const plateau_case *c, int s)
{
  const rx_recording *recording = &c->recordings[s];
  const char *kind = s == 0 ? KIND_PULSE : KIND_PULSE_ENSEMBLE;
  const double windows[][2] = {
    { 500, 1000 }, { PULSE_1_MS, PULSE_1_MS + c->pulse_1_ms }, { 2500, 4000 }, { 5000, 6500 }
  };
  for (int k = 0; k < 4; k++) {
    const double width_s = 1e-3 * (windows[k][1] - windows[k][0]), reference = c->rates[k],
                 rate = (double)rx_unit_count(recording, windows[k][0], windows[k][1]) / width_s;
    /* silent stays silent; firing within 2 % or a spike */
    rx_verdict_compare(verify->verdict, kind, c->item, RATE_NAMES[k], "Hz", reference, rate,
                       reference > 0 ? fmax(0.01 * RATE_PERCENT * reference, 1.001 / width_s) : 0);
    if (reference > 0 && rate == 0) rx_verdict_failure(verify->verdict, kind, c->item, "silent where it should fire");
  }
  for (int k = 0; k < 4; k++)
    if (c->rates[V_RATE[k]] == 0)
      rx_verdict_compare(verify->verdict, kind, c->item, V_NAMES[k], "mV", c->V_pulse[k],
                         rx_unit_value(recording, V_PROBE[k], V_AT[k]), V_MV);
}

/* ---- protocol ---- */

static void release_list(size_t n, plateau_case *const list[])
{
  for (size_t i = 0; i < n; i++) {
    rx_network_free(list[i]->network);
    rx_waveform_free(&list[i]->current);
    for (int s = 0; s < N_SOLVERS; s++) {
      list[i]->recordings[s].probes = NULL;
      rx_recording_free(&list[i]->recordings[s]);
    }
  }
}

static void release(void *state)
{
  cases *all = state;
  release_list(all->ramps.n, all->ramps.items);
  release_list(all->pulses.n, all->pulses.items);
  free(all->ramps.items);
  free(all->pulses.items);
}

static void *read_cases(rx_verify *verify)
{
  cases *all = rx_verify_alloc(verify, 1, sizeof *all);
  if (all == NULL) return NULL;
  read_ramps(verify, all);
  read_pulses(verify, all);
  if (all->ramps.n + all->pulses.n > 0) return all;
  release(all);
  return NULL;
}

static void judge(rx_verify *verify, void *state)
{
  const cases *all = state;
  for (size_t i = 0; i < all->ramps.n; i++)
    if (rx_verify_job_is_good(verify, all->ramps.items[i]->job, KIND_RAMP, all->ramps.items[i]->item))
      for (int s = 0; s < all->ramps.items[i]->n_solvers; s++) judge_ramp(verify, all->ramps.items[i], s);
  for (size_t i = 0; i < all->pulses.n; i++)
    if (rx_verify_job_is_good(verify, all->pulses.items[i]->job, KIND_PULSE, all->pulses.items[i]->item))
      for (int s = 0; s < all->pulses.items[i]->n_solvers; s++) judge_pulses(verify, all->pulses.items[i], s);
}

const rx_protocol RX_VERIFY_MOTONEURON_PLATEAU = { "brk97 plateaus (brk97_ramp*.csv, brk97_bistability.csv)",
                                                   read_cases, judge, release };
