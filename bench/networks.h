/* The benchmark problems as networks of rexed: the general path, no code of their own in any solver. */
#ifndef RX_BENCH_NETWORKS_H
#define RX_BENCH_NETWORKS_H

#include "bench/problems.h"
#include "models/circuit/network.h"
#include "solver/simulation.h"

/* P1: one cell, E_L -65, no synapses; the clamp of 0.12 nA from 100 ms on is the caller's. Free with rx_network_free. */
rx_status rx_bench_make_p1(rx_network **network, rx_error *err);

/* P2 (listening false) or P2o (true: cells 0-299 only listen; 300 sources deliver trains in their place, before the afferents).
 * member: factors of P3; NULL: P2's. */
rx_status rx_bench_make_p2(const rx_bench_network *problem, const rx_bench_member *member, bool listening,
                           rx_network **network, rx_error *err);

/* P4: n_fibres equal unmyelinated fibres of 200 compartments. */
rx_status rx_bench_make_p4(int n_fibres, rx_network **network, rx_error *err);

/* Drive of P2 or P2o: trains by source node. `surrogates`: trains of cells 0-299 (P2o) or NULL (P2). Free with
 * rx_bench_drive_free. */
typedef struct rx_bench_drive {
  rx_train trains[RX_BENCH_N_SOURCES];
  double *times;
  rx_drive drive;
} rx_bench_drive;
rx_status rx_bench_drive_p2(const rx_bench_network *problem, const rx_bench_spikes *surrogates, rx_bench_drive *drive,
                            rx_error *err);
void rx_bench_drive_free(rx_bench_drive *drive);

/* Runs a problem and appends its spikes. */
rx_status rx_bench_run(rx_simulate *solver, const rx_network *network, const rx_drive *drive,
                       const rx_solver_options *options, rx_bench_spikes *spikes, rx_error *err);

#endif
