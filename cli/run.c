/* rexed run: one experiment into its folder, and a table in the terminal. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/arguments.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "io/results/provenance.h"
#include "io/study/study.h"
#include "study/run.h"

enum { OPTION_FORCE = 512 };

static const struct argp_option OPTIONS[] = {
  { "output", 'o', "FOLDER", 0, "Folder of the results (default: the experiment's `output`, else results/<experiment>)",
    0 },
  { "force", OPTION_FORCE, NULL, 0, "Replace the results that are in the folder already", 0 },
  { 0 }
};

typedef struct arguments {
  const char *experiment, *folder;
  bool may_replace;
  rx_input_arguments input;
  rx_machine_arguments machine;
} arguments;

static error_t parse(int key, char *arg, struct argp_state *state)
{
  arguments *a = state->input;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = &a->input;
    state->child_inputs[1] = &a->machine;
    return 0;
  case 'o': a->folder = arg; return 0;
  case OPTION_FORCE: a->may_replace = true; return 0;
  case ARGP_KEY_ARG:
    if (a->experiment != NULL) argp_error(state, "one experiment at a time: \"%s\" is one too many", arg);
    a->experiment = arg;
    return 0;
  case ARGP_KEY_NO_ARGS: argp_error(state, "which experiment? (a YAML file, e.g. configs/demo.yaml)"); return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

static const struct argp_child CHILDREN[] = { { &RX_INPUT_ARGP, 0, NULL, 0 }, { &RX_MACHINE_ARGP, 0, NULL, 0 }, { 0 } };
static const struct argp ARGP = {
  OPTIONS,
  parse,
  "EXPERIMENT.yaml",
  "Runs an experiment: every condition under every stimulus. Writes results.h5, spikes and report.html "
  "to the folder and a table to the terminal.",
  CHILDREN,
  NULL,
  NULL
};

static int run(const arguments *a, rx_problems *problems)
{
  rx_error err = { 0 };
  rx_experiment *e = NULL;
  rx_study_kind kind;
  if (rx_is_study_file(a->experiment, &kind)) {
    const char *verb = rx_study_kind_name(kind);
    fprintf(stderr, "rexed: this is a `%s:`, not an experiment: \"rexed %s %s\" runs it\n", verb, verb, a->experiment);
    return RX_EXIT_BAD_INPUT;
  }
  rx_status status = rx_experiment_read(a->experiment, a->input.n_sets, a->input.sets, problems, &e, &err);
  if (status != RX_OK) return rx_failed(status, &err, problems);
  rx_print_warnings(problems);
  rx_arena *arena = rx_arena_create();
  rx_run *result = NULL;
  int exit_status = RX_EXIT_FAILED;
  if (arena != NULL) {
    const char *folder = a->folder != NULL   ? a->folder
                         : e->output != NULL ? e->output
                                             : rx_arena_format(arena, "results/%s", e->name);
    const rx_log log = rx_log_stderr(a->input.is_quiet ? RX_LOG_QUIET : RX_LOG_NORMAL);
    const rx_run_options options = { .folder = folder,
                                     .may_replace = a->may_replace,
                                     .threads = a->machine.threads > 0 ? a->machine.threads : e->threads,
                                     .log = &log,
                                     .command_line = rx_command_line(rx_main_argc, rx_main_argv, arena),
                                     .stop = rx_catch_signals().stop };
    status = rx_run_experiment(e, &options, &result, &err);
    exit_status = status == RX_OK ? RX_EXIT_DONE : rx_failed(status, &err, NULL);
    if (status == RX_OK && !a->input.is_quiet)
      rx_print_table(stdout, e->title, e->conditions[e->reference_condition].name, rx_run_results(result), folder);
  }
  rx_run_free(result);
  rx_arena_free(arena);
  rx_experiment_free(e);
  return exit_status;
}

int rx_verb_run(int argc, char **argv)
{
  arguments a = { 0 };
  rx_problems *problems = rx_problems_create();
  int exit_status = RX_EXIT_FAILED;
  if (rx_input_arguments_make(&a.input, argc) && problems != NULL) {
    argp_parse(&ARGP, argc, argv, 0, NULL, &a);
    exit_status = run(&a, problems);
  }
  rx_problems_free(problems);
  free(a.input.sets);
  return exit_status;
}
