/* Gates and currents of a channel, in the one form from which both solvers are made.
 *
 * A gate is three numbers, dx/dt = (a - b x)/d: nothing is divided until it is used, so a gate costs one division in the fixed
 * step. A current is G V - J: conductance and reversal, or the tangent at V where the current is not linear in V (GHK).
 * All functions here are inlined into the loops of solver/kernels. */
#ifndef RX_MODELS_CHANNELS_GATE_H
#define RX_MODELS_CHANNELS_GATE_H

#include "base/exponential.h"

/* What a channel may see at its place. V_mV is bounded to +-250 by the caller. */
typedef struct rx_at {
  double V;            /* mV */
  double cai, nai, ko; /* mM: calcium and sodium inside, potassium outside */
} rx_at;

/* n/d */
typedef struct rx_frac {
  double n, d;
} rx_frac;

/* dx/dt = (a - b x)/d, 1/ms; steady state a/b, time constant d/b */
typedef struct rx_gate {
  double a, b, d;
} rx_gate;

/* I = G V - J: G in S/cm2, J in mA/cm2 */
typedef struct rx_current {
  double G, J;
} rx_current;

/* scale * x/(exp(x/y) - 1), exact in the limit at x = 0: the y*1e-30 keeps 0/0 away and vanishes beside any other x */
RX_INLINE rx_frac rx_lin(double scale, double x, double y)
{
  const double safe = x + y * 1e-30;
  return (rx_frac){ scale * safe, rx_expm1_over(safe, y) };
}

RX_INLINE rx_frac rx_plus(rx_frac f, double c)
{
  return (rx_frac){ f.n + c * f.d, f.d };
}

/* numerator/(1 + exp(x/y)) */
RX_INLINE rx_frac rx_sigmoid(double numerator, double x, double y)
{
  return (rx_frac){ numerator, 1.0 + rx_exp_over(x, y) };
}

/* exp(-x^2/(2 width^2)) */
RX_INLINE double rx_bell(double x, double width)
{
  return rx_exp_over(x * x, -2.0 * width * width);
}

/* gate from opening and closing rates, both times q */
RX_INLINE rx_gate rx_gate_rates(rx_frac alpha, rx_frac beta, double q)
{
  const double open = q * alpha.n * beta.d;
  return (rx_gate){ open, open + q * beta.n * alpha.d, alpha.d * beta.d };
}

/* gate from its steady state and time constant (ms) */
RX_INLINE rx_gate rx_gate_steady(rx_frac inf, rx_frac tau)
{
  return (rx_gate){ inf.n * tau.d, inf.d * tau.d, inf.d * tau.n };
}

RX_INLINE rx_current rx_ohmic(double g, double reversal)
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

RX_INLINE double rx_gate_use(rx_use use, rx_gate g, double x, double h)
{
  switch (use) {
  case RX_STEP: {
    const double half = 0.5 * h * g.b;
    return (x * (g.d - half) + h * g.a) / (g.d + half);
  }
  case RX_RATE: return (g.a - g.b * x) / g.d;
  case RX_STEADY: return g.a / g.b;
  default: return g.d / g.b;
  }
}

/* The n gates of a channel half a step later, as RX_STEP; two of them share a division. */
RX_INLINE void rx_gates_step(int n, const rx_gate g[], double x[], double h)
{
  for (int k = 0; k + 1 < n; k += 2) {
    const double a = 0.5 * h * g[k].b, b = 0.5 * h * g[k + 1].b, da = g[k].d + a, db = g[k + 1].d + b,
                 r = 1.0 / (da * db);
    x[k] = (x[k] * (g[k].d - a) + h * g[k].a) * (db * r);
    x[k + 1] = (x[k + 1] * (g[k + 1].d - b) + h * g[k + 1].a) * (da * r);
  }
  if (n % 2 == 1) x[n - 1] = rx_gate_use(RX_STEP, g[n - 1], x[n - 1], h);
}

#endif
