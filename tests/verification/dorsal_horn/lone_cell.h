/* One cell of configs/cells alone in a network, for the protocols of single cells and synapses. */
#ifndef RX_TESTS_VERIFICATION_LONE_CELL_H
#define RX_TESTS_VERIFICATION_LONE_CELL_H

#include "../reference.h"
#include "io/experiment/experiment.h"
#include "solver/simulation.h"

/* Reads a cell; NULL, with a problem at the place. Free with rx_cell_config_free. */
rx_cell_config *rx_lone_cell_read(rx_verify *verify, const char *cell, const char *grid, rx_place place);

/* Applies `changes` of the place's field: PART/CHANNEL*FACTOR or PART/CHANNEL=VALUE, joined by ';', to the densities in all the
 * named parts that have the channel. False, with a problem. */
bool rx_lone_cell_change(rx_verify *verify, rx_cell_config *config, rx_place place);

/* The network of the one cell, with receptors (slots in this order). NULL, with a problem. Free with rx_network_free. */
rx_network *rx_lone_cell_network(rx_verify *verify, const rx_cell_config *config, int n_receptors,
                                 const rx_receptor receptors[], rx_place place);

/* The middle compartment of a section, -1 where there is none of this name. */
int rx_lone_cell_middle(const rx_cell_config *config, const rx_network *network, const char *section);

#endif
