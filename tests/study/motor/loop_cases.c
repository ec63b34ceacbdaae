#include "tests/study/motor/loop_cases.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/study/experiment_of_text.h"

loop_cases loop_make(const char *text)
{
  loop_cases s = { 0 };
  experiment_of_text(text, &s.e, &s.graph, &s.network);
  return s;
}

void loop_free(loop_cases *s)
{
  for (int i = 0; i < LOOP_MOST; i++) rx_case_free(&s->cases[i]);
  rx_network_free(s->network);
  rx_graph_free(s->graph);
  rx_experiment_free(s->e);
}

rx_case *loop_prepare(loop_cases *s, int i, int stimulus)
{
  const rx_battery_item *item = &s->e->stimuli[stimulus];
  rx_case *c = &s->cases[i];
  *c = (rx_case){ .stimulus = stimulus,
                  .network = s->network,
                  .n_components = item->n_components,
                  .components = item->components,
                  .seed = 1 };
  rx_case_set_times(c, item);
  cr_assert_eq(rx_case_prepare(c, s->e), RX_OK, "%s", c->err.text);
  return c;
}

const rx_case *loop_run(loop_cases *s, int i, int stimulus)
{
  rx_case *c = loop_prepare(s, i, stimulus);
  rx_case_run(c, s->e, 1, NULL);
  cr_assert_eq(c->status, RX_OK, "%s", c->err.text);
  return c;
}

bool loop_same_spikes(const rx_recording *a, const rx_recording *b)
{
  if (a->spikes.n != b->spikes.n) return false;
  for (size_t i = 0; i < a->spikes.n; i++)
    if (a->spikes.items[i].cell != b->spikes.items[i].cell ||
        memcmp(&a->spikes.items[i].t_ms, &b->spikes.items[i].t_ms, sizeof(double)) != 0)
      return false;
  return true;
}
