#include "study/motor/amplifier_loop.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "models/muscle/running_torque.h"

/* Fibres of one population: sources first … first + n - 1. */
typedef struct fibres {
  int first, n;
  uint64_t key;
} fibres;

/* A pool with an amplifier. */
typedef struct part {
  int population, first_cell, n_units;
  rx_motor_amplifier amplifier;
  rx_running_torque torque;
  double A, at_ms;
  int n_fibres;
  fibres fibres[RX_MAX_AMPLIFIED];
} part;

struct rx_amplifier_loop {
  int n;
  part *parts;
  uint64_t seed, member;
  size_t n_sources;
  rx_times *sources; /* [n_sources] */
};

/* ---- while the network runs ---- */

/* Spikes of a fibre stay in order, also where two pools reach it in one window. */
static rx_status add_spike(rx_times *source, double t_ms, rx_error *err)
{
  if (!RX_APPEND(source, t_ms)) return rx_no_memory(err);
  for (size_t k = source->n - 1; k > 0 && source->items[k - 1] > t_ms; k--) {
    source->items[k] = source->items[k - 1];
    source->items[k - 1] = t_ms;
  }
  return RX_OK;
}

static rx_status excite(rx_amplifier_loop *loop, int index, double t_ms, double window_ms, rx_error *err)
{
  const part *p = &loop->parts[index];
  const double rate = rx_amplifier_rate_Hz(&p->amplifier, p->A);
  const uint64_t window = (uint64_t)(t_ms / window_ms + 0.5), use = RX_STREAM_AMPLIFIER | (uint64_t)index << 8;
  if (!(rate > 0)) return RX_OK;
  for (int k = 0; k < p->n_fibres; k++)
    for (int i = 0; i < p->fibres[k].n; i++) {
      const double u = rx_uniform_at(loop->seed, loop->member, p->fibres[k].key, (uint64_t)i, use, window);
      double spike_ms;
      if (rx_amplifier_spike(rate, u, t_ms, window_ms, &spike_ms))
        RX_TRY(add_spike(&loop->sources[p->fibres[k].first + i], spike_ms, err));
    }
  return RX_OK;
}

rx_status rx_amplifier_loop_turn(rx_amplifier_loop *loop, double t_ms, double window_ms, size_t n_heard,
                                 size_t n_spikes, const rx_spike spikes[], rx_error *err)
{
  for (int k = 0; k < loop->n; k++) {
    part *p = &loop->parts[k];
    for (size_t i = n_heard; i < n_spikes; i++) {
      const int unit = spikes[i].cell - p->first_cell;
      if (unit >= 0 && unit < p->n_units) rx_running_torque_spike(&p->torque, unit, spikes[i].t_ms);
    }
    p->A = rx_amplifier_step(&p->amplifier, p->A, rx_running_torque_at(&p->torque, t_ms), t_ms - p->at_ms);
    p->at_ms = t_ms;
    RX_TRY(excite(loop, k, t_ms, window_ms, err));
  }
  return RX_OK;
}

/* ---- before it runs ---- */

static rx_status make_part(const rx_circuit *circuit, const rx_network *network, const rx_motor_pool *pool, part *p,
                           rx_error *err)
{
  *p = (part){ .population = pool->population, .amplifier = pool->amplifier };
  for (int r = 0; r < network->n_ranges; r++) {
    const rx_node_range *range = &network->ranges[r];
    if (!range->is_source && range->population == pool->population) {
      p->first_cell = range->first;
      p->n_units = range->n;
    }
    if (!range->is_source || range->afferent == RX_CLASS_NONE) continue;
    for (int k = 0; k < pool->amplifier.n_onto; k++)
      if (range->population == pool->amplifier.onto[k])
        p->fibres[p->n_fibres++] = (fibres){ .first = range->first - network->n_cells,
                                             .n = range->n,
                                             .key = rx_name_key(circuit->populations[range->population].name) };
  }
  return rx_running_torque_start(&pool->muscle, p->n_units, &p->torque, err);
}

rx_status rx_amplifier_loop_make(const rx_circuit *circuit, const rx_network *network, uint64_t seed, uint64_t member,
                                 rx_amplifier_loop **loop, rx_error *err)
{
  int n = 0;
  *loop = NULL;
  for (int i = 0; i < circuit->motor.n; i++) n += circuit->motor.pools[i].amplifier.rate > 0;
  if (n == 0) return RX_OK;
  rx_amplifier_loop *made = calloc(1, sizeof *made);
  if (made == NULL) return rx_no_memory(err);
  made->seed = seed;
  made->member = member;
  made->n_sources = (size_t)(network->n_nodes - network->n_cells);
  made->parts = calloc((size_t)n, sizeof *made->parts);
  made->sources = calloc(made->n_sources + 1, sizeof *made->sources);
  rx_status status = made->parts != NULL && made->sources != NULL ? RX_OK : rx_no_memory(err);
  for (int i = 0; i < circuit->motor.n && status == RX_OK; i++)
    if (circuit->motor.pools[i].amplifier.rate > 0)
      status = make_part(circuit, network, &circuit->motor.pools[i], &made->parts[made->n++], err);
  if (status == RX_OK)
    *loop = made;
  else
    rx_amplifier_loop_free(made);
  return status;
}

void rx_amplifier_loop_free(rx_amplifier_loop *loop)
{
  if (loop == NULL) return;
  for (int k = 0; k < loop->n; k++) rx_running_torque_free(&loop->parts[k].torque);
  for (size_t s = 0; s < loop->n_sources && loop->sources != NULL; s++) free(loop->sources[s].items);
  free(loop->parts);
  free(loop->sources);
  free(loop);
}

const rx_times *rx_amplifier_loop_sources(const rx_amplifier_loop *loop, size_t *n)
{
  *n = loop != NULL ? loop->n_sources : 0;
  return loop != NULL ? loop->sources : NULL;
}

double rx_amplifier_loop_rate_Hz(const rx_amplifier_loop *loop, int population)
{
  for (int k = 0; loop != NULL && k < loop->n; k++)
    if (loop->parts[k].population == population)
      return rx_amplifier_rate_Hz(&loop->parts[k].amplifier, loop->parts[k].A);
  return NAN;
}
