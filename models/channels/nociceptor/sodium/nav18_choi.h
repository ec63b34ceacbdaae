/* nav18_choi: Nav1.8 of the Choi-Waxman cell.
 *   I = g m h (V - E_Na) (1 - blocked), m without a power; variant: sodium.h
 * Source: nociceptor page 2.1, after DRG.ode of ModelDB 264591 [R]. */
#ifndef RX_MODELS_CHANNELS_NAV18_CHOI_H
#define RX_MODELS_CHANNELS_NAV18_CHOI_H

#include "models/channels/nociceptor/sodium/sodium.h"

enum { NAV18_CHOI_GATES = 4, NAV18_CHOI_COEFS = SODIUM_COEFS, NAV18_CHOI_CARRIES_CALCIUM = 0 };
RX_CHANNEL_SITES(NAV18_CHOI)

RX_INLINE rx_gate nav18_choi_m(double V, double q)
{
  /* alpha is 2.85 - 2.839/(1 + e) */
  const double e = rx_exp_over(V - 1.159, 13.95);
  return rx_gate_rates((rx_frac){ 0.011 + 2.85 * e, 1 + e }, rx_sigmoid(7.6205, V + 46.463, 8.8289), q);
}
RX_INLINE rx_gate nav18_choi_h(double V, double q)
{
  const double tau = 1.218 + 42.043 * rx_bell(V + 38.1, 15.19);
  return rx_gate_steady(rx_sigmoid(1, V + 32.2, 4.0), (rx_frac){ tau, q });
}

RX_INLINE void nav18_choi_gates(rx_at at, const double c[], rx_gate g[])
{
  const double V = at.V, q = c[SODIUM_RATE];
  g[0] = nav18_choi_m(V, q);
  g[1] = nav18_choi_h(V, q);
  g[2] = nav18_choi_m(V - c[SODIUM_SHIFT_M], q); /* m_v */
  g[3] = nav18_choi_h(V - c[SODIUM_SHIFT_H], q); /* h_v */
}

RX_INLINE double nav18_choi_inactivated(const double c[], const double x[])
{
  return 1 - sodium_share(c, x[1], x[3]);
}

RX_INLINE rx_current nav18_choi_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  const double open = sodium_share(c, x[0] * x[1], x[2] * x[3]);
  return rx_ohmic(c[SODIUM_GBAR] * open * rx_site_free(x + NAV18_CHOI_GATES), c[SODIUM_REVERSAL]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param NAV18_CHOI_PARAMS[] = { RX_SODIUM_PARAMS(
    1, "nociceptor page 2.2: no scaling; page 4.1: 2.5 from 22 degC on", 22) };
static void nav18_choi_prepare(const double p[], double reversal, double celsius, double c[])
{
  sodium_prepare(p, reversal, celsius, c);
}
#define NAV18_CHOI_DESCRIPTION                                                                                         \
  .meaning = "Nav1.8 of Choi and Waxman", .ion = RX_ION_NA, .reversal_coef = SODIUM_REVERSAL,                          \
  .gates = { "m", "h", "m_v", "h_v", RX_SITE_NAMES }, .site = RX_SITE_NAV18
#endif
#endif
