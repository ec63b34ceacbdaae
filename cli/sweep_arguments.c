#include "cli/sweep_arguments.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/units.h"
#include "cli/verbs.h"
#include "io/results/provenance.h"

enum { OPTION_SHARD = 512, OPTION_RESUME, OPTION_ACCEPT_VERSION, OPTION_MAX_WALL, OPTION_DRY_RUN, OPTION_FORCE };

static const struct argp_option OPTIONS[] = {
  { "output", 'o', "FILE", 0,
    "The result file (default: the study's `output`, else results/<study>.h5); its parts grow in FILE.parts/", 0 },
  { "resume", OPTION_RESUME, NULL, 0, "Go on with what an earlier call left; begin where there is nothing", 0 },
  { "force", OPTION_FORCE, NULL, 0, "Begin anew, in the place of results or parts that are there", 0 },
  { "shard", OPTION_SHARD, "I/N", 0,
    "Compute every N-th part from part I (from 0) on; in a Slurm array this is set by the task's number", 0 },
  { "max-wall", OPTION_MAX_WALL, "TIME", 0,
    "Stop in time before TIME (3:50:00, 90 min) is over, with exit status 75; default: the end of the Slurm job, where "
    "it says so",
    0 },
  { "dry-run", OPTION_DRY_RUN, NULL, 0,
    "Say what would be computed, and what time and memory it would take; write nothing", 0 },
  { "accept-version", OPTION_ACCEPT_VERSION, NULL, 0, "Go on with parts that another version of rexed computed", 0 },
  { 0 }
};

/* Numbers of so many digits that an int may not hold them. */
static bool has_long_numbers(const char *text)
{
  for (; *text != '\0'; text++) {
    const size_t n = strspn(text, "0123456789");
    if (n > 8) return true;
    if (n > 0) text += n - 1;
  }
  return false;
}

/* Seconds of "3:50:00", "1-12:00:00", "90 min"; NaN where it is none of these. */
static double duration_s(const char *text)
{
  if (strchr(text, ':') != NULL && has_long_numbers(text)) return NAN;
  int days = 0, a = 0, b = 0, c = 0, used = 0;
  const char *at = text;
  if (sscanf(text, "%d-%n", &days, &used) == 1 && used > 0) at = text + used;
  used = 0;
  const int n = sscanf(at, "%d:%d:%d%n", &a, &b, &c, &used);
  if (n == 3 && at[used] == '\0' && days >= 0 && a >= 0 && b >= 0 && b < 60 && c >= 0 && c < 60)
    return ((days * 24.0 + a) * 60 + b) * 60 + c;
  used = 0;
  if (at == text && sscanf(at, "%d:%d%n", &a, &b, &used) == 2 && at[used] == '\0' && a >= 0 && b >= 0 && b < 60)
    return a * 60.0 + b;
  double value = NAN;
  rx_error err = { 0 };
  return rx_unit_read(text, "s", &value, &err) == RX_OK && value > 0 ? value : NAN;
}

