/* ahp: slow afterhyperpolarisation, opened by spikes.
 *   I = g z (V - E_K); z_inf = 1/(1 + exp((5-V)/4))
 * Source: nociceptor page 3.1, after smallDRG_DIV0.m [R]. */
#ifndef RX_MODELS_CHANNELS_AHP_H
#define RX_MODELS_CHANNELS_AHP_H

#include "models/channels/channel.h"

enum { AHP_GATES = 1, AHP_COEFS = 3, AHP_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(ahp, AHP)

RX_INLINE void ahp_gates(rx_at at, const double c[], rx_gate g[])
{
  g[0] = rx_gate_steady(rx_sigmoid(1, 5 - at.V, 4.0), (rx_frac){ c[1], 1 }); /* z */
}

RX_INLINE rx_current ahp_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0], c[2]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param AHP_PARAMS[] = {
  RX_CHANNEL_GBAR(20), RX_CHANNEL_PARAM(1, "tau", "ms", 100, 1, 1e4, "time constant", "nociceptor page 3.1"), RX_P_END
};
static void ahp_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)celsius;
  c[0] = p[0];
  c[1] = p[1];
  c[2] = reversal;
}
#define AHP_DESCRIPTION                                                                                                \
  .meaning = "K+ of the slow afterhyperpolarisation", .ion = RX_ION_K, .reversal_coef = 2, .gates = { "z" }
#endif
#endif
