/* nav13: Nav1.3, which injured neurons express again.
 *   I = g m^3 h (V - E_Na) (1 - blocked): the rates of nav17, m at V - shift_m and h at V - shift_h
 * Drugs act on it with their affinities for Nav1.7, but for those that are selective for Nav1.7.
 * Source: nociceptor page 3.1, after smallDRG_DIV0.m and smallDRG_DIV7.m [R]. */
#ifndef RX_MODELS_CHANNELS_NAV13_H
#define RX_MODELS_CHANNELS_NAV13_H

#include "models/channels/nociceptor/sodium/nav17.h"

enum { NAV13_GATES = 2, NAV13_COEFS = 5, NAV13_CARRIES_CALCIUM = 0 };
RX_CHANNEL_SITES(NAV13)

RX_INLINE void nav13_gates(rx_at at, const double c[], rx_gate g[])
{
  g[0] = nav17_m(at.V - c[2], c[4]);
  g[1] = nav17_h(at.V - c[3], c[4]);
}

RX_INLINE double nav13_inactivated(const double c[], const double x[])
{
  (void)c;
  return 1 - x[1];
}

RX_INLINE rx_current nav13_current(rx_at at, const double c[], const double x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0] * x[0] * x[0] * x[1] * rx_site_free(x + NAV13_GATES), c[1]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param NAV13_PARAMS[] = {
  RX_CHANNEL_GBAR(20),
  RX_CHANNEL_PARAM(1, "shift_m", "mV", -12, -60, 60, "shift of activation against Nav1.7", "nociceptor page 3.1"),
  RX_CHANNEL_PARAM(2, "shift_h", "mV", 0, -60, 60, "shift of inactivation against Nav1.7; after days in culture 10",
                   "nociceptor page 3.1"),
  RX_CHANNEL_PARAM(3, "phi", "1", 1, 0.01, 20, "factor on all rates", "nociceptor page 1"), RX_P_END
};
static void nav13_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)celsius;
  c[0] = p[0];
  c[1] = reversal;
  c[2] = p[1];
  c[3] = p[2];
  c[4] = p[3];
}
#define NAV13_DESCRIPTION                                                                                              \
  .meaning = "Nav1.3 of injured neurons", .ion = RX_ION_NA, .reversal_coef = 1, .gates = { "m", "h", RX_SITE_NAMES },  \
  .site = RX_SITE_NAV13
#endif
#endif
