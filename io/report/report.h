/* The report of a run: one HTML file that needs nothing else, drawn from the result files alone.
 *
 * Everything is inline (styles, pictures as SVG): no script, no network. It reads in black and white: conditions differ in pattern,
 * dash and marker, populations in shape. The same results give the same page, byte for byte. */
#ifndef RX_IO_REPORT_REPORT_H
#define RX_IO_REPORT_REPORT_H

#include "base/status.h"

/* Reads folder/results.h5 and the spike files its /cases name, and writes folder/report.html by way of a temporary: a previous
 * report stays until the new one is whole. A spike file that is missing or damaged is no failure: the page says so.
 * RX_E_INPUT: no such folder, no results.h5 in it, or one that is no result file of this program; RX_E_IO: it is damaged, or the
 * page cannot be written; RX_E_MEMORY. */
rx_status rx_report_write(const char *folder, rx_error *err);

#endif
