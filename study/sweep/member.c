#include "study/sweep/member.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "models/circuit/modifier.h"
#include "solver/ensemble/ensemble.h"
#include "study/case.h"
#include "study/outcomes/outcomes.h"

struct rx_worker {
  const rx_study *study;
  rx_experiment *e;        /* as read; values in force are a member's */
  rx_experiment view;      /* of one condition and one repetition: what cases and outcomes see */
  rx_report_request *kept; /* reports that outcomes need */
  double *base;            /* [registry] as read */
  rx_arena *arena;         /* of what is found once for all members */
  rx_modifier **paths;     /* [n_axes][n_paths]: what each path of an axis names; value and operation are a member's */
  rx_graph *graph;         /* of graph_key, kept while members ask for the same */
  uint64_t graph_key;
  bool has_own_graphs; /* an axis changes a probability: no two members share a graph */
};

/* ---- worker ---- */

/* Only what outcomes are computed from is recorded. */
static rx_status keep_reports(rx_worker *w, rx_error *err)
{
  w->kept = calloc(w->e->n_reports + 1, sizeof *w->kept);
  if (w->kept == NULL) return rx_no_memory(err);
  w->view = *w->e;
  w->view.n_reports = 0;
  w->view.reports = w->kept;
  for (size_t i = 0; i < w->e->n_reports; i++)
    if (strcmp(w->e->reports[i].variable, "i_clamp") == 0) w->kept[w->view.n_reports++] = w->e->reports[i];
  w->view.n_conditions = 1;
  w->view.reference_condition = 0;
  w->view.repetitions = 1;
  return RX_OK;
}

/* Which numbers the axes and the conditions' modifiers name: looked up here, not again for each member. */
static rx_status find_entries(rx_worker *w, rx_error *err)
{
  static const rx_operation OPERATIONS[] = {
    [RX_AXIS_SCALE] = RX_SCALE, [RX_AXIS_ADD] = RX_ADD, [RX_AXIS_SHIFT] = RX_SHIFT
  };
  const rx_study *study = w->study;
  rx_experiment *e = w->e;
  for (size_t c = 0; c < e->n_conditions; c++)
    for (size_t i = 0; i < e->conditions[c].n_modifiers; i++) {
      rx_modifier *m = &e->conditions[c].modifiers[i];
      RX_TRY(rx_modifier_find(e->registry, e->circuit, m->path, w->arena, &m->n_entries, &m->entries, err));
    }
  w->paths = rx_arena_alloc(w->arena, (study->n_axes + 1) * sizeof *w->paths);
  if (w->paths == NULL) return rx_no_memory(err);
  for (size_t k = 0; k < study->n_axes; k++) {
    const rx_axis *axis = &study->axes[k];
    w->paths[k] = rx_arena_alloc(w->arena, (axis->n_paths + 1) * sizeof *w->paths[k]);
    if (w->paths[k] == NULL) return rx_no_memory(err);
    for (size_t i = 0; i < axis->n_paths; i++) {
      rx_modifier *m = &w->paths[k][i];
      *m = (rx_modifier){ .source = "study", .path = axis->paths[i] };
      if (axis->operation != RX_AXIS_SET) m->operation = OPERATIONS[axis->operation];
      RX_TRY(rx_modifier_find(e->registry, e->circuit, m->path, w->arena, &m->n_entries, &m->entries, err));
      for (size_t j = 0; j < m->n_entries; j++)
        w->has_own_graphs |= rx_graph_depends_on(rx_registry_at(e->registry, m->entries[j])->path);
    }
  }
  return RX_OK;
}

rx_status rx_worker_create(const rx_study *study, rx_worker **worker, rx_error *err)
{
  *worker = NULL;
  rx_worker *w = calloc(1, sizeof *w);
  if (w == NULL) return rx_no_memory(err);
  w->study = study;
  rx_status status = rx_study_experiment(study, &w->e, err);
  if (status == RX_OK) status = keep_reports(w, err);
  if (status == RX_OK) {
    const size_t n = rx_registry_count(w->e->registry);
    w->base = calloc(n + 1, sizeof *w->base);
    if (w->base == NULL) status = rx_no_memory(err);
    for (size_t i = 0; w->base != NULL && i < n; i++) w->base[i] = rx_registry_at(w->e->registry, i)->base;
  }
  if (status == RX_OK) {
    w->arena = rx_arena_create();
    status = w->arena != NULL ? find_entries(w, err) : rx_no_memory(err);
  }
  if (status == RX_OK)
    *worker = w;
  else
    rx_worker_free(w);
  return status;
}

