#include "stimuli/motor.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stimuli/motor_kinds.h"

#define E          2.718281828459045
/* an alpha function is sampled so often within its time to peak, and left out after so many: 3e-5 of its peak is left */
#define PER_TAU    16
#define KERNEL_END 14.0

bool rx_stimulus_is_motor(rx_stimulus_kind kind)
{
  return kind >= RX_STIMULUS_DRIVE && kind <= RX_STIMULUS_PIC_CLAMP;
}

const rx_motor_pool *rx_motor_pool_named(const rx_circuit *circuit, const char *population)
{
  for (int i = 0; i < circuit->motor.n; i++)
    if (population == NULL || strcmp(circuit->populations[circuit->motor.pools[i].population].name, population) == 0)
      return &circuit->motor.pools[i];
  return NULL;
}

bool rx_motor_is_for(const rx_stimulus *stimulus, const rx_circuit *circuit, const rx_motor_pool *pool)
{
  return rx_stimulus_is_motor(stimulus->kind) && rx_motor_pool_named(circuit, stimulus->population) == pool;
}

double rx_motor_recruited(double intensity)
{
  return 1 / (1 + exp(-(intensity - 0.9) / 0.1));
}

bool rx_motor_is_triggered(const rx_stimulus *s)
{
  return s->kind == RX_STIMULUS_NERVE_STIMULATION && s->trigger != NULL &&
         rx_spasm_detector_find(s->trigger) != RX_DETECT_NONE;
}

static const double SHORTEST_CONTRACTION_EDGE_MS = 2000;

bool rx_motor_is_contraction(const rx_stimulus *s)
{
  return s->kind == RX_STIMULUS_DRIVE && s->rise >= SHORTEST_CONTRACTION_EDGE_MS &&
         s->fall >= SHORTEST_CONTRACTION_EDGE_MS && rx_motor_stimulus_target(s) == RX_ONTO_EXCITATION;
}

static bool has_pulses(const rx_stimulus *s)
{
  if (!(s->frequency > 0) || rx_motor_is_triggered(s)) return false;
  return s->kind == RX_STIMULUS_VIBRATION || (s->kind == RX_STIMULUS_NERVE_STIMULATION && s->is_pulsed);
}

rx_motor_target rx_motor_stimulus_target(const rx_stimulus *s)
{
  if (s->kind == RX_STIMULUS_NERVE_STIMULATION)
    return s->site != NULL && strcmp(s->site, "soma") == 0 ? RX_ONTO_FOCAL_INHIBITION : RX_ONTO_INHIBITION;
  for (int k = 0; s->kind == RX_STIMULUS_DRIVE && s->onto != NULL && k < RX_N_ONTO; k++)
    if (strcmp(s->onto, rx_motor_target_name((rx_motor_target)k)) == 0) return (rx_motor_target)k;
  return RX_ONTO_EXCITATION;
}

const char *rx_motor_fault(const rx_stimulus *s, const char **key, char text[static 160])
{
  const bool has_edges = s->kind != RX_STIMULUS_CURRENT_RAMP && s->kind != RX_STIMULUS_PIC_CLAMP;
  text[0] = '\0';
  *key = "rise";
  if (has_edges && s->rise > s->duration) {
    snprintf(text, 160, "rise of %g ms is longer than the duration, %g ms", s->rise, s->duration);
  } else if (s->kind == RX_STIMULUS_NMES && s->bouts > 1 && s->duration + s->fall > s->interval) {
    *key = "interval";
    snprintf(text, 160, "a bout of %g ms with a fall of %g ms does not end before the next, after %g ms", s->duration,
             s->fall, s->interval);
  } else if (s->kind == RX_STIMULUS_PIC_CLAMP && !(s->command > s->holding)) {
    *key = "command";
    snprintf(text, 160, "command, %g mV, is not above holding, %g mV: the ramp goes up first", s->command, s->holding);
  } else if (s->kind == RX_STIMULUS_DRIVE && s->onto != NULL &&
             strcmp(s->onto, rx_motor_target_name(rx_motor_stimulus_target(s))) != 0) {
    *key = "onto";
    snprintf(text, 160, "onto \"%.40s\" is none of excitation, inhibition, focal_inhibition", s->onto);
  } else if (s->kind == RX_STIMULUS_NERVE_STIMULATION && s->site != NULL && strcmp(s->site, "soma") != 0 &&
             strcmp(s->site, "dendrites") != 0) {
    *key = "site";
    snprintf(text, 160, "site \"%.40s\" is neither dendrites nor soma", s->site);
  } else if (s->kind == RX_STIMULUS_NERVE_STIMULATION && rx_spasm_detector_find(s->trigger) == RX_N_DETECTORS) {
    *key = "trigger";
    snprintf(text, 160, "trigger \"%.40s\" is none of none, discharge, torque", s->trigger);
  } else if (rx_motor_is_triggered(s) && s->rise > s->control.bout) {
    snprintf(text, 160, "rise of %g ms is longer than a bout, %g ms", s->rise, s->control.bout);
  }
  return text[0] != '\0' ? text : NULL;
}

