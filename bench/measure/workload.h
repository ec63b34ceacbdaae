/* A problem made ready for rexed: network, drive, length; what is left is to run it at a step. */
#ifndef RX_BENCH_WORKLOAD_H
#define RX_BENCH_WORKLOAD_H

#include <stdbool.h>

#include "bench/measure/setting.h"
#include "bench/motor_pool.h"
#include "bench/problems.h"
#include "bench/published.h"
#include "solver/simulation.h"

typedef enum {
  RX_BENCH_P1,
  RX_BENCH_P2,
  RX_BENCH_P3,
  RX_BENCH_P4,
  RX_BENCH_P4E,
  RX_BENCH_P5, /* no workload: driver/course.h */
  RX_BENCH_P6,
  RX_BENCH_P7,  /* motor pool, four dendrites */
  RX_BENCH_P7S, /* the same, one dendrite */
  RX_BENCH_N_PROBLEMS
} rx_bench_problem;

const char *rx_bench_problem_name(rx_bench_problem problem); /* "P1" … "P7s" */
/* False when there is no such problem. */
bool rx_bench_problem_find(const char *name, rx_bench_problem *problem);

/* Length of a problem in biological ms; in the short form 50 ms. P5: 0. */
double rx_bench_duration_ms(rx_bench_problem problem, bool is_quick);

enum { RX_BENCH_FIBRE_FAR = 180, RX_BENCH_FIBRE_COMPARTMENTS = 200 };

typedef struct rx_bench_workload rx_bench_workload;

/* P1, P4 (one fibre) or P4e (n_fibres). Free with rx_bench_workload_free. */
rx_status rx_bench_workload_alone(rx_bench_problem problem, int n_fibres, double duration_ms,
                                  rx_bench_workload **workload, rx_error *err);

/* P2 or a member of P3 (member not NULL); with surrogates, which the workload does not keep, P2o. */
rx_status rx_bench_workload_network(const rx_bench_network *network, const rx_bench_member *member,
                                    const rx_bench_spikes *surrogates, double duration_ms, rx_bench_workload **workload,
                                    rx_error *err);
/* P6; with trains in place of the cells' spikes (of_cells), which the workload does not keep, P6o. */
rx_status rx_bench_workload_published(const rx_bench_published *published, const rx_bench_spikes *of_cells,
                                      double duration_ms, rx_bench_workload **workload, rx_error *err);
/* P7 or P7s: n pools side by side. */
rx_status rx_bench_workload_pools(rx_bench_problem problem, int n, const rx_bench_pool_member members[],
                                  double duration_ms, rx_bench_workload **workload, rx_error *err);
void rx_bench_workload_free(rx_bench_workload *workload); /* NULL is fine */

/* Pools that a run of the workload takes together; 1 for other problems. */
int rx_bench_workload_together(const rx_bench_workload *workload);

/* Runs with the fixed step on one thread and appends the spikes (NULL: not kept); unit u of pool k is cell 20 k + u. A workload may be run by several threads
 * at once. */
rx_status rx_bench_workload_run(const rx_bench_workload *workload, const rx_bench_setting *setting,
                                rx_bench_spikes *spikes, rx_error *err);

/* Runs with CVODE, one integrator per cell, on all threads. */
rx_status rx_bench_workload_converge(const rx_bench_workload *workload, double rtol, rx_bench_spikes *spikes,
                                     rx_error *err);

#endif
