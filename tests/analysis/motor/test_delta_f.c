#include "analysis/motor/brace_height.h"
#include "analysis/motor/delta_f.h"
#include "analysis/motor/matched_pairs.h"
#include "analysis/motor/support_vector.h"
#include "analysis/quantile.h"

#include <criterion/criterion.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

enum { MOST = 400 };

static rx_arena *arena;

static void begin(void)
{
  arena = rx_arena_create();
}

static void end(void)
{
  rx_arena_free(arena);
}

TestSuite(delta_f, .init = begin, .fini = end);
TestSuite(matched_pairs, .init = begin, .fini = end);

/* ---- trains ---- */

static double buffers[40][MOST];
static int n_buffers;

/* A discharge wherever the integral of the rate passes a whole number: rises from `low` at `from` to `high` in the middle and falls to
 * `end` at `to`. */
static rx_unit_train triangle(int unit, double from, double to, double low, double high, double end_rate)
{
  double *t = buffers[n_buffers++ % 40], sum = 1;
  size_t n = 0;
  const double middle = (from + to) / 2, step = 1e-4;
  for (double x = from; x < to && n < MOST; x += step) {
    const double rate = x < middle ? low + (high - low) * (x - from) / (middle - from)
                                   : high + (end_rate - high) * (x - middle) / (to - middle);
    if (sum >= 1) t[n++] = x, sum -= 1;
    sum += rate * step;
  }
  return (rx_unit_train){ unit, n, t };
}

static rx_delta_f analysed(size_t n, const rx_unit_train trains[], const rx_delta_f_options *options)
{
  const rx_delta_f_options standard = rx_delta_f_options_default();
  rx_delta_f result;
  rx_error err = { 0 };
  cr_assert_eq(
      rx_delta_f_of(n, trains, &RX_SMOOTHER_POLYNOMIAL, options != NULL ? options : &standard, arena, &result, &err),
      RX_OK, "%s", err.text);
  return result;
}

Test(unit_train, the_longest_run_is_kept_and_the_first_on_a_tie)
{
  const double t[] = { 0, 1, 2, 4, 5, 6, 8, 8.5 }; /* 3, 3 and 2 in a row; 1 s is no gap */
  const rx_unit_train train = { 7, 8, t };
  rx_unit_train run = rx_longest_run(&train);
  cr_expect(run.unit == 7 && run.n == 3 && run.times_s == t);
  run = rx_longest_run(&(rx_unit_train){ 7, 5, t + 3 });
  cr_expect(run.n == 3 && run.times_s == t + 3);
  run = rx_longest_run(&(rx_unit_train){ 7, 0, t });
  cr_expect_eq(run.n, 0);
}

Test(unit_train, a_gap_is_above_a_second)
{
  const double t[] = { 0, 1.0001, 1.5, 1.75 };
  const rx_unit_train run = rx_longest_run(&(rx_unit_train){ 1, 4, t });
  cr_expect(run.n == 3 && run.times_s == t + 1);
}

/* ---- smoothers ---- */

static const rx_smoother *const ALL[] = { &RX_SMOOTHER_POLYNOMIAL, &RX_SMOOTHER_HANN, &RX_SMOOTHER_SVR };

Test(firing_rate, a_steady_unit_has_its_rate_throughout)
{
  double t[60];
  rx_firing_rate rate;
  for (int k = 0; k < 60; k++) t[k] = 3 + 0.125 * k;
  for (int i = 0; i < 3; i++) {
    cr_assert_eq(ALL[i]->fit(&(rx_unit_train){ 0, 60, t }, &rate, NULL), RX_OK);
    cr_expect(rate.from_s == t[1] && rate.to_s == t[59]);
    for (double x = rate.from_s; x <= rate.to_s; x += 0.01)
      cr_expect_float_eq(rx_firing_rate_at(&rate, x), 8, 1e-6, "%s at %g: %g", ALL[i]->name, x,
                         rx_firing_rate_at(&rate, x));
    rx_firing_rate_free(&rate);
  }
}

