/* nav19: Nav1.9, the persistent TTX-resistant current.
 *   I = g m h s (V - E_Na); variant: sodium.h, with the same s. No drug of the page acts on it.
 * Source: nociceptor page 3.1: Herzog 2001, after nav1p9.mod of ModelDB 86537 [R]; page 4.1 gives it q10 2.5 from 21 degC on. */
#ifndef RX_MODELS_CHANNELS_NAV19_H
#define RX_MODELS_CHANNELS_NAV19_H

#include "models/channels/nociceptor/sodium/sodium.h"

enum { NAV19_GATES = 5, NAV19_COEFS = SODIUM_COEFS, NAV19_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(nav19, NAV19)

RX_INLINE rx_gate nav19_m(double V, double q)
{
  return rx_gate_rates(rx_sigmoid(1.032, -(V + 6.99), 14.87115), rx_sigmoid(5.79, V + 130.4, 22.9), q);
}
RX_INLINE rx_gate nav19_h(double V, double q)
{
  return rx_gate_rates(rx_sigmoid(0.06435, V + 73.26415, 3.71928), rx_sigmoid(0.13496, -(V + 10.27853), 9.09334), q);
}
RX_INLINE rx_gate nav19_s(double V, double q)
{
  return rx_gate_rates((rx_frac){ 1.6e-7 * rx_exp_over(V, -12.0), 1 }, rx_sigmoid(5e-4, -(V + 32), 23.0), q);
}

RX_INLINE void nav19_gates(rx_at at, const double c[], rx_gate g[])
{
  const double V = at.V, q = c[SODIUM_RATE];
  g[0] = nav19_m(V, q);
  g[1] = nav19_h(V, q);
  g[2] = nav19_s(V, q);
  g[3] = nav19_m(V - c[SODIUM_SHIFT_M], q); /* m_v */
  g[4] = nav19_h(V - c[SODIUM_SHIFT_H], q); /* h_v */
}

RX_INLINE rx_current nav19_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  const double open = sodium_share(c, x[0] * x[1], x[3] * x[4]) * x[2];
  return rx_ohmic(c[SODIUM_GBAR] * open, c[SODIUM_REVERSAL]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param NAV19_PARAMS[] = { RX_SODIUM_PARAMS(
    1, "nociceptor page 3.1: no temperature factor; page 4.1: 2.5 from 21 degC on", 21) };
static void nav19_prepare(const double p[], double reversal, double celsius, double c[])
{
  sodium_prepare(p, reversal, celsius, c);
}
#define NAV19_DESCRIPTION                                                                                              \
  .meaning = "Nav1.9 (Herzog 2001)", .ion = RX_ION_NA, .reversal_coef = SODIUM_REVERSAL,                               \
  .gates = { "m", "h", "s", "m_v", "h_v" }
#endif
#endif
