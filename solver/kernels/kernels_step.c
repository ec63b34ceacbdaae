/* The fixed step of a block (benchmarks page, section 11): gates, synapses, voltage, calcium, spikes. Compiled per
 * instruction-set level, with the short exponential; every loop over lanes or places is vectorised. */
#define RX_EXP_SHORT
#include <math.h>
#include <string.h>

#include "solver/ensemble/block.h"
#include "solver/kernels/clamp_rows_step.h"
#include "solver/kernels/folded_cable.h"
#include "solver/kernels/kernel_loop.h"
#include "solver/kernels/pools_step.h"
#include "solver/kernels/sheath_step.h"

/* Once here instead of in every exponential. */
RX_INLINE rx_real bounded(rx_real V, rx_real least, rx_real most)
{
  V = V > least ? V : least;
  return V < most ? V : most;
}

/* V along the parabola through its last three values, calcium along the line through its last two. Of a channel that does not ask
 * nothing of this is left. */
RX_INLINE void look_ahead(const rx_step_args *a, rx_real h, int i, rx_at *at)
{
  const rx_real V = a->V_now[i], bend = a->V_bend[i], rise = V - a->V_before[i] + bend, most = RX_V_BOUND;
  at->per_h = 1 / h;
  at->from = at->V - bounded(V, -most, most);
  at->mid = at->V - bounded(V + (rx_real)0.5 * rise - (rx_real)0.125 * bend, -most, most);
  at->to = at->V - bounded(V + rise, -most, most);
  at->cai_rise = (rx_real)0.5 * (at->cai - a->cai_before[i]);
}

#define RX_STEP_KERNELS(channel, NAME)                                                                                 \
  RX_KERNEL_LOOP(channel, NAME##_GATES, NAME##_SITES, NAME##_COEFS, NAME##_CARRIES_CALCIUM, RX_STEP, rx_step_args,     \
                 look_ahead)
RX_CHANNEL_LIST(RX_STEP_KERNELS)

typedef void step_all(const rx_step_args *args);
#define RX_STEP_ENTRY(channel, NAME) channel##_RX_STEP,
static step_all *const STEP_KERNELS[] = { RX_CHANNEL_LIST(RX_STEP_ENTRY) };

/* RX_LANES places from `first` on, called straight where a block has as many lanes */
typedef void step_lanes(const rx_step_args *args, int first);
#define RX_LANES_ENTRY(channel, NAME) channel##_lanes_RX_STEP,
static step_lanes *const STEP_LANES[] = { RX_CHANNEL_LIST(RX_LANES_ENTRY) };

/* a sum over lanes, as wide as what is compared */
#ifdef RX_SINGLE
typedef int32_t lane_count;
#else
typedef int64_t lane_count;
#endif

/* In single precision the tree is solved for the change of V to mid-step, not for V: where couplings are thousands of times 2/h
 * (short compartments), their rounding in the sum of a row would act as a leak, and cells would fire late. */
#ifdef RX_SINGLE
enum { BY_CHANGE = 1 };
#else
enum { BY_CHANGE = 0 };
#endif

/* Places of the block; the compiler then knows that RX_LANES lanes need no remainder of a vector loop. */
RX_INLINE int n_places(const rx_block *b, const int lanes)
{
  return lanes == RX_LANES ? b->n & ~(RX_LANES - 1) : b->n;
}

/* Currents of the channels without gates; the others are added. */
RX_INLINE void start_currents(rx_block *b, const int lanes)
{
  const int n = n_places(b, lanes);
  const rx_real *G_fixed = b->G_fixed, *J_fixed = b->J_fixed;
  rx_real *G = b->G, *J = b->J, *Gca = b->Gca, *Jca = b->Jca;
  RX_INDEPENDENT
  for (int i = 0; i < n; i++) {
    G[i] = G_fixed[i];
    J[i] = J_fixed[i];
    Gca[i] = Jca[i] = 0.0;
  }
}

/* Gates from half a step before t to half a step after it; conductances and offsets of the channels at mid-step. */
RX_INLINE void step_channels(rx_block *b, const int lanes)
{
  for (int k = 0; k < b->n_kernels; k++) {
    const rx_block_kernel *kernel = &b->kernels[k];
    if (lanes == RX_LANES)
      for (int i = 0; i < kernel->args.n; i += RX_LANES) STEP_LANES[kernel->channel](&kernel->args, i);
    else
      STEP_KERNELS[kernel->channel](&kernel->args);
  }
}

