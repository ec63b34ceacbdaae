#include "analysis/motor/pic_clamp.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { N_RAMP = 1500, N_HOLD = 400, N = 2 * N_HOLD + 2 * N_RAMP + 1 };

/* A cell of 0.3 uS with an inward current that switches on at `on` mV ascending and off at `off` descending. */
static double current(double V, double half)
{
  return 0.3 * (V + 70) - 20 / (1 + exp(-(V - half) / 2));
}

static void clamp(double V[N], double I[N], double on, double off)
{
  for (int k = 0; k < N; k++) {
    const int up = k - N_HOLD, down = N - 1 - N_HOLD - k, at = up < down ? up : down;
    V[k] = -90 + 0.04 * (at > 0 ? at : 0);
    I[k] = current(V[k], up <= down ? on : off);
  }
}

Test(pic_clamp, conductance_current_onset_and_offset_of_a_known_cell)
{
  double V[N], I[N];
  rx_pic_clamp pic;
  clamp(V, I, -50, -55);
  cr_assert_eq(rx_pic_clamp_of(N, V, I, &pic, NULL), RX_OK);
  cr_expect_float_eq(pic.conductance_uS, 0.3, 1e-4);
  cr_expect_float_eq(pic.leak_nA, 21, 0.01);
  /* the current is whole at the top and its shares at -40 mV are those of the two half voltages */
  cr_expect_float_eq(pic.pic_nA, 20, 0.01);
  cr_expect_float_eq(pic.at_mV, -30, 1e-9);
  cr_expect_float_eq(pic.pic40_up_nA, 20 / (1 + exp(-5.0)), 0.01);
  cr_expect_float_eq(pic.pic40_down_nA, 20 / (1 + exp(-7.5)), 0.01);
  /* 0.3 = 10 s (1 - s): s = 0.030940, V = half + 2 log(s/(1-s)) = half - 6.8887; the sample below it */
  cr_expect_float_eq(pic.onset_mV, -56.8887, 0.04 + 1e-4);
  cr_expect_float_eq(pic.offset_mV, -61.8887, 0.04 + 1e-4);
  cr_expect(pic.onset_mV <= -56.8887 && pic.offset_mV <= -61.8887);
}

Test(pic_clamp, a_passive_cell_has_no_current_and_no_onset)
{
  double V[N], I[N];
  rx_pic_clamp pic;
  clamp(V, I, 500, 500);
  cr_assert_eq(rx_pic_clamp_of(N, V, I, &pic, NULL), RX_OK);
  cr_expect_float_eq(pic.pic_nA, 0, 1e-9);
  cr_expect_float_eq(pic.conductance_uS, 0.3, 1e-12);
  cr_expect(isnan(pic.onset_mV) && isnan(pic.offset_mV));
}

Test(pic_clamp, a_turn_below_the_leak_line_is_no_onset)
{
  double V[N], I[N];
  rx_pic_clamp pic;
  clamp(V, I, -75, -75); /* turns at -82 */
  cr_assert_eq(rx_pic_clamp_of(N, V, I, &pic, NULL), RX_OK);
  cr_expect(isnan(pic.onset_mV) && isnan(pic.offset_mV));
}

Test(pic_clamp, uneven_samples_keep_the_slope)
{
  double V[4 * N], I[4 * N];
  rx_pic_clamp pic;
  int n = 0;
  for (double v = -90; v < -30; v += n % 2 != 0 ? 0.01 : 0.03) V[n] = v, I[n++] = current(v, -50);
  for (double v = -30; v > -90; v -= 0.04) V[n] = v, I[n++] = current(v, -50);
  cr_assert_eq(rx_pic_clamp_of((size_t)n, V, I, &pic, NULL), RX_OK);
  cr_expect_float_eq(pic.onset_mV, -56.8887, 0.031);
}

Test(pic_clamp, what_is_no_clamp_is_refused)
{
  double V[N] = { 0 }, I[N] = { 0 };
  rx_pic_clamp pic;
  rx_error err = { 0 };
  cr_expect_eq(rx_pic_clamp_of(0, V, I, &pic, &err), RX_E_INPUT);
  cr_expect_not_null(strstr(err.text, "0 samples at -88 … -75 mV"), "%s", err.text);
  clamp(V, I, -50, -55);
  cr_expect_eq(rx_pic_clamp_of(N_HOLD + N_RAMP, V, I, &pic, &err), RX_E_INPUT);
  cr_expect_not_null(strstr(err.text, "does not go down to -40 mV"), "%s", err.text);
  I[17] = NAN;
  cr_expect_eq(rx_pic_clamp_of(N, V, I, &pic, &err), RX_E_INPUT);
  cr_expect_not_null(strstr(err.text, "sample 17"), "%s", err.text);
}
