#include "analysis/inference/least_squares.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

enum { N_TIMES = 20, MAX_DATA = 64 };

/* A model to fit, what it was asked for, and where it fails. */
typedef struct problem {
  size_t K, M;
  void (*model)(const double u[], double y[]);
  double data[MAX_DATA], sd;
  bool (*fails)(const double u[]);
  double path[20000]; /* the first coordinate of all points, in order */
  size_t n_asked, n_batches, largest_batch;
  size_t end_after; /* batches; 0: none */
} problem;

static rx_status residuals_of(void *context, size_t n, const double points[], double residuals[], rx_error *err)
{
  problem *p = context;
  p->n_batches++;
  if (p->end_after > 0 && p->n_batches > p->end_after) return rx_fail(err, RX_E_INTERRUPTED, "asked to stop");
  if (n > p->largest_batch) p->largest_batch = n;
  for (size_t i = 0; i < n; i++) {
    const double *u = points + i * p->K;
    double y[MAX_DATA];
    for (size_t j = 0; j < p->K; j++) cr_assert(u[j] >= 0 && u[j] <= 1, "asked at %g", u[j]);
    if (p->n_asked < 20000) p->path[p->n_asked] = u[0];
    p->n_asked++;
    p->model(u, y);
    for (size_t k = 0; k < p->M; k++) residuals[i * p->M + k] = (y[k] - p->data[k]) / p->sd;
    if (p->fails && p->fails(u)) residuals[i * p->M + p->M / 2] = NAN;
  }
  return RX_OK;
}

/* amplitude 0 … 10, rate 0.1 … 10 on a logarithmic axis, offset -1 … 1 */
static void decay(const double u[], double y[])
{
  for (int i = 0; i < N_TIMES; i++) y[i] = 10 * u[0] * exp(-pow(10, 2 * u[1] - 1) * 0.1 * i) + 2 * u[2] - 1;
}

static const double DECAY_TRUTH[] = { 0.437, 0.683, 0.29 };

static problem decay_problem(void)
{
  problem p = { .K = 3, .M = N_TIMES, .model = decay, .sd = 1 };
  decay(DECAY_TRUTH, p.data);
  return p;
}

static rx_least_squares_options sharp(void)
{
  rx_least_squares_options o = rx_least_squares_options_default();
  o.difference_step = 1e-4;
  o.xtol = o.gtol = o.ftol = 1e-10;
  return o;
}

static rx_least_squares fit_of(problem *p, const double start[], const rx_least_squares_options *o)
{
  rx_least_squares fit;
  rx_error err = { 0 };
  cr_assert_eq(rx_least_squares_fit(p->K, p->M, start, residuals_of, p, o, &fit, &err), RX_OK, "%s", err.text);
  cr_assert(fit.n_points == p->n_asked && fit.n_batches == p->n_batches);
  return fit;
}

Test(least_squares, it_recovers_an_exponential_decay)
{
  problem p = decay_problem();
  const rx_least_squares_options o = sharp();
  rx_least_squares fit = fit_of(&p, (const double[]){ 0.9, 0.2, 0.8 }, &o);
  for (int j = 0; j < 3; j++) cr_expect_float_eq(fit.estimate[j], DECAY_TRUTH[j], 1e-7, "%d: %g", j, fit.estimate[j]);
  cr_expect_lt(fit.chi2, 1e-12);
  cr_expect(fit.start_chi2 > 1 && fit.dof == N_TIMES - 3 && fit.n_failed == 0 && fit.n_undetermined == 0);
  cr_expect_eq(p.largest_batch, 7);
  cr_expect_lt(fit.n_batches, 30);
  rx_least_squares_free(&fit);
  cr_expect(!fit.estimate && !fit.is_at_bound);
}

Test(least_squares, forward_differences_and_the_default_step_come_close)
{
  problem p = decay_problem();
  rx_least_squares_options o = rx_least_squares_options_default();
  rx_least_squares fit = fit_of(&p, (const double[]){ 0.9, 0.2, 0.8 }, &o);
  for (int j = 0; j < 3; j++) cr_expect_float_eq(fit.estimate[j], DECAY_TRUTH[j], 1e-3);
  rx_least_squares_free(&fit);
  p.n_asked = p.n_batches = p.largest_batch = 0;
  o.is_central = false;
  fit = fit_of(&p, (const double[]){ 0.9, 0.2, 0.8 }, &o);
  for (int j = 0; j < 3; j++) cr_expect_float_eq(fit.estimate[j], DECAY_TRUTH[j], 1e-3);
  cr_expect_eq(p.largest_batch, 4);
  rx_least_squares_free(&fit);
}

