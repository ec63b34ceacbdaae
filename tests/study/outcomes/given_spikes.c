#include "tests/study/outcomes/given_spikes.h"

#include <stdlib.h>

#include "tests/study/experiment_of_text.h"

given given_make(const char *text)
{
  given g = { .arena = rx_arena_create() };
  experiment_of_text(text, &g.e, &g.graph, &g.network);
  g.n_cases = g.e->n_conditions * g.e->n_stimuli;
  g.cases = calloc(g.n_cases, sizeof *g.cases);
  cr_assert_not_null(g.cases);
  for (size_t i = 0; i < g.n_cases; i++) {
    const rx_battery_item *item = &g.e->stimuli[i % g.e->n_stimuli];
    rx_case *c = &g.cases[i];
    *c = (rx_case){ .condition = (int)(i / g.e->n_stimuli),
                    .stimulus = (int)(i % g.e->n_stimuli),
                    .network = g.network,
                    .n_components = item->n_components,
                    .components = item->components };
    rx_case_set_times(c, item);
    cr_assert_eq(rx_case_prepare(c, g.e), RX_OK, "%s", c->err.text);
  }
  return g;
}

void given_free(given *g)
{
  for (size_t i = 0; i < g->n_cases; i++) rx_case_free(&g->cases[i]);
  free(g->cases);
  rx_network_free(g->network);
  rx_graph_free(g->graph);
  rx_experiment_free(g->e);
  rx_arena_free(g->arena);
}

rx_case *given_case(given *g, size_t condition, size_t stimulus)
{
  return &g->cases[condition * g->e->n_stimuli + stimulus];
}

void given_spike(given *g, size_t condition, size_t stimulus, const char *population, int cell, double t_ms)
{
  const rx_node_range *range = rx_network_cell_range(g->network, rx_circuit_population(g->e->circuit, population));
  cr_assert(range != NULL && cell < range->n);
  const rx_spike spike = { .t_ms = t_ms, .cell = range->first + cell };
  cr_assert(RX_APPEND(&given_case(g, condition, stimulus)->recording.spikes, spike));
}

void given_train(given *g, size_t condition, size_t stimulus, const char *population, int cell, double from, double to,
                 double interval)
{
  for (int k = 0; from + k * interval < to; k++)
    given_spike(g, condition, stimulus, population, cell, from + k * interval);
}

static int by_time(const void *left, const void *right)
{
  const rx_spike *a = left, *b = right;
  if (a->t_ms != b->t_ms) return a->t_ms < b->t_ms ? -1 : 1;
  return (a->cell > b->cell) - (a->cell < b->cell);
}

void given_outcomes(given *g)
{
  rx_error err = { 0 };
  for (size_t i = 0; i < g->n_cases; i++) {
    rx_recording *r = &g->cases[i].recording;
    if (r->spikes.n > 0) qsort(r->spikes.items, r->spikes.n, sizeof *r->spikes.items, by_time);
  }
  cr_assert_eq(rx_outcomes_make(g->e, g->cases, g->arena, &g->results, &err), RX_OK, "%s", err.text);
  g->results.n_conditions = g->e->n_conditions;
  g->results.n_stimuli = g->e->n_stimuli;
  g->results.n_repetitions = 1;
}

bool given_has(const given *g, const char *outcome)
{
  return rx_results_outcome(&g->results, outcome) != NULL;
}

double given_value(const given *g, const char *outcome, size_t condition, size_t stimulus)
{
  const rx_result_outcome *o = rx_results_outcome(&g->results, outcome);
  cr_assert(o != NULL, "no %s", outcome);
  cr_assert_eq(o->rank, 3);
  return o->value[condition * g->e->n_stimuli + stimulus];
}

const rx_result_course *given_course(const given *g, const char *name)
{
  for (size_t i = 0; i < g->results.n_courses; i++)
    if (strcmp(g->results.courses[i].name, name) == 0) return &g->results.courses[i];
  return NULL;
}

const double *given_variable(const rx_result_course *course, const char *name)
{
  cr_assert_not_null(course);
  for (size_t i = 0; i < course->n_variables; i++)
    if (strcmp(course->variables[i].name, name) == 0) return course->variables[i].value;
  cr_assert_fail("%s has no %s", course->name, name);
  return NULL;
}
