#include "study/sweep/plan.h"

#include <string.h>

#include "base/param.h"
#include "io/results/hash.h"
#include "study/case.h"
#include "study/design/axis.h"
#include "study/design/design.h"
#include "study/sweep/member.h"

enum { MAX_MEMBERS = 1 << 30 };

/* ---- points ---- */

/* Values of all points, [n_points][n_axes]. */
typedef struct points {
  size_t n;
  double *values;
  uint64_t *base;  /* [n] or NULL */
  int32_t *column; /* [n] or NULL */
} points;

static rx_status allocate(points *p, size_t n, size_t n_axes, rx_arena *arena, rx_error *err)
{
  p->n = n;
  p->values = rx_arena_alloc(arena, (n * n_axes + 1) * sizeof *p->values);
  return p->values != NULL ? RX_OK : rx_no_memory(err);
}

/* Every combination, the last parameter fastest. */
static rx_status make_grid(const rx_study *study, rx_arena *arena, points *p, rx_error *err)
{
  size_t n = 1;
  for (size_t k = 0; k < study->n_axes; k++) {
    n *= study->axes[k].n_values;
    if (n > MAX_MEMBERS) return rx_fail(err, RX_E_INPUT, "the grid has more than %d points", MAX_MEMBERS);
  }
  RX_TRY(allocate(p, n, study->n_axes, arena, err));
  for (size_t i = 0; i < n; i++) {
    size_t rest = i;
    for (size_t k = study->n_axes; k-- > 0;) {
      p->values[i * study->n_axes + k] = study->axes[k].values[rest % study->axes[k].n_values];
      rest /= study->axes[k].n_values;
    }
  }
  return RX_OK;
}

static rx_status make_list(const rx_study *study, rx_arena *arena, points *p, rx_error *err)
{
  RX_TRY(allocate(p, study->axes[0].n_values, study->n_axes, arena, err));
  for (size_t i = 0; i < p->n; i++)
    for (size_t k = 0; k < study->n_axes; k++) p->values[i * study->n_axes + k] = study->axes[k].values[i];
  return RX_OK;
}

static rx_status draw_design(const rx_study *study, const rx_log *log, rx_design *design, rx_error *err)
{
  const size_t K = study->n_axes;
  rx_sobol_options sobol = rx_sobol_options_default();
  sobol.seed = study->seed;
  switch (study->design) {
  case RX_DESIGN_SOBOL: RX_TRY(rx_design_sobol(study->n_points, K, &sobol, design, err)); break;
  case RX_DESIGN_SALTELLI:
    RX_TRY(rx_design_saltelli((size_t)study->base_points, K, study->has_second_order, study->seed, design, err));
    if (design->from == RX_POINTS_LATIN_HYPERCUBE)
      rx_log_warn(log, "%zu parameters: a Sobol sequence serves up to %d, so the base points are of a Latin hypercube",
                  K, RX_SALTELLI_MAX_SOBOL);
    break;
  case RX_DESIGN_MORRIS:
    return rx_design_morris((size_t)study->trajectories, K, (size_t)study->levels, study->seed, design, err);
  default: return rx_design_latin_hypercube(study->n_points, K, study->seed, design, err);
  }
  if (!design->is_balanced)
    rx_log_warn(log, "the number of points of a Sobol sequence should be a power of two: the points are not balanced");
  return RX_OK;
}

/* Points of the unit cube, taken to the ranges of the axes. */
static rx_status make_design(const rx_study *study, const rx_log *log, rx_arena *arena, points *p, rx_error *err)
{
  const size_t K = study->n_axes;
  rx_design design = { 0 };
  rx_status status = draw_design(study, log, &design, err);
  if (status == RX_OK) status = allocate(p, design.n_points, K, arena, err);
  for (size_t i = 0; status == RX_OK && i < p->n; i++)
    for (size_t k = 0; k < K; k++) {
      const rx_axis *axis = &study->axes[k];
      const rx_design_axis range = { axis->lower, axis->upper, axis->is_log };
      p->values[i * K + k] = rx_design_scale(&range, design.points[i * K + k]);
    }
  if (status == RX_OK && design.base != NULL) {
    p->base = rx_arena_alloc(arena, (p->n + 1) * sizeof *p->base);
    p->column = rx_arena_alloc(arena, (p->n + 1) * sizeof *p->column);
    if (p->base == NULL || p->column == NULL) {
      status = rx_no_memory(err);
    } else {
      memcpy(p->base, design.base, p->n * sizeof *p->base);
      memcpy(p->column, design.column, p->n * sizeof *p->column);
    }
  }
  rx_design_free(&design);
  return status;
}

