#include "solver/ensemble/block.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "models/channels/channel.h"

/* h/tau of a conductance at the most: gone within a step all the same, and within the range of the short exponential */
#define FASTEST_DECAY 600.0

/* True for a channel whose conductance and offset never change: no gate, no concentration, linear in V. Judged by coefficients of no
 * cell, so that it cannot depend on what stands in the other lanes. */
static bool is_fixed(const rx_channel *channel)
{
  if (channel->n_gates > 0 || channel->reads_calcium || channel->carries_calcium) return false;
  double coefs[RX_MAX_COEFS];
  for (int q = 0; q < RX_MAX_COEFS; q++) coefs[q] = 0.7 + 0.37 * q;
  const rx_current a = channel->current((rx_at){ -80, 0, 10, 5 }, coefs, NULL),
                   b = channel->current((rx_at){ 20, 0, 11, 6 }, coefs, NULL);
  return a.G == b.G && a.J == b.J;
}

/* An unbranched cell in one lane. */
static bool is_cable(const rx_block *b)
{
  if (b->lanes != 1) return false;
  for (int c = 1; c < b->type->n_compartments; c++)
    if (b->type->parent[c] != c - 1) return false;
  return true;
}

/* Couplings of the folded cable from those of the compartments; after each change of these. */
static void fold_couplings(rx_block *b)
{
  rx_folded_cable *f = &b->folded;
  for (int c = 0; f->n_rows > 0 && c < b->n; c++) {
    const int i = c % f->n_rows * RX_LANES + c / f->n_rows;
    f->to_parent[i] = b->to_parent[c];
    f->to_child[i] = c + 1 < b->n ? b->from_child[c + 1] : 0.0;
  }
}

/* Where the arrays of a block lie in its one piece of memory: called twice, first with memory NULL to count. */
typedef struct layout {
  double *memory;
  size_t used;
} layout;

static void place(layout *l, double **array, size_t n)
{
  if (l->memory != NULL) *array = l->memory + l->used;
  l->used += (n + 7) / 8 * 8; /* each array starts on a cache line */
}

static void place_decay(const rx_block *b, layout *l, rx_block_step *step)
{
  double *decay = NULL;
  place(l, &decay, (size_t)b->type->n_slots * sizeof(rx_block_decay) / sizeof(double));
  step->decay = (rx_block_decay *)decay;
}

static void place_arrays(rx_block *b, layout *l)
{
  const rx_cell_type *type = b->type;
  const size_t n = (size_t)b->n, lanes = (size_t)b->lanes;
  double **per_place[] = { &b->V,
                           &b->V_before,
                           &b->V_gates,
                           &b->cai,
                           &b->G_fixed,
                           &b->J_fixed,
                           &b->G,
                           &b->J,
                           &b->Gca,
                           &b->Jca,
                           &b->charging,
                           &b->fine.diagonal,
                           &b->to_parent,
                           &b->from_child,
                           &b->inverse,
                           &b->rhs,
                           &b->calcium_influx,
                           &b->fine.calcium_keep,
                           &b->fine.calcium_gain,
                           &b->calcium_rest };
  for (size_t k = 0; k < sizeof per_place / sizeof *per_place; k++) place(l, per_place[k], n);
  double *slots = NULL;
  place(l, &slots, (size_t)type->n_slots * sizeof(rx_block_slot) / sizeof(double));
  b->slots = (rx_block_slot *)slots;
  place_decay(b, l, &b->fine);
  if (b->coarse_steps > 1) {
    double **per_coarse_place[] = { &b->coarse.diagonal, &b->coarse.calcium_keep, &b->coarse.calcium_gain };
    for (size_t k = 0; k < sizeof per_coarse_place / sizeof *per_coarse_place; k++) place(l, per_coarse_place[k], n);
    place_decay(b, l, &b->coarse);
  }
  rx_folded_cable *f = &b->folded;
  double **per_row[] = { &f->to_parent, &f->to_child, &f->inverse, &f->A, &f->B, &f->C };
  for (size_t k = 0; k < sizeof per_row / sizeof *per_row; k++) place(l, per_row[k], (size_t)f->n_rows * RX_LANES);
  place(l, &b->threshold, lanes);
  place(l, &b->x, (size_t)type->n_gates * lanes);
  place(l, &b->coef, (size_t)type->n_coefs * lanes);
  if (!type->has_pools) {
    place(l, &b->nai, n);
    place(l, &b->ko, n);
    return;
  }
  rx_block_pools *p = &b->pools;
  for (int k = 0; k < RX_N_POOLS; k++) {
    double **of_pool[] = { &p->of[k].now,  &p->of[k].before, &p->of[k].mid,
                           &p->of[k].gain, &p->of[k].decay,  &p->of[k].supply };
    for (size_t j = 0; j < sizeof of_pool / sizeof *of_pool; j++) place(l, of_pool[j], n);
  }
  place(l, &p->nernst, n);
  for (int ion = 0; ion < RX_N_POOLED_IONS; ion++) {
    place(l, &p->ion[ion].G, n);
    place(l, &p->ion[ion].J, n);
    place(l, &p->ion[ion].E, n);
  }
  b->nai = p->of[RX_POOL_NA_IN].mid;
  b->ko = p->of[RX_POOL_K_OUT].mid;
}

