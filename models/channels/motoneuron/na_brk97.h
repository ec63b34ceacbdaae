/* na_brk97: sodium current of the bistable motoneuron, its activation instantaneous.
 *   I = g m_inf(V)^3 h (V - E_Na); m_inf = 1/(1 + exp(-(V+35)/7.8))
 *   h_inf = 1/(1 + exp((V+55)/7)); tau_h = 30/(exp((V+50)/15) + exp(-(V+50)/16)) ms
 * The current enters as its tangent at V; where that falls more steeply than NA_BRK97_STEEPEST, as a line so steep through the same
 * current: the fixed step's equations would else have no solution in the upstroke. CVODE sees only the current.
 * Source: motoneuron page 1: Booth, Rinzel and Kiehn 1997 [R]. */
#ifndef RX_MODELS_CHANNELS_NA_BRK97_H
#define RX_MODELS_CHANNELS_NA_BRK97_H

#include "models/channels/channel.h"

enum { NA_BRK97_GATES = 1, NA_BRK97_COEFS = 2, NA_BRK97_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(na_brk97, NA_BRK97)

#define NA_BRK97_STEEPEST (-0.005) /* S/cm2 */

RX_INLINE void na_brk97_gates(rx_at at, const rx_real c[], rx_gate g[])
{
  (void)c;
  const rx_real y = at.V + 50;
  g[0] = rx_gate_steady(rx_sigmoid(1, at.V + 55, 7.0),
                        (rx_frac){ 30, rx_exp_over(y, 15.0) + rx_exp_over(y, -16.0) }); /* h */
}

RX_INLINE rx_current na_brk97_current(rx_at at, const rx_real c[], const rx_real x[])
{
  const rx_real m = 1 / (1 + rx_exp_over(-(at.V + 35), 7.8)), g = c[0] * m * m * m * x[0], above = at.V - c[1];
  const rx_real slope = g * (1 + (1 - m) * above * (rx_real)(3 / 7.8)), steepest = (rx_real)NA_BRK97_STEEPEST;
  const rx_real G = slope > steepest ? slope : steepest;
  return (rx_current){ G, G * at.V - g * above };
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param NA_BRK97_PARAMS[] = { RX_CHANNEL_GBAR(1), RX_P_END };
static void na_brk97_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)celsius;
  c[0] = p[0];
  c[1] = reversal;
}
#define NA_BRK97_DESCRIPTION                                                                                           \
  .meaning = "Na+ of the bistable motoneuron", .ion = RX_ION_NA, .reversal_coef = 1, .gates = { "h" }
#endif
#endif
