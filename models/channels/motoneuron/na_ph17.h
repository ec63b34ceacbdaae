/* na_ph17: fast sodium current of the star motoneuron.
 *   I = g m^3 h (V - E_Na); m_inf = A/(A+B), tau_m = max(0.02, 1/((A+B) q)); A = L(V+29, 0.4, 7.2), B = L(-V-29, 0.124, 7.2)
 *   h_inf = 1/(1 + exp((V+49)/8)), tau_h = max(0.5, 1/((A+B) q)); A = L(V+44, 0.03, 1.5), B = L(-V-44, 0.01, 1.5)
 *   L(y, a, s) = a y/(1 - exp(-y/s)); q = q10^((T-24)/10). Slow inactivation, switched off in the published pools, is left out.
 * Source: motoneuron page 2.2, after the channels of ModelDB 239582 (Powers and Heckman 2017) [R]. */
#ifndef RX_MODELS_CHANNELS_NA_PH17_H
#define RX_MODELS_CHANNELS_NA_PH17_H

#include "models/channels/channel.h"

enum { NA_PH17_GATES = 2, NA_PH17_COEFS = 3, NA_PH17_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(na_ph17, NA_PH17)

/* L(y, a, s) and L(-y, b, s) share all but these: L = open*size/e, sum of both = sum*size/e. Of exp(-|y|/s), so that nothing overflows. */
typedef struct RX_PRECISION(na_ph17_pair) {
  rx_real size, e; /* |y|, 1 - exp(-|y|/s); neither is 0 */
  rx_real open, sum;
} na_ph17_pair;

RX_INLINE na_ph17_pair na_ph17_rates(rx_real y, rx_real a, rx_real b, rx_real s)
{
  const rx_real size = (y < 0 ? -y : y) + s * RX_LIN_GUARD;
  const rx_real e = -rx_expm1_over(rx_least(size, 80 * s), -s), left = 1 - e; /* beyond, e is 1 */
  return (na_ph17_pair){ size, e, y < 0 ? a * left : a, y < 0 ? a * left + b : a + b * left };
}

RX_INLINE void na_ph17_gates(rx_at at, const rx_real c[], rx_gate g[])
{
  const rx_real V = at.V, q = c[1];
  const na_ph17_pair m = na_ph17_rates(V + 29, 0.4, 0.124, 7.2), h = na_ph17_rates(V + 44, 0.03, 0.01, 1.5);
  const rx_real m_per_ms = q * m.sum * m.size, h_per_ms = q * h.sum * h.size;
  const rx_real m_slow = (rx_real)0.02 * m_per_ms, h_slow = (rx_real)0.5 * h_per_ms;
  g[0] = (rx_gate){ q * m.open * m.size, m_per_ms, m.e > m_slow ? m.e : m_slow };
  g[1] = rx_gate_steady(rx_sigmoid(1, V + 49, 8.0), (rx_frac){ h.e > h_slow ? h.e : h_slow, h_per_ms });
}

RX_INLINE rx_current na_ph17_current(rx_at at, const rx_real c[], const rx_real x[])
{
  (void)at;
  return rx_ohmic(c[0] * x[0] * x[0] * x[0] * x[1], c[2]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param NA_PH17_PARAMS[] = { RX_CHANNEL_GBAR(1),
                                           RX_CHANNEL_PARAM(1, "q10", "1", 2, 1, 6,
                                                            "factor on the rates for 10 degC, from 24 degC on",
                                                            "motoneuron page 2.2: 2^1.3 at 37 degC"),
                                           RX_P_END };
static void na_ph17_prepare(const double p[], double reversal, double celsius, double c[])
{
  c[0] = p[0];
  c[1] = pow(p[1], (celsius - 24) / 10);
  c[2] = reversal;
}
#define NA_PH17_DESCRIPTION                                                                                            \
  .meaning = "fast Na+ of motoneurons", .ion = RX_ION_NA, .reversal_coef = 2, .gates = { "m", "h" }
#endif
#endif
