/* What motor pools did: torque, persistent inward currents under a ramp of potential, reflexes. Pairs of motor units are in
 * motor_pairs.c, ramps of current in current_ramps.c, constant drives in motor_steady.c. Numbers are means over the units of a pool; each unit's own are in the courses
 * "units.<condition>.<stimulus>". */
#include "study/outcomes/motor/motor.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/motor/pic_clamp.h"
#include "analysis/pain_signal.h"

/* What "<prefix><pool>" are. */
static const struct {
  const char *prefix, *units, *long_name;
} NUMBERS[RX_N_MOTOR_NUMBERS] = {
  [RX_MOTOR_TORQUE] = { "torque_", "1",
                        "mean torque of %s from onset to end of what drives it, nerve stimulation beside it not "
                        "counted; share of the maximum" },
  [RX_MOTOR_TORQUE_PEAK] = { "torque_peak_", "1", "largest torque of %s, share of the maximum" },
  [RX_MOTOR_PIC] = { "pic_", "nA", "persistent inward current of %s, largest; mean of units" },
  [RX_MOTOR_PIC40] = { "pic40_", "nA", "persistent inward current of %s up to -40 mV, ascending; mean of units" },
  [RX_MOTOR_PIC40_DOWN] = { "pic40_down_", "nA", "the same of %s, descending" },
  [RX_MOTOR_CONDUCTANCE] = { "input_conductance_", "uS", "input conductance of %s, mean of units" },
  [RX_MOTOR_ONSET] = { "pic_onset_", "mV",
                       "onset of the persistent inward current of %s, mean of units that have one" },
  [RX_MOTOR_OFFSET] = { "pic_offset_", "mV", "its offset in %s, mean of units that have one" },
  [RX_MOTOR_RECRUITMENT] = { "recruitment_", "nA", "current at the first spike of %s, mean of units that fire" },
  [RX_MOTOR_DELTA_I] = { "delta_i_", "nA", "current at the first less that at the last spike of %s, mean of units" },
  [RX_MOTOR_REFLEX] = { "riii_", "1",
                        "spikes per unit of %s from 90 to 180 ms after the stimulus that evokes a reflex begins" },
  [RX_MOTOR_C_REFLEX] = { "c_reflex_", "1", "the same of %s from 150 to 450 ms: the reflex by C fibres" },
  [RX_MOTOR_REFLEX_EVOKED] = { "riii_evoked_", "1",
                               "spikes per unit of %s from 90 to 180 ms after the stimulus, beyond those of the same "
                               "drives alone (else of as long a time before it)" },
  [RX_MOTOR_C_REFLEX_EVOKED] = { "c_reflex_evoked_", "1",
                                 "spikes per unit of %s from 150 to 450 ms after the stimulus, beyond those of the "
                                 "same drives alone (else of as long a time before it)" },
  [RX_MOTOR_DELTA_F] = { "delta_f_", "Hz", "delta-F of %s: mean over test units" },
  [RX_MOTOR_DELTA_F_MEDIAN] = { "delta_f_median_", "Hz", "delta-F of %s: median over test units" },
  [RX_MOTOR_PAIRS] = { "pairs_", "1", "pairs of units of %s that delta-F includes" },
  [RX_MOTOR_PAIRS_EXCLUDED] = { "pairs_excluded_", "1", "pairs of units of %s that it excludes" },
  [RX_MOTOR_PAIRS_TRUNCATED] = { "pairs_truncated_", "1", "included pairs of %s whose control stops first" },
  [RX_MOTOR_PAIRS_CENSORED] = { "pairs_censored_", "1", "included pairs of %s that end with the run" },
  [RX_MOTOR_BRACE] = { "brace_height_", "percent", "brace height of %s, mean of units" },
  [RX_MOTOR_PEAK_RATE] = { "peak_rate_", "Hz", "highest rate of %s, mean of units" },
  [RX_MOTOR_CHANGE] = { "delta_f_change_", "Hz",
                        "median change of delta-F of %s against the reference, matched pairs" },
  [RX_MOTOR_CHANGE_LOW] = { "delta_f_change_low_", "Hz", "its 95 %% interval in %s, from" },
  [RX_MOTOR_CHANGE_HIGH] = { "delta_f_change_high_", "Hz", "its 95 %% interval in %s, to" },
  [RX_MOTOR_MATCHED] = { "pairs_matched_", "1", "pairs of %s that are included in both" },
  [RX_MOTOR_EVOKED] = { "delta_f_evoked_", "Hz",
                        "median change of delta-F of %s by what the stimulus has besides the ramp, matched pairs" },
  [RX_MOTOR_STEADY_RATE] = { "steady_rate_", "Hz", "constant drive: mean rate of the units of %s that fire" },
  [RX_MOTOR_STEADY_UNITS] = { "steady_units_", "1", "constant drive: units of %s that fire" },
  [RX_MOTOR_STEADY_TORQUE] = { "steady_torque_", "1", "constant drive: mean torque of %s, share of the maximum" },
  [RX_MOTOR_STEADY_CHANGE] = { "steady_rate_change_", "Hz",
                               "constant drive: mean change of the rate against the reference condition, over the "
                               "units of %s that fire in both" },
};

