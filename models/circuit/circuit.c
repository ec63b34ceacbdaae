#include "models/circuit/circuit.h"

#include <math.h>
#include <string.h>

#define FACTOR(field, meaning) RX_P_DEFAULT(rx_population, field, "1", 1, 0, 10, meaning, "neutral; dorsal-horn page 7")

const rx_param RX_CIRCUIT_PARAMS[] = {
  RX_P_DEFAULT(rx_circuit, temperature, "degC", 36, 0, 50, "temperature of all cells that give none of their own",
               "dorsal-horn page 1"),
  RX_P_DEFAULT(rx_circuit, sprouting, "1", 0, 0, 100,
               "extent of Abeta sprouting: factor on the weights of sprouted pathways", "neutral; dorsal-horn page 7"),
  RX_P_DEFAULT(
      rx_circuit, kcc2_loss, "1", 0, 0, 1,
      "loss of KCC2 in all cells: shifts the reversal of GABA and glycine (by the steady state of chloride) and "
      "of the inhibition of motor pools (kcc2_shift)",
      "neutral; course page 2.2, motoneuron page 8"),
  RX_P_DEFAULT(rx_circuit, presynaptic_delay, "ms", 0.5, 0.025, 100, "from a spike to its effect on afferent terminals",
               "dorsal-horn page 3.3"),
  RX_P_END
};

const rx_param RX_POPULATION_PARAMS[] = {
  { "n", RX_INT, offsetof(rx_population, n), "1", NAN, 1, 1e6, "number of cells or fibres", NULL, false },
  RX_P_DEFAULT(rx_population, survival, "1", 1, 0, 1, "share of the cells that still have output",
               "neutral; dorsal-horn page 7"),
  FACTOR(release_gaba, "factor on the GABA weights of its output"),
  FACTOR(release_glycine, "factor on the glycine weights of its output"),
  FACTOR(receptor_gaba, "factor on the GABA weights it receives"),
  FACTOR(receptor_glycine, "factor on the glycine weights it receives"),
  RX_P_END
};

const rx_param RX_PATHWAY_PARAMS[] = {
  RX_P_REQUIRED(rx_pathway, probability, "1", 0, 1, "probability that an ordered pair of cells is connected"),
  RX_P_REQUIRED(rx_pathway, delay, "ms", 0, 1e3, "from the spike to the receptor; above 0 where it comes from cells"),
  RX_P_DEFAULT(rx_pathway, release, "1", 1, 0, 100, "factor on all weights of the pathway",
               "neutral; integration page 1"),
  RX_P_END
};

const rx_param RX_STP_PARAMS[] = {
  RX_P_DEFAULT(rx_stp, U, "1", 1, 1e-6, 1, "use of the resources at each spike", "off; dorsal-horn page 3.2"),
  RX_P_DEFAULT(rx_stp, tau_rec, "ms", 0.1, 1e-3, 1e6, "time constant of recovery", "off; dorsal-horn page 3.2"),
  RX_P_DEFAULT(rx_stp, tau_fac, "ms", 0.1, 1e-3, 1e6, "time constant of facilitation", "off; dorsal-horn page 3.2"),
  RX_P_END
};

const rx_param RX_WEIGHT_PARAM = { "weight", RX_DOUBLE, 0, "nS", NAN, 0, 1e5, "peak conductance of one spike",
                                   NULL,     false };

const rx_param RX_NOISE_PARAMS[] = {
  RX_P_DEFAULT(rx_noise, rate, "Hz", 100, 0, 1e4, "rate of the Poisson train of each cell", "dorsal-horn page 3.4"),
  RX_P_DEFAULT(rx_noise, weight, "nS", 0.1, 0, 1e3, "peak conductance of one spike", "dorsal-horn page 3.4"), RX_P_END
};

const rx_param RX_PRESYNAPTIC_PARAMS[] = {
  RX_P_DEFAULT(rx_presynaptic, amount, "1", 0, 0, 100,
               "terminal conductance that one spike of every cell adds together", "off; dorsal-horn page 3.3"),
  RX_P_DEFAULT(rx_presynaptic, tau, "ms", 100, 0.1, 1e5, "decay of the terminal conductance", "dorsal-horn page 3.3"),
  RX_P_END
};

const rx_param RX_PAIN_TERM_PARAMS[] = {
  RX_P_DEFAULT(rx_pain_term, weight, "1", 0.5, 0, 10, "weight of the population in the pain signal",
               "dorsal-horn page 8"),
  RX_P_REQUIRED(rx_pain_term, reference, "Hz", 1e-3, 1e3, "healthy response to a pinch"),
  RX_P_REQUIRED(rx_pain_term, from, "ms", 0, 1e6, "start of the window, from the onset of the stimulus"),
  RX_P_REQUIRED(rx_pain_term, to, "ms", 0, 1e6, "end of the window, from the onset of the stimulus"), RX_P_END
};

const char *rx_afferent_class_name(rx_afferent_class afferent_class)
{
  static const char *const NAMES[RX_N_CLASSES] = { NULL, "Abeta", "Adelta", "C", "Abeta_surround" };
  return NAMES[afferent_class];
}

int rx_circuit_population(const rx_circuit *circuit, const char *name)
{
  for (int p = 0; p < circuit->n_populations; p++)
    if (strcmp(circuit->populations[p].name, name) == 0) return p;
  return -1;
}

int rx_circuit_pathway(const rx_circuit *circuit, const char *name)
{
  for (int w = 0; w < circuit->n_pathways; w++)
    if (strcmp(circuit->pathways[w].name, name) == 0) return w;
  return -1;
}

const rx_group *rx_circuit_group(const rx_circuit *circuit, const char *name)
{
  for (int g = 0; g < circuit->n_groups; g++)
    if (strcmp(circuit->groups[g].name, name) == 0) return &circuit->groups[g];
  return NULL;
}
