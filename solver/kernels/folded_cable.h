/* The tree solve of one long unbranched cable, folded into RX_LANES segments that are eliminated side by side, one a lane.
 *
 * Straight elimination of a cable is one chain of divisions, each waiting for the last. Here segment s holds compartments
 * s*n_rows … (s+1)*n_rows - 1; all segments are eliminated at once, each in terms of its own last compartment ("end") and that of
 * the segment before; a chain of RX_LANES ends remains. Rows beyond the cable's end are x = 0. The arithmetic is that of Gauss; only the
 * order of elimination differs. Compiled per instruction-set level. */
#ifndef RX_SOLVER_FOLDED_CABLE_H
#define RX_SOLVER_FOLDED_CABLE_H

#include "base/exponential.h"
#include "solver/ensemble/block.h"
#include "solver/kernels/kernels_level.h"

/* Solves d x_c - to_parent x_(c-1) - from_child x_(c+1) = x for the n compartments of a cable; d: [n]; x: [n], in and out. */
RX_INLINE void solve_folded_cable(rx_folded_cable *f, const int n, const rx_real *d, rx_real *x)
{
  const int n_rows = f->n_rows, last = n_rows - 1;
  rx_real *inverse = f->inverse, *A = f->A, *B = f->B, *C = f->C;
  const rx_real *to_parent = f->to_parent, *to_child = f->to_child;
  for (int s = 0; s < RX_LANES; s++)
    for (int r = 0, c = s * n_rows; r < n_rows && c < n; r++, c++) {
      inverse[r * RX_LANES + s] = d[c];
      A[r * RX_LANES + s] = x[c];
    }
  /* forwards: inverse x_r = A + C x_(end before) + to_child x_(r+1) */
  for (int l = 0; l < RX_LANES; l++) {
    inverse[l] = 1 / inverse[l];
    C[l] = to_parent[l];
  }
  for (int r = 1; r < last; r++) {
    const int i = r * RX_LANES, j = i - RX_LANES;
    RX_INDEPENDENT
    for (int l = 0; l < RX_LANES; l++) {
      const rx_real m = to_parent[i + l] * inverse[j + l];
      inverse[i + l] = 1 / (inverse[i + l] - m * to_child[j + l]);
      A[i + l] += m * A[j + l];
      C[i + l] = m * C[j + l];
    }
  }
  /* backwards: x_r = A + B x_end + C x_(end before) */
  const int k = (last - 1) * RX_LANES;
  for (int l = 0; l < RX_LANES; l++) {
    A[k + l] *= inverse[k + l];
    B[k + l] = to_child[k + l] * inverse[k + l];
    C[k + l] *= inverse[k + l];
  }
  for (int r = last - 2; r >= 0; r--) {
    const int i = r * RX_LANES, j = i + RX_LANES;
    RX_INDEPENDENT
    for (int l = 0; l < RX_LANES; l++) {
      A[i + l] = (A[i + l] + to_child[i + l] * A[j + l]) * inverse[i + l];
      C[i + l] = (C[i + l] + to_child[i + l] * C[j + l]) * inverse[i + l];
      B[i + l] = to_child[i + l] * B[j + l] * inverse[i + l];
    }
  }
  /* the ends: diagonal end = rhs + before end_(s-1) + after end_(s+1) */
  const int e = last * RX_LANES;
  rx_real diagonal[RX_LANES], rhs[RX_LANES], end[RX_LANES + 1] = { 0 }, after[RX_LANES];
  for (int s = 0; s < RX_LANES; s++) {
    const rx_real left = to_parent[e + s], right = to_child[e + s];
    const bool is_last = s + 1 == RX_LANES;
    diagonal[s] = inverse[e + s] - left * B[k + s] - (is_last ? 0 : right * C[s + 1]);
    rhs[s] = A[e + s] + left * A[k + s] + (is_last ? 0 : right * A[s + 1]);
    after[s] = is_last ? 0 : right * B[s + 1];
    if (s == 0) continue;
    const rx_real m = left * C[k + s] / diagonal[s - 1];
    diagonal[s] -= m * after[s - 1];
    rhs[s] += m * rhs[s - 1];
  }
  for (int s = RX_LANES - 1; s >= 0; s--)
    end[s + 1] = (rhs[s] + (s + 1 < RX_LANES ? after[s] * end[s + 2] : 0)) / diagonal[s];
  /* all compartments from the ends; end[0], before the cable, is 0 */
  for (int r = 0; r < last; r++) {
    const int i = r * RX_LANES;
    RX_INDEPENDENT
    for (int l = 0; l < RX_LANES; l++) A[i + l] += B[i + l] * end[l + 1] + C[i + l] * end[l];
  }
  for (int l = 0; l < RX_LANES; l++) A[e + l] = end[l + 1];
  for (int s = 0; s < RX_LANES; s++)
    for (int r = 0, c = s * n_rows; r < n_rows && c < n; r++, c++) x[c] = A[r * RX_LANES + s];
}

#endif
