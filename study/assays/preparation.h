/* One cell on the bench: what all assays of cells share.
 *
 * Every assay begins alike: the cell starts as its config says (v_init, every gate at its steady state) and runs settle_ms
 * without input. Times of an assay are counted from the end of that; input and results have the same clock. */
#ifndef RX_STUDY_ASSAYS_PREPARATION_H
#define RX_STUDY_ASSAYS_PREPARATION_H

#include "solver/simulation.h"

typedef struct rx_preparation {
  const rx_network *network;
  int cell, compartment;     /* under the electrode */
  rx_simulate *simulate;     /* either solver */
  rx_solver_options options; /* t_stop_ms is not read */
  double settle_ms;
  rx_solver_stats *stats; /* where each run adds what it took; NULL: nowhere */
} rx_preparation;

/* Cell 0 of the network under an electrode at its spike detector, by CVODE with rtol 1e-8, no settling. */
rx_preparation rx_preparation_default(const rx_network *network);

/* Spike times of one run, ms on the assay's clock; before 0: while it settled. */
typedef RX_ARRAY(double) rx_spike_times;

/* Runs for t_stop_ms under the clamps of the caller, whose waveforms are on the clock of the whole run: they begin at settle_ms
 * where they should begin at 0 of the assay. The recording is the caller's, as of rx_simulate; its frames begin with the settling.
 * RX_E_INPUT: negative times, a cell or compartment that is not there; and what the solver gives. */
rx_status rx_preparation_run(const rx_preparation *preparation, size_t n_clamps, const rx_clamp clamps[],
                             double t_stop_ms, rx_recording *recording, rx_error *err);

/* Spikes of the preparation's cell in a recording, on the assay's clock. spikes: zero-initialised or used before, freed by the
 * caller (its items). RX_E_MEMORY. */
rx_status rx_preparation_spikes(const rx_preparation *preparation, const rx_recording *recording,
                                rx_spike_times *spikes, rx_error *err);

#endif
