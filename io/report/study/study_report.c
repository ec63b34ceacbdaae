#include "io/report/study/study_report.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "io/hdf5/hdf5_file.h"
#include "io/report/report.h"

static rx_status kind_of_format(const char *path, const char *format, rx_report_kind *kind, rx_error *err)
{
  if (strcmp(format, "rexed-sweep") == 0) {
    *kind = RX_REPORT_OF_SWEEP;
  } else if (strcmp(format, "rexed-fit") == 0) {
    *kind = RX_REPORT_OF_FIT;
  } else if (strcmp(format, "rexed-run") == 0) {
    return rx_fail(err, RX_E_INPUT, "%s: the results of a run; its report is made from the folder that it is in", path);
  } else {
    return rx_fail(
        err, RX_E_INPUT,
        "%s: a file of format \"%s\"; reports are made of the folder of a run, a sweep (rexed-sweep) or a fit "
        "(rexed-fit)",
        path, format);
  }
  return RX_OK;
}

static rx_status find_format(const char *path, rx_arena *arena, rx_report_kind *kind, rx_error *err)
{
  rx_h5_reader *reader;
  char *format = "";
  RX_TRY(rx_h5_open(path, &reader, err));
  const bool has_format = rx_h5_has_attr(reader, "/", "format");
  const rx_status status = has_format ? rx_h5_attr_read_text(reader, "/", "format", arena, &format, err) : RX_OK;
  rx_h5_close(reader);
  RX_TRY(status);
  if (!has_format) return rx_fail(err, RX_E_INPUT, "%s: an HDF5 file, but none of rexed's", path);
  return kind_of_format(path, format, kind, err);
}

/* path with .html for its ending. */
static const char *page_beside(const char *path, rx_arena *arena)
{
  const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path, *dot = strrchr(name, '.');
  const size_t n = dot != NULL && dot > name ? (size_t)(dot - path) : strlen(path);
  return rx_arena_format(arena, "%.*s.html", (int)n, path);
}

rx_status rx_report_find(const char *path, rx_arena *arena, rx_report_kind *kind, const char **page, rx_error *err)
{
  struct stat found;
  if (stat(path, &found) != 0) return rx_fail(err, RX_E_INPUT, "%s: %s", path, strerror(errno));
  if (S_ISDIR(found.st_mode)) {
    *kind = RX_REPORT_OF_RUN;
    *page = rx_arena_format(arena, "%s/report.html", path);
  } else {
    RX_TRY(find_format(path, arena, kind, err));
    *page = page_beside(path, arena);
  }
  return *page != NULL ? RX_OK : rx_no_memory(err);
}

static rx_status report_of_sweep(const char *path, const char *page, rx_arena *arena, rx_error *err)
{
  rx_sweep sweep;
  RX_TRY(rx_sweep_read(path, arena, &sweep, err));
  const rx_status status = rx_sweep_report_write(page, &sweep, err);
  if (status == RX_E_INPUT) rx_context(err, "%s", path);
  return status;
}

static rx_status report_of_fit(const char *path, const char *page, rx_arena *arena, rx_error *err)
{
  rx_fit fit;
  RX_TRY(rx_fit_read(path, arena, &fit, err));
  return rx_fit_report_write(page, &fit, err);
}

rx_status rx_report_of(const char *path, rx_arena *arena, const char **page, rx_error *err)
{
  rx_report_kind kind = RX_REPORT_OF_RUN;
  RX_TRY(rx_report_find(path, arena, &kind, page, err));
  switch (kind) {
  case RX_REPORT_OF_SWEEP: return report_of_sweep(path, *page, arena, err);
  case RX_REPORT_OF_FIT: return report_of_fit(path, *page, arena, err);
  default: return rx_report_write(path, err);
  }
}
