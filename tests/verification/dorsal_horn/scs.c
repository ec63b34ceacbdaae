/* Spinal cord stimulation on the deep module: ddh_scs.csv, with the trains of ddh_afferents_pinch.csv. */
#include "circuit_run.h"
#include "dorsal_horn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/scs.h"
#include "stimuli/stimulus.h"

#define KIND    "ddh SCS"
#define TABLE   "ddh_scs.csv"
#define TRAINS  "ddh_afferents_pinch.csv"
#define CIRCUIT "ddh"
#define OUTPUT  "WDR"

#define ON_MS   500.0
#define FROM_MS 1500.0
#define RUN_MS  4500.0
#define DT_MS   0.0125 /* of the reference, made by the same scheme */

#define RATE_SHARE      0.05
#define RATE_HZ         5.0
/* The inhibition is deepest between these frequencies; at HIGH_HZ the rate is more than twice that without stimulation. With little
 * GABA (LITTLE_GABA and below) it is never below half of it. */
#define DEEPEST_FROM_HZ 50.0
#define DEEPEST_TO_HZ   70.0
#define HIGH_HZ         150.0
#define LITTLE_GABA     0.25

enum { LOCAL, GABA, REVERSAL, FREQUENCY, RATE, N_COLUMNS };

static const struct {
  const char *class_name, *population;
} CLASSES[] = { { "Ab", "ddh_Ab" }, { "Ad", "ddh_Ad" }, { "C", "ddh_C" }, { "S", "ddh_S" } };
enum { N_CLASSES = sizeof CLASSES / sizeof *CLASSES };
#define LOCAL_POPULATION    "ddh_Ab"
#define SURROUND_POPULATION "ddh_S"

typedef struct scs_case {
  const char *item;
  rx_place place;
  int local_fibres;
  double gaba, E_mV, frequency_Hz, reference_Hz;
  rx_circuit_run run;
  rx_circuit_simulation simulation;
} scs_case;

typedef struct scs {
  size_t n;
  scs_case *cases;
} scs;

static bool add_trains(scs_case *c, const rx_table *trains, const int at[3])
{
  for (size_t i = 0; i < rx_table_rows(trains); i++) {
    const char *population = NULL;
    double t = 0;
    int index = 0;
    for (int k = 0; k < N_CLASSES; k++)
      if (strcmp(rx_table_text(trains, i, at[0]), CLASSES[k].class_name) == 0) population = CLASSES[k].population;
    if (population == NULL) {
      rx_table_problem(trains, i, at[0], "unknown class \"%s\": expected Ab, Ad, C or S",
                       rx_table_text(trains, i, at[0]));
      return false;
    }
    if (!rx_table_int(trains, i, at[1], 0, 1000000, &index) || !rx_table_number(trains, i, at[2], 0, 1e9, &t) ||
        !rx_circuit_run_add_spike(&c->run, population, index, t, (rx_place){ trains, i, at[1] }))
      return false;
  }
  return true;
}

static bool add_pulses(scs_case *c)
{
  const int n_surround = rx_circuit_run_size(&c->run, SURROUND_POPULATION);
  for (int k = 0; c->frequency_Hz > 0; k++) {
    const double t = ON_MS + 1e3 * k / c->frequency_Hz;
    if (t >= RUN_MS) break;
    for (int i = 0; i < n_surround; i++)
      if (!rx_circuit_run_add_spike(&c->run, SURROUND_POPULATION, i, t + rx_scs_latency_ms(i), c->place)) return false;
    for (int i = 0; i < c->local_fibres; i++)
      if (!rx_circuit_run_add_spike(&c->run, LOCAL_POPULATION, i, t + rx_scs_latency_ms(i), c->place)) return false;
  }
  return true;
}

