/* na_generic: fast sodium current of the benchmark cell.
 *   I = g m^3 h (V - E_Na); u = V + 58; no temperature dependence
 * Source: benchmarks page 1. */
#ifndef RX_MODELS_CHANNELS_NA_GENERIC_H
#define RX_MODELS_CHANNELS_NA_GENERIC_H

#include "models/channels/channel.h"

enum { NA_GENERIC_GATES = 2, NA_GENERIC_COEFS = 2, NA_GENERIC_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(na_generic, NA_GENERIC)

RX_INLINE void na_generic_gates(rx_at at, const double c[], rx_gate g[])
{
  const double u = at.V + 58;
  (void)c;
  /* beta of h is 4/(1 + e^-z) with z = (u-40)/5, as in beta of m: with e^z - 1 = d both need one exponential */
  const rx_frac bm = rx_lin(1.4 / 5, u - 40, 5);
  const double d = bm.d;
  g[0] = rx_gate_rates(rx_lin(1.28 / 4, 13 - u, 4), bm, 1);                                                    /* m */
  g[1] = rx_gate_rates((rx_frac){ 0.128 * rx_exp_over(17 - u, 18.0), 1 }, (rx_frac){ 4 * (d + 1), d + 2 }, 1); /* h */
}

RX_INLINE rx_current na_generic_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0] * x[0] * x[0] * x[1], c[1]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param NA_GENERIC_PARAMS[] = { RX_CHANNEL_GBAR(20), RX_P_END };
static void na_generic_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)celsius;
  c[0] = p[0];
  c[1] = reversal;
}
#define NA_GENERIC_DESCRIPTION                                                                                         \
  .meaning = "fast Na+ of the benchmark cell", .ion = RX_ION_NA, .reversal_coef = 1, .gates = { "m", "h" }
#endif
#endif
