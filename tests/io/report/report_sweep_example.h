/* Made-up sweeps in memory for the tests of their report: any design, size and number of conditions; outputs are a smooth function of
 * the parameters with noise that replicates share. Nothing here was simulated. */
#ifndef RX_TESTS_REPORT_SWEEP_EXAMPLE_H
#define RX_TESTS_REPORT_SWEEP_EXAMPLE_H

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "io/sweep/sweep_file.h"

/* What the example is to be; 0 of a number: none. */
typedef struct example_design {
  const char *design;
  size_t n_parameters, n_levels; /* levels of a grid */
  size_t n_points;               /* of other designs */
  size_t n_replicates, n_conditions, n_stimuli, n_outputs;
  bool with_failures;
} example_design;

typedef struct example_sweep {
  rx_sweep sweep;
  rx_sweep_parameter *parameters;
  rx_sweep_output *outputs;
} example_sweep;

static inline void *sweep_make(rx_arena *arena, size_t n, size_t size)
{
  void *p = rx_arena_alloc(arena, n * size + 1);
  cr_assert_not_null(p);
  return p;
}

/* 0 … 1 from a counter, the same for the same key. */
static inline double sweep_noise(uint64_t key)
{
  key += 0x9e3779b97f4a7c15u;
  key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9u;
  key = (key ^ (key >> 27)) * 0x94d049bb133111ebu;
  return (double)((key ^ (key >> 31)) >> 11) / 9007199254740992.0;
}

static const char *const SWEEP_PATHS[4] = {
  "circuit/populations/PV/release_gaba",
  "circuit/populations/WDR/hillock/channels/na_traub/gbar",
  "circuit/sprouting",
  "circuit/pathways/C_to_NK1/weight",
};
static const char *const SWEEP_STIMULI[4] = { "brush", "pressure", "pinch", "train" };
static const char *const SWEEP_CONDITIONS[4] = { "healthy", "nerve_injury", "nerve_injury_drug", "half_inhibition" };
static const char *const SWEEP_OUTPUTS[4] = { "pain_signal", "rate_WDR", "allodynia_index", "rate_NK1" };
static const char *const SWEEP_UNITS[4] = { "1", "Hz", "1", "Hz" };

static inline void sweep_parameters(rx_arena *arena, const example_design *d, example_sweep *e, uint64_t n_points,
                                    size_t per_point)
{
  const uint64_t n = n_points * per_point;
  e->parameters = sweep_make(arena, d->n_parameters, sizeof *e->parameters);
  size_t period = 1;
  for (size_t k = 0; k < d->n_parameters; k++) {
    rx_sweep_parameter *p = &e->parameters[k];
    double *values = sweep_make(arena, n, sizeof *values);
    const char *path = k < 4 ? SWEEP_PATHS[k] : rx_arena_format(arena, "circuit/populations/P%zu/weight", k);
    char *name = rx_arena_format(arena, "%s%s", path, k == 0 ? ".scale" : "");
    for (char *c = name; *c != '\0'; c++)
      if (*c == '/') *c = '.';
    *p = (rx_sweep_parameter){ .name = name,
                               .path = path,
                               .operation = k == 0 ? "scale" : "set",
                               .units = k == 1 ? "S/cm2" : "1",
                               .long_name = k == 1 ? "peak conductance" : "a made-up parameter",
                               .def = k == 0 ? 1 : 2,
                               .lower = k == 0 ? 0.01 : 0.5,
                               .upper = k == 0 ? 1 : 4,
                               .is_log = k == 0,
                               .values = values };
    for (uint64_t i = 0; i < n_points; i++) {
      const double place = d->n_levels > 1    ? (double)(i / period % d->n_levels) / (double)(d->n_levels - 1)
                           : d->n_levels == 1 ? 0
                                              : sweep_noise(1000003 * k + i);
      const double value =
          p->is_log ? p->lower * pow(p->upper / p->lower, place) : p->lower + place * (p->upper - p->lower);
      for (size_t j = 0; j < per_point; j++) values[i * per_point + j] = value;
    }
    period *= d->n_levels > 0 ? d->n_levels : 1;
  }
}

/* Disinhibition (parameter 0) opens the way, the second makes it steep, conditions add; noise is the replicate's. */
static inline double sweep_response(const example_sweep *e, const example_design *d, uint64_t m, size_t output,
                                    size_t stimulus, size_t condition, size_t replicate)
{
  double drive = 0.3 * (double)(stimulus + 1) + 0.25 * (double)(condition == 2 ? 1 : 2 * condition);
  for (size_t k = 0; k < d->n_parameters; k++) {
    const rx_sweep_parameter *p = &e->parameters[k];
    const double place = p->is_log ? log(p->values[m] / p->lower) / log(p->upper / p->lower)
                                   : (p->values[m] - p->lower) / (p->upper - p->lower);
    drive += (k == 0 ? -1.4 : k == 1 ? 0.8 : 0.3 / (double)(k * k)) * place;
    if (k == 1) drive += 0.5 * place * (e->parameters[0].values[m] < 0.2);
  }
  const double signal = 1 / (1 + exp(-3 * drive)) * (0.95 + 0.1 * sweep_noise(77 * replicate + stimulus));
  return output % 2 == 1 ? 130 * signal : signal;
}

