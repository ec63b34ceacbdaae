/* The thin layer through which every HDF5 file of rexed is written and read; it keeps the rules that all of them share.
 *
 * Rules: little-endian types; `units` and `long_name` on every numeric dataset with a dimension; NaN as `_FillValue`;
 * no object times, so that equal content gives equal bytes; creation order tracked (netCDF-4 asks for it); shuffle,
 * deflate, fletcher32 on datasets from 256 elements on, contiguous below; earliest file format, readable by any HDF5
 * from 1.8 on.
 *
 * Writing. A file is built in memory (HDF5's core driver) and goes to disk in rx_h5_finish: to
 * `.<name>.<host>.<pid>.tmp` beside it (base/whole_file.h), fsync, rename, fsync of the folder. So a reader never sees half a file, and a
 * full disk is one failed write(), not a failure inside HDF5, which 1.10 answers with a file that cannot be closed and
 * a crash later. The price is memory: about twice the compressed file. Errors stick: the first failure is kept in the
 * writer, later calls return it at once and do nothing, rx_h5_finish reports it and leaves the old file as it was. A
 * caller may therefore write a whole file without looking at each status.
 *
 * Threads. HDF5 is used by one thread at a time: one mutex of the process is held from create to finish (or abandon),
 * and from open to close. The thread that created or opened must also finish or close. The mutex is recursive: a thread
 * may read parts while it writes their union. Hold no file open while waiting for another thread.
 *
 * Signals. Where RLIMIT_FSIZE is in force the program must ignore SIGXFSZ, else the kernel ends it before write() can
 * fail.
 *
 * Errors: RX_E_IO with file, path in the file and the deepest description of HDF5's error stack (or the system's text);
 * RX_E_MEMORY. Paths in a file are absolute ("/outcomes/pain_signal"). */
#ifndef RX_IO_HDF5_FILE_H
#define RX_IO_HDF5_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/status.h"

enum { RX_H5_MAX_RANK = 4, RX_H5_PATH = 1024, RX_H5_NAME = 200 };

/* Element types: on disk, and in memory (TEXT: char *, one per element). Booleans are U8, 0 or 1. */
typedef enum {
  RX_H5_F64,
  RX_H5_F32,
  RX_H5_U64,
  RX_H5_U32,
  RX_H5_I32,
  RX_H5_I8,
  RX_H5_U8,
  RX_H5_TEXT, /* UTF-8, null-terminated */
} rx_h5_type;

/* Size in memory of one element. */
size_t rx_h5_size(rx_h5_type type);

typedef enum {
  RX_H5_PLAIN,
  RX_H5_SONATA, /* text attributes have variable length, as SONATA's tools write them */
  RX_H5_PART,   /* every dataset with elements is chunked and carries a checksum, however small */
  RX_H5_NETCDF, /* dimension scales of texts have variable length (netCDF 4.9 crashes where it reads others), and no filters */
} rx_h5_kind;

/* Puts "parent/name" into path (cut at its end) and returns it. Names of one's own stay below RX_H5_NAME, so nothing is
 * cut. */
char *rx_h5_join(char path[RX_H5_PATH], const char *parent, const char *name);

/* ---- writing ---- */

typedef struct rx_h5_writer rx_h5_writer;

/* Rows of a dataset that another file holds under the same path. */
typedef struct rx_h5_source {
  const char *file; /* relative to the folder of the file that is written */
  size_t first_row, n_rows;
} rx_h5_source;

