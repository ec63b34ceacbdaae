/* The loop of every kernel, written once: a channel's gates and current over n independent places. */
#ifndef RX_SOLVER_KERNEL_LOOP_H
#define RX_SOLVER_KERNEL_LOOP_H

#include "models/channels/all.h"
#include "solver/kernels.h"
#include "solver/kernels_level.h"

/* GATES, COEFS: of the channel; USE: a constant rx_use. Gca and Jca are written only by channels that carry calcium. */
#define RX_KERNEL_LOOP(channel, GATES, COEFS, CARRIES_CALCIUM, USE)                          \
  static void channel##_##USE(const rx_kernel_args *a)                                       \
  {                                                                                          \
    const int n = a->n;                                                                      \
    const double h = a->h;                                                                   \
    const double *V = a->V, *cai = a->cai, *coef = a->coef, *x_in = a->x;                    \
    double *out = a->out, *G = a->G, *J = a->J, *Gca = a->Gca, *Jca = a->Jca;                \
    (void)h, (void)x_in, (void)out, (void)G, (void)J, (void)Gca, (void)Jca;                  \
    RX_INDEPENDENT                                                                           \
    for (int i = 0; i < n; i++) {                                                            \
      const rx_at at = { V[i], cai[i] };                                                     \
      double c[(COEFS) + 1], x[(GATES) + 1];                                                 \
      rx_gate g[(GATES) + 1];                                                                \
      for (int k = 0; k < (COEFS); k++) c[k] = coef[k * n + i];                              \
      channel##_gates(at, c, g);                                                             \
      for (int k = 0; k < (GATES); k++) {                                                    \
        x[k] = (USE) == RX_STEP || (USE) == RX_RATE ? x_in[k * n + i] : 0.0;                 \
        const double y = rx_gate_use(USE, g[k], x[k], h);                                    \
        out[k * n + i] = y;                                                                  \
        if ((USE) != RX_RATE) x[k] = y;                                                      \
      }                                                                                      \
      if ((USE) != RX_TAU) {                                                                 \
        const rx_current I = channel##_current(at, c, x);                                    \
        G[i] += I.G;                                                                         \
        J[i] += I.J;                                                                         \
        if (CARRIES_CALCIUM) {                                                               \
          Gca[i] += I.G;                                                                     \
          Jca[i] += I.J;                                                                     \
        }                                                                                    \
      }                                                                                      \
    }                                                                                        \
  }

#endif
