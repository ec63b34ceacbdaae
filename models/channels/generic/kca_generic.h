/* kca_generic: calcium-activated potassium current of the benchmark cell.
 *   I = g q (V - E_K); q_inf = cai^2/(cai^2 + 0.0005^2), tau = 2 ms
 * Source: benchmarks page 1. */
#ifndef RX_MODELS_CHANNELS_KCA_GENERIC_H
#define RX_MODELS_CHANNELS_KCA_GENERIC_H

#include "models/channels/channel.h"

enum { KCA_GENERIC_GATES = 1, KCA_GENERIC_COEFS = 2, KCA_GENERIC_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(kca_generic, KCA_GENERIC)

RX_INLINE void kca_generic_gates(rx_at at, const double c[], rx_gate g[])
{
  const double y = at.cai * at.cai;
  (void)c;
  g[0] = rx_gate_steady((rx_frac){ y, y + 0.0005 * 0.0005 }, (rx_frac){ 2, 1 }); /* q */
}

RX_INLINE rx_current kca_generic_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0], c[1]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param KCA_GENERIC_PARAMS[] = { RX_CHANNEL_GBAR(1), RX_P_END };
static void kca_generic_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)celsius;
  c[0] = p[0];
  c[1] = reversal;
}
#define KCA_GENERIC_DESCRIPTION                                                                                        \
  .meaning = "Ca2+-activated K+ of the benchmark cell", .ion = RX_ION_K, .reversal_coef = 1, .gates = { "q" },         \
  .reads_calcium = true
#endif
#endif
