/* kdr_choi: delayed rectifier of the Choi-Waxman cell, not cooperative.
 *   I = g n (V - E_K); tau = 1/(alpha + beta) + 1 ms, alpha = 0.001265 (V+14.273)/(1 - exp(-(V+14.273)/10)),
 *   beta = 0.125 exp(-(V+55)/2.5)
 * Source: nociceptor page 2.1, after DRG.ode of ModelDB 264591 [R]. */
#ifndef RX_MODELS_CHANNELS_KDR_CHOI_H
#define RX_MODELS_CHANNELS_KDR_CHOI_H

#include "models/channels/channel.h"

enum { KDR_CHOI_GATES = 1, KDR_CHOI_COEFS = 3, KDR_CHOI_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(kdr_choi, KDR_CHOI)

RX_INLINE void kdr_choi_gates(rx_at at, const double c[], rx_gate g[])
{
  const rx_frac alpha = rx_lin(0.001265, -(at.V + 14.273), 10);
  const double rate = alpha.n + alpha.d * (0.125 * rx_exp_over(at.V + 55, -2.5)); /* (alpha + beta) alpha.d */
  g[0] = rx_gate_steady(rx_sigmoid(1, -(at.V + 14.62), 18.38), (rx_frac){ rate + alpha.d, c[1] * rate }); /* n */
}

RX_INLINE rx_current kdr_choi_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0], c[2]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param KDR_CHOI_PARAMS[] = {
  RX_CHANNEL_GBAR(20),
  RX_CHANNEL_PARAM(1, "phi", "1", 1, 0.01, 20, "factor on the rates", "nociceptor page 2.2: no scaling"), RX_P_END
};
static void kdr_choi_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)celsius;
  c[0] = p[0];
  c[1] = p[1];
  c[2] = reversal;
}
#define KDR_CHOI_DESCRIPTION                                                                                           \
  .meaning = "delayed-rectifier K+ of Choi and Waxman", .ion = RX_ION_K, .reversal_coef = 2, .gates = { "n" }
#endif
#endif
