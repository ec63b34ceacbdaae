/* rexed check: reads an experiment (or a study, a cell, a circuit) and says all that is wrong with it; runs nothing, writes nothing. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/arguments.h"
#include "cli/verbs.h"
#include "io/experiment/experiment.h"
#include "io/study/study.h"
#include "study/fit/fit.h"
#include "study/sweep/plan.h"

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
static const struct argp ARGP = {
  NULL,
  parse,
  "EXPERIMENT.yaml | STUDY.yaml | CELL.yaml | CIRCUIT.yaml",
  "Says all that is wrong with an experiment, a study, a cell or a circuit: file, line, "
  "column, what was found, what is allowed. Exit status 0 if nothing is, else 2.",
  CHILDREN,
  NULL,
  NULL
};

static int check_study(const arguments *a, rx_problems *problems)
{
  rx_error err = { 0 };
  rx_study *study = NULL;
  rx_sweep_plan plan;
  rx_arena *arena = rx_arena_create();
  rx_status status = arena == NULL
                         ? rx_no_memory(&err)
                         : rx_study_read(a->experiment, a->input.n_sets, a->input.sets, problems, &study, &err);
  if (status == RX_OK) status = rx_plan_check_outputs(study, problems, &err);
  if (status == RX_OK && rx_problems_count(problems) > 0)
    status = RX_E_INPUT; /* targets of outputs that are not there would be the same problems again */
  else if (status == RX_OK)
    status = study->kind == RX_STUDY_FIT ? rx_fit_check(study, arena, &plan, problems, &err)
                                         : rx_plan_make(study, NULL, NULL, arena, &plan, &err);
  if (status == RX_OK && !a->input.is_quiet)
    printf("%s: %zu parameter%s, %llu point%s, %llu member%s, %zu output%s: nothing wrong\n", a->experiment,
           study->n_axes, study->n_axes == 1 ? "" : "s", (unsigned long long)plan.n_points,
           plan.n_points == 1 ? "" : "s", (unsigned long long)plan.n_members, plan.n_members == 1 ? "" : "s",
           plan.n_outputs, plan.n_outputs == 1 ? "" : "s");
  const int exit_status = status == RX_OK ? RX_EXIT_DONE : rx_failed(status, &err, problems);
  rx_study_free(study);
  rx_arena_free(arena);
  return exit_status;
}

/* "1 assay", "2 assays", for as long as the call that it stands in */
#define RX_COUNTED(n, one, several) counted((char[32]){ 0 }, n, one, several)
static const char *counted(char text[32], size_t n, const char *one, const char *several)
{
  snprintf(text, 32, "%zu %s", n, n == 1 ? one : several);
  return text;
}

static int check_experiment(const arguments *a, rx_problems *problems)
{
  rx_error err = { 0 };
  rx_experiment *e = NULL;
  const rx_status status = rx_experiment_read(a->experiment, a->input.n_sets, a->input.sets, problems, &e, &err);
  if (status != RX_OK) return rx_failed(status, &err, problems);
  size_t n_assays = 0;
  for (size_t i = 0; i < e->n_stimuli; i++) n_assays += e->stimuli[i].assay != NULL;
  const size_t n_stimuli = e->n_stimuli - n_assays, n_warnings = rx_problems_warnings(problems);
  rx_print_warnings(problems);
  if (!a->input.is_quiet) {
    printf("%s: %s, ", a->experiment, RX_COUNTED(e->n_conditions, "condition", "conditions"));
    if (n_stimuli > 0 || n_assays == 0) printf("%s, ", RX_COUNTED(n_stimuli, "stimulus", "stimuli"));
    if (n_assays > 0) printf("%s, ", RX_COUNTED(n_assays, "assay", "assays"));
    printf("%s, %zu parameters: ", RX_COUNTED((size_t)e->repetitions, "repetition", "repetitions"),
           rx_registry_count(e->registry));
    if (n_warnings > 0)
      printf("no error, %s\n", RX_COUNTED(n_warnings, "warning", "warnings"));
    else
      puts("nothing wrong");
  }
  rx_experiment_free(e);
  return RX_EXIT_DONE;
}

static int check_cell(const arguments *a, rx_problems *problems)
{
  rx_error err = { 0 };
  rx_cell_config *cell = NULL;
  if (a->input.n_sets > 0) {
    fprintf(stderr, "rexed: %s is a cell; --set is for experiments, studies and circuits\n", a->experiment);
    return RX_EXIT_BAD_INPUT;
  }
  const rx_status status = rx_cell_config_read(a->experiment, NULL, problems, &cell, &err);
  if (status != RX_OK) return rx_failed(status, &err, problems);
  if (!a->input.is_quiet)
    printf("%s: a cell of %d section%s, %zu parameters: nothing wrong\n", a->experiment, cell->cell.n_sections,
           cell->cell.n_sections == 1 ? "" : "s", rx_registry_count(cell->registry));
  rx_cell_config_free(cell);
  return RX_EXIT_DONE;
}

static int check_circuit(const arguments *a, rx_problems *problems)
{
  rx_error err = { 0 };
  rx_experiment *e = NULL;
  const rx_status status = rx_circuit_config_read(a->experiment, a->input.n_sets, a->input.sets, problems, &e, &err);
  if (status != RX_OK) return rx_failed(status, &err, problems);
  if (!a->input.is_quiet && e->circuit != NULL)
    printf("%s: a circuit of %d populations and %d pathways, %zu parameters: nothing wrong\n", a->experiment,
           e->circuit->n_populations, e->circuit->n_pathways, rx_registry_count(e->registry));
  else if (!a->input.is_quiet)
    printf("%s: a rate model, %zu parameters: nothing wrong\n", a->experiment, rx_registry_count(e->registry));
  rx_experiment_free(e);
  return RX_EXIT_DONE;
}

static int check(const arguments *a, rx_problems *problems)
{
  switch (rx_document_kind_of(a->experiment, NULL)) {
  case RX_DOCUMENT_STUDY: return check_study(a, problems);
  case RX_DOCUMENT_CELL: return check_cell(a, problems);
  case RX_DOCUMENT_CIRCUIT: return check_circuit(a, problems);
  case RX_DOCUMENT_PHENOTYPE:
    fprintf(stderr,
            "rexed: %s is a phenotype; what its paths mean depends on the circuit: check an experiment that has it in "
            "`phenotypes`\n",
            a->experiment);
    return RX_EXIT_BAD_INPUT;
  case RX_DOCUMENT_DRUG:
    fprintf(stderr, "rexed: %s is a drug: check an experiment that has it in `drugs`\n", a->experiment);
    return RX_EXIT_BAD_INPUT;
  default: return check_experiment(a, problems);
  }
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
