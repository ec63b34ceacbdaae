/* Assays under current clamp: rest, current steps, rheobase (nociceptor page 3.4). */
#ifndef RX_STUDY_ASSAYS_CURRENT_CLAMP_H
#define RX_STUDY_ASSAYS_CURRENT_CLAMP_H

#include "study/assays/preparation.h"

/* What the cell does by itself within settle_ms. */
typedef struct rx_rest {
  double V_mV; /* at the end; of a cell that fires no rest, but a sample of its course */
  size_t n_spikes;
  double rate_Hz; /* n_spikes over settle_ms */
} rx_rest;

/* RX_E_INPUT: settle_ms is 0. */
rx_status rx_assay_rest(const rx_preparation *preparation, rx_rest *rest, rx_error *err);

/* A rectangular step of current at the electrode: the run goes from 0 to before + duration + after. */
typedef struct rx_current_step {
  double before_ms, duration_ms, after_ms;
} rx_current_step;

/* Spikes under a step of amplitude_nA. RX_E_INPUT: times below 0 or none at all. */
rx_status rx_assay_step(const rx_preparation *preparation, const rx_current_step *step, double amplitude_nA,
                        rx_spike_times *spikes, rx_error *err);

/* Rheobase by bisection. A spike counts from the onset of the step to the end of the run. */
typedef struct rx_rheobase_options {
  rx_current_step step;
  double
      first_nA; /* > 0: where the search begins; it doubles or halves from there until it has the threshold between two */
  double largest_nA; /* above it the cell is taken for one that does not fire */
  double relative;   /* > 0: the two are no further apart than this share of the upper one */
} rx_rheobase_options;

/* 10 ms, step of 1 s, 30 ms; from 10 pA, to 100 nA; 0.05 %. */
rx_rheobase_options rx_rheobase_options_default(void);

/* *rheobase_nA: the smallest current found to give a spike; 0: the cell fires without input (a spike while it settles, or with a
 * step of 0); INFINITY: none up to largest_nA. RX_E_INPUT as above. */
rx_status rx_assay_rheobase(const rx_preparation *preparation, const rx_rheobase_options *options, double *rheobase_nA,
                            rx_error *err);

#endif
