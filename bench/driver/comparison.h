/* The rows of a problem beside a mode of a peer: equal step, then equal accuracy, both in double precision and, where the build
 * has it, in single. */
#ifndef RX_BENCH_COMPARISON_H
#define RX_BENCH_COMPARISON_H

#include "bench/driver/bench.h"

/* Where a peer's programs are. */
rx_bench_peer_place rx_bench_place_of(const rx_bench_arguments *arguments, rx_bench_peer_kind kind);

/* mode NULL: rexed alone, at the usual step. Not for P5 (course.h). */
rx_status rx_bench_compare_problem(rx_bench *bench, rx_bench_problem problem, rx_bench_peer_kind kind, const char *mode,
                                   rx_error *err);

#endif
