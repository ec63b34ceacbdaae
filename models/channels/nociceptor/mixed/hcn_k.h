/* hcn_k: the part of hcn that potassium carries, where the ions are told apart; gbar is of this part.
 *   I = g (s + f)/2 (V - E_K)
 * Source: nociceptor page 4.1, after tigerholm.py of pyfibers [R]; gates of hcn. */
#ifndef RX_MODELS_CHANNELS_HCN_K_H
#define RX_MODELS_CHANNELS_HCN_K_H

#include "models/channels/nociceptor/mixed/hcn.h"

enum { HCN_K_GATES = 2, HCN_K_COEFS = 3, HCN_K_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(hcn_k, HCN_K)

RX_INLINE void hcn_k_gates(rx_at at, const double c[], rx_gate g[])
{
  hcn_rates(at.V, c[1], g);
}

RX_INLINE rx_current hcn_k_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * 0.5 * (x[0] + x[1]), c[2]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param HCN_K_PARAMS[] = {
  RX_CHANNEL_GBAR(1),
  RX_CHANNEL_PARAM(1, "q10", "1", 3, 1, 6, "factor on the rates for 10 degC; 1: none", "nociceptor page 4.1"),
  RX_CHANNEL_PARAM(2, "reference_temperature", "degC", 22, 0, 50,
                   "temperature at which q10 leaves the rates as they are", "nociceptor page 4.1"),
  RX_P_END
};
static void hcn_k_prepare(const double p[], double reversal, double celsius, double c[])
{
  c[0] = p[0];
  c[1] = pow(p[1], (celsius - p[2]) / 10);
  c[2] = reversal;
}
#define HCN_K_DESCRIPTION                                                                                              \
  .meaning = "hyperpolarisation-activated cation current, its K+", .ion = RX_ION_K, .reversal_coef = 2,                \
  .gates = { "s", "f" }
#endif
#endif
