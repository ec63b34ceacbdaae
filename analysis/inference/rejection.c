#include "analysis/inference/rejection.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

/* Where the logit of a parameter on the border is cut. */
#define UNIT_MARGIN 1e-12

double rx_squared_distance(size_t n, const double residuals[])
{
  double sum = 0.0;
  for (size_t i = 0; i < n; i++) {
    if (!isfinite(residuals[i])) return NAN;
    sum += residuals[i] * residuals[i];
  }
  return sum;
}

void rx_add_measurement_error(size_t n_points, size_t n_residuals, double residuals[], uint64_t seed)
{
  for (size_t i = 0; i < n_points; i++) {
    rx_stream stream = rx_stream_make(seed, i, 0, 0, RX_STREAM_DATUM);
    for (size_t s = 0; s < n_residuals; s++) residuals[i * n_residuals + s] += rx_normal(&stream);
  }
}

rx_rejection_options rx_rejection_options_default(void)
{
  return (rx_rejection_options){ .fraction = 0.01, .tolerance = NAN, .is_adjusted = true, .is_unit = true };
}

/* ---- samples with weights ---- */

static double weight_of(const double weights[], size_t i)
{
  return weights ? weights[i] : 1.0;
}

double rx_weighted_quantile(size_t n, const double values[], size_t stride, const double weights[], double p,
                            size_t order[])
{
  double whole = 0.0, below = 0.0, last_value = NAN, last_position = NAN;
  for (size_t i = 0; i < n; i++) whole += weight_of(weights, i);
  if (!(whole > 0.0)) return NAN;
  gsl_sort_index(order, values, stride, n);
  for (size_t k = 0; k < n; k++) {
    const double value = values[order[k] * stride], weight = weight_of(weights, order[k]);
    if (weight <= 0.0) continue;
    const double position = (below + 0.5 * weight) / whole;
    if (position >= p) {
      if (isnan(last_value)) return value;
      return last_value + (value - last_value) * (p - last_position) / (position - last_position);
    }
    last_value = value;
    last_position = position;
    below += weight;
  }
  return last_value;
}

/* ---- which points are accepted ---- */

typedef struct {
  double distance;
  size_t point;
} candidate;

static int compare_candidates(const void *a, const void *b)
{
  const candidate *x = a, *y = b;
  if (x->distance != y->distance) return x->distance < y->distance ? -1 : 1;
  return x->point < y->point ? -1 : x->point > y->point;
}

/* How many of the n sorted candidates are accepted. */
static rx_status count_accepted(size_t n, const candidate sorted[], const rx_rejection_options *options, size_t *count,
                                rx_error *err)
{
  if (isnan(options->tolerance)) {
    const double wanted = ceil(options->fraction * (double)n);
    *count = wanted < 1.0 ? 1 : wanted > (double)n ? n : (size_t)wanted;
    return RX_OK;
  }
  *count = 0;
  while (*count < n && sorted[*count].distance <= options->tolerance) ++*count;
  if (*count == 0)
    return rx_fail(err, RX_E_INPUT, "no point lies within the tolerance of %g; the nearest is at a distance of %g",
                   options->tolerance, sorted[0].distance);
  return RX_OK;
}

/* ---- regression adjustment ---- */

static double to_free(double theta, bool is_unit)
{
  if (!is_unit) return theta;
  const double u = fmin(fmax(theta, UNIT_MARGIN), 1.0 - UNIT_MARGIN);
  return log(u / (1.0 - u));
}

static double from_free(double theta, bool is_unit)
{
  return is_unit ? 1.0 / (1.0 + exp(-theta)) : theta;
}

/* Matrices of the regression: n accepted points, S residuals and the constant. */
typedef struct {
  gsl_multifit_linear_workspace *work;
  gsl_matrix *X, *covariance; /* [n][1 + S] */
  gsl_vector *y, *weights, *beta;
} regression;

static void free_regression(regression *r)
{
  if (r->work) gsl_multifit_linear_free(r->work);
  if (r->X) gsl_matrix_free(r->X);
  if (r->covariance) gsl_matrix_free(r->covariance);
  if (r->y) gsl_vector_free(r->y);
  if (r->weights) gsl_vector_free(r->weights);
  if (r->beta) gsl_vector_free(r->beta);
}

