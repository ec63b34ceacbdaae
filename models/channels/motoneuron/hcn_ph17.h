/* hcn_ph17: current activated by hyperpolarisation (Ih) of the star motoneuron.
 *   I = g q (V - reversal); q_inf = 1/(1 + exp((V+77)/8))
 * Source: motoneuron page 2.2, after the channels of ModelDB 239582 (Powers and Heckman 2017) [R]. */
#ifndef RX_MODELS_CHANNELS_HCN_PH17_H
#define RX_MODELS_CHANNELS_HCN_PH17_H

#include "models/channels/channel.h"

enum { HCN_PH17_GATES = 1, HCN_PH17_COEFS = 3, HCN_PH17_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(hcn_ph17, HCN_PH17)

RX_INLINE void hcn_ph17_gates(rx_at at, const rx_real c[], rx_gate g[])
{
  g[0] = rx_gate_steady(rx_sigmoid(1, at.V + 77, 8.0), (rx_frac){ c[2], 1 }); /* q */
}

RX_INLINE rx_current hcn_ph17_current(rx_at at, const rx_real c[], const rx_real x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0], c[1]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param HCN_PH17_PARAMS[] = {
  RX_CHANNEL_GBAR(1), RX_CHANNEL_PARAM(1, "reversal", "mV", -41, -100, 20, "reversal potential", "motoneuron page 2.2"),
  RX_CHANNEL_PARAM(2, "tau", "ms", 30, 0.01, 1e4, "time constant", "motoneuron page 2.2"), RX_P_END
};
static void hcn_ph17_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)reversal, (void)celsius;
  c[0] = p[0];
  c[1] = p[1];
  c[2] = p[2];
}
#define HCN_PH17_DESCRIPTION .meaning = "Ih of motoneurons", .ion = RX_ION_OWN, .reversal_coef = -1, .gates = { "q" }
#endif
#endif
