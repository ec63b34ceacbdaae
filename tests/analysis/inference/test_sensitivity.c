#include "analysis/inference/sensitivity.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "study/design/design.h"

#define PI 3.14159265358979323846

/* Ishigami & Homma 1990, a = 7, b = 0.1, on u in 0 … 1; closed forms of its indices in Saltelli et al. 2000. */
static double ishigami(const double u[], size_t K)
{
  (void)K;
  double x[3];
  for (int j = 0; j < 3; j++) x[j] = PI * (2 * u[j] - 1);
  return sin(x[0]) + 7 * pow(sin(x[1]), 2) + 0.1 * pow(x[2], 4) * sin(x[0]);
}

static const double G_A[8] = { 0, 1, 4.5, 9, 99, 99, 99, 99 };

/* Sobol's G function. */
static double sobol_g(const double u[], size_t K)
{
  double product = 1;
  for (size_t j = 0; j < K; j++) product *= (fabs(4 * u[j] - 2) + G_A[j]) / (1 + G_A[j]);
  return product;
}

static double *outputs_of(const rx_design *d, double (*f)(const double u[], size_t K))
{
  double *y = malloc(d->n_points * sizeof *y);
  for (size_t i = 0; i < d->n_points; i++) y[i] = f(d->points + i * d->n_parameters, d->n_parameters);
  return y;
}

/* Indices of f at a Saltelli design. */
static rx_sobol_indices indices_at(size_t n_base, size_t K, bool second_order, double (*f)(const double u[], size_t K))
{
  rx_design d;
  rx_sobol_indices s;
  const rx_bootstrap bootstrap = rx_bootstrap_default();
  cr_assert_eq(rx_design_saltelli(n_base, K, second_order, 1, &d, NULL), RX_OK);
  double *y = outputs_of(&d, f);
  cr_assert_eq(rx_sobol_indices_of(n_base, K, second_order, y, &bootstrap, &s, NULL), RX_OK);
  free(y);
  rx_design_free(&d);
  return s;
}

Test(sobol_indices, ishigami_has_those_of_the_closed_form)
{
  static const double S1[] = { 0.3139, 0.4424, 0 }, ST[] = { 0.5576, 0.4424, 0.2437 };
  rx_sobol_indices s = indices_at(8192, 3, true, ishigami);
  cr_expect(s.state == RX_INDICES_OK && s.n_used == 8192 && s.n_left_out == 0);
  for (int j = 0; j < 3; j++) {
    cr_expect_float_eq(s.S1[j], S1[j], 0.01, "S1 %d: %g", j, s.S1[j]);
    cr_expect_float_eq(s.ST[j], ST[j], 0.01, "ST %d: %g", j, s.ST[j]);
    cr_expect(s.S1_conf[j] > 0 && s.S1_conf[j] < 0.06 && s.ST_conf[j] > 0 && s.ST_conf[j] < 0.06);
  }
  cr_expect_float_eq(s.S2[0 * 3 + 2], 0.2437, 0.02, "S2 13: %g", s.S2[2]);
  cr_expect_float_eq(s.S2[0 * 3 + 1], 0, 0.02, "S2 12: %g", s.S2[1]);
  cr_expect_float_eq(s.S2[1 * 3 + 2], 0, 0.02, "S2 23: %g", s.S2[5]);
  for (int j = 0; j < 3; j++)
    for (int k = 0; k < 3; k++)
      cr_expect(isnan(s.S2[3 * j + k]) == (k <= j) && isnan(s.S2_conf[3 * j + k]) == (k <= j));
  rx_sobol_indices_free(&s);
  cr_expect_null(s.S1);
}

Test(sobol_indices, the_g_function_has_those_of_the_closed_form)
{
  double V[8], whole = 1;
  for (int j = 0; j < 8; j++) {
    V[j] = 1 / (3 * pow(1 + G_A[j], 2));
    whole *= 1 + V[j];
  }
  rx_sobol_indices s = indices_at(8192, 8, true, sobol_g);
  for (int j = 0; j < 8; j++) {
    cr_expect_float_eq(s.S1[j], V[j] / (whole - 1), 0.01, "S1 %d: %g", j, s.S1[j]);
    cr_expect_float_eq(s.ST[j], V[j] * whole / (1 + V[j]) / (whole - 1), 0.01, "ST %d: %g", j, s.ST[j]);
    for (int k = j + 1; k < 8; k++)
      cr_expect_float_eq(s.S2[8 * j + k], V[j] * V[k] / (whole - 1), 0.02, "S2 %d %d: %g", j, k, s.S2[8 * j + k]);
  }
  rx_sobol_indices_free(&s);
}

