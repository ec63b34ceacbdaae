/* The fixed step of the ion pools of a block; see solver/ensemble/pools.h. Compiled per instruction-set level. */
#ifndef RX_SOLVER_POOLS_STEP_H
#define RX_SOLVER_POOLS_STEP_H

#include "base/logarithm.h"
#include "solver/ensemble/block.h"
#include "solver/kernels/kernels_level.h"

/* Before the channels: concentrations and reversal potentials at mid-step; no current yet. */
RX_NOINLINE static void start_pools(rx_block *b, const int n)
{
  rx_block_pools *p = &b->pools;
  for (int k = 0; k < RX_N_POOLS; k++) {
    const rx_real *now = p->of[k].now, *before = p->of[k].before;
    rx_real *mid = p->of[k].mid;
    RX_INDEPENDENT
    for (int i = 0; i < n; i++) mid[i] = 1.5 * now[i] - 0.5 * before[i];
  }
  for (int ion = 0; ion < RX_N_POOLED_IONS; ion++) {
    const rx_real *in = p->of[ion == 0 ? RX_POOL_NA_IN : RX_POOL_K_IN].mid,
                  *out = p->of[ion == 0 ? RX_POOL_NA_OUT : RX_POOL_K_OUT].mid, *nernst = p->nernst;
    rx_real *E = p->ion[ion].E, *G = p->ion[ion].G, *J = p->ion[ion].J;
    RX_INDEPENDENT
    for (int i = 0; i < n; i++) {
      E[i] = nernst[i] * (rx_real)rx_log_short(out[i] / in[i]);
      G[i] = J[i] = 0.0;
    }
  }
  for (int k = 0; k < p->n_spans; k++) {
    const rx_reversal_span *span = &p->spans[k];
    const rx_real *E = p->ion[span->ion].E + span->first;
    rx_real *coef = span->coef;
    const int m = span->n;
    RX_INDEPENDENT
    for (int i = 0; i < m; i++) coef[i] = E[i];
  }
}

/* After the channels: the currents of the ions are currents of the membrane. */
RX_NOINLINE static void add_ion_currents(rx_block *b, const int n)
{
  const rx_block_pools *p = &b->pools;
  const rx_real *G_na = p->ion[0].G, *J_na = p->ion[0].J, *G_k = p->ion[1].G, *J_k = p->ion[1].J;
  rx_real *G = b->G, *J = b->J;
  RX_INDEPENDENT
  for (int i = 0; i < n; i++) {
    G[i] += G_na[i] + G_k[i];
    J[i] += J_na[i] + J_k[i];
  }
}

/* A step of the concentrations under the currents at V at mid-step: the trapezoid. */
RX_NOINLINE static void step_pools(rx_block *b, const int n, const rx_real *V_mid)
{
  rx_block_pools *p = &b->pools;
  const rx_real h = (rx_real)b->step->h;
  for (int k = 0; k < RX_N_POOLS; k++) {
    const int ion = k == RX_POOL_NA_IN || k == RX_POOL_NA_OUT ? 0 : 1;
    const rx_real *G = p->ion[ion].G, *J = p->ion[ion].J;
    const rx_real *gain = p->of[k].gain, *decay = p->of[k].decay, *supply = p->of[k].supply;
    rx_real *now = p->of[k].now, *before = p->of[k].before;
    RX_INDEPENDENT
    for (int i = 0; i < n; i++) {
      const rx_real half = 0.5 * h * decay[i], X = now[i], change = supply[i] - gain[i] * (G[i] * V_mid[i] - J[i]);
      const rx_real next = (X * (1.0 - half) + h * change) / (1.0 + half);
      /* where V is lost the pools stay, so that a message can tell which was first */
      const bool is_number = next == next;
      before[i] = is_number ? X : before[i];
      now[i] = is_number ? next : X;
    }
  }
}

#endif
