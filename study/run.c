#include "study/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "io/results/hash.h"
#include "models/circuit/graph.h"
#include "study/case.h"
#include "study/outcomes/outcomes.h"
#include "study/run_files.h"
#include "study/run_folder.h"

struct rx_run {
  rx_experiment *e;
  const rx_run_options *options;
  rx_arena *arena;
  size_t n_conditions, n_stimuli, n_repetitions, n_cases;
  rx_graph **graphs;                /* [n_repetitions]; NULL for the rate model */
  rx_network **networks;            /* [n_conditions][n_repetitions]; empty for the rate model */
  rx_rate_dorsal_horn *rate_models; /* [n_conditions] */
  rx_stimulus **components;         /* [n_conditions][n_stimuli]: the battery as the condition's modifiers leave it */
  rx_assay **assays;                /* the same; NULL where it is no assay */
  rx_case *cases;                   /* [n_conditions][n_stimuli][n_repetitions] */
  rx_results results;
  rx_progress progress;
  size_t n_done;
};

const rx_results *rx_run_results(const rx_run *run)
{
  return &run->results;
}

void rx_run_free(rx_run *run)
{
  if (run == NULL) return;
  for (size_t i = 0; run->networks != NULL && i < run->n_conditions * run->n_repetitions; i++)
    rx_network_free(run->networks[i]);
  for (size_t r = 0; run->graphs != NULL && r < run->n_repetitions; r++) rx_graph_free(run->graphs[r]);
  for (size_t i = 0; run->cases != NULL && i < run->n_cases; i++) rx_case_free(&run->cases[i]);
  free(run->graphs);
  free(run->networks);
  free(run->cases);
  rx_arena_free(run->arena);
  free(run);
}

static rx_status allocate(rx_run *run, rx_error *err)
{
  run->arena = rx_arena_create();
  run->networks = calloc(run->n_conditions * run->n_repetitions, sizeof *run->networks);
  run->graphs = calloc(run->n_repetitions, sizeof *run->graphs);
  run->cases = calloc(run->n_cases, sizeof *run->cases);
  if (run->arena == NULL || run->graphs == NULL || run->networks == NULL || run->cases == NULL)
    return rx_no_memory(err);
  run->rate_models = rx_arena_alloc(run->arena, run->n_conditions * sizeof *run->rate_models);
  run->components = rx_arena_alloc(run->arena, run->n_conditions * run->n_stimuli * sizeof *run->components);
  run->assays = rx_arena_alloc(run->arena, run->n_conditions * run->n_stimuli * sizeof *run->assays);
  return run->rate_models == NULL || run->components == NULL || run->assays == NULL ? rx_no_memory(err) : RX_OK;
}

/* ---- conditions ---- */

/* Keeps what the modifiers of a condition changed, for the result file. */
static rx_status keep_modified(rx_run *run, size_t condition, const rx_modified_rows *rows, rx_error *err)
{
  rx_result_modifier *kept = rx_arena_alloc(run->arena, (rows->n + 1) * sizeof *kept);
  if (kept == NULL) return rx_no_memory(err);
  for (size_t i = 0; i < rows->n; i++) {
    const rx_modified *row = &rows->items[i];
    kept[i] = (rx_result_modifier){ .source = rx_arena_text(run->arena, row->source),
                                    .path = rx_arena_text(run->arena, row->path),
                                    .operation = rx_operation_name(row->operation),
                                    .value = row->value,
                                    .base = row->base,
                                    .result = row->result };
    if (kept[i].source == NULL || kept[i].path == NULL) return rx_no_memory(err);
  }
  ((rx_result_condition *)run->results.conditions)[condition] =
      (rx_result_condition){ .name = run->e->conditions[condition].name, .n_modifiers = rows->n, .modifiers = kept };
  return RX_OK;
}

static rx_status keep_components(rx_run *run, size_t condition, rx_error *err)
{
  for (size_t s = 0; s < run->n_stimuli; s++) {
    const size_t i = condition * run->n_stimuli + s;
    RX_TRY(rx_case_keep_stimulus(run->e, &run->e->stimuli[s], run->arena, &run->components[i], &run->assays[i], err));
  }
  return RX_OK;
}

static bool changes_graph(const rx_modified_rows *rows)
{
  for (size_t i = 0; i < rows->n; i++)
    if (rx_graph_depends_on(rows->items[i].path)) return true;
  return false;
}