/* Numbers of one lane that depend on the step; after those that do not. */
static void fill_step(rx_block *b, int lane, rx_block_step *step)
{
  const rx_cell_type *type = b->type;
  const rx_cell_numbers *p = b->numbers[lane];
  const int lanes = b->lanes;
  const double h = step->h;
  for (int c = 0; c < type->n_compartments; c++) {
    const int i = c * lanes + lane;
    step->diagonal[i] += 2.0 / h;
    if (c > 0) {
      step->diagonal[i] += b->to_parent[i];
      step->diagonal[type->parent[c] * lanes + lane] += b->from_child[i];
    }
    const double half = 0.5 * h * p->calcium_decay[c];
    step->calcium_keep[i] = (1.0 - half) / (1.0 + half);
    step->calcium_gain[i] = h / (1.0 + half);
  }
  for (int k = 0; k < type->n_slots; k++) {
    rx_block_decay *d = &step->decay[k];
    d->B_rate[lane] = fmin(h / p->tau_decay[k], FASTEST_DECAY);
    d->B_mid[lane] = exp(-0.5 * d->B_rate[lane]);
    d->B_end[lane] = exp(-d->B_rate[lane]);
    if (!type->slots[k].has_rise) continue;
    d->A_rate[lane] = fmin(h / p->tau_rise[k], FASTEST_DECAY);
    d->A_mid[lane] = exp(-0.5 * d->A_rate[lane]);
    d->A_end[lane] = exp(-d->A_rate[lane]);
  }
}

/* Numbers of one lane. */
static void fill_lane(rx_block *b, int lane)
{
  const rx_cell_type *type = b->type;
  const rx_cell_numbers *p = b->numbers[lane];
  const int lanes = b->lanes;
  b->threshold[lane] = p->threshold;
  for (int c = 0; c < type->n_compartments; c++) {
    const int i = c * lanes + lane;
    b->V[i] = b->V_before[i] = p->v_init;
    b->V_gates[i] = fmin(fmax(p->v_init, -RX_V_BOUND), RX_V_BOUND);
    b->cai[i] = p->calcium_rest[c];
    b->charging[i] = p->charging[c];
    if (c > 0) {
      const int parent = type->parent[c];
      b->to_parent[i] = p->charging[c] * 100.0 / p->area[c] * p->axial[c];
      b->from_child[i] = p->charging[parent] * 100.0 / p->area[parent] * p->axial[c];
    }
    b->calcium_influx[i] = p->calcium_influx[c];
    b->calcium_rest[i] = p->calcium_rest[c] * p->calcium_decay[c];
  }
  for (int k = 0; k < type->n_slots; k++) {
    rx_block_slot *s = &b->slots[k];
    s->density[lane] = 0.1 / p->area[type->slots[k].compartment];
    s->reversal[lane] = p->reversal[k];
    s->magnesium[lane] = p->magnesium[k];
    s->calcium_fraction[lane] = p->calcium_fraction[k];
  }
  for (int k = 0; k < type->n_insertions; k++) {
    const rx_insertion *in = &type->insertions[k];
    for (int q = 0; q < in->channel->n_coefs * in->n_compartments; q++)
      b->coef[(in->first_coef + q) * lanes + lane] = p->coef[in->first_coef + q];
  }
  if (type->has_pools) rx_block_pools_fill_lane(b, lane);
  fill_step(b, lane, &b->fine);
  if (b->coarse_steps > 1) fill_step(b, lane, &b->coarse);
}

