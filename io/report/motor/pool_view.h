/* A motor pool as its section of the report looks it up; not for others. */
#ifndef RX_IO_REPORT_POOL_VIEW_H
#define RX_IO_REPORT_POOL_VIEW_H

#include "io/report/page/page.h"
#include "io/report/view.h"

typedef struct rx_pool_view {
  const rx_view *view;
  const char *name;
} rx_pool_view;

/* "<prefix><pool>"; NULL: there is none. */
const rx_result_outcome *rx_pool_outcome(const rx_pool_view *p, const char *prefix);
/* "<prefix><pool>_<window>"; NULL: there is none. */
const rx_result_outcome *rx_pool_window_outcome(const rx_pool_view *p, const char *prefix, const char *window);
/* "<kind>.<pool>.<condition>.<stimulus>"; NULL: there is none. */
const rx_result_course *rx_pool_course(const rx_pool_view *p, const char *kind, size_t condition, size_t stimulus);
/* True where the outcome (NULL: none) has a number under the stimulus. */
bool rx_pool_has(const rx_pool_view *p, const rx_result_outcome *o, size_t stimulus);
/* The first stimulus with numbers of an outcome; false: none. */
bool rx_pool_find_stimulus(const rx_pool_view *p, const rx_result_outcome *o, size_t *stimulus);
/* The first conditions, as they are drawn, with a course of this kind that is not empty; at most `most`. */
size_t rx_pool_conditions_with(const rx_pool_view *p, const char *kind, size_t stimulus, size_t most,
                               size_t conditions[]);

/* ---- torque_findings.c: sentences as list items, `most` at most; how many ---- */

/* How long the pool fires on after a drive, a condition a sentence: stimuli side by side. */
size_t rx_pool_spasm_findings(rx_page *page, const rx_pool_view *p, size_t most);
/* Rate under a constant drive, and its change over the units that fire in both. */
size_t rx_pool_steady_findings(rx_page *page, const rx_pool_view *p, size_t most);
/* Torque in the windows of each stimulus that names any. */
size_t rx_pool_window_findings(rx_page *page, const rx_pool_view *p, size_t most);

/* ---- pair_table.c ---- */

/* All pairs of the first conditions under a ramp contraction, beside the true currents of their units where a clamp was run. */
void rx_pool_pair_tables(rx_page *page, const rx_pool_view *p, size_t ramp);

/* ---- pool_pictures.c: each draws nothing where there is nothing to draw ---- */

/* Smoothed rates: a line for each unit, a panel for each of the first conditions. */
void rx_draw_pool_rates(rx_page *page, const rx_pool_view *p, size_t stimulus);
/* Torque of all drawn conditions in one frame. */
void rx_draw_pool_torque(rx_page *page, const rx_pool_view *p, size_t stimulus);
/* Clamp current against clamp potential: a loop for each unit that is kept. */
void rx_draw_pool_loops(rx_page *page, const rx_pool_view *p, size_t stimulus);
/* A value of every unit against its number: all drawn conditions in one frame. */
void rx_draw_pool_units(rx_page *page, const rx_pool_view *p, size_t stimulus, const char *variable, const char *label);

/* ---- ramp_pictures.c ---- */

/* Rate against injected current of up to three units under a current ramp, on the way up and down: a row for each of the first conditions. */
void rx_draw_pool_hysteresis(rx_page *page, const rx_pool_view *p, size_t stimulus);

#endif
