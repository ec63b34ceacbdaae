/* What both solvers take and give: a network, what drives it, what is recorded. They have one signature (rx_simulate), so that
 * the solver is one word of an experiment. */
#ifndef RX_SOLVER_SIMULATION_H
#define RX_SOLVER_SIMULATION_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"
#include "base/status.h"
#include "base/waveform.h"
#include "models/circuit/network.h"

/* Spikes of one source over the whole run, times in order. */
typedef struct rx_train {
  size_t n;
  const double *times_ms;
} rx_train;

/* What a clamp's waveform is. Currents and conductances are added to others. */
typedef enum {
  RX_CLAMP_CURRENT,    /* nA */
  RX_CLAMP_VOLTAGE,    /* mV, from the start of the run on */
  RX_CLAMP_CONDUCTANCE /* S/cm2 of the compartment's membrane, toward `reversal` */
} rx_clamp_kind;

/* A clamp on one compartment of one cell. */
typedef struct rx_clamp {
  int cell, compartment;
  rx_clamp_kind kind;
  double reversal; /* mV; of a conductance */
  const rx_waveform *waveform;
} rx_clamp;

/* Spikes delivered straight to a receptor, without a connection (tests, single-cell protocols). */
typedef struct rx_direct_event {
  double arrival_ms;
  int cell, slot;
  double jump_nS; /* weight times the peak factor */
} rx_direct_event;

typedef struct rx_spike {
  double t_ms;
  int32_t cell;
} rx_spike;

/* Closes the loop: reads the spikes once per window and appends points to waveforms of the drive's clamps, or spikes to sources, which
 * then holds from the coming window on. */
typedef struct rx_controller {
  double window_ms; /* > 0; for the ensemble integrator a multiple of the step (of the coarse step) */
  /* Called at t = window, 2 window … < t_stop, by the thread that runs the solver, with all spikes before t, sorted as in a
   * recording. What is not RX_OK ends the run (of this member) with *err. */
  rx_status (*read)(void *context, double t_ms, size_t n_spikes, const rx_spike spikes[], rx_error *err);
  void *context;
  size_t n_waveforms;
  const rx_waveform *const *waveforms; /* all that `read` may append to; not of voltage clamps, and of one run alone */
  /* Spikes of the sources besides those of the drive, to which `read` may append: none before its turn, those of a source in order.
   * [n_sources] in order of nodes, all sources of the network; 0, NULL: none. */
  size_t n_sources;
  const rx_times *sources;
} rx_controller;

/* What drives a network in one run. The arrays belong to the caller and must outlive the run. */
typedef struct rx_drive {
  const rx_train *sources; /* [n_nodes - n_cells], in order of nodes; NULL: all silent */
  size_t n_clamps;
  const rx_clamp *clamps;
  size_t n_events;
  const rx_direct_event *events;   /* in any order */
  const rx_controller *controller; /* NULL: none */
} rx_drive;

typedef enum {
  RX_PROBE_V,           /* mV */
  RX_PROBE_CALCIUM,     /* mM */
  RX_PROBE_GATE,        /* of insertion `item`, gate `gate` */
  RX_PROBE_CURRENT,     /* mA/cm2, of insertion `item` */
  RX_PROBE_CONDUCTANCE, /* nS, of receptor slot `item` (without the magnesium block) */
  RX_PROBE_CLAMP,       /* nA that a voltage clamp injects */
  RX_PROBE_POOL,        /* mM, of pool `item` (rx_pool_kind) */
  RX_PROBE_REVERSAL,    /* mV, of ion `item` (rx_ion), where it follows the pools */
  RX_PROBE_PERIAXONAL   /* mV, of the space under the myelin */
} rx_probe_kind;

/* Unit of what a probe records. */
const char *rx_probe_units(rx_probe_kind kind);

/* One recorded value. `compartment` of the cell; for a slot it is not read. */
typedef struct rx_probe {
  int cell, compartment;
  rx_probe_kind kind;
  int item, gate;
} rx_probe;

/* A place whose upward crossings of a threshold are recorded, besides the soma's. No connection leaves from it. */
typedef struct rx_detector {
  int cell, compartment;
  double threshold; /* mV */
} rx_detector;

