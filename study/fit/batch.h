/* A batch of points of a fit: computed as a sweep, or read where it is done already; and what the targets make of it. */
#ifndef RX_STUDY_FIT_BATCH_H
#define RX_STUDY_FIT_BATCH_H

#include "study/sweep/sweep.h"

/* Where a target is found in the rows of a sweep. */
typedef struct rx_target_place {
  size_t output, stimulus; /* stimulus 0 where the output has none */
  uint32_t condition;
  const char *units;
} rx_target_place;

/* Finds all targets of the study in a plan; places: [n_targets], out. RX_E_INPUT names the first that is not there, and what is; every
 * one is added to the problems, which may be NULL. */
rx_status rx_targets_find(const rx_study *study, const rx_sweep_plan *plan, rx_target_place places[],
                          rx_problems *problems, rx_error *err);

typedef struct rx_batches {
  const rx_study *study;
  const rx_sweep_options *options; /* of the fit */
  const char *folder;              /* FIT.h5.parts */
  const rx_target_place *places;
  const rx_provenance *own;      /* of this rexed */
  rx_arena *arena;               /* of what stays */
  uint64_t n_batches, n_members; /* so far */
  const char *accepted_versions; /* of other rexed that computed some of them; NULL for none */
} rx_batches;

/* Residuals (mean over replicates - value)/sd of all targets at n points of values [n][n_axes] (NULL: the study's own design, then n must
 * be its number of points); residuals: [n][n_targets], out, NaN where a member failed. */
rx_status rx_batch_residuals(rx_batches *batches, size_t n, const double values[], double residuals[], rx_error *err);

#endif
