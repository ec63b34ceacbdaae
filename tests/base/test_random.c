#include "base/random.h"

#include <criterion/criterion.h>
#include <math.h>

Test(random, philox_gives_the_known_answer_for_zero_key_and_counter)
{
  /* Random123's kat_vectors: philox4x64 10, all zero */
  static const uint64_t KNOWN[4] = { 0x16554d9eca36314cu, 0xdb20fe9d672d0fdcu, 0xd7e772cee186176bu,
                                     0x7e68b68aec7ba23bu };
  rx_stream stream = rx_stream_make(0, 0, 0, 0, 0);
  for (int i = 0; i < 4; i++) cr_expect_eq(rx_random_u64(&stream), KNOWN[i]);
}

Test(random, a_stream_does_not_depend_on_other_streams)
{
  rx_stream alone = rx_stream_make(7, 3, 11, 5, RX_STREAM_TEST);
  uint64_t expected[10];
  for (int i = 0; i < 10; i++) expected[i] = rx_random_u64(&alone);

  rx_stream other = rx_stream_make(7, 3, 11, 6, RX_STREAM_TEST);
  rx_stream again = rx_stream_make(7, 3, 11, 5, RX_STREAM_TEST);
  for (int i = 0; i < 10; i++) {
    for (int k = 0; k <= i; k++) (void)rx_random_u64(&other);
    cr_expect_eq(rx_random_u64(&again), expected[i]);
  }
}

Test(random, each_part_of_the_key_makes_another_stream)
{
  const uint64_t keys[6][5] = { { 1, 2, 3, 4, 5 }, { 9, 2, 3, 4, 5 }, { 1, 9, 3, 4, 5 },
                                { 1, 2, 9, 4, 5 }, { 1, 2, 3, 9, 5 }, { 1, 2, 3, 4, 9 } };
  uint64_t first[6];
  for (int i = 0; i < 6; i++) {
    rx_stream s = rx_stream_make(keys[i][0], keys[i][1], keys[i][2], keys[i][3], keys[i][4]);
    first[i] = rx_random_u64(&s);
    for (int j = 0; j < i; j++) cr_expect_neq(first[i], first[j]);
  }
}

enum { N_DRAWS = 200000 };

/* Bounds are five standard errors of the mean and of the variance. */
static void has_moments(double (*draw)(rx_stream *), double mean, double variance, double fourth_moment)
{
  rx_stream stream = rx_stream_make(20, 1, 2, 3, RX_STREAM_TEST);
  double sum = 0, squares = 0;
  for (int i = 0; i < N_DRAWS; i++) {
    const double x = draw(&stream) - mean;
    sum += x;
    squares += x * x;
  }
  cr_expect_float_eq(sum / N_DRAWS, 0.0, 5 * sqrt(variance / N_DRAWS));
  cr_expect_float_eq(squares / N_DRAWS, variance, 5 * sqrt((fourth_moment - variance * variance) / N_DRAWS));
}

Test(random, uniform_numbers_have_mean_a_half_and_variance_a_twelfth)
{
  has_moments(rx_uniform, 0.5, 1.0 / 12, 1.0 / 80);
}

Test(random, exponential_numbers_have_mean_and_variance_one)
{
  has_moments(rx_exponential, 1.0, 1.0, 9.0);
}

Test(random, normal_numbers_have_mean_zero_and_variance_one)
{
  has_moments(rx_normal, 0.0, 1.0, 3.0);
}

static double second_of_a_pair(rx_stream *stream)
{
  double pair[2];
  rx_normal_pair(stream, pair);
  return pair[1];
}

Test(random, both_numbers_of_a_normal_pair_are_normal_and_they_are_uncorrelated)
{
  has_moments(second_of_a_pair, 0.0, 1.0, 3.0);
  rx_stream one = rx_stream_make(20, 1, 2, 3, RX_STREAM_TEST), other = one;
  double product = 0;
  for (int i = 0; i < N_DRAWS; i++) {
    double pair[2];
    rx_normal_pair(&one, pair);
    cr_assert_eq(pair[0], rx_normal(&other));
    product += pair[0] * pair[1];
  }
  cr_expect_float_eq(product / N_DRAWS, 0.0, 5 / sqrt(N_DRAWS));
}

Test(random, uniform_numbers_stay_below_one_and_exponential_ones_finite)
{
  rx_stream stream = rx_stream_make(4, 5, 6, 7, RX_STREAM_TEST);
  for (int i = 0; i < N_DRAWS; i++) {
    const double u = rx_uniform(&stream), e = rx_exponential(&stream);
    cr_assert(u >= 0.0 && u < 1.0);
    cr_assert(isfinite(e) && e >= 0.0);
  }
}

Test(random, a_number_straight_from_the_key_is_the_first_of_its_block)
{
  rx_stream stream = rx_stream_make(8, 9, 10, 11, RX_STREAM_GRAPH);
  cr_expect_eq(rx_uniform_at(8, 9, 10, 11, RX_STREAM_GRAPH, 0), rx_uniform(&stream));
  for (int i = 0; i < 3; i++) (void)rx_uniform(&stream);
  cr_expect_eq(rx_uniform_at(8, 9, 10, 11, RX_STREAM_GRAPH, 1), rx_uniform(&stream));
}

Test(random, the_key_of_a_name_is_fnv_1a)
{
  /* published test vectors of FNV-1a, 64 bit */
  cr_expect_eq(rx_name_key(""), 0xcbf29ce484222325u);
  cr_expect_eq(rx_name_key("a"), 0xaf63dc4c8601ec8cu);
  cr_expect_eq(rx_name_key("foobar"), 0x85944171f73967e8u);
}

Test(random, numbers_below_a_bound_are_equally_probable)
{
  enum { N = 70000, BOUND = 7 };
  size_t counts[BOUND] = { 0 };
  rx_stream stream = rx_stream_make(11, 0, 0, 0, RX_STREAM_TEST);
  for (int i = 0; i < N; i++) {
    const uint64_t k = rx_random_below(&stream, BOUND);
    cr_assert_lt(k, BOUND);
    counts[k]++;
  }
  double chi2 = 0;
  for (int k = 0; k < BOUND; k++) chi2 += pow((double)counts[k] - N / 7.0, 2) / (N / 7.0);
  cr_expect_lt(chi2, 22.5); /* 6 degrees of freedom, 0.1 % */
  cr_expect_eq(rx_random_below(&stream, 1), 0);
  /* a bound above half of 2^64: nearly every second draw is thrown away */
  for (int i = 0; i < 100; i++)
    cr_assert_leq(rx_random_below(&stream, UINT64_C(0x8000000000000001)), UINT64_C(0x8000000000000000));
}