Test(firing_rate, a_polynomial_of_degree_5_is_found_again)
{
  /* intervals chosen so that the rate at each discharge is the polynomial there: t_k solves (t_k - t_{k-1}) p(t_k) = 1 */
  const double c[] = { 12, 1.5, -2, 0.3, 0.7, -0.4 };
  double t[80] = { 0 };
  rx_firing_rate rate;
  for (int k = 1; k < 80; k++) {
    t[k] = t[k - 1] + 0.1;
    for (int i = 0; i < 200; i++) {
      const double u = t[k] / 4 - 1;
      t[k] = t[k - 1] + 1 / (c[0] + u * (c[1] + u * (c[2] + u * (c[3] + u * (c[4] + u * c[5])))));
    }
  }
  cr_assert_eq(RX_SMOOTHER_POLYNOMIAL.fit(&(rx_unit_train){ 0, 80, t }, &rate, NULL), RX_OK);
  for (int k = 1; k < 80; k++) cr_expect_float_eq(rx_firing_rate_at(&rate, t[k]), 1 / (t[k] - t[k - 1]), 1e-9);
  rx_firing_rate_free(&rate);
}

Test(firing_rate, hann_weights_fall_to_nothing_at_half_a_second)
{
  const double t[] = { 0, 0.1, 0.3, 1.3, 2.2, 2.3 }; /* rates 10, 5, 1, 1.111, 10 at 0.1, 0.3, 1.3, 2.2, 2.3 */
  const double pi = acos(-1.0), near = (1 + cos(pi * 0.2 / 0.5)) / 2;
  rx_firing_rate rate;
  cr_assert_eq(RX_SMOOTHER_HANN.fit(&(rx_unit_train){ 0, 6, t }, &rate, NULL), RX_OK);
  cr_expect_float_eq(rx_firing_rate_at(&rate, 0.3), (5 + near * 10) / (1 + near), 1e-12);
  cr_expect_float_eq(rx_firing_rate_at(&rate, 0.8), 3, 1e-9); /* no discharge within: between 5 and 1 */
  cr_expect_float_eq(rx_firing_rate_at(&rate, 1.3), 1, 1e-12);
  rx_firing_rate_free(&rate);
}

/* Values of the same regression solved by pairwise steps on its dual in a program of its own. */
Test(firing_rate, support_vectors_agree_with_a_solution_of_the_dual)
{
  const double intervals[] = { 0.2,  0.17, 0.15, 0.14, 0.125, 0.12, 0.115, 0.12,
                               0.13, 0.15, 0.16, 0.19, 0.22,  0.26, 0.21,  0.3 };
  const double at[] = { 0.7, 1.0, 1.7, 3.26, 1.98 },
               expected[] = { 5.257159502, 6.653685608, 7.593361846, 3.590492841, 6.764165849 };
  double t[17] = { 0.5 };
  rx_firing_rate rate;
  for (int k = 0; k < 16; k++) t[k + 1] = t[k] + intervals[k];
  cr_assert_eq(RX_SMOOTHER_SVR.fit(&(rx_unit_train){ 0, 17, t }, &rate, NULL), RX_OK);
  for (int i = 0; i < 5; i++)
    cr_expect_float_eq(rx_firing_rate_at(&rate, at[i]), expected[i], 2e-5, "at %g: %.9f, expected %.9f", at[i],
                       rx_firing_rate_at(&rate, at[i]), expected[i]);
  rx_firing_rate_free(&rate);
}

Test(firing_rate, the_grid_takes_its_end_in_spite_of_rounding)
{
  cr_expect_eq(rx_rate_grid_size(0.1, 0.4), 301);
  cr_expect_eq(rx_rate_grid_size(0.1, 0.3999), 300);
  cr_expect_eq(rx_rate_grid_size(2, 2), 1);
  cr_expect_eq(rx_rate_grid_size(2, 1), 0);
}

/* ---- brace height ---- */

static double bent(const void *state, double t)
{
  const double power = *(const double *)state;
  return t < 2 ? 5 + 8 * pow(t / 2, power) : 13 - (t - 2);
}

Test(brace_height, of_a_power_of_time)
{
  /* x^p - x is largest at p^(-1/(p-1)): 0.25 for the root */
  double power = 0.5;
  const rx_firing_rate rate = { 0, 4, &power, bent, NULL };
  cr_expect_float_eq(rx_brace_height(&rate), 25, 1e-4);
  power = 1;
  cr_expect_float_eq(rx_brace_height(&rate), 0, 1e-9);
}