/* Makes the outcome of a number, all NaN, where it is not made yet. */
static void declare(rx_motor_outcomes *o, int pool, rx_motor_number k)
{
  double **values = &o->values[(size_t)pool * RX_N_MOTOR_NUMBERS + k];
  if (*values == NULL)
    *values = rx_outcomes_add_named(o->m, NUMBERS[k].prefix, rx_motor_pool_name(o, pool), NUMBERS[k].units,
                                    NUMBERS[k].long_name, 3);
}

void rx_motor_put(rx_motor_outcomes *o, int pool, rx_motor_number k, size_t i, double value)
{
  double *values = o->values[(size_t)pool * RX_N_MOTOR_NUMBERS + k];
  assert(values != NULL || o->m->is_out_of_memory); /* declared by the stimuli */
  if (values != NULL) values[i] = value;
}

const char *rx_motor_pool_name(const rx_motor_outcomes *o, int pool)
{
  const rx_circuit *circuit = o->m->e->circuit;
  return circuit->populations[circuit->motor.pools[pool].population].name;
}

bool rx_motor_drives(const rx_motor_outcomes *o, int pool, const rx_stimulus *stimulus)
{
  const rx_circuit *circuit = o->m->e->circuit;
  return rx_motor_is_for(stimulus, circuit, &circuit->motor.pools[pool]);
}

/* ---- torque ---- */

enum { TORQUE_EVERY = 10 }; /* samples of 1 ms, in courses */

static void torque(rx_motor_outcomes *o, int pool, const rx_case *c, size_t i)
{
  rx_outcomes_maker *m = o->m;
  double *samples;
  size_t n;
  if (rx_motor_torque(rx_case_motor(c), &c->recording, pool, true, &n, &samples, NULL) != RX_OK) {
    m->is_out_of_memory = true;
    return;
  }
  double peak = 0;
  for (size_t k = 0; k < n; k++) peak = fmax(peak, samples[k]);
  rx_motor_put(o, pool, RX_MOTOR_TORQUE, i,
               rx_pool_mean_torque(n, samples, RX_MOTOR_TORQUE_STEP_MS, (rx_window_ms){ c->onset_ms, c->end_ms }));
  rx_motor_put(o, pool, RX_MOTOR_TORQUE_PEAK, i, peak);
  if (c->repetition == 0) {
    const size_t n_kept = (n + TORQUE_EVERY - 1) / TORQUE_EVERY;
    double *time = rx_outcomes_numbers(m, n_kept), *kept = rx_outcomes_numbers(m, n_kept);
    rx_result_variable *variable = rx_arena_alloc(m->arena, sizeof *variable);
    const char *prefix = rx_arena_format(m->arena, "torque.%s.", rx_motor_pool_name(o, pool));
    if (time != NULL && kept != NULL && variable != NULL && prefix != NULL) {
      for (size_t k = 0; k < n_kept; k++) {
        time[k] = (double)(k * TORQUE_EVERY) * RX_MOTOR_TORQUE_STEP_MS;
        kept[k] = samples[k * TORQUE_EVERY];
      }
      *variable = (rx_result_variable){
        .name = "torque", .units = "1", .long_name = "torque, share of the maximum", .value = kept
      };
      rx_outcomes_add_course(m, prefix, c, NULL, "ms", n_kept, time, 1, variable);
    } else
      m->is_out_of_memory = true;
  }
  free(samples);
}

