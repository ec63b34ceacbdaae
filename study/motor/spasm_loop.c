#include "study/motor/spasm_loop.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "stimuli/motor.h"

/* One triggered stimulus. */
typedef struct part {
  int population, first_cell, n_units;
  rx_spasm_watch watch;
  rx_waveform bout;    /* S/cm2, from 0 ms on, 0 at its end */
  rx_waveform density; /* of the run so far */
} part;

struct rx_spasm_loop {
  size_t n;
  part *parts;
  const rx_waveform **waveforms; /* [n] the densities */
  size_t n_heard;                /* spikes */
  RX_ARRAY(rx_clamp) clamps;
  rx_amplifier_loop *amplifiers; /* NULL: none */
  rx_controller controller;
};

/* ---- while the network runs ---- */

/* Puts a bout at its time; the one before has died away. */
static rx_status append_bout(part *p, double from_ms, rx_error *err)
{
  const rx_waveform *bout = &p->bout;
  if (bout->n > 0 && bout->value[0] != 0) RX_TRY(rx_waveform_add(&p->density, from_ms, 0, err));
  for (size_t i = 0; i < bout->n; i++)
    RX_TRY(rx_waveform_add(&p->density, from_ms + bout->t_ms[i], bout->value[i], err));
  return RX_OK;
}

static rx_status read_spikes(void *context, double t_ms, size_t n_spikes, const rx_spike spikes[], rx_error *err)
{
  rx_spasm_loop *loop = context;
  for (size_t k = 0; k < loop->n; k++) {
    part *p = &loop->parts[k];
    bool begins;
    for (size_t i = loop->n_heard; i < n_spikes; i++) {
      const int unit = spikes[i].cell - p->first_cell;
      if (unit >= 0 && unit < p->n_units) RX_TRY(rx_spasm_watch_spike(&p->watch, unit, spikes[i].t_ms, err));
    }
    RX_TRY(rx_spasm_watch_turn(&p->watch, t_ms, &begins, err));
    if (begins) RX_TRY(append_bout(p, p->watch.bouts.items[p->watch.bouts.n - 1].from_ms, err));
  }
  if (loop->amplifiers != NULL)
    RX_TRY(rx_amplifier_loop_turn(loop->amplifiers, t_ms, RX_LOOP_WINDOW_MS, loop->n_heard, n_spikes, spikes, err));
  loop->n_heard = n_spikes;
  return RX_OK;
}

/* ---- before it runs ---- */

/* The course of one bout from 0 on, without the pool's constant part, in S/cm2. */
static rx_status make_bout(const rx_circuit *circuit, const rx_motor_pool *pool, const rx_stimulus *s,
                           rx_motor_target target, rx_waveform *bout, rx_error *err)
{
  rx_stimulus one = *s;
  rx_motor_course course;
  one.trigger = NULL;
  one.onset = 0;
  one.duration = s->control.bout;
  const double end_ms = one.duration + (one.is_pulsed ? one.latency + 16 * one.tau : one.fall);
  const double constant = one.is_pulsed ? 0 : rx_motor_constant(pool, target);
  rx_status status = rx_motor_waveforms(circuit, pool, 1, &one, end_ms, &course, err);
  const rx_waveform *M = one.is_pulsed ? &course.pulsed[target] : &course.steady[target];
  bout->is_smooth = M->is_smooth;
  for (size_t i = 0; i < M->n && status == RX_OK; i++)
    status = rx_waveform_add(bout, M->t_ms[i], fmax(M->value[i] - constant, 0) * pool->unit_conductance, err);
  rx_motor_course_free(&course);
  return status;
}

/* One clamp for every compartment that the stimulus reaches: the first section is the soma. */
static rx_status add_clamps(rx_spasm_loop *loop, const part *p, const rx_network *network, const rx_motor_pool *pool,
                            double kcc2_loss, rx_motor_target target, rx_error *err)
{
  for (int u = 0; u < p->n_units; u++) {
    const rx_cell_type *type = network->types[network->type_of[p->first_cell + u]];
    for (int c = 0; c < type->n_compartments; c++) {
      if ((type->section[c] == 0) != (target == RX_ONTO_FOCAL_INHIBITION)) continue;
      const rx_clamp clamp = { .cell = p->first_cell + u,
                               .compartment = c,
                               .kind = RX_CLAMP_CONDUCTANCE,
                               .reversal = rx_motor_reversal_mV(pool, target, kcc2_loss),
                               .waveform = &p->density };
      if (!RX_APPEND(&loop->clamps, clamp)) return rx_no_memory(err);
    }
  }
  return RX_OK;
}

