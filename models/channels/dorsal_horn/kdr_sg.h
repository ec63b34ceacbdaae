/* kdr_sg: slowly inactivating delayed rectifier of substantia gelatinosa neurons.
 *   I = g n^4 h (V - E_K); rates times `rate`
 * Source: dorsal-horn page 1, after KDRI of ModelDB 168414 and 267056. */
#ifndef RX_MODELS_CHANNELS_KDR_SG_H
#define RX_MODELS_CHANNELS_KDR_SG_H

#include "models/channels/channel.h"

enum { KDR_SG_GATES = 2, KDR_SG_COEFS = 3, KDR_SG_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(kdr_sg, KDR_SG)

RX_INLINE void kdr_sg_gates(rx_at at, const double c[], rx_gate g[])
{
  const double V = at.V, rate = c[1];
  g[0] = rx_gate_rates(rx_lin(0.035, -V - 15, 9), (rx_frac){ 0.014 * rx_exp_over(12 - V, 46.0), 1 }, rate); /* n */
  /* with e = exp((V+20)/10): a = 0.0083 (2+e)/(1+e), b = 0.0083 e/(1+e), so one exponential serves both */
  const double e = rx_exp_over(V + 20, 10.0), k = 0.0083 * rate;
  g[1] = (rx_gate){ k * (2 + e), k * (2 + 2 * e), 1 + e }; /* h */
}

RX_INLINE rx_current kdr_sg_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  const double n2 = x[0] * x[0];
  return rx_ohmic(c[0] * n2 * n2 * x[1], c[2]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param KDR_SG_PARAMS[] = {
  RX_CHANNEL_GBAR(20), RX_CHANNEL_PARAM(1, "rate", "1", 1, 0.01, 20, "factor on all rates", "dorsal-horn page 1"),
  RX_P_END
};
static void kdr_sg_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)celsius;
  c[0] = p[0];
  c[1] = p[1];
  c[2] = reversal;
}
#define KDR_SG_DESCRIPTION                                                                                             \
  .meaning = "slowly inactivating delayed-rectifier K+ of substantia gelatinosa neurons", .ion = RX_ION_K,             \
  .reversal_coef = 2, .gates = { "n", "h" }
#endif
#endif