static void prepare(rx_verify *verify, scs_case *c, const rx_table *trains, const int at[3])
{
  if (!rx_circuit_run_open(verify, CIRCUIT, c->place, &c->run) ||
      !rx_circuit_run_set_inhibition(&c->run, c->gaba, 1, c->place) ||
      !rx_circuit_run_set_reversal(&c->run, c->E_mV, c->place) || !rx_circuit_run_connect(&c->run, 0, NULL, c->place) ||
      !add_trains(c, trains, at) || !add_pulses(c))
    return;
  rx_circuit_run_ready(&c->run);
  c->simulation = (rx_circuit_simulation){ .run = &c->run, .dt_ms = DT_MS, .t_stop_ms = RUN_MS };
  c->simulation.job = rx_verify_add_job(verify, KIND, 0.1 * RUN_MS, rx_circuit_simulate, &c->simulation);
}

static void read_rows(rx_verify *verify, scs *s, const rx_table *table, const int at[])
{
  for (size_t i = 0; i < rx_table_rows(table); i++) {
    scs_case *c = &s->cases[s->n];
    bool is_good = rx_table_int(table, i, at[LOCAL], 0, 100000, &c->local_fibres);
    is_good = rx_table_number(table, i, at[GABA], 0, 1e3, &c->gaba) && is_good;
    is_good = rx_table_number(table, i, at[REVERSAL], -200, 100, &c->E_mV) && is_good;
    is_good = rx_table_number(table, i, at[FREQUENCY], 0, 1e4, &c->frequency_Hz) && is_good;
    is_good = rx_table_number(table, i, at[RATE], 0, 1e5, &c->reference_Hz) && is_good;
    if (!is_good) continue;
    c->place = (rx_place){ table, i, at[LOCAL] };
    c->item = rx_verify_text(verify, "%d local fibres, gaba %g, E %g mV, %g Hz", c->local_fibres, c->gaba, c->E_mV,
                             c->frequency_Hz);
    s->n++;
  }
}

static bool is_same_set(const scs_case *a, const scs_case *b)
{
  return a->local_fibres == b->local_fibres && a->gaba == b->gaba && a->E_mV == b->E_mV;
}

static void keep_first_set(rx_verify *verify, scs *s)
{
  size_t n = 0;
  for (size_t i = 0; i < s->n; i++)
    if (is_same_set(&s->cases[i], &s->cases[0])) s->cases[n++] = s->cases[i];
  if (n < s->n) rx_verdict_note(verify->verdict, "--quick: of spinal cord stimulation only the first set was run");
  s->n = n;
}

static void release(void *state)
{
  scs *s = state;
  for (size_t i = 0; i < s->n; i++) {
    rx_circuit_run_free(&s->cases[i].run);
    rx_recording_free(&s->cases[i].simulation.recording);
  }
}

static void *read_cases(rx_verify *verify)
{
  static const char *const NAMES[N_COLUMNS] = { "local_fibres", "gaba", "Einh_mV", "scs_Hz", "wdr_Hz" };
  static const char *const TRAIN_NAMES[3] = { "class", "index", "t_ms" };
  if (!rx_table_is_there(verify, TABLE)) return NULL;
  scs *s = rx_verify_alloc(verify, 1, sizeof *s);
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table), *trains = rx_verify_alloc(verify, 1, sizeof *trains);
  int at[N_COLUMNS], train_at[3];
  if (s == NULL || table == NULL || trains == NULL || !rx_table_read(verify, TABLE, table) ||
      !rx_table_columns(table, N_COLUMNS, NAMES, at) || !rx_table_read_input(verify, TRAINS, trains) ||
      !rx_table_columns(trains, 3, TRAIN_NAMES, train_at))
    return NULL;
  s->cases = rx_verify_alloc(verify, rx_table_rows(table), sizeof *s->cases);
  if (s->cases == NULL) return NULL;
  read_rows(verify, s, table, at);
  if (verify->is_quick) keep_first_set(verify, s);
  for (size_t i = 0; i < s->n; i++) prepare(verify, &s->cases[i], trains, train_at);
  return s->n > 0 ? s : NULL;
}

static double rate_Hz(const scs_case *c)
{
  return 1e3 * (double)rx_circuit_run_count(&c->run, &c->simulation.recording, OUTPUT, FROM_MS, RUN_MS) /
         (RUN_MS - FROM_MS);
}

/* ---- rules about a set: the rows that differ in frequency only ---- */

typedef struct scs_set {
  size_t n;
  double *frequency_Hz, *reference_Hz, *rate_Hz;
} scs_set;

