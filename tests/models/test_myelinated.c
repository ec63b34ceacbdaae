/* Myelinated fibres: geometries, what stands along them, their sheaths, and what is refused. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "models/cells/compartments.h"

static const double PI = 3.14159265358979323846;

typedef struct fibre_cell {
  rx_cell cell;
  rx_section sections[RX_N_FIBRE_PARTS];
} fibre_cell;

static rx_myelinated fibre(rx_geometry geometry, double diameter)
{
  rx_myelinated f = { 0 };
  rx_param_defaults(RX_MYELINATED_PARAMS, &f);
  f.is_given = true;
  f.geometry = geometry;
  f.fibre_diameter = diameter;
  return f;
}

static void make_cell(fibre_cell *c, rx_geometry geometry, double diameter)
{
  *c = (fibre_cell){ .cell = { .name = "mrg", .v_init = -80, .threshold = -20, .n_sections = RX_N_FIBRE_PARTS } };
  c->cell.sections = c->sections;
  c->cell.myelinated = fibre(geometry, diameter);
  for (int s = 0; s < RX_N_FIBRE_PARTS; s++)
    c->sections[s] = (rx_section){ .name = RX_FIBRE_PART_NAMES[s],
                                   .axial_resistivity = 70,
                                   .membrane_capacitance = 2,
                                   .n_compartments = s == RX_STIN ? 6 : 1,
                                   .parent = s - 1 };
}

/* the columns of mrg_conduction.csv, the reference of the published code */
Test(myelinated, geometries_are_those_of_the_reference)
{
  static const struct {
    rx_geometry geometry;
    double diameter, spacing, node, axon, lamellae, flut;
  } ROWS[] = {
    { RX_GEOMETRY_DISC, 2, 200, 1.4, 1.6, 30, 10 },
    { RX_GEOMETRY_DISC, 5.7, 500, 1.9, 3.4, 80, 35 },
    { RX_GEOMETRY_DISC, 12.8, 1350, 4.2, 9.2, 135, 54 },
    { RX_GEOMETRY_DISC, 16, 1500, 5.5, 12.7, 150, 60 },
    { RX_GEOMETRY_INTERP, 3, 281.08, 1.49977, 2.02659, 45.5111, 17.289 },
    { RX_GEOMETRY_PENA, 2, 155.12, 0.71732, 1.082, 17, 11.341 },
    { RX_GEOMETRY_PENA, 3, 287.02, 0.89484, 1.635, 26, 16.966 },
  };
  for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
    const rx_myelinated f = fibre(ROWS[i].geometry, ROWS[i].diameter);
    rx_myelinated c;
    cr_assert_eq(rx_myelinated_complete(&f, &c, NULL), RX_OK);
    const double found[] = { c.node_spacing, c.node_diameter, c.axon_diameter, c.lamellae, c.flut_length };
    for (int k = 0; k < 5; k++)
      cr_expect_float_eq(found[k], (&ROWS[i].spacing)[k], 5e-5, "row %zu, %d: %g", i, k, found[k]);
  }
  /* above 5.643 um the other polynomial; a number that is given stays */
  rx_myelinated f = fibre(RX_GEOMETRY_INTERP, 10), c;
  f.lamellae = 77;
  cr_assert_eq(rx_myelinated_complete(&f, &c, NULL), RX_OK);
  cr_expect_float_eq(c.node_spacing, -821.5 + 2724 - 780.2, 1e-9);
  cr_expect_eq(c.lamellae, 77);
}

static void expect_refused(const rx_myelinated *f, const char *text)
{
  rx_myelinated c;
  rx_error err = { 0 };
  cr_expect_eq(rx_myelinated_complete(f, &c, &err), RX_E_INPUT);
  cr_expect(strstr(err.text, text) != NULL, "%s", err.text);
}

