/* Compiled in both precisions (precision.h). */
#include "solver/ensemble/block.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "models/channels/channel.h"

/* An unbranched cell in one lane, of one cable. */
static bool is_cable(const rx_block *b)
{
  if (b->lanes != 1 || b->type->has_sheath) return false;
  for (int c = 1; c < b->type->n_compartments; c++)
    if (b->type->parent[c] != c - 1) return false;
  return true;
}

static rx_real bounded(double V)
{
  return (rx_real)fmin(fmax(V, -RX_V_BOUND), RX_V_BOUND);
}

/* Couplings of the folded cable from those of the compartments; after each change of these. */
static void fold_couplings(rx_block *b)
{
  rx_folded_cable *f = &b->folded;
  for (int c = 0; f->n_rows > 0 && c < b->n; c++) {
    const int i = c % f->n_rows * RX_LANES + c / f->n_rows;
    f->to_parent[i] = b->to_parent[c];
    f->to_child[i] = c + 1 < b->n ? b->from_child[c + 1] : 0;
  }
}

/* Where the arrays of a block lie in its one piece of memory: called twice, first with memory NULL to count. */
typedef struct layout {
  rx_real *memory;
  size_t used;
} layout;

enum { PER_CACHE_LINE = 64 / sizeof(rx_real) };

static void place(layout *l, rx_real **array, size_t n)
{
  if (l->memory != NULL) *array = l->memory + l->used;
  l->used += (n + PER_CACHE_LINE - 1) / PER_CACHE_LINE * PER_CACHE_LINE; /* each array starts on a cache line */
}

static void place_step(const rx_block *b, layout *l, rx_block_step *step)
{
  rx_real *decay = NULL, **per_place[] = { &step->diagonal, &step->calcium_keep, &step->calcium_gain };
  for (size_t k = 0; k < sizeof per_place / sizeof *per_place; k++) place(l, per_place[k], (size_t)b->n);
  place(l, &decay, (size_t)b->type->n_slots * sizeof(rx_block_decay) / sizeof(rx_real));
  step->decay = (rx_block_decay *)decay;
}

static bool keeps_calcium(const rx_cell_type *type)
{
  for (int k = 0; k < type->n_insertions; k++)
    if (type->insertions[k].channel->reads_calcium_rise) return type->has_calcium;
  return false;
}

static void place_arrays(rx_block *b, layout *l)
{
  const rx_cell_type *type = b->type;
  const size_t n = (size_t)b->n, lanes = (size_t)b->lanes;
  rx_real **per_place[] = { &b->V,       &b->V_before,       &b->V_bend,      &b->V_gates,    &b->cai,
                            &b->G_fixed, &b->J_fixed,        &b->G,           &b->J,          &b->Gca,
                            &b->Jca,     &b->charging,       &b->to_parent,   &b->from_child, &b->inverse,
                            &b->rhs,     &b->calcium_influx, &b->calcium_rest };
  for (size_t k = 0; k < sizeof per_place / sizeof *per_place; k++) place(l, per_place[k], n);
  b->cai_before = b->cai;
  if (keeps_calcium(type)) place(l, &b->cai_before, n);
  rx_real *slots = NULL;
  place(l, &slots, (size_t)type->n_slots * sizeof(rx_block_slot) / sizeof(rx_real));
  b->slots = (rx_block_slot *)slots;
  for (int k = 0; k < b->n_lengths; k++) place_step(b, l, &b->lengths[k]);
  rx_folded_cable *f = &b->folded;
  rx_real **per_row[] = { &f->to_parent, &f->to_child, &f->inverse, &f->A, &f->B, &f->C };
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
    rx_real **of_pool[] = { &p->of[k].now,  &p->of[k].before, &p->of[k].mid,
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
    step->diagonal[i] += (rx_real)(2.0 / h);
    if (c > 0) {
      step->diagonal[i] += b->to_parent[i];
      step->diagonal[type->parent[c] * lanes + lane] += b->from_child[i];
    }
    const double half = 0.5 * h * p->calcium_decay[c];
    step->calcium_keep[i] = (rx_real)((1.0 - half) / (1.0 + half));
    step->calcium_gain[i] = (rx_real)(h / (1.0 + half));
  }
  for (int k = 0; k < type->n_slots; k++) {
    rx_block_decay *d = &step->decay[k];
    const double B_rate = fmin(h / p->tau_decay[k], RX_FASTEST_DECAY);
    d->B_rate[lane] = (rx_real)B_rate;
    d->B_mid[lane] = (rx_real)exp(-0.5 * B_rate);
    d->B_end[lane] = (rx_real)exp(-B_rate);
    if (!type->slots[k].has_rise) continue;
    const double A_rate = fmin(h / p->tau_rise[k], RX_FASTEST_DECAY);
    d->A_rate[lane] = (rx_real)A_rate;
    d->A_mid[lane] = (rx_real)exp(-0.5 * A_rate);
    d->A_end[lane] = (rx_real)exp(-A_rate);
  }
}

