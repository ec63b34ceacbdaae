#include "io/experiment/experiment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/experiment/experiment_parts.h"

#ifndef RX_CONFIGS_FOLDER
#define RX_CONFIGS_FOLDER "configs" /* the build gives the installed one */
#endif

static const rx_param EXPERIMENT_PARAMS[] = {
  RX_P_INT(rx_experiment, repetitions, 1, 1, 1e5, "runs of each condition and stimulus, with trains of their own",
           "rexed"),
  RX_P_DEFAULT(rx_experiment, bin, "ms", 50, 0.1, 1e6, "width of the bins of rates", "dorsal-horn page 8"),
  RX_P_INT(rx_experiment, threads, 0, 0, 4096, "threads; 0: all", "rexed"), RX_P_END
};

static const rx_param SOLVER_PARAMS[] = {
  RX_P_DEFAULT(rx_experiment, dt, "ms", 0.025, 1e-4, 1, "step of the ensemble integrator", "benchmarks page 11"),
  RX_P_INT(rx_experiment, coarse_steps, 1, 1, 16, "steps that eight quiet cells take at once; 1: none",
           "benchmarks page 11"),
  RX_P_DEFAULT(rx_experiment, rtol, "1", 1e-7, 1e-12, 1e-3, "relative tolerance of CVODE", "dorsal-horn page 10.1"),
  RX_P_END
};

/* ---- making the tree whole ---- */

/* "circuit: NAME" becomes "circuit: {extends: NAME}", so that --set can lay something upon it. */
static bool open_name(rx_reading *r, rx_node *root, const char *key, const char *inner)
{
  const rx_pair *pair = rx_node_pair(root, key);
  if (pair == NULL || pair->value->kind != RX_NODE_SCALAR) return true;
  rx_pair opened = *pair;
  opened.value = rx_make_mapping(r, inner, rx_make_text(r, pair->value->text, pair->value), pair->value);
  return opened.value != NULL && rx_config_put(r->tree, root, &opened, r->problems);
}

/* "cell: NAME" becomes a circuit of one population that has the cell's name. */
static bool cell_to_circuit(rx_reading *r, rx_node *root)
{
  if (!open_name(r, root, "cell", "cell")) return false;
  const rx_pair *pair = rx_node_pair(root, "cell");
  if (pair == NULL || rx_node_child(root, "circuit") != NULL) return true;
  const rx_node *mapping = pair->value, *name = rx_node_child(mapping, "cell");
  if (mapping->kind != RX_NODE_MAPPING || name == NULL || name->kind != RX_NODE_SCALAR) {
    rx_problems_add(r->problems, mapping->file, mapping->line, mapping->column,
                    "cell: expected the name of a cell, or a mapping with `cell: NAME`");
    return false;
  }
  rx_node *population = rx_make_mapping(r, "n", rx_make_text(r, "1", mapping), mapping);
  population = population != NULL ? rx_config_merge(r->tree, population, mapping, r->problems) : NULL;
  if (population == NULL) return false;
  rx_node *populations = rx_make_mapping(r, name->text, population, mapping);
  rx_node *circuit = populations != NULL ? rx_make_mapping(r, "populations", populations, mapping) : NULL;
  if (circuit == NULL) return false;
  const rx_pair circuit_name = { "circuit", name->file, name->line, name->column, rx_make_text(r, name->text, name) };
  const rx_pair model = { "circuit", pair->file, pair->line, pair->column, circuit };
  rx_config_remove(root, "cell");
  return circuit_name.value != NULL && rx_config_put(r->tree, circuit, &circuit_name, r->problems) &&
         rx_config_put(r->tree, root, &model, r->problems);
}

/* Beside a circuit they have no place of their own. */
static void refuse_drugs(rx_reading *r, rx_node *root)
{
  const rx_pair *given = rx_node_pair(root, "drugs");
  if (given == NULL) return;
  rx_problems_add(
      r->problems, given->file, given->line, given->column,
      "drugs: stand in the circuit: circuit: { extends: NAME, drugs: { … } }; beside `cell` they stand here");
  rx_config_remove(root, "drugs");
}

/* "drugs" beside "cell" are those of its circuit. */
static bool drugs_to_circuit(rx_reading *r, rx_node *root)
{
  const rx_pair *given = rx_node_pair(root, "drugs");
  rx_node *circuit = rx_node_child(root, "circuit");
  if (given == NULL || circuit == NULL) return true;
  rx_pair drugs = *given;
  const rx_node *own = rx_node_child(circuit, "drugs");
  if (own != NULL && own->kind == RX_NODE_MAPPING && drugs.value->kind == RX_NODE_MAPPING)
    drugs.value = rx_config_merge(r->tree, drugs.value, own, r->problems);
  rx_config_remove(root, "drugs");
  return drugs.value != NULL && rx_config_put(r->tree, circuit, &drugs, r->problems);
}

