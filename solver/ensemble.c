#include "solver/ensemble.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "solver/block.h"
#include "solver/events.h"

/* window where no delay bounds it */
#define LONGEST_WINDOW_MS 5.0

typedef struct run {
  const rx_network *network;
  const rx_solver_options *options;
  int n_blocks;
  rx_block **blocks;
  int *block_of, *lane_of; /* [n_cells] */
  rx_traffic *traffic;
  int steps_per_window;
  int64_t first_step; /* of the open window */
  int n_steps;        /* of the open window */
  rx_block_advance_fn *advance;
} run;

/* Cells of one type in the order of the network, eight to a block; a lone cell of many compartments alone in one lane. */
static rx_status make_blocks(run *r, rx_error *err)
{
  const rx_network *net = r->network;
  r->blocks = calloc((size_t)net->n_cells + 1, sizeof *r->blocks);
  r->block_of = calloc((size_t)net->n_cells + 1, sizeof *r->block_of);
  r->lane_of = calloc((size_t)net->n_cells + 1, sizeof *r->lane_of);
  if (r->blocks == NULL || r->block_of == NULL || r->lane_of == NULL) return rx_no_memory(err);
  for (int type = 0; type < net->n_types; type++) {
    int n_of_type = 0;
    for (int c = 0; c < net->n_cells; c++) n_of_type += net->type_of[c] == type;
    const int lanes = n_of_type == 1 && net->types[type]->n_compartments >= RX_LONG_CABLE ? 1 : RX_LANES;
    int cells[RX_LANES], n = 0;
    for (int c = 0, seen = 0; c < net->n_cells; c++) {
      if (net->type_of[c] != type) continue;
      r->block_of[c] = r->n_blocks;
      r->lane_of[c] = n;
      cells[n++] = c;
      seen++;
      if (n < lanes && seen < n_of_type) continue;
      RX_TRY(
          rx_block_create(net, n, cells, lanes, r->options->dt_ms, r->steps_per_window, &r->blocks[r->n_blocks], err));
      r->n_blocks++;
      n = 0;
    }
  }
  return RX_OK;
}

static rx_status add_clamps(run *r, const rx_drive *drive, rx_error *err)
{
  for (size_t i = 0; drive != NULL && i < drive->n_clamps; i++) {
    const rx_clamp *clamp = &drive->clamps[i];
    RX_TRY(rx_block_add_clamp(r->blocks[r->block_of[clamp->cell]], r->lane_of[clamp->cell], clamp, err));
  }
  return RX_OK;
}

static rx_status add_probes(run *r, rx_recording *rec, rx_error *err)
{
  if (rec->n_probes == 0) return RX_OK;
  const double every = rec->interval_ms / r->options->dt_ms, rounded = round(every);
  if (!(rounded >= 1.0) || fabs(every - rounded) > 1e-6 * rounded)
    return rx_fail(err, RX_E_INPUT, "recording interval of %g ms: must be a multiple of the step, %g ms",
                   rec->interval_ms, r->options->dt_ms);
  rec->n_frames = (size_t)ceil(r->options->t_stop_ms / rec->interval_ms - 1e-9);
  rec->frames = calloc(rec->n_frames * rec->n_probes + 1, sizeof *rec->frames);
  if (rec->frames == NULL) return rx_no_memory(err);
  for (size_t i = 0; i < rec->n_probes; i++) {
    const int cell = rec->probes[i].cell;
    rx_block *b = r->blocks[r->block_of[cell]];
    RX_TRY(rx_block_add_probe(b, r->lane_of[cell], &rec->probes[i], i, err));
    b->frame_every = (int64_t)rounded;
    b->frames = rec->frames;
    b->n_frames = rec->n_frames;
    b->n_columns = rec->n_probes;
  }
  return RX_OK;
}

static void advance_block(int i, int thread, void *context)
{
  const run *r = context;
  (void)thread;
  r->advance(r->blocks[i], rx_traffic_inbox(r->traffic, i), r->first_step, r->n_steps);
}

static int by_time_and_cell(const void *a, const void *b)
{
  const rx_spike *x = a, *y = b;
  if (x->t_ms != y->t_ms) return x->t_ms < y->t_ms ? -1 : 1;
  return x->cell - y->cell;
}

/* The window's spikes, in order, at the end of the recording. */
static rx_status gather_spikes(run *r, rx_recording *rec, size_t *first, rx_error *err)
{
  *first = rec->spikes.n;
  for (int i = 0; i < r->n_blocks; i++) {
    const rx_block *b = r->blocks[i];
    for (size_t k = 0; k < b->n_spikes; k++) /* the last step may go beyond the end */
      if (b->spikes[k].t_ms < r->options->t_stop_ms && !RX_APPEND(&rec->spikes, b->spikes[k])) return rx_no_memory(err);
  }
  if (rec->spikes.n > *first)
    qsort(rec->spikes.items + *first, rec->spikes.n - *first, sizeof *rec->spikes.items, by_time_and_cell);
  return RX_OK;
}

