/* How both solvers call a controller (rx_controller in simulation.h): when its turn comes, and what it may do to waveforms. */
#ifndef RX_SOLVER_CONTROL_H
#define RX_SOLVER_CONTROL_H

#include "solver/simulation.h"

/* The controller of one run, with what its waveforms were at its last turn. Zero-initialise. */
typedef struct rx_control {
  const rx_controller *controller; /* NULL: none; then nothing is ever due or changed */
  const rx_drive *drive;
  int64_t every;    /* windows of the solver between two turns */
  size_t *n_points; /* [n_waveforms] */
  bool *is_changed; /* [n_waveforms] at the last turn */
  size_t *n_added;  /* [n_sources] */
} rx_control;

/* RX_E_MEMORY. drive may be NULL. Free with rx_control_free. */
rx_status rx_control_start(const rx_drive *drive, rx_control *control, rx_error *err);
void rx_control_free(rx_control *control);

/* The longest window of the solver, no longer than window_ms, of which whole ones fill the controller's. */
double rx_control_shorter_window(rx_control *control, double window_ms);
/* The same in steps, whole coarse ones. RX_E_INPUT where steps do not fill the controller's window. */
rx_status rx_control_fewer_steps(const rx_drive *drive, const rx_solver_options *options, int *steps_per_window,
                                 rx_error *err);

/* True at the beginning of window k of the solver where the controller has its turn. */
bool rx_control_is_due(const rx_control *control, int64_t k);
/* Its turn, at the beginning of window k. RX_E_INPUT: it changed what a waveform or a source was before then, put a value that the
 * clamp cannot take, or spikes out of order. Else what the controller returns. */
rx_status rx_control_read(rx_control *control, int64_t k, size_t n_spikes, const rx_spike spikes[],
                          bool *is_any_changed, rx_error *err);
/* True where the last turn changed this waveform. */
bool rx_control_is_changed(const rx_control *control, const rx_waveform *waveform);

/* RX_E_INPUT: its window, or a waveform of a voltage clamp. */
rx_status rx_control_check(const rx_drive *drive, rx_error *err);

#endif
