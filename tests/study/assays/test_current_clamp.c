#include "study/assays/current_clamp.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/solver/lone_cell.h"

static rx_network *projection_cell(void)
{
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  return lone_network(&cell, 1, 0, 0);
}

Test(current_clamp, a_passive_cell_rests_at_its_leak_and_never_fires)
{
  lone_cell cell;
  rx_error err = { 0 };
  rx_rest rest;
  lone_passive(&cell, 1);
  cell.cell.v_init = -73.4; /* 15 time constants away: 12 mV e^-15 */
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_preparation p = rx_preparation_default(network);
  p.settle_ms = 150;
  cr_assert_eq(rx_assay_rest(&p, &rest, &err), RX_OK, "%s", err.text);
  cr_expect_float_eq(rest.V_mV, -61.7, 1e-5);
  cr_expect(rest.n_spikes == 0 && rest.rate_Hz == 0);

  rx_rheobase_options options = rx_rheobase_options_default();
  options.step.duration_ms = 20;
  options.largest_nA =
      0.1; /* 40 mV above rest would take 0.0524 nA at the most; the threshold of this cell lies higher */
  network->numbers[0]->threshold = 60;
  double rheobase = 0;
  cr_assert_eq(rx_assay_rheobase(&p, &options, &rheobase, &err), RX_OK, "%s", err.text);
  cr_expect(isinf(rheobase));
  rx_network_free(network);
}

/* A leak alone crosses V at the end of a step of T: I = g A (V - E)/(1 - exp(-T/tau)). */
Test(current_clamp, the_rheobase_of_a_leak_is_the_one_of_its_equation)
{
  lone_cell cell;
  rx_error err = { 0 };
  double rheobase = 0;
  lone_passive(&cell, 1);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  network->numbers[0]->threshold = -50;
  rx_preparation p = rx_preparation_default(network);
  rx_rheobase_options options = rx_rheobase_options_default();
  options.step = (rx_current_step){ 5, 17, 3 };
  const double g_uS = 1e-4 * 20 * 20 * 3.14159265358979 * 1e-2;
  const double expected = g_uS * 11.7 / (1 - exp(-1.7));
  for (int solver = 0; solver < 2; solver++) {
    p.simulate = solver == 0 ? rx_simulate_cvode : rx_simulate_ensemble;
    cr_assert_eq(rx_assay_rheobase(&p, &options, &rheobase, &err), RX_OK, "%s", err.text);
    cr_expect(rheobase >= expected * (1 - 1e-4) && rheobase <= expected * (1 + 6e-4), "%g, expected %g", rheobase,
              expected);
  }
  options.first_nA = 3; /* far above: halved down to the threshold */
  p.simulate = rx_simulate_cvode;
  cr_assert_eq(rx_assay_rheobase(&p, &options, &rheobase, &err), RX_OK, "%s", err.text);
  cr_expect(rheobase >= expected * (1 - 1e-4) && rheobase <= expected * (1 + 6e-4));
  rx_network_free(network);
}

Test(current_clamp, rheobase_parts_steps_that_give_a_spike_from_those_that_do_not)
{
  rx_error err = { 0 };
  rx_spike_times spikes = { 0 };
  double rheobase = 0;
  rx_network *network = projection_cell();
  rx_preparation p = rx_preparation_default(network);
  p.settle_ms = 200;
  rx_rheobase_options options = rx_rheobase_options_default();
  options.step.duration_ms = 200;
  cr_assert_eq(rx_assay_rheobase(&p, &options, &rheobase, &err), RX_OK, "%s", err.text);
  cr_assert(rheobase > 1e-4 && rheobase < 1, "%g nA", rheobase);
  cr_assert_eq(rx_assay_step(&p, &options.step, rheobase, &spikes, &err), RX_OK);
  cr_expect(spikes.n > 0 && spikes.items[0] > 10 && spikes.items[0] < 240);
  cr_assert_eq(rx_assay_step(&p, &options.step, rheobase * (1 - 6e-4), &spikes, &err), RX_OK);
  cr_expect_eq(spikes.n, 0);
  free(spikes.items);
  rx_network_free(network);
}

