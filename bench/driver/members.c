/* rexed-bench-members [N]: what it gains that members share the lanes of blocks. Runs N members (64) of P1, one cell each with a
 * current of its own, for 1 s of biological time: one after the other, then together, alternating, on one thread. Prints the CPU
 * time of both (medians) and their ratio; fails where a spike differs. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bench/networks.h"
#include "solver/ensemble/ensemble.h"

enum { N_PAIRS = 5, MOST_MEMBERS = 100000 };
#define DURATION_MS 1000.0

typedef struct sweep {
  int n;
  rx_network *network;
  rx_waveform *currents;
  rx_clamp *clamps;
  rx_drive *drives;
  rx_recording *recordings[2]; /* alone, together */
  rx_ensemble_member *members;
} sweep;

static rx_status make(sweep *s, int n, rx_error *err)
{
  const size_t count = (size_t)n;
  s->n = n;
  s->currents = calloc(count, sizeof *s->currents);
  s->clamps = calloc(count, sizeof *s->clamps);
  s->drives = calloc(count, sizeof *s->drives);
  s->members = calloc(count, sizeof *s->members);
  for (int k = 0; k < 2; k++) s->recordings[k] = calloc(count, sizeof *s->recordings[k]);
  if (s->currents == NULL || s->clamps == NULL || s->drives == NULL || s->members == NULL || s->recordings[0] == NULL ||
      s->recordings[1] == NULL)
    return rx_no_memory(err);
  for (int i = 0; i < n; i++) {
    RX_TRY(rx_waveform_step(&s->currents[i], 100, 2 * DURATION_MS, 0.12 + 0.001 * (i % 64), err));
    s->clamps[i] = (rx_clamp){ .waveform = &s->currents[i] };
    s->drives[i] = (rx_drive){ .n_clamps = 1, .clamps = &s->clamps[i] };
  }
  return rx_bench_make_p1(&s->network, err);
}

static void discard(sweep *s)
{
  for (int i = 0; i < s->n; i++) {
    if (s->currents != NULL) rx_waveform_free(&s->currents[i]);
    for (int k = 0; k < 2; k++)
      if (s->recordings[k] != NULL) rx_recording_free(&s->recordings[k][i]);
  }
  free(s->currents);
  free(s->clamps);
  free(s->drives);
  free(s->members);
  free(s->recordings[0]);
  free(s->recordings[1]);
  rx_network_free(s->network);
}

/* CPU time of all members, `group` at a time, in s. */
static rx_status run(sweep *s, int group, rx_recording recordings[], double *cpu_s, rx_error *err)
{
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = DURATION_MS;
  for (int i = 0; i < s->n; i++) {
    rx_recording_free(&recordings[i]);
    s->members[i] = (rx_ensemble_member){ .network = s->network, .drive = &s->drives[i], .recording = &recordings[i] };
  }
  const clock_t began = clock();
  for (int i = 0; i < s->n; i += group)
    rx_simulate_ensemble_members(i + group <= s->n ? group : s->n - i, s->members + i, &options);
  *cpu_s = (double)(clock() - began) / CLOCKS_PER_SEC;
  for (int i = 0; i < s->n; i++) {
    if (s->members[i].status == RX_OK) continue;
    *err = s->members[i].err;
    return s->members[i].status;
  }
  return RX_OK;
}

static rx_status compare(const sweep *s, rx_error *err)
{
  for (int i = 0; i < s->n; i++) {
    const rx_recording *a = &s->recordings[0][i], *b = &s->recordings[1][i];
    bool is_same = a->spikes.n == b->spikes.n;
    for (size_t k = 0; is_same && k < a->spikes.n; k++) is_same = a->spikes.items[k].t_ms == b->spikes.items[k].t_ms;
    if (!is_same) return rx_fail(err, RX_E_SOLVER, "member %d: other spikes than alone", i);
  }
  return RX_OK;
}

static int by_value(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double values[N_PAIRS])
{
  qsort(values, N_PAIRS, sizeof *values, by_value);
  return values[N_PAIRS / 2];
}

int main(int argc, char **argv)
{
  char *end = "";
  const long n = argc > 1 ? strtol(argv[1], &end, 10) : 64;
  if (argc > 2 || *end != '\0' || n < 1 || n > MOST_MEMBERS) {
    fprintf(stderr, "usage: rexed-bench-members [N], N from 1 to %d\n", MOST_MEMBERS);
    return 2;
  }
  sweep s = { 0 };
  rx_error err = { 0 };
  double alone_s[N_PAIRS], together_s[N_PAIRS];
  rx_status status = make(&s, (int)n, &err);
  for (int k = 0; k < N_PAIRS && status == RX_OK; k++) {
    status = run(&s, 1, s.recordings[0], &alone_s[k], &err);
    if (status == RX_OK) status = run(&s, (int)n, s.recordings[1], &together_s[k], &err);
    if (status == RX_OK) status = compare(&s, &err);
  }
  if (status == RX_OK) {
    const double alone = median(alone_s), together = median(together_s);
    printf("%ld members of P1, %g ms: alone %.3f s, together %.3f s: %.1f times faster, the same spikes\n", n,
           DURATION_MS, alone, together, alone / together);
  } else {
    fprintf(stderr, "rexed-bench-members: %s\n", err.text);
  }
  discard(&s);
  return status == RX_OK ? 0 : 1;
}
