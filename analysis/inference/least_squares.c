#include "analysis/inference/least_squares.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define START_MARGIN      0.01 /* of a start from the border */
#define BOUND_MARGIN      2e-3 /* nearer than this an estimate can be at a bound */
#define RANK_LIMIT        1e-8 /* smallest singular value that counts, of the largest */
#define MAX_REJECTED      10
#define LARGEST_RESIDUAL  1e100 /* squares and differences stay finite below it */
#define REJECTED_RESIDUAL 1e150 /* stands for those of a failed point, so that GSL takes no step to it */

rx_least_squares_options rx_least_squares_options_default(void)
{
  return (rx_least_squares_options){ .is_central = true,
                                     .difference_step = 0.01,
                                     .max_iterations = 50,
                                     .xtol = 1e-4,
                                     .gtol = 1e-6,
                                     .ftol = 1e-6,
                                     .is_sd_known = false,
                                     .confidence = 0.95 };
}

const char *rx_fit_stop_text(rx_fit_stop stop)
{
  switch (stop) {
  case RX_STOP_STEP: return "converged: the step is small";
  case RX_STOP_GRADIENT: return "converged: the slope is small";
  case RX_STOP_DECREASE: return "converged: chi2 hardly falls";
  case RX_STOP_NO_BETTER: return "ended: no better point nearby";
  case RX_STOP_ITERATIONS: return "not converged: the largest number of iterations is reached";
  }
  return "unknown";
}

/* ---- one batch: a point and its neighbours ---- */

/* Residuals and derivatives by u at a point. */
typedef struct {
  double *u;         /* [K] */
  double *residuals; /* [M] */
  double *J;         /* [M][K]; a column of 0 where both neighbours failed */
} linearisation;

typedef struct {
  size_t K, M;
  rx_residuals_of *residuals_of;
  void *context;
  const rx_least_squares_options *options;
  linearisation trial, taken;
  double *points, *values; /* [2K + 1][K], [2K + 1][M]: the batch */
  size_t *column;          /* [2K + 1] of a neighbour */
  double *offset;          /* [2K + 1] of a neighbour from the point, in its column */
  size_t n_rejected;       /* in a row */
  size_t n_batches, n_points, n_failed;
  rx_status status;
  rx_error *err;
} search;

static bool is_usable(size_t n, const double residuals[])
{
  for (size_t i = 0; i < n; i++)
    if (!(fabs(residuals[i]) < LARGEST_RESIDUAL)) return false;
  return true;
}

/* Writes neighbour n of the trial point, if it is inside the cube. */
static void add_neighbour(search *s, size_t *n, size_t j, double offset)
{
  const double moved = s->trial.u[j] + offset;
  if (moved < 0.0 || moved > 1.0) return;
  memcpy(s->points + *n * s->K, s->trial.u, s->K * sizeof(double));
  s->points[*n * s->K + j] = moved;
  s->column[*n] = j;
  s->offset[*n] = moved - s->trial.u[j]; /* what the rounded sum moved */
  ++*n;
}

static rx_status compute(search *s, size_t n)
{
  for (size_t i = 0; i < n * s->M; i++) s->values[i] = NAN;
  s->n_batches++;
  s->n_points += n;
  s->status = s->residuals_of(s->context, n, s->points, s->values, s->err);
  for (size_t i = 0; i < n && s->status == RX_OK; i++) s->n_failed += !is_usable(s->M, s->values + i * s->M);
  return s->status;
}

/* Column j of J from neighbours a and, for a central difference, b (none: b = 0, the point itself). */
static void put_column(search *s, size_t j, const double a[], double offset_a, const double b[], double offset_b)
{
  for (size_t i = 0; i < s->M; i++) s->trial.J[i * s->K + j] = (a[i] - b[i]) / (offset_a - offset_b);
}

/* Columns of J from the neighbours first … n - 1 that did not fail. has_column: [K], in and out. */
static void put_columns(search *s, size_t first, size_t n, bool has_column[])
{
  const double *a = NULL; /* the neighbour before, if it did not fail */
  for (size_t i = first; i < n; i++) {
    const double *values = s->values + i * s->M;
    const size_t j = s->column[i];
    if (!is_usable(s->M, values)) {
      a = NULL;
      continue;
    }
    const bool is_pair = a && s->column[i - 1] == j;
    if (is_pair)
      put_column(s, j, a, s->offset[i - 1], values, s->offset[i]);
    else
      put_column(s, j, values, s->offset[i], s->trial.residuals, 0.0);
    has_column[j] = true;
    a = values;
  }
}

