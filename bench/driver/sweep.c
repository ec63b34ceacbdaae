#include "bench/driver/sweep.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/parallel.h"
#include "bench/measure/timing.h"

enum { N_ALONE = 3, MAX_PAIRS = 64 };

typedef struct member_run {
  rx_bench_workload *workload;
  rx_bench_spikes spikes;
  rx_status status;
  rx_error err;
} member_run;

typedef struct sweep_run {
  const rx_bench_setting *setting;
  member_run *members;
} sweep_run;

static void run_member(int i, int thread, void *context)
{
  const sweep_run *run = context;
  member_run *m = &run->members[i];
  (void)thread;
  m->spikes.n = 0;
  m->status = rx_bench_workload_run(m->workload, run->setting, &m->spikes, &m->err);
}

static bool same_spikes(const rx_bench_spikes *a, const rx_bench_spikes *b)
{
  if (a->n != b->n) return false;
  for (size_t i = 0; i < a->n; i++)
    if (a->items[i].cell != b->items[i].cell || a->items[i].t_ms != b->items[i].t_ms) return false;
  return true;
}

static int ascending(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static rx_status run_all(sweep_run *run, int n_members, int threads, double *user_s, double *wall_s, rx_error *err)
{
  const double began = rx_wall_seconds(), used = rx_bench_user_s();
  rx_parallel_for(n_members, threads, run_member, run);
  *user_s = rx_bench_user_s() - used;
  *wall_s = rx_wall_seconds() - began;
  for (int m = 0; m < n_members; m++) {
    if (run->members[m].status == RX_OK) continue;
    *err = run->members[m].err;
    return rx_context(err, "member %d", m);
  }
  return RX_OK;
}

static rx_status compare_runs(const rx_bench_network *network, const rx_bench_member *factors, double duration_ms,
                              int n_pairs, sweep_run *run, sweep_run *again, rx_bench_sweep *sweep, rx_error *err)
{
  const int n = sweep->n_members;
  for (int m = 0; m < n; m++) {
    RX_TRY(rx_bench_workload_network(network, &factors[m], NULL, duration_ms, &run->members[m].workload, err));
    again->members[m].workload = run->members[m].workload;
  }
  double one_s[MAX_PAIRS], ratio[MAX_PAIRS];
  const int pairs = n_pairs < MAX_PAIRS ? n_pairs : MAX_PAIRS;
  for (int p = 0; p < pairs; p++) {
    double one_wall_s, two_s, two_wall_s;
    RX_TRY(run_all(run, n, 1, &one_s[p], &one_wall_s, err));
    RX_TRY(run_all(again, n, 2, &two_s, &two_wall_s, err));
    ratio[p] = one_wall_s / two_wall_s;
  }
  qsort(one_s, (size_t)pairs, sizeof *one_s, ascending);
  qsort(ratio, (size_t)pairs, sizeof *ratio, ascending);
  sweep->member_s = one_s[pairs / 2] / n;
  sweep->ratio[0] = ratio[pairs / 2];
  sweep->ratio[1] = ratio[0];
  sweep->ratio[2] = ratio[pairs - 1];
  sweep->threads_agree = true;
  for (int m = 0; m < n; m++) {
    sweep->spikes_per_member += (double)run->members[m].spikes.n / n;
    sweep->threads_agree &= same_spikes(&run->members[m].spikes, &again->members[m].spikes);
  }
  sweep->alone_agrees = true;
  for (int i = 0; i < N_ALONE; i++) {
    const int m = (i + 1) * n / N_ALONE - 1;
    rx_bench_workload *alone;
    rx_bench_spikes spikes = { 0 };
    RX_TRY(rx_bench_workload_network(network, &factors[m], NULL, duration_ms, &alone, err));
    const rx_status status = rx_bench_workload_run(alone, run->setting, &spikes, err);
    sweep->alone_agrees &= same_spikes(&spikes, &run->members[m].spikes);
    sweep->n_alone++;
    rx_bench_spikes_free(&spikes);
    rx_bench_workload_free(alone);
    RX_TRY(status);
  }
  return RX_OK;
}

rx_status rx_bench_run_sweep(const rx_bench_network *network, int n_members, double duration_ms,
                             const rx_bench_setting *setting, int n_pairs, rx_bench_sweep *sweep, rx_error *err)
{
  *sweep = (rx_bench_sweep){ .n_members = n_members };
  const size_t n = (size_t)n_members;
  rx_bench_member *factors = calloc(n, sizeof *factors);
  sweep_run run = { setting, calloc(n, sizeof *run.members) }, again = { setting, calloc(n, sizeof *again.members) };
  rx_status status = RX_E_MEMORY;
  if (factors != NULL && run.members != NULL && again.members != NULL) {
    rx_bench_members(n, factors);
    status = compare_runs(network, factors, duration_ms, n_pairs, &run, &again, sweep, err);
    for (size_t m = 0; m < n; m++) {
      rx_bench_workload_free(run.members[m].workload);
      rx_bench_spikes_free(&run.members[m].spikes);
      rx_bench_spikes_free(&again.members[m].spikes);
    }
  } else {
    rx_no_memory(err);
  }
  free(again.members);
  free(run.members);
  free(factors);
  return status;
}
