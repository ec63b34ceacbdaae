/* kdr_borg: delayed rectifier of nociceptor and C fibre (Borg-Graham's thermodynamic form), with slow inactivation.
 *   I = g n^3 l (V - E_K); k = 96.48/(8.315 (273.16+T)) 1/mV; q = 3^((T-30)/10)
 *   a = exp(-5 k (V+32)), n_inf = 1/(1+a), tau_n = exp(-2 k (V+32))/(0.03 q (1+a))
 *   c = exp(2 k (V+61)),  l_inf = 1/(1+c), tau_l = c/(0.001 q (1+c))
 * Source: nociceptor pages 3.1, 4.2, after kdr.mod of ModelDB 187473 [R]. */
#ifndef RX_MODELS_CHANNELS_KDR_BORG_H
#define RX_MODELS_CHANNELS_KDR_BORG_H

#include "models/channels/channel.h"

enum { KDR_BORG_GATES = 2, KDR_BORG_COEFS = 4, KDR_BORG_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(kdr_borg, KDR_BORG)

RX_INLINE void kdr_borg_gates(rx_at at, const double c[], rx_gate g[])
{
  /* with a = e^5, c = e^-2 as the powers they are: one exponential for each gate */
  const double k = c[1], q = c[2], e = rx_exp(-k * (at.V + 32)), e2 = e * e, f = rx_exp(k * (at.V + 61)), f2 = f * f;
  g[0] = (rx_gate){ 0.03 * q, 0.03 * q * (1 + e2 * e2 * e), e2 }; /* n */
  g[1] = (rx_gate){ 0.001 * q, 0.001 * q * (1 + f2), f2 };        /* l */
}

RX_INLINE rx_current kdr_borg_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0] * x[0] * x[0] * x[1], c[3]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param KDR_BORG_PARAMS[] = {
  RX_CHANNEL_GBAR(20),
  RX_CHANNEL_PARAM(1, "q10", "1", 3, 1, 6, "factor on the rates for 10 degC; 1: none", "nociceptor page 3.1"),
  RX_CHANNEL_PARAM(2, "reference_temperature", "degC", 30, 0, 50,
                   "temperature at which q10 leaves the rates as they are", "nociceptor page 3.1"),
  RX_P_END
};
static void kdr_borg_prepare(const double p[], double reversal, double celsius, double c[])
{
  c[0] = p[0];
  c[1] = 96.48 / (8.315 * (273.16 + celsius));
  c[2] = pow(p[1], (celsius - p[2]) / 10);
  c[3] = reversal;
}
#define KDR_BORG_DESCRIPTION                                                                                           \
  .meaning = "delayed-rectifier K+ of nociceptors (Borg-Graham form)", .ion = RX_ION_K, .reversal_coef = 3,            \
  .gates = { "n", "l" }
#endif
#endif