Test(current_clamp, a_cell_that_fires_without_input_has_rheobase_0_and_a_rate)
{
  lone_cell cell;
  rx_error err = { 0 };
  rx_rest rest;
  double rheobase = 1;
  lone_pn_nk1(&cell, false);
  for (int s = 0; s < LONE_SECTIONS; s++)
    for (int k = 0; k < cell.sections[s].n_channels; k++)
      if (strcmp(cell.uses[s][k].channel->name, "leak") == 0) cell.uses[s][k].params[1] = -38.5;
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_preparation p = rx_preparation_default(network);
  p.settle_ms = 500;
  cr_assert_eq(rx_assay_rest(&p, &rest, &err), RX_OK, "%s", err.text);
  cr_expect(rest.n_spikes > 2, "%zu spikes", rest.n_spikes);
  cr_expect_float_eq(rest.rate_Hz, 2 * (double)rest.n_spikes, 1e-9);
  rx_rheobase_options options = rx_rheobase_options_default();
  cr_assert_eq(rx_assay_rheobase(&p, &options, &rheobase, &err), RX_OK, "%s", err.text);
  cr_expect_eq(rheobase, 0);
  rx_network_free(network);
}

Test(current_clamp, spikes_are_on_the_clock_that_starts_when_the_cell_has_settled)
{
  rx_error err = { 0 };
  rx_spike_times early = { 0 }, late = { 0 };
  const rx_current_step step = { 10, 100, 10 };
  rx_network *network = projection_cell();
  rx_preparation p = rx_preparation_default(network);
  p.settle_ms = 3000;
  cr_assert_eq(rx_assay_step(&p, &step, 0.2, &early, &err), RX_OK, "%s", err.text);
  p.settle_ms = 3500;
  cr_assert_eq(rx_assay_step(&p, &step, 0.2, &late, &err), RX_OK, "%s", err.text);
  cr_assert(early.n > 1 && early.n == late.n, "%zu, %zu spikes", early.n, late.n);
  for (size_t i = 0; i < early.n; i++) cr_expect_float_eq(early.items[i], late.items[i], 0.01);
  cr_expect(early.items[0] > 10);
  free(early.items);
  free(late.items);
  rx_network_free(network);
}

static void expect_fail(rx_status status, const rx_error *err, const char *text)
{
  cr_expect_eq(status, RX_E_INPUT);
  cr_expect_not_null(strstr(err->text, text), "\"%s\" has no \"%s\"", err->text, text);
}

Test(current_clamp, what_does_not_fit_is_said)
{
  rx_error err = { 0 };
  rx_rest rest;
  rx_spike_times spikes = { 0 };
  double rheobase;
  rx_network *network = projection_cell();
  rx_preparation p = rx_preparation_default(network);
  rx_rheobase_options options = rx_rheobase_options_default();
  expect_fail(rx_assay_rest(&p, &rest, &err), &err, "time to settle");
  expect_fail(rx_assay_step(&p, &(rx_current_step){ 10, 0, 10 }, 0.1, &spikes, &err), &err, "duration above 0");
  expect_fail(rx_assay_step(&p, &(rx_current_step){ -1, 5, 10 }, 0.1, &spikes, &err), &err, "-1 ms");
  p.settle_ms = -2;
  expect_fail(rx_assay_step(&p, &options.step, 0.1, &spikes, &err), &err, "-2");
  p.settle_ms = 0;
  p.cell = 1;
  expect_fail(rx_assay_step(&p, &options.step, 0.1, &spikes, &err), &err, "no cell 1");
  p.cell = 0;
  p.compartment = 99;
  expect_fail(rx_assay_step(&p, &options.step, 0.1, &spikes, &err), &err, "no compartment 99");
  p.compartment = 0;
  options.first_nA = 0;
  expect_fail(rx_assay_rheobase(&p, &options, &rheobase, &err), &err, "0 < first");
  options = rx_rheobase_options_default();
  options.relative = 0;
  expect_fail(rx_assay_rheobase(&p, &options, &rheobase, &err), &err, "share of 0");
  rx_network_free(network);
}
