#include "solver/cvode/cell_newton.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Increments of the difference quotients, halfway between truncation and roundoff: Newton then gains five digits an iteration. */
#define MOVE_V_MV 1e-4
#define MOVE_CAI  1e-5 /* relative to cai + 10^-5 mM */
#define MOVE_GATE 1e-6

static size_t lay_out(rx_cell_newton *w, const rx_cell_system *s, double *memory)
{
  double **const of_compartments[] = { &w->V_by_V,     &w->V_by_cai,   &w->cai_by_V, &w->cai_by_cai, &w->cai_own,
                                       &w->cai_from_V, &w->V_onto_cai, &w->pivot,    &w->up,         &w->down,
                                       &w->b_V,        &w->b_cai,      &w->influx };
  double **const of_gates[] = { &w->x_by_x, &w->x_by_V,   &w->x_by_cai, &w->V_by_x,   &w->cai_by_x, &w->own,
                                &w->from_V, &w->from_cai, &w->onto_V,   &w->onto_cai, &w->dx,       &w->dx_moved };
  size_t used = 0;
  for (size_t i = 0; i < sizeof of_compartments / sizeof of_compartments[0]; i++) {
    *of_compartments[i] = memory == NULL ? NULL : memory + used;
    used += (size_t)s->n_compartments;
  }
  for (size_t i = 0; i < sizeof of_gates / sizeof of_gates[0]; i++) {
    *of_gates[i] = memory == NULL ? NULL : memory + used;
    used += (size_t)s->type->n_gates;
  }
  return used;
}

rx_status rx_cell_newton_make(rx_cell_newton *w, const rx_cell_system *s, rx_error *err)
{
  *w = (rx_cell_newton){ 0 };
  w->memory = rx_aligned_doubles(lay_out(w, s, NULL));
  w->tau = calloc((size_t)s->type->n_insertions + 1, sizeof *w->tau);
  if (w->memory == NULL || w->tau == NULL) return rx_no_memory(err);
  lay_out(w, s, w->memory);
  RX_TRY(rx_newton_pools_make(&w->pools, s, err));
  RX_TRY(rx_newton_sheath_make(&w->sheath, s, err));
  for (int k = 0; k < s->type->n_insertions; k++) w->tau[k] = rx_tau_kernel(s->type->insertions[k].channel->index);
  return RX_OK;
}

void rx_cell_newton_free(rx_cell_newton *w)
{
  rx_aligned_free(w->memory);
  free(w->tau);
  rx_newton_pools_free(&w->pools);
  rx_newton_sheath_free(&w->sheath);
  *w = (rx_cell_newton){ 0 };
}

/* d(gate rate)/d(gate) = -1/tau */
static void gates_by_themselves(rx_cell_newton *w, const rx_cell_system *s)
{
  for (int k = 0; k < s->type->n_insertions; k++) {
    const rx_insertion *in = &s->type->insertions[k];
    const int first = in->first_compartment;
    if (in->channel->n_gates == 0) continue;
    w->tau[k](&(rx_kernel_args){ .n = in->n_compartments,
                                 .V = s->V_bounded + first,
                                 .cai = s->cai + first,
                                 .nai = s->nai + first,
                                 .ko = s->ko + first,
                                 .coef = s->coef + in->first_coef,
                                 .out = w->x_by_x + in->first_gate });
  }
  for (int i = 0; i < s->type->n_gates; i++) w->x_by_x[i] = -1 / w->x_by_x[i];
}

/* calcium entering the shell, mM/ms, of the currents last evaluated */
static double influx_of(const rx_cell_system *s, int c, double V)
{
  const double influx = s->numbers->calcium_influx[c] * (s->Jca[c] - s->Gca[c] * V);
  return influx > 0 ? influx : 0;
}

/* d(currents)/d(gate), place by place, through the channel's scalar current */
static void currents_by_gates(rx_cell_newton *w, const rx_cell_system *s, const double x[])
{
  const rx_cell_numbers *numbers = s->numbers;
  for (int k = 0; k < s->type->n_insertions; k++) {
    const rx_insertion *in = &s->type->insertions[k];
    const rx_channel *channel = in->channel;
    const int n = in->n_compartments;
    if (channel->n_gates == 0) continue;
    for (int i = 0; i < n; i++) {
      const int c = in->first_compartment + i;
      const rx_at at = { .V = s->V_bounded[c], .cai = s->cai[c], .nai = s->nai[c], .ko = s->ko[c] };
      const bool enters = channel->carries_calcium && w->influx[c] > 0;
      double coefs[RX_MAX_COEFS], gates[RX_MAX_GATES];
      for (int m = 0; m < channel->n_coefs; m++) coefs[m] = s->coef[in->first_coef + m * n + i];
      for (int m = 0; m < channel->n_gates; m++) gates[m] = x[in->first_gate + m * n + i];
      const rx_current I0 = channel->current(at, coefs, gates);
      for (int m = 0; m < channel->n_gates; m++) {
        const double gate = gates[m];
        gates[m] = gate + MOVE_GATE;
        const rx_current I1 = channel->current(at, coefs, gates);
        gates[m] = gate;
        const double slope = ((I1.G - I0.G) * s->V[c] - (I1.J - I0.J)) * (1 / MOVE_GATE);
        const int j = in->first_gate + m * n + i;
        w->V_by_x[j] = -numbers->charging[c] * slope;
        if (w->pools.memory != NULL) w->pools.I_by_x[j] = slope;
        w->cai_by_x[j] = enters ? -numbers->calcium_influx[c] * slope : 0;
      }
    }
  }
}

