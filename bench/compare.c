#include "bench/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static rx_status sorted_copy(const rx_bench_spikes *spikes, rx_bench_spikes *copy, rx_error *err)
{
  *copy = (rx_bench_spikes){ 0 };
  if (spikes->n == 0) return RX_OK;
  copy->items = malloc(spikes->n * sizeof *copy->items);
  if (copy->items == NULL) return rx_no_memory(err);
  memcpy(copy->items, spikes->items, spikes->n * sizeof *copy->items);
  copy->n = copy->capacity = spikes->n;
  rx_bench_spikes_sort(copy);
  return RX_OK;
}

static int ascending(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Quantile q of n ascending numbers, linear between ranks. */
static double quantile(const double *sorted, size_t n, double q)
{
  if (n == 0) return NAN;
  const double rank = q * (double)(n - 1);
  const size_t below = (size_t)rank;
  if (below + 1 >= n) return sorted[n - 1];
  return sorted[below] + (rank - (double)below) * (sorted[below + 1] - sorted[below]);
}

/* Walks both sets, sorted by cell and time. difference_ms: [the smaller set's number], out. */
static void match(const rx_bench_spikes *reference, const rx_bench_spikes *test, double *difference_ms,
                  rx_bench_error *result)
{
  size_t i = 0, j = 0;
  while (i < reference->n && j < test->n) {
    const rx_bench_spike *r = &reference->items[i], *s = &test->items[j];
    const double difference = s->t_ms - r->t_ms;
    if (r->cell == s->cell && fabs(difference) <= RX_BENCH_MATCH_MS) {
      difference_ms[result->n_matched++] = fabs(difference);
      i++;
      j++;
    } else {
      const bool reference_is_earlier = r->cell != s->cell ? r->cell < s->cell : difference > 0;
      if (reference_is_earlier)
        i++;
      else
        j++;
      result->n_unmatched++;
    }
  }
  result->n_unmatched += (reference->n - i) + (test->n - j);
}

rx_status rx_bench_compare(const rx_bench_spikes *reference, const rx_bench_spikes *test, rx_bench_error *result,
                           rx_error *err)
{
  *result = (rx_bench_error){ 0 };
  rx_bench_spikes r = { 0 }, s = { 0 };
  double *difference_ms = NULL;
  rx_status status = sorted_copy(reference, &r, err);
  if (status == RX_OK) status = sorted_copy(test, &s, err);
  if (status == RX_OK) {
    const size_t n = r.n < s.n ? r.n : s.n;
    difference_ms = malloc((n > 0 ? n : 1) * sizeof *difference_ms);
    if (difference_ms == NULL) status = rx_no_memory(err);
  }
  if (status == RX_OK) {
    match(&r, &s, difference_ms, result);
    qsort(difference_ms, result->n_matched, sizeof *difference_ms, ascending);
    result->e50_ms = quantile(difference_ms, result->n_matched, 0.5);
    result->e95_ms = quantile(difference_ms, result->n_matched, 0.95);
  }
  free(difference_ms);
  rx_bench_spikes_free(&s);
  rx_bench_spikes_free(&r);
  return status;
}

bool rx_bench_is_as_accurate(const rx_bench_error *a, const rx_bench_error *b)
{
  return a->e50_ms <= b->e50_ms && a->e95_ms <= b->e95_ms && a->n_unmatched <= b->n_unmatched;
}

double rx_bench_arrival_error_ms(const rx_bench_spikes *spikes, int cell, double expected_ms)
{
  double first_ms = NAN;
  for (size_t i = 0; i < spikes->n; i++)
    if (spikes->items[i].cell == cell && !(spikes->items[i].t_ms >= first_ms)) first_ms = spikes->items[i].t_ms;
  return fabs(first_ms - expected_ms);
}

rx_bench_rates rx_bench_population_rates(const rx_bench_spikes *spikes, double duration_ms)
{
  size_t n_excitatory = 0, n_inhibitory = 0, n_projection = 0;
  for (size_t i = 0; i < spikes->n; i++) {
    if (spikes->items[i].cell >= RX_BENCH_N_CELLS) continue;
    switch (rx_bench_population(spikes->items[i].cell)) {
    case 'E': n_excitatory++; break;
    case 'I': n_inhibitory++; break;
    default: n_projection++;
    }
  }
  const double seconds = duration_ms * 1e-3;
  return (rx_bench_rates){ (double)n_excitatory / RX_BENCH_N_EXCITATORY / seconds,
                           (double)n_inhibitory / RX_BENCH_N_INHIBITORY / seconds,
                           (double)n_projection / RX_BENCH_N_PROJECTION / seconds };
}