static double jump(const void *state, double t)
{
  const double *j = state; /* where the peak is, how high */
  return t < j[0] ? 5 + j[1] * t / j[0] : 5 + j[1] - (t - j[0]);
}

Test(brace_height, needs_a_rise)
{
  double early[] = { 0.099, 3 }, flat[] = { 1, 0.4 }, enough[] = { 0.1, 0.6 };
  cr_expect(isnan(rx_brace_height(&(rx_firing_rate){ 0, 4, early, jump, NULL })));
  cr_expect(isnan(rx_brace_height(&(rx_firing_rate){ 0, 4, flat, jump, NULL })));
  cr_expect_not(isnan(rx_brace_height(&(rx_firing_rate){ 0, 4, enough, jump, NULL })));
}

/* ---- pairs ---- */

Test(delta_f, a_test_unit_that_goes_on_below_its_recruitment)
{
  /* control 6 to 18 to 6 over 20 s; test unit from 4 to 18 s: derecruited 2.4 pps of the control's rate lower */
  const rx_unit_train trains[] = { triangle(3, 0, 20, 6, 18, 6), triangle(9, 4, 18, 6, 13, 6) };
  const rx_delta_f_options options = rx_delta_f_options_default();
  rx_delta_f result;
  /* under a polynomial the corners of the rates, not the current, would make half of it */
  cr_assert_eq(rx_delta_f_of(2, trains, &RX_SMOOTHER_HANN, &options, arena, &result, NULL), RX_OK);
  cr_assert(result.n_used == 2 && result.n_listed == 1 && result.n_pairs == 1 && result.n_included == 1);
  const rx_unit_pair *pair = &result.pairs[0];
  cr_expect(pair->control == 0 && pair->test == 1 && !pair->is_truncated && pair->exclusions == 0);
  cr_expect_float_eq(pair->delta_f, 2.4, 0.1);
  cr_expect_float_eq(pair->delta_f, pair->rate_at_recruitment - pair->rate_at_end, 1e-12);
  cr_expect_float_eq(pair->recruited_s, trains[1].times_s[1], 0);
  cr_expect(pair->correlation > 0.8 && pair->modulation > 4);
  cr_expect(result.n_test == 1 && result.test_mean == pair->delta_f && result.test_median == pair->delta_f &&
            isnan(result.test_sd));
  cr_expect(result.units[0].n_as_control == 1 && result.units[1].n_as_test == 1 && isnan(result.units[0].value));
  rx_delta_f_free(&result);
}

Test(delta_f, a_control_that_stops_first_truncates)
{
  const rx_unit_train trains[] = { triangle(0, 0, 15, 6, 18, 6), triangle(1, 4, 18, 6, 13, 6) };
  rx_delta_f result = analysed(2, trains, NULL);
  cr_assert(result.n_listed == 1);
  cr_expect(result.pairs[0].is_truncated && result.pairs[0].ends_s == trains[0].times_s[trains[0].n - 1]);
  cr_expect_eq(result.n_truncated, result.n_included);
  rx_delta_f_free(&result);
}

static bool is_censored_at(const rx_unit_train trains[], double end_s, bool is_left_out, unsigned expected)
{
  rx_delta_f_options options = rx_delta_f_options_default();
  options.end_s = end_s;
  options.excludes_censored = is_left_out;
  rx_delta_f result;
  cr_assert_eq(rx_delta_f_of(2, trains, &RX_SMOOTHER_HANN, &options, arena, &result, NULL), RX_OK);
  cr_assert_eq(result.n_listed, 1);
  const bool is_censored = result.pairs[0].is_censored;
  cr_expect_eq(result.pairs[0].exclusions, expected);
  cr_expect_eq(result.n_censored, is_censored && expected == 0);
  cr_expect_eq(rx_delta_f_is_censored(&result), is_censored && expected == 0);
  rx_delta_f_free(&result);
  return is_censored;
}

