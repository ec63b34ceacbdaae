/* Compiled in both precisions (precision.h). */
#include "solver/ensemble/ensemble.h"

#include <math.h>
#include <stdlib.h>
#if defined(RX_SINGLE) && defined(__SSE__)
#include <xmmintrin.h>
#endif

#include "base/parallel.h"
#include "solver/control.h"
#include "solver/ensemble/block.h"
#include "solver/ensemble/events.h"
#include "solver/ensemble/lane_layout.h"

/* rx_simulate_ensemble_members in one precision; called by simulate.c alone. */
void rx_run_members(int n, rx_ensemble_member members[], const rx_solver_options *options);

/* window where no delay bounds it */
#define LONGEST_WINDOW_MS 5.0

/* Members with windows of one length, window by window. */
typedef struct run {
  int n;
  rx_ensemble_member **members; /* [n] those with status RX_OK still run */
  const rx_solver_options *options;
  int steps_per_window;
  double window_ms;
  rx_lane_layout layout;
  rx_block **blocks;       /* [layout.n_blocks] */
  bool *is_finite;         /* [n_blocks] at the end of the window */
  const rx_drive **drives; /* [n] */
  const rx_network **networks;
  rx_traffic **traffic; /* [n] */
  size_t *first_spike;  /* [n] of the window, in the member's recording */
  rx_control *control;  /* [n] */
  rx_inboxes *inboxes;
  int64_t first_step; /* of the open window */
  int n_steps;        /* of the open window */
  rx_block_advance_fn *advance;
} run;

static bool is_running(const run *r, int member)
{
  return r->members[member]->status == RX_OK;
}

/* The block of a member's cell and its lane there. */
static rx_block *block_of(const run *r, int member, int cell, int *lane)
{
  const size_t i = r->layout.first[member] + (size_t)cell;
  *lane = r->layout.lane_of[i];
  return r->blocks[r->layout.block_of[i]];
}

/* ---- start ---- */

static rx_status make_frames(rx_recording *rec, const rx_solver_options *options, rx_error *err)
{
  if (rec->n_probes == 0) return RX_OK;
  const double every = rec->interval_ms / options->dt_ms, rounded = round(every);
  if (!(rounded >= 1.0) || fabs(every - rounded) > 1e-6 * rounded)
    return rx_fail(err, RX_E_INPUT, "recording interval of %g ms: must be a multiple of the step, %g ms",
                   rec->interval_ms, options->dt_ms);
  rec->n_frames = (size_t)ceil(options->t_stop_ms / rec->interval_ms - 1e-9);
  rec->frames = calloc(rec->n_frames * rec->n_probes + 1, sizeof *rec->frames);
  return rec->frames != NULL ? RX_OK : rx_no_memory(err);
}

/* Checks a member, makes room in its recording and finds the length of its windows in steps. */
static rx_status prepare(rx_ensemble_member *m, const rx_solver_options *options, int *steps_per_window)
{
  rx_error *err = &m->err;
  rx_recording *rec = m->recording;
  rec->failed_at_ms = NAN;
  RX_TRY(rx_simulation_check(m->network, m->drive, options, rec, err));
  if (!(options->dt_ms > 0.0))
    return rx_fail(err, RX_E_INPUT, "the step must be greater than 0 ms, not %g", options->dt_ms);
  for (int k = 0; k < m->network->n_numbers; k++)
    if (options->dt_ms > m->network->numbers[k]->max_dt * (1 + 1e-9))
      return rx_fail(err, RX_E_INPUT, "a step of %g ms: a cell of the network takes %g ms at the most (max_dt)",
                     options->dt_ms, m->network->numbers[k]->max_dt);
  if (options->coarse_steps < 1)
    return rx_fail(err, RX_E_INPUT, "a coarse step of %d steps: must be 1 (none) or more", options->coarse_steps);
  double window_ms;
  RX_TRY(rx_window_ms(m->network, options->dt_ms, fmax(LONGEST_WINDOW_MS, options->dt_ms), &window_ms, err));
  if (options->coarse_steps > 1) {
    const double coarse_ms = options->coarse_steps * options->dt_ms;
    if (m->network->shortest_delay_ms < coarse_ms * (1.0 - 1e-9))
      return rx_fail(err, RX_E_INPUT,
                     "a coarse step of %d x %g ms is longer than the shortest delay of the network, %g ms",
                     options->coarse_steps, options->dt_ms, m->network->shortest_delay_ms);
    RX_TRY(rx_window_ms(m->network, coarse_ms, fmax(LONGEST_WINDOW_MS, coarse_ms), &window_ms, err));
  }
  *steps_per_window = (int)(window_ms / options->dt_ms + 0.5);
  RX_TRY(rx_control_fewer_steps(m->drive, options, steps_per_window, err));
  rec->v_end = calloc((size_t)m->network->n_cells + 1, sizeof *rec->v_end);
  if (rec->v_end == NULL) return rx_no_memory(err);
  return make_frames(rec, options, err);
}

