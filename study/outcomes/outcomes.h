/* From the recorded activity of all cases to the outcomes and courses of a result file. */
#ifndef RX_STUDY_OUTCOMES_H
#define RX_STUDY_OUTCOMES_H

#include "base/array.h"
#include "io/experiment/experiment.h"
#include "io/results/results.h"
#include "study/case.h"

/* Level of the pain signal that defines a pressure threshold: a tenth of the healthy response to pinch. A choice of this project. */
#define RX_THRESHOLD_LEVEL 0.1

/* Fills outcomes and courses of *results. cases: [conditions][stimuli][repetitions], repetition fastest. Memory is the arena's. */
rx_status rx_outcomes_make(const rx_experiment *experiment, const rx_case cases[], rx_arena *arena, rx_results *results,
                           rx_error *err);

#endif