static bool make_regression(size_t n, size_t S, regression *r)
{
  *r = (regression){ .work = gsl_multifit_linear_alloc(n, S + 1),
                     .X = gsl_matrix_alloc(n, S + 1),
                     .covariance = gsl_matrix_alloc(S + 1, S + 1),
                     .y = gsl_vector_alloc(n),
                     .weights = gsl_vector_alloc(n),
                     .beta = gsl_vector_alloc(S + 1) };
  return r->work && r->X && r->covariance && r->y && r->weights && r->beta;
}

/* Moves column j of the posterior to where the residuals are 0. */
static rx_status adjust_parameter(regression *r, size_t j, bool is_unit, rx_rejection *result, rx_error *err)
{
  const size_t n = result->n_accepted, K = result->n_parameters, S = r->beta->size - 1;
  double chi2;
  for (size_t i = 0; i < n; i++) gsl_vector_set(r->y, i, to_free(result->posterior[i * K + j], is_unit));
  const int code = gsl_multifit_wlinear(r->X, r->weights, r->y, r->beta, r->covariance, &chi2, r->work);
  bool is_solved = code == GSL_SUCCESS;
  for (size_t s = 0; s <= S && is_solved; s++) is_solved = isfinite(gsl_vector_get(r->beta, s));
  if (!is_solved) return rx_fail(err, RX_E_SOLVER, "the regression of parameter %zu has no solution", j);
  for (size_t i = 0; i < n; i++) {
    double moved = gsl_vector_get(r->y, i);
    for (size_t s = 0; s < S; s++) moved -= gsl_vector_get(r->beta, s + 1) * gsl_matrix_get(r->X, i, s + 1);
    result->posterior[i * K + j] = from_free(moved, is_unit);
  }
  return RX_OK;
}

static rx_status adjust(const candidate sorted[], size_t S, const double residuals[], bool is_unit,
                        rx_rejection *result, rx_error *err)
{
  const size_t n = result->n_accepted;
  if (n < 2 * S + 1)
    return rx_fail(
        err, RX_E_INPUT,
        "%zu accepted points; an adjustment by %zu residuals takes %zu or more: accept more, or compare fewer "
        "outcomes",
        n, S, 2 * S + 1);
  regression r;
  rx_status status = RX_OK;
  gsl_error_handler_t *handler = gsl_set_error_handler_off(); /* it would abort; every return value is looked at */
  if (!make_regression(n, S, &r)) status = rx_no_memory(err);
  for (size_t i = 0; i < n && status == RX_OK; i++) {
    gsl_vector_set(r.weights, i, result->weights[i]);
    gsl_matrix_set(r.X, i, 0, 1.0);
    for (size_t s = 0; s < S; s++) gsl_matrix_set(r.X, i, s + 1, residuals[sorted[i].point * S + s]);
  }
  for (size_t j = 0; j < result->n_parameters && status == RX_OK; j++)
    status = adjust_parameter(&r, j, is_unit, result, err);
  free_regression(&r);
  gsl_set_error_handler(handler);
  return status;
}

/* ---- the posterior ---- */

static void weigh(const candidate sorted[], bool is_adjusted, rx_rejection *result)
{
  const size_t n = result->n_accepted;
  double sum = 0.0, squares = 0.0;
  for (size_t i = 0; i < n; i++) {
    result->weights[i] = is_adjusted ? 1.0 - sorted[i].distance / result->tolerance : 1.0;
    sum += result->weights[i];
  }
  /* all at one distance: nothing tells them apart */
  for (size_t i = 0; i < n && !(sum > 0.0); i++) result->weights[i] = 1.0;
  if (!(sum > 0.0)) sum = (double)n;
  for (size_t i = 0; i < n; i++) {
    result->weights[i] /= sum;
    squares += result->weights[i] * result->weights[i];
  }
  result->n_effective = 1.0 / squares;
}

