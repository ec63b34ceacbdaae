/* na_sundt: fast sodium current of the C fibre with a T-junction.
 *   I = g m^3 h (V - E_Na); q = 3^((T-30)/10); u = V + 65 - 6 for m, w = V + 65 + 6 for h
 * Source: nociceptor page 4.2, after the mods of ModelDB 187473 (Sundt 2015) [R]. */
#ifndef RX_MODELS_CHANNELS_NA_SUNDT_H
#define RX_MODELS_CHANNELS_NA_SUNDT_H

#include "models/channels/channel.h"

enum { NA_SUNDT_GATES = 2, NA_SUNDT_COEFS = 3, NA_SUNDT_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(na_sundt, NA_SUNDT)

RX_INLINE void na_sundt_gates(rx_at at, const double c[], rx_gate g[])
{
  const double u = at.V + 65 - 6, w = at.V + 65 + 6, q = c[1];
  g[0] = rx_gate_rates(rx_lin(0.32, 13.1 - u, 4), rx_lin(0.28, u - 40.1, 5), q);                          /* m */
  g[1] = rx_gate_rates((rx_frac){ 0.128 * rx_exp_over(17 - w, 18.0), 1 }, rx_sigmoid(4, 40 - w, 5.0), q); /* h */
}

RX_INLINE rx_current na_sundt_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0] * x[0] * x[0] * x[1], c[2]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param NA_SUNDT_PARAMS[] = {
  RX_CHANNEL_GBAR(20),
  RX_CHANNEL_PARAM(1, "q10", "1", 3, 1, 6, "factor on the rates for 10 degC; 1: none", "nociceptor page 4.2"),
  RX_CHANNEL_PARAM(2, "reference_temperature", "degC", 30, 0, 50,
                   "temperature at which q10 leaves the rates as they are", "nociceptor page 4.2"),
  RX_P_END
};
static void na_sundt_prepare(const double p[], double reversal, double celsius, double c[])
{
  c[0] = p[0];
  c[1] = pow(p[1], (celsius - p[2]) / 10);
  c[2] = reversal;
}
#define NA_SUNDT_DESCRIPTION                                                                                           \
  .meaning = "fast Na+ of a C fibre (Sundt 2015)", .ion = RX_ION_NA, .reversal_coef = 2, .gates = { "m", "h" }
#endif
#endif
