#include <criterion/criterion.h>
#include <string.h>

#include "study/design/design.h"

/* Checks rows, base and column of every base sample against the definition of the output-format page, section 5. */
static void expect_scheme(size_t n_base, size_t K, bool second_order)
{
  rx_design d;
  cr_assert_eq(rx_design_saltelli(n_base, K, second_order, 31, &d, NULL), RX_OK);
  const size_t step = second_order ? 2 * K + 2 : K + 2;
  cr_assert_eq(d.n_points, n_base * step);
  cr_assert_eq(d.n_points, rx_saltelli_rows(n_base, K, second_order));
  cr_assert(d.n_base == n_base && d.n_parameters == K);
  for (size_t i = 0; i < n_base; i++) {
    const double *A = d.points + i * step * K, *B = A + (step - 1) * K;
    for (size_t r = 0; r < step; r++) {
      const size_t row = i * step + r;
      const double *point = d.points + row * K;
      const int32_t column = r == 0 ? -1 : r == step - 1 ? -2 : (int32_t)r - 1;
      cr_assert_eq(d.base[row], i);
      cr_assert_eq(d.column[row], column);
      for (size_t j = 0; j < K; j++) {
        double expected = A[j];
        if (column == -2)
          expected = B[j];
        else if (column >= (int32_t)K)
          expected = (size_t)column - K == j ? A[j] : B[j];
        else if (column >= 0)
          expected = (size_t)column == j ? B[j] : A[j];
        cr_assert_eq(point[j], expected, "base %zu row %zu parameter %zu", i, r, j);
      }
    }
    for (size_t j = 0; j < K; j++) cr_assert_neq(A[j], B[j], "an effect of no change: base %zu parameter %zu", i, j);
  }
  rx_design_free(&d);
}

Test(saltelli, rows_are_in_the_order_of_SALib)
{
  expect_scheme(64, 3, false);
  expect_scheme(64, 3, true);
  expect_scheme(16, 1, true);
  expect_scheme(32, 20, true);
  expect_scheme(33, 21, true);
  expect_scheme(1, 2, false);
}

Test(saltelli, A_and_B_are_halves_of_one_sobol_sequence)
{
  rx_design d, pairs;
  const rx_sobol_options options = { .is_shifted = true, .seed = 8, .first = 0 };
  cr_assert_eq(rx_design_saltelli(128, 20, false, 8, &d, NULL), RX_OK);
  cr_assert_eq(rx_design_sobol(128, 40, &options, &pairs, NULL), RX_OK);
  cr_expect(d.from == RX_POINTS_SOBOL && d.is_balanced);
  for (size_t i = 0; i < 128; i++) {
    cr_assert_eq(memcmp(d.points + i * 22 * 20, pairs.points + i * 40, sizeof(double) * 20), 0);
    cr_assert_eq(memcmp(d.points + (i * 22 + 21) * 20, pairs.points + i * 40 + 20, sizeof(double) * 20), 0);
  }
  rx_design_free(&d);
  rx_design_free(&pairs);
}

Test(saltelli, above_twenty_parameters_it_is_a_latin_hypercube_and_says_so)
{
  rx_design d, pairs;
  cr_assert_eq(rx_design_saltelli(50, 21, false, 8, &d, NULL), RX_OK);
  cr_assert_eq(rx_design_latin_hypercube(50, 42, 8, &pairs, NULL), RX_OK);
  cr_expect(d.from == RX_POINTS_LATIN_HYPERCUBE && d.is_balanced);
  for (size_t i = 0; i < 50; i++)
    cr_assert_eq(memcmp(d.points + i * 23 * 21, pairs.points + i * 42, sizeof(double) * 21), 0);
  rx_design_free(&d);
  rx_design_free(&pairs);
}

Test(saltelli, a_number_that_is_no_power_of_two_is_taken_and_reported)
{
  rx_design d;
  cr_assert_eq(rx_design_saltelli(100, 3, false, 1, &d, NULL), RX_OK);
  cr_expect_not(d.is_balanced);
  rx_design_free(&d);
}

Test(saltelli, what_it_cannot_do_is_refused)
{
  rx_design d;
  rx_error err = { 0 };
  cr_expect_eq(rx_design_saltelli(8, 0, true, 1, &d, &err), RX_E_INPUT);
  cr_expect(strstr(err.text, "1 to"), "%s", err.text);
  cr_expect_eq(rx_design_saltelli(0, 3, true, 1, &d, &err), RX_E_INPUT);
  cr_expect(strstr(err.text, "no base samples"), "%s", err.text);
  cr_expect_eq(rx_design_saltelli((size_t)1 << 30, 3, true, 1, &d, &err), RX_E_INPUT);
  cr_expect(strstr(err.text, "up to 536870912"), "%s", err.text);
  cr_expect_eq(rx_design_saltelli(SIZE_MAX / 4, 3, true, 1, &d, &err), RX_E_MEMORY);
  cr_expect_null(d.points);
}
