#include "study/assays/assay_run.h"

#include <math.h>
#include <stdlib.h>

#include "study/assays/assay_parts.h"
#include "study/assays/conduction.h"
#include "study/assays/current_clamp.h"
#include "study/assays/voltage_clamp.h"

static const double NA_PER_PA = 1e-3;

static rx_preparation prepare(const rx_assay *assay, const rx_network *network, rx_simulate *simulate,
                              const rx_solver_options *options, rx_solver_stats *stats)
{
  return (rx_preparation){ .network = network,
                           .compartment = rx_assay_electrode(assay, network),
                           .simulate = simulate,
                           .options = *options,
                           .settle_ms = assay->settle,
                           .stats = stats };
}

/* ---- current clamp ---- */

/* A cell that fires by itself has nothing to settle to: its runs begin at once (nociceptor page 3.4). */
static rx_status find_settling(rx_preparation *p, bool *fires, rx_error *err)
{
  rx_rest rest = { 0 };
  *fires = false;
  if (p->settle_ms == 0) return RX_OK;
  RX_TRY(rx_assay_rest(p, &rest, err));
  *fires = rest.n_spikes > 0;
  if (*fires) p->settle_ms = 0;
  return RX_OK;
}

/* Spikes from the onset of the step on are the last of them, from *first on. */
static size_t spikes_of_step(const rx_spike_times *spikes, const rx_current_step *step, size_t *first)
{
  for (*first = 0; *first < spikes->n && spikes->items[*first] < step->before_ms;) ++*first;
  return spikes->n - *first;
}

static rx_status count_at(const rx_preparation *p, const rx_current_step *step, double nA, double *count, rx_error *err)
{
  rx_spike_times spikes = { 0 };
  size_t first;
  const rx_status status = rx_assay_step(p, step, nA, &spikes, err);
  if (status == RX_OK) *count = (double)spikes_of_step(&spikes, step, &first);
  free(spikes.items);
  return status;
}

static rx_status run_rheobase(const rx_assay *assay, rx_preparation *p, rx_assay_result *r, rx_error *err)
{
  const rx_rheobase_options options = { .step = { assay->before, assay->duration, assay->after },
                                        .first_nA = NA_PER_PA * assay->first,
                                        .largest_nA = NA_PER_PA * assay->largest,
                                        .relative = assay->precision };
  bool fires;
  double nA = 0;
  RX_TRY(find_settling(p, &fires, err));
  if (!fires) RX_TRY(rx_assay_rheobase(p, &options, &nA, err));
  if (isinf(nA)) return RX_OK; /* it does not fire: there is no such current */
  r->numbers[RHEOBASE].value = nA / NA_PER_PA;
  if (nA == 0) return RX_OK;
  RX_TRY(count_at(p, &options.step, RX_ASSAY_LOW_MULTIPLE * nA, &r->numbers[SPIKES_LOW].value, err));
  return count_at(p, &options.step, RX_ASSAY_HIGH_MULTIPLE * nA, &r->numbers[SPIKES_HIGH].value, err);
}

/* Takes the spikes of the i-th step into the curves. */
static void keep_step(const rx_spike_times *spikes, const rx_current_step *step, size_t i, rx_assay_result *r)
{
  size_t first;
  const size_t n = spikes_of_step(spikes, step, &first);
  const double *t = spikes->items + first;
  r->curves[F_I_SPIKES].y[i] = (double)n;
  r->numbers[MOST_SPIKES].value = fmax(r->numbers[MOST_SPIKES].value, (double)n); /* fmax passes over NaN */
  if (n == 0) return;
  if (isnan(r->numbers[FIRST_FIRING].value)) r->numbers[FIRST_FIRING].value = r->x[i];
  r->curves[F_I_LATENCY].y[i] = t[0] - step->before_ms;
  if (n < 2) return;
  r->curves[F_I_FIRST_RATE].y[i] = 1e3 / (t[1] - t[0]);
  r->curves[F_I_LAST_RATE].y[i] = 1e3 / (t[n - 1] - t[n - 2]);
}

