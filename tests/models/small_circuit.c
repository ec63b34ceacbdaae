#include "tests/models/small_circuit.h"

static void put_population(small_circuit *c, int p, const char *name, int n)
{
  rx_population *population = &c->populations[p];
  rx_param_defaults(RX_POPULATION_PARAMS, population);
  population->name = name;
  population->n = n;
  population->receptors = c->receptors[p];
  if (p == AB) {
    population->afferent = RX_CLASS_ABETA;
    return;
  }
  small_cell_make(&c->cells[p], name);
  population->cell = c->cells[p].cell;
}

static void put_receptor(small_circuit *c, int p, rx_receptor receptor)
{
  c->receptors[p][c->populations[p].n_receptors++] = receptor;
}

static rx_pathway *put_pathway(small_circuit *c, int i, const char *name, int from, int to, double probability,
                               double delay)
{
  rx_pathway *pathway = &c->pathways[i];
  rx_param_defaults(RX_PATHWAY_PARAMS, pathway);
  rx_param_defaults(RX_STP_PARAMS, &pathway->stp);
  c->ends[i][0] = from;
  c->ends[i][1] = to;
  pathway->name = name;
  pathway->n_from = pathway->n_to = 1;
  pathway->from = &c->ends[i][0];
  pathway->to = &c->ends[i][1];
  pathway->probability = probability;
  pathway->delay = delay;
  return pathway;
}

static void put_weight(rx_pathway *pathway, const char *receptor, double weight)
{
  pathway->receptor[pathway->n_weights] = receptor;
  pathway->weight[pathway->n_weights++] = weight;
}

void small_circuit_make(small_circuit *c)
{
  *c = (small_circuit){ 0 };
  rx_param_defaults(RX_CIRCUIT_PARAMS, &c->circuit);
  c->circuit.name = "small";
  put_population(c, AB, "Ab", 5);
  put_population(c, PV, "PV", 10);
  put_population(c, EX, "EX", 8);
  put_population(c, NK1, "NK1", 4);
  c->cells[NK1].sections[DEND].n_compartments = 6;
  const rx_receptor ampa = small_receptor("AMPA", RX_GLUTAMATE, DEND, 0.1, 5);
  rx_receptor nmda = small_receptor("NMDA", RX_GLUTAMATE, DEND, 2, 100);
  nmda.magnesium = 1;
  nmda.calcium_fraction = 0.1;
  put_receptor(c, PV, ampa);
  put_receptor(c, EX, ampa);
  put_receptor(c, EX, small_receptor("GABA_A", RX_GABA, DEND, 0.1, 20));
  put_receptor(c, EX, small_receptor("glycine", RX_GLYCINE, DEND, 0.1, 10));
  put_receptor(c, NK1, ampa);
  put_receptor(c, NK1, nmda);
  put_receptor(c, NK1, small_receptor("GABA_A", RX_GABA, DEND, 0.1, 20));
  put_receptor(c, NK1, small_receptor("noise_GABA", RX_GABA, SOMA, 0.1, 5));

  put_weight(put_pathway(c, AB_PV, "Ab-PV", AB, PV, 0.5, 1), "AMPA", 2.08312);
  rx_pathway *to_EX = put_pathway(c, PV_EX, "PV-EX", PV, EX, 1, 0.75);
  put_weight(to_EX, "GABA_A", 294.16);
  put_weight(to_EX, "glycine", 11.521);
  put_weight(put_pathway(c, PV_NK1, "PV-NK1", PV, NK1, 0.4, 0.5), "GABA_A", 0.006372);
  rx_pathway *to_NK1 = put_pathway(c, EX_NK1, "EX-NK1", EX, NK1, 0.5, 2.5);
  put_weight(to_NK1, "AMPA", 0.00882981);
  put_weight(to_NK1, "NMDA", 0.026699);
  rx_pathway *sprouted = put_pathway(c, AB_NK1_SPROUTED, "Ab-NK1-sprouted", AB, NK1, 0.6, 1);
  put_weight(sprouted, "AMPA", 0.09);
  sprouted->is_sprouted = true;

  rx_param_defaults(RX_NOISE_PARAMS, c->noise);
  c->noise[0].receptor = "noise_GABA";
  c->populations[NK1].noise = c->noise;
  rx_param_defaults(RX_PRESYNAPTIC_PARAMS, c->presynaptic);
  c->presynaptic[0].afferent = RX_CLASS_ABETA;
  c->presynaptic[0].from = PV;
  c->members[0] = PV;
  c->groups[0] = (rx_group){ "inhibitory", 1, c->members };

  c->circuit.n_populations = N_POPULATIONS;
  c->circuit.populations = c->populations;
  c->circuit.n_pathways = N_PATHWAYS;
  c->circuit.pathways = c->pathways;
  c->circuit.n_presynaptic = 1;
  c->circuit.presynaptic = c->presynaptic;
  c->circuit.n_groups = 1;
  c->circuit.groups = c->groups;
}