static double weighted_sum(const double u[], size_t K)
{
  double sum = 1000;
  for (size_t j = 0; j < K; j++) sum += (j < 3 ? (double)(3 - j) : 0.1) * u[j];
  return sum;
}

Test(sobol_indices, above_twenty_parameters_a_latin_hypercube_serves)
{
  /* shares of a sum: weight^2/sum of weights^2 */
  const double total = 9 + 4 + 1 + 21 * 0.01;
  rx_sobol_indices s = indices_at(4096, 24, false, weighted_sum);
  cr_expect(!s.S2 && !s.S2_conf);
  for (int j = 0; j < 24; j++) {
    const double share = (j < 3 ? pow(3 - j, 2) : 0.01) / total;
    cr_expect_float_eq(s.S1[j], share, 0.03, "S1 %d: %g", j, s.S1[j]);
    cr_expect_float_eq(s.ST[j], share, 0.03, "ST %d: %g", j, s.ST[j]);
  }
  rx_sobol_indices_free(&s);
}

Test(sobol_indices, estimators_are_those_of_SALib)
{
  /* by hand: SALib's separate_output_values, first_order, total_order, second_order on six base samples of two parameters */
  static const double y[] = {
    1.3, 2.1, 0.4, 2.9, 1.7, 3.3, 0.2, 1.1, 0.9, 1.4, 2.2, 1.9, 2.5, 0.3, 1.6, 0.8, 2.7, 0.6,
    3.1, 2.4, 1.2, 2.6, 3.5, 1.8, 0.7, 1.5, 2.3, 0.5, 1.0, 2.8, 2.0, 3.2, 2.9, 3.4, 1.1, 3.0
  };
  double mean = 0, sd = 0, a[6], b[6], ab[2][6], ba[2][6], m = 0, V = 0, first[2] = { 0 }, total[2] = { 0 }, both = 0;
  for (int i = 0; i < 36; i++) mean += y[i] / 36;
  for (int i = 0; i < 36; i++) sd += pow(y[i] - mean, 2) / 36;
  sd = sqrt(sd);
  for (int i = 0; i < 6; i++) {
    a[i] = (y[6 * i] - mean) / sd;
    b[i] = (y[6 * i + 5] - mean) / sd;
    for (int j = 0; j < 2; j++) ab[j][i] = (y[6 * i + 1 + j] - mean) / sd, ba[j][i] = (y[6 * i + 3 + j] - mean) / sd;
    m += (a[i] + b[i]) / 12;
  }
  for (int i = 0; i < 6; i++) {
    V += (pow(a[i] - m, 2) + pow(b[i] - m, 2)) / 12;
    for (int j = 0; j < 2; j++) {
      first[j] += b[i] * (ab[j][i] - a[i]) / 6;
      total[j] += 0.5 * pow(a[i] - ab[j][i], 2) / 6;
    }
    both += (ba[0][i] * ab[1][i] - a[i] * b[i]) / 6;
  }
  rx_sobol_indices s;
  const rx_bootstrap none = { .n_resamples = 0, .confidence = 0.95, .seed = 1 };
  cr_assert_eq(rx_sobol_indices_of(6, 2, true, y, &none, &s, NULL), RX_OK);
  for (int j = 0; j < 2; j++) {
    cr_expect_float_eq(s.S1[j], first[j] / V, 1e-13);
    cr_expect_float_eq(s.ST[j], total[j] / V, 1e-13);
    cr_expect(isnan(s.S1_conf[j]) && isnan(s.ST_conf[j]));
  }
  cr_expect_float_eq(s.S2[1], both / V - first[0] / V - first[1] / V, 1e-13);
  rx_sobol_indices_free(&s);
}

