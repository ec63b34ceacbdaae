/* kdr_generic: delayed-rectifier potassium current of the benchmark cell.
 *   I = g n^4 (V - E_K); u = V + 58
 * Source: benchmarks page 1. */
#ifndef RX_MODELS_CHANNELS_KDR_GENERIC_H
#define RX_MODELS_CHANNELS_KDR_GENERIC_H

#include "models/channels/channel.h"

enum { KDR_GENERIC_GATES = 1, KDR_GENERIC_COEFS = 2, KDR_GENERIC_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(kdr_generic, KDR_GENERIC)

RX_INLINE void kdr_generic_gates(rx_at at, const double c[], rx_gate g[])
{
  const double u = at.V + 58;
  (void)c;
  g[0] = rx_gate_rates(rx_lin(0.16 / 5, 15 - u, 5), (rx_frac){ 0.5 * rx_exp_over(10 - u, 40.0), 1 }, 1); /* n */
}

RX_INLINE rx_current kdr_generic_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  const double n2 = x[0] * x[0];
  return rx_ohmic(c[0] * n2 * n2, c[1]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param KDR_GENERIC_PARAMS[] = { RX_CHANNEL_GBAR(20), RX_P_END };
static void kdr_generic_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)celsius;
  c[0] = p[0];
  c[1] = reversal;
}
#define KDR_GENERIC_DESCRIPTION                                                                                        \
  .meaning = "delayed-rectifier K+ of the benchmark cell", .ion = RX_ION_K, .reversal_coef = 1, .gates = { "n" }
#endif
#endif
