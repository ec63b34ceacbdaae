/* A study as its YAML describes it: an experiment that is run again and again with other numbers.
 *
 *     sweep: inhibition                 # or `sensitivity:`, `fit:`
 *     experiment: ../quick.yaml         # beside this file
 *     parameters:
 *       circuit/pathways/…/weight: { from: 0.1 nS, to: 2 nS, n: 5, spacing: log }
 *       "circuit/pathways/inhibition/weight": { operation: scale, values: [1, 0.5, 0] }
 *       inhibition: { paths: [circuit/…/release_gaba, circuit/…/release_glycine], operation: scale, from: 0, to: 1, n: 5 }
 *     outputs: [pain_signal]
 *
 * A parameter's path is one of the experiment's registry, or a pattern of several (modifier.h). `operation: set` (the default) puts the
 * value in the place of the number; scale, add and shift act upon it as a condition's modifiers do, together with them. */
#ifndef RX_IO_STUDY_H
#define RX_IO_STUDY_H

#include "io/experiment/experiment.h"
#include "io/sweep/fit_file.h"

typedef enum { RX_STUDY_SWEEP, RX_STUDY_SENSITIVITY, RX_STUDY_FIT } rx_study_kind;
const char *rx_study_kind_name(rx_study_kind kind); /* "sweep", "sensitivity", "fit" */

/* How points are laid out. */
typedef enum {
  RX_DESIGN_GRID,            /* every combination; the last parameter fastest */
  RX_DESIGN_LIST,            /* first values of all, second values of all, … */
  RX_DESIGN_SOBOL,           /* low-discrepancy sequence */
  RX_DESIGN_LATIN_HYPERCUBE, /* stratified at random */
  RX_DESIGN_SALTELLI,        /* sensitivity: Sobol indices */
  RX_DESIGN_MORRIS,          /* sensitivity: elementary effects */
  RX_DESIGN_POINTS           /* given by the program (a fit) */
} rx_design_kind;

typedef enum { RX_AXIS_SET, RX_AXIS_SCALE, RX_AXIS_ADD, RX_AXIS_SHIFT } rx_axis_operation;
const char *rx_axis_operation_name(rx_axis_operation operation); /* "set", "scale", "add", "shift" */

/* A parameter of the study. */
typedef struct rx_axis {
  const char
      *name; /* as a dataset: the path with . for /, the operation at its end unless it is set; or a name of its own */
  const char *path; /* all paths, with ", " between them */
  size_t n_paths;   /* several numbers that go together */
  const char *const *paths;
  rx_axis_operation operation;
  const char *units, *meaning;
  double def;          /* without the study: the number itself (NaN where a pattern names different ones), 1 or 0 */
  double lower, upper; /* of the values */
  bool is_log;
  size_t n_values; /* grid and list; else 0 */
  const double *values;
  double start, truth; /* fit: where to begin (NaN: the middle), what the data were made with (NaN: not known) */
  const char *file;
  int line, column;
} rx_axis;

/* A number that a fit aims at. */
typedef struct rx_target {
  const char *output, *stimulus,
      *condition; /* stimulus NULL: of an output without stimuli; condition NULL: the only one */
  double value, sd;
  const char *file;
  int line, column;
} rx_target;

typedef struct rx_study {
  rx_study_kind kind;
  const char *name, *title, *description;
  rx_experiment *experiment; /* as read; further copies by rx_study_experiment */
  uint64_t seed;
  int replicates;
  bool has_common_random_numbers;
  rx_design_kind design;
  size_t n_points; /* sobol, latin_hypercube; of the others by their values */
  size_t n_axes;
  rx_axis *axes;
  size_t n_outputs;
  const char *const *outputs; /* names of outcomes; none: all */
  const char *outputs_file;
  int outputs_line, outputs_column;
  int part_members;
  double member_budget_s, grace_s; /* budget 0: none */
  const char *output;              /* file; NULL: results/<name>.h5 */
  /* sensitivity */
  int base_points, trajectories, levels, bootstrap;
  bool has_second_order;
  /* fit */
  rx_fit_method method;
  size_t n_targets;
  rx_target *targets;
  int max_iterations, draws;
  double difference, quantile; /* step of a difference quotient and share of draws kept, both of 1 */
  bool is_adjusted;            /* rejection: regression adjustment */
  bool has_measurement_error;  /* rejection: one sd of each target is added to what the model gives */

  char *text;      /* the study's file as read */
  char *effective; /* what decides the rows: study and experiment, sorted lines */
  /* to read the experiment again */
  const char *experiment_file;
  size_t n_sets;
  const char *const *sets;
  struct rx_arena *arena;
} rx_study;

/* Whether an axis moves the parameter of this path. */
bool rx_axis_moves(const rx_axis *axis, const rx_circuit *circuit, const char *path);

/* Reads and checks a study and its experiment. `sets` are PATH=VALUE texts: of the study where the first part of the path is a key
 * of the study, else of the experiment. All problems of the files are added to `problems`; returns RX_OK and *study only when there
 * is none. Nothing is written. Free with rx_study_free. */
rx_status rx_study_read(const char *path, size_t n_sets, const char *const sets[], rx_problems *problems,
                        rx_study **study, rx_error *err);
void rx_study_free(rx_study *study);

/* What decides a fit: `effective`, which decides the rows of its batches, and lines of its method and targets, which decide what it makes
 * of them. The arena's; NULL when memory is out. */
const char *rx_study_fit_effective(const rx_study *study, rx_arena *arena);

/* The line of `effective` that holds the number of resamples, for a merge that has the plan alone. */
#define RX_STUDY_BOOTSTRAP_LINE "study/bootstrap: "

/* Whether a file is a study: has `sweep`, `sensitivity` or `fit` at its top, which goes to *kind (may be NULL). False also where it
 * can't be read. */
bool rx_is_study_file(const char *path, rx_study_kind *kind);

/* What a YAML file is, by the keys at its top; RX_DOCUMENT_EXPERIMENT also where it can't be read. */
typedef enum {
  RX_DOCUMENT_EXPERIMENT,
  RX_DOCUMENT_STUDY,
  RX_DOCUMENT_CELL,
  RX_DOCUMENT_CIRCUIT, /* or rate model */
  RX_DOCUMENT_PHENOTYPE,
  RX_DOCUMENT_DRUG
} rx_document_kind;
rx_document_kind rx_document_kind_of(const char *path, rx_study_kind *kind);

/* A further copy of the experiment, for another thread. RX_E_INPUT where its files have changed since the study was read. */
rx_status rx_study_experiment(const rx_study *study, rx_experiment **experiment, rx_error *err);

#endif
