/* An experiment from text with the network of its circuit; fails the test where it has problems. */
#ifndef RX_TESTS_EXPERIMENT_OF_TEXT_H
#define RX_TESTS_EXPERIMENT_OF_TEXT_H

#include "io/experiment/experiment.h"
#include "models/circuit/graph.h"
#include "models/circuit/network.h"

/* The caller frees all three: rx_network_free, rx_graph_free, rx_experiment_free. */
void experiment_of_text(const char *text, rx_experiment **e, rx_graph **graph, rx_network **network);

#endif
