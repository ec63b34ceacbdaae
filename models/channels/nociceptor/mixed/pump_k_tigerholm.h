/* pump_k_tigerholm: the part of the Na+/K+ pump of the unmyelinated axon that moves 2 potassium ions in.
 *   I = -largest/(1 + 1/K_o)^2 [1.62/(1 + (6.7/(Na_i+8))^3) + 1/(1 + (67.6/(Na_i+8))^3)]
 * Source: nociceptor page 4.1, after tigerholm.py of pyfibers [R]. */
#ifndef RX_MODELS_CHANNELS_PUMP_K_TIGERHOLM_H
#define RX_MODELS_CHANNELS_PUMP_K_TIGERHOLM_H

#include "models/channels/channel.h"

enum { PUMP_K_TIGERHOLM_GATES = 0, PUMP_K_TIGERHOLM_COEFS = 1, PUMP_K_TIGERHOLM_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(pump_k_tigerholm, PUMP_K_TIGERHOLM)

/* the potassium part over its largest value, > 0 */
RX_INLINE double pump_tigerholm_turnover(double nai, double ko)
{
  const double na = nai + 8, a = na * (1 / 6.7), b = na * (1 / 67.6), a3 = a * a * a, b3 = b * b * b, k = ko / (ko + 1);
  return k * k * (1.62 * a3 / (1 + a3) + b3 / (1 + b3));
}

RX_INLINE void pump_k_tigerholm_gates(rx_at at, const double c[], rx_gate g[])
{
  (void)at, (void)c, (void)g;
}

RX_INLINE rx_current pump_k_tigerholm_current(rx_at at, const double c[], const double x[])
{
  (void)x;
  return (rx_current){ 0, c[0] * pump_tigerholm_turnover(at.nai, at.ko) };
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param PUMP_K_TIGERHOLM_PARAMS[] = {
  RX_CHANNEL_PARAM(0, "largest", "mA/cm2", 0.0047891, 0, 1, "factor of the potassium part; both parts of a pump alike",
                   "nociceptor page 4.1"),
  RX_P_END
};
static void pump_k_tigerholm_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)reversal, (void)celsius;
  c[0] = p[0];
}
#define PUMP_K_TIGERHOLM_DESCRIPTION                                                                                   \
  .meaning = "Na+/K+ pump of Tigerholm 2014: 2 K+ in", .ion = RX_ION_K, .reversal_coef = -1
#endif
#endif