Test(sobol_indices, intervals_cover_the_true_index_as_often_as_they_say)
{
  /* independent random points, as the bootstrap supposes; y = 2 u0 + u1, so S1 = ST = 0.8, 0.2. Of 400 intervals of 90 %, binomial:
   * 360 -+ 3 sd of 6 */
  enum { REPLICATES = 400, N = 256, K = 2 };
  static double y[N * (K + 2)];
  size_t covered[4] = { 0 };
  for (uint64_t r = 0; r < REPLICATES; r++) {
    rx_stream stream = rx_stream_make(99, r, 0, 0, RX_STREAM_TEST);
    for (size_t i = 0; i < N; i++) {
      double a[K], b[K];
      for (int j = 0; j < K; j++) a[j] = rx_uniform(&stream), b[j] = rx_uniform(&stream);
      y[4 * i] = 2 * a[0] + a[1];
      y[4 * i + 1] = 2 * b[0] + a[1];
      y[4 * i + 2] = 2 * a[0] + b[1];
      y[4 * i + 3] = 2 * b[0] + b[1];
    }
    rx_sobol_indices s;
    const rx_bootstrap bootstrap = { .n_resamples = 200, .confidence = 0.9, .seed = r };
    cr_assert_eq(rx_sobol_indices_of(N, K, false, y, &bootstrap, &s, NULL), RX_OK);
    for (int j = 0; j < K; j++) {
      const double truth = j == 0 ? 0.8 : 0.2;
      covered[j] += fabs(s.S1[j] - truth) <= s.S1_conf[j];
      covered[2 + j] += fabs(s.ST[j] - truth) <= s.ST_conf[j];
    }
    rx_sobol_indices_free(&s);
  }
  for (int i = 0; i < 4; i++) cr_expect(covered[i] >= 342 && covered[i] <= 378, "index %d: %zu of 400", i, covered[i]);
}

Test(sobol_indices, the_same_seed_gives_the_same_interval)
{
  rx_sobol_indices a = indices_at(64, 3, true, ishigami), b = indices_at(64, 3, true, ishigami);
  cr_expect_eq(memcmp(a.S1_conf, b.S1_conf, 3 * sizeof(double)), 0);
  cr_expect_eq(memcmp(a.ST_conf, b.ST_conf, 3 * sizeof(double)), 0);
  rx_sobol_indices_free(&a);
  rx_sobol_indices_free(&b);
}

Test(sobol_indices, base_samples_with_a_failed_member_are_left_out)
{
  enum { N = 200, STEP = 5 };
  rx_design d;
  rx_sobol_indices with, without;
  const rx_bootstrap bootstrap = rx_bootstrap_default();
  cr_assert_eq(rx_design_saltelli(N, 3, false, 1, &d, NULL), RX_OK);
  double *y = outputs_of(&d, ishigami);
  y[17 * STEP] = NAN;
  y[17 * STEP + 4] = NAN;
  y[101 * STEP + 2] = INFINITY;
  cr_assert_eq(rx_sobol_indices_of(N, 3, false, y, &bootstrap, &with, NULL), RX_OK);
  cr_expect(with.n_used == N - 2 && with.n_left_out == 2 && with.state == RX_INDICES_OK);
  memmove(y + 101 * STEP, y + 102 * STEP, sizeof *y * STEP * 98);
  memmove(y + 17 * STEP, y + 18 * STEP, sizeof *y * STEP * 181);
  cr_assert_eq(rx_sobol_indices_of(N - 2, 3, false, y, &bootstrap, &without, NULL), RX_OK);
  cr_expect_eq(memcmp(with.memory, without.memory, 12 * sizeof(double)), 0);
  rx_sobol_indices_free(&with);
  rx_sobol_indices_free(&without);
  free(y);
  rx_design_free(&d);
}

Test(sobol_indices, shift_and_scale_of_the_outcome_do_not_matter)
{
  enum { N = 128, ROWS = N * 5 };
  rx_design d;
  rx_sobol_indices s, t;
  const rx_bootstrap bootstrap = rx_bootstrap_default();
  cr_assert_eq(rx_design_saltelli(N, 3, false, 1, &d, NULL), RX_OK);
  double *y = outputs_of(&d, ishigami);
  cr_assert_eq(rx_sobol_indices_of(N, 3, false, y, &bootstrap, &s, NULL), RX_OK);
  for (int i = 0; i < ROWS; i++) y[i] = 1e6 - 1e-3 * y[i];
  cr_assert_eq(rx_sobol_indices_of(N, 3, false, y, &bootstrap, &t, NULL), RX_OK);
  for (int i = 0; i < 12; i++)
    cr_expect_float_eq(s.memory[i], t.memory[i], 1e-6); /* 1e-9 relative variation, 1e-16 rounding */
  rx_sobol_indices_free(&s);
  rx_sobol_indices_free(&t);
  free(y);
  rx_design_free(&d);
}

