/* What comes of paired motor units as CSV files. Lines that begin with # say with what they were made; NaN is an empty field. */
#ifndef RX_IO_MOTOR_PAIRS_FILE_H
#define RX_IO_MOTOR_PAIRS_FILE_H

#include "analysis/motor/delta_f.h"
#include "analysis/motor/matched_pairs.h"

/* made_with: lines without #, joined by newlines. A previous file stays until the new one is whole. RX_E_IO, RX_E_MEMORY. */
rx_status rx_write_pairs(const char *path, const char *made_with, const rx_delta_f *result, rx_error *err);
rx_status rx_write_units(const char *path, const char *made_with, const rx_delta_f *result, rx_error *err);
rx_status rx_write_matched_pairs(const char *path, const char *made_with, const rx_matched_pairs *matched,
                                 rx_error *err);

#endif
