#include "solver/cvode/cell_system.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/synapses/receptor.h"

#define V_BOUND_MV 250.0 /* what kernels accept */

static double bounded(double V)
{
  return V > V_BOUND_MV ? V_BOUND_MV : V < -V_BOUND_MV ? -V_BOUND_MV : V;
}

/* hands out parts of one block of memory; with memory NULL it only counts */
static double *take(double *memory, size_t *used, int n)
{
  double *part = memory == NULL ? NULL : memory + *used;
  *used += (size_t)n;
  return part;
}

static size_t lay_out(rx_cell_system *s, double *memory)
{
  const int n = s->n_compartments, n_slots = s->type->n_slots;
  size_t used = 0;
  double **const of_compartments[] = {
    &s->to_parent,     &s->from_child, &s->coupling,  &s->per_nA, &s->injected, &s->command,
    &s->command_slope, &s->V,          &s->V_bounded, &s->cai,    &s->G,        &s->J,
    &s->Gca,           &s->Jca,        &s->nai,       &s->ko,     &s->G_clamp,  &s->J_clamp
  };
  double **const of_slots[] = { &s->per_nS, &s->A, &s->B, &s->at_ms, &s->g };
  for (size_t i = 0; i < sizeof of_compartments / sizeof of_compartments[0]; i++)
    *of_compartments[i] = take(memory, &used, n);
  for (size_t i = 0; i < sizeof of_slots / sizeof of_slots[0]; i++) *of_slots[i] = take(memory, &used, n_slots);
  s->scratch = take(memory, &used, s->type->n_gates + n);
  return used;
}

static void make_kernels(rx_cell_system *s)
{
  s->coef = s->pools.n > 0 ? s->pools.coef : s->numbers->coef;
  for (int k = 0; k < s->type->n_insertions; k++) {
    const rx_insertion *in = &s->type->insertions[k];
    const int first = in->first_compartment;
    const bool is_of_pools = s->pools.n > 0 && in->channel->ion != RX_ION_OWN;
    const int ion = (int)in->channel->ion - RX_ION_NA;
    s->kernels[k] = rx_rate_kernel(in->channel->index);
    s->args[k] = (rx_kernel_args){ .n = in->n_compartments,
                                   .V = s->V_bounded + first,
                                   .cai = s->cai + first,
                                   .nai = (s->pools.n > 0 ? s->pools.X[RX_POOL_NA_IN] : s->nai) + first,
                                   .ko = (s->pools.n > 0 ? s->pools.X[RX_POOL_K_OUT] : s->ko) + first,
                                   .coef = s->coef + in->first_coef,
                                   .G = (is_of_pools ? s->pools.ion[ion].G : s->G) + first,
                                   .J = (is_of_pools ? s->pools.ion[ion].J : s->J) + first,
                                   .Gca = s->Gca + first,
                                   .Jca = s->Jca + first };
  }
  if (s->pools.n == 0) return;
  s->nai = s->pools.X[RX_POOL_NA_IN];
  s->ko = s->pools.X[RX_POOL_K_OUT];
}

