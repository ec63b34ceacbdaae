/* rexed check: reads an experiment and says all that is wrong with it; runs nothing, writes nothing. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/arguments.h"
#include "cli/verbs.h"
#include "io/experiment/experiment.h"
#include "io/study/study.h"
#include "study/fit/fit.h"

typedef struct arguments {
  const char *experiment;
  rx_input_arguments input;
} arguments;

static error_t parse(int key, char *arg, struct argp_state *state)
{
  arguments *a = state->input;
  switch (key) {
  case ARGP_KEY_INIT: state->child_inputs[0] = &a->input; return 0;
  case ARGP_KEY_ARG:
    if (a->experiment != NULL) argp_error(state, "one file at a time: \"%s\" is one too many", arg);
    a->experiment = arg;
    return 0;
  case ARGP_KEY_NO_ARGS: argp_error(state, "which experiment? (a YAML file, e.g. configs/demo.yaml)"); return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

static const struct argp_child CHILDREN[] = { { &RX_INPUT_ARGP, 0, NULL, 0 }, { 0 } };
static const struct argp ARGP = { NULL,
                                  parse,
                                  "EXPERIMENT.yaml | STUDY.yaml",
                                  "Says all that is wrong with an experiment or a study: file, line, column, what was "
                                  "found, what is allowed. Exit status 0 if nothing is, else 2.",
                                  CHILDREN,
                                  NULL,
                                  NULL };

static int check_study(const arguments *a, rx_problems *problems)
{
  rx_error err = { 0 };
  rx_study *study = NULL;
  rx_sweep_plan plan;
  rx_arena *arena = rx_arena_create();
  rx_status status = arena == NULL
                         ? rx_no_memory(&err)
                         : rx_study_read(a->experiment, a->input.n_sets, a->input.sets, problems, &study, &err);
  if (status == RX_OK)
    status = study->kind == RX_STUDY_FIT ? rx_fit_check(study, arena, &plan, &err)
                                         : rx_plan_make(study, NULL, NULL, arena, &plan, &err);
  if (status == RX_OK && !a->input.is_quiet)
    printf("%s: %zu parameters, %llu points, %llu members, %zu outputs: nothing wrong\n", a->experiment, study->n_axes,
           (unsigned long long)plan.n_points, (unsigned long long)plan.n_members, plan.n_outputs);
  const int exit_status = status == RX_OK ? RX_EXIT_DONE : rx_failed(status, &err, problems);
  rx_study_free(study);
  rx_arena_free(arena);
  return exit_status;
}

static int check(const arguments *a, rx_problems *problems)
{
  rx_error err = { 0 };
  rx_experiment *e = NULL;
  if (rx_is_study_file(a->experiment, NULL)) return check_study(a, problems);
  const rx_status status = rx_experiment_read(a->experiment, a->input.n_sets, a->input.sets, problems, &e, &err);
  if (status != RX_OK) return rx_failed(status, &err, problems);
  if (!a->input.is_quiet)
    printf("%s: %zu conditions, %zu stimuli, %d repetitions, %zu parameters: nothing wrong\n", a->experiment,
           e->n_conditions, e->n_stimuli, e->repetitions, rx_registry_count(e->registry));
  rx_experiment_free(e);
  return RX_EXIT_DONE;
}

int rx_verb_check(int argc, char **argv)
{
  arguments a = { 0 };
  rx_problems *problems = rx_problems_create();
  int exit_status = RX_EXIT_FAILED;
  if (rx_input_arguments_make(&a.input, argc) && problems != NULL) {
    argp_parse(&ARGP, argc, argv, 0, NULL, &a);
    exit_status = check(&a, problems);
  }
  rx_problems_free(problems);
  free(a.input.sets);
  return exit_status;
}
