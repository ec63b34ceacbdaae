/* nap_ph17: persistent sodium current of the star motoneuron.
 *   I = g p (V - E_Na); p_inf = 1/(1 + exp(-(V+47.3)/5))
 * Source: motoneuron page 2.2, after the channels of ModelDB 239582 (Powers and Heckman 2017) [R]. */
#ifndef RX_MODELS_CHANNELS_NAP_PH17_H
#define RX_MODELS_CHANNELS_NAP_PH17_H

#include "models/channels/channel.h"

enum { NAP_PH17_GATES = 1, NAP_PH17_COEFS = 3, NAP_PH17_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(nap_ph17, NAP_PH17)

RX_INLINE void nap_ph17_gates(rx_at at, const rx_real c[], rx_gate g[])
{
  g[0] = rx_gate_steady(rx_sigmoid(1, -(at.V + 47.3), 5.0), (rx_frac){ c[1], 1 }); /* p */
}

RX_INLINE rx_current nap_ph17_current(rx_at at, const rx_real c[], const rx_real x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0], c[2]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param NAP_PH17_PARAMS[] = {
  RX_CHANNEL_GBAR(1), RX_CHANNEL_PARAM(1, "tau", "ms", 1, 0.01, 1e3, "time constant", "motoneuron page 2.2"), RX_P_END
};
static void nap_ph17_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)celsius;
  c[0] = p[0];
  c[1] = p[1];
  c[2] = reversal;
}
#define NAP_PH17_DESCRIPTION                                                                                           \
  .meaning = "persistent Na+ of motoneurons", .ion = RX_ION_NA, .reversal_coef = 2, .gates = { "p" }
#endif
#endif