/* Of a number of the watch over a pool: which detector reads it; RX_N_DETECTORS: either. False: no such number. */
static bool is_of_watch(const char *key, rx_spasm_detector *reader)
{
  *reader = RX_N_DETECTORS;
  for (const rx_param *row = RX_SPASM_CONTROL_PARAMS; row->name != NULL; row++) {
    if (strcmp(row->name, key) != 0) continue;
    if (row->offset == offsetof(rx_spasm_control, torque_threshold)) *reader = RX_DETECT_TORQUE;
    if (row->offset == offsetof(rx_spasm_control, discharge_threshold) ||
        row->offset == offsetof(rx_spasm_control, smoothing))
      *reader = RX_DETECT_DISCHARGE;
    return true;
  }
  return false;
}

/* Why a number of the watch is not read. */
static void say_idle_watch(const rx_stimulus *s, rx_spasm_detector reader, char text[static 160])
{
  const rx_spasm_detector detector = rx_spasm_detector_find(s->trigger);
  if (detector == RX_DETECT_NONE)
    snprintf(text, 160, "is of a stimulation that its pool switches on: give a trigger (%s), or leave it out",
             reader == RX_N_DETECTORS ? "discharge or torque" : rx_spasm_detector_name(reader));
  else if (reader != RX_N_DETECTORS && detector != reader)
    snprintf(text, 160, "is of the trigger %s, and this one is %s: leave it out", rx_spasm_detector_name(reader),
             rx_spasm_detector_name(detector));
}

const char *rx_motor_idle(const rx_stimulus *s, const char *key, bool *may_be_meant, char text[static 160])
{
  const bool is_nerve = s->kind == RX_STIMULUS_NERVE_STIMULATION, is_vibration = s->kind == RX_STIMULUS_VIBRATION;
  rx_spasm_detector reader;
  text[0] = '\0';
  if (is_nerve && is_of_watch(key, &reader))
    say_idle_watch(s, reader, text);
  else if (strcmp(key, "fall") == 0 && is_nerve && s->is_pulsed)
    snprintf(text, 160, "%g ms, but pulses end with the duration: leave it out, or take their mean (is_pulsed: 0)",
             s->fall);
  else if (strcmp(key, "fall") == 0 && is_vibration && s->frequency > 0)
    snprintf(text, 160, "%g ms, but cycles end with the duration: leave it out, or take their mean (frequency: 0)",
             s->fall);
  *may_be_meant = text[0] == '\0';
  if (is_nerve && strcmp(key, "latency") == 0 && !s->is_pulsed)
    snprintf(text, 160, "%g ms, but a mean has no latency: it is of pulses (is_pulsed: 1)", s->latency);
  else if (is_vibration && strcmp(key, "tau") == 0 && !(s->frequency > 0))
    snprintf(text, 160, "%g ms, but a mean has no cycles: it is of a vibration with a frequency", s->tau);
  else if (s->kind == RX_STIMULUS_NMES && strcmp(key, "interval") == 0 && s->bouts == 1)
    snprintf(text, 160, "%g ms, but there is one bout", s->interval);
  else if (s->kind == RX_STIMULUS_NMES && strcmp(key, "direct_share") == 0 && !(s->frequency > 0))
    snprintf(text, 160, "%g, but without a frequency there are no pulses", s->direct_share);
  return text[0] != '\0' ? text : NULL;
}

/* ---- straight pieces ---- */

/* A trapezoid: all that a stimulus adds to a steady course, once or bout by bout. */
typedef struct piece {
  rx_motor_target target;
  double from, to, rise, fall, level;
} piece;

typedef RX_ARRAY(piece) pieces;

/* share of an edge that lies behind t; at a jump, before it or after it */
static double edge(double t, double from, double length, bool is_before)
{
  if (length > 0) return fmin(fmax((t - from) / length, 0), 1);
  return t > from || (t == from && !is_before) ? 1 : 0;
}

