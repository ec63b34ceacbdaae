/* The simulator to compare with: NEURON in a process of its own (bench/neuron/peer.py), asked over pipes. Every wait has an
 * end; a process that fails, hangs or talks nonsense gives an error, and its own last words go with it. */
#ifndef RX_BENCH_PEER_H
#define RX_BENCH_PEER_H

#include "base/status.h"

/* Where the peer is and where it may write. */
typedef struct rx_bench_peer_place {
  const char *program;    /* peer.py */
  const char *mechanisms; /* libnrnmech.so */
  const char *work;       /* folder for its input, spikes and messages */
} rx_bench_peer_place;

/* What a peer is to run. */
typedef struct rx_bench_peer_task {
  const char *problem; /* of peer.py: "P1", "P2", "P2o", "P3", "P4", "P4e" */
  const char *mode;    /* "dt0.025", "dt0.025_second", "cvode_local_1e-3", … */
  const char *input;   /* folder with the network's files; NULL for problems without */
  const char *spikes;  /* file for the spikes of each run; NULL: none */
  double duration_ms;
  int n_fibres;     /* of P4e */
  double nav_scale; /* of P3 */
} rx_bench_peer_task;

typedef struct rx_bench_peer_times {
  double user_s, wall_s; /* of the integration */
} rx_bench_peer_times;

/* Tries whether the peer can be run here, by a millisecond of P1. RX_E_IO with what is missing. */
rx_status rx_bench_peer_probe(const rx_bench_peer_place *place, rx_error *err);

/* The fixed step of a mode, ms, 0 for one that has none. RX_E_INPUT for a mode that no peer has. */
rx_status rx_bench_peer_step_ms(const char *mode, double *dt_ms, rx_error *err);

/* A peer with the problem built, waiting. */
typedef struct rx_bench_peer rx_bench_peer;

/* Starts it and waits until all is built. RX_E_IO. Stop with rx_bench_peer_stop. */
rx_status rx_bench_peer_start(const rx_bench_peer_place *place, const rx_bench_peer_task *task, rx_bench_peer **peer,
                              rx_error *err);

/* User CPU that its start and the building took, s. */
double rx_bench_peer_setup_s(const rx_bench_peer *peer);

/* One run from rest. RX_E_IO. */
rx_status rx_bench_peer_run(rx_bench_peer *peer, rx_bench_peer_times *times, rx_error *err);

void rx_bench_peer_stop(rx_bench_peer *peer); /* NULL is fine */

#endif