static rx_status make_points(const rx_study *study, const rx_given_points *given, const rx_log *log, rx_arena *arena,
                             points *p, rx_error *err)
{
  if (given != NULL) {
    RX_TRY(allocate(p, given->n, study->n_axes, arena, err));
    memcpy(p->values, given->values, given->n * study->n_axes * sizeof *p->values);
    return RX_OK;
  }
  switch (study->design) {
  case RX_DESIGN_GRID: return make_grid(study, arena, p, err);
  case RX_DESIGN_LIST: return make_list(study, arena, p, err);
  default: return make_design(study, log, arena, p, err);
  }
}

/* ---- members ---- */

static rx_status make_members(const rx_study *study, const points *p, rx_arena *arena, rx_sweep_plan *plan,
                              rx_error *err)
{
  const size_t K = study->n_axes, n_conditions = study->experiment->n_conditions;
  const uint64_t per_point = (uint64_t)study->replicates * n_conditions;
  if (p->n > MAX_MEMBERS / per_point)
    return rx_fail(err, RX_E_INPUT, "%zu points x %zu conditions x %d replicates are more than %d members", p->n,
                   n_conditions, study->replicates, MAX_MEMBERS);
  const size_t n = p->n * per_point;
  rx_sweep_parameter *parameters = rx_arena_alloc(arena, (K + 1) * sizeof *parameters);
  uint32_t *condition = rx_arena_alloc(arena, (n + 1) * sizeof *condition),
           *replicate = rx_arena_alloc(arena, (n + 1) * sizeof *replicate);
  uint64_t *point = rx_arena_alloc(arena, (n + 1) * sizeof *point),
           *seed = rx_arena_alloc(arena, (n + 1) * sizeof *seed);
  uint64_t *base = p->base != NULL ? rx_arena_alloc(arena, (n + 1) * sizeof *base) : NULL;
  int32_t *column = p->base != NULL ? rx_arena_alloc(arena, (n + 1) * sizeof *column) : NULL;
  if (parameters == NULL || condition == NULL || replicate == NULL || point == NULL || seed == NULL ||
      (p->base != NULL && (base == NULL || column == NULL)))
    return rx_no_memory(err);
  for (size_t i = 0; i < n; i++) {
    point[i] = i % p->n;
    condition[i] = (uint32_t)(i / p->n % n_conditions);
    replicate[i] = (uint32_t)(i / p->n / n_conditions);
    /* common random numbers: trains and graph differ between replicates alone, so points are compared pair by pair */
    seed[i] = study->has_common_random_numbers ? replicate[i] : i;
    if (base != NULL && column != NULL) {
      base[i] = p->base[point[i]];
      column[i] = p->column[point[i]];
    }
  }
  for (size_t k = 0; k < K; k++) {
    const rx_axis *axis = &study->axes[k];
    double *values = rx_arena_alloc(arena, (n + 1) * sizeof *values);
    if (values == NULL) return rx_no_memory(err);
    for (size_t i = 0; i < n; i++) values[i] = p->values[point[i] * K + k];
    parameters[k] = (rx_sweep_parameter){ .name = axis->name,
                                          .path = axis->path,
                                          .operation = rx_axis_operation_name(axis->operation),
                                          .units = axis->units,
                                          .long_name = axis->meaning,
                                          .def = axis->def,
                                          .lower = axis->lower,
                                          .upper = axis->upper,
                                          .is_log = axis->is_log,
                                          .values = values };
  }
  plan->n_members = n;
  plan->n_points = p->n;
  plan->part_members = (uint64_t)study->part_members;
  plan->n_parts = (plan->n_members + plan->part_members - 1) / plan->part_members;
  plan->n_parameters = K;
  plan->parameters = parameters;
  plan->condition = condition;
  plan->replicate = replicate;
  plan->point = point;
  plan->seed = seed;
  plan->base = base;
  plan->column = column;
  return RX_OK;
}

