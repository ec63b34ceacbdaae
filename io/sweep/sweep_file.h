/* The files of a sweep: sweep.h5, and while it grows the folder sweep.h5.parts/ with plan.h5 and part-000000.h5 …
 *
 * A point is one set of axis values; a member is one simulation: point x replicate x condition (under all stimuli of the
 * experiment); a part is the members that are written together. Row index = member number. A part file holds outcomes only, the
 * plan the parameters: together they are the sweep. Every file is whole or not there (hdf5_file.h); what is damaged is found by
 * checksums and by hashes, never read as if it were right. Errors as in hdf5_file.h. */
#ifndef RX_IO_SWEEP_FILE_H
#define RX_IO_SWEEP_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/status.h"
#include "io/results/provenance.h"

enum { RX_PART_MULTIPLE = 8, RX_MAX_SHARDS = 1000000 };

/* State of a row. In this order in the file (`flag_values`). */
typedef enum {
  RX_MEMBER_PENDING,
  RX_MEMBER_OK,
  RX_MEMBER_SOLVER_FAILED,
  RX_MEMBER_NOT_FINITE,
  RX_MEMBER_INVALID, /* parameters out of range or at odds with each other */
  RX_MEMBER_TIME,    /* its time budget */
  RX_N_MEMBER_STATES
} rx_member_state;
/* "pending", "ok", "solver_failed", "not_finite", "invalid_parameters", "time_budget", as in `flag_meanings`. */
const char *rx_member_state_name(rx_member_state state);

/* A swept parameter, a column of the design. */
typedef struct rx_sweep_parameter {
  const char *name; /* of the dataset: the path with . for /; for a modifier with the operation at its end, "….scale" */
  const char *path;      /* exact, with /; may be a pattern (modifier.h) where operation is not "set" */
  const char *operation; /* "set", "scale", "add", "shift" */
  const char *units, *long_name;
  double def, lower, upper; /* value without the sweep; range of the design */
  bool is_log;              /* `scale` = log10 */
  const double *values;     /* [n_members] */
} rx_sweep_parameter;

typedef struct rx_sweep_output {
  const char *name, *units, *long_name;
  bool by_stimulus; /* (members, stimuli), else (members) */
} rx_sweep_output;

/* What is to be computed: all that plan.h5 holds. */
typedef struct rx_sweep_plan {
  const char *kind; /* what asked for it: "sweep", "sensitivity", "fit" */
  const char *name, *title;
  uint64_t n_members, part_members, n_parts, n_points;
  const char
      *design; /* "grid", "list", "sobol", "latin_hypercube", "saltelli", "saltelli_second_order", "morris", "points" */
  uint64_t design_seed;
  const char *plan_hash; /* 32 hex */
  size_t n_parameters;
  const rx_sweep_parameter *parameters;
  size_t n_stimuli;
  const char *const *stimuli;
  size_t n_conditions;
  const char *const *conditions;
  int reference_condition;
  const uint32_t *condition; /* [n_members] index into conditions */
  const uint64_t *point;     /* [n_members] */
  const uint64_t *seed;      /* [n_members] key of the member's random streams */
  const uint32_t *replicate; /* [n_members] */
  const uint64_t *base;      /* [n_members] of a sensitivity design; NULL for others */
  const int32_t
      *column; /* [n_members]: -1 A, -2 B, j AB, K+j BA; Morris: changed column, -1 the start; NULL for others */
  size_t n_outputs;
  const rx_sweep_output *outputs;
  const char *config_text, *config_effective;
  rx_provenance provenance;
} rx_sweep_plan;

typedef struct rx_sweep_failure {
  uint64_t member;
  int32_t code;   /* rx_status */
  double time_ms; /* simulated time, NaN before a simulation began */
  const char *message;
} rx_sweep_failure;

/* Rows first_member … first_member + n_members - 1. Each member with a status from RX_MEMBER_SOLVER_FAILED on has
 * exactly one failure. In a file the outputs of a member that is not ok are NaN, whatever is in the array. */
typedef struct rx_sweep_rows {
  uint64_t first_member, n_members;
  uint8_t *status; /* [n_members] rx_member_state */
  double *
      *outputs;   /* [n_outputs][n_members] or [n_outputs][n_members x n_stimuli], stimulus fastest; NaN where not ok */
  double *wall_s; /* [n_members] */
  uint64_t *n_steps, *n_rhs;
  size_t n_failures;
  rx_sweep_failure *failures; /* by member */
  /* Set by rx_part_read: which rexed computed the rows, and whether it is another than the plan's. Such rows are whole
   * and of this plan; whether they may be mixed in is the caller's decision (--accept-version). */
  const char *version, *git_commit;
  bool is_of_other_version;
  const char
      *simd; /* instructions that computed them, as in the provenance of their own plan: bits differ between them */
} rx_sweep_rows;

