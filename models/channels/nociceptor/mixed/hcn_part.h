/* The part of hcn that one ion carries, where the ions are told apart: the equation of hcn_na and hcn_k.
 *   I = g (s + f)/2 (V - E)
 * Source: nociceptor page 4.1, after tigerholm.py of pyfibers [R]; gates of hcn. */
#ifndef RX_MODELS_CHANNELS_HCN_PART_H
#define RX_MODELS_CHANNELS_HCN_PART_H

#include "models/channels/nociceptor/mixed/hcn.h"

#define RX_HCN_PART(name, NAME)                                                                                        \
  enum { NAME##_GATES = 2, NAME##_COEFS = 3, NAME##_CARRIES_CALCIUM = 0 };                                             \
  RX_CHANNEL_NO_SITES(name, NAME)                                                                                      \
  RX_INLINE void name##_gates(rx_at at, const rx_real c[], rx_gate g[])                                                \
  {                                                                                                                    \
    hcn_rates(at.V, c[1], g);                                                                                          \
  }                                                                                                                    \
  RX_INLINE rx_current name##_current(rx_at at, const rx_real c[], const rx_real x[])                                  \
  {                                                                                                                    \
    (void)at;                                                                                                          \
    return rx_ohmic(c[0] * 0.5 * (x[0] + x[1]), c[2]);                                                                 \
  }

#ifdef RX_CHANNEL_DESCRIPTIONS
#define RX_HCN_PART_DESCRIBED(name, NAME)                                                                              \
  static const rx_param NAME##_PARAMS[] = {                                                                            \
    RX_CHANNEL_GBAR(1),                                                                                                \
    RX_CHANNEL_PARAM(1, "q10", "1", 3, 1, 6, "factor on the rates for 10 degC; 1: none", "nociceptor page 4.1"),       \
    RX_CHANNEL_PARAM(2, "reference_temperature", "degC", 22, 0, 50,                                                    \
                     "temperature at which q10 leaves the rates as they are", "nociceptor page 4.1"),                  \
    RX_P_END                                                                                                           \
  };                                                                                                                   \
  static void name##_prepare(const double p[], double reversal, double celsius, double c[])                            \
  {                                                                                                                    \
    c[0] = p[0];                                                                                                       \
    c[1] = pow(p[1], (celsius - p[2]) / 10);                                                                           \
    c[2] = reversal;                                                                                                   \
  }
#define RX_HCN_PART_DESCRIPTION(ion_, ion_name)                                                                        \
  .meaning = "hyperpolarisation-activated cation current, its " ion_name, .ion = ion_, .reversal_coef = 2,             \
  .gates = { "s", "f" }
#endif
#endif