/* ---- ramp of potential ---- */

enum { LOOPS = 3, LOOP_EVERY = 10 }; /* units drawn, and samples between those kept */

/* Current against potential of the first, the middle and the last unit. */
static void pic_loops(rx_motor_outcomes *o, int pool, const rx_case *c, int n_units)
{
  rx_outcomes_maker *m = o->m;
  const char *prefix = rx_arena_format(m->arena, "pic_loop.%s.", rx_motor_pool_name(o, pool));
  rx_result_variable *variables = rx_arena_alloc(m->arena, 2 * LOOPS * sizeof *variables);
  double *time = NULL;
  size_t n_variables = 0, n_kept = 0;
  for (int k = 0; k < LOOPS && prefix != NULL && variables != NULL; k++) {
    const int unit = (n_units - 1) * k / (LOOPS - 1);
    if (k > 0 && unit == (n_units - 1) * (k - 1) / (LOOPS - 1)) continue;
    double *V, *I, step;
    size_t n;
    if (rx_motor_clamp_trace(rx_case_motor(c), &c->recording, pool, unit, &n, &step, &V, &I, NULL) != RX_OK) {
      m->is_out_of_memory = true;
      return;
    }
    n_kept = (n + LOOP_EVERY - 1) / LOOP_EVERY;
    if (time == NULL) time = rx_outcomes_numbers(m, n_kept);
    double *kept_V = rx_outcomes_numbers(m, n_kept), *kept_I = rx_outcomes_numbers(m, n_kept);
    for (size_t s = 0; time != NULL && kept_V != NULL && kept_I != NULL && s < n_kept; s++) {
      time[s] = (double)(s * LOOP_EVERY) * step;
      kept_V[s] = V[s * LOOP_EVERY];
      kept_I[s] = I[s * LOOP_EVERY];
    }
    free(V);
    free(I);
    variables[n_variables++] = (rx_result_variable){ .name = rx_arena_format(m->arena, "V_unit_%d", unit),
                                                     .units = "mV",
                                                     .long_name = "clamp potential",
                                                     .value = kept_V };
    variables[n_variables++] = (rx_result_variable){ .name = rx_arena_format(m->arena, "I_unit_%d", unit),
                                                     .units = "nA",
                                                     .long_name = "clamp current, inward negative",
                                                     .value = kept_I };
  }
  if (prefix == NULL || variables == NULL)
    m->is_out_of_memory = true;
  else if (n_kept > 0)
    rx_outcomes_add_course(m, prefix, c, NULL, "ms", n_kept, time, n_variables, variables);
}

