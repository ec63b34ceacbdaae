/* rx_simulate_cvode: a network with one integrator per cell, window by window of the shortest delay. Within a window cells know
 * nothing of each other, so they run in parallel; at its end their spikes are sent, in order of (time, cell). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "solver/control.h"
#include "solver/cvode/cell_integrator.h"

#define LONGEST_WINDOW_MS 10.0 /* where delays are long or there are none: how often the stop flag is read */

typedef struct cell_run {
  rx_cell_integrator *integrator;
  rx_cell_record record;
  rx_status status;
  rx_error err;
} cell_run;

typedef struct run {
  const rx_network *network;
  const rx_drive *drive;
  const rx_solver_options *options;
  rx_recording *recording;
  cell_run *cells;  /* [n_cells] */
  int *receiver_of; /* [n_cells] each cell is its own receiver */
  rx_inboxes *inboxes;
  rx_traffic *traffic;
  double window_ms, began_ms, end_ms; /* begin and end of the window */
  RX_ARRAY(rx_spike) spikes;          /* of the window */
  rx_control control;
  /* sorted by cell; those of cell i at [first[i], first[i+1]) */
  rx_cell_clamp *clamps;
  size_t *first_clamp;
  rx_probe *probes;
  size_t *columns, *first_probe;
} run;

/* clamps and probes, gathered by cell */
static rx_status gather(run *r, rx_error *err)
{
  const size_t n_cells = (size_t)r->network->n_cells, n_clamps = r->drive->n_clamps, n_probes = r->recording->n_probes;
  r->clamps = calloc(n_clamps + 1, sizeof *r->clamps);
  r->first_clamp = calloc(n_cells + 2, sizeof *r->first_clamp);
  r->probes = calloc(n_probes + 1, sizeof *r->probes);
  r->columns = calloc(n_probes + 1, sizeof *r->columns);
  r->first_probe = calloc(n_cells + 2, sizeof *r->first_probe);
  if (r->clamps == NULL || r->first_clamp == NULL || r->probes == NULL || r->columns == NULL || r->first_probe == NULL)
    return rx_no_memory(err);
  /* counting sort: first[cell + 2] counts, its running sum at [cell + 1] is where the cell's next item goes */
  for (size_t i = 0; i < n_clamps; i++) r->first_clamp[r->drive->clamps[i].cell + 2]++;
  for (size_t i = 0; i < n_probes; i++) r->first_probe[r->recording->probes[i].cell + 2]++;
  for (size_t c = 2; c < n_cells + 2; c++) {
    r->first_clamp[c] += r->first_clamp[c - 1];
    r->first_probe[c] += r->first_probe[c - 1];
  }
  for (size_t i = 0; i < n_clamps; i++) {
    const rx_clamp *clamp = &r->drive->clamps[i];
    r->clamps[r->first_clamp[clamp->cell + 1]++] = (rx_cell_clamp){
      .compartment = clamp->compartment, .kind = clamp->kind, .reversal = clamp->reversal, .waveform = clamp->waveform
    };
  }
  for (size_t i = 0; i < n_probes; i++) {
    const size_t at = r->first_probe[r->recording->probes[i].cell + 1]++;
    r->probes[at] = r->recording->probes[i];
    r->columns[at] = i;
  }
  return RX_OK;
}

static rx_status make_frames(const run *r, rx_error *err)
{
  rx_recording *recording = r->recording;
  recording->v_end = calloc((size_t)r->network->n_cells + 1, sizeof(double));
  if (recording->v_end == NULL) return rx_no_memory(err);
  if (recording->n_probes == 0) return RX_OK;
  size_t n = (size_t)(r->options->t_stop_ms / recording->interval_ms);
  while ((double)n * recording->interval_ms < r->options->t_stop_ms) n++;
  while (n > 0 && (double)(n - 1) * recording->interval_ms >= r->options->t_stop_ms) n--;
  recording->frames = calloc(n * recording->n_probes, sizeof(float));
  recording->n_frames = n;
  return recording->frames != NULL ? RX_OK : rx_no_memory(err);
}

