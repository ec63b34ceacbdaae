#include "solver/cvode/newton_pools.h"

#include <math.h>
#include <string.h>

#include "base/array.h"

enum { N = RX_N_POOLS, TOTAL = RX_N_POOLED_IONS, N_CURRENTS };

#define MOVE_POOL 1e-6 /* relative */

rx_status rx_newton_pools_make(rx_newton_pools *w, const rx_cell_system *s, rx_error *err)
{
  const size_t n = (size_t)s->n_compartments, n_gates = (size_t)s->type->n_gates;
  *w = (rx_newton_pools){ 0 };
  if (s->pools.n == 0) return RX_OK;
  double **const arrays[] = { &w->I_by_X,  &w->ion_by_V, &w->ion_before, &w->I_by_x,
                              &w->inverse, &w->from_V,   &w->onto_V,     &w->b };
  const size_t sizes[] = { N_CURRENTS * N * n, TOTAL * n, N_CURRENTS * n, n_gates, N * N * n, N * n, N * n, N * n };
  size_t used = 0;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) used += sizes[i];
  w->memory = rx_aligned_doubles(used);
  if (w->memory == NULL) return rx_no_memory(err);
  used = 0;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    *arrays[i] = w->memory + used;
    used += sizes[i];
  }
  return RX_OK;
}

void rx_newton_pools_free(rx_newton_pools *w)
{
  rx_aligned_free(w->memory);
  *w = (rx_newton_pools){ 0 };
}

/* current of one ion, or of all channels, as last evaluated */
static double current(const rx_cell_system *s, int which, int c)
{
  if (which == TOTAL) return s->G[c] * s->V[c] - s->J[c];
  return s->pools.ion[which].G[c] * s->V[c] - s->pools.ion[which].J[c];
}

static int ion_of_pool(int k)
{
  return rx_pool_ion((rx_pool_kind)k) == RX_ION_NA ? 0 : 1;
}

void rx_newton_pools_by_X(rx_newton_pools *w, rx_cell_system *s, const double x[], double dx[])
{
  const int n = s->n_compartments;
  for (int which = 0; which < N_CURRENTS; which++)
    for (int c = 0; c < n; c++) w->ion_before[which * n + c] = current(s, which, c);
  for (int k = 0; k < N; k++) {
    double *X = s->pools.X[k], *kept = w->b; /* the right-hand sides' room is free here */
    memcpy(kept, X, (size_t)n * sizeof *X);
    for (int c = 0; c < n; c++) X[c] = kept[c] * (1 + MOVE_POOL);
    rx_cell_pools_reversals(&s->pools, s->type, s->numbers);
    rx_cell_system_currents(s, x, dx);
    for (int which = 0; which < N_CURRENTS; which++)
      for (int c = 0; c < n; c++)
        w->I_by_X[(which * N + k) * n + c] =
            s->pools.at[k][c] >= 0 ? (current(s, which, c) - w->ion_before[which * n + c]) / (X[c] - kept[c]) : 0;
    memcpy(X, kept, (size_t)n * sizeof *X);
  }
  rx_cell_pools_reversals(&s->pools, s->type, s->numbers);
  s->n_rhs += N;
}

void rx_newton_pools_by_V(rx_newton_pools *w, const rx_cell_system *s, double move)
{
  const int n = s->n_compartments;
  for (int ion = 0; ion < TOTAL; ion++)
    for (int c = 0; c < n; c++) w->ion_by_V[ion * n + c] = (current(s, ion, c) - w->ion_before[ion * n + c]) / move;
}

/* A := A^-1 by Gauss-Jordan with pivots of columns; false: singular */
static bool invert(double A[N][N])
{
  double B[N][N] = { { 0 } };
  for (int i = 0; i < N; i++) B[i][i] = 1;
  for (int k = 0; k < N; k++) {
    int p = k;
    for (int i = k + 1; i < N; i++)
      if (fabs(A[i][k]) > fabs(A[p][k])) p = i;
    for (int j = 0; j < N; j++) {
      const double a = A[k][j], b = B[k][j];
      A[k][j] = A[p][j], B[k][j] = B[p][j];
      A[p][j] = a, B[p][j] = b;
    }
    const double inverse = 1 / A[k][k];
    if (!isfinite(inverse)) return false;
    for (int j = 0; j < N; j++) A[k][j] *= inverse, B[k][j] *= inverse;
    for (int i = 0; i < N; i++) {
      const double f = A[i][k];
      for (int j = 0; j < N && i != k; j++) A[i][j] -= f * A[k][j], B[i][j] -= f * B[k][j];
    }
  }
  memcpy(A, B, sizeof B);
  return true;
}