static void potential_ramp(rx_motor_outcomes *o, int pool, const rx_case *c, size_t i)
{
  rx_outcomes_maker *m = o->m;
  const rx_motor_run *run = rx_case_motor(c);
  const int n_units = rx_motor_units(run, pool);
  rx_unit_course course;
  if (!rx_unit_course_begin(m, (size_t)n_units, &course)) return;
  double *pic = rx_unit_course_add(m, &course, "pic", "nA", "persistent inward current, largest"),
         *up = rx_unit_course_add(m, &course, "pic40", "nA", "the same up to -40 mV, ascending"),
         *down = rx_unit_course_add(m, &course, "pic40_down", "nA", "the same, descending"),
         *conductance = rx_unit_course_add(m, &course, "input_conductance", "uS", "slope of the leak line"),
         *onset = rx_unit_course_add(m, &course, "onset", "mV", "where the ascending current turns inward"),
         *offset = rx_unit_course_add(m, &course, "offset", "mV", "where the descending one turns back");
  if (m->is_out_of_memory) return;
  for (int u = 0; u < n_units; u++) {
    double *V, *I, step;
    size_t n;
    rx_pic_clamp found;
    if (rx_motor_clamp_trace(run, &c->recording, pool, u, &n, &step, &V, &I, NULL) != RX_OK) {
      m->is_out_of_memory = true;
      return;
    }
    /* a ramp that does not span the leak line's range has no number */
    if (n > 0 && rx_pic_clamp_of(n, V, I, &found, NULL) == RX_OK) {
      pic[u] = found.pic_nA;
      up[u] = found.pic40_up_nA;
      down[u] = found.pic40_down_nA;
      conductance[u] = found.conductance_uS;
      onset[u] = found.onset_mV;
      offset[u] = found.offset_mV;
    }
    free(V);
    free(I);
  }
  const size_t n = (size_t)n_units;
  rx_motor_put(o, pool, RX_MOTOR_PIC, i, rx_motor_mean(n, pic));
  rx_motor_put(o, pool, RX_MOTOR_PIC40, i, rx_motor_mean(n, up));
  rx_motor_put(o, pool, RX_MOTOR_PIC40_DOWN, i, rx_motor_mean(n, down));
  rx_motor_put(o, pool, RX_MOTOR_CONDUCTANCE, i, rx_motor_mean(n, conductance));
  rx_motor_put(o, pool, RX_MOTOR_ONSET, i, rx_motor_mean(n, onset));
  rx_motor_put(o, pool, RX_MOTOR_OFFSET, i, rx_motor_mean(n, offset));
  if (c->repetition > 0) return;
  rx_unit_course_end(o, pool, c, &course);
  pic_loops(o, pool, c, n_units);
}

/* ---- reflex ---- */

/* Windows of the nociceptive flexion reflex after the stimulus, ms: RIII of people, by A-delta fibres (motoneuron page 8); that of the rat
 * by C fibres ([P] Falinower 1994: latency 162 ms, duration 202 ms; the width [L]). */
static const rx_window_ms RIII = { 90, 180 }, C_REFLEX = { 150, 450 };

static bool has_reflex(const rx_motor_pool *pool)
{
  for (int k = 0; k < pool->n_inputs; k++)
    if (pool->inputs[k].from != pool->population) return true;
  return false;
}

/* Onset of what is not for motor pools: what evokes the reflex. NaN: there is nothing of the kind. */
static double evoked_at_ms(const rx_case *c)
{
  double onset = NAN;
  for (size_t k = 0; k < c->n_components; k++)
    if (!rx_stimulus_is_motor(c->components[k].kind)) onset = fmin(onset, c->components[k].onset);
  return onset;
}

static bool reflex_is_seen(const rx_motor_outcomes *o, int pool, const rx_case *c, rx_window_ms window)
{
  return has_reflex(&o->m->e->circuit->motor.pools[pool]) && c->t_stop_ms >= evoked_at_ms(c) + window.to;
}

/* The same drives alone, up to the window's end, in the battery; NULL: there is no such stimulus. */
static const rx_case *held_alone(const rx_motor_outcomes *o, const rx_case *c, rx_window_ms window)
{
  const rx_outcomes_maker *m = o->m;
  const size_t i = (size_t)(c - m->cases); /* of the maker's */
  for (size_t s = 0; s < m->n_stimuli; s++) {
    const rx_case *alone = rx_outcomes_case(m, i / (m->n_stimuli * m->n_repetitions), s, i % m->n_repetitions);
    if (alone->assay == NULL && rx_motor_adds_to(alone, c) && alone->t_stop_ms >= evoked_at_ms(c) + window.to)
      return alone;
  }
  return NULL;
}

