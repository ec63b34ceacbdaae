/* The bistable motoneuron at rest and under constant current: brk97_rest.csv, brk97_fi.csv. */
#include "lone_unit.h"
#include "motoneuron.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define KIND_REST          "brk97 at rest, CVODE"
#define KIND_REST_ENSEMBLE "brk97 at rest, ensemble integrator"
#define KIND_FI            "brk97 under constant current, CVODE"
#define KIND_FI_ENSEMBLE   "brk97 under constant current, ensemble integrator"

#define REST_MS      10e3
#define FI_MS        3000.0
#define FI_FROM_MS   1500.0
#define V_MV         0.01
#define GATE         5e-4 /* what 0.01 mV make of the steepest gate */
#define CALCIUM_UM   1e-3
#define RATE_PERCENT 0.5
#define N_MORE       1.0
#define FIRST_MS     0.1

#define DT_MS 0.00125 /* the longest that the cell takes */

enum { N_SOLVERS = 2 }; /* CVODE, ensemble */

/* ---- states at rest ---- */

static const struct {
  const char *column, *channel, *gate; /* channel NULL: V or, where gate is "", calcium */
  int compartment;
} STATES[] = {
  { "Vs", NULL, NULL, 0 },         { "Vd", NULL, NULL, 1 },         { "h", "na_brk97", "h", 0 },
  { "n", "k_brk97", "n", 0 },      { "mNs", "ca_n_brk97", "m", 0 }, { "hNs", "ca_n_brk97", "h", 0 },
  { "mNd", "ca_n_brk97", "m", 1 }, { "hNd", "ca_n_brk97", "h", 1 }, { "l", "ca_l_brk97", "l", 1 },
  { "Ca_s_uM", NULL, "", 0 },      { "Ca_d_uM", NULL, "", 1 },
};
enum { N_STATES = sizeof STATES / sizeof *STATES };

typedef struct rest_case {
  const char *item;
  rx_network *network;
  double reference[N_STATES];
  rx_recording recordings[N_SOLVERS];
  size_t job;
} rest_case;

typedef struct current_case {
  const char *item;
  rx_network *network;
  double I_nA, n_spikes, first_ms, rate_Hz;
  int n_solvers; /* N_SOLVERS, or CVODE alone */
  rx_recording recordings[N_SOLVERS];
  size_t job;
} current_case;

typedef struct cases {
  RX_ARRAY(rest_case *) rests;
  RX_ARRAY(current_case *) currents;
} cases;

static rx_probe probe_of(const rx_network *network, int state)
{
  const rx_cell_type *type = network->types[0];
  rx_probe probe = { .compartment = STATES[state].compartment, .kind = RX_PROBE_V };
  if (STATES[state].channel == NULL) {
    if (STATES[state].gate != NULL) probe.kind = RX_PROBE_CALCIUM;
    return probe;
  }
  probe.kind = RX_PROBE_GATE;
  for (int k = 0; k < type->n_insertions; k++)
    if (strcmp(type->insertions[k].channel->name, STATES[state].channel) == 0) probe.item = k;
  const rx_channel *channel = type->insertions[probe.item].channel;
  while (strcmp(channel->gates[probe.gate], STATES[state].gate) != 0) probe.gate++;
  return probe;
}

static rx_status simulate_rest(void *data, rx_error *err)
{
  rest_case *c = data;
  rx_waveform none = { 0 };
  rx_probe probes[N_STATES];
  for (int k = 0; k < N_STATES; k++) probes[k] = probe_of(c->network, k);
  rx_status status = rx_waveform_add(&none, 0, 0, err);
  for (int s = 0; s < N_SOLVERS && status == RX_OK; s++) {
    rx_recording *recording = &c->recordings[s];
    recording->n_probes = N_STATES;
    recording->probes = probes;
    recording->interval_ms = REST_MS / 10;
    status = rx_unit_run(c->network, &none, s == 0 ? 0 : DT_MS, REST_MS + 1, recording, err);
    recording->probes = NULL;
  }
  rx_waveform_free(&none);
  return status;
}