/* Fills s->trial at s->trial.u. *has_failed: the point itself is a failed member; the rest is then not there. */
static rx_status linearise(search *s, bool has_column[], bool *has_failed)
{
  const double h = s->options->difference_step;
  size_t n = 1;
  memcpy(s->points, s->trial.u, s->K * sizeof(double));
  for (size_t j = 0; j < s->K; j++) {
    const size_t before = n;
    add_neighbour(s, &n, j, h);
    if (s->options->is_central || n == before) add_neighbour(s, &n, j, -h);
  }
  RX_TRY(compute(s, n));
  *has_failed = !is_usable(s->M, s->values);
  if (*has_failed) return RX_OK;
  memcpy(s->trial.residuals, s->values, s->M * sizeof(double));
  memset(s->trial.J, 0, s->M * s->K * sizeof(double));
  memset(has_column, 0, s->K * sizeof *has_column);
  put_columns(s, 1, n, has_column);
  if (s->options->is_central) return RX_OK;

  /* forward differences whose neighbour failed: the other side */
  n = 0;
  for (size_t j = 0; j < s->K; j++)
    if (!has_column[j] && s->trial.u[j] + h <= 1.0) add_neighbour(s, &n, j, -h);
  if (n == 0) return RX_OK;
  RX_TRY(compute(s, n));
  put_columns(s, 0, n, has_column);
  return RX_OK;
}

/* ---- what GSL calls ---- */

static double unit_of(double t)
{
  return 0.5 * (1.0 + sin(t));
}

/* du/dt */
static double slope_of(double t)
{
  return 0.5 * cos(t);
}

static int gsl_residuals(const gsl_vector *t, void *context, gsl_vector *f)
{
  search *s = context;
  if (s->n_rejected >= MAX_REJECTED) return GSL_ENOPROG;
  for (size_t j = 0; j < s->K; j++) s->trial.u[j] = unit_of(gsl_vector_get(t, j));
  bool has_failed, *has_column = malloc(s->K * sizeof *has_column);
  if (!has_column) {
    s->status = rx_no_memory(s->err);
    return GSL_ENOMEM;
  }
  const rx_status status = linearise(s, has_column, &has_failed);
  free(has_column);
  if (status != RX_OK) return GSL_EBADFUNC;
  s->n_rejected++; /* until GSL asks for J */
  for (size_t i = 0; i < s->M; i++) gsl_vector_set(f, i, has_failed ? REJECTED_RESIDUAL : s->trial.residuals[i]);
  if (s->n_batches == 1 && has_failed) {
    s->status = rx_fail(s->err, RX_E_NOT_FINITE, "the member at the start of the fit failed; begin it elsewhere");
    return GSL_EBADFUNC;
  }
  return GSL_SUCCESS;
}

/* GSL asks for J only where it takes a step, right after the residuals there. */
static int gsl_jacobian(const gsl_vector *t, void *context, gsl_matrix *J)
{
  search *s = context;
  const linearisation last = s->taken;
  s->taken = s->trial;
  s->trial = last;
  s->n_rejected = 0;
  for (size_t j = 0; j < s->K; j++) {
    const double slope = slope_of(gsl_vector_get(t, j));
    for (size_t i = 0; i < s->M; i++) gsl_matrix_set(J, i, j, s->taken.J[i * s->K + j] * slope);
  }
  return GSL_SUCCESS;
}

/* ---- when to stop ---- */

static double sum_of_squares(size_t n, const double values[], size_t stride)
{
  double sum = 0.0;
  for (size_t i = 0; i < n; i++) sum += values[i * stride] * values[i * stride];
  return sum;
}

/* Slope of chi2/2 by u_j. */
static double gradient(const linearisation *at, size_t K, size_t M, size_t j)
{
  double g = 0.0;
  for (size_t i = 0; i < M; i++) g += at->J[i * K + j] * at->residuals[i];
  return g;
}

static bool has_small_gradient(const search *s)
{
  const double norm = sqrt(sum_of_squares(s->M, s->taken.residuals, 1));
  for (size_t j = 0; j < s->K; j++) {
    const double column = sqrt(sum_of_squares(s->M, s->taken.J + j, s->K));
    if (fabs(gradient(&s->taken, s->K, s->M, j)) > s->options->gtol * column * norm) return false;
  }
  return true;
}

