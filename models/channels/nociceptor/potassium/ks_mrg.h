/* ks_mrg: slow potassium current of the node of Ranvier.
 *   I = g s (V - E_K)
 * Source: nociceptor page 4.3, after ModelDB 3810 and mrg.py of pyfibers [R]. */
#ifndef RX_MODELS_CHANNELS_KS_MRG_H
#define RX_MODELS_CHANNELS_KS_MRG_H

#include "models/channels/channel.h"

enum { KS_MRG_GATES = 1, KS_MRG_COEFS = 3, KS_MRG_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(ks_mrg, KS_MRG)

RX_INLINE void ks_mrg_gates(rx_at at, const double c[], rx_gate g[])
{
  g[0] = rx_gate_rates(rx_sigmoid(0.3, -(at.V + 53), 5.0), rx_sigmoid(0.03, -(at.V + 90), 1.0), c[1]); /* s */
}

RX_INLINE rx_current ks_mrg_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0], c[2]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param KS_MRG_PARAMS[] = {
  RX_CHANNEL_GBAR(20),
  RX_CHANNEL_PARAM(1, "q10", "1", 3, 1, 6, "factor on the rates for 10 degC; 1: none", "nociceptor page 4.3"),
  RX_CHANNEL_PARAM(2, "reference_temperature", "degC", 36, 0, 50,
                   "temperature at which q10 leaves the rates as they are", "nociceptor page 4.3"),
  RX_P_END
};
static void ks_mrg_prepare(const double p[], double reversal, double celsius, double c[])
{
  c[0] = p[0];
  c[1] = pow(p[1], (celsius - p[2]) / 10);
  c[2] = reversal;
}
#define KS_MRG_DESCRIPTION                                                                                             \
  .meaning = "slow K+ of a node of Ranvier", .ion = RX_ION_K, .reversal_coef = 2, .gates = { "s" }
#endif
#endif
