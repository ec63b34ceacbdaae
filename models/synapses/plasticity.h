/* Short-term plasticity of a connection, and presynaptic inhibition of afferent terminals.
 *
 * At a spike an interval Delta after the one before (dorsal-horn page 3.2, after Fuhrmann 2002):
 *   u <- u exp(-Delta/tau_fac);  u <- u + U (1-u);  R <- 1 - (1-R) exp(-Delta/tau_rec);  e = u R;  R <- R - e
 * Start: u = 0, R = 1. All connections of one source with the same numbers share their state. */
#ifndef RX_MODELS_SYNAPSES_PLASTICITY_H
#define RX_MODELS_SYNAPSES_PLASTICITY_H

#include <stdbool.h>

typedef struct rx_stp {
  double U;       /* 1: use at each spike; 1 with short tau: off */
  double tau_rec; /* ms, recovery */
  double tau_fac; /* ms, facilitation */
} rx_stp;

typedef struct rx_stp_state {
  double u, R, last_ms; /* last_ms: time of the last spike; -INFINITY before the first */
} rx_stp_state;

rx_stp_state rx_stp_start(void);
/* Takes a spike at t and returns its efficacy e. */
double rx_stp_spike(rx_stp_state *state, const rx_stp *stp, double t_ms);

/* Terminal conductance of one afferent class (dorsal-horn page 3.3): dy/dt = -y/tau, each spike of its list adds to y;
 * the efficacy of the class's connections is multiplied by 1/(1+y). Events must come in order of time. */
typedef struct rx_terminal {
  double y, at_ms, tau_ms;
} rx_terminal;

void rx_terminal_add(rx_terminal *terminal, double t_ms, double amount);
double rx_terminal_efficacy(const rx_terminal *terminal, double t_ms); /* t_ms >= at_ms */

#endif