/* One arrival with a share `left` of the step before it: the mid-step conductance gets w*left times the decay to the middle of
 * that share, the end value what is left of w. (The scheme's page leaves that decay out; with it A and B of a fast rise differ.) */
RX_INLINE void arrive(rx_block *b, int slot, int lane, rx_real jump, rx_real left)
{
  rx_block_slot *s = &b->slots[slot];
  const rx_block_decay *d = &b->step->decay[slot];
  const rx_real B = left < 1.0 ? rx_exp(-0.5 * left * d->B_rate[lane]) : d->B_mid[lane];
  s->B_jump_mid[lane] += jump * left * B;
  s->B_jump_end[lane] += jump * B * B;
  if (b->type->slots[slot].has_rise) {
    const rx_real A = left < 1.0 ? rx_exp(-0.5 * left * d->A_rate[lane]) : d->A_mid[lane];
    s->A_jump_mid[lane] += jump * left * A;
    s->A_jump_end[lane] += jump * A * A;
  }
}

/* Takes the arrivals before t_end; returns the number of the next one. */
RX_INLINE size_t step_arrivals(rx_block *b, const rx_inbox *inbox, size_t next, double t, double t_end)
{
  while (next < inbox->n && inbox->events[next].t_ms < t_end) {
    const rx_event *e = &inbox->events[next++];
    double left = 1.0 - (e->t_ms - t) / b->step->h;
    left = left > 1.0 ? 1.0 : left < 0.0 ? 0.0 : left;
    const rx_route *route = e->route;
    if (route == NULL) {
      arrive(b, e->slot, e->lane, (rx_real)e->scale, (rx_real)left);
    } else {
      for (int r = 0; r < route->n; r++)
        arrive(b, route->slot[r], e->lane, (rx_real)(route->jump[r] * e->scale), (rx_real)left);
    }
  }
  return next;
}

/* Conductance of one receptor slot at mid-step, added to its compartment. The flags are constants where it is inlined. */
RX_INLINE void step_slot(rx_block *b, const int lanes, int slot, const bool has_rise, const bool has_magnesium,
                         const bool carries_calcium)
{
  const int at = b->type->slots[slot].compartment * lanes;
  rx_block_slot *s = &b->slots[slot];
  const rx_block_decay *d = &b->step->decay[slot];
  rx_real *G = b->G + at, *J = b->J + at, *Gca = b->Gca + at, *Jca = b->Jca + at;
  const rx_real *V = b->V + at, *before = b->V_before + at, *bend = b->V_bend + at;
  const rx_real least = -b->V_bound, most = b->V_bound, mid = b->curvature.mid;
  RX_INDEPENDENT
  for (int l = 0; l < lanes; l++) {
    rx_real g = s->B[l] * d->B_mid[l] + s->B_jump_mid[l];
    s->B[l] = s->B[l] * d->B_end[l] + s->B_jump_end[l];
    if (has_rise) {
      g -= s->A[l] * d->A_mid[l] + s->A_jump_mid[l];
      s->A[l] = s->A[l] * d->A_end[l] + s->A_jump_end[l];
    }
    g *= s->density[l];
    /* block at the voltage extrapolated to mid-step, by the parabola through the last three */
    if (has_magnesium) {
      const rx_real V_mid = bounded(1.5 * V[l] - 0.5 * before[l] + mid * bend[l], least, most);
      g /= 1.0 + rx_exp_over(V_mid, -1.0 / RX_MG_SLOPE_PER_MV) * s->magnesium[l];
    }
    const rx_real I = g * s->reversal[l];
    G[l] += g;
    J[l] += I;
    if (carries_calcium) {
      Gca[l] += s->calcium_fraction[l] * g;
      Jca[l] += s->calcium_fraction[l] * I;
    }
  }
}

