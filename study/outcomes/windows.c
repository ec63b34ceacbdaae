/* Outcomes of the windows that a stimulus names: rates of all populations of cells, torque of the motor pools (motoneuron page 6.4). */
#include <stdlib.h>
#include <string.h>

#include "analysis/motor/pool_rate.h"
#include "study/motor/motor_run.h"
#include "study/outcomes/maker.h"

/* "<prefix><population>_<window>": stimuli whose windows have one name share it. */
static double *outcome_of(rx_outcomes_maker *m, const char *prefix, const char *population, const char *window,
                          const char *units, const char *long_name)
{
  const char *name = rx_arena_format(m->arena, "%s%s_%s", prefix, population, window),
             *text = rx_arena_format(m->arena, long_name, population, window);
  if (name == NULL || text == NULL) {
    m->is_out_of_memory = true;
    return NULL;
  }
  for (size_t i = 0; i < m->outcomes.n; i++)
    if (strcmp(m->outcomes.items[i].name, name) == 0) return (double *)m->outcomes.items[i].value;
  return rx_outcomes_add(m, name, units, text, 3);
}

static void rates(rx_outcomes_maker *m, const rx_battery_item *item, const rx_case *c, size_t i)
{
  rx_spike_columns columns = rx_spike_columns_of(m, c);
  for (int r = 0; r < c->network->n_ranges && !m->is_out_of_memory; r++) {
    const rx_node_range *range = &c->network->ranges[r];
    if (!rx_is_cell_range(range) || rx_outcomes_is_clamped(m, c, range)) continue;
    for (size_t w = 0; w < item->n_windows; w++) {
      const rx_window_ms window = { item->windows[w].from, item->windows[w].to };
      double *rate =
          outcome_of(m, "rate_", range->name, item->windows[w].name, "Hz", "mean rate of %s per cell in the window %s");
      if (rate == NULL) break;
      rate[i] = rx_pool_rate_in(&columns.view, (rx_cells){ range->first, range->n }, window).rate_Hz;
    }
  }
  rx_spike_columns_free(&columns);
}

/* Of a case that has not run the names alone: a sweep asks for them. */
static void torques(rx_outcomes_maker *m, const rx_battery_item *item, const rx_case *c, size_t i)
{
  const rx_motor_run *run = rx_case_motor(c);
  const rx_circuit *circuit = m->e->circuit;
  for (int pool = 0; pool < circuit->motor.n; pool++) {
    double *samples = NULL;
    size_t n = 0;
    if (run != NULL && rx_motor_torque(run, &c->recording, pool, true, &n, &samples, NULL) != RX_OK) {
      m->is_out_of_memory = true;
      return;
    }
    for (size_t w = 0; w < item->n_windows; w++) {
      const rx_window_ms window = { item->windows[w].from, item->windows[w].to };
      double *torque =
          outcome_of(m, "torque_", circuit->populations[circuit->motor.pools[pool].population].name,
                     item->windows[w].name, "1", "mean torque of %s in the window %s, share of the maximum");
      if (torque != NULL && run != NULL) torque[i] = rx_pool_mean_torque(n, samples, RX_MOTOR_TORQUE_STEP_MS, window);
    }
    free(samples);
  }
}

void rx_outcomes_windows(rx_outcomes_maker *m)
{
  for (size_t i = 0; i < m->n_conditions * m->n_stimuli * m->n_repetitions && !m->is_out_of_memory; i++) {
    const rx_case *c = &m->cases[i];
    const rx_battery_item *item = &m->e->stimuli[c->stimulus];
    if (c->assay != NULL || item->n_windows == 0) continue;
    rates(m, item, c, i);
    torques(m, item, c, i);
  }
}