static bool open_models(rx_reading *r, rx_node *root)
{
  return open_name(r, root, "circuit", "extends") && open_name(r, root, "rate_model", "extends") &&
         cell_to_circuit(r, root);
}

static const char *const MODELS[] = { "circuit", "cell", "rate_model" };

/* The models that are given; more than one, or none, is a problem. */
static bool check_one_model(rx_reading *r, const rx_node *root)
{
  const rx_pair *first = NULL;
  for (int m = 0; m < 3; m++) {
    const rx_pair *pair = rx_node_pair(root, MODELS[m]);
    if (pair == NULL || pair->value->kind == RX_NODE_NULL) continue;
    if (first != NULL) {
      rx_problems_add(r->problems, pair->file, pair->line, pair->column,
                      "has both `%s` and `%s`: an experiment has exactly one of circuit, cell and rate_model",
                      first->key, pair->key);
      return false;
    }
    first = pair;
  }
  if (first == NULL)
    rx_problems_add(r->problems, root->file, root->line, root->column,
                    "has no model: an experiment has exactly one of circuit, cell and rate_model");
  return first != NULL;
}

/* A circuit where a rate model belongs, or the other way round, is said in one line. */
static bool check_sort(rx_reading *r, const rx_node *asked, const rx_node *whole, const char *key, const char *other)
{
  if (rx_node_child(whole, key) != NULL || rx_node_child(whole, other) == NULL) return true;
  rx_problems_add(r->problems, asked->file, asked->line, asked->column, "%s: this is a %s: write `%s:`", key, other,
                  other);
  return false;
}

/* A group stands for its members where something that is there is changed; laid upon a config it would be a member of its own. */
static void refuse_groups(rx_reading *r, rx_node *circuit)
{
  static const struct {
    const char *members, *groups, *required; /* what a member of its own has */
  } KINDS[] = { { "populations", "groups", "n" },
                { "nerve/fibres", "groups", "class" },
                { "pathways", "pathway_groups", "from" } };
  for (size_t k = 0; k < sizeof KINDS / sizeof *KINDS; k++) {
    const rx_node *groups = rx_node_child(circuit, KINDS[k].groups);
    rx_node *members = rx_node_at(circuit, KINDS[k].members);
    for (size_t i = 0; groups != NULL && groups->kind == RX_NODE_MAPPING && i < groups->n; i++) {
      const rx_pair *given = rx_node_pair(members, groups->pairs[i].key);
      if (given == NULL || rx_node_child(given->value, KINDS[k].required) != NULL) continue;
      rx_problems_add(r->problems, given->file, given->line, given->column,
                      "circuit/%s/%s: %s is a group: in modifiers and sweeps only; here name its members",
                      KINDS[k].members, given->key, given->key);
      rx_config_remove(members, given->key);
    }
  }
}

/* "cell: NAME" of fibres, below which a change lies, becomes "cell: {cell: NAME}". */
static bool open_fibres(rx_reading *r, rx_node *root, const rx_pair *change)
{
  static const char TOP[] = "circuit/nerve/fibres/";
  const char *at = strstr(change->key, "/cell/");
  if (strncmp(change->key, TOP, sizeof TOP - 1) != 0 || at == NULL) return true;
  const char *path = rx_arena_format(r->reader.arena, "%.*s", (int)(at - change->key), change->key);
  rx_node *fibres = path != NULL ? rx_node_at(root, path) : NULL;
  return fibres == NULL || open_name(r, fibres, "cell", "cell");
}

/* Lays one change upon the tree; names of models are opened before and after. False where it leaves no model to read: a change that is
 * wrong itself is said, and the rest is read as it stands. */
static bool lay_change(rx_reading *r, rx_node *root, bool is_cell, const rx_pair *given)
{
  rx_pair change = *given;
  if (is_cell) rx_change_of_cell(r, root, &change);
  if (!rx_change_check(r, root, &change) || !open_fibres(r, root, &change) ||
      !rx_config_lay(r->tree, root, &change, r->problems))
    return true;
  if (is_cell && rx_node_child(root, "cell") != NULL) rx_config_remove(root, "circuit"); /* --set cell=OTHER */
  return check_one_model(r, root) && open_models(r, root);
}

