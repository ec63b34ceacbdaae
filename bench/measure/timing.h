/* Times of two programs run in turn (A B A B …), so that what disturbs the machine disturbs both. */
#ifndef RX_BENCH_TIMING_H
#define RX_BENCH_TIMING_H

#include <stdbool.h>

#include "bench/measure/peer.h"

enum { RX_BENCH_MAX_PAIRS = 64 };

/* Times of pairs, seconds per run. */
typedef struct rx_bench_pairs {
  int n;
  double peer_user_s[RX_BENCH_MAX_PAIRS], peer_wall_s[RX_BENCH_MAX_PAIRS];
  double rexed_user_s[RX_BENCH_MAX_PAIRS], rexed_wall_s[RX_BENCH_MAX_PAIRS];
} rx_bench_pairs;

/* What is said of pairs. */
typedef struct rx_bench_timing {
  double peer_s, rexed_s;              /* user CPU, seconds per biological second */
  double ratio, ratio_low, ratio_high; /* of user CPU: peer_s/rexed_s, least and largest of a pair */
  double peer_wall_s, rexed_wall_s, wall_ratio;
} rx_bench_timing;

/* One run of rexed. */
typedef rx_status rx_bench_run_fn(const void *what, int setting, rx_error *err);

/* One pair for each of n_settings: a run of the peer (NULL: none), then one measurement of rexed in each setting, each added to
 * its pairs. rexed's runs are short: one measurement is the mean of as many as fill a tenth of a second. */
rx_status rx_bench_measure_pair(rx_bench_run_fn *run, const void *what, rx_bench_peer *peer, int n_settings,
                                rx_bench_pairs pairs[], rx_error *err);

/* User CPU and wall seconds of one run, as measured for a pair. */
rx_status rx_bench_measure(rx_bench_run_fn *run, const void *what, int setting, double *user_s, double *wall_s,
                           rx_error *err);

/* Medians; is_sum: means, for pairs that are different work (members of a sweep), whose sum is what counts. */
rx_bench_timing rx_bench_summarise(const rx_bench_pairs *pairs, double biological_s, bool is_sum);

/* User CPU of this process so far, s. */
double rx_bench_user_s(void);

#endif
