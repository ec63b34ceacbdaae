/* A small sweep for tests: a Saltelli design of 3 parameters (one log, one a factor), 2 conditions, 2 stimuli, 3
 * outputs, 4 kinds of failures, Sobol indices. Member = (point x 2 + replicate) x 2 + condition. */
#ifndef RX_TESTS_SWEEP_EXAMPLE_H
#define RX_TESTS_SWEEP_EXAMPLE_H

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "io/sweep/sweep_file.h"

enum { EXAMPLE_PARAMETERS = 3, EXAMPLE_REPLICATES = 2, EXAMPLE_CONDITIONS = 2, EXAMPLE_STIMULI = 2 };

static const char *const EXAMPLE_STIMULUS[EXAMPLE_STIMULI] = { "brush", "von_frey_100mN" };
static const char *const EXAMPLE_CONDITION[EXAMPLE_CONDITIONS] = { "healthy", "nerve_injury w/o bdnf" };
static const rx_sweep_output EXAMPLE_OUTPUT[3] = {
  { "pain_signal", "Hz", "rate of the projection cells", true },
  { "threshold", "mN", "withdrawal threshold", false },
  { "rating", "1", "pain rating", true },
};

static inline void *example_array(rx_arena *arena, size_t n, size_t size)
{
  void *array = rx_arena_alloc(arena, n * size + 1);
  cr_assert_not_null(array);
  return array;
}
#define EXAMPLE_ARRAY(T, name, n) T *name = example_array(arena, n, sizeof(T))

/* n_base x 5 points, 4 members a point. Everything is the arena's. */
static inline rx_sweep_plan example_plan(rx_arena *arena, size_t n_base, uint64_t part_members)
{
  enum { K = EXAMPLE_PARAMETERS };
  const size_t n_points = n_base * (K + 2), n = n_points * EXAMPLE_REPLICATES * EXAMPLE_CONDITIONS;
  EXAMPLE_ARRAY(rx_sweep_parameter, p, K);
  p[0] = (rx_sweep_parameter){ .name = "circuit.populations.WDR.hillock.channels.na_traub.gbar",
                               .path = "circuit/populations/WDR/hillock/channels/na_traub/gbar",
                               .operation = "set",
                               .units = "S/cm2",
                               .long_name = "peak conductance",
                               .def = 0.0385,
                               .lower = 0.004,
                               .upper = 0.4,
                               .is_log = true };
  p[1] = (rx_sweep_parameter){ .name = "circuit.pathways.*.weight.scale",
                               .path = "circuit/pathways/*/weight",
                               .operation = "scale",
                               .units = "1",
                               .long_name = "weight of all pathways",
                               .def = 1.0,
                               .lower = 0.5,
                               .upper = 1.5 };
  p[2] = (rx_sweep_parameter){ .name = "circuit.populations.PV.E_Cl",
                               .path = "circuit/populations/PV/E_Cl",
                               .operation = "set",
                               .units = "mV",
                               .long_name = "reversal potential of chloride",
                               .def = NAN,
                               .lower = -78.5,
                               .upper = -52.3 };
  EXAMPLE_ARRAY(uint32_t, condition, n);
  EXAMPLE_ARRAY(uint64_t, point, n);
  EXAMPLE_ARRAY(uint64_t, seed, n);
  EXAMPLE_ARRAY(uint32_t, replicate, n);
  EXAMPLE_ARRAY(uint64_t, base, n);
  EXAMPLE_ARRAY(int32_t, column, n);
  double *values[K];
  for (size_t k = 0; k < K; k++) p[k].values = values[k] = example_array(arena, n, sizeof(double));
  for (size_t i = 0; i < n; i++) {
    condition[i] = (uint32_t)(i % EXAMPLE_CONDITIONS);
    replicate[i] = (uint32_t)(i / EXAMPLE_CONDITIONS % EXAMPLE_REPLICATES);
    point[i] = i / (EXAMPLE_CONDITIONS * EXAMPLE_REPLICATES);
    seed[i] = 0x9e3779b97f4a7c15u * (point[i] + 1) ^ replicate[i];
    base[i] = point[i] / (K + 2);
    const int32_t place = (int32_t)(point[i] % (K + 2)); /* A, AB_0 … AB_2, B */
    column[i] = place == 0 ? -1 : place == K + 1 ? -2 : place - 1;
    for (size_t k = 0; k < K; k++) {
      const double u = 0.5 + 0.5 * sin(12.9 * (double)point[i] + 78.2 * (double)k);
      values[k][i] =
          p[k].is_log ? p[k].lower * pow(p[k].upper / p[k].lower, u) : p[k].lower + u * (p[k].upper - p[k].lower);
    }
  }
  rx_sweep_plan plan = { .kind = "sensitivity",
                         .name = "nerve_injury",
                         .title = "What drives pain after nerve injury?",
                         .n_members = n,
                         .part_members = part_members,
                         .n_parts = (n - 1) / part_members + 1,
                         .n_points = n_points,
                         .design = "saltelli",
                         .design_seed = UINT64_MAX - 2385,
                         .plan_hash = "0123456789abcdef0123456789abcdef",
                         .n_parameters = K,
                         .parameters = p,
                         .n_stimuli = EXAMPLE_STIMULI,
                         .stimuli = EXAMPLE_STIMULUS,
                         .n_conditions = EXAMPLE_CONDITIONS,
                         .conditions = EXAMPLE_CONDITION,
                         .reference_condition = 0,
                         .condition = condition,
                         .point = point,
                         .seed = seed,
                         .replicate = replicate,
                         .base = base,
                         .column = column,
                         .n_outputs = 3,
                         .outputs = EXAMPLE_OUTPUT,
                         .config_text = "study: nerve_injury # µ\n\tno tab\n",
                         .config_effective = "study: nerve_injury\n" };
  cr_assert_eq(rx_provenance_begin(&plan.provenance, arena, NULL), RX_OK);
  plan.provenance.seed = 2385;
  plan.provenance.plan_hash = plan.plan_hash;
  plan.provenance.simd = "avx2x4";
  plan.provenance.integrator = "ensemble";
  return plan;
}