/* Numbers of one lane. */
static void fill_lane(rx_block *b, int lane)
{
  const rx_cell_type *type = b->type;
  const rx_cell_numbers *p = b->numbers[lane];
  const int lanes = b->lanes;
  b->threshold[lane] = (rx_real)p->threshold;
  for (int c = 0; c < type->n_compartments; c++) {
    const int i = c * lanes + lane;
    b->V[i] = b->V_before[i] = (rx_real)p->v_init;
    b->V_gates[i] = bounded(p->v_init);
    b->cai[i] = b->cai_before[i] = (rx_real)p->calcium_start[c];
    b->charging[i] = (rx_real)p->charging[c];
    if (c > 0) {
      const int parent = type->parent[c];
      b->to_parent[i] = (rx_real)(p->charging[c] * 100.0 / p->area[c] * p->axial[c]);
      b->from_child[i] = (rx_real)(p->charging[parent] * 100.0 / p->area[parent] * p->axial[c]);
    }
    b->calcium_influx[i] = (rx_real)p->calcium_influx[c];
    b->calcium_rest[i] = (rx_real)(p->calcium_rest[c] * p->calcium_decay[c]);
  }
  for (int k = 0; k < type->n_slots; k++) {
    rx_block_slot *s = &b->slots[k];
    s->density[lane] = (rx_real)(0.1 / p->area[type->slots[k].compartment]);
    s->reversal[lane] = (rx_real)p->reversal[k];
    s->magnesium[lane] = (rx_real)p->magnesium[k];
    s->calcium_fraction[lane] = (rx_real)p->calcium_fraction[k];
  }
  for (int k = 0; k < type->n_insertions; k++) {
    const rx_insertion *in = &type->insertions[k];
    for (int q = 0; q < in->channel->n_coefs * in->n_compartments; q++)
      b->coef[(in->first_coef + q) * lanes + lane] = (rx_real)p->coef[in->first_coef + q];
  }
  if (type->has_pools) rx_block_pools_fill_lane(b, lane);
  for (int k = 0; k < b->n_lengths; k++) fill_step(b, lane, &b->lengths[k]);
}

/* The lengths of step: a middle one where whole ones fill the coarse step. */
static void set_lengths(rx_block *b, double h, int coarse_steps)
{
  b->lengths[b->n_lengths++] = (rx_block_step){ .n_fine = 1, .h = h };
  if (coarse_steps > RX_MIDDLE_STEPS && coarse_steps % RX_MIDDLE_STEPS == 0)
    b->lengths[b->n_lengths++] =
        (rx_block_step){ .n_fine = RX_MIDDLE_STEPS, .h = h * RX_MIDDLE_STEPS, .V_quiet = RX_V_QUIET_MIDDLE };
  if (coarse_steps > 1)
    b->lengths[b->n_lengths++] =
        (rx_block_step){ .n_fine = coarse_steps, .h = h * coarse_steps, .V_quiet = RX_V_QUIET_COARSE };
  b->step = &b->lengths[0];
  b->curvature = coarse_steps > 1 ? RX_CURVATURE_SEVERAL_LENGTHS : RX_CURVATURE_ONE_LENGTH;
}

/* n items, in and out of the double precision of the kernels that start a block. */
static void widen(size_t n, const rx_real from[], double to[])
{
  for (size_t i = 0; i < n; i++) to[i] = from[i];
}

static void narrow(size_t n, const double from[], rx_real to[])
{
  for (size_t i = 0; i < n; i++) to[i] = (rx_real)from[i];
}

/* The start of gate g of an insertion at place i of its places, or NaN. */
static double start_of(const rx_block *b, const rx_insertion *in, int g, int i)
{
  const double *start = b->numbers[i % b->lanes]->gate_start;
  return start == NULL ? NAN : start[in->first_gate + g * in->n_compartments + i / b->lanes];
}

