/* Results, written and made a page of in the folder of the test. */
#ifndef RX_TESTS_RESULTS_PAGE_H
#define RX_TESTS_RESULTS_PAGE_H

#include "io/report/report.h"
#include "io/results/results.h"
#include "tests/io/report/page_check.h"

/* The initializers of results of one condition under one stimulus, once. */
#define ONE_CASE(condition, stimulus)                                                                                  \
  .n_conditions = 1, .conditions = &(const rx_result_condition){ (condition), 0, NULL }, .n_stimuli = 1,               \
  .stimuli = &(const char *const){ (stimulus) }, .n_repetitions = 1

/* Writes results.h5 and report.html; the page, checked. Free it. */
static inline char *page_of(const rx_results *s)
{
  rx_error err = { 0 };
  assert_ok(rx_results_write("results.h5", s, &err), err);
  assert_ok(rx_report_write(".", &err), err);
  char *html = checked_page("report.html");
  cr_assert_lt(strlen(html), 3u << 20);
  return html;
}

#endif