void rx_worker_free(rx_worker *worker)
{
  if (worker == NULL) return;
  rx_graph_free(worker->graph);
  rx_experiment_free(worker->e);
  free(worker->kept);
  free(worker->base);
  rx_arena_free(worker->arena);
  free(worker);
}

/* ---- values in force ---- */

/* Puts values of the axes in force (NULL: as the experiment says), then the condition's modifiers upon them. */
static rx_status put_in_force(rx_worker *w, const double values[], const rx_condition *condition, bool *has_own_graph,
                              rx_error *err)
{
  const rx_study *study = w->study;
  const size_t n = rx_registry_count(w->e->registry);
  size_t most = condition->n_modifiers;
  for (size_t k = 0; k < study->n_axes; k++) most += study->axes[k].n_paths;
  rx_modifier *modifiers = calloc(most + 1, sizeof *modifiers);
  if (modifiers == NULL) return rx_no_memory(err);
  for (size_t i = 0; i < n; i++) rx_registry_at(w->e->registry, i)->base = w->base[i];
  size_t n_modifiers = condition->n_modifiers;
  if (n_modifiers > 0) memcpy(modifiers, condition->modifiers, n_modifiers * sizeof *modifiers);
  for (size_t k = 0; values != NULL && k < study->n_axes; k++) {
    const rx_axis *axis = &study->axes[k];
    for (size_t i = 0; i < axis->n_paths; i++) {
      const rx_modifier *path = &w->paths[k][i];
      if (axis->operation != RX_AXIS_SET) {
        modifiers[n_modifiers] = *path;
        modifiers[n_modifiers++].value = values[k];
      }
      for (size_t j = 0; axis->operation == RX_AXIS_SET && j < path->n_entries; j++)
        rx_registry_at(w->e->registry, path->entries[j])->base = values[k];
    }
  }
  rx_modified_rows rows = { 0 };
  rx_status status = rx_modifiers_apply(w->e->registry, w->e->circuit, n_modifiers, modifiers, &rows, err);
  *has_own_graph = w->has_own_graphs;
  for (size_t i = 0; i < rows.n; i++) *has_own_graph |= rx_graph_depends_on(rows.items[i].path);
  free(rows.items);
  free(modifiers);
  /* numbers of the solver live in the experiment itself, of which the view is a copy */
  w->view.dt = w->e->dt;
  w->view.rtol = w->e->rtol;
  return status == RX_OK ? rx_experiment_check_values(w->e, err) : status;
}

/* ---- network ---- */

static rx_status make_network(rx_worker *w, uint64_t key, bool has_own_graph, rx_network **network, rx_error *err)
{
  rx_experiment *e = w->e;
  if (e->n_graph_rows > 0) {
    if (has_own_graph)
      return rx_fail(err, RX_E_INPUT, "the graph is read from files, so a probability can't be varied");
    if (w->graph == NULL) RX_TRY(rx_graph_from_rows(e->circuit, e->n_graph_rows, e->graph_rows, &w->graph, err));
    return rx_network_make(e->circuit, w->graph, network, err);
  }
  if (has_own_graph) {
    rx_graph *own = NULL;
    RX_TRY(rx_graph_draw(e->circuit, e->graph_seed, key, &own, err));
    const rx_status status = rx_network_make(e->circuit, own, network, err);
    rx_graph_free(own);
    return status;
  }
  if (w->graph == NULL || w->graph_key != key) {
    rx_graph_free(w->graph);
    w->graph = NULL;
    RX_TRY(rx_graph_draw(e->circuit, e->graph_seed, key, &w->graph, err));
    w->graph_key = key;
  }
  return rx_network_make(e->circuit, w->graph, network, err);
}

