/* Courses over time: rates of populations, traces of reports. */
#include <stdlib.h>

#include "study/outcomes/maker.h"

void rx_outcomes_rate_course(rx_outcomes_maker *m, size_t condition, size_t stimulus)
{
  const rx_case *first = rx_outcomes_case(m, condition, stimulus, 0);
  const rx_network *net = first->network;
  const size_t n = rx_n_bins(0, first->t_stop_ms, m->e->bin);
  double *time = rx_outcomes_numbers(m, n), *bins = rx_outcomes_numbers(m, n);
  rx_result_variable *variables = rx_arena_alloc(m->arena, ((size_t)net->n_ranges + 1) * sizeof *variables);
  if (time == NULL || bins == NULL || variables == NULL) {
    m->is_out_of_memory = true;
    return;
  }
  for (size_t k = 0; k < n; k++) time[k] = (double)k * m->e->bin;
  size_t n_variables = 0;
  for (int r = 0; r < net->n_ranges; r++) {
    if (!rx_is_cell_range(&net->ranges[r])) continue;
    double *mean = rx_outcomes_numbers(m, n);
    if (mean == NULL) return;
    for (size_t k = 0; k < n; k++) mean[k] = 0.0;
    variables[n_variables++] =
        (rx_result_variable){ .name = rx_arena_text(m->arena, net->ranges[r].name),
                              .units = "Hz",
                              .long_name = rx_arena_format(m->arena, "rate of %s per cell, mean over repetitions",
                                                           net->ranges[r].name),
                              .value = mean };
  }
  for (size_t q = 0; q < m->n_repetitions; q++) {
    const rx_case *c = rx_outcomes_case(m, condition, stimulus, q);
    rx_spike_columns s = rx_spike_columns_of(m, c);
    size_t v = 0;
    for (int r = 0; r < c->network->n_ranges && s.view.t_ms != NULL; r++) {
      const rx_node_range *range = &c->network->ranges[r];
      if (!rx_is_cell_range(range)) continue;
      rx_binned_rates_Hz(&s.view, (rx_cells){ range->first, range->n }, 0, first->t_stop_ms, m->e->bin, bins);
      double *mean = (double *)variables[v++].value;
      for (size_t k = 0; k < n; k++) mean[k] += bins[k] / (double)m->n_repetitions;
    }
    rx_spike_columns_free(&s);
  }
  rx_outcomes_add_course(m, "", first, NULL, "ms", n, time, n_variables, variables);
}

static int by_number(const void *a, const void *b)
{
  const size_t x = *(const size_t *)a, y = *(const size_t *)b;
  return (x > y) - (x < y);
}

enum { MAX_TRACES = 8, MAX_TRACE_SAMPLES = 20000 };

void rx_outcomes_trace_course(rx_outcomes_maker *m, const rx_case *c)
{
  if (c->repetition != 0 || c->n_columns == 0 || c->recording.n_frames == 0) return;
  /* the first columns of the reports in turn */
  size_t columns[MAX_TRACES], n_columns = 0;
  for (size_t round = 0; n_columns < MAX_TRACES && round < c->n_columns; round++)
    for (size_t k = 0; k < m->e->n_reports && n_columns < MAX_TRACES; k++)
      if (c->first_column[k] + round < c->first_column[k + 1]) columns[n_columns++] = c->first_column[k] + round;
  qsort(columns, n_columns, sizeof *columns, by_number);
  size_t every = 1;
  while (c->recording.n_frames / every > MAX_TRACE_SAMPLES) every++;
  const size_t n = (c->recording.n_frames + every - 1) / every;
  double *time = rx_outcomes_numbers(m, n);
  rx_result_variable *variables = rx_arena_alloc(m->arena, (n_columns + 1) * sizeof *variables);
  if (time == NULL || variables == NULL) {
    m->is_out_of_memory = true;
    return;
  }
  for (size_t k = 0; k < n; k++) time[k] = (double)(k * every) * c->recording.interval_ms;
  for (size_t v = 0; v < n_columns; v++) {
    const size_t q = columns[v];
    size_t report = 0;
    while (q >= c->first_column[report + 1]) report++;
    const rx_report_request *request = &m->e->reports[report];
    const rx_probe *probe = &c->probes[q];
    const rx_cell_type *type = c->network->types[c->network->type_of[probe->cell]];
    const int population = rx_circuit_population(m->e->circuit, request->population);
    const rx_cell *cell = &m->e->circuit->populations[population].cell;
    double *values = rx_outcomes_numbers(m, n);
    if (values == NULL) return;
    for (size_t k = 0; k < n; k++) values[k] = (double)c->recording.frames[k * every * c->recording.n_probes + q];
    variables[v] =
        (rx_result_variable){ .name = rx_arena_format(m->arena, "%s.%s.%s.%d", request->name, request->population,
                                                      cell->sections[type->section[probe->compartment]].name,
                                                      (int)(q - c->first_column[report])),
                              .units = rx_probe_units(probe->kind),
                              .value = values,
                              .long_name = rx_arena_format(m->arena, "%s of %s, %s at %.2f", request->variable,
                                                           request->population,
                                                           cell->sections[type->section[probe->compartment]].name,
                                                           type->position[probe->compartment]) };
  }
  rx_outcomes_add_course(m, "trace.", c, NULL, "ms", n, time, n_columns, variables);
}
