#include "models/cells/cell.h"

#include <math.h>
#include <string.h>

const rx_param RX_SECTION_PARAMS[] = {
  RX_P_REQUIRED(rx_section, length, "um", 0.1, 1e6, "length"),
  RX_P_REQUIRED(rx_section, diameter, "um", 0.01, 1e3, "diameter, at end 0 where the section tapers"),
  RX_P_OPTIONAL(rx_section, diameter_end, "um", 0.01, 1e3, "diameter at end 1; not given: no taper"),
  RX_P_REQUIRED(rx_section, axial_resistivity, "ohm cm", 0, 1e4,
                "resistivity of the cytoplasm; 0: neglected, of one compartment at the most"),
  RX_P_DEFAULT(rx_section, membrane_capacitance, "uF/cm2", 1, 0.01, 10, "capacitance of the membrane",
               "dorsal-horn page 1"),
  RX_P_OPTIONAL(rx_section, reversal_na, "mV", 0, 150, "reversal potential of sodium channels"),
  RX_P_OPTIONAL(rx_section, reversal_k, "mV", -150, 0, "reversal potential of potassium channels"),
  RX_P_END
};

const rx_param RX_CALCIUM_PARAMS[] = {
  RX_P_REQUIRED(rx_calcium_shell, tau, "ms", 0.01, 1e5, "time constant of calcium removal"),
  RX_P_DEFAULT(rx_calcium_shell, depth, "um", 0.1, 1e-3, 1e3, "depth of the shell", "dorsal-horn page 1"),
  RX_P_DEFAULT(rx_calcium_shell, rest, "mM", 5e-5, 0, 1, "calcium at rest, without currents", "dorsal-horn page 1"),
  RX_P_OPTIONAL(rx_calcium_shell, start, "mM", 0, 1, "calcium at the start; not given: rest"), RX_P_END
};

const rx_param RX_CELL_PARAMS[] = {
  RX_P_OPTIONAL(rx_cell, temperature, "degC", 0, 50, "temperature; not given: that of the circuit"),
  RX_P_DEFAULT(rx_cell, v_init, "mV", -65, -150, 50, "membrane potential at the start",
               "dorsal-horn page 1.1: most cells"),
  RX_P_DEFAULT(rx_cell, threshold, "mV", -30, -100, 60, "upward crossing at the soma that counts as a spike",
               "dorsal-horn page 4"),
  RX_P_OPTIONAL(rx_cell, max_step, "ms", 1e-3, 1e3,
                "longest step of CVODE: a cell that comes to fire very slowly needs a short one; not given: 10"),
  RX_P_OPTIONAL(rx_cell, max_dt, "ms", 1e-4, 10,
                "longest dt of the ensemble integrator, which refuses a longer one; not given: any"),
  RX_P_END
};

const rx_param RX_START_PARAM = { "start", RX_DOUBLE, 0, "1",
                                  NAN,     0,         1, "gate at the start; not given: its steady state at v_init",
                                  NULL,    false };

int rx_cell_section(const rx_cell *cell, const char *name)
{
  for (int s = 0; s < cell->n_sections; s++)
    if (strcmp(cell->sections[s].name, name) == 0) return s;
  return -1;
}

bool rx_section_has_nernst(const rx_section *section, rx_ion ion)
{
  const double given = ion == RX_ION_NA ? section->reversal_na : section->reversal_k;
  return ion != RX_ION_OWN && isnan(given) && section->pools[rx_ion_pool_kind(ion, true)].is_given &&
         section->pools[rx_ion_pool_kind(ion, false)].is_given;
}

double rx_section_reversal_mV(const rx_section *section, rx_ion ion, double celsius)
{
  if (ion == RX_ION_OWN) return 0;
  if (!rx_section_has_nernst(section, ion)) return ion == RX_ION_NA ? section->reversal_na : section->reversal_k;
  return rx_nernst_slope_mV(celsius) *
         log(section->pools[rx_ion_pool_kind(ion, false)].start / section->pools[rx_ion_pool_kind(ion, true)].start);
}

rx_channel_use *rx_section_channel(rx_section *section, const char *channel)
{
  for (int i = 0; i < section->n_channels; i++)
    if (strcmp(section->channels[i].channel->name, channel) == 0) return &section->channels[i];
  return NULL;
}
