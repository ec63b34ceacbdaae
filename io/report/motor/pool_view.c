#include "io/report/motor/pool_view.h"

const rx_result_outcome *rx_pool_outcome(const rx_pool_view *p, const char *prefix)
{
  const char *name = rx_arena_format(p->view->arena, "%s%s", prefix, p->name);
  return name != NULL ? rx_results_outcome(p->view->results, name) : NULL;
}

const rx_result_outcome *rx_pool_window_outcome(const rx_pool_view *p, const char *prefix, const char *window)
{
  const char *name = rx_arena_format(p->view->arena, "%s%s_%s", prefix, p->name, window);
  return name != NULL ? rx_results_outcome(p->view->results, name) : NULL;
}

const rx_result_course *rx_pool_course(const rx_pool_view *p, const char *kind, size_t condition, size_t stimulus)
{
  const char *prefix = rx_arena_format(p->view->arena, "%s.%s.", kind, p->name);
  return prefix != NULL ? rx_view_course(p->view, prefix, condition, stimulus) : NULL;
}

bool rx_pool_has(const rx_pool_view *p, const rx_result_outcome *o, size_t stimulus)
{
  return o != NULL && rx_view_is_under(p->view, o, stimulus);
}

bool rx_pool_find_stimulus(const rx_pool_view *p, const rx_result_outcome *o, size_t *stimulus)
{
  for (*stimulus = 0; o != NULL && *stimulus < p->view->results->n_stimuli; ++*stimulus)
    if (rx_pool_has(p, o, *stimulus)) return true;
  return false;
}

size_t rx_pool_conditions_with(const rx_pool_view *p, const char *kind, size_t stimulus, size_t most,
                               size_t conditions[])
{
  size_t n = 0;
  for (size_t i = 0; i < p->view->results->n_conditions && n < most; i++) {
    const size_t c = rx_view_drawn(p->view, i);
    const rx_result_course *course = rx_pool_course(p, kind, c, stimulus);
    if (course != NULL && course->n_times > 0) conditions[n++] = c;
  }
  return n;
}
