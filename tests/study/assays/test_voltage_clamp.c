#include "study/assays/voltage_clamp.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "tests/solver/lone_cell.h"

static rx_preparation hold(lone_cell *cell, double V_mV)
{
  cell->cell.v_init = V_mV;
  rx_preparation p = rx_preparation_default(lone_network(cell, 1, 0, 0));
  p.options.rtol = 1e-10;
  return p;
}

/* One gate at fixed V is an exponential: k_traub is n^4. */
Test(voltage_clamp, a_current_is_the_one_of_the_gates_own_equation)
{
  static const char *const CHANNELS[] = { "leak", "k_traub" };
  const rx_voltage_segment segments[] = { { -60, 30 }, { -20, 15 } };
  lone_cell cell;
  rx_error err = { 0 };
  rx_clamp_currents currents = { 0 };
  lone_pn_nk1(&cell, false);
  rx_preparation p = hold(&cell, -90);
  cr_assert_eq(rx_assay_voltage(&p, 2, segments, 0.05, 2, CHANNELS, &currents, &err), RX_OK, "%s", err.text);
  cr_assert_eq(currents.n_samples, 301);

  const rx_channel *k = rx_channel_find("k_traub");
  double coefs[RX_MAX_COEFS] = { 0 };
  const double params[RX_MAX_CHANNEL_PARAMS] = { 0.001075, -55 };
  k->prepare(params, -70, 36, coefs);
  rx_gate at_90, at_60, at_20;
  k->evaluate((rx_at){ .V = -90, .cai = 5e-5 }, coefs, &at_90);
  k->evaluate((rx_at){ .V = -60, .cai = 5e-5 }, coefs, &at_60);
  k->evaluate((rx_at){ .V = -20, .cai = 5e-5 }, coefs, &at_20);
  const double n0 = at_60.a / at_60.b + (at_90.a / at_90.b - at_60.a / at_60.b) * exp(-30 * at_60.b / at_60.d);
  for (size_t i = 0; i < currents.n_samples; i += 50) {
    const double t = 0.05 * (double)i, end = at_20.a / at_20.b, n = end + (n0 - end) * exp(-t * at_20.b / at_20.d);
    const rx_current I = k->current((rx_at){ .V = -20, .cai = 5e-5 }, coefs, &n);
    cr_expect_float_eq(rx_clamp_currents_at(&currents, 1, t), I.G * -20 - I.J, 1e-6 * fabs(I.G * -20 - I.J) + 1e-12,
                       "at %g ms", t);
    cr_expect_float_eq(rx_clamp_currents_at(&currents, 0, t), 4.2e-5 * 45, 1e-9);
  }
  const rx_current_peak peak = rx_clamp_currents_peak(&currents, 1);
  cr_expect_eq(peak.mA_cm2, rx_clamp_currents_at(&currents, 1, 15)); /* it only rises */
  cr_expect_float_eq(peak.t_ms, 15, 1e-9);
  cr_expect_eq(rx_clamp_currents_peak(&currents, 0).t_ms, 0); /* the first of equals */
  rx_clamp_currents_free(&currents);
  rx_network_free((rx_network *)p.network);
}

Test(voltage_clamp, a_settled_cell_gives_the_same_as_one_that_begins_at_once)
{
  static const char *const CHANNELS[] = { "na_p" };
  const rx_voltage_segment segments[] = { { -40, 10 } };
  rx_clamp_currents once = { 0 }, settled = { 0 };
  lone_cell cell;
  rx_error err = { 0 };
  lone_pn_nk1(&cell, false);
  rx_preparation p = hold(&cell, -85);
  cr_assert_eq(rx_assay_voltage(&p, 1, segments, 0.1, 1, CHANNELS, &once, &err), RX_OK, "%s", err.text);
  p.settle_ms = 40;
  cr_assert_eq(rx_assay_voltage(&p, 1, segments, 0.1, 1, CHANNELS, &settled, &err), RX_OK, "%s", err.text);
  for (double t = 0; t <= 10; t += 0.7)
    cr_expect_float_eq(rx_clamp_currents_at(&once, 0, t), rx_clamp_currents_at(&settled, 0, t), 1e-8);
  rx_clamp_currents_free(&once);
  rx_clamp_currents_free(&settled);
  rx_network_free((rx_network *)p.network);
}

static void expect_fail(const rx_preparation *p, size_t n, const rx_voltage_segment segments[], double interval_ms,
                        const char *channel, const char *text)
{
  rx_clamp_currents currents = { 0 };
  rx_error err = { 0 };
  cr_expect_eq(rx_assay_voltage(p, n, segments, interval_ms, 1, &channel, &currents, &err), RX_E_INPUT);
  cr_expect_not_null(strstr(err.text, text), "\"%s\" has no \"%s\"", err.text, text);
  rx_clamp_currents_free(&currents);
}

Test(voltage_clamp, what_does_not_fit_is_said)
{
  const rx_voltage_segment segments[] = { { -60, 30 }, { -20, 15 } }, none[] = { { -60, 0 } };
  lone_cell cell;
  lone_passive(&cell, 1);
  rx_preparation p = hold(&cell, -70);
  expect_fail(&p, 0, segments, 0.1, "leak", "no segment");
  expect_fail(&p, 1, none, 0.1, "leak", "lasts 0 ms");
  expect_fail(&p, 2, segments, 0, "leak", "each 0 ms");
  expect_fail(&p, 2, segments, 0.7, "leak", "on a sample");
  expect_fail(&p, 2, segments, 0.1, "na_p", "no channel \"na_p\"");
  rx_network_free((rx_network *)p.network);
}
