/* ca_l: L-type calcium current, Goldman-Hodgkin-Katz.
 *   I = P m^2 Phi(V, cai, cao);  Phi = -10^-3 * 2 * 96480 (cao - cai e^w) w/(e^w - 1);  w = 2*96480 V 10^-3/(8.314 (T+273.16))
 *   q = 3^((T-23.5)/10); P (here gbar) in cm/s
 * The current enters as its tangent at V: slope G and offset J of I = G V - J.
 * Source: dorsal-horn page 1, after iCaL of ModelDB 168414 and 267056. */
#ifndef RX_MODELS_CHANNELS_CA_L_H
#define RX_MODELS_CHANNELS_CA_L_H

#include "models/channels/channel.h"

enum { CA_L_GATES = 1, CA_L_COEFS = 4, CA_L_CARRIES_CALCIUM = 1 };
RX_CHANNEL_NO_SITES(ca_l, CA_L)

RX_INLINE void ca_l_gates(rx_at at, const double c[], rx_gate g[])
{
  const double V = at.V, x = 1.31 - V;
  /* 0.02 x/(1 - exp(-x/5.36)) = lin(-x) of the other sign */
  const rx_frac a = rx_sigmoid(1.6, 5 - V, 1 / 0.072), b = rx_lin(0.02, -x, 5.36);
  const rx_frac tau = { a.d * b.d, c[1] * (a.n * b.d + b.n * a.d) };
  g[0] = rx_gate_steady(rx_sigmoid(1, -(V + 10), 10.0), tau); /* m */
}

RX_INLINE rx_current ca_l_current(rx_at at, const double c[], const double x[])
{
  const double per_mV = c[2], cao = c[3], w = per_mV * at.V;
  const double d = rx_expm1(w), e = d + 1;
  /* L(w) = w/(e^w - 1) and its slope; by series near 0, where both are 0/0 */
  const bool near_0 = w < 1e-3 && w > -1e-3;
  const double safe = near_0 ? 1.0 : d;
  const double L = near_0 ? 1 - w * (0.5 - w * (1 / 12.0)) : w / safe;
  const double slope = near_0 ? -0.5 + w * (1 / 6.0) : (1 - L * e) / safe;
  const double k = -1e-3 * 2 * 96480 * c[0] * x[0] * x[0];
  const double drive = cao - at.cai * e;
  const double I = k * drive * L;
  const double G = k * (drive * slope - at.cai * e * L) * per_mV;
  return (rx_current){ G, G * at.V - I };
}

#ifdef RX_CHANNEL_DESCRIPTIONS
static const rx_param CA_L_PARAMS[] = {
  RX_CHANNEL_PARAM(0, "gbar", "cm/s", NAN, 0, 0.1, "largest permeability P", NULL),
  RX_CHANNEL_PARAM(1, "cao", "mM", 2, 0.01, 20, "calcium outside", "dorsal-horn page 1"), RX_P_END
};
static void ca_l_prepare(const double p[], double reversal, double celsius, double c[])
{
  (void)reversal;
  c[0] = p[0];
  c[1] = pow(3.0, (celsius - 23.5) / 10);
  c[2] = 2 * 96480 * 1e-3 / (8.314 * (celsius + 273.16));
  c[3] = p[1];
}
#define CA_L_DESCRIPTION                                                                                               \
  .meaning = "L-type Ca2+ (GHK)", .ion = RX_ION_OWN, .reversal_coef = -1, .gates = { "m" }, .reads_calcium = true
#endif
#endif
