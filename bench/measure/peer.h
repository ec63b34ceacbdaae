/* A program to compare with (NEURON, Brian2, SciPy) in a process of its own (bench/neuron/peer.py and its like), asked over pipes.
 * Every wait has an end; a process that fails, hangs or talks nonsense gives an error, and its own last words go with it. */
#ifndef RX_BENCH_PEER_H
#define RX_BENCH_PEER_H

#include <stdbool.h>

#include "base/status.h"

typedef enum { RX_BENCH_NEURON, RX_BENCH_BRIAN2, RX_BENCH_SCIPY, RX_BENCH_N_PEERS } rx_bench_peer_kind;

const char *rx_bench_peer_name(rx_bench_peer_kind kind); /* "NEURON", "Brian2", "SciPy" */

/* Where the peer is and where it may write. */
typedef struct rx_bench_peer_place {
  rx_bench_peer_kind kind;
  const char *program;    /* peer.py */
  const char *mechanisms; /* NEURON: libnrnmech.so; else NULL */
  const char *work;       /* folder for its input, spikes, messages, and what it compiles */
} rx_bench_peer_place;

/* What a peer is to run. Of the last three each goes to the peer where it is above 0. */
typedef struct rx_bench_peer_task {
  const char *problem; /* "P1", "P2", "P2o", "P3", "P4", "P4e", "P5", "P6", "P6o" */
  const char *mode;    /* "dt0.025", "dt0.025_second", "cvode_local_1e-3", "lsoda_1e-6", … */
  const char *input;   /* folder with the network's files; NULL for problems without */
  const char *spikes;  /* file for the spikes of each run; NULL: none */
  double duration;     /* ms; P5: h */
  int n_fibres;        /* of P4e */
  double nav_scale;    /* of P3 */
} rx_bench_peer_task;

typedef struct rx_bench_peer_times {
  double user_s, wall_s; /* of the integration */
} rx_bench_peer_times;

/* Tries whether the peer can be run here. RX_E_IO with what is missing. */
rx_status rx_bench_peer_probe(const rx_bench_peer_place *place, rx_error *err);

/* True if the peer has this mode. *dt_ms: its fixed step, 0 for one that has none. */
bool rx_bench_peer_has_mode(rx_bench_peer_kind kind, const char *mode, double *dt_ms);

/* RX_E_INPUT for a mode that no peer has. */
rx_status rx_bench_peer_check_mode(const char *mode, rx_error *err);

/* A peer with the problem built, waiting. */
typedef struct rx_bench_peer rx_bench_peer;

/* Starts it and waits until all is built. RX_E_IO. Stop with rx_bench_peer_stop. */
rx_status rx_bench_peer_start(const rx_bench_peer_place *place, const rx_bench_peer_task *task, rx_bench_peer **peer,
                              rx_error *err);

/* User CPU that its start and the building took, s. */
double rx_bench_peer_setup_s(const rx_bench_peer *peer);

/* One run from rest. RX_E_IO. */
rx_status rx_bench_peer_run(rx_bench_peer *peer, rx_bench_peer_times *times, rx_error *err);

/* A number of the answer to the last run, "y19": of its JSON. RX_E_IO when it is not there. */
rx_status rx_bench_peer_value(rx_bench_peer *peer, const char *key, double *value, rx_error *err);

void rx_bench_peer_stop(rx_bench_peer *peer); /* NULL is fine */

#endif
