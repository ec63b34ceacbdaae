#include "solver/cvode/cell_pools.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

static rx_ion ion_of(int ion)
{
  return ion == 0 ? RX_ION_NA : RX_ION_K;
}

rx_status rx_cell_pools_make(rx_cell_pools *p, const rx_cell_type *type, const rx_cell_numbers *numbers, int first,
                             rx_error *err)
{
  const size_t n = (size_t)type->n_compartments, n_coefs = (size_t)type->n_coefs;
  *p = (rx_cell_pools){ 0 };
  if (!type->has_pools) return RX_OK;
  p->memory = rx_aligned_doubles((RX_N_POOLS + 2 * RX_N_POOLED_IONS) * n + n_coefs);
  p->indices = calloc(RX_N_POOLS * n, sizeof *p->indices);
  if (p->memory == NULL || p->indices == NULL) return rx_no_memory(err);
  double *next = p->memory;
  for (int k = 0; k < RX_N_POOLS; k++, next += n) {
    p->X[k] = next;
    p->at[k] = p->indices + (size_t)k * n;
    for (size_t c = 0; c < n; c++) p->at[k][c] = type->pools[c] & 1u << k ? first + p->n++ : -1;
  }
  p->currents = next;
  for (int ion = 0; ion < RX_N_POOLED_IONS; ion++) {
    p->ion[ion].G = next;
    p->ion[ion].J = next + n;
    next += 2 * n;
  }
  p->coef = next;
  memcpy(p->coef, numbers->coef, n_coefs * sizeof *p->coef);
  return RX_OK;
}

void rx_cell_pools_free(rx_cell_pools *p)
{
  rx_aligned_free(p->memory);
  free(p->indices);
  *p = (rx_cell_pools){ 0 };
}

void rx_cell_pools_start(rx_cell_pools *p, const rx_cell_type *type, const rx_cell_numbers *numbers, double y[])
{
  for (int k = 0; k < RX_N_POOLS; k++)
    for (int c = 0; c < type->n_compartments; c++) {
      p->X[k][c] = numbers->pools[k].start[c];
      if (p->at[k][c] >= 0) y[p->at[k][c]] = p->X[k][c];
    }
  rx_cell_pools_reversals(p, type, numbers);
}

void rx_cell_pools_unpack(rx_cell_pools *p, const rx_cell_type *type, const rx_cell_numbers *numbers, const double y[])
{
  for (int k = 0; k < RX_N_POOLS; k++)
    for (int c = 0; c < type->n_compartments; c++)
      if (p->at[k][c] >= 0) p->X[k][c] = y[p->at[k][c]];
  rx_cell_pools_reversals(p, type, numbers);
}

double rx_cell_pools_reversal_mV(const rx_cell_pools *p, const rx_cell_numbers *numbers, int ion, int c)
{
  return numbers->nernst *
         log(p->X[rx_ion_pool_kind(ion_of(ion), false)][c] / p->X[rx_ion_pool_kind(ion_of(ion), true)][c]);
}

void rx_cell_pools_reversals(rx_cell_pools *p, const rx_cell_type *type, const rx_cell_numbers *numbers)
{
  for (int ion = 0; ion < RX_N_POOLED_IONS; ion++)
    for (int c = 0; c < type->n_compartments; c++) {
      if (!(type->pools[c] & RX_HAS_NERNST(ion_of(ion)))) continue;
      const double E = rx_cell_pools_reversal_mV(p, numbers, ion, c);
      if (!isfinite(E)) continue;
      for (int k = 0; k < type->n_insertions; k++) {
        const rx_insertion *in = &type->insertions[k];
        const int i = c - in->first_compartment, n = in->n_compartments;
        if (in->channel->ion == ion_of(ion) && in->channel->reversal_coef >= 0 && i >= 0 && i < n)
          p->coef[in->first_coef + in->channel->reversal_coef * n + i] = E;
      }
    }
}

void rx_cell_pools_rates(const rx_cell_pools *p, const rx_cell_type *type, const rx_cell_numbers *numbers,
                         const double V[], double dy[])
{
  for (int k = 0; k < RX_N_POOLS; k++) {
    const int ion = rx_pool_ion((rx_pool_kind)k) == RX_ION_NA ? 0 : 1;
    const double *G = p->ion[ion].G, *J = p->ion[ion].J;
    for (int c = 0; c < type->n_compartments; c++) {
      if (p->at[k][c] < 0) continue;
      const double X = p->X[k][c];
      dy[p->at[k][c]] = X > 0 ? numbers->pools[k].supply[c] - numbers->pools[k].decay[c] * X -
                                    numbers->pools[k].gain[c] * (G[c] * V[c] - J[c])
                              : NAN;
    }
  }
}

const char *rx_cell_pools_name(const rx_cell_pools *p, int n_compartments, int i, int *compartment)
{
  for (int k = 0; k < RX_N_POOLS && p->n > 0; k++)
    for (int c = 0; c < n_compartments; c++)
      if (p->at[k][c] == i) {
        *compartment = c;
        return rx_pool_name((rx_pool_kind)k);
      }
  return NULL;
}
