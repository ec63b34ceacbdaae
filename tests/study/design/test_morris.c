#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "study/design/design.h"

Test(morris_design, a_trajectory_moves_each_coordinate_once_by_the_same_step)
{
  enum { R = 200, K = 7, LEVELS = 6 };
  const double delta = 6.0 / (2 * 5);
  rx_design d;
  cr_assert_eq(rx_design_morris(R, K, LEVELS, 23, &d, NULL), RX_OK);
  cr_assert(d.n_points == R * (K + 1) && d.n_base == R && d.from == RX_POINTS_LEVELS);
  for (size_t t = 0; t < R; t++) {
    bool has_moved[K] = { false };
    for (size_t r = 0; r <= K; r++) {
      const size_t row = t * (K + 1) + r;
      const double *point = d.points + row * K;
      cr_assert_eq(d.base[row], t);
      if (r == 0) {
        cr_assert_eq(d.column[row], -1);
        continue;
      }
      const int32_t j = d.column[row];
      cr_assert(j >= 0 && j < K && !has_moved[j]);
      has_moved[j] = true;
      for (int32_t k = 0; k < K; k++) {
        const double step = point[k] - point[k - K];
        if (k == j)
          cr_assert_float_eq(fabs(step), delta, 1e-15);
        else
          cr_assert_eq(step, 0);
      }
    }
  }
  rx_design_free(&d);
}

Test(morris_design, levels_directions_and_orders_are_equally_probable)
{
  enum { R = 6000, K = 3, LEVELS = 4 };
  size_t n_level[LEVELS] = { 0 }, n_up = 0, n_first[K] = { 0 };
  rx_design d;
  cr_assert_eq(rx_design_morris(R, K, LEVELS, 4, &d, NULL), RX_OK);
  for (size_t t = 0; t < R; t++) {
    const double *start = d.points + t * (K + 1) * K;
    for (size_t j = 0; j < K; j++) n_level[lround(start[j] * (LEVELS - 1))]++;
    const int32_t j = d.column[t * (K + 1) + 1];
    n_first[j]++;
    n_up += start[K + j] > start[j];
  }
  /* binomial: 5 sd */
  for (size_t l = 0; l < LEVELS; l++) cr_expect_float_eq((double)n_level[l], R * K / 4.0, 5 * sqrt(R * K * 3 / 16.0));
  for (size_t j = 0; j < K; j++) cr_expect_float_eq((double)n_first[j], R / 3.0, 5 * sqrt(R * 2 / 9.0));
  cr_expect_float_eq((double)n_up, R / 2.0, 5 * sqrt(R / 4.0));
  rx_design_free(&d);
}

Test(morris_design, more_trajectories_leave_the_first_ones_as_they_are)
{
  rx_design few, many;
  cr_assert_eq(rx_design_morris(5, 4, 4, 9, &few, NULL), RX_OK);
  cr_assert_eq(rx_design_morris(50, 4, 4, 9, &many, NULL), RX_OK);
  cr_expect_eq(memcmp(few.points, many.points, sizeof(double) * few.n_points * 4), 0);
  cr_expect_eq(memcmp(few.column, many.column, sizeof(int32_t) * few.n_points), 0);
  rx_design_free(&few);
  rx_design_free(&many);
}

Test(morris_design, what_it_cannot_do_is_refused)
{
  rx_design d;
  rx_error err = { 0 };
  for (size_t levels = 0; levels < 6; levels++) {
    if (levels > 0 && levels % 2 == 0) continue;
    cr_expect_eq(rx_design_morris(5, 4, levels, 9, &d, &err), RX_E_INPUT);
    cr_expect(strstr(err.text, "even number"), "%s", err.text);
  }
  cr_expect_eq(rx_design_morris(0, 4, 4, 9, &d, &err), RX_E_INPUT);
  cr_expect_eq(rx_design_morris(5, 0, 4, 9, &d, &err), RX_E_INPUT);
  cr_expect_eq(rx_design_morris(SIZE_MAX / 4, 4, 4, 9, &d, &err), RX_E_MEMORY);
  cr_expect_null(d.points);
}