static double at_frequency(const scs_set *set, const double rate[], double frequency_Hz)
{
  for (size_t i = 0; i < set->n; i++)
    if (set->frequency_Hz[i] == frequency_Hz) return rate[i];
  return NAN;
}

static bool is_deepest_between(const scs_set *set, const double rate[], double *frequency_Hz)
{
  *frequency_Hz = rx_scs_find_minimum(set->n, set->frequency_Hz, rate).frequency_Hz;
  return *frequency_Hz >= DEEPEST_FROM_HZ && *frequency_Hz <= DEEPEST_TO_HZ;
}

static double smallest(const scs_set *set, const double rate[])
{
  double least = INFINITY;
  for (size_t i = 0; i < set->n; i++)
    if (set->frequency_Hz[i] > 0) least = fmin(least, rate[i]);
  return least;
}

/* A rule is asked of a set whose reference shows it, with the rows that it is about. */
static void judge_set(rx_verify *verify, const scs_case *c, const scs_set *set)
{
  const char *item = rx_verify_text(verify, "%d local fibres, gaba %g, E %g mV", c->local_fibres, c->gaba, c->E_mV);
  const double reference_off = at_frequency(set, set->reference_Hz, 0), off = at_frequency(set, set->rate_Hz, 0);
  double frequency = NAN;
  if (c->local_fibres > 0 && c->gaba > LITTLE_GABA && set->n > 2 &&
      is_deepest_between(set, set->reference_Hz, &frequency)) {
    const bool holds = is_deepest_between(set, set->rate_Hz, &frequency);
    rx_verdict_rule(verify->verdict, KIND, item, "minimum at 50-70 Hz", frequency, holds);
  }
  if (isnan(reference_off)) return;
  if (at_frequency(set, set->reference_Hz, HIGH_HZ) > 2 * reference_off) {
    const double high = at_frequency(set, set->rate_Hz, HIGH_HZ);
    rx_verdict_rule(verify->verdict, KIND, item, "150 Hz: more than twice no SCS", high / off, high > 2 * off);
  }
  if (c->gaba <= LITTLE_GABA && smallest(set, set->reference_Hz) >= 0.5 * reference_off) {
    const double least = smallest(set, set->rate_Hz);
    rx_verdict_rule(verify->verdict, KIND, item, "never below half of no SCS", least / off, least >= 0.5 * off);
  }
}

static void judge_sets(rx_verify *verify, const scs *s)
{
  scs_set set = { 0, rx_verify_alloc(verify, s->n, sizeof(double)), rx_verify_alloc(verify, s->n, sizeof(double)),
                  rx_verify_alloc(verify, s->n, sizeof(double)) };
  if (set.frequency_Hz == NULL || set.reference_Hz == NULL || set.rate_Hz == NULL) return;
  for (size_t i = 0; i < s->n; i++) {
    bool is_first = true;
    for (size_t k = 0; k < i; k++) is_first = is_first && !is_same_set(&s->cases[k], &s->cases[i]);
    if (!is_first) continue;
    set.n = 0;
    for (size_t k = i; k < s->n; k++) {
      const scs_case *c = &s->cases[k];
      if (!is_same_set(c, &s->cases[i])) continue;
      set.frequency_Hz[set.n] = c->frequency_Hz;
      set.reference_Hz[set.n] = c->reference_Hz;
      set.rate_Hz[set.n++] = rate_Hz(c);
    }
    judge_set(verify, &s->cases[i], &set);
  }
}

static void judge(rx_verify *verify, void *state)
{
  const scs *s = state;
  for (size_t i = 0; i < s->n; i++) {
    const scs_case *c = &s->cases[i];
    if (!rx_verify_job_is_good(verify, c->simulation.job, KIND, c->item)) continue;
    rx_verdict_compare(verify->verdict, KIND, c->item, "WDR, Hz", "Hz", c->reference_Hz, rate_Hz(c),
                       fmax(RATE_SHARE * c->reference_Hz, RATE_HZ));
  }
  judge_sets(verify, s);
}

const rx_protocol RX_VERIFY_SCS = { "spinal cord stimulation (" TABLE ")", read_cases, judge, release };
