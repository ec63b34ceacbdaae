/* P5: a slow, stiff course over 90 days: 20 equations with 180 events (benchmarks page 7). No model of rexed: it only asks what
 * rexed's way with slow courses, CVODE with a dense matrix, costs. */
#ifndef RX_BENCH_SLOW_COURSE_H
#define RX_BENCH_SLOW_COURSE_H

#include "base/status.h"

enum { RX_BENCH_COURSE_VARIABLES = 20, RX_BENCH_COURSE_EVENTS = 180 };

/* Results at 2160 h and the relative error of both that counts as equal (benchmarks page 7). */
#define RX_BENCH_COURSE_Y19   1.421968562
#define RX_BENCH_COURSE_Y17   0.9056904325
#define RX_BENCH_COURSE_ERROR 1e-6

/* Time between events, h. */
#define RX_BENCH_COURSE_INTERVAL_H 12.0

/* dy/dt, 1/h; the equations do not depend on t. */
void rx_bench_course_rhs(const double y[RX_BENCH_COURSE_VARIABLES], double dy[RX_BENCH_COURSE_VARIABLES]);

/* Its derivative d(dy[i])/d(y[j]), column by column: jacobian[j][i]. */
void rx_bench_course_jacobian(const double y[RX_BENCH_COURSE_VARIABLES],
                              double jacobian[RX_BENCH_COURSE_VARIABLES][RX_BENCH_COURSE_VARIABLES]);

/* Runs n_events intervals (180: the whole problem) from the start; y: the state at the end. RX_E_SOLVER: CVODE failed. */
rx_status rx_bench_course_run(int n_events, double rtol, double y[RX_BENCH_COURSE_VARIABLES], rx_error *err);

/* Larger of the relative errors of y19 and y17 at 2160 h. */
double rx_bench_course_error(double y19, double y17);

#endif
