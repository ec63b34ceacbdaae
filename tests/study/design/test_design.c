#include "study/design/design.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const rx_sobol_options PLAIN = { .is_shifted = false, .seed = 0, .first = 1 };

Test(sobol, it_begins_as_the_published_sequence)
{
  /* points 1 to 7 in the order of Antonov & Saleev 1979; first two coordinates */
  static const double expected[7][2] = { { .5, .5 },     { .75, .25 },   { .25, .75 },  { .375, .375 },
                                         { .875, .875 }, { .625, .125 }, { .125, .625 } };
  rx_design d;
  cr_assert_eq(rx_design_sobol(7, 2, &PLAIN, &d, NULL), RX_OK);
  for (int i = 0; i < 7; i++)
    for (int j = 0; j < 2; j++) cr_expect_eq(d.points[2 * i + j], expected[i][j], "point %d, %d", i, j);
  cr_expect(d.n_points == 7 && d.n_parameters == 2 && !d.base && !d.column);
  cr_expect(d.from == RX_POINTS_SOBOL && !d.is_balanced);
  rx_design_free(&d);
  cr_expect_null(d.points);
}

/* Points of each of the n slices of axis j. */
static bool one_in_each_slice(const rx_design *d, size_t j)
{
  bool taken[256] = { false };
  for (size_t i = 0; i < d->n_points; i++) {
    const size_t slice = (size_t)(d->points[i * d->n_parameters + j] * (double)d->n_points);
    if (slice >= d->n_points || taken[slice]) return false;
    taken[slice] = true;
  }
  return true;
}

static bool is_inside(const rx_design *d)
{
  for (size_t i = 0; i < d->n_points * d->n_parameters; i++)
    if (!(d->points[i] > 0 && d->points[i] < 1)) return false;
  return true;
}

Test(sobol, a_shifted_power_of_two_has_one_point_in_each_slice)
{
  rx_sobol_options options = rx_sobol_options_default();
  options.seed = 2385;
  rx_design d;
  cr_assert_eq(rx_design_sobol(256, RX_SOBOL_MAX_PARAMETERS, &options, &d, NULL), RX_OK);
  cr_expect(d.is_balanced && is_inside(&d));
  for (size_t j = 0; j < RX_SOBOL_MAX_PARAMETERS; j++) cr_expect(one_in_each_slice(&d, j), "axis %zu", j);
  rx_design_free(&d);
}

Test(sobol, the_shift_keeps_the_balance_of_pairs)
{
  /* a (0, 8, 2) net: 16 x 16 boxes with one point each, and all other shapes of 256 boxes */
  rx_design d;
  const rx_sobol_options options = { .is_shifted = true, .seed = 77, .first = 0 };
  cr_assert_eq(rx_design_sobol(256, 2, &options, &d, NULL), RX_OK);
  for (unsigned a = 0; a <= 8; a++) {
    bool taken[256] = { false };
    for (size_t i = 0; i < 256; i++) {
      const size_t x = (size_t)(d.points[2 * i] * (double)(1u << a)),
                   y = (size_t)(d.points[2 * i + 1] * (double)(256u >> a)), box = x * (256u >> a) + y;
      cr_assert_not(taken[box], "2^%u columns: box %zu twice", a, box);
      taken[box] = true;
    }
  }
  rx_design_free(&d);
}

Test(sobol, more_points_go_on_where_fewer_ended)
{
  rx_design all, tail;
  rx_sobol_options options = { .is_shifted = true, .seed = 5, .first = 0 };
  cr_assert_eq(rx_design_sobol(96, 3, &options, &all, NULL), RX_OK);
  cr_expect_not(all.is_balanced);
  options.first = 64;
  cr_assert_eq(rx_design_sobol(32, 3, &options, &tail, NULL), RX_OK);
  cr_expect_eq(memcmp(all.points + 64 * 3, tail.points, sizeof(double) * 32 * 3), 0);
  cr_expect(tail.is_balanced);
  rx_design_free(&all);
  rx_design_free(&tail);
}

Test(sobol, the_seed_moves_the_points)
{
  rx_design a, b, c;
  rx_sobol_options options = rx_sobol_options_default();
  cr_assert_eq(rx_design_sobol(8, 2, &options, &a, NULL), RX_OK);
  cr_assert_eq(rx_design_sobol(8, 2, &options, &b, NULL), RX_OK);
  options.seed = 2;
  cr_assert_eq(rx_design_sobol(8, 2, &options, &c, NULL), RX_OK);
  cr_expect_eq(memcmp(a.points, b.points, sizeof(double) * 16), 0);
  cr_expect_neq(memcmp(a.points, c.points, sizeof(double) * 16), 0);
  rx_design_free(&a);
  rx_design_free(&b);
  rx_design_free(&c);
}

