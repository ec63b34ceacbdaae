/* Gates and currents of a channel, in the one form from which both solvers are made.
 *
 * A gate is three numbers, dx/dt = (a - b x)/d: nothing is divided until it is used, so a gate costs one division in the fixed
 * step. A current is G V - J: conductance and reversal, or the tangent at V where the current is not linear in V (GHK).
 * All functions here are inlined into the loops of solver/kernels. */
#ifndef RX_MODELS_CHANNELS_GATE_H
#define RX_MODELS_CHANNELS_GATE_H

#include "base/exponential.h"
#include "base/real.h"

/* What a channel may see at its place. V_mV is bounded by the caller (RX_V_BOUND). */
typedef struct RX_PRECISION(rx_at) {
  rx_real V;            /* mV */
  rx_real cai, nai, ko; /* mM: calcium and sodium inside, potassium outside */
  /* For currents that have no gate to put them at mid-step; 0 outside the fixed step. V and cai go on as in the steps before. */
  rx_real per_h;         /* 1/ms: of the step's length */
  rx_real from, mid, to; /* mV: the V above less V at the start, in the middle and at the end of the step */
  rx_real cai_rise; /* mM: from the cai above to mid-step; 0 also where the channel does not say reads_calcium_rise */
} rx_at;

/* n/d */
typedef struct RX_PRECISION(rx_frac) {
  rx_real n, d;
} rx_frac;

/* dx/dt = (a - b x)/d, 1/ms; steady state a/b, time constant d/b */
typedef struct RX_PRECISION(rx_gate) {
  rx_real a, b, d;
} rx_gate;

/* I = G V - J: G in S/cm2, J in mA/cm2 */
typedef struct RX_PRECISION(rx_current) {
  rx_real G, J;
} rx_current;

/* What keeps 0/0 away: it vanishes beside any other x. In single precision two of these multiplied must not underflow; numerator
 * and denominator have the same x, so the quotient does not see that it is larger. */
#ifdef RX_SINGLE
#define RX_LIN_GUARD 1e-10F
#else
#define RX_LIN_GUARD 1e-30
#endif

/* scale * x/(exp(x/y) - 1), exact in the limit at x = 0 */
RX_INLINE rx_frac rx_lin(rx_real scale, rx_real x, rx_real y)
{
  const rx_real safe = x + y * RX_LIN_GUARD;
  return (rx_frac){ scale * safe, rx_expm1_over(safe, y) };
}

RX_INLINE rx_frac rx_plus(rx_frac f, rx_real c)
{
  return (rx_frac){ f.n + c * f.d, f.d };
}

/* numerator/(1 + exp(x/y)) */
RX_INLINE rx_frac rx_sigmoid(rx_real numerator, rx_real x, rx_real y)
{
  return (rx_frac){ numerator, 1 + rx_exp_over(x, y) };
}

/* the same in full precision in the fixed step too */
RX_INLINE rx_frac rx_sigmoid_full(rx_real numerator, rx_real x, rx_real y)
{
  return (rx_frac){ numerator, 1 + rx_exp_over_full(x, y) };
}

/* the lesser of two, without a branch */
RX_INLINE rx_real rx_least(rx_real x, rx_real most)
{
  return x < most ? x : most;
}

/* exp(-x^2/(2 width^2)); e^-80 where it is less, within the range of the short exponential in any precision */
RX_INLINE rx_real rx_bell(rx_real x, rx_real width)
{
  return rx_exp_over(rx_least(x * x, 160 * width * width), -2 * width * width);
}

/* gate from opening and closing rates, both times q */
RX_INLINE rx_gate rx_gate_rates(rx_frac alpha, rx_frac beta, rx_real q)
{
  const rx_real open = q * alpha.n * beta.d;
  return (rx_gate){ open, open + q * beta.n * alpha.d, alpha.d * beta.d };
}

/* gate from its steady state and time constant (ms) */
RX_INLINE rx_gate rx_gate_steady(rx_frac inf, rx_frac tau)
{
  return (rx_gate){ inf.n * tau.d, inf.d * tau.d, inf.d * tau.n };
}

RX_INLINE rx_current rx_ohmic(rx_real g, rx_real reversal)
{
  return (rx_current){ g, g * reversal };
}

/* The uses of a gate; always a constant where rx_gate_use is inlined, so the switch vanishes. */
typedef enum {
  RX_STEP,   /* the gate half a step later: trapezoid over h, second order (benchmarks page, section 11) */
  RX_RATE,   /* dx/dt, for CVODE */
  RX_STEADY, /* steady state, for initial values and gate tables */
  RX_TAU     /* time constant in ms, for gate tables */
} rx_use;

RX_INLINE rx_real rx_gate_use(rx_use use, rx_gate g, rx_real x, rx_real h)
{
  switch (use) {
  case RX_STEP: {
    const rx_real half = (rx_real)0.5 * h * g.b;
    return (x * (g.d - half) + h * g.a) / (g.d + half);
  }
  case RX_RATE: return (g.a - g.b * x) / g.d;
  case RX_STEADY: return g.a / g.b;
  default: return g.d / g.b;
  }
}

/* The n gates of a channel half a step later, as RX_STEP; two of them share a division. */
RX_INLINE void rx_gates_step(int n, const rx_gate g[], rx_real x[], rx_real h)
{
  for (int k = 0; k + 1 < n; k += 2) {
    const rx_real a = (rx_real)0.5 * h * g[k].b, b = (rx_real)0.5 * h * g[k + 1].b, da = g[k].d + a,
                  db = g[k + 1].d + b, r = 1 / (da * db);
    x[k] = (x[k] * (g[k].d - a) + h * g[k].a) * (db * r);
    x[k + 1] = (x[k + 1] * (g[k + 1].d - b) + h * g[k + 1].a) * (da * r);
  }
  if (n % 2 == 1) x[n - 1] = rx_gate_use(RX_STEP, g[n - 1], x[n - 1], h);
}

#endif