static void create_cell(int i, int thread, void *context)
{
  run *r = context;
  const rx_network *network = r->network;
  cell_run *cell = &r->cells[i];
  const size_t first_probe = r->first_probe[i], first_clamp = r->first_clamp[i];
  (void)thread;
  cell->record = (rx_cell_record){ .n_probes = (int)(r->first_probe[i + 1] - first_probe),
                                   .probes = r->probes + first_probe,
                                   .columns = r->columns + first_probe,
                                   .interval_ms = r->recording->interval_ms,
                                   .n_frames = r->recording->n_frames,
                                   .width = r->recording->n_probes,
                                   .frames = r->recording->frames,
                                   .cell = i,
                                   .n_detectors = r->recording->n_detectors,
                                   .detectors = r->recording->detectors };
  if (cell->record.n_probes == 0) cell->record.n_frames = 0;
  cell->status =
      rx_cell_integrator_create(network->types[network->type_of[i]], network->numbers[network->numbers_of[i]],
                                (int)(r->first_clamp[i + 1] - first_clamp), r->clamps + first_clamp, r->options->rtol,
                                &cell->record, &cell->integrator, &cell->err);
}

static rx_status start(run *r, rx_error *err)
{
  const int n_cells = r->network->n_cells;
  RX_TRY(rx_simulation_check(r->network, r->drive, r->options, r->recording, err));
  RX_TRY(gather(r, err));
  RX_TRY(make_frames(r, err));
  r->cells = calloc((size_t)n_cells + 1, sizeof *r->cells);
  r->receiver_of = calloc((size_t)n_cells + 1, sizeof *r->receiver_of);
  if (r->cells == NULL || r->receiver_of == NULL) return rx_no_memory(err);
  for (int i = 0; i < n_cells; i++) r->receiver_of[i] = i;
  RX_TRY(rx_window_ms(r->network, 0, LONGEST_WINDOW_MS, &r->window_ms, err));
  RX_TRY(rx_control_start(r->drive, &r->control, err));
  r->window_ms = rx_control_shorter_window(&r->control, r->window_ms);
  RX_TRY(rx_inboxes_create(n_cells, r->window_ms, r->network->longest_delay_ms, &r->inboxes, err));
  RX_TRY(rx_traffic_create(r->network, r->drive, r->options->t_stop_ms, r->inboxes, r->receiver_of, NULL, &r->traffic,
                           err));
  rx_parallel_for(n_cells, r->options->threads, create_cell, r);
  return RX_OK;
}

static void advance_cell(int i, int thread, void *context)
{
  run *r = context;
  cell_run *cell = &r->cells[i];
  (void)thread;
  cell->status =
      rx_cell_integrator_advance(cell->integrator, rx_inboxes_of(r->inboxes, i), r->end_ms, r->options, &cell->err);
}

/* the failure of the first cell that has one, so that the message does not depend on threads */
static rx_status first_failure(const run *r, rx_error *err)
{
  for (int i = 0; i < r->network->n_cells; i++) {
    const cell_run *cell = &r->cells[i];
    if (cell->status == RX_OK) continue;
    if (cell->integrator != NULL) r->recording->failed_at_ms = rx_cell_integrator_time(cell->integrator);
    if (err != NULL) *err = cell->err;
    if (cell->status != RX_E_INTERRUPTED && cell->status != RX_E_TIME) /* those are no cell's fault */
      rx_simulation_at_cell(r->network, i, err);
    return cell->status;
  }
  return RX_OK;
}

static int by_time_and_cell(const void *a, const void *b)
{
  const rx_spike *x = a, *y = b;
  if (x->t_ms != y->t_ms) return x->t_ms < y->t_ms ? -1 : 1;
  return (x->cell > y->cell) - (x->cell < y->cell);
}

static rx_status collect_spikes(run *r, rx_error *err)
{
  r->spikes.n = 0;
  for (int i = 0; i < r->network->n_cells; i++) {
    const double *times;
    const size_t n = rx_cell_integrator_spikes(r->cells[i].integrator, &times);
    for (size_t k = 0; k < n; k++)
      if (!RX_APPEND(&r->spikes, ((rx_spike){ times[k], i }))) return rx_no_memory(err);
  }
  if (r->spikes.n == 0) return RX_OK;
  qsort(r->spikes.items, r->spikes.n, sizeof(rx_spike), by_time_and_cell);
  for (size_t k = 0; k < r->spikes.n; k++)
    if (!RX_APPEND(&r->recording->spikes, r->spikes.items[k])) return rx_no_memory(err);
  return RX_OK;
}

static int by_time_and_detector(const void *a, const void *b)
{
  const rx_crossing *x = a, *y = b;
  if (x->t_ms != y->t_ms) return x->t_ms < y->t_ms ? -1 : 1;
  return (x->detector > y->detector) - (x->detector < y->detector);
}

