/* k_traub: delayed-rectifier potassium current of Traub and Miles, threshold moved by v_T.
 *   I = g n^4 (V - E_K); q = 3^((T-36)/10); u = V - v_T
 * Source: dorsal-horn page 1, after HH2 of ModelDB 168414 and 267056. */
#ifndef RX_MODELS_CHANNELS_K_TRAUB_H
#define RX_MODELS_CHANNELS_K_TRAUB_H

#include "models/channels/channel.h"

enum { K_TRAUB_GATES = 1, K_TRAUB_COEFS = 4, K_TRAUB_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(k_traub, K_TRAUB)

RX_INLINE void k_traub_gates(rx_at at, const double c[], rx_gate g[])
{
  const double u = at.V - c[1];
  g[0] = rx_gate_rates(rx_lin(0.032, 15 - u, 5), (rx_frac){ 0.5 * rx_exp_over(10 - u, 40.0), 1 }, c[2]); /* n */
}

RX_INLINE rx_current k_traub_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  const double n2 = x[0] * x[0];
  return rx_ohmic(c[0] * n2 * n2, c[3]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param K_TRAUB_PARAMS[] = {
  RX_CHANNEL_GBAR(20),
  RX_CHANNEL_PARAM(1, "v_T", "mV", -55, -100, 0, "voltage that the rates are counted from", "dorsal-horn page 1"),
  RX_P_END
};
static void k_traub_prepare(const double p[], double reversal, double celsius, double c[])
{
  c[0] = p[0];
  c[1] = p[1];
  c[2] = pow(3.0, (celsius - 36) / 10);
  c[3] = reversal;
}
#define K_TRAUB_DESCRIPTION                                                                                            \
  .meaning = "delayed-rectifier K+ (Traub-Miles)", .ion = RX_ION_K, .reversal_coef = 3, .gates = { "n" }
#endif
#endif
