/* A run of the program: what was asked, what is there, what was found. */
#ifndef RX_BENCH_BENCH_H
#define RX_BENCH_BENCH_H

#include "base/log.h"
#include "bench/driver/arguments.h"
#include "bench/driver/table.h"
#include "bench/measure/accuracy.h"

/* The step of rexed where there is no peer to compare with, and in the short form. */
#define RX_BENCH_USUAL_STEP_MS 0.025
#define RX_BENCH_QUICK_STEP_MS (1.0 / 12)

typedef struct rx_bench {
  const rx_bench_arguments *arguments;
  const rx_log *log;
  rx_bench_judge *judge;
  rx_bench_table table;
  bool has_peer[RX_BENCH_N_PEERS];
  bool bits_differ;
  rx_bench_setting sweep_setting; /* of P3: the last one of equal accuracy; dt 0: P3 did not run */
} rx_bench;

#endif
