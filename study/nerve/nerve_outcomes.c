#include "study/nerve/nerve_outcomes.h"

#include <math.h>
#include <stdlib.h>

#include "stimuli/skin.h"

#define AT(field) offsetof(rx_nerve_outcomes, field)
const rx_nerve_outcome_row RX_NERVE_OUTCOMES[] = {
  { "skin_rate_", "Hz", "mean rate of %s at the skin while the stimulus lasts", AT(skin_rate) },
  { "cord_rate_", "Hz", "mean rate of %s at the cord while the stimulus lasts", AT(cord_rate) },
  { "late_rate_", "Hz", "mean rate of %s at the skin, 0.5-2 s after the onset", AT(late_rate) },
  { "resting_rate_", "Hz", "mean rate of %s at the skin before the onset", AT(resting_rate) },
  { "active_share_", "1", "share of %s that fires during the stimulus", AT(active_share) },
  { "first_spike_", "ms", "first spike of %s at the skin after the onset, median of the active fibres", AT(first_ms) },
  { "heat_threshold_", "degC", "skin temperature at the first spike of %s, median of the active fibres",
    AT(first_degC) },
  { NULL, NULL, NULL, 0 },
};

static int compare(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(size_t n, double values[])
{
  if (n == 0) return NAN;
  qsort(values, n, sizeof *values, compare);
  return 0.5 * (values[(n - 1) / 2] + values[n / 2]);
}

static size_t count(const rx_times *times, double from, double to)
{
  size_t n = 0;
  for (size_t i = 0; i < times->n; i++) n += times->items[i] >= from && times->items[i] < to;
  return n;
}

static double rate(size_t n_spikes, int n_fibres, double from, double to)
{
  return to > from && n_fibres > 0 ? 1e3 * (double)n_spikes / (n_fibres * (to - from)) : NAN;
}

static bool sets_temperature(const rx_case *c)
{
  for (size_t i = 0; i < c->n_components; i++)
    if (c->components[i].kind == RX_STIMULUS_HEAT_RAMP || c->components[i].kind == RX_STIMULUS_HEAT_STEP) return true;
  return false;
}

rx_status rx_nerve_outcomes_of(const rx_experiment *e, const rx_case *c, int k, rx_nerve_outcomes *o)
{
  *o = (rx_nerve_outcomes){ NAN, NAN, NAN, NAN, NAN, NAN, NAN };
  const rx_node_range *range = rx_network_fibre_range(c->network, e->circuit->nerve.fibres[k].population);
  if (range == NULL || rx_case_skin(c, range->first - c->network->n_cells) == NULL) return RX_OK;
  double *first = calloc((size_t)range->n + 1, sizeof *first);
  if (first == NULL) return RX_E_MEMORY;
  const double late_from = c->onset_ms + 500, late_to = fmin(c->onset_ms + 2000, c->t_stop_ms);
  size_t n_skin = 0, n_cord = 0, n_late = 0, n_rest = 0, n_active = 0;
  for (int i = 0; i < range->n; i++) {
    const int source = range->first - c->network->n_cells + i;
    const rx_times *skin = rx_case_skin(c, source);
    n_skin += count(skin, c->onset_ms, c->end_ms);
    n_cord += count(&c->trains.times[source], c->onset_ms, c->end_ms);
    n_late += count(skin, late_from, late_to);
    n_rest += count(skin, 0, c->onset_ms);
    for (size_t q = 0; q < skin->n; q++) {
      if (!(skin->items[q] >= c->onset_ms && skin->items[q] < c->end_ms)) continue;
      first[n_active++] = skin->items[q];
      break;
    }
  }
  o->skin_rate = rate(n_skin, range->n, c->onset_ms, c->end_ms);
  o->cord_rate = rate(n_cord, range->n, c->onset_ms, c->end_ms);
  o->late_rate = rate(n_late, range->n, late_from, late_to);
  o->resting_rate = rate(n_rest, range->n, 0, c->onset_ms);
  o->active_share = range->n > 0 ? (double)n_active / range->n : NAN;
  const rx_skin_stimuli stimuli = { c->n_components, c->components, e->circuit->nerve.skin_temperature };
  const rx_skin skin = rx_skin_of(&stimuli);
  o->first_ms = median(n_active, first) - c->onset_ms;
  for (size_t i = 0; i < n_active; i++) first[i] = skin.temperature_degC(skin.what, first[i]);
  if (sets_temperature(c)) o->first_degC = median(n_active, first);
  free(first);
  return RX_OK;
}
