/* Sobol sequence and Latin hypercube. */
#include "study/design/design.h"

#include <gsl/gsl_qrng.h>
#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "study/design/design_private.h"

void rx_design_free(rx_design *design)
{
  free(design->points);
  free(design->base);
  free(design->column);
  *design = (rx_design){ 0 };
}

rx_status rx_design_make(size_t n_points, size_t n_parameters, bool has_base, rx_design *design, rx_error *err)
{
  *design = (rx_design){ 0 };
  if (n_parameters == 0 || n_parameters > RX_DESIGN_MAX_PARAMETERS)
    return rx_fail(err, RX_E_INPUT, "a design of %zu parameters; it takes 1 to %d", n_parameters,
                   (int)RX_DESIGN_MAX_PARAMETERS);
  if (n_points == 0) return rx_fail(err, RX_E_INPUT, "a design of no points; it takes at least one");
  if (n_points > SIZE_MAX / sizeof(double) / n_parameters) return rx_no_memory(err);
  *design = (rx_design){ .n_points = n_points, .n_parameters = n_parameters, .is_balanced = true };
  design->points = calloc(n_points * n_parameters, sizeof *design->points);
  if (has_base) {
    design->base = calloc(n_points, sizeof *design->base);
    design->column = calloc(n_points, sizeof *design->column);
  }
  if (!design->points || (has_base && (!design->base || !design->column))) {
    rx_design_free(design);
    return rx_no_memory(err);
  }
  return RX_OK;
}

/* ---- Sobol ---- */

rx_sobol_options rx_sobol_options_default(void)
{
  return (rx_sobol_options){ .is_shifted = true, .seed = 1, .first = 0 };
}

static bool is_power_of_two(size_t n)
{
  return n > 0 && (n & (n - 1)) == 0;
}

/* Exclusive or of the first 53 binary digits. The last digit of a shift is 1 and a point of the sequence has 30, so the sum is never 0. */
static double shift_digits(double u, uint64_t shift)
{
  const uint64_t digits = (uint64_t)(u * 0x1p53) ^ ((shift >> 11) | 1u);
  return (double)digits * 0x1p-53;
}

static uint64_t shift_of_column(uint64_t seed, size_t j)
{
  rx_stream stream = rx_stream_make(seed, 0, j, 0, RX_STREAM_DESIGN);
  return rx_random_u64(&stream);
}

static rx_status fill_sobol(const rx_sobol_options *options, rx_design *design, rx_error *err)
{
  const size_t K = design->n_parameters;
  double skipped[RX_SOBOL_MAX_PARAMETERS];
  gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)K);
  if (!sequence) return rx_no_memory(err);
  for (uint64_t i = 1; i < options->first; i++) gsl_qrng_get(sequence, skipped);
  for (size_t i = 0; i < design->n_points; i++) {
    double *point = design->points + i * K;
    /* GSL leaves out point 0; the rows are zero already */
    if (options->first + i > 0) gsl_qrng_get(sequence, point);
  }
  gsl_qrng_free(sequence);
  for (size_t j = 0; j < K && options->is_shifted; j++) {
    const uint64_t shift = shift_of_column(options->seed, j);
    for (size_t i = 0; i < design->n_points; i++) {
      double *u = design->points + i * K + j;
      *u = shift_digits(*u, shift);
    }
  }
  return RX_OK;
}

rx_status rx_design_sobol(size_t n, size_t n_parameters, const rx_sobol_options *options, rx_design *design,
                          rx_error *err)
{
  *design = (rx_design){ 0 };
  if (n_parameters > RX_SOBOL_MAX_PARAMETERS)
    return rx_fail(err, RX_E_INPUT,
                   "a Sobol sequence of %zu parameters; it takes up to %d (a Latin hypercube takes more)", n_parameters,
                   (int)RX_SOBOL_MAX_PARAMETERS);
  if (n > RX_SOBOL_MAX_POINTS || options->first > RX_SOBOL_MAX_POINTS)
    return rx_fail(err, RX_E_INPUT, "%zu points of the Sobol sequence from point %llu on; both can be up to %d", n,
                   (unsigned long long)options->first, (int)RX_SOBOL_MAX_POINTS);
  if (options->first == 0 && !options->is_shifted)
    return rx_fail(err, RX_E_INPUT,
                   "point 0 of the Sobol sequence is the corner of all lower ends; begin at point 1 or shift it");
  RX_TRY(rx_design_make(n, n_parameters, false, design, err));
  design->from = RX_POINTS_SOBOL;
  design->is_balanced = is_power_of_two(n) && options->first % n == 0;
  const rx_status status = fill_sobol(options, design, err);
  if (status != RX_OK) rx_design_free(design);
  return status;
}

/* ---- Latin hypercube ---- */

rx_status rx_design_latin_hypercube(size_t n, size_t n_parameters, uint64_t seed, rx_design *design, rx_error *err)
{
  RX_TRY(rx_design_make(n, n_parameters, false, design, err));
  design->from = RX_POINTS_LATIN_HYPERCUBE;
  size_t *slice = calloc(n, sizeof *slice);
  if (!slice) {
    rx_design_free(design);
    return rx_no_memory(err);
  }
  for (size_t j = 0; j < n_parameters; j++) {
    rx_stream stream = rx_stream_make(seed, 0, j, 0, RX_STREAM_DESIGN);
    for (size_t i = 0; i < n; i++) { /* Fisher and Yates, inside out */
      const size_t k = (size_t)rx_random_below(&stream, i + 1);
      slice[i] = slice[k];
      slice[k] = i;
    }
    for (size_t i = 0; i < n; i++) {
      const double within = rx_uniform(&stream) + 0x1p-54; /* not on the border */
      design->points[i * n_parameters + j] = fmin(((double)slice[i] + within) / (double)n, 1.0 - 0x1p-53);
    }
  }
  free(slice);
  return RX_OK;
}
