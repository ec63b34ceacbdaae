/* naf_mrg: fast sodium current of the node of Ranvier.
 *   I = g m^3 h (V - E_Na)
 * Source: nociceptor page 4.3, after ModelDB 3810 and mrg.py of pyfibers [R]. */
#ifndef RX_MODELS_CHANNELS_NAF_MRG_H
#define RX_MODELS_CHANNELS_NAF_MRG_H

#include "models/channels/channel.h"

enum { NAF_MRG_GATES = 2, NAF_MRG_COEFS = 4, NAF_MRG_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(naf_mrg, NAF_MRG)

RX_INLINE void naf_mrg_gates(rx_at at, const double c[], rx_gate g[])
{
  const double V = at.V;
  g[0] = rx_gate_rates(rx_lin(1.86, -(V + 21.4), 10.3), rx_lin(0.086, V + 25.7, 9.16), c[1]); /* m */
  g[1] = rx_gate_rates(rx_lin(0.062, V + 114, 11), rx_sigmoid(2.3, -(V + 31.8), 13.4), c[2]); /* h */
}

RX_INLINE rx_current naf_mrg_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0] * x[0] * x[0] * x[1], c[3]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param NAF_MRG_PARAMS[] = {
  RX_CHANNEL_GBAR(20),
  RX_CHANNEL_PARAM(1, "q10_m", "1", 2.2, 1, 6, "factor on the rates of m for 10 degC, from 20 degC on",
                   "nociceptor page 4.3"),
  RX_CHANNEL_PARAM(2, "q10_h", "1", 2.9, 1, 6, "factor on the rates of h for 10 degC, from 20 degC on",
                   "nociceptor page 4.3"),
  RX_P_END
};
static void naf_mrg_prepare(const double p[], double reversal, double celsius, double c[])
{
  c[0] = p[0];
  c[1] = pow(p[1], (celsius - 20) / 10);
  c[2] = pow(p[2], (celsius - 20) / 10);
  c[3] = reversal;
}
#define NAF_MRG_DESCRIPTION                                                                                            \
  .meaning = "fast Na+ of a node of Ranvier", .ion = RX_ION_NA, .reversal_coef = 3, .gates = { "m", "h" }
#endif
#endif
