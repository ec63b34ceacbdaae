/* What the files of a sweep share; not for other folders. */
#ifndef RX_IO_SWEEP_PRIVATE_H
#define RX_IO_SWEEP_PRIVATE_H

#include "io/hdf5/hdf5_file.h"
#include "io/sweep/sweep_file.h"

enum { RX_SWEEP_MAJOR = 1 };
#define RX_SWEEP_VERSION "1.0"

/* ---- the plan: plan_columns.c ---- */

/* RX_E_INPUT with the first thing that cannot be: sizes that do not fit each other, names that cannot be kept. */
rx_status rx_sweep_check_plan(const rx_sweep_plan *plan, rx_error *err);

/* /sweep with its attributes, parameters, design, conditions and stimuli, /config: all but outputs and provenance. */
void rx_sweep_write_plan(rx_h5_writer *w, const rx_sweep_plan *plan);
rx_status rx_sweep_read_plan(rx_h5_reader *r, rx_arena *arena, rx_sweep_plan *plan, rx_error *err);

/* A column or table of exactly this type and shape: n[0] rows, for rank 2 of n[1] values. */
rx_status rx_sweep_read_column(rx_h5_reader *r, const char *path, rx_h5_type type, int rank, const size_t n[2],
                               rx_arena *arena, void **data, rx_error *err);

/* ---- the rows: rows_columns.c ---- */

/* RX_E_INPUT where statuses and failures contradict each other or the plan. */
rx_status rx_sweep_check_rows(const rx_sweep_plan *plan, const rx_sweep_rows *rows, rx_error *err);

/* How rows are laid out: by themselves (a part, {0}), along /sweep/member, or as views of part files. */
typedef struct rx_rows_layout {
  bool has_scales;
  bool is_virtual;
  size_t n_sources;
  const rx_h5_source *sources;
} rx_rows_layout;

/* /sweep/outputs, /sweep/status, /sweep/failures. Outputs of members that are not ok become NaN. */
void rx_sweep_write_rows(rx_h5_writer *w, const rx_sweep_plan *plan, const rx_sweep_rows *rows,
                         const rx_rows_layout *layout);
/* /sweep/cost; to be written last. */
void rx_sweep_write_cost(rx_h5_writer *w, const rx_sweep_rows *rows, const rx_rows_layout *layout);
/* Reads rows->n_members rows from rows->first_member on. */
rx_status rx_sweep_read_rows(rx_h5_reader *r, const rx_sweep_plan *plan, rx_arena *arena, rx_sweep_rows *rows,
                             rx_error *err);

/* Number of datasets that the two make. */
size_t rx_sweep_n_row_datasets(const rx_sweep_plan *plan);

/* ---- sweep.h5: sensitivity_groups.c, sweep_file.c ---- */

void rx_sweep_write_indices(rx_h5_writer *w, const rx_sweep *sweep);
rx_status rx_sweep_read_indices(rx_h5_reader *r, rx_arena *arena, rx_sweep *sweep, rx_error *err);

/* All of sweep.h5 but its content_hash. */
void rx_sweep_write_all(rx_h5_writer *w, const rx_sweep *sweep, const rx_rows_layout *layout);

#endif