static rx_status make_blocks(run *r, rx_error *err)
{
  for (int i = 0; i < r->layout.n_blocks; i++) {
    const rx_block_cells *cells = &r->layout.blocks[i];
    const rx_cell_numbers *numbers[RX_LANES];
    for (int l = 0; l < cells->n; l++) {
      const rx_network *network = r->networks[cells->at[l].member];
      numbers[l] = network->numbers[network->numbers_of[cells->at[l].cell]];
    }
    RX_TRY(rx_block_create(cells->type, cells->n, numbers, cells->lanes, r->options->dt_ms, r->options->coarse_steps,
                           r->steps_per_window, &r->blocks[i], err));
  }
  return RX_OK;
}

static rx_status add_clamps_and_probes(run *r, int member, rx_error *err)
{
  const rx_drive *drive = r->drives[member];
  const rx_recording *rec = r->members[member]->recording;
  int lane;
  for (size_t i = 0; drive != NULL && i < drive->n_clamps; i++) {
    rx_block *b = block_of(r, member, drive->clamps[i].cell, &lane);
    RX_TRY(rx_block_add_clamp(b, lane, &drive->clamps[i], err));
  }
  rx_block_column column = { .n_frames = rec->n_frames, .n_columns = rec->n_probes, .frames = rec->frames };
  if (rec->n_probes > 0) column.every = (int64_t)round(rec->interval_ms / r->options->dt_ms);
  for (; column.column < rec->n_probes; column.column++) {
    const rx_probe *probe = &rec->probes[column.column];
    rx_block *b = block_of(r, member, probe->cell, &lane);
    RX_TRY(rx_block_add_probe(b, lane, probe, &column, err));
  }
  for (size_t i = 0; i < rec->n_detectors; i++) {
    rx_block *b = block_of(r, member, rec->detectors[i].cell, &lane);
    RX_TRY(rx_block_add_detector(b, lane, &rec->detectors[i], (int)i, err));
  }
  return RX_OK;
}

static rx_status start(run *r, rx_error *err)
{
  const size_t n = (size_t)r->n;
  double longest_delay_ms = 0.0;
  r->drives = calloc(n, sizeof *r->drives);
  r->networks = calloc(n, sizeof *r->networks);
  r->traffic = calloc(n, sizeof *r->traffic);
  r->first_spike = calloc(n, sizeof *r->first_spike);
  r->control = calloc(n, sizeof *r->control);
  if (r->drives == NULL || r->networks == NULL || r->traffic == NULL || r->first_spike == NULL || r->control == NULL)
    return rx_no_memory(err);
  for (int m = 0; m < r->n; m++) {
    r->networks[m] = r->members[m]->network;
    r->drives[m] = r->members[m]->drive;
    longest_delay_ms = fmax(longest_delay_ms, r->networks[m]->longest_delay_ms);
  }
  RX_TRY(rx_lane_layout_make(r->n, r->networks, r->drives, &r->layout, err));
  r->blocks = calloc((size_t)r->layout.n_blocks + 1, sizeof *r->blocks);
  r->is_finite = calloc((size_t)r->layout.n_blocks + 1, sizeof *r->is_finite);
  if (r->blocks == NULL || r->is_finite == NULL) return rx_no_memory(err);
  RX_TRY(make_blocks(r, err));
  RX_TRY(rx_inboxes_create(r->layout.n_blocks, r->window_ms, longest_delay_ms, &r->inboxes, err));
  for (int m = 0; m < r->n; m++) {
    const size_t first = r->layout.first[m];
    RX_TRY(add_clamps_and_probes(r, m, err));
    RX_TRY(rx_control_start(r->drives[m], &r->control[m], err));
    rx_control_shorter_window(&r->control[m], r->window_ms);
    RX_TRY(rx_traffic_create(r->networks[m], r->drives[m], r->options->t_stop_ms, r->inboxes,
                             r->layout.block_of + first, r->layout.lane_of + first, &r->traffic[m], err));
  }
  return RX_OK;
}