static void by_calcium(rx_cell_newton *w, rx_cell_system *s, const double x[], const double I[])
{
  const int n = s->n_compartments;
  for (int c = 0; c < n; c++)
    if (s->shell[c] >= 0) s->cai[c] += MOVE_CAI * (fabs(s->cai[c]) + 1e-5);
  rx_cell_system_currents(s, x, w->dx_moved);
  for (int k = 0; k < s->type->n_insertions; k++) {
    const rx_insertion *in = &s->type->insertions[k];
    if (!in->channel->reads_calcium) continue;
    for (int j = 0; j < in->channel->n_gates * in->n_compartments; j++) {
      const int c = in->first_compartment + j % in->n_compartments, at = in->first_gate + j;
      const double move = s->cai[c] - w->b_cai[c];
      w->x_by_cai[at] = s->shell[c] >= 0 ? (w->dx_moved[at] - w->dx[at]) / move : 0;
    }
  }
  for (int c = 0; c < n; c++) {
    if (s->shell[c] < 0) continue;
    const double move = s->cai[c] - w->b_cai[c];
    w->V_by_cai[c] = -s->numbers->charging[c] * (s->G[c] * s->V[c] - s->J[c] - I[c]) / move;
    w->cai_by_cai[c] = (influx_of(s, c, s->V[c]) - w->influx[c]) / move - s->numbers->calcium_decay[c];
    s->cai[c] = w->b_cai[c];
  }
}

void rx_cell_newton_jacobian(rx_cell_newton *w, rx_cell_system *s, double t_ms, const double y[])
{
  const int n = s->n_compartments;
  const double *x = y + n + s->n_shells;
  double *I = w->b_V; /* the right-hand sides' room is free here */
  rx_cell_system_unpack(s, t_ms, y);
  gates_by_themselves(w, s);
  rx_cell_system_currents(s, x, w->dx);
  for (int c = 0; c < n; c++) {
    I[c] = s->G[c] * s->V[c] - s->J[c];
    w->influx[c] = s->shell[c] >= 0 ? influx_of(s, c, s->V[c]) : 0;
    w->b_cai[c] = s->cai[c];
  }
  currents_by_gates(w, s, x);
  if (s->pools.n > 0) rx_newton_pools_by_X(&w->pools, s, x, w->dx_moved);
  if (s->n_shells > 0) by_calcium(w, s, x, I);

  for (int c = 0; c < n; c++) s->V[c] += MOVE_V_MV;
  for (int c = 0; c < n; c++) s->V_bounded[c] += MOVE_V_MV;
  rx_cell_system_currents(s, x, w->dx_moved);
  for (int j = 0; j < s->type->n_gates; j++) w->x_by_V[j] = (w->dx_moved[j] - w->dx[j]) * (1 / MOVE_V_MV);
  for (int c = 0; c < n; c++) {
    w->V_by_V[c] = -s->numbers->charging[c] * (s->G[c] * s->V[c] - s->J[c] - I[c]) * (1 / MOVE_V_MV);
    w->cai_by_V[c] = s->shell[c] >= 0 ? (influx_of(s, c, s->V[c]) - w->influx[c]) * (1 / MOVE_V_MV) : 0;
  }
  if (s->pools.n > 0) rx_newton_pools_by_V(&w->pools, s, MOVE_V_MV);
  s->n_rhs += s->n_shells > 0 ? 3 : 2;
}

