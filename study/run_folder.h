/* The result folder: written beside its place, renamed into it when whole. */
#ifndef RX_STUDY_RUN_FOLDER_H
#define RX_STUDY_RUN_FOLDER_H

#include <stdbool.h>

#include "base/status.h"
#include "study/lock.h"

/* A folder being written. */
typedef struct rx_run_folder {
  char path[4096];  /* where files go now: a hidden folder beside the place */
  char place[4096]; /* where they will be */
  rx_lock lock;     /* of the place, from the beginning to the end: two runs would put one upon the other */
} rx_run_folder;

/* Makes the hidden folder with its subfolders spikes/, graph/ and, with has_reports, reports/; folders above it are made too.
 * RX_E_INPUT where another run is writing to the place, or a folder that is there takes no files. RX_E_IO with the system's text. */
rx_status rx_run_folder_begin(rx_run_folder *folder, const char *place, bool has_reports, rx_error *err);
/* Puts it in its place; a previous run there is removed after that. Gives the lock back. */
rx_status rx_run_folder_finish(rx_run_folder *folder, rx_error *err);
/* Removes what was written, where it is not finished, and gives the lock back. */
void rx_run_folder_abandon(rx_run_folder *folder);

/* RX_E_INPUT where `place` is a file, a folder with anything in it that no run writes or, unless may_replace, a run;
 * and where the folder above it takes no new ones, or lets this one not be renamed. */
rx_status rx_run_folder_check(const char *place, bool may_replace, rx_error *err);

#endif
