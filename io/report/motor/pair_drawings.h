/* Drawings of pairs of motor units. All have the same axes, so that each unit is drawn once and used in every one of its pairs. */
#ifndef RX_IO_REPORT_PAIR_DRAWINGS_H
#define RX_IO_REPORT_PAIR_DRAWINGS_H

#include "analysis/motor/delta_f.h"
#include "io/report/page/page.h"

enum { RX_MOST_DRAWN_PAIRS = 600 };

/* The shared axes and units, before any drawing. */
void rx_pair_drawing_parts(rx_page *page, const rx_delta_f *result);
/* The included pairs of one test unit, `most` at most, in a grid. Returns how many were drawn. */
size_t rx_pair_drawings(rx_page *page, const rx_delta_f *result, size_t test, size_t most);
/* Delta-F of every included pair, and of test units, against the time when the test unit was recruited. */
void rx_pair_overview(rx_page *page, const rx_delta_f *result);

#endif
