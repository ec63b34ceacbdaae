/* P5: rexed's way with slow courses (CVODE, dense) beside SciPy's LSODA. Its rule is a relative error of at most 1e-6 in y19 and
 * y17 at the end; the larger of both stands in the column e50_ms, without a unit. Times are those of the whole course. */
#ifndef RX_BENCH_COURSE_H
#define RX_BENCH_COURSE_H

#include "bench/driver/bench.h"

/* mode NULL: rexed alone. */
rx_status rx_bench_compare_course(rx_bench *bench, const char *mode, rx_error *err);

#endif