/* Whether it can be told what the pool fires without the stimulus: by the same drives alone, else by as long a time before it. */
static bool has_background(const rx_motor_outcomes *o, int pool, const rx_case *c, rx_window_ms window)
{
  return reflex_is_seen(o, pool, c, window) &&
         (held_alone(o, c, window) != NULL || evoked_at_ms(c) >= window.to - window.from);
}

static double spikes_in(const rx_times trains[], int n_units, double from_ms, double to_ms)
{
  size_t n = 0;
  for (int u = 0; u < n_units; u++)
    for (size_t k = 0; k < trains[u].n; k++) n += trains[u].items[k] >= from_ms && trains[u].items[k] < to_ms;
  return (double)n;
}

/* Held units come to fire by themselves as their persistent currents grow, so that the same time without the stimulus tells best what is
 * no reflex; the time before it misses what begins later. */
static double background(rx_motor_outcomes *o, int pool, const rx_case *c, rx_window_ms window, const rx_times trains[],
                         int n_units)
{
  const double onset = evoked_at_ms(c);
  const rx_case *alone = held_alone(o, c, window);
  if (alone == NULL) return spikes_in(trains, n_units, onset - (window.to - window.from), onset);
  rx_times *held;
  if (rx_motor_trains(rx_case_motor(alone), &alone->recording, pool, &held, NULL) != RX_OK) {
    o->m->is_out_of_memory = true;
    return NAN;
  }
  const double n = spikes_in(held, n_units, onset + window.from, onset + window.to);
  rx_motor_trains_free(held, n_units);
  return n;
}

/* Spikes in a window of the reflex, and how many more they are than without what evokes it. */
static void reflex(rx_motor_outcomes *o, int pool, const rx_case *c, size_t i, rx_motor_number number,
                   rx_motor_number evoked, rx_window_ms window, const rx_times trains[], int n_units)
{
  const double onset = evoked_at_ms(c);
  if (!reflex_is_seen(o, pool, c, window)) return;
  const double n = spikes_in(trains, n_units, onset + window.from, onset + window.to);
  rx_motor_put(o, pool, number, i, n / n_units);
  if (!has_background(o, pool, c, window)) return;
  rx_motor_put(o, pool, evoked, i, (n - background(o, pool, c, window, trains, n_units)) / n_units);
}

/* The pressure that a stimulus is, whatever drives the motor pools beside it, mN; NaN: it is none, or not alone. */
static double pressure_of(const rx_case *c)
{
  double force = NAN;
  for (size_t k = 0; k < c->n_components; k++) {
    if (rx_stimulus_is_motor(c->components[k].kind)) continue;
    if (c->components[k].kind != RX_STIMULUS_VON_FREY || !isnan(force)) return NAN;
    force = c->components[k].force;
  }
  return force;
}

/* Mean over repetitions of one of the numbers of a pool. */
static double mean_number(const rx_motor_outcomes *o, int pool, rx_motor_number number, size_t condition,
                          size_t stimulus)
{
  const double *values = o->values[(size_t)pool * RX_N_MOTOR_NUMBERS + number];
  const size_t n = o->m->n_repetitions, at = (condition * o->m->n_stimuli + stimulus) * n;
  double sum = 0;
  for (size_t q = 0; q < n; q++) sum += values != NULL ? values[at + q] : NAN;
  return sum / (double)n;
}

/* The reflex by which a threshold is found: beyond what the pool fires by itself where that is known for every force, else as
 * counted; forces are never compared by both. */
