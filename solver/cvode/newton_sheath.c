#include "solver/cvode/newton_sheath.h"

#include <math.h>
#include <string.h>

#include "base/array.h"

enum { BLOCK = 4 }; /* VV, VP, PV, PP */

rx_status rx_newton_sheath_make(rx_newton_sheath *w, const rx_cell_system *s, rx_error *err)
{
  const size_t n = (size_t)s->n_compartments;
  *w = (rx_newton_sheath){ 0 };
  if (s->sheath.n == 0) return RX_OK;
  w->memory = rx_aligned_doubles((3 * BLOCK + 1) * n);
  if (w->memory == NULL) return rx_no_memory(err);
  w->inverse = w->memory;
  w->down = w->inverse + BLOCK * n;
  w->up = w->down + BLOCK * n;
  w->P = w->up + BLOCK * n;
  return RX_OK;
}

void rx_newton_sheath_free(rx_newton_sheath *w)
{
  rx_aligned_free(w->memory);
  *w = (rx_newton_sheath){ 0 };
}

/* C = A B */
static void multiply(const double A[BLOCK], const double B[BLOCK], double C[BLOCK])
{
  C[0] = A[0] * B[0] + A[1] * B[2];
  C[1] = A[0] * B[1] + A[1] * B[3];
  C[2] = A[2] * B[0] + A[3] * B[2];
  C[3] = A[2] * B[1] + A[3] * B[3];
}

bool rx_newton_sheath_factor(rx_newton_sheath *w, const rx_cell_system *s, double gamma, const double pivot[])
{
  const rx_cell_sheath *sheath = &s->sheath;
  const int n = s->n_compartments;
  bool regular = true;
  for (int c = 0; c < n; c++) {
    const double block[BLOCK] = { pivot[c], gamma * s->coupling[c], gamma * sheath->P_by_V[c],
                                  1 + gamma * sheath->P_by_P[c] };
    memcpy(w->inverse + c * BLOCK, block, sizeof block);
  }
  for (int c = n - 1; c >= 0; c--) {
    double *A = w->inverse + c * BLOCK;
    const double determinant = 1 / (A[0] * A[3] - A[1] * A[2]);
    const double inverse[BLOCK] = { A[3] * determinant, -A[1] * determinant, -A[2] * determinant, A[0] * determinant };
    regular = regular && isfinite(determinant);
    memcpy(A, inverse, sizeof inverse);
    if (c == 0) break;
    const double up[BLOCK] = { gamma * s->to_parent[c], gamma * s->to_parent[c], gamma * sheath->to_parent_V[c],
                               gamma * sheath->to_parent_P[c] };
    const double below[BLOCK] = { gamma * s->from_child[c], gamma * s->from_child[c], gamma * sheath->from_child_V[c],
                                  gamma * sheath->from_child_P[c] };
    double loss[BLOCK], *down = w->down + c * BLOCK, *parent = w->inverse + s->type->parent[c] * BLOCK;
    memcpy(w->up + c * BLOCK, up, sizeof up);
    multiply(below, inverse, down);
    multiply(down, up, loss);
    for (int k = 0; k < BLOCK; k++) parent[k] -= loss[k];
  }
  return regular;
}

void rx_newton_sheath_solve(rx_newton_sheath *w, const rx_cell_system *s, const double b[], double V[], double x[])
{
  const int n = s->n_compartments, *parent = s->type->parent, *at = s->sheath.at;
  double *P = w->P;
  for (int c = 0; c < n; c++) P[c] = at[c] >= 0 ? b[at[c]] : 0;
  for (int c = n - 1; c > 0; c--) {
    const double *down = w->down + c * BLOCK;
    V[parent[c]] += down[0] * V[c] + down[1] * P[c];
    P[parent[c]] += down[2] * V[c] + down[3] * P[c];
  }
  for (int c = 0; c < n; c++) {
    const double *up = w->up + c * BLOCK, *inverse = w->inverse + c * BLOCK;
    double r = V[c], t = P[c];
    if (c > 0) {
      r += up[0] * V[parent[c]] + up[1] * P[parent[c]];
      t += up[2] * V[parent[c]] + up[3] * P[parent[c]];
    }
    V[c] = inverse[0] * r + inverse[1] * t;
    P[c] = inverse[2] * r + inverse[3] * t;
    if (at[c] >= 0) x[at[c]] = P[c];
  }
}
