/* Following through the T-junction: tj_following.csv, the fibre `tj` under trains of pulses.
 *
 * n_pulses of 0.2 nA and 1 ms at 0.2 of the peripheral section, from 50 ms on, and 40 ms after the last; spikes are crossings of -10 mV.
 * Counts near failure depend on the integrator: they are judged to one spike where the two schemes of the reference agree, elsewhere
 * only in their order: rows that differ in one of gM, frequency, stem and central diameter, and whose counts both schemes put in
 * one order, must not come in the other. */
#include "nociceptor.h"
#include "subject.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/assays/conduction.h"

#define CELL          "tj"
#define KIND          "T-junction, CVODE"
#define KIND_ENSEMBLE "T-junction, ensemble integrator"
#define TABLE         "tj_following.csv"

#define PULSE_NA     0.2
#define PULSE_MS     1.0
#define FIRST_MS     50.0
#define AFTER_MS     40.0
#define THRESHOLD_MV (-10.0)
#define RTOL         1e-6
#define DT_MS        0.0125
#define LOOK_MS      0.0125
#define SLOW_HZ      40.0 /* trains below are long: left out when it should be quick */

#define COUNT            1.0
#define VELOCITY_PERCENT 1.0

enum { PERIPHERAL_04, PERIPHERAL_06, PERIPHERAL_08, JUNCTION, SOMA, CENTRAL_02, CENTRAL_08, N_SITES };
static const struct {
  const char *section;
  double x;
  const char *column; /* of its count; NULL: none */
} SITES[N_SITES] = {
  [PERIPHERAL_04] = { "peripheral", 0.4, NULL },
  [PERIPHERAL_06] = { "peripheral", 0.6, NULL },
  [PERIPHERAL_08] = { "peripheral", 0.8, "spikes_peri_0.8" },
  [JUNCTION] = { "tjperi", 1, "spikes_tj" },
  [SOMA] = { "soma", 0.5, "spikes_soma" },
  [CENTRAL_02] = { "central", 0.2, "spikes_central_0.2" },
  [CENTRAL_08] = { "central", 0.8, "spikes_central_0.8" },
};

enum { GM, FREQUENCY, STEM, CENTRAL, N_CONDITIONS };
static const char *const CONDITIONS[N_CONDITIONS] = { "gM_S_cm2", "freq_Hz", "stem_L_um", "central_diam_um" };

typedef struct junction_case {
  const char *item;
  double conditions[N_CONDITIONS];
  int n_pulses;
  double counts[N_SITES], other_count; /* references; NaN: not given. Central, by the other scheme */
  double cv_peripheral, cv_central, first_ms;
  rx_network *network;
  double peripheral_mm, central_mm; /* between the places */
  rx_axon_site sites[N_SITES];
  rx_passage cvode[N_SITES], ensemble[N_SITES];
  size_t job[2];
} junction_case;

typedef struct junctions {
  RX_ARRAY(junction_case *) cases;
} junctions;

/* ---- runs ---- */

static rx_status simulate(junction_case *c, bool is_cvode, rx_passage passages[N_SITES], rx_error *err)
{
  rx_preparation p = rx_preparation_default(c->network);
  double *onsets = calloc((size_t)c->n_pulses + 1, sizeof *onsets);
  if (onsets == NULL) return rx_no_memory(err);
  for (int k = 0; k < c->n_pulses; k++) onsets[k] = FIRST_MS + 1e3 * k / c->conditions[FREQUENCY];
  const rx_pulses pulses = { (size_t)c->n_pulses, onsets, PULSE_MS, PULSE_NA };
  const rx_axon_site peripheral = c->sites[PERIPHERAL_04];
  const rx_cell_type *type = c->network->types[0];
  p.compartment = rx_cell_type_compartment(type, type->section[peripheral.compartment], 0.2);
  p.simulate = is_cvode ? rx_simulate_cvode : rx_simulate_ensemble;
  p.options.rtol = RTOL;
  p.options.dt_ms = DT_MS;
  const rx_status status =
      rx_assay_conduction(&p, &pulses, onsets[c->n_pulses - 1] + AFTER_MS, LOOK_MS, N_SITES, c->sites, passages, err);
  free(onsets);
  return status;
}

static rx_status run_cvode(void *data, rx_error *err)
{
  junction_case *c = data;
  return simulate(c, true, c->cvode, err);
}

static rx_status run_ensemble(void *data, rx_error *err)
{
  junction_case *c = data;
  return simulate(c, false, c->ensemble, err);
}

/* ---- table ---- */

