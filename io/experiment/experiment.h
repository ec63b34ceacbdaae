/* An experiment as its YAML describes it: a model, conditions, stimuli, what to record, how to solve. */
#ifndef RX_IO_EXPERIMENT_H
#define RX_IO_EXPERIMENT_H

#include "base/param.h"
#include "io/config/config_tree.h"
#include "models/circuit/circuit.h"
#include "models/circuit/graph.h"
#include "models/circuit/modifier.h"
#include "models/rate/rate_dorsal_horn.h"
#include "stimuli/assay.h"
#include "stimuli/stimulus.h"

typedef enum { RX_MODEL_CIRCUIT, RX_MODEL_RATE } rx_model_kind; /* a single cell is a circuit of one population */
typedef enum { RX_SOLVER_ENSEMBLE, RX_SOLVER_CVODE } rx_solver_kind;

/* A condition: the modifiers of its phenotypes and of its own, under one name. */
typedef struct rx_condition {
  const char *name, *description;
  size_t n_modifiers;
  rx_modifier *modifiers;
  bool
      has_attribution; /* its causes are left out in turn: conditions "<name>_without_<source>" follow those of the file */
} rx_condition;

/* A named part of the run of which outcomes are asked (`windows`), ms of the run. No parameter: modifiers and sweeps leave it alone. */
typedef struct rx_item_window {
  const char *name;
  double from, to;
} rx_item_window;

enum { RX_MOST_WINDOWS = 32 }; /* of a stimulus */

/* A named stimulus of the battery: its components run together. Or an assay (`assays:`), which has no components. */
typedef struct rx_battery_item {
  const char *name;
  rx_assay *assay; /* NULL: a stimulus */
  size_t n_components;
  bool is_list; /* written as `components:`; paths then go through components/0 … */
  rx_stimulus *components;
  double duration; /* ms, of the simulation (`run_time`); NaN: to the end of the last component */
  size_t n_windows;
  rx_item_window *windows;
  size_t n_file_spikes; /* of components that read a file; [n_file_spikes] */
  struct rx_file_spike *file_spikes;
} rx_battery_item;

/* A report of the experiment: a variable of a population's cells at an interval (SONATA frames). */
typedef struct rx_report_request {
  const char *name, *population, *section; /* section NULL: all compartments */
  const char *variable;                    /* v, cai, <channel>.<gate>, i_<channel>, g_<receptor>, i_clamp */
  double interval;                         /* ms */
  int first, n;                            /* cells; n < 0: all from first */
} rx_report_request;

/* A place whose upward crossings of a threshold are recorded: one cell of a population. */
typedef struct rx_detector_request {
  const char *name, *population, *section;
  int cell;
  double at;        /* 0 … 1 along the section */
  double threshold; /* mV; NaN: the cell's */
} rx_detector_request;

typedef struct rx_experiment {
  const char *name, *title, *description;
  rx_model_kind model;
  rx_circuit *circuit;             /* RX_MODEL_CIRCUIT */
  rx_rate_dorsal_horn *rate_model; /* RX_MODEL_RATE */
  rx_registry *registry;           /* all numbers of the experiment, with their paths */
  uint64_t seed;
  int repetitions;     /* of each (condition, stimulus), with trains of their own */
  uint64_t graph_seed; /* of the random graph; `seed` if not given */
  size_t n_graph_rows; /* graph files; 0: drawn from graph_seed */
  rx_graph_row *graph_rows;
  size_t n_conditions; /* at least one; "control" where none is given */
  rx_condition *conditions;
  int reference_condition; /* the others are compared with it; 0 by default */
  size_t n_stimuli;
  rx_battery_item *stimuli;
  size_t n_reports;
  rx_report_request *reports;
  size_t n_detectors;
  rx_detector_request *detectors;
  rx_solver_kind solver;
  double dt, rtol;        /* ms, 1 */
  int coarse_steps;       /* of dt, by quiet cells; 1: none */
  bool single_precision;  /* of the ensemble integrator */
  int threads;            /* 0: all */
  double bin;             /* ms, of rates in results */
  const char *output;     /* folder; NULL: results/<name> */
  char *text;             /* the config file as read */
  char *effective;        /* canonical, all defaults filled in (output-format 4) */
  struct rx_arena *arena; /* owns the texts and arrays */
} rx_experiment;

/* What is laid upon an experiment before it is read, in this order: changes with a place of their own (rx_config_lay), then PATH=VALUE
 * texts. Conditions and stimuli must be there: a new one comes with its mapping, "conditions={NAME: {…}}". */
typedef struct rx_changes {
  size_t n_pairs;
  const rx_pair *pairs;
  size_t n_sets;
  const char *const *sets;
} rx_changes;

/* Reads, extends, sets and checks an experiment. `sets` are PATH=VALUE texts. All problems of the files are added to
 * `problems`; returns RX_OK and *experiment only when there is none. Nothing is written. Free with rx_experiment_free. */
rx_status rx_experiment_read(const char *path, size_t n_sets, const char *const sets[], rx_problems *problems,
                             rx_experiment **experiment, rx_error *err);
/* The same with changes of both kinds. */
rx_status rx_experiment_read_changed(const char *path, const rx_changes *changes, rx_problems *problems,
                                     rx_experiment **experiment, rx_error *err);
/* The same from text in memory (tests, fuzzer); `name` stands for the file's name in messages. */
rx_status rx_experiment_read_text(const char *text, size_t length, const char *name, size_t n_sets,
                                  const char *const sets[], rx_problems *problems, rx_experiment **experiment,
                                  rx_error *err);
void rx_experiment_free(rx_experiment *experiment);

/* How long a stimulus is simulated with the values in force, ms. */
double rx_battery_item_end_ms(const rx_battery_item *item);

/* What values in force say against each other that no range can (a delay below the step, a stimulus of 0 ms): RX_E_INPUT with the
 * first. For values that were changed after the experiment was read. */
rx_status rx_experiment_check_values(const rx_experiment *experiment, rx_error *err);

/* Reads a cell of configs/cells (or a file) alone, for tools and tests, on a named grid ("full", "std", "net"; NULL: std).
 * Its registry and memory belong to *experiment-like arena; free with rx_cell_config_free. */
typedef struct rx_cell_config {
  rx_cell cell;
  rx_registry *registry;
  struct rx_arena *arena;
} rx_cell_config;
rx_status rx_cell_config_read(const char *name, const char *grid, rx_problems *problems, rx_cell_config **config,
                              rx_error *err);
void rx_cell_config_free(rx_cell_config *config);

/* Reads a circuit of configs/circuits (or a file NAME.yaml) alone, as an experiment without stimuli; sets as above, their paths
 * begin with "circuit/". Free with rx_experiment_free. */
rx_status rx_circuit_config_read(const char *name, size_t n_sets, const char *const sets[], rx_problems *problems,
                                 rx_experiment **experiment, rx_error *err);

/* Whether a number was read from a cell, circuit or phenotype that comes with rexed. */
bool rx_entry_is_shipped(const rx_entry *entry);

#endif