static rx_status collect_crossings(run *r, rx_error *err)
{
  rx_recording *recording = r->recording;
  const size_t first = recording->crossings.n;
  for (int i = 0; i < r->network->n_cells && recording->n_detectors > 0; i++) {
    const rx_crossing *crossings;
    const size_t n = rx_cell_integrator_crossings(r->cells[i].integrator, &crossings);
    for (size_t k = 0; k < n; k++)
      if (!RX_APPEND(&recording->crossings, crossings[k])) return rx_no_memory(err);
  }
  if (recording->crossings.n > first)
    qsort(recording->crossings.items + first, recording->crossings.n - first, sizeof(rx_crossing),
          by_time_and_detector);
  return RX_OK;
}

static void restart_cell(int i, int thread, void *context)
{
  run *r = context;
  cell_run *cell = &r->cells[i];
  bool is_changed = false;
  (void)thread;
  for (size_t k = r->first_clamp[i]; k < r->first_clamp[i + 1]; k++)
    is_changed |= rx_control_is_changed(&r->control, r->clamps[k].waveform);
  if (is_changed) cell->status = rx_cell_integrator_restart(cell->integrator, &cell->err);
}

/* The controller reads at the beginning of a window; cells whose waveforms it changes start anew there. */
static rx_status take_control(run *r, int64_t k, rx_error *err)
{
  bool is_changed;
  const rx_recording *recording = r->recording;
  if (!rx_control_is_due(&r->control, k)) return RX_OK;
  RX_TRY(rx_control_read(&r->control, k, recording->spikes.n, recording->spikes.items, &is_changed, err));
  if (!is_changed) return RX_OK;
  rx_parallel_for(r->network->n_cells, r->options->threads, restart_cell, r);
  return first_failure(r, err);
}

static rx_status advance_windows(run *r, rx_error *err)
{
  const rx_solver_options *options = r->options;
  for (int64_t k = 0; (double)k * r->window_ms < options->t_stop_ms; k++) {
    const double began_ms = (double)k * r->window_ms;
    r->began_ms = r->recording->failed_at_ms = began_ms; /* failed: unless a cell says when, or all goes well */
    RX_TRY(rx_simulation_may_go_on(options->stop, options->deadline_s, began_ms, err));
    RX_TRY(take_control(r, k, err));
    r->end_ms = fmin((double)(k + 1) * r->window_ms, options->t_stop_ms);
    rx_inboxes_open_window(r->inboxes, k);
    RX_TRY(rx_traffic_open_window(r->traffic, err));
    rx_parallel_for(r->network->n_cells, options->threads, advance_cell, r);
    RX_TRY(first_failure(r, err));
    RX_TRY(collect_spikes(r, err));
    RX_TRY(collect_crossings(r, err));
    RX_TRY(rx_traffic_send(r->traffic, r->spikes.n, r->spikes.items, err));
  }
  r->recording->failed_at_ms = NAN;
  return RX_OK;
}

static void finish(run *r)
{
  for (int i = 0; i < r->network->n_cells; i++) {
    rx_cell_integrator *integrator = r->cells[i].integrator;
    r->recording->v_end[i] = rx_cell_integrator_v(integrator);
    rx_cell_integrator_add_stats(integrator, &r->recording->stats);
  }
  r->recording->stats.n_events = rx_traffic_arrivals(r->traffic);
}

rx_status rx_simulate_cvode(const rx_network *network, const rx_drive *drive, const rx_solver_options *options,
                            rx_recording *recording, rx_error *err)
{
  static const rx_drive NOTHING = { 0 };
  run r = { .network = network, .drive = drive != NULL ? drive : &NOTHING, .options = options, .recording = recording };
  recording->failed_at_ms = NAN;
  rx_status status = start(&r, err);
  if (status == RX_OK) status = first_failure(&r, err);
  if (status == RX_OK) status = advance_windows(&r, err);
  if (status == RX_OK)
    finish(&r);
  else
    rx_recording_cut(recording, r.began_ms);
  if (r.cells != NULL)
    for (int i = 0; i < network->n_cells; i++) rx_cell_integrator_free(r.cells[i].integrator);
  rx_traffic_free(r.traffic);
  rx_inboxes_free(r.inboxes);
  rx_control_free(&r.control);
  free(r.cells);
  free(r.receiver_of);
  free(r.spikes.items);
  free(r.clamps);
  free(r.first_clamp);
  free(r.probes);
  free(r.columns);
  free(r.first_probe);
  return status;
}