/* The cases of a condition. A nerve takes what is in force now: fibres, their cells and their shares are not part of the network;
 * nor are the inputs of motor pools. */
static rx_status make_cases(rx_run *run, size_t condition, rx_error *err)
{
  const rx_experiment *e = run->e;
  const bool is_early =
      e->model == RX_MODEL_CIRCUIT && (e->circuit->nerve.encoder == RX_ENCODER_BIOPHYSICAL || e->circuit->motor.n > 0);
  for (size_t s = 0; s < run->n_stimuli; s++)
    for (size_t r = 0; r < run->n_repetitions; r++) {
      rx_case *c = &run->cases[(condition * run->n_stimuli + s) * run->n_repetitions + r];
      c->condition = (int)condition;
      c->stimulus = (int)s;
      c->repetition = (int)r;
      c->seed = e->seed;
      c->key = (uint64_t)r;
      c->network = run->networks[condition * run->n_repetitions + r];
      c->rate_model = e->model == RX_MODEL_RATE ? &run->rate_models[condition] : NULL;
      c->n_components = e->stimuli[s].n_components;
      c->components = run->components[condition * run->n_stimuli + s];
      c->assay = run->assays[condition * run->n_stimuli + s];
      rx_case_set_times(c, &e->stimuli[s]);
      if (!is_early || rx_case_prepare(c, e) == RX_OK) continue;
      *err = c->err;
      return c->status;
    }
  return RX_OK;
}

/* Puts a condition's modifiers in force and makes what its cases need; the values go back to their base afterwards. */
static rx_status make_condition(rx_run *run, size_t condition, rx_error *err)
{
  rx_experiment *e = run->e;
  const rx_condition *c = &e->conditions[condition];
  rx_modified_rows rows = { 0 };
  rx_status status = rx_modifiers_apply(e->registry, e->circuit, c->n_modifiers, c->modifiers, &rows, err);
  if (status == RX_OK) status = keep_modified(run, condition, &rows, err);
  if (status == RX_OK) status = keep_components(run, condition, err);
  if (status == RX_OK && e->model == RX_MODEL_RATE) run->rate_models[condition] = *e->rate_model;
  const bool has_own_graph = changes_graph(&rows);
  for (size_t r = 0; status == RX_OK && e->model == RX_MODEL_CIRCUIT && r < run->n_repetitions; r++) {
    rx_network **network = &run->networks[condition * run->n_repetitions + r];
    rx_graph *own = NULL;
    if (has_own_graph && e->n_graph_rows > 0)
      status = rx_fail(err, RX_E_INPUT, "the graph is read from files, so a probability can't be modified");
    else if (has_own_graph) /* keyed by pair: a subset or superset of the others' graph */
      status = rx_graph_draw(e->circuit, e->graph_seed, r, &own, err);
    if (status == RX_OK) status = rx_network_make(e->circuit, own != NULL ? own : run->graphs[r], network, err);
    rx_graph_free(own);
  }
  const bool is_made = status == RX_OK;
  if (is_made) status = make_cases(run, condition, err);
  free(rows.items);
  rx_registry_reset(e->registry);
  if (!is_made) rx_context(err, "condition %s", c->name);
  return status;
}

static rx_status make_conditions(rx_run *run, rx_error *err)
{
  rx_experiment *e = run->e;
  run->results.conditions = rx_arena_alloc(run->arena, run->n_conditions * sizeof *run->results.conditions);
  run->results.n_conditions = run->n_conditions;
  if (run->results.conditions == NULL) return rx_no_memory(err);
  for (size_t r = 0; e->model == RX_MODEL_CIRCUIT && r < run->n_repetitions; r++)
    RX_TRY(e->n_graph_rows > 0 ? rx_graph_from_rows(e->circuit, e->n_graph_rows, e->graph_rows, &run->graphs[r], err)
                               : rx_graph_draw(e->circuit, e->graph_seed, r, &run->graphs[r], err));
  for (size_t k = 0; k < run->n_conditions; k++) RX_TRY(make_condition(run, k, err));
  return RX_OK;
}

/* ---- running ---- */

