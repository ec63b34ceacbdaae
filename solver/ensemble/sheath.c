#include "solver/ensemble/sheath.h"

#include "base/array.h"
#include "solver/ensemble/block.h"

static void fill_lane(rx_block *b, int lane)
{
  const rx_cell_type *type = b->type;
  const rx_cell_numbers *numbers = b->numbers[lane];
  rx_block_sheath *s = &b->sheath;
  for (int c = 0; c < type->n_compartments; c++) {
    const int i = c * b->lanes + lane;
    s->per_nA[i] = (rx_real)numbers->sheath.charging[c];
    s->P_by_P[i] = (rx_real)numbers->sheath.leak[c];
  }
  for (int c = 1; c < type->n_compartments; c++) {
    const int i = c * b->lanes + lane, p = type->parent[c] * b->lanes + lane;
    const rx_real inside = (rx_real)numbers->axial[c], both = (rx_real)(numbers->axial[c] + numbers->sheath.axial[c]);
    s->to_parent_V[i] = s->per_nA[i] * inside;
    s->to_parent_P[i] = s->per_nA[i] * both;
    s->from_child_V[i] = s->per_nA[p] * inside;
    s->from_child_P[i] = s->per_nA[p] * both;
    s->V_by_P[i] += b->to_parent[i];
    s->V_by_P[p] += b->from_child[i];
    s->P_by_V[i] += s->to_parent_V[i];
    s->P_by_V[p] += s->from_child_V[i];
    s->P_by_P[i] += s->to_parent_P[i];
    s->P_by_P[p] += s->from_child_P[i];
  }
}

rx_status rx_block_sheath_start(rx_block *b, rx_error *err)
{
  rx_block_sheath *s = &b->sheath;
  rx_real **const arrays[] = {
    &s->now,         &s->mid,          &s->per_nA,       &s->V_by_P, &s->P_by_V, &s->P_by_P, &s->to_parent_V,
    &s->to_parent_P, &s->from_child_V, &s->from_child_P, &s->VV,     &s->VP,     &s->PV,     &s->PP
  };
  enum { N = sizeof arrays / sizeof *arrays, PER_CACHE_LINE = 64 / sizeof(rx_real) };
  const size_t n = ((size_t)b->n + PER_CACHE_LINE - 1) / PER_CACHE_LINE * PER_CACHE_LINE;
  s->memory = rx_aligned_doubles(N * n * sizeof(rx_real) / sizeof(double)); /* zeroed */
  if (s->memory == NULL) return rx_no_memory(err);
  for (size_t k = 0; k < N; k++) *arrays[k] = (rx_real *)s->memory + k * n;
  for (int lane = 0; lane < b->lanes; lane++) fill_lane(b, lane);
  return RX_OK;
}

void rx_block_sheath_free(rx_block *b)
{
  rx_aligned_free(b->sheath.memory);
}
