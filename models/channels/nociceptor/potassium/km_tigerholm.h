/* km_tigerholm: M current of the unmyelinated axon, a slow and a fast gate.
 *   I = g (s/4 + 3f/4) (V - E_K); both inf = 1/(1 + exp(-(V+30)/6)); tau_s = 219 ms below -60 mV, 13 V + 1000 above;
 *   tau_f = 1/(0.00395 (exp((V+30)/40) + exp(-(V+30)/20)))
 * Source: nociceptor page 4.1, after tigerholm.py of pyfibers [R]. */
#ifndef RX_MODELS_CHANNELS_KM_TIGERHOLM_H
#define RX_MODELS_CHANNELS_KM_TIGERHOLM_H

#include "models/channels/channel.h"

enum { KM_TIGERHOLM_GATES = 2, KM_TIGERHOLM_COEFS = 3, KM_TIGERHOLM_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(km_tigerholm, KM_TIGERHOLM)

RX_INLINE void km_tigerholm_gates(rx_at at, const double c[], rx_gate g[])
{
  const double V = at.V, q = c[1], up = rx_exp_over(V + 30, 40.0), down = rx_exp_over(V + 30, -20.0);
  const rx_frac inf = rx_sigmoid(1, -(V + 30), 6.0);
  const double slow = V < -60 ? 219.0 : 13 * V + 1000;                   /* 220 ms at -60 mV, as published */
  g[0] = rx_gate_steady(inf, (rx_frac){ slow, q });                      /* s */
  g[1] = rx_gate_steady(inf, (rx_frac){ 1, q * 0.00395 * (up + down) }); /* f */
}

RX_INLINE rx_current km_tigerholm_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * (0.25 * x[0] + 0.75 * x[1]), c[2]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param KM_TIGERHOLM_PARAMS[] = {
  RX_CHANNEL_GBAR(20),
  RX_CHANNEL_PARAM(1, "q10", "1", 3.3, 1, 6, "factor on the rates for 10 degC; 1: none", "nociceptor page 4.1"),
  RX_CHANNEL_PARAM(2, "reference_temperature", "degC", 21, 0, 50,
                   "temperature at which q10 leaves the rates as they are", "nociceptor page 4.1"),
  RX_P_END
};
static void km_tigerholm_prepare(const double p[], double reversal, double celsius, double c[])
{
  c[0] = p[0];
  c[1] = pow(p[1], (celsius - p[2]) / 10);
  c[2] = reversal;
}
#define KM_TIGERHOLM_DESCRIPTION                                                                                       \
  .meaning = "M-type K+ of Tigerholm 2014", .ion = RX_ION_K, .reversal_coef = 2, .gates = { "s", "f" }
#endif
#endif
