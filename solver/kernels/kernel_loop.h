/* The loop of every kernel, written once: a channel's gates and current over n independent places. */
#ifndef RX_SOLVER_KERNEL_LOOP_H
#define RX_SOLVER_KERNEL_LOOP_H

#include "models/channels/all.h"
#include "solver/ensemble/precision.h"
#include "solver/kernels/kernels.h"
#include "solver/kernels/kernels_level.h"

/* One kernel. GATES, SITES, COEFS: of the channel (the sites' own coefficients come on top); USE: a constant rx_use. ARGS:
 * rx_kernel_args, or rx_step_args of the precision. AHEAD(args, h, i, &at) fills what rx_at holds of the step ahead. Gca and Jca are written only by channels that carry calcium.
 *
 * Places are taken RX_LANES at a time: a loop of known length, unrolled whole after it is vectorised,
 * so that its vectors share constants and hide each other's latency. It is not inlined: within a longer loop the compiler would
 * keep all constants on the stack, at the price of half a call. Places beyond a multiple of that (one-lane blocks) follow. */
#define RX_KERNEL_LOOP(channel, GATES, SITES, COEFS, CARRIES_CALCIUM, USE, ARGS, AHEAD)                                \
  RX_INLINE void channel##_place_##USE(const ARGS *a, const rx_real h, const int n, const int i)                       \
  {                                                                                                                    \
    rx_at at = { a->V[i], a->cai[i], a->nai[i], a->ko[i], 0, 0, 0, 0, 0 };                                             \
    AHEAD(a, h, i, &at);                                                                                               \
    rx_real c[(COEFS) + (SITES)*RX_SITE_COEFS + 1], x[(GATES) + (SITES) + 1];                                          \
    rx_gate g[(GATES) + 1];                                                                                            \
    for (int k = 0; k < (COEFS) + (SITES)*RX_SITE_COEFS; k++) c[k] = a->coef[k * n + i];                               \
    channel##_gates(at, c, g);                                                                                         \
    for (int k = 0; k < (GATES) + (SITES); k++) x[k] = (USE) == RX_STEP || (USE) == RX_RATE ? a->x[k * n + i] : 0;     \
    const rx_real before = (SITES) > 0 ? channel##_inactivated(c, x) : 0;                                              \
    if ((USE) == RX_STEP) rx_gates_step((GATES), g, x, h);                                                             \
    for (int k = 0; k < (GATES); k++) {                                                                                \
      const rx_real y = (USE) == RX_STEP ? x[k] : rx_gate_use(USE, g[k], x[k], h);                                     \
      a->out[k * n + i] = y;                                                                                           \
      if ((USE) != RX_RATE) x[k] = (USE) == RX_TAU ? rx_gate_use(RX_STEADY, g[k], 0.0, 0.0) : y;                       \
    }                                                                                                                  \
    if ((SITES) > 0) {                                                                                                 \
      const rx_real after = (USE) != RX_RATE ? channel##_inactivated(c, x) : before;                                   \
      rx_real b[RX_SITES];                                                                                             \
      for (int k = 0; k < (SITES); k++) b[k] = x[(GATES) + k];                                                         \
      rx_sites_use(USE, c + (COEFS), (USE) == RX_STEP ? 0.5 * (before + after) : after, b, h);                         \
      for (int k = 0; k < (SITES); k++) {                                                                              \
        a->out[((GATES) + k) * n + i] = b[k];                                                                          \
        if ((USE) != RX_RATE) x[(GATES) + k] = b[k];                                                                   \
      }                                                                                                                \
    }                                                                                                                  \
    if ((USE) != RX_TAU) {                                                                                             \
      const rx_current I = channel##_current(at, c, x);                                                                \
      a->G[i] += I.G;                                                                                                  \
      a->J[i] += I.J;                                                                                                  \
      if (CARRIES_CALCIUM) {                                                                                           \
        a->Gca[i] += I.G;                                                                                              \
        a->Jca[i] += I.J;                                                                                              \
      }                                                                                                                \
    }                                                                                                                  \
  }                                                                                                                    \
  RX_NOINLINE static void channel##_lanes_##USE(const ARGS *args, const int first)                                     \
  {                                                                                                                    \
    const rx_real h = args->h;                                                                                         \
    const int n = args->n;                                                                                             \
    RX_INDEPENDENT_LANES                                                                                               \
    for (int l = 0; l < RX_LANES; l++) channel##_place_##USE(args, h, n, first + l);                                   \
  }                                                                                                                    \
  static void channel##_##USE(const ARGS *args)                                                                        \
  {                                                                                                                    \
    const int n = args->n, n_whole = n / RX_LANES * RX_LANES;                                                          \
    for (int i = 0; i < n_whole; i += RX_LANES) channel##_lanes_##USE(args, i);                                        \
    if (n == n_whole) return;                                                                                          \
    const rx_real h = args->h;                                                                                         \
    RX_INDEPENDENT                                                                                                     \
    for (int i = n_whole; i < n; i++) channel##_place_##USE(args, h, n, i);                                            \
  }

#endif
