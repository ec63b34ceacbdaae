/* rexed run: one experiment into its folder, and a table in the terminal. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/table.h"
#include "cli/verbs.h"
#include "io/results/provenance.h"
#include "solver/kernels.h"
#include "study/run.h"

enum { OPTION_SET = 256, OPTION_ISA, OPTION_FORCE };

static const struct argp_option OPTIONS[] = {
  { "set", OPTION_SET, "PATH=VALUE", 0, "Put VALUE in the place of what the file says at PATH; may be repeated", 0 },
  { "output", 'o', "FOLDER", 0, "Folder of the results (default: the experiment's `output`, else results/<experiment>)",
    0 },
  { "force", OPTION_FORCE, NULL, 0, "Replace the results that are in the folder already", 0 },
  { "threads", 'j', "N", 0, "Threads (default: the experiment's `threads`, else all of the machine)", 0 },
  { "isa", OPTION_ISA, "LEVEL", 0,
    "Instruction-set level of the kernels: baseline, avx2 or avx512 (default avx2 where the processor has it)", 0 },
  { "quiet", 'q', NULL, 0, "No progress, no table", 0 },
  { 0 }
};

typedef struct arguments {
  const char *experiment, *folder;
  const char **sets;
  size_t n_sets;
  int threads;
  bool is_quiet, may_replace;
} arguments;

static error_t parse(int key, char *arg, struct argp_state *state)
{
  arguments *a = state->input;
  switch (key) {
  case OPTION_SET: a->sets[a->n_sets++] = arg; return 0;
  case 'o': a->folder = arg; return 0;
  case 'q': a->is_quiet = true; return 0;
  case OPTION_FORCE: a->may_replace = true; return 0;
  case 'j': {
    char *end;
    const long n = strtol(arg, &end, 10);
    if (*arg == '\0' || *end != '\0' || n < 1 || n > 4096)
      argp_error(state, "--threads takes a whole number from 1 to 4096, not \"%s\"", arg);
    a->threads = (int)n;
    return 0;
  }
  case OPTION_ISA:
    for (int i = 0; i < RX_N_ISA; i++)
      if (strcmp(arg, rx_isa_name((rx_isa)i)) == 0) {
        if (!rx_isa_choose((rx_isa)i)) argp_error(state, "this processor (or build) does not have %s", arg);
        return 0;
      }
    argp_error(state, "--isa takes baseline, avx2 or avx512, not \"%s\"", arg);
    return 0;
  case ARGP_KEY_ARG:
    if (a->experiment != NULL) argp_error(state, "one experiment at a time: \"%s\" is one too many", arg);
    a->experiment = arg;
    return 0;
  case ARGP_KEY_NO_ARGS: argp_error(state, "which experiment? (a YAML file, e.g. configs/demo.yaml)"); return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

static const struct argp ARGP = {
  OPTIONS,
  parse,
  "EXPERIMENT.yaml",
  "Runs an experiment: every condition under every stimulus. Writes results.h5, spikes and report.html "
  "to the folder and a table to the terminal.",
  NULL,
  NULL,
  NULL
};

static int run(const arguments *a, rx_problems *problems)
{
  rx_error err = { 0 };
  rx_experiment *e = NULL;
  rx_status status = rx_experiment_read(a->experiment, a->n_sets, a->sets, problems, &e, &err);
  if (status != RX_OK) return rx_failed(status, &err, problems);
  rx_arena *arena = rx_arena_create();
  rx_run *result = NULL;
  int exit_status = RX_EXIT_FAILED;
  if (arena != NULL) {
    const char *folder = a->folder != NULL   ? a->folder
                         : e->output != NULL ? e->output
                                             : rx_arena_format(arena, "results/%s", e->name);
    const rx_log log = rx_log_stderr(a->is_quiet ? RX_LOG_QUIET : RX_LOG_NORMAL);
    const rx_run_options options = { .folder = folder,
                                     .may_replace = a->may_replace,
                                     .threads = a->threads > 0 ? a->threads : e->threads,
                                     .log = &log,
                                     .command_line = rx_command_line(rx_main_argc, rx_main_argv, arena),
                                     .stop = rx_catch_signals() };
    status = rx_run_experiment(e, &options, &result, &err);
    exit_status = status == RX_OK ? RX_EXIT_DONE : rx_failed(status, &err, NULL);
    if (status == RX_OK && !a->is_quiet)
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
  a.sets = calloc((size_t)argc + 1, sizeof *a.sets);
  rx_problems *problems = rx_problems_create();
  int exit_status = RX_EXIT_FAILED;
  if (a.sets != NULL && problems != NULL) {
    argp_parse(&ARGP, argc, argv, 0, NULL, &a);
    exit_status = run(&a, problems);
  }
  rx_problems_free(problems);
  free(a.sets);
  return exit_status;
}
