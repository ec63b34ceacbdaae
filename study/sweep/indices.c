#include "study/sweep/indices.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/inference/sensitivity.h"
#include "io/study/study.h"
#include "study/design/axis.h"
#include "study/sweep/member.h"

/* Outcome of every point: mean over replicates of one condition and one stimulus; NaN where a replicate has none. */
static void means(const rx_sweep *sweep, size_t output, size_t stimulus, uint32_t condition, double values[])
{
  const rx_sweep_plan *plan = &sweep->plan;
  const size_t width = plan->outputs[output].by_stimulus ? plan->n_stimuli : 1;
  for (uint64_t p = 0; p < plan->n_points; p++) values[p] = 0;
  size_t n_replicates = 0;
  for (uint64_t i = 0; i < plan->n_members; i++) {
    if (plan->condition[i] != condition) continue;
    values[plan->point[i]] += sweep->rows.outputs[output][i * width + stimulus];
    n_replicates += plan->point[i] == 0;
  }
  for (uint64_t p = 0; p < plan->n_points; p++) values[p] /= (double)n_replicates;
}

/* Points of the unit cube, [n_points][K], from the values of the parameters. */
static double *unit_points(const rx_sweep_plan *plan, rx_arena *arena)
{
  double *points = rx_arena_alloc(arena, (plan->n_points * plan->n_parameters + 1) * sizeof *points);
  for (uint64_t p = 0; points != NULL && p < plan->n_points; p++)
    for (size_t k = 0; k < plan->n_parameters; k++) {
      const rx_sweep_parameter *parameter = &plan->parameters[k];
      const rx_design_axis axis = { parameter->lower, parameter->upper, parameter->is_log };
      points[p * plan->n_parameters + k] = rx_design_unscale(&axis, parameter->values[p]);
    }
  return points;
}

static const double *keep(rx_arena *arena, const double values[], size_t n, bool *is_bad)
{
  if (values == NULL) return NULL;
  double *kept = rx_arena_alloc(arena, n * sizeof *kept);
  if (kept == NULL)
    *is_bad = true;
  else
    memcpy(kept, values, n * sizeof *kept);
  return kept;
}

static void say_state(const rx_log *log, const char *output, const char *samples, rx_indices_state state,
                      size_t n_left_out, size_t n_used)
{
  if (state != RX_INDICES_OK) rx_log_warn(log, "indices of %s: %s", output, rx_indices_state_text(state));
  if (n_left_out > 0)
    rx_log_warn(log, "indices of %s: %zu of %zu %s have rows without a value and are left out", output, n_left_out,
                n_left_out + n_used, samples);
}

static rx_status sobol(const rx_sweep_plan *plan, const double values[], const rx_bootstrap *bootstrap, rx_arena *arena,
                       const rx_log *log, rx_sweep_indices *found, rx_error *err)
{
  const size_t K = plan->n_parameters;
  const bool second_order = strcmp(plan->design, "saltelli_second_order") == 0;
  rx_sobol_indices s;
  bool is_bad = false;
  RX_TRY(rx_sobol_indices_of(plan->n_points / (second_order ? 2 * K + 2 : K + 2), K, second_order, values, bootstrap,
                             &s, err));
  found->S1 = keep(arena, s.S1, K, &is_bad);
  found->S1_conf = keep(arena, s.S1_conf, K, &is_bad);
  found->ST = keep(arena, s.ST, K, &is_bad);
  found->ST_conf = keep(arena, s.ST_conf, K, &is_bad);
  found->S2 = keep(arena, s.S2, K * K, &is_bad);
  found->S2_conf = keep(arena, s.S2_conf, K * K, &is_bad);
  say_state(log, found->output, "base samples", s.state, s.n_left_out, s.n_used);
  rx_sobol_indices_free(&s);
  return is_bad ? rx_no_memory(err) : RX_OK;
}

static rx_status morris(const rx_sweep_plan *plan, const double points[], const double values[],
                        const rx_bootstrap *bootstrap, rx_arena *arena, const rx_log *log, rx_sweep_indices *found,
                        rx_error *err)
{
  const size_t K = plan->n_parameters;
  rx_morris_indices m;
  bool is_bad = false;
  RX_TRY(rx_morris_indices_of(plan->n_points / (K + 1), K, points, values, bootstrap, &m, err));
  found->mu = keep(arena, m.mu, K, &is_bad);
  found->mu_star = keep(arena, m.mu_star, K, &is_bad);
  found->mu_star_conf = keep(arena, m.mu_star_conf, K, &is_bad);
  found->sigma = keep(arena, m.sigma, K, &is_bad);
  say_state(log, found->output, "trajectories", m.state, m.n_left_out, m.n_used);
  rx_morris_indices_free(&m);
  return is_bad ? rx_no_memory(err) : RX_OK;
}

static const char *name_of(const rx_sweep_plan *plan, size_t output, size_t stimulus, uint32_t condition,
                           rx_arena *arena)
{
  const bool has_stimulus = plan->outputs[output].by_stimulus, has_condition = plan->n_conditions > 1;
  return rx_arena_format(arena, "%s%s%s%s%s", plan->outputs[output].name, has_stimulus ? "." : "",
                         has_stimulus ? plan->stimuli[stimulus] : "", has_condition ? "." : "",
                         has_condition ? plan->conditions[condition] : "");
}

rx_status rx_indices_make(rx_sweep *sweep, rx_arena *arena, const rx_log *log, rx_error *err)
{
  const rx_sweep_plan *plan = &sweep->plan;
  const bool is_morris = strcmp(plan->design, "morris") == 0;
  if (plan->base == NULL || memchr(sweep->rows.status, RX_MEMBER_PENDING, plan->n_members) != NULL) return RX_OK;
  rx_bootstrap bootstrap = rx_bootstrap_default();
  bootstrap.seed = plan->design_seed;
  const char *line = strstr(plan->config_effective, RX_STUDY_BOOTSTRAP_LINE);
  if (line != NULL) bootstrap.n_resamples = strtoul(line + strlen(RX_STUDY_BOOTSTRAP_LINE), NULL, 10);
  size_t n = 0;
  for (size_t k = 0; k < plan->n_outputs; k++)
    n += (plan->outputs[k].by_stimulus ? plan->n_stimuli : 1) * plan->n_conditions;
  rx_sweep_indices *all = rx_arena_alloc(arena, (n + 1) * sizeof *all);
  double *values = rx_arena_alloc(arena, (plan->n_points + 1) * sizeof *values);
  const double *points = is_morris ? unit_points(plan, arena) : NULL;
  if (all == NULL || values == NULL || (is_morris && points == NULL)) return rx_no_memory(err);
  size_t at = 0;
  for (size_t k = 0; k < plan->n_outputs; k++)
    for (size_t s = 0; s < (plan->outputs[k].by_stimulus ? plan->n_stimuli : 1); s++)
      for (uint32_t c = 0; c < plan->n_conditions; c++) {
        if ((int)c == plan->reference_condition && rx_output_is_comparison(plan->outputs[k].name)) continue;
        rx_sweep_indices *found = &all[at++];
        found->output = name_of(plan, k, s, c, arena);
        if (found->output == NULL) return rx_no_memory(err);
        means(sweep, k, s, c, values);
        RX_TRY(is_morris ? morris(plan, points, values, &bootstrap, arena, log, found, err)
                         : sobol(plan, values, &bootstrap, arena, log, found, err));
      }
  sweep->n_indices = at;
  sweep->indices = all;
  return RX_OK;
}
