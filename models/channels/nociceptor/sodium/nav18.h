/* nav18: Nav1.8 of the rexed nociceptor, rat.
 *   I = g m^3 h (V - E_Na) (1 - blocked); variant: sodium.h
 * Source: nociceptor page 3.1: Han 2015 (rat), moved by -5.3 mV, as in smallDRG_DIV0.m [R]. */
#ifndef RX_MODELS_CHANNELS_NAV18_H
#define RX_MODELS_CHANNELS_NAV18_H

#include "models/channels/nociceptor/sodium/sodium.h"

enum { NAV18_GATES = 4, NAV18_COEFS = SODIUM_COEFS, NAV18_CARRIES_CALCIUM = 0 };
RX_CHANNEL_SITES(NAV18)

RX_INLINE rx_gate nav18_m(double V, double q)
{
  return rx_gate_rates(rx_sigmoid(7.21, -(V + 5.237), 7.86), rx_sigmoid(7.4, V + 58.36, 19.34), q);
}
RX_INLINE rx_gate nav18_h(double V, double q)
{
  return rx_gate_rates(rx_sigmoid(1.63, V + 73.8, 10.01), rx_sigmoid(0.81, -(V - 6.14), 13.12), q);
}

RX_INLINE void nav18_gates(rx_at at, const double c[], rx_gate g[])
{
  const double V = at.V, q = c[SODIUM_RATE];
  g[0] = nav18_m(V, q);
  g[1] = nav18_h(V, q);
  g[2] = nav18_m(V - c[SODIUM_SHIFT_M], q); /* m_v */
  g[3] = nav18_h(V - c[SODIUM_SHIFT_H], q); /* h_v */
}

RX_INLINE double nav18_inactivated(const double c[], const double x[])
{
  return 1 - sodium_share(c, x[1], x[3]);
}

RX_INLINE rx_current nav18_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  const double open = sodium_share(c, x[0] * x[0] * x[0] * x[1], x[2] * x[2] * x[2] * x[3]);
  return rx_ohmic(c[SODIUM_GBAR] * open * rx_site_free(x + NAV18_GATES), c[SODIUM_REVERSAL]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param NAV18_PARAMS[] = { RX_SODIUM_PARAMS(1, "nociceptor page 3.1: no temperature factor", 25) };
static void nav18_prepare(const double p[], double reversal, double celsius, double c[])
{
  sodium_prepare(p, reversal, celsius, c);
}
#define NAV18_DESCRIPTION                                                                                              \
  .meaning = "rat Nav1.8 (Han 2015)", .ion = RX_ION_NA, .reversal_coef = SODIUM_REVERSAL,                              \
  .gates = { "m", "h", "m_v", "h_v", RX_SITE_NAMES }, .site = RX_SITE_NAV18
#endif
#endif
