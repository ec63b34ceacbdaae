/* Rows of a struct as columns of an HDF5 group, and a struct as attributes: one list of fields says both how to write
 * and how to read. */
#ifndef RX_IO_HDF5_TABLE_H
#define RX_IO_HDF5_TABLE_H

#include "io/hdf5/hdf5_file.h"

/* A field of the struct. Its C type follows from `type`: double, float, uint64_t, uint32_t, int32_t, int8_t, uint8_t
 * (or bool), const char *. Lists end with a field without a name. */
typedef struct rx_h5_field {
  const char *name; /* of the column or attribute */
  rx_h5_type type;
  size_t offset;
  const char *units, *long_name; /* of a column of numbers */
} rx_h5_field;

/* Writes one column per field into `group` (made if missing): n rows of row_size bytes each. A NULL text is written as
 * "". */
rx_status rx_h5_write_table(rx_h5_writer *writer, const char *group, const rx_h5_field fields[], size_t n,
                            size_t row_size, const void *rows);

/* Reads the rows back into the arena. A group that is not there has no rows; a column that is not there (an older minor
 * version) leaves its field 0; columns of unequal length are an error. */
rx_status rx_h5_read_table(rx_h5_reader *reader, const char *group, const rx_h5_field fields[], rx_arena *arena,
                           size_t *n, size_t row_size, void **rows, rx_error *err);

/* Writes one attribute per field. A NULL text and a NaN are not written. */
rx_status rx_h5_write_struct(rx_h5_writer *writer, const char *object, const rx_h5_field fields[], const void *values);

/* Reads them back. What is not there becomes NULL, NaN or 0. */
rx_status rx_h5_read_struct(rx_h5_reader *reader, const char *object, const rx_h5_field fields[], rx_arena *arena,
                            void *values, rx_error *err);

#endif
