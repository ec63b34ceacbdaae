/* Runs an assay of an experiment (stimuli/assay.h): numbers and one family of curves. */
#ifndef RX_STUDY_ASSAYS_ASSAY_RUN_H
#define RX_STUDY_ASSAYS_ASSAY_RUN_H

#include "solver/simulation.h"
#include "stimuli/assay.h"

enum { RX_ASSAY_NAME = 64, RX_ASSAY_WORDS = 128 };

typedef struct rx_assay_number {
  char name[RX_ASSAY_NAME], long_name[RX_ASSAY_WORDS];
  const char *units;
  double value; /* NaN: does not exist, or not run */
} rx_assay_number;

typedef struct rx_assay_curve {
  char name[RX_ASSAY_NAME], long_name[RX_ASSAY_WORDS];
  const char *units;
  double *y; /* [n_points of the result] */
} rx_assay_curve;

/* Owned by itself; zero-initialise, free with rx_assay_result_free. */
typedef struct rx_assay_result {
  size_t n_numbers;
  rx_assay_number *numbers;
  const char *x_name, *x_units; /* of all curves: "current", "pA" */
  size_t n_points;              /* 0: no curve */
  double *x;                    /* [n_points] */
  size_t n_curves;
  rx_assay_curve *curves;
  rx_solver_stats stats; /* of all its runs */
} rx_assay_result;

/* What the assay of this network would give, all NaN but x. RX_E_INPUT: a series without points, a channel that is not at the
 * electrode; RX_E_MEMORY. */
rx_status rx_assay_prepare(const rx_assay *assay, const rx_network *network, rx_assay_result *result, rx_error *err);

/* Runs a prepared assay on cell 0 of the network. Of the options t_stop_ms is not read. */
rx_status rx_assay_run(const rx_assay *assay, const rx_network *network, rx_simulate *simulate,
                       const rx_solver_options *options, rx_assay_result *result, rx_error *err);

void rx_assay_result_free(rx_assay_result *result);

#endif