/* Rosenbrock 1960, on x and y of -2 … 2; minimum at (1, 1). */
static void rosenbrock(const double u[], double y[])
{
  const double x = 4 * u[0] - 2, z = 4 * u[1] - 2;
  y[0] = 10 * (z - x * x);
  y[1] = 1 - x;
}

Test(least_squares, it_follows_the_valley_of_rosenbrock)
{
  problem p = { .K = 2, .M = 2, .model = rosenbrock, .sd = 1 };
  const rx_least_squares_options o = sharp();
  rx_least_squares fit = fit_of(&p, (const double[]){ 0.2, 0.75 }, &o); /* (-1.2, 1) */
  cr_expect_float_eq(fit.estimate[0], 0.75, 1e-6);
  cr_expect_float_eq(fit.estimate[1], 0.75, 1e-6);
  cr_expect(fit.dof == 0 && isnan(fit.standard_error[0]) && isnan(fit.low[1]));
  rx_least_squares_free(&fit);
}

/* (J'J)^-1 of a straight line through 9 points. */
static void line(const double u[], double y[])
{
  for (int i = 0; i < 9; i++) y[i] = 3 * u[0] + 5 * u[1] * i;
}

Test(least_squares, covariance_of_a_straight_line_is_the_textbook_one)
{
  static const double noise[] = { 0.03, -0.11, 0.02, 0.14, -0.05, -0.07, 0.12, 0.01, -0.09 };
  problem p = { .K = 2, .M = 9, .model = line, .sd = 0.1 };
  line((const double[]){ 0.4, 0.7 }, p.data);
  for (int i = 0; i < 9; i++) p.data[i] += noise[i];
  /* sums of x = 0 … 8: 36, 204; the determinant 9 204 - 36^2 */
  const double det = 9 * 204 - 36 * 36;
  double sxy = 0, sy = 0, rss = 0;
  for (int i = 0; i < 9; i++) sy += p.data[i], sxy += i * p.data[i];
  const double b = (9 * sxy - 36 * sy) / det, a = (sy - 36 * b) / 9;
  for (int i = 0; i < 9; i++) rss += pow(p.data[i] - a - b * i, 2);

  rx_least_squares_options o = sharp();
  rx_least_squares fit = fit_of(&p, (const double[]){ 0.5, 0.5 }, &o);
  cr_expect_float_eq(fit.estimate[0], a / 3, 1e-8);
  cr_expect_float_eq(fit.estimate[1], b / 5, 1e-8);
  cr_expect_float_eq(fit.chi2, rss / 0.01, 1e-8 * rss / 0.01);
  cr_expect_float_eq(fit.standard_error[0], sqrt(rss / 7 * 204 / det) / 3, 1e-8);
  cr_expect_float_eq(fit.standard_error[1], sqrt(rss / 7 * 9 / det) / 5, 1e-8);
  cr_expect_float_eq(fit.correlation[1], -36 / sqrt(204 * 9), 1e-8);
  cr_expect_float_eq(fit.correlation[0], 1, 1e-12);
  cr_expect_float_eq(fit.covariance[1], fit.covariance[2], 1e-15);
  /* t(7) = 2.36462425 */
  cr_expect_float_eq(fit.high[0] - fit.estimate[0], 2.36462425 * fit.standard_error[0], 1e-9);
  cr_expect_float_eq(fit.estimate[1] - fit.low[1], 2.36462425 * fit.standard_error[1], 1e-9);
  for (int i = 0; i < 9; i++) cr_expect_float_eq(fit.residuals[i], (a + b * i - p.data[i]) / 0.1, 1e-7);
  rx_least_squares_free(&fit);

  p.n_asked = p.n_batches = 0;
  o.is_sd_known = true;
  fit = fit_of(&p, (const double[]){ 0.5, 0.5 }, &o);
  cr_expect_float_eq(fit.standard_error[1], 0.1 * sqrt(9 / det) / 5, 1e-8);
  cr_expect_float_eq(fit.high[1] - fit.estimate[1], 1.95996398 * fit.standard_error[1], 1e-9);
  rx_least_squares_free(&fit);
}

