/* The motor pools of the configs: their units are those of the motoneuron page, 2.3. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "models/circuit/network.h"
#include "tests/io/experiment/experiment_checks.h"

TestSuite(motor_pools, .init = start_problems, .fini = end_problems);

static rx_network *network_of(const rx_experiment *experiment)
{
  rx_graph *graph = NULL;
  rx_network *network = NULL;
  rx_error err = { 0 };
  cr_assert_eq(rx_graph_draw(experiment->circuit, 1, 0, &graph, &err), RX_OK);
  cr_assert_eq(rx_network_make(experiment->circuit, graph, &network, &err), RX_OK, "%s", err.text);
  rx_graph_free(graph);
  return network;
}

/* Coefficient `coef` of a channel in a compartment of a unit. */
static double coefficient(const rx_network *network, int unit, const char *channel, int coef, int compartment)
{
  const rx_cell_type *type = network->types[network->type_of[unit]];
  for (int k = 0; k < type->n_insertions; k++) {
    const rx_insertion *in = &type->insertions[k];
    const int i = compartment - in->first_compartment;
    if (strcmp(in->channel->name, channel) == 0 && i >= 0 && i < in->n_compartments)
      return network->numbers[network->numbers_of[unit]]->coef[in->first_coef + coef * in->n_compartments + i];
  }
  cr_assert_fail("no %s in compartment %d", channel, compartment);
  return NAN;
}

static double area_cm2(const rx_network *network, int unit, int compartment)
{
  return 1e-8 * network->numbers[network->numbers_of[unit]]->area[compartment];
}

static double capacitance_nF(const rx_network *network, int unit, int compartment)
{
  return 1e6 * area_cm2(network, unit, compartment) /
         network->numbers[network->numbers_of[unit]]->charging[compartment];
}

static void near_to(double found, double expected, const char *what, int unit)
{
  cr_expect(fabs(found / expected - 1) < 3e-6, "unit %d: %s is %.8g, not %.8g", unit, what, found, expected);
}

/* x = 0, 0.5, 1: a pool of three. */
Test(motor_pools, units_with_one_dendrite_are_those_of_the_page)
{
  static const double C_s[] = { 2.76551, 3.50772, 6.48878 }, C_d[] = { 1.70814, 1.98299, 2.93321 },
                      gl_s[] = { 0.165446, 0.365788, 1.301086 }, gl_d[] = { 0.156182, 0.235154, 0.583340 },
                      g_c[] = { 0.523036, 0.618191, 0.981277 }, gCaL[] = { 0.194379, 0.245045, 0.447275 };
  rx_experiment *experiment = circuit_with("hTA_1", "circuit/populations/MN/n=3");
  rx_network *network = network_of(experiment);
  cr_assert_eq(network->n_numbers, 3);
  near_to(area_cm2(network, 0, 0), 2.040276e-3, "A_s", 0);
  for (int u = 0; u < 3; u++) {
    near_to(capacitance_nF(network, u, 0), C_s[u], "C_s", u);
    near_to(capacitance_nF(network, u, 1), C_d[u], "C_d", u);
    near_to(1e6 * coefficient(network, u, "leak", 0, 0) * area_cm2(network, u, 0), gl_s[u], "gl_s", u);
    near_to(1e6 * coefficient(network, u, "leak", 0, 1) * area_cm2(network, u, 1), gl_d[u], "gl_d", u);
    near_to(network->numbers[u]->axial[1], g_c[u], "g_c", u);
    near_to(1e6 * coefficient(network, u, "cav13", 0, 1) * area_cm2(network, u, 1), gCaL[u], "gCaL", u);
  }
  rx_network_free(network);
  rx_experiment_free(experiment);
}

static double along(double lt, double ht, double x, double e)
{
  return lt + (ht - lt) * pow(x, 1 + e);
}

/* Numbers whose exponent is their own, and those whose first unit is not that of the cell's file. */
static void has_units(const char *name, double e, double e_can, double e_half_b, const double half_a[2],
                      const double half_b[2], const double taur[2])
{
  rx_experiment *experiment = circuit_with(name, NULL);
  rx_network *network = network_of(experiment);
  const int n_dendrites = network->types[0]->n_compartments - 1;
  cr_assert_eq(network->n_numbers, 20);
  cr_expect_eq(n_dendrites, strstr(name, "_1") != NULL ? 1 : 4);
  for (int u = 0; u < 20; u++) {
    const double x = u / 19.0;
    const double can = strncmp(name, "hTAlw", 5) == 0 ? 7.608597e-6 : 1.05e-5;
    near_to(coefficient(network, u, "can_ph17", 0, 0), along(0.64e-5, can, x, e_can), "gCaN", u);
    near_to(1 / network->numbers[u]->calcium_decay[0], along(taur[0], taur[1], x, e), "taur", u);
    for (int d = 1; d <= n_dendrites; d++) {
      near_to(coefficient(network, u, "cav13", 2, d), along(half_a[0], half_a[1], x, e), "theta_m", u);
      near_to(coefficient(network, u, "cav13", 3, d), along(half_b[0], half_b[1], x, e_half_b), "theta_h", u);
    }
  }
  if (n_dendrites == 4) {
    /* four dendrites have the area and the coupling of one */
    const double four = 4 * area_cm2(network, 7, 3), g_c = 4 * network->numbers[7]->axial[3];
    char one[32];
    snprintf(one, sizeof one, "%s_1", name);
    rx_experiment *with_one = circuit_with(one, NULL);
    rx_network *single = network_of(with_one);
    near_to(area_cm2(single, 7, 1), four, "A_d", 7);
    near_to(single->numbers[7]->axial[1], g_c, "g_c", 7);
    double sum = 0;
    for (int d = 1; d <= 4; d++) sum += coefficient(network, 7, "cav13", 0, d);
    near_to(coefficient(single, 7, "cav13", 0, 1), sum / 4, "gCaL", 7);
    rx_network_free(single);
    rx_experiment_free(with_one);
  }
  rx_network_free(network);
  rx_experiment_free(experiment);
}

