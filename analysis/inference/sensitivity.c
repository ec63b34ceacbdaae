#include "analysis/inference/sensitivity.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "base/random.h"

rx_bootstrap rx_bootstrap_default(void)
{
  return (rx_bootstrap){ .n_resamples = 500, .confidence = 0.95, .seed = 1 };
}

const char *rx_indices_state_text(rx_indices_state state)
{
  switch (state) {
  case RX_INDICES_OK: return "ok";
  case RX_INDICES_CONSTANT: return "the outcome is constant";
  case RX_INDICES_TOO_FEW: return "too few samples without a failed member";
  }
  return "unknown state";
}

static rx_status check_request(size_t n_parameters, const rx_bootstrap *bootstrap, rx_error *err)
{
  if (n_parameters == 0) return rx_fail(err, RX_E_INPUT, "sensitivity to no parameters; there must be at least one");
  if (!(bootstrap->confidence > 0.0 && bootstrap->confidence < 1.0))
    return rx_fail(err, RX_E_INPUT, "a confidence of %g; it is between 0 and 1, such as 0.95", bootstrap->confidence);
  return RX_OK;
}

static bool all_finite(size_t n, const double values[])
{
  for (size_t i = 0; i < n; i++)
    if (!isfinite(values[i])) return false;
  return true;
}

/* Numbers of the groups of `size` rows without a failed one, in used[]; returns how many. */
static size_t find_used(size_t n_groups, size_t size, const double outputs[], size_t used[])
{
  size_t n_used = 0;
  for (size_t i = 0; i < n_groups; i++)
    if (all_finite(size, outputs + i * size)) used[n_used++] = i;
  return n_used;
}

/* Mean and sd of the rows of the used groups; two passes, for outcomes with a large mean and a small variation. */
static void moments_of_rows(size_t n_used, const size_t used[], size_t size, const double outputs[], double *mean,
                            double *sd, double *largest)
{
  const double n = (double)n_used * (double)size;
  double sum = 0.0, squares = 0.0;
  *largest = 0.0;
  for (size_t i = 0; i < n_used; i++)
    for (size_t r = 0; r < size; r++) {
      const double y = outputs[used[i] * size + r];
      sum += y / n; /* outcomes near the end of the range of double do not overflow */
      *largest = fmax(*largest, fabs(y));
    }
  *mean = sum;
  const double scale = *largest > 0.0 ? 1.0 / *largest : 1.0;
  for (size_t i = 0; i < n_used; i++)
    for (size_t r = 0; r < size; r++) {
      const double d = outputs[used[i] * size + r] * scale - sum * scale;
      squares += d * d;
    }
  *sd = sqrt(squares / n) / scale;
}

/* ---- spread over bootstrap resamples ---- */

/* Running mean and squares of n values (Welford 1962). */
typedef struct {
  size_t n, n_seen;
  double *mean, *squares; /* [n] */
} spread;

static void spread_add(spread *s, const double values[])
{
  s->n_seen++;
  for (size_t i = 0; i < s->n; i++) {
    const double d = values[i] - s->mean[i];
    s->mean[i] += d / (double)s->n_seen;
    s->squares[i] += d * (values[i] - s->mean[i]);
  }
}

static double spread_half_width(const spread *s, size_t i, double confidence)
{
  if (s->n_seen < 2) return NAN;
  return gsl_cdf_ugaussian_Pinv(0.5 + 0.5 * confidence) * sqrt(s->squares[i] / (double)(s->n_seen - 1));
}

static void draw_rows(uint64_t seed, size_t resample, size_t n, size_t rows[])
{
  rx_stream stream = rx_stream_make(seed, resample, 0, 0, RX_STREAM_RESAMPLE);
  for (size_t i = 0; i < n; i++) rows[i] = (size_t)rx_random_below(&stream, n);
}

/* ---- Sobol indices ---- */

/* Normalised outcomes of the used base samples, by column of the scheme. */
typedef struct {
  size_t n, K;
  bool second_order;
  const double *A, *B;   /* [n] */
  const double *AB, *BA; /* [K][n]; BA is NULL without second order */
} scheme;

