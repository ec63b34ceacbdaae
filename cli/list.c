/* rexed list: what there is to use. */
#include <argp.h>
#include <stdio.h>

#include "cli/verbs.h"
#include "io/catalogue/catalogue.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
  const char **kind = state->input;
  if (key != ARGP_KEY_ARG) return ARGP_ERR_UNKNOWN;
  if (*kind != NULL) argp_error(state, "one kind at a time: \"%s\" is one too many", arg);
  *kind = arg;
  return 0;
}

static const struct argp ARGP = { NULL,
                                  parse,
                                  "[cells|circuits|phenotypes|drugs|stimuli|assays|channels]",
                                  "Lists what there is to use: configs of the search path, stimuli and channels.",
                                  NULL,
                                  NULL,
                                  NULL };

int rx_verb_list(int argc, char **argv)
{
  const char *kind = NULL;
  rx_error err = { 0 };
  argp_parse(&ARGP, argc, argv, 0, NULL, &kind);
  const rx_status status = rx_catalogue_list(stdout, kind, &err);
  return status == RX_OK ? RX_EXIT_DONE : rx_failed(status, &err, NULL);
}
