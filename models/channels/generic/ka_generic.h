/* ka_generic: A-type potassium current of the benchmark cell.
 *   I = g a^4 b (V - E_K); a_inf = 1/(1+exp(-(V+60)/8.5)), tau_a = 0.37 + 1/(exp((V+46)/5) + exp(-(V+238)/37.5));
 *   b_inf = 1/(1+exp((V+78)/6)), tau_b = 19 ms
 * Source: benchmarks page 1. */
#ifndef RX_MODELS_CHANNELS_KA_GENERIC_H
#define RX_MODELS_CHANNELS_KA_GENERIC_H

#include "models/channels/channel.h"

enum { KA_GENERIC_GATES = 2, KA_GENERIC_COEFS = 2, KA_GENERIC_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(ka_generic, KA_GENERIC)

RX_INLINE void ka_generic_gates(rx_at at, const double c[], rx_gate g[])
{
  const double V = at.V, sum = rx_exp_over(V + 46, 5.0) + rx_exp_over(-(V + 238), 37.5);
  (void)c;
  g[0] = rx_gate_steady(rx_sigmoid(1, -(V + 60), 8.5), (rx_frac){ 0.37 * sum + 1, sum }); /* a */
  g[1] = rx_gate_steady(rx_sigmoid(1, V + 78, 6.0), (rx_frac){ 19, 1 });                  /* b */
}

RX_INLINE rx_current ka_generic_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  const double a2 = x[0] * x[0];
  return rx_ohmic(c[0] * a2 * a2 * x[1], c[1]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param KA_GENERIC_PARAMS[] = { RX_CHANNEL_GBAR(20), RX_P_END };
static void ka_generic_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)celsius;
  c[0] = p[0];
  c[1] = reversal;
}
#define KA_GENERIC_DESCRIPTION                                                                                         \
  .meaning = "A-type K+ of the benchmark cell", .ion = RX_ION_K, .reversal_coef = 1, .gates = { "a", "b" }
#endif
#endif
