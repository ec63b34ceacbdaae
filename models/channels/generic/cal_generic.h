/* cal_generic: slow calcium current of the benchmark cell, with a reversal potential of its own.
 *   I = g s^2 (V - E); s_inf = 1/(1+exp(-(V+30)/6)), tau = 1 + 5/(1+exp((V+25)/10))
 * Source: benchmarks page 1. */
#ifndef RX_MODELS_CHANNELS_CAL_GENERIC_H
#define RX_MODELS_CHANNELS_CAL_GENERIC_H

#include "models/channels/channel.h"

enum { CAL_GENERIC_GATES = 1, CAL_GENERIC_COEFS = 2, CAL_GENERIC_CARRIES_CALCIUM = 1 };
RX_CHANNEL_NO_SITES(cal_generic, CAL_GENERIC)

RX_INLINE void cal_generic_gates(rx_at at, const double c[], rx_gate g[])
{
  const double V = at.V, e = 1 + rx_exp_over(V + 25, 10.0);
  (void)c;
  g[0] = rx_gate_steady(rx_sigmoid(1, -(V + 30), 6.0), (rx_frac){ e + 5, e }); /* s */
}

RX_INLINE rx_current cal_generic_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0] * x[0], c[1]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param CAL_GENERIC_PARAMS[] = { RX_CHANNEL_GBAR(1),
                                               RX_CHANNEL_PARAM(1, "reversal", "mV", 120, 0, 200, "reversal potential",
                                                                "benchmarks page 1: fixed, not Nernst"),
                                               RX_P_END };
static void cal_generic_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)reversal, (void)celsius;
  c[0] = p[0];
  c[1] = p[1];
}
#define CAL_GENERIC_DESCRIPTION                                                                                        \
  .meaning = "slow Ca2+ of the benchmark cell", .ion = RX_ION_OWN, .reversal_coef = -1, .gates = { "s" }
#endif
#endif
