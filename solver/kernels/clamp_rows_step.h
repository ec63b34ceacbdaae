/* Conductance clamps of a step, as vectors (clamp_rows.h). Part of kernels_step.c. */
#ifndef RX_SOLVER_CLAMP_ROWS_STEP_H
#define RX_SOLVER_CLAMP_ROWS_STEP_H

#include "solver/ensemble/block.h"
#include "solver/kernels/kernel_loop.h"

/* Means of a row over the step from t to t_end: each piece at its middle. */
RX_INLINE void read_clamp_row(rx_clamp_row *row, double t, double t_end)
{
  if (!(t >= row->from && t_end <= row->until)) rx_clamp_row_read(row, t, t_end);
  const double middle = 0.5 * (t + t_end);
  RX_INDEPENDENT
  for (int l = 0; l < RX_LANES; l++) row->mean[l] = row->first[l] + row->slope[l] * (middle - row->start[l]);
}

RX_INLINE void step_clamp_rows(rx_block *b, double t, const bool by_change)
{
  const double t_end = t + b->step->h;
  for (int k = 0; k < b->rows.n; k++) {
    rx_clamp_row *row = &b->rows.items[k];
    const rx_clamp_row *read = &b->rows.items[row->same_as];
    if (read == row) read_clamp_row(row, t, t_end);
    const int at = row->place;
    const rx_real *charging = b->charging + at, *V = b->V + at;
    rx_real *G = b->G + at, *J = b->J + at, *inverse = b->inverse + at, *rhs = b->rhs + at;
    RX_INDEPENDENT
    for (int l = 0; l < RX_LANES; l++) {
      const double mean = read->mean[l];
      G[l] += (rx_real)mean;
      J[l] += (rx_real)(mean * row->reversal[l]);
      inverse[l] += charging[l] * (rx_real)mean;
      rhs[l] += charging[l] * (rx_real)(mean * (row->reversal[l] - (by_change ? V[l] : 0)));
    }
  }
}

#endif
