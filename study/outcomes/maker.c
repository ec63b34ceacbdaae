#include "study/outcomes/maker.h"

#include <math.h>
#include <stdlib.h>

const rx_case *rx_outcomes_case(const rx_outcomes_maker *m, size_t condition, size_t stimulus, size_t repetition)
{
  return &m->cases[(condition * m->n_stimuli + stimulus) * m->n_repetitions + repetition];
}

double *rx_outcomes_numbers(rx_outcomes_maker *m, size_t n)
{
  double *values = rx_arena_alloc(m->arena, (n + 1) * sizeof *values);
  if (values == NULL) m->is_out_of_memory = true;
  for (size_t i = 0; values != NULL && i < n; i++) values[i] = NAN;
  return values;
}

double *rx_outcomes_add(rx_outcomes_maker *m, const char *name, const char *units, const char *long_name, int rank)
{
  size_t n = 1;
  if (rank > 0) n *= m->n_conditions;
  if (rank > 1) n *= m->n_stimuli;
  if (rank > 2) n *= m->n_repetitions;
  double *values = rx_outcomes_numbers(m, n);
  const rx_result_outcome outcome = { .name = rx_arena_text(m->arena, name),
                                      .units = units,
                                      .long_name = rx_arena_text(m->arena, long_name),
                                      .rank = rank,
                                      .value = values };
  if (values == NULL || outcome.name == NULL || outcome.long_name == NULL || !RX_APPEND(&m->outcomes, outcome)) {
    m->is_out_of_memory = true;
    return NULL;
  }
  return values;
}

rx_spike_columns rx_spike_columns_of(rx_outcomes_maker *m, const rx_case *c)
{
  const size_t n = c->recording.spikes.n;
  rx_spike_columns s = { .t = malloc((n + 1) * sizeof *s.t), .cell = malloc((n + 1) * sizeof *s.cell) };
  if (s.t == NULL || s.cell == NULL) {
    m->is_out_of_memory = true;
    s.view = (rx_spikes){ 0 };
    return s;
  }
  for (size_t i = 0; i < n; i++) {
    s.t[i] = c->recording.spikes.items[i].t_ms;
    s.cell[i] = c->recording.spikes.items[i].cell;
  }
  s.view = (rx_spikes){ .n = n, .t_ms = s.t, .cell = s.cell };
  return s;
}

void rx_spike_columns_free(rx_spike_columns *s)
{
  free(s->t);
  free(s->cell);
}

bool rx_is_cell_range(const rx_node_range *range)
{
  return !range->is_source && range->population >= 0;
}

double *rx_outcomes_add_named(rx_outcomes_maker *m, const char *prefix, const char *name, const char *units,
                              const char *long_name, int rank)
{
  const char *full = rx_arena_format(m->arena, "%s%s", prefix, name),
             *text = rx_arena_format(m->arena, long_name, name);
  if (full == NULL || text == NULL) {
    m->is_out_of_memory = true;
    return NULL;
  }
  return rx_outcomes_add(m, full, units, text, rank);
}

void rx_outcomes_add_course(rx_outcomes_maker *m, const char *prefix, const rx_case *c, const char *axis,
                            const char *units, size_t n, double *time, size_t n_variables,
                            const rx_result_variable *variables)
{
  const rx_result_course course = { .name = rx_arena_format(m->arena, "%s%s.%s", prefix,
                                                            m->e->conditions[c->condition].name,
                                                            m->e->stimuli[c->stimulus].name),
                                    .time_name = axis,
                                    .time_units = units,
                                    .n_times = n,
                                    .time = time,
                                    .n_variables = n_variables,
                                    .variables = variables };
  if (course.name == NULL || !RX_APPEND(&m->courses, course)) m->is_out_of_memory = true;
}
