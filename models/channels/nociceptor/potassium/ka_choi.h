/* ka_choi: A-type current of nociceptors.
 *   I = g a h (V - E_K)
 * Source: nociceptor pages 2.1, 3.1, 4.1, after DRG.ode of ModelDB 264591 and tigerholm.py of pyfibers [R]. */
#ifndef RX_MODELS_CHANNELS_KA_CHOI_H
#define RX_MODELS_CHANNELS_KA_CHOI_H

#include "models/channels/channel.h"

enum { KA_CHOI_GATES = 2, KA_CHOI_COEFS = 5, KA_CHOI_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(ka_choi, KA_CHOI)

RX_INLINE void ka_choi_gates(rx_at at, const double c[], rx_gate g[])
{
  const double V = at.V, q = c[3], a = 1 + rx_exp_over(c[1] - V, 16.4), a2 = a * a;
  g[0] = rx_gate_steady((rx_frac){ 1, a2 * a2 }, (rx_frac){ 0.25 + 10.04 * rx_bell(V + 24.67, 34.8), q }); /* a */
  /* the page's max(5, tau) never acts: 20 ms is the least */
  g[1] = rx_gate_steady(rx_sigmoid(1, V - c[2], 4.6), (rx_frac){ 20 + 50 * rx_bell(V + 40, 40.0), q }); /* h */
}

RX_INLINE rx_current ka_choi_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0] * x[1], c[4]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param KA_CHOI_PARAMS[] = {
  RX_CHANNEL_GBAR(20),
  RX_CHANNEL_PARAM(1, "half_a", "mV", -5.4, -100, 100,
                   "voltage of activation; in the unmyelinated axon 9.6 (another reading -20.4)",
                   "nociceptor page 2.1"),
  RX_CHANNEL_PARAM(2, "half_h", "mV", -49.9, -150, 50,
                   "voltage of half inactivation; in the unmyelinated axon -34.9 (another reading -64.9)",
                   "nociceptor page 2.1"),
  RX_CHANNEL_PARAM(3, "phi", "1", 1, 0.01, 20, "factor on the rates", "nociceptor page 1"),
  RX_CHANNEL_PARAM(4, "q10", "1", 1, 1, 6, "factor on the rates for 10 degC; 1: none",
                   "nociceptor page 2.2: no scaling; page 4.1: 3.3 from 23 degC on"),
  RX_CHANNEL_PARAM(5, "reference_temperature", "degC", 23, 0, 50,
                   "temperature at which q10 leaves the rates as they are",
                   "nociceptor page 2.2: no scaling; page 4.1: 3.3 from 23 degC on"),
  RX_P_END
};
static void ka_choi_prepare(const double p[], double reversal, double celsius, double c[])
{
  c[0] = p[0];
  c[1] = p[1];
  c[2] = p[2];
  c[3] = p[3] * pow(p[4], (celsius - p[5]) / 10);
  c[4] = reversal;
}
#define KA_CHOI_DESCRIPTION                                                                                            \
  .meaning = "A-type K+ of nociceptors (Choi and Waxman)", .ion = RX_ION_K, .reversal_coef = 4, .gates = { "a", "h" }
#endif
#endif