static void expect_refused(rx_status status, const rx_design *d, const rx_error *err, const char *part)
{
  cr_expect_eq(status, RX_E_INPUT);
  cr_expect(strstr(err->text, part), "%s", err->text);
  cr_expect_null(d->points);
}

Test(sobol, what_it_cannot_do_is_refused)
{
  rx_design d;
  rx_error err = { 0 };
  const rx_sobol_options corner = { .is_shifted = false, .seed = 0, .first = 0 },
                         far = { .is_shifted = true, .seed = 0, .first = (1u << 29) + 1 };
  expect_refused(rx_design_sobol(8, 41, &PLAIN, &d, &err), &d, &err, "up to 40");
  expect_refused(rx_design_sobol(8, 0, &PLAIN, &d, &err), &d, &err, "1 to");
  expect_refused(rx_design_sobol(0, 3, &PLAIN, &d, &err), &d, &err, "no points");
  expect_refused(rx_design_sobol(8, 3, &corner, &d, &err), &d, &err, "corner");
  expect_refused(rx_design_sobol(8, 3, &far, &d, &err), &d, &err, "up to 536870912");
  expect_refused(rx_design_sobol((size_t)RX_SOBOL_MAX_POINTS + 1, 3, &PLAIN, &d, &err), &d, &err, "up to 536870912");
}

Test(latin_hypercube, each_slice_of_each_axis_has_one_point)
{
  rx_design d;
  cr_assert_eq(rx_design_latin_hypercube(237, 50, 19, &d, NULL), RX_OK);
  cr_expect(is_inside(&d) && d.from == RX_POINTS_LATIN_HYPERCUBE && d.is_balanced);
  for (size_t j = 0; j < 50; j++) cr_expect(one_in_each_slice(&d, j), "axis %zu", j);
  rx_design_free(&d);
}

Test(latin_hypercube, axes_are_not_correlated)
{
  /* correlation of two random permutations of n: sd 1/sqrt(n - 1) = 0.0625; 45 pairs, so 4 sd */
  rx_design d;
  cr_assert_eq(rx_design_latin_hypercube(257, 10, 7, &d, NULL), RX_OK);
  for (size_t j = 0; j < 10; j++)
    for (size_t k = j + 1; k < 10; k++) {
      double sum = 0;
      for (size_t i = 0; i < 257; i++) sum += (d.points[i * 10 + j] - 0.5) * (d.points[i * 10 + k] - 0.5);
      cr_expect_lt(fabs(sum * 12 / 257), 0.25, "axes %zu, %zu", j, k);
    }
  rx_design_free(&d);
}

Test(latin_hypercube, the_numbers_are_the_same_everywhere)
{
  /* kept from the first run: Philox and exact arithmetic leave no room for a difference */
  rx_design d;
  cr_assert_eq(rx_design_latin_hypercube(5, 2, 42, &d, NULL), RX_OK);
  static const double expected[] = { 0x1.160e8929955e2p-2, 0x1.e2b7ee3f50493p-1, 0x1.4d8b6a1e85b6bp-3,
                                     0x1.dcb56934cf142p-2, 0x1.94cb147e8f095p-1, 0x1.3735785423392p-2,
                                     0x1.cd953d7e48228p-1, 0x1.64130ad424e1ap-1, 0x1.fcd988ce6ca3dp-2,
                                     0x1.4ac1a88fadab8p-3 };
  for (size_t i = 0; i < 10; i++) cr_expect_eq(d.points[i], expected[i], "%zu: %a", i, d.points[i]);
  rx_design_free(&d);
}

Test(latin_hypercube, what_it_cannot_do_is_refused)
{
  rx_design d;
  rx_error err = { 0 };
  expect_refused(rx_design_latin_hypercube(0, 3, 1, &d, &err), &d, &err, "no points");
  expect_refused(rx_design_latin_hypercube(9, 0, 1, &d, &err), &d, &err, "1 to");
  cr_expect_eq(rx_design_latin_hypercube(SIZE_MAX / 8, 3, 1, &d, &err), RX_E_MEMORY);
  cr_expect_null(d.points);
}
