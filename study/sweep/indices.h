/* Sensitivity indices of a sweep's outputs, where its design is one for them. */
#ifndef RX_STUDY_INDICES_H
#define RX_STUDY_INDICES_H

#include "base/array.h"
#include "base/log.h"
#include "io/sweep/sweep_file.h"

/* Fills sweep->indices for every output, stimulus and condition, from the mean over replicates; none for other designs, or while rows are
 * pending. Base samples with failed rows are left out and said to the log. Memory is the arena's. */
rx_status rx_indices_make(rx_sweep *sweep, rx_arena *arena, const rx_log *log, rx_error *err);

#endif
