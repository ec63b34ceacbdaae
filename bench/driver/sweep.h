/* P3: many members of P2 side by side, members to threads, and whether a member's bits depend on its company. */
#ifndef RX_BENCH_SWEEP_H
#define RX_BENCH_SWEEP_H

#include "bench/measure/workload.h"

typedef struct rx_bench_sweep {
  int n_members;
  double member_s; /* user CPU seconds of a member with one thread, median */
  double ratio[3]; /* wall time of one thread over that of two, of pairs in turn: median, least, largest */
  double spikes_per_member;
  int n_alone;        /* members run once more, alone */
  bool threads_agree; /* all spikes are the same to the bit with one and two threads */
  bool alone_agrees;  /* and of the members run alone */
} rx_bench_sweep;

/* Runs all members with one thread and with two, in turn n_pairs times, then some alone. Making the networks is not in the times. */
rx_status rx_bench_run_sweep(const rx_bench_network *network, int n_members, double duration_ms,
                             const rx_bench_setting *setting, int n_pairs, rx_bench_sweep *sweep, rx_error *err);

#endif