/* ---- one member ---- */

typedef struct member {
  uint64_t number;
  uint32_t condition; /* the plan's, or the reference to compare it with */
  rx_network *network;
  rx_rate_dorsal_horn rate_model;
  rx_case *cases; /* [n_stimuli] */
  rx_status status;
  rx_error err;
  double failed_at_ms; /* simulated; NaN before a simulation began */
} member;

static uint32_t condition_index(const rx_worker *w, const rx_sweep_plan *plan, uint64_t number)
{
  return plan != NULL ? plan->condition[number] : (uint32_t)w->e->reference_condition;
}

static void values_of(const rx_sweep_plan *plan, uint64_t number, double values[])
{
  for (size_t k = 0; k < plan->n_parameters; k++) values[k] = plan->parameters[k].values[number];
}

static rx_status put_member_in_force(rx_worker *w, const rx_sweep_plan *plan, const member *m, bool *has_own_graph,
                                     rx_error *err)
{
  double *values = plan != NULL ? calloc(plan->n_parameters + 1, sizeof *values) : NULL;
  if (plan != NULL && values == NULL) return rx_no_memory(err);
  if (plan != NULL) values_of(plan, m->number, values);
  const rx_status status = put_in_force(w, values, &w->e->conditions[m->condition], has_own_graph, err);
  free(values);
  return status;
}

/* Network and cases of a member in a condition; plan NULL: of the experiment as it is. */
static rx_status prepare(rx_worker *w, const rx_sweep_plan *plan, uint64_t number, uint32_t condition, rx_arena *arena,
                         member *m)
{
  bool has_own_graph = false;
  const uint64_t key = plan != NULL ? plan->seed[number] : 0;
  m->number = number;
  m->condition = condition;
  m->failed_at_ms = NAN;
  m->status = put_member_in_force(w, plan, m, &has_own_graph, &m->err);
  if (m->status == RX_OK && w->e->model == RX_MODEL_CIRCUIT)
    m->status = make_network(w, key, has_own_graph, &m->network, &m->err);
  if (m->status != RX_OK) return m->status;
  if (w->e->model == RX_MODEL_RATE) m->rate_model = *w->e->rate_model;
  m->cases = rx_arena_alloc(arena, (w->e->n_stimuli + 1) * sizeof *m->cases);
  if (m->cases == NULL) return m->status = rx_no_memory(&m->err);
  for (size_t s = 0; s < w->e->n_stimuli; s++) {
    const rx_battery_item *item = &w->e->stimuli[s];
    rx_stimulus *components;
    rx_assay *assay;
    m->status = rx_case_keep_stimulus(w->e, item, arena, &components, &assay, &m->err);
    if (m->status != RX_OK) return m->status;
    m->cases[s] = (rx_case){ .condition = (int)condition,
                             .stimulus = (int)s,
                             .repetition = plan != NULL ? (int)plan->replicate[number] : 0,
                             .network = m->network,
                             .rate_model = w->e->model == RX_MODEL_RATE ? &m->rate_model : NULL,
                             .n_components = item->n_components,
                             .components = components,
                             .assay = assay,
                             .seed = w->e->seed,
                             .key = key };
    m->cases[s].recording.failed_at_ms = m->cases[s].samples.failed_at_ms = NAN;
    rx_case_set_times(&m->cases[s], item);
  }
  return RX_OK;
}

static void release(const rx_worker *w, member *m)
{
  for (size_t s = 0; m->cases != NULL && s < w->e->n_stimuli; s++) rx_case_free(&m->cases[s]);
  m->cases = NULL;
  rx_network_free(m->network);
  m->network = NULL;
}

static rx_status outcomes_of(rx_worker *w, const member *m, rx_arena *arena, rx_results *results, rx_error *err)
{
  return rx_outcomes_make(&w->view, m->cases, arena, results, err);
}

/* ---- outputs ---- */

/* Comparisons with another condition of which a sweep says nothing: of the pain signal, whose change follows from the rows. */
static bool is_left_out(const rx_result_outcome *outcome)
{
  return strncmp(outcome->name, "pain_modulation", strlen("pain_modulation")) == 0;
}

