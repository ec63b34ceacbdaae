/* Leak of one ion: the equation of leak_na and leak_k.
 *   I = g (V - E) - constant
 * With gbar not given g is such that the section's net current of the ion is 0 at balanced_at, all at its steady state there; where
 * that g came out negative it is 0 and the constant current balances (models/cells/balance.h).
 * Source: nociceptor page 4.1, after pyfibers tigerholm.py. */
#ifndef RX_MODELS_CHANNELS_LEAK_ION_H
#define RX_MODELS_CHANNELS_LEAK_ION_H

#include "models/channels/channel.h"

#define RX_LEAK_ION(name, NAME)                                                                                        \
  enum { NAME##_GATES = 0, NAME##_COEFS = 3, NAME##_CARRIES_CALCIUM = 0 };                                             \
  RX_CHANNEL_NO_SITES(name, NAME)                                                                                      \
  RX_INLINE void name##_gates(rx_at at, const rx_real c[], rx_gate g[])                                                \
  {                                                                                                                    \
    (void)at, (void)c, (void)g;                                                                                        \
  }                                                                                                                    \
  RX_INLINE rx_current name##_current(rx_at at, const rx_real c[], const rx_real x[])                                  \
  {                                                                                                                    \
    (void)at, (void)x;                                                                                                 \
    return (rx_current){ c[0], c[0] * c[1] + c[2] };                                                                   \
  }

#ifdef RX_CHANNEL_DESCRIPTIONS
#define RX_LEAK_ION_DESCRIBED(name, NAME, ion_name)                                                                    \
  static const rx_param NAME##_PARAMS[] = {                                                                            \
    { "gbar", RX_DOUBLE, 0, "S/cm2", NAN, 0, 1, "conductance density; not given: balanced", NULL, true },              \
    RX_CHANNEL_PARAM(1, "balanced_at", "mV", -55, -120, 0, "voltage at which the net current of " ion_name " is 0",    \
                     "nociceptor page 4.1"),                                                                           \
    RX_P_END                                                                                                           \
  };                                                                                                                   \
  static void name##_prepare(const double p[], double reversal, double celsius, double c[])                            \
  {                                                                                                                    \
    (void)celsius;                                                                                                     \
    c[0] = p[0];                                                                                                       \
    c[1] = reversal;                                                                                                   \
    c[2] = 0;                                                                                                          \
  }
#define RX_LEAK_ION_DESCRIPTION(ion_, ion_name)                                                                        \
  .meaning = "leak of " ion_name ", balanced where gbar is not given", .ion = ion_, .reversal_coef = 1,                \
  .balance = RX_BALANCE_ION
#endif
#endif