static inline void sweep_rows(rx_arena *arena, const example_design *d, example_sweep *e)
{
  static const char *const MESSAGES[] = { "CVODE: the step is too small at WDR[0].hillock", "NK1[3]: V is not finite" };
  rx_sweep *s = &e->sweep;
  const uint64_t n = s->plan.n_members;
  s->rows = (rx_sweep_rows){ .n_members = n };
  s->rows.status = sweep_make(arena, n, 1);
  s->rows.wall_s = sweep_make(arena, n, sizeof(double));
  s->rows.n_steps = sweep_make(arena, n, sizeof(uint64_t));
  s->rows.n_rhs = sweep_make(arena, n, sizeof(uint64_t));
  s->rows.failures = sweep_make(arena, n, sizeof *s->rows.failures);
  s->rows.outputs = sweep_make(arena, s->plan.n_outputs, sizeof *s->rows.outputs);
  for (uint64_t m = 0; m < n; m++) {
    s->rows.status[m] = RX_MEMBER_OK;
    s->rows.wall_s[m] = 0.25;
    if (!d->with_failures || sweep_noise(m + 5) > 0.04) continue;
    s->rows.status[m] = m % 3 == 0 ? RX_MEMBER_NOT_FINITE : RX_MEMBER_SOLVER_FAILED;
    s->rows.failures[s->rows.n_failures++] =
        (rx_sweep_failure){ m, RX_E_SOLVER, m % 5 == 0 ? NAN : 812.5, MESSAGES[m % 3 == 0] };
  }
  for (size_t o = 0; o < s->plan.n_outputs; o++) {
    const size_t stride = e->outputs[o].by_stimulus ? s->plan.n_stimuli : 1;
    s->rows.outputs[o] = sweep_make(arena, n * stride, sizeof(double));
    for (uint64_t m = 0; m < n; m++)
      for (size_t t = 0; t < stride; t++)
        s->rows.outputs[o][m * stride + t] =
            s->rows.status[m] != RX_MEMBER_OK
                ? NAN
                : sweep_response(e, d, m, o, t, s->plan.condition[m], s->plan.replicate[m]);
  }
}

static inline example_sweep example_sweep_make(rx_arena *arena, const example_design *d)
{
  example_sweep e = { 0 };
  const size_t n_r = d->n_replicates > 0 ? d->n_replicates : 1, n_c = d->n_conditions > 0 ? d->n_conditions : 1;
  uint64_t n_points = d->n_levels > 0 ? 1 : d->n_points;
  for (size_t k = 0; d->n_levels > 0 && k < d->n_parameters; k++) n_points *= d->n_levels;
  const uint64_t n = n_points * n_r * n_c;
  sweep_parameters(arena, d, &e, n_points, n_r * n_c);
  uint32_t *condition = sweep_make(arena, n, sizeof *condition), *replicate = sweep_make(arena, n, sizeof *replicate);
  uint64_t *point = sweep_make(arena, n, sizeof *point), *seed = sweep_make(arena, n, sizeof *seed);
  for (uint64_t m = 0; m < n; m++) {
    point[m] = m / (n_r * n_c);
    replicate[m] = (uint32_t)(m / n_c % n_r);
    condition[m] = (uint32_t)(m % n_c);
    seed[m] = 2385 + replicate[m];
  }
  e.outputs = sweep_make(arena, d->n_outputs, sizeof *e.outputs);
  for (size_t o = 0; o < d->n_outputs; o++)
    e.outputs[o] = (rx_sweep_output){ o < 4 ? SWEEP_OUTPUTS[o] : rx_arena_format(arena, "rate_P%zu", o),
                                      SWEEP_UNITS[o % 4], "a made-up output", o != 2 && d->n_stimuli > 0 };
  e.sweep.plan = (rx_sweep_plan){ .kind = "sweep",
                                  .name = "demo",
                                  .title = "Disinhibition and sodium current",
                                  .n_members = n,
                                  .part_members = 64,
                                  .n_parts = (n + 63) / 64,
                                  .n_points = n_points,
                                  .design = d->design,
                                  .design_seed = 17,
                                  .plan_hash = "0123456789abcdef0123456789abcdef",
                                  .n_parameters = d->n_parameters,
                                  .parameters = e.parameters,
                                  .n_stimuli = d->n_stimuli,
                                  .stimuli = SWEEP_STIMULI,
                                  .n_conditions = d->n_conditions,
                                  .conditions = SWEEP_CONDITIONS,
                                  .condition = condition,
                                  .point = point,
                                  .seed = seed,
                                  .replicate = replicate,
                                  .n_outputs = d->n_outputs,
                                  .outputs = e.outputs,
                                  .config_text = "sweep: demo\n",
                                  .config_effective = "sweep: demo\ndesign: grid\n",
                                  .provenance = { .version = "0.1.0", .seed = 2385, .integrator = "ensemble" } };
  sweep_rows(arena, d, &e);
  return e;
}

#endif
