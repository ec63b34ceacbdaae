/* What the writing and the reading half of io/hdf5_file.h share; not for other files. */
#ifndef RX_IO_HDF5_INTERNAL_H
#define RX_IO_HDF5_INTERNAL_H

#include <hdf5.h>
#include <hdf5_hl.h>

#include "io/hdf5/hdf5_file.h"

/* The process-wide, recursive mutex. Locking also silences HDF5's printing, which is a setting of each thread. */
void rx_h5_lock(void);
void rx_h5_unlock(void);

/* RX_E_IO "file: path: what: deepest description of the error stack"; path may be NULL. Clears the stack. */
rx_status rx_h5_stack_error(rx_error *err, const char *file, const char *path, const char *what);

/* Type in memory, and on disk, of a number. */
hid_t rx_h5_native(rx_h5_type type);
hid_t rx_h5_on_disk(rx_h5_type type);

/* HDF5's handle of the file, for what only io/sweep asks of it. Not to be closed. */
hid_t rx_h5_writer_file(const rx_h5_writer *writer);
hid_t rx_h5_reader_file(const rx_h5_reader *reader);

#endif
