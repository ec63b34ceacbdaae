/* The fixed step of a double cable; see solver/ensemble/sheath.h. Compiled per instruction-set level. */
#ifndef RX_SOLVER_SHEATH_STEP_H
#define RX_SOLVER_SHEATH_STEP_H

#include "solver/ensemble/block.h"
#include "solver/kernels/kernels_level.h"

/* V and V_p at mid-step by elimination of 2 x 2 blocks over the tree, leaves first; then V_p at the end of the step. Takes the
 * diagonal of V in `inverse` and its right-hand side in `rhs`, which becomes V. two_per_h: of a damped step 1/h. */
RX_INLINE void solve_double_tree(rx_block *b, const int lanes, const int n, const rx_real two_per_h,
                                 const bool is_damped)
{
  const rx_cell_type *type = b->type;
  rx_block_sheath *s = &b->sheath;
  rx_real *V = b->rhs, *P = s->mid, *now = s->now;
  rx_real *VV = s->VV, *VP = s->VP, *PV = s->PV, *PP = s->PP;
  {
    const rx_real *diagonal = b->inverse, *V_by_P = s->V_by_P, *P_by_V = s->P_by_V, *P_by_P = s->P_by_P;
    RX_INDEPENDENT
    for (int i = 0; i < n; i++) {
      VV[i] = diagonal[i];
      VP[i] = V_by_P[i];
      PV[i] = P_by_V[i];
      PP[i] = two_per_h + P_by_P[i];
      P[i] = two_per_h * now[i];
    }
  }
  for (int k = 0; k < b->n_clamps; k++) {
    const rx_block_clamp *clamp = &b->clamps[k];
    /* what an electrode injects leaves through the membrane, into the space */
    if (clamp->kind == RX_CLAMP_CURRENT) P[clamp->place] += s->per_nA[clamp->place] * (rx_real)clamp->injected_nA;
  }
  const rx_real *to_V = b->to_parent, *from_V = b->from_child;
  const rx_real *to_PV = s->to_parent_V, *to_PP = s->to_parent_P, *from_PV = s->from_child_V,
                *from_PP = s->from_child_P;
  for (int c = type->n_compartments - 1; c >= 0; c--) {
    const int first = c * lanes, parent = (c > 0 ? type->parent[c] : 0) * lanes;
    RX_INDEPENDENT
    for (int l = 0; l < lanes; l++) {
      const int i = first + l;
      const rx_real determinant = 1.0 / (VV[i] * PP[i] - VP[i] * PV[i]);
      const rx_real a = PP[i] * determinant, d = VV[i] * determinant, v = -VP[i] * determinant,
                    p = -PV[i] * determinant;
      VV[i] = a;
      VP[i] = v;
      PV[i] = p;
      PP[i] = d;
    }
    if (c == 0) break;
    RX_INDEPENDENT
    for (int l = 0; l < lanes; l++) {
      const int i = first + l, q = parent + l;
      /* (from child) (inverse): in the rows of V and V_p of the parent */
      const rx_real f = from_V[i], g = from_PV[i], k = from_PP[i];
      const rx_real F_VV = f * (VV[i] + PV[i]), F_VP = f * (VP[i] + PP[i]);
      const rx_real F_PV = g * VV[i] + k * PV[i], F_PP = g * VP[i] + k * PP[i];
      VV[q] -= F_VV * to_V[i] + F_VP * to_PV[i];
      VP[q] -= F_VV * to_V[i] + F_VP * to_PP[i];
      PV[q] -= F_PV * to_V[i] + F_PP * to_PV[i];
      PP[q] -= F_PV * to_V[i] + F_PP * to_PP[i];
      V[q] += F_VV * V[i] + F_VP * P[i];
      P[q] += F_PV * V[i] + F_PP * P[i];
    }
  }
  for (int c = 0; c < type->n_compartments; c++) {
    const int first = c * lanes, parent = (c > 0 ? type->parent[c] : 0) * lanes;
    RX_INDEPENDENT
    for (int l = 0; l < lanes; l++) {
      const int i = first + l, q = parent + l;
      const rx_real V_above = c > 0 ? V[q] : 0, P_above = c > 0 ? P[q] : 0;
      const rx_real r = V[i] + to_V[i] * (V_above + P_above), t = P[i] + to_PV[i] * V_above + to_PP[i] * P_above;
      V[i] = VV[i] * r + VP[i] * t;
      P[i] = PV[i] * r + PP[i] * t;
    }
  }
  RX_INDEPENDENT
  for (int i = 0; i < n; i++) now[i] = is_damped ? P[i] : 2.0 * P[i] - now[i];
}

/* By itself, so that cells without a sheath are compiled as if there were none. */
RX_NOINLINE static void solve_sheath(rx_block *b, const int lanes, const int n, const rx_real two_per_h,
                                     const bool is_damped)
{
  if (lanes == RX_LANES)
    solve_double_tree(b, RX_LANES, n & ~(RX_LANES - 1), two_per_h, is_damped);
  else
    solve_double_tree(b, 1, n, two_per_h, is_damped);
}

#endif
