#include <assert.h>
#include <math.h>
#include <string.h>

#include "study/outcomes/motor/motor.h"

double rx_motor_mean(size_t n, const double values[])
{
  double sum = 0, count = 0;
  for (size_t i = 0; i < n; i++)
    if (!isnan(values[i])) sum += values[i], count++;
  return count > 0 ? sum / count : NAN;
}

bool rx_unit_course_begin(rx_outcomes_maker *m, size_t n_units, rx_unit_course *course)
{
  *course = (rx_unit_course){ .n = n_units, .unit = rx_outcomes_numbers(m, n_units) };
  for (size_t u = 0; course->unit != NULL && u < n_units; u++) course->unit[u] = (double)u;
  return course->unit != NULL;
}

double *rx_unit_course_add(rx_outcomes_maker *m, rx_unit_course *course, const char *name, const char *units,
                           const char *long_name)
{
  double *values = rx_outcomes_numbers(m, course->n);
  assert(course->n_variables < RX_UNIT_COURSE_VARIABLES);
  if (values != NULL)
    course->variables[course->n_variables++] =
        (rx_result_variable){ .name = name, .units = units, .long_name = long_name, .value = values };
  return values;
}

void rx_unit_course_end(rx_motor_outcomes *o, int pool, const rx_case *c, const rx_unit_course *course)
{
  rx_result_variable *kept = rx_arena_alloc(o->m->arena, sizeof course->variables);
  const char *prefix = rx_arena_format(o->m->arena, "units.%s.", rx_motor_pool_name(o, pool));
  if (kept == NULL || prefix == NULL) {
    o->m->is_out_of_memory = true;
    return;
  }
  memcpy(kept, course->variables, sizeof course->variables);
  rx_outcomes_add_course(o->m, prefix, c, "unit", "1", course->n, course->unit, course->n_variables, kept);
}
