/* Times of two programs run in turn (A B A B …), so that what disturbs the machine disturbs both. */
#ifndef RX_BENCH_TIMING_H
#define RX_BENCH_TIMING_H

#include "bench/driver/peer.h"
#include "bench/driver/workload.h"

enum { RX_BENCH_MAX_PAIRS = 64 };

/* Times of pairs, seconds per run. */
typedef struct rx_bench_pairs {
  int n;
  double peer_user_s[RX_BENCH_MAX_PAIRS], peer_wall_s[RX_BENCH_MAX_PAIRS];
  double rexed_user_s[RX_BENCH_MAX_PAIRS], rexed_wall_s[RX_BENCH_MAX_PAIRS];
} rx_bench_pairs;

/* What is said of pairs. */
typedef struct rx_bench_timing {
  double peer_s, rexed_s;              /* medians of user CPU, seconds per biological second */
  double ratio, ratio_low, ratio_high; /* of user CPU: peer_s/rexed_s, least and largest of a pair */
  double peer_wall_s, rexed_wall_s, wall_ratio;
} rx_bench_timing;

/* One pair for each of n_settings: a run of the peer (NULL: none), then one measurement of rexed at each dt_ms, each added to
 * its pairs. rexed's runs are short: one measurement is the mean of as many as fill a tenth of a second. */
rx_status rx_bench_measure_pair(const rx_bench_workload *workload, rx_bench_peer *peer, int n_settings,
                                const double dt_ms[], rx_bench_pairs pairs[], rx_error *err);

rx_bench_timing rx_bench_summarise(const rx_bench_pairs *pairs, double biological_s);

/* User CPU of this process so far, s. */
double rx_bench_user_s(void);

#endif
