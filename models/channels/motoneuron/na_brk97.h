/* na_brk97: sodium current of the bistable motoneuron, its activation instantaneous.
 *   I = g m_inf(V)^3 h (V - E_Na); m_inf = 1/(1 + exp(-(V+35)/7.8))
 *   h_inf = 1/(1 + exp((V+55)/7)); tau_h = 30/(exp((V+50)/15) + exp(-(V+50)/16)) ms
 * The fixed step has no gate that would put the activation at mid-step, and in a spike V runs through all of it within a few steps. So
 * there the current is its mean (Simpson's rule) over the path that V is expected to take, and answers departures from the middle of
 * that path by its slope; by a less steep one where the slope comes near to what leaves the step's equations without a solution. That
 * limit goes with 1/h: a fixed one leaves an error of first order; at the steps of brk97 (max_dt) no slope comes near. CVODE sees only
 * the current.
 * Source: motoneuron page 1: Booth, Rinzel and Kiehn 1997 [R]. */
#ifndef RX_MODELS_CHANNELS_NA_BRK97_H
#define RX_MODELS_CHANNELS_NA_BRK97_H

#include "models/channels/channel.h"

enum { NA_BRK97_GATES = 1, NA_BRK97_COEFS = 2, NA_BRK97_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(na_brk97, NA_BRK97)

/* S/cm2, and in the fixed step a share of what 2/h is for 1 uF/cm2 */
#define NA_BRK97_STEEPEST       (-0.005)
#define NA_BRK97_STEEPEST_SHARE (-0.37)

/* the current at V, and its slope there */
RX_INLINE rx_real na_brk97_at(rx_real V, const rx_real c[], rx_real h, rx_real *slope)
{
  const rx_real m = 1 / (1 + rx_exp_over_full(-(V + 35), 7.8)), g = c[0] * m * m * m * h, above = V - c[1];
  *slope = g * (1 + (1 - m) * above * (rx_real)(3 / 7.8));
  return g * above;
}

RX_INLINE void na_brk97_gates(rx_at at, const rx_real c[], rx_gate g[])
{
  (void)c;
  const rx_real y = at.V + 50;
  g[0] = rx_gate_steady(rx_sigmoid_full(1, at.V + 55, 7.0),
                        (rx_frac){ 30, rx_exp_over_full(y, 15.0) + rx_exp_over_full(y, -16.0) }); /* h */
}

RX_INLINE rx_current na_brk97_current(rx_at at, const rx_real c[], const rx_real x[])
{
  const rx_real steepest = (rx_real)NA_BRK97_STEEPEST + (rx_real)(NA_BRK97_STEEPEST_SHARE * 2e-3) * at.per_h,
                start = at.V - at.from, mid = at.V - at.mid, end = at.V - at.to,
                between = at.V - (rx_real)0.5 * (at.from + at.to);
  rx_real slope, unused;
  const rx_real I = na_brk97_at(mid, c, x[0], &slope), I_start = na_brk97_at(start, c, x[0], &unused),
                I_end = na_brk97_at(end, c, x[0], &unused),
                mean = I + ((I_start - I) + (I_end - I)) * (rx_real)(1.0 / 6), G = slope > steepest ? slope : steepest;
  return (rx_current){ G, G * between - mean };
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
