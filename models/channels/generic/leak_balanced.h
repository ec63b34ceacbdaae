/* leak_balanced: I = g (V - E), with E such that the net current of the section's channels is 0 at balanced_at, all at their
 * steady states there (models/cells/balance.h).
 * Source: nociceptor page 4.2, after ModelDB 187473. */
#ifndef RX_MODELS_CHANNELS_LEAK_BALANCED_H
#define RX_MODELS_CHANNELS_LEAK_BALANCED_H

#include "models/channels/channel.h"

enum { LEAK_BALANCED_GATES = 0, LEAK_BALANCED_COEFS = 2, LEAK_BALANCED_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(leak_balanced, LEAK_BALANCED)

RX_INLINE void leak_balanced_gates(rx_at at, const double c[], rx_gate g[])
{
  (void)at, (void)c, (void)g;
}

RX_INLINE rx_current leak_balanced_current(rx_at at, const double c[], const double x[])
{
  (void)at, (void)x;
  return rx_ohmic(c[0], c[1]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param LEAK_BALANCED_PARAMS[] = { RX_CHANNEL_GBAR(1),
                                                 RX_CHANNEL_PARAM(1, "balanced_at", "mV", -60, -120, 0,
                                                                  "voltage at which the net current is 0",
                                                                  "nociceptor page 4.2"),
                                                 RX_P_END };
static void leak_balanced_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)reversal, (void)celsius;
  c[0] = p[0];
  c[1] = p[1]; /* until it is balanced */
}
#define LEAK_BALANCED_DESCRIPTION                                                                                      \
  .meaning = "leak whose reversal balances all other currents", .ion = RX_ION_OWN, .reversal_coef = -1,                \
  .balance = RX_BALANCE_NET
#endif
#endif