/* Puts gates in args->x that start elsewhere than at their steady state there: half a step before, as the step takes them. */
static rx_status start_gates(const rx_block *b, const rx_insertion *in, rx_kernel_args args, double x[], rx_error *err)
{
  const int n = args.n, n_gates = in->channel->n_gates;
  bool has_start = false;
  for (int l = 0; l < b->lanes; l++) has_start |= b->numbers[l]->gate_start != NULL;
  if (!has_start || n_gates == 0) return RX_OK;
  double *rate = rx_aligned_doubles((size_t)(n_gates + 4) * (size_t)n);
  if (rate == NULL) return rx_no_memory(err);
  for (int g = 0; g < n_gates; g++)
    for (int i = 0; i < n; i++)
      if (!isnan(start_of(b, in, g, i))) x[g * n + i] = start_of(b, in, g, i);
  args.x = x;
  args.out = rate;
  args.G = rate + n_gates * n;
  args.J = args.G + n;
  args.Gca = args.J + n;
  args.Jca = args.Gca + n;
  rx_rate_kernel(in->channel->index)(&args);
  for (int g = 0; g < n_gates; g++)
    for (int i = 0; i < n; i++)
      if (!isnan(start_of(b, in, g, i))) x[g * n + i] -= 0.5 * b->h * rate[g * n + i];
  rx_aligned_free(rate);
  return RX_OK;
}

/* Gates of an insertion at their steady state, by the full-precision kernels; a channel that never changes is summed once. */
static rx_status start_insertion(rx_block *b, const rx_insertion *in, rx_error *err)
{
  enum { N_PER_PLACE = 8 };
  const size_t lanes = (size_t)b->lanes, n = (size_t)in->n_compartments * lanes,
               first = (size_t)in->first_compartment * lanes, n_coefs = (size_t)in->channel->n_coefs * n,
               n_gates = (size_t)in->channel->n_gates * n;
  double *memory = rx_aligned_doubles(N_PER_PLACE * n + n_coefs + n_gates);
  if (memory == NULL) return rx_no_memory(err);
  double *V = memory, *cai = V + n, *nai = cai + n, *ko = nai + n, *G = ko + n, *J = G + n, *coef = J + 3 * n,
         *x = coef + n_coefs;
  rx_real *coef_in = b->coef + (size_t)in->first_coef * lanes, *x_in = b->x + (size_t)in->first_gate * lanes;
  widen(n, b->V_gates + first, V);
  widen(n, b->cai + first, cai);
  widen(n, b->nai + first, nai);
  widen(n, b->ko + first, ko);
  widen(n, b->G_fixed + first, G);
  widen(n, b->J_fixed + first, J);
  widen(n_coefs, coef_in, coef);
  const rx_kernel_args args = { .n = (int)n,
                                .h = b->h,
                                .V = V,
                                .cai = cai,
                                .nai = nai,
                                .ko = ko,
                                .coef = coef,
                                .x = x,
                                .out = x,
                                .G = G,
                                .J = J,
                                .Gca = J + n,
                                .Jca = J + 2 * n };
  rx_steady_kernel(in->channel->index)(&args);
  if (start_gates(b, in, args, x, err) != RX_OK) {
    rx_aligned_free(memory);
    return RX_E_MEMORY;
  }
  narrow(n_gates, x, x_in);
  /* where there are pools, the current of an ion is wanted by itself */
  const bool is_of_pools = b->type->has_pools && in->channel->ion != RX_ION_OWN;
  const int ion = (int)in->channel->ion - RX_ION_NA;
  if (rx_channel_is_fixed(in->channel) && !is_of_pools) {
    narrow(n, G, b->G_fixed + first);
    narrow(n, J, b->J_fixed + first);
  } else {
    b->kernels[b->n_kernels++] = (rx_block_kernel){ .channel = in->channel->index,
                                                    .args = { .n = (int)n,
                                                              .h = (rx_real)b->h,
                                                              .V = b->V_gates + first,
                                                              .cai = b->cai + first,
                                                              .nai = b->nai + first,
                                                              .ko = b->ko + first,
                                                              .coef = coef_in,
                                                              .x = x_in,
                                                              .out = x_in,
                                                              .G = (is_of_pools ? b->pools.ion[ion].G : b->G) + first,
                                                              .J = (is_of_pools ? b->pools.ion[ion].J : b->J) + first,
                                                              .Gca = b->Gca + first,
                                                              .Jca = b->Jca + first,
                                                              .V_now = b->V + first,
                                                              .V_before = b->V_before + first,
                                                              .V_bend = b->V_bend + first,
                                                              .cai_before = b->cai_before + first } };
  }
  rx_aligned_free(memory);
  return RX_OK;
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
  b->h = b->gates_h = h;
  set_lengths(b, h, coarse_steps);
  b->V_bound = RX_V_BOUND;
  for (int l = 0; l < RX_LANES; l++) b->numbers[l] = numbers[l < n_cells ? l : n_cells - 1];
  if (is_cable(b)) b->folded.n_rows = (b->n + RX_LANES - 1) / RX_LANES;
  layout l = { 0 };
  place_arrays(b, &l);
  b->memory = rx_aligned_doubles(l.used * sizeof(rx_real) / sizeof(double));
  l.memory = (rx_real *)b->memory;
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
  if (type->has_sheath && rx_block_sheath_start(b, err) != RX_OK) {
    rx_block_free(b);
    return RX_E_MEMORY;
  }
  for (int k = 0; k < type->n_insertions; k++) {
    const rx_status status = start_insertion(b, &type->insertions[k], err);
    if (status == RX_OK) continue;
    rx_block_free(b);
    return status;
  }
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
  rx_clamp_rows_free(&block->rows);
  free(block->probes);
  free(block->spikes);
  free(block->pools.spans);
  rx_block_sheath_free(block);
  free(block->detectors);
  free(block->crossings.items);
  free(block);
}

