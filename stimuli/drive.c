#include "stimuli/drive.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "stimuli/afferent_profiles.h"

typedef struct run {
  uint64_t seed, member;
  double t_stop_ms;
} run;

static int compare_times(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* A fibre fires once at a time, however many components ask for it. */
static void sort_and_merge(rx_times *times)
{
  if (times->n < 2) return;
  bool is_sorted = true;
  for (size_t i = 1; i < times->n; i++)
    if (!(times->items[i] > times->items[i - 1])) is_sorted = false;
  if (is_sorted) return;
  qsort(times->items, times->n, sizeof *times->items, compare_times);
  size_t n = 1;
  for (size_t i = 1; i < times->n; i++)
    if (times->items[i] != times->items[n - 1]) times->items[n++] = times->items[i];
  times->n = n;
}

/* Trains of one population of fibres; times: [range->n]. */
static rx_status fibres(const rx_population *population, const rx_node_range *range, rx_encoder encoder,
                        size_t n_stimuli, const rx_stimulus stimuli[], const run *r, rx_times times[], rx_error *err)
{
  for (int i = 0; i < range->n; i++) {
    const double latency_ms = population->latencies != NULL ? population->latencies[i] : (double)NAN;
    uint64_t component = 0;
    for (size_t k = 0; k < n_stimuli; k++) {
      rx_stream stream = rx_stream_make(r->seed, r->member, rx_name_key(population->name), (uint64_t)i,
                                        RX_STREAM_AFFERENT | component << 8);
      if (rx_stimulus_is_random(stimuli[k].kind)) component++;
      if (encoder == RX_ENCODER_BIOPHYSICAL && rx_stimulus_is_natural(stimuli[k].kind)) continue;
      const rx_status status =
          rx_stimulus_fibre(&stimuli[k], range->afferent, i, latency_ms, r->t_stop_ms, &stream, &times[i], err);
      if (status != RX_OK) {
        rx_context(err, "population %s", population->name);
        return status;
      }
    }
  }
  return RX_OK;
}

/* Background noise: one train per cell of the population, the whole run long. */
static rx_status noise(const rx_population *population, const rx_node_range *range, const run *r, rx_times times[],
                       rx_error *err)
{
  assert(range->noise >= 0 && range->noise < population->n_noise);
  for (int i = 0; i < range->n; i++) {
    rx_stream stream = rx_stream_make(r->seed, r->member, rx_name_key(population->name), (uint64_t)i,
                                      RX_STREAM_NOISE | (uint64_t)range->noise << 8);
    RX_TRY(rx_poisson_train(population->noise[range->noise].rate, 0.0, r->t_stop_ms, &stream, &times[i], err));
  }
  return RX_OK;
}

/* Source range of a population of the circuit, or NULL. */
static const rx_node_range *fibres_of(const rx_network *network, int population)
{
  for (int i = 0; i < network->n_ranges; i++) {
    const rx_node_range *range = &network->ranges[i];
    if (range->is_source && range->population == population && range->afferent != RX_CLASS_NONE) return range;
  }
  return NULL;
}

static rx_status from_file(const rx_circuit *circuit, const rx_network *network, size_t n, const rx_file_spike rows[],
                           const run *r, rx_drive_trains *trains, rx_error *err)
{
  for (size_t k = 0; k < n; k++) {
    const rx_file_spike *row = &rows[k];
    assert(row->population >= 0 && row->population < circuit->n_populations);
    const char *name = circuit->populations[row->population].name;
    const rx_node_range *range = fibres_of(network, row->population);
    if (range == NULL)
      return rx_fail(err, RX_E_INPUT, "trains: %s is not a population of fibres: its spikes are computed, not given",
                     name);
    if (row->index < 0 || row->index >= range->n)
      return rx_fail(err, RX_E_INPUT, "trains: %s has fibres 0 to %d; there is no fibre %d", name, range->n - 1,
                     row->index);
    if (!isfinite(row->t_ms) || row->t_ms < 0.0)
      return rx_fail(err, RX_E_INPUT, "trains: %s fibre %d: %g ms is not a time of the run, which begins at 0", name,
                     row->index, row->t_ms);
    if (row->t_ms >= r->t_stop_ms) continue;
    if (!RX_APPEND(&trains->times[range->first - network->n_cells + row->index], row->t_ms)) return rx_no_memory(err);
  }
  return RX_OK;
}

rx_status rx_drive_make(const rx_circuit *circuit, const rx_network *network, size_t n_stimuli,
                        const rx_stimulus stimuli[], size_t n_file_spikes, const rx_file_spike file_spikes[],
                        uint64_t seed, uint64_t member, double t_stop_ms, rx_drive_trains *trains, rx_error *err)
{
  const run r = { seed, member, t_stop_ms };
  rx_status status = RX_OK;
  *trains = (rx_drive_trains){ .n_sources = network->n_nodes - network->n_cells };
  trains->times = calloc((size_t)trains->n_sources + 1, sizeof *trains->times);
  if (trains->times == NULL) return rx_no_memory(err);
  for (int k = 0; k < network->n_ranges && status == RX_OK; k++) {
    const rx_node_range *range = &network->ranges[k];
    if (!range->is_source) continue;
    assert(range->population >= 0 && range->population < circuit->n_populations);
    const rx_population *population = &circuit->populations[range->population];
    rx_times *times = &trains->times[range->first - network->n_cells];
    status = range->afferent != RX_CLASS_NONE
                 ? fibres(population, range, circuit->nerve.encoder, n_stimuli, stimuli, &r, times, err)
                 : noise(population, range, &r, times, err);
  }
  if (status == RX_OK) status = from_file(circuit, network, n_file_spikes, file_spikes, &r, trains, err);
  if (status != RX_OK) {
    rx_drive_trains_free(trains);
    return status;
  }
  for (int i = 0; i < trains->n_sources; i++) sort_and_merge(&trains->times[i]);
  return RX_OK;
}

rx_status rx_drive_add(rx_drive_trains *trains, int source, size_t n, const double times_ms[], double t_stop_ms,
                       rx_error *err)
{
  assert(source >= 0 && source < trains->n_sources);
  for (size_t i = 0; i < n; i++)
    if (times_ms[i] >= 0.0 && times_ms[i] < t_stop_ms && !RX_APPEND(&trains->times[source], times_ms[i]))
      return rx_no_memory(err);
  sort_and_merge(&trains->times[source]);
  return RX_OK;
}

void rx_drive_trains_free(rx_drive_trains *trains)
{
  for (int i = 0; i < trains->n_sources && trains->times != NULL; i++) free(trains->times[i].items);
  free(trains->times);
  *trains = (rx_drive_trains){ 0 };
}
