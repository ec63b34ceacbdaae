/* ca_n_brk97: N-type calcium current of the bistable motoneuron.
 *   I = g m^2 h (V - reversal); m_inf = 1/(1 + exp(-(V+30)/5)), tau 4 ms; h_inf = 1/(1 + exp((V+45)/5)), tau 40 ms
 * Source: motoneuron page 1: Booth, Rinzel and Kiehn 1997 [R]. */
#ifndef RX_MODELS_CHANNELS_CA_N_BRK97_H
#define RX_MODELS_CHANNELS_CA_N_BRK97_H

#include "models/channels/channel.h"

enum { CA_N_BRK97_GATES = 2, CA_N_BRK97_COEFS = 2, CA_N_BRK97_CARRIES_CALCIUM = 1 };
RX_CHANNEL_NO_SITES(ca_n_brk97, CA_N_BRK97)

RX_INLINE void ca_n_brk97_gates(rx_at at, const rx_real c[], rx_gate g[])
{
  (void)c;
  g[0] = rx_gate_steady(rx_sigmoid_full(1, -(at.V + 30), 5.0), (rx_frac){ 4, 1 }); /* m */
  g[1] = rx_gate_steady(rx_sigmoid_full(1, at.V + 45, 5.0), (rx_frac){ 40, 1 });   /* h */
}

RX_INLINE rx_current ca_n_brk97_current(rx_at at, const rx_real c[], const rx_real x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0] * x[0] * x[1], c[1]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param CA_N_BRK97_PARAMS[] = {
  RX_CHANNEL_GBAR(1), RX_CHANNEL_PARAM(1, "reversal", "mV", 80, 0, 200, "reversal potential", "motoneuron page 1"),
  RX_P_END
};
static void ca_n_brk97_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)reversal, (void)celsius;
  c[0] = p[0];
  c[1] = p[1];
}
#define CA_N_BRK97_DESCRIPTION                                                                                         \
  .meaning = "N-type Ca2+ of the bistable motoneuron", .ion = RX_ION_OWN, .reversal_coef = -1, .gates = { "m", "h" }
#endif
#endif