/* Gates at their steady state, by the full-precision kernels; channels that never change are summed once. */
static void start_channels(rx_block *b)
{
  const rx_cell_type *type = b->type;
  for (int k = 0; k < type->n_insertions; k++) {
    const rx_insertion *in = &type->insertions[k];
    const int first = in->first_compartment * b->lanes, n = in->n_compartments * b->lanes;
    double *coef = b->coef + (size_t)in->first_coef * (size_t)b->lanes;
    /* where there are pools, the current of an ion is wanted by itself */
    const bool is_of_pools = type->has_pools && in->channel->ion != RX_ION_OWN;
    const bool fixed = is_fixed(in->channel) && !is_of_pools;
    const int ion = (int)in->channel->ion - RX_ION_NA;
    double *G = is_of_pools ? b->pools.ion[ion].G
                : fixed     ? b->G_fixed
                            : b->G,
           *J = is_of_pools ? b->pools.ion[ion].J
                : fixed     ? b->J_fixed
                            : b->J;
    double *x = b->x + (size_t)in->first_gate * (size_t)b->lanes;
    rx_kernel_args args = { .n = n,
                            .h = b->h,
                            .V = b->V_gates + first,
                            .cai = b->cai + first,
                            .nai = b->nai + first,
                            .ko = b->ko + first,
                            .coef = coef,
                            .x = x,
                            .out = x,
                            .G = G + first,
                            .J = J + first,
                            .Gca = b->Gca + first,
                            .Jca = b->Jca + first };
    rx_steady_kernel(in->channel->index)(&args);
    if (!fixed) b->kernels[b->n_kernels++] = (rx_block_kernel){ .channel = in->channel->index, .args = args };
  }
}

/* the places of compartments with a shell, in any lane; where a lane has none, the step leaves its calcium as it is */
static void find_calcium(rx_block *b)
{
  int first = b->n, last = -1;
  for (int i = 0; i < b->n; i++) {
    if (b->calcium_influx[i] == 0.0 && b->calcium_rest[i] == 0.0) continue;
    const int start = i / b->lanes * b->lanes;
    first = start < first ? start : first;
    last = start + b->lanes - 1;
  }
  b->first_calcium = first;
  b->n_calcium = last < 0 ? 0 : last + 1 - first;
}