rx_status rx_cell_system_make(rx_cell_system *s, const rx_cell_type *type, const rx_cell_numbers *numbers, int n_clamps,
                              const rx_cell_clamp clamps[], rx_error *err)
{
  const int n = type->n_compartments;
  *s = (rx_cell_system){ .type = type, .numbers = numbers, .n_compartments = n, .n_clamps = n_clamps };
  s->memory = rx_aligned_doubles(lay_out(s, NULL));
  s->shell = calloc((size_t)n, sizeof *s->shell);
  s->is_clamped = calloc((size_t)n, sizeof *s->is_clamped);
  s->clamps = calloc((size_t)n_clamps + 1, sizeof *s->clamps);
  s->kernels = calloc((size_t)type->n_insertions + 1, sizeof *s->kernels);
  s->args = calloc((size_t)type->n_insertions + 1, sizeof *s->args);
  if (s->memory == NULL || s->shell == NULL || s->is_clamped == NULL || s->clamps == NULL || s->kernels == NULL ||
      s->args == NULL)
    return rx_no_memory(err);
  lay_out(s, s->memory);

  for (int c = 0; c < n; c++) s->shell[c] = numbers->calcium_influx[c] > 0 ? n + s->n_shells++ : -1;
  RX_TRY(rx_cell_pools_make(&s->pools, type, numbers, n + s->n_shells + type->n_gates, err));
  s->n_states = n + s->n_shells + type->n_gates + s->pools.n;
  RX_TRY(rx_cell_sheath_make(&s->sheath, type, numbers, s->n_states, err));
  s->n_states += s->sheath.n;

  for (int c = 0; c < n; c++) s->per_nA[c] = numbers->charging[c] * 100 / numbers->area[c];
  for (int c = 1; c < n; c++) {
    const int p = type->parent[c];
    s->to_parent[c] = s->per_nA[c] * numbers->axial[c];
    s->from_child[c] = s->per_nA[p] * numbers->axial[c];
    s->coupling[c] += s->to_parent[c];
    s->coupling[p] += s->from_child[c];
  }
  make_kernels(s);
  for (int k = 0; k < type->n_slots; k++) s->per_nS[k] = 0.1 / numbers->area[type->slots[k].compartment];
  for (int k = 0; k < n_clamps; k++) {
    s->clamps[k] = clamps[k];
    s->has_conductance = s->has_conductance || clamps[k].kind == RX_CLAMP_CONDUCTANCE;
    if (clamps[k].kind == RX_CLAMP_VOLTAGE) s->is_clamped[clamps[k].compartment] = true;
  }
  return RX_OK;
}

void rx_cell_system_free(rx_cell_system *s)
{
  rx_aligned_free(s->memory);
  free(s->shell);
  free(s->is_clamped);
  free(s->clamps);
  free(s->kernels);
  free(s->args);
  rx_cell_pools_free(&s->pools);
  rx_cell_sheath_free(&s->sheath);
  *s = (rx_cell_system){ 0 };
}

void rx_cell_system_start(rx_cell_system *s, double t_ms, double y[])
{
  const rx_cell_type *type = s->type;
  const rx_cell_numbers *numbers = s->numbers;
  double *gates = y + s->n_compartments + s->n_shells;
  for (int c = 0; c < s->n_compartments; c++) {
    y[c] = numbers->v_init;
    s->V_bounded[c] = bounded(numbers->v_init);
    s->cai[c] = numbers->calcium_start[c];
    if (s->shell[c] >= 0) y[s->shell[c]] = numbers->calcium_start[c];
  }
  if (s->pools.n > 0) rx_cell_pools_start(&s->pools, type, numbers, y);
  for (int c = 0; s->sheath.n > 0 && c < s->n_compartments; c++)
    if (s->sheath.at[c] >= 0) y[s->sheath.at[c]] = 0;
  for (int k = 0; k < type->n_insertions; k++) {
    rx_kernel_args args = s->args[k];
    args.x = args.out = gates + type->insertions[k].first_gate;
    rx_steady_kernel(type->insertions[k].channel->index)(&args);
  }
  for (int k = 0; numbers->gate_start != NULL && k < type->n_gates; k++)
    if (!isnan(numbers->gate_start[k])) gates[k] = numbers->gate_start[k];
  for (int k = 0; k < type->n_slots; k++) {
    s->A[k] = s->B[k] = 0;
    s->at_ms[k] = t_ms;
  }
  rx_cell_system_take_breakpoints(s, t_ms, y);
}

static double decayed(double value, double since_ms, double tau_ms)
{
  return value == 0 ? 0 : value * exp(-since_ms / tau_ms);
}

void rx_cell_system_arrival(rx_cell_system *s, int slot, double jump_nS, double t_ms)
{
  const double since = t_ms - s->at_ms[slot];
  s->B[slot] = decayed(s->B[slot], since, s->numbers->tau_decay[slot]) + jump_nS;
  if (s->type->slots[slot].has_rise) s->A[slot] = decayed(s->A[slot], since, s->numbers->tau_rise[slot]) + jump_nS;
  s->at_ms[slot] = t_ms;
  s->inputs_ms = NAN;
}

