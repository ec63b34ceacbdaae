/* kdr_ph17: delayed-rectifier potassium current of the star motoneuron.
 *   I = g n^4 (V - E_K); n_inf = 1/(1 + exp(-(V+21)/20)); tau = 0.8 + 20 B/(1+B)^2 ms, B = exp((V+39)/5.5)
 * Source: motoneuron page 2.2, after the channels of ModelDB 239582 (Powers and Heckman 2017) [R]. */
#ifndef RX_MODELS_CHANNELS_KDR_PH17_H
#define RX_MODELS_CHANNELS_KDR_PH17_H

#include "models/channels/channel.h"

enum { KDR_PH17_GATES = 1, KDR_PH17_COEFS = 2, KDR_PH17_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(kdr_ph17, KDR_PH17)

RX_INLINE void kdr_ph17_gates(rx_at at, const rx_real c[], rx_gate g[])
{
  (void)c;
  /* tau is the same at B and 1/B */
  const rx_real y = at.V + 39, B = rx_exp_over(y < 0 ? y : -y, 5.5), d = (1 + B) * (1 + B);
  g[0] = rx_gate_steady(rx_sigmoid(1, -(at.V + 21), 20.0), (rx_frac){ 0.8 * d + 20 * B, d }); /* n */
}

RX_INLINE rx_current kdr_ph17_current(rx_at at, const rx_real c[], const rx_real x[])
{
  (void)at;
  const rx_real n2 = x[0] * x[0];
  return rx_ohmic(c[0] * n2 * n2, c[1]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param KDR_PH17_PARAMS[] = { RX_CHANNEL_GBAR(1), RX_P_END };
static void kdr_ph17_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)celsius;
  c[0] = p[0];
  c[1] = reversal;
}
#define KDR_PH17_DESCRIPTION                                                                                           \
  .meaning = "delayed-rectifier K+ of motoneurons", .ion = RX_ION_K, .reversal_coef = 1, .gates = { "n" }
#endif
#endif