rx_status rx_block_create(const rx_cell_type *type, int n_cells, const rx_cell_numbers *const numbers[], int lanes,
                          double h, int coarse_steps, int steps_per_window, rx_block **block, rx_error *err)
{
  rx_block *b = calloc(1, sizeof *b);
  if (b == NULL) return rx_no_memory(err);
  b->type = type;
  b->lanes = lanes;
  b->n_cells = n_cells;
  b->n = b->type->n_compartments * lanes;
  b->h = b->gates_h = b->fine.h = h;
  b->coarse.h = h * coarse_steps;
  b->coarse_steps = coarse_steps;
  b->V_bound = RX_V_BOUND;
  b->step = &b->fine;
  for (int l = 0; l < RX_LANES; l++) b->numbers[l] = numbers[l < n_cells ? l : n_cells - 1];
  if (is_cable(b)) b->folded.n_rows = (b->n + RX_LANES - 1) / RX_LANES;
  layout l = { 0 };
  place_arrays(b, &l);
  b->memory = l.memory = rx_aligned_doubles(l.used);
  b->spikes_capacity = (size_t)lanes * (size_t)steps_per_window;
  b->spikes = malloc(b->spikes_capacity * sizeof *b->spikes);
  b->kernels = calloc((size_t)b->type->n_insertions + 1, sizeof *b->kernels);
  if (b->memory == NULL || b->spikes == NULL || b->kernels == NULL) {
    rx_block_free(b);
    return rx_no_memory(err);
  }
  l.used = 0;
  place_arrays(b, &l);
  for (int lane = 0; lane < lanes; lane++) fill_lane(b, lane);
  if (type->has_pools && rx_block_pools_start(b, err) != RX_OK) {
    rx_block_free(b);
    return RX_E_MEMORY;
  }
  start_channels(b);
  find_calcium(b);
  for (int i = 0; i < b->folded.n_rows * RX_LANES; i++) b->folded.inverse[i] = 1.0; /* rows beyond the end stay so */
  fold_couplings(b);
  *block = b;
  return RX_OK;
}

void rx_block_free(rx_block *block)
{
  if (block == NULL) return;
  rx_aligned_free(block->memory);
  free(block->kernels);
  free(block->clamps);
  free(block->probes);
  free(block->spikes);
  free(block->pools.spans);
  free(block);
}

rx_status rx_block_add_clamp(rx_block *b, int lane, const rx_clamp *clamp, rx_error *err)
{
  rx_block_clamp *clamps = realloc(b->clamps, (size_t)(b->n_clamps + 1) * sizeof *clamps);
  if (clamps == NULL) return rx_no_memory(err);
  b->clamps = clamps;
  const rx_cell_numbers *p = b->numbers[lane];
  const int c = clamp->compartment, i = c * b->lanes + lane;
  b->clamps[b->n_clamps++] = (rx_block_clamp){ .place = i,
                                               .kind = clamp->kind,
                                               .reversal = clamp->reversal,
                                               .per_nA = p->charging[c] * 100.0 / p->area[c],
                                               .waveform = clamp->waveform,
                                               .numbers = p };
  if (clamp->kind == RX_CLAMP_VOLTAGE) {
    /* its row becomes V = command: no couplings in it; its neighbours keep theirs */
    b->to_parent[i] = 0.0;
    for (int child = c + 1; child < b->type->n_compartments; child++)
      if (b->type->parent[child] == c) b->from_child[child * b->lanes + lane] = 0.0;
    fold_couplings(b);
    b->V[i] = b->V_before[i] = rx_waveform_at(clamp->waveform, 0.0);
    b->V_gates[i] = fmin(fmax(b->V[i], -RX_V_BOUND), RX_V_BOUND);
    b->n_damped = RX_DAMPED_STEPS;
  }
  return RX_OK;
}

