/* k_ca: calcium-activated potassium current.
 *   I = g m^3 (V - E_K); y = (cai/10^-3 mM)^2; m_inf = y/(1+y); tau = max(0.1, 1/(0.03 (1+y) q)) ms; q = 3^((T-22)/10)
 * Source: dorsal-horn page 1, after iKCa of ModelDB 168414 and 267056. */
#ifndef RX_MODELS_CHANNELS_K_CA_H
#define RX_MODELS_CHANNELS_K_CA_H

#include "models/channels/channel.h"

enum { K_CA_GATES = 1, K_CA_COEFS = 3, K_CA_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(k_ca, K_CA)

RX_INLINE void k_ca_gates(rx_at at, const double c[], rx_gate g[])
{
  const double r = at.cai * 1e3, y = r * r, speed = 0.03 * (1 + y) * c[1];
  const double longest = 0.1 * speed;
  g[0] = rx_gate_steady((rx_frac){ y, 1 + y }, (rx_frac){ longest > 1 ? longest : 1, speed }); /* m */
}

RX_INLINE rx_current k_ca_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0] * x[0] * x[0], c[2]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param K_CA_PARAMS[] = { RX_CHANNEL_GBAR(1), RX_P_END };
static void k_ca_prepare(const double p[], double reversal, double celsius, double c[])
{
  c[0] = p[0];
  c[1] = pow(3.0, (celsius - 22) / 10);
  c[2] = reversal;
}
#define K_CA_DESCRIPTION                                                                                               \
  .meaning = "Ca2+-activated K+", .ion = RX_ION_K, .reversal_coef = 2, .gates = { "m" }, .reads_calcium = true
#endif
#endif
