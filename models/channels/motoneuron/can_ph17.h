/* can_ph17: calcium current of the spike, which feeds the afterhyperpolarisation of the star motoneuron.
 *   I = g c (V - reversal); c_inf = 1/(1 + exp(-(V+20)/4))
 * Source: motoneuron page 2.2, after the channels of ModelDB 239582 (Powers and Heckman 2017) [R]. */
#ifndef RX_MODELS_CHANNELS_CAN_PH17_H
#define RX_MODELS_CHANNELS_CAN_PH17_H

#include "models/channels/channel.h"

enum { CAN_PH17_GATES = 1, CAN_PH17_COEFS = 3, CAN_PH17_CARRIES_CALCIUM = 1 };
RX_CHANNEL_NO_SITES(can_ph17, CAN_PH17)

RX_INLINE void can_ph17_gates(rx_at at, const rx_real c[], rx_gate g[])
{
  g[0] = rx_gate_steady(rx_sigmoid(1, -(at.V + 20), 4.0), (rx_frac){ c[2], 1 }); /* c */
}

RX_INLINE rx_current can_ph17_current(rx_at at, const rx_real c[], const rx_real x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0], c[1]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param CAN_PH17_PARAMS[] = {
  RX_CHANNEL_GBAR(1),
  RX_CHANNEL_PARAM(1, "reversal", "mV", 132.4579341637009, 0, 200, "reversal potential of calcium",
                   "motoneuron page 2.2"),
  RX_CHANNEL_PARAM(2, "tau", "ms", 2, 0.01, 1e3, "time constant", "motoneuron page 2.2"), RX_P_END
};
static void can_ph17_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)reversal, (void)celsius;
  c[0] = p[0];
  c[1] = p[1];
  c[2] = p[2];
}
#define CAN_PH17_DESCRIPTION                                                                                           \
  .meaning = "Ca2+ of the spike of motoneurons", .ion = RX_ION_OWN, .reversal_coef = -1, .gates = { "c" }
#endif
#endif