void rx_cell_system_take_breakpoints(rx_cell_system *s, double t_ms, double y[])
{
  for (int k = 0; k < s->n_clamps; k++) {
    rx_cell_clamp *clamp = &s->clamps[k];
    /* from its first point to its last a smooth waveform is read itself; after a restart there, not before it */
    clamp->line = rx_waveform_line_from(clamp->waveform, t_ms);
    clamp->is_read = clamp->waveform->is_smooth && isfinite(rx_waveform_line_end(clamp->waveform, t_ms)) &&
                     clamp->waveform->t_ms[0] <= t_ms + RX_SAME_TIME_MS;
    if (clamp->kind == RX_CLAMP_VOLTAGE) y[clamp->compartment] = rx_waveform_line_at(&clamp->line, t_ms);
  }
  s->inputs_ms = NAN;
}

double rx_cell_system_next_breakpoint(const rx_cell_system *s, double t_ms)
{
  double first = INFINITY;
  for (int k = 0; k < s->n_clamps; k++) first = fmin(first, rx_waveform_line_end(s->clamps[k].waveform, t_ms));
  return first;
}

/* conductances and clamps of a time; Newton's iterations ask for the same time again */
static void inputs_at(rx_cell_system *s, double t_ms)
{
  if (s->inputs_ms == t_ms) return;
  s->inputs_ms = t_ms;
  for (int k = 0; k < s->type->n_slots; k++) {
    const double since = t_ms - s->at_ms[k];
    s->g[k] = decayed(s->B[k], since, s->numbers->tau_decay[k]) - decayed(s->A[k], since, s->numbers->tau_rise[k]);
  }
  if (s->n_clamps == 0) return;
  const size_t bytes = (size_t)s->n_compartments * sizeof(double);
  memset(s->injected, 0, bytes);
  memset(s->G_clamp, 0, bytes);
  memset(s->J_clamp, 0, bytes);
  for (int k = 0; k < s->n_clamps; k++) {
    rx_cell_clamp *clamp = &s->clamps[k];
    const int c = clamp->compartment;
    const double value = clamp->is_read ? rx_waveform_read(clamp->waveform, t_ms, &clamp->cursor)
                                        : rx_waveform_line_at(&clamp->line, t_ms);
    switch (clamp->kind) {
    case RX_CLAMP_CURRENT: s->injected[c] += value; break;
    case RX_CLAMP_VOLTAGE:
      s->command[c] = value;
      s->command_slope[c] =
          clamp->is_read ? rx_waveform_slope(clamp->waveform, t_ms, &clamp->cursor) : clamp->line.slope;
      break;
    case RX_CLAMP_CONDUCTANCE:
      s->G_clamp[c] += value;
      s->J_clamp[c] += value * clamp->reversal;
      break;
    }
  }
}

void rx_cell_system_unpack(rx_cell_system *s, double t_ms, const double y[])
{
  const int n = s->n_compartments;
  inputs_at(s, t_ms);
  for (int c = 0; c < n; c++) s->V[c] = s->is_clamped[c] ? s->command[c] : y[c];
  for (int c = 0; c < n; c++) s->V_bounded[c] = bounded(s->V[c]);
  if (s->sheath.n > 0) rx_cell_sheath_unpack(&s->sheath, n, y);
  if (s->pools.n > 0) rx_cell_pools_unpack(&s->pools, s->type, s->numbers, y);
  if (s->n_shells > 0)
    for (int c = 0; c < n; c++) s->cai[c] = s->shell[c] >= 0 ? y[s->shell[c]] : s->numbers->calcium_rest[c];
}