static size_t n_pairs(const scheme *s)
{
  return s->second_order ? s->K * (s->K - 1) / 2 : 0;
}

/* All indices from the base samples `rows` (with repetition): S1, ST, S2 of 01, 02, … 12, … . False where A and B do not vary. */
static bool estimate(const scheme *s, const size_t rows[], double indices[])
{
  const size_t n = s->n, K = s->K;
  double sum = 0.0, squares = 0.0, products = 0.0;
  for (size_t i = 0; i < n; i++) sum += s->A[rows[i]] + s->B[rows[i]];
  const double mean = sum / (2.0 * (double)n);
  for (size_t i = 0; i < n; i++) {
    const double a = s->A[rows[i]], b = s->B[rows[i]];
    squares += (a - mean) * (a - mean) + (b - mean) * (b - mean);
    products += a * b;
  }
  if (!(squares > 0.0)) return false;
  const double n_variance = 0.5 * squares; /* n V */
  double *S1 = indices, *ST = S1 + K, *S2 = ST + K;
  for (size_t j = 0; j < K; j++) {
    const double *AB = s->AB + j * n;
    double first = 0.0, total = 0.0;
    for (size_t i = 0; i < n; i++) {
      const double change = AB[rows[i]] - s->A[rows[i]];
      first += s->B[rows[i]] * change;
      total += change * change;
    }
    S1[j] = first / n_variance;
    ST[j] = 0.5 * total / n_variance;
  }
  for (size_t j = 0; j < K && s->second_order; j++)
    for (size_t k = j + 1; k < K; k++) {
      const double *BA = s->BA + j * n, *AB = s->AB + k * n;
      double both = 0.0;
      for (size_t i = 0; i < n; i++) both += BA[rows[i]] * AB[rows[i]];
      *S2++ = (both - products) / n_variance - S1[j] - S1[k];
    }
  return true;
}

static void put_pairs(size_t K, const double pairs[], double table[])
{
  for (size_t j = 0; j < K; j++)
    for (size_t k = j + 1; k < K; k++) table[j * K + k] = *pairs++;
}

/* Memory of the result, all NaN. */
static rx_status make_sobol_indices(size_t K, bool second_order, rx_sobol_indices *indices, rx_error *err)
{
  *indices = (rx_sobol_indices){ .n_parameters = K };
  if (K > SIZE_MAX / sizeof(double) / 4 / (K + 1)) return rx_no_memory(err);
  const size_t n = 4 * K + (second_order ? 2 * K * K : 0);
  double *p = indices->memory = malloc(n * sizeof *p);
  if (!p) return rx_no_memory(err);
  for (size_t i = 0; i < n; i++) p[i] = NAN;
  indices->S1 = p;
  indices->S1_conf = p + K;
  indices->ST = p + 2 * K;
  indices->ST_conf = p + 3 * K;
  indices->S2 = second_order ? p + 4 * K : NULL;
  indices->S2_conf = second_order ? p + 4 * K + K * K : NULL;
  return RX_OK;
}

/* columns: [2 + K or 2 + 2K][n_used], out: the rows of the scheme turned into columns, normalised. */
static scheme make_scheme(size_t n_used, const size_t used[], size_t K, bool second_order, const double outputs[],
                          double mean, double sd, double columns[])
{
  const size_t size = 2 + (second_order ? 2 * K : K);
  for (size_t i = 0; i < n_used; i++)
    for (size_t r = 0; r < size; r++) columns[r * n_used + i] = (outputs[used[i] * size + r] - mean) / sd;
  return (scheme){ .n = n_used,
                   .K = K,
                   .second_order = second_order,
                   .A = columns,
                   .AB = columns + n_used,
                   .BA = second_order ? columns + (1 + K) * n_used : NULL,
                   .B = columns + (size - 1) * n_used };
}

