/* `relay`: conduction of one fibre reduced to a delay that grows with use, and the filter of the T-junction (nociceptor page 4.4).
 *
 *   delay = 10^3 length/velocity (1 + s);   ds/dt = -s/tau_s, at a spike s += delta (1 - s/s_max);   blocked where s > s_block
 *   T-junction: q decays with tau_q; a spike passes where q < q_max, then q += 1
 * Order at a spike, all of it at the moment the spike is made: the test for block (a blocked spike changes nothing), the delay
 * with s as it stands, the increment of s, the T-junction (a spike that is lost there has changed s, not q). */
#ifndef RX_MODELS_AFFERENTS_RELAY_H
#define RX_MODELS_AFFERENTS_RELAY_H

#include <stdbool.h>

#include "base/array.h"
#include "base/param.h"

typedef struct rx_relay {
  double length;       /* m, from the skin to the cord */
  double velocity;     /* m/s */
  double tau_s;        /* s */
  double delta, s_max; /* 1; delta 0: no slowing */
  double s_block;      /* 1 */
  double q_max;        /* spikes */
  double tau_q;        /* ms */
} rx_relay;

typedef struct rx_relay_state {
  double s, q;    /* after the last spike */
  double last_ms; /* the last spike; -INFINITY: none */
} rx_relay_state;

rx_relay_state rx_relay_start(void);

/* s and q just before t. */
void rx_relay_decay(const rx_relay *relay, rx_relay_state *state, double t_ms);
/* One spike at the skin at t, not before the last. True where it reaches the cord, then at *arrival_ms. */
bool rx_relay_spike(const rx_relay *relay, rx_relay_state *state, double t_ms, double *arrival_ms);

/* Appends the arrivals of n spikes in order of time; they too are in order. RX_E_MEMORY only. */
rx_status rx_relay_run(const rx_relay *relay, size_t n, const double spikes_ms[], rx_times *arrivals, rx_error *err);

#endif
