/* ca_l_brk97: persistent calcium current of the dendrite of the bistable motoneuron (L-type, Cav1.3): its plateau.
 *   I = g l (V - reversal); l_inf = 1/(1 + exp(-(V+40)/7)), tau 40 ms
 * Source: motoneuron page 1: Booth, Rinzel and Kiehn 1997 [R]. */
#ifndef RX_MODELS_CHANNELS_CA_L_BRK97_H
#define RX_MODELS_CHANNELS_CA_L_BRK97_H

#include "models/channels/channel.h"

enum { CA_L_BRK97_GATES = 1, CA_L_BRK97_COEFS = 2, CA_L_BRK97_CARRIES_CALCIUM = 1 };
RX_CHANNEL_NO_SITES(ca_l_brk97, CA_L_BRK97)

RX_INLINE void ca_l_brk97_gates(rx_at at, const rx_real c[], rx_gate g[])
{
  (void)c;
  g[0] = rx_gate_steady(rx_sigmoid_full(1, -(at.V + 40), 7.0), (rx_frac){ 40, 1 }); /* l */
}

RX_INLINE rx_current ca_l_brk97_current(rx_at at, const rx_real c[], const rx_real x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0], c[1]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param CA_L_BRK97_PARAMS[] = {
  RX_CHANNEL_GBAR(1), RX_CHANNEL_PARAM(1, "reversal", "mV", 80, 0, 200, "reversal potential", "motoneuron page 1"),
  RX_P_END
};
static void ca_l_brk97_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)reversal, (void)celsius;
  c[0] = p[0];
  c[1] = p[1];
}
#define CA_L_BRK97_DESCRIPTION                                                                                         \
  .meaning = "persistent Ca2+ of the bistable motoneuron", .ion = RX_ION_OWN, .reversal_coef = -1, .gates = { "l" }
#endif
#endif
