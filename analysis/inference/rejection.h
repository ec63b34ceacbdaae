/* Approximate Bayesian computation by rejection: of many parameter sets drawn from the prior, those whose outcomes lie nearest to the
 * data, as a sample of the posterior.
 *
 *   distance     sum of squared standardised residuals, ((outcome - datum)/sd)^2        Pritchard et al. 1999
 *   accepted     the nearest ones, a fraction of all, or all within a tolerance of distance
 *   adjustment   Beaumont, Zhang & Balding 2002: a local-linear regression of the parameters on the residuals r, weights of
 *                Epanechnikov 1 - distance/tolerance, moves each accepted theta_i to theta_i - beta' r_i, where its residuals would be
 *                0. Parameters of the unit cube are regressed as logit u (Blum & Francois 2010), so that none leaves its range.
 *
 * What scatters in the residuals is what the posterior's width comes from. A model without the error of the measurement, a
 * deterministic one above all, would give the best parameters alone, or whatever the tolerance lets in: rx_add_measurement_error
 * first.
 *
 * The prior is what the points were drawn from: a Sobol or Latin hypercube design makes it uniform on its axes (of the logarithm on a
 * logarithmic one). Without adjustment the posterior is too wide by what the tolerance lets in; the adjustment takes out the linear
 * part. With more than some ten data nearly all distances are alike and few accepted sets are near: use few, telling outcomes. */
#ifndef RX_ANALYSIS_REJECTION_H
#define RX_ANALYSIS_REJECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* Sum of squares; NaN where a residual is not finite (failed member). */
double rx_squared_distance(size_t n, const double residuals[]);

/* Adds a normal number of mean 0 and sd 1, one sd of the datum, to each residual: outcomes as they would be measured. The numbers of a
 * point depend on the seed and its index alone. residuals: [n_points][n_residuals], in and out. */
void rx_add_measurement_error(size_t n_points, size_t n_residuals, double residuals[], uint64_t seed);

typedef struct rx_rejection_options {
  double fraction;  /* of the points that did not fail: above 0, up to 1 */
  double tolerance; /* largest distance accepted; NaN: by fraction */
  bool is_adjusted;
  bool is_unit; /* parameters lie in 0 … 1: adjust their logit */
} rx_rejection_options;

/* Fraction 0.01, adjusted, unit. */
rx_rejection_options rx_rejection_options_default(void);

typedef struct rx_rejection {
  size_t n_parameters, n_accepted, n_failed;
  double tolerance;          /* largest accepted distance */
  double n_effective;        /* (sum of weights)^2/sum of squared weights */
  size_t *accepted;          /* [n_accepted] indices of points, the nearest first */
  double *weights;           /* [n_accepted] sum 1; all equal without adjustment */
  double *posterior;         /* [n_accepted][K], adjusted where asked for */
  double *mean, *sd;         /* [K], weighted; sd is NaN for one effective point */
  double *q025, *q50, *q975; /* [K], weighted quantiles */
  double *memory;            /* of all the arrays of double */
} rx_rejection;

/* points: [n_points][K]; residuals: [n_points][n_residuals], standardised, not finite for a failed member. Equal distances are taken
 * in the order of the points. Errors: RX_E_INPUT (options out of range, nothing within the tolerance, fewer accepted points than an
 * adjustment by n_residuals residuals takes: twice n_residuals + 1), RX_E_NOT_FINITE (all members failed), RX_E_SOLVER (the regression
 * found no solution), RX_E_MEMORY; *result is then empty. */
rx_status rx_rejection_of(size_t n_points, size_t n_parameters, const double points[], size_t n_residuals,
                          const double residuals[], const rx_rejection_options *options, rx_rejection *result,
                          rx_error *err);
void rx_rejection_free(rx_rejection *result);

/* Quantile of a weighted sample: linear between values at the middle of their weight (Hazen 1914 where all are equal), the smallest and
 * the largest beyond. values: [n], every `stride`th number; weights: [n] >= 0, NULL: equal. order: [n], scratch. NaN for n = 0 or
 * without any weight. */
double rx_weighted_quantile(size_t n, const double values[], size_t stride, const double weights[], double p,
                            size_t order[]);

#endif
