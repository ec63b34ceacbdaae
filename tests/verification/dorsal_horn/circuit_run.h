/* A circuit of configs/circuits with a case's changes and spike trains, and its runs. */
#ifndef RX_TESTS_VERIFICATION_CIRCUIT_RUN_H
#define RX_TESTS_VERIFICATION_CIRCUIT_RUN_H

#include "../reference.h"
#include "io/experiment/experiment.h"
#include "lone_cell.h"
#include "solver/simulation.h"

typedef RX_ARRAY(double) rx_times_list;

typedef struct rx_circuit_run {
  rx_experiment *experiment;
  rx_graph *graph;
  rx_network *network;
  rx_times_list *trains; /* [n_sources] */
  rx_train *sources;     /* [n_sources] the same, sorted */
} rx_circuit_run;

/* Reads the circuit; false, with a problem at the place. Whatever came of it, free with rx_circuit_run_free. */
bool rx_circuit_run_open(rx_verify *verify, const char *circuit, rx_place place, rx_circuit_run *run);
void rx_circuit_run_free(rx_circuit_run *run);

/* Sets every parameter whose path matches (a part may be *). False, with a problem at the place, where none does or a value is
 * out of range. */
bool rx_circuit_run_set(rx_circuit_run *run, const char *pattern, double value, rx_place place);
/* Factors on all GABA_A and on all glycine weights. */
bool rx_circuit_run_set_inhibition(rx_circuit_run *run, double gaba, double glycine, rx_place place);
/* Reversal potential of GABA_A and glycine in all populations. */
bool rx_circuit_run_set_reversal(rx_circuit_run *run, double E_mV, rx_place place);

/* Makes the network; rows: of a graph file, none: all pathways are complete. False, with a problem. */
bool rx_circuit_run_connect(rx_circuit_run *run, size_t n_rows, const rx_graph_row rows[], rx_place place);

/* Adds a spike to a fibre of a population of afferents. False, with a problem, where there is none. */
bool rx_circuit_run_add_spike(rx_circuit_run *run, const char *population, int index, double t_ms, rx_place place);
/* Number of fibres or cells of a population; 0: unknown. */
int rx_circuit_run_size(const rx_circuit_run *run, const char *population);
/* Sorts the trains; after the last spike. */
void rx_circuit_run_ready(rx_circuit_run *run);

/* Cells of a population of the network; NULL: unknown. */
const rx_node_range *rx_circuit_run_range(const rx_circuit_run *run, const char *population);
/* Spikes of a population in [from, to). */
size_t rx_circuit_run_count(const rx_circuit_run *run, const rx_recording *recording, const char *population,
                            double from_ms, double to_ms);

/* One simulation of a run; rx_circuit_simulate is a job for it. */
typedef struct rx_circuit_simulation {
  const rx_circuit_run *run;
  bool is_cvode;
  double t_stop_ms, dt_ms, rtol;
  rx_recording recording;
  size_t job;
} rx_circuit_simulation;
rx_status rx_circuit_simulate(void *simulation, rx_error *err);

#endif