/* Names the worst value of a block that is not finite. */
static rx_status check_finite(const run *r, rx_error *err)
{
  for (int i = 0; i < r->n_blocks; i++) {
    const rx_block *b = r->blocks[i];
    for (int at = 0; at < b->n; at++) {
      if (isfinite(b->V[at]) && isfinite(b->cai[at])) continue;
      const int lane = at % b->lanes < b->n_cells ? at % b->lanes : b->n_cells - 1;
      rx_fail(err, RX_E_NOT_FINITE, "before %g ms: %s is not finite in compartment %d (step %g ms: try a smaller one)",
              (double)(r->first_step + r->n_steps) * r->options->dt_ms, isfinite(b->V[at]) ? "cai" : "V", at / b->lanes,
              r->options->dt_ms);
      rx_simulation_at_cell(r->network, b->cells[lane], err);
      return RX_E_NOT_FINITE;
    }
  }
  return RX_OK;
}

static rx_status run_windows(run *r, rx_recording *rec, rx_error *err)
{
  const double n_exact = r->options->t_stop_ms / r->options->dt_ms;
  const int64_t n_total = (int64_t)ceil(n_exact - 1e-6);
  int64_t step = 0;
  for (int64_t k = 0; step < n_total; k++, step += r->n_steps) {
    if (r->options->stop != NULL && *r->options->stop)
      return rx_fail(err, RX_E_INTERRUPTED, "interrupted at %g ms", (double)step * r->options->dt_ms);
    r->first_step = step;
    r->n_steps = (int)(n_total - step < r->steps_per_window ? n_total - step : r->steps_per_window);
    RX_TRY(rx_traffic_open_window(r->traffic, k, err));
    rx_parallel_for(r->n_blocks, r->options->threads, advance_block, r);
    size_t first;
    RX_TRY(gather_spikes(r, rec, &first, err));
    RX_TRY(check_finite(r, err));
    if (rec->spikes.n > first)
      RX_TRY(rx_traffic_send(r->traffic, rec->spikes.n - first, rec->spikes.items + first, err));
    rec->stats.n_steps += (uint64_t)r->n_steps * (uint64_t)r->network->n_cells;
  }
  rec->stats.n_events = rx_traffic_delivered(r->traffic);
  return RX_OK;
}

rx_status rx_simulate_ensemble(const rx_network *network, const rx_drive *drive, const rx_solver_options *options,
                               rx_recording *rec, rx_error *err)
{
  run r = { .network = network, .options = options, .advance = rx_block_advance() };
  RX_TRY(rx_simulation_check(network, drive, options, rec, err));
  if (!(options->dt_ms > 0.0))
    return rx_fail(err, RX_E_INPUT, "the step must be greater than 0 ms, not %g", options->dt_ms);
  double window_ms;
  RX_TRY(rx_window_ms(network, options->dt_ms, fmax(LONGEST_WINDOW_MS, options->dt_ms), &window_ms, err));
  r.steps_per_window = (int)(window_ms / options->dt_ms + 0.5);
  rec->v_end = calloc((size_t)network->n_cells + 1, sizeof *rec->v_end);
  rx_status status = rec->v_end == NULL ? rx_no_memory(err) : make_blocks(&r, err);
  if (status == RX_OK) status = add_clamps(&r, drive, err);
  if (status == RX_OK) status = add_probes(&r, rec, err);
  if (status == RX_OK)
    status = rx_traffic_create(network, drive, window_ms, options->t_stop_ms, r.n_blocks, r.block_of, &r.traffic, err);
  if (status == RX_OK) status = run_windows(&r, rec, err);
  if (status == RX_OK)
    for (int c = 0; c < network->n_cells; c++) {
      const rx_block *b = r.blocks[r.block_of[c]];
      const int at = b->type->detector * b->lanes + r.lane_of[c];
      const double beyond = (double)(r.first_step + r.n_steps) - options->t_stop_ms / options->dt_ms; /* steps */
      rec->v_end[c] = b->V[at] + fmax(beyond, 0.0) * (b->V_before[at] - b->V[at]);
    }
  rx_traffic_free(r.traffic);
  for (int i = 0; i < r.n_blocks; i++) rx_block_free(r.blocks[i]);
  free(r.blocks);
  free(r.block_of);
  free(r.lane_of);
  return status;
}
