#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "models/circuit/network.h"
#include "models/synapses/chloride.h"
#include "tests/models/small_circuit.h"

static small_circuit c;
static rx_graph *graph;
static rx_network *network;
static rx_error err;

static void setup(void)
{
  small_circuit_make(&c);
  memset(&err, 0, sizeof err);
  graph = NULL;
  network = NULL;
}

static void teardown(void)
{
  rx_network_free(network);
  rx_graph_free(graph);
}

TestSuite(network, .init = setup, .fini = teardown);

static void make(void)
{
  teardown();
  cr_assert_eq(rx_graph_draw(&c.circuit, 3, 0, &graph, &err), RX_OK);
  cr_assert_eq(rx_network_make(&c.circuit, graph, &network, &err), RX_OK, "%s", err.text);
}

static const rx_node_range *range(const char *name)
{
  for (int i = 0; i < network->n_ranges; i++)
    if (strcmp(network->ranges[i].name, name) == 0) return &network->ranges[i];
  cr_assert_fail("no range %s", name);
  return NULL;
}

static bool is_in(const rx_node_range *r, int node)
{
  return node >= r->first && node < r->first + r->n;
}

/* The route of the connections between two ranges; NULL: none. */
static const rx_route *route(const char *from, const char *to)
{
  const rx_node_range *a = range(from), *b = range(to);
  for (int node = a->first; node < a->first + a->n; node++)
    for (size_t k = network->first_connection[node]; k < network->first_connection[node + 1]; k++)
      if (is_in(b, network->connections[k].target)) return &network->routes[network->connections[k].route];
  return NULL;
}

static size_t n_outputs(int node)
{
  return network->first_connection[node + 1] - network->first_connection[node];
}

Test(network, cells_come_before_sources_in_the_order_of_the_circuit)
{
  make();
  static const char *const NAMES[] = { "PV", "EX", "NK1", "Ab" };
  static const int FIRST[] = { 0, 10, 18, 22 };
  cr_assert_eq(network->n_ranges, 4);
  cr_expect_eq(network->n_cells, 22);
  cr_expect_eq(network->n_nodes, 27);
  for (int i = 0; i < 4; i++) {
    cr_expect_str_eq(network->ranges[i].name, NAMES[i]);
    cr_expect_eq(network->ranges[i].first, FIRST[i]);
    cr_expect_eq(network->ranges[i].is_source, i == 3);
    cr_expect_str_eq(c.populations[network->ranges[i].population].name, NAMES[i]);
  }
  cr_expect_eq(network->ranges[3].afferent, RX_CLASS_ABETA);
}

Test(network, populations_of_one_structure_share_a_type_with_the_receptors_of_both)
{
  make();
  cr_expect_eq(network->n_types, 2);
  cr_expect_eq(network->n_numbers, 3);
  cr_expect_eq(network->type_of[range("PV")->first], network->type_of[range("EX")->first]);
  cr_expect_neq(network->type_of[range("NK1")->first], network->type_of[range("EX")->first]);
  cr_expect_eq(network->types[network->type_of[0]]->n_slots, 3);
}

Test(network, a_shared_slot_keeps_the_numbers_of_each_population)
{
  c.receptors[PV][0].tau_decay = 4.5;
  c.receptors[EX][1].reversal = -62.5;
  make();
  cr_expect_eq(network->n_types, 2);
  const rx_cell_numbers *PV_numbers = network->numbers[network->numbers_of[range("PV")->first]];
  const rx_cell_numbers *EX_numbers = network->numbers[network->numbers_of[range("EX")->first]];
  cr_expect_eq(PV_numbers->tau_decay[0], 4.5);
  cr_expect_eq(EX_numbers->tau_decay[0], 5);
  cr_expect_eq(EX_numbers->reversal[1], -62.5);
}

Test(network, a_receptor_of_another_kind_gets_a_slot_of_its_own)
{
  c.receptors[PV][0].magnesium = 1;
  make();
  cr_expect_eq(network->n_types, 2);
  cr_expect_eq(network->types[network->type_of[0]]->n_slots, 4);
  cr_expect_eq(route("Ab", "PV")->slot[0], 0);
}