Test(least_squares, an_estimate_at_a_bound_is_said_to_be_there)
{
  /* intercept below 0: the best line through 0 has the slope sum(x y)/sum(x^2) */
  problem p = { .K = 2, .M = 9, .model = line, .sd = 1 };
  double sxy = 0;
  for (int i = 0; i < 9; i++) {
    p.data[i] = -1.3 + 2.6 * i + 0.01 * (i % 3);
    sxy += i * p.data[i];
  }
  const rx_least_squares_options o = sharp();
  for (int from = 0; from < 3; from++) {
    p.n_asked = p.n_batches = 0;
    const double starts[3][2] = { { 0.5, 0.5 }, { 1, 0 }, { 0, 1 } };
    rx_least_squares fit = fit_of(&p, starts[from], &o);
    cr_expect(fit.is_at_bound[0] && !fit.is_at_bound[1]);
    cr_expect_float_eq(fit.estimate[0], 0, 1e-5, "%g", fit.estimate[0]);
    cr_expect_float_eq(fit.estimate[1], sxy / 204 / 5, 1e-5);
    cr_expect(isnan(fit.standard_error[0]) && isnan(fit.low[0]) && isnan(fit.correlation[1]) &&
              isnan(fit.covariance[2]));
    cr_expect(fit.dof == 8);
    cr_expect_float_eq(fit.standard_error[1], sqrt(fit.chi2 / 8 / 204) / 5, 1e-8);
    cr_expect_eq(fit.n_undetermined, 0);
    rx_least_squares_free(&fit);
  }
}

Test(least_squares, the_default_tolerances_reach_the_bound_too)
{
  problem p = { .K = 2, .M = 9, .model = line, .sd = 0.1 };
  static const double intercepts[] = { -1.3, -0.01, 3.2 }, starts[][2] = { { 0.5, 0.5 }, { 0.02, 0.98 }, { 0.9, 0.1 } };
  const rx_least_squares_options o = rx_least_squares_options_default();
  for (int c = 0; c < 3; c++)
    for (int from = 0; from < 3; from++) {
      for (int i = 0; i < 9; i++) p.data[i] = intercepts[c] + 2.6 * i;
      p.n_asked = p.n_batches = 0;
      rx_least_squares fit = fit_of(&p, starts[from], &o);
      cr_expect(fit.is_at_bound[0] && !fit.is_at_bound[1], "intercept %g, start %d: %g", intercepts[c], from,
                fit.estimate[0]);
      cr_expect_float_eq(fit.estimate[0], c == 2, 0.002);
      rx_least_squares_free(&fit);
    }
}

Test(least_squares, all_at_bounds_has_no_covariance_and_the_interval_is_cut_at_the_range)
{
  problem p = { .K = 2, .M = 9, .model = line, .sd = 1 };
  for (int i = 0; i < 9; i++) p.data[i] = -1.3 + 7.2 * i;
  rx_least_squares_options o = sharp();
  rx_least_squares fit = fit_of(&p, (const double[]){ 0.5, 0.5 }, &o);
  cr_expect(fit.is_at_bound[0] && fit.is_at_bound[1] && fit.dof == 9 && isnan(fit.covariance[3]));
  rx_least_squares_free(&fit);

  line((const double[]){ 0.02, 0.5 }, p.data);
  p.data[3] += 2;
  p.n_asked = p.n_batches = 0;
  p.sd = 1;
  o.is_sd_known = true;
  fit = fit_of(&p, (const double[]){ 0.5, 0.5 }, &o);
  cr_expect(!fit.is_at_bound[0] && fit.low[0] == 0 && fit.high[0] > fit.estimate[0]);
  rx_least_squares_free(&fit);
}

/* Only the sum of the first two matters; the third is alone. */
static void sums(const double u[], double y[])
{
  for (int i = 0; i < 9; i++) y[i] = u[0] + u[1] + i * u[2];
}

