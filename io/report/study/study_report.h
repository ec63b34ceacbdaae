/* The reports of a sweep (also of a sensitivity analysis) and of a fit: one HTML file each that needs nothing else, as that of a run
 * (report.h). The same data give the same page, byte for byte; its size is bounded whatever the number of members (below 5 MB): what is
 * not drawn is counted. */
#ifndef RX_IO_REPORT_STUDY_REPORT_H
#define RX_IO_REPORT_STUDY_REPORT_H

#include "base/array.h"
#include "base/status.h"
#include "io/sweep/fit_file.h"
#include "io/sweep/sweep_file.h"

/* Write the page to path by way of a temporary. RX_E_INPUT where the rows of a sweep do not fit its plan; RX_E_IO, RX_E_MEMORY. */
rx_status rx_sweep_report_write(const char *path, const rx_sweep *sweep, rx_error *err);
rx_status rx_fit_report_write(const char *path, const rx_fit *fit, rx_error *err);

/* What a report can be made of. */
typedef enum { RX_REPORT_OF_RUN, RX_REPORT_OF_SWEEP, RX_REPORT_OF_FIT } rx_report_kind;

/* Finds what is at path: a folder is that of a run; of a file, its root attribute `format` says it. *page is where the report goes, in
 * the arena: folder/report.html, or beside a file and named after it (sweep.h5: sweep.html). RX_E_INPUT where there is nothing, or a
 * file of another kind (results.h5 itself: its folder is named in the message); RX_E_IO where a file cannot be read. */
rx_status rx_report_find(const char *path, rx_arena *arena, rx_report_kind *kind, const char **page, rx_error *err);

/* Finds what is at path, reads it and writes its report; *page as above. Errors of rx_report_find, of reading and of writing. */
rx_status rx_report_of(const char *path, rx_arena *arena, const char **page, rx_error *err);

#endif
