/* nav17: Nav1.7 of the rexed nociceptor, human.
 *   I = g m^3 h (V - E_Na) (1 - blocked); variant: sodium.h
 * Source: nociceptor page 3.1: human Nav1.7, dynamic-clamp fit of Vasylyev 2014, moved by -4.2 mV for the junction potential,
 * as in smallDRG_DIV0.m [R]. */
#ifndef RX_MODELS_CHANNELS_NAV17_H
#define RX_MODELS_CHANNELS_NAV17_H

#include "models/channels/nociceptor/sodium/sodium.h"

enum { NAV17_GATES = 4, NAV17_COEFS = SODIUM_COEFS, NAV17_CARRIES_CALCIUM = 0 };
RX_CHANNEL_SITES(NAV17)

RX_INLINE rx_gate nav17_m(double V, double q)
{
  return rx_gate_rates(rx_sigmoid(10.22, -(V + 11.39), 15.43), rx_sigmoid(23.76, V + 74.57, 14.53), q);
}
RX_INLINE rx_gate nav17_h(double V, double q)
{
  return rx_gate_rates(rx_sigmoid(0.0744, V + 103.96, 11.07), rx_sigmoid(2.54, -(V + 12.0), 10.68), q);
}

RX_INLINE void nav17_gates(rx_at at, const double c[], rx_gate g[])
{
  const double V = at.V, q = c[SODIUM_RATE];
  g[0] = nav17_m(V, q);
  g[1] = nav17_h(V, q);
  g[2] = nav17_m(V - c[SODIUM_SHIFT_M], q); /* m_v */
  g[3] = nav17_h(V - c[SODIUM_SHIFT_H], q); /* h_v */
}

RX_INLINE double nav17_inactivated(const double c[], const double x[])
{
  return 1 - sodium_share(c, x[1], x[3]);
}

RX_INLINE rx_current nav17_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  const double open = sodium_share(c, x[0] * x[0] * x[0] * x[1], x[2] * x[2] * x[2] * x[3]);
  return rx_ohmic(c[SODIUM_GBAR] * open * rx_site_free(x + NAV17_GATES), c[SODIUM_REVERSAL]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param NAV17_PARAMS[] = { RX_SODIUM_PARAMS(1, "nociceptor page 3.1: no temperature factor", 25) };
static void nav17_prepare(const double p[], double reversal, double celsius, double c[])
{
  sodium_prepare(p, reversal, celsius, c);
}
#define NAV17_DESCRIPTION                                                                                              \
  .meaning = "human Nav1.7 (Vasylyev 2014)", .ion = RX_ION_NA, .reversal_coef = SODIUM_REVERSAL,                       \
  .gates = { "m", "h", "m_v", "h_v", RX_SITE_NAMES }, .site = RX_SITE_NAV17
#endif
#endif
