#include "analysis/motor/delta_f.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>

#include "analysis/motor/brace_height.h"

#define LEAST_VARIATION 1e-6 /* pps; a rate that varies less is flat, and what is left is rounding (motoneuron 7.4) */

rx_delta_f_options rx_delta_f_options_default(void)
{
  return (rx_delta_f_options){ 1.0, 0.7, 0.5, 0.5, false, false, false, NAN, false };
}

static const struct {
  const char *name, *text;
} EXCLUSIONS[RX_N_PAIR_EXCLUSIONS] = {
  [RX_PAIR_APART] = { "apart", "the control unit stops before the test unit is recruited" },
  [RX_PAIR_RECRUITMENT] = { "recruitment", "recruited too close together in time" },
  [RX_PAIR_CORRELATION] = { "correlation", "the two rates do not follow each other" },
  [RX_PAIR_MODULATION] = { "modulation", "the control unit's rate hardly changes" },
  [RX_PAIR_SATURATION] = { "saturation", "the control unit's rate hardly rises further: it may be saturated" },
  [RX_PAIR_NOT_FALLING] = { "not_falling", "the control unit ends no slower than it was: nothing to normalise by" },
  [RX_PAIR_CENSORED] = { "censored", "the recording ends before the discharge does" },
};

const char *rx_pair_exclusion_name(rx_pair_exclusion why)
{
  return EXCLUSIONS[why].name;
}

const char *rx_pair_exclusion_text(rx_pair_exclusion why)
{
  return EXCLUSIONS[why].text;
}

bool rx_delta_f_is_censored(const rx_delta_f *result)
{
  return result->n_censored > 0 && 10 * result->n_censored >= result->n_included;
}

double rx_pair_value(const rx_unit_pair *pair, const rx_delta_f_options *options)
{
  return options->is_normalised ? pair->normalised : pair->delta_f;
}

/* ---- one pair ---- */

static double mean_of(size_t n, const double x[], double *low, double *high)
{
  double sum = 0;
  *low = INFINITY, *high = -INFINITY;
  for (size_t k = 0; k < n; k++) {
    sum += x[k];
    *low = fmin(*low, x[k]);
    *high = fmax(*high, x[k]);
  }
  return sum / (double)n;
}

/* Pearson's coefficient and the span of the first; 0 where either is flat. */
static double correlation_of(size_t n, const double x[], const double y[], double *span)
{
  double x_low, x_high, y_low, y_high, xx = 0, yy = 0, xy = 0;
  const double x_mean = mean_of(n, x, &x_low, &x_high), y_mean = mean_of(n, y, &y_low, &y_high);
  *span = x_high - x_low;
  if (*span < LEAST_VARIATION || y_high - y_low < LEAST_VARIATION) return 0;
  for (size_t k = 0; k < n; k++) {
    xx += (x[k] - x_mean) * (x[k] - x_mean);
    yy += (y[k] - y_mean) * (y[k] - y_mean);
    xy += (x[k] - x_mean) * (y[k] - y_mean);
  }
  return xy / sqrt(xx * yy);
}

static unsigned exclusions_of(const rx_unit_pair *pair, const rx_delta_f_options *o)
{
  unsigned found = 0;
  const double r = o->uses_r2 ? pair->correlation * pair->correlation : pair->correlation;
  if (!(pair->apart_s > o->recruitment_s)) found |= 1u << RX_PAIR_RECRUITMENT;
  if (!(r > o->correlation)) found |= 1u << RX_PAIR_CORRELATION;
  if (!(pair->modulation > o->modulation)) found |= 1u << RX_PAIR_MODULATION;
  if (o->checks_saturation && pair->modulation - pair->delta_f < o->saturation) found |= 1u << RX_PAIR_SATURATION;
  if (o->is_normalised && isnan(pair->normalised)) found |= 1u << RX_PAIR_NOT_FALLING;
  if (o->excludes_censored && pair->is_censored) found |= 1u << RX_PAIR_CENSORED;
  return found;
}

