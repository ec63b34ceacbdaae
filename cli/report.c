/* rexed report: makes report.html of a run again, from its result files alone. */
#include <argp.h>
#include <stdio.h>

#include "cli/verbs.h"
#include "io/report/report.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
  const char **folder = state->input;
  switch (key) {
  case ARGP_KEY_ARG:
    if (*folder != NULL) argp_error(state, "one folder at a time: \"%s\" is one too many", arg);
    *folder = arg;
    return 0;
  case ARGP_KEY_NO_ARGS: argp_error(state, "which folder? (one that `rexed run` wrote)"); return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

static const struct argp ARGP = {
  NULL, parse, "FOLDER", "Makes FOLDER/report.html again from the result files in FOLDER.", NULL, NULL, NULL
};

int rx_verb_report(int argc, char **argv)
{
  const char *folder = NULL;
  rx_error err = { 0 };
  argp_parse(&ARGP, argc, argv, 0, NULL, &folder);
  const rx_status status = rx_report_write(folder, &err);
  if (status != RX_OK) return rx_failed(status, &err, NULL);
  printf("%s/report.html\n", folder);
  return RX_EXIT_DONE;
}
