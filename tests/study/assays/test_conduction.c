#include "study/assays/conduction.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "tests/solver/lone_cell.h"

/* One leaky compartment charges as V = E + dV (1 - exp(-t/tau)): when it crosses a threshold is known. */
Test(conduction, a_leak_crosses_a_threshold_when_its_equation_says)
{
  static const double ONSETS[] = { 5, 60 };
  lone_cell cell;
  rx_error err = { 0 };
  rx_passage passage[2] = { 0 };
  lone_passive(&cell, 1);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_preparation p = rx_preparation_default(network);
  const double g_uS = 1e-4 * 20 * 20 * 3.14159265358979 * 1e-2, dV = 30;
  const rx_pulses pulses = { 2, ONSETS, 20, g_uS * dV };
  const rx_axon_site sites[] = { { 0, -50 }, { 0, -20 } };
  const double expected = -10 * log(1 - 11.7 / dV);
  for (int solver = 0; solver < 2; solver++) {
    p.simulate = solver == 0 ? rx_simulate_cvode : rx_simulate_ensemble;
    p.settle_ms = solver == 0 ? 0 : 30;
    cr_assert_eq(rx_assay_conduction(&p, &pulses, 100, 0.025, 2, sites, passage, &err), RX_OK, "%s", err.text);
    cr_assert_eq(passage[0].crossings.n, 2);
    cr_expect_float_eq(passage[0].crossings.items[0], 5 + expected, 1e-3);
    /* what the first pulse left has decayed over 35 ms */
    const double left = dV * (1 - exp(-2)) * exp(-3.5);
    cr_expect_float_eq(passage[0].crossings.items[1], 60 - 10 * log((dV - 11.7) / (dV - left)), 1e-3);
    cr_expect_float_eq(passage[0].peak_mV, -61.7 + dV * (1 - exp(-2)) + left * exp(-2), 1e-3);
    cr_expect_float_eq(passage[0].peak_ms, 80, 1e-9);
    cr_expect_eq(passage[1].crossings.n, 0);
    cr_expect_eq(rx_passage_first_ms(&passage[0], 50, 100), passage[0].crossings.items[1]);
    cr_expect(isnan(rx_passage_first_ms(&passage[0], 20, 50)));
  }
  for (int i = 0; i < 2; i++) rx_passage_free(&passage[i]);
  rx_network_free(network);
}

static void expect_fail(const rx_preparation *p, rx_pulses pulses, double interval_ms, rx_axon_site site,
                        const char *text)
{
  rx_passage passage = { 0 };
  rx_error err = { 0 };
  cr_expect_eq(rx_assay_conduction(p, &pulses, 10, interval_ms, 1, &site, &passage, &err), RX_E_INPUT);
  cr_expect_not_null(strstr(err.text, text), "\"%s\" has no \"%s\"", err.text, text);
  rx_passage_free(&passage);
}

Test(conduction, what_does_not_fit_is_said)
{
  static const double ONSETS[] = { 3, 2 }, ONE[] = { 1 };
  lone_cell cell;
  lone_passive(&cell, 3);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  const rx_preparation p = rx_preparation_default(network);
  expect_fail(&p, (rx_pulses){ 2, ONSETS, 0.5, 1 }, 0.1, (rx_axon_site){ 0, 0 }, "pulse 2 at 2 ms, before 3.5 ms");
  expect_fail(&p, (rx_pulses){ 1, ONE, 0, 1 }, 0.1, (rx_axon_site){ 0, 0 }, "pulses of 0 ms");
  expect_fail(&p, (rx_pulses){ 1, ONE, 1, 1 }, 0, (rx_axon_site){ 0, 0 }, "each 0 ms");
  expect_fail(&p, (rx_pulses){ 1, ONE, 1, 1 }, 0.1, (rx_axon_site){ 3, 0 }, "no compartment 3");
  rx_network_free(network);
}
