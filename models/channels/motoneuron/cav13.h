/* cav13: persistent calcium current of dendrites of motoneurons (Cav1.3), the larger part of their persistent inward current.
 *   I = g a b (V - reversal); a_inf = 1/(1 + exp(-(V-half_a)/6)); b_inf = 1/(1 + exp((V-half_b)/5))
 * Its calcium does not reach the shell that opens the afterhyperpolarisation.
 * Source: motoneuron page 2.2, after the channels of ModelDB 239582 (Powers and Heckman 2017) [R]. */
#ifndef RX_MODELS_CHANNELS_CAV13_H
#define RX_MODELS_CHANNELS_CAV13_H

#include "models/channels/channel.h"

enum { CAV13_GATES = 2, CAV13_COEFS = 6, CAV13_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(cav13, CAV13)

RX_INLINE void cav13_gates(rx_at at, const rx_real c[], rx_gate g[])
{
  g[0] = rx_gate_steady(rx_sigmoid(1, -(at.V - c[2]), 6.0), (rx_frac){ c[4], 1 }); /* a */
  g[1] = rx_gate_steady(rx_sigmoid(1, at.V - c[3], 5.0), (rx_frac){ c[5], 1 });    /* b */
}

RX_INLINE rx_current cav13_current(rx_at at, const rx_real c[], const rx_real x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0] * x[1], c[1]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param CAV13_PARAMS[] = {
  RX_CHANNEL_GBAR(1),
  RX_CHANNEL_PARAM(1, "reversal", "mV", 80, 0, 200, "reversal potential", "motoneuron page 2.2"),
  RX_CHANNEL_PARAM(2, "half_a", "mV", -42, -80, 0, "voltage of half activation",
                   "motoneuron page 2.3: lowest-threshold unit of hTA"),
  RX_CHANNEL_PARAM(3, "half_b", "mV", 10, -80, 60, "voltage of half inactivation",
                   "motoneuron page 2.3: lowest-threshold unit of hTA"),
  RX_CHANNEL_PARAM(4, "tau_a", "ms", 40, 0.1, 1e4, "time constant of activation", "motoneuron page 2.2"),
  RX_CHANNEL_PARAM(5, "tau_b", "ms", 2500, 1, 1e6, "time constant of inactivation", "motoneuron page 2.2"),
  RX_P_END
};
static void cav13_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)reversal, (void)celsius;
  for (int k = 0; k < CAV13_COEFS; k++) c[k] = p[k];
}
#define CAV13_DESCRIPTION                                                                                              \
  .meaning = "persistent Ca2+ of dendrites of motoneurons", .ion = RX_ION_OWN, .reversal_coef = -1,                    \
  .gates = { "a", "b" }
#endif
#endif