static void finish(run *r)
{
  for (int m = 0; r->traffic != NULL && m < r->n; m++) rx_traffic_free(r->traffic[m]);
  for (int m = 0; r->control != NULL && m < r->n; m++) rx_control_free(&r->control[m]);
  free(r->control);
  for (int i = 0; r->blocks != NULL && i < r->layout.n_blocks; i++) rx_block_free(r->blocks[i]);
  rx_inboxes_free(r->inboxes);
  rx_lane_layout_free(&r->layout);
  free(r->drives);
  free(r->networks);
  free(r->traffic);
  free(r->first_spike);
  free(r->blocks);
  free(r->is_finite);
}

/* ---- windows ---- */

/* In single precision a silent synapse decays into subnormal numbers after 87 of its time constants, and these are slow on many
 * processors: while a block advances they count as 0 (x86). In double it takes 708. */
#if defined(RX_SINGLE) && defined(__SSE__)
static unsigned flush_subnormals(void)
{
  const unsigned was = _mm_getcsr();
  _mm_setcsr(was | 0x8040U); /* results, and operands */
  return was;
}

static void restore_subnormals(unsigned was)
{
  _mm_setcsr(was);
}
#else
static unsigned flush_subnormals(void)
{
  return 0;
}

static void restore_subnormals(unsigned was)
{
  (void)was;
}
#endif

static void advance_block(int i, int thread, void *context)
{
  const run *r = context;
  const rx_block_cells *cells = &r->layout.blocks[i];
  rx_block *b = r->blocks[i];
  bool any = false;
  (void)thread;
  for (int l = 0; l < cells->n; l++) any |= is_running(r, cells->at[l].member);
  b->n_spikes = 0;
  b->crossings.n = 0;
  r->is_finite[i] = true;
  if (!any) return;
  const rx_inbox *inbox = rx_inboxes_of(r->inboxes, i);
  const unsigned was = flush_subnormals();
  r->advance(b, inbox, r->first_step, r->n_steps);
  restore_subnormals(was);
  double sum = 0.0; /* not a number as soon as one value is not finite */
  for (int at = 0; at < b->n; at++) sum += 0.0 * b->V[at] + 0.0 * b->cai[at];
  for (int at = 0; b->type->has_pools && at < b->n; at++)
    if (rx_block_pools_bad(b, at) != NULL) sum = NAN;
  r->is_finite[i] = sum == 0.0;
}

static int by_time_and_cell(const void *a, const void *b)
{
  const rx_spike *x = a, *y = b;
  if (x->t_ms != y->t_ms) return x->t_ms < y->t_ms ? -1 : 1;
  return x->cell - y->cell;
}

/* The window's spikes, in order, at the end of the members' recordings. */
static void gather_spikes(run *r)
{
  for (int m = 0; m < r->n; m++) r->first_spike[m] = r->members[m]->recording->spikes.n;
  for (int i = 0; i < r->layout.n_blocks; i++) {
    const rx_block *b = r->blocks[i];
    for (size_t k = 0; k < b->n_spikes; k++) {
      const rx_lane *from = &r->layout.blocks[i].at[b->spikes[k].lane];
      rx_ensemble_member *m = r->members[from->member];
      const rx_spike spike = { .t_ms = b->spikes[k].t_ms, .cell = from->cell };
      /* the last step may go beyond the end */
      if (m->status != RX_OK || !(spike.t_ms < r->options->t_stop_ms)) continue;
      if (!RX_APPEND(&m->recording->spikes, spike)) m->status = rx_no_memory(&m->err);
    }
  }
  for (int m = 0; m < r->n; m++) {
    rx_recording *rec = r->members[m]->recording;
    const size_t first = r->first_spike[m], n = rec->spikes.n - first;
    if (n > 1) qsort(rec->spikes.items + first, n, sizeof *rec->spikes.items, by_time_and_cell);
  }
}

static int by_time_and_detector(const void *a, const void *b)
{
  const rx_crossing *x = a, *y = b;
  if (x->t_ms != y->t_ms) return x->t_ms < y->t_ms ? -1 : 1;
  return x->detector - y->detector;
}

