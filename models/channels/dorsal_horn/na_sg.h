/* na_sg: sodium current of substantia gelatinosa neurons (Safronov, Melnick), with shifts of the m rates.
 *   I = g m^3 h (V - E_Na); rates times `rate`; h has a steady state of its own, not a/(a+b).
 * Source: dorsal-horn page 1, after B_NA of ModelDB 168414 and 267056. */
#ifndef RX_MODELS_CHANNELS_NA_SG_H
#define RX_MODELS_CHANNELS_NA_SG_H

#include "models/channels/channel.h"

enum { NA_SG_GATES = 2, NA_SG_COEFS = 5, NA_SG_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(na_sg, NA_SG)

RX_INLINE void na_sg_gates(rx_at at, const double c[], rx_gate g[])
{
  const double V = at.V, s_a = c[1], s_b = c[2], rate = c[3];
  g[0] = rx_gate_rates(rx_lin(0.182, -V - 28 + s_a, 9), rx_lin(0.124, V + 28 + s_b, 9), rate); /* m */
  const rx_frac a = rx_plus(rx_lin(0.061, -V - 35 + s_a, 3), 0.0166), b = rx_lin(0.0018, V + 71 + s_b, 18);
  const rx_frac tau = { a.d * b.d, rate * (a.n * b.d + b.n * a.d) };
  g[1] = rx_gate_steady(rx_sigmoid(1, V + 64, 9.0), tau); /* h */
}

RX_INLINE rx_current na_sg_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0] * x[0] * x[0] * x[1], c[4]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param NA_SG_PARAMS[] = {
  RX_CHANNEL_GBAR(20),
  RX_CHANNEL_PARAM(1, "s_a", "mV", 0, -30, 30, "shift of the opening rate of m and h", "dorsal-horn page 1"),
  RX_CHANNEL_PARAM(2, "s_b", "mV", 0, -30, 30, "shift of the closing rate of m and h", "dorsal-horn page 1"),
  RX_CHANNEL_PARAM(3, "rate", "1", 1, 0.01, 20, "factor on all rates", "dorsal-horn page 1"), RX_P_END
};
static void na_sg_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)celsius;
  for (int k = 0; k < 4; k++) c[k] = p[k];
  c[4] = reversal;
}
#define NA_SG_DESCRIPTION                                                                                              \
  .meaning = "fast Na+ of substantia gelatinosa neurons", .ion = RX_ION_NA, .reversal_coef = 4, .gates = { "m", "h" }
#endif
#endif
