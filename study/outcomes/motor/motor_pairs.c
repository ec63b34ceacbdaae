/* Paired motor units: delta-F, its exclusions, its change between conditions (motoneuron page 7). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/motor/matched_pairs.h"
#include "study/outcomes/motor/motor.h"

/* Step of the smoothed rates in courses, ms. */
static const double SMOOTHED_STEP_MS = 50;

static bool has_ramp(const rx_motor_outcomes *o, int pool, const rx_case *c)
{
  if (c->assay != NULL || rx_case_motor(c) == NULL || rx_motor_is_clamped(rx_case_motor(c), pool)) return false;
  for (size_t k = 0; k < c->n_components; k++)
    if (rx_motor_is_contraction(&c->components[k]) && rx_motor_drives(o, pool, &c->components[k])) return true;
  return false;
}

/* Delta-F of one case; its trains are the arena's. */
static rx_status analyse(const rx_case *c, int pool, rx_arena *arena, rx_delta_f *found)
{
  const rx_motor_run *run = rx_case_motor(c);
  const size_t n = (size_t)rx_motor_units(run, pool);
  rx_delta_f_options options = rx_delta_f_options_default();
  options.end_s = 1e-3 * c->t_stop_ms;
  rx_times *trains;
  RX_TRY(rx_motor_trains(run, &c->recording, pool, &trains, NULL));
  rx_unit_train *units = rx_arena_alloc(arena, (n + 1) * sizeof *units);
  rx_status status = units == NULL ? RX_E_MEMORY : RX_OK;
  for (size_t u = 0; u < n && status == RX_OK; u++) {
    double *times = rx_arena_alloc(arena, (trains[u].n + 1) * sizeof *times);
    if (times == NULL) status = RX_E_MEMORY;
    for (size_t k = 0; times != NULL && k < trains[u].n; k++) times[k] = 1e-3 * trains[u].items[k];
    units[u] = (rx_unit_train){ .unit = (int)u, .n = trains[u].n, .times_s = times };
  }
  rx_motor_trains_free(trains, (int)n);
  if (status == RX_OK) status = rx_delta_f_of(n, units, &RX_SMOOTHER_POLYNOMIAL, &options, arena, found, NULL);
  return status;
}

static double mean_peak_rate(const rx_delta_f *found)
{
  double sum = 0;
  for (size_t u = 0; u < found->n_units; u++)
    if (found->units[u].is_used) sum += found->units[u].peak_rate;
  return found->n_used > 0 ? sum / (double)found->n_used : NAN;
}

static void put_numbers(rx_motor_outcomes *o, int pool, size_t i, const rx_delta_f *found)
{
  rx_motor_put(o, pool, RX_MOTOR_DELTA_F, i, found->test_mean);
  rx_motor_put(o, pool, RX_MOTOR_DELTA_F_MEDIAN, i, found->test_median);
  rx_motor_put(o, pool, RX_MOTOR_PAIRS, i, (double)found->n_included);
  rx_motor_put(o, pool, RX_MOTOR_PAIRS_EXCLUDED, i, (double)(found->n_listed - found->n_included));
  rx_motor_put(o, pool, RX_MOTOR_PAIRS_TRUNCATED, i, (double)found->n_truncated);
  rx_motor_put(o, pool, RX_MOTOR_PAIRS_CENSORED, i, (double)found->n_censored);
  rx_motor_put(o, pool, RX_MOTOR_BRACE, i, found->n_brace > 0 ? found->brace_mean : NAN);
  rx_motor_put(o, pool, RX_MOTOR_PEAK_RATE, i, mean_peak_rate(found));
}

static void put_change(rx_motor_outcomes *o, int pool, size_t i, const rx_delta_f *found, const rx_delta_f *reference,
                       rx_arena *arena)
{
  rx_matched_pairs matched;
  if (rx_matched_pairs_of(found, reference, o->m->e->seed, arena, &matched, NULL) != RX_OK) {
    o->m->is_out_of_memory = true;
    return;
  }
  rx_motor_put(o, pool, RX_MOTOR_CHANGE, i, matched.median);
  rx_motor_put(o, pool, RX_MOTOR_CHANGE_LOW, i, matched.low);
  rx_motor_put(o, pool, RX_MOTOR_CHANGE_HIGH, i, matched.high);
  rx_motor_put(o, pool, RX_MOTOR_MATCHED, i, (double)matched.n);
}

/* ---- courses ---- */