/* factor of a pool's row: gamma gain */
static double row_of(const rx_cell_system *s, int k, int c, double gamma)
{
  return s->pools.at[k][c] >= 0 ? gamma * s->numbers->pools[k].gain[c] : 0;
}

bool rx_newton_pools_factor(rx_newton_pools *w, const rx_cell_system *s, double gamma, const double from_V[],
                            double pivot[])
{
  const int n = s->n_compartments;
  bool regular = true;
  double *effective = w->b; /* [TOTAL][n] dI/dV of an ion with its gates eliminated */
  memcpy(effective, w->ion_by_V, (size_t)(TOTAL * n) * sizeof *effective);
  for (int k = 0; k < s->type->n_insertions; k++) {
    const rx_insertion *in = &s->type->insertions[k];
    if (in->channel->ion == RX_ION_OWN) continue;
    double *I = effective + ((int)in->channel->ion - RX_ION_NA) * n + in->first_compartment;
    for (int j = 0; j < in->channel->n_gates * in->n_compartments; j++)
      I[j % in->n_compartments] += w->I_by_x[in->first_gate + j] * from_V[in->first_gate + j];
  }
  for (int c = 0; c < n; c++) {
    double A[N][N], u[N];
    for (int k = 0; k < N; k++) {
      const int ion = ion_of_pool(k);
      const double row = row_of(s, k, c, gamma);
      for (int q = 0; q < N; q++)
        A[k][q] = (k == q ? 1 + gamma * s->numbers->pools[k].decay[c] : 0) + row * w->I_by_X[(ion * N + q) * n + c];
      u[k] = row * effective[ion * n + c];
    }
    regular = invert(A) && regular;
    for (int k = 0; k < N; k++) {
      double sum = 0;
      for (int q = 0; q < N; q++) sum += A[k][q] * u[q];
      w->from_V[c * N + k] = sum;
      w->onto_V[c * N + k] = gamma * s->numbers->charging[c] * w->I_by_X[(TOTAL * N + k) * n + c];
      pivot[c] -= w->onto_V[c * N + k] * sum;
    }
    memcpy(w->inverse + c * N * N, A, sizeof A);
  }
  return regular;
}

void rx_newton_pools_forwards(rx_newton_pools *w, const rx_cell_system *s, double gamma, const double own[],
                              const double b[], double V[])
{
  const int n = s->n_compartments, first_gate = n + s->n_shells;
  /* b of the pools less what the gates' right-hand sides do to the ions' currents */
  for (int c = 0; c < n; c++)
    for (int k = 0; k < N; k++) w->b[c * N + k] = s->pools.at[k][c] >= 0 ? b[s->pools.at[k][c]] : 0;
  for (int m = 0; m < s->type->n_insertions; m++) {
    const rx_insertion *in = &s->type->insertions[m];
    if (in->channel->ion == RX_ION_OWN) continue;
    for (int j = 0; j < in->channel->n_gates * in->n_compartments; j++) {
      const int c = in->first_compartment + j % in->n_compartments, at = in->first_gate + j;
      const double I = w->I_by_x[at] * own[at] * b[first_gate + at];
      for (int k = 0; k < N; k++)
        if (rx_pool_ion((rx_pool_kind)k) == in->channel->ion) w->b[c * N + k] -= row_of(s, k, c, gamma) * I;
    }
  }
  for (int c = 0; c < n; c++) {
    const double *inverse = w->inverse + c * N * N;
    double r[N];
    memcpy(r, w->b + c * N, sizeof r);
    for (int k = 0; k < N; k++) {
      double sum = 0;
      for (int q = 0; q < N; q++) sum += inverse[k * N + q] * r[q];
      w->b[c * N + k] = sum;
      V[c] -= w->onto_V[c * N + k] * sum;
    }
  }
}

void rx_newton_pools_backwards(const rx_newton_pools *w, const rx_cell_system *s, const double V[], double x[])
{
  for (int c = 0; c < s->n_compartments; c++)
    for (int k = 0; k < N; k++)
      if (s->pools.at[k][c] >= 0) x[s->pools.at[k][c]] = w->b[c * N + k] - w->from_V[c * N + k] * V[c];
}
