/* One experiment from its config to its result folder: every condition under every stimulus, repetition by repetition.
 *
 * The way of a run: modifiers are applied condition by condition and give networks (or copies of the rate model); a case is one
 * simulation, condition x stimulus x repetition; cases run in parallel; outcomes are computed from their spikes; the folder is
 * written beside its place and renamed into it when it is whole. Repetition k has the same trains and the same graph in every
 * condition, so conditions are compared pair by pair. */
#ifndef RX_STUDY_RUN_H
#define RX_STUDY_RUN_H

#include <signal.h>

#include "base/log.h"
#include "io/experiment/experiment.h"
#include "io/results/results.h"

typedef struct rx_run_options {
  const char *folder;                /* of the results */
  bool may_replace;                  /* a run that is there already */
  int threads;                       /* 0: all of the machine */
  const char *command_line;          /* for the provenance */
  const rx_log *log;                 /* NULL: quiet */
  const volatile sig_atomic_t *stop; /* not 0: leave with RX_E_INTERRUPTED, nothing written; may be NULL */
} rx_run_options;

/* What a run found; `results` is as in the folder's results.h5. */
typedef struct rx_run rx_run;

/* Runs the experiment and writes folder/{results.h5, report.html, spikes/, reports/}. A previous run in the folder is replaced as a
 * whole at the end. On failure nothing in it has changed. RX_E_INPUT: the folder holds a run (unless may_replace) or
 * files that no run wrote. Free with
 * rx_run_free. */
rx_status rx_run_experiment(rx_experiment *experiment, const rx_run_options *options, rx_run **run, rx_error *err);
void rx_run_free(rx_run *run);
const rx_results *rx_run_results(const rx_run *run);

#endif
