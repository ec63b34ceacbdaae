/* Steady contractions: rate and torque of a motor pool while a constant drive lasts, and how a condition changes the rates of the units
 * that fire with it and without (motoneuron page 8: pain in the muscle, after Farina 2004). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/outcomes/motor/motor.h"

/* The shortest level part of a drive that is a steady contraction, ms, and the mean rate from which a unit counts as firing. Choices of
 * this project. */
static const double SHORTEST_MS = 4000, LEAST_HZ = 1;

/* The second half of the level part of the pool's drive, when the units have adapted; false: no such drive. */
static bool find_window(const rx_motor_outcomes *o, int pool, const rx_case *c, rx_window_ms *window)
{
  for (size_t k = 0; c->assay == NULL && k < c->n_components; k++) {
    const rx_stimulus *s = &c->components[k];
    if (s->kind != RX_STIMULUS_DRIVE || !rx_motor_drives(o, pool, s)) continue;
    if (s->onto != NULL && strcmp(s->onto, rx_motor_target_name(RX_ONTO_EXCITATION)) != 0) continue;
    const double level = s->onset + s->rise, ends = fmin(s->onset + s->duration, c->t_stop_ms);
    if (ends - level < SHORTEST_MS) continue;
    *window = (rx_window_ms){ 0.5 * (level + ends), ends };
    return true;
  }
  return false;
}

bool rx_motor_is_steady(const rx_motor_outcomes *o, int pool, const rx_case *c)
{
  rx_window_ms window;
  return find_window(o, pool, c, &window);
}

/* Mean rate of every unit in the window, Hz. */
static rx_status unit_rates(const rx_case *c, int pool, rx_window_ms window, double rates[])
{
  const rx_motor_run *run = rx_case_motor(c);
  const int n = rx_motor_units(run, pool);
  rx_times *trains;
  RX_TRY(rx_motor_trains(run, &c->recording, pool, &trains, NULL));
  for (int u = 0; u < n; u++) {
    size_t spikes = 0;
    for (size_t k = 0; k < trains[u].n; k++)
      spikes += trains[u].items[k] >= window.from && trains[u].items[k] < window.to;
    rates[u] = 1e3 * (double)spikes / (window.to - window.from);
  }
  rx_motor_trains_free(trains, n);
  return RX_OK;
}

static rx_status put_torque(rx_motor_outcomes *o, int pool, const rx_case *c, rx_window_ms window, size_t i)
{
  size_t n;
  double *torque;
  RX_TRY(rx_motor_torque(rx_case_motor(c), &c->recording, pool, true, &n, &torque, NULL));
  rx_motor_put(o, pool, RX_MOTOR_STEADY_TORQUE, i, rx_pool_mean_torque(n, torque, RX_MOTOR_TORQUE_STEP_MS, window));
  free(torque);
  return RX_OK;
}

/* One stimulus and repetition: every condition, and each against the reference. rates: [conditions][units] */
static rx_status one_battery(rx_motor_outcomes *o, int pool, size_t stimulus, size_t repetition, int n_units,
                             double rates[])
{
  const rx_outcomes_maker *m = o->m;
  const size_t reference = (size_t)m->e->reference_condition;
  rx_window_ms window;
  for (size_t k = 0; k < m->n_conditions; k++) {
    const rx_case *c = rx_outcomes_case(m, k, stimulus, repetition);
    if (!find_window(o, pool, c, &window) || rx_case_motor(c) == NULL) return RX_OK;
    if (rx_motor_is_clamped(rx_case_motor(c), pool)) return RX_OK;
    RX_TRY(unit_rates(c, pool, window, rates + k * (size_t)n_units));
  }
  for (size_t k = 0; k < m->n_conditions; k++) {
    const rx_case *c = rx_outcomes_case(m, k, stimulus, repetition);
    const size_t i = (k * m->n_stimuli + stimulus) * m->n_repetitions + repetition;
    const double *rate = rates + k * (size_t)n_units,
                 *other = reference < m->n_conditions ? rates + reference * (size_t)n_units : rate;
    double sum = 0, n = 0, change = 0, n_both = 0;
    for (int u = 0; u < n_units; u++) {
      if (!(rate[u] >= LEAST_HZ)) continue;
      sum += rate[u], n++;
      if (other[u] >= LEAST_HZ) change += rate[u] - other[u], n_both++;
    }
    find_window(o, pool, c, &window);
    RX_TRY(put_torque(o, pool, c, window, i));
    rx_motor_put(o, pool, RX_MOTOR_STEADY_UNITS, i, n);
    rx_motor_put(o, pool, RX_MOTOR_STEADY_RATE, i, n > 0 ? sum / n : NAN);
    if (reference < m->n_conditions && k != reference)
      rx_motor_put(o, pool, RX_MOTOR_STEADY_CHANGE, i, n_both > 0 ? change / n_both : NAN);
  }
  return RX_OK;
}

void rx_outcomes_motor_steady(rx_motor_outcomes *o, int pool)
{
  rx_outcomes_maker *m = o->m;
  const rx_circuit *circuit = m->e->circuit;
  const int n_units = circuit->populations[circuit->motor.pools[pool].population].n;
  double *rates = calloc(m->n_conditions * (size_t)n_units + 1, sizeof *rates);
  rx_status status = rates != NULL ? RX_OK : RX_E_MEMORY;
  for (size_t s = 0; status == RX_OK && s < m->n_stimuli; s++)
    for (size_t r = 0; status == RX_OK && r < m->n_repetitions; r++)
      status = one_battery(o, pool, s, r, n_units, rates);
  if (status != RX_OK) m->is_out_of_memory = true;
  free(rates);
}
