/* The files of a run: its graphs, spikes and frame reports of its cases, then results.h5 and the HTML report. */
#ifndef RX_STUDY_RUN_FILES_H
#define RX_STUDY_RUN_FILES_H

#include <signal.h>

#include "io/experiment/experiment.h"
#include "io/results/results.h"
#include "models/circuit/graph.h"
#include "study/case.h"

/* Name of a case's spike file from the result folder: "spikes/<condition>.<stimulus>.<repetition>.h5". */
const char *rx_case_spike_file(const rx_experiment *experiment, const rx_case *c, rx_arena *arena);

/* Writes all files into folder; results.h5 comes after the spikes, the report after results.h5. graphs: [n_graphs], of
 * repetitions 0 … n_graphs-1 (graph/<repetition>.csv, as an experiment's `graph: files:` reads it); NULL entries are left out.
 * stop (may be NULL): not 0: leave with RX_E_INTERRUPTED. */
rx_status rx_run_files_write(const char *folder, const rx_experiment *experiment, size_t n_graphs,
                             rx_graph *const graphs[], size_t n_cases, const rx_case cases[], const rx_results *results,
                             const volatile sig_atomic_t *stop, rx_arena *arena, rx_error *err);

#endif
