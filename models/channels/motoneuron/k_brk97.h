/* k_brk97: delayed-rectifier potassium current of the bistable motoneuron.
 *   I = g n^4 (V - E_K); n_inf = 1/(1 + exp(-(V+28)/15)); tau = 7/(exp((V+40)/40) + exp(-(V+40)/50)) ms
 * Source: motoneuron page 1: Booth, Rinzel and Kiehn 1997 [R]. */
#ifndef RX_MODELS_CHANNELS_K_BRK97_H
#define RX_MODELS_CHANNELS_K_BRK97_H

#include "models/channels/channel.h"

enum { K_BRK97_GATES = 1, K_BRK97_COEFS = 2, K_BRK97_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(k_brk97, K_BRK97)

RX_INLINE void k_brk97_gates(rx_at at, const rx_real c[], rx_gate g[])
{
  (void)c;
  const rx_real y = at.V + 40;
  g[0] = rx_gate_steady(rx_sigmoid_full(1, -(at.V + 28), 15.0),
                        (rx_frac){ 7, rx_exp_over_full(y, 40.0) + rx_exp_over_full(y, -50.0) }); /* n */
}

RX_INLINE rx_current k_brk97_current(rx_at at, const rx_real c[], const rx_real x[])
{
  (void)at;
  const rx_real n2 = x[0] * x[0];
  return rx_ohmic(c[0] * n2 * n2, c[1]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param K_BRK97_PARAMS[] = { RX_CHANNEL_GBAR(1), RX_P_END };
static void k_brk97_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)celsius;
  c[0] = p[0];
  c[1] = reversal;
}
#define K_BRK97_DESCRIPTION                                                                                            \
  .meaning = "delayed-rectifier K+ of the bistable motoneuron", .ion = RX_ION_K, .reversal_coef = 1, .gates = { "n" }
#endif
#endif