static void synapse_currents(rx_cell_system *s)
{
  const rx_cell_numbers *numbers = s->numbers;
  for (int k = 0; k < s->type->n_slots; k++) {
    if (s->g[k] == 0) continue;
    const rx_slot *slot = &s->type->slots[k];
    const int c = slot->compartment;
    double G = s->g[k] * s->per_nS[k];
    if (slot->has_magnesium) G /= 1 + numbers->magnesium[k] * exp(-RX_MG_SLOPE_PER_MV * s->V_bounded[c]);
    const double J = G * numbers->reversal[k];
    s->G[c] += G;
    s->J[c] += J;
    if (slot->carries_calcium) {
      s->Gca[c] += numbers->calcium_fraction[k] * G;
      s->Jca[c] += numbers->calcium_fraction[k] * J;
    }
  }
}

void rx_cell_system_currents(rx_cell_system *s, const double x[], double dx[])
{
  const rx_cell_type *type = s->type;
  memset(s->G, 0, (size_t)s->n_compartments * 4 * sizeof(double)); /* G, J, Gca, Jca lie side by side */
  if (s->pools.n > 0) memset(s->pools.currents, 0, (size_t)s->n_compartments * 2 * RX_N_POOLED_IONS * sizeof(double));
  for (int k = 0; k < type->n_insertions; k++) {
    rx_kernel_args *args = &s->args[k];
    args->x = x + type->insertions[k].first_gate;
    args->out = dx + type->insertions[k].first_gate;
    s->kernels[k](args);
  }
  for (int ion = 0; s->pools.n > 0 && ion < RX_N_POOLED_IONS; ion++)
    for (int c = 0; c < s->n_compartments; c++) {
      s->G[c] += s->pools.ion[ion].G[c];
      s->J[c] += s->pools.ion[ion].J[c];
    }
  synapse_currents(s);
  for (int c = 0; s->has_conductance && c < s->n_compartments; c++) {
    s->G[c] += s->G_clamp[c];
    s->J[c] += s->J_clamp[c];
  }
}

/* dV/dt without injected current, of V, G and J; clamped compartments too */
static void voltage_rates(const rx_cell_system *s, double dV[])
{
  const int n = s->n_compartments;
  const int *parent = s->type->parent;
  for (int c = 0; c < n; c++) dV[c] = s->numbers->charging[c] * (s->J[c] - s->G[c] * s->V[c]);
  for (int c = 1; c < n; c++) {
    const double above = s->V[parent[c]] - s->V[c];
    dV[c] += s->to_parent[c] * above;
    dV[parent[c]] -= s->from_child[c] * above;
  }
  if (s->sheath.n > 0) rx_cell_sheath_voltage_rates(&s->sheath, s->type, s->to_parent, s->from_child, dV);
}

bool rx_cell_system_rhs(rx_cell_system *s, double t_ms, const double y[], double dy[])
{
  const int n = s->n_compartments, first_gate = n + s->n_shells;
  const rx_cell_numbers *numbers = s->numbers;
  s->n_rhs++;
  rx_cell_system_unpack(s, t_ms, y);
  rx_cell_system_currents(s, y + first_gate, dy + first_gate);
  voltage_rates(s, dy);
  if (s->n_clamps > 0)
    for (int c = 0; c < n; c++) dy[c] = s->is_clamped[c] ? s->command_slope[c] : dy[c] + s->per_nA[c] * s->injected[c];
  if (s->n_shells > 0)
    for (int c = 0; c < n; c++)
      if (s->shell[c] >= 0) {
        const double influx = numbers->calcium_influx[c] * (s->Jca[c] - s->Gca[c] * s->V[c]);
        dy[s->shell[c]] =
            (influx > 0 ? influx : 0) + numbers->calcium_decay[c] * (numbers->calcium_rest[c] - s->cai[c]);
      }
  if (s->pools.n > 0) rx_cell_pools_rates(&s->pools, s->type, numbers, s->V, dy);
  if (s->sheath.n > 0)
    rx_cell_sheath_rates(&s->sheath, s->type, numbers, s->V, s->n_clamps > 0 ? s->injected : NULL, dy);
  double sum = 0; /* NaN and infinity survive a product with 0 */
  for (int i = 0; i < s->n_states; i++) sum += 0 * dy[i];
  return sum == 0;
}

