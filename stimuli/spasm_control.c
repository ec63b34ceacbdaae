#include "stimuli/spasm_control.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const rx_param RX_SPASM_CONTROL_PARAMS[] = { RX_SPASM_CONTROL_ROWS(0), RX_P_END };

static const char *const NAMES[RX_N_DETECTORS] = { "none", "discharge", "torque" };

const char *rx_spasm_detector_name(rx_spasm_detector detector)
{
  return NAMES[detector];
}

rx_spasm_detector rx_spasm_detector_find(const char *name)
{
  if (name == NULL) return RX_DETECT_NONE;
  int d = 0;
  while (d < RX_N_DETECTORS && strcmp(NAMES[d], name) != 0) d++;
  return (rx_spasm_detector)d;
}

rx_status rx_spasm_watch_start(rx_spasm_detector detector, const rx_spasm_control *control, int n_units,
                               const rx_muscle *muscle, double from_ms, double until_ms, rx_spasm_watch *watch,
                               rx_error *err)
{
  *watch = (rx_spasm_watch){ .detector = detector,
                             .control = *control,
                             .n_units = n_units,
                             .from_ms = from_ms,
                             .until_ms = until_ms,
                             .above_since_ms = NAN,
                             .free_ms = from_ms };
  if (detector != RX_DETECT_TORQUE) return RX_OK;
  return rx_running_torque_start(muscle, n_units, &watch->torque, err);
}

void rx_spasm_watch_free(rx_spasm_watch *watch)
{
  free(watch->recent.items);
  free(watch->bouts.items);
  rx_running_torque_free(&watch->torque);
  *watch = (rx_spasm_watch){ 0 };
}

rx_status rx_spasm_watch_spike(rx_spasm_watch *watch, int unit, double t_ms, rx_error *err)
{
  if (watch->detector == RX_DETECT_TORQUE) rx_running_torque_spike(&watch->torque, unit, t_ms);
  if (watch->detector != RX_DETECT_DISCHARGE) return RX_OK;
  return RX_APPEND(&watch->recent, t_ms) ? RX_OK : rx_no_memory(err);
}

/* Hz per unit; forgets spikes that are too old */
static double discharge_at(rx_spasm_watch *watch, double t_ms)
{
  rx_times *recent = &watch->recent;
  size_t n_old = 0;
  while (n_old < recent->n && recent->items[n_old] <= t_ms - watch->control.smoothing) n_old++;
  if (n_old > 0) {
    recent->n -= n_old;
    memmove(recent->items, recent->items + n_old, recent->n * sizeof *recent->items);
  }
  return 1e3 * (double)recent->n / (watch->n_units * watch->control.smoothing);
}

rx_status rx_spasm_watch_turn(rx_spasm_watch *watch, double t_ms, bool *begins, rx_error *err)
{
  const rx_spasm_control *c = &watch->control;
  const bool is_torque = watch->detector == RX_DETECT_TORQUE;
  *begins = false;
  watch->measure = is_torque                                ? rx_running_torque_at(&watch->torque, t_ms)
                   : watch->detector == RX_DETECT_DISCHARGE ? discharge_at(watch, t_ms)
                                                            : 0.0;
  const bool is_above =
      watch->detector != RX_DETECT_NONE && watch->measure >= (is_torque ? c->torque_threshold : c->discharge_threshold);
  if (!is_above || t_ms < watch->free_ms || t_ms >= watch->until_ms) {
    watch->above_since_ms = NAN;
    return RX_OK;
  }
  if (isnan(watch->above_since_ms)) watch->above_since_ms = t_ms;
  if (t_ms - watch->above_since_ms < c->sustained) return RX_OK;
  const rx_bout bout = { .detected_ms = t_ms, .from_ms = t_ms + c->delay, .to_ms = t_ms + c->delay + c->bout };
  if (!RX_APPEND(&watch->bouts, bout)) return rx_no_memory(err);
  watch->free_ms = bout.to_ms + c->refractory;
  watch->above_since_ms = NAN;
  *begins = true;
  return RX_OK;
}

double rx_bouts_given_s(size_t n, const rx_bout bouts[], double t_stop_ms)
{
  double sum_ms = 0.0;
  for (size_t i = 0; i < n; i++) sum_ms += fmax(fmin(bouts[i].to_ms, t_stop_ms) - bouts[i].from_ms, 0.0);
  return 1e-3 * sum_ms;
}