/* A unit that pauses for long before its last discharges has stopped: its run is not the train's end. */
static bool fires_to(const rx_motor_unit *unit, double end_s)
{
  const rx_unit_train *run = &unit->run, *train = &unit->train;
  const double last = run->times_s[run->n - 1];
  return last == train->times_s[train->n - 1] && end_s >= last && end_s - last < last - run->times_s[run->n - 2];
}

/* Rates of both units on the grid from r to e. */
typedef struct scratch {
  double *control, *test;
} scratch;

static void analyse_pair(const rx_motor_unit units[], rx_unit_pair *pair, const rx_delta_f_options *options, scratch *s)
{
  const rx_firing_rate *control = &units[pair->control].rate, *test = &units[pair->test].rate;
  pair->recruited_s = test->from_s;
  pair->is_truncated = control->to_s < test->to_s;
  pair->ends_s = pair->is_truncated ? control->to_s : test->to_s;
  pair->is_censored = fires_to(&units[pair->is_truncated ? pair->control : pair->test], options->end_s);
  pair->apart_s = test->from_s - control->from_s;
  if (pair->ends_s <= pair->recruited_s) {
    pair->correlation = pair->modulation = pair->rate_at_recruitment = pair->rate_at_end = NAN;
    pair->delta_f = pair->normalised = NAN;
    pair->exclusions = 1u << RX_PAIR_APART;
    return;
  }
  const size_t n = rx_rate_grid_size(pair->recruited_s, pair->ends_s);
  for (size_t k = 0; k < n; k++) {
    const double t = pair->recruited_s + RX_RATE_GRID_S * (double)k;
    s->control[k] = rx_firing_rate_at(control, t);
    s->test[k] = rx_firing_rate_at(test, t);
  }
  pair->correlation = correlation_of(n, s->control, s->test, &pair->modulation);
  pair->rate_at_recruitment = s->control[0];
  pair->rate_at_end = rx_firing_rate_at(control, pair->ends_s);
  pair->delta_f = pair->rate_at_recruitment - pair->rate_at_end;
  const double range = pair->rate_at_recruitment - rx_firing_rate_at(control, control->to_s);
  pair->normalised = range > LEAST_VARIATION ? pair->delta_f / range : NAN;
  pair->exclusions = exclusions_of(pair, options);
}

/* ---- all pairs ---- */

static bool is_listed(const rx_delta_f *result, size_t control, size_t test)
{
  const rx_motor_unit *c = &result->units[control], *t = &result->units[test];
  return c->is_used && t->is_used && c->rate.from_s < t->rate.from_s;
}

static size_t longest_grid(const rx_delta_f *result)
{
  size_t most = 0;
  for (size_t i = 0; i < result->n_units; i++) {
    const rx_firing_rate *rate = &result->units[i].rate;
    const size_t n = result->units[i].is_used ? rx_rate_grid_size(rate->from_s, rate->to_s) : 0;
    if (n > most) most = n;
  }
  return most;
}

static rx_status analyse_pairs(rx_delta_f *result, rx_arena *arena, rx_error *err)
{
  for (size_t i = 0; i < result->n_units; i++)
    for (size_t j = 0; j < result->n_units; j++) result->n_listed += is_listed(result, i, j);
  const size_t n_grid = longest_grid(result) + 1;
  scratch s = { malloc(n_grid * sizeof *s.control), malloc(n_grid * sizeof *s.test) };
  result->pairs = rx_arena_alloc(arena, (result->n_listed + 1) * sizeof *result->pairs);
  const bool has_memory = s.control != NULL && s.test != NULL && result->pairs != NULL;
  size_t n = 0;
  for (size_t i = 0; has_memory && i < result->n_units; i++)
    for (size_t j = 0; j < result->n_units; j++)
      if (is_listed(result, i, j)) {
        result->pairs[n].control = i;
        result->pairs[n].test = j;
        analyse_pair(result->units, &result->pairs[n++], &result->options, &s);
      }
  free(s.control);
  free(s.test);
  return has_memory ? RX_OK : rx_no_memory(err);
}

