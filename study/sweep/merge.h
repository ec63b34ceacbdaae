/* Parts into one sweep.h5, with the indices of a sensitivity analysis. */
#ifndef RX_STUDY_MERGE_H
#define RX_STUDY_MERGE_H

#include "base/array.h"
#include "base/log.h"
#include "io/sweep/sweep_file.h"

typedef struct rx_merge_options {
  const char *path; /* of sweep.h5 */
  bool is_partial;  /* also where parts are missing: their rows are pending */
  bool is_virtual;  /* datasets that refer to the parts instead of copies */
  bool has_report;  /* write the page beside the file */
  bool may_replace; /* a sweep of another plan */
  bool accepts_version;
  const char *command_line;
  const rx_log *log;
} rx_merge_options;

typedef struct rx_merge_result {
  uint64_t n_members, n_ok, n_pending, n_parts, n_missing;
  uint64_t n_of_state[RX_N_MEMBER_STATES];
} rx_merge_result;

/* Merges the parts of these folders, all of one plan; a part that several have is taken from the first where it is whole. RX_E_INPUT: other
 * plans, missing parts (unless is_partial), at path a sweep of another plan, one with more rows, or a file of another kind. A damaged
 * part counts as missing and is named; RX_E_IO then. */
rx_status rx_merge(size_t n_folders, const char *const folders[], const rx_merge_options *options,
                   rx_merge_result *result, rx_error *err);

#endif