/* At the start, with nothing taken before it, only the gradient can end the fit. */
static bool has_converged(const search *s, double chi2_before, const double u_before[], double chi2, rx_fit_stop *stop)
{
  double largest = 0.0;
  for (size_t j = 0; j < s->K && u_before; j++) largest = fmax(largest, fabs(s->taken.u[j] - u_before[j]));
  if (has_small_gradient(s))
    *stop = RX_STOP_GRADIENT;
  else if (u_before && largest <= s->options->xtol)
    *stop = RX_STOP_STEP;
  else if (u_before && chi2_before - chi2 <= s->options->ftol * chi2_before)
    *stop = RX_STOP_DECREASE;
  else
    return false;
  return true;
}

static rx_status gsl_failure(const search *s, int code)
{
  if (s->status != RX_OK) return s->status;
  if (code == GSL_ENOMEM) return rx_no_memory(s->err);
  return rx_fail(s->err, RX_E_SOLVER, "the fit stopped: %s", gsl_strerror(code));
}

static rx_status iterate(search *s, gsl_multifit_nlinear_workspace *work, rx_least_squares *fit, double u_before[])
{
  fit->chi2 = fit->start_chi2 = sum_of_squares(s->M, s->taken.residuals, 1);
  if (has_converged(s, fit->chi2, NULL, fit->chi2, &fit->stop)) return RX_OK;
  fit->stop = RX_STOP_ITERATIONS;
  while (fit->n_iterations < s->options->max_iterations) {
    const double chi2_before = fit->chi2;
    memcpy(u_before, s->taken.u, s->K * sizeof(double));
    const int code = gsl_multifit_nlinear_iterate(work);
    if (code == GSL_ENOPROG) {
      fit->stop = RX_STOP_NO_BETTER;
      return RX_OK;
    }
    if (code != GSL_SUCCESS) return gsl_failure(s, code);
    fit->n_iterations++;
    fit->chi2 = sum_of_squares(s->M, s->taken.residuals, 1);
    if (has_converged(s, chi2_before, u_before, fit->chi2, &fit->stop)) return RX_OK;
  }
  return RX_OK;
}

static rx_status run_search(search *s, const double start[], rx_least_squares *fit)
{
  gsl_multifit_nlinear_parameters parameters = gsl_multifit_nlinear_default_parameters();
  parameters.trs = gsl_multifit_nlinear_trs_lm;
  parameters.scale = gsl_multifit_nlinear_scale_more;
  parameters.solver = gsl_multifit_nlinear_solver_qr;
  gsl_multifit_nlinear_fdf problem = { .f = gsl_residuals, .df = gsl_jacobian, .n = s->M, .p = s->K, .params = s };
  gsl_multifit_nlinear_workspace *work =
      gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &parameters, s->M, s->K);
  gsl_vector *t = gsl_vector_alloc(s->K);
  double *u_before = malloc(s->K * sizeof *u_before);
  rx_status status = RX_OK;
  if (!work || !t || !u_before) {
    status = rx_no_memory(s->err);
    goto end;
  }
  for (size_t j = 0; j < s->K; j++)
    gsl_vector_set(t, j, asin(2.0 * fmin(fmax(start[j], START_MARGIN), 1.0 - START_MARGIN) - 1.0));
  const int code = gsl_multifit_nlinear_init(t, &problem, work);
  status = code == GSL_SUCCESS ? iterate(s, work, fit, u_before) : gsl_failure(s, code);
end:
  free(u_before);
  if (t) gsl_vector_free(t);
  if (work) gsl_multifit_nlinear_free(work);
  return status;
}

/* ---- what the estimate is worth ---- */

/* At a bound: beside it, and the minimum of the parabola along this parameter lies beyond it. */
static void find_bounds(const search *s, rx_least_squares *fit)
{
  for (size_t j = 0; j < s->K; j++) {
    const double u = s->taken.u[j], squares = sum_of_squares(s->M, s->taken.J + j, s->K);
    if (!(squares > 0.0) || (u > BOUND_MARGIN && u < 1.0 - BOUND_MARGIN)) continue;
    const double minimum = u - gradient(&s->taken, s->K, s->M, j) / squares;
    fit->is_at_bound[j] = minimum < 0.0 || minimum > 1.0;
  }
}

