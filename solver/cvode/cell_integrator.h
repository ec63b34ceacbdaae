/* One cell, advanced by a CVODE of its own (BDF, Newton's iteration with the tree's matrix) from window to window.
 *
 * CVODE runs ahead: its last step may end behind the window. What lies behind is reported in its own window; an arrival there
 * takes the integrator back to its time by interpolation and restarts it. So a window's end costs nothing. Restarts happen only
 * at arrivals, at breakpoints of clamps and where a controller has changed a waveform. */
#ifndef RX_SOLVER_CVODE_CELL_INTEGRATOR_H
#define RX_SOLVER_CVODE_CELL_INTEGRATOR_H

#include "solver/cvode/cell_system.h"
#include "solver/ensemble/events.h"

typedef struct rx_cell_integrator rx_cell_integrator;

/* What is recorded of a cell: column[i] of a frame is the value of probes[i]. */
typedef struct rx_cell_record {
  int n_probes;
  const rx_probe *probes; /* [n_probes] of this cell */
  const size_t *columns;  /* [n_probes] */
  double interval_ms;
  size_t n_frames, width;
  float *frames; /* [n_frames][width] */
  int cell;      /* whose detectors of these */
  size_t n_detectors;
  const rx_detector *detectors; /* [n_detectors] of the whole network */
} rx_cell_record;

/* Starts a cell at time 0. The clamps are copied, `record` must outlive it. Free with rx_cell_integrator_free.
 * RX_E_MEMORY, RX_E_SOLVER. */
rx_status rx_cell_integrator_create(const rx_cell_type *type, const rx_cell_numbers *numbers, int n_clamps,
                                    const rx_cell_clamp clamps[], double rtol, const rx_cell_record *record,
                                    rx_cell_integrator **integrator, rx_error *err);
void rx_cell_integrator_free(rx_cell_integrator *integrator);

/* Crossings of the last window, each detector's in order. */
size_t rx_cell_integrator_crossings(const rx_cell_integrator *integrator, const rx_crossing **crossings);

/* Advances to end_ms under the arrivals of the window, [end of the last call, end_ms); frames and spikes up to end_ms are then
 * known. RX_E_SOLVER, RX_E_NOT_FINITE: the text has time, reason and worst variable. RX_E_INTERRUPTED, RX_E_TIME: by stop and
 * deadline_s of the options, looked at before each step. */
rx_status rx_cell_integrator_advance(rx_cell_integrator *integrator, const rx_inbox *inbox, double end_ms,
                                     const rx_solver_options *options, rx_error *err);
/* Starts anew where the last advance ended, on what the waveforms of the clamps are now. RX_E_SOLVER as above. */
rx_status rx_cell_integrator_restart(rx_cell_integrator *integrator, rx_error *err);
/* Time that the integrator has reached, ms; it may be ahead of the last window. */
double rx_cell_integrator_time(const rx_cell_integrator *integrator);

/* Times of the spikes in the last window; valid until the next advance. */
size_t rx_cell_integrator_spikes(const rx_cell_integrator *integrator, const double **times_ms);
/* V of the detector at the end of the last window, mV. */
double rx_cell_integrator_v(rx_cell_integrator *integrator);
/* Adds the counts of the run so far. */
void rx_cell_integrator_add_stats(const rx_cell_integrator *integrator, rx_solver_stats *stats);

#endif
