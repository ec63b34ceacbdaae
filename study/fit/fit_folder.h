/* The folder of a fit's batches: its beginning, and of which fit what is there may be gone on with. */
#ifndef RX_STUDY_FIT_FOLDER_H
#define RX_STUDY_FIT_FOLDER_H

#include "io/sweep/fit_file.h"
#include "io/sweep/sweep_file.h"
#include "study/sweep/sweep.h"

/* Makes the folder with plan.h5, clears it (may_replace alone), or checks that the fit there, and that of options->path, is this one:
 * RX_E_INPUT with what differs. may_resume and may_replace together take over, of another fit, the batches that have the same points.
 * *is_done: options->path holds this fit, and there is no folder to go on with (it was cleaned). */
rx_status rx_fit_folder_open(const char *folder, const rx_sweep_options *options, rx_arena *arena, const rx_fit *fit,
                             bool *is_done, rx_error *err);

/* What the folder holds: batches that are whole, damaged (texts that say how), begun; members of the whole ones by their state. */
typedef struct rx_fit_batches {
  size_t n_done, n_under_way, n_damaged;
  const char **damaged; /* [n_damaged] */
  uint64_t n_of_state[RX_N_MEMBER_STATES];
} rx_fit_batches;
rx_status rx_fit_folder_look(const char *folder, rx_arena *arena, rx_fit_batches *batches, rx_error *err);

#endif