static double piece_at(const piece *p, double t, bool is_before)
{
  return p->level * (edge(t, p->from, p->rise, is_before) - edge(t, p->to, p->fall, is_before));
}

static rx_status add_pieces(const rx_stimulus *s, pieces *all, rx_error *err)
{
  piece one = { rx_motor_stimulus_target(s), s->onset, s->onset + s->duration, s->rise, s->fall, 0 };
  int n = 1;
  if (rx_motor_is_triggered(s)) return RX_OK;
  switch (s->kind) {
  case RX_STIMULUS_DRIVE: one.level = s->level; break;
  case RX_STIMULUS_VIBRATION: one.level = has_pulses(s) ? 0 : s->level; break;
  case RX_STIMULUS_NERVE_STIMULATION:
    one.level = s->is_pulsed ? 0 : E * 1e-3 * s->tau * s->gain * rx_motor_recruited(s->intensity) * s->frequency;
    break;
  case RX_STIMULUS_NMES:
    one.level = s->central;
    n = s->bouts;
    break;
  default: return RX_OK;
  }
  if (one.level == 0) return RX_OK;
  for (int k = 0; k < n; k++) {
    piece bout = one;
    bout.from += k * s->interval * (n > 1);
    bout.to += k * s->interval * (n > 1);
    if (!RX_APPEND(all, bout)) return rx_no_memory(err);
  }
  return RX_OK;
}

