/* rexed describe: unit, default, range, meaning and source of a number; with --markdown the whole parameter reference. */
#include <argp.h>
#include <stdbool.h>
#include <stdio.h>

#include "cli/verbs.h"
#include "io/catalogue/catalogue.h"

enum { OPTION_MARKDOWN = 256 };

static const struct argp_option OPTIONS[] = {
  { "experiment", 'e', "FILE", 0, "Take the values from this experiment (default: the circuit dorsal_horn)", 0 },
  { "markdown", OPTION_MARKDOWN, NULL, 0, "Write the reference of all parameters (docs/parameters.md)", 0 },
  { 0 }
};

typedef struct arguments {
  const char *path, *experiment;
  bool is_markdown;
} arguments;

static error_t parse(int key, char *arg, struct argp_state *state)
{
  arguments *a = state->input;
  switch (key) {
  case 'e': a->experiment = arg; return 0;
  case OPTION_MARKDOWN: a->is_markdown = true; return 0;
  case ARGP_KEY_ARG:
    if (a->path != NULL) argp_error(state, "one path at a time: \"%s\" is one too many", arg);
    a->path = arg;
    return 0;
  case ARGP_KEY_END:
    if (a->path == NULL && !a->is_markdown)
      argp_error(state, "which path? (e.g. circuit/populations/NK1/soma, channels/na_traub)");
    return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

static const struct argp ARGP = {
  OPTIONS,
  parse,
  "PATH",
  "Says of a number, or of all numbers below a path: unit, value, default, allowed range, meaning, source "
  "and where it was read.",
  NULL,
  NULL,
  NULL
};

int rx_verb_describe(int argc, char **argv)
{
  arguments a = { 0 };
  rx_error err = { 0 };
  argp_parse(&ARGP, argc, argv, 0, NULL, &a);
  rx_problems *problems = rx_problems_create();
  if (problems == NULL) return RX_EXIT_FAILED;
  const rx_status status = a.is_markdown ? rx_catalogue_markdown(stdout, problems, &err)
                                         : rx_catalogue_describe(stdout, a.path, a.experiment, problems, &err);
  const int exit_status = status == RX_OK ? RX_EXIT_DONE : rx_failed(status, &err, problems);
  rx_problems_free(problems);
  return exit_status;
}
