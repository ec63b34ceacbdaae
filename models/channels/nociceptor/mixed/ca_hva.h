/* ca_hva: high-voltage activated (N-type) calcium current; its influx fills the shell.
 *   I = g m (V - E)
 * Source: nociceptor page 3.1: fit to Fox 1987, after CaN.mod of ModelDB 243448 [R]; without inactivation and GHK [assumed]. */
#ifndef RX_MODELS_CHANNELS_CA_HVA_H
#define RX_MODELS_CHANNELS_CA_HVA_H

#include "models/channels/channel.h"

enum { CA_HVA_GATES = 1, CA_HVA_COEFS = 2, CA_HVA_CARRIES_CALCIUM = 1 };
RX_CHANNEL_NO_SITES(ca_hva, CA_HVA)

RX_INLINE void ca_hva_gates(rx_at at, const double c[], rx_gate g[])
{
  const double tau = 0.80448 + 5.37813 * rx_bell(at.V + 20, 14.9947 / 2);
  (void)c;
  g[0] = rx_gate_steady(rx_sigmoid(1, -6.5 - at.V, 6.5), (rx_frac){ tau, 1 }); /* m */
}

RX_INLINE rx_current ca_hva_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0], c[1]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param CA_HVA_PARAMS[] = {
  RX_CHANNEL_GBAR(1),
  RX_CHANNEL_PARAM(1, "reversal", "mV", 120, 0, 200, "reversal potential", "assumed; nociceptor page 3.2"), RX_P_END
};
static void ca_hva_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)reversal, (void)celsius;
  c[0] = p[0];
  c[1] = p[1];
}
#define CA_HVA_DESCRIPTION                                                                                             \
  .meaning = "high-voltage activated Ca2+ of nociceptors", .ion = RX_ION_OWN, .reversal_coef = -1, .gates = { "m" }
#endif
#endif
