/* kdr_tigerholm: delayed rectifier of the unmyelinated axon.
 *   I = g n^4 (V - E_K)
 *   tau = 1000 (0.000688 + 1/(exp((V+75.2)/6.5) + exp(-(V-131.5)/34.8))) ms below -31 mV, 0.16 + 0.8 exp(-0.0267 (V+11)) above
 * Source: nociceptor page 4.1, after tigerholm.py of pyfibers [R]; half is -45 mV in another reading of the paper. */
#ifndef RX_MODELS_CHANNELS_KDR_TIGERHOLM_H
#define RX_MODELS_CHANNELS_KDR_TIGERHOLM_H

#include "models/channels/channel.h"

enum { KDR_TIGERHOLM_GATES = 1, KDR_TIGERHOLM_COEFS = 4, KDR_TIGERHOLM_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(kdr_tigerholm, KDR_TIGERHOLM)

RX_INLINE void kdr_tigerholm_gates(rx_at at, const double c[], rx_gate g[])
{
  const double V = at.V, sum = rx_exp_over(V + 75.2, 6.5) + rx_exp_over(V - 131.5, -34.8);
  const bool is_low = V < -31; /* the published form steps from 1.21 to 1.52 ms there */
  const double n = is_low ? 0.688 * sum + 1000 : 0.16 + 0.8 * rx_exp_over(V + 11, -1 / 0.0267);
  g[0] = rx_gate_steady(rx_sigmoid(1, c[1] - V, 15.4), (rx_frac){ n, c[2] * (is_low ? sum : 1.0) }); /* n */
}

RX_INLINE rx_current kdr_tigerholm_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  const double n2 = x[0] * x[0];
  return rx_ohmic(c[0] * n2 * n2, c[3]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param KDR_TIGERHOLM_PARAMS[] = {
  RX_CHANNEL_GBAR(20),
  RX_CHANNEL_PARAM(1, "half", "mV", -25, -100, 50, "voltage at which n_inf is half", "nociceptor page 4.1"),
  RX_CHANNEL_PARAM(2, "q10", "1", 3.3, 1, 6, "factor on the rates for 10 degC; 1: none", "nociceptor page 4.1"),
  RX_CHANNEL_PARAM(3, "reference_temperature", "degC", 22, 0, 50,
                   "temperature at which q10 leaves the rates as they are", "nociceptor page 4.1"),
  RX_P_END
};
static void kdr_tigerholm_prepare(const double p[], double reversal, double celsius, double c[])
{
  c[0] = p[0];
  c[1] = p[1];
  c[2] = pow(p[2], (celsius - p[3]) / 10);
  c[3] = reversal;
}
#define KDR_TIGERHOLM_DESCRIPTION                                                                                      \
  .meaning = "delayed-rectifier K+ of Tigerholm 2014", .ion = RX_ION_K, .reversal_coef = 3, .gates = { "n" }
#endif
#endif