RX_INLINE void step_synapses(rx_block *b, const int lanes)
{
  for (int k = 0; k < b->type->n_slots; k++) {
    const rx_slot *slot = &b->type->slots[k];
    switch (slot->has_rise + 2 * slot->has_magnesium + 4 * slot->carries_calcium) {
    case 0: step_slot(b, lanes, k, false, false, false); break;
    case 1: step_slot(b, lanes, k, true, false, false); break;
    case 2: step_slot(b, lanes, k, false, true, false); break;
    case 3: step_slot(b, lanes, k, true, true, false); break;
    case 4: step_slot(b, lanes, k, false, false, true); break;
    case 5: step_slot(b, lanes, k, true, false, true); break;
    case 6: step_slot(b, lanes, k, false, true, true); break;
    default: step_slot(b, lanes, k, true, true, true); break;
    }
  }
}

/* Forgets the arrivals of the step, numbers first to end - 1. */
RX_INLINE void forget_arrivals(rx_block *b, const rx_inbox *inbox, size_t first, size_t end)
{
  for (size_t i = first; i < end; i++) {
    const rx_event *e = &inbox->events[i];
    const int lane = e->lane;
    const rx_route *route = e->route;
    for (int r = 0; r < (route != NULL ? route->n : 1); r++) {
      rx_block_slot *s = &b->slots[route != NULL ? route->slot[r] : e->slot];
      s->A_jump_mid[lane] = s->A_jump_end[lane] = s->B_jump_mid[lane] = s->B_jump_end[lane] = 0;
    }
  }
}

/* Clamps enter the system of equations; a clamped voltage has no couplings of its own (set at creation). */
static void step_clamps(rx_block *b, double t, bool is_damped)
{
  for (int k = 0; k < b->n_clamps; k++) {
    rx_block_clamp *clamp = &b->clamps[k];
    const int i = clamp->place;
    if (clamp->kind == RX_CLAMP_VOLTAGE) continue;
    const double mean = rx_waveform_read_mean(clamp->waveform, t, t + b->step->h, &clamp->cursor);
    if (clamp->kind == RX_CLAMP_CURRENT) {
      clamp->injected_nA = mean;
      b->rhs[i] += (rx_real)(clamp->per_nA * mean);
    } else {
      b->G[i] += (rx_real)mean;
      b->J[i] += (rx_real)(mean * clamp->reversal);
      b->inverse[i] += b->charging[i] * (rx_real)mean;
      b->rhs[i] += b->charging[i] * (rx_real)(mean * (clamp->reversal - (BY_CHANGE ? b->V[i] : 0)));
    }
  }
  for (int k = 0; k < b->n_clamps; k++) {
    const rx_block_clamp *clamp = &b->clamps[k];
    if (clamp->kind != RX_CLAMP_VOLTAGE) continue;
    b->inverse[clamp->place] = 1.0;
    b->rhs[clamp->place] = (rx_real)rx_waveform_at(clamp->waveform, is_damped ? t + b->h : t + 0.5 * b->h) -
                           (BY_CHANGE ? b->V[clamp->place] : 0);
  }
}

/* A clamped voltage at the end of the step, and the current that held it over the step. Counts the damped steps. */
static void end_voltage_clamps(rx_block *b, int lanes, double t, double t_end)
{
  const bool is_damped = b->n_damped > 0;
  if (is_damped) b->n_damped--;
  for (int k = 0; k < b->n_clamps; k++) {
    rx_block_clamp *clamp = &b->clamps[k];
    if (clamp->kind != RX_CLAMP_VOLTAGE) continue;
    if (rx_waveform_next(clamp->waveform, t) <= t_end) b->n_damped = RX_DAMPED_STEPS;
    const int i = clamp->place, c = i / lanes, lane = i % lanes;
    const rx_real V_end = (rx_real)rx_waveform_at(clamp->waveform, t_end);
    const double V_mid = is_damped ? b->V[i] : 0.5 * (b->V_before[i] + b->V[i]);
    double rate = (V_end - b->V_before[i]) / b->h + b->charging[i] * (b->G[i] * V_mid - b->J[i]);
    for (int child = 1; child < b->type->n_compartments; child++) {
      /* axial currents that leave the clamped compartment */
      const int parent = b->type->parent[child];
      if (child != c && parent != c) continue;
      const int other = (child == c ? parent : child) * lanes + lane;
      const double V_other = is_damped ? b->V[other] : 0.5 * (b->V_before[other] + b->V[other]);
      rate += clamp->per_nA * clamp->numbers->axial[child] * (V_mid - V_other);
    }
    for (int j = 0; j < b->n_clamps; j++)
      if (b->clamps[j].kind == RX_CLAMP_CURRENT && b->clamps[j].place == i)
        rate -= clamp->per_nA * b->clamps[j].injected_nA;
    b->V[i] = V_end;
    b->V_gates[i] = bounded(V_end, -b->V_bound, b->V_bound);
    clamp->injected_nA = rate / clamp->per_nA;
  }
}

