#include "tests/models/small_cell.h"

static void put_channel(small_cell *cell, int section, const char *name, double gbar)
{
  rx_channel_use *use = &cell->uses[section][cell->sections[section].n_channels++];
  use->channel = rx_channel_find(name);
  rx_param_defaults(use->channel->params, use->params);
  use->params[0] = gbar;
}

static void put_section(small_cell *cell, int s, const char *name, double length, double diameter, int n_compartments)
{
  rx_section *section = &cell->sections[s];
  rx_param_defaults(RX_SECTION_PARAMS, section);
  section->name = name;
  section->length = length;
  section->diameter = diameter;
  section->axial_resistivity = 150;
  section->reversal_na = 50;
  section->reversal_k = -70 - s;
  section->n_compartments = n_compartments;
  section->parent = s == SOMA ? -1 : SOMA;
  section->at_parent_start = s == DEND;
  section->channels = cell->uses[s];
  section->has_calcium = s != HILLOCK;
  rx_param_defaults(RX_CALCIUM_PARAMS, &section->calcium);
  section->calcium.tau = 1 + s;
}

void small_cell_make(small_cell *cell, const char *name)
{
  *cell = (small_cell){ 0 };
  rx_param_defaults(RX_CELL_PARAMS, &cell->cell);
  cell->cell.name = name;
  cell->cell.n_sections = N_SECTIONS;
  cell->cell.sections = cell->sections;
  put_section(cell, SOMA, "soma", 20, 20, 1);
  put_section(cell, DEND, "dend", 400, 3, 5);
  put_section(cell, HILLOCK, "hillock", 9, 1.5, 3);
  for (int s = 0; s < N_SECTIONS; s++) put_channel(cell, s, "leak", 4.2e-5);
  put_channel(cell, SOMA, "na_traub", 0.08548);
  put_channel(cell, HILLOCK, "na_traub", 0.02375);
  put_channel(cell, SOMA, "k_traub", 0.0043);
  put_channel(cell, DEND, "k_traub", 0.144);
  put_channel(cell, SOMA, "k_ca", 0.002);
  put_channel(cell, DEND, "k_ca", 0.002);
}

rx_receptor small_receptor(const char *name, rx_transmitter transmitter, int section, double tau_rise, double tau_decay)
{
  rx_receptor receptor = { 0 };
  rx_param_defaults(RX_RECEPTOR_PARAMS, &receptor);
  receptor.name = name;
  receptor.transmitter = transmitter;
  receptor.section = section;
  receptor.tau_rise = tau_rise;
  receptor.tau_decay = tau_decay;
  receptor.reversal = transmitter == RX_GABA || transmitter == RX_GLYCINE ? -70 : 0;
  return receptor;
}
