/* XXH3-128 over what an HDF5 file holds: rows_hash of parts and sweeps, content_hash of plans. */
#ifndef RX_IO_CONTENT_HASH_H
#define RX_IO_CONTENT_HASH_H

#include "io/hdf5/hdf5_file.h"
#include "io/results/hash.h"

/* What is hashed: the bytes on disk of all datasets under `group`, in the order of their paths (strcmp); with
 * has_attributes also the names and values of all attributes. Paths that begin with one of `except` are left out, and
 * so are attributes of the names in `except_attributes`. What HDF5 keeps for itself, the lists of dimension scales, does not
 * count, and neither do texts of variable length: HDF5 1.10 may crash where it reads damaged ones. */
typedef struct rx_hash_scope {
  const char *group;
  bool has_attributes;
  const char *except[3];
  const char *except_attributes[3];
} rx_hash_scope;

/* Hash of a file under way, and of a file that is read; n_datasets may be NULL. RX_E_IO where something cannot be read
 * or claims to be larger than its file can hold. */
rx_status rx_hash_written(rx_h5_writer *writer, const rx_hash_scope *scope, char hash[RX_HASH_TEXT]);
rx_status rx_hash_read(rx_h5_reader *reader, const rx_hash_scope *scope, size_t *n_datasets, char hash[RX_HASH_TEXT],
                       rx_error *err);

#endif
