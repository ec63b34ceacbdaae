/* The sections of the pages of a sweep, a sensitivity analysis and a fit. Each writes itself and nothing where there is nothing for it. */
#ifndef RX_IO_REPORT_STUDY_SECTIONS_H
#define RX_IO_REPORT_STUDY_SECTIONS_H

#include "io/report/page/page.h"
#include "io/report/study/sweep/sweep_view.h"
#include "io/sweep/fit_file.h"

enum { RX_STUDY_WIDTH = 1090 }; /* of the pictures */

/* ---- a sweep ---- */

/* Each response over each parameter. */
void rx_study_curves(rx_page *page, const rx_sweep_view *view);
/* Differences to the reference condition, at the same point and replicate. */
void rx_study_differences(rx_page *page, const rx_sweep_view *view);
/* Maps over two parameters of a grid. */
void rx_study_maps(rx_page *page, const rx_sweep_view *view);
/* What each parameter does from one end of its range to the other. */
void rx_study_tornado(rx_page *page, const rx_sweep_view *view);
/* Indices of Sobol and of Morris. */
void rx_study_indices(rx_page *page, const rx_sweep_view *view);
void rx_study_failures(rx_page *page, const rx_sweep_view *view);

/* Pictures of response_curves.c for one family; used for responses and for differences. */
void rx_study_family_curves(rx_page *page, const rx_sweep_view *view, const rx_response_family *family);

/* ---- a fit ---- */

/* Fitted against target. */
void rx_study_targets(rx_page *page, const rx_fit *fit, rx_arena *arena);
/* The way to the minimum. */
void rx_study_convergence(rx_page *page, const rx_fit *fit, rx_arena *arena);
/* Accepted draws: histograms within the prior's range, pairs. */
void rx_study_posterior(rx_page *page, const rx_fit *fit, rx_arena *arena);

/* ---- both ---- */

/* What the reader must know before believing a number, beyond what the caller has said. */
void rx_study_limits(rx_page *page);

#endif