static void pair_course(rx_motor_outcomes *o, int pool, const rx_case *c, const rx_delta_f *found)
{
  enum { CONTROL, TEST, RECRUITED, ENDS, APART, CORRELATION, MODULATION, DELTA_F, TRUNCATED, CENSORED, EXCLUSIONS, N };
  static const char *const NAMES[N][3] = {
    [CONTROL] = { "control", "1", "control unit" },
    [TEST] = { "test", "1", "test unit" },
    [RECRUITED] = { "recruited", "s", "second spike of the test unit" },
    [ENDS] = { "ends", "s", "last spike of the unit that stops first" },
    [APART] = { "apart", "s", "recruitment of the test unit after the control's" },
    [CORRELATION] = { "correlation", "1", "of the smoothed rates" },
    [MODULATION] = { "modulation", "Hz", "span of the control's rate" },
    [DELTA_F] = { "delta_f", "Hz", "fall of the control's rate between the two" },
    [TRUNCATED] = { "is_truncated", "1", "1: the control stops first" },
    [CENSORED] = { "is_censored", "1", "1: the unit that sets the end fires to the end of the run" },
    [EXCLUSIONS] = { "exclusions", "1", "0: included; bits: 1 apart, 2 recruitment, 4 correlation, 8 modulation" },
  };
  rx_outcomes_maker *m = o->m;
  const size_t n = found->n_listed;
  double *number = rx_outcomes_numbers(m, n), *values[N];
  rx_result_variable *variables = rx_arena_alloc(m->arena, N * sizeof *variables);
  const char *prefix = rx_arena_format(m->arena, "pairs.%s.", rx_motor_pool_name(o, pool));
  if (n == 0) return;
  for (int k = 0; k < N; k++) {
    values[k] = rx_outcomes_numbers(m, n);
    if (values[k] == NULL || variables == NULL) break;
    variables[k] =
        (rx_result_variable){ .name = NAMES[k][0], .units = NAMES[k][1], .long_name = NAMES[k][2], .value = values[k] };
  }
  if (number == NULL || variables == NULL || prefix == NULL || m->is_out_of_memory) {
    m->is_out_of_memory = true;
    return;
  }
  for (size_t i = 0; i < n; i++) {
    const rx_unit_pair *pair = &found->pairs[i];
    number[i] = (double)i;
    values[CONTROL][i] = found->units[pair->control].train.unit;
    values[TEST][i] = found->units[pair->test].train.unit;
    values[RECRUITED][i] = pair->recruited_s;
    values[ENDS][i] = pair->ends_s;
    values[APART][i] = pair->apart_s;
    values[CORRELATION][i] = pair->correlation;
    values[MODULATION][i] = pair->modulation;
    values[DELTA_F][i] = pair->delta_f;
    values[TRUNCATED][i] = pair->is_truncated;
    values[CENSORED][i] = pair->is_censored;
    values[EXCLUSIONS][i] = (double)pair->exclusions;
  }
  rx_outcomes_add_course(m, prefix, c, "pair", "1", n, number, N, variables);
}

/* Smoothed rates of all units, a column each: NaN where a unit does not fire. */
static void smoothed_course(rx_motor_outcomes *o, int pool, const rx_case *c, const rx_delta_f *found)
{
  rx_outcomes_maker *m = o->m;
  const size_t n = (size_t)(c->t_stop_ms / SMOOTHED_STEP_MS) + 1, k = found->n_units;
  double *time = rx_outcomes_numbers(m, n), *rates = rx_outcomes_numbers(m, n * k);
  rx_result_variable *variable = rx_arena_alloc(m->arena, sizeof *variable);
  const char *prefix = rx_arena_format(m->arena, "smoothed.%s.", rx_motor_pool_name(o, pool));
  if (time == NULL || rates == NULL || variable == NULL || prefix == NULL) {
    m->is_out_of_memory = true;
    return;
  }
  for (size_t i = 0; i < n; i++) {
    time[i] = (double)i * SMOOTHED_STEP_MS;
    const double t = 1e-3 * time[i];
    for (size_t u = 0; u < k; u++) {
      const rx_motor_unit *unit = &found->units[u];
      if (unit->is_used && t >= unit->rate.from_s && t <= unit->rate.to_s)
        rates[i * k + u] = rx_firing_rate_at(&unit->rate, t);
    }
  }
  *variable = (rx_result_variable){
    .name = "rate", .units = "Hz", .long_name = "smoothed rate of each unit", .k = k, .value = rates
  };
  rx_outcomes_add_course(m, prefix, c, NULL, "ms", n, time, 1, variable);
}

/* ---- what a stimulus has besides the ramp ---- */

static bool is_same_drive(const rx_stimulus *a, const rx_stimulus *b)
{
  const char *of_a = a->population != NULL ? a->population : "", *of_b = b->population != NULL ? b->population : "",
             *onto_a = a->onto != NULL ? a->onto : "", *onto_b = b->onto != NULL ? b->onto : "";
  return a->kind == RX_STIMULUS_DRIVE && b->kind == RX_STIMULUS_DRIVE && a->onset == b->onset &&
         a->duration == b->duration && a->level == b->level && a->rise == b->rise && a->fall == b->fall &&
         strcmp(of_a, of_b) == 0 && strcmp(onto_a, onto_b) == 0;
}