Test(motor_pools, exponents_are_those_of_the_page)
{
  has_units("cMG", 2, 4, 0, (double[]){ -40, -37 }, (double[]){ 8, -30.6 }, (double[]){ 60, 10 });
  has_units("cMG_1", 2, 4, 0, (double[]){ -40, -37 }, (double[]){ 8, -30.6 }, (double[]){ 60, 10 });
  has_units("hTA", 1, 3, 1, (double[]){ -42, -39 }, (double[]){ 10, -10 }, (double[]){ 90, 30 });
  has_units("hTA_1", 1, 3, 1, (double[]){ -42, -39 }, (double[]){ 10, -10 }, (double[]){ 90, 30 });
  has_units("hTAlw", 1, 3, 1, (double[]){ -42, -40.37119 }, (double[]){ 10, -0.8587 }, (double[]){ 90, 57.42382 });
}

Test(motor_pools, every_number_has_a_path_at_both_ends_and_one_modifier_reaches_both)
{
  rx_experiment *experiment = circuit_with("hTA", NULL);
  has(experiment, "circuit/populations/MN/d2/channels/cav13/gbar", 0.95e-4);
  has(experiment, "circuit/populations/MN/last_unit/d2/channels/cav13/gbar", 1.28e-4);
  has(experiment, "circuit/populations/MN/last_unit/soma/diameter", 30);
  has(experiment, "circuit/populations/MN/last_unit/soma/calcium/tau", 30);
  has(experiment, "circuit/populations/MN/last_unit/soma/axial_resistivity", 0); /* as that of the first */
  has(experiment, "circuit/populations/MN/exponents/can_ph17", 3);
  const rx_modifier half = {
    .source = "test", .path = "circuit/populations/MN/**/cav13/gbar", .operation = RX_SCALE, .value = 0.5
  };
  rx_modified_rows rows = { 0 };
  rx_network *whole = network_of(experiment);
  cr_assert_eq(rx_modifiers_apply(experiment->registry, experiment->circuit, 1, &half, &rows, NULL), RX_OK);
  cr_expect_eq(rows.n, 8);
  rx_network *halved = network_of(experiment);
  for (int u = 0; u < 20; u++)
    for (int d = 1; d <= 4; d++)
      near_to(coefficient(halved, u, "cav13", 0, d), 0.5 * coefficient(whole, u, "cav13", 0, d), "gCaL", u);
  free(rows.items);
  rx_network_free(whole);
  rx_network_free(halved);
  rx_experiment_free(experiment);
}

Test(motor_pools, the_skew_moves_units_and_leaves_the_ends)
{
  rx_experiment *experiment = circuit_with("hTA_1", "circuit/populations/MN/skew=2");
  rx_network *network = network_of(experiment);
  for (int u = 0; u < 20; u++)
    near_to(coefficient(network, u, "kca_ph17", 0, 0), along(0.00045, 0.0006, pow(u / 19.0, 2), 1), "gKCa", u);
  rx_network_free(network);
  rx_experiment_free(experiment);
}

Test(motor_pools, a_cell_may_give_its_gates_a_start)
{
  rx_cell_config *config = NULL;
  rx_cell_config_read("brk97", NULL, problems, &config, NULL);
  is_clean("brk97");
  const rx_channel_use *na = rx_section_channel(&config->cell.sections[0], "na_brk97"),
                       *ca = rx_section_channel(&config->cell.sections[1], "ca_n_brk97"),
                       *leak = rx_section_channel(&config->cell.sections[1], "leak");
  cr_expect(na->has_start && na->start[0] == 0.9);
  cr_expect(ca->has_start && ca->start[0] == 0 && ca->start[1] == 0.9);
  cr_expect_not(leak->has_start);
  cr_expect_not_null(rx_registry_find(config->registry, "soma/channels/na_brk97/start/h"));
  cr_expect_eq(config->cell.max_step, 0.5);
  rx_cell_config_free(config);
}
