/* pump_k: the part of the Na+/K+ pump of the rexed nociceptor that moves 2 potassium ions in.
 *   I = -2 largest (F(Na_i) - F(na_rest)); F(Na) = 1.62/(1 + (6.7/Na)^3) + 0.99/(1 + (67.6/Na)^3)
 * Source: nociceptor page 3.1: Hamada 2003, after nakpump.mod of ModelDB 243448 [R]; net of rest [assumed]. */
#ifndef RX_MODELS_CHANNELS_PUMP_K_H
#define RX_MODELS_CHANNELS_PUMP_K_H

#include "models/channels/nociceptor/mixed/pump_na.h"

enum { PUMP_K_GATES = 0, PUMP_K_COEFS = 2, PUMP_K_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(pump_k, PUMP_K)

RX_INLINE void pump_k_gates(rx_at at, const double c[], rx_gate g[])
{
  (void)at, (void)c, (void)g;
}

RX_INLINE rx_current pump_k_current(rx_at at, const double c[], const double x[])
{
  (void)x;
  return (rx_current){ 0, 2 * c[0] * (pump_turnover(at.nai) - c[1]) };
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param PUMP_K_PARAMS[] = {
  RX_CHANNEL_PARAM(0, "largest", "mA/cm2", NAN, 0, 1,
                   "net current at a turnover of 1: 10^-3 Pmax C; both parts of a pump alike", NULL),
  RX_CHANNEL_PARAM(1, "na_rest", "mM", 10, 0, 100, "sodium inside at which its current, counted from rest, is 0",
                   "nociceptor page 3.1"),
  RX_P_END
};
static void pump_k_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)reversal, (void)celsius;
  c[0] = p[0];
  c[1] = pump_turnover(p[1]);
}
#define PUMP_K_DESCRIPTION .meaning = "Na+/K+ pump of nociceptors: 2 K+ in", .ion = RX_ION_K, .reversal_coef = -1
#endif
#endif