/* Axial currents at the V of now, into the right-hand side. */
RX_INLINE void add_axial(rx_block *b, const int lanes)
{
  const rx_cell_type *type = b->type;
  const rx_real *V = b->V, *to_parent = b->to_parent, *from_child = b->from_child;
  rx_real *rhs = b->rhs;
  if (lanes == 1 && b->folded.n_rows > 0) {
    const int n = b->n;
    RX_INDEPENDENT
    for (int i = 1; i < n; i++) rhs[i] += to_parent[i] * (V[i - 1] - V[i]);
    RX_INDEPENDENT
    for (int i = 1; i < n; i++) rhs[i - 1] -= from_child[i] * (V[i - 1] - V[i]);
    return;
  }
  for (int c = 1; c < type->n_compartments; c++) {
    const int i = c * lanes, p = type->parent[c] * lanes;
    RX_INDEPENDENT
    for (int l = 0; l < lanes; l++) {
      const rx_real flow = V[p + l] - V[i + l];
      rhs[i + l] += to_parent[i + l] * flow;
      rhs[p + l] -= from_child[i + l] * flow;
    }
  }
}

/* V at mid-step by elimination over the tree, leaves first. */
RX_INLINE void solve_tree(rx_block *b, const int lanes)
{
  const rx_cell_type *type = b->type;
  rx_real *d = b->inverse, *rhs = b->rhs;
  const rx_real *to_parent = b->to_parent, *from_child = b->from_child;
  for (int c = type->n_compartments - 1; c > 1; c--) {
    const int i = c * lanes, p = type->parent[c] * lanes;
    RX_INDEPENDENT
    for (int l = 0; l < lanes; l++) {
      const rx_real inverse = 1.0 / d[i + l], f = from_child[i + l] * inverse;
      d[i + l] = inverse;
      d[p + l] -= f * to_parent[i + l];
      rhs[p + l] += f * rhs[i + l];
    }
  }
  if (type->n_compartments == 1) {
    RX_INDEPENDENT
    for (int l = 0; l < lanes; l++) rhs[l] = rhs[l] / d[l];
    return;
  }
  /* the first two are left, whose two divisions are made one */
  RX_INDEPENDENT
  for (int l = 0; l < lanes; l++) {
    const int k = lanes + l;
    const rx_real d0 = d[l], d1 = d[k], r0 = rhs[l], r1 = rhs[k];
    const rx_real inverse = 1.0 / (d0 * d1 - to_parent[k] * from_child[k]);
    rhs[l] = (r0 * d1 + from_child[k] * r1) * inverse;
    rhs[k] = (r1 * d0 + to_parent[k] * r0) * inverse;
  }
  for (int c = 2; c < type->n_compartments; c++) {
    const int i = c * lanes, p = type->parent[c] * lanes;
    RX_INDEPENDENT
    for (int l = 0; l < lanes; l++) rhs[i + l] = (rhs[i + l] + to_parent[i + l] * rhs[p + l]) * d[i + l];
  }
}

/* V at mid-step; then V and cai at the end of the step. is_damped, a constant: an
 * implicit step instead, where V "at mid-step" is V at the end. */
