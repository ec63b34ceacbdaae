/* Saltelli's scheme for Sobol indices. */
#include <string.h>

#include "study/design/design_private.h"

size_t rx_saltelli_rows(size_t n_base, size_t n_parameters, bool second_order)
{
  return n_base * ((second_order ? 2 * n_parameters : n_parameters) + 2);
}

/* Row: A or B, with coordinate j of the other one (j < 0: as it is). */
static void put_row(rx_design *design, size_t row, size_t base, int32_t column, const double own[],
                    const double other[], size_t j)
{
  const size_t K = design->n_parameters;
  double *point = design->points + row * K;
  memcpy(point, own, K * sizeof *point);
  if (other) point[j] = other[j];
  design->base[row] = base;
  design->column[row] = column;
}

rx_status rx_design_saltelli(size_t n_base, size_t n_parameters, bool second_order, uint64_t seed, rx_design *design,
                             rx_error *err)
{
  *design = (rx_design){ 0 };
  const size_t K = n_parameters;
  if (K == 0 || K > RX_DESIGN_MAX_PARAMETERS / 2)
    return rx_fail(err, RX_E_INPUT, "Saltelli's scheme for %zu parameters; it takes 1 to %d", K,
                   (int)RX_DESIGN_MAX_PARAMETERS / 2);
  if (n_base == 0) return rx_fail(err, RX_E_INPUT, "Saltelli's scheme of no base samples; it takes at least one");
  if (n_base > SIZE_MAX / (2 * K + 2)) return rx_no_memory(err);

  rx_design pairs; /* A and B side by side */
  if (K <= RX_SALTELLI_MAX_SOBOL) {
    rx_sobol_options options = rx_sobol_options_default();
    options.seed = seed;
    RX_TRY(rx_design_sobol(n_base, 2 * K, &options, &pairs, err));
  } else {
    RX_TRY(rx_design_latin_hypercube(n_base, 2 * K, seed, &pairs, err));
  }
  const rx_status status = rx_design_make(rx_saltelli_rows(n_base, K, second_order), K, true, design, err);
  if (status != RX_OK) {
    rx_design_free(&pairs);
    return status;
  }
  design->n_base = n_base;
  design->from = pairs.from;
  design->is_balanced = pairs.is_balanced;

  size_t row = 0;
  for (size_t i = 0; i < n_base; i++) {
    const double *A = pairs.points + i * 2 * K, *B = A + K;
    put_row(design, row++, i, RX_COLUMN_A, A, NULL, 0);
    for (size_t j = 0; j < K; j++) put_row(design, row++, i, (int32_t)j, A, B, j);
    for (size_t j = 0; j < K && second_order; j++) put_row(design, row++, i, (int32_t)(K + j), B, A, j);
    put_row(design, row++, i, RX_COLUMN_B, B, NULL, 0);
  }
  rx_design_free(&pairs);
  return RX_OK;
}
