/* rexed report: makes the report of a run, a sweep or a fit again, from its result files alone. */
#include <argp.h>
#include <stdio.h>

#include "cli/verbs.h"
#include "io/report/study/study_report.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
  const char **path = state->input;
  switch (key) {
  case ARGP_KEY_ARG:
    if (*path != NULL) argp_error(state, "one report at a time: \"%s\" is one too many", arg);
    *path = arg;
    return 0;
  case ARGP_KEY_NO_ARGS: argp_error(state, "which folder or file? (one that `rexed` wrote)"); return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

static const struct argp ARGP = { NULL,
                                  parse,
                                  "FOLDER | SWEEP.h5 | FIT.h5",
                                  "Makes FOLDER/report.html of a run again, SWEEP.html of a sweep or a sensitivity "
                                  "analysis, or FIT.html of a fit, from the result files alone.",
                                  NULL,
                                  NULL,
                                  NULL };

int rx_verb_report(int argc, char **argv)
{
  const char *path = NULL, *page = NULL;
  rx_error err = { 0 };
  argp_parse(&ARGP, argc, argv, 0, NULL, &path);
  rx_arena *arena = rx_arena_create();
  rx_status status = arena != NULL ? rx_report_of(path, arena, &page, &err) : rx_no_memory(&err);
  if (status == RX_OK) printf("%s\n", page);
  rx_arena_free(arena);
  return status == RX_OK ? RX_EXIT_DONE : rx_failed(status, &err, NULL);
}
