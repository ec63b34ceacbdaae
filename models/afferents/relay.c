#include "models/afferents/relay.h"

#include <math.h>

rx_relay_state rx_relay_start(void)
{
  return (rx_relay_state){ .last_ms = -INFINITY };
}

void rx_relay_decay(const rx_relay *relay, rx_relay_state *state, double t_ms)
{
  const double passed = t_ms - state->last_ms;
  state->s *= exp(-1e-3 * passed / relay->tau_s);
  state->q *= exp(-passed / relay->tau_q);
  state->last_ms = t_ms;
}

bool rx_relay_spike(const rx_relay *relay, rx_relay_state *state, double t_ms, double *arrival_ms)
{
  rx_relay_decay(relay, state, t_ms);
  if (state->s > relay->s_block) return false;
  *arrival_ms = t_ms + 1e3 * relay->length / relay->velocity * (1 + state->s);
  state->s += relay->delta * (1 - state->s / relay->s_max);
  if (!(state->q < relay->q_max)) return false;
  state->q += 1;
  return true;
}

rx_status rx_relay_run(const rx_relay *relay, size_t n, const double spikes_ms[], rx_times *arrivals, rx_error *err)
{
  rx_relay_state state = rx_relay_start();
  double last_ms = -INFINITY;
  for (size_t i = 0; i < n; i++) {
    double arrival_ms;
    if (!rx_relay_spike(relay, &state, spikes_ms[i], &arrival_ms)) continue;
    /* fast recovery could let a spike overtake the one before it: they travel on one fibre */
    last_ms = fmax(arrival_ms, last_ms);
    if (!RX_APPEND(arrivals, last_ms)) return rx_no_memory(err);
  }
  return RX_OK;
}
