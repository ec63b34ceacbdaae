/* Means, medians and effects of a response over the parameters of a sweep. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_statistics_double.h>

#include "analysis/modulation.h"
#include "io/report/study/sweep/sweep_view.h"

enum { MOST_BINS = 12, POINTS_OF_A_BIN = 8 };

/* Share of the range that counts as its end where there are no levels. */
#define END_SHARE 0.1

static int compare_doubles(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

double rx_finite_mean(size_t n, const double values[])
{
  double sum = 0;
  size_t count = 0;
  for (size_t i = 0; i < n; i++)
    if (isfinite(values[i])) sum += values[i], count++;
  return count > 0 ? sum / (double)count : NAN;
}

bool rx_point_means(const rx_sweep_view *view, const double values[], double mean[])
{
  const uint64_t *point = view->sweep->plan.point;
  size_t *count = calloc(view->n_points + 1, sizeof *count);
  if (count == NULL) return false;
  for (size_t p = 0; p < view->n_points; p++) mean[p] = 0;
  for (size_t m = 0; m < view->n_members; m++)
    if (isfinite(values[m])) mean[point[m]] += values[m], count[point[m]]++;
  for (size_t p = 0; p < view->n_points; p++) mean[p] = count[p] > 0 ? mean[p] / (double)count[p] : NAN;
  free(count);
  return true;
}

static bool alloc_curve(const rx_sweep_view *view, size_t n, rx_sweep_curve *c)
{
  double *numbers = rx_arena_alloc(view->arena, (4 * n + 1) * sizeof *numbers);
  *c = (rx_sweep_curve){ 0, numbers, numbers + n, numbers + 2 * n, numbers + 3 * n, NULL };
  c->count = rx_arena_alloc(view->arena, (n + 1) * sizeof *c->count);
  return numbers != NULL && c->count != NULL;
}

/* A replicate's mean at a level is one observation: points of a replicate share its random streams and are no more than one. */
static bool curve_of_levels(const rx_sweep_view *view, const rx_swept *s, const double values[], rx_sweep_curve *c)
{
  const rx_sweep_plan *plan = &view->sweep->plan;
  const size_t n_r = view->n_replicates;
  double *sum = calloc(s->n_levels * n_r + n_r + 1, sizeof *sum), *means = sum + s->n_levels * n_r;
  size_t *count = calloc(s->n_levels * n_r + 1, sizeof *count);
  const bool is_made = sum != NULL && count != NULL && alloc_curve(view, s->n_levels, c);
  for (size_t m = 0; is_made && m < view->n_members; m++) {
    const uint32_t level = s->level[plan->point[m]];
    if (level == RX_NO_LEVEL || !isfinite(values[m])) continue;
    sum[level * n_r + plan->replicate[m]] += values[m];
    count[level * n_r + plan->replicate[m]]++;
  }
  for (size_t l = 0; is_made && l < s->n_levels; l++) {
    size_t n = 0, n_values = 0;
    for (size_t r = 0; r < n_r; r++) {
      if (count[l * n_r + r] == 0) continue;
      means[n++] = sum[l * n_r + r] / (double)count[l * n_r + r];
      n_values += count[l * n_r + r];
    }
    const rx_mean mean = rx_mean_of(n, means);
    const rx_estimate interval = rx_mean_interval(&mean, RX_CONFIDENCE);
    c->x[l] = s->levels[l], c->y[l] = mean.mean, c->low[l] = interval.low, c->high[l] = interval.high;
    c->count[l] = n_values;
    c->n++;
  }
  free(count);
  free(sum);
  return is_made;
}

/* Which bin of n the place 0 … 1 is in. */
static size_t bin_of(double place, size_t n)
{
  return place <= 0 ? 0 : place >= 1 ? n - 1 : (size_t)(place * (double)n);
}

/* The points' means put in order of their bins; first [n_bins + 1] says where each begins. */
static void sort_into_bins(const rx_sweep_view *view, const rx_swept *s, const double mean[], size_t n_bins,
                           double sorted[], size_t first[])
{
  size_t next[MOST_BINS];
  for (size_t b = 0; b <= n_bins; b++) first[b] = 0;
  for (size_t p = 0; p < view->n_points; p++)
    if (isfinite(mean[p]) && isfinite(s->place[p])) first[bin_of(s->place[p], n_bins) + 1]++;
  for (size_t b = 0; b < n_bins; b++) next[b] = first[b], first[b + 1] += first[b];
  for (size_t p = 0; p < view->n_points; p++)
    if (isfinite(mean[p]) && isfinite(s->place[p])) sorted[next[bin_of(s->place[p], n_bins)]++] = mean[p];
}

static bool curve_of_bins(const rx_sweep_view *view, const rx_swept *s, const double values[], rx_sweep_curve *c)
{
  double *mean = malloc((2 * view->n_points + 1) * sizeof *mean), *sorted = mean + view->n_points;
  const rx_axis axis = rx_swept_axis(s, 4);
  size_t n_finite = 0, first[MOST_BINS + 1];
  const bool is_made = mean != NULL && rx_point_means(view, values, mean) && alloc_curve(view, MOST_BINS, c);
  for (size_t p = 0; is_made && p < view->n_points; p++) n_finite += isfinite(mean[p]) && isfinite(s->place[p]);
  const size_t n_wanted = n_finite / POINTS_OF_A_BIN, n_bins = n_wanted < MOST_BINS ? n_wanted : MOST_BINS;
  if (is_made && n_bins >= 3) sort_into_bins(view, s, mean, n_bins, sorted, first);
  for (size_t b = 0; is_made && n_bins >= 3 && b < n_bins; b++) {
    const size_t n = first[b + 1] - first[b];
    double *bin = sorted + first[b];
    if (n == 0) continue;
    qsort(bin, n, sizeof *bin, compare_doubles);
    const double middle = ((double)b + 0.5) / (double)n_bins;
    const size_t i = c->n++;
    c->x[i] = axis.is_log ? axis.low * pow(axis.high / axis.low, middle) : axis.low + middle * (axis.high - axis.low);
    c->y[i] = gsl_stats_median_from_sorted_data(bin, 1, n);
    c->low[i] = gsl_stats_quantile_from_sorted_data(bin, 1, n, 0.25);
    c->high[i] = gsl_stats_quantile_from_sorted_data(bin, 1, n, 0.75);
    c->count[i] = n;
  }
  free(mean);
  return is_made;
}

bool rx_sweep_curve_make(const rx_sweep_view *view, const rx_swept *s, const double values[], rx_sweep_curve *curve)
{
  return s->has_levels ? curve_of_levels(view, s, values, curve) : curve_of_bins(view, s, values, curve);
}

/* ---- effects ---- */

typedef struct rx_sum {
  double sum;
  size_t n;
} rx_sum;

static void add(rx_sum *sum, double value)
{
  sum->sum += value;
  sum->n++;
}

static double mean_of(rx_sum sum)
{
  return sum.n > 0 ? sum.sum / (double)sum.n : NAN;
}

/* True where all but parameter k are at the level nearest to their default. */
static bool is_held(const rx_sweep_view *view, size_t k, size_t point)
{
  for (size_t j = 0; j < view->n_swept; j++)
    if (j != k && view->swept[j].level[point] != view->swept[j].default_level) return false;
  return true;
}

/* -1 at the low end of the range, 1 at its high end, 0 between. */
static int end_of(const rx_swept *s, size_t point)
{
  if (s->level[point] == RX_NO_LEVEL || s->n_levels < 2) return 0;
  if (s->has_levels) return s->level[point] == 0 ? -1 : s->level[point] + 1 == s->n_levels ? 1 : 0;
  return s->place[point] <= END_SHARE ? -1 : s->place[point] >= 1 - END_SHARE ? 1 : 0;
}

rx_effect rx_sweep_effect(const rx_sweep_view *view, size_t k, const double values[])
{
  const rx_swept *s = &view->swept[k];
  const bool is_grid =
      view->n_swept > 1 && view->sweep->plan.design != NULL && strcmp(view->sweep->plan.design, "grid") == 0;
  rx_sum low = { 0 }, high = { 0 }, held_low = { 0 }, held_high = { 0 };
  for (size_t m = 0; m < view->n_members; m++) {
    if (!isfinite(values[m])) continue;
    const size_t point = view->sweep->plan.point[m];
    const int end = end_of(s, point);
    if (end == 0) continue;
    add(end < 0 ? &low : &high, values[m]);
    if (is_grid && is_held(view, k, point)) add(end < 0 ? &held_low : &held_high, values[m]);
  }
  return (rx_effect){ mean_of(low), mean_of(high), mean_of(held_low), mean_of(held_high) };
}

void rx_sweep_order(const rx_sweep_view *view, const double values[], size_t order[])
{
  double *size = malloc((view->n_swept + 1) * sizeof *size);
  for (size_t k = 0; k < view->n_swept; k++) order[k] = k;
  if (size == NULL) return; /* the order of the design will do */
  for (size_t k = 0; k < view->n_swept; k++) {
    const rx_effect e = rx_sweep_effect(view, k, values);
    size[k] = isfinite(e.at_high - e.at_low) ? fabs(e.at_high - e.at_low) : -1;
  }
  /* by insertion: equal ones keep the order of the design */
  for (size_t i = 1; i < view->n_swept; i++)
    for (size_t j = i; j > 0 && size[order[j]] > size[order[j - 1]]; j--) {
      const size_t k = order[j];
      order[j] = order[j - 1];
      order[j - 1] = k;
    }
  free(size);
}
