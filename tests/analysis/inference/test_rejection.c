#include "analysis/inference/rejection.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

/* theta ~ N(0, 1), one datum y ~ N(theta, 0.5^2): the posterior is N(y/(1 + 0.25), 0.25/(1 + 0.25)). The residuals carry simulated noise, as
 * those of a stochastic model do. */
enum { N_PRIOR = 100000 };
#define DATUM 1.3
#define NOISE 0.5

typedef struct {
  double theta[N_PRIOR], residual[N_PRIOR];
} conjugate;

static conjugate *draw_conjugate(void)
{
  conjugate *c = malloc(sizeof *c);
  rx_stream stream = rx_stream_make(17, 0, 0, 0, RX_STREAM_TEST);
  for (size_t i = 0; i < N_PRIOR; i++) {
    c->theta[i] = rx_normal(&stream);
    c->residual[i] = (c->theta[i] + NOISE * rx_normal(&stream) - DATUM) / NOISE;
  }
  return c;
}

/* Mean within 4 standard errors, sd within 4 of its own (sd/sqrt(2 n)), quantiles within 4 of theirs (2.7 sd/sqrt(n) at 2.5 %). */
static void expect_posterior(const rx_rejection *r, double mean, double sd)
{
  const double se = sd / sqrt(r->n_effective);
  cr_expect_float_eq(r->mean[0], mean, 4 * se, "mean %g, expected %g", r->mean[0], mean);
  cr_expect_float_eq(r->sd[0], sd, 4 * se / sqrt(2), "sd %g, expected %g", r->sd[0], sd);
  cr_expect_float_eq(r->q50[0], mean, 4 * 1.25 * se, "median %g", r->q50[0]);
  cr_expect_float_eq(r->q025[0], mean - 1.96 * sd, 4 * 2.7 * se, "2.5 %% %g", r->q025[0]);
  cr_expect_float_eq(r->q975[0], mean + 1.96 * sd, 4 * 2.7 * se, "97.5 %% %g", r->q975[0]);
}

Test(rejection, a_small_tolerance_gives_the_posterior_of_the_conjugate_normal_case)
{
  conjugate *c = draw_conjugate();
  rx_rejection_options o = rx_rejection_options_default();
  o.is_adjusted = o.is_unit = false;
  o.fraction = 0.02;
  rx_rejection r;
  cr_assert_eq(rx_rejection_of(N_PRIOR, 1, c->theta, 1, c->residual, &o, &r, NULL), RX_OK);
  cr_expect(r.n_accepted == 2000 && r.n_failed == 0 && fabs(r.n_effective - 2000) < 1e-6);
  cr_expect_lt(r.tolerance, 0.12 * 0.12); /* residuals of -0.12 … 0.12: 0.05 of theta, beside a posterior sd of 0.45 */
  expect_posterior(&r, DATUM / 1.25, sqrt(0.25 / 1.25));
  for (size_t i = 1; i < r.n_accepted; i++)
    cr_assert_geq(fabs(c->residual[r.accepted[i]]), fabs(c->residual[r.accepted[i - 1]]));
  rx_rejection_free(&r);
  cr_expect_null(r.posterior);
  free(c);
}

Test(rejection, the_adjustment_gives_it_from_a_wide_tolerance)
{
  conjugate *c = draw_conjugate();
  rx_rejection_options o = rx_rejection_options_default();
  o.is_unit = false;
  o.fraction = 0.3;
  rx_rejection adjusted, plain;
  cr_assert_eq(rx_rejection_of(N_PRIOR, 1, c->theta, 1, c->residual, &o, &adjusted, NULL), RX_OK);
  /* theta on the residual is linear with normal errors here, so the adjustment is exact */
  expect_posterior(&adjusted, DATUM / 1.25, sqrt(0.25 / 1.25));
  o.is_adjusted = false;
  cr_assert_eq(rx_rejection_of(N_PRIOR, 1, c->theta, 1, c->residual, &o, &plain, NULL), RX_OK);
  cr_expect_gt(plain.sd[0], 1.1 * sqrt(0.25 / 1.25));
  cr_expect_lt(adjusted.n_effective, (double)adjusted.n_accepted);
  double sum = 0;
  for (size_t i = 0; i < adjusted.n_accepted; i++) sum += adjusted.weights[i];
  cr_expect_float_eq(sum, 1, 1e-12);
  rx_rejection_free(&adjusted);
  rx_rejection_free(&plain);
  free(c);
}

