/* na_p: persistent sodium current of projection neurons.
 *   I = g m h (V - E_Na); q = 3^((T-36)/10); u = V + 55
 * Source: dorsal-horn page 1, after iNaP of ModelDB 168414 and 267056. */
#ifndef RX_MODELS_CHANNELS_NA_P_H
#define RX_MODELS_CHANNELS_NA_P_H

#include "models/channels/channel.h"

enum { NA_P_GATES = 2, NA_P_COEFS = 3, NA_P_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(na_p, NA_P)

RX_INLINE void na_p_gates(rx_at at, const double c[], rx_gate g[])
{
  const double u = at.V + 55, q = c[1];
  g[0] = rx_gate_rates(rx_lin(0.32, 11 - u, 4), rx_lin(0.28, u - 42, 5), q);                               /* m */
  g[1] = rx_gate_rates((rx_frac){ 0.128 * rx_exp_over(12 - u, 18.0), 1 }, rx_sigmoid(4, 35 - u, 10.0), q); /* h */
}

RX_INLINE rx_current na_p_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0] * x[1], c[2]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param NA_P_PARAMS[] = { RX_CHANNEL_GBAR(1), RX_P_END };
static void na_p_prepare(const double p[], double reversal, double celsius, double c[])
{
  c[0] = p[0];
  c[1] = pow(3.0, (celsius - 36) / 10);
  c[2] = reversal;
}
#define NA_P_DESCRIPTION                                                                                               \
  .meaning = "persistent Na+ of projection neurons", .ion = RX_ION_NA, .reversal_coef = 2, .gates = { "m", "h" }
#endif
#endif
