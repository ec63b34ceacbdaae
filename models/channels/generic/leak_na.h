/* leak_na: leak of sodium, I = g (V - E_Na) - constant. With gbar not given g is such that the section's net current of
 * sodium is 0 at balanced_at, all at its steady state there; where that g came out negative it is 0 and the constant
 * current balances (models/cells/balance.h).
 * Source: nociceptor page 4.1, after pyfibers tigerholm.py. */
#ifndef RX_MODELS_CHANNELS_LEAK_NA_H
#define RX_MODELS_CHANNELS_LEAK_NA_H

#include "models/channels/channel.h"

enum { LEAK_NA_GATES = 0, LEAK_NA_COEFS = 3, LEAK_NA_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(leak_na, LEAK_NA)

RX_INLINE void leak_na_gates(rx_at at, const double c[], rx_gate g[])
{
  (void)at, (void)c, (void)g;
}

RX_INLINE rx_current leak_na_current(rx_at at, const double c[], const double x[])
{
  (void)at, (void)x;
  return (rx_current){ c[0], c[0] * c[1] + c[2] };
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param LEAK_NA_PARAMS[] = {
  { "gbar", RX_DOUBLE, 0, "S/cm2", NAN, 0, 1, "conductance density; not given: balanced", NULL, true },
  RX_CHANNEL_PARAM(1, "balanced_at", "mV", -55, -120, 0, "voltage at which the net current of sodium is 0",
                   "nociceptor page 4.1"),
  RX_P_END
};
static void leak_na_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)celsius;
  c[0] = p[0];
  c[1] = reversal;
  c[2] = 0;
}
#define LEAK_NA_DESCRIPTION                                                                                            \
  .meaning = "leak of sodium, balanced where gbar is not given", .ion = RX_ION_NA, .reversal_coef = 1,                 \
  .balance = RX_BALANCE_ION
#endif
#endif
