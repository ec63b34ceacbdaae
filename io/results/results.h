/* results.h5: everything one run found and what it was made with; the report is drawn from this file alone.
 *
 * Layout (format "rexed-run" 1.0):
 *   /cells/<population>/            cell_type, layer, x_um, y_um, z_um: one row per cell
 *   /courses/<name>/                time (dimension scale), then its variables: (t) or (t, k);
 *                                   column_<k>: the scale of k columns
 *   /outcomes/                      condition, stimulus (dimension scales), repetition; then the outcomes
 *   /cases/                         one row per simulation
 *   /modifiers/<condition>/         one row per modifier
 *   /parameters/                    one row per parameter in force
 *   /circuit/populations, pathways  what the report draws
 *   /solver, /config, /provenance
 * A `/` in a name becomes a `.` in the file; the group's attribute `name` keeps it as it was.
 *
 * Ownership: for writing, all that the struct points to is the caller's. rx_results_read fills an arena of its own,
 * which rx_results_free frees. NULL texts are written as "". Missing numbers are NaN. */
#ifndef RX_IO_RESULTS_H
#define RX_IO_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/status.h"
#include "io/results/provenance.h"
#include "stimuli/assay.h"

typedef struct rx_result_cell {
  const char *cell_type, *layer;
  double x_um, y_um, z_um;
} rx_result_cell;

typedef struct rx_result_population {
  const char *name;
  size_t n_cells;
  const rx_result_cell *cells;
} rx_result_population;

typedef struct rx_result_variable {
  const char *name, *units, *long_name;
  size_t k;            /* 0: shape (t); else (t, k) */
  const double *value; /* [n_times] or [n_times][k] */
} rx_result_variable;

typedef struct rx_result_course {
  const char *name, *time_units; /* "h" or "ms"; of another axis its unit */
  const char *time_name;         /* what the axis counts; NULL: time */
  size_t n_times;
  const double *time;
  size_t n_variables;
  const rx_result_variable *variables;
} rx_result_course;

/* Axes are, in this order, condition, stimulus, repetition; an outcome has the first `rank` of them. */
typedef struct rx_result_outcome {
  const char *name, *units, *long_name;
  int rank;            /* 0 … 3 */
  const double *value; /* last axis fastest */
} rx_result_outcome;

/* One simulation. */
typedef struct rx_result_case {
  const char *condition, *stimulus;
  uint32_t repetition;
  uint64_t seed;
  const char *spikes; /* name of its spike file, from the folder of results.h5; "" where none was kept */
} rx_result_case;

typedef struct rx_result_modifier {
  const char *source;    /* who contributes: a phenotype, drug, stimulation, slow state */
  const char *path;      /* of the parameter */
  const char *operation; /* scale, add, shift, set */
  double value;          /* 1 for scale, else in the parameter's unit */
  double base, result;   /* of the parameter: without any modifier, and with all of this condition */
} rx_result_modifier;

typedef struct rx_result_condition {
  const char *name; /* healthy, a phenotype, a treatment, a cause left out */
  size_t n_modifiers;
  const rx_result_modifier *modifiers;
} rx_result_condition;

/* Base value of a parameter in force. */
typedef struct rx_result_parameter {
  const char *path;
  double value, def; /* def NaN: it has none */
  const char *units, *meaning, *source, *mark;
  uint8_t
      given; /* 0: default; 1: by a shipped cell, circuit or phenotype; 2: by the experiment, a file of the user's, --set */
} rx_result_parameter;

typedef struct rx_result_node {
  const char *name, *class_name, *module; /* class: afferent, excitatory, inhibitory, projection … */
  uint32_t n;
  const char *transmitter, *lamina, *identity;
} rx_result_node;

typedef struct rx_result_pathway {
  const char *from, *to, *receptors; /* receptors: "AMPA, NMDA" */
  uint64_t n_connections;
  int32_t sign; /* 1 excitatory, -1 inhibitory, 0 modulatory */
} rx_result_pathway;

typedef struct rx_result_solver {
  const char *method;
  const char *precision;                  /* "double", "single" */
  double dt_ms, coarse_dt_ms, rtol, atol; /* NaN: does not apply, not written */
  uint64_t n_steps, n_rhs, n_err_fails, n_conv_fails;
} rx_result_solver;

typedef struct rx_results {
  size_t n_populations;
  const rx_result_population *populations;
  size_t n_courses;
  const rx_result_course *courses;
  size_t n_conditions; /* of /outcomes and /modifiers */
  const rx_result_condition *conditions;
  size_t n_stimuli;
  const char *const *stimuli;
  size_t n_repetitions;
  size_t n_outcomes;
  const rx_result_outcome *outcomes;
  size_t n_cases;
  const rx_result_case *cases;
  size_t n_parameters;
  const rx_result_parameter *parameters;
  size_t n_nodes;
  const rx_result_node *nodes;
  size_t n_pathways;
  const rx_result_pathway *pathways;
  rx_result_solver solver;
  const char *config_text;      /* the experiment's file, byte for byte */
  const char *config_effective; /* all defaults filled in, canonical */
  rx_provenance provenance;
  rx_arena *arena; /* of rx_results_read; NULL where the caller owns everything */
} rx_results;

/* Writes the file, by way of a temporary: a previous file stays until the new one is whole. RX_E_INPUT for a name that
 * cannot name an object (empty, "."), RX_E_IO, RX_E_MEMORY. */
rx_status rx_results_write(const char *path, const rx_results *results, rx_error *err);

/* Reads the file. RX_E_INPUT where it is no result file, or one of a higher major version (both versions are named);
 * RX_E_IO where it is damaged; RX_E_MEMORY. On failure *results is empty. Free with rx_results_free. */
rx_status rx_results_read(const char *path, rx_results *results, rx_error *err);

/* Frees what rx_results_read made and empties the struct; of a caller's own struct it frees nothing. */
void rx_results_free(rx_results *results);

/* The kind of assay that a stimulus of the battery is, from config_effective; NULL: it is none. */
const rx_assay_description *rx_results_assay(const rx_results *results, size_t stimulus);

/* A part of the run that a stimulus names; its outcomes are "rate_<population>_<name>" and "torque_<pool>_<name>". */
typedef struct rx_result_window {
  const char *name;
  double from_ms, to_ms;
} rx_result_window;

/* The windows of a stimulus, by time, from config_effective: *windows [*n] of the arena. RX_E_MEMORY, *n then 0. */
rx_status rx_results_windows(const rx_results *results, size_t stimulus, rx_arena *arena, size_t *n,
                             rx_result_window **windows, rx_error *err);

/* Number of values of an outcome of this rank. */
size_t rx_outcome_size(const rx_results *results, int rank);

/* Of the values of an outcome over the repetitions; those that are not finite don't count. */
typedef struct rx_stat {
  size_t n, of;               /* values that count, and all there are */
  double mean, sd, low, high; /* NaN for n = 0; sd NaN for n < 2 */
} rx_stat;

/* Of an outcome of rank 1 … 3 (stimulus is not looked at for rank 1); of rank 0, both 0. */
rx_stat rx_results_stat(const rx_results *results, const rx_result_outcome *outcome, size_t condition, size_t stimulus);

/* Whether a value is at least as large as the outcome says, in any repetition: a spasm that lasts to the end of the run. Its mean is
 * then a lower bound, its spread is none, and a ratio to it or of it is a bound at most. */
bool rx_results_is_cut(const rx_results *results, const rx_result_outcome *outcome, size_t condition, size_t stimulus);

/* The outcome of this name, or NULL. */
const rx_result_outcome *rx_results_outcome(const rx_results *results, const char *name);

#endif
