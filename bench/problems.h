/* The benchmark problems P1 to P4: their networks, trains and sweep members, from fixed seeds, and the files a peer reads.
 *
 * Everything is exact and the same on every machine: a splitmix64 generator, IEEE doubles, times and delays on a grid of
 * 0.1 ms. Only the benchmarks use this generator; simulations use base/random.h. */
#ifndef RX_BENCH_PROBLEMS_H
#define RX_BENCH_PROBLEMS_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

enum {
  RX_BENCH_N_EXCITATORY = 180, /* cells 0 to 179 */
  RX_BENCH_N_INHIBITORY = 100, /* 180 to 279 */
  RX_BENCH_N_PROJECTION = 20,  /* 280 to 299 */
  RX_BENCH_N_CELLS = 300,
  RX_BENCH_N_AFFERENTS = 100, /* sources 300 to 399 */
  RX_BENCH_N_SOURCES = 400
};

/* Type of a connection's synapse. */
typedef enum { RX_BENCH_GLUTAMATE = 0, RX_BENCH_GABA = 1, RX_BENCH_GLYCINE = 2 } rx_bench_synapse;

/* Seeds of the page that defines the problems. */
enum {
  RX_BENCH_SEED_CONNECTIONS = 20240601,
  RX_BENCH_SEED_E_L = 20240602,
  RX_BENCH_SEED_AFFERENTS = 20240603,
  RX_BENCH_SEED_MEMBERS = 20240604,
  RX_BENCH_SEED_SURROGATES = 20240605 /* the default: P2o may be run with others */
};

typedef struct rx_bench_connection {
  int pre, post; /* pre: 0 to 399, afferents from 300 on; post: 0 to 299 */
  rx_bench_synapse type;
  int delay_tenths; /* delay in 0.1 ms, 10 to 30 */
  double weight_nS;
} rx_bench_connection;

/* A spike of a cell, or of a source of a train. */
typedef struct rx_bench_spike {
  int cell;
  double t_ms;
} rx_bench_spike;

/* Spikes in a growing array; zero-initialise it, free items with rx_bench_spikes_free. */
typedef struct rx_bench_spikes {
  rx_bench_spike *items;
  size_t n, capacity;
} rx_bench_spikes;

/* The network of P2, P2o and P3. Make with rx_bench_network_create, free with rx_bench_network_free. */
typedef struct rx_bench_network {
  rx_bench_connection *connections; /* [n_connections], in the order in which they are drawn: by post */
  size_t n_connections;
  double E_L_mV[RX_BENCH_N_CELLS];
  rx_bench_spikes afferents; /* of sources 300 to 399, by source and time, 10 s */
} rx_bench_network;

/* What distinguishes a member of P3 from P2: factors. Member 0 is P2, all 1. */
typedef struct rx_bench_member {
  double nav;        /* on the Nav conductance */
  double inhibition; /* on the weights of GABA and glycine */
  double glutamate;  /* on the weights of glutamate */
} rx_bench_member;

/* Draws the network of P2. RX_E_MEMORY when memory is out; *network is then NULL. */
rx_status rx_bench_network_create(rx_bench_network **network, rx_error *err);
void rx_bench_network_free(rx_bench_network *network); /* NULL is fine */

/* Appends the surrogate trains of P2o, which stand for the spikes of cells 0 to 299 within 1 s, by cell and time. */
rx_status rx_bench_surrogates(uint64_t seed, rx_bench_spikes *trains, rx_error *err);

/* The first n_members members of P3. members: [n_members], out. */
void rx_bench_members(size_t n_members, rx_bench_member *members);

/* The weight of a connection in a member, nS. */
double rx_bench_weight_nS(const rx_bench_connection *connection, const rx_bench_member *member);

/* 'E', 'I' or 'P' of a cell 0 to 299. */
char rx_bench_population(int cell);

/* Compares generator, network, trains and members with the check values of the page that defines them: counts, sums, first and
 * last rows. RX_E_INPUT with the first value that differs, RX_E_MEMORY. */
rx_status rx_bench_check(rx_error *err);

/* The files that a peer reads, with a header line; every number is written so that reading it gives the same double:
 *   connections.csv  pre,post,type,delay_ms,weight_nS    the weights of `member` (NULL: P2's)
 *   cells.csv        index,population,E_L_mV
 *   trains.csv       source,t_ms                         by time and source
 * Both write to a temporary file beside the target first. RX_E_IO with the file and the system's text. */
rx_status rx_bench_write_network(const char *folder, const rx_bench_network *network, const rx_bench_member *member,
                                 rx_error *err);

/* trains.csv in `folder`: afferents before t_stop_ms and, when trains is not NULL, trains in place of the cells' spikes
 * (P2o: surrogates; P2r: spikes of another run; an empty train is not written, its cell is silent). */
rx_status rx_bench_write_trains(const char *folder, const rx_bench_network *network, const rx_bench_spikes *trains,
                                double t_stop_ms, rx_error *err);

/* Writes spikes as cell,t_ms. RX_E_IO. */
rx_status rx_bench_write_spikes(const char *path, const rx_bench_spikes *spikes, rx_error *err);

/* Appends the rows of a file cell,t_ms with a header line. RX_E_IO when it cannot be read, RX_E_INPUT with the line that is
 * malformed, RX_E_MEMORY. */
rx_status rx_bench_read_spikes(const char *path, rx_bench_spikes *spikes, rx_error *err);

/* Frees the items and empties the array. */
void rx_bench_spikes_free(rx_bench_spikes *spikes);

/* Appends a spike. RX_E_MEMORY. */
rx_status rx_bench_spikes_append(rx_bench_spikes *spikes, rx_bench_spike spike, rx_error *err);

/* Sorts by cell, then time. */
void rx_bench_spikes_sort(rx_bench_spikes *spikes);

#endif
