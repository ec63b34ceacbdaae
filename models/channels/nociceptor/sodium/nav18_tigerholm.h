/* nav18_tigerholm: Nav1.8 of the unmyelinated axon, with slow and ultraslow inactivation.
 *   I = g m^3 h s u (V - E_Na) (1 - blocked); variant: sodium.h, with the same s and u
 * Source: nociceptor page 4.1, after tigerholm.py of pyfibers [R]; m and h as nav18_choi. */
#ifndef RX_MODELS_CHANNELS_NAV18_TIGERHOLM_H
#define RX_MODELS_CHANNELS_NAV18_TIGERHOLM_H

#include "models/channels/nociceptor/sodium/nav18_choi.h"
#include "models/channels/nociceptor/sodium/sodium.h"

enum { NAV18_TIGERHOLM_GATES = 6, NAV18_TIGERHOLM_COEFS = SODIUM_COEFS, NAV18_TIGERHOLM_CARRIES_CALCIUM = 0 };
RX_CHANNEL_SITES(NAV18_TIGERHOLM)

/* inf = 1/(1 + exp((V - half)/8)), 1/tau = the sum of two sigmoids */
RX_INLINE rx_gate nav18_tigerholm_slow(double V, double half, rx_frac down, rx_frac up, double q)
{
  return rx_gate_steady(rx_sigmoid(1, V - half, 8.0), (rx_frac){ down.d * up.d, q * (down.n * up.d + up.n * down.d) });
}

RX_INLINE void nav18_tigerholm_gates(rx_at at, const double c[], rx_gate g[])
{
  const double V = at.V, q = c[SODIUM_RATE];
  g[0] = nav18_choi_m(V, q);
  g[1] = nav18_choi_h(V, q);
  g[2] = nav18_tigerholm_slow(V, -45, rx_sigmoid(0.0054203, V + 79.816, 16.269),
                              rx_sigmoid(0.0050757, -(V + 15.968), 11.542), q); /* s */
  g[3] = nav18_tigerholm_slow(V, -51, rx_sigmoid(4.0868e-4, V + 67.499, 19.51),
                              rx_sigmoid(3.9904e-4, -(V + 30.963), 14.792), q); /* u */
  g[4] = nav18_choi_m(V - c[SODIUM_SHIFT_M], q);                                /* m_v */
  g[5] = nav18_choi_h(V - c[SODIUM_SHIFT_H], q);                                /* h_v */
}

RX_INLINE double nav18_tigerholm_inactivated(const double c[], const double x[])
{
  return 1 - sodium_share(c, x[1], x[5]) * x[2] * x[3];
}

RX_INLINE rx_current nav18_tigerholm_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  const double open = sodium_share(c, x[0] * x[0] * x[0] * x[1], x[4] * x[4] * x[4] * x[5]) * x[2] * x[3];
  return rx_ohmic(c[SODIUM_GBAR] * open * rx_site_free(x + NAV18_TIGERHOLM_GATES), c[SODIUM_REVERSAL]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param NAV18_TIGERHOLM_PARAMS[] = { RX_SODIUM_PARAMS(2.5, "nociceptor page 4.1", 22) };
static void nav18_tigerholm_prepare(const double p[], double reversal, double celsius, double c[])
{
  sodium_prepare(p, reversal, celsius, c);
}
#define NAV18_TIGERHOLM_DESCRIPTION                                                                                    \
  .meaning = "Nav1.8 of Tigerholm 2014, with slow and ultraslow inactivation", .ion = RX_ION_NA,                       \
  .reversal_coef = SODIUM_REVERSAL, .gates = { "m", "h", "s", "u", "m_v", "h_v", RX_SITE_NAMES },                      \
  .site = RX_SITE_NAV18
#endif
#endif