Test(network, chloride_sets_the_reversal_at_the_temperature_of_the_circuit)
{
  c.circuit.temperature = 31;
  c.receptors[EX][1].chloride_inside = 11.3;
  make();
  const rx_cell_numbers *numbers = network->numbers[network->numbers_of[range("EX")->first]];
  cr_expect_eq(numbers->reversal[1], rx_reversal_chloride_mV(11.3, 0.25, 31));
}

Test(network, a_loss_of_kcc2_shifts_gaba_and_glycine_alone)
{
  make();
  const rx_cell_numbers *before = network->numbers[network->numbers_of[range("EX")->first]];
  const rx_cell_type *type = network->types[network->type_of[range("EX")->first]];
  double healthy[4], shift[4];
  const int n = type->n_slots;
  cr_assert(n <= 4 && n > 1);
  for (int k = 0; k < n; k++) {
    const bool is_gaba = strcmp(type->slots[k].receptor, "GABA_A") == 0,
               is_glycine = strcmp(type->slots[k].receptor, "glycine") == 0;
    healthy[k] = before->reversal[k];
    shift[k] = is_gaba ? rx_kcc2_shift_mV(0.5, RX_GABA) : is_glycine ? rx_kcc2_shift_mV(0.5, RX_GLYCINE) : 0;
  }
  rx_network_free(network);
  network = NULL;
  c.circuit.kcc2_loss = 0.5;
  make();
  const rx_cell_numbers *after = network->numbers[network->numbers_of[range("EX")->first]];
  int n_shifted = 0;
  for (int k = 0; k < n; k++) {
    cr_expect_eq(after->reversal[k], healthy[k] + shift[k], "slot %d: %g mV", k, after->reversal[k]);
    n_shifted += shift[k] > 10;
  }
  cr_expect_geq(n_shifted, 1);
  cr_expect_eq(c.receptors[EX][1].kcc2_shift, 0, "the circuit itself is as it was");
}

static double jump(double weight, double tau_rise, double tau_decay)
{
  return weight * rx_receptor_peak_factor(tau_rise, tau_decay);
}

Test(network, weights_are_multiplied_by_release_of_the_source_and_receptors_of_the_target)
{
  c.pathways[PV_EX].release = 0.7;
  c.populations[PV].release_gaba = 0.3;
  c.populations[PV].release_glycine = 0.6;
  c.populations[EX].receptor_gaba = 1.1;
  c.populations[EX].receptor_glycine = 0.9;
  make();
  const rx_route *r = route("PV", "EX");
  cr_assert_eq(r->n, 2);
  cr_expect_float_eq(r->jump[0], jump(294.16 * 0.7 * 0.3 * 1.1, 0.1, 20), 1e-10);
  cr_expect_float_eq(r->jump[1], jump(11.521 * 0.7 * 0.6 * 0.9, 0.1, 10), 1e-10);
  cr_expect_float_eq(route("PV", "NK1")->jump[0], jump(0.006372 * 0.3, 0.1, 20), 1e-14);
}

Test(network, factors_of_inhibition_leave_excitation_alone)
{
  for (int p = 0; p < N_POPULATIONS; p++)
    c.populations[p].release_gaba = c.populations[p].release_glycine = c.populations[p].receptor_gaba =
        c.populations[p].receptor_glycine = 0.25;
  make();
  cr_expect_eq(route("Ab", "PV")->jump[0], jump(2.08312, 0.1, 5));
  cr_expect_eq(route("EX", "NK1")->jump[1], jump(0.026699, 2, 100));
}

Test(network, neutral_factors_are_exact)
{
  make();
  cr_expect_eq(route("PV", "EX")->jump[0], jump(294.16, 0.1, 20));
}

Test(network, without_sprouting_sprouted_pathways_have_no_connections)
{
  make();
  cr_expect_null(route("Ab", "NK1"));
  const size_t healthy = network->n_connections;
  c.circuit.sprouting = 3;
  make();
  cr_expect_eq(route("Ab", "NK1")->jump[0], jump(0.09 * 3, 0.1, 5));
  cr_expect_eq(network->n_connections, healthy + graph->parts[AB_NK1_SPROUTED].n);
}

