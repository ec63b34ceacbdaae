/* km: M current (KCNQ) of nociceptor and C fibre.
 *   I = g M (V - E_K); M_inf = 1/(1 + exp(-2u)); tau = 1000/(3.3 (exp(u) + exp(-u)) q) ms; u = (V - half)/(2 slope);
 *   q = 3^((T-23.5)/10)
 * Source: nociceptor page 3.1, after smallDRG_DIV0.m [R]; page 4.2, after ModelDB 187473 [R]: half -30, slope 10 mV. */
#ifndef RX_MODELS_CHANNELS_KM_H
#define RX_MODELS_CHANNELS_KM_H

#include "models/channels/channel.h"

enum { KM_GATES = 1, KM_COEFS = 5, KM_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(km, KM)

RX_INLINE void km_gates(rx_at at, const double c[], rx_gate g[])
{
  const double e = rx_exp(c[2] * (at.V - c[1])), k = 3.3e-3 * c[3], e2 = e * e;
  g[0] = (rx_gate){ k * e2, k * (e2 + 1), e }; /* M */
}

RX_INLINE rx_current km_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0], c[4]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param KM_PARAMS[] = {
  RX_CHANNEL_GBAR(20),
  RX_CHANNEL_PARAM(1, "half", "mV", -35, -100, 50, "voltage of half activation", "nociceptor page 3.1"),
  RX_CHANNEL_PARAM(2, "slope", "mV", 5, 2, 50, "slope of activation", "nociceptor page 3.1"),
  RX_CHANNEL_PARAM(3, "q10", "1", 3, 1, 6, "factor on the rates for 10 degC; 1: none", "nociceptor page 3.1"),
  RX_CHANNEL_PARAM(4, "reference_temperature", "degC", 23.5, 0, 50,
                   "temperature at which q10 leaves the rates as they are", "nociceptor page 3.1"),
  RX_P_END
};
static void km_prepare(const double p[], double reversal, double celsius, double c[])
{
  c[0] = p[0];
  c[1] = p[1];
  c[2] = 0.5 / p[2];
  c[3] = pow(p[3], (celsius - p[4]) / 10);
  c[4] = reversal;
}
#define KM_DESCRIPTION .meaning = "M-type K+ (KCNQ)", .ion = RX_ION_K, .reversal_coef = 4, .gates = { "M" }
#endif
#endif
