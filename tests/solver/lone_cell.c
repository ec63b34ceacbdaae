#include "tests/solver/lone_cell.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static rx_section *put_section(lone_cell *c, const char *name, double length, double diameter, int n_compartments)
{
  rx_section *section = &c->sections[c->cell.n_sections];
  *section = (rx_section){ .name = name,
                           .length = length,
                           .diameter = diameter,
                           .diameter_end = NAN,
                           .axial_resistivity = 150,
                           .membrane_capacitance = 1,
                           .reversal_na = 50,
                           .reversal_k = -70,
                           .n_compartments = n_compartments,
                           .parent = c->cell.n_sections > 0 ? 0 : -1,
                           .channels = c->uses[c->cell.n_sections] };
  c->cell.n_sections++;
  return section;
}

static void put_channel(rx_section *section, const char *name, double gbar, double second)
{
  rx_channel_use *use = &section->channels[section->n_channels++];
  use->channel = rx_channel_find(name);
  cr_assert(use->channel != NULL && section->n_channels <= LONE_CHANNELS, "%s", name);
  rx_param_defaults(use->channel->params, use->params);
  use->params[0] = gbar;
  if (!isnan(second)) use->params[1] = second;
}

static void start_cell(lone_cell *c, const char *name, double v_init, double threshold)
{
  *c = (lone_cell){ .cell = { .name = name, .temperature = 36, .v_init = v_init, .threshold = threshold } };
}

void lone_passive(lone_cell *c, int n_compartments)
{
  start_cell(c, "passive", -61.7, -20);
  rx_section *soma = put_section(c, "soma", 20, 20, n_compartments);
  put_channel(soma, "leak", 1e-4, -61.7);
  c->cell.sections = c->sections;
}

void lone_pn_nk1(lone_cell *c, bool is_full)
{
  start_cell(c, "PN_NK1", -65, -20);
  rx_section *soma = put_section(c, "soma", 20, 20, is_full ? 3 : 1);
  rx_section *dend = put_section(c, "dend", 350, 2.5, 5);
  rx_section *hillock = put_section(c, "hillock", 9, 1.5, is_full ? 3 : 1);
  dend->at_parent_start = true;
  hillock->reversal_k = -77;
  soma->has_calcium = dend->has_calcium = true;
  soma->calcium = (rx_calcium_shell){ 1, 0.1, 5e-5, NAN };
  dend->calcium = (rx_calcium_shell){ 2, 0.1, 5e-5, NAN };
  put_channel(soma, "k_traub", 0.001075, -55);
  put_channel(soma, "ca_l", 1e-4, NAN);
  put_channel(soma, "na_p", 1e-4, NAN);
  put_channel(soma, "k_ca", 1e-4, NAN);
  put_channel(dend, "k_traub", 0.036, -55);
  put_channel(dend, "ca_l", 3e-5, NAN);
  put_channel(dend, "can", 9.1e-5, NAN);
  put_channel(dend, "k_ca", 1e-3, NAN);
  put_channel(hillock, "na_traub", 3.45, -55);
  put_channel(hillock, "k_traub", 0.076, -55);
  for (int s = 0; s < c->cell.n_sections; s++) put_channel(&c->sections[s], "leak", 4.2e-5, -65);
  c->cell.sections = c->sections;
}

int lone_receptor(lone_cell *c, const char *name, double tau_rise, double tau_decay, double reversal)
{
  const bool is_NMDA = strcmp(name, "NMDA") == 0;
  cr_assert(c->n_receptors < LONE_RECEPTORS);
  c->receptors[c->n_receptors] = (rx_receptor){ .name = name,
                                                .section = c->cell.n_sections > 1 ? 1 : 0,
                                                .tau_rise = tau_rise,
                                                .tau_decay = tau_decay,
                                                .reversal = reversal,
                                                .magnesium = is_NMDA ? 1 : 0,
                                                .calcium_fraction = is_NMDA || strcmp(name, "NK1R") == 0 ? 0.1 : 0,
                                                .chloride_inside = NAN };
  return c->n_receptors++;
}

rx_network *lone_network(const lone_cell *c, int n, double delay_ms, double jump_nS)
{
  rx_error err = { 0 };
  rx_cell_type *type = NULL;
  rx_cell_numbers *numbers = NULL;
  rx_network *network = NULL;
  cr_assert_eq(rx_cell_type_make(&c->cell, c->n_receptors, c->receptors, &type, &err), RX_OK, "%s", err.text);
  cr_assert_eq(rx_cell_numbers_make(&c->cell, c->n_receptors, c->receptors, type, &numbers, &err), RX_OK, "%s",
               err.text);
  rx_network_builder *builder = rx_network_begin();
  const int i_type = rx_network_add_type(builder, type), i_numbers = rx_network_add_numbers(builder, numbers);
  const int range = rx_network_add_range(builder, (rx_node_range){ .name = "PN", .n = n, .population = -1 });
  for (int i = 0; i < n; i++) rx_network_add_cell(builder, range, i_type, i_numbers);
  if (delay_ms > 0) {
    const int route = rx_network_add_route(builder, (rx_route){ .n = 1, .slot = { 0 }, .jump = { jump_nS } });
    for (int i = 0; i < n; i++) rx_network_add_connection(builder, range, i, range, (i + 1) % n, route, delay_ms, 1);
  }
  cr_assert_eq(rx_network_finish(builder, &network, &err), RX_OK, "%s", err.text);
  return network;
}