static bool make_network(rx_verify *verify, junction_case *c, rx_place place)
{
  static const char *const WITH_KM[] = { "tjperi", "tjcentral", "stem", "soma" };
  rx_subject subject = { .cell = CELL };
  bool is_good = true;
  /* in the config, for leaks balance what is written there */
  for (size_t s = 0; s < sizeof WITH_KM / sizeof *WITH_KM; s++)
    subject.sets[subject.n_sets++] =
        rx_verify_text(verify, "cell/%s/channels/km/gbar=%.17g", WITH_KM[s], c->conditions[GM]);
  is_good = rx_subject_set(&subject, "stem/length", c->conditions[STEM], place) && is_good;
  is_good = rx_subject_set(&subject, "tjcentral/diameter", c->conditions[CENTRAL], place) && is_good;
  is_good = rx_subject_set(&subject, "central/diameter", c->conditions[CENTRAL], place) && is_good;
  c->network = is_good ? rx_subject_network(verify, &subject, place) : NULL;
  if (c->network == NULL) return false;
  for (int s = 0; s < N_SITES; s++) {
    c->sites[s].threshold_mV = THRESHOLD_MV;
    c->sites[s].compartment = rx_subject_compartment(c->network, CELL, SITES[s].section, SITES[s].x, place);
    is_good = is_good && c->sites[s].compartment >= 0;
  }
  c->peripheral_mm = 1e-3 * 0.2 * rx_subject_number(CELL, "peripheral/length", place);
  c->central_mm = 1e-3 * 0.6 * rx_subject_number(CELL, "central/length", place);
  return is_good && !isnan(c->peripheral_mm + c->central_mm);
}

static void read_row(rx_verify *verify, junctions *j, const rx_table *table, size_t row, const int at[], int n_pulses,
                     const int figures[4], const int sites[N_SITES])
{
  static const double LOWER[N_CONDITIONS] = { 0, 0.01, 1, 0.01 }, UPPER[N_CONDITIONS] = { 1, 1e3, 1e5, 100 };
  junction_case *c = rx_verify_alloc(verify, 1, sizeof *c);
  bool is_good = true;
  if (c == NULL) return;
  for (int k = 0; k < N_CONDITIONS; k++)
    is_good = rx_table_number(table, row, at[k], LOWER[k], UPPER[k], &c->conditions[k]) && is_good;
  is_good = rx_table_int(table, row, n_pulses, 1, 100000, &c->n_pulses) && is_good;
  for (int s = 0; s < N_SITES; s++)
    is_good = rx_table_number_or(table, row, sites[s], 0, 1e6, NAN, &c->counts[s]) && is_good;
  double *const to[4] = { &c->cv_peripheral, &c->cv_central, &c->first_ms, &c->other_count };
  for (int k = 0; k < 4; k++) is_good = rx_table_number_or(table, row, figures[k], 0, 1e9, NAN, to[k]) && is_good;
  if (!is_good) return;
  c->item = rx_verify_text(verify, "gM %g S/cm2, %g Hz, stem %g um, central %g um", c->conditions[GM],
                           c->conditions[FREQUENCY], c->conditions[STEM], c->conditions[CENTRAL]);
  if (verify->is_quick && c->conditions[FREQUENCY] < SLOW_HZ) {
    rx_verdict_note(verify->verdict, "T-junction: trains below %g Hz were left out", SLOW_HZ);
    return;
  }
  if (!make_network(verify, c, (rx_place){ table, row, at[0] }) || !RX_APPEND(&j->cases, c)) {
    rx_network_free(c->network);
    return;
  }
  const double cost = 10 * c->n_pulses * 1e3 / c->conditions[FREQUENCY];
  c->job[0] = rx_verify_add_job(verify, KIND, cost, run_cvode, c);
  c->job[1] = rx_verify_add_job(verify, KIND_ENSEMBLE, cost, run_ensemble, c);
}

static void release(void *state)
{
  junctions *j = state;
  for (size_t i = 0; i < j->cases.n; i++) {
    rx_network_free(j->cases.items[i]->network);
    for (int s = 0; s < N_SITES; s++) {
      rx_passage_free(&j->cases.items[i]->cvode[s]);
      rx_passage_free(&j->cases.items[i]->ensemble[s]);
    }
  }
  free(j->cases.items);
}

static void *read_cases(rx_verify *verify)
{
  static const char *const FIGURES[] = { "cv_peripheral_m_s", "cv_central_m_s", "t_first_central_0.8_ms",
                                         "n_central_at_dt_0.025_euler" };
  int at[N_CONDITIONS], figures[4], sites[N_SITES];
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  junctions *j = rx_verify_alloc(verify, 1, sizeof *j);
  if (table == NULL || j == NULL || !rx_table_is_there(verify, TABLE) || !rx_table_read(verify, TABLE, table) ||
      !rx_table_columns(table, N_CONDITIONS, CONDITIONS, at))
    return NULL;
  const int n_pulses = rx_table_column(table, "n_pulses", true);
  for (int k = 0; k < 4; k++) figures[k] = rx_table_column(table, FIGURES[k], false);
  for (int s = 0; s < N_SITES; s++)
    sites[s] = SITES[s].column != NULL ? rx_table_column(table, SITES[s].column, false) : -1;
  for (size_t row = 0; n_pulses >= 0 && row < rx_table_rows(table); row++)
    read_row(verify, j, table, row, at, n_pulses, figures, sites);
  if (j->cases.n > 0) return j;
  release(j);
  return NULL;
}

