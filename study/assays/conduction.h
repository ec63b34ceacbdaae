/* Assays of conduction: pulses of current into an axon, and when spikes pass places along it. */
#ifndef RX_STUDY_ASSAYS_CONDUCTION_H
#define RX_STUDY_ASSAYS_CONDUCTION_H

#include "study/assays/preparation.h"

/* Rectangular pulses at the electrode, in order, none before the last has ended. */
typedef struct rx_pulses {
  size_t n;
  const double *onsets_ms; /* [n] */
  double duration_ms, amplitude_nA;
} rx_pulses;

/* A place along the axon: what passes it crosses `threshold_mV` upward. */
typedef struct rx_axon_site {
  int compartment;
  double threshold_mV;
} rx_axon_site;

/* What was seen at a place. */
typedef struct rx_passage {
  rx_spike_times crossings;
  double peak_mV, peak_ms; /* the largest V, and when */
} rx_passage;

/* Runs for t_stop_ms after settling; passages: [n_sites], zero-initialised or used before; free each with rx_passage_free. V is
 * looked at each interval_ms for its peak (of the ensemble integrator a multiple of its step); crossings are as precise as spikes. RX_E_INPUT: pulses out of order, a compartment that is not there, an interval that is not above 0. */
rx_status rx_assay_conduction(const rx_preparation *preparation, const rx_pulses *pulses, double t_stop_ms,
                              double interval_ms, size_t n_sites, const rx_axon_site sites[], rx_passage passages[],
                              rx_error *err);
void rx_passage_free(rx_passage *passage);

/* The first crossing within [from, to); NaN: none. */
double rx_passage_first_ms(const rx_passage *passage, double from_ms, double to_ms);

#endif
