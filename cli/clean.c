/* rexed clean: removes parts or batches that the result has. */
#include <argp.h>
#include <stdio.h>

#include "cli/verbs.h"
#include "study/clean.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
  const char **path = state->input;
  switch (key) {
  case ARGP_KEY_ARG:
    if (*path != NULL) argp_error(state, "one at a time: \"%s\" is one too many", arg);
    *path = arg;
    return 0;
  case ARGP_KEY_NO_ARGS: argp_error(state, "which? (SWEEP.h5, or FIT.h5)"); return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

static const struct argp ARGP = {
  NULL,
  parse,
  "SWEEP.h5 | FIT.h5",
  "Removes SWEEP.h5.parts, if SWEEP.h5 is whole, of the same plan, and has a row for every "
  "member; FIT.h5.parts, if FIT.h5 is of the same fit and has converged. What rexed did not write stays.",
  NULL,
  NULL,
  NULL
};

int rx_verb_clean(int argc, char **argv)
{
  const char *path = NULL;
  rx_error err = { 0 };
  rx_cleaned cleaned = { 0 };
  argp_parse(&ARGP, argc, argv, 0, NULL, &path);
  rx_arena *arena = rx_arena_create();
  const rx_status status = arena != NULL ? rx_clean(path, arena, &cleaned, &err) : rx_no_memory(&err);
  if (status == RX_OK || cleaned.n_removed > 0)
    printf("%llu %s removed\n", (unsigned long long)cleaned.n_removed, cleaned.is_fit ? "batches" : "part files");
  for (size_t i = 0; i < cleaned.n_left; i++) printf("left: %s, which no result holds\n", cleaned.left[i]);
  rx_arena_free(arena);
  return status == RX_OK ? RX_EXIT_DONE : rx_failed(status, &err, NULL);
}