bool rx_motor_adds_to(const rx_case *alone, const rx_case *more)
{
  size_t n_same = 0;
  for (size_t k = 0; k < more->n_components; k++) {
    if (!rx_stimulus_is_motor(more->components[k].kind)) continue;
    if (n_same == alone->n_components || !is_same_drive(&alone->components[n_same], &more->components[k])) return false;
    n_same++;
  }
  return n_same == alone->n_components && more->n_components > n_same;
}

static bool drives_ramp(const rx_motor_outcomes *o, int pool, const rx_case *c)
{
  for (size_t k = 0; c->assay == NULL && k < c->n_components; k++)
    if (rx_motor_is_contraction(&c->components[k]) && rx_motor_drives(o, pool, &c->components[k])) return true;
  return false;
}

bool rx_motor_is_evoked(const rx_motor_outcomes *o, int pool, const rx_case *c)
{
  const size_t condition = (size_t)(c - o->m->cases) / (o->m->n_stimuli * o->m->n_repetitions); /* of the maker's */
  for (size_t s = 0; drives_ramp(o, pool, c) && s < o->m->n_stimuli; s++) {
    const rx_case *alone = rx_outcomes_case(o->m, condition, s, 0);
    if (alone->assay == NULL && rx_motor_adds_to(alone, c)) return true;
  }
  return false;
}

/* Change of delta-F of a case, value i, against the same drives alone. Its place among the maker's cases is given: a member of a sweep
 * has cases of one condition and one repetition, whatever numbers theirs are. */
static void put_evoked(rx_motor_outcomes *o, int pool, size_t condition, size_t repetition, const rx_case *c, size_t i,
                       const rx_delta_f *found, rx_arena *arena)
{
  rx_outcomes_maker *m = o->m;
  for (size_t s = 0; s < m->n_stimuli; s++) {
    const rx_case *alone = rx_outcomes_case(m, condition, s, repetition);
    if (!has_ramp(o, pool, alone) || !rx_motor_adds_to(alone, c)) continue;
    rx_delta_f of_ramp = { 0 };
    rx_matched_pairs matched;
    rx_status status = analyse(alone, pool, arena, &of_ramp);
    if (status == RX_OK) status = rx_matched_pairs_of(found, &of_ramp, m->e->seed, arena, &matched, NULL);
    if (status == RX_E_MEMORY) m->is_out_of_memory = true;
    if (status == RX_OK) rx_motor_put(o, pool, RX_MOTOR_EVOKED, i, matched.median);
    rx_delta_f_free(&of_ramp);
    return;
  }
}

/* ---- all ---- */

/* One stimulus and repetition: every condition, then each against the reference. */
static void one_battery(rx_motor_outcomes *o, int pool, size_t stimulus, size_t repetition, rx_delta_f found[],
                        rx_arena *arena)
{
  rx_outcomes_maker *m = o->m;
  const size_t reference = (size_t)m->e->reference_condition;
  bool is_there = false;
  for (size_t k = 0; k < m->n_conditions && !m->is_out_of_memory; k++) {
    const rx_case *c = rx_outcomes_case(m, k, stimulus, repetition);
    found[k] = (rx_delta_f){ 0 };
    if (!has_ramp(o, pool, c)) continue;
    is_there = true;
    const rx_status status = analyse(c, pool, arena, &found[k]);
    if (status == RX_E_MEMORY) m->is_out_of_memory = true;
    if (status != RX_OK) { /* a rate that cannot be smoothed has no numbers */
      rx_delta_f_free(&found[k]);
      found[k] = (rx_delta_f){ 0 };
      continue;
    }
    const size_t i = (k * m->n_stimuli + stimulus) * m->n_repetitions + repetition;
    put_numbers(o, pool, i, &found[k]);
    put_evoked(o, pool, k, repetition, c, i, &found[k], arena);
    if (repetition > 0) continue;
    pair_course(o, pool, c, &found[k]);
    smoothed_course(o, pool, c, &found[k]);
  }
  for (size_t k = 0; is_there && k < m->n_conditions && reference < m->n_conditions && !m->is_out_of_memory; k++)
    if (k != reference && found[k].n_units > 0 && found[reference].n_units > 0)
      put_change(o, pool, (k * m->n_stimuli + stimulus) * m->n_repetitions + repetition, &found[k], &found[reference],
                 arena);
}

void rx_outcomes_motor_pairs(rx_motor_outcomes *o, int pool)
{
  rx_outcomes_maker *m = o->m;
  rx_delta_f *found = calloc(m->n_conditions, sizeof *found);
  for (size_t s = 0; found != NULL && s < m->n_stimuli; s++)
    for (size_t r = 0; r < m->n_repetitions; r++) {
      rx_arena *arena = rx_arena_create();
      if (arena == NULL) m->is_out_of_memory = true;
      if (!m->is_out_of_memory) one_battery(o, pool, s, r, found, arena);
      for (size_t k = 0; k < m->n_conditions; k++) {
        rx_delta_f_free(&found[k]);
        found[k] = (rx_delta_f){ 0 };
      }
      rx_arena_free(arena);
    }
  if (found == NULL) m->is_out_of_memory = true;
  free(found);
}
