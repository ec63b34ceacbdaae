/* The network: a circuit with its graph and modifiers, as flat numbers that a solver runs. It knows no config, population
 * parameter or modifier any more, only cells with coefficients and connections with weights.
 *
 * Nodes 0 … n_cells-1 are cells, n_cells … n_nodes-1 spike sources (afferent fibres, noise). */
#ifndef RX_MODELS_CIRCUIT_NETWORK_H
#define RX_MODELS_CIRCUIT_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"
#include "base/status.h"
#include "models/cells/compartments.h"
#include "models/circuit/circuit.h"
#include "models/circuit/graph.h"

/* What a spike does at its targets: one per (pathway, from, to) with weights after all factors. */
typedef struct rx_route {
  int n;                           /* receptors */
  int slot[RX_MAX_ROW_WEIGHTS];    /* of the target's cell type */
  double jump[RX_MAX_ROW_WEIGHTS]; /* nS: weight times the peak factor of the receptor */
  bool has_stp;
  rx_stp stp;
  rx_afferent_class afferent; /* class of the source, for presynaptic inhibition */
} rx_route;

typedef struct rx_connection {
  int32_t target; /* cell */
  int32_t route;
  double delay_ms;
  double scale; /* factor on the route's jumps */
} rx_connection;

typedef struct rx_node_range {
  const char *name; /* population; noise sources are "<population>:<receptor>" */
  int first, n;     /* nodes */
  bool is_source;
  rx_afferent_class afferent;
  int population; /* of the circuit (of noise: the population it goes to); -1 where the network was not made from one */
  int noise; /* of a noise source (is_source, RX_CLASS_NONE, population >= 0): its index in the population's noise */
} rx_node_range;

/* A spike of a population that changes the terminal conductance of a class. */
typedef struct rx_terminal_input {
  int first_node, n_nodes; /* in the builder n_nodes = 0 stands for the whole range, first_node is set by finish */
  rx_afferent_class afferent;
  double amount, tau_ms, delay_ms;
} rx_terminal_input;

typedef struct rx_network {
  int n_cells, n_nodes;
  int n_types;
  rx_cell_type **types;
  int n_numbers;
  rx_cell_numbers **numbers;
  int *type_of, *numbers_of; /* [n_cells] */
  int n_ranges;
  rx_node_range *ranges; /* in order of nodes, no gaps */
  size_t n_connections;
  rx_connection *connections; /* sorted by source node; a connection's index is its number in ties of time */
  size_t *first_connection;   /* [n_nodes + 1] */
  int n_routes;
  rx_route *routes;
  int n_terminal_inputs;
  rx_terminal_input *terminal_inputs;
  double shortest_delay_ms; /* of connections from cells (and terminal inputs); INFINITY: none */
  double longest_delay_ms;  /* of all connections; 0: none */
  rx_arena *names;          /* of the ranges */
} rx_network;

/* Makes the network of a circuit with the values now in force. Pathways whose factor is 0 have no connections; cells that do
 * not survive have no output. Cell types that are equal are shared by populations: slots are the union of what they receive.
 *
 * Nodes: populations of cells in the circuit's order, then its afferent populations, then one source per cell for each noise
 * entry. With a loss of KCC2 GABA and glycine reverse where it puts them (models/synapses/chloride.h). Weight of a pathway's
 * receptor = weight * release * (sprouting, where is_sprouted) * for GABA and glycine release_* of the population it comes from and
 * receptor_* of the one it goes to. Noise has receptor_* alone.
 * Populations of one cell structure get one cell type with the receptors of all of them: those a population does not have keep
 * their slot, which no route names. The amount of a terminal input is the list's amount over the population's size, whatever
 * the survival. Free with rx_network_free; nothing of the circuit needs to live on.
 * RX_E_INPUT: a pathway or noise names a receptor that its target does not have, a pathway leads to a population of sources,
 * a delay from cells that is not positive; and what rx_cell_type_make and rx_cell_numbers_make refuse. */
rx_status rx_network_make(const rx_circuit *circuit, const rx_graph *graph, rx_network **network, rx_error *err);
void rx_network_free(rx_network *network);

/* The cells, or the fibres, of a population of the circuit that the network was made from; NULL: it has none. */
const rx_node_range *rx_network_cell_range(const rx_network *network, int population);
const rx_node_range *rx_network_fibre_range(const rx_network *network, int population);

/* Builds networks that are not circuits (benchmarks, tests): start empty, add types, numbers, cells, sources, routes and
 * connections in any order, then finish, which sorts and checks. The network takes ownership of types and numbers, also where
 * an add fails; names are copied. After a failed add, finish gives RX_E_MEMORY, so that its result need not be looked at. */
typedef struct rx_network_builder rx_network_builder;
rx_network_builder *rx_network_begin(void);
/* Each add returns the index of what it added, or -1 when memory is out. */
int rx_network_add_type(rx_network_builder *builder, rx_cell_type *type);
int rx_network_add_numbers(rx_network_builder *builder, rx_cell_numbers *numbers);
int rx_network_add_range(rx_network_builder *builder, rx_node_range range); /* range.first is set by finish */
int rx_network_add_cell(rx_network_builder *builder, int range, int type, int numbers);
int rx_network_add_route(rx_network_builder *builder, rx_route route);
/* source and target by (range, index in it). */
int rx_network_add_connection(rx_network_builder *builder, int from_range, int from, int to_range, int to, int route,
                              double delay_ms, double scale);
int rx_network_add_terminal_input(rx_network_builder *builder, int range, rx_terminal_input input);
/* Frees the builder and all it owns, without a network. NULL is fine. */
void rx_network_abandon(rx_network_builder *builder);
/* Orders ranges (cells first, otherwise as added), so that a range's index may change; connections of one source keep the order in
 * which they were added. Frees the builder, also on failure. RX_E_INPUT: a range without its cells, a delay <= 0 from a cell, an index out of range. */
rx_status rx_network_finish(rx_network_builder *builder, rx_network **network, rx_error *err);

#endif
