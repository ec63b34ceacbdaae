/* can: calcium-activated non-selective cation current (slow; plateau and wind-up).
 *   I = g m^2 (V - E); y = (cai/5*10^-4 mM)^2; m_inf = y/(1+y); tau = max(0.1, 40/(0.002 (1+y) q)) ms; q = 3^((T-22)/10)
 * The source file says E = -20 mV but the published runs use 0 mV: the default here is 0.
 * Source: dorsal-horn page 1, after iCaAN of ModelDB 168414 and 267056. */
#ifndef RX_MODELS_CHANNELS_CAN_H
#define RX_MODELS_CHANNELS_CAN_H

#include "models/channels/channel.h"

enum { CAN_GATES = 1, CAN_COEFS = 3, CAN_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(can, CAN)

RX_INLINE void can_gates(rx_at at, const double c[], rx_gate g[])
{
  const double r = at.cai * (1 / 5e-4), y = r * r, speed = (0.002 / 40) * (1 + y) * c[1];
  const double longest = 0.1 * speed;
  g[0] = rx_gate_steady((rx_frac){ y, 1 + y }, (rx_frac){ longest > 1 ? longest : 1, speed }); /* m */
}

RX_INLINE rx_current can_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0] * x[0], c[2]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param CAN_PARAMS[] = { RX_CHANNEL_GBAR(1),
                                       RX_CHANNEL_PARAM(1, "reversal", "mV", 0, -100, 100, "reversal potential",
                                                        "dorsal-horn page 1: the published runs use 0"),
                                       RX_P_END };
static void can_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)reversal;
  c[0] = p[0];
  c[1] = pow(3.0, (celsius - 22) / 10);
  c[2] = p[1];
}
#define CAN_DESCRIPTION                                                                                                \
  .meaning = "Ca2+-activated non-selective cation", .ion = RX_ION_OWN, .reversal_coef = -1, .gates = { "m" },          \
  .reads_calcium = true
#endif
#endif