static int ascending(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double sum_at(const pieces *all, rx_motor_target target, double t, bool is_before)
{
  double sum = 0;
  for (size_t i = 0; i < all->n; i++)
    if (all->items[i].target == target) sum += piece_at(&all->items[i], t, is_before);
  return sum;
}

static rx_status make_steady(const rx_motor_pool *pool, const pieces *all, rx_motor_target target, double t_stop_ms,
                             rx_waveform *w, rx_error *err)
{
  const double constant = rx_motor_constant(pool, target);
  rx_times corners = { 0 };
  rx_status status = RX_OK;
  for (size_t i = 0; i < all->n; i++) {
    const piece *p = &all->items[i];
    const double at[4] = { p->from, p->from + p->rise, p->to, p->to + p->fall };
    for (int k = 0; p->target == target && k < 4; k++)
      if (at[k] > 0 && at[k] <= t_stop_ms && !RX_APPEND(&corners, at[k])) status = rx_no_memory(err);
  }
  if (corners.n > 0) qsort(corners.items, corners.n, sizeof *corners.items, ascending);
  if (status == RX_OK) status = rx_waveform_add(w, 0, constant + sum_at(all, target, 0, false), err);
  for (size_t i = 0; i < corners.n && status == RX_OK; i++) {
    const double t = corners.items[i];
    if (i > 0 && t == corners.items[i - 1]) continue;
    const double before = constant + sum_at(all, target, t, true), after = constant + sum_at(all, target, t, false);
    status = rx_waveform_add(w, t, before, err);
    if (status == RX_OK && after != before) status = rx_waveform_add(w, t, after, err);
  }
  /* an edge that the run does not see to its end still rises to there, also where it has no corner in the run */
  const double last = corners.n > 0 ? corners.items[corners.n - 1] : 0,
               end = constant + sum_at(all, target, t_stop_ms, true);
  if (status == RX_OK && last < t_stop_ms && (corners.n > 0 || end != w->value[w->n - 1]))
    status = rx_waveform_add(w, t_stop_ms, end, err);
  free(corners.items);
  return status;
}

/* ---- pulses ---- */

typedef struct kernel {
  double from, amplitude, tau;
} kernel;

typedef RX_ARRAY(kernel) kernels;

static rx_status add_kernels(const rx_stimulus *s, double t_stop_ms, kernels *all, rx_error *err)
{
  const bool is_vibration = s->kind == RX_STIMULUS_VIBRATION;
  const double amplitude =
      is_vibration ? s->level / (E * 1e-3 * s->tau * s->frequency) : s->gain * rx_motor_recruited(s->intensity);
  const double latency = is_vibration ? 0 : s->latency;
  const piece envelope = { rx_motor_stimulus_target(s), s->onset, s->onset + s->duration, s->rise, 0, 1 };
  for (int k = 0;; k++) {
    const double t = rx_stimulus_pulse_ms(s, k);
    /* one that falls on the end by rounding alone is outside */
    if (!(t < s->onset + s->duration - 1e-9 * s->duration) || !(t + latency < t_stop_ms)) return RX_OK;
    const kernel one = { t + latency, amplitude * piece_at(&envelope, t, false), s->tau };
    if (one.amplitude > 0 && !RX_APPEND(all, one)) return rx_no_memory(err);
  }
}

static int by_time(const void *a, const void *b)
{
  const kernel *x = a, *y = b;
  return (x->from > y->from) - (x->from < y->from);
}

static double kernels_at(const kernels *all, size_t first, double t)
{
  double sum = 0;
  for (size_t i = first; i < all->n && all->items[i].from < t; i++) {
    const double u = (t - all->items[i].from) / all->items[i].tau;
    if (u < KERNEL_END) sum += all->items[i].amplitude * u * exp(1 - u);
  }
  return sum;
}

/* Sampled on a grid, and where a pulse begins; between pulses that have died away there are no points. */
static rx_status sample_kernels(kernels *all, double t_stop_ms, rx_waveform *w, rx_error *err)
{
  if (all->n == 0) return RX_OK;
  qsort(all->items, all->n, sizeof *all->items, by_time);
  double tau = INFINITY, longest = 0;
  for (size_t i = 0; i < all->n; i++) {
    tau = fmin(tau, all->items[i].tau);
    longest = fmax(longest, all->items[i].tau);
  }
  const double step = tau / PER_TAU;
  w->is_smooth = true;
  RX_TRY(rx_waveform_add(w, 0, 0, err));
  size_t first = 0;
  double last = 0; /* time of the last point */
  for (size_t i = 0; i < all->n; i++) {
    const double next = i + 1 < all->n ? all->items[i + 1].from : INFINITY;
    const double end = fmin(fmin(next, all->items[i].from + KERNEL_END * longest), t_stop_ms);
    while (all->items[first].from + KERNEL_END * longest < all->items[i].from) first++;
    if (all->items[i].from > last) {
      last = all->items[i].from;
      RX_TRY(rx_waveform_add(w, last, kernels_at(all, first, last), err));
    }
    for (int k = 1;; k++) {
      const double t = all->items[i].from + k * step;
      if (!(t < end - 0.25 * step)) break;
      if (!(t > last)) continue;
      last = t;
      RX_TRY(rx_waveform_add(w, t, kernels_at(all, first, t), err));
    }
    /* a gap: it is 0 until the next begins */
    if (next > end && end < t_stop_ms && end > last) {
      last = end;
      RX_TRY(rx_waveform_add(w, end, 0, err));
    }
  }
  return RX_OK;
}

/* ---- the course of a pool ---- */

void rx_motor_course_free(rx_motor_course *course)
{
  for (int k = 0; k < RX_N_ONTO; k++) {
    rx_waveform_free(&course->steady[k]);
    rx_waveform_free(&course->pulsed[k]);
  }
}

static rx_status make_pulsed(const rx_circuit *circuit, const rx_motor_pool *pool, size_t n,
                             const rx_stimulus stimuli[], rx_motor_target target, double t_stop_ms, rx_waveform *w,
                             rx_error *err)
{
  kernels all = { 0 };
  rx_status status = RX_OK;
  for (size_t i = 0; i < n && status == RX_OK; i++)
    if (rx_motor_is_for(&stimuli[i], circuit, pool) && has_pulses(&stimuli[i]) &&
        rx_motor_stimulus_target(&stimuli[i]) == target)
      status = add_kernels(&stimuli[i], t_stop_ms, &all, err);
  if (status == RX_OK) status = sample_kernels(&all, t_stop_ms, w, err);
  free(all.items);
  return status;
}

rx_status rx_motor_waveforms(const rx_circuit *circuit, const rx_motor_pool *pool, size_t n,
                             const rx_stimulus stimuli[], double t_stop_ms, rx_motor_course *course, rx_error *err)
{
  pieces all = { 0 };
  rx_status status = RX_OK;
  char text[160];
  const char *key;
  *course = (rx_motor_course){ 0 };
  for (size_t i = 0; i < n && status == RX_OK; i++) {
    if (!rx_motor_is_for(&stimuli[i], circuit, pool)) continue;
    const char *fault = rx_motor_fault(&stimuli[i], &key, text);
    status = fault != NULL ? rx_fail(err, RX_E_INPUT, "%s: %s", RX_STIMULUS_KINDS[stimuli[i].kind].name, fault)
                           : add_pieces(&stimuli[i], &all, err);
  }
  for (int k = 0; k < RX_N_ONTO && status == RX_OK; k++) {
    status = make_steady(pool, &all, (rx_motor_target)k, t_stop_ms, &course->steady[k], err);
    if (status == RX_OK)
      status = make_pulsed(circuit, pool, n, stimuli, (rx_motor_target)k, t_stop_ms, &course->pulsed[k], err);
  }
  free(all.items);
  return status;
}

rx_status rx_motor_noise(const rx_motor_pool *pool, const rx_motor_course *course, rx_motor_target target,
                         uint64_t seed, uint64_t member, uint64_t key, int unit, int dendrite, double t_stop_ms,
                         rx_waveform *density, rx_error *err)
{
  *density = (rx_waveform){ .is_smooth = true };
  rx_stream stream = rx_stream_make(seed, member, key, (uint64_t)unit,
                                    RX_STREAM_MOTOR_NOISE | (uint64_t)dendrite << 8 | (uint64_t)target << 32);
  const double dt = pool->noise_step, decay = exp(-dt / pool->noise_tau);
  const double spread = pool->noise_sigma * sqrt(-expm1(-2 * dt / pool->noise_tau));
  const rx_waveform *pulses = &course->pulsed[target];
  rx_waveform_cursor steady = 0, pulsed = 0;
  double x = 0, normal[2] = { 0 };
  RX_TRY(rx_waveform_reserve(density, (size_t)ceil(t_stop_ms / dt) + 2 + pulses->n, err));
  size_t next = 0; /* point of the pulses */
  for (size_t k = 0;; k++) {
    const double t = (double)k * dt;
    const double M = rx_waveform_read(&course->steady[target], t, &steady) + rx_waveform_read(pulses, t, &pulsed);
    RX_TRY(rx_waveform_add(density, t, fmax(M * pool->unit_conductance + x, 0), err));
    if (t >= t_stop_ms) return RX_OK;
    if (k % 2 == 0) rx_normal_pair(&stream, normal);
    const double x_next = x * decay + spread * sqrt(fmax(M, 0)) * normal[k % 2], t_next = (double)(k + 1) * dt;
    /* a pulse is shorter than a step of the noise: it keeps its own points, the noise is a line between its own */
    while (next < pulses->n && pulses->t_ms[next] <= t) next++;
    for (; next < pulses->n && pulses->t_ms[next] < t_next; next++) {
      const double at = pulses->t_ms[next], noise = x + (x_next - x) * (at - t) / dt;
      const double here = rx_waveform_read(&course->steady[target], at, &steady) + pulses->value[next];
      RX_TRY(rx_waveform_add(density, at, fmax(here * pool->unit_conductance + noise, 0), err));
    }
    x = x_next;
  }
}

rx_status rx_motor_current_ramp(const rx_stimulus *s, const rx_motor_pool *pool, double x, rx_waveform *current,
                                rx_error *err)
{
  assert(s->kind == RX_STIMULUS_CURRENT_RAMP);
  const double start = isnan(s->start) ? rx_motor_ramp_start(pool, x) : s->start;
  RX_TRY(rx_waveform_add(current, 0, start, err));
  if (s->onset > 0) RX_TRY(rx_waveform_add(current, s->onset, start, err));
  RX_TRY(rx_waveform_add(current, s->onset + s->duration, start + s->slope * s->duration, err));
  return rx_waveform_add(current, s->onset + 2 * s->duration, start, err);
}

rx_status rx_motor_clamp_potential(const rx_stimulus *s, rx_waveform *potential, rx_error *err)
{
  assert(s->kind == RX_STIMULUS_PIC_CLAMP);
  const double ramp = 1e3 * fabs(s->command - s->holding) / s->speed;
  RX_TRY(rx_waveform_add(potential, 0, s->holding, err));
  const double from = s->onset + s->hold;
  if (from > 0) RX_TRY(rx_waveform_add(potential, from, s->holding, err));
  RX_TRY(rx_waveform_add(potential, from + ramp, s->command, err));
  return rx_waveform_add(potential, from + 2 * ramp, s->holding, err);
}

rx_status rx_motor_nmes_pulses(const rx_stimulus *s, double t_stop_ms, rx_times *times, rx_error *err)
{
  assert(s->kind == RX_STIMULUS_NMES);
  for (int bout = 0; bout < s->bouts && s->frequency > 0; bout++) {
    for (int k = 0;; k++) {
      const double u = 1e3 * k / s->frequency, t = s->onset + bout * s->interval + u;
      if (!(u < s->duration * (1 - 1e-9)) || !(t < t_stop_ms)) break;
      if (!RX_APPEND(times, t)) return rx_no_memory(err);
    }
  }
  return RX_OK;
}