Test(delta_f, a_unit_that_fires_to_the_end_of_the_recording_censors)
{
  const rx_unit_train trains[] = { triangle(3, 0, 20, 6, 18, 6), triangle(9, 4, 18, 6, 13, 6) };
  const rx_unit_train *test = &trains[1];
  const double last = test->times_s[test->n - 1], interval = last - test->times_s[test->n - 2];
  cr_expect_not(is_censored_at(trains, NAN, true, 0));
  cr_expect(is_censored_at(trains, last + 0.99 * interval, false, 0));
  cr_expect_not(is_censored_at(trains, last + 1.01 * interval, true, 0));
  cr_expect(is_censored_at(trains, last + 0.99 * interval, true, 1u << RX_PAIR_CENSORED));
}

Test(delta_f, units_that_are_too_short_or_together_make_no_pair)
{
  const rx_unit_train whole = triangle(0, 0, 20, 6, 18, 6);
  const rx_unit_train trains[] = {
    whole, { 1, 9, whole.times_s + 30 }, { 2, 30, whole.times_s + 60 }, { 3, 40, whole.times_s + 60 }
  };
  rx_delta_f result = analysed(4, trains, NULL);
  /* the second is too short; the last two begin together */
  cr_expect(result.n_used == 3 && result.n_listed == 2);
  cr_expect_not(result.units[1].is_used);
  rx_delta_f_free(&result);
}

static unsigned reasons(const rx_unit_train trains[2], const rx_delta_f_options *options)
{
  rx_delta_f result = analysed(2, trains, options);
  cr_assert_eq(result.n_listed, 1);
  const unsigned found = result.pairs[0].exclusions;
  for (int why = 0; why < RX_N_PAIR_EXCLUSIONS; why++) cr_expect_eq(result.n_excluded_by[why], found >> why & 1u);
  cr_expect_eq(result.n_included, found == 0);
  rx_delta_f_free(&result);
  return found;
}

Test(delta_f, each_reason_of_exclusion)
{
  const rx_unit_train control = triangle(0, 0, 20, 6, 18, 6);
  cr_expect_eq(reasons((rx_unit_train[]){ control, triangle(1, 4, 18, 6, 13, 6) }, NULL), 0);
  cr_expect_eq(reasons((rx_unit_train[]){ control, triangle(1, 0.5, 19.5, 6, 13, 6) }, NULL),
               1u << RX_PAIR_RECRUITMENT);
  /* the test unit falls and rises again */
  cr_expect_eq(reasons((rx_unit_train[]){ control, triangle(1, 4, 18, 13, 6, 13) }, NULL), 1u << RX_PAIR_CORRELATION);
  cr_expect_eq(reasons((rx_unit_train[]){ triangle(0, 0, 20, 10, 10.3, 10), triangle(1, 4, 18, 6, 13, 6) }, NULL) &
                   1u << RX_PAIR_MODULATION,
               1u << RX_PAIR_MODULATION);
  cr_expect_eq(reasons((rx_unit_train[]){ triangle(0, 0, 5, 6, 18, 6), triangle(1, 8, 18, 6, 13, 6) }, NULL),
               1u << RX_PAIR_APART);
}

Test(delta_f, options_exclude_more)
{
  const rx_unit_train control = triangle(0, 0, 20, 6, 18, 6);
  rx_delta_f_options options = rx_delta_f_options_default();
  /* a control that only falls while the test unit discharges: dF is its whole modulation */
  const rx_unit_train falling[] = { triangle(0, 0, 12, 4, 18, 6), triangle(1, 7, 11.5, 12, 9, 6) };
  cr_expect_eq(reasons(falling, &options), 0);
  options.checks_saturation = true;
  cr_expect_eq(reasons(falling, &options), 1u << RX_PAIR_SATURATION);
  cr_expect_eq(reasons((rx_unit_train[]){ control, triangle(1, 4, 18, 6, 13, 6) }, &options), 0);
  options = rx_delta_f_options_default();
  /* r^2 asks for |r| > 0.84: 0.8 is not enough, but -0.99 is */
  options.correlation = 0.9975;
  const rx_unit_train following[] = { control, triangle(1, 4, 18, 6, 13, 6) };
  rx_delta_f result = analysed(2, following, NULL);
  const double r = result.pairs[0].correlation;
  rx_delta_f_free(&result);
  options.correlation = (r + r * r) / 2;
  cr_expect_eq(reasons(following, &options), 0);
  options.uses_r2 = true;
  cr_expect_eq(reasons(following, &options), 1u << RX_PAIR_CORRELATION);
  options.correlation = 0.7;
  cr_expect_eq(reasons((rx_unit_train[]){ control, triangle(1, 4, 18, 13, 6, 13) }, &options), 0);
}