/* values: [3][number of indices], rows: [n], scratch. */
static void fill_indices(const scheme *s, const rx_bootstrap *bootstrap, double values[], size_t rows[],
                         rx_sobol_indices *indices)
{
  const size_t K = s->K, n_indices = 2 * K + n_pairs(s);
  for (size_t i = 0; i < s->n; i++) rows[i] = i;
  if (!estimate(s, rows, values)) {
    indices->state = RX_INDICES_CONSTANT;
    return;
  }
  for (size_t j = 0; j < K; j++) {
    indices->S1[j] = values[j];
    indices->ST[j] = values[K + j];
  }
  if (s->second_order) put_pairs(K, values + 2 * K, indices->S2);

  spread over = { .n = n_indices, .mean = values + n_indices, .squares = values + 2 * n_indices };
  for (size_t r = 0; r < bootstrap->n_resamples; r++) {
    draw_rows(bootstrap->seed, r, s->n, rows);
    if (estimate(s, rows, values)) spread_add(&over, values);
  }
  for (size_t i = 0; i < n_indices; i++) values[i] = spread_half_width(&over, i, bootstrap->confidence);
  for (size_t j = 0; j < K; j++) {
    indices->S1_conf[j] = values[j];
    indices->ST_conf[j] = values[K + j];
  }
  if (s->second_order) put_pairs(K, values + 2 * K, indices->S2_conf);
}

/* Variation this small beside the values is rounding. */
#define ROUNDING 1e-13

rx_status rx_sobol_indices_of(size_t n_base, size_t n_parameters, bool second_order, const double outputs[],
                              const rx_bootstrap *bootstrap, rx_sobol_indices *indices, rx_error *err)
{
  *indices = (rx_sobol_indices){ 0 };
  RX_TRY(check_request(n_parameters, bootstrap, err));
  RX_TRY(make_sobol_indices(n_parameters, second_order, indices, err));
  const size_t size = 2 + (second_order ? 2 * n_parameters : n_parameters);
  const size_t n_indices = 2 * n_parameters + (second_order ? n_parameters * (n_parameters - 1) / 2 : 0);
  size_t *used = calloc(2 * n_base + 1, sizeof *used);
  double *columns = calloc(n_base * size + 1, sizeof *columns), *values = calloc(3 * n_indices, sizeof *values);
  rx_status status = RX_OK;
  if (!used || !columns || !values) {
    rx_sobol_indices_free(indices);
    status = rx_no_memory(err);
    goto end;
  }
  indices->n_used = find_used(n_base, size, outputs, used);
  indices->n_left_out = n_base - indices->n_used;
  indices->state = RX_INDICES_TOO_FEW;
  if (indices->n_used < 2) goto end;
  double mean, sd, largest;
  moments_of_rows(indices->n_used, used, size, outputs, &mean, &sd, &largest);
  indices->state = RX_INDICES_CONSTANT;
  if (!(sd > ROUNDING * largest)) goto end;
  indices->state = RX_INDICES_OK;
  const scheme s = make_scheme(indices->n_used, used, n_parameters, second_order, outputs, mean, sd, columns);
  fill_indices(&s, bootstrap, values, used + n_base, indices);
end:
  free(values);
  free(columns);
  free(used);
  return status;
}

void rx_sobol_indices_free(rx_sobol_indices *indices)
{
  free(indices->memory);
  *indices = (rx_sobol_indices){ 0 };
}

/* ---- elementary effects ---- */

/* effects: [K], out, of one trajectory. */
static rx_status find_effects(size_t trajectory, size_t K, const double points[], const double outputs[],
                              double effects[], rx_error *err)
{
  for (size_t j = 0; j < K; j++) effects[j] = NAN;
  for (size_t r = 1; r <= K; r++) {
    const double *point = points + r * K, *before = point - K;
    size_t changed = K, n_changed = 0;
    for (size_t j = 0; j < K; j++)
      if (point[j] != before[j]) changed = j, n_changed++;
    if (n_changed != 1)
      return rx_fail(err, RX_E_INPUT, "row %zu of trajectory %zu changes %zu coordinates; each row changes one", r,
                     trajectory, n_changed);
    if (!isnan(effects[changed]))
      return rx_fail(err, RX_E_INPUT, "row %zu of trajectory %zu changes coordinate %zu again; each changes once", r,
                     trajectory, changed);
    effects[changed] = (outputs[r] - outputs[r - 1]) / (point[changed] - before[changed]);
  }
  return RX_OK;
}

