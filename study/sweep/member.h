/* A member of a study: from the values of its axes to its row.
 *
 *     point -> values in force (axes, then the condition's modifiers) -> network -> a case per stimulus -> outcomes -> row
 *
 * Each thread has a worker with an experiment of its own, because values in force are written into the experiment's structs. What a
 * row holds depends on the plan and the member's number alone, never on the worker or on what it ran before. */
#ifndef RX_STUDY_MEMBER_H
#define RX_STUDY_MEMBER_H

#include <signal.h>

#include "io/study/study.h"
#include "io/sweep/sweep_file.h"

typedef struct rx_worker rx_worker;

/* A worker for this study; both must outlive it. plan may be NULL until rx_worker_run. */
rx_status rx_worker_create(const rx_study *study, rx_worker **worker, rx_error *err);
void rx_worker_free(rx_worker *worker);

/* What a member of this study gives. With several conditions also the changes of motor pools against the reference condition
 * (rx_output_is_comparison), over units of both: for these the reference is simulated beside each member of another condition, at its point and with
 * its random numbers. Nothing is simulated here. Memory is the arena's. */
rx_status rx_worker_outputs(rx_worker *worker, rx_arena *arena, size_t *n, rx_sweep_output **outputs, rx_error *err);

/* Whether the output of this name compares units with the reference condition. A study gives it where it names it, for it costs a
 * second simulation; in the reference itself it is always missing. */
bool rx_output_is_comparison(const char *name);

/* How many members it is best to hand to rx_worker_run at a time: 8 where cells of several share vectors, else 1. */
int rx_worker_group(rx_worker *worker, const rx_sweep_plan *plan);

/* Runs members first … first + n - 1 (n at most rx_worker_group) and fills their rows; `rows` holds them. A member that fails is a row
 * with its state and a line in failures[0 … n_failures - 1] (room for n; texts in the arena): RX_OK all the same. RX_E_INTERRUPTED:
 * `stop` was set, rows are as they were. RX_E_MEMORY. threads: for one simulation. */
typedef struct rx_member_failures {
  size_t n;
  rx_sweep_failure *items;
  rx_arena *arena;
} rx_member_failures;
rx_status rx_worker_run(rx_worker *worker, const rx_sweep_plan *plan, uint64_t first, int n, int threads,
                        const volatile sig_atomic_t *stop, rx_sweep_rows *rows, rx_member_failures *failures,
                        rx_error *err);

#endif
