/* P5: the equations, their derivative, and the figures of the page. */
#include <criterion/criterion.h>
#include <math.h>

#include "bench/slow_course.h"

enum { N = RX_BENCH_COURSE_VARIABLES };

/* a state where no term vanishes */
static void somewhere(double y[N])
{
  for (int i = 0; i < N; i++) y[i] = 0.37 + 0.193 * i - 0.007 * i * i;
}

Test(slow_course, derivative_is_that_of_the_equations)
{
  double y[N], shifted[N], low[N], high[N], J[N][N];
  const double h = 1e-6;
  somewhere(y);
  rx_bench_course_jacobian(y, J);
  for (int j = 0; j < N; j++) {
    for (int i = 0; i < N; i++) shifted[i] = y[i];
    shifted[j] = y[j] - h;
    rx_bench_course_rhs(shifted, low);
    shifted[j] = y[j] + h;
    rx_bench_course_rhs(shifted, high);
    /* central differences: h^2 of the third derivative, and rounding of 1e-16/h */
    for (int i = 0; i < N; i++) {
      const double slope = (high[i] - low[i]) / (2 * h);
      cr_expect_float_eq(J[j][i], slope, 1e-7 * (1 + fabs(slope)), "dy%d' by y%d: %g, %g", i, j, J[j][i], slope);
    }
  }
}

Test(slow_course, ends_as_the_page_says)
{
  double y[N];
  rx_error err = { 0 };
  cr_assert_eq(rx_bench_course_run(RX_BENCH_COURSE_EVENTS, 1e-9, y, &err), RX_OK, "%s", err.text);
  /* the page gives ten digits */
  cr_expect_lt(rx_bench_course_error(y[19], y[17]), 1e-9, "y19 %.10g, y17 %.10g", y[19], y[17]);
}

Test(slow_course, error_falls_with_the_tolerance)
{
  double y[N];
  rx_error err = { 0 };
  cr_assert_eq(rx_bench_course_run(RX_BENCH_COURSE_EVENTS, 1e-3, y, &err), RX_OK);
  const double loose = rx_bench_course_error(y[19], y[17]);
  cr_assert_eq(rx_bench_course_run(RX_BENCH_COURSE_EVENTS, 1e-7, y, &err), RX_OK);
  cr_expect_lt(rx_bench_course_error(y[19], y[17]), loose / 10);
}

Test(slow_course, error_is_the_larger_of_both)
{
  cr_expect_float_eq(rx_bench_course_error(RX_BENCH_COURSE_Y19 * 1.002, RX_BENCH_COURSE_Y17 * 0.997), 0.003, 1e-9);
}

Test(slow_course, tolerance_out_of_reach_is_an_error)
{
  double y[N];
  rx_error err = { 0 };
  cr_expect_eq(rx_bench_course_run(1, -1.0, y, &err), RX_E_SOLVER);
  cr_expect(err.text[0] != '\0');
}