/* Opens models, lays the changes upon the tree, and replaces names of models by what their files say. False where no model is left. */
static bool complete_tree(rx_reading *r, rx_node *root, const rx_changes *changes)
{
  const bool is_cell = rx_node_child(root, "cell") != NULL && rx_node_child(root, "circuit") == NULL;
  bool is_good = check_one_model(r, root) && open_models(r, root);
  for (size_t i = 0; is_good && i < changes->n_pairs; i++) is_good = lay_change(r, root, is_cell, &changes->pairs[i]);
  for (size_t i = 0; is_good && i < changes->n_sets; i++) {
    rx_pair change;
    if (rx_config_assignment(r->tree, changes->sets[i], &change, r->problems))
      is_good = lay_change(r, root, is_cell, &change);
  }
  if (!is_good || (is_cell && !drugs_to_circuit(r, root))) return false;
  refuse_drugs(r, root);
  const char *const keys[] = { "circuit", "rate_model" };
  for (int k = 0; k < 2; k++) {
    const rx_pair *pair = rx_node_pair(root, keys[k]);
    if (pair == NULL || pair->value->kind == RX_NODE_NULL) continue;
    const rx_node *asked = pair->value;
    rx_pair whole = *pair;
    whole.value = rx_config_use(r->tree, "circuits", asked, r->problems);
    if (whole.value == NULL || !check_sort(r, asked, whole.value, keys[k], keys[1 - k]) ||
        !rx_config_put(r->tree, root, &whole, r->problems))
      return false;
    whole.value->file = asked->file;
    whole.value->line = asked->line;
    whole.value->column = asked->column;
    if (k == 0) refuse_groups(r, whole.value);
    if (k == 0) rx_circuit_complete(r, whole.value); /* its problems do not keep the rest from being read */
  }
  return true;
}

/* ---- reading ---- */

static void read_solver(rx_reading *r, rx_map *root, rx_experiment *experiment)
{
  static const char *const METHODS[] = { "ensemble", "cvode" }; /* in the order of rx_solver_kind */
  static const char *const PRECISIONS[] = { "double", "single" };
  int method = RX_SOLVER_ENSEMBLE, precision = 0;
  (void)r;
  rx_map solver = rx_read_map(root, "solver", false);
  rx_read_choice(&solver, "method", false, METHODS, 2, &method);
  experiment->solver = (rx_solver_kind)method;
  rx_read_choice(&solver, "precision", false, PRECISIONS, 2, &precision);
  experiment->single_precision = precision == 1;
  if (experiment->single_precision && (method == RX_SOLVER_CVODE || rx_node_child(root->node, "rate_model") != NULL))
    rx_read_problem(&solver, rx_node_child(solver.node, "precision"), "precision",
                    "single is of method ensemble alone; %s is integrated in double precision",
                    method == RX_SOLVER_CVODE ? "cvode" : "a rate model");
  rx_read_params(&solver, SOLVER_PARAMS, experiment);
  rx_read_end(&solver);
}

static void read_model(rx_reading *r, rx_map *root, rx_experiment *experiment)
{
  if (r->has_broken_model) { /* said already */
    for (int m = 0; m < 3; m++) rx_read_node(root, MODELS[m], false);
    return;
  }
  const rx_node *rate_model = rx_read_node(root, "rate_model", false);
  rx_read_node(root, "circuit", false);
  if (rate_model == NULL) {
    experiment->model = RX_MODEL_CIRCUIT;
    experiment->circuit = rx_circuit_read(r, root);
    return;
  }
  static const char *const KINDS[] = { "rate_dorsal_horn" };
  int kind = 0;
  rx_map map = rx_read_map(root, "rate_model", true);
  experiment->model = RX_MODEL_RATE;
  experiment->rate_model = rx_keep_array(r, 1, sizeof *experiment->rate_model);
  if (experiment->rate_model == NULL) return;
  rx_read_choice(&map, "rate_model", true, KINDS, 1, &kind);
  rx_read_params(&map, RX_RATE_DORSAL_HORN_PARAMS, experiment->rate_model);
  rx_read_end(&map);
}

static bool has_pools(const rx_cell *cell)
{
  for (int s = 0; s < cell->n_sections; s++)
    for (int k = 0; k < RX_N_POOLS; k++)
      if (cell->sections[s].pools[k].is_given) return true;
  return false;
}