/* (J'J)^-1 of the free parameters from J = U S V' (in U, S, V): V S^-2 V' over the singular values that count. A parameter that takes
 * part in a direction that does not count is not determined: its rows stay NaN. */
static void put_covariance(const search *s, const size_t free_parameter[], const gsl_matrix *V, const gsl_vector *S,
                           double variance, rx_least_squares *fit)
{
  const size_t n = S->size, K = s->K;
  const double least = RANK_LIMIT * gsl_vector_get(S, 0);
  for (size_t a = 0; a < n; a++) {
    for (size_t b = 0; b < n; b++) {
      double sum = 0.0;
      for (size_t k = 0; k < n; k++) {
        const double sigma = gsl_vector_get(S, k), va = gsl_matrix_get(V, a, k), vb = gsl_matrix_get(V, b, k);
        if (sigma > least)
          sum += va * vb / (sigma * sigma);
        else if (fabs(va) > 1e-6 || fabs(vb) > 1e-6)
          sum = NAN;
      }
      fit->covariance[free_parameter[a] * K + free_parameter[b]] = variance * sum;
      if (a == b) fit->n_undetermined += isnan(sum) ? 1 : 0;
    }
  }
}

static rx_status find_covariance(const search *s, rx_least_squares *fit)
{
  const size_t K = s->K, M = s->M;
  size_t *free_parameter = malloc(K * sizeof *free_parameter), n = 0;
  if (!free_parameter) return rx_no_memory(s->err);
  for (size_t j = 0; j < K; j++)
    if (!fit->is_at_bound[j]) free_parameter[n++] = j;
  fit->dof = M - n;
  rx_status status = RX_OK;
  gsl_matrix *U = NULL, *V = NULL;
  gsl_vector *S = NULL, *work = NULL;
  if (n == 0) goto end;
  U = gsl_matrix_alloc(M, n);
  V = gsl_matrix_alloc(n, n);
  S = gsl_vector_alloc(n);
  work = gsl_vector_alloc(n);
  if (!U || !V || !S || !work) {
    status = rx_no_memory(s->err);
    goto end;
  }
  for (size_t i = 0; i < M; i++)
    for (size_t a = 0; a < n; a++) gsl_matrix_set(U, i, a, s->taken.J[i * K + free_parameter[a]]);
  const int code = gsl_linalg_SV_decomp(U, V, S, work);
  if (code != GSL_SUCCESS) {
    status = gsl_failure(s, code);
    goto end;
  }
  const double variance = s->options->is_sd_known ? 1.0 : fit->dof > 0 ? fit->chi2 / (double)fit->dof : NAN;
  put_covariance(s, free_parameter, V, S, variance, fit);
end:
  if (work) gsl_vector_free(work);
  if (S) gsl_vector_free(S);
  if (V) gsl_matrix_free(V);
  if (U) gsl_matrix_free(U);
  free(free_parameter);
  return status;
}

static void put_intervals(const rx_least_squares_options *options, rx_least_squares *fit)
{
  const size_t K = fit->n_parameters;
  const double p = 0.5 * (1.0 + options->confidence);
  const double bound = options->is_sd_known ? gsl_cdf_ugaussian_Pinv(p)
                       : fit->dof > 0       ? gsl_cdf_tdist_Pinv(p, (double)fit->dof)
                                            : NAN;
  for (size_t j = 0; j < K; j++) {
    const double se = fit->standard_error[j] = sqrt(fit->covariance[j * K + j]);
    if (isnan(se)) continue;
    fit->low[j] = fmax(fit->estimate[j] - bound * se, 0.0);
    fit->high[j] = fmin(fit->estimate[j] + bound * se, 1.0);
  }
  for (size_t j = 0; j < K; j++)
    for (size_t k = 0; k < K; k++)
      fit->correlation[j * K + k] = fit->covariance[j * K + k] / (fit->standard_error[j] * fit->standard_error[k]);
}

/* ---- the fit ---- */