Test(network, a_receptor_of_weight_0_leaves_the_others)
{
  c.populations[PV].release_gaba = 0;
  make();
  cr_expect_eq(route("PV", "EX")->n, 1);
  cr_expect_eq(route("PV", "EX")->slot[0], 2);
  cr_expect_null(route("PV", "NK1"));
}

Test(network, cells_that_do_not_survive_have_no_output)
{
  c.populations[PV].survival = 0.66;
  c.populations[AB].survival = 0.4;
  make();
  for (int i = 0; i < 10; i++) cr_expect_eq(n_outputs(range("PV")->first + i) > 0, i < 7);
  for (int i = 0; i < 5; i++) cr_expect_eq(n_outputs(range("Ab")->first + i) > 0, i < 2);
}

Test(network, connections_are_those_of_the_graph)
{
  make();
  const rx_graph_part *part = &graph->parts[EX_NK1];
  size_t k = 0;
  for (int i = 0; i < 8; i++) {
    const int node = range("EX")->first + i;
    for (size_t j = network->first_connection[node]; j < network->first_connection[node + 1]; j++, k++) {
      cr_assert(k < part->n);
      cr_expect_eq(part->pairs[k].pre, i);
      cr_expect_eq(network->connections[j].target, range("NK1")->first + part->pairs[k].post);
      cr_expect_eq(network->connections[j].delay_ms, 2.5);
      cr_expect_eq(network->connections[j].scale, 1);
    }
  }
  cr_expect_eq(k, part->n);
}

Test(network, shortest_delay_is_that_of_cells_and_terminals_not_of_fibres)
{
  c.pathways[AB_PV].delay = 0;
  make();
  cr_expect_eq(network->shortest_delay_ms, 0.5);
  cr_expect_eq(network->longest_delay_ms, 2.5);
  c.presynaptic[0].amount = 0.05;
  c.circuit.presynaptic_delay = 0.3;
  make();
  cr_expect_eq(network->shortest_delay_ms, 0.3);
}

Test(network, presynaptic_inhibition_is_off_at_amount_0_and_shared_by_the_population)
{
  make();
  cr_expect_eq(network->n_terminal_inputs, 0);
  c.presynaptic[0].amount = 0.05;
  c.populations[PV].survival = 0.5;
  make();
  cr_assert_eq(network->n_terminal_inputs, 1);
  const rx_terminal_input *input = network->terminal_inputs;
  cr_expect_eq(input->afferent, RX_CLASS_ABETA);
  cr_expect_eq(input->first_node, range("PV")->first);
  cr_expect_eq(input->n_nodes, 5);
  cr_expect_float_eq(input->amount, 0.005, 1e-16);
  cr_expect_eq(input->tau_ms, 100);
  cr_expect_eq(input->delay_ms, 0.5);
}

Test(network, noise_is_a_hidden_source_per_cell_on_its_own_receptor)
{
  c.populations[NK1].n_noise = 1;
  c.populations[NK1].receptor_gaba = 0.5;
  make();
  const rx_node_range *noise = range("NK1:noise_GABA"), *cells = range("NK1");
  cr_expect(noise->is_source && noise->afferent == RX_CLASS_NONE && noise->population == NK1 && noise->noise == 0);
  cr_expect_eq(noise->first + noise->n, network->n_nodes, "noise comes last");
  for (int i = 0; i < 4; i++) {
    cr_assert_eq(n_outputs(noise->first + i), 1);
    const rx_connection *connection = &network->connections[network->first_connection[noise->first + i]];
    cr_expect_eq(connection->target, cells->first + i);
    cr_expect_eq(connection->delay_ms, 0);
  }
  const rx_route *r = route("NK1:noise_GABA", "NK1");
  cr_expect_eq(r->slot[0], 3);
  cr_expect_float_eq(r->jump[0], jump(0.05, 0.1, 5), 1e-15);
}