static void expect_nothing(size_t n_base, const double y[], rx_indices_state state)
{
  rx_sobol_indices s;
  const rx_bootstrap bootstrap = rx_bootstrap_default();
  cr_assert_eq(rx_sobol_indices_of(n_base, 2, true, y, &bootstrap, &s, NULL), RX_OK);
  cr_expect_eq(s.state, state);
  for (int i = 0; i < 16; i++) cr_expect(isnan(s.memory[i]));
  rx_sobol_indices_free(&s);
}

Test(sobol_indices, a_constant_outcome_has_none_and_says_so)
{
  double y[24];
  for (int i = 0; i < 24; i++) y[i] = 0.1 + 0.2;
  expect_nothing(4, y, RX_INDICES_CONSTANT);
  y[7] = nextafter(y[7], 1);
  expect_nothing(4, y, RX_INDICES_CONSTANT);
  for (int i = 0; i < 24; i++) y[i] = 0;
  expect_nothing(4, y, RX_INDICES_CONSTANT);
  y[2] = 1; /* an AB row: A and B do not vary */
  expect_nothing(4, y, RX_INDICES_CONSTANT);
}

Test(sobol_indices, too_few_base_samples_have_none_and_say_so)
{
  double y[12] = { 1, 2, 3, 4, 5, 6, 1, 2, NAN, 4, 5, 7 };
  expect_nothing(2, y, RX_INDICES_TOO_FEW);
  expect_nothing(1, y, RX_INDICES_TOO_FEW);
  expect_nothing(0, y, RX_INDICES_TOO_FEW);
  cr_expect(strstr(rx_indices_state_text(RX_INDICES_TOO_FEW), "too few"));
  cr_expect(strstr(rx_indices_state_text(RX_INDICES_CONSTANT), "constant"));
  cr_expect_str_eq(rx_indices_state_text(RX_INDICES_OK), "ok");
}

Test(sobol_indices, a_request_that_makes_no_sense_is_refused)
{
  rx_sobol_indices s;
  rx_morris_indices m;
  rx_error err = { 0 };
  rx_bootstrap bootstrap = rx_bootstrap_default();
  cr_expect_eq(rx_sobol_indices_of(2, 0, false, NULL, &bootstrap, &s, &err), RX_E_INPUT);
  cr_expect(strstr(err.text, "no parameters"), "%s", err.text);
  cr_expect_eq(rx_sobol_indices_of(2, SIZE_MAX / 16, true, NULL, &bootstrap, &s, &err), RX_E_MEMORY);
  bootstrap.confidence = 95;
  cr_expect_eq(rx_sobol_indices_of(2, 1, false, (const double[6]){ 0 }, &bootstrap, &s, &err), RX_E_INPUT);
  cr_expect(strstr(err.text, "confidence of 95"), "%s", err.text);
  cr_expect_eq(rx_morris_indices_of(2, 1, (const double[4]){ 0 }, (const double[4]){ 0 }, &bootstrap, &m, &err),
               RX_E_INPUT);
  cr_expect(!s.memory && !m.memory);
}

/* ---- elementary effects ---- */

static rx_morris_indices effects_at(size_t r, size_t K, double (*f)(const double u[], size_t K))
{
  rx_design d;
  rx_morris_indices m;
  const rx_bootstrap bootstrap = rx_bootstrap_default();
  cr_assert_eq(rx_design_morris(r, K, 4, 1, &d, NULL), RX_OK);
  double *y = outputs_of(&d, f);
  cr_assert_eq(rx_morris_indices_of(r, K, d.points, y, &bootstrap, &m, NULL), RX_OK);
  free(y);
  rx_design_free(&d);
  return m;
}

static double linear(const double u[], size_t K)
{
  double sum = 3.7;
  for (size_t j = 0; j < K; j++) sum += (j % 2 ? -1.0 : 1.0) * (double)(j + 1) * u[j];
  return sum;
}