static rx_motor_number reflex_number(const rx_motor_outcomes *o, int pool, size_t condition)
{
  for (size_t s = 0; s < o->m->n_stimuli; s++)
    if (!isnan(pressure_of(rx_outcomes_case(o->m, condition, s, 0))) &&
        !isnan(mean_number(o, pool, RX_MOTOR_REFLEX, condition, s)) &&
        isnan(mean_number(o, pool, RX_MOTOR_REFLEX_EVOKED, condition, s)))
      return RX_MOTOR_REFLEX;
  return RX_MOTOR_REFLEX_EVOKED;
}

/* Force at which the reflex of a pool reaches RX_RIII_LEVEL, in each condition; nothing where fewer than two forces were tried. */
static void reflex_threshold(rx_motor_outcomes *o, int pool)
{
  rx_outcomes_maker *m = o->m;
  const bool has_riii = o->values[(size_t)pool * RX_N_MOTOR_NUMBERS + RX_MOTOR_REFLEX] != NULL;
  size_t n_forces = 0;
  for (size_t s = 0; s < m->n_stimuli; s++) n_forces += isnan(pressure_of(rx_outcomes_case(m, 0, s, 0))) ? 0 : 1;
  if (!has_riii || n_forces < 2) return;
  double *threshold = rx_outcomes_add_named(m, "riii_threshold_", rx_motor_pool_name(o, pool), "mN",
                                            "pressure at which the RIII reflex of %s reaches half a spike per unit, "
                                            "beyond its background where that is known",
                                            1);
  for (size_t k = 0; threshold != NULL && k < m->n_conditions; k++) {
    double *force = rx_outcomes_numbers(m, m->n_stimuli), *response = rx_outcomes_numbers(m, m->n_stimuli),
           *fitted = rx_outcomes_numbers(m, m->n_stimuli);
    if (force == NULL || response == NULL || fitted == NULL) return;
    const rx_motor_number number = reflex_number(o, pool, k);
    size_t n = 0;
    for (size_t s = 0; s < m->n_stimuli; s++) {
      const double mN = pressure_of(rx_outcomes_case(m, k, s, 0));
      const double spikes = mean_number(o, pool, number, k, s);
      if (isnan(mN) || isnan(spikes)) continue;
      size_t at = n++;
      for (; at > 0 && force[at - 1] > mN; at--) {
        force[at] = force[at - 1];
        response[at] = response[at - 1];
      }
      force[at] = mN;
      response[at] = spikes;
    }
    if (n < 2) continue;
    /* a threshold outside the forces that were tried is not known */
    const rx_threshold found = rx_threshold_find(n, force, response, RX_RIII_LEVEL, fitted);
    if (found.place == RX_THRESHOLD_FOUND) threshold[k] = found.force;
  }
}

/* ---- all ---- */