Test(rejection, a_model_without_noise_takes_that_of_the_measurement)
{
  conjugate *c = draw_conjugate();
  for (size_t i = 0; i < N_PRIOR; i++) c->residual[i] = (c->theta[i] - DATUM) / NOISE;
  rx_rejection_options o = rx_rejection_options_default();
  o.is_unit = false;
  o.fraction = 0.1;
  rx_rejection r;
  cr_assert_eq(rx_rejection_of(N_PRIOR, 1, c->theta, 1, c->residual, &o, &r, NULL), RX_OK);
  cr_expect_lt(r.sd[0], 1e-10); /* the adjustment takes all to the datum */
  rx_rejection_free(&r);
  rx_add_measurement_error(N_PRIOR, 1, c->residual, 5);
  cr_assert_eq(rx_rejection_of(N_PRIOR, 1, c->theta, 1, c->residual, &o, &r, NULL), RX_OK);
  expect_posterior(&r, DATUM / 1.25, sqrt(0.25 / 1.25));
  rx_rejection_free(&r);
  free(c);
}

Test(rejection, the_error_of_a_point_does_not_depend_on_the_others)
{
  double few[6] = { 0 }, many[60] = { 0 };
  rx_add_measurement_error(2, 3, few, 77);
  rx_add_measurement_error(20, 3, many, 77);
  cr_expect_eq(memcmp(few, many, sizeof few), 0);
  cr_expect(few[0] != few[1] && few[0] != few[3]);
  rx_add_measurement_error(1, 1, few, 78);
  cr_expect_neq(few[0], 2 * many[0]);
}

Test(rejection, parameters_of_the_unit_cube_stay_inside)
{
  /* two parameters, three outcomes without noise; the truth is near a corner */
  enum { N = 20000 };
  double *u = malloc(2 * N * sizeof *u), *r = malloc(3 * N * sizeof *r);
  rx_stream stream = rx_stream_make(18, 0, 0, 0, RX_STREAM_TEST);
  for (size_t i = 0; i < N; i++) {
    const double a = u[2 * i] = rx_uniform(&stream), b = u[2 * i + 1] = rx_uniform(&stream);
    r[3 * i] = (a - 0.03) / 0.1;
    r[3 * i + 1] = (b - 0.6) / 0.1;
    r[3 * i + 2] = (a * b - 0.018) / 0.1;
  }
  const rx_rejection_options o = rx_rejection_options_default();
  rx_rejection result;
  cr_assert_eq(rx_rejection_of(N, 2, u, 3, r, &o, &result, NULL), RX_OK);
  cr_expect_eq(result.n_accepted, N / 100);
  for (size_t i = 0; i < 2 * result.n_accepted; i++) cr_assert(result.posterior[i] > 0 && result.posterior[i] < 1);
  cr_expect_float_eq(result.mean[0], 0.03, 0.01);
  cr_expect_float_eq(result.mean[1], 0.6, 0.01);
  cr_expect(result.q025[1] <= result.q50[1] && result.q50[1] <= result.q975[1]);
  rx_rejection_free(&result);
  free(u);
  free(r);
}

static const double POINTS[] = { 0.1, 0.2, 0.3, 0.4, 0.5, 0.6 }, RESIDUALS[] = { 3, -1, 1, NAN, 0.5, INFINITY };

Test(rejection, failed_members_are_left_out_and_the_nearest_come_first)
{
  rx_rejection_options o = rx_rejection_options_default();
  o.is_adjusted = false;
  o.fraction = 0.75;
  rx_rejection r;
  cr_assert_eq(rx_rejection_of(6, 1, POINTS, 1, RESIDUALS, &o, &r, NULL), RX_OK);
  cr_expect(r.n_accepted == 3 && r.n_failed == 2 && r.tolerance == 1);
  cr_expect(r.accepted[0] == 4 && r.accepted[1] == 1 && r.accepted[2] == 2);
  cr_expect_float_eq(r.mean[0], 1.0 / 3, 1e-15);
  cr_expect_float_eq(r.sd[0], sqrt((pow(0.5 - 1.0 / 3, 2) + pow(0.2 - 1.0 / 3, 2) + pow(0.3 - 1.0 / 3, 2)) / 2), 1e-15);
  rx_rejection_free(&r);

  o.tolerance = 0.25;
  cr_assert_eq(rx_rejection_of(6, 1, POINTS, 1, RESIDUALS, &o, &r, NULL), RX_OK);
  cr_expect(r.n_accepted == 1 && r.mean[0] == 0.5 && r.q025[0] == 0.5 && r.q975[0] == 0.5 && isnan(r.sd[0]));
  rx_rejection_free(&r);
  cr_expect(isnan(rx_squared_distance(2, RESIDUALS + 2)) && rx_squared_distance(3, RESIDUALS) == 11);
}