static rx_status fit_units(size_t n, const rx_unit_train trains[], const rx_smoother *smoother, rx_delta_f *result,
                           rx_error *err)
{
  for (size_t i = 0; i < n; i++) {
    rx_motor_unit *unit = &result->units[i];
    *unit = (rx_motor_unit){ .train = trains[i], .run = rx_longest_run(&trains[i]), .value = NAN };
    unit->peak_rate = unit->brace_height = NAN;
    if (unit->run.n < RX_TRAIN_FEWEST_SPIKES) continue;
    RX_TRY(smoother->fit(&unit->run, &unit->rate, err));
    unit->is_used = true;
    unit->peak_rate = rx_peak_rate(&unit->run);
    unit->brace_height = rx_brace_height(&unit->rate);
    result->n_used++;
  }
  return RX_OK;
}

/* ---- summary ---- */

static void sum_up_pairs(rx_delta_f *result)
{
  double sum = 0;
  for (size_t i = 0; i < result->n_units; i++) result->units[i].value = 0;
  for (size_t k = 0; k < result->n_listed; k++) {
    const rx_unit_pair *pair = &result->pairs[k];
    for (int why = 0; why < RX_N_PAIR_EXCLUSIONS; why++) result->n_excluded_by[why] += pair->exclusions >> why & 1u;
    result->n_pairs += (pair->exclusions & 1u << RX_PAIR_APART) == 0;
    if (pair->exclusions != 0) continue;
    const double value = rx_pair_value(pair, &result->options);
    sum += value;
    result->n_included++;
    result->n_truncated += pair->is_truncated;
    result->n_censored += pair->is_censored;
    result->units[pair->control].n_as_control++;
    result->units[pair->test].n_as_test++;
    result->units[pair->test].value += value;
  }
  result->pair_mean = result->n_included > 0 ? sum / (double)result->n_included : NAN;
}

static void sum_up_units(rx_delta_f *result, double values[])
{
  double sum = 0, squares = 0, brace = 0;
  for (size_t i = 0; i < result->n_units; i++) {
    rx_motor_unit *unit = &result->units[i];
    unit->value = unit->n_as_test > 0 ? unit->value / (double)unit->n_as_test : NAN;
    if (unit->n_as_test > 0) values[result->n_test++] = unit->value;
    if (isnan(unit->brace_height)) continue;
    brace += unit->brace_height;
    result->n_brace++;
  }
  const double n = (double)result->n_test;
  for (size_t i = 0; i < result->n_test; i++) sum += values[i];
  result->test_mean = result->n_test > 0 ? sum / n : NAN;
  for (size_t i = 0; i < result->n_test; i++) squares += pow(values[i] - result->test_mean, 2);
  result->test_sd = result->n_test > 1 ? sqrt(squares / (n - 1)) : NAN;
  gsl_sort(values, 1, result->n_test);
  result->test_median = result->n_test > 0 ? gsl_stats_median_from_sorted_data(values, 1, result->n_test) : NAN;
  result->brace_mean = result->n_brace > 0 ? brace / (double)result->n_brace : NAN;
}

rx_status rx_delta_f_of(size_t n, const rx_unit_train trains[], const rx_smoother *smoother,
                        const rx_delta_f_options *options, rx_arena *arena, rx_delta_f *result, rx_error *err)
{
  *result = (rx_delta_f){ .options = *options };
  result->units = rx_arena_alloc(arena, (n + 1) * sizeof *result->units);
  double *values = rx_arena_alloc(arena, (n + 1) * sizeof *values);
  if (result->units == NULL || values == NULL) return rx_no_memory(err);
  result->n_units = n; /* zeroed until they are fitted, so that the rates can be freed at any time */
  rx_status status = fit_units(n, trains, smoother, result, err);
  if (status == RX_OK) status = analyse_pairs(result, arena, err);
  if (status != RX_OK) {
    rx_delta_f_free(result);
    return status;
  }
  sum_up_pairs(result);
  sum_up_units(result, values);
  return RX_OK;
}

void rx_delta_f_free(rx_delta_f *result)
{
  for (size_t i = 0; i < result->n_units; i++) rx_firing_rate_free(&result->units[i].rate);
  *result = (rx_delta_f){ 0 };
}