RX_INLINE void step_voltage(rx_block *b, const int lanes, double t, const bool is_damped)
{
  const rx_cell_type *type = b->type;
  const int n = n_places(b, lanes);
  const double per_h = 1.0 / b->step->h;
  const rx_real two_per_h = (rx_real)(is_damped ? per_h : 2.0 / b->step->h), too_much = is_damped ? (rx_real)per_h : 0;
  {
    const rx_real *V = b->V, *G = b->G, *J = b->J, *charging = b->charging, *diagonal = b->step->diagonal;
    rx_real *d = b->inverse, *rhs = b->rhs;
    RX_INDEPENDENT
    for (int i = 0; i < n; i++) {
      d[i] = diagonal[i] - too_much + charging[i] * G[i];
      rhs[i] = BY_CHANGE ? charging[i] * (J[i] - G[i] * V[i]) : two_per_h * V[i] + charging[i] * J[i];
    }
  }
  if (BY_CHANGE) add_axial(b, lanes);
  if (lanes == RX_LANES && b->rows.n > 0) step_clamp_rows(b, t, BY_CHANGE);
  if (b->n_clamps > 0) step_clamps(b, t, is_damped);
  if (type->has_sheath)
    solve_sheath(b, lanes, n, two_per_h, is_damped);
  else if (lanes == 1 && b->folded.n_rows > 0)
    solve_folded_cable(&b->folded, n, b->inverse, b->rhs);
  else
    solve_tree(b, lanes);
  rx_real *rhs = b->rhs;
  /* rhs is now V at mid-step, or the change to it */
  rx_real *V = b->V, *before = b->V_before, *bend = b->V_bend, *V_gates = b->V_gates;
  const rx_real least = -b->V_bound, most = b->V_bound, last = b->curvature.last, older = b->curvature.before;
  RX_INDEPENDENT
  for (int i = 0; i < n; i++) {
    const rx_real now = V[i];
    rx_real next = is_damped ? rhs[i] : 2.0 * rhs[i] - now;
    if (BY_CHANGE) {
      next = now + (is_damped ? rhs[i] : 2.0 * rhs[i]);
      rhs[i] += now;
    }
    const rx_real bent = (next - now) - (now - before[i]);
    V_gates[i] = bounded(next + (last * bent - older * bend[i]), least, most);
    bend[i] = bent;
    before[i] = now;
    V[i] = next;
  }
  if (type->has_pools) step_pools(b, n, rhs);
  if (type->has_calcium) {
    const rx_real *Gca = b->Gca, *Jca = b->Jca, *influx = b->calcium_influx, *keep = b->step->calcium_keep,
                  *gain = b->step->calcium_gain, *rest = b->calcium_rest;
    rx_real *cai = b->cai;
    const int first = b->first_calcium, n_calcium = lanes == RX_LANES ? b->n_calcium & ~(RX_LANES - 1) : b->n_calcium;
    if (b->cai_before != b->cai) memcpy(b->cai_before, cai, (size_t)b->n * sizeof *cai);
    RX_INDEPENDENT
    for (int k = 0; k < n_calcium; k++) {
      const int i = first + k;
      const rx_real in = influx[i] * (Jca[i] - Gca[i] * rhs[i]);
      cai[i] = keep[i] * cai[i] + gain[i] * ((in > 0.0 ? in : 0.0) + rest[i]);
    }
  }
}

/* Upward crossings of the threshold, time by linear interpolation inside the step. */
RX_INLINE void step_spikes(rx_block *b, const int lanes, double t)
{
  const int at = b->type->detector * lanes;
  const rx_real *V = b->V + at, *before = b->V_before + at, *threshold = b->threshold;
  lane_count n_crossed = 0;
  RX_INDEPENDENT
  for (int l = 0; l < lanes; l++) n_crossed += (before[l] < threshold[l] ? 1 : 0) & (V[l] >= threshold[l] ? 1 : 0);
  if (n_crossed == 0) return;
  for (int l = 0; l < b->n_cells; l++)
    if (before[l] < threshold[l] && V[l] >= threshold[l] && b->n_spikes < b->spikes_capacity)
      b->spikes[b->n_spikes++] =
          (rx_block_spike){ .t_ms = t + b->step->h * (threshold[l] - before[l]) / (V[l] - before[l]), .lane = l };
}

/* No compartment of the block is about to fire within a step of this length. */
RX_INLINE bool is_quiet(const rx_block *b, const int lanes, const rx_block_step *to)
{
  const int n = n_places(b, lanes);
  const rx_real *V = b->V, *before = b->V_before;
  const rx_real ahead = (rx_real)(RX_QUIET_AHEAD * to->h / b->step->h), V_quiet = (rx_real)to->V_quiet;
  lane_count n_above = 0;
  RX_INDEPENDENT
  for (int i = 0; i < n; i++) {
    const rx_real rise = V[i] - before[i];
    n_above += V[i] + ahead * (rise > 0.0 ? rise : 0.0) > V_quiet ? 1 : 0;
  }
  return n_above == 0;
}