static int64_t common_divisor(int64_t a, int64_t b)
{
  while (b != 0) {
    const int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

rx_status rx_block_add_probe(rx_block *b, int lane, const rx_probe *probe, const rx_block_column *column, rx_error *err)
{
  rx_block_probe *probes = realloc(b->probes, (size_t)(b->n_probes + 1) * sizeof *probes);
  if (probes == NULL) return rx_no_memory(err);
  b->probes = probes;
  b->probes[b->n_probes++] = (rx_block_probe){ .kind = probe->kind,
                                               .lane = lane,
                                               .place = probe->compartment * b->lanes + lane,
                                               .item = probe->item,
                                               .gate = probe->gate,
                                               .column = *column };
  b->frame_every = common_divisor(column->every, b->frame_every);
  return RX_OK;
}

/* Current density of an insertion at a place, mA/cm2. */
static double channel_current(const rx_block *b, const rx_insertion *in, int at)
{
  const int n = in->n_compartments * b->lanes, i = at - in->first_compartment * b->lanes;
  double c[RX_MAX_COEFS + 1], x[RX_MAX_GATES + 1];
  for (int k = 0; k < in->channel->n_coefs; k++) c[k] = b->coef[in->first_coef * b->lanes + k * n + i];
  for (int k = 0; k < in->channel->n_gates; k++) x[k] = b->x[in->first_gate * b->lanes + k * n + i];
  const rx_current I = in->channel->current((rx_at){ b->V[at], b->cai[at], b->nai[at], b->ko[at] }, c, x);
  return I.G * b->V[at] - I.J;
}

static double probe_value(const rx_block *b, const rx_block_probe *p)
{
  switch (p->kind) {
  case RX_PROBE_V: return b->V[p->place];
  case RX_PROBE_CALCIUM: return b->cai[p->place];
  case RX_PROBE_GATE: {
    const rx_insertion *in = &b->type->insertions[p->item];
    const int n = in->n_compartments * b->lanes;
    return b->x[in->first_gate * b->lanes + p->gate * n + p->place - in->first_compartment * b->lanes];
  }
  case RX_PROBE_CURRENT: return channel_current(b, &b->type->insertions[p->item], p->place);
  case RX_PROBE_CONDUCTANCE: return b->slots[p->item].B[p->lane] - b->slots[p->item].A[p->lane];
  case RX_PROBE_CLAMP:
    for (int k = 0; k < b->n_clamps; k++)
      if (b->clamps[k].kind == RX_CLAMP_VOLTAGE && b->clamps[k].place == p->place) return b->clamps[k].injected_nA;
    return NAN;
  case RX_PROBE_POOL: return b->pools.of[p->item].now[p->place];
  case RX_PROBE_REVERSAL: return rx_block_pools_reversal(b, p->item - RX_ION_NA, p->place);
  }
  return NAN;
}

void rx_block_record(const rx_block *b, size_t k)
{
  const int64_t step = (int64_t)k * b->frame_every;
  for (int i = 0; i < b->n_probes; i++) {
    const rx_block_column *to = &b->probes[i].column;
    const size_t frame = (size_t)(step / to->every);
    if (step % to->every == 0 && frame < to->n_frames)
      to->frames[frame * to->n_columns + to->column] = (float)probe_value(b, &b->probes[i]);
  }
}

void rx_block_hold(rx_block *b)
{
  for (int i = 0; i < b->n_probes; i++) b->probes[i].at_start = probe_value(b, &b->probes[i]);
}

void rx_block_record_within(const rx_block *b, int64_t first_step, int n_steps)
{
  for (int i = 0; i < b->n_probes; i++) {
    const rx_block_probe *p = &b->probes[i];
    const rx_block_column *to = &p->column;
    size_t frame = (size_t)(first_step / to->every) + 1;
    for (; frame < to->n_frames && (int64_t)frame * to->every < first_step + n_steps; frame++) {
      const double share = (double)((int64_t)frame * to->every - first_step) / n_steps;
      to->frames[frame * to->n_columns + to->column] = (float)(p->at_start + share * (probe_value(b, p) - p->at_start));
    }
  }
}

void rx_block_change_step(rx_block *b, const rx_block_step *to)
{
  const double was = b->step->h, h = to->h;
  if (b->type->has_pools) rx_block_pools_change_step(b, was, h);
  /* the gates' step goes from t - was/2 to t + h/2 */
  const double mean = 0.5 * (was + h), middle = 0.25 * (h - was);
  for (int i = 0; i < b->n; i++) {
    const double V = b->V[i], curvature = (b->V_gates[i] - V) / (RX_CURVATURE * was * was),
                 slope = (V - b->V_before[i]) / was + 0.5 * was * curvature;
    const double V_gates = V + middle * slope + (0.5 * middle * middle + RX_CURVATURE * mean * mean) * curvature;
    b->V_gates[i] = fmin(fmax(V_gates, -RX_V_BOUND), RX_V_BOUND);
    b->V_before[i] = V - h * slope + 0.5 * h * h * curvature;
  }
  b->step = to;
  b->gates_h = mean;
}
