/* Cells graded from a first to a last unit, alone and as a population of a network. */
#include "models/cells/graded.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "models/circuit/network.h"
#include "tests/models/small_circuit.h"

static small_cell first, last;
static rx_graded graded;
static rx_grade_exponent own[2];
static rx_arena *arena;
static rx_error err;

static void setup(void)
{
  rx_arena_free(arena); /* of a test that starts anew */
  arena = rx_arena_create();
  memset(&err, 0, sizeof err);
  small_cell_make(&first, "unit");
  small_cell_make(&last, "unit");
  last.sections[SOMA].diameter = 30;
  last.sections[DEND].length = 500;
  last.sections[SOMA].calcium.tau = 9;
  last.uses[SOMA][0].params[0] = 8.2e-5;  /* leak */
  last.uses[SOMA][0].params[1] = -75;     /* its reversal */
  last.uses[SOMA][1].params[0] = 0.18548; /* na_traub */
  last.cell.threshold = -10;
  graded = (rx_graded){ .last = last.cell, .skew = 1, .exponent = 1, .exponents = own };
}

static void teardown(void)
{
  rx_arena_free(arena);
  arena = NULL;
}

TestSuite(graded, .init = setup, .fini = teardown);

static rx_cell unit_at(double x)
{
  rx_cell unit;
  cr_assert_eq(rx_cell_graded(&first.cell, &graded, x, &unit, arena, &err), RX_OK, "%s", err.text);
  return unit;
}

static double along(double from, double to, double x, double e)
{
  return from + (to - from) * pow(x, 1 + e);
}

Test(graded, every_kind_of_number_goes_along_the_power_of_x)
{
  for (double x = 0; x <= 1; x += 0.125) {
    const rx_cell unit = unit_at(x);
    cr_expect_float_eq(unit.sections[SOMA].diameter, along(20, 30, x, 1), 1e-14);
    cr_expect_float_eq(unit.sections[DEND].length, along(400, 500, x, 1), 1e-12);
    cr_expect_float_eq(unit.sections[SOMA].calcium.tau, along(1, 9, x, 1), 1e-14);
    cr_expect_float_eq(unit.sections[SOMA].channels[0].params[0], along(4.2e-5, 8.2e-5, x, 1), 1e-19);
    cr_expect_float_eq(unit.sections[SOMA].channels[0].params[1], along(-65, -75, x, 1), 1e-13);
    cr_expect_float_eq(unit.threshold, along(first.cell.threshold, -10, x, 1), 1e-13);
    /* what the ends have in common stays to the last bit, and what is not given stays so */
    cr_expect_eq(unit.sections[HILLOCK].length, 9);
    cr_expect(isnan(unit.sections[SOMA].diameter_end) && isnan(unit.temperature));
    cr_expect_str_eq(unit.sections[DEND].name, "dend");
  }
}

Test(graded, a_unit_does_not_change_the_ends)
{
  const rx_cell unit = unit_at(0.5);
  unit.sections[SOMA].channels[0].params[0] = 7;
  cr_expect_eq(first.uses[SOMA][0].params[0], 4.2e-5);
  cr_expect_eq(last.uses[SOMA][0].params[0], 8.2e-5);
}

Test(graded, a_channel_or_one_of_its_numbers_may_have_an_exponent_of_its_own)
{
  const double x = 0.6;
  own[0] = (rx_grade_exponent){ "leak", "reversal", 0 };
  own[1] = (rx_grade_exponent){ "leak", NULL, 3 };
  for (int order = 0; order < 2; order++) {
    graded.n_exponents = 2;
    const rx_cell unit = unit_at(x);
    cr_expect_float_eq(unit.sections[SOMA].channels[0].params[0], along(4.2e-5, 8.2e-5, x, 3), 1e-19);
    cr_expect_float_eq(unit.sections[SOMA].channels[0].params[1], along(-65, -75, x, 0), 1e-13);
    cr_expect_float_eq(unit.sections[SOMA].channels[1].params[0], along(0.08548, 0.18548, x, 1), 1e-15);
    const rx_grade_exponent swap = own[0];
    own[0] = own[1];
    own[1] = swap;
  }
}

Test(graded, the_start_of_a_gate_goes_along_too)
{
  for (int k = 0; k < RX_MAX_GATES; k++) first.uses[SOMA][1].start[k] = last.uses[SOMA][1].start[k] = NAN;
  first.uses[SOMA][1].has_start = last.uses[SOMA][1].has_start = true;
  first.uses[SOMA][1].start[1] = 0.9;
  last.uses[SOMA][1].start[1] = 0.5;
  const rx_cell unit = unit_at(0.5);
  cr_expect_float_eq(unit.sections[SOMA].channels[1].start[1], 0.8, 1e-15);
  cr_expect(isnan(unit.sections[SOMA].channels[1].start[0]));
}

