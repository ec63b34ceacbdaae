#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/cells/compartments.h"
#include "tests/models/small_cell.h"

static const double PI = 3.14159265358979323846;

static small_cell cell;
static rx_cell_type *type;
static rx_cell_numbers *numbers;
static rx_error err;

static void setup(void)
{
  small_cell_make(&cell, "cell");
  memset(&err, 0, sizeof err);
  type = NULL;
  numbers = NULL;
}

static void teardown(void)
{
  rx_cell_type_free(type);
  rx_cell_numbers_free(numbers);
}

TestSuite(compartments, .init = setup, .fini = teardown);

static void make(int n_receptors, const rx_receptor receptors[])
{
  cr_assert_eq(rx_cell_type_make(&cell.cell, n_receptors, receptors, &type, &err), RX_OK, "%s", err.text);
  cr_assert_eq(rx_cell_numbers_make(&cell.cell, n_receptors, receptors, type, &numbers, &err), RX_OK, "%s", err.text);
}

static void refuses(const char *message)
{
  cr_expect_eq(rx_cell_type_make(&cell.cell, 0, NULL, &type, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, message);
  cr_expect_null(type);
}

Test(compartments, are_numbered_section_by_section_with_parents_first)
{
  cell.sections[SOMA].n_compartments = 3;
  cell.sections[DEND].n_compartments = 2;
  cell.sections[HILLOCK].n_compartments = 2;
  make(0, NULL);
  static const int PARENT[] = { -1, 0, 1, 0, 3, 2, 5 }; /* dend hangs on soma end 0, hillock on soma end 1 */
  static const int SECTION[] = { SOMA, SOMA, SOMA, DEND, DEND, HILLOCK, HILLOCK };
  cr_assert_eq(type->n_compartments, 7);
  for (int c = 0; c < 7; c++) {
    cr_expect_eq(type->parent[c], PARENT[c]);
    cr_expect_eq(type->section[c], SECTION[c]);
  }
  cr_expect_float_eq(type->position[1], 0.5, 1e-15);
  cr_expect_float_eq(type->position[4], 0.75, 1e-15);
  cr_expect_eq(type->detector, 1);
}

Test(compartments, of_a_section_that_is_listed_before_its_parent_come_after_it)
{
  cell.sections[DEND].parent = HILLOCK;
  cell.sections[DEND].at_parent_start = false;
  make(0, NULL);
  for (int c = 1; c < type->n_compartments; c++) cr_expect(type->parent[c] >= 0 && type->parent[c] < c);
  const int hillock = rx_cell_type_compartment(type, HILLOCK, 1), dend = rx_cell_type_compartment(type, DEND, 0);
  cr_expect_eq(type->parent[dend], hillock);
}

Test(compartments, middle_of_n_is_number_n_by_2)
{
  for (int n = 1; n <= 5; n++) {
    cell.sections[DEND].n_compartments = n;
    make(0, NULL);
    const int first = rx_cell_type_compartment(type, DEND, 0);
    cr_expect_eq(rx_cell_type_compartment(type, DEND, 0.5), first + n / 2);
    cr_expect_eq(rx_cell_type_compartment(type, DEND, 1), first + n - 1);
    teardown();
    setup();
  }
}

Test(compartments, side_areas_add_up_to_the_area_of_the_cylinders_and_cones)
{
  cell.sections[HILLOCK].diameter = 2;
  cell.sections[HILLOCK].diameter_end = 1;
  make(0, NULL);
  double total = 0;
  for (int c = 0; c < type->n_compartments; c++) total += numbers->area[c];
  /* pi L times the mean diameter: exact for diameters at the centres of a linear taper */
  cr_expect_float_eq(total, PI * (20 * 20 + 400 * 3 + 9 * 1.5), 1e-9);
  const int first = rx_cell_type_compartment(type, HILLOCK, 0);
  cr_expect_float_eq(numbers->area[first], PI * (2 - 1 / 6.0) * 3, 1e-12);
}

Test(compartments, axial_conductance_of_the_benchmark_cell_is_35_303_nS)
{
  cell.cell.n_sections = 2;
  cell.sections[DEND].at_parent_start = false;
  cell.sections[DEND].n_compartments = 1;
  cell.sections[SOMA].axial_resistivity = cell.sections[DEND].axial_resistivity = 100;
  make(0, NULL);
  cr_expect_eq(numbers->axial[0], 0);
  cr_expect_float_eq(1e3 * numbers->axial[1], 35.303, 5e-4);
}

Test(compartments, each_side_of_a_joint_has_its_own_resistivity)
{
  cell.sections[SOMA].axial_resistivity = 80;
  cell.sections[HILLOCK].axial_resistivity = 230;
  make(0, NULL);
  const int hillock = rx_cell_type_compartment(type, HILLOCK, 0);
  const double MOhm = 0.01 * (80 * 10 / (PI * 100) + 230 * 1.5 / (PI * 0.75 * 0.75));
  cr_expect_float_eq(numbers->axial[hillock], 1 / MOhm, 1e-12);
}

Test(compartments, adjacent_runs_of_a_channel_are_one_insertion)
{
  make(0,
       NULL); /* soma 1, dend 5, hillock 3; k_traub in soma and dend, na_traub in soma and hillock, leak everywhere */
  cr_assert_eq(type->n_insertions, 5);
  static const struct {
    const char *channel;
    int first, n, gate, coef;
  } EXPECTED[] = { { "leak", 0, 9, 0, 0 },
                   { "na_traub", 0, 1, 0, 18 },
                   { "na_traub", 6, 3, 2, 22 },
                   { "k_traub", 0, 6, 8, 34 },
                   { "k_ca", 0, 6, 14, 58 } };
  for (int i = 0; i < type->n_insertions; i++) {
    const rx_insertion *insertion = &type->insertions[i];
    cr_expect_str_eq(insertion->channel->name, EXPECTED[i].channel);
    cr_expect_eq(insertion->first_compartment, EXPECTED[i].first);
    cr_expect_eq(insertion->n_compartments, EXPECTED[i].n);
    cr_expect_eq(insertion->first_gate, EXPECTED[i].gate, "%d", insertion->first_gate);
    cr_expect_eq(insertion->first_coef, EXPECTED[i].coef, "%d", insertion->first_coef);
  }
  cr_expect_eq(type->n_gates, 20);
  cr_expect_eq(type->n_coefs, 76);
}

Test(compartments, coefficients_of_a_merged_run_come_from_each_section)
{
  make(0, NULL);
  const rx_insertion *k_traub = &type->insertions[3];
  const double *gbar = numbers->coef + k_traub->first_coef, *E_K = gbar + 3 * k_traub->n_compartments;
  for (int i = 0; i < k_traub->n_compartments; i++) {
    cr_expect_eq(gbar[i], i == 0 ? 0.0043 : 0.144);
    cr_expect_eq(E_K[i], i == 0 ? -70 : -71);
  }
}

Test(compartments, calcium_shells_have_influx_and_decay_and_others_have_none)
{
  make(0, NULL);
  const int dend = rx_cell_type_compartment(type, DEND, 0.5), hillock = rx_cell_type_compartment(type, HILLOCK, 0.5);
  cr_expect(type->has_calcium);
  cr_expect_float_eq(numbers->calcium_influx[dend], 1e4 / (2 * 96485.332 * 0.1), 1e-12);
  cr_expect_eq(numbers->calcium_decay[dend], 0.5);
  cr_expect_eq(numbers->calcium_rest[dend], 5e-5);
  cr_expect(numbers->calcium_influx[hillock] == 0 && numbers->calcium_decay[hillock] == 0);
  cr_expect_eq(numbers->charging[dend], 1000);
}

Test(compartments, receptors_become_slots_in_the_middle_of_their_section)
{
  const rx_receptor receptors[] = { small_receptor("AMPA", RX_GLUTAMATE, DEND, 0.1, 5),
                                    small_receptor("NMDA", RX_GLUTAMATE, HILLOCK, 2, 100),
                                    small_receptor("jump", RX_GABA, SOMA, 0, 8) };
  rx_receptor changed[3];
  memcpy(changed, receptors, sizeof changed);
  changed[0].calcium_fraction = changed[1].calcium_fraction = 0.1;
  changed[1].magnesium = 1;
  make(3, changed);
  cr_expect_eq(type->slots[0].compartment, rx_cell_type_compartment(type, DEND, 0.5));
  cr_expect(type->slots[0].has_rise && !type->slots[0].has_magnesium && type->slots[0].carries_calcium);
  cr_expect(type->slots[1].has_magnesium && !type->slots[1].carries_calcium, "the hillock has no shell");
  cr_expect_eq(numbers->calcium_fraction[1], 0);
  cr_expect_float_eq(numbers->magnesium[1], 1 / 3.57, 1e-15);
  cr_expect(!type->slots[2].has_rise);
}

Test(compartments, types_are_equal_where_only_numbers_differ)
{
  make(0, NULL);
  rx_cell_type *other = NULL;
  cell.sections[DEND].length = 350;
  cell.uses[SOMA][0].params[0] *= 2;
  cr_assert_eq(rx_cell_type_make(&cell.cell, 0, NULL, &other, &err), RX_OK);
  cr_expect(rx_cell_type_equal(type, other));
  rx_cell_type_free(other);
  cell.sections[HILLOCK].n_channels--;
  cr_assert_eq(rx_cell_type_make(&cell.cell, 0, NULL, &other, &err), RX_OK);
  cr_expect(!rx_cell_type_equal(type, other));
  rx_cell_type_free(other);
}

Test(compartments, a_cell_without_a_temperature_has_36_degrees)
{
  make(0, NULL);
  const rx_insertion *k_ca = &type->insertions[4];
  cr_expect_float_eq(numbers->coef[k_ca->first_coef + k_ca->n_compartments], pow(3, 1.4), 1e-14);
}

Test(compartments, refuse_a_circle_of_sections)
{
  cell.sections[DEND].parent = HILLOCK;
  cell.sections[HILLOCK].parent = DEND;
  refuses("cell cell: sections hang on each other in a circle");
}

Test(compartments, refuse_no_compartments)
{
  cell.sections[DEND].n_compartments = 0;
  refuses("cell cell: section dend has 0 compartments; at least 1 is needed");
}

Test(compartments, refuse_a_calcium_dependent_channel_without_a_shell)
{
  cell.sections[DEND].has_calcium = false;
  refuses("cell cell: section dend: channel k_ca depends on calcium, so the section needs a calcium shell");
}

Test(compartments, refuse_a_pool_outside_without_a_depth)
{
  cell.sections[DEND].pools[RX_POOL_K_OUT] = (rx_ion_pool){ .is_given = true, .start = 5.6, .depth = NAN };
  refuses("cell cell: section dend: the pool potassium_outside needs a depth");
}

Test(compartments, pools_have_the_gain_of_their_depth_and_make_a_type_of_its_own)
{
  make(0, NULL);
  rx_cell_type *without = type;
  cr_expect(!type->has_pools);
  rx_section *dend = &cell.sections[DEND];
  dend->pools[RX_POOL_K_IN] = (rx_ion_pool){ .is_given = true, .start = 120, .depth = NAN, .tau = NAN, .rest = NAN };
  dend->pools[RX_POOL_K_OUT] =
      (rx_ion_pool){ .is_given = true, .start = 5.6, .depth = 0.029, .tau = 290, .rest = 5.5, .offset = 1e-3 };
  dend->reversal_k = NAN;
  rx_cell_type *with = NULL;
  rx_cell_numbers *n = NULL;
  cr_assert_eq(rx_cell_type_make(&cell.cell, 0, NULL, &with, &err), RX_OK);
  cr_expect(!rx_cell_type_equal(without, with));
  cr_assert_eq(rx_cell_numbers_make(&cell.cell, 0, NULL, with, &n, &err), RX_OK);
  cr_expect(with->has_pools && with->pools[0] == 0);
  cr_expect_eq(with->pools[1], 1u << RX_POOL_K_IN | 1u << RX_POOL_K_OUT | RX_HAS_NERNST(RX_ION_K));
  cr_expect_float_eq(n->pools[RX_POOL_K_IN].gain[1], 4e4 / (96485.332 * dend->diameter), 1e-12);
  cr_expect_eq(n->pools[RX_POOL_K_IN].supply[1], 0);
  const double gain = -1e4 / (0.029 * 96485.332);
  cr_expect_float_eq(n->pools[RX_POOL_K_OUT].gain[1], gain, 1e-12);
  cr_expect_float_eq(n->pools[RX_POOL_K_OUT].supply[1], gain * 1e-3 + 5.5 / 290, 1e-12);
  cr_expect_eq(n->pools[RX_POOL_K_OUT].gain[0], 0);
  const rx_insertion *k = NULL;
  for (int i = 0; i < with->n_insertions; i++)
    if (strcmp(with->insertions[i].channel->name, "k_traub") == 0) k = &with->insertions[i];
  const int at = k->first_coef + k->channel->reversal_coef * k->n_compartments + 1 - k->first_compartment;
  cr_expect_float_eq(n->coef[at], 1e3 * 8.314462618 * 309.15 / 96485.332 * log(5.6 / 120), 1e-9);
  rx_cell_numbers_free(n);
  rx_cell_type_free(with);
}

Test(compartments, refuse_a_channel_without_density_or_reversal)
{
  make(0, NULL);
  rx_cell_numbers *none = NULL;
  cell.sections[DEND].reversal_k = NAN;
  cr_expect_eq(rx_cell_numbers_make(&cell.cell, 0, NULL, type, &none, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "cell cell: section dend: channel k_traub needs reversal_k");
  cell.uses[SOMA][1].params[0] = NAN;
  cr_expect_eq(rx_cell_numbers_make(&cell.cell, 0, NULL, type, &none, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "cell cell: section soma: channel na_traub: gbar is not given");
  cr_expect_null(none);
}

Test(compartments, refuse_a_receptor_that_rises_slower_than_it_decays)
{
  const rx_receptor receptor = small_receptor("AMPA", RX_GLUTAMATE, DEND, 5, 5);
  cr_expect_eq(rx_cell_type_make(&cell.cell, 1, &receptor, &type, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "cell cell: receptor AMPA: tau_rise 5 ms must be shorter than tau_decay 5 ms");
}

Test(compartments, the_resistance_of_one_of_two_neighbours_may_be_neglected)
{
  cell.sections[SOMA].axial_resistivity = 0;
  make(0, NULL);
  /* half of the first of five compartments of the dendrite: 40 um of 3 um, in MOhm */
  cr_expect_float_eq(1 / numbers->axial[1], 0.01 * 150 * 40 / (PI * 3 * 3 / 4), 1e-9);
  teardown();
  setup();
  cell.sections[SOMA].axial_resistivity = cell.sections[HILLOCK].axial_resistivity = 0;
  cr_assert_eq(rx_cell_type_make(&cell.cell, 0, NULL, &type, &err), RX_OK);
  cr_expect_eq(rx_cell_numbers_make(&cell.cell, 0, NULL, type, &numbers, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text,
                   "cell cell: section hillock: no axial resistance toward soma: where axial_resistivity is 0, the "
                   "neighbour's must not be, and the section has one compartment");
}

Test(cell, sections_and_channels_are_found_by_name)
{
  small_cell_make(&cell, "cell");
  cr_expect_eq(rx_cell_section(&cell.cell, "hillock"), HILLOCK);
  cr_expect_eq(rx_cell_section(&cell.cell, "axon"), -1);
  cr_expect_eq(rx_section_channel(&cell.sections[SOMA], "na_traub"), &cell.uses[SOMA][1]);
  cr_expect_null(rx_section_channel(&cell.sections[DEND], "na_traub"));
}

static void expect_sound(const char *name, const rx_param table[])
{
  for (const rx_param *row = table; row->name != NULL; row++) {
    cr_expect(isnan(row->def) || rx_param_allows(row, row->def), "%s %s", name, row->name);
    cr_expect(isnan(row->def) || row->source != NULL, "%s %s: a default needs a source", name, row->name);
    cr_expect(row->lower < row->upper && row->meaning[0] != '\0', "%s %s", name, row->name);
  }
}

Test(cell, every_default_lies_in_its_range_and_has_a_source)
{
  expect_sound("section", RX_SECTION_PARAMS);
  expect_sound("calcium", RX_CALCIUM_PARAMS);
  expect_sound("cell", RX_CELL_PARAMS);
  expect_sound("ion pool", RX_POOL_PARAMS);
  expect_sound("receptor", RX_RECEPTOR_PARAMS);
}
