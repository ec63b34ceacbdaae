/* The page of an analysis of paired motor units: findings, units, every pair with the reason of its exclusion, drawings of those included. */
#ifndef RX_IO_REPORT_DELTA_F_PAGE_H
#define RX_IO_REPORT_DELTA_F_PAGE_H

#include "analysis/motor/delta_f.h"
#include "analysis/motor/matched_pairs.h"
#include "io/results/provenance.h"

typedef struct rx_delta_f_view {
  const char *file, *population; /* of the trains; population "" where there is none */
  const rx_smoother *smoother;
  const rx_delta_f *result;
  const char *reference_file; /* what it is compared with; NULL: nothing, and the next two */
  const rx_delta_f *reference;
  const rx_matched_pairs *matched;
  const rx_provenance *provenance;
} rx_delta_f_view;

/* Published figures of people, for the column beside the results: shown, never a test. Ends with one without a text. */
typedef struct rx_human_figure {
  const char *quantity, *value, *source;
} rx_human_figure;
extern const rx_human_figure RX_HUMAN_DELTA_F[];

/* Writes the page. RX_E_IO, RX_E_MEMORY. */
rx_status rx_delta_f_page_write(const char *path, const rx_delta_f_view *view, rx_error *err);

#endif
