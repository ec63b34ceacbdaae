/* A case: one simulation of a network under one stimulus, one repetition. */
#ifndef RX_STUDY_CASE_H
#define RX_STUDY_CASE_H

#include "io/experiment/experiment.h"
#include "solver/rate_model.h"
#include "solver/simulation.h"
#include "stimuli/drive.h"
#include "study/assays/assay_run.h"

typedef struct rx_case {
  /* what */
  int condition, stimulus, repetition;
  const rx_network *network;             /* of (condition, repetition); NULL for the rate model */
  const rx_rate_dorsal_horn *rate_model; /* of the condition; NULL for a circuit */
  size_t n_components;
  const rx_stimulus *components;      /* with the condition's modifiers */
  const rx_assay *assay;              /* in the place of components; NULL: none */
  double onset_ms, end_ms, t_stop_ms; /* stimulus from, to; end of the run */
  uint64_t seed, key;                 /* of the random streams; key: repetition, or member of a study */
  double deadline_s;                  /* of the simulation, as in rx_solver_options; 0: none */
  struct rx_case_inputs *inputs;      /* of rx_case_prepare */
  /* found */
  rx_recording recording;
  rx_drive_trains trains; /* of the fibres */
  size_t n_columns;
  rx_probe *probes;        /* [n_columns], of all reports one after the other; behind them those of the motor pools */
  size_t *first_column;    /* [n_reports + 1] */
  rx_detector *detectors;  /* [n_detectors of the experiment] */
  rx_rate_samples samples; /* rate model */
  rx_assay_result found;   /* of an assay, which has neither recording nor probes */
  rx_status status;
  rx_error err;
} rx_case;

/* Copies of a stimulus's components and of an assay with the values now in force: what a case keeps. RX_E_MEMORY. */
rx_status rx_case_keep_stimulus(const rx_experiment *experiment, const rx_battery_item *item, rx_arena *arena,
                                rx_stimulus **components, rx_assay **assay, rx_error *err);

/* Sets window and length of a case from its stimulus. */
void rx_case_set_times(rx_case *c, const rx_battery_item *item);

/* What the case would record (its columns), without running it. */
rx_status rx_case_describe(rx_case *c, const rx_experiment *experiment, rx_error *err);

/* Makes what drives the case: trains, clamps, probes. For cases that run later, when other values may be in force; rx_case_run does it
 * itself where it was not done. Status and text are in the case too. */
rx_status rx_case_prepare(rx_case *c, const rx_experiment *experiment);

/* Runs the case; its status and text are in the case. */
void rx_case_run(rx_case *c, const rx_experiment *experiment, int threads, const volatile sig_atomic_t *stop);
/* Runs n <= 8 prepared cases of one stimulus by the ensemble integrator, side by side in the lanes of blocks: to the bit what
 * rx_case_run gives for each. Those with a status other than RX_OK are passed over. */
void rx_cases_run_together(int n, rx_case *const cases[], const rx_experiment *experiment, int threads,
                           const volatile sig_atomic_t *stop);
/* What the solvers did for a case that has run or failed: for its circuit, its fibres, each run of its assay, its rate model. */
rx_solver_stats rx_case_stats(const rx_case *c);
/* Spikes of a source of the network at the skin; NULL: the encoder is the published one, which knows no skin. Until rx_case_free. */
const rx_times *rx_case_skin(const rx_case *c, int source);
/* The motor pools of a case that was prepared, NULL where the circuit has none: torque, trains and clamp currents (study/motor). Until
 * rx_case_free. */
const struct rx_motor_run *rx_case_motor(const rx_case *c);
void rx_case_free(rx_case *c);

/* The kernels that compute an experiment's cases, as the provenance names them: instruction set and numbers in a vector, "avx2x4",
 * in single precision "avx2x8". Bits differ between them. The arena's; NULL: no memory. */
const char *rx_case_kernels(const rx_experiment *experiment, struct rx_arena *arena);
/* Chooses the level of the kernels, "baseline", "avx2" or "avx512", for all that runs: once, at start. RX_E_INPUT: another name, or
 * this processor or build does not have it. */
rx_status rx_case_choose_kernels(const char *level, rx_error *err);

#endif