static bool read_shard(const char *text, rx_sweep_arguments *a)
{
  unsigned long long i = 0, n = 0;
  int used = 0;
  if (sscanf(text, "%llu/%llu%n", &i, &n, &used) != 2 || text[used] != '\0' || strchr(text, '-') != NULL) return false;
  a->shard = i;
  a->n_shards = n;
  a->has_shard = true;
  return n > 0 && i < n;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
  rx_sweep_arguments *a = state->input;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = &a->input;
    state->child_inputs[1] = &a->machine;
    return 0;
  case 'o': a->output = arg; return 0;
  case OPTION_RESUME: a->may_resume = true; return 0;
  case OPTION_FORCE: a->may_replace = true; return 0;
  case OPTION_ACCEPT_VERSION: a->accepts_version = true; return 0;
  case OPTION_DRY_RUN: a->is_dry_run = true; return 0;
  case OPTION_SHARD:
    if (!read_shard(arg, a)) argp_error(state, "--shard takes I/N with 0 <= I < N, e.g. 0/4, not \"%s\"", arg);
    return 0;
  case OPTION_MAX_WALL:
    a->max_wall_s = duration_s(arg);
    if (!(a->max_wall_s > 0)) argp_error(state, "--max-wall takes a time like 3:50:00 or \"90 min\", not \"%s\"", arg);
    return 0;
  case ARGP_KEY_ARG:
    if (a->study != NULL) argp_error(state, "one study at a time: \"%s\" is one too many", arg);
    a->study = arg;
    return 0;
  case ARGP_KEY_NO_ARGS:
    argp_error(state, "which study? (a YAML file, e.g. configs/studies/inhibition.yaml)");
    return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

/* A number of the batch system; false where it is not set. */
static bool read_environment(const char *name, long long *value)
{
  const char *text = getenv(name);
  char *end;
  if (text == NULL || *text == '\0') return false;
  *value = strtoll(text, &end, 10);
  return *end == '\0';
}

/* The shard of this task of a Slurm array, where it is one. False, after saying why, where its tasks can't be counted through: one
 * that took all parts for its own would do all others' work again. */
static bool take_array_task(rx_sweep_arguments *a)
{
  long long id = 0, first = 0, count = 0, step = 1;
  if (!read_environment("SLURM_ARRAY_TASK_ID", &id) || !read_environment("SLURM_ARRAY_TASK_MIN", &first) ||
      !read_environment("SLURM_ARRAY_TASK_COUNT", &count))
    return true;
  if (!read_environment("SLURM_ARRAY_TASK_STEP", &step) || step < 1) step = 1;
  if (id < first || (id - first) % step != 0 || (id - first) / step >= count) {
    fprintf(stderr,
            "rexed: the tasks of this Slurm array are not evenly spaced (task %lld, from %lld, %lld tasks): say which "
            "shard this is with --shard I/N\n",
            id, first, count);
    return false;
  }
  a->shard = (uint64_t)((id - first) / step);
  a->n_shards = (uint64_t)count;
  return true;
}

/* The task of a Slurm array is a shard (not of a fit, whose steps follow from each other); the end of a Slurm job is a limit. */
static bool ask_slurm(rx_sweep_arguments *a, rx_study_kind kind)
{
  long long end = 0;
  if (!(a->max_wall_s > 0) && read_environment("SLURM_JOB_END_TIME", &end))
    a->max_wall_s = fmax((double)end - (double)time(NULL), 1);
  return a->has_shard || kind == RX_STUDY_FIT || take_array_task(a);
}

/* Reads argv; false when memory is out. */
static bool read_arguments(int argc, char **argv, const char *doc, rx_sweep_arguments *a)
{
  static const struct argp_child CHILDREN[] = { { &RX_INPUT_ARGP, 0, NULL, 0 },
                                                { &RX_MACHINE_ARGP, 0, NULL, 0 },
                                                { 0 } };
  const struct argp argp = { OPTIONS, parse, "STUDY.yaml", doc, CHILDREN, NULL, NULL };
  *a = (rx_sweep_arguments){ .n_shards = 1 };
  if (!rx_input_arguments_make(&a->input, argc)) return false;
  argp_parse(&argp, argc, argv, 0, NULL, a);
  return true;
}

/* ---- a verb on a study ---- */

/* The kind of study that the verb is for; another is answered with its verb. */
static bool is_of_kind(const rx_study *study, rx_study_kind kind)
{
  if (study->kind == kind) return true;
  fprintf(stderr, "rexed: this is a `%s:`; rexed %s runs it\n", rx_study_kind_name(study->kind),
          rx_study_kind_name(study->kind));
  return false;
}

/* The result is HDF5: under a name that promises text, or another table, no reader would find it. False, after saying so. */
static bool is_result_name(const char *path)
{
  static const char *const OTHERS[] = { ".txt",  ".csv",     ".tsv", ".dat", ".json", ".yaml", ".yml",
                                        ".html", ".htm",     ".md",  ".log", ".xlsx", ".mat",  ".npy",
                                        ".npz",  ".parquet", ".pdf", ".svg", ".png" };
  const char *slash = strrchr(path, '/'), *dot = strrchr(slash != NULL ? slash : path, '.');
  for (size_t i = 0; dot != NULL && i < sizeof OTHERS / sizeof *OTHERS; i++) {
    if (strcasecmp(dot, OTHERS[i]) != 0) continue;
    fprintf(stderr, "rexed: %s: the result is an HDF5 file and can't be called %s; name it %.*s.h5\n", path, dot,
            (int)(dot - path), path);
    return false;
  }
  return true;
}

static int run_study(const rx_study *study, const rx_sweep_arguments *a, rx_stop_flags flags, rx_study_run *run,
                     rx_arena *arena)
{
  const rx_log log = rx_log_stderr(a->input.is_quiet ? RX_LOG_QUIET : RX_LOG_NORMAL);
  rx_set_time_limits(study->grace_s, a->max_wall_s);
  const rx_sweep_options options = { .path = a->output != NULL ? a->output
                                             : study->output != NULL
                                                 ? study->output
                                                 : rx_arena_format(arena, "results/%s.h5", study->name),
                                     .shard = a->shard,
                                     .n_shards = a->n_shards,
                                     .may_resume = a->may_resume,
                                     .may_replace = a->may_replace,
                                     .accepts_version = a->accepts_version,
                                     .threads =
                                         a->machine.threads > 0 ? a->machine.threads : study->experiment->threads,
                                     .command_line = rx_command_line(rx_main_argc, rx_main_argv, arena),
                                     .log = &log,
                                     .stop = flags.stop,
                                     .abandon = flags.abandon };
  if (options.path == NULL || options.command_line == NULL) return RX_EXIT_FAILED;
  if (!is_result_name(options.path)) return RX_EXIT_BAD_INPUT;
  return run(study, a, &options, arena);
}

static int read_and_run(const rx_sweep_arguments *a, rx_study_kind kind, rx_stop_flags flags, rx_study_run *run,
                        rx_problems *problems, rx_arena *arena)
{
  rx_error err = { 0 };
  rx_study *study = NULL;
  const rx_status status = rx_study_read(a->study, a->input.n_sets, a->input.sets, problems, &study, &err);
  const int exit_status = status != RX_OK            ? rx_failed(status, &err, problems)
                          : !is_of_kind(study, kind) ? RX_EXIT_BAD_INPUT
                                                     : run_study(study, a, flags, run, arena);
  rx_study_free(study);
  return exit_status;
}

int rx_study_verb(int argc, char **argv, rx_study_kind kind, rx_study_run *run, const char *doc)
{
  rx_sweep_arguments a = { 0 };
  int exit_status = RX_EXIT_FAILED;
  const rx_stop_flags flags = rx_catch_signals(); /* at once: a batch system may stop a job in its first moments */
  rx_problems *problems = rx_problems_create();
  rx_arena *arena = rx_arena_create();
  if (problems != NULL && arena != NULL && read_arguments(argc, argv, doc, &a))
    exit_status = ask_slurm(&a, kind) ? read_and_run(&a, kind, flags, run, problems, arena) : RX_EXIT_BAD_INPUT;
  rx_problems_free(problems);
  rx_arena_free(arena);
  free(a.input.sets);
  return exit_status;
}