bool rx_output_is_comparison(const char *name)
{
  static const char *const PREFIXES[] = { "delta_f_change_", "pairs_matched_", "steady_rate_change_" };
  for (size_t i = 0; i < sizeof PREFIXES / sizeof *PREFIXES; i++)
    if (strncmp(name, PREFIXES[i], strlen(PREFIXES[i])) == 0) return true;
  return false;
}

/* Outcomes of two members of two conditions side by side, the reference first. */
static rx_status outcomes_of_both(const rx_worker *w, const member *reference, const member *m, rx_arena *arena,
                                  rx_results *results, rx_error *err)
{
  const size_t n = w->e->n_stimuli;
  rx_experiment view = w->view;
  rx_case *cases = rx_arena_alloc(arena, (2 * n + 1) * sizeof *cases);
  if (cases == NULL) return rx_no_memory(err);
  memcpy(cases, reference->cases, n * sizeof *cases);
  memcpy(cases + n, m->cases, n * sizeof *cases);
  view.n_conditions = 2;
  return rx_outcomes_make(&view, cases, arena, results, err);
}

rx_status rx_worker_outputs(rx_worker *w, rx_arena *arena, size_t *n, rx_sweep_output **outputs, rx_error *err)
{
  member m = { 0 };
  rx_results results = { 0 }, both = { 0 };
  rx_status status = prepare(w, NULL, 0, condition_index(w, NULL, 0), arena, &m);
  if (status != RX_OK && err != NULL) *err = m.err;
  if (status == RX_OK)
    for (size_t s = 0; s < w->e->n_stimuli && status == RX_OK; s++)
      status = rx_case_describe(&m.cases[s], &w->view, err);
  if (status == RX_OK) status = outcomes_of(w, &m, arena, &results, err);
  if (status == RX_OK && w->e->n_conditions > 1) status = outcomes_of_both(w, &m, &m, arena, &both, err);
  *n = 0;
  *outputs = rx_arena_alloc(arena, (results.n_outcomes + both.n_outcomes + 1) * sizeof **outputs);
  if (status == RX_OK && *outputs == NULL) status = rx_no_memory(err);
  for (size_t i = 0; status == RX_OK && i < results.n_outcomes + both.n_outcomes; i++) {
    const bool is_of_both = i >= results.n_outcomes;
    const rx_result_outcome *o = is_of_both ? &both.outcomes[i - results.n_outcomes] : &results.outcomes[i];
    if (is_left_out(o) || rx_output_is_comparison(o->name) != is_of_both) continue;
    (*outputs)[(*n)++] =
        (rx_sweep_output){ .name = o->name, .units = o->units, .long_name = o->long_name, .by_stimulus = o->rank >= 2 };
  }
  release(w, &m);
  return status;
}

/* ---- rows ---- */

static rx_member_state state_of(rx_status status)
{
  switch (status) {
  case RX_OK: return RX_MEMBER_OK;
  case RX_E_SOLVER: return RX_MEMBER_SOLVER_FAILED;
  case RX_E_NOT_FINITE: return RX_MEMBER_NOT_FINITE;
  case RX_E_TIME: return RX_MEMBER_TIME;
  default: return RX_MEMBER_INVALID;
  }
}

/* Copies the outcomes of a member into its row; both: those of the reference and of it, empty where there is no reference. */
static void fill_row(const rx_sweep_plan *plan, const rx_results *results, const rx_results *both, size_t row,
                     rx_sweep_rows *rows)
{
  for (size_t k = 0; k < plan->n_outputs; k++) {
    const bool is_of_both = rx_output_is_comparison(plan->outputs[k].name);
    const rx_result_outcome *o = rx_results_outcome(is_of_both ? both : results, plan->outputs[k].name);
    const size_t n = plan->outputs[k].by_stimulus ? plan->n_stimuli : 1;
    /* one that this member does not have (no whole pulses, say) stays a missing value */
    for (size_t s = 0; o != NULL && s < n; s++)
      rows->outputs[k][row * n + s] = o->value[is_of_both ? n + s : s]; /* of the second condition */
  }
}