/* A coarse step must find nothing that changes within it but synapses: no voltage clamp, no breakpoint of a current; nor one in the
 * fine step before, at whose end the last rise of V does not show what it did. */
static bool are_clamps_quiet(rx_block *b, double t, double t_end)
{
  if (b->rows.n > 0 && rx_clamp_rows_next(&b->rows, t - b->h) < t_end) return false;
  for (int k = 0; k < b->n_clamps; k++)
    if (b->clamps[k].kind == RX_CLAMP_VOLTAGE || rx_waveform_next(b->clamps[k].waveform, t - b->h) < t_end)
      return false;
  return true;
}

static void set_gates_step(rx_block *b, double h)
{
  for (int k = 0; k < b->n_kernels; k++) b->kernels[k].args.h = (rx_real)h;
  b->gates_h = h;
}

/* Fine steps in the next step, the i-th of the window, of which n_left are left; goes over to its length. */
RX_INLINE int choose_step(rx_block *b, const int lanes, int64_t first_step, int i, int n_left)
{
  const int64_t step = first_step + i;
  int k = b->n_lengths - 1;
  for (; k > 0; k--) {
    const rx_block_step *to = &b->lengths[k];
    /* windows begin at multiples of every length; a division of 32 bits is much cheaper than one of 64 */
    if ((uint32_t)i % (uint32_t)to->n_fine == 0 && n_left >= to->n_fine && is_quiet(b, lanes, to) &&
        are_clamps_quiet(b, (double)step * b->h, (double)(step + to->n_fine) * b->h))
      break;
  }
  const rx_block_step *to = &b->lengths[k];
  if (b->step != to) rx_block_change_step(b, to);
  if (b->n_kernels > 0 && (rx_real)b->gates_h != b->kernels[0].args.h) set_gates_step(b, b->gates_h);
  b->gates_h = to->h;
  return to->n_fine;
}

RX_INLINE void advance(rx_block *b, const int lanes, const rx_inbox *inbox, int64_t first_step, int n_steps)
{
  size_t next = 0;
  b->n_spikes = 0;
  b->n_steps = 0;
  if (b->rows.n > 0) rx_clamp_rows_refresh(&b->rows);
  for (int i = 0, n = 1; i < n_steps; i += n, b->n_steps++) {
    const int64_t step = first_step + i;
    if (b->frame_every > 0 && step % b->frame_every == 0) rx_block_record(b, (size_t)(step / b->frame_every));
    if (b->n_lengths > 1) n = choose_step(b, lanes, first_step, i, n_steps - i);
    if (n > 1 && b->frame_every > 0) rx_block_hold(b);
    /* products, not sums, so that time does not drift */
    const double t = (double)step * b->h, t_end = (double)(step + n) * b->h;
    const size_t before = next;
    /* the last step takes all that is left: the window's end is rounded otherwise than the step's */
    next = step_arrivals(b, inbox, next, t, i + n < n_steps ? t_end : INFINITY);
    start_currents(b, lanes);
    /* synapses first: but for the magnesium block they need not wait for the last step's V */
    step_synapses(b, lanes);
    forget_arrivals(b, inbox, before, next);
    if (b->type->has_pools) start_pools(b, n_places(b, lanes));
    step_channels(b, lanes);
    if (b->type->has_pools) add_ion_currents(b, n_places(b, lanes));
    if (b->n_damped > 0)
      step_voltage(b, lanes, t, true);
    else
      step_voltage(b, lanes, t, false);
    if (b->n_clamps > 0) end_voltage_clamps(b, lanes, t, t_end);
    step_spikes(b, lanes, t);
    if (b->n_detectors > 0) rx_block_detect(b, t);
    if (n > 1 && b->frame_every > 0) rx_block_record_within(b, step, n);
  }
}

rx_block_advance_fn RX_AT_LEVEL(rx_block_advance);

void RX_AT_LEVEL(rx_block_advance)(rx_block *b, const rx_inbox *inbox, int64_t first_step, int n_steps)
{
  if (b->lanes == 1)
    advance(b, 1, inbox, first_step, n_steps);
  else
    advance(b, RX_LANES, inbox, first_step, n_steps);
}
