/* holding: a constant current into the cell, as an experimenter holds one.
 *   I = -density
 * Source: nociceptor page 3.2: holding current of xp0. */
#ifndef RX_MODELS_CHANNELS_HOLDING_H
#define RX_MODELS_CHANNELS_HOLDING_H

#include "models/channels/channel.h"

enum { HOLDING_GATES = 0, HOLDING_COEFS = 1, HOLDING_CARRIES_CALCIUM = 0 };
RX_CHANNEL_NO_SITES(holding, HOLDING)

RX_INLINE void holding_gates(rx_at at, const double c[], rx_gate g[])
{
  (void)at, (void)c, (void)g;
}

RX_INLINE rx_current holding_current(rx_at at, const double c[], const double x[])
{
  (void)at, (void)x;
  return (rx_current){ 0, c[0] };
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param HOLDING_PARAMS[] = {
  RX_CHANNEL_PARAM(0, "density", "mA/cm2", NAN, -1, 1, "current into the cell; positive: depolarises", NULL), RX_P_END
};
static void holding_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)reversal, (void)celsius;
  c[0] = p[0];
}
#define HOLDING_DESCRIPTION .meaning = "constant holding current", .ion = RX_ION_OWN, .reversal_coef = -1
#endif
#endif