/* A place with a current clamp keeps its clamps in their order, one by one, as sums depend on it. */
static bool goes_to_row(const rx_block *b, int place, const rx_clamp *clamp)
{
  if (clamp->kind != RX_CLAMP_CONDUCTANCE || b->lanes != RX_LANES) return false;
  for (int k = 0; k < b->n_clamps; k++)
    if (b->clamps[k].place == place) return false;
  return true;
}

rx_status rx_block_add_clamp(rx_block *b, int lane, const rx_clamp *clamp, rx_error *err)
{
  if (goes_to_row(b, clamp->compartment * b->lanes + lane, clamp))
    return rx_clamp_rows_add(&b->rows, clamp->compartment * b->lanes, lane, clamp, err);
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
    b->V[i] = b->V_before[i] = (rx_real)rx_waveform_at(clamp->waveform, 0.0);
    b->V_gates[i] = bounded(b->V[i]);
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

rx_status rx_block_add_detector(rx_block *b, int lane, const rx_detector *detector, int number, rx_error *err)
{
  rx_block_detector *detectors = realloc(b->detectors, (size_t)(b->n_detectors + 1) * sizeof *detectors);
  if (detectors == NULL) return rx_no_memory(err);
  b->detectors = detectors;
  b->detectors[b->n_detectors++] = (rx_block_detector){
    .lane = lane, .place = detector->compartment * b->lanes + lane, .detector = number, .threshold = detector->threshold
  };
  return RX_OK;
}

void rx_block_detect(rx_block *b, double t_ms)
{
  for (int k = 0; k < b->n_detectors; k++) {
    const int i = b->detectors[k].place;
    const double before = b->V_before[i], now = b->V[i], threshold = b->detectors[k].threshold;
    if (!(before < threshold && now >= threshold)) continue;
    const rx_block_crossing crossing = { t_ms + b->step->h * (threshold - before) / (now - before), k };
    if (!RX_APPEND(&b->crossings, crossing)) b->is_out_of_memory = true;
  }
}

/* Current density of an insertion at a place, mA/cm2. */
static double channel_current(const rx_block *b, const rx_insertion *in, int at)
{
  const int n = in->n_compartments * b->lanes, i = at - in->first_compartment * b->lanes;
  double c[RX_MAX_COEFS + 1], x[RX_MAX_GATES + 1];
  for (int k = 0; k < in->channel->n_coefs; k++) c[k] = b->coef[in->first_coef * b->lanes + k * n + i];
  for (int k = 0; k < in->channel->n_gates; k++) x[k] = b->x[in->first_gate * b->lanes + k * n + i];
  return rx_channel_density(in->channel, b->V[at], b->cai[at], b->nai[at], b->ko[at], c, x);
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
  case RX_PROBE_PERIAXONAL: return b->sheath.now[p->place];
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
    const double V = b->V[i], curvature = b->V_bend[i] / (was * was),
                 slope = (V - b->V_before[i]) / was + 0.5 * was * curvature;
    const double V_gates = V + middle * slope + (0.5 * middle * middle + RX_CURVATURE * mean * mean) * curvature;
    b->V_gates[i] = bounded(V_gates);
    b->V_before[i] = (rx_real)(V - h * slope + 0.5 * h * h * curvature);
    b->V_bend[i] = (rx_real)(h * h * curvature);
    b->cai_before[i] = (rx_real)(b->cai[i] - h / was * (b->cai[i] - b->cai_before[i]));
  }
  b->step = to;
  b->gates_h = mean;
}