/* A block does not know which of its lanes a crossing that it could not keep was of: all members in it fail. */
static void fail_members_of(const run *r, const rx_block_cells *cells)
{
  for (int k = 0; k < cells->n; k++) {
    rx_ensemble_member *m = r->members[cells->at[k].member];
    if (m->status == RX_OK) m->status = rx_no_memory(&m->err);
  }
}

/* The same for the crossings. */
static void gather_crossings(run *r)
{
  for (int m = 0; m < r->n; m++) r->first_spike[m] = r->members[m]->recording->crossings.n;
  for (int i = 0; i < r->layout.n_blocks; i++) {
    const rx_block *b = r->blocks[i];
    if (b->is_out_of_memory) fail_members_of(r, &r->layout.blocks[i]); /* the first of a run may be the one lost */
    for (size_t k = 0; k < b->crossings.n; k++) {
      const rx_block_detector *detector = &b->detectors[b->crossings.items[k].detector];
      rx_ensemble_member *m = r->members[r->layout.blocks[i].at[detector->lane].member];
      const rx_crossing crossing = { .t_ms = b->crossings.items[k].t_ms, .detector = detector->detector };
      if (m->status != RX_OK || !(crossing.t_ms < r->options->t_stop_ms)) continue;
      if (!RX_APPEND(&m->recording->crossings, crossing)) m->status = rx_no_memory(&m->err);
    }
  }
  for (int m = 0; m < r->n; m++) {
    rx_recording *rec = r->members[m]->recording;
    const size_t first = r->first_spike[m], n = rec->crossings.n - first;
    if (n > 1) qsort(rec->crossings.items + first, n, sizeof *rec->crossings.items, by_time_and_detector);
  }
}

/* Names the first value of a member that is not finite, by cell and compartment. */
static rx_status check_finite(const run *r, int member, rx_error *err)
{
  for (int c = 0; c < r->networks[member]->n_cells; c++) {
    int lane;
    const rx_block *b = block_of(r, member, c, &lane);
    for (int k = 0; k < b->type->n_compartments; k++) {
      const int at = k * b->lanes + lane;
      const char *pool = b->type->has_pools ? rx_block_pools_bad(b, at) : NULL;
      if (isfinite(b->V[at]) && isfinite(b->cai[at]) && pool == NULL) continue;
      rx_fail(err, RX_E_NOT_FINITE, "before %g ms: %s is not %s in compartment %d (step %g ms: try a smaller one)",
              (double)(r->first_step + r->n_steps) * r->options->dt_ms,
              pool != NULL         ? pool
              : isfinite(b->V[at]) ? "cai"
                                   : "V",
              pool != NULL ? "above 0" : "finite", k, r->options->dt_ms);
      rx_simulation_at_cell(r->networks[member], c, err);
      return RX_E_NOT_FINITE;
    }
  }
  return RX_OK;
}

/* What the window was for one member: its spikes leave, or it fails. */
static rx_status close_window(const run *r, int member, bool all_finite, rx_error *err)
{
  const rx_recording *rec = r->members[member]->recording;
  const size_t first = r->first_spike[member];
  if (!all_finite) RX_TRY(check_finite(r, member, err));
  if (rec->spikes.n == first) return RX_OK;
  return rx_traffic_send(r->traffic[member], rec->spikes.n - first, rec->spikes.items + first, err);
}

/* Ends all members that still run. */
static void fail_all(run *r, rx_status status, const rx_error *err)
{
  for (int m = 0; m < r->n; m++) {
    if (!is_running(r, m)) continue;
    r->members[m]->status = status;
    r->members[m]->err = *err;
  }
}

/* Controllers whose turn it is; blocks read the waveforms themselves, and have not gone beyond the window. */
static void take_control(run *r, int64_t k)
{
  for (int m = 0; m < r->n; m++) {
    rx_ensemble_member *member = r->members[m];
    const rx_recording *rec = member->recording;
    bool is_changed;
    if (!is_running(r, m) || !rx_control_is_due(&r->control[m], k)) continue;
    member->status = rx_control_read(&r->control[m], k, rec->spikes.n, rec->spikes.items, &is_changed, &member->err);
  }
}

