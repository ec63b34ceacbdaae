/* What `sweep`, `sensitivity` and `fit` have in common on the command line. */
#ifndef RX_CLI_SWEEP_ARGUMENTS_H
#define RX_CLI_SWEEP_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/arguments.h"
#include "study/sweep/sweep.h"

typedef struct rx_sweep_arguments {
  const char *study, *output;
  uint64_t shard, n_shards;
  bool has_shard, may_resume, may_replace, accepts_version, is_dry_run;
  double max_wall_s; /* 0: none */
  rx_input_arguments input;
  rx_machine_arguments machine;
} rx_sweep_arguments;

/* A verb on a study: parses argv (leaves the program with 2 where it is wrong), reads the study, checks that it is of this kind, and
 * calls run. doc: of --help. Returns the exit status. */
typedef int rx_study_run(const rx_study *study, const rx_sweep_arguments *a, const rx_sweep_options *options,
                         rx_arena *arena);
int rx_study_verb(int argc, char **argv, rx_study_kind kind, rx_study_run *run, const char *doc);

#endif
