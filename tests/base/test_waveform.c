#include "base/waveform.h"

#include <criterion/criterion.h>
#include <math.h>

static rx_waveform w;

static void teardown(void)
{
  rx_waveform_free(&w);
}

TestSuite(waveform, .fini = teardown);

static void add(double t_ms, double value)
{
  cr_assert_eq(rx_waveform_add(&w, t_ms, value, NULL), RX_OK);
}

Test(waveform, an_empty_waveform_is_zero_for_ever)
{
  cr_expect_eq(rx_waveform_at(&w, 3.5), 0.0);
  cr_expect_eq(rx_waveform_next(&w, -1.0), INFINITY);
}

Test(waveform, between_points_it_is_linear_and_constant_after_the_last)
{
  add(10, 0);
  add(30, 5);
  cr_expect_eq(rx_waveform_at(&w, 9.999), 0.0);
  cr_expect_float_eq(rx_waveform_at(&w, 17), 1.75, 1e-15);
  cr_expect_eq(rx_waveform_at(&w, 30), 5.0);
  cr_expect_eq(rx_waveform_at(&w, 1e9), 5.0);
}

Test(waveform, a_jump_takes_the_later_value)
{
  cr_assert_eq(rx_waveform_step(&w, 2.5, 4.5, -70.25, NULL), RX_OK);
  cr_expect_eq(rx_waveform_at(&w, nextafter(2.5, 0)), 0.0);
  cr_expect_eq(rx_waveform_at(&w, 2.5), -70.25);
  cr_expect_eq(rx_waveform_at(&w, nextafter(4.5, 0)), -70.25);
  cr_expect_eq(rx_waveform_at(&w, 4.5), 0.0);
}

Test(waveform, breakpoints_come_in_order_and_end)
{
  cr_assert_eq(rx_waveform_step(&w, 2.5, 4.5, 1, NULL), RX_OK);
  cr_expect_eq(rx_waveform_next(&w, 0), 2.5);
  cr_expect_eq(rx_waveform_next(&w, 2.5), 4.5);
  cr_expect_eq(rx_waveform_next(&w, 4.5), INFINITY);
}

Test(waveform, time_cannot_go_back)
{
  rx_error err = { 0 };
  add(12, 1);
  cr_expect_eq(rx_waveform_add(&w, 11.5, 1, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "waveform: the point at 11.5 ms comes after one at 12 ms");
  cr_expect_eq(rx_waveform_add(&w, NAN, 1, &err), RX_E_INPUT);
  cr_expect_eq(w.n, 1);
}

Test(waveform, a_thousand_points_are_found_by_bisection)
{
  for (int i = 0; i <= 1000; i++) add(i, i % 2);
  for (int i = 0; i < 1000; i++) {
    cr_assert_float_eq(rx_waveform_at(&w, i + 0.25), i % 2 ? 0.75 : 0.25, 1e-12);
    cr_assert_eq(rx_waveform_next(&w, i + 0.25), i + 1);
  }
}
