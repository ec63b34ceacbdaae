/* The parts folder of a sweep: its beginning, what may be resumed, which parts are done (output page 6, start rules 1 to 3). */
#ifndef RX_STUDY_SWEEP_FOLDER_H
#define RX_STUDY_SWEEP_FOLDER_H

#include "study/sweep/sweep.h"

/* Makes the folder with plan.h5, or checks that the one there is of this plan; part_members of *plan are then those of the folder. */
rx_status rx_sweep_folder_open(const char *folder, const rx_sweep_options *options, rx_arena *arena,
                               rx_sweep_plan *plan, rx_error *err);

/* Whether the part is done. One that is damaged is set aside with a warning and is not. n_ok (may be NULL) counts its good rows. */
bool rx_sweep_part_is_done(const char *folder, const rx_sweep_plan *plan, uint64_t part, bool accepts_version,
                           const rx_log *log, uint64_t *n_ok);

/* Whether rows that `there` was made for may stand beside those of `plan`: RX_E_INPUT where another version of rexed (unless
 * accepts_version) or other instructions computed them. where: file or folder, for the message. */
rx_status rx_plan_check_origin(const rx_sweep_plan *there, const rx_sweep_plan *plan, bool accepts_version,
                               const char *where, rx_error *err);

/* Says in *err which lines of two effective configs differ (up to five). */
void rx_plan_difference(const char *was, const char *is, rx_error *err);

#endif
