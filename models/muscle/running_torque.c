#include "models/muscle/running_torque.h"

#include <math.h>
#include <stdlib.h>

rx_status rx_running_torque_start(const rx_muscle *muscle, int n_units, rx_running_torque *torque, rx_error *err)
{
  *torque = (rx_running_torque){ .n_units = n_units,
                                 .maximum = rx_muscle_maximum(muscle, n_units),
                                 .units = calloc((size_t)n_units + 1, sizeof *torque->units) };
  if (torque->units == NULL) return rx_no_memory(err);
  for (int u = 0; u < n_units; u++)
    torque->units[u] = (rx_running_unit){ .last_spike_ms = -INFINITY,
                                          .twitch = rx_muscle_twitch(muscle, u, n_units),
                                          .contraction_ms = rx_muscle_contraction_ms(muscle, u, n_units) };
  return RX_OK;
}

void rx_running_torque_free(rx_running_torque *torque)
{
  free(torque->units);
  *torque = (rx_running_torque){ 0 };
}

static void advance(rx_running_unit *unit, double t_ms)
{
  const double d = (t_ms - unit->at_ms) / unit->contraction_ms, decay = exp(-d);
  unit->B = (unit->B + unit->A * d) * decay;
  unit->A *= decay;
  unit->at_ms = t_ms;
}

void rx_running_torque_spike(rx_running_torque *torque, int u, double t_ms)
{
  rx_running_unit *unit = &torque->units[u];
  advance(unit, t_ms);
  unit->A += rx_muscle_gain(unit->contraction_ms, t_ms - unit->last_spike_ms) * unit->twitch * exp(1.0);
  unit->last_spike_ms = t_ms;
}

double rx_running_torque_at(rx_running_torque *torque, double t_ms)
{
  double force = 0.0;
  for (int u = 0; u < torque->n_units; u++) {
    advance(&torque->units[u], t_ms);
    force += torque->units[u].B;
  }
  return force / torque->maximum;
}
