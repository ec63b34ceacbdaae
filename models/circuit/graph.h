/* The random graph: which cells of two populations are connected.
 *
 * Made from (seed, pathway, pair) alone: the pair (i, j) of the populations A and B is connected if a uniform number keyed by
 * the seed, the names A and B, and (i, j) is below the probability: rx_uniform_at(seed, 0, rx_name_key(A), rx_name_key(B),
 * RX_STREAM_GRAPH, i*2^32 + j). It depends on no other pathway, population, size or order.
 * Or read from a file: CSV with the columns pre_pop, pre_index, post_pop, post_index. */
#ifndef RX_MODELS_CIRCUIT_GRAPH_H
#define RX_MODELS_CIRCUIT_GRAPH_H

#include <stdint.h>

#include "base/status.h"
#include "models/circuit/circuit.h"

typedef struct rx_cell_pair {
  int32_t pre, post; /* indices in their populations */
} rx_cell_pair;

/* The pairs of one (pathway, from, to). */
typedef struct rx_graph_part {
  int pathway, from, to; /* of the circuit */
  size_t n;
  rx_cell_pair *pairs; /* sorted by (pre, post) */
} rx_graph_part;

typedef struct rx_graph {
  int n_parts;
  rx_graph_part *parts; /* by pathway, then from, then to, as in the circuit */
} rx_graph;

/* One row of a graph file. */
typedef struct rx_graph_row {
  int from, to; /* populations */
  int32_t pre, post;
} rx_graph_row;

/* Draws the graph of a member (a repetition). probability 1: all pairs; 0: none. A cell is not connected to itself. */
rx_status rx_graph_draw(const rx_circuit *circuit, uint64_t seed, uint64_t member, rx_graph **graph, rx_error *err);

/* The same from rows of a file (io/ reads them): pathways with probability 1 keep all pairs, all others get the rows' pairs.
 * Rows of pathways with probability 1 are checked and not needed. RX_E_INPUT: a row that no pathway has, an index out of range, a pair twice. */
rx_status rx_graph_from_rows(const rx_circuit *circuit, size_t n, const rx_graph_row rows[], rx_graph **graph,
                             rx_error *err);

void rx_graph_free(rx_graph *graph);

/* Whether a parameter decides which pairs there are: a probability. (Sizes of populations are counts, which nothing modifies.) */
bool rx_graph_depends_on(const char *path);

#endif