typedef struct rx_crossing {
  double t_ms;
  int32_t detector; /* of the recording's */
} rx_crossing;

typedef struct rx_solver_stats {
  uint64_t n_steps, n_rhs, n_error_failures, n_convergence_failures, n_events;
} rx_solver_stats;

/* Adds what one run took to the sum of several. */
void rx_solver_stats_add(rx_solver_stats *sum, const rx_solver_stats *of);

/* What to record, and what was. Zero-initialise, set the first part, free with rx_recording_free. */
typedef struct rx_recording {
  /* asked */
  size_t n_probes;
  const rx_probe *probes;
  double interval_ms; /* of frames; a multiple of the step for the ensemble integrator */
  size_t n_detectors;
  const rx_detector *detectors;
  /* given */
  RX_ARRAY(rx_spike) spikes;       /* sorted by (time, cell) */
  RX_ARRAY(rx_crossing) crossings; /* sorted by (time, detector); as precise as spikes */
  size_t n_frames;                 /* frame k at k*interval, k = 0 … , before t_stop */
  float *frames;                   /* [n_frames][n_probes] */
  double *v_end;                   /* [n_cells] mV at the soma's middle, at t_stop */
  rx_solver_stats stats;
  double failed_at_ms; /* simulated time that a failed run had reached; NaN: it never began, or did not fail */
} rx_recording;

void rx_recording_free(rx_recording *recording);

typedef struct rx_solver_options {
  double t_stop_ms;
  double dt_ms;     /* ensemble: the step, 0.025 by default; must divide the window, see ensemble.h */
  int coarse_steps; /* ensemble, two-level step: a quiet block takes coarse_steps*dt; 1: off. coarse_steps*dt must not be
                       longer than the shortest delay */
  bool single_precision; /* ensemble: state and kernels in float; times, parameters and initial states stay double */
  double rtol;           /* CVODE; atol = rtol mV on V, 0.1 rtol on gates, 1e-4 rtol mM on cai (dorsal-horn 10.1) */
  int threads;           /* for this one network; 0: all */
  const volatile sig_atomic_t *stop; /* not 0: leave with RX_E_INTERRUPTED; may be NULL */
  double deadline_s;                 /* rx_wall_seconds() at which to give up with RX_E_TIME; 0: none */
} rx_solver_options;

rx_solver_options rx_solver_options_default(
    void); /* t_stop 0, dt 0.025, no coarse steps, rtol 1e-7, one thread, no deadline */

/* RX_E_SOLVER, RX_E_NOT_FINITE: text names time, cell by (range, index) and the worst variable. RX_E_INPUT: dt, drive or probe
 * that do not fit the network. RX_E_INTERRUPTED, RX_E_TIME: see the options. After a failure on the way the recording holds
 * failed_at_ms and what is sound: the spikes and frames of the windows before the one that failed. */
typedef rx_status rx_simulate(const rx_network *network, const rx_drive *drive, const rx_solver_options *options,
                              rx_recording *recording, rx_error *err);

/* What both solvers ask of their input: RX_E_INPUT names what does not fit. drive may be NULL. */
rx_status rx_simulation_check(const rx_network *network, const rx_drive *drive, const rx_solver_options *options,
                              const rx_recording *recording, rx_error *err);
/* RX_E_INTERRUPTED where *stop is set, RX_E_TIME where deadline_s has passed (options as above), with the simulated time at_ms. */
rx_status rx_simulation_may_go_on(const volatile sig_atomic_t *stop, double deadline_s, double at_ms, rx_error *err);
/* Cuts a recording off: leaves spikes and frames before t_ms. */
void rx_recording_cut(rx_recording *recording, double t_ms);
/* Puts "population[index]: " before the text of *err. */
rx_status rx_simulation_at_cell(const rx_network *network, int cell, rx_error *err);

rx_simulate rx_simulate_ensemble; /* ensemble.c: fixed step, second order */
rx_simulate rx_simulate_cvode;    /* cvode/: adaptive, implicit, the reference */

#endif
