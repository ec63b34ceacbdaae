/* Removes the parts of a sweep, or the batches of a fit, when the result has all that they hold. */
#ifndef RX_STUDY_CLEAN_H
#define RX_STUDY_CLEAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"
#include "base/status.h"

typedef struct rx_cleaned {
  bool is_fit;
  uint64_t n_removed; /* parts of a sweep, batches of a fit */
  size_t n_left;
  const char **
      left; /* [n_left] paths of what rexed did not write, or another process is writing: it stays, and its folder with it */
} rx_cleaned;

/* Cleans PATH.parts of PATH, a sweep.h5 or fit.h5; leftovers of killed processes beside PATH go too. RX_E_INPUT, and nothing is removed,
 * where there is no such folder, where it is of another plan, where PATH refers to its parts, is not complete, or has not converged.
 * RX_E_IO: a file could not be read, or some could not be removed (all others are). Texts are the arena's. */
rx_status rx_clean(const char *path, rx_arena *arena, rx_cleaned *cleaned, rx_error *err);

#endif