/* What the member came to: 3, 13, 23, 33 of each 40 fail, each for another reason. */
static inline rx_member_state example_state(uint64_t member)
{
  switch (member % 40) {
  case 3: return RX_MEMBER_SOLVER_FAILED;
  case 13: return RX_MEMBER_NOT_FINITE;
  case 23: return RX_MEMBER_INVALID;
  case 33: return RX_MEMBER_TIME;
  default: return RX_MEMBER_OK;
  }
}

static inline double example_value(uint64_t member, size_t output, size_t stimulus)
{
  return 10.0 * (double)output + sin(1.7 * (double)member + (double)stimulus) + 2.385;
}

/* Rows first … first + n - 1 as computed. Everything is the arena's. */
static inline rx_sweep_rows example_rows(const rx_sweep_plan *plan, uint64_t first, uint64_t n, rx_arena *arena)
{
  rx_sweep_rows rows;
  rx_error err = { 0 };
  cr_assert_eq(rx_sweep_rows_make(plan, first, n, arena, &rows, &err), RX_OK, "%s", err.text);
  EXAMPLE_ARRAY(rx_sweep_failure, failures, (size_t)n);
  rows.failures = failures;
  for (uint64_t i = 0; i < n; i++) {
    const uint64_t member = first + i;
    const rx_member_state state = example_state(member);
    rows.status[i] = (uint8_t)state;
    rows.wall_s[i] = 0.25 + 0.001 * (double)i;
    rows.n_steps[i] = 80000 + member;
    rows.n_rhs[i] = 160000 + member;
    if (state != RX_MEMBER_OK)
      failures[rows.n_failures++] = (rx_sweep_failure){
        .member = member,
        .code = state == RX_MEMBER_INVALID ? RX_E_INPUT : RX_E_SOLVER,
        .time_ms = state == RX_MEMBER_INVALID ? NAN : 1.125 * (double)member,
        .message = rx_arena_format(arena, "member %llu: %s", (unsigned long long)member, rx_member_state_name(state)),
      };
    for (size_t k = 0; state == RX_MEMBER_OK && k < plan->n_outputs; k++) {
      const size_t n_columns = plan->outputs[k].by_stimulus ? plan->n_stimuli : 1;
      for (size_t j = 0; j < n_columns; j++) rows.outputs[k][i * n_columns + j] = example_value(member, k, j);
    }
  }
  return rows;
}

/* The whole sweep, with indices of two outputs (second order too). */
static inline rx_sweep example_sweep(rx_arena *arena, size_t n_base, uint64_t part_members)
{
  enum { K = EXAMPLE_PARAMETERS };
  static const double S1[K] = { 0.5, 0.25, 0.0625 }, S1_conf[K] = { 0.05, 0.04, 0.03 };
  static const double ST[K] = { 0.625, 0.375, 0.125 }, ST_conf[K] = { 0.06, 0.05, 0.04 };
  static double S2[K * K] = { 0, 0.0875, 0.0125, 0, 0, 0.025, 0, 0, 0 }, S2_conf[K * K];
  for (size_t i = 0; i < K; i++)
    for (size_t j = 0; j < K; j++) {
      if (j <= i) S2[i * K + j] = NAN;
      S2_conf[i * K + j] = j > i ? 0.01 : NAN;
    }
  rx_sweep sweep = { .plan = example_plan(arena, n_base, part_members) };
  sweep.rows = example_rows(&sweep.plan, 0, sweep.plan.n_members, arena);
  EXAMPLE_ARRAY(rx_sweep_indices, indices, 2);
  indices[0] = (rx_sweep_indices){ .output = "pain_signal.brush.nerve_injury w/o bdnf",
                                   .S1 = S1,
                                   .S1_conf = S1_conf,
                                   .ST = ST,
                                   .ST_conf = ST_conf,
                                   .S2 = S2,
                                   .S2_conf = S2_conf };
  indices[1] =
      (rx_sweep_indices){ .output = "threshold.healthy", .S1 = ST, .S1_conf = ST_conf, .ST = S1, .ST_conf = S1_conf };
  sweep.n_indices = 2;
  sweep.indices = indices;
  return sweep;
}

#endif