Test(least_squares, what_the_data_do_not_determine_has_no_error)
{
  problem p = { .K = 3, .M = 9, .model = sums, .sd = 1 };
  sums((const double[]){ 0.4, 0.3, 0.6 }, p.data);
  for (int i = 0; i < 9; i++) p.data[i] += i % 2 ? 0.02 : -0.02;
  const rx_least_squares_options o = sharp();
  rx_least_squares fit = fit_of(&p, (const double[]){ 0.5, 0.5, 0.5 }, &o);
  cr_expect_eq(fit.n_undetermined, 2);
  cr_expect(isnan(fit.standard_error[0]) && isnan(fit.standard_error[1]) && isnan(fit.high[0]));
  /* the slope of the straight line through the same data */
  cr_expect_float_eq(fit.standard_error[2], sqrt(fit.chi2 / 6 * 9 / (9 * 204 - 36 * 36)), 1e-8);
  cr_expect(fit.standard_error[2] > 0);
  rx_least_squares_free(&fit);
}

/* Replicates of the decay with noise; how many intervals cover each true parameter. */
static void count_covered(bool is_sd_known, size_t covered[3])
{
  const double sd = 0.07;
  for (uint64_t r = 0; r < 200; r++) {
    problem *p = malloc(sizeof *p);
    *p = decay_problem();
    p->sd = is_sd_known ? sd : 1;
    rx_stream stream = rx_stream_make(2026, r, 0, 0, RX_STREAM_TEST);
    for (int i = 0; i < N_TIMES; i++) p->data[i] += sd * rx_normal(&stream);
    rx_least_squares_options o = rx_least_squares_options_default();
    o.is_sd_known = is_sd_known;
    rx_least_squares fit = fit_of(p, (const double[]){ 0.5, 0.5, 0.5 }, &o);
    cr_assert_neq(fit.stop, RX_STOP_ITERATIONS, "replicate %d", (int)r);
    for (int j = 0; j < 3; j++) covered[j] += fit.low[j] <= DECAY_TRUTH[j] && DECAY_TRUTH[j] <= fit.high[j];
    rx_least_squares_free(&fit);
    free(p);
  }
}

Test(least_squares, intervals_cover_the_truth_as_often_as_they_say)
{
  /* binomial, 200 of 95 %: 190 -+ 3 sd of 3.1 */
  size_t covered[3] = { 0 }, covered_known[3] = { 0 };
  count_covered(false, covered);
  count_covered(true, covered_known);
  for (int j = 0; j < 3; j++) {
    cr_expect(covered[j] >= 181 && covered[j] <= 199, "parameter %d: %zu of 200", j, covered[j]);
    cr_expect(covered_known[j] >= 181 && covered_known[j] <= 199, "sd known, parameter %d: %zu of 200", j,
              covered_known[j]);
  }
}

Test(least_squares, a_second_run_takes_the_same_path)
{
  problem *p = malloc(sizeof *p), *q = malloc(sizeof *q);
  *p = *q = decay_problem();
  p->data[4] = q->data[4] += 0.3;
  const rx_least_squares_options o = rx_least_squares_options_default();
  rx_least_squares a = fit_of(p, (const double[]){ 0.9, 0.2, 0.8 }, &o),
                   b = fit_of(q, (const double[]){ 0.9, 0.2, 0.8 }, &o);
  cr_expect(p->n_asked == q->n_asked && memcmp(p->path, q->path, p->n_asked * sizeof(double)) == 0);
  cr_expect_eq(memcmp(a.estimate, b.estimate, 3 * sizeof(double)), 0);
  cr_expect_eq(memcmp(a.covariance, b.covariance, 9 * sizeof(double)), 0);
  rx_least_squares_free(&a);
  rx_least_squares_free(&b);
  free(p);
  free(q);
}

static bool fails_above(const double u[])
{
  return u[1] > 0.7 || u[0] < 0.42; /* close to the truth */
}

Test(least_squares, a_region_of_failed_members_is_walked_around)
{
  problem p = decay_problem();
  p.fails = fails_above;
  const rx_least_squares_options o = sharp();
  rx_least_squares fit = fit_of(&p, (const double[]){ 0.9, 0.2, 0.8 }, &o);
  for (int j = 0; j < 3; j++) cr_expect_float_eq(fit.estimate[j], DECAY_TRUTH[j], 1e-6);
  cr_expect_gt(fit.n_failed, 0);
  rx_least_squares_free(&fit);
}

