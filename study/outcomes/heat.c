/* A heat ramp as a physiologist plots it: rate at the skin against skin temperature, in courses "assay.<condition>.<ramp>". */
#include <math.h>

#include "study/outcomes/maker.h"

/* Width of a bin. A choice of this project: half a degree at 0.3 degC/s are 1.7 s. */
static const double BIN_DEGC = 0.5;

/* The ramp that a stimulus is; NULL: none, or one among others. */
static const rx_stimulus *ramp_of(const rx_case *c)
{
  if (c->n_components != 1 || c->components[0].kind != RX_STIMULUS_HEAT_RAMP) return NULL;
  return c->components[0].to != c->components[0].from ? &c->components[0] : NULL;
}

/* Adds to rate, Hz, what the fibres of a range fire in n bins of bin_ms from the ramp's onset on, over n_repetitions. */
static void add_rates(const rx_case *c, const rx_node_range *range, size_t n, double bin_ms, size_t n_repetitions,
                      double rate[])
{
  const double onset = c->components[0].onset, end = fmin(onset + (double)n * bin_ms, c->t_stop_ms);
  for (int i = 0; i < range->n; i++) {
    const rx_times *skin = rx_case_skin(c, range->first - c->network->n_cells + i);
    for (size_t q = 0; skin != NULL && q < skin->n; q++) {
      const double t = skin->items[q];
      if (t < onset || t >= end) continue;
      rate[(size_t)((t - onset) / bin_ms)] += 1e3 / (bin_ms * range->n * (double)n_repetitions);
    }
  }
}

static void heat_course(rx_outcomes_maker *m, size_t condition, size_t stimulus)
{
  const rx_case *first = rx_outcomes_case(m, condition, stimulus, 0);
  const rx_circuit *circuit = m->e->circuit;
  const rx_stimulus *ramp = ramp_of(first);
  if (ramp == NULL || circuit->nerve.n == 0) return;
  const double rise = fabs(ramp->to - ramp->from), sign = ramp->to > ramp->from ? 1 : -1;
  const size_t n = (size_t)fmax(1, floor(rise / BIN_DEGC + 1e-9)); /* whole bins */
  double *temperature = rx_outcomes_numbers(m, n);
  rx_result_variable *variables = rx_arena_alloc(m->arena, ((size_t)circuit->nerve.n + 1) * sizeof *variables);
  if (temperature == NULL || variables == NULL) {
    m->is_out_of_memory = true;
    return;
  }
  for (size_t i = 0; i < n; i++) temperature[i] = ramp->from + sign * BIN_DEGC * ((double)i + 0.5);
  size_t n_variables = 0;
  for (int k = 0; k < circuit->nerve.n; k++) {
    const rx_node_range *range = rx_network_fibre_range(first->network, circuit->nerve.fibres[k].population);
    if (range == NULL) continue;
    double *rate = rx_outcomes_numbers(m, n);
    if (rate == NULL) return;
    for (size_t i = 0; i < n; i++) rate[i] = 0;
    for (size_t q = 0; q < m->n_repetitions; q++)
      add_rates(rx_outcomes_case(m, condition, stimulus, q), range, n, 1e3 * BIN_DEGC / ramp->rate, m->n_repetitions,
                rate);
    variables[n_variables++] =
        (rx_result_variable){ .name = rx_arena_text(m->arena, range->name),
                              .units = "Hz",
                              .long_name = rx_arena_format(m->arena, "rate of %s per fibre at the skin", range->name),
                              .value = rate };
  }
  rx_outcomes_add_course(m, "assay.", first, "skin temperature", "degC", n, temperature, n_variables, variables);
}

void rx_outcomes_heat(rx_outcomes_maker *m)
{
  for (size_t k = 0; k < m->n_conditions; k++)
    for (size_t s = 0; s < m->n_stimuli; s++) heat_course(m, k, s);
}
