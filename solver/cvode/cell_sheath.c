#include "solver/cvode/cell_sheath.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

rx_status rx_cell_sheath_make(rx_cell_sheath *s, const rx_cell_type *type, const rx_cell_numbers *numbers, int first,
                              rx_error *err)
{
  const int n = type->n_compartments;
  *s = (rx_cell_sheath){ 0 };
  if (!type->has_sheath) return RX_OK;
  double **const arrays[] = { &s->to_parent_V, &s->to_parent_P, &s->from_child_V, &s->from_child_P, &s->P_by_V,
                              &s->P_by_P,      &s->P,           &s->rates };
  enum { N = sizeof arrays / sizeof *arrays };
  s->memory = rx_aligned_doubles(N * (size_t)n);
  s->at = calloc((size_t)n, sizeof *s->at);
  if (s->memory == NULL || s->at == NULL) return rx_no_memory(err);
  for (int k = 0; k < N; k++) *arrays[k] = s->memory + k * n;
  for (int c = 0; c < n; c++) {
    s->at[c] = type->is_sheathed[c] ? first + s->n++ : -1;
    s->P_by_P[c] = numbers->sheath.leak[c];
  }
  for (int c = 1; c < n; c++) {
    const int p = type->parent[c];
    const double inside = numbers->axial[c], both = inside + numbers->sheath.axial[c];
    s->to_parent_V[c] = numbers->sheath.charging[c] * inside;
    s->to_parent_P[c] = numbers->sheath.charging[c] * both;
    s->from_child_V[c] = numbers->sheath.charging[p] * inside;
    s->from_child_P[c] = numbers->sheath.charging[p] * both;
    s->P_by_V[c] += s->to_parent_V[c];
    s->P_by_V[p] += s->from_child_V[c];
    s->P_by_P[c] += s->to_parent_P[c];
    s->P_by_P[p] += s->from_child_P[c];
  }
  return RX_OK;
}

void rx_cell_sheath_free(rx_cell_sheath *s)
{
  rx_aligned_free(s->memory);
  free(s->at);
  *s = (rx_cell_sheath){ 0 };
}

void rx_cell_sheath_unpack(rx_cell_sheath *s, int n_compartments, const double y[])
{
  for (int c = 0; c < n_compartments; c++) s->P[c] = s->at[c] >= 0 ? y[s->at[c]] : 0;
}

void rx_cell_sheath_voltage_rates(const rx_cell_sheath *s, const rx_cell_type *type, const double to_parent[],
                                  const double from_child[], double dV[])
{
  for (int c = 1; c < type->n_compartments; c++) {
    const double above = s->P[type->parent[c]] - s->P[c];
    dV[c] += to_parent[c] * above;
    dV[type->parent[c]] -= from_child[c] * above;
  }
}

void rx_cell_sheath_rates(rx_cell_sheath *s, const rx_cell_type *type, const rx_cell_numbers *numbers, const double V[],
                          const double injected[], double dy[])
{
  const int n = type->n_compartments;
  double *rates = s->rates;
  for (int c = 0; c < n; c++)
    rates[c] = (injected != NULL ? numbers->sheath.charging[c] * injected[c] : 0) - numbers->sheath.leak[c] * s->P[c];
  for (int c = 1; c < n; c++) {
    const int p = type->parent[c];
    const double V_above = V[p] - V[c], P_above = s->P[p] - s->P[c];
    rates[c] += s->to_parent_V[c] * V_above + s->to_parent_P[c] * P_above;
    rates[p] -= s->from_child_V[c] * V_above + s->from_child_P[c] * P_above;
  }
  for (int c = 0; c < n; c++)
    if (s->at[c] >= 0) dy[s->at[c]] = rates[c];
}

int rx_cell_sheath_compartment(const rx_cell_sheath *s, int n_compartments, int i)
{
  for (int c = 0; c < n_compartments && s->n > 0; c++)
    if (s->at[c] == i) return c;
  return -1;
}