/* ---- verdict ---- */

static double velocity(const rx_passage *from, const rx_passage *to, double mm)
{
  return mm / (rx_passage_first_ms(to, 0, INFINITY) - rx_passage_first_ms(from, 0, INFINITY));
}

static void judge_case(rx_verify *verify, const char *kind, const junction_case *c, const rx_passage found[N_SITES])
{
  rx_verdict *v = verify->verdict;
  if (!isnan(c->cv_peripheral))
    rx_verdict_compare_percent(v, kind, c->item, "peripheral velocity, m/s", c->cv_peripheral,
                               velocity(&found[PERIPHERAL_04], &found[PERIPHERAL_06], c->peripheral_mm),
                               VELOCITY_PERCENT);
  if (!isnan(c->cv_central))
    rx_verdict_compare_percent(v, kind, c->item, "central velocity, m/s", c->cv_central,
                               velocity(&found[CENTRAL_02], &found[CENTRAL_08], c->central_mm), VELOCITY_PERCENT);
  if (!isnan(c->first_ms))
    rx_verdict_compare_percent(v, kind, c->item, "from the first pulse to 0.8 of the central section, ms",
                               c->first_ms - FIRST_MS, rx_passage_first_ms(&found[CENTRAL_08], 0, INFINITY) - FIRST_MS,
                               VELOCITY_PERCENT);
  if (!isnan(c->other_count) && c->other_count != c->counts[CENTRAL_08]) return;
  for (int s = 0; s < N_SITES; s++)
    if (!isnan(c->counts[s]))
      rx_verdict_compare(v, kind, c->item, SITES[s].column, "spikes", c->counts[s], (double)found[s].crossings.n,
                         COUNT);
}

/* The one condition in which two rows differ, or -1. */
static int difference(const junction_case *a, const junction_case *b)
{
  int found = -1;
  for (int k = 0; k < N_CONDITIONS; k++) {
    if (a->conditions[k] == b->conditions[k]) continue;
    if (found >= 0) return -1;
    found = k;
  }
  return a->n_pulses == b->n_pulses ? found : -1;
}

static void judge_order(rx_verify *verify, const char *kind, const junction_case *a, const junction_case *b,
                        bool is_cvode)
{
  const int condition = difference(a, b);
  if (condition < 0 || isnan(a->other_count + b->other_count + a->counts[CENTRAL_08] + b->counts[CENTRAL_08])) return;
  const junction_case *more = a->counts[CENTRAL_08] > b->counts[CENTRAL_08] ? a : b, *fewer = more == a ? b : a;
  if (more->counts[CENTRAL_08] == fewer->counts[CENTRAL_08] || !(more->other_count > fewer->other_count)) return;
  const double n_more = (double)(is_cvode ? more->cvode : more->ensemble)[CENTRAL_08].crossings.n,
               n_fewer = (double)(is_cvode ? fewer->cvode : fewer->ensemble)[CENTRAL_08].crossings.n;
  rx_verdict_rule(
      verify->verdict, kind,
      rx_verify_text(verify, "%s, against %s %g", more->item, CONDITIONS[condition], fewer->conditions[condition]),
      "central spikes more than there: not fewer; more by", n_more - n_fewer, n_more >= n_fewer);
}

static void judge(rx_verify *verify, void *state)
{
  const junctions *j = state;
  for (int solver = 0; solver < 2; solver++) {
    const char *kind = solver == 0 ? KIND : KIND_ENSEMBLE;
    for (size_t i = 0; i < j->cases.n; i++) {
      const junction_case *c = j->cases.items[i];
      if (rx_verify_job_is_good(verify, c->job[solver], kind, c->item))
        judge_case(verify, kind, c, solver == 0 ? c->cvode : c->ensemble);
    }
    for (size_t i = 0; i < j->cases.n; i++)
      for (size_t k = i + 1; k < j->cases.n; k++)
        judge_order(verify, kind, j->cases.items[i], j->cases.items[k], solver == 0);
  }
}

const rx_protocol RX_VERIFY_NOCICEPTOR_JUNCTION = { "T-junction (" TABLE ")", read_cases, judge, release };
