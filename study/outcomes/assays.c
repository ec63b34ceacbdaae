/* Numbers of assays as outcomes, their curves as courses "assay.<condition>.<assay>". */
#include <math.h>
#include <string.h>

#include "study/outcomes/maker.h"

/* The values of an outcome, made where it is not there yet. */
static double *values_of(rx_outcomes_maker *m, const rx_assay_number *number)
{
  for (size_t i = 0; i < m->outcomes.n; i++)
    if (strcmp(m->outcomes.items[i].name, number->name) == 0) return (double *)m->outcomes.items[i].value;
  return rx_outcomes_add(m, number->name, number->units, number->long_name, 3);
}

static void add_curves(rx_outcomes_maker *m, const rx_case *c)
{
  const rx_assay_result *r = &c->found;
  rx_result_variable *variables = rx_arena_alloc(m->arena, (r->n_curves + 1) * sizeof *variables);
  double *x = rx_outcomes_numbers(m, r->n_points);
  if (variables == NULL || x == NULL) {
    m->is_out_of_memory = true;
    return;
  }
  memcpy(x, r->x, r->n_points * sizeof *x);
  for (size_t k = 0; k < r->n_curves; k++) {
    const rx_assay_curve *curve = &r->curves[k];
    double *y = rx_outcomes_numbers(m, r->n_points);
    variables[k] = (rx_result_variable){ .name = rx_arena_text(m->arena, curve->name),
                                         .units = curve->units,
                                         .long_name = rx_arena_text(m->arena, curve->long_name),
                                         .value = y };
    if (y == NULL || variables[k].name == NULL || variables[k].long_name == NULL) {
      m->is_out_of_memory = true;
      return;
    }
    memcpy(y, curve->y, r->n_points * sizeof *y);
  }
  rx_outcomes_add_course(m, "assay.", c, r->x_name, r->x_units, r->n_points, x, r->n_curves, variables);
}

void rx_outcomes_assays(rx_outcomes_maker *m)
{
  for (size_t i = 0; i < m->n_conditions * m->n_stimuli * m->n_repetitions; i++) {
    const rx_case *c = &m->cases[i];
    if (c->assay == NULL) continue;
    for (size_t k = 0; k < c->found.n_numbers; k++) {
      double *values = values_of(m, &c->found.numbers[k]);
      if (values == NULL) return;
      values[i] = c->found.numbers[k].value;
    }
    if (c->found.n_points > 0) add_curves(m, c);
  }
}
