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
    const double *now = p->of[k].now, *before = p->of[k].before;
    double *mid = p->of[k].mid;
    RX_INDEPENDENT
    for (int i = 0; i < n; i++) mid[i] = 1.5 * now[i] - 0.5 * before[i];
  }
  for (int ion = 0; ion < RX_N_POOLED_IONS; ion++) {
    const double *in = p->of[ion == 0 ? RX_POOL_NA_IN : RX_POOL_K_IN].mid,
                 *out = p->of[ion == 0 ? RX_POOL_NA_OUT : RX_POOL_K_OUT].mid, *nernst = p->nernst;
    double *E = p->ion[ion].E, *G = p->ion[ion].G, *J = p->ion[ion].J;
    RX_INDEPENDENT
    for (int i = 0; i < n; i++) {
      E[i] = nernst[i] * rx_log_short(out[i] / in[i]);
      G[i] = J[i] = 0.0;
    }
  }
  for (int k = 0; k < p->n_spans; k++) {
    const rx_reversal_span *span = &p->spans[k];
    const double *E = p->ion[span->ion].E + span->first;
    double *coef = span->coef;
    const int m = span->n;
    RX_INDEPENDENT
    for (int i = 0; i < m; i++) coef[i] = E[i];
  }
}

/* After the channels: the currents of the ions are currents of the membrane. */
RX_NOINLINE static void add_ion_currents(rx_block *b, const int n)
{
  const rx_block_pools *p = &b->pools;
  const double *G_na = p->ion[0].G, *J_na = p->ion[0].J, *G_k = p->ion[1].G, *J_k = p->ion[1].J;
  double *G = b->G, *J = b->J;
  RX_INDEPENDENT
  for (int i = 0; i < n; i++) {
    G[i] += G_na[i] + G_k[i];
    J[i] += J_na[i] + J_k[i];
  }
}

/* A step of the concentrations under the currents at V at mid-step: the trapezoid. */
RX_NOINLINE static void step_pools(rx_block *b, const int n, const double *V_mid)
{
  rx_block_pools *p = &b->pools;
  const double h = b->step->h;
  for (int k = 0; k < RX_N_POOLS; k++) {
    const int ion = k == RX_POOL_NA_IN || k == RX_POOL_NA_OUT ? 0 : 1;
    const double *G = p->ion[ion].G, *J = p->ion[ion].J;
    const double *gain = p->of[k].gain, *decay = p->of[k].decay, *supply = p->of[k].supply;
    double *now = p->of[k].now, *before = p->of[k].before;
    RX_INDEPENDENT
    for (int i = 0; i < n; i++) {
      const double half = 0.5 * h * decay[i], X = now[i], change = supply[i] - gain[i] * (G[i] * V_mid[i] - J[i]);
      const double next = (X * (1.0 - half) + h * change) / (1.0 + half);
      /* where V is lost the pools stay, so that a message can tell which was first */
      const bool is_number = next == next;
      before[i] = is_number ? X : before[i];
      now[i] = is_number ? next : X;
    }
  }
}

#endif
