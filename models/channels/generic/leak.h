/* leak: I = g (V - E). */
#ifndef RX_MODELS_CHANNELS_LEAK_H
#define RX_MODELS_CHANNELS_LEAK_H

#include "models/channels/channel.h"

enum { LEAK_GATES = 0, LEAK_COEFS = 2, LEAK_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(leak, LEAK)

RX_INLINE void leak_gates(rx_at at, const double c[], rx_gate g[])
{
  (void)at, (void)c, (void)g;
}

RX_INLINE rx_current leak_current(rx_at at, const double c[], const double x[])
{
  (void)at, (void)x;
  return rx_ohmic(c[0], c[1]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param LEAK_PARAMS[] = { RX_CHANNEL_GBAR(1),
                                        RX_CHANNEL_PARAM(1, "reversal", "mV", -65, -120, 60, "reversal potential",
                                                         "dorsal-horn page 1.1: most cells"),
                                        RX_P_END };
static void leak_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)reversal, (void)celsius;
  c[0] = p[0];
  c[1] = p[1];
}
#define LEAK_DESCRIPTION .meaning = "leak", .ion = RX_ION_OWN, .reversal_coef = -1
#endif
#endif
