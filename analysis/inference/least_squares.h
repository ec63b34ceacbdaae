/* Bounded nonlinear least squares for expensive models: parameters that make the sum of squared residuals smallest.
 *
 * Parameters u lie in the unit cube; the caller maps them to ranges, linear or logarithmic (study/design/axis.h), and turns what the
 * model gives into residuals (model - datum)/sd. The points of one step are asked for as one batch: the trial point and all its
 * neighbours for the derivatives, so that an ensemble of simulations computes them side by side. (Of a trial that is not taken the
 * neighbours are wasted.)
 *
 * Method: Levenberg 1944, Marquardt 1963 with the scaling of More 1978, trust region, QR (gsl_multifit_nlinear, "lm"). Bounds by
 * u = (1 + sin t)/2 with t free (James & Roos 1975, as Minuit): the search cannot leave the cube, but can end on its border. At the
 * border t has no slope, so a start within 1 % of it is moved in to 1 %.
 *
 * Derivatives are differences of `difference_step` in u, central ones by default, one-sided where the other side is outside or
 * failed. A spiking model is rough on a small scale: steps below 1 % of the range see noise instead of slope. Stochastic models need
 * common random numbers: the same seeds at every point; a fit of independent noise gets nowhere.
 *
 * A failed member (residuals that are not finite, or 1e100 and more) at a trial point makes the search take a shorter step; next to the point, the
 * difference is taken on the other side, and if that failed too the parameter isn't moved in that step.
 *
 * The path depends on nothing but the arguments and the residuals, to the bit: a caller that keeps the batches it has computed can
 * run the fit again after an interruption and gets to where it was.
 *
 * Intervals. J: derivatives at the estimate, s^2 = chi2/dof, or 1 where the sd are known:
 *   covariance   s^2 (J'J)^-1 of the parameters that are not at a bound; from the singular values of J
 *   interval     u -+ b se, cut at 0 and 1; b of Student's t with dof, or normal where the sd are known
 * In u and not in t, whose slope is lost at the border. The caller maps the ends like the estimate, so that on a logarithmic axis the
 * interval is one of ratios. They hold where the model is about linear over the interval. Source: Seber & Wild 2003, ch. 5. */
#ifndef RX_ANALYSIS_LEAST_SQUARES_H
#define RX_ANALYSIS_LEAST_SQUARES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/* Residuals at a batch of points. points: [n_points][n_parameters], 0 … 1; residuals: [n_points][n_residuals], out, NaN for a failed
 * member. Anything but RX_OK (RX_E_INTERRUPTED, …) ends the fit with that status. */
typedef rx_status rx_residuals_of(void *context, size_t n_points, const double points[], double residuals[],
                                  rx_error *err);

typedef struct rx_least_squares_options {
  bool
      is_central; /* central differences, 2K + 1 points a batch; else forward ones, K + 1, whose estimate is off by the order of
                             the step where the model is curved */
  double difference_step; /* of u; above 0, up to 0.25 */
  size_t max_iterations;  /* steps taken */
  double xtol;            /* converged: no parameter moved by more than this, of u */
  double gtol;            /* converged: the cosine between the residuals and each column of J is below this */
  double ftol;            /* converged: chi2 fell by less than this fraction */
  bool is_sd_known;       /* the sd in the residuals are those of the data, not only their proportions */
  double confidence;
} rx_least_squares_options;

/* Central, 0.01, 50, 1e-4, 1e-6, 1e-6, sd not known, 0.95. */
rx_least_squares_options rx_least_squares_options_default(void);

typedef enum {
  RX_STOP_STEP,     /* xtol */
  RX_STOP_GRADIENT, /* gtol */
  RX_STOP_DECREASE, /* ftol */
  RX_STOP_NO_BETTER, /* ten ever shorter steps in a row gave nothing better: a minimum, or as close as noise lets it come */
  RX_STOP_ITERATIONS /* not converged */
} rx_fit_stop;

/* "converged: the step is small", … */
const char *rx_fit_stop_text(rx_fit_stop stop);

typedef struct rx_least_squares {
  size_t n_parameters, n_residuals;
  double *estimate;       /* [K] u */
  double *standard_error; /* [K] of u; NaN: at a bound, or not determined by the data */
  double *low, *high;     /* [K] interval of u; NaN likewise */
  double *covariance;     /* [K][K] of u; NaN likewise */
  double *correlation;    /* [K][K]; NaN likewise */
  double *residuals;      /* [M] at the estimate */
  bool *is_at_bound;      /* [K] within 0.002 of a bound, and the fit would be better beyond it */
  double start_chi2;
  double chi2; /* sum of squared residuals at the estimate */
  size_t dof;  /* M - parameters that are not at a bound */
  rx_fit_stop stop;
  size_t n_iterations, n_batches, n_points;
  size_t n_failed;       /* points with a failed member */
  size_t n_undetermined; /* parameters, not at a bound, that the data do not determine, alone or beside the others */
  double *memory;        /* of all the arrays of double */
} rx_least_squares;

/* start: [K], 0 … 1. M >= K residuals. Errors: RX_E_INPUT (start outside, too few residuals, options out of range), RX_E_NOT_FINITE (the
 * start is a failed member), RX_E_MEMORY, the status of residuals_of; *fit is then empty. One fit at a time in a process: meanwhile
 * GSL's error handler is off. */
rx_status rx_least_squares_fit(size_t n_parameters, size_t n_residuals, const double start[],
                               rx_residuals_of *residuals_of, void *context, const rx_least_squares_options *options,
                               rx_least_squares *fit, rx_error *err);
void rx_least_squares_free(rx_least_squares *fit);

#endif