static rx_status run_f_i(const rx_assay *assay, rx_preparation *p, rx_assay_result *r, rx_error *err)
{
  const rx_current_step step = { assay->before, assay->duration, assay->after };
  rx_spike_times spikes = { 0 };
  bool fires;
  rx_status status = find_settling(p, &fires, err);
  for (size_t i = 0; status == RX_OK && i < r->n_points; i++) {
    status = rx_assay_step(p, &step, NA_PER_PA * r->x[i], &spikes, err);
    if (status == RX_OK) keep_step(&spikes, &step, i, r);
  }
  free(spikes.items);
  return status;
}

static rx_status run_spontaneous(const rx_assay *assay, rx_preparation *p, rx_assay_result *r, rx_error *err)
{
  rx_rest rest = { 0 };
  p->settle_ms = assay->duration;
  RX_TRY(rx_assay_rest(p, &rest, err));
  r->numbers[REST].value = rest.n_spikes == 0 ? rest.V_mV : NAN;
  r->numbers[RATE].value = rest.rate_Hz;
  return RX_OK;
}

/* ---- voltage clamp ---- */

/* The same network with its cell held at another potential from the beginning. The arrays are shared but for these two. */
typedef struct held_network {
  rx_network network;
  rx_cell_numbers numbers;
  rx_cell_numbers **all;
} held_network;

static rx_status hold(held_network *held, const rx_network *network, double V_mV, rx_error *err)
{
  held->all = malloc((size_t)network->n_numbers * sizeof(rx_cell_numbers *));
  if (held->all == NULL) return rx_no_memory(err);
  for (int k = 0; k < network->n_numbers; k++) held->all[k] = network->numbers[k];
  held->numbers = *network->numbers[network->numbers_of[0]];
  held->numbers.v_init = V_mV;
  held->all[network->numbers_of[0]] = &held->numbers;
  held->network = *network;
  held->network.numbers = held->all;
  return RX_OK;
}

/* Reversal potential of a channel at a compartment; NaN where its current has none, or it moves. */
static double reversal_of(const rx_network *network, const rx_insertion *in, int compartment)
{
  const rx_channel *channel = in->channel;
  if (channel->reversal_coef < 0) return NAN;
  const unsigned pools = network->types[network->type_of[0]]->pools[compartment];
  if (channel->ion != RX_ION_OWN && (pools & RX_HAS_NERNST(channel->ion)) != 0) return NAN;
  const int at = in->first_coef + channel->reversal_coef * in->n_compartments + compartment - in->first_compartment;
  return network->numbers[network->numbers_of[0]]->coef[at];
}

/* Where a curve crosses a level for the first time upward (or downward), by straight lines; NaN: nowhere. */
static double crossing_of(size_t n, const double x[], const double y[], double level, bool is_upward)
{
  for (size_t i = 1; i < n; i++) {
    if (!(is_upward ? y[i - 1] < level && y[i] >= level : y[i - 1] > level && y[i] <= level)) continue;
    return x[i - 1] + (level - y[i - 1]) / (y[i] - y[i - 1]) * (x[i] - x[i - 1]);
  }
  return NAN;
}

static double largest_of(size_t n, const double y[])
{
  double largest = 0;
  for (size_t i = 0; i < n; i++) largest = fmax(largest, fabs(y[i]));
  return largest;
}

/* y over its largest; a channel that carries nothing has no such curve. */
static void normalise(size_t n, double y[])
{
  const double largest = largest_of(n, y);
  for (size_t i = 0; i < n; i++) y[i] = largest > 0 ? fabs(y[i]) / largest : NAN;
}

static rx_status run_clamps(const rx_assay *assay, const rx_preparation *p, size_t n, const char *const channels[],
                            rx_assay_result *r, rx_error *err)
{
  const bool is_activation = assay->kind == RX_ASSAY_ACTIVATION;
  const double interval_ms = rx_assay_interval(assay, p->simulate == rx_simulate_cvode ? 0 : p->options.dt_ms);
  rx_status status = RX_OK;
  for (size_t i = 0; status == RX_OK && i < r->n_points; i++) {
    rx_clamp_currents currents = { 0 };
    const rx_voltage_segment step = { r->x[i], assay->duration };
    const rx_voltage_segment prepulse[] = { { r->x[i], assay->prepulse }, { assay->test, assay->duration } };
    status = rx_assay_voltage(p, is_activation ? 1 : 2, is_activation ? &step : prepulse, interval_ms, n, channels,
                              &currents, err);
    for (size_t k = 0; status == RX_OK && k < n; k++)
      r->curves[is_activation ? 2 * k : k].y[i] = rx_clamp_currents_peak(&currents, k).mA_cm2;
    rx_clamp_currents_free(&currents);
  }
  return status;
}