static bool fails_beside(const double u[])
{
  return u[0] > 0.4371; /* the truth is 0.437, the step 0.001 */
}

Test(least_squares, a_neighbour_that_failed_leaves_the_other_side)
{
  for (int is_central = 0; is_central < 2; is_central++) {
    problem p = decay_problem();
    p.fails = fails_beside;
    rx_least_squares_options o = sharp();
    o.difference_step = 1e-3;
    o.is_central = is_central;
    rx_least_squares fit = fit_of(&p, (const double[]){ 0.4, 0.5, 0.5 }, &o);
    for (int j = 0; j < 3; j++) cr_expect_float_eq(fit.estimate[j], DECAY_TRUTH[j], 1e-5, "%d %d", is_central, j);
    cr_expect(fit.n_failed > 0 && fit.n_undetermined == 0);
    rx_least_squares_free(&fit);
  }
}

static bool fails_but_at_start(const double u[])
{
  return fabs(u[0] - 0.4) > 1e-9;
}

Test(least_squares, a_parameter_whose_neighbours_all_fail_is_not_moved)
{
  for (int is_central = 0; is_central < 2; is_central++) {
    problem p = decay_problem();
    p.fails = fails_but_at_start;
    rx_least_squares_options o = sharp();
    o.is_central = is_central;
    rx_least_squares fit = fit_of(&p, (const double[]){ 0.4, 0.5, 0.5 }, &o);
    cr_expect_float_eq(fit.estimate[0], 0.4, 1e-9);
    cr_expect(fit.chi2 < fit.start_chi2 && fit.n_undetermined == 1 && isnan(fit.standard_error[0]));
    cr_expect(fit.standard_error[1] > 0);
    rx_least_squares_free(&fit);
  }
}

static void steps(const double u[], double y[])
{
  for (int i = 0; i < N_TIMES; i++) y[i] = floor(40 * u[0]) + 0.1 * i; /* flat between jumps */
}

Test(least_squares, reasons_to_stop_are_told_apart)
{
  static const double start[] = { 0.9, 0.2, 0.8 };
  rx_least_squares_options o = sharp();
  problem p = decay_problem();
  p.data[3] += 0.5;
  o.max_iterations = 2;
  rx_least_squares fit = fit_of(&p, start, &o);
  cr_expect(fit.stop == RX_STOP_ITERATIONS && fit.n_iterations == 2 && fit.chi2 < fit.start_chi2);
  rx_least_squares_free(&fit);

  p.n_asked = p.n_batches = 0;
  o = sharp();
  o.ftol = 0.5;
  o.xtol = o.gtol = 0;
  fit = fit_of(&p, start, &o);
  cr_expect_eq(fit.stop, RX_STOP_DECREASE);
  rx_least_squares_free(&fit);

  p.n_asked = p.n_batches = 0;
  o.ftol = 0;
  o.gtol = 1e-3;
  fit = fit_of(&p, start, &o);
  cr_expect_eq(fit.stop, RX_STOP_GRADIENT);
  rx_least_squares_free(&fit);

  p.n_asked = p.n_batches = 0;
  o.gtol = 0;
  o.xtol = 0.02;
  fit = fit_of(&p, start, &o);
  cr_expect_eq(fit.stop, RX_STOP_STEP);
  rx_least_squares_free(&fit);

  /* at the truth from the start */
  p = decay_problem();
  o = sharp();
  fit = fit_of(&p, DECAY_TRUTH, &o);
  cr_expect(fit.stop == RX_STOP_GRADIENT || fit.chi2 < 1e-25);
  cr_expect_leq(fit.n_iterations, 2);
  rx_least_squares_free(&fit);

  /* no slope anywhere */
  problem q = { .K = 1, .M = N_TIMES, .model = steps, .sd = 1 };
  fit = fit_of(&q, (const double[]){ 0.5125 }, &o);
  cr_expect(fit.stop == RX_STOP_GRADIENT && fit.n_batches == 1 && fit.n_undetermined == 1);
  rx_least_squares_free(&fit);

  /* differences that miss the floor: a step of the difference is a slope that the point itself does not have */
  q.n_asked = q.n_batches = 0;
  o = rx_least_squares_options_default();
  o.difference_step = 0.02;
  for (int i = 0; i < N_TIMES; i++) q.data[i] = 10.4 + 0.1 * i;
  fit = fit_of(&q, (const double[]){ 0.26 }, &o);
  cr_expect(fit.stop == RX_STOP_NO_BETTER, "%s", rx_fit_stop_text(fit.stop));
  cr_expect_leq(fit.n_batches, 12);
  rx_least_squares_free(&fit);
}