static rx_status simulate_current(void *data, rx_error *err)
{
  current_case *c = data;
  rx_waveform current = { 0 };
  rx_status status = rx_waveform_add(&current, 0, c->I_nA, err);
  for (int s = 0; s < c->n_solvers && status == RX_OK; s++)
    status = rx_unit_run(c->network, &current, s == 0 ? 0 : DT_MS, FI_MS, &c->recordings[s], err);
  rx_waveform_free(&current);
  return status;
}

/* ---- tables ---- */

static void read_rests(rx_verify *verify, cases *all)
{
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  const char *names[N_STATES + 1] = { "params" };
  int at[N_STATES + 1];
  if (!rx_table_is_there(verify, "brk97_rest.csv") || table == NULL) return;
  for (int k = 0; k < N_STATES; k++) names[k + 1] = STATES[k].column;
  if (!rx_table_read(verify, "brk97_rest.csv", table) || !rx_table_columns(table, N_STATES + 1, names, at)) return;
  for (size_t row = 0; row < rx_table_rows(table); row++) {
    rest_case *c = rx_verify_alloc(verify, 1, sizeof *c);
    bool is_good = c != NULL;
    for (int k = 0; k < N_STATES; k++)
      is_good = is_good && rx_table_number(table, row, at[k + 1], -200, 200, &c->reference[k]);
    if (!is_good) continue;
    c->item = rx_verify_text(verify, "%s", rx_table_text(table, row, at[0]));
    c->network = rx_unit_of_brk97(c->item, (rx_place){ table, row, at[0] });
    if (c->network == NULL || !RX_APPEND(&all->rests, c)) {
      rx_network_free(c->network);
      continue;
    }
    c->job = rx_verify_add_job(verify, KIND_REST, 5, simulate_rest, c);
  }
}

static void read_currents(rx_verify *verify, cases *all)
{
  enum { PARAMS, CURRENT, COUNT, FIRST, RATE, N };
  static const char *const NAMES[N] = { "params", "Is_uA_cm2", "n_spikes_0_3000ms", "first_spike_ms",
                                        "rate_Hz_after_1500ms" };
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  int at[N];
  if (!rx_table_is_there(verify, "brk97_fi.csv") || table == NULL) return;
  if (!rx_table_read(verify, "brk97_fi.csv", table) || !rx_table_columns(table, N, NAMES, at)) return;
  for (size_t row = 0; row < rx_table_rows(table); row++) {
    current_case *c = rx_verify_alloc(verify, 1, sizeof *c);
    if (c == NULL || !rx_table_number(table, row, at[CURRENT], -1e3, 1e3, &c->I_nA) ||
        !rx_table_number(table, row, at[COUNT], 0, 1e6, &c->n_spikes) ||
        !rx_table_number_or(table, row, at[FIRST], 0, 1e6, NAN, &c->first_ms) ||
        !rx_table_number(table, row, at[RATE], 0, 1e4, &c->rate_Hz))
      continue;
    const char *params = rx_table_text(table, row, at[PARAMS]);
    c->item = rx_verify_text(verify, "%s, %g uA/cm2", params, c->I_nA);
    c->network = rx_unit_of_brk97(params, (rx_place){ table, row, at[PARAMS] });
    if (c->network == NULL || !RX_APPEND(&all->currents, c)) {
      rx_network_free(c->network);
      continue;
    }
    c->n_solvers = verify->is_quick ? 1 : N_SOLVERS;
    c->job = rx_verify_add_job(verify, KIND_FI, 3, simulate_current, c);
  }
}

static void release(void *state)
{
  cases *all = state;
  for (size_t i = 0; i < all->rests.n; i++) {
    rx_network_free(all->rests.items[i]->network);
    for (int s = 0; s < N_SOLVERS; s++) rx_recording_free(&all->rests.items[i]->recordings[s]);
  }
  for (size_t i = 0; i < all->currents.n; i++) {
    rx_network_free(all->currents.items[i]->network);
    for (int s = 0; s < N_SOLVERS; s++) rx_recording_free(&all->currents.items[i]->recordings[s]);
  }
  free(all->rests.items);
  free(all->currents.items);
}

