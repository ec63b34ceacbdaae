#include "stimuli/clamp.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static rx_waveform w, fA, fC;
static rx_error err;

static void teardown(void)
{
  rx_waveform_free(&w);
  rx_waveform_free(&fA);
  rx_waveform_free(&fC);
}

TestSuite(clamp, .fini = teardown);

Test(clamp, a_current_step_is_zero_outside_its_window)
{
  rx_stimulus s = rx_stimulus_default(RX_STIMULUS_CURRENT_CLAMP);
  s.amplitude = -0.035;
  cr_assert_eq(rx_clamp_waveform(&s, &w, &err), RX_OK);
  cr_expect_eq(rx_waveform_at(&w, 0), 0);
  cr_expect_eq(rx_waveform_at(&w, 199.99), 0);
  cr_expect_eq(rx_waveform_at(&w, 200), -0.035);
  cr_expect_eq(rx_waveform_at(&w, 699.99), -0.035);
  cr_expect_eq(rx_waveform_at(&w, 700), 0);
}

Test(clamp, a_voltage_clamp_holds_from_the_start)
{
  rx_stimulus s = rx_stimulus_default(RX_STIMULUS_VOLTAGE_CLAMP);
  for (int k = 0; k < 2; k++) {
    s.onset = k == 0 ? 200 : 0;
    s.holding = -72.5;
    s.command = -13.25;
    rx_waveform_free(&w);
    cr_assert_eq(rx_clamp_waveform(&s, &w, &err), RX_OK);
    if (k == 0) cr_expect_eq(rx_waveform_at(&w, 0), -72.5);
    cr_expect_eq(rx_waveform_at(&w, s.onset), -13.25);
    cr_expect_eq(rx_waveform_at(&w, s.onset + 499.9), -13.25);
    cr_expect_eq(rx_waveform_at(&w, s.onset + 500), -72.5);
    cr_expect_eq(rx_waveform_at(&w, 1e6), -72.5);
  }
}

Test(clamp, a_noxious_pulse_raises_fA_at_once_and_fC_after_its_delay)
{
  const rx_stimulus s = rx_stimulus_default(RX_STIMULUS_AFFERENT_RATES); /* at 500 ms */
  cr_assert_eq(rx_afferent_rate_waveforms(1, &s, &fA, &fC, &err), RX_OK);
  static const struct {
    double t, fA, fC;
  } POINTS[] = { { 0, 1, 1 },     { 499.9, 1, 1 }, { 500, 40, 1 },   { 519.9, 40, 1 }, { 520, 1, 1 },
                 { 589.9, 1, 1 }, { 590, 1, 22 },  { 799.9, 1, 22 }, { 800, 1, 1 },    { 1e5, 1, 1 } };
  for (size_t i = 0; i < sizeof POINTS / sizeof *POINTS; i++) {
    cr_expect_eq(rx_waveform_at(&fA, POINTS[i].t), POINTS[i].fA, "fA at %g ms", POINTS[i].t);
    cr_expect_eq(rx_waveform_at(&fC, POINTS[i].t), POINTS[i].fC, "fC at %g ms", POINTS[i].t);
  }
}

Test(clamp, overlapping_pulses_do_not_add)
{
  rx_stimulus s = rx_stimulus_default(RX_STIMULUS_AFFERENT_RATES);
  s.frequency = 5; /* fC is raised for 210 of each 200 ms */
  s.pulses = 4;
  cr_assert_eq(rx_afferent_rate_waveforms(1, &s, &fA, &fC, &err), RX_OK);
  for (double t = 590; t < 500 + 3 * 200 + 300; t += 7) cr_assert_eq(rx_waveform_at(&fC, t), 22);
  cr_expect_eq(rx_waveform_at(&fC, 500 + 3 * 200 + 300), 1);
  cr_expect_eq(rx_waveform_at(&fA, 705), 40);
  cr_expect_eq(rx_waveform_at(&fA, 725), 1);
}

