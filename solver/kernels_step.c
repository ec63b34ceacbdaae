/* The fixed step of a block (benchmarks page, section 11): gates, synapses, voltage, calcium, spikes. Compiled per
 * instruction-set level, with the short exponential; every loop over lanes or places is vectorised. */
#define RX_EXP_SHORT
#include "solver/block.h"
#include "solver/kernel_loop.h"

#define RX_STEP_KERNELS(channel, NAME) \
  RX_KERNEL_LOOP(channel, NAME##_GATES, NAME##_COEFS, NAME##_CARRIES_CALCIUM, RX_STEP)
RX_CHANNEL_LIST(RX_STEP_KERNELS)

#define RX_STEP_ENTRY(channel, NAME) channel##_RX_STEP,
static rx_kernel *const STEP_KERNELS[] = { RX_CHANNEL_LIST(RX_STEP_ENTRY) };

/* Gates from half a step before t to half a step after it; conductances and offsets of the channels at mid-step. */
RX_INLINE void step_channels(rx_block *b)
{
  const int n = b->n;
  const double *V = b->V, *G_fixed = b->G_fixed, *J_fixed = b->J_fixed;
  double *bounded = b->V_bounded, *G = b->G, *J = b->J, *Gca = b->Gca, *Jca = b->Jca;
  RX_INDEPENDENT
  for (int i = 0; i < n; i++) {
    /* once here instead of in every exponential */
    double v = V[i];
    v = v < -250.0 ? -250.0 : v;
    v = v > 250.0 ? 250.0 : v;
    bounded[i] = v;
    G[i] = G_fixed[i];
    J[i] = J_fixed[i];
    Gca[i] = Jca[i] = 0.0;
  }
  for (int k = 0; k < b->n_kernels; k++) STEP_KERNELS[b->kernels[k].channel](&b->kernels[k].args);
}

/* One arrival a fraction f into the step: the mid-step conductance gets w(1-f), the end value what is left of w. */
RX_INLINE void arrive(rx_block *b, int lanes, int slot, int lane, double jump, double left)
{
  const int i = slot * lanes + lane;
  b->B_jump_mid[i] += jump * left;
  b->B_jump_end[i] += jump * (left < 1.0 ? rx_exp(-left * b->B_rate[i]) : b->B_end[i]);
  if (b->type->slots[slot].has_rise) {
    b->A_jump_mid[i] += jump * left;
    b->A_jump_end[i] += jump * (left < 1.0 ? rx_exp(-left * b->A_rate[i]) : b->A_end[i]);
  }
}

/* Takes the arrivals before t_end; returns the number of the next one. */
RX_INLINE size_t step_arrivals(rx_block *b, int lanes, const rx_inbox *inbox, size_t next, double t, double t_end)
{
  while (next < inbox->n && inbox->events[next].t_ms < t_end) {
    const rx_event *e = &inbox->events[next++];
    double left = 1.0 - (e->t_ms - t) / b->h;
    left = left > 1.0 ? 1.0 : left < 0.0 ? 0.0 : left;
    int lane = 0;
    while (b->cells[lane] != e->cell) lane++;
    if (e->route < 0) {
      arrive(b, lanes, e->slot, lane, e->scale, left);
    } else {
      const rx_route *route = &b->network->routes[e->route];
      for (int r = 0; r < route->n; r++) arrive(b, lanes, route->slot[r], lane, route->jump[r] * e->scale, left);
    }
  }
  return next;
}

/* Conductance of one receptor slot at mid-step, added to its compartment. The flags are constants where it is inlined. */
RX_INLINE void step_slot(rx_block *b, const int lanes, int s, const bool has_rise, const bool has_magnesium,
                         const bool carries_calcium)
{
  const int at = s * lanes, place = b->type->slots[s].compartment * lanes;
  double *A = b->A + at, *B = b->B + at, *G = b->G + place, *J = b->J + place, *Gca = b->Gca + place, *Jca = b->Jca + place;
  const double *A_mid = b->A_mid + at, *A_end = b->A_end + at, *A_jump_mid = b->A_jump_mid + at, *A_jump_end = b->A_jump_end + at,
               *B_mid = b->B_mid + at, *B_end = b->B_end + at, *B_jump_mid = b->B_jump_mid + at, *B_jump_end = b->B_jump_end + at,
               *density = b->density + at, *reversal = b->reversal + at, *magnesium = b->magnesium + at,
               *calcium_fraction = b->calcium_fraction + at, *bounded = b->V_bounded + place, *before = b->V_before + place;
  RX_INDEPENDENT
  for (int l = 0; l < lanes; l++) {
    double g = B[l] * B_mid[l] + B_jump_mid[l];
    B[l] = B[l] * B_end[l] + B_jump_end[l];
    if (has_rise) {
      g -= A[l] * A_mid[l] + A_jump_mid[l];
      A[l] = A[l] * A_end[l] + A_jump_end[l];
    }
    g *= density[l];
    /* block at the voltage extrapolated to mid-step */
    if (has_magnesium) g /= 1.0 + rx_exp(-RX_MG_SLOPE_PER_MV * (1.5 * bounded[l] - 0.5 * before[l])) * magnesium[l];
    const double I = g * reversal[l];
    G[l] += g;
    J[l] += I;
    if (carries_calcium) {
      Gca[l] += calcium_fraction[l] * g;
      Jca[l] += calcium_fraction[l] * I;
    }
  }
}

RX_INLINE void step_synapses(rx_block *b, const int lanes)
{
  for (int s = 0; s < b->type->n_slots; s++) {
    const rx_slot *slot = &b->type->slots[s];
    switch (slot->has_rise + 2 * slot->has_magnesium + 4 * slot->carries_calcium) {
    case 0: step_slot(b, lanes, s, false, false, false); break;
    case 1: step_slot(b, lanes, s, true, false, false); break;
    case 2: step_slot(b, lanes, s, false, true, false); break;
    case 3: step_slot(b, lanes, s, true, true, false); break;
    case 4: step_slot(b, lanes, s, false, false, true); break;
    case 5: step_slot(b, lanes, s, true, false, true); break;
    case 6: step_slot(b, lanes, s, false, true, true); break;
    default: step_slot(b, lanes, s, true, true, true); break;
    }
  }
}

RX_INLINE void clear_jumps(rx_block *b, int lanes)
{
  const int n = b->type->n_slots * lanes;
  double *a = b->A_jump_mid, *c = b->A_jump_end, *d = b->B_jump_mid, *e = b->B_jump_end;
  RX_INDEPENDENT
  for (int i = 0; i < n; i++) a[i] = c[i] = d[i] = e[i] = 0.0;
}

/* Clamps enter the system of equations; a clamped voltage has no couplings of its own (set at creation). */
static void step_clamps(rx_block *b, double t_mid)
{
  for (int k = 0; k < b->n_clamps; k++) {
    rx_block_clamp *clamp = &b->clamps[k];
    const double value = rx_waveform_at(clamp->waveform, t_mid);
    if (clamp->is_voltage) {
      b->inverse[clamp->place] = 1.0;
      b->rhs[clamp->place] = value;
    } else {
      b->rhs[clamp->place] += clamp->per_nA * value;
    }
  }
}

/* A clamped voltage at the end of the step, and the current that held it over the step. */
static void end_voltage_clamps(rx_block *b, int lanes, double t_end)
{
  for (int k = 0; k < b->n_clamps; k++) {
    rx_block_clamp *clamp = &b->clamps[k];
    if (!clamp->is_voltage) continue;
    const int i = clamp->place, c = i / lanes, lane = i % lanes;
    const double V_end = rx_waveform_at(clamp->waveform, t_end), V_mid = 0.5 * (b->V_before[i] + b->V[i]);
    double rate = (V_end - b->V_before[i]) / b->h + b->charging[i] * (b->G[i] * V_mid - b->J[i]);
    for (int child = 1; child < b->type->n_compartments; child++) {
      /* axial currents that leave the clamped compartment */
      const int parent = b->type->parent[child];
      if (child != c && parent != c) continue;
      const int other = (child == c ? parent : child) * lanes + lane;
      rate += clamp->per_nA * clamp->numbers->axial[child] * (V_mid - 0.5 * (b->V_before[other] + b->V[other]));
    }
    b->V[i] = V_end;
    clamp->injected_nA = rate / clamp->per_nA;
  }
}

/* V at mid-step by elimination over the tree, leaves first; then V and cai at the end of the step. */
RX_INLINE void step_voltage(rx_block *b, const int lanes, double t)
{
  const rx_cell_type *type = b->type;
  const int n = b->n;
  const double two_per_h = 2.0 / b->h;
  {
    const double *V = b->V, *G = b->G, *J = b->J, *charging = b->charging, *diagonal = b->diagonal;
    double *d = b->inverse, *rhs = b->rhs;
    RX_INDEPENDENT
    for (int i = 0; i < n; i++) {
      d[i] = diagonal[i] + charging[i] * G[i];
      rhs[i] = two_per_h * V[i] + charging[i] * J[i];
    }
  }
  if (b->n_clamps > 0) step_clamps(b, t + 0.5 * b->h);
  double *d = b->inverse, *rhs = b->rhs;
  const double *to_parent = b->to_parent, *from_child = b->from_child;
  for (int c = type->n_compartments - 1; c > 0; c--) {
    const int i = c * lanes, p = type->parent[c] * lanes;
    RX_INDEPENDENT
    for (int l = 0; l < lanes; l++) {
      const double inverse = 1.0 / d[i + l], f = from_child[i + l] * inverse;
      d[i + l] = inverse;
      d[p + l] -= f * to_parent[i + l];
      rhs[p + l] += f * rhs[i + l];
    }
  }
  RX_INDEPENDENT
  for (int l = 0; l < lanes; l++) rhs[l] = rhs[l] / d[l];
  for (int c = 1; c < type->n_compartments; c++) {
    const int i = c * lanes, p = type->parent[c] * lanes;
    RX_INDEPENDENT
    for (int l = 0; l < lanes; l++) rhs[i + l] = (rhs[i + l] + to_parent[i + l] * rhs[p + l]) * d[i + l];
  }
  /* rhs is now V at mid-step */
  double *V = b->V, *before = b->V_before;
  RX_INDEPENDENT
  for (int i = 0; i < n; i++) {
    before[i] = V[i];
    V[i] = 2.0 * rhs[i] - V[i];
  }
  if (type->has_calcium) {
    const double *Gca = b->Gca, *Jca = b->Jca, *influx = b->calcium_influx, *keep = b->calcium_keep, *gain = b->calcium_gain,
                 *rest = b->calcium_rest;
    double *cai = b->cai;
    RX_INDEPENDENT
    for (int i = 0; i < n; i++) {
      const double in = influx[i] * (Jca[i] - Gca[i] * rhs[i]);
      cai[i] = keep[i] * cai[i] + gain[i] * ((in > 0.0 ? in : 0.0) + rest[i]);
    }
  }
}

/* Upward crossings of the threshold, time by linear interpolation inside the step. */
RX_INLINE void step_spikes(rx_block *b, const int lanes, double t)
{
  const int at = b->type->detector * lanes;
  const double *V = b->V + at, *before = b->V_before + at, *threshold = b->threshold;
  int64_t n_crossed = 0;
  RX_INDEPENDENT
  for (int l = 0; l < lanes; l++) n_crossed += (before[l] < threshold[l] ? 1 : 0) & (V[l] >= threshold[l] ? 1 : 0);
  if (n_crossed == 0) return;
  for (int l = 0; l < b->n_cells; l++)
    if (before[l] < threshold[l] && V[l] >= threshold[l] && b->n_spikes < b->spikes_capacity)
      b->spikes[b->n_spikes++] =
        (rx_spike){ .t_ms = t + b->h * (threshold[l] - before[l]) / (V[l] - before[l]), .cell = b->cells[l] };
}

RX_INLINE void advance(rx_block *b, const int lanes, const rx_inbox *inbox, int64_t first_step, int n_steps)
{
  size_t next = 0;
  b->n_spikes = 0;
  for (int i = 0; i < n_steps; i++) {
    /* products, not sums, so that time does not drift */
    const double t = (double)(first_step + i) * b->h, t_end = (double)(first_step + i + 1) * b->h;
    if (b->frame_every > 0 && (first_step + i) % b->frame_every == 0)
      rx_block_record(b, (size_t)((first_step + i) / b->frame_every));
    step_channels(b);
    const size_t before = next;
    next = step_arrivals(b, lanes, inbox, next, t, t_end);
    step_synapses(b, lanes);
    if (next > before) clear_jumps(b, lanes);
    step_voltage(b, lanes, t);
    if (b->n_clamps > 0) end_voltage_clamps(b, lanes, t_end);
    step_spikes(b, lanes, t);
  }
}

rx_block_advance_fn RX_AT_LEVEL(rx_block_advance);

void RX_AT_LEVEL(rx_block_advance)(rx_block *b, const rx_inbox *inbox, int64_t first_step, int n_steps)
{
  if (b->lanes == 1) advance(b, 1, inbox, first_step, n_steps);
  else advance(b, 8, inbox, first_step, n_steps);
}
