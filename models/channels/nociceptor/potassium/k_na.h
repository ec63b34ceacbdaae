/* k_na: potassium current opened by sodium inside, instantaneous.
 *   I = g w (V - E_K); w = 0.37/(1 + (38.7 mM/Na_i)^3.5)
 * Source: nociceptor page 4.1, after tigerholm.py of pyfibers [R]. */
#ifndef RX_MODELS_CHANNELS_K_NA_H
#define RX_MODELS_CHANNELS_K_NA_H

#include <math.h>

#include "models/channels/channel.h"

enum { K_NA_GATES = 0, K_NA_COEFS = 2, K_NA_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(k_na, K_NA)

RX_INLINE void k_na_gates(rx_at at, const double c[], rx_gate g[])
{
  (void)at, (void)c, (void)g;
}

RX_INLINE rx_current k_na_current(rx_at at, const double c[], const double x[])
{
  (void)x;
  const double nai = at.nai > 0 ? at.nai : 0.0, r = nai * (1 / 38.7), y = r * r * r * sqrt(r);
  return rx_ohmic(c[0] * 0.37 * y / (1 + y), c[1]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param K_NA_PARAMS[] = { RX_CHANNEL_GBAR(1), RX_P_END };
static void k_na_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)celsius;
  c[0] = p[0];
  c[1] = reversal;
}
#define K_NA_DESCRIPTION .meaning = "Na+-activated K+", .ion = RX_ION_K, .reversal_coef = 1
#endif
#endif