Test(morris_indices, effects_of_a_linear_function_are_its_slopes)
{
  rx_morris_indices m = effects_at(10, 5, linear);
  cr_expect(m.state == RX_INDICES_OK && m.n_used == 10 && m.n_left_out == 0);
  for (int j = 0; j < 5; j++) {
    cr_expect_float_eq(m.mu[j], (j % 2 ? -1 : 1) * (j + 1), 1e-13);
    cr_expect_float_eq(m.mu_star[j], j + 1, 1e-13);
    cr_expect_float_eq(m.sigma[j], 0, 1e-13);
    cr_expect_float_eq(m.mu_star_conf[j], 0, 1e-13);
  }
  rx_morris_indices_free(&m);
  cr_expect_null(m.mu);
}

/* The function of Morris 1991, section 3, with its random coefficients put to 0: 20 inputs, of which 10 matter. */
static double morris_1991(const double u[], size_t K)
{
  double w[20], y = 0;
  for (size_t i = 0; i < K; i++)
    w[i] = i == 2 || i == 4 || i == 6 ? 2 * (1.1 * u[i] / (u[i] + 0.1) - 0.5) : 2 * (u[i] - 0.5);
  for (size_t i = 0; i < 10; i++) y += 20 * w[i];
  for (size_t i = 0; i < 6; i++)
    for (size_t j = i + 1; j < 6; j++) y -= 15 * w[i] * w[j];
  for (size_t i = 0; i < 5; i++)
    for (size_t j = i + 1; j < 5; j++)
      for (size_t k = j + 1; k < 5; k++) y -= 10 * w[i] * w[j] * w[k];
  return y + 5 * w[0] * w[1] * w[2] * w[3];
}

Test(morris_indices, the_function_of_morris_falls_into_its_three_groups)
{
  rx_morris_indices m = effects_at(200, 20, morris_1991);
  for (int j = 0; j < 20; j++) {
    if (j >= 10)
      cr_expect(m.mu_star[j] < 1e-12 && m.sigma[j] < 1e-12, "input %d has no effect", j);
    else if (j >= 7)
      cr_expect(fabs(m.mu[j] - 40) < 1e-10 && m.sigma[j] < 1e-10, "input %d is linear", j);
    else
      cr_expect(m.sigma[j] > 15, "input %d: sigma %g", j, m.sigma[j]);
    cr_expect_geq(m.mu_star[j] + 1e-12, fabs(m.mu[j]));
  }
  rx_morris_indices_free(&m);
}

Test(morris_indices, effects_of_both_signs_cancel_in_mu_only)
{
  /* on 4 levels sin^2 of input 2 of Ishigami rises by 7 sin^2(pi/3) over two thirds of the range, or falls by it */
  rx_morris_indices m = effects_at(500, 3, ishigami);
  const double effect = 7 * 0.75 / (2.0 / 3);
  cr_expect_float_eq(m.mu_star[1], effect, 1e-12);
  cr_expect_float_eq(m.mu[1], 0, 4 * effect / sqrt(500)); /* 4 sd */
  cr_expect_float_eq(m.sigma[1], effect, 0.05 * effect);
  rx_morris_indices_free(&m);
}

Test(morris_indices, intervals_cover_the_mean_effect_as_often_as_they_say)
{
  /* input 3 of Ishigami; its mean absolute effect over all trajectories from a long design. Of 200 intervals of 95 %: 190 -+ 3 sd of 3.1,
   * and two more, for the bootstrap of 40 trajectories is a little short (39/40 of the variance) */
  rx_morris_indices all = effects_at(20000, 3, ishigami);
  size_t n_covered = 0;
  for (uint64_t r = 0; r < 200; r++) {
    rx_design d;
    rx_morris_indices m;
    rx_bootstrap bootstrap = rx_bootstrap_default();
    bootstrap.seed = r;
    cr_assert_eq(rx_design_morris(40, 3, 4, 1000 + r, &d, NULL), RX_OK);
    double *y = outputs_of(&d, ishigami);
    cr_assert_eq(rx_morris_indices_of(40, 3, d.points, y, &bootstrap, &m, NULL), RX_OK);
    n_covered += fabs(m.mu_star[2] - all.mu_star[2]) <= m.mu_star_conf[2];
    free(y);
    rx_design_free(&d);
    rx_morris_indices_free(&m);
  }
  cr_expect(n_covered >= 179 && n_covered <= 199, "%zu of 200", n_covered);
  rx_morris_indices_free(&all);
}

