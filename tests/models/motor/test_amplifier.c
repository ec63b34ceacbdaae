#include <criterion/criterion.h>
#include <math.h>

#include "base/random.h"
#include "models/motor/motor.h"

static rx_motor_amplifier page(void)
{
  rx_motor_amplifier amplifier = rx_motor_pool_default().amplifier;
  amplifier.rate = 40;
  return amplifier;
}

Test(amplifier, is_off_by_default)
{
  const rx_motor_amplifier off = rx_motor_pool_default().amplifier;
  double t;
  cr_expect_eq(off.n_onto, 0);
  cr_expect_eq(rx_amplifier_rate_Hz(&off, 10), 0);
  cr_expect_not(rx_amplifier_spike(0, 0, 5, 1, &t));
}

/* torque 0.32 for 8 s, then none: A = 0.3 (1 - e^(-t/10 s)), then falls e-fold in 10 s; exact whatever the step */
Test(amplifier, accumulates_as_the_analytic_solution)
{
  const rx_motor_amplifier a = page();
  static const double steps[] = { 1, 50, 1000 };
  for (int k = 0; k < 3; k++) {
    double A = 0;
    for (double t = 0; t < 20000; t += steps[k]) {
      A = rx_amplifier_step(&a, A, t < 8000 ? 0.32 : 0.01, steps[k]);
      const double now = t + steps[k], expected = now <= 8000 ? 0.3 * (1 - exp(-now / 10000))
                                                              : 0.3 * (1 - exp(-0.8)) * exp(-(now - 8000) / 10000);
      cr_assert_float_eq(A, expected, 1e-12, "at %g ms: %.15g, %.15g", now, A, expected);
    }
  }
  cr_expect_eq(rx_amplifier_step(&a, 0, 0.02, 1000), 0, "nothing below the threshold");
}

Test(amplifier, the_rate_is_full_from_0_2_on)
{
  const rx_motor_amplifier a = page();
  cr_expect_float_eq(rx_amplifier_rate_Hz(&a, 0.1), 20, 1e-12);
  cr_expect_float_eq(rx_amplifier_rate_Hz(&a, 0.2), 40, 1e-12);
  cr_expect_float_eq(rx_amplifier_rate_Hz(&a, 3), 40, 1e-12);
}

Test(amplifier, spikes_have_the_rate_and_lie_evenly_in_their_window)
{
  enum { N = 200000 };
  double t, sum = 0;
  int n = 0;
  for (uint64_t k = 0; k < N; k++) {
    if (!rx_amplifier_spike(40, rx_uniform_at(3, 0, 1, 2, RX_STREAM_TEST, k), (double)k, 1, &t)) continue;
    cr_assert(t >= (double)k && t < (double)k + 1);
    sum += t - (double)k;
    n++;
  }
  cr_expect_float_eq(n / (1e-3 * N), 40, 4 * sqrt(40 / (1e-3 * N)), "%g Hz", n / (1e-3 * N));
  cr_expect_float_eq(sum / n, 0.5, 4 * sqrt(1 / 12.0 / n));
  cr_expect(rx_amplifier_spike(500, 0.99, 0, 10, &t), "more than one per window is one in every window");
}
