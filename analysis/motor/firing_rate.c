#include "analysis/motor/firing_rate.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

double rx_firing_rate_at(const rx_firing_rate *rate, double t_s)
{
  return rate->value(rate->state, t_s);
}

void rx_firing_rate_free(rx_firing_rate *rate)
{
  if (rate->release != NULL) rate->release(rate->state);
  *rate = (rx_firing_rate){ 0 };
}

double rx_instantaneous_rate(const rx_unit_train *train, size_t k)
{
  return 1 / (train->times_s[k] - train->times_s[k - 1]);
}

double rx_peak_rate(const rx_unit_train *train)
{
  double peak = NAN;
  for (size_t k = 1; k < train->n; k++) peak = fmax(peak, rx_instantaneous_rate(train, k));
  return peak;
}

size_t rx_rate_grid_size(double from_s, double to_s)
{
  const double n = floor((to_s - from_s) / RX_RATE_GRID_S + 1e-9);
  return n >= 0 ? (size_t)n + 1 : 0;
}

/* ---- polynomial ---- */

enum { N_COEFFICIENTS = 6 };

typedef struct polynomial {
  double from_s, to_s, c[N_COEFFICIENTS];
} polynomial;

static double scaled_time(const polynomial *p, double t_s)
{
  return (2 * t_s - p->from_s - p->to_s) / (p->to_s - p->from_s);
}

static double polynomial_at(const void *state, double t_s)
{
  const polynomial *p = state;
  const double u = scaled_time(p, t_s);
  double sum = 0;
  for (int i = N_COEFFICIENTS - 1; i >= 0; i--) sum = sum * u + p->c[i];
  return sum;
}

/* Least squares of the rates at spikes 1 … n-1; false where GSL can't. */
static bool solve(const rx_unit_train *train, polynomial *p, gsl_matrix *X, gsl_vector *y, gsl_vector *c,
                  gsl_matrix *covariance, gsl_multifit_linear_workspace *work)
{
  double chi2;
  for (size_t k = 1; k < train->n; k++) {
    const double u = scaled_time(p, train->times_s[k]);
    double power = 1;
    for (size_t i = 0; i < N_COEFFICIENTS; i++, power *= u) gsl_matrix_set(X, k - 1, i, power);
    gsl_vector_set(y, k - 1, rx_instantaneous_rate(train, k));
  }
  if (gsl_multifit_linear(X, y, c, covariance, &chi2, work) != GSL_SUCCESS || !isfinite(chi2)) return false;
  for (size_t i = 0; i < N_COEFFICIENTS; i++) p->c[i] = gsl_vector_get(c, i);
  return true;
}

static rx_status fit_polynomial(const rx_unit_train *train, rx_firing_rate *rate, rx_error *err)
{
  const size_t n = train->n - 1;
  gsl_error_handler_t *handler = gsl_set_error_handler_off(); /* errors are returned */
  polynomial *p = calloc(1, sizeof *p);
  gsl_matrix *X = gsl_matrix_alloc(n, N_COEFFICIENTS), *covariance = gsl_matrix_alloc(N_COEFFICIENTS, N_COEFFICIENTS);
  gsl_vector *y = gsl_vector_alloc(n), *c = gsl_vector_alloc(N_COEFFICIENTS);
  gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(n, N_COEFFICIENTS);
  rx_status status = p == NULL || X == NULL || covariance == NULL || y == NULL || c == NULL || work == NULL
                         ? rx_no_memory(err)
                         : RX_OK;
  if (status == RX_OK) {
    *p = (polynomial){ train->times_s[1], train->times_s[n], { 0 } };
    if (!solve(train, p, X, y, c, covariance, work))
      status = rx_fail(err, RX_E_SOLVER, "unit %d: the polynomial of its rates could not be fitted", train->unit);
  }
  if (work != NULL) gsl_multifit_linear_free(work);
  gsl_vector_free(c), gsl_vector_free(y);
  gsl_matrix_free(covariance), gsl_matrix_free(X);
  gsl_set_error_handler(handler);
  if (status != RX_OK) {
    free(p);
    return status;
  }
  *rate = (rx_firing_rate){ p->from_s, p->to_s, p, polynomial_at, free };
  return RX_OK;
}

const rx_smoother RX_SMOOTHER_POLYNOMIAL = { "polynomial", "least-squares polynomial of degree 5", fit_polynomial };

/* ---- Hann kernel ---- */

#define HANN_HALF_S 0.5

typedef struct points {
  size_t n;
  double *t, *rate;      /* [n] */
  double *cosine, *sine; /* [n] of pi t/0.5 s: the kernel then takes no cosine for each point */
} points;

/* Place of the first point at or after t. */
static size_t first_at(const points *p, double t_s)
{
  size_t low = 0, high = p->n;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (p->t[middle] < t_s)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static double between_neighbours(const points *p, double t_s)
{
  const size_t k = first_at(p, t_s);
  if (k == 0) return p->rate[0];
  if (k == p->n) return p->rate[p->n - 1];
  const double share = (t_s - p->t[k - 1]) / (p->t[k] - p->t[k - 1]);
  return p->rate[k - 1] + share * (p->rate[k] - p->rate[k - 1]);
}

static double hann_at(const void *state, double t_s)
{
  const points *p = state;
  const double angle = acos(-1.0) * t_s / HANN_HALF_S, cosine = cos(angle), sine = sin(angle);
  double sum = 0, weights = 0;
  for (size_t k = first_at(p, t_s - HANN_HALF_S); k < p->n && p->t[k] <= t_s + HANN_HALF_S; k++) {
    const double w = (1 + cosine * p->cosine[k] + sine * p->sine[k]) / 2;
    sum += w * p->rate[k];
    weights += w;
  }
  /* at the far ends of the kernel the weights are rounding alone */
  return weights > 1e-9 ? sum / weights : between_neighbours(p, t_s);
}

static void free_points(void *state)
{
  points *p = state;
  free(p->t);
  free(p->rate);
  free(p->cosine);
  free(p->sine);
  free(p);
}

static rx_status fit_hann(const rx_unit_train *train, rx_firing_rate *rate, rx_error *err)
{
  const size_t n = train->n - 1;
  points *p = calloc(1, sizeof *p);
  if (p == NULL) return rx_no_memory(err);
  *p = (points){ n, malloc(n * sizeof *p->t), malloc(n * sizeof *p->rate), malloc(n * sizeof *p->cosine),
                 malloc(n * sizeof *p->sine) };
  if (p->t == NULL || p->rate == NULL || p->cosine == NULL || p->sine == NULL) {
    free_points(p);
    return rx_no_memory(err);
  }
  for (size_t k = 0; k < n; k++) {
    p->t[k] = train->times_s[k + 1];
    p->rate[k] = rx_instantaneous_rate(train, k + 1);
    p->cosine[k] = cos(acos(-1.0) * p->t[k] / HANN_HALF_S);
    p->sine[k] = sin(acos(-1.0) * p->t[k] / HANN_HALF_S);
  }
  *rate = (rx_firing_rate){ p->t[0], p->t[n - 1], p, hann_at, free_points };
  return RX_OK;
}

const rx_smoother RX_SMOOTHER_HANN = { "hann", "weighted mean under a Hann window of 1 s", fit_hann };
