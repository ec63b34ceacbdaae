/* What the sections of a fit's page share: labels and axes of its parameters. */
#ifndef RX_IO_REPORT_FIT_VIEW_H
#define RX_IO_REPORT_FIT_VIEW_H

#include "io/report/page/svg.h"
#include "io/sweep/fit_file.h"

/* The parameters in words, in the arena; NULL when memory is out. */
const char **rx_fit_labels(const rx_fit *fit, rx_arena *arena);

/* The range searched as an axis. */
rx_axis rx_fit_axis(const rx_fit_parameter *parameter, int n);

/* "pain signal, brush, nerve injury" */
const char *rx_fit_target_label(const rx_fit_target *target, rx_arena *arena);

#endif
