#include "base/exponential.h"

#include <criterion/criterion.h>
#include <math.h>

#include "base/random.h"

double short_exp(double x);
double short_expm1(double x);
float single_exp2(float t);
float single_exp2m1(float t);

static double full_exp(double x)
{
  return rx_exp(x);
}

static double full_expm1(double x)
{
  return rx_expm1(x);
}

/* Largest error of f against the long-double exact() over |x| <= 700: a grid, random places, and small x of both signs.
 * in_ulp: in units of the last place of the exact value, else relative. */
static double largest_error(double (*f)(double), long double (*exact)(long double), int in_ulp)
{
  enum { N = 200000 };
  double largest = 0;
  rx_stream stream = rx_stream_make(1, 0, 0, 0, RX_STREAM_TEST);
  for (int i = 0; i < 4 * N; i++) {
    double x = -700 + 1400 * (i / (double)N);
    if (i >= N) x = 1400 * rx_uniform(&stream) - 700;
    if (i >= 2 * N) x = 4 * rx_uniform(&stream) - 2;
    if (i >= 3 * N) x = (i % 2 ? 1 : -1) * pow(10, -30 * rx_uniform(&stream));
    const long double y = exact(x);
    const long double scale = in_ulp ? (long double)(nextafter(fabs((double)y), INFINITY) - fabs((double)y)) : fabsl(y);
    if (scale == 0) continue;
    largest = fmax(largest, (double)(fabsl((long double)f(x) - y) / scale));
  }
  return largest;
}

Test(exponential, full_exp_is_within_2_ulp)
{
  cr_expect_leq(largest_error(full_exp, expl, 1), 2);
}

/* the half above 2 is lost just above x = ln2/2, where 2 expm1(r) + 1 cancels */
Test(exponential, full_expm1_is_within_2_5_ulp)
{
  cr_expect_leq(largest_error(full_expm1, expm1l, 1), 2.5);
}

Test(exponential, short_exp_is_within_1_9e_9)
{
  cr_expect_leq(largest_error(short_exp, expl, 0), 1.9e-9);
}

Test(exponential, short_expm1_is_within_1e_9)
{
  cr_expect_leq(largest_error(short_expm1, expm1l, 0), 1e-9);
}

/* Powers of 2, for which the argument is exact, over all |t| <= 126 that single precision has: a grid and random places. */
static double largest_single_error(float (*f)(float), bool is_minus_1)
{
  enum { N = 400000 };
  double largest = 0;
  rx_stream stream = rx_stream_make(1, 0, 0, 0, RX_STREAM_TEST);
  for (int i = 0; i < 3 * N; i++) {
    float t = (float)(-126 + 252 * (i / (double)N));
    if (i >= N) t = (float)(4 * rx_uniform(&stream) - 2);
    if (i >= 2 * N) t = (float)((i % 2 ? 1 : -1) * pow(10, -12 * rx_uniform(&stream)));
    const double y = is_minus_1 ? expm1((double)t * M_LN2) : exp2((double)t);
    largest = fmax(largest, fabs((double)f(t) / y - 1));
  }
  return largest;
}

Test(exponential, single_exp_is_within_2e_7)
{
  cr_expect_leq(largest_single_error(single_exp2, false), 2.5e-7);
}

Test(exponential, single_expm1_is_within_6e_7)
{
  cr_expect_leq(largest_single_error(single_exp2m1, true), 6e-7);
}

Test(exponential, nan_stays_nan_in_all_forms)
{
  cr_expect(isnan(full_exp(NAN)) && isnan(full_expm1(NAN)) && isnan(short_exp(NAN)) && isnan(short_expm1(NAN)));
  cr_expect(isnan(single_exp2(NAN)) && isnan(single_exp2m1(NAN)));
}
