/* rexed report: makes the HTML report again, from result files alone. */
#include <argp.h>
#include <stdio.h>

#include "cli/verbs.h"
#include "io/report/report.h"
#include "io/report/study/study_report.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
  const char **path = state->input;
  switch (key) {
  case ARGP_KEY_ARG:
    if (*path != NULL) argp_error(state, "one at a time: \"%s\" is one too many", arg);
    *path = arg;
    return 0;
  case ARGP_KEY_NO_ARGS: argp_error(state, "of what? (a folder that `rexed run` wrote, SWEEP.h5 or FIT.h5)"); return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

static const struct argp ARGP = {
  NULL,
  parse,
  "FOLDER | SWEEP.h5 | FIT.h5",
  "Makes the report again from result files alone: FOLDER/report.html of a run, SWEEP.html beside "
  "a sweep, a sensitivity analysis or a fit.",
  NULL,
  NULL,
  NULL
};

static rx_status write_page(const char *path, rx_report_kind kind, const char *page, rx_arena *arena, rx_error *err)
{
  rx_sweep sweep;
  rx_fit fit;
  switch (kind) {
  case RX_REPORT_OF_SWEEP:
    RX_TRY(rx_sweep_read(path, arena, &sweep, err));
    return rx_sweep_report_write(page, &sweep, err);
  case RX_REPORT_OF_FIT: RX_TRY(rx_fit_read(path, arena, &fit, err)); return rx_fit_report_write(page, &fit, err);
  default: return rx_report_write(path, err);
  }
}

int rx_verb_report(int argc, char **argv)
{
  const char *path = NULL, *page = NULL;
  rx_report_kind kind;
  rx_error err = { 0 };
  argp_parse(&ARGP, argc, argv, 0, NULL, &path);
  rx_arena *arena = rx_arena_create();
  rx_status status = arena != NULL ? rx_report_find(path, arena, &kind, &page, &err) : rx_no_memory(&err);
  if (status == RX_OK) status = write_page(path, kind, page, arena, &err);
  if (status == RX_OK) printf("%s\n", page);
  rx_arena_free(arena);
  return status == RX_OK ? RX_EXIT_DONE : rx_failed(status, &err, NULL);
}
