#include "bench/driver/kernel.h"

#include <math.h>

#include "bench/measure/timing.h"

/* Of one step of one cell of P2 and P3, counted in the formulas of models/channels/generic, models/synapses and
 * solver/kernels/kernels_step.c. An exponential has 19 operations; additions, multiplications and divisions count one each. */
enum {
  N_EXPONENTIALS = 12,
  N_OPERATIONS = N_EXPONENTIALS * 19 /* exponentials */
                 + 48                /* na_generic */
                 + 28                /* kdr_generic */
                 + 42                /* ka_generic */
                 + 28                /* cal_generic */
                 + 21                /* kca_generic */
                 + 38                /* four receptors, magnesium block */
                 + 40                /* V of both compartments, calcium, spikes */
};

enum { N_RUNS = 5, N_CHAINS = 12 };
#define PEAK_LOOPS 2000000L

/* Chains of multiply-adds, as many as hide its latency; the values settle at 2. Contraction is on for this file. */
#define PEAK_LOOP(NAME, TARGET, TYPE, BYTES)                                                                           \
  TARGET static double NAME(long n)                                                                                    \
  {                                                                                                                    \
    typedef TYPE vector __attribute__((vector_size(BYTES)));                                                           \
    vector x[N_CHAINS], sum = { 0 };                                                                                   \
    for (int k = 0; k < N_CHAINS; k++) x[k] = (vector){ 0 } + (TYPE)k;                                                 \
    for (long i = 0; i < n; i++)                                                                                       \
      for (int k = 0; k < N_CHAINS; k++) x[k] = x[k] * (TYPE)0.5 + (TYPE)1;                                            \
    for (int k = 0; k < N_CHAINS; k++) sum += x[k];                                                                    \
    return (double)sum[0];                                                                                             \
  }                                                                                                                    \
  enum { NAME##_OPERATIONS = 2 * N_CHAINS * (BYTES) / (int)sizeof(TYPE) };

PEAK_LOOP(peak_baseline, , double, 16)
PEAK_LOOP(peak_baseline_single, , float, 16)
#if defined(__x86_64__)
PEAK_LOOP(peak_avx2, __attribute__((target("avx2,fma"))), double, 32)
PEAK_LOOP(peak_avx2_single, __attribute__((target("avx2,fma"))), float, 32)
PEAK_LOOP(peak_avx512, __attribute__((target("avx512f,fma"))), double, 64)
PEAK_LOOP(peak_avx512_single, __attribute__((target("avx512f,fma"))), float, 64)
#else
#define peak_avx2                     peak_baseline
#define peak_avx2_OPERATIONS          peak_baseline_OPERATIONS
#define peak_avx2_single              peak_baseline_single
#define peak_avx2_single_OPERATIONS   peak_baseline_single_OPERATIONS
#define peak_avx512                   peak_baseline
#define peak_avx512_OPERATIONS        peak_baseline_OPERATIONS
#define peak_avx512_single            peak_baseline_single
#define peak_avx512_single_OPERATIONS peak_baseline_single_OPERATIONS
#endif

/* Best of a few measurements of independent multiply-adds in registers at the level in use, in 1e9 operations a second: an
 * addition and a multiplication each. is_single: single precision. */
static double peak_gflops(bool is_single)
{
  static const struct {
    double (*loop)(long n);
    int n_operations;
  } LOOPS[RX_N_ISA][2] = {
    [RX_ISA_BASELINE] = { { peak_baseline, peak_baseline_OPERATIONS },
                          { peak_baseline_single, peak_baseline_single_OPERATIONS } },
    [RX_ISA_AVX2] = { { peak_avx2, peak_avx2_OPERATIONS }, { peak_avx2_single, peak_avx2_single_OPERATIONS } },
    [RX_ISA_AVX512] = { { peak_avx512, peak_avx512_OPERATIONS },
                        { peak_avx512_single, peak_avx512_single_OPERATIONS } },
  };
  const rx_isa isa = rx_isa_current();
  volatile double sink = 0;
  double best = 0;
  for (int i = 0; i < N_RUNS; i++) {
    const double began = rx_bench_user_s();
    sink = sink + LOOPS[isa][is_single].loop(PEAK_LOOPS);
    const double s = rx_bench_user_s() - began;
    best = fmax(best, 1e-9 * (double)PEAK_LOOPS * LOOPS[isa][is_single].n_operations / s);
  }
  return best;
}

typedef struct timed_member {
  const rx_bench_workload *workload;
  rx_bench_setting setting;
} timed_member;

static rx_status run(const void *what, int setting, rx_error *err)
{
  const timed_member *m = what;
  (void)setting;
  return rx_bench_workload_run(m->workload, &m->setting, NULL, err);
}

static rx_status report(rx_bench *b, const timed_member *m, double duration_ms, rx_error *err)
{
  double least_s = INFINITY, wall_s;
  for (int i = 0; i < (b->arguments->is_quick ? 1 : N_RUNS); i++) {
    double s;
    RX_TRY(rx_bench_measure(run, m, 0, &s, &wall_s, err));
    least_s = fmin(least_s, s);
  }
  const double n_steps = RX_BENCH_N_CELLS * duration_ms / m->setting.dt_ms, peak = peak_gflops(m->setting.is_single);
  const double gflops = 1e-9 * n_steps * N_OPERATIONS / least_s;
  char name[RX_BENCH_SETTING_NAME];
  rx_bench_setting_name(&m->setting, name);
  return rx_bench_table_note(
      &b->table, err,
      "kernel, P3 at %s, %s: %.2f ns a cell-step (%d operations, %d exponentials), %.1f GFLOP/s of "
      "%.1f measured in multiply-adds alone (%.0f %%), %.3g exponentials a second",
      name, rx_isa_name(rx_isa_current()), 1e9 * least_s / n_steps, (int)N_OPERATIONS, (int)N_EXPONENTIALS, gflops,
      peak, 100 * gflops / peak, n_steps * N_EXPONENTIALS / least_s);
}

rx_status rx_bench_report_kernel(rx_bench *b, rx_error *err)
{
  const double duration_ms = rx_bench_duration_ms(RX_BENCH_P3, b->arguments->is_quick);
  rx_bench_member members[2]; /* member 1 has the sweep's mean inhibition */
  rx_bench_workload *workload;
  rx_log_info(b->log, "kernel: a member of P3");
  rx_bench_members(2, members);
  RX_TRY(rx_bench_workload_network(rx_bench_judge_network(b->judge), &members[1], NULL, duration_ms, &workload, err));
  rx_status status = RX_OK;
  for (int p = 0; p < 2 && status == RX_OK; p++) {
    if (!b->arguments->precisions[p]) continue;
    const timed_member m = { workload, { .dt_ms = RX_BENCH_USUAL_STEP_MS, .coarse_steps = 1, .is_single = p == 1 } };
    status = report(b, &m, duration_ms, err);
  }
  rx_bench_workload_free(workload);
  return status;
}