Test(rejection, equal_distances_weigh_the_same)
{
  static const double u[] = { 0.2, 0.4, 0.9 }, r[] = { 1, -1, 1 };
  rx_rejection_options o = rx_rejection_options_default();
  o.fraction = 1;
  o.is_unit = false;
  rx_rejection result;
  cr_assert_eq(rx_rejection_of(3, 1, u, 1, r, &o, &result, NULL), RX_OK);
  for (int i = 0; i < 3; i++) cr_expect_float_eq(result.weights[i], 1.0 / 3, 1e-15);
  /* the line through (1, 0.55) and (-1, 0.4): all residuals to 0 */
  cr_expect_float_eq(result.mean[0], 0.475, 1e-12);
  rx_rejection_free(&result);
}

static void expect_refused(size_t n, const double residuals[], size_t S, rx_rejection_options o, rx_status status,
                           const char *part)
{
  rx_rejection r;
  rx_error err = { 0 };
  cr_expect_eq(rx_rejection_of(n, 1, POINTS, S, residuals, &o, &r, &err), status);
  cr_expect(strstr(err.text, part), "%s", err.text);
  cr_expect(!r.memory && !r.accepted);
}

Test(rejection, a_regression_without_a_solution_is_an_error)
{
  static const double u[] = { 0.2, NAN, 0.9, 0.4 }, r[] = { 1, -1, 0.5, 0.2 };
  rx_rejection_options o = rx_rejection_options_default();
  o.fraction = 1;
  o.is_unit = false;
  rx_rejection result;
  rx_error err = { 0 };
  cr_expect_eq(rx_rejection_of(4, 1, u, 1, r, &o, &result, &err), RX_E_SOLVER);
  cr_expect(strstr(err.text, "regression of parameter 0 has no solution"), "%s", err.text);
  cr_expect_null(result.memory);
}

Test(rejection, what_it_cannot_do_is_refused)
{
  rx_rejection_options o = rx_rejection_options_default();
  expect_refused(6, RESIDUALS, 1, o, RX_E_INPUT, "an adjustment by 1 residuals takes 3");
  o.is_adjusted = false;
  expect_refused(6, RESIDUALS, 0, o, RX_E_INPUT, "1 parameters and 0 residuals");
  static const double failed[] = { NAN, NAN, INFINITY };
  expect_refused(3, failed, 1, o, RX_E_NOT_FINITE, "all 3 members failed");
  expect_refused(0, failed, 1, o, RX_E_NOT_FINITE, "all 0 members failed");
  o.fraction = 0;
  expect_refused(6, RESIDUALS, 1, o, RX_E_INPUT, "fraction of 0");
  o.fraction = 1.1;
  expect_refused(6, RESIDUALS, 1, o, RX_E_INPUT, "fraction of 1.1");
  o.tolerance = 0.01;
  expect_refused(6, RESIDUALS, 1, o, RX_E_INPUT, "the nearest is at a distance of 0.25");
  o.tolerance = -1;
  expect_refused(6, RESIDUALS, 1, o, RX_E_INPUT, "tolerance of -1");
}

Test(weighted_quantile, equal_weights_give_hazens)
{
  static const double x[] = { 5, 0, 1, 0, 3, 0, 2, 0, 4, 0 };
  size_t order[5];
  cr_expect_float_eq(rx_weighted_quantile(5, x, 2, NULL, 0.5, order), 3, 1e-15);
  cr_expect_float_eq(rx_weighted_quantile(5, x, 2, NULL, 0.3, order), 2, 1e-14);
  cr_expect_float_eq(rx_weighted_quantile(5, x, 2, NULL, 0.35, order), 2.25, 1e-14);
  cr_expect_eq(rx_weighted_quantile(5, x, 2, NULL, 0, order), 1);
  cr_expect_eq(rx_weighted_quantile(5, x, 2, NULL, 1, order), 5);
}

Test(weighted_quantile, weights_count_and_zero_does_not)
{
  static const double x[] = { 1, 2, 3, 100 }, w[] = { 1, 2, 1, 0 }, none[4] = { 0 };
  size_t order[4];
  /* positions 0.125, 0.5, 0.875 */
  cr_expect_float_eq(rx_weighted_quantile(4, x, 1, w, 0.5, order), 2, 1e-15);
  cr_expect_float_eq(rx_weighted_quantile(4, x, 1, w, 0.6875, order), 2.5, 1e-15);
  cr_expect_eq(rx_weighted_quantile(4, x, 1, w, 1, order), 3);
  cr_expect(isnan(rx_weighted_quantile(4, x, 1, none, 0.5, order)) &&
            isnan(rx_weighted_quantile(0, x, 1, w, 0.5, order)));
}