/* Concentrations change by a millionth a step: the integrator refuses their cells in single precision. */
static void check_precision(const rx_map *map, const rx_experiment *experiment)
{
  const rx_circuit *circuit = experiment->circuit;
  int found = -1; /* population */
  if (!experiment->single_precision || circuit == NULL) return;
  for (int i = circuit->nerve.n - 1; i >= 0; i--)
    if (has_pools(&circuit->nerve.fibres[i].cell)) found = circuit->nerve.fibres[i].population;
  for (int p = circuit->n_populations - 1; p >= 0; p--)
    if (has_pools(&circuit->populations[p].cell)) found = p;
  if (found >= 0)
    rx_read_problem(map, rx_node_child(rx_node_child(map->node, "solver"), "precision"), "solver/precision",
                    "single, but the cells of %s have ion pools, which need double", circuit->populations[found].name);
}

/* Keeps the population of a cell that takes shorter steps than `least`, ms. */
static void keep_shortest(const rx_cell *cell, int population, double *least, int *found)
{
  if (!(cell->max_dt > 0 && cell->max_dt < *least)) return;
  *least = cell->max_dt;
  *found = population;
}

/* With a longer step a cell would give wrong results; the integrator refuses it too. */
static void check_dt(const rx_map *map, const rx_experiment *experiment)
{
  const rx_circuit *circuit = experiment->circuit;
  int found = -1; /* population */
  double least = experiment->dt * (1 - 1e-9);
  if (experiment->solver != RX_SOLVER_ENSEMBLE || circuit == NULL) return;
  for (int p = 0; p < circuit->n_populations; p++) {
    const rx_population *population = &circuit->populations[p];
    keep_shortest(&population->cell, p, &least, &found);
    if (population->graded != NULL) keep_shortest(&population->graded->last, p, &least, &found);
  }
  for (int i = 0; i < circuit->nerve.n; i++)
    keep_shortest(&circuit->nerve.fibres[i].cell, circuit->nerve.fibres[i].population, &least, &found);
  if (found < 0) return;
  const rx_node *solver = rx_node_child(map->node, "solver"), *dt = solver != NULL ? rx_node_child(solver, "dt") : NULL;
  rx_read_problem(map, dt != NULL ? dt : solver, "solver/dt",
                  "%g ms, but the cells of %s take %g ms at the most (their max_dt); method cvode takes any",
                  experiment->dt, circuit->populations[found].name, least);
}

static void read_experiment(rx_reading *r, rx_node *root, bool needs_stimuli, rx_experiment *experiment)
{
  rx_map map = rx_read_root(&r->reader, root, "");
  const rx_node *description = rx_node_child(root, "description");
  experiment->name = rx_read_word(r, &map, "experiment", true, "");
  rx_check_name(&map, rx_node_child(root, "experiment"), experiment->name, true);
  experiment->title = rx_read_word(r, &map, "title", false, experiment->name);
  experiment->description =
      rx_keep(r, description != NULL && description->kind == RX_NODE_SCALAR ? description->text : "");
  experiment->output = rx_read_word(r, &map, "output", false, NULL);
  experiment->seed = 1;
  rx_read_seed(&map, "seed", false, &experiment->seed);
  rx_read_params(&map, EXPERIMENT_PARAMS, experiment);
  const size_t before = rx_problems_count(r->problems);
  read_solver(r, &map, experiment);
  read_model(r, &map, experiment);
  r->has_whole_model = !r->has_broken_numbers && rx_problems_count(r->problems) == before;
  const bool has_assays = rx_read_node(&map, "assays", false) != NULL;
  if ((needs_stimuli && !has_assays) || rx_read_node(&map, "stimuli", false) != NULL)
    rx_stimuli_read(r, &map, experiment);
  if (has_assays) rx_assays_read(r, &map, experiment);
  r->has_broken_numbers = r->has_broken_numbers || rx_problems_count(r->problems) > before;
  rx_graph_read(r, &map, experiment);
  rx_reports_read(r, &map, experiment);
  rx_detectors_read(r, &map, experiment);
  rx_conditions_read(r, &map, experiment);
  if (!r->has_broken_model) check_precision(&map, experiment);
  if (!r->has_broken_model) check_dt(&map, experiment);
  if (!r->has_broken_model && experiment->model == RX_MODEL_RATE && experiment->repetitions > 1)
    rx_read_problem(&map, rx_node_child(map.node, "repetitions"), "repetitions",
                    "a rate_model has no chance in it: one repetition is all");
  const char *const recorded[] = { "reports", "detectors" };
  for (int k = 0; k < 2 && has_assays && rx_read_node(&map, "stimuli", false) == NULL; k++)
    if (rx_read_node(&map, recorded[k], false) != NULL)
      rx_read_problem(&map, rx_node_child(map.node, recorded[k]), recorded[k],
                      "record runs under stimuli, and there are assays alone");
  if (has_assays && experiment->repetitions > 1)
    rx_read_problem(&map, rx_node_child(map.node, "repetitions"), "repetitions",
                    "an assay has no chance in it: one repetition is all");
  rx_read_end(&map);
}