/* A dataset to write; use designated initialisers, what is not named is the default. */
typedef struct rx_h5_dataset {
  const char *path;
  rx_h5_type type;
  int rank;                           /* 0: scalar */
  size_t shape[RX_H5_MAX_RANK];       /* last axis fastest; an axis may be 0 */
  const void *data;                   /* as in memory; TEXT: const char *const *, NULL elements count as "" */
  const char *units, *long_name;      /* both needed for numbers with a dimension; "1" = dimensionless */
  const char *scale_name;             /* not NULL: this dataset is a dimension scale of that name */
  const char *scales[RX_H5_MAX_RANK]; /* path of the dimension scale of each axis, or NULL */
  size_t chunk[RX_H5_MAX_RANK];       /* 0: by the rule (4096 rows; several axes: rows that make up to 256 KiB) */
  unsigned deflate;                   /* 0: level 4 */
  bool is_virtual;                    /* its rows are in `sources`, data is ignored; needs HDF5 1.10 to be read */
  size_t n_sources;
  const rx_h5_source *sources;
  bool fill_zero; /* what no source has reads 0, not NaN or all ones */
} rx_h5_dataset;

/* Begins a file that will be called `path`. Takes the mutex; *writer is NULL on failure. Fails early where the folder
 * cannot be written to. */
rx_status rx_h5_create(const char *path, rx_h5_kind kind, rx_h5_writer **writer, rx_error *err);

/* Puts the file in its place, frees the writer and releases the mutex, also on failure. Returns the first failure of
 * any call on this writer; then no trace is left and a previous file of that name is unchanged. */
rx_status rx_h5_finish(rx_h5_writer *writer, rx_error *err);

/* The same, with a check of the finished file before it gets its name: `check` opens and reads the temporary. What it
 * finds wrong is the failure of the writer. */
typedef rx_status rx_h5_check(const char *temporary, void *context, rx_error *err);
rx_status rx_h5_finish_checked(rx_h5_writer *writer, rx_h5_check *check, void *context, rx_error *err);

/* Gives the file up: nothing is left of it. Frees the writer, releases the mutex. NULL is fine. */
void rx_h5_abandon(rx_h5_writer *writer);

/* Removes the temporary files of this process. Async-signal-safe: for the handler that ends the program at once. */
void rx_h5_unlink_leftovers(void);

/* Status of the first failure so far, RX_OK if none. */
rx_status rx_h5_status(const rx_h5_writer *writer);

/* Makes the writer fail with this cause, unless it has failed already; returns the status. For what a caller finds
 * wrong. */
rx_status rx_h5_reject(rx_h5_writer *writer, rx_status code, const char *format, ...) RX_PRINTF(3, 4);

/* Makes a group and its parents; one that is there already is fine. */
rx_status rx_h5_group(rx_h5_writer *writer, const char *path);

/* Writes a dataset, its parents, attributes and dimension scales (which must be there already). */
rx_status rx_h5_write(rx_h5_writer *writer, const rx_h5_dataset *dataset);

/* A column of n elements. units and long_name are NULL for TEXT. */
rx_status rx_h5_write_column(rx_h5_writer *writer, const char *path, rx_h5_type type, size_t n, const void *data,
                             const char *units, const char *long_name);

/* A scalar dataset that holds a text, byte for byte. */
rx_status rx_h5_write_text(rx_h5_writer *writer, const char *path, const char *text);

/* Hard link `link` to what `target` names. */
rx_status rx_h5_link(rx_h5_writer *writer, const char *target, const char *link);

/* Attribute of a group or dataset ("/" = the file): scalar for n = 0, else an array of n. TEXT: const char *const *. */
rx_status rx_h5_attr(rx_h5_writer *writer, const char *object, const char *name, rx_h5_type type, size_t n,
                     const void *values);
rx_status rx_h5_attr_text(rx_h5_writer *writer, const char *object, const char *name, const char *text);
rx_status rx_h5_attr_f64(rx_h5_writer *writer, const char *object, const char *name, double value);
rx_status rx_h5_attr_u64(rx_h5_writer *writer, const char *object, const char *name, uint64_t value);
rx_status rx_h5_attr_u32(rx_h5_writer *writer, const char *object, const char *name, uint32_t value);
/* An enumeration over U8 with members 0 … n-1; only SONATA's `sorting` wants one. */
rx_status rx_h5_attr_enum(rx_h5_writer *writer, const char *object, const char *name, size_t n,
                          const char *const members[], uint8_t value);