static rx_status name_axes(const rx_study *study, rx_arena *arena, rx_sweep_plan *plan, rx_error *err)
{
  const rx_experiment *e = study->experiment;
  const char **stimuli = rx_arena_alloc(arena, (e->n_stimuli + 1) * sizeof *stimuli);
  const char **conditions = rx_arena_alloc(arena, (e->n_conditions + 1) * sizeof *conditions);
  if (stimuli == NULL || conditions == NULL) return rx_no_memory(err);
  for (size_t s = 0; s < e->n_stimuli; s++) stimuli[s] = e->stimuli[s].name;
  for (size_t c = 0; c < e->n_conditions; c++) conditions[c] = e->conditions[c].name;
  plan->n_stimuli = e->n_stimuli;
  plan->stimuli = stimuli;
  plan->n_conditions = e->n_conditions;
  plan->conditions = conditions;
  plan->reference_condition = e->reference_condition;
  return RX_OK;
}

/* ---- outputs ---- */

static const rx_sweep_output *find_output(size_t n, const rx_sweep_output outputs[], const char *name)
{
  for (size_t i = 0; i < n; i++)
    if (strcmp(outputs[i].name, name) == 0) return &outputs[i];
  return NULL;
}

static rx_status unknown_output(const rx_study *study, const char *name, size_t n, const rx_sweep_output outputs[],
                                rx_arena *arena, rx_error *err)
{
  const char **names = rx_arena_alloc(arena, (n + 1) * sizeof *names);
  if (names == NULL) return rx_no_memory(err);
  const char *all = "";
  for (size_t i = 0; i < n && all != NULL; i++) {
    names[i] = outputs[i].name;
    all = rx_arena_format(arena, "%s%s%s", all, i > 0 ? ", " : "", names[i]);
  }
  const char *nearest = rx_nearest_word(name, names, n);
  rx_fail(err, RX_E_INPUT, "unknown output \"%.60s\"%s%s%s; there are %.600s", name,
          nearest != NULL ? " (did you mean \"" : "", nearest != NULL ? nearest : "", nearest != NULL ? "\"?)" : "",
          all != NULL ? all : "");
  if (strncmp(name, "pain_modulation", strlen("pain_modulation")) == 0)
    rx_fail(err, RX_E_INPUT,
            "%.60s compares two conditions, but a member has one: take pain_signal; the report gives its change "
            "against the "
            "reference condition",
            name);
  if (study->outputs_file != NULL)
    rx_context(err, "%s:%d:%d: outputs", study->outputs_file, study->outputs_line, study->outputs_column);
  return RX_E_INPUT;
}

/* All outputs that a member of the study has. */
static rx_status list_outputs(const rx_study *study, rx_arena *arena, size_t *n_outputs, rx_sweep_output **outputs,
                              rx_error *err)
{
  rx_worker *worker = NULL;
  size_t n = 0;
  rx_sweep_output *all = NULL;
  RX_TRY(rx_worker_create(study, &worker, err));
  const rx_status status = rx_worker_outputs(worker, arena, &n, &all, err);
  if (status == RX_OK)
    for (size_t i = 0; i < n; i++) { /* texts that are the worker's */
      all[i].name = rx_arena_text(arena, all[i].name);
      all[i].units = rx_arena_text(arena, all[i].units);
      all[i].long_name = rx_arena_text(arena, all[i].long_name);
    }
  rx_worker_free(worker);
  *n_outputs = n;
  *outputs = all;
  return status;
}

rx_status rx_plan_check_outputs(const rx_study *study, rx_problems *problems, rx_error *err)
{
  size_t n = 0;
  rx_sweep_output *all = NULL;
  rx_arena *arena = rx_arena_create();
  if (arena == NULL) return rx_no_memory(err);
  const rx_status status = list_outputs(study, arena, &n, &all, err);
  for (size_t i = 0; status == RX_OK && i < study->n_outputs; i++) {
    rx_error unknown = { 0 };
    if (find_output(n, all, study->outputs[i]) != NULL) continue;
    unknown_output(study, study->outputs[i], n, all, arena, &unknown);
    rx_problems_add(problems, NULL, 0, 0, "%s", unknown.text);
  }
  rx_arena_free(arena);
  return status;
}