/* Conductances from peak currents; near the reversal potential there is none. */
static void find_conductances(const rx_network *network, const rx_insertion *in, int compartment, size_t n,
                              const double V[], const double I[], double g[])
{
  const double reversal = reversal_of(network, in, compartment);
  for (size_t i = 0; i < n; i++) g[i] = fabs(V[i] - reversal) >= 1 ? I[i] / (V[i] - reversal) : NAN;
}

static rx_status run_voltage(const rx_assay *assay, rx_preparation *p, rx_assay_result *r, rx_error *err)
{
  const rx_network *network = p->network;
  held_network held = { 0 };
  const char **channels = malloc((r->n_numbers + 1) * sizeof *channels);
  rx_status status = channels != NULL ? hold(&held, network, assay->holding, err) : rx_no_memory(err);
  for (size_t k = 0; channels != NULL && k < r->n_numbers; k++)
    channels[k] = rx_assay_channel(assay, network, k)->channel->name;
  p->network = &held.network;
  p->settle_ms = 0;
  if (status == RX_OK) status = run_clamps(assay, p, r->n_numbers, channels, r, err);
  for (size_t k = 0; status == RX_OK && k < r->n_numbers; k++) {
    const bool is_activation = assay->kind == RX_ASSAY_ACTIVATION;
    double *y = r->curves[is_activation ? 2 * k + 1 : k].y;
    if (is_activation)
      find_conductances(network, rx_assay_channel(assay, network, k), p->compartment, r->n_points, r->x,
                        r->curves[2 * k].y, y);
    normalise(r->n_points, y);
    r->numbers[k].value = crossing_of(r->n_points, r->x, y, 0.5, is_activation);
  }
  free(held.all);
  free(channels);
  return status;
}

/* ---- axons ---- */

/* V is looked at no more often than peaks need: about each ms, on the grid of steps. */
static double frames_ms(const rx_preparation *p)
{
  const double dt = p->options.dt_ms;
  return dt > 0 && dt < 1 ? dt * round(1 / dt) : 1;
}

static rx_axon_site site_of(const rx_assay *assay, const rx_network *network, double at)
{
  const rx_cell_type *type = network->types[network->type_of[0]];
  const double threshold = network->numbers[network->numbers_of[0]]->threshold;
  return (rx_axon_site){ .compartment = rx_cell_type_compartment(type, assay->record_index, at),
                         .threshold_mV = isnan(assay->threshold) ? threshold : assay->threshold };
}

/* Latency of each pulse between two places: the first crossing of each after it, before the next. */
static void find_latencies(const double onsets[], size_t n, double end_ms, const rx_passage passages[2],
                           double latency[])
{
  for (size_t k = 0; k < n; k++) {
    const double next = k + 1 < n ? onsets[k + 1] : end_ms;
    const double near = rx_passage_first_ms(&passages[0], onsets[k], next);
    latency[k] = isnan(near) ? NAN : rx_passage_first_ms(&passages[1], near, next) - near;
  }
}

static void keep_conduction(const rx_assay *assay, const rx_network *network, const rx_axon_site sites[2],
                            rx_assay_result *r)
{
  const double *position = network->types[network->type_of[0]]->position;
  double *latency = r->curves[CONDUCTION_LATENCY].y, *slowing = r->curves[CONDUCTION_SLOWING].y;
  const double distance_um =
      fabs(position[sites[1].compartment] - position[sites[0].compartment]) * assay->record_length;
  const size_t n_train = (size_t)assay->pulses;
  size_t n = 0;
  for (size_t k = 0; k < r->n_points; k++) {
    if (!isnan(latency[k])) n++;
    slowing[k] = 100 * (latency[k] / latency[0] - 1);
  }
  r->numbers[VELOCITY].value = distance_um / latency[0] * 1e-3; /* um/ms to m/s */
  r->numbers[ARRIVED].value = (double)n;
  if (n_train > 1) r->numbers[SLOWING].value = slowing[n_train - 1];
  if (assay->recovery_pulses > 0) r->numbers[SLOWING_LEFT].value = slowing[r->n_points - 1];
}