static void run_one(int i, int thread, void *context)
{
  rx_run *run = context;
  /* one case alone uses all threads inside; several share them */
  rx_case_run(&run->cases[i], run->e, run->n_cases == 1 ? run->options->threads : 1, run->options->stop);
  const size_t done = __atomic_add_fetch(&run->n_done, 1, __ATOMIC_RELAXED);
  if (thread == 0) rx_progress_set(&run->progress, (double)done);
}

static rx_status run_cases(rx_run *run, rx_error *err)
{
  run->progress = rx_progress_start(run->options->log, "simulations", (double)run->n_cases);
  rx_parallel_for((int)run->n_cases, run->options->threads, run_one, run);
  rx_progress_set(&run->progress, (double)run->n_done);
  rx_progress_end(&run->progress);
  for (size_t i = 0; i < run->n_cases; i++)
    if (run->cases[i].status != RX_OK) {
      if (err != NULL) *err = run->cases[i].err;
      return run->cases[i].status;
    }
  return RX_OK;
}

/* ---- the result file ---- */

static const char *class_of(const rx_circuit *circuit, int population)
{
  if (circuit->populations[population].afferent != RX_CLASS_NONE) return "afferent";
  if (rx_motor_pool_of(&circuit->motor, population) != NULL) return "motoneuron";
  static const char *const GROUPS[][2] = { { "projection", "projection" },
                                           { "inhibitory_interneurons", "inhibitory" } };
  for (size_t g = 0; g < 2; g++) {
    const rx_group *group = rx_circuit_group(circuit, GROUPS[g][0]);
    for (int i = 0; group != NULL && i < group->n; i++)
      if (group->members[i] == population) return GROUPS[g][1];
  }
  return "excitatory";
}

static rx_status describe_populations(rx_run *run, rx_error *err)
{
  const rx_circuit *circuit = run->e->circuit;
  const size_t n = (size_t)circuit->n_populations;
  rx_result_population *populations = rx_arena_alloc(run->arena, (n + 1) * sizeof *populations);
  rx_result_node *nodes = rx_arena_alloc(run->arena, (n + 1) * sizeof *nodes);
  if (populations == NULL || nodes == NULL) return rx_no_memory(err);
  size_t n_of_cells = 0;
  for (size_t p = 0; p < n; p++) {
    const rx_population *pop = &circuit->populations[p];
    nodes[p] = (rx_result_node){ .name = pop->name,
                                 .class_name = class_of(circuit, (int)p),
                                 .module = pop->module,
                                 .n = (uint32_t)pop->n,
                                 .transmitter = pop->transmitter,
                                 .lamina = pop->lamina,
                                 .identity = pop->identity };
    if (pop->afferent != RX_CLASS_NONE) continue;
    rx_result_cell *cells = rx_arena_alloc(run->arena, ((size_t)pop->n + 1) * sizeof *cells);
    if (cells == NULL) return rx_no_memory(err);
    /* the model has no space: positions are missing values */
    for (int i = 0; i < pop->n; i++)
      cells[i] =
          (rx_result_cell){ .cell_type = pop->cell.name, .layer = pop->lamina, .x_um = NAN, .y_um = NAN, .z_um = NAN };
    populations[n_of_cells++] = (rx_result_population){ .name = pop->name, .n_cells = (size_t)pop->n, .cells = cells };
  }
  run->results.n_nodes = n;
  run->results.nodes = nodes;
  run->results.n_populations = n_of_cells;
  run->results.populations = populations;
  return RX_OK;
}

static const rx_receptor *receptor_of(const rx_population *population, const char *name)
{
  for (int i = 0; i < population->n_receptors; i++)
    if (strcmp(population->receptors[i].name, name) == 0) return &population->receptors[i];
  return NULL;
}

/* Whether any connection goes from one population to another: not where all weights are 0. */
static bool are_connected(const rx_network *net, int from, int to)
{
  const rx_node_range *a = rx_network_cell_range(net, from), *b = rx_network_cell_range(net, to);
  if (a == NULL) a = rx_network_fibre_range(net, from);
  if (a == NULL || b == NULL) return false;
  for (size_t c = net->first_connection[a->first]; c < net->first_connection[a->first + a->n]; c++)
    if (net->connections[c].target >= b->first && net->connections[c].target < b->first + b->n) return true;
  return false;
}

