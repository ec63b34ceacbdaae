/* sk: small-conductance calcium-activated potassium current, instantaneous.
 *   I = g r^4/(1 + r^4) (V - E_K); r = cai/half
 * Source: nociceptor page 3.1; half and power 4 recalled [L]. */
#ifndef RX_MODELS_CHANNELS_SK_H
#define RX_MODELS_CHANNELS_SK_H

#include "models/channels/channel.h"

enum { SK_GATES = 0, SK_COEFS = 3, SK_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(sk, SK)

RX_INLINE void sk_gates(rx_at at, const double c[], rx_gate g[])
{
  (void)at, (void)c, (void)g;
}

RX_INLINE rx_current sk_current(rx_at at, const double c[], const double x[])
{
  (void)x;
  const double r = at.cai * c[1], r2 = r * r, r4 = r2 * r2;
  return rx_ohmic(c[0] * r4 / (1 + r4), c[2]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param SK_PARAMS[] = { RX_CHANNEL_GBAR(1),
                                      RX_CHANNEL_PARAM(1, "half", "mM", 5e-4, 1e-5, 1, "calcium of half activation",
                                                       "assumed; nociceptor page 3.1"),
                                      RX_P_END };
static void sk_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)celsius;
  c[0] = p[0];
  c[1] = 1 / p[1];
  c[2] = reversal;
}
#define SK_DESCRIPTION                                                                                                 \
  .meaning = "Ca2+-activated K+ of small conductance", .ion = RX_ION_K, .reversal_coef = 2, .reads_calcium = true
#endif
#endif
