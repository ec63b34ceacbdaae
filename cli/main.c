/* rexed: finds the verb and runs it. */
#include <argp.h>
#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/param.h"
#include "cli/verbs.h"
#include "io/hdf5/hdf5_file.h"
#include "io/results/provenance.h"
#include "io/study/study.h"

int rx_main_argc;
char **rx_main_argv;

typedef struct verb {
  const char *name, *meaning;
  int (*run)(int argc, char **argv);
} verb;

static const verb VERBS[] = {
  { "run", "EXPERIMENT.yaml [--set PATH=VALUE]… [-o FOLDER]   run an experiment", rx_verb_run },
  { "sweep", "STUDY.yaml [--resume] [--shard I/N] [-o SWEEP.h5]   run an experiment at every point of a study",
    rx_verb_sweep },
  { "sensitivity", "STUDY.yaml   which parameters matter: Sobol or Morris indices", rx_verb_sensitivity },
  { "fit", "STUDY.yaml   parameters at which outputs meet their targets", rx_verb_fit },
  { "merge", "SWEEP.h5.parts… [-o SWEEP.h5]   the parts of a job array into one file", rx_verb_merge },
  { "info", "SWEEP.h5 | FIT.h5 | SWEEP.h5.parts…   what a sweep or a fit holds, done and failed", rx_verb_info },
  { "clean", "SWEEP.h5 | FIT.h5   remove the parts that the file has", rx_verb_clean },
  { "check", "FILE.yaml [--set PATH=VALUE]…   say all that is wrong with an experiment, study, cell or circuit",
    rx_verb_check },
  { "list", "[cells|circuits|phenotypes|drugs|stimuli|assays|channels]   what there is to use", rx_verb_list },
  { "describe", "PATH   unit, default, range, meaning and source of a number", rx_verb_describe },
  { "deltaf",
    "TRAINS.csv | SPIKES.h5 [--compare TRAINS] [-o FOLDER]   persistent inward currents from pairs of motor units",
    rx_verb_deltaf },
  { "report", "FOLDER | SWEEP.h5 | FIT.h5   make the HTML report again", rx_verb_report },
};
enum { N_VERBS = sizeof VERBS / sizeof *VERBS };

int rx_failed(rx_status status, const rx_error *err, rx_problems *problems)
{
  if (problems != NULL && rx_problems_count(problems) > 0) {
    char *text = rx_problems_text(problems);
    fputs(text != NULL ? text : "out of memory\n", stderr);
    free(text);
    return RX_EXIT_BAD_INPUT;
  }
  fprintf(stderr, "rexed: %s\n", err->text[0] != '\0' ? err->text : rx_status_text(status));
  return status == RX_E_INPUT ? RX_EXIT_BAD_INPUT : status == RX_E_INTERRUPTED ? RX_EXIT_INTERRUPTED : RX_EXIT_FAILED;
}

void rx_print_warnings(rx_problems *problems)
{
  char *text = rx_problems_warnings(problems) > 0 ? rx_problems_text(problems) : NULL;
  if (text != NULL) fputs(text, stderr);
  free(text);
}

static void print_help(FILE *out)
{
  fputs("rexed simulates pain circuits of the spinal cord. A model for research and teaching: no output is advice to a "
        "patient.\n\n",
        out);
  for (int i = 0; i < N_VERBS; i++) fprintf(out, "  rexed %s %s\n", VERBS[i].name, VERBS[i].meaning);
  fputs("\n  rexed VERB --help   options of a verb\n  rexed --version     version, compiler, libraries\n", out);
}

static int print_version(void)
{
  rx_arena *arena = rx_arena_create();
  const char *text = arena != NULL ? rx_version_text(arena) : NULL;
  if (text != NULL) fputs(text, stdout);
  rx_arena_free(arena);
  return text != NULL ? RX_EXIT_DONE : RX_EXIT_FAILED;
}

static int dispatch(int argc, char **argv)
{
  const char *name = argc > 1 ? argv[1] : "";
  if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) return print_version();
  if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
    print_help(stdout);
    return RX_EXIT_DONE;
  }
  for (int i = 0; i < N_VERBS; i++)
    if (strcmp(name, VERBS[i].name) == 0) {
      char full[64];
      snprintf(full, sizeof full, "rexed %s", name);
      argv[1] = full; /* argp names the program by it */
      return VERBS[i].run(argc - 1, argv + 1);
    }
  if (argc < 2) {
    print_help(stderr);
    return RX_EXIT_BAD_INPUT;
  }
  const char *names[N_VERBS];
  for (int i = 0; i < N_VERBS; i++) names[i] = VERBS[i].name;
  const size_t length = strlen(name);
  if (length > 5 && strcmp(name + length - 5, ".yaml") == 0) {
    rx_study_kind kind;
    const bool is_study = rx_is_study_file(name, &kind);
    fprintf(stderr, "rexed: which verb? Did you mean \"rexed %s %s\"?\n", is_study ? rx_study_kind_name(kind) : "run",
            name);
    return RX_EXIT_BAD_INPUT;
  }
  const char *nearest = rx_nearest_word(name, names, N_VERBS);
  fprintf(stderr, "rexed: there is no verb \"%s\"%s%s%s; the verbs are", name,
          nearest != NULL ? " (did you mean \"" : "", nearest != NULL ? nearest : "", nearest != NULL ? "\"?)" : "");
  for (int i = 0; i < N_VERBS; i++) fprintf(stderr, "%s %s", i == 0 ? "" : i + 1 < N_VERBS ? "," : " and", names[i]);
  fputs(" (rexed --help)\n", stderr);
  return RX_EXIT_BAD_INPUT;
}

int main(int argc, char **argv)
{
  argp_err_exit_status = RX_EXIT_BAD_INPUT; /* argp's own is 64 */
  signal(SIGXFSZ, SIG_IGN);                 /* a full quota is then an error of the write */
  gsl_set_error_handler_off();              /* GSL's own aborts; its errors are returned and become ours */
  /* as it was typed: argp and the verb's name change the order and the words of argv */
  rx_main_argc = argc;
  rx_main_argv = malloc(((size_t)argc + 1) * sizeof *rx_main_argv);
  if (rx_main_argv == NULL) return RX_EXIT_FAILED;
  memcpy(rx_main_argv, argv, ((size_t)argc + 1) * sizeof *rx_main_argv);
  int exit_status = dispatch(argc, argv);
  free(rx_main_argv);
  if ((fflush(stdout) != 0 || ferror(stdout)) && exit_status == RX_EXIT_DONE) {
    perror("rexed: standard output");
    exit_status = RX_EXIT_FAILED;
  }
  return exit_status;
}
