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

Test(waveform, room_that_was_made_is_kept_and_may_be_outgrown)
{
  cr_assert_eq(rx_waveform_reserve(&w, 3, NULL), RX_OK);
  const double *room = w.t_ms;
  for (int i = 0; i < 3; i++) add(i, 2 * i);
  cr_expect_eq(w.t_ms, room);
  cr_assert_eq(rx_waveform_reserve(&w, 2, NULL), RX_OK);
  add(3, 6);
  cr_expect_eq(w.n, 4);
  cr_expect_eq(rx_waveform_at(&w, 2.5), 5.0);
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

Test(waveform, a_reader_finds_what_a_search_finds_in_any_order)
{
  for (int i = 0; i < 400; i++) add(0.25 * i + (i % 7 == 0 ? 0.1 : 0), sin(0.1 * i));
  add(w.t_ms[w.n - 1], 17); /* a jump */
  rx_waveform_cursor cursor = 0;
  for (double t = -3; t < 110; t += 0.3718281828) {
    cr_expect_eq(rx_waveform_read(&w, t, &cursor), rx_waveform_at(&w, t));
    cr_expect_eq(rx_waveform_read_mean(&w, t, t + 1.9, &cursor), rx_waveform_mean(&w, t, t + 1.9));
    cr_expect_eq(rx_waveform_read(&w, fmod(t * 71.3, 100), &cursor), rx_waveform_at(&w, fmod(t * 71.3, 100)));
    const rx_waveform_piece piece = rx_waveform_piece_at(&w, t, &cursor);
    cr_expect(piece.from_ms <= t && t < piece.until_ms, "%g ms is not from %g to %g", t, piece.from_ms, piece.until_ms);
    cr_expect_eq(rx_waveform_at(&w, t), piece.value + piece.rise * (t - piece.start_ms) / piece.width_ms);
    const double slope = rx_waveform_slope(&w, t, &cursor);
    const double soon = 1e-7; /* no point is that near */
    cr_expect_float_eq(rx_waveform_at(&w, t + soon) - rx_waveform_at(&w, t), slope * soon, 1e-12);
  }
}

Test(waveform, of_a_smooth_one_only_the_ends_are_breakpoints_and_it_cannot_jump)
{
  rx_error err = { 0 };
  w.is_smooth = true;
  add(2.5, 1);
  add(3.5, 2);
  add(4.5, 1.5);
  cr_expect_eq(rx_waveform_next(&w, 0), 2.5);
  cr_expect_eq(rx_waveform_next(&w, 2.5), 4.5);
  cr_expect_eq(rx_waveform_next(&w, 3.7), 4.5);
  cr_expect_eq(rx_waveform_next(&w, 4.5), INFINITY);
  cr_expect_eq(rx_waveform_add(&w, 4.5, 7, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "waveform: a smooth one cannot jump, and two points are at 4.5 ms");
}
