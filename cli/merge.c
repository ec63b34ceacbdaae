/* rexed merge: parts into one result file. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/verbs.h"
#include "io/results/provenance.h"
#include "study/sweep/merge.h"

enum { OPTION_PARTIAL = 512, OPTION_VIRTUAL, OPTION_FORCE, OPTION_ACCEPT_VERSION };

static const struct argp_option OPTIONS[] = {
  { "output", 'o', "FILE", 0, "The result file (default: the first folder's name without .parts)", 0 },
  { "partial", OPTION_PARTIAL, NULL, 0, "Also where parts are missing: their rows are pending", 0 },
  { "virtual", OPTION_VIRTUAL, NULL, 0, "Refer to the parts instead of copying them: they must stay where they are",
    0 },
  { "force", OPTION_FORCE, NULL, 0, "Replace a sweep of another plan", 0 },
  { "accept-version", OPTION_ACCEPT_VERSION, NULL, 0, "Also parts that another version of rexed computed", 0 },
  { "quiet", 'q', NULL, 0, "Say nothing when all is well", 0 },
  { 0 }
};

typedef struct arguments {
  const char **folders;
  size_t n_folders;
  rx_merge_options merge;
  bool is_quiet;
} arguments;

static error_t parse(int key, char *arg, struct argp_state *state)
{
  arguments *a = state->input;
  switch (key) {
  case 'o': a->merge.path = arg; return 0;
  case OPTION_PARTIAL: a->merge.is_partial = true; return 0;
  case OPTION_VIRTUAL: a->merge.is_virtual = true; return 0;
  case OPTION_FORCE: a->merge.may_replace = true; return 0;
  case OPTION_ACCEPT_VERSION: a->merge.accepts_version = true; return 0;
  case 'q': a->is_quiet = true; return 0;
  case ARGP_KEY_ARG: a->folders[a->n_folders++] = arg; return 0;
  case ARGP_KEY_NO_ARGS: argp_error(state, "which parts? (a folder SWEEP.h5.parts, or several)"); return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

static const struct argp ARGP = {
  OPTIONS,
  parse,
  "SWEEP.h5.parts…",
  "Merges the parts that a job array wrote into one file, from one folder or from several of "
  "machines without a common disk. The parts are kept (rexed clean removes them).",
  NULL,
  NULL,
  NULL
};

/* The folder's name without ".parts"; NULL where it has another. */
static const char *default_path(const char *folder, rx_arena *arena)
{
  size_t n = strlen(folder);
  while (n > 1 && folder[n - 1] == '/') n--;
  static const char END[] = ".parts";
  const size_t n_end = sizeof END - 1;
  if (n <= n_end || strncmp(folder + n - n_end, END, n_end) != 0) return NULL;
  return rx_arena_format(arena, "%.*s", (int)(n - n_end), folder);
}

static int merge(arguments *a, rx_arena *arena)
{
  rx_error err = { 0 };
  rx_merge_result result;
  const rx_log log = rx_log_stderr(a->is_quiet ? RX_LOG_QUIET : RX_LOG_NORMAL);
  if (a->merge.path == NULL) a->merge.path = default_path(a->folders[0], arena);
  if (a->merge.path == NULL) {
    fprintf(stderr, "rexed: into which file? give -o SWEEP.h5 (%s does not end in .parts)\n", a->folders[0]);
    return RX_EXIT_BAD_INPUT;
  }
  a->merge.has_report = true;
  a->merge.log = &log;
  a->merge.command_line = rx_command_line(rx_main_argc, rx_main_argv, arena);
  const rx_status status = rx_merge(a->n_folders, a->folders, &a->merge, &result, &err);
  if (status != RX_OK) return rx_failed(status, &err, NULL);
  if (!a->is_quiet)
    printf("%llu members, %llu ok, %llu pending: %s\n", (unsigned long long)result.n_members,
           (unsigned long long)result.n_ok, (unsigned long long)result.n_pending, a->merge.path);
  return result.n_ok + result.n_pending < result.n_members ? RX_EXIT_FAILED : RX_EXIT_DONE;
}

int rx_verb_merge(int argc, char **argv)
{
  arguments a = { .folders = calloc((size_t)argc + 1, sizeof *a.folders) };
  rx_arena *arena = rx_arena_create();
  int exit_status = RX_EXIT_FAILED;
  if (a.folders != NULL && arena != NULL) {
    argp_parse(&ARGP, argc, argv, 0, NULL, &a);
    exit_status = merge(&a, arena);
  }
  rx_arena_free(arena);
  free(a.folders);
  return exit_status;
}
