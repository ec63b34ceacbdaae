/* kca_ph17: calcium-activated potassium current of the afterhyperpolarisation of the star motoneuron.
 *   I = g z (V - E_K); dz/dt = A (1 - z) - 0.1 z, A = 0.1 (10^3 (cai - 10^-4 mM))^2 per ms
 * Source: motoneuron page 2.2, after the channels of ModelDB 239582 (Powers and Heckman 2017) [R]. */
#ifndef RX_MODELS_CHANNELS_KCA_PH17_H
#define RX_MODELS_CHANNELS_KCA_PH17_H

#include "models/channels/channel.h"

enum { KCA_PH17_GATES = 1, KCA_PH17_COEFS = 2, KCA_PH17_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(kca_ph17, KCA_PH17)

RX_INLINE void kca_ph17_gates(rx_at at, const rx_real c[], rx_gate g[])
{
  (void)c;
  const rx_real above = 1e3 * (at.cai - 1e-4), A = 0.1 * above * above;
  g[0] = (rx_gate){ A, A + 0.1, 1 }; /* z */
}

RX_INLINE rx_current kca_ph17_current(rx_at at, const rx_real c[], const rx_real x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0], c[1]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param KCA_PH17_PARAMS[] = { RX_CHANNEL_GBAR(1), RX_P_END };
static void kca_ph17_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)celsius;
  c[0] = p[0];
  c[1] = reversal;
}
#define KCA_PH17_DESCRIPTION                                                                                           \
  .meaning = "Ca2+-activated K+ of the afterhyperpolarisation", .ion = RX_ION_K, .reversal_coef = 1, .gates = { "z" }, \
  .reads_calcium = true
#endif
#endif