static void *read_cases(rx_verify *verify)
{
  cases *all = rx_verify_alloc(verify, 1, sizeof *all);
  if (all == NULL) return NULL;
  read_rests(verify, all);
  read_currents(verify, all);
  if (all->rests.n + all->currents.n > 0) return all;
  release(all);
  return NULL;
}

/* ---- verdict ---- */

static void judge_rest(rx_verify *verify, const rest_case *c)
{
  if (!rx_verify_job_is_good(verify, c->job, KIND_REST, c->item)) return;
  for (int s = 0; s < N_SOLVERS; s++)
    for (int k = 0; k < N_STATES; k++) {
      const bool is_calcium = STATES[k].channel == NULL && STATES[k].gate != NULL;
      const double value = rx_unit_value(&c->recordings[s], (size_t)k, REST_MS) * (is_calcium ? 1e3 : 1);
      rx_verdict_compare(verify->verdict, s == 0 ? KIND_REST : KIND_REST_ENSEMBLE, c->item, STATES[k].column,
                         is_calcium                  ? "uM"
                         : STATES[k].channel == NULL ? "mV"
                                                     : "",
                         c->reference[k], value,
                         is_calcium                  ? CALCIUM_UM
                         : STATES[k].channel == NULL ? V_MV
                                                     : GATE);
    }
}

/* 1000/mean interval of the spikes after FI_FROM_MS; 0 of less than two */
static double rate_of(const rx_recording *recording)
{
  double first = NAN, last = NAN;
  size_t n = 0;
  for (size_t i = 0; i < recording->spikes.n; i++) {
    const double t = recording->spikes.items[i].t_ms;
    if (t < FI_FROM_MS) continue;
    if (n++ == 0) first = t;
    last = t;
  }
  return n > 1 ? 1e3 * (double)(n - 1) / (last - first) : 0;
}

static void judge_current(rx_verify *verify, const current_case *c)
{
  if (!rx_verify_job_is_good(verify, c->job, KIND_FI, c->item)) return;
  for (int s = 0; s < c->n_solvers; s++) {
    const rx_recording *recording = &c->recordings[s];
    const char *kind = s == 0 ? KIND_FI : KIND_FI_ENSEMBLE;
    const double first = recording->spikes.n > 0 ? recording->spikes.items[0].t_ms : NAN;
    rx_verdict_compare(verify->verdict, kind, c->item, "spikes in 3 s", "spikes", c->n_spikes,
                       (double)recording->spikes.n, N_MORE);
    if (!isnan(c->first_ms))
      rx_verdict_compare(verify->verdict, kind, c->item, "first spike, ms", "ms", c->first_ms, first, FIRST_MS);
    if (c->rate_Hz > 0)
      rx_verdict_compare_percent(verify->verdict, kind, c->item, "rate after 1.5 s, Hz", c->rate_Hz, rate_of(recording),
                                 RATE_PERCENT);
    else
      rx_verdict_compare(verify->verdict, kind, c->item, "rate after 1.5 s, Hz", "Hz", 0, rate_of(recording), 0);
  }
}

static void judge(rx_verify *verify, void *state)
{
  const cases *all = state;
  if (verify->is_quick) rx_verdict_note(verify->verdict, "--quick: of brk97 the fixed step was run at rest alone");
  for (size_t i = 0; i < all->rests.n; i++) judge_rest(verify, all->rests.items[i]);
  for (size_t i = 0; i < all->currents.n; i++) judge_current(verify, all->currents.items[i]);
}

const rx_protocol RX_VERIFY_MOTONEURON_BRK97 = { "brk97 (brk97_rest.csv, brk97_fi.csv)", read_cases, judge, release };
