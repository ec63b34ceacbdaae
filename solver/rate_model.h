/* CVODE for the rate model of the dorsal horn (models/rate/rate_dorsal_horn.h, dorsal-horn page 9), from zero at t = 0.
 *
 * The afferent rates fA and fC are waveforms: Hz over milliseconds, like all waveforms; the model's own time is in seconds. The
 * integrator restarts at each of their breakpoints. */
#ifndef RX_SOLVER_RATE_MODEL_H
#define RX_SOLVER_RATE_MODEL_H

#include <signal.h>

#include "base/status.h"
#include "base/waveform.h"
#include "models/rate/rate_dorsal_horn.h"
#include "solver/simulation.h"

typedef struct rx_rate_options {
  double t_stop_ms;
  double interval_ms;                /* of the samples; 1 by default: the published markers are of such samples */
  double rtol;                       /* 1e-10 by default; atol is 1e-4 rtol Hz */
  const volatile sig_atomic_t *stop; /* as in rx_solver_options; read at each sample and breakpoint */
  double deadline_s;
} rx_rate_options;

rx_rate_options rx_rate_options_default(void); /* t_stop 0 */

/* Samples at k*interval, k = 0 … n-1, up to and including t_stop. Zero-initialise, free with rx_rate_samples_free. */
typedef struct rx_rate_samples {
  size_t n;
  double interval_ms;
  double (*y)[RX_RATE_VARIABLES]; /* [n] Hz; G without unit */
  double failed_at_ms;            /* as in rx_recording */
  rx_solver_stats stats;
} rx_rate_samples;

void rx_rate_samples_free(rx_rate_samples *samples);

/* Runs the model. RX_E_INPUT: options out of range; RX_E_SOLVER: CVODE failed, with the time; RX_E_INTERRUPTED, RX_E_TIME. */
rx_status rx_rate_model_run(const rx_rate_dorsal_horn *model, const rx_waveform *fA, const rx_waveform *fC,
                            const rx_rate_options *options, rx_rate_samples *samples, rx_error *err);

/* State at time_s (30 in the reference) under constant input: near the model's bistable points the state depends on it. */
rx_status rx_rate_model_steady(const rx_rate_dorsal_horn *model, double fA_Hz, double fC_Hz, double time_s,
                               double y[RX_RATE_VARIABLES], rx_error *err);

#endif
