#include "solver/control.h"

#include <math.h>
#include <stdlib.h>

/* windows and steps fill one another but for rounding */
#define ROUNDING 1e-9

rx_status rx_control_check(const rx_drive *drive, rx_error *err)
{
  const rx_controller *controller = drive->controller;
  if (controller == NULL) return RX_OK;
  if (!(controller->window_ms > 0 && isfinite(controller->window_ms)))
    return rx_fail(err, RX_E_INPUT, "controller: a window of %g ms: must be above 0", controller->window_ms);
  for (size_t i = 0; i < drive->n_clamps; i++) {
    if (drive->clamps[i].kind != RX_CLAMP_VOLTAGE) continue;
    for (size_t k = 0; k < controller->n_waveforms; k++)
      if (controller->waveforms[k] == drive->clamps[i].waveform)
        return rx_fail(err, RX_E_INPUT, "controller: its waveform %zu is that of clamp %zu, a voltage clamp", k, i);
  }
  return RX_OK;
}

rx_status rx_control_start(const rx_drive *drive, rx_control *control, rx_error *err)
{
  *control = (rx_control){ 0 };
  if (drive == NULL || drive->controller == NULL) return RX_OK;
  const size_t n = drive->controller->n_waveforms;
  *control = (rx_control){ .controller = drive->controller,
                           .drive = drive,
                           .every = 1,
                           .n_points = calloc(n + 1, sizeof(size_t)),
                           .is_changed = calloc(n + 1, sizeof(bool)),
                           .n_added = calloc(drive->controller->n_sources + 1, sizeof(size_t)) };
  if (control->n_points == NULL || control->is_changed == NULL || control->n_added == NULL) return rx_no_memory(err);
  return RX_OK;
}

void rx_control_free(rx_control *control)
{
  free(control->n_points);
  free(control->is_changed);
  free(control->n_added);
  *control = (rx_control){ 0 };
}

double rx_control_shorter_window(rx_control *control, double window_ms)
{
  if (control->controller == NULL) return window_ms;
  control->every = (int64_t)fmax(ceil(control->controller->window_ms / window_ms * (1.0 - ROUNDING)), 1.0);
  return control->controller->window_ms / (double)control->every;
}

rx_status rx_control_fewer_steps(const rx_drive *drive, const rx_solver_options *options, int *steps_per_window,
                                 rx_error *err)
{
  if (drive == NULL || drive->controller == NULL) return RX_OK;
  const double window_ms = drive->controller->window_ms, unit_ms = options->coarse_steps * options->dt_ms,
               units = round(window_ms / unit_ms);
  if (!(units >= 1.0 && units * options->coarse_steps < 1e9) || fabs(window_ms / unit_ms - units) > ROUNDING * units)
    return rx_fail(err, RX_E_INPUT, "controller: a window of %g ms: must be a multiple of the %sstep, %g ms", window_ms,
                   options->coarse_steps > 1 ? "coarse " : "", unit_ms);
  int n = *steps_per_window / options->coarse_steps; /* the longest that divides; 1 always does */
  while ((int64_t)units % n != 0) n--;
  *steps_per_window = n * options->coarse_steps;
  return RX_OK;
}

bool rx_control_is_due(const rx_control *control, int64_t k)
{
  return control->controller != NULL && k > 0 && k % control->every == 0;
}

static bool is_conductance(const rx_drive *drive, const rx_waveform *w)
{
  for (size_t i = 0; i < drive->n_clamps; i++)
    if (drive->clamps[i].kind == RX_CLAMP_CONDUCTANCE && drive->clamps[i].waveform == w) return true;
  return false;
}

/* The points that came to a waveform of n: before t it must be what it was. */
static rx_status check_points(const rx_control *control, size_t i, size_t n, double t_ms, rx_error *err)
{
  const rx_waveform *w = control->controller->waveforms[i];
  const bool must_be_positive = is_conductance(control->drive, w);
  if (w->t_ms[n] < t_ms)
    return rx_fail(err, RX_E_INPUT, "controller: at %g ms it put a point of waveform %zu into the past, at %g ms", t_ms,
                   i, w->t_ms[n]);
  if (n > 0 && w->t_ms[n - 1] < t_ms && w->value[n] != w->value[n - 1])
    return rx_fail(
        err, RX_E_INPUT,
        "controller: at %g ms it gave waveform %zu, which was %g since %g ms, a slope from there to %g at %g "
        "ms: a point with the old value comes first",
        t_ms, i, w->value[n - 1], w->t_ms[n - 1], w->value[n], w->t_ms[n]);
  for (size_t k = n; k < w->n; k++) {
    if (!isfinite(w->value[k]))
      return rx_fail(err, RX_E_INPUT, "controller: waveform %zu at %g ms: %g", i, w->t_ms[k], w->value[k]);
    if (must_be_positive && w->value[k] < 0)
      return rx_fail(err, RX_E_INPUT,
                     "controller: waveform %zu: a conductance of %g S/cm2 at %g ms: must not be below 0", i,
                     w->value[k], w->t_ms[k]);
  }
  return RX_OK;
}

/* The spikes that came to source s of n: none before t, in order. */
static rx_status check_spikes(const rx_times *source, size_t s, size_t n, double t_ms, rx_error *err)
{
  for (size_t k = n; k < source->n; k++) {
    const double spike_ms = source->items[k];
    if (!(spike_ms >= t_ms && isfinite(spike_ms)))
      return rx_fail(err, RX_E_INPUT, "controller: at %g ms it gave source %zu a spike at %g ms: must not be before",
                     t_ms, s, spike_ms);
    if (k > 0 && spike_ms < source->items[k - 1])
      return rx_fail(err, RX_E_INPUT, "controller: at %g ms it gave source %zu a spike at %g ms, after one at %g ms",
                     t_ms, s, spike_ms, source->items[k - 1]);
  }
  return RX_OK;
}

rx_status rx_control_read(rx_control *control, int64_t k, size_t n_spikes, const rx_spike spikes[],
                          bool *is_any_changed, rx_error *err)
{
  const rx_controller *controller = control->controller;
  const double t_ms = (double)(k / control->every) * controller->window_ms;
  *is_any_changed = false;
  for (size_t i = 0; i < controller->n_waveforms; i++) control->n_points[i] = controller->waveforms[i]->n;
  for (size_t s = 0; s < controller->n_sources; s++) control->n_added[s] = controller->sources[s].n;
  RX_TRY(controller->read(controller->context, t_ms, n_spikes, spikes, err));
  for (size_t i = 0; i < controller->n_waveforms; i++) {
    const size_t n = control->n_points[i];
    control->is_changed[i] = controller->waveforms[i]->n != n;
    if (!control->is_changed[i]) continue;
    *is_any_changed = true;
    RX_TRY(check_points(control, i, n, t_ms, err));
  }
  for (size_t s = 0; s < controller->n_sources; s++)
    RX_TRY(check_spikes(&controller->sources[s], s, control->n_added[s], t_ms, err));
  return RX_OK;
}

bool rx_control_is_changed(const rx_control *control, const rx_waveform *waveform)
{
  for (size_t i = 0; control->controller != NULL && i < control->controller->n_waveforms; i++)
    if (control->is_changed[i] && control->controller->waveforms[i] == waveform) return true;
  return false;
}
