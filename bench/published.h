/* P6: the published superficial dorsal horn (`sdh`) with a fixed graph and fixed trains (benchmarks page 7b). */
#ifndef RX_BENCH_PUBLISHED_H
#define RX_BENCH_PUBLISHED_H

#include <stdbool.h>

#include "bench/problems.h"
#include "solver/simulation.h"

typedef struct rx_bench_published rx_bench_published;

/* Reads the circuit of configs/, and sdh_connections.csv and sdh_afferents.csv (sets Ab and noxious_0.25) of a folder.
 * RX_E_INPUT with all that is wrong in them. Free with rx_bench_published_free. */
rx_status rx_bench_published_create(const char *folder, rx_bench_published **published, rx_error *err);
void rx_bench_published_free(rx_bench_published *published); /* NULL is fine */

int rx_bench_published_cells(const rx_bench_published *published);
/* Mean rate of a population over duration_ms, Hz; NAN: there is none of that name. */
double rx_bench_published_rate_Hz(const rx_bench_published *published, const char *population,
                                  const rx_bench_spikes *spikes, double duration_ms);

/* The network; is_open: cells only listen, a source for each cell stands before the afferents and has its connections. Free with
 * rx_network_free. */
rx_status rx_bench_published_network(const rx_bench_published *published, bool is_open, rx_network **network,
                                     rx_error *err);

/* Trains for the sources of that network. of_cells: trains in place of the cells' spikes (open loop) or NULL. */
typedef struct rx_bench_trains {
  rx_train *trains; /* [sources of the network] */
  double *times;
} rx_bench_trains;
rx_status rx_bench_published_trains(const rx_bench_published *published, const rx_bench_spikes *of_cells,
                                    rx_bench_trains *trains, rx_error *err);
void rx_bench_trains_free(rx_bench_trains *trains);

/* The files that a peer reads, as CSV with a header line (bench/neuron/circuit.py says what they hold): cells, sections,
 * channels, receptors, connections; and trains, as rx_bench_published_trains. RX_E_IO. */
rx_status rx_bench_published_write(const rx_bench_published *published, const char *folder,
                                   const rx_bench_spikes *of_cells, double t_stop_ms, rx_error *err);

#endif
