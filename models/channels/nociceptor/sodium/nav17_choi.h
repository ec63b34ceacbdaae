/* nav17_choi: Nav1.7 of the Choi-Waxman cell and, with q10 2.5, of the unmyelinated axon.
 *   I = g m^3 h s (V - E_Na) (1 - blocked); variant: sodium.h, with the same s
 * As published, h_inf exceeds 1 by 2 % at low voltages.
 * Source: nociceptor pages 2.1, 4.1, after DRG.ode of ModelDB 264591 and tigerholm.py of pyfibers [R]. */
#ifndef RX_MODELS_CHANNELS_NAV17_CHOI_H
#define RX_MODELS_CHANNELS_NAV17_CHOI_H

#include "models/channels/nociceptor/sodium/sodium.h"

enum { NAV17_CHOI_GATES = 5, NAV17_CHOI_COEFS = SODIUM_COEFS, NAV17_CHOI_CARRIES_CALCIUM = 0 };
RX_CHANNEL_SITES(NAV17_CHOI)

RX_INLINE rx_gate nav17_choi_m(double V, double q)
{
  return rx_gate_rates(rx_sigmoid(15.5, -(V - 5), 12.08), rx_sigmoid(35.2, V + 72.7, 16.7), q);
}
RX_INLINE rx_gate nav17_choi_h(double V, double q)
{
  return rx_gate_rates(rx_sigmoid(0.38685, V + 122.35, 15.29),
                       rx_plus(rx_sigmoid(2.00283, -(V + 5.5266), 12.70195), -0.00283), q);
}
RX_INLINE rx_gate nav17_choi_s(double V, double q)
{
  /* beta is 132.05 - 132.05/(1 + e^z): the same, without the difference of near-equal numbers */
  const double e = rx_exp_over(V - 384.9, 28.5);
  return rx_gate_rates(rx_plus(rx_sigmoid(9.2e-4, V + 93.9, 16.6), 3e-5), (rx_frac){ 132.05 * e, 1 + e }, q);
}

RX_INLINE void nav17_choi_gates(rx_at at, const double c[], rx_gate g[])
{
  const double V = at.V, q = c[SODIUM_RATE];
  g[0] = nav17_choi_m(V, q);
  g[1] = nav17_choi_h(V, q);
  g[2] = nav17_choi_s(V, q);
  g[3] = nav17_choi_m(V - c[SODIUM_SHIFT_M], q); /* m_v */
  g[4] = nav17_choi_h(V - c[SODIUM_SHIFT_H], q); /* h_v */
}

RX_INLINE double nav17_choi_inactivated(const double c[], const double x[])
{
  return 1 - sodium_share(c, x[1], x[4]) * x[2];
}

RX_INLINE rx_current nav17_choi_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  const double open = sodium_share(c, x[0] * x[0] * x[0] * x[1], x[3] * x[3] * x[3] * x[4]) * x[2];
  return rx_ohmic(c[SODIUM_GBAR] * open * rx_site_free(x + NAV17_CHOI_GATES), c[SODIUM_REVERSAL]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param NAV17_CHOI_PARAMS[] = { RX_SODIUM_PARAMS(
    1, "nociceptor page 2.2: no scaling; page 4.1: 2.5 from 21 degC on", 21) };
static void nav17_choi_prepare(const double p[], double reversal, double celsius, double c[])
{
  sodium_prepare(p, reversal, celsius, c);
}
#define NAV17_CHOI_DESCRIPTION                                                                                         \
  .meaning = "Nav1.7 of Choi and Waxman, with slow inactivation", .ion = RX_ION_NA, .reversal_coef = SODIUM_REVERSAL,  \
  .gates = { "m", "h", "s", "m_v", "h_v", RX_SITE_NAMES }, .site = RX_SITE_NAV17
#endif
#endif