/* ---- reading ---- */

typedef struct rx_h5_reader rx_h5_reader;

/* Opens for reading; takes the mutex. RX_E_IO with the reason (not there, not HDF5, damaged). */
rx_status rx_h5_open(const char *path, rx_h5_reader **reader, rx_error *err);
void rx_h5_close(rx_h5_reader *reader); /* NULL is fine */
const char *rx_h5_file_name(const rx_h5_reader *reader);

bool rx_h5_has(rx_h5_reader *reader, const char *path);
bool rx_h5_has_attr(rx_h5_reader *reader, const char *object, const char *name);

/* Names of what a group holds, in the order of creation (by name in files that do not keep it). Memory is the arena's.
 * */
rx_status rx_h5_children(rx_h5_reader *reader, const char *group, rx_arena *arena, size_t *n, char ***names,
                         rx_error *err);

rx_status rx_h5_shape(rx_h5_reader *reader, const char *path, int *rank, size_t shape[RX_H5_MAX_RANK], rx_error *err);

/* Type on disk: RX_E_IO where it is none of rexed's, such as a big-endian number. */
rx_status rx_h5_type_of(rx_h5_reader *reader, const char *path, rx_h5_type *type, rx_error *err);

/* Files that a virtual dataset takes its rows from, as they are named in it; *is_virtual is false for another dataset.
 * Memory is the arena's. */
rx_status rx_h5_sources(rx_h5_reader *reader, const char *path, rx_arena *arena, bool *is_virtual, size_t *n,
                        char ***files, rx_error *err);

/* A whole dataset of n elements in all, converted to the type asked for; texts of fixed or variable length alike. A
 * number where a text is asked for, or the other way, or a fraction where an integer is asked for, is an error. *data
 * is the arena's. */
rx_status rx_h5_read(rx_h5_reader *reader, const char *path, rx_h5_type type, rx_arena *arena, size_t *n, void **data,
                     rx_error *err);
rx_status rx_h5_read_f64(rx_h5_reader *reader, const char *path, rx_arena *arena, size_t *n, double **data,
                         rx_error *err);
rx_status rx_h5_read_f32(rx_h5_reader *reader, const char *path, rx_arena *arena, size_t *n, float **data,
                         rx_error *err);
rx_status rx_h5_read_u64(rx_h5_reader *reader, const char *path, rx_arena *arena, size_t *n, uint64_t **data,
                         rx_error *err);
rx_status rx_h5_read_u32(rx_h5_reader *reader, const char *path, rx_arena *arena, size_t *n, uint32_t **data,
                         rx_error *err);
rx_status rx_h5_read_texts(rx_h5_reader *reader, const char *path, rx_arena *arena, size_t *n, char ***data,
                           rx_error *err);
/* A dataset of one text. */
rx_status rx_h5_read_text(rx_h5_reader *reader, const char *path, rx_arena *arena, char **text, rx_error *err);

/* An attribute, as rx_h5_read; a scalar has n = 1. */
rx_status rx_h5_attr_read(rx_h5_reader *reader, const char *object, const char *name, rx_h5_type type, rx_arena *arena,
                          size_t *n, void **values, rx_error *err);
rx_status rx_h5_attr_read_text(rx_h5_reader *reader, const char *object, const char *name, rx_arena *arena, char **text,
                               rx_error *err);
rx_status rx_h5_attr_read_f64(rx_h5_reader *reader, const char *object, const char *name, double *value, rx_error *err);
rx_status rx_h5_attr_read_u64(rx_h5_reader *reader, const char *object, const char *name, uint64_t *value,
                              rx_error *err);

/* Checks the root attributes `format` and `format_version` ("major.minor") of a file: RX_E_INPUT for another format or
 * a higher major version than `major`, naming both versions. */
rx_status rx_h5_check_format(rx_h5_reader *reader, const char *format, int major, rx_error *err);

#endif
