/* hcn: hyperpolarisation-activated cation current with a reversal of its own.
 *   I = g (s + f)/2 (V - E); both inf = 1/(1 + exp((V+87.2)/9.7))
 *   below -70 mV tau_s = 2500 + 100 exp((V+240)/50), tau_f = 250 + 12 exp((V+240)/50) ms;
 *   above        tau_s = 300 + 542 exp(-(V+25)/20),  tau_f = 140 + 50 exp(-(V+25)/20)
 * Source: nociceptor page 3.1: Kouranova 2008, after hcn.mod of ModelDB 243448 [R]. */
#ifndef RX_MODELS_CHANNELS_HCN_H
#define RX_MODELS_CHANNELS_HCN_H

#include "models/channels/channel.h"

enum { HCN_GATES = 2, HCN_COEFS = 3, HCN_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(hcn, HCN)

/* both gates; tau as published, with a step of 1 % (slow) and 9 % (fast) at -70 mV */
RX_INLINE void hcn_rates(double V, double q, rx_gate g[])
{
  const bool is_low = V < -70;
  const double e = rx_exp(is_low ? (V + 240) * (1 / 50.0) : (V + 25) * (-1 / 20.0));
  const rx_frac inf = rx_sigmoid(1, V + 87.2, 9.7);
  g[0] = rx_gate_steady(inf, (rx_frac){ (is_low ? 2500.0 : 300.0) + (is_low ? 100.0 : 542.0) * e, q }); /* s */
  g[1] = rx_gate_steady(inf, (rx_frac){ (is_low ? 250.0 : 140.0) + (is_low ? 12.0 : 50.0) * e, q });    /* f */
}

RX_INLINE void hcn_gates(rx_at at, const double c[], rx_gate g[])
{
  hcn_rates(at.V, c[1], g);
}

RX_INLINE rx_current hcn_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * 0.5 * (x[0] + x[1]), c[2]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param HCN_PARAMS[] = {
  RX_CHANNEL_GBAR(1), RX_CHANNEL_PARAM(1, "reversal", "mV", -30, -100, 50, "reversal potential", "nociceptor page 3.2"),
  RX_CHANNEL_PARAM(2, "q10", "1", 1, 1, 6, "factor on the rates for 10 degC; 1: none",
                   "nociceptor page 3.1: no temperature factor; page 4.1: 3 from 22 degC on"),
  RX_CHANNEL_PARAM(3, "reference_temperature", "degC", 22, 0, 50,
                   "temperature at which q10 leaves the rates as they are",
                   "nociceptor page 3.1: no temperature factor; page 4.1: 3 from 22 degC on"),
  RX_P_END
};
static void hcn_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)reversal;
  c[0] = p[0];
  c[1] = pow(p[2], (celsius - p[3]) / 10);
  c[2] = p[1];
}
#define HCN_DESCRIPTION                                                                                                \
  .meaning = "hyperpolarisation-activated cation current (HCN)", .ion = RX_ION_OWN, .reversal_coef = -1,               \
  .gates = { "s", "f" }
#endif
#endif
