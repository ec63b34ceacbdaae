/* Spasms of motor pools: what outlasts a drive, and the stimulation that was given against it (motoneuron page 6.5). */
#include <math.h>
#include <stdlib.h>

#include "analysis/motor/pool_rate.h"
#include "analysis/motor/spasm.h"
#include "analysis/pain_signal.h"
#include "stimuli/motor.h"
#include "study/motor/motor_run.h"
#include "study/outcomes/maker.h"

static bool is_for(const rx_circuit *circuit, const rx_stimulus *s, rx_stimulus_kind kind, int pool)
{
  return s->kind == kind && rx_motor_is_for(s, circuit, &circuit->motor.pools[pool]);
}

/* What may set off a spasm: a drive that excites and is no ramp contraction. */
static bool is_trigger(const rx_circuit *circuit, const rx_stimulus *s, int pool)
{
  return is_for(circuit, s, RX_STIMULUS_DRIVE, pool) && !rx_motor_is_contraction(s) && s->level > 0 &&
         rx_motor_stimulus_target(s) == RX_ONTO_EXCITATION;
}

/* Where the last trigger of a pool has come back to 0; NaN: it has none. */
static double drive_end_ms(const rx_circuit *circuit, const rx_case *c, int pool)
{
  double end = NAN;
  for (size_t i = 0; i < c->n_components; i++)
    if (is_trigger(circuit, &c->components[i], pool)) end = fmax(end, rx_stimulus_end_ms(&c->components[i]));
  return end;
}

/* Stimulation of the antagonist's nerve, s, and in how many bouts: by the clock and by triggers. NaN: no such stimulus. */
static double given_s(const rx_circuit *circuit, const rx_case *c, int pool, double *n_bouts)
{
  double sum = NAN;
  *n_bouts = NAN;
  for (size_t i = 0; i < c->n_components; i++) {
    const rx_stimulus *s = &c->components[i];
    if (!is_for(circuit, s, RX_STIMULUS_NERVE_STIMULATION, pool)) continue;
    if (isnan(sum)) sum = *n_bouts = 0;
    const double ms = fmin(s->onset + s->duration, c->t_stop_ms) - s->onset;
    if (rx_motor_is_triggered(s) || !(ms > 0) || !(s->frequency > 0)) continue;
    sum += 1e-3 * ms;
    *n_bouts += 1;
  }
  if (isnan(sum)) return NAN;
  double by_trigger;
  *n_bouts += (double)rx_spasm_loop_given(rx_motor_loop(rx_case_motor(c)), circuit->motor.pools[pool].population,
                                          c->t_stop_ms, &by_trigger);
  return sum + by_trigger;
}

/* True where a stimulus of the battery has a trigger (is_spasm) or a stimulation of the nerve for the pool. */
static bool has_any(const rx_outcomes_maker *m, bool is_spasm, int pool)
{
  const rx_circuit *circuit = m->e->circuit;
  for (size_t s = 0; s < m->n_stimuli; s++) {
    const rx_case *c = rx_outcomes_case(m, 0, s, 0);
    for (size_t i = 0; c->assay == NULL && i < c->n_components; i++)
      if (is_spasm ? is_trigger(circuit, &c->components[i], pool)
                   : is_for(circuit, &c->components[i], RX_STIMULUS_NERVE_STIMULATION, pool))
        return true;
  }
  return false;
}

static void durations(rx_outcomes_maker *m, int pool, const char *name)
{
  const rx_circuit *circuit = m->e->circuit;
  double *duration = rx_outcomes_add_named(m, "spasm_duration_", name, "s",
                                           "time for which %s fires on after the last drive has ended", 3),
         *is_censored = rx_outcomes_add_named(m, "spasm_is_censored_", name, "1",
                                              "1: %s still fires at the end of the run, the duration is longer", 3),
         *is_spasm = rx_outcomes_add_named(m, "is_spasm_", name, "1",
                                           "1: %s fires 1 s after the last drive has ended, which is a spasm", 3);
  if (duration == NULL || is_censored == NULL || is_spasm == NULL) return;
  for (size_t i = 0; i < m->n_conditions * m->n_stimuli * m->n_repetitions; i++) {
    const rx_case *c = &m->cases[i];
    const double end_ms = c->assay == NULL ? drive_end_ms(circuit, c, pool) : NAN;
    if (!(end_ms < c->t_stop_ms)) continue;
    rx_spike_columns columns = rx_spike_columns_of(m, c);
    if (!m->is_out_of_memory) {
      const rx_spasm spasm = rx_spasm_of(
          &columns.view, rx_network_cells(c->network, circuit->motor.pools[pool].population), end_ms, c->t_stop_ms);
      duration[i] = 1e-3 * spasm.duration_ms;
      is_censored[i] = spasm.is_censored;
      is_spasm[i] = spasm.is_spasm;
    }
    rx_spike_columns_free(&columns);
  }
}

/* Mean torque of a spasm: from 1 s after the trigger, when an intact pool is silent, to the end of the run. */
static rx_status spasm_torque(const rx_case *c, int pool, double end_ms, double *value)
{
  size_t n;
  double *torque;
  RX_TRY(rx_motor_torque(rx_case_motor(c), &c->recording, pool, true, &n, &torque, NULL));
  *value = rx_pool_mean_torque(n, torque, RX_MOTOR_TORQUE_STEP_MS,
                               (rx_window_ms){ end_ms + RX_SPASM_AFTER_MS, c->t_stop_ms });
  free(torque);
  return RX_OK;
}