Test(delta_f, normalised_values_are_shares_of_the_falling_range)
{
  rx_delta_f_options options = rx_delta_f_options_default();
  options.is_normalised = true;
  const rx_unit_train trains[] = { triangle(0, 0, 20, 6, 18, 6), triangle(1, 4, 18, 6, 13, 6) };
  rx_delta_f result = analysed(2, trains, &options);
  const rx_unit_pair *pair = &result.pairs[0];
  const double range = pair->rate_at_recruitment - rx_firing_rate_at(&result.units[0].rate, result.units[0].rate.to_s);
  cr_expect_float_eq(pair->normalised, pair->delta_f / range, 1e-12);
  cr_expect_eq(result.test_mean, pair->normalised);
  rx_delta_f_free(&result);
  /* a control that ends faster than it was at recruitment */
  cr_expect_eq(reasons((rx_unit_train[]){ triangle(0, 0, 20, 6, 18, 14), triangle(1, 4, 18, 6, 13, 9) }, &options),
               1u << RX_PAIR_NOT_FALLING);
}

Test(delta_f, a_flat_train_correlates_with_nothing)
{
  double t[120];
  for (int k = 0; k < 120; k++) t[k] = 4 + 0.1 * k;
  const rx_unit_train trains[] = { triangle(0, 0, 20, 6, 18, 6), { 1, 120, t } };
  rx_delta_f result = analysed(2, trains, NULL);
  cr_expect_eq(result.pairs[0].correlation, 0);
  cr_expect_eq(result.pairs[0].exclusions, 1u << RX_PAIR_CORRELATION);
  rx_delta_f_free(&result);
}

Test(delta_f, no_units_and_no_pairs)
{
  rx_delta_f result = analysed(0, NULL, NULL);
  cr_expect(result.n_listed == 0 && isnan(result.test_mean) && isnan(result.test_median) && isnan(result.pair_mean) &&
            isnan(result.brace_mean));
  rx_delta_f_free(&result);
}

/* Three test units behind one control that falls from 20 pps: the median is the middle one, of two units the mean. */
Test(delta_f, median_of_an_even_and_an_odd_number_of_test_units)
{
  const rx_unit_train trains[] = { triangle(0, 0, 24, 6, 20, 6), triangle(1, 2, 21, 6, 14, 6),
                                   triangle(2, 5, 18.5, 6, 12, 6), triangle(3, 8, 15, 6, 10, 6) };
  for (size_t n = 3; n <= 4; n++) {
    rx_delta_f result = analysed(n, trains, NULL);
    double values[3];
    cr_assert_eq(result.n_test, n - 1);
    for (size_t i = 1; i < n; i++) values[i - 1] = result.units[i].value;
    const double low = fmin(fmin(values[0], values[1]), n == 4 ? values[2] : INFINITY),
                 high = fmax(fmax(values[0], values[1]), n == 4 ? values[2] : -INFINITY);
    cr_assert_lt(low, high);
    cr_expect_eq(result.test_median,
                 n == 3 ? (low + high) / 2
                        : fmax(fmin(values[0], values[1]), fmin(fmax(values[0], values[1]), values[2])));
    rx_delta_f_free(&result);
  }
}

Test(quantile, lies_between_order_statistics)
{
  const double sorted[] = { 1, 2, 4, 8, 16 };
  cr_expect_eq(rx_sorted_quantile(5, sorted, 0), 1);
  cr_expect_eq(rx_sorted_quantile(5, sorted, 0.5), 4);
  cr_expect_float_eq(rx_sorted_quantile(5, sorted, 0.6), 4 + 0.4 * 4, 1e-12);
  cr_expect_eq(rx_sorted_quantile(5, sorted, 1), 16);
  cr_expect_eq(rx_sorted_quantile(1, sorted, 0.3), 1);
  const double equal[] = { 0.1, 0.1, 0.1 };
  for (int k = 0; k <= 1000; k++) cr_expect_eq(rx_sorted_quantile(3, equal, 1e-3 * k), 0.1);
}

