/* What the files that read an experiment share (experiment*.c, stimulus_read.c, assay_read.c); not for others. */
#ifndef RX_IO_EXPERIMENT_PARTS_H
#define RX_IO_EXPERIMENT_PARTS_H

#include "io/experiment/experiment.h"
#include "io/models/model_read.h"
#include "io/models/reading.h"

/* ---- experiment_changes.c ---- */

/* "cell/PATH" of an experiment with one cell means the population that the cell has become. */
void rx_change_of_cell(rx_reading *r, const rx_node *root, rx_pair *change);
/* False, with a problem, where a change names a condition or a stimulus that is not there. */
bool rx_change_check(rx_reading *r, const rx_node *root, const rx_pair *change);

/* ---- stimulus_read.c ---- */

void rx_stimuli_read(rx_reading *r, rx_map *root, rx_experiment *experiment);

/* ---- window_read.c ---- */

/* Names and times of the windows of a stimulus, as they are written. */
void rx_windows_read(rx_reading *r, rx_map *map, rx_battery_item *item);
/* Whether they lie in the run and something is recorded that they ask for; the stimulus was read without a problem. */
void rx_windows_check(const rx_map *map, const rx_experiment *experiment, const rx_battery_item *item);
/* What a window says against the run with the values in force, in `text`; NULL: nothing. */
const char *rx_window_fault(const rx_battery_item *item, const rx_item_window *window, char text[static 200]);

/* ---- assay_read.c ---- */

/* Puts the assays behind the stimuli. */
void rx_assays_read(rx_reading *r, rx_map *root, rx_experiment *experiment);

/* ---- experiment_conditions.c ---- */

/* Before stimuli and solver are in the registry nothing of them can be modified: read the conditions last. */
void rx_conditions_read(rx_reading *r, rx_map *root, rx_experiment *experiment);

/* ---- experiment_in_force.c ---- */

/* What the values of an assay of a cell say against each other, in the arena; NULL: nothing. step_ms: of the integrator; 0: none. */
const char *rx_assay_contradiction(rx_arena *arena, const rx_assay *assay, const rx_cell *cell, double step_ms);
/* Why a solver's step does not go with a stimulus that its pool switches on, in `text`; NULL: it does, or there is no such step. */
const char *rx_loop_fault(const rx_experiment *experiment, const rx_stimulus *stimulus, char text[static 200]);
/* Why a number of a stimulus, by its path, changes nothing with the values in force, in `text`; NULL: it does, or is none of a stimulus. */
const char *rx_stimulus_idle(const rx_experiment *experiment, const char *path, char text[static 160]);
/* Calls `said` for each contradiction between values in force (delays, time constants, times of stimuli). */
void rx_find_contradictions(const rx_experiment *experiment, void (*said)(void *context, const char *text),
                            void *context);

/* ---- experiment_graph.c, experiment_reports.c ---- */

void rx_graph_read(rx_reading *r, rx_map *root, rx_experiment *experiment);
void rx_reports_read(rx_reading *r, rx_map *root, rx_experiment *experiment);

/* ---- experiment_detectors.c ---- */

void rx_detectors_read(rx_reading *r, rx_map *root, rx_experiment *experiment);

/* ---- experiment_effective.c ---- */

/* The canonical text of an experiment: one "path: value" a line, sorted, numbers as %.17g, everything that can change a result and
 * nothing else. Owned by the caller, free() it; NULL when memory is out. */
char *rx_experiment_effective(const rx_experiment *experiment);

#endif
