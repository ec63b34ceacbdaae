/* pump_na_tigerholm: the part of the Na+/K+ pump of the unmyelinated axon that moves 3 sodium ions out.
 *   I = -1.5 times that of pump_k_tigerholm
 * Source: nociceptor page 4.1, after tigerholm.py of pyfibers [R]. */
#ifndef RX_MODELS_CHANNELS_PUMP_NA_TIGERHOLM_H
#define RX_MODELS_CHANNELS_PUMP_NA_TIGERHOLM_H

#include "models/channels/nociceptor/mixed/pump_k_tigerholm.h"

enum { PUMP_NA_TIGERHOLM_GATES = 0, PUMP_NA_TIGERHOLM_COEFS = 1, PUMP_NA_TIGERHOLM_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(pump_na_tigerholm, PUMP_NA_TIGERHOLM)

RX_INLINE void pump_na_tigerholm_gates(rx_at at, const double c[], rx_gate g[])
{
  (void)at, (void)c, (void)g;
}

RX_INLINE rx_current pump_na_tigerholm_current(rx_at at, const double c[], const double x[])
{
  (void)x;
  return (rx_current){ 0, -1.5 * c[0] * pump_tigerholm_turnover(at.nai, at.ko) };
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param PUMP_NA_TIGERHOLM_PARAMS[] = {
  RX_CHANNEL_PARAM(0, "largest", "mA/cm2", 0.0047891, 0, 1, "factor of the potassium part; both parts of a pump alike",
                   "nociceptor page 4.1"),
  RX_P_END
};
static void pump_na_tigerholm_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)reversal, (void)celsius;
  c[0] = p[0];
}
#define PUMP_NA_TIGERHOLM_DESCRIPTION                                                                                  \
  .meaning = "Na+/K+ pump of Tigerholm 2014: 3 Na+ out", .ion = RX_ION_NA, .reversal_coef = -1
#endif
#endif