static rx_status describe_pathways(rx_run *run, rx_error *err)
{
  const rx_circuit *circuit = run->e->circuit;
  size_t n = 0, at = 0;
  for (int w = 0; w < circuit->n_pathways; w++)
    n += (size_t)circuit->pathways[w].n_from * (size_t)circuit->pathways[w].n_to;
  rx_result_pathway *rows = rx_arena_alloc(run->arena, (n + 1) * sizeof *rows);
  if (rows == NULL) return rx_no_memory(err);
  const rx_network *net = run->networks[(size_t)run->e->reference_condition * run->n_repetitions];
  const rx_graph_part *part = run->graphs[0]->parts; /* in the order of the rows here */
  for (int w = 0; w < circuit->n_pathways; w++) {
    const rx_pathway *pathway = &circuit->pathways[w];
    const char *receptors = "";
    for (int k = 0; k < pathway->n_weights && receptors != NULL; k++)
      receptors = rx_arena_format(run->arena, "%s%s%s", receptors, k > 0 ? ", " : "", pathway->receptor[k]);
    for (int i = 0; i < pathway->n_from; i++)
      for (int j = 0; j < pathway->n_to; j++) {
        const rx_receptor *first = receptor_of(&circuit->populations[pathway->to[j]], pathway->receptor[0]);
        const bool is_inhibitory = first != NULL && (first->transmitter == RX_GABA || first->transmitter == RX_GLYCINE);
        rows[at++] =
            (rx_result_pathway){ .from = circuit->populations[pathway->from[i]].name,
                                 .to = circuit->populations[pathway->to[j]].name,
                                 .receptors = receptors,
                                 .n_connections = are_connected(net, pathway->from[i], pathway->to[j]) ? part->n : 0,
                                 .sign = is_inhibitory ? -1 : 1 };
        part++;
      }
  }
  run->results.n_pathways = n;
  run->results.pathways = rows;
  return RX_OK;
}

static rx_status describe_parameters(rx_run *run, rx_error *err)
{
  const size_t n = rx_registry_count(run->e->registry);
  rx_result_parameter *rows = rx_arena_alloc(run->arena, (n + 1) * sizeof *rows);
  if (rows == NULL) return rx_no_memory(err);
  for (size_t i = 0; i < n; i++) {
    const rx_entry *entry = rx_registry_at(run->e->registry, i);
    rows[i] = (rx_result_parameter){ .path = entry->path,
                                     .value = entry->base,
                                     .def = entry->param->def,
                                     .units = entry->param->unit,
                                     .meaning = entry->param->meaning,
                                     .source = entry->source,
                                     .mark = entry->mark,
                                     .given = (uint8_t)(!entry->is_given             ? 0
                                                        : rx_entry_is_shipped(entry) ? 1
                                                                                     : 2) };
  }
  run->results.n_parameters = n;
  run->results.parameters = rows;
  return RX_OK;
}

static rx_status describe_cases(rx_run *run, rx_error *err)
{
  rx_result_case *rows = rx_arena_alloc(run->arena, run->n_cases * sizeof *rows);
  const char **stimuli = rx_arena_alloc(run->arena, run->n_stimuli * sizeof *stimuli);
  if (rows == NULL || stimuli == NULL) return rx_no_memory(err);
  rx_solver_stats sum = { 0 };
  for (size_t i = 0; i < run->n_cases; i++) {
    const rx_case *c = &run->cases[i];
    const rx_solver_stats stats = rx_case_stats(c);
    rows[i] =
        (rx_result_case){ .condition = run->e->conditions[c->condition].name,
                          .stimulus = run->e->stimuli[c->stimulus].name,
                          .repetition = (uint32_t)c->repetition,
                          .seed = run->e->seed,
                          .spikes =
                              c->network != NULL && c->assay == NULL ? rx_case_spike_file(run->e, c, run->arena) : "" };
    rx_solver_stats_add(&sum, &stats);
  }
  for (size_t s = 0; s < run->n_stimuli; s++) stimuli[s] = run->e->stimuli[s].name;
  const bool is_cvode = run->e->solver == RX_SOLVER_CVODE || run->e->model == RX_MODEL_RATE;
  run->results.n_cases = run->n_cases;
  run->results.cases = rows;
  run->results.n_stimuli = run->n_stimuli;
  run->results.stimuli = stimuli;
  run->results.n_repetitions = run->n_repetitions;
  const double rtol = run->e->model == RX_MODEL_RATE ? rx_rate_options_default().rtol : run->e->rtol;
  run->results.solver =
      (rx_result_solver){ .method = is_cvode ? "cvode" : "ensemble",
                          .precision = run->e->single_precision ? "single" : "double",
                          .dt_ms = is_cvode ? NAN : run->e->dt,
                          .coarse_dt_ms =
                              is_cvode || run->e->coarse_steps == 1 ? NAN : run->e->coarse_steps * run->e->dt,
                          .rtol = is_cvode ? rtol : NAN,
                          .atol = NAN,
                          .n_steps = sum.n_steps,
                          .n_rhs = sum.n_rhs,
                          .n_err_fails = sum.n_error_failures,
                          .n_conv_fails = sum.n_convergence_failures };
  return RX_OK;
}

