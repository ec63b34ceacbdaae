#include "bench/measure/timing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/log.h"

#define MEASUREMENT_S 0.1

double rx_bench_user_s(void)
{
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (double)used.ru_utime.tv_sec + 1e-6 * (double)used.ru_utime.tv_usec;
}

rx_status rx_bench_measure(rx_bench_run_fn *run, const void *what, int setting, double *user_s, double *wall_s,
                           rx_error *err)
{
  const double user = rx_bench_user_s(), wall = rx_wall_seconds();
  int n_runs = 0;
  do {
    RX_TRY(run(what, setting, err));
    n_runs++;
  } while (rx_wall_seconds() - wall < MEASUREMENT_S);
  *user_s = (rx_bench_user_s() - user) / n_runs;
  *wall_s = (rx_wall_seconds() - wall) / n_runs;
  return RX_OK;
}

rx_status rx_bench_measure_pair(rx_bench_run_fn *run, const void *what, rx_bench_peer *peer, int n_settings,
                                rx_bench_pairs pairs[], rx_error *err)
{
  rx_bench_peer_times times = { NAN, NAN };
  if (peer != NULL) RX_TRY(rx_bench_peer_run(peer, &times, err));
  for (int s = 0; s < n_settings; s++) {
    rx_bench_pairs *p = &pairs[s];
    if (p->n >= RX_BENCH_MAX_PAIRS) return rx_fail(err, RX_E_INPUT, "more than %d pairs", RX_BENCH_MAX_PAIRS);
    p->peer_user_s[p->n] = times.user_s;
    p->peer_wall_s[p->n] = times.wall_s;
    RX_TRY(rx_bench_measure(run, what, s, &p->rexed_user_s[p->n], &p->rexed_wall_s[p->n], err));
    p->n++;
  }
  return RX_OK;
}

static int ascending(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(const double values[], int n)
{
  double sorted[RX_BENCH_MAX_PAIRS];
  if (n == 0) return NAN;
  memcpy(sorted, values, (size_t)n * sizeof *sorted);
  qsort(sorted, (size_t)n, sizeof *sorted, ascending);
  return 0.5 * (sorted[(n - 1) / 2] + sorted[n / 2]);
}

static double mean(const double values[], int n)
{
  double sum = 0;
  for (int i = 0; i < n; i++) sum += values[i];
  return sum / n; /* NAN for none */
}

rx_bench_timing rx_bench_summarise(const rx_bench_pairs *pairs, double biological_s, bool is_sum)
{
  double (*const middle)(const double values[], int n) = is_sum ? mean : median;
  rx_bench_timing t = { .peer_s = middle(pairs->peer_user_s, pairs->n) / biological_s,
                        .rexed_s = middle(pairs->rexed_user_s, pairs->n) / biological_s,
                        .peer_wall_s = middle(pairs->peer_wall_s, pairs->n) / biological_s,
                        .rexed_wall_s = middle(pairs->rexed_wall_s, pairs->n) / biological_s,
                        .ratio_low = NAN,
                        .ratio_high = NAN };
  t.ratio = t.peer_s / t.rexed_s;
  t.wall_ratio = t.peer_wall_s / t.rexed_wall_s;
  for (int i = 0; i < pairs->n; i++) {
    const double ratio = pairs->peer_user_s[i] / pairs->rexed_user_s[i];
    t.ratio_low = fmin(t.ratio_low, ratio);
    t.ratio_high = fmax(t.ratio_high, ratio);
  }
  return t;
}
