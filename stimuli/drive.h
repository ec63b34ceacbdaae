/* The drive of a whole network: trains of all afferent fibres under a list of stimuli, and background noise.
 *
 * Streams are keyed by (seed, member, population's name, fibre, use), so a fibre's train depends on nothing else. Of several random
 * components each has its own streams, by its place among the random ones: SCS beside a pinch leaves the pinch as it is. Noise
 * sources fire at a constant rate over the whole run; the place of the noise in the population's list is part of their use. */
#ifndef RX_STIMULI_DRIVE_H
#define RX_STIMULI_DRIVE_H

#include "models/circuit/network.h"
#include "stimuli/stimulus.h"

typedef struct rx_drive_trains {
  int n_sources;   /* n_nodes - n_cells of the network */
  rx_times *times; /* [n_sources], sorted, equal times of one fibre kept once */
} rx_drive_trains;

/* A row of a file of trains, read by io/. */
typedef struct rx_file_spike {
  int population; /* of the circuit */
  int index;
  double t_ms; /* of the run; rows at or after t_stop are not used */
} rx_file_spike;

/* Trains of every source of the network; where the encoder of the circuit's nerve is biophysical, without those of natural stimuli,
 * which rx_drive_add brings. The rows of files are added as they are. Free *trains with rx_drive_trains_free; on
 * failure nothing is left. RX_E_INPUT: an electrical stimulus on a population without latencies, a row for a population of cells, an
 * index or a time that does not fit. Texts name the population. */
rx_status rx_drive_make(const rx_circuit *circuit, const rx_network *network, size_t n_stimuli,
                        const rx_stimulus stimuli[], size_t n_file_spikes, const rx_file_spike file_spikes[],
                        uint64_t seed, uint64_t member, double t_stop_ms, rx_drive_trains *trains, rx_error *err);

/* Gives a source the spikes that a nerve has brought to the cord, besides what it has; those at or after t_stop and before 0 are left
 * out. RX_E_MEMORY only. */
rx_status rx_drive_add(rx_drive_trains *trains, int source, size_t n, const double times_ms[], double t_stop_ms,
                       rx_error *err);
void rx_drive_trains_free(rx_drive_trains *trains);

#endif
