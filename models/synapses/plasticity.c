#include "models/synapses/plasticity.h"

#include <assert.h>
#include <math.h>

rx_stp_state rx_stp_start(void)
{
  return (rx_stp_state){ .u = 0, .R = 1, .last_ms = -INFINITY };
}

double rx_stp_spike(rx_stp_state *state, const rx_stp *stp, double t_ms)
{
  const double interval = t_ms - state->last_ms; /* infinite at the first spike: both exponentials are then 0 */
  double u = state->u * exp(-interval / stp->tau_fac);
  u += stp->U * (1 - u);
  const double R = 1 - (1 - state->R) * exp(-interval / stp->tau_rec);
  const double efficacy = u * R;
  *state = (rx_stp_state){ .u = u, .R = R - efficacy, .last_ms = t_ms };
  return efficacy;
}

static double decayed(const rx_terminal *terminal, double t_ms)
{
  assert(t_ms >= terminal->at_ms);
  return terminal->y * exp(-(t_ms - terminal->at_ms) / terminal->tau_ms);
}

void rx_terminal_add(rx_terminal *terminal, double t_ms, double amount)
{
  terminal->y = decayed(terminal, t_ms) + amount;
  terminal->at_ms = t_ms;
}

double rx_terminal_efficacy(const rx_terminal *terminal, double t_ms)
{
  if (terminal->y == 0) return 1; /* also where the class has no terminal and so no tau */
  return 1 / (1 + decayed(terminal, t_ms));
}