/* ---- beginning and end ---- */

static rx_status begin(rx_reading *r, rx_problems *problems, rx_error *err)
{
  *r = (rx_reading){ .tree = rx_config_create(), .problems = problems, .arena = rx_arena_create() };
  r->reader = (rx_reader){ .problems = problems, .registry = rx_registry_create(), .arena = rx_arena_create() };
  if (r->tree == NULL || r->arena == NULL || r->reader.registry == NULL || r->reader.arena == NULL ||
      !rx_config_set_root(r->tree, RX_CONFIGS_FOLDER))
    return rx_no_memory(err);
  return RX_OK;
}

/* Frees what only the reading needed; the result's part too unless it is kept. */
static void end(rx_reading *r, bool is_kept)
{
  rx_config_free(r->tree);
  rx_arena_free(r->reader.arena);
  if (is_kept) return;
  rx_registry_free(r->reader.registry);
  rx_arena_free(r->arena);
}

static rx_status finish(rx_reading *r, size_t before, rx_error *err)
{
  const size_t n = rx_problems_count(r->problems) - before;
  if (n == 0) return RX_OK;
  return rx_fail(err, RX_E_INPUT, "%zu problem%s in the config", n, n == 1 ? "" : "s");
}

static char *copy_text(const char *text, size_t n)
{
  char *copy = malloc(n + 1);
  if (copy == NULL) return NULL;
  if (n > 0) memcpy(copy, text, n);
  copy[n] = '\0';
  return copy;
}

/* Reads the experiment of a tree's root (NULL: it could not be loaded). */
static rx_status read_root(rx_reading *r, rx_node *root, size_t before, const rx_changes *changes, bool needs_stimuli,
                           rx_experiment **experiment, rx_error *err)
{
  rx_status status = RX_OK;
  rx_experiment *read = rx_arena_alloc(r->arena, sizeof *read);
  if (read == NULL) {
    status = rx_no_memory(err);
    goto done;
  }
  read->arena = r->arena;
  read->registry = r->reader.registry;
  if (root != NULL) {
    const size_t n_said = rx_problems_count(r->problems);
    r->has_broken_model = !complete_tree(r, root, changes);
    r->has_broken_numbers = rx_problems_count(r->problems) > n_said;
    read_experiment(r, root, needs_stimuli, read);
  }
  status = finish(r, before, err);
  if (status != RX_OK) goto done;
  size_t n = 0;
  const char *text = rx_config_text(r->tree, &n);
  read->text = copy_text(text, n);
  read->effective = rx_experiment_effective(read);
  if (read->text == NULL || read->effective == NULL) status = rx_no_memory(err);
done:
  if (status != RX_OK && read != NULL) {
    free(read->text);
    free(read->effective);
  }
  end(r, status == RX_OK);
  *experiment = status == RX_OK ? read : NULL;
  return status;
}

rx_status rx_experiment_read_changed(const char *path, const rx_changes *changes, rx_problems *problems,
                                     rx_experiment **experiment, rx_error *err)
{
  rx_reading r;
  const size_t before = rx_problems_count(problems);
  *experiment = NULL;
  if (begin(&r, problems, err) != RX_OK) {
    end(&r, false);
    return RX_E_MEMORY;
  }
  rx_node *root = rx_config_load(r.tree, path, problems);
  return read_root(&r, root, before, changes, true, experiment, err);
}

rx_status rx_experiment_read(const char *path, size_t n_sets, const char *const sets[], rx_problems *problems,
                             rx_experiment **experiment, rx_error *err)
{
  const rx_changes changes = { .n_sets = n_sets, .sets = sets };
  return rx_experiment_read_changed(path, &changes, problems, experiment, err);
}