static rx_status choose_outputs(const rx_study *study, rx_arena *arena, rx_sweep_plan *plan, rx_error *err)
{
  size_t n = 0;
  rx_sweep_output *all = NULL;
  RX_TRY(list_outputs(study, arena, &n, &all, err));
  rx_sweep_output *chosen = rx_arena_alloc(arena, (study->n_outputs + n + 1) * sizeof *chosen);
  if (chosen == NULL) return rx_no_memory(err);
  plan->n_outputs = 0;
  plan->outputs = chosen;
  for (size_t i = 0; study->n_outputs == 0 && i < n; i++)
    if (!rx_output_is_comparison(all[i].name)) chosen[plan->n_outputs++] = all[i];
  if (study->n_outputs == 0) return RX_OK;
  for (size_t i = 0; i < study->n_outputs; i++) {
    const rx_sweep_output *found = find_output(n, all, study->outputs[i]);
    if (found == NULL) return unknown_output(study, study->outputs[i], n, all, arena, err);
    chosen[i] = *found;
  }
  plan->n_outputs = study->n_outputs;
  return RX_OK;
}

/* ---- plan ---- */

static const char *design_name(const rx_study *study, const rx_given_points *given)
{
  static const char *const NAMES[] = {
    "grid", "list", "sobol", "latin_hypercube", "saltelli", "morris", "points"
  }; /* in the order of rx_design_kind */
  if (given != NULL) return NAMES[RX_DESIGN_POINTS];
  return study->has_second_order && study->design == RX_DESIGN_SALTELLI ? "saltelli_second_order"
                                                                        : NAMES[study->design];
}

/* plan_hash of the output page 8; given points are no text of the config, so their bytes count too. */
static rx_status hash_plan(const rx_study *study, const points *p, bool is_given, rx_arena *arena, rx_sweep_plan *plan,
                           rx_error *err)
{
  const char *text = rx_arena_format(arena, "1.0\n" RX_MODEL_VERSION "\n%s", study->effective);
  rx_hash *h = rx_hash_create();
  char digits[RX_HASH_TEXT];
  if (text == NULL || h == NULL) {
    rx_hash_free(h);
    return rx_no_memory(err);
  }
  rx_hash_add(h, text, strlen(text));
  if (is_given) rx_hash_add(h, p->values, p->n * study->n_axes * sizeof *p->values);
  rx_hash_text(h, digits);
  rx_hash_free(h);
  plan->plan_hash = rx_arena_text(arena, digits);
  return plan->plan_hash != NULL ? RX_OK : rx_no_memory(err);
}

static rx_status note_provenance(const rx_study *study, rx_arena *arena, rx_sweep_plan *plan, rx_error *err)
{
  rx_provenance *p = &plan->provenance;
  const rx_experiment *e = study->experiment;
  RX_TRY(rx_provenance_begin(p, arena, err));
  p->seed = study->seed;
  p->plan_hash = plan->plan_hash;
  p->integrator = e->solver == RX_SOLVER_CVODE || e->model == RX_MODEL_RATE ? "cvode" : "ensemble";
  p->simd = rx_case_kernels(e, arena);
  return p->simd != NULL ? RX_OK : rx_no_memory(err);
}

rx_status rx_plan_make(const rx_study *study, const rx_given_points *given, const rx_log *log, rx_arena *arena,
                       rx_sweep_plan *plan, rx_error *err)
{
  points p = { 0 };
  *plan = (rx_sweep_plan){ .kind = rx_study_kind_name(study->kind),
                           .name = study->name,
                           .title = study->title,
                           .design = design_name(study, given),
                           .design_seed = study->seed,
                           .config_text = study->text,
                           .config_effective = study->effective };
  RX_TRY(make_points(study, given, log, arena, &p, err));
  RX_TRY(make_members(study, &p, arena, plan, err));
  RX_TRY(name_axes(study, arena, plan, err));
  RX_TRY(choose_outputs(study, arena, plan, err));
  RX_TRY(hash_plan(study, &p, given != NULL, arena, plan, err));
  return note_provenance(study, arena, plan, err);
}
