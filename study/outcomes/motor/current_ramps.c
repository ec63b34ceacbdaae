/* Motoneurons under ramps of current: where they begin and stop to fire, and their rate on the way up and down (motoneuron page 6.1). */
#include <math.h>
#include <stdlib.h>

#include "analysis/motor/current_ramp.h"
#include "study/outcomes/motor/motor.h"

enum { MOST_UNITS = 3 }; /* whose rates are kept */

/* The ramp into a unit, of which there is at most one; false: none. */
static bool ramp_of(const rx_motor_outcomes *o, int pool, const rx_case *c, int unit, rx_current_ramp *ramp)
{
  bool is_found = false;
  for (size_t k = 0; k < c->n_components; k++) {
    const rx_stimulus *s = &c->components[k];
    if (s->kind != RX_STIMULUS_CURRENT_RAMP || !rx_motor_drives(o, pool, s) || (s->cell >= 0 && s->cell != unit))
      continue;
    *ramp = (rx_current_ramp){ .onset_ms = s->onset,
                               .start_nA =
                                   isnan(s->start) ? rx_motor_ramp_start_of(rx_case_motor(c), pool, unit) : s->start,
                               .slope_nA_per_ms = s->slope,
                               .up_ms = s->duration };
    is_found = true;
  }
  return is_found;
}

/* ---- rates of some units ---- */

/* t, I, rate and limb of a unit, [n] each. */
static rx_result_variable *rate_variables(rx_outcomes_maker *m, int unit, size_t n, rx_result_variable *at)
{
  static const char *const NAMES[4][3] = { { "t_unit_%d", "ms", "spike that ends an interval" },
                                           { "I_unit_%d", "nA", "current at that spike" },
                                           { "rate_unit_%d", "Hz", "1000/interval" },
                                           { "limb_unit_%d", "1", "1: the current rises, -1: it falls" } };
  for (int k = 0; k < 4; k++)
    at[k] = (rx_result_variable){ .name = rx_arena_format(m->arena, NAMES[k][0], unit),
                                  .units = NAMES[k][1],
                                  .long_name = NAMES[k][2],
                                  .value = rx_outcomes_numbers(m, n) };
  for (int k = 0; k < 4; k++) m->is_out_of_memory |= at[k].name == NULL;
  return m->is_out_of_memory ? NULL : at;
}

static void fill_rates(const rx_current_ramp *ramp, const rx_times *train, const rx_result_variable v[])
{
  double *t = (double *)v[0].value, *I = (double *)v[1].value, *rate = (double *)v[2].value,
         *limb = (double *)v[3].value;
  for (size_t k = 1; k < train->n; k++) {
    t[k - 1] = train->items[k];
    I[k - 1] = rx_current_ramp_nA(ramp, train->items[k]);
    rate[k - 1] = 1e3 / (train->items[k] - train->items[k - 1]);
    limb[k - 1] = train->items[k] <= ramp->onset_ms + ramp->up_ms ? 1 : -1;
  }
}

/* units: those that a ramp drives. */
static void rate_course(rx_motor_outcomes *o, int pool, const rx_case *c, const rx_times trains[], int n,
                        const int units[])
{
  rx_outcomes_maker *m = o->m;
  int chosen[MOST_UNITS], n_chosen = 0;
  size_t longest = 0;
  for (int k = 0; k < MOST_UNITS; k++) { /* the first, the middle, the last */
    const int unit = units[(n - 1) * k / (MOST_UNITS - 1)];
    if (n_chosen > 0 && chosen[n_chosen - 1] == unit) continue;
    chosen[n_chosen++] = unit;
    if (trains[unit].n > longest + 1) longest = trains[unit].n - 1;
  }
  if (longest == 0) return;
  double *number = rx_outcomes_numbers(m, longest);
  rx_result_variable *variables = rx_arena_alloc(m->arena, 4 * MOST_UNITS * sizeof *variables);
  const char *prefix = rx_arena_format(m->arena, "ramp_rate.%s.", rx_motor_pool_name(o, pool));
  if (number == NULL || variables == NULL || prefix == NULL) {
    m->is_out_of_memory = true;
    return;
  }
  for (size_t k = 0; k < longest; k++) number[k] = (double)k;
  for (int k = 0; k < n_chosen; k++) {
    rx_current_ramp ramp;
    const rx_result_variable *v = rate_variables(m, chosen[k], longest, &variables[4 * k]);
    if (v == NULL) return;
    if (ramp_of(o, pool, c, chosen[k], &ramp)) fill_rates(&ramp, &trains[chosen[k]], v);
  }
  rx_outcomes_add_course(m, prefix, c, "interval", "1", longest, number, 4 * (size_t)n_chosen, variables);
}

/* ---- all ---- */

void rx_outcomes_current_ramps(rx_motor_outcomes *o, int pool, const rx_case *c, size_t i, const rx_times trains[],
                               int n_units)
{
  rx_outcomes_maker *m = o->m;
  rx_unit_course course;
  int n = 0, *units = rx_arena_alloc(m->arena, ((size_t)n_units + 1) * sizeof *units);
  rx_current_ramp ramp;
  if (units == NULL) m->is_out_of_memory = true;
  for (int u = 0; units != NULL && u < n_units; u++)
    if (ramp_of(o, pool, c, u, &ramp)) units[n++] = u;
  if (n == 0 || !rx_unit_course_begin(m, (size_t)n_units, &course)) return;
  double *spikes = rx_unit_course_add(m, &course, "n_spikes", "1", "spikes"),
         *recruitment = rx_unit_course_add(m, &course, "recruitment", "nA", "current at the first spike"),
         *derecruitment = rx_unit_course_add(m, &course, "derecruitment", "nA", "current at the last spike"),
         *delta = rx_unit_course_add(m, &course, "delta_i", "nA", "recruitment less derecruitment"),
         *largest = rx_unit_course_add(m, &course, "largest_rate", "Hz", "1000/shortest interval");
  if (m->is_out_of_memory) return;
  for (int k = 0; k < n; k++) {
    const int u = units[k];
    if (!ramp_of(o, pool, c, u, &ramp)) continue;
    const rx_ramp_firing firing = rx_ramp_firing_of(&ramp, trains[u].n, trains[u].items);
    spikes[u] = (double)firing.n_spikes;
    recruitment[u] = firing.recruitment_nA;
    derecruitment[u] = firing.derecruitment_nA;
    delta[u] = firing.delta_nA;
    largest[u] = firing.largest_Hz;
  }
  rx_motor_put(o, pool, RX_MOTOR_RECRUITMENT, i, rx_motor_mean((size_t)n_units, recruitment));
  rx_motor_put(o, pool, RX_MOTOR_DELTA_I, i, rx_motor_mean((size_t)n_units, delta));
  if (c->repetition > 0) return;
  rx_unit_course_end(o, pool, c, &course);
  rate_course(o, pool, c, trains, n, units);
}