static rx_status check_request(size_t K, size_t M, const double start[], const rx_least_squares_options *o,
                               rx_error *err)
{
  if (K == 0) return rx_fail(err, RX_E_INPUT, "a fit of no parameters; there must be at least one");
  if (M < K)
    return rx_fail(err, RX_E_INPUT, "a fit of %zu parameters to %zu data; there must be at least as many data", K, M);
  for (size_t j = 0; j < K; j++)
    if (!(start[j] >= 0.0 && start[j] <= 1.0))
      return rx_fail(err, RX_E_INPUT, "the start of parameter %zu, at %g of its range, is outside it (0 to 1)", j,
                     start[j]);
  if (!(o->difference_step > 0.0 && o->difference_step <= 0.25))
    return rx_fail(err, RX_E_INPUT, "a difference step of %g of the range; it is above 0 and at most 0.25",
                   o->difference_step);
  if (!(o->confidence > 0.0 && o->confidence < 1.0))
    return rx_fail(err, RX_E_INPUT, "a confidence of %g; it is between 0 and 1, such as 0.95", o->confidence);
  if (!(o->xtol >= 0.0 && o->gtol >= 0.0 && o->ftol >= 0.0))
    return rx_fail(err, RX_E_INPUT, "the tolerances xtol %g, gtol %g, ftol %g; none is below 0", o->xtol, o->gtol,
                   o->ftol);
  return RX_OK;
}

static rx_status make_fit(size_t K, size_t M, rx_least_squares *fit, rx_error *err)
{
  *fit = (rx_least_squares){ .n_parameters = K, .n_residuals = M };
  const size_t n = 4 * K + 2 * K * K + M;
  double *p = fit->memory = malloc(n * sizeof *p);
  fit->is_at_bound = calloc(K, sizeof *fit->is_at_bound);
  if (!p || !fit->is_at_bound) {
    rx_least_squares_free(fit);
    return rx_no_memory(err);
  }
  for (size_t i = 0; i < n; i++) p[i] = NAN;
  fit->estimate = p;
  fit->standard_error = p + K;
  fit->low = p + 2 * K;
  fit->high = p + 3 * K;
  fit->covariance = p + 4 * K;
  fit->correlation = fit->covariance + K * K;
  fit->residuals = fit->correlation + K * K;
  return RX_OK;
}

void rx_least_squares_free(rx_least_squares *fit)
{
  free(fit->memory);
  free(fit->is_at_bound);
  *fit = (rx_least_squares){ 0 };
}

static rx_status fit_with(search *s, const double start[], rx_least_squares *fit)
{
  RX_TRY(run_search(s, start, fit));
  memcpy(fit->estimate, s->taken.u, s->K * sizeof(double));
  memcpy(fit->residuals, s->taken.residuals, s->M * sizeof(double));
  fit->n_batches = s->n_batches;
  fit->n_points = s->n_points;
  fit->n_failed = s->n_failed;
  find_bounds(s, fit);
  RX_TRY(find_covariance(s, fit));
  put_intervals(s->options, fit);
  return RX_OK;
}

rx_status rx_least_squares_fit(size_t n_parameters, size_t n_residuals, const double start[],
                               rx_residuals_of *residuals_of, void *context, const rx_least_squares_options *options,
                               rx_least_squares *fit, rx_error *err)
{
  *fit = (rx_least_squares){ 0 };
  const size_t K = n_parameters, M = n_residuals, n_batch = 2 * K + 1;
  RX_TRY(check_request(K, M, start, options, err));
  if (M > SIZE_MAX / sizeof(double) / 8 / (K + 1)) return rx_no_memory(err);
  RX_TRY(make_fit(K, M, fit, err));
  search s = { .K = K, .M = M, .residuals_of = residuals_of, .context = context, .options = options, .err = err };
  double *memory = calloc(2 * (K + M + M * K) + n_batch * (K + M + 1), sizeof *memory), *p = memory;
  s.column = calloc(n_batch, sizeof *s.column);
  rx_status status;
  if (!memory || !s.column) {
    status = rx_no_memory(err);
  } else {
    for (linearisation *at = &s.trial; at; at = at == &s.trial ? &s.taken : NULL) {
      at->u = p;
      at->residuals = p + K;
      at->J = p + K + M;
      p += K + M + M * K;
    }
    s.points = p;
    s.values = p + n_batch * K;
    s.offset = p + n_batch * (K + M);
    gsl_error_handler_t *handler = gsl_set_error_handler_off(); /* it would abort; every return value is looked at */
    status = fit_with(&s, start, fit);
    gsl_set_error_handler(handler);
  }
  free(s.column);
  free(memory);
  if (status != RX_OK) rx_least_squares_free(fit);
  return status;
}