rx_status rx_experiment_read_text(const char *text, size_t length, const char *name, size_t n_sets,
                                  const char *const sets[], rx_problems *problems, rx_experiment **experiment,
                                  rx_error *err)
{
  rx_reading r;
  const size_t before = rx_problems_count(problems);
  *experiment = NULL;
  if (begin(&r, problems, err) != RX_OK) {
    end(&r, false);
    return RX_E_MEMORY;
  }
  rx_node *root = rx_config_load_text(r.tree, name, text, length, problems);
  const rx_changes changes = { .n_sets = n_sets, .sets = sets };
  return read_root(&r, root, before, &changes, true, experiment, err);
}

void rx_experiment_free(rx_experiment *experiment)
{
  if (experiment == NULL) return;
  free(experiment->text);
  free(experiment->effective);
  rx_registry_free(experiment->registry);
  rx_arena_free(experiment->arena); /* the experiment itself lies there too */
}

/* ---- parts alone ---- */

static bool is_file_name(const char *name)
{
  const size_t n = strlen(name);
  return n > 5 && strcmp(name + n - 5, ".yaml") == 0;
}

/* A document that stands for the command line, so that the search for configs begins in the current folder. */
static rx_node *stand_in(rx_reading *r, const char *text)
{
  return rx_config_load_text(r->tree, "(asked for)", text, strlen(text), r->problems);
}

rx_status rx_circuit_config_read(const char *name, size_t n_sets, const char *const sets[], rx_problems *problems,
                                 rx_experiment **experiment, rx_error *err)
{
  rx_reading r;
  const size_t before = rx_problems_count(problems);
  *experiment = NULL;
  if (begin(&r, problems, err) != RX_OK) {
    end(&r, false);
    return RX_E_MEMORY;
  }
  rx_node *root = stand_in(&r, "experiment: circuit\n");
  if (root != NULL) {
    const rx_pair pair = { "circuit", root->file, 1, 1,
                           is_file_name(name) ? rx_config_load(r.tree, name, problems) : rx_make_text(&r, name, root) };
    rx_pair model = pair;
    if (rx_node_child(pair.value, "rate_model") != NULL && rx_node_child(pair.value, "circuit") == NULL)
      model.key = "rate_model";
    if (pair.value == NULL || !rx_config_put(r.tree, root, &model, problems)) root = NULL;
  }
  const rx_changes changes = { .n_sets = n_sets, .sets = sets };
  return read_root(&r, root, before, &changes, false, experiment, err);
}

rx_status rx_cell_config_read(const char *name, const char *grid, rx_problems *problems, rx_cell_config **config,
                              rx_error *err)
{
  rx_reading r;
  const size_t before = rx_problems_count(problems);
  *config = NULL;
  rx_status status = begin(&r, problems, err);
  rx_cell_config *read = status == RX_OK ? rx_arena_alloc(r.arena, sizeof *read) : NULL;
  if (read == NULL) {
    end(&r, false);
    return rx_no_memory(err);
  }
  read->arena = r.arena;
  read->registry = r.reader.registry;
  rx_node *root = stand_in(&r, "cell: true\n");
  rx_node *at = root != NULL ? rx_make_text(&r, name, root) : NULL;
  rx_node *node = NULL;
  if (at != NULL)
    node = is_file_name(name) ? rx_config_load(r.tree, name, problems)
                              : rx_config_find(r.tree, "cells", name, at, problems);
  if (node != NULL) {
    rx_map map = rx_read_root(&r.reader, node, "");
    rx_cell_read(&r, &map, grid != NULL ? grid : "std", &read->cell);
    read->cell.name = rx_read_word(&r, &map, "cell", true, name);
    rx_read_end(&map);
  }
  status = finish(&r, before, err);
  end(&r, status == RX_OK);
  if (status == RX_OK) *config = read;
  return status;
}

void rx_cell_config_free(rx_cell_config *config)
{
  if (config == NULL) return;
  rx_registry_free(config->registry);
  rx_arena_free(config->arena);
}

bool rx_entry_is_shipped(const rx_entry *entry)
{
  static const char *const KINDS[] = { "/cells/", "/circuits/", "/phenotypes/", "/drugs/" };
  if (entry->file == NULL) return false;
  char *file = realpath(entry->file, NULL), *root = realpath(RX_CONFIGS_FOLDER, NULL);
  bool is_shipped = false;
  const size_t n = root != NULL ? strlen(root) : 0;
  if (file != NULL && root != NULL && strncmp(file, root, n) == 0)
    for (size_t k = 0; k < sizeof KINDS / sizeof *KINDS; k++)
      is_shipped |= strncmp(file + n, KINDS[k], strlen(KINDS[k])) == 0;
  free(file);
  free(root);
  return is_shipped;
}