/* current of one channel in one compartment, mA/cm2 */
static double channel_current(const rx_cell_system *s, const rx_insertion *in, int compartment, const double gates[])
{
  const int n = in->n_compartments, i = compartment - in->first_compartment;
  double coefs[RX_MAX_COEFS], x[RX_MAX_GATES];
  for (int k = 0; k < in->channel->n_coefs; k++) coefs[k] = s->coef[in->first_coef + k * n + i];
  for (int k = 0; k < in->channel->n_gates; k++) x[k] = gates[in->first_gate + k * n + i];
  const rx_at at = {
    .V = s->V_bounded[compartment], .cai = s->cai[compartment], .nai = s->nai[compartment], .ko = s->ko[compartment]
  };
  const rx_current I = in->channel->current(at, coefs, x);
  return I.G * s->V[compartment] - I.J;
}

/* nA that hold a clamped compartment on its command: what dV/dt = slope lacks */
static double clamp_current(rx_cell_system *s, const double gates[], int c, double dx[], double dV[])
{
  rx_cell_system_currents(s, gates, dx);
  voltage_rates(s, dV);
  return s->is_clamped[c] ? (s->command_slope[c] - dV[c]) / s->per_nA[c] - s->injected[c] : 0;
}

double rx_cell_system_probe(rx_cell_system *s, double t_ms, const double y[], const rx_probe *probe)
{
  const int c = probe->compartment;
  const double *gates = y + s->n_compartments + s->n_shells;
  rx_cell_system_unpack(s, t_ms, y);
  switch (probe->kind) {
  case RX_PROBE_V: return s->V[c];
  case RX_PROBE_CALCIUM: return s->n_shells > 0 ? s->cai[c] : s->numbers->calcium_rest[c];
  case RX_PROBE_GATE: {
    const rx_insertion *in = &s->type->insertions[probe->item];
    return gates[in->first_gate + probe->gate * in->n_compartments + c - in->first_compartment];
  }
  case RX_PROBE_CURRENT: return channel_current(s, &s->type->insertions[probe->item], c, gates);
  case RX_PROBE_CONDUCTANCE: return s->g[probe->item];
  case RX_PROBE_POOL: return s->pools.X[probe->item][c];
  case RX_PROBE_REVERSAL: return rx_cell_pools_reversal_mV(&s->pools, s->numbers, probe->item - RX_ION_NA, c);
  case RX_PROBE_PERIAXONAL: return s->sheath.P[c];
  case RX_PROBE_CLAMP: return clamp_current(s, gates, c, s->scratch, s->scratch + s->type->n_gates);
  }
  return NAN;
}

void rx_cell_system_name(const rx_cell_system *s, int i, size_t size, char text[])
{
  const int n = s->n_compartments;
  if (i < n) {
    snprintf(text, size, "V in compartment %d", i);
    return;
  }
  for (int c = 0; c < n; c++)
    if (s->shell[c] == i) {
      snprintf(text, size, "calcium in compartment %d", c);
      return;
    }
  int c;
  const char *pool = rx_cell_pools_name(&s->pools, n, i, &c);
  if (pool != NULL) {
    snprintf(text, size, "%s in compartment %d", pool, c);
    return;
  }
  c = rx_cell_sheath_compartment(&s->sheath, n, i);
  if (c >= 0) {
    snprintf(text, size, "periaxonal potential in compartment %d", c);
    return;
  }
  i -= n + s->n_shells;
  for (int k = 0; k < s->type->n_insertions; k++) {
    const rx_insertion *in = &s->type->insertions[k];
    const int at = i - in->first_gate, m = in->n_compartments;
    if (at >= 0 && at < m * in->channel->n_gates) {
      snprintf(text, size, "gate %s of %s in compartment %d", in->channel->gates[at / m], in->channel->name,
               in->first_compartment + at % m);
      return;
    }
  }
  snprintf(text, size, "variable %d", i);
}
