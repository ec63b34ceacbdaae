/* rexed check: reads an experiment and says all that is wrong with it; runs nothing, writes nothing. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/verbs.h"
#include "io/experiment/experiment.h"

enum { OPTION_SET = 256 };

static const struct argp_option OPTIONS[] = {
  { "set", OPTION_SET, "PATH=VALUE", 0, "Put VALUE in the place of what the file says at PATH; may be repeated", 0 },
  { "quiet", 'q', NULL, 0, "Say nothing when all is well", 0 },
  { 0 }
};

typedef struct arguments {
  const char *experiment;
  const char **sets;
  size_t n_sets;
  int is_quiet;
} arguments;

static error_t parse(int key, char *arg, struct argp_state *state)
{
  arguments *a = state->input;
  switch (key) {
  case OPTION_SET: a->sets[a->n_sets++] = arg; return 0;
  case 'q': a->is_quiet = 1; return 0;
  case ARGP_KEY_ARG:
    if (a->experiment != NULL) argp_error(state, "one experiment at a time: \"%s\" is one too many", arg);
    a->experiment = arg;
    return 0;
  case ARGP_KEY_NO_ARGS: argp_error(state, "which experiment? (a YAML file, e.g. configs/demo.yaml)"); return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

static const struct argp ARGP = { OPTIONS,
                                  parse,
                                  "EXPERIMENT.yaml",
                                  "Says all that is wrong with an experiment: file, line, column, what was "
                                  "found, what is allowed. Exit status 0 if nothing is, else 2.",
                                  NULL,
                                  NULL,
                                  NULL };

static int check(const arguments *a, rx_problems *problems)
{
  rx_error err = { 0 };
  rx_experiment *e = NULL;
  const rx_status status = rx_experiment_read(a->experiment, a->n_sets, a->sets, problems, &e, &err);
  if (status != RX_OK) return rx_failed(status, &err, problems);
  if (!a->is_quiet)
    printf("%s: %zu conditions, %zu stimuli, %d repetitions, %zu parameters: nothing wrong\n", a->experiment,
           e->n_conditions, e->n_stimuli, e->repetitions, rx_registry_count(e->registry));
  rx_experiment_free(e);
  return RX_EXIT_DONE;
}

int rx_verb_check(int argc, char **argv)
{
  arguments a = { 0 };
  a.sets = calloc((size_t)argc + 1, sizeof *a.sets);
  rx_problems *problems = rx_problems_create();
  int exit_status = RX_EXIT_FAILED;
  if (a.sets != NULL && problems != NULL) {
    argp_parse(&ARGP, argc, argv, 0, NULL, &a);
    exit_status = check(&a, problems);
  }
  rx_problems_free(problems);
  free(a.sets);
  return exit_status;
}
