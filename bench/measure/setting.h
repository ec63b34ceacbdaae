/* A setting of rexed's fixed step: what a row's rexed_mode names, and what a search for the cheapest walks through. */
#ifndef RX_BENCH_SETTING_H
#define RX_BENCH_SETTING_H

#include <stdbool.h>

#include "solver/simulation.h"

typedef struct rx_bench_setting {
  double dt_ms;
  int coarse_steps; /* a quiet block takes steps of coarse_steps*dt; 1: off */
  bool is_single;   /* single precision */
} rx_bench_setting;

enum { RX_BENCH_SETTING_NAME = 48 };

/* "dt0.05", "dt0.05x4", "dt0.05x4_single"; the step with four digits. */
void rx_bench_setting_name(const rx_bench_setting *setting, char name[static RX_BENCH_SETTING_NAME]);

/* Writes the setting into the options of a run. */
void rx_bench_setting_apply(const rx_bench_setting *setting, rx_solver_options *options);

/* Values of coarse_steps that this build has, the first is 1; *n: their number. */
const int *rx_bench_coarse_steps(int *n);
enum { RX_BENCH_MAX_COARSE = 6 };

#endif