static rx_status note_failure(const member *m, rx_member_failures *failures)
{
  const char *message = rx_arena_text(failures->arena, m->err.text);
  failures->items[failures->n++] = (rx_sweep_failure){
    .member = m->number, .code = (int32_t)m->status, .time_ms = m->failed_at_ms, .message = message
  };
  return message != NULL ? RX_OK : RX_E_MEMORY;
}

/* The failure of a case is its member's. */
static void take_status(member *m, const rx_case *c)
{
  if (m->status != RX_OK || c->status == RX_OK) return;
  m->status = c->status;
  m->err = c->err;
  m->failed_at_ms = c->rate_model != NULL ? c->samples.failed_at_ms : c->recording.failed_at_ms;
}

/* Runs a member's cases one after the other, up to the first that fails. */
static void simulate_alone(rx_worker *w, int threads, const volatile sig_atomic_t *stop, member *m)
{
  const double deadline_s = w->study->member_budget_s > 0 ? rx_wall_seconds() + w->study->member_budget_s : 0;
  for (size_t s = 0; s < w->e->n_stimuli && m->status == RX_OK; s++) {
    m->cases[s].deadline_s = deadline_s;
    rx_case_run(&m->cases[s], &w->view, threads, stop);
    take_status(m, &m->cases[s]);
  }
}

/* Runs all members of a group under one stimulus after the other. */
static void simulate_together(rx_worker *w, int n, member members[], int threads, const volatile sig_atomic_t *stop)
{
  for (size_t s = 0; s < w->e->n_stimuli; s++) {
    rx_case *cases[RX_PART_MULTIPLE];
    int n_cases = 0;
    for (int i = 0; i < n; i++)
      if (members[i].status == RX_OK) cases[n_cases++] = &members[i].cases[s];
    rx_cases_run_together(n_cases, cases, &w->view, threads, stop);
    for (int i = 0; i < n; i++)
      if (members[i].status == RX_OK) take_status(&members[i], &members[i].cases[s]);
  }
}

/* A member with the reference to compare it with, and what came of them. */
typedef struct finding {
  member *reference; /* NULL: not asked for, or it is the reference */
  rx_results results, both;
} finding;

/* Outcomes need the member's values in force again, for they enter them too (windows of the pain signal). A reference that failed leaves
 * missing values, and its own row says why; but what stopped this one alone, its time among it, is the member's. */
static void finish(rx_worker *w, const rx_sweep_plan *plan, member *m, rx_arena *arena, finding *found)
{
  bool has_own_graph;
  const member *reference = found->reference;
  if (m->status == RX_OK && reference != NULL &&
      (reference->status == RX_E_INTERRUPTED || reference->status == RX_E_MEMORY || reference->status == RX_E_TIME)) {
    m->status = reference->status;
    m->err = reference->err;
  }
  if (m->status == RX_OK) m->status = put_member_in_force(w, plan, m, &has_own_graph, &m->err);
  if (m->status == RX_OK) m->status = outcomes_of(w, m, arena, &found->results, &m->err);
  if (m->status == RX_OK && reference != NULL && reference->status == RX_OK)
    m->status = outcomes_of_both(w, reference, m, arena, &found->both, &m->err);
}

static void add_steps(const rx_worker *w, const member *m, size_t row, rx_sweep_rows *rows)
{
  for (size_t s = 0; m != NULL && m->cases != NULL && s < w->e->n_stimuli; s++) {
    const rx_solver_stats stats = rx_case_stats(&m->cases[s]);
    rows->n_steps[row] += stats.n_steps;
    rows->n_rhs[row] += stats.n_rhs;
  }
}

/* Fills the row of a member that has run. */
static rx_status write_row(const rx_worker *w, const rx_sweep_plan *plan, const member *m, const finding *found,
                           double wall_s, rx_sweep_rows *rows, rx_member_failures *failures, rx_error *err)
{
  const size_t row = (size_t)(m->number - rows->first_member);
  if (m->status == RX_E_INTERRUPTED || m->status == RX_E_MEMORY) {
    if (err != NULL) *err = m->err;
    return m->status;
  }
  rows->status[row] = (uint8_t)state_of(m->status);
  if (m->status == RX_OK)
    fill_row(plan, &found->results, &found->both, row, rows);
  else if (note_failure(m, failures) != RX_OK)
    return rx_no_memory(err);
  add_steps(w, m, row, rows);
  add_steps(w, found->reference, row, rows);
  rows->wall_s[row] = wall_s;
  return RX_OK;
}

