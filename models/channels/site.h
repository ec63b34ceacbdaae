/* The site of sodium-channel drugs: state-dependent block, one drug molecule per channel.
 *
 *   db_k/dt = C_k kon_k (1 - sum b) - b_k/w_k,   w_k = i/(kon_k K_I,k) + (1-i)/(kon_k K_R,k)
 *
 * b_k: share of the channels blocked by drug k; C: free concentration; i: inactivated share of the channels, 1 - the product of
 * their inactivation gates; w: mean time a molecule stays bound. This is the page's equation with one association rate for
 * resting and inactivated channels, as its table of drugs has; the steady state b_k/(1 - sum b) = C_k [i/K_I,k + (1-i)/K_R,k].
 * Source: nociceptor page 1; one molecule per channel after Kuo 1998.
 *
 * A site has three coefficients, all in the unit of time: C kon (1/ms), 1/(kon K_I), 1/(kon K_R) (ms). Unused: 0, 1, 1, and b
 * stays exactly 0. All functions here are inlined into the loops of solver/kernels. */
#ifndef RX_MODELS_CHANNELS_SITE_H
#define RX_MODELS_CHANNELS_SITE_H

#include "models/channels/gate.h"

enum { RX_SITES = 3, RX_SITE_COEFS = 3 }; /* drugs that may compete for a channel; coefficients of each */

/* Names of the sites' variables, after those of a channel's gates. */
#define RX_SITE_NAMES "b1", "b2", "b3"

/* share of the channels that no drug blocks */
RX_INLINE double rx_site_free(const double b[])
{
  return 1.0 - (b[0] + b[1] + b[2]);
}

RX_INLINE void rx_site_unused(double c[])
{
  c[0] = 0.0;
  c[1] = c[2] = 1.0;
}

/* how long a molecule stays; published inactivation gates may leave 0 … 1 a little, the share does not */
RX_INLINE double rx_site_stay(const double c[], double inactivated)
{
  const double above = inactivated > 0.0 ? inactivated : 0.0, i = above < 1.0 ? above : 1.0;
  return i * c[1] + (1.0 - i) * c[2];
}

/* The three sites a step of h later: trapezoid, solved together. */
RX_INLINE void rx_sites_step(const double c[], double inactivated, double b[], double h)
{
  const double half = 0.5 * h;
  double on[RX_SITES], keep[RX_SITES], stay[RX_SITES];
  for (int k = 0; k < RX_SITES; k++) {
    stay[k] = rx_site_stay(c + RX_SITE_COEFS * k, inactivated);
    on[k] = half * c[RX_SITE_COEFS * k];
  }
  /* keep = 1/(1 + half/stay), three divisions in one */
  const double d0 = stay[0] + half, d1 = stay[1] + half, d2 = stay[2] + half, r = 1.0 / (d0 * d1 * d2);
  keep[0] = stay[0] * (d1 * d2 * r);
  keep[1] = stay[1] * (d0 * d2 * r);
  keep[2] = stay[2] * (d0 * d1 * r);
  /* the middle: b_mid = keep (b + on (1 - sum of b_mid)) */
  const double above = keep[0] * (b[0] + on[0]) + keep[1] * (b[1] + on[1]) + keep[2] * (b[2] + on[2]);
  const double below = 1.0 + (keep[0] * on[0] + keep[1] * on[1] + keep[2] * on[2]);
  const double unbound = 1.0 - above / below;
  for (int k = 0; k < RX_SITES; k++) b[k] = 2.0 * (keep[k] * (b[k] + on[k] * unbound)) - b[k];
}

/* db/dt, for CVODE */
RX_INLINE void rx_sites_rate(const double c[], double inactivated, const double b[], double db[])
{
  const double unbound = rx_site_free(b);
  for (int k = 0; k < RX_SITES; k++)
    db[k] = c[RX_SITE_COEFS * k] * unbound - b[k] / rx_site_stay(c + RX_SITE_COEFS * k, inactivated);
}

RX_INLINE void rx_sites_steady(const double c[], double inactivated, double b[])
{
  double sum = 1.0;
  for (int k = 0; k < RX_SITES; k++) {
    b[k] = c[RX_SITE_COEFS * k] * rx_site_stay(c + RX_SITE_COEFS * k, inactivated);
    sum += b[k];
  }
  for (int k = 0; k < RX_SITES; k++) b[k] /= sum;
}

/* time constants with the other sites as they are */
RX_INLINE void rx_sites_tau(const double c[], double inactivated, double tau[])
{
  for (int k = 0; k < RX_SITES; k++) {
    const double stay = rx_site_stay(c + RX_SITE_COEFS * k, inactivated);
    tau[k] = stay / (1.0 + c[RX_SITE_COEFS * k] * stay);
  }
}

/* The uses of a gate (gate.h) for the sites; b: in and out. */
RX_INLINE void rx_sites_use(rx_use use, const double c[], double inactivated, double b[], double h)
{
  double old[RX_SITES];
  for (int k = 0; k < RX_SITES; k++) old[k] = b[k];
  switch (use) {
  case RX_STEP: rx_sites_step(c, inactivated, b, h); break;
  case RX_RATE: rx_sites_rate(c, inactivated, old, b); break;
  case RX_STEADY: rx_sites_steady(c, inactivated, b); break;
  default: rx_sites_tau(c, inactivated, b); break;
  }
}

#endif
