/* The command line of rexed-bench. */
#ifndef RX_BENCH_ARGUMENTS_H
#define RX_BENCH_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/measure/peer.h"
#include "bench/measure/workload.h"
#include "solver/kernels/kernels.h"

enum {
  RX_BENCH_MAX_MODES = 16,
  RX_BENCH_MAX_PATH = 4096,
  RX_BENCH_EXIT_FAILED = 1,
  RX_BENCH_EXIT_BAD_INPUT = 2,
  RX_BENCH_EXIT_NO_PEER = 3
};

typedef struct rx_bench_arguments {
  bool problems[RX_BENCH_N_PROBLEMS];
  bool has_kernel;    /* the report on the kernels */
  bool precisions[2]; /* of rexed's rows: double, single */
  bool peers[RX_BENCH_N_PEERS];
  int n_modes; /* 0: those of the problem */
  const char *modes[RX_BENCH_MAX_MODES];
  uint64_t seed;
  int n_pairs;
  int n_fibres;  /* of P4e */
  int n_members; /* of P3 */
  bool is_quick;
  const char *csv; /* NULL: standard output */
  const char *work, *mechanisms, *reference;
  char programs[RX_BENCH_N_PEERS][RX_BENCH_MAX_PATH];
} rx_bench_arguments;

/* Reads the command line and chooses the instruction-set level; on a mistake prints it and exits with 2. */
void rx_bench_arguments_read(int argc, char **argv, rx_bench_arguments *arguments);

#endif
