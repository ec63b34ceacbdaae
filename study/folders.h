/* Folders that results go to. */
#ifndef RX_STUDY_FOLDERS_H
#define RX_STUDY_FOLDERS_H

#include <stdbool.h>

#include "base/status.h"

/* Makes the folders above a path, as mkdir -p. RX_E_INPUT where a place takes no folder, RX_E_IO where the disk is full. */
rx_status rx_make_parents(const char *path, rx_error *err);
/* Makes one folder; where may_exist, one that is there is fine. Errors as above. */
rx_status rx_make_folder(const char *path, bool may_exist, rx_error *err);

/* Whether a result may be written to path: RX_E_INPUT where there is a folder, or a file that is no HDF5 file and so none of rexed's
 * (a study, say), which nothing replaces. */
rx_status rx_check_place(const char *path, rx_error *err);

#endif
