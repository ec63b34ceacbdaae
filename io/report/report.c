#include "io/report/report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "io/report/page/look.h"
#include "io/report/page/page.h"
#include "io/report/sections.h"
#include "io/report/view.h"

static rx_status check_folder(const char *folder, const char *results, rx_error *err)
{
  struct stat found;
  if (stat(folder, &found) != 0) return rx_fail(err, RX_E_INPUT, "%s: %s", folder, strerror(errno));
  if (!S_ISDIR(found.st_mode))
    return rx_fail(err, RX_E_INPUT, "%s: not a folder; the report is made from the folder of a run", folder);
  if (stat(results, &found) == 0) return RX_OK;
  if (errno == ENOENT)
    return rx_fail(err, RX_E_INPUT, "%s: no results.h5 in it, so it is not the folder of a finished run", folder);
  return rx_fail(err, RX_E_IO, "%s: %s", results, strerror(errno));
}

/* ---- the page ---- */

static rx_status make_page(const char *folder, const rx_results *results, rx_error *err)
{
  rx_page top = { 0 }, page = { 0 };
  rx_view view;
  char *html = NULL;
  size_t n = 0;
  rx_status status = rx_view_make(folder, results, results->arena, &view, err);
  if (status == RX_OK) {
    rx_look_patterns(&top);
    rx_report_title(&top, &view);
    rx_report_summary(&page, &view);
    rx_report_comparison(&page, &view);
    rx_report_assays(&page, &view);
    rx_report_motor_pools(&page, &view);
    rx_report_circuit(&page, &view);
    rx_report_activity(&page, &view);
    rx_report_rates(&page, &view);
    rx_report_changes(&page, &view);
    rx_report_parameters(&page, &view);
    rx_report_limits(&page, &view);
    rx_report_method(&page, &view);
    status = rx_page_finish(&page, &top, view.title, &html, &n, err);
  }
  const char *path = rx_arena_format(results->arena, "%s/report.html", folder);
  if (status == RX_OK) status = path != NULL ? rx_page_write(path, html, n, err) : rx_no_memory(err);
  free(html);
  rx_page_free(&page);
  rx_page_free(&top);
  return status;
}

rx_status rx_report_write(const char *folder, rx_error *err)
{
  rx_results results = { 0 };
  const size_t n = strlen(folder) + sizeof "/results.h5";
  char *path = malloc(n);
  if (path == NULL) return rx_no_memory(err);
  snprintf(path, n, "%s/results.h5", folder);
  rx_status status = check_folder(folder, path, err);
  if (status == RX_OK) status = rx_results_read(path, &results, err);
  free(path);
  if (status == RX_OK) status = make_page(folder, &results, err);
  rx_results_free(&results);
  return status;
}