Test(myelinated, what_a_geometry_does_not_have_is_refused)
{
  rx_myelinated f = fibre(RX_GEOMETRY_DISC, 11);
  expect_refused(&f,
                 "geometry disc has no fibre_diameter of 11 um, only 1, 2, 5.7, 7.3, 8.7, 10, 11.5, 12.8, 14, 15, 16");
  f = fibre(RX_GEOMETRY_INTERP, 1.9);
  expect_refused(&f, "geometry interp has no fibre_diameter of 1.9 um, only 2 … 16");
  f = fibre(RX_GEOMETRY_PENA, 6);
  expect_refused(&f, "geometry pena has no fibre_diameter of 6 um, only 1 … 5.7");
  f = fibre(RX_GEOMETRY_GIVEN, 10);
  double *const numbers[] = { &f.node_spacing, &f.node_diameter, &f.axon_diameter, &f.flut_length, &f.lamellae };
  static const char *const NAMES[] = { "node_spacing", "node_diameter", "axon_diameter", "flut_length", "lamellae" };
  static const double VALUES[] = { 1000, 3, 6, 40, 100 };
  for (int k = 0; k < 5; k++) {
    expect_refused(&f, NAMES[k]);
    *numbers[k] = VALUES[k];
  }
  rx_myelinated c;
  cr_expect_eq(rx_myelinated_complete(&f, &c, NULL), RX_OK);
  f.node_spacing = 87;
  expect_refused(&f, "leaves no room for STIN");
  f.node_spacing = 1000;
  f.axon_diameter = 9.9921;
  expect_refused(&f, "does not fit into a fibre of 10 um");
}

Test(myelinated, parts_stand_along_the_fibre)
{
  fibre_cell c;
  rx_cell_type *type = NULL;
  make_cell(&c, RX_GEOMETRY_DISC, 10);
  cr_assert_eq(rx_cell_type_make(&c.cell, 0, NULL, &type, NULL), RX_OK);
  static const int UNIT[11] = { RX_NODE, RX_MYSA, RX_FLUT, RX_STIN, RX_STIN, RX_STIN,
                                RX_STIN, RX_STIN, RX_STIN, RX_FLUT, RX_MYSA };
  cr_assert_eq(type->n_compartments, 40 * 11 + 1);
  cr_expect(type->has_sheath);
  for (int i = 0; i < type->n_compartments; i++) {
    cr_expect_eq(type->section[i], UNIT[i % 11]);
    cr_expect_eq(type->parent[i], i - 1);
    cr_expect_eq(type->is_sheathed[i], i % 11 != 0);
  }
  cr_expect_eq(rx_cell_type_compartment(type, RX_NODE, 0), 0);
  cr_expect_eq(rx_cell_type_compartment(type, RX_NODE, 0.25), 110);
  cr_expect_eq(rx_cell_type_compartment(type, RX_NODE, 1), 440);
  cr_expect_eq(rx_cell_type_compartment(type, RX_MYSA, 0), 1);
  cr_expect_eq(rx_cell_type_compartment(type, RX_MYSA, 1), 439);
  cr_expect_eq(type->detector, 220);
  cr_expect_eq(rx_myelinated_part(&c.cell.myelinated, -1), -1);
  cr_expect_eq(rx_myelinated_part(&c.cell.myelinated, 241), -1);
  rx_cell_type_free(type);
}