Test(least_squares, every_stop_has_its_text)
{
  cr_expect(strstr(rx_fit_stop_text(RX_STOP_STEP), "converged: the step"));
  cr_expect(strstr(rx_fit_stop_text(RX_STOP_GRADIENT), "slope"));
  cr_expect(strstr(rx_fit_stop_text(RX_STOP_DECREASE), "chi2"));
  cr_expect(strstr(rx_fit_stop_text(RX_STOP_NO_BETTER), "no better"));
  cr_expect(strstr(rx_fit_stop_text(RX_STOP_ITERATIONS), "not converged"));
}

static bool always_fails(const double u[])
{
  (void)u;
  return true;
}

Test(least_squares, a_start_that_fails_is_an_error)
{
  problem p = decay_problem();
  p.fails = always_fails;
  const rx_least_squares_options o = rx_least_squares_options_default();
  rx_least_squares fit;
  rx_error err = { 0 };
  cr_expect_eq(rx_least_squares_fit(3, N_TIMES, DECAY_TRUTH, residuals_of, &p, &o, &fit, &err), RX_E_NOT_FINITE);
  cr_expect(strstr(err.text, "the member at the start of the fit failed"), "%s", err.text);
  cr_expect_null(fit.memory);
}

Test(least_squares, the_status_of_the_caller_ends_it)
{
  const rx_least_squares_options o = rx_least_squares_options_default();
  for (size_t end_after = 1; end_after < 4; end_after++) {
    problem p = decay_problem();
    p.end_after = end_after;
    rx_least_squares fit;
    rx_error err = { 0 };
    cr_expect_eq(rx_least_squares_fit(3, N_TIMES, (const double[]){ 0.9, 0.2, 0.8 }, residuals_of, &p, &o, &fit, &err),
                 RX_E_INTERRUPTED);
    cr_expect_str_eq(err.text, "asked to stop");
    cr_expect_eq(p.n_batches, end_after + 1);
    cr_expect_null(fit.memory);
  }
}

static void expect_refused(size_t K, size_t M, const double start[], const rx_least_squares_options *o,
                           const char *part)
{
  problem p = decay_problem();
  rx_least_squares fit;
  rx_error err = { 0 };
  cr_expect_eq(rx_least_squares_fit(K, M, start, residuals_of, &p, o, &fit, &err), RX_E_INPUT);
  cr_expect(strstr(err.text, part), "%s", err.text);
  cr_expect(p.n_asked == 0 && !fit.memory);
}

Test(least_squares, a_request_that_makes_no_sense_is_refused)
{
  rx_least_squares_options o = rx_least_squares_options_default();
  expect_refused(0, 5, DECAY_TRUTH, &o, "no parameters");
  expect_refused(3, 2, DECAY_TRUTH, &o, "3 parameters to 2 data");
  expect_refused(3, 5, (const double[]){ 0.5, 1.2, 0.5 }, &o, "start of parameter 1");
  expect_refused(3, 5, (const double[]){ 0.5, 0.5, NAN }, &o, "start of parameter 2");
  o.difference_step = 0;
  expect_refused(3, 5, DECAY_TRUTH, &o, "difference step of 0");
  o.difference_step = 0.3;
  expect_refused(3, 5, DECAY_TRUTH, &o, "difference step of 0.3");
  o = rx_least_squares_options_default();
  o.confidence = 1;
  expect_refused(3, 5, DECAY_TRUTH, &o, "confidence of 1");
  o = rx_least_squares_options_default();
  o.gtol = NAN;
  expect_refused(3, 5, DECAY_TRUTH, &o, "gtol nan");
  o = rx_least_squares_options_default();
  rx_least_squares fit;
  cr_expect_eq(rx_least_squares_fit(3, SIZE_MAX / 8, DECAY_TRUTH, residuals_of, NULL, &o, &fit, NULL), RX_E_MEMORY);
}