Test(morris_indices, trajectories_with_a_failed_member_are_left_out)
{
  rx_design d;
  rx_morris_indices with, without;
  const rx_bootstrap bootstrap = rx_bootstrap_default();
  cr_assert_eq(rx_design_morris(30, 3, 4, 1, &d, NULL), RX_OK);
  double *y = outputs_of(&d, ishigami);
  y[29 * 4 + 2] = NAN;
  cr_assert_eq(rx_morris_indices_of(30, 3, d.points, y, &bootstrap, &with, NULL), RX_OK);
  cr_assert_eq(rx_morris_indices_of(29, 3, d.points, y, &bootstrap, &without, NULL), RX_OK);
  cr_expect(with.n_used == 29 && with.n_left_out == 1);
  cr_expect_eq(memcmp(with.memory, without.memory, 12 * sizeof(double)), 0);
  rx_morris_indices_free(&with);
  rx_morris_indices_free(&without);
  free(y);
  rx_design_free(&d);
}

Test(morris_indices, a_constant_outcome_has_effects_of_zero_and_says_so)
{
  static const double points[] = { 0, 0, 1, 0, 1, 1, 1, 1, 1, 0, 0, 0 }, y[6] = { 5, 5, 5, 5, 5, 5 };
  rx_morris_indices m;
  const rx_bootstrap bootstrap = rx_bootstrap_default();
  cr_assert_eq(rx_morris_indices_of(2, 2, points, y, &bootstrap, &m, NULL), RX_OK);
  cr_expect_eq(m.state, RX_INDICES_CONSTANT);
  for (int i = 0; i < 8; i++) cr_expect_eq(m.memory[i], 0);
  rx_morris_indices_free(&m);
}

Test(morris_indices, one_trajectory_has_a_mean_and_no_spread_and_none_has_nothing)
{
  static const double points[] = { 0, 0, 1, 0, 1, 1 }, y[3] = { 5, 7, 4 }, failed[3] = { 5, NAN, 4 };
  rx_morris_indices m;
  const rx_bootstrap bootstrap = rx_bootstrap_default();
  cr_assert_eq(rx_morris_indices_of(1, 2, points, y, &bootstrap, &m, NULL), RX_OK);
  cr_expect(m.mu[0] == 2 && m.mu[1] == -3 && m.mu_star[1] == 3 && isnan(m.sigma[0]) && isnan(m.mu_star_conf[1]));
  rx_morris_indices_free(&m);
  cr_assert_eq(rx_morris_indices_of(1, 2, points, failed, &bootstrap, &m, NULL), RX_OK);
  cr_expect(m.state == RX_INDICES_TOO_FEW && isnan(m.mu[0]) && m.n_left_out == 1);
  rx_morris_indices_free(&m);
}

Test(morris_indices, points_that_are_no_trajectory_are_refused)
{
  static const double two[] = { 0, 0, 1, 1, 1, 0 }, again[] = { 0, 0, 1, 0, 0.5, 0 }, none[] = { 0, 0, 0, 0, 1, 0 };
  static const double y[3] = { 5, 7, 4 };
  rx_morris_indices m;
  rx_error err = { 0 };
  const rx_bootstrap bootstrap = rx_bootstrap_default();
  cr_expect_eq(rx_morris_indices_of(1, 2, two, y, &bootstrap, &m, &err), RX_E_INPUT);
  cr_expect(strstr(err.text, "row 1 of trajectory 0 changes 2 coordinates"), "%s", err.text);
  cr_expect_eq(rx_morris_indices_of(1, 2, none, y, &bootstrap, &m, &err), RX_E_INPUT);
  cr_expect(strstr(err.text, "changes 0 coordinates"), "%s", err.text);
  cr_expect_eq(rx_morris_indices_of(1, 2, again, y, &bootstrap, &m, &err), RX_E_INPUT);
  cr_expect(strstr(err.text, "row 2 of trajectory 0 changes coordinate 0 again"), "%s", err.text);
  cr_expect_null(m.memory);
}