static rx_status make_part(rx_spasm_loop *loop, const rx_circuit *circuit, const rx_network *network,
                           const rx_stimulus *s, rx_error *err)
{
  const rx_motor_pool *pool = rx_motor_pool_named(circuit, s->population);
  if (pool == NULL)
    return rx_fail(err, RX_E_INPUT, "nerve_stimulation: the circuit has no motor pool%s%s",
                   s->population != NULL ? " " : "", s->population != NULL ? s->population : "");
  const rx_motor_target target = rx_motor_stimulus_target(s);
  part *p = &loop->parts[loop->n++];
  p->population = pool->population;
  const rx_node_range *units = rx_network_cell_range(network, pool->population);
  assert(units != NULL); /* populations of cells are never left out */
  p->first_cell = units->first;
  p->n_units = units->n;
  RX_TRY(make_bout(circuit, pool, s, target, &p->bout, err));
  p->density.is_smooth = p->bout.is_smooth;
  loop->waveforms[loop->n - 1] = &p->density;
  RX_TRY(add_clamps(loop, p, network, pool, circuit->kcc2_loss, target, err));
  RX_TRY(rx_spasm_watch_start(rx_spasm_detector_find(s->trigger), &s->control, p->n_units, &pool->muscle, s->onset,
                              s->onset + s->duration, &p->watch, err));
  /* bouts may not overlap, tails included */
  const double tail_ms = p->bout.n > 0 ? p->bout.t_ms[p->bout.n - 1] - s->control.bout : 0;
  p->watch.control.refractory = fmax(s->control.refractory, tail_ms + RX_LOOP_WINDOW_MS);
  return RX_OK;
}

rx_status rx_spasm_loop_make(const rx_circuit *circuit, const rx_network *network, size_t n,
                             const rx_stimulus stimuli[], uint64_t seed, uint64_t member, rx_spasm_loop **loop,
                             rx_error *err)
{
  size_t n_triggered = 0;
  rx_amplifier_loop *amplifiers;
  *loop = NULL;
  RX_TRY(rx_amplifier_loop_make(circuit, network, seed, member, &amplifiers, err));
  for (size_t i = 0; i < n; i++) n_triggered += rx_motor_is_triggered(&stimuli[i]);
  if (n_triggered == 0 && amplifiers == NULL) return RX_OK;
  rx_spasm_loop *made = calloc(1, sizeof *made);
  if (made == NULL) {
    rx_amplifier_loop_free(amplifiers);
    return rx_no_memory(err);
  }
  made->amplifiers = amplifiers;
  made->parts = calloc(n_triggered + 1, sizeof *made->parts);
  made->waveforms = calloc(n_triggered + 1, sizeof *made->waveforms);
  rx_status status = made->parts != NULL && made->waveforms != NULL ? RX_OK : rx_no_memory(err);
  for (size_t i = 0; i < n && status == RX_OK; i++)
    if (rx_motor_is_triggered(&stimuli[i])) status = make_part(made, circuit, network, &stimuli[i], err);
  made->controller = (rx_controller){ .window_ms = RX_LOOP_WINDOW_MS,
                                      .read = read_spikes,
                                      .context = made,
                                      .n_waveforms = made->n,
                                      .waveforms = made->waveforms };
  made->controller.sources = rx_amplifier_loop_sources(amplifiers, &made->controller.n_sources);
  if (status == RX_OK)
    *loop = made;
  else
    rx_spasm_loop_free(made);
  return status;
}

void rx_spasm_loop_free(rx_spasm_loop *loop)
{
  if (loop == NULL) return;
  for (size_t k = 0; k < loop->n; k++) {
    rx_spasm_watch_free(&loop->parts[k].watch);
    rx_waveform_free(&loop->parts[k].bout);
    rx_waveform_free(&loop->parts[k].density);
  }
  rx_amplifier_loop_free(loop->amplifiers);
  free(loop->parts);
  free(loop->waveforms);
  free(loop->clamps.items);
  free(loop);
}

size_t rx_spasm_loop_clamps(const rx_spasm_loop *loop, const rx_clamp **clamps)
{
  *clamps = loop != NULL ? loop->clamps.items : NULL;
  return loop != NULL ? loop->clamps.n : 0;
}

const rx_controller *rx_spasm_loop_controller(const rx_spasm_loop *loop)
{
  return loop != NULL ? &loop->controller : NULL;
}

const rx_amplifier_loop *rx_spasm_loop_amplifiers(const rx_spasm_loop *loop)
{
  return loop != NULL ? loop->amplifiers : NULL;
}

size_t rx_spasm_loop_given(const rx_spasm_loop *loop, int population, double t_stop_ms, double *given_s)
{
  size_t n_bouts = 0;
  *given_s = 0;
  for (size_t k = 0; loop != NULL && k < loop->n; k++) {
    const rx_spasm_watch *watch = &loop->parts[k].watch;
    if (loop->parts[k].population != population) continue;
    *given_s += rx_bouts_given_s(watch->bouts.n, watch->bouts.items, t_stop_ms);
    for (size_t i = 0; i < watch->bouts.n; i++) n_bouts += watch->bouts.items[i].from_ms < t_stop_ms;
  }
  return n_bouts;
}