int rx_worker_group(rx_worker *worker, const rx_sweep_plan *plan)
{
  const rx_experiment *e = worker->e;
  /* a time budget is each member's own, so members run alone then */
  if (e->model != RX_MODEL_CIRCUIT || e->solver != RX_SOLVER_ENSEMBLE || e->coarse_steps > 1 ||
      worker->study->member_budget_s > 0)
    return 1;
  rx_arena *arena = rx_arena_create();
  member m = { 0 };
  bool do_share = false;
  if (arena != NULL && prepare(worker, plan, 0, condition_index(worker, plan, 0), arena, &m) == RX_OK)
    do_share = rx_members_share_lanes(m.network, e->single_precision);
  release(worker, &m);
  rx_arena_free(arena);
  return do_share ? RX_PART_MULTIPLE : 1;
}

static void prepare_all(rx_worker *w, const rx_sweep_plan *plan, uint64_t number, uint32_t condition, rx_arena *arena,
                        member *m)
{
  prepare(w, plan, number, condition, arena, m);
  for (size_t s = 0; m->status == RX_OK && s < w->e->n_stimuli; s++)
    if (rx_case_prepare(&m->cases[s], &w->view) != RX_OK) take_status(m, &m->cases[s]);
}

static bool has_comparisons(const rx_sweep_plan *plan)
{
  for (size_t k = 0; k < plan->n_outputs; k++)
    if (rx_output_is_comparison(plan->outputs[k].name)) return true;
  return false;
}

static void simulate(rx_worker *w, int n, int n_together, member members[], int threads,
                     const volatile sig_atomic_t *stop)
{
  if (n_together > 1)
    simulate_together(w, n, members, threads, stop);
  else if (n > 0 && members[0].status == RX_OK)
    simulate_alone(w, threads, stop, &members[0]);
}

rx_status rx_worker_run(rx_worker *w, const rx_sweep_plan *plan, uint64_t first, int n, int threads,
                        const volatile sig_atomic_t *stop, rx_sweep_rows *rows, rx_member_failures *failures,
                        rx_error *err)
{
  member members[RX_PART_MULTIPLE] = { 0 }, references[RX_PART_MULTIPLE] = { 0 };
  finding found[RX_PART_MULTIPLE] = { 0 };
  int n_references = 0;
  const uint32_t reference = (uint32_t)w->e->reference_condition;
  const bool do_compare = has_comparisons(plan);
  const double began = rx_wall_seconds();
  rx_arena *arena = rx_arena_create();
  if (arena == NULL) return rx_no_memory(err);
  for (int i = 0; i < n; i++) {
    const uint64_t number = first + (uint64_t)i;
    prepare_all(w, plan, number, condition_index(w, plan, number), arena, &members[i]);
    /* simulated beside the member, with its numbers: its row may be of another part, or shard */
    if (!do_compare || members[i].condition == reference || members[i].status != RX_OK) continue;
    found[i].reference = &references[n_references++];
    prepare_all(w, plan, number, reference, arena, found[i].reference);
  }
  simulate(w, n, n, members, threads, stop);
  for (int i = 0; i < n; i++) /* nothing to compare with */
    if (found[i].reference != NULL && members[i].status != RX_OK) found[i].reference->status = members[i].status;
  simulate(w, n_references, n, references, threads, stop);
  rx_status status = RX_OK;
  for (int i = 0; i < n; i++) {
    finish(w, plan, &members[i], arena, &found[i]);
    if (status == RX_OK)
      status = write_row(w, plan, &members[i], &found[i], (rx_wall_seconds() - began) / n, rows, failures, err);
    release(w, &members[i]);
    if (found[i].reference != NULL) release(w, found[i].reference);
  }
  rx_arena_free(arena);
  return status;
}