static void summarise(rx_rejection *result, size_t order[])
{
  const size_t n = result->n_accepted, K = result->n_parameters;
  for (size_t j = 0; j < K; j++) {
    const double *theta = result->posterior + j;
    double mean = 0.0, squares = 0.0;
    for (size_t i = 0; i < n; i++) mean += result->weights[i] * theta[i * K];
    for (size_t i = 0; i < n; i++) squares += result->weights[i] * (theta[i * K] - mean) * (theta[i * K] - mean);
    const double shrink = 1.0 - 1.0 / result->n_effective; /* 1 - 1/n where weights are equal */
    result->mean[j] = mean;
    result->sd[j] = shrink > 1e-12 ? sqrt(squares / shrink) : (double)NAN;
    result->q025[j] = rx_weighted_quantile(n, theta, K, result->weights, 0.025, order);
    result->q50[j] = rx_weighted_quantile(n, theta, K, result->weights, 0.5, order);
    result->q975[j] = rx_weighted_quantile(n, theta, K, result->weights, 0.975, order);
  }
}

static rx_status make_rejection(size_t n, size_t K, rx_rejection *result, rx_error *err)
{
  double *p = result->memory = calloc(n * (K + 1) + 5 * K, sizeof *p);
  result->accepted = calloc(n, sizeof *result->accepted);
  if (!p || !result->accepted) return rx_no_memory(err);
  result->weights = p;
  result->posterior = p + n;
  result->mean = result->posterior + n * K;
  result->sd = result->mean + K;
  result->q025 = result->sd + K;
  result->q50 = result->q025 + K;
  result->q975 = result->q50 + K;
  return RX_OK;
}

static rx_status check_request(size_t K, size_t S, const rx_rejection_options *options, rx_error *err)
{
  if (K == 0 || S == 0)
    return rx_fail(err, RX_E_INPUT, "%zu parameters and %zu residuals; there must be at least one of each", K, S);
  if (isnan(options->tolerance) && !(options->fraction > 0.0 && options->fraction <= 1.0))
    return rx_fail(err, RX_E_INPUT, "a fraction of %g to accept; it is above 0 and at most 1", options->fraction);
  if (options->tolerance < 0.0)
    return rx_fail(err, RX_E_INPUT, "a tolerance of %g; it is a squared distance and not below 0", options->tolerance);
  return RX_OK;
}

/* Fills *result from the candidates that did not fail. */
static rx_status accept(size_t n, candidate candidates[], const double points[], size_t S, const double residuals[],
                        const rx_rejection_options *options, rx_rejection *result, rx_error *err)
{
  const size_t K = result->n_parameters;
  if (n == 0)
    return rx_fail(err, RX_E_NOT_FINITE, "all %zu members failed; there is nothing to accept", result->n_failed);
  qsort(candidates, n, sizeof *candidates, compare_candidates);
  RX_TRY(count_accepted(n, candidates, options, &result->n_accepted, err));
  RX_TRY(make_rejection(result->n_accepted, K, result, err));
  result->tolerance = candidates[result->n_accepted - 1].distance;
  for (size_t i = 0; i < result->n_accepted; i++) {
    result->accepted[i] = candidates[i].point;
    memcpy(result->posterior + i * K, points + candidates[i].point * K, K * sizeof *points);
  }
  weigh(candidates, options->is_adjusted, result);
  if (options->is_adjusted) RX_TRY(adjust(candidates, S, residuals, options->is_unit, result, err));
  size_t *order = calloc(result->n_accepted, sizeof *order);
  if (!order) return rx_no_memory(err);
  summarise(result, order);
  free(order);
  return RX_OK;
}

rx_status rx_rejection_of(size_t n_points, size_t n_parameters, const double points[], size_t n_residuals,
                          const double residuals[], const rx_rejection_options *options, rx_rejection *result,
                          rx_error *err)
{
  *result = (rx_rejection){ .n_parameters = n_parameters };
  rx_status status = check_request(n_parameters, n_residuals, options, err);
  candidate *candidates = NULL;
  if (status == RX_OK) {
    candidates = malloc((n_points + 1) * sizeof *candidates);
    if (!candidates) status = rx_no_memory(err);
  }
  size_t n = 0;
  for (size_t i = 0; i < n_points && status == RX_OK; i++) {
    const double distance = rx_squared_distance(n_residuals, residuals + i * n_residuals);
    if (isfinite(distance)) candidates[n++] = (candidate){ distance, i };
  }
  result->n_failed = n_points - n;
  if (status == RX_OK) status = accept(n, candidates, points, n_residuals, residuals, options, result, err);
  free(candidates);
  if (status != RX_OK) rx_rejection_free(result);
  return status;
}

void rx_rejection_free(rx_rejection *result)
{
  free(result->accepted);
  free(result->memory);
  *result = (rx_rejection){ 0 };
}