Test(myelinated, numbers_are_those_of_the_page)
{
  fibre_cell c;
  rx_cell_type *type = NULL;
  rx_cell_numbers *numbers = NULL;
  make_cell(&c, RX_GEOMETRY_DISC, 10);
  c.cell.myelinated.nodes = 2;
  cr_assert_eq(rx_cell_type_make(&c.cell, 0, NULL, &type, NULL), RX_OK);
  cr_assert_eq(rx_cell_numbers_make(&c.cell, 0, NULL, type, &numbers, NULL), RX_OK);
  /* as the page puts it: the outer cable, 10 um; 7000/(pi ((d/2 + w)^2 - (d/2)^2)) MOhm/cm; 0.1/(2 nl) uF/cm2 */
  const double node = 7000 / (PI * (1.652 * 1.652 - 1.65 * 1.65)), flut = 7000 / (PI * (3.454 * 3.454 - 3.45 * 3.45));
  cr_expect_float_eq(numbers->sheath.axial[1], 1 / (node * 2e-4), 1e-9 / (node * 2e-4)); /* 0.5 + 1.5 um */
  cr_expect_float_eq(numbers->sheath.axial[2], 1 / (node * 1.5e-4 + flut * 23e-4), 1e-9);
  const double stin = (1150 - 1 - 6 - 92) / 6.0;
  cr_expect_float_eq(numbers->area[5], PI * 6.9 * stin, 1e-6);
  cr_expect_float_eq(numbers->axial[5], PI * 6.9 * 6.9 / 4 / (0.7 * stin), 1e-9);
  /* uF/cm2 um2 = 10^-8 uF; nA/uF = 10^-3 mV/ms */
  const double C = 0.1 / 240 * PI * 10 * stin * 1e-8;
  cr_expect_float_eq(numbers->sheath.charging[5], 1e-3 / C, 1e-9 / C);
  cr_expect_float_eq(numbers->sheath.leak[5], 10, 1e-12);
  cr_expect_eq(numbers->sheath.charging[0], 0);
  cr_expect_eq(numbers->sheath.charging[11], 0);
  rx_cell_numbers_free(numbers);
  rx_cell_type_free(type);
}

static void expect_no_type(const rx_cell *cell, const char *text)
{
  rx_cell_type *type = NULL;
  rx_error err = { 0 };
  cr_expect_eq(rx_cell_type_make(cell, 0, NULL, &type, &err), RX_E_INPUT);
  cr_expect(strstr(err.text, text) != NULL, "%s", err.text);
}

Test(myelinated, a_fibre_of_other_parts_is_refused)
{
  fibre_cell c;
  make_cell(&c, RX_GEOMETRY_DISC, 10);
  c.sections[RX_FLUT].name = "axon";
  expect_no_type(&c.cell, "has the sections node, mysa, flut and stin");
  make_cell(&c, RX_GEOMETRY_DISC, 10);
  c.cell.myelinated.nodes = 1;
  expect_no_type(&c.cell, "1 nodes; at least 2 are needed");
  make_cell(&c, RX_GEOMETRY_DISC, 9);
  rx_cell_type *type = NULL;
  rx_cell_numbers *numbers = NULL;
  rx_error err = { 0 };
  cr_assert_eq(rx_cell_type_make(&c.cell, 0, NULL, &type, NULL), RX_OK);
  cr_expect_eq(rx_cell_numbers_make(&c.cell, 0, NULL, type, &numbers, &err), RX_E_INPUT);
  cr_expect(strstr(err.text, "mrg") != NULL && strstr(err.text, "no fibre_diameter of 9 um") != NULL, "%s", err.text);
  rx_cell_type_free(type);
}

Test(myelinated, a_sheath_around_nothing_is_refused)
{
  fibre_cell c;
  make_cell(&c, RX_GEOMETRY_DISC, 10);
  c.cell.myelinated.is_given = false;
  for (int s = 0; s < RX_N_FIBRE_PARTS; s++) c.sections[s].length = 10, c.sections[s].diameter = 5;
  rx_sheath *sheath = &c.sections[RX_MYSA].sheath;
  rx_param_defaults(RX_SHEATH_PARAMS, sheath);
  sheath->is_given = true;
  sheath->space_width = 0.5;
  sheath->lamellae = 10;
  expect_no_type(&c.cell, "section mysa: its sheath has lamellae, so it needs a fibre_diameter");
  sheath->fibre_diameter = 5.9;
  expect_no_type(&c.cell, "section mysa: its sheath has a fibre_diameter that is smaller than the axon with its space");
  sheath->fibre_diameter = 6.1;
  rx_cell_type *with = NULL, *without = NULL;
  cr_assert_eq(rx_cell_type_make(&c.cell, 0, NULL, &with, NULL), RX_OK);
  sheath->lamellae = NAN;
  cr_assert_eq(rx_cell_type_make(&c.cell, 0, NULL, &without, NULL), RX_OK);
  cr_expect(with->has_sheath && !without->has_sheath && !rx_cell_type_equal(with, without));
  rx_cell_type_free(with);
  rx_cell_type_free(without);
}
