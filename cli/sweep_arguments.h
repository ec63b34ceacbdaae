/* What `sweep`, `sensitivity` and `fit` have in common on the command line. */
#ifndef RX_CLI_SWEEP_ARGUMENTS_H
#define RX_CLI_SWEEP_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/arguments.h"

typedef struct rx_sweep_arguments {
  const char *study, *output;
  uint64_t shard, n_shards;
  bool has_shard, may_resume, may_replace, accepts_version, is_dry_run;
  double max_wall_s; /* 0: none */
  rx_input_arguments input;
  rx_machine_arguments machine;
} rx_sweep_arguments;

/* Parses argv; leaves the program with 2 where it is wrong. doc: of --help. Free a->input.sets. False when memory is out. */
bool rx_sweep_arguments_parse(int argc, char **argv, const char *doc, rx_sweep_arguments *a);

/* Seconds of "3:50:00", "1-12:00:00", "90 min"; NaN where it is none of these. */
double rx_duration_s(const char *text);

#endif
