#include "analysis/motor/matched_pairs.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>

#include "analysis/quantile.h"
#include "base/random.h"

static int by_names(const void *left, const void *right)
{
  const rx_matched_pair *a = left, *b = right;
  if (a->control != b->control) return a->control < b->control ? -1 : 1;
  return (a->test > b->test) - (a->test < b->test);
}

/* Included pairs by the names of their units; the value goes to `condition`. */
static rx_matched_pair *included(const rx_delta_f *result, rx_arena *arena)
{
  rx_matched_pair *pairs = rx_arena_alloc(arena, (result->n_included + 1) * sizeof *pairs);
  size_t n = 0;
  for (size_t k = 0; pairs != NULL && k < result->n_listed; k++) {
    const rx_unit_pair *pair = &result->pairs[k];
    if (pair->exclusions == 0)
      pairs[n++] = (rx_matched_pair){ result->units[pair->control].train.unit, result->units[pair->test].train.unit,
                                      NAN, rx_pair_value(pair, &result->options) };
  }
  if (pairs != NULL) qsort(pairs, n, sizeof *pairs, by_names);
  return pairs;
}

static size_t match(size_t n, rx_matched_pair pairs[], size_t n_reference, const rx_matched_pair reference[])
{
  size_t n_matched = 0;
  for (size_t i = 0, j = 0; i < n && j < n_reference;) {
    const int order = by_names(&pairs[i], &reference[j]);
    if (order == 0) {
      rx_matched_pair pair = pairs[i];
      pair.reference = reference[j++].condition;
      pairs[n_matched++] = pair; /* never past i */
    }
    if (order <= 0) i++;
    if (order > 0) j++;
  }
  return n_matched;
}

/* ---- bootstrap ---- */

/* A pair with the places of its units among those that occur. */
typedef struct change {
  double value;
  size_t control, test;
} change;

static int by_value(const void *left, const void *right)
{
  const change *a = left, *b = right;
  return (a->value > b->value) - (a->value < b->value);
}

static int by_name(const void *left, const void *right)
{
  const int a = *(const int *)left, b = *(const int *)right;
  return (a > b) - (a < b);
}

static size_t distinct_names(const rx_matched_pairs *matched, int names[])
{
  size_t n = 0, m = 0;
  for (size_t k = 0; k < matched->n; k++) names[m++] = matched->pairs[k].control, names[m++] = matched->pairs[k].test;
  qsort(names, m, sizeof *names, by_name);
  for (size_t k = 0; k < m; k++)
    if (n == 0 || names[n - 1] != names[k]) names[n++] = names[k];
  return n;
}

static size_t place_of(int name, size_t n, const int names[])
{
  const int *found = bsearch(&name, names, n, sizeof *names, by_name);
  return (size_t)(found - names);
}

/* The value at position `at` (0-based) when each is repeated as often as its units were drawn. */
static double repeated_at(const change changes[], const uint32_t drawn[], uint64_t at)
{
  uint64_t before = 0;
  for (size_t k = 0;; k++) {
    before += (uint64_t)drawn[changes[k].control] * drawn[changes[k].test];
    if (before > at) return changes[k].value;
  }
}

static double resampled_median(size_t n, const change sorted[], size_t n_units, uint32_t drawn[], rx_stream *stream)
{
  uint64_t total = 0;
  for (size_t u = 0; u < n_units; u++) drawn[u] = 0;
  for (size_t u = 0; u < n_units; u++) drawn[rx_random_below(stream, n_units)]++;
  for (size_t k = 0; k < n; k++) total += (uint64_t)drawn[sorted[k].control] * drawn[sorted[k].test];
  if (total == 0) return NAN;
  return (repeated_at(sorted, drawn, (total - 1) / 2) + repeated_at(sorted, drawn, total / 2)) / 2;
}

static rx_status resample(rx_matched_pairs *matched, uint64_t seed, rx_arena *arena, rx_error *err)
{
  if (matched->n < 2) return RX_OK; /* one pair has no spread */
  int *names = rx_arena_alloc(arena, 2 * matched->n * sizeof *names);
  change *changes = rx_arena_alloc(arena, matched->n * sizeof *changes);
  uint32_t *drawn = rx_arena_alloc(arena, 2 * matched->n * sizeof *drawn);
  double *medians = rx_arena_alloc(arena, RX_MATCHED_RESAMPLES * sizeof *medians);
  if (names == NULL || changes == NULL || drawn == NULL || medians == NULL) return rx_no_memory(err);
  const size_t n_units = distinct_names(matched, names);
  for (size_t k = 0; k < matched->n; k++)
    changes[k] = (change){ matched->pairs[k].condition - matched->pairs[k].reference,
                           place_of(matched->pairs[k].control, n_units, names),
                           place_of(matched->pairs[k].test, n_units, names) };
  qsort(changes, matched->n, sizeof *changes, by_value);
  for (uint64_t b = 0; b < RX_MATCHED_RESAMPLES; b++) {
    rx_stream stream = rx_stream_make(seed, b, 0, 0, RX_STREAM_RESAMPLE);
    const double median = resampled_median(matched->n, changes, n_units, drawn, &stream);
    if (!isnan(median)) medians[matched->n_resamples++] = median;
  }
  if (matched->n_resamples == 0) return RX_OK;
  gsl_sort(medians, 1, matched->n_resamples);
  matched->low = rx_sorted_quantile(matched->n_resamples, medians, (1 - RX_MATCHED_CONFIDENCE) / 2);
  matched->high = rx_sorted_quantile(matched->n_resamples, medians, (1 + RX_MATCHED_CONFIDENCE) / 2);
  return RX_OK;
}

rx_status rx_matched_pairs_of(const rx_delta_f *condition, const rx_delta_f *reference, uint64_t seed, rx_arena *arena,
                              rx_matched_pairs *matched, rx_error *err)
{
  *matched = (rx_matched_pairs){ .median = NAN, .mean = NAN, .low = NAN, .high = NAN };
  rx_matched_pair *pairs = included(condition, arena), *others = included(reference, arena);
  if (pairs == NULL || others == NULL) return rx_no_memory(err);
  matched->pairs = pairs;
  matched->n = match(condition->n_included, pairs, reference->n_included, others);
  double *changes = rx_arena_alloc(arena, (matched->n + 1) * sizeof *changes), sum = 0;
  if (changes == NULL) return rx_no_memory(err);
  for (size_t k = 0; k < matched->n; k++) sum += changes[k] = pairs[k].condition - pairs[k].reference;
  if (matched->n == 0) return RX_OK;
  matched->mean = sum / (double)matched->n;
  gsl_sort(changes, 1, matched->n);
  matched->median = gsl_stats_median_from_sorted_data(changes, 1, matched->n);
  return resample(matched, seed, arena, err);
}