/* Indices of one output (one stimulus of it) over the K parameters; arrays of K, NULL where the method has none. */
typedef struct rx_sweep_indices {
  const char *output; /* "<output>" or "<output>.<stimulus>" (and ".<condition>" where several) */
  const double *S1, *S1_conf, *ST, *ST_conf; /* Sobol */
  const double *S2, *S2_conf;                /* [K][K], upper triangle, NaN elsewhere; NULL without second order */
  const double *mu, *mu_star, *mu_star_conf, *sigma; /* Morris */
} rx_sweep_indices;

/* A whole sweep as sweep.h5 holds it. */
typedef struct rx_sweep {
  rx_sweep_plan plan;
  rx_sweep_rows rows; /* all */
  size_t n_indices;
  const rx_sweep_indices *indices;
  const char *accepted_versions; /* other rexed whose parts were let in (--accept-version), one text; NULL for none */
} rx_sweep;

/* Rows of NaN, status pending. Memory is the arena's. */
rx_status rx_sweep_rows_make(const rx_sweep_plan *plan, uint64_t first_member, uint64_t n_members, rx_arena *arena,
                             rx_sweep_rows *rows, rx_error *err);

/* ---- plan.h5 ---- */

/* folder/plan.h5; the folder must be there. */
rx_status rx_sweep_plan_write(const char *folder, const rx_sweep_plan *plan, rx_error *err);
rx_status rx_sweep_plan_read(const char *folder, rx_arena *arena, rx_sweep_plan *plan, rx_error *err);

/* ---- part-000012.h5 ---- */

/* rows_hash covers all datasets of the part, /sweep/cost too: it says that the file is whole. Two computations of a part
 * differ in cost and hence in rows_hash; either is as good. */

/* Members of a part: first and number (the last may be short). */
uint64_t rx_part_first(const rx_sweep_plan *plan, uint64_t part);
uint64_t rx_part_size(const rx_sweep_plan *plan, uint64_t part);

rx_status rx_part_write(const char *folder, const rx_sweep_plan *plan, uint64_t part, const rx_sweep_rows *rows,
                        rx_error *err);
/* Reads and checks a part: format, plan_hash, rows, checksums, rows_hash. RX_E_IO or RX_E_INPUT with the reason where it is damaged
 * or of another plan. *rows (may be NULL: check only) is the arena's. */
rx_status rx_part_read(const char *folder, const rx_sweep_plan *plan, uint64_t part, rx_arena *arena,
                       rx_sweep_rows *rows, rx_error *err);
/* Whether a file of this part is there. */
bool rx_part_exists(const char *folder, uint64_t part);
/* Renames a damaged part to part-000012.h5.bad, replacing an older one. */
rx_status rx_part_set_aside(const char *folder, uint64_t part, rx_error *err);

/* ---- sweep.h5 ---- */

/* Writes all rows to a temporary, reads it back and checks row count, status counts and checksums, then renames it into
 * place. RX_E_INPUT where rows and plan contradict each other. The root attribute content_hash is equal in two files
 * that are the same result: it covers all but /sweep/cost, /provenance/run and how the sweep was cut into parts. */
rx_status rx_sweep_write(const char *path, const rx_sweep *sweep, rx_error *err);

/* The same with virtual datasets over the part files, named relative to path's folder: folders[folder_of_part[k]] holds
 * part k, RX_NO_FOLDER says that none does. Outputs, status and cost are views; parameters, design and failures are
 * copied. What is missing reads NaN, and pending. Of sweep->rows only n_members, status and failures are looked at;
 * status may be NULL. Needs HDF5 1.10 to be read, as everything with virtual datasets. */
#define RX_NO_FOLDER SIZE_MAX
rx_status rx_sweep_write_virtual(const char *path, const rx_sweep *sweep, size_t n_folders, const char *const folders[],
                                 const size_t folder_of_part[], rx_error *err);

/* Reads and checks. RX_E_INPUT where it is no sweep or of a higher major version; RX_E_IO where it is damaged. In a
 * virtual sweep the rows of missing parts are pending, without failures; ask rx_sweep_find_sources. Everything is the
 * arena's. */
rx_status rx_sweep_read(const char *path, rx_arena *arena, rx_sweep *sweep, rx_error *err);

/* Sources of a virtual sweep: is_virtual false and none for a plain file. Each is opened; missing names those that are
 * not there, cannot be read or are of another plan, as the sweep names them (relative to its folder); the arena's. */
typedef struct rx_sweep_sources {
  bool is_virtual;
  size_t n, n_missing;
  const char *const *missing;
} rx_sweep_sources;
rx_status rx_sweep_find_sources(const char *path, rx_arena *arena, rx_sweep_sources *sources, rx_error *err);

#endif