/* How strong the spasm is, on the average over the rest of the run: what a treatment takes away shows here also where the pool fires to the
 * end, and its duration is not known. */
static void strengths(rx_outcomes_maker *m, int pool, const char *name)
{
  const rx_circuit *circuit = m->e->circuit;
  double *torque = rx_outcomes_add_named(
             m, "spasm_torque_", name, "1",
             "mean torque of %s from 1 s after the last drive has ended to the end of the run, share of the maximum",
             3),
         *rate = rx_outcomes_add_named(
             m, "spasm_rate_", name, "Hz",
             "mean rate of %s per unit from 1 s after the last drive has ended to the end of the run", 3);
  if (torque == NULL || rate == NULL) return;
  for (size_t i = 0; i < m->n_conditions * m->n_stimuli * m->n_repetitions; i++) {
    const rx_case *c = &m->cases[i];
    const double end_ms = c->assay == NULL ? drive_end_ms(circuit, c, pool) : NAN;
    if (!(end_ms + RX_SPASM_AFTER_MS < c->t_stop_ms) || rx_case_motor(c) == NULL) continue;
    if (rx_motor_is_clamped(rx_case_motor(c), pool)) continue;
    const rx_window_ms window = { end_ms + RX_SPASM_AFTER_MS, c->t_stop_ms };
    rx_spike_columns columns = rx_spike_columns_of(m, c);
    if (!m->is_out_of_memory) {
      const rx_cells cells = rx_network_cells(c->network, circuit->motor.pools[pool].population);
      rate[i] = rx_pool_rate_in(&columns.view, cells, window).rate_Hz;
      if (spasm_torque(c, pool, end_ms, &torque[i]) != RX_OK) m->is_out_of_memory = true;
    }
    rx_spike_columns_free(&columns);
  }
}

static void stimulation(rx_outcomes_maker *m, int pool, const char *name)
{
  double *given = rx_outcomes_add_named(m, "stimulation_given_", name, "s",
                                        "stimulation of the nerve of the antagonist of %s", 3),
         *bouts = rx_outcomes_add_named(m, "stimulation_bouts_", name, "1",
                                        "bouts of stimulation of the nerve of the antagonist of %s", 3);
  if (given == NULL || bouts == NULL) return;
  for (size_t i = 0; i < m->n_conditions * m->n_stimuli * m->n_repetitions; i++)
    if (m->cases[i].assay == NULL) given[i] = given_s(m->e->circuit, &m->cases[i], pool, &bouts[i]);
}

/* Pain signal from one time to another, with the weights and references of the circuit; NaN: it has none. */
static double pain_between(const rx_circuit *circuit, const rx_case *c, const rx_spikes *spikes, double from_ms,
                           double to_ms)
{
  double sum = circuit->n_pain_terms > 0 ? 0 : NAN;
  for (int k = 0; k < circuit->n_pain_terms; k++) {
    const rx_pain_term *term = &circuit->pain_terms[k];
    sum += term->weight / term->reference *
           rx_mean_rate_Hz(spikes, rx_network_cells(c->network, term->population), from_ms, to_ms);
  }
  return sum;
}

/* What a pool in spasm brings to the dorsal horn, and the pain that is there after the drive. */
static void amplification(rx_outcomes_maker *m, int pool, const char *name)
{
  const rx_circuit *circuit = m->e->circuit;
  double *input =
             rx_outcomes_add_named(m, "muscle_input_", name, "Hz",
                                   "rate that the contraction of %s adds to fibres of the dorsal horn, at the end", 3),
         *pain = rx_outcomes_add_named(m, "pain_after_drive_", name, "1",
                                       "pain signal from the end of the last drive of %s to the end of the run", 3);
  if (input == NULL || pain == NULL) return;
  for (size_t i = 0; i < m->n_conditions * m->n_stimuli * m->n_repetitions; i++) {
    const rx_case *c = &m->cases[i];
    if (c->assay != NULL) continue;
    const rx_amplifier_loop *loop = rx_spasm_loop_amplifiers(rx_motor_loop(rx_case_motor(c)));
    input[i] = rx_amplifier_loop_rate_Hz(loop, circuit->motor.pools[pool].population);
    if (isnan(input[i])) input[i] = 0;
    const double end_ms = drive_end_ms(circuit, c, pool);
    if (!(end_ms < c->t_stop_ms)) continue;
    rx_spike_columns columns = rx_spike_columns_of(m, c);
    if (!m->is_out_of_memory) pain[i] = pain_between(circuit, c, &columns.view, end_ms, c->t_stop_ms);
    rx_spike_columns_free(&columns);
  }
}

void rx_outcomes_spasms(rx_outcomes_maker *m)
{
  const rx_circuit *circuit = m->e->circuit;
  for (int pool = 0; pool < circuit->motor.n; pool++) {
    const char *name = circuit->populations[circuit->motor.pools[pool].population].name;
    if (has_any(m, true, pool)) {
      durations(m, pool, name);
      strengths(m, pool, name);
    }
    if (has_any(m, false, pool)) stimulation(m, pool, name);
    if (circuit->motor.pools[pool].amplifier.n_onto > 0) amplification(m, pool, name);
  }
}
