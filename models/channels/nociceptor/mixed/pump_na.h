/* pump_na: the part of the Na+/K+ pump of the rexed nociceptor that moves 3 sodium ions out.
 *   I = 3 largest (F(Na_i) - F(na_rest)); F(Na) = 1.62/(1 + (6.7/Na)^3) + 0.99/(1 + (67.6/Na)^3)
 * Source: nociceptor page 3.1: Hamada 2003, after nakpump.mod of ModelDB 243448 [R]; net of rest [assumed]. */
#ifndef RX_MODELS_CHANNELS_PUMP_NA_H
#define RX_MODELS_CHANNELS_PUMP_NA_H

#include "models/channels/channel.h"

enum { PUMP_NA_GATES = 0, PUMP_NA_COEFS = 2, PUMP_NA_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(pump_na, PUMP_NA)

/* the pump's turnover, of 2.61 at the most */
RX_INLINE double pump_turnover(double nai)
{
  const double a = nai * (1 / 6.7), b = nai * (1 / 67.6), a3 = a * a * a, b3 = b * b * b;
  return 1.62 * a3 / (1 + a3) + 0.99 * b3 / (1 + b3);
}

RX_INLINE void pump_na_gates(rx_at at, const double c[], rx_gate g[])
{
  (void)at, (void)c, (void)g;
}

RX_INLINE rx_current pump_na_current(rx_at at, const double c[], const double x[])
{
  (void)x;
  return (rx_current){ 0, -3 * c[0] * (pump_turnover(at.nai) - c[1]) };
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param PUMP_NA_PARAMS[] = {
  RX_CHANNEL_PARAM(0, "largest", "mA/cm2", NAN, 0, 1,
                   "net current at a turnover of 1: 10^-3 Pmax C; both parts of a pump alike", NULL),
  RX_CHANNEL_PARAM(1, "na_rest", "mM", 10, 0, 100, "sodium inside at which its current, counted from rest, is 0",
                   "nociceptor page 3.1"),
  RX_P_END
};
static void pump_na_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)reversal, (void)celsius;
  c[0] = p[0];
  c[1] = pump_turnover(p[1]);
}
#define PUMP_NA_DESCRIPTION .meaning = "Na+/K+ pump of nociceptors: 3 Na+ out", .ion = RX_ION_NA, .reversal_coef = -1
#endif
#endif