Test(graded, places_run_from_0_to_1_by_the_skew)
{
  cr_expect_eq(rx_graded_position(1, 0, 1), 0);
  cr_expect_eq(rx_graded_position(2, 0, 1), 0);
  cr_expect_eq(rx_graded_position(1, 0, 20), 0);
  cr_expect_eq(rx_graded_position(1, 19, 20), 1);
  cr_expect_eq(rx_graded_position(1, 5, 20), 5.0 / 19);
  cr_expect_float_eq(rx_graded_position(2, 5, 20), 25.0 / 361, 1e-16);
}

static void refuses(const char *what)
{
  rx_cell unit;
  graded.last = last.cell;
  cr_expect_eq(rx_cell_graded(&first.cell, &graded, 0.5, &unit, arena, &err), RX_E_INPUT);
  cr_expect_not_null(strstr(err.text, what), "\"%s\" has no \"%s\"", err.text, what);
}

Test(graded, ends_of_different_structure_are_refused)
{
  last.cell.n_sections = 2;
  refuses("the last unit has 2 sections, the first 3");
  setup();
  last.sections[DEND].n_compartments = 6;
  refuses("dend of the last unit is built otherwise");
  setup();
  last.sections[SOMA].has_calcium = false;
  refuses("soma of the last unit is built otherwise");
  setup();
  last.sections[HILLOCK].n_channels = 1;
  refuses("hillock of the last unit has other channels");
  setup();
  last.uses[HILLOCK][1].channel = rx_channel_find("na_sg");
  refuses("hillock of the last unit has other channels");
  setup();
  first.cell.myelinated.is_given = true;
  refuses("myelinated");
}

Test(graded, a_number_that_is_given_at_one_end_only_is_refused)
{
  last.sections[HILLOCK].diameter_end = 1;
  refuses("diameter_end of hillock");
  setup();
  first.sections[SOMA].calcium.start = 1e-4;
  refuses("start of soma");
  setup();
  last.cell.max_step = 1;
  refuses("max_step of the cell");
  setup();
  for (int k = 0; k < RX_MAX_GATES; k++) first.uses[SOMA][1].start[k] = last.uses[SOMA][1].start[k] = NAN;
  first.uses[SOMA][1].has_start = last.uses[SOMA][1].has_start = true;
  first.uses[SOMA][1].start[0] = 0.1;
  refuses("the start of m of na_traub");
}

Test(graded, a_network_has_numbers_for_each_unit_and_others_keep_one)
{
  static small_circuit c;
  rx_graph *graph = NULL;
  rx_network *network = NULL;
  small_circuit_make(&c);
  graded.last.temperature = NAN;
  c.populations[EX].graded = &graded;
  graded.skew = 2;
  cr_assert_eq(rx_graph_draw(&c.circuit, 3, 0, &graph, &err), RX_OK);
  cr_assert_eq(rx_network_make(&c.circuit, graph, &network, &err), RX_OK, "%s", err.text);
  cr_expect_eq(network->n_types, 2, "units share their type, also with the other population of their structure");
  cr_expect_eq(network->n_numbers, 2 + 8);
  const rx_node_range *range = &network->ranges[1];
  cr_assert_str_eq(range->name, "EX");
  for (int u = 0; u < 8; u++) {
    const rx_cell_numbers *numbers = network->numbers[network->numbers_of[range->first + u]];
    const double x = pow(u / 7.0, 2), diameter = along(20, 30, x, 1);
    cr_expect_float_eq(numbers->area[0], 3.14159265358979 * 20 * diameter, 1e-9, "unit %d", u);
    cr_expect_float_eq(numbers->calcium_decay[0], 1 / along(1, 9, x, 1), 1e-14, "unit %d", u);
    cr_expect_eq(network->type_of[range->first + u], network->type_of[network->ranges[0].first]);
  }
  rx_network_free(network);
  network = NULL;
  graded.last.n_sections = 2;
  cr_expect_eq(rx_network_make(&c.circuit, graph, &network, &err), RX_E_INPUT);
  cr_expect_not_null(strstr(err.text, "population EX: unit 0: the last unit has 2 sections"), "%s", err.text);
  rx_graph_free(graph);
}