/* ---- matched pairs ---- */

enum { UNITS = 20 };

/* A result of given values: every pair of units i < j is included with value base + unit effect of i + shift. */
static rx_delta_f given(double shift, unsigned left_out)
{
  rx_delta_f r = { .n_units = UNITS };
  r.units = rx_arena_alloc(arena, UNITS * sizeof *r.units);
  r.pairs = rx_arena_alloc(arena, UNITS * UNITS * sizeof *r.pairs);
  for (size_t i = 0; i < UNITS; i++) r.units[i].train.unit = (int)(10 * i);
  for (size_t i = 0; i < UNITS; i++)
    for (size_t j = i + 1; j < UNITS; j++) {
      rx_unit_pair *p = &r.pairs[r.n_listed];
      *p = (rx_unit_pair){ .control = i,
                           .test = j,
                           .delta_f = 2 + 0.1 * (double)i + shift * (1 + 0.05 * (double)j + 0.001 * (double)(i * i)) };
      p->exclusions = r.n_listed++ < left_out;
      r.n_included += p->exclusions == 0;
    }
  return r;
}

Test(matched_pairs, median_and_mean_over_pairs_in_both)
{
  const rx_delta_f condition = given(-1, 0), reference = given(0, 3);
  rx_matched_pairs m;
  cr_assert_eq(rx_matched_pairs_of(&condition, &reference, 1, arena, &m, NULL), RX_OK);
  cr_expect_eq(m.n, UNITS * (UNITS - 1) / 2 - 3);
  double changes[UNITS * UNITS], sum = 0;
  for (size_t k = 0; k < m.n; k++) sum += changes[k] = m.pairs[k].condition - m.pairs[k].reference;
  cr_expect_float_eq(m.mean, sum / (double)m.n, 1e-12);
  gsl_sort(changes, 1, m.n);
  cr_expect_float_eq(m.median, (changes[(m.n - 1) / 2] + changes[m.n / 2]) / 2, 1e-12);
  cr_expect(m.pairs[0].control == 0 && m.pairs[0].test == 40); /* 0-10, 0-20, 0-30 are not in both */
  cr_expect(m.low <= m.median && m.median <= m.high && m.low > -2 && m.high < -1.04);
}

Test(matched_pairs, the_interval_is_the_same_for_the_same_seed_only)
{
  const rx_delta_f condition = given(-1, 0), reference = given(0, 0);
  rx_matched_pairs a, b, c;
  cr_assert_eq(rx_matched_pairs_of(&condition, &reference, 1, arena, &a, NULL), RX_OK);
  cr_assert_eq(rx_matched_pairs_of(&condition, &reference, 1, arena, &b, NULL), RX_OK);
  cr_assert_eq(rx_matched_pairs_of(&condition, &reference, 2, arena, &c, NULL), RX_OK);
  cr_expect(a.low == b.low && a.high == b.high && a.n_resamples == b.n_resamples);
  cr_expect_neq(a.n_resamples == c.n_resamples && a.low == c.low && a.high == c.high, true);
  cr_expect_eq(a.median, c.median);
}

Test(matched_pairs, nothing_in_common)
{
  const rx_delta_f condition = given(-1, 0), reference = given(0, UNITS * UNITS);
  rx_matched_pairs m;
  cr_assert_eq(rx_matched_pairs_of(&condition, &reference, 1, arena, &m, NULL), RX_OK);
  cr_expect(m.n == 0 && isnan(m.median) && isnan(m.mean) && isnan(m.low));
}

Test(matched_pairs, one_pair_alone_has_no_interval)
{
  const rx_delta_f condition = given(-1, UNITS * (UNITS - 1) / 2 - 1), reference = given(0, 0);
  rx_matched_pairs m;
  cr_assert_eq(rx_matched_pairs_of(&condition, &reference, 1, arena, &m, NULL), RX_OK);
  cr_expect(m.n == 1 && !isnan(m.median) && isnan(m.low) && isnan(m.high));
}