bool rx_cell_newton_factor(rx_cell_newton *w, const rx_cell_system *s, double gamma)
{
  const int n = s->n_compartments;
  const int *parent = s->type->parent;
  for (int c = 0; c < n; c++) {
    w->pivot[c] = 1 - gamma * (w->V_by_V[c] - s->coupling[c]);
    w->V_onto_cai[c] = -gamma * w->V_by_cai[c];
    w->cai_from_V[c] = -gamma * w->cai_by_V[c];
    w->cai_own[c] = 1 - gamma * w->cai_by_cai[c];
  }
  for (int j = 0; j < s->type->n_gates; j++) {
    const double own = 1 / (1 - gamma * w->x_by_x[j]);
    w->own[j] = own;
    w->from_V[j] = gamma * w->x_by_V[j] * own;
    w->from_cai[j] = gamma * w->x_by_cai[j] * own;
    w->onto_V[j] = gamma * w->V_by_x[j];
    w->onto_cai[j] = gamma * w->cai_by_x[j];
  }
  for (int k = 0; k < s->type->n_insertions; k++) {
    const rx_insertion *in = &s->type->insertions[k];
    const int m = in->n_compartments, first = in->first_compartment;
    for (int gate = 0; gate < in->channel->n_gates; gate++)
      for (int i = 0; i < m; i++) {
        const int j = in->first_gate + gate * m + i, c = first + i;
        w->pivot[c] -= w->onto_V[j] * w->from_V[j];
        w->V_onto_cai[c] -= w->onto_V[j] * w->from_cai[j];
        w->cai_from_V[c] -= w->onto_cai[j] * w->from_V[j];
        w->cai_own[c] -= w->onto_cai[j] * w->from_cai[j];
      }
  }
  bool regular = true;
  if (s->pools.n > 0) regular = rx_newton_pools_factor(&w->pools, s, gamma, w->from_V, w->pivot);
  w->gamma = gamma;
  for (int c = 0; c < n; c++) {
    w->cai_own[c] = 1 / w->cai_own[c];
    w->V_onto_cai[c] *= w->cai_own[c];
    w->pivot[c] -= w->V_onto_cai[c] * w->cai_from_V[c];
    /* a clamped V is not a free variable: nothing reads its place in y, and its row is 1 */
    if (s->is_clamped[c]) w->pivot[c] = 1;
  }
  if (s->sheath.n > 0) return rx_newton_sheath_factor(&w->sheath, s, gamma, w->pivot) && regular;
  for (int c = n - 1; c > 0; c--) {
    const int p = parent[c];
    const bool is_cut = s->is_clamped[c] || s->is_clamped[p];
    w->up[c] = is_cut ? 0 : gamma * s->to_parent[c];
    w->down[c] = is_cut ? 0 : gamma * s->from_child[c] / w->pivot[c];
    w->pivot[p] -= w->down[c] * w->up[c];
    w->pivot[c] = 1 / w->pivot[c];
    regular = regular && isfinite(w->pivot[c]);
  }
  w->pivot[0] = 1 / w->pivot[0];
  return regular && isfinite(w->pivot[0]);
}

void rx_cell_newton_solve(rx_cell_newton *w, const rx_cell_system *s, const double b[], double x[])
{
  const int n = s->n_compartments, first_gate = n + s->n_shells;
  const int *parent = s->type->parent;
  double *V = w->b_V, *cai = w->b_cai;
  for (int c = 0; c < n; c++) {
    V[c] = b[c];
    cai[c] = s->shell[c] >= 0 ? b[s->shell[c]] : 0;
  }
  for (int k = 0; k < s->type->n_insertions; k++) {
    const rx_insertion *in = &s->type->insertions[k];
    const int m = in->n_compartments, first = in->first_compartment;
    for (int gate = 0; gate < in->channel->n_gates; gate++)
      for (int i = 0; i < m; i++) {
        const int j = in->first_gate + gate * m + i;
        const double own = w->own[j] * b[first_gate + j];
        V[first + i] += w->onto_V[j] * own;
        cai[first + i] += w->onto_cai[j] * own;
      }
  }
  if (s->pools.n > 0) rx_newton_pools_forwards(&w->pools, s, w->gamma, w->own, b, V);
  for (int c = 0; c < n; c++) V[c] = s->is_clamped[c] ? b[c] : V[c] - w->V_onto_cai[c] * cai[c];
  if (s->sheath.n > 0) {
    rx_newton_sheath_solve(&w->sheath, s, b, V, x);
  } else {
    for (int c = n - 1; c > 0; c--) V[parent[c]] += w->down[c] * V[c];
    V[0] *= w->pivot[0];
    for (int c = 1; c < n; c++) V[c] = (V[c] + w->up[c] * V[parent[c]]) * w->pivot[c];
  }
  for (int c = 0; c < n; c++) {
    const double V_read = s->is_clamped[c] ? 0 : V[c];
    x[c] = V[c];
    V[c] = V_read;
    cai[c] = (cai[c] - w->cai_from_V[c] * V_read) * w->cai_own[c];
    if (s->shell[c] >= 0) x[s->shell[c]] = cai[c];
  }
  if (s->pools.n > 0) rx_newton_pools_backwards(&w->pools, s, V, x);
  for (int k = 0; k < s->type->n_insertions; k++) {
    const rx_insertion *in = &s->type->insertions[k];
    const int m = in->n_compartments, first = in->first_compartment;
    for (int gate = 0; gate < in->channel->n_gates; gate++)
      for (int i = 0; i < m; i++) {
        const int j = in->first_gate + gate * m + i;
        x[first_gate + j] =
            w->own[j] * b[first_gate + j] + w->from_V[j] * V[first + i] + w->from_cai[j] * cai[first + i];
      }
  }
}
