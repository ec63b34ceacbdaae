/* The biophysical encoder: from the stimuli of a case to the spikes of its fibres at the skin and at the cord (integration page 4).
 *
 * For every fibre: transduction, once, to a waveform; mechanoreceptors are encoded from it at once; the nociceptors of all populations
 * run as one network without connections, by the solver of the experiment, each with its conductance and its noise; then ectopic
 * spikes join, and the relay brings what passes to the cord. The run of the fibres begins `settle` ms before the time 0 of the case.
 *
 * A nerve is prepared while the values of its case are in force and may be run later. Streams are keyed by (seed, member, name of the
 * population, fibre), so a fibre depends on no other, and on the number of threads nothing does. */
#ifndef RX_STUDY_NERVE_RUN_H
#define RX_STUDY_NERVE_RUN_H

#include "models/circuit/network.h"
#include "solver/simulation.h"
#include "stimuli/drive.h"

typedef struct rx_nerve_run rx_nerve_run;

/* What a case says of its nerve; stimuli must live until it has run. */
typedef struct rx_nerve_case {
  const rx_circuit *circuit;
  const rx_network *network; /* of the circuit: gives the order of sources */
  size_t n_stimuli;
  const rx_stimulus *stimuli;
  uint64_t seed, member;
  double t_stop_ms;
} rx_nerve_case;

/* Takes all that is in force; the circuit's encoder is biophysical. Free with rx_nerve_free. RX_E_INPUT: what rx_cell_type_make and
 * rx_cell_numbers_make refuse, with the name of the population. */
rx_status rx_nerve_prepare(const rx_nerve_case *what, rx_nerve_run **nerve, rx_error *err);
void rx_nerve_free(rx_nerve_run *nerve);

/* Encodes and conducts; `options` as for the circuit (t_stop is the nerve's own). Texts of failures name population and fibre. */
rx_status rx_nerve_encode(rx_nerve_run *nerve, rx_simulate *simulate, const rx_solver_options *options, rx_error *err);

/* Adds the spikes at the cord to the trains of the case, and takes all from fibres that are lost. */
rx_status rx_nerve_deliver(const rx_nerve_run *nerve, rx_drive_trains *trains, rx_error *err);

/* Spikes of a source at the skin, on the clock of the case: those before 0 are of the time in which the fibres settle. Ectopic spikes
 * are made elsewhere and are not among them. Fibres that are not of the nerve, or lost, have none. */
const rx_times *rx_nerve_skin(const rx_nerve_run *nerve, int source);

/* What the solver did for the nociceptors. */
const rx_solver_stats *rx_nerve_stats(const rx_nerve_run *nerve);

#endif
