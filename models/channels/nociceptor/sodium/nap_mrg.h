/* nap_mrg: persistent sodium current of the node of Ranvier.
 *   I = g m^3 (V - E_Na)
 * Source: nociceptor page 4.3, after ModelDB 3810 and mrg.py of pyfibers [R]. */
#ifndef RX_MODELS_CHANNELS_NAP_MRG_H
#define RX_MODELS_CHANNELS_NAP_MRG_H

#include "models/channels/channel.h"

enum { NAP_MRG_GATES = 1, NAP_MRG_COEFS = 3, NAP_MRG_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(nap_mrg, NAP_MRG)

RX_INLINE void nap_mrg_gates(rx_at at, const double c[], rx_gate g[])
{
  const double V = at.V;
  g[0] = rx_gate_rates(rx_lin(0.01, -(V + 27), 10.2), rx_lin(0.00025, V + 34, 10), c[1]); /* m */
}

RX_INLINE rx_current nap_mrg_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0] * x[0] * x[0], c[2]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param NAP_MRG_PARAMS[] = {
  RX_CHANNEL_GBAR(20),
  RX_CHANNEL_PARAM(1, "q10", "1", 2.2, 1, 6, "factor on the rates for 10 degC, from 20 degC on", "nociceptor page 4.3"),
  RX_P_END
};
static void nap_mrg_prepare(const double p[], double reversal, double celsius, double c[])
{
  c[0] = p[0];
  c[1] = pow(p[1], (celsius - 20) / 10);
  c[2] = reversal;
}
#define NAP_MRG_DESCRIPTION                                                                                            \
  .meaning = "persistent Na+ of a node of Ranvier", .ion = RX_ION_NA, .reversal_coef = 2, .gates = { "m" }
#endif
#endif