/* Makes the outcomes that a case will have, by its stimulus alone: a sweep asks for their names before anything has run. */
static void declare_of(rx_motor_outcomes *o, int pool, const rx_case *c)
{
  bool is_clamped = false;
  for (size_t k = 0; k < c->n_components; k++) {
    const rx_stimulus *s = &c->components[k];
    if (!rx_motor_drives(o, pool, s)) continue;
    if (s->kind == RX_STIMULUS_PIC_CLAMP) {
      is_clamped = true;
      for (int n = RX_MOTOR_PIC; n <= RX_MOTOR_OFFSET; n++) declare(o, pool, (rx_motor_number)n);
    }
    if (s->kind == RX_STIMULUS_CURRENT_RAMP) {
      declare(o, pool, RX_MOTOR_RECRUITMENT);
      declare(o, pool, RX_MOTOR_DELTA_I);
    }
    if (rx_motor_is_contraction(s)) {
      for (int n = RX_MOTOR_DELTA_F; n <= RX_MOTOR_PEAK_RATE; n++) declare(o, pool, (rx_motor_number)n);
      for (int n = RX_MOTOR_CHANGE; o->m->n_conditions > 1 && n <= RX_MOTOR_MATCHED; n++)
        declare(o, pool, (rx_motor_number)n);
    }
  }
  if (is_clamped) return;
  declare(o, pool, RX_MOTOR_TORQUE);
  declare(o, pool, RX_MOTOR_TORQUE_PEAK);
  if (reflex_is_seen(o, pool, c, RIII)) declare(o, pool, RX_MOTOR_REFLEX);
  if (reflex_is_seen(o, pool, c, C_REFLEX)) declare(o, pool, RX_MOTOR_C_REFLEX);
  if (has_background(o, pool, c, RIII)) declare(o, pool, RX_MOTOR_REFLEX_EVOKED);
  if (has_background(o, pool, c, C_REFLEX)) declare(o, pool, RX_MOTOR_C_REFLEX_EVOKED);
  if (rx_motor_is_evoked(o, pool, c)) declare(o, pool, RX_MOTOR_EVOKED);
  if (!rx_motor_is_steady(o, pool, c)) return;
  for (int n = RX_MOTOR_STEADY_RATE; n <= RX_MOTOR_STEADY_TORQUE; n++) declare(o, pool, (rx_motor_number)n);
  if (o->m->n_conditions > 1) declare(o, pool, RX_MOTOR_STEADY_CHANGE);
}

static void pool_outcomes(rx_motor_outcomes *o, int pool, const rx_case *c, size_t i)
{
  const rx_motor_run *run = rx_case_motor(c);
  const int n_units = rx_motor_units(run, pool);
  if (rx_motor_is_clamped(run, pool)) {
    potential_ramp(o, pool, c, i);
    return;
  }
  rx_times *trains;
  if (rx_motor_trains(run, &c->recording, pool, &trains, NULL) != RX_OK) {
    o->m->is_out_of_memory = true;
    return;
  }
  torque(o, pool, c, i);
  rx_outcomes_current_ramps(o, pool, c, i, trains, n_units);
  reflex(o, pool, c, i, RX_MOTOR_REFLEX, RX_MOTOR_REFLEX_EVOKED, RIII, trains, n_units);
  reflex(o, pool, c, i, RX_MOTOR_C_REFLEX, RX_MOTOR_C_REFLEX_EVOKED, C_REFLEX, trains, n_units);
  rx_motor_trains_free(trains, n_units);
}

void rx_outcomes_motor(rx_outcomes_maker *m)
{
  const int n_pools = m->e->circuit->motor.n;
  if (n_pools == 0) return;
  rx_motor_outcomes o = { .m = m, .values = calloc((size_t)n_pools * RX_N_MOTOR_NUMBERS, sizeof *o.values) };
  if (o.values == NULL) {
    m->is_out_of_memory = true;
    return;
  }
  for (int pool = 0; pool < n_pools; pool++)
    for (size_t i = 0; i < m->n_conditions * m->n_stimuli; i++) {
      const rx_case *c = rx_outcomes_case(m, i / m->n_stimuli, i % m->n_stimuli, 0);
      if (c->assay == NULL) declare_of(&o, pool, c);
    }
  for (size_t i = 0; i < m->n_conditions * m->n_stimuli * m->n_repetitions; i++) {
    const rx_case *c = &m->cases[i];
    if (c->assay != NULL || rx_case_motor(c) == NULL) continue;
    for (int pool = 0; pool < n_pools && !m->is_out_of_memory; pool++) pool_outcomes(&o, pool, c, i);
  }
  for (int pool = 0; pool < n_pools && !m->is_out_of_memory; pool++) reflex_threshold(&o, pool);
  for (int pool = 0; pool < n_pools && !m->is_out_of_memory; pool++) rx_outcomes_motor_pairs(&o, pool);
  for (int pool = 0; pool < n_pools && !m->is_out_of_memory; pool++) rx_outcomes_motor_steady(&o, pool);
  free(o.values);
}