static void run_window(run *r, int64_t k)
{
  take_control(r, k);
  rx_inboxes_open_window(r->inboxes, k);
  for (int m = 0; m < r->n; m++)
    if (is_running(r, m)) r->members[m]->status = rx_traffic_open_window(r->traffic[m], &r->members[m]->err);
  rx_parallel_for(r->layout.n_blocks, r->options->threads, advance_block, r);
  gather_crossings(r); /* before the spikes, whose places in the recordings are still needed */
  gather_spikes(r);
  bool all_finite = true;
  for (int i = 0; i < r->layout.n_blocks; i++) all_finite &= r->is_finite[i];
  for (int m = 0; m < r->n; m++)
    if (is_running(r, m)) r->members[m]->status = close_window(r, m, all_finite, &r->members[m]->err);
}

/* Steps of all cells of a member in the window. */
static uint64_t steps_of(const run *r, int member)
{
  uint64_t n = 0;
  int lane;
  for (int c = 0; c < r->networks[member]->n_cells; c++) n += (uint64_t)block_of(r, member, c, &lane)->n_steps;
  return n;
}

static void run_windows(run *r)
{
  const double dt_ms = r->options->dt_ms;
  const int64_t n_total = (int64_t)ceil(r->options->t_stop_ms / dt_ms - 1e-6);
  int64_t step = 0;
  int n_running = r->n;
  for (int64_t k = 0; step < n_total && n_running > 0; k++, step += r->n_steps) {
    rx_error err = { 0 };
    const double began_ms = (double)step * dt_ms;
    const rx_status status = rx_simulation_may_go_on(r->options->stop, r->options->deadline_s, began_ms, &err);
    r->first_step = step;
    r->n_steps = (int)(n_total - step < r->steps_per_window ? n_total - step : r->steps_per_window);
    if (status == RX_OK)
      run_window(r, k);
    else
      fail_all(r, status, &err);
    n_running = 0;
    for (int m = 0; m < r->n; m++) {
      rx_recording *rec = r->members[m]->recording;
      if (is_running(r, m)) {
        rec->stats.n_steps += steps_of(r, m);
        n_running++;
      } else if (isnan(rec->failed_at_ms)) {
        rec->failed_at_ms = began_ms;
        rx_recording_cut(rec, began_ms);
      }
    }
  }
}

/* V at t_stop, and counts, of the members that got there. */
static void end_recordings(const run *r)
{
  const double beyond = (double)(r->first_step + r->n_steps) - r->options->t_stop_ms / r->options->dt_ms; /* steps */
  for (int m = 0; m < r->n; m++) {
    rx_recording *rec = r->members[m]->recording;
    if (!is_running(r, m)) continue;
    for (int c = 0; c < r->networks[m]->n_cells; c++) {
      int lane;
      const rx_block *b = block_of(r, m, c, &lane);
      const int at = b->type->detector * b->lanes + lane;
      rec->v_end[c] = b->V[at] + fmax(beyond, 0.0) * b->h / b->step->h * (b->V_before[at] - b->V[at]);
    }
    rec->stats.n_events = rx_traffic_arrivals(r->traffic[m]);
  }
}

static void run_all(run *r)
{
  rx_error err = { 0 };
  r->window_ms = r->steps_per_window * r->options->dt_ms;
  r->advance = rx_block_advance();
  const rx_status status = start(r, &err);
  if (status == RX_OK) {
    run_windows(r);
    end_recordings(r);
  } else {
    fail_all(r, status, &err);
  }
  finish(r);
}

void rx_run_members(int n, rx_ensemble_member members[], const rx_solver_options *options)
{
  int *steps = calloc((size_t)n + 1, sizeof *steps); /* of a window; 0: the member is done */
  rx_ensemble_member **together = calloc((size_t)n + 1, sizeof *together);
  for (int m = 0; m < n; m++) {
    rx_ensemble_member *member = &members[m];
    const bool has_memory = steps != NULL && together != NULL;
    member->status = has_memory ? prepare(member, options, &steps[m]) : rx_no_memory(&member->err);
    if (has_memory && member->status != RX_OK) steps[m] = 0;
  }
  for (int m = 0; steps != NULL && together != NULL && m < n; m++) {
    if (steps[m] == 0) continue;
    run r = { .members = together, .options = options, .steps_per_window = steps[m] };
    for (int k = m; k < n; k++) {
      if (steps[k] != r.steps_per_window) continue;
      /* the length of a step is its block's: with two of them a member would depend on its company */
      if (options->coarse_steps > 1 && r.n == 1) break;
      together[r.n++] = &members[k];
      steps[k] = 0;
    }
    run_all(&r);
  }
  free(steps);
  free(together);
}
