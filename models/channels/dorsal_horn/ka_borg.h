/* ka_borg: A-type potassium current (Borg-Graham's thermodynamic form).
 *   I = g n l (V - E_K); c = 96.48/(8.315 (273.16+T)) 1/mV; q = 3^((T-30)/10)
 * Source: dorsal-horn page 1, after borgka of ModelDB 267056. */
#ifndef RX_MODELS_CHANNELS_KA_BORG_H
#define RX_MODELS_CHANNELS_KA_BORG_H

#include "models/channels/channel.h"

enum { KA_BORG_GATES = 2, KA_BORG_COEFS = 4, KA_BORG_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(ka_borg, KA_BORG)

RX_INLINE void ka_borg_gates(rx_at at, const double k[], rx_gate g[])
{
  const double c = k[1], q = k[2], un = c * (at.V + 45), ul = c * (at.V + 67);
  g[0] = rx_gate_steady(rx_sigmoid(1, un, -0.2),
                        (rx_frac){ rx_exp_over(un, -1 / 1.8), q * 0.04 * (1 + rx_exp_over(un, -0.25)) }); /* n */
  const double e4 = 1 + rx_exp_over(ul, 0.25);
  g[1] = rx_gate_steady((rx_frac){ 1, e4 },
                        (rx_frac){ rx_exp_over(ul, 0.5), q * 0.023 * (1 + rx_exp_over(ul, 0.5)) }); /* l */
}

RX_INLINE rx_current ka_borg_current(rx_at at, const double k[], const double x[])
{
  (void)at;
  return rx_ohmic(k[0] * x[0] * x[1], k[3]);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param KA_BORG_PARAMS[] = { RX_CHANNEL_GBAR(20), RX_P_END };
static void ka_borg_prepare(const double p[], double reversal, double celsius, double k[])
{
  k[0] = p[0];
  k[1] = 96.48 / (8.315 * (273.16 + celsius));
  k[2] = pow(3.0, (celsius - 30) / 10);
  k[3] = reversal;
}
#define KA_BORG_DESCRIPTION                                                                                            \
  .meaning = "A-type K+ (Borg-Graham form)", .ion = RX_ION_K, .reversal_coef = 3, .gates = { "n", "l" }
#endif
#endif
