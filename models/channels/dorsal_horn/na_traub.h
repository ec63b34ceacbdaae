/* na_traub: fast sodium current of Traub and Miles, threshold moved by v_T.
 *   I = g m^3 h (V - E_Na); q = 3^((T-36)/10); u = V - v_T
 * Source: dorsal-horn page 1, after HH2 of ModelDB 168414 and 267056. */
#ifndef RX_MODELS_CHANNELS_NA_TRAUB_H
#define RX_MODELS_CHANNELS_NA_TRAUB_H

#include "models/channels/channel.h"

enum { NA_TRAUB_GATES = 2, NA_TRAUB_COEFS = 4, NA_TRAUB_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(na_traub, NA_TRAUB)

RX_INLINE void na_traub_gates(rx_at at, const double c[], rx_gate g[])
{
  const double u = at.V - c[1], q = c[2];
  g[0] = rx_gate_rates(rx_lin(0.32, 13 - u, 4), rx_lin(0.28, u - 40, 5), q);                              /* m */
  g[1] = rx_gate_rates((rx_frac){ 0.128 * rx_exp_over(12 - u, 18.0), 1 }, rx_sigmoid(4, 35 - u, 5.0), q); /* h */
}

RX_INLINE rx_current na_traub_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0] * x[0] * x[0] * x[1], c[3]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param NA_TRAUB_PARAMS[] = {
  RX_CHANNEL_GBAR(20),
  RX_CHANNEL_PARAM(1, "v_T", "mV", -55, -100, 0, "voltage that the rates are counted from", "dorsal-horn page 1"),
  RX_P_END
};
static void na_traub_prepare(const double p[], double reversal, double celsius, double c[])
{
  c[0] = p[0];
  c[1] = p[1];
  c[2] = pow(3.0, (celsius - 36) / 10);
  c[3] = reversal;
}
#define NA_TRAUB_DESCRIPTION                                                                                           \
  .meaning = "fast Na+ (Traub-Miles)", .ion = RX_ION_NA, .reversal_coef = 3, .gates = { "m", "h" }
#endif
#endif