Test(network, plasticity_is_off_at_the_published_numbers_of_off)
{
  c.pathways[EX_NK1].stp = (rx_stp){ 0.2, 200, 3000 };
  make();
  cr_expect(!route("Ab", "PV")->has_stp);
  cr_expect(route("EX", "NK1")->has_stp);
  cr_expect_eq(route("EX", "NK1")->stp.tau_fac, 3000);
  cr_expect_eq(route("Ab", "PV")->afferent, RX_CLASS_ABETA);
  cr_expect_eq(route("EX", "NK1")->afferent, RX_CLASS_NONE);
}

static void refuses(const char *message)
{
  teardown();
  cr_assert_eq(rx_graph_draw(&c.circuit, 3, 0, &graph, &err), RX_OK);
  cr_expect_eq(rx_network_make(&c.circuit, graph, &network, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, message);
  cr_expect_null(network);
}

Test(network, refuses_a_receptor_that_the_target_does_not_have)
{
  c.pathways[PV_NK1].receptor[0] = "glycine";
  refuses("pathway PV-NK1: population NK1 has no receptor glycine");
}

Test(network, refuses_a_pathway_to_fibres)
{
  c.ends[PV_NK1][1] = AB;
  refuses("pathway PV-NK1: Ab is a population of afferents; pathways lead to cells");
}

Test(network, refuses_no_delay_from_cells)
{
  c.pathways[EX_NK1].delay = 0;
  refuses("network: connection from EX to NK1: a delay of 0 ms; from a cell it must be above 0");
}

Test(network, refuses_a_receptor_twice)
{
  c.receptors[EX][1] = c.receptors[EX][0];
  refuses("population EX has receptor AMPA twice");
}

Test(network, refuses_a_cell_that_is_not_whole_with_the_name_of_its_population)
{
  c.cells[EX].uses[SOMA][1].params[0] = NAN;
  refuses("population EX: cell EX: section soma: channel na_traub: gbar is not given");
}

/* ---- the builder ---- */

static rx_network_builder *builder;
static small_cell lone;

/* A builder with one range "cells" of n_announced cells of which n_added are there, and a range "fibres" of 2, added first. */
static void begin(int n_announced, int n_added)
{
  builder = rx_network_begin();
  small_cell_make(&lone, "lone");
  const rx_receptor receptor = small_receptor("AMPA", RX_GLUTAMATE, DEND, 0.1, 5);
  rx_cell_type *type = NULL;
  rx_cell_numbers *numbers = NULL;
  cr_assert_eq(rx_cell_type_make(&lone.cell, 1, &receptor, &type, NULL), RX_OK);
  cr_assert_eq(rx_cell_numbers_make(&lone.cell, 1, &receptor, type, &numbers, NULL), RX_OK);
  cr_assert_eq(
      rx_network_add_range(builder, (rx_node_range){ .name = "fibres", .n = 2, .is_source = true, .population = -1 }),
      0);
  cr_assert_eq(rx_network_add_range(builder, (rx_node_range){ .name = "cells", .n = n_announced, .population = -1 }),
               1);
  cr_assert_eq(rx_network_add_type(builder, type), 0);
  cr_assert_eq(rx_network_add_numbers(builder, numbers), 0);
  for (int i = 0; i < n_added; i++) cr_assert_eq(rx_network_add_cell(builder, 1, 0, 0), i);
  rx_network_add_route(builder, (rx_route){ .n = 1, .slot = { 0 }, .jump = { 1.5 } });
}

static void finish_refuses(const char *message)
{
  cr_expect_eq(rx_network_finish(builder, &network, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, message);
  cr_expect_null(network);
}

Test(network, builder_sorts_connections_by_source_and_keeps_the_order_of_one_source)
{
  begin(3, 3);
  rx_network_add_connection(builder, 1, 2, 1, 0, 0, 3, 1);
  rx_network_add_connection(builder, 0, 1, 1, 2, 0, 0, 1);
  rx_network_add_connection(builder, 1, 0, 1, 1, 0, 2, 0.5);
  rx_network_add_connection(builder, 1, 2, 1, 1, 0, 1, 1);
  cr_assert_eq(rx_network_finish(builder, &network, &err), RX_OK, "%s", err.text);
  static const size_t FIRST[] = { 0, 1, 1, 3, 3, 4 };
  for (int i = 0; i <= 5; i++) cr_expect_eq(network->first_connection[i], FIRST[i]);
  static const int TARGET[] = { 1, 0, 1, 2 };
  for (int i = 0; i < 4; i++) cr_expect_eq(network->connections[i].target, TARGET[i]);
  cr_expect_str_eq(network->ranges[0].name, "cells");
  cr_expect_eq(network->ranges[1].first, 3);
  cr_expect_eq(network->shortest_delay_ms, 1);
}

Test(network, without_connections_from_cells_the_shortest_delay_is_infinite)
{
  begin(1, 1);
  rx_network_add_connection(builder, 0, 0, 1, 0, 0, 0.1, 1);
  cr_assert_eq(rx_network_finish(builder, &network, &err), RX_OK);
  cr_expect_eq(network->shortest_delay_ms, INFINITY);
}

Test(network, builder_refuses_what_does_not_fit)
{
  begin(3, 2);
  finish_refuses("network: range cells has 2 of its 3 cells");
  begin(1, 2);
  finish_refuses("network: range cells has more than its 1 cells");
  begin(1, 1);
  rx_network_add_connection(builder, 1, 0, 1, 1, 0, 1, 1);
  finish_refuses("network: connection 0 from cells 0 to cells 1: no such cell");
  begin(1, 1);
  rx_network_add_connection(builder, 1, 0, 1, 0, 0, 0, 1);
  finish_refuses("network: connection from cells to cells: a delay of 0 ms; from a cell it must be above 0");
  begin(1, 1);
  rx_network_add_connection(builder, 1, 0, 1, 0, 1, 1, 1);
  finish_refuses("network: connection 0 has a range or route that does not exist");
  begin(1, 1);
  rx_network_add_connection(builder, 1, 0, 1, 0, rx_network_add_route(builder, (rx_route){ .n = 1, .slot = { 1 } }), 1,
                            1);
  finish_refuses("network: connection from cells to cells: its route names slot 1 of 1");
  begin(1, 1);
  rx_network_add_terminal_input(builder, 1, (rx_terminal_input){ .amount = 1, .delay_ms = 0, .tau_ms = 100 });
  finish_refuses("network: terminal input from cells: 1 of 1 nodes, delay 0 ms, tau 100 ms");
}

Test(circuit, populations_and_groups_are_found_by_name)
{
  small_circuit_make(&c);
  cr_expect_eq(rx_circuit_population(&c.circuit, "EX"), EX);
  cr_expect_eq(rx_circuit_population(&c.circuit, "DYN"), -1);
  cr_expect_eq(rx_circuit_group(&c.circuit, "inhibitory"), c.groups);
  cr_expect_null(rx_circuit_group(&c.circuit, "excitatory"));
  cr_expect_null(rx_afferent_class_name(RX_CLASS_NONE));
  cr_expect_str_eq(rx_afferent_class_name(RX_CLASS_SURROUND), "Abeta_surround");
}

static void expect_sound(const char *name, const rx_param table[])
{
  for (const rx_param *row = table; row->name != NULL; row++) {
    cr_expect(isnan(row->def) || rx_param_allows(row, row->def), "%s %s", name, row->name);
    cr_expect(isnan(row->def) || row->source != NULL, "%s %s: a default needs a source", name, row->name);
  }
}

Test(circuit, every_default_lies_in_its_range_and_has_a_source)
{
  expect_sound("circuit", RX_CIRCUIT_PARAMS);
  expect_sound("population", RX_POPULATION_PARAMS);
  expect_sound("pathway", RX_PATHWAY_PARAMS);
  expect_sound("stp", RX_STP_PARAMS);
  expect_sound("noise", RX_NOISE_PARAMS);
  expect_sound("presynaptic", RX_PRESYNAPTIC_PARAMS);
  expect_sound("pain term", RX_PAIN_TERM_PARAMS);
}