static rx_status describe_provenance(rx_run *run, rx_error *err)
{
  rx_provenance *p = &run->results.provenance;
  char hash[33];
  const char *plan = rx_arena_format(run->arena, "1.0\n" RX_MODEL_VERSION "\n%s", run->e->effective);
  if (plan == NULL) return rx_no_memory(err);
  rx_text_hash(plan, hash);
  p->plan_hash = rx_arena_text(run->arena, hash);
  p->seed = run->e->seed;
  p->simd = rx_case_kernels(run->e, run->arena);
  if (p->simd == NULL) return rx_no_memory(err);
  p->integrator = run->results.solver.method;
  p->run.omp_threads = (uint32_t)rx_parallel_threads(run->options->threads);
  p->run.command_line = run->options->command_line;
  run->results.config_text = run->e->text;
  run->results.config_effective = run->e->effective;
  return rx_provenance_end(p, run->arena, err);
}

static rx_status describe(rx_run *run, rx_error *err)
{
  if (run->e->model == RX_MODEL_CIRCUIT) {
    RX_TRY(describe_populations(run, err));
    RX_TRY(describe_pathways(run, err));
  }
  RX_TRY(describe_parameters(run, err));
  RX_TRY(describe_cases(run, err));
  RX_TRY(rx_outcomes_make(run->e, run->cases, run->arena, &run->results, err));
  return describe_provenance(run, err);
}

static rx_status write_folder(rx_run *run, rx_run_folder *folder, rx_error *err)
{
  RX_TRY(rx_run_files_write(folder->path, run->e, run->n_repetitions, run->graphs, run->n_cases, run->cases,
                            &run->results, run->options->stop, run->arena, err));
  if (run->options->stop != NULL && *run->options->stop)
    return rx_fail(err, RX_E_INTERRUPTED, "interrupted while writing");
  /* the place may have been filled meanwhile */
  RX_TRY(rx_run_folder_check(run->options->folder, run->options->may_replace, err));
  return rx_run_folder_finish(folder, err);
}

rx_status rx_run_experiment(rx_experiment *experiment, const rx_run_options *options, rx_run **result, rx_error *err)
{
  RX_TRY(rx_run_folder_check(options->folder, options->may_replace, err));
  rx_run *run = calloc(1, sizeof *run);
  if (run == NULL) return rx_no_memory(err);
  run->e = experiment;
  run->options = options;
  run->n_conditions = experiment->n_conditions;
  run->n_stimuli = experiment->n_stimuli;
  run->n_repetitions = (size_t)experiment->repetitions;
  run->n_cases = run->n_conditions * run->n_stimuli * run->n_repetitions;
  rx_run_folder folder = { 0 };
  rx_status status = allocate(run, err);
  /* made before anything is computed, so that a place that takes none is told at once */
  if (status == RX_OK)
    status = rx_run_folder_begin(&folder, options->folder, experiment->n_reports + experiment->n_detectors > 0, err);
  /* another run may have ended there since, before the lock was taken */
  if (status == RX_OK) status = rx_run_folder_check(options->folder, options->may_replace, err);
  if (status == RX_OK) status = rx_provenance_begin(&run->results.provenance, run->arena, err);
  if (status == RX_OK) status = make_conditions(run, err);
  if (status == RX_OK) status = run_cases(run, err);
  if (status == RX_OK) status = describe(run, err);
  if (status == RX_OK) status = write_folder(run, &folder, err);
  if (status != RX_OK) {
    rx_run_folder_abandon(&folder);
    rx_run_free(run);
    return status;
  }
  *result = run;
  return RX_OK;
}