static rx_status run_conduction(const rx_assay *assay, rx_preparation *p, rx_assay_result *r, rx_error *err)
{
  const double period = 1e3 / assay->frequency, later = 1e3 / assay->recovery_frequency;
  const rx_axon_site sites[] = { site_of(assay, p->network, assay->record_from),
                                 site_of(assay, p->network, assay->record_to) };
  if (sites[0].compartment == sites[1].compartment)
    return rx_fail(err, RX_E_INPUT, "conduction: record_from %g and record_to %g lie in one compartment",
                   assay->record_from, assay->record_to);
  rx_passage passages[2] = { 0 };
  double *onsets = malloc((r->n_points + 1) * sizeof *onsets);
  if (onsets == NULL) return rx_no_memory(err);
  onsets[0] = assay->before;
  for (size_t k = 1; k < r->n_points; k++) onsets[k] = onsets[k - 1] + (k < (size_t)assay->pulses ? period : later);
  const double end_ms = onsets[r->n_points - 1] + fmin(period, 100); /* 100 ms are enough for a spike to arrive */
  const rx_pulses pulses = { r->n_points, onsets, assay->width, assay->amplitude };
  rx_status status = rx_assay_conduction(p, &pulses, end_ms, frames_ms(p), 2, sites, passages, err);
  if (status == RX_OK) {
    find_latencies(onsets, r->n_points, end_ms, passages, r->curves[CONDUCTION_LATENCY].y);
    keep_conduction(assay, p->network, sites, r);
  }
  for (int i = 0; i < 2; i++) rx_passage_free(&passages[i]);
  free(onsets);
  return status;
}

static rx_status run_train(const rx_assay *assay, const rx_preparation *p, double frequency, double *arrived,
                           rx_error *err)
{
  const size_t n = (size_t)assay->pulses;
  const rx_axon_site site = site_of(assay, p->network, assay->record_to);
  rx_passage passage = { 0 };
  double *onsets = malloc((n + 1) * sizeof *onsets);
  if (onsets == NULL) return rx_no_memory(err);
  for (size_t k = 0; k < n; k++) onsets[k] = assay->before + (double)k * 1e3 / frequency;
  const rx_pulses pulses = { n, onsets, assay->width, assay->amplitude };
  const rx_status status =
      rx_assay_conduction(p, &pulses, onsets[n - 1] + assay->after, frames_ms(p), 1, &site, &passage, err);
  if (status == RX_OK) *arrived = (double)passage.crossings.n;
  rx_passage_free(&passage);
  free(onsets);
  return status;
}

static rx_status run_following(const rx_assay *assay, const rx_preparation *p, rx_assay_result *r, rx_error *err)
{
  double *arrived = r->curves[0].y, sum = 0;
  bool follows = true;
  for (size_t i = 0; i < r->n_points; i++) {
    RX_TRY(run_train(assay, p, r->x[i], &arrived[i], err));
    sum += arrived[i];
    follows = follows && arrived[i] >= assay->pulses;
    if (follows) r->numbers[FOLLOWING_FREQUENCY].value = r->x[i];
  }
  /* with nothing to follow there is no such frequency */
  if (isnan(r->numbers[FOLLOWING_FREQUENCY].value) && sum > 0) r->numbers[FOLLOWING_FREQUENCY].value = 0;
  r->numbers[FOLLOWING_SHARE].value = sum / ((double)assay->pulses * (double)r->n_points);
  return RX_OK;
}

rx_status rx_assay_run(const rx_assay *assay, const rx_network *network, rx_simulate *simulate,
                       const rx_solver_options *options, rx_assay_result *r, rx_error *err)
{
  rx_preparation p = prepare(assay, network, simulate, options, &r->stats);
  switch (assay->kind) {
  case RX_ASSAY_RHEOBASE: return run_rheobase(assay, &p, r, err);
  case RX_ASSAY_F_I: return run_f_i(assay, &p, r, err);
  case RX_ASSAY_SPONTANEOUS: return run_spontaneous(assay, &p, r, err);
  case RX_ASSAY_CONDUCTION: return run_conduction(assay, &p, r, err);
  case RX_ASSAY_FOLLOWING: return run_following(assay, &p, r, err);
  default: return run_voltage(assay, &p, r, err);
  }
}