Test(clamp, a_pulse_replaces_the_baseline_even_by_less)
{
  rx_stimulus s = rx_stimulus_default(RX_STIMULUS_AFFERENT_RATES);
  s.rate_c = 0;
  s.onset = 0;
  cr_assert_eq(rx_afferent_rate_waveforms(1, &s, &fA, &fC, &err), RX_OK);
  cr_expect_eq(rx_waveform_at(&fA, 0), 40);
  cr_expect_eq(rx_waveform_at(&fC, 100), 0);
  cr_expect_eq(rx_waveform_at(&fC, 300), 1);
}

Test(clamp, without_afferent_rates_both_are_zero)
{
  const rx_stimulus s = rx_stimulus_default(RX_STIMULUS_PINCH);
  cr_assert_eq(rx_afferent_rate_waveforms(1, &s, &fA, &fC, &err), RX_OK);
  cr_expect(rx_waveform_at(&fA, 600) == 0 && rx_waveform_at(&fC, 600) == 0);
}

/* Fibres, then 4 cells of soma and dendrite with 1 + 3 compartments. */
static rx_section sections[] = { { .name = "soma" }, { .name = "dend" } };
static rx_population populations[] = {
  { .name = "Ab", .n = 2, .afferent = RX_CLASS_ABETA },
  { .name = "PKC", .n = 4, .cell = { .name = "EX", .n_sections = 2, .sections = sections } }
};
static const rx_circuit CIRCUIT = { .n_populations = 2, .populations = populations };
static int section_of[] = { 0, 1, 1, 1 }, type_of[] = { 0, 0, 0, 0 };
static rx_cell_type type = { .n_compartments = 4, .section = section_of };
static rx_cell_type *types[] = { &type };
static rx_node_range ranges[] = { { .name = "PKC", .first = 0, .n = 4, .population = 1 },
                                  { .name = "Ab", .first = 4, .n = 2, .is_source = true, .afferent = RX_CLASS_ABETA } };
static const rx_network NETWORK = {
  .n_cells = 4, .n_nodes = 6, .n_types = 1, .types = types, .type_of = type_of, .n_ranges = 2, .ranges = ranges
};

Test(clamp, it_sits_in_the_middle_of_the_named_section)
{
  rx_stimulus s = rx_stimulus_default(RX_STIMULUS_CURRENT_CLAMP);
  int cell, compartment;
  cr_assert_eq(rx_clamp_place(&s, &CIRCUIT, &NETWORK, &cell, &compartment, &err), RX_OK);
  cr_expect(cell == 0 && compartment == 0, "the first population of cells, its soma");
  s.population = "PKC";
  s.section = "dend";
  s.cell = 3;
  cr_assert_eq(rx_clamp_place(&s, &CIRCUIT, &NETWORK, &cell, &compartment, &err), RX_OK);
  cr_expect(cell == 3 && compartment == 2);
}

static void expect_refused(const rx_stimulus *s, const char *text)
{
  int cell, compartment;
  cr_expect_eq(rx_clamp_place(s, &CIRCUIT, &NETWORK, &cell, &compartment, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, text);
}

Test(clamp, a_place_that_is_not_there_is_named)
{
  rx_stimulus s = rx_stimulus_default(RX_STIMULUS_CURRENT_CLAMP);
  s.population = "PKG";
  expect_refused(&s, "clamp: the circuit has no population PKG; is it PKC?");
  s.population = "Ab";
  expect_refused(&s, "clamp: Ab are fibres, which have no membrane to clamp; name a population of cells");
  s.population = "PKC";
  s.section = "dendrit";
  expect_refused(&s, "clamp: cell EX has no section dendrit");
  s.section = "dnd";
  expect_refused(&s, "clamp: cell EX has no section dnd; is it dend?");
  s.section = "soma";
  s.cell = 4;
  expect_refused(&s, "clamp: PKC has 4 cells, 0 to 3; cell 4 is not one of them");
}
