/* Delta-F of recorded or simulated motor units: from files of discharges to numbers, tables and a page. */
#ifndef RX_STUDY_DELTAF_H
#define RX_STUDY_DELTAF_H

#include "analysis/motor/delta_f.h"
#include "analysis/motor/matched_pairs.h"
#include "io/config/problems.h"
#include "io/motor/trains.h"

typedef struct rx_deltaf_request {
  const char *trains, *population; /* population: of a SONATA file; NULL: its only one */
  const char *reference;           /* trains of the condition to compare with; NULL: none */
  const char *folder;              /* where results go; NULL: results/<name of the trains>_deltaf */
  const char *smoother;            /* its name; NULL: polynomial */
  rx_delta_f_options options;
  uint64_t seed; /* of the interval */
  bool may_replace;
  const char *command_line;
} rx_deltaf_request;

typedef struct rx_deltaf_outcome {
  rx_trains trains, reference_trains;
  const rx_smoother *smoother;
  rx_delta_f result, reference; /* reference: zeroed where nothing is compared */
  rx_matched_pairs matched;
  bool has_reference;
  const char *folder;
} rx_deltaf_outcome;

/* Reads, analyses, writes folder/pairs.csv, units.csv, matched_pairs.csv (where compared) and report.html. Memory of the arena;
 * rx_deltaf_free frees the rest. RX_E_INPUT with problems (of the files) or the error: an unknown smoother, a folder that has results
 * and may not be replaced, a folder that can't be one. RX_E_IO, RX_E_MEMORY, RX_E_SOLVER. */
rx_status rx_deltaf_run(const rx_deltaf_request *request, rx_arena *arena, rx_problems *problems,
                        rx_deltaf_outcome *outcome, rx_error *err);
void rx_deltaf_free(rx_deltaf_outcome *outcome);

#endif