static rx_status make_morris_indices(size_t K, rx_morris_indices *indices, rx_error *err)
{
  *indices = (rx_morris_indices){ .n_parameters = K };
  if (K > SIZE_MAX / sizeof(double) / 8) return rx_no_memory(err);
  double *p = indices->memory = malloc(4 * K * sizeof *p);
  if (!p) return rx_no_memory(err);
  for (size_t i = 0; i < 4 * K; i++) p[i] = NAN;
  indices->mu = p;
  indices->mu_star = p + K;
  indices->mu_star_conf = p + 2 * K;
  indices->sigma = p + 3 * K;
  return RX_OK;
}

/* effects: [n_used][K]; rows: [n_used] and values: [3][K], scratch. */
static void fill_effects(const double effects[], const rx_bootstrap *bootstrap, size_t rows[], double values[],
                         rx_morris_indices *indices)
{
  const size_t K = indices->n_parameters, n = indices->n_used;
  for (size_t j = 0; j < K; j++) {
    double sum = 0.0, absolute = 0.0, squares = 0.0;
    for (size_t i = 0; i < n; i++) {
      sum += effects[i * K + j];
      absolute += fabs(effects[i * K + j]);
    }
    indices->mu[j] = sum / (double)n;
    indices->mu_star[j] = absolute / (double)n;
    for (size_t i = 0; i < n; i++) squares += pow(effects[i * K + j] - indices->mu[j], 2.0);
    if (n > 1) indices->sigma[j] = sqrt(squares / (double)(n - 1));
  }
  if (n < 2) return;
  spread over = { .n = K, .mean = values + K, .squares = values + 2 * K };
  for (size_t r = 0; r < bootstrap->n_resamples; r++) {
    draw_rows(bootstrap->seed, r, n, rows);
    for (size_t j = 0; j < K; j++) {
      values[j] = 0.0;
      for (size_t i = 0; i < n; i++) values[j] += fabs(effects[rows[i] * K + j]) / (double)n;
    }
    spread_add(&over, values);
  }
  for (size_t j = 0; j < K; j++) indices->mu_star_conf[j] = spread_half_width(&over, j, bootstrap->confidence);
}

rx_status rx_morris_indices_of(size_t n_trajectories, size_t n_parameters, const double points[],
                               const double outputs[], const rx_bootstrap *bootstrap, rx_morris_indices *indices,
                               rx_error *err)
{
  *indices = (rx_morris_indices){ 0 };
  const size_t K = n_parameters, size = K + 1;
  RX_TRY(check_request(K, bootstrap, err));
  RX_TRY(make_morris_indices(K, indices, err));
  size_t *used = calloc(2 * n_trajectories + 1, sizeof *used);
  double *effects = calloc(n_trajectories * K + 1, sizeof *effects), *values = calloc(3 * K, sizeof *values);
  rx_status status = RX_OK;
  if (!used || !effects || !values) {
    status = rx_no_memory(err);
    goto end;
  }
  const size_t n_used = find_used(n_trajectories, size, outputs, used);
  indices->n_used = n_used;
  indices->n_left_out = n_trajectories - n_used;
  indices->state = RX_INDICES_TOO_FEW;
  if (n_used == 0) goto end;
  for (size_t i = 0; i < n_used && status == RX_OK; i++)
    status = find_effects(used[i], K, points + used[i] * size * K, outputs + used[i] * size, effects + i * K, err);
  if (status != RX_OK) goto end;
  double mean, sd, largest;
  moments_of_rows(n_used, used, size, outputs, &mean, &sd, &largest);
  indices->state = sd > ROUNDING * largest ? RX_INDICES_OK : RX_INDICES_CONSTANT;
  if (indices->state == RX_INDICES_CONSTANT)
    for (size_t i = 0; i < n_used * K; i++) effects[i] = 0.0;
  fill_effects(effects, bootstrap, used + n_trajectories, values, indices);
end:
  if (status != RX_OK) rx_morris_indices_free(indices);
  free(values);
  free(effects);
  free(used);
  return status;
}

void rx_morris_indices_free(rx_morris_indices *indices)
{
  free(indices->memory);
  *indices = (rx_morris_indices){ 0 };
}
