/* fit.h5: what a fit found and what it was made with; its report is drawn from this file alone.
 *
 * Layout (format "rexed-fit" 1.0), after the rules of every file (hdf5_file.h):
 *   /fit                        attributes method, name, title, reason, has_converged, chi2, dof, confidence, n_evaluations; of a
 *                               rejection also n_draws, quantile, tolerance
 *   /fit/parameters/            path, name, operation, units, lower, upper, is_log, start, estimate, standard_error, low, high, truth:
 *                               one row per parameter; numbers in the unit of the row
 *   /fit/targets/               output, stimulus, condition, units, value, sd, fitted, residual: one row per target
 *   /fit/covariance, correlation           (K, K) where known
 *   /fit/history/               iteration, chi2 (n), parameters (n, K)
 *   /fit/accepted/              distance (n), parameters (n, K)
 *   /config, /provenance        as in results.h5; accepted_versions of /provenance as in sweep.h5
 *
 * Ownership: for writing all is the caller's; what is read is the arena's. Missing numbers are NaN, missing texts "" or NULL. */
#ifndef RX_IO_FIT_FILE_H
#define RX_IO_FIT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/status.h"
#include "io/results/provenance.h"

typedef enum {
  RX_FIT_LEAST_SQUARES, /* the point of lowest chi2, intervals from the curvature there */
  RX_FIT_REJECTION,     /* draws from the prior range of which the nearest to the targets are kept */
  RX_N_FIT_METHODS
} rx_fit_method;
const char *rx_fit_method_name(rx_fit_method method); /* "least_squares", "rejection" */

/* A parameter that was fitted. estimate, standard_error, low and high are, of least squares, the best value, its standard error and
 * its interval of `confidence`; of a rejection the median, standard deviation and quantiles of the accepted draws. */
typedef struct rx_fit_parameter {
  const char *path, *name, *operation, *units; /* as in rx_sweep_parameter */
  double lower, upper;                         /* range searched, or that of the prior */
  bool is_log;
  double start;
  double estimate, standard_error, low, high;
  double truth; /* NaN: not known; else what the targets were made with */
} rx_fit_parameter;

typedef struct rx_fit_target {
  const char *output, *stimulus, *condition, *units; /* stimulus "" where the output has none */
  double value, sd;                                  /* to be met, and how well that is known; sd > 0 */
  double fitted;                                     /* at the estimate */
  double residual;                                   /* (fitted - value) / sd */
} rx_fit_target;

typedef struct rx_fit {
  rx_fit_method method;
  const char *name, *title;
  size_t n_parameters; /* K */
  const rx_fit_parameter *parameters;
  size_t n_targets;
  const rx_fit_target *targets;
  const double *covariance, *correlation; /* [K][K]; NULL where not known */
  double chi2;                            /* sum of the squared residuals */
  uint64_t dof;                           /* targets - parameters */
  double confidence;                      /* of low … high, e.g. 0.95 */
  const char *reason;                     /* why it ended, in words */
  bool has_converged;
  uint64_t n_evaluations; /* of all targets */
  size_t n_iterations;
  const uint32_t *iteration;          /* [n_iterations] */
  const double *iteration_chi2;       /* [n_iterations] */
  const double *iteration_parameters; /* [n_iterations][K] */
  uint64_t n_draws;                   /* of a rejection; 0 else */
  double quantile, tolerance;         /* share of the draws that is kept, and the distance that it means */
  size_t n_accepted;
  const double *accepted; /* [n_accepted][K] */
  const double *distance; /* [n_accepted] */
  const char *config_text, *config_effective;
  const char *accepted_versions; /* other rexed whose batches were let in (--accept-version), one text; NULL for none */
  rx_provenance provenance;
} rx_fit;

/* Writes the file by way of a temporary: a previous file stays until the new one is whole. RX_E_IO, RX_E_MEMORY. */
rx_status rx_fit_write(const char *path, const rx_fit *fit, rx_error *err);

/* Reads and checks. RX_E_INPUT where it is no fit, of a method that this program doesn't know, or of a higher major version; RX_E_IO
 * where it is damaged (a checksum, shapes that don't fit each other); RX_E_MEMORY. On failure *fit is empty. */
rx_status rx_fit_read(const char *path, rx_arena *arena, rx_fit *fit, rx_error *err);

/* FOLDER/plan.h5 (format "rexed-fit-plan" 1.0): of what fit the batches in a folder are. Of *fit it holds method, name, title, config and
 * provenance; the rest of what is read is empty. Errors as above. */
rx_status rx_fit_plan_write(const char *folder, const rx_fit *fit, rx_error *err);
rx_status rx_fit_plan_read(const char *folder, rx_arena *arena, rx_fit *fit, rx_error *err);
/* Whether FOLDER/plan.h5 is of a fit; false also where it can't be read. */
bool rx_is_fit_folder(const char *folder);

#endif
