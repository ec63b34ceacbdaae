/* k_ca_brk97: calcium-activated potassium current of the bistable motoneuron, instantaneous.
 *   I = g cai/(cai + half) (V - E_K)
 * Source: motoneuron page 1: Booth, Rinzel and Kiehn 1997 [R]. */
#ifndef RX_MODELS_CHANNELS_K_CA_BRK97_H
#define RX_MODELS_CHANNELS_K_CA_BRK97_H

#include "models/channels/channel.h"

enum { K_CA_BRK97_GATES = 0, K_CA_BRK97_COEFS = 3, K_CA_BRK97_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(k_ca_brk97, K_CA_BRK97)

RX_INLINE void k_ca_brk97_gates(rx_at at, const rx_real c[], rx_gate g[])
{
  (void)at, (void)c, (void)g;
}

RX_INLINE rx_current k_ca_brk97_current(rx_at at, const rx_real c[], const rx_real x[])
{
  (void)x;
  const rx_real cai = at.cai + at.cai_rise;
  return rx_ohmic(c[0] * cai / (cai + c[1]), c[2]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param K_CA_BRK97_PARAMS[] = {
  RX_CHANNEL_GBAR(1),
  RX_CHANNEL_PARAM(1, "half", "mM", 2e-4, 1e-6, 1, "calcium of half activation", "motoneuron page 1: K_d 0.2 uM"),
  RX_P_END
};
static void k_ca_brk97_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)celsius;
  c[0] = p[0];
  c[1] = p[1];
  c[2] = reversal;
}
#define K_CA_BRK97_DESCRIPTION                                                                                         \
  .meaning = "Ca2+-activated K+ of the bistable motoneuron", .ion = RX_ION_K, .reversal_coef = 2,                      \
  .reads_calcium = true, .reads_calcium_rise = true
#endif
#endif
