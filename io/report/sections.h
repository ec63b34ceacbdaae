/* The sections of the report, in their order. Each writes itself and nothing where the results have nothing for it. */
#ifndef RX_IO_REPORT_SECTIONS_H
#define RX_IO_REPORT_SECTIONS_H

#include "io/report/page/page.h"
#include "io/report/view.h"

/* Title, what was run, the statement on patients: the top of the page. */
void rx_report_title(rx_page *page, const rx_view *view);
/* The main findings in words, from the numbers. */
void rx_report_summary(rx_page *page, const rx_view *view);
/* The main outcome per stimulus and condition, and every other outcome. */
void rx_report_comparison(rx_page *page, const rx_view *view);
/* Assays of one cell: their numbers and curves. */
void rx_report_assays(rx_page *page, const rx_view *view);
/* Motor pools: persistent inward currents and their estimates, discharge, torque (motor/pools.c). */
void rx_report_motor_pools(rx_page *page, const rx_view *view);
/* Whether that section shows the outcome. */
bool rx_report_is_of_motor(const rx_view *view, const rx_result_outcome *outcome);
/* What pairs of units and the clamp say of each condition, as list items; how many (motor/pool_findings.c). */
size_t rx_report_motor_findings(rx_page *page, const rx_view *view);
/* The circuit as a drawing and as tables. */
void rx_report_circuit(rx_page *page, const rx_view *view);
/* Per stimulus: curves over time, traces, wind-up, rasters; and courses that belong to no stimulus. */
void rx_report_activity(rx_page *page, const rx_view *view);
/* Outcomes of each population ("rate_…", "first_spike_…") as tables. */
void rx_report_rates(rx_page *page, const rx_view *view);
/* Modifiers: which cause changed what, by how much. */
void rx_report_changes(rx_page *page, const rx_view *view);
void rx_report_parameters(rx_page *page, const rx_view *view);
void rx_report_limits(rx_page *page, const rx_view *view);
void rx_report_method(rx_page *page, const rx_view *view);

/* ---- parts of rx_report_activity and rx_report_circuit in files of their own ---- */

/* Rasters of one repetition under a stimulus, a panel for each condition. most_spikes: of a panel. */
void rx_report_raster(rx_page *page, const rx_view *view, size_t stimulus, size_t most_spikes);
/* Panels of curves over time of a stimulus, of all variables. most_points: of a line. */
void rx_report_curves(rx_page *page, const rx_view *view, size_t stimulus, size_t most_points);
/* "trace.…" courses, "pulses.…" courses. */
void rx_report_traces(rx_page *page, const rx_view *view, size_t stimulus);
void rx_report_pulses(rx_page *page, const rx_view *view, size_t stimulus);
/* Courses "assay.…" against something else than time: of an assay, or the rates of a nerve against skin temperature. */
void rx_report_assay_curves(rx_page *page, const rx_view *view, size_t stimulus);
/* A course that belongs to no stimulus. */
void rx_report_other_course(rx_page *page, const rx_result_course *course);
/* Rates of the fibres of a nerve and the other outcomes of them, a heading for each stimulus. */
void rx_report_fibres(rx_page *page, const rx_view *view);
/* Whether rx_report_fibres shows the outcome. */
bool rx_report_is_of_fibres(const rx_view *view, const rx_result_outcome *outcome);

#endif
