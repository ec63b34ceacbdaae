#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/study/study_parts.h"

#ifndef RX_CONFIGS_FOLDER
#define RX_CONFIGS_FOLDER "configs" /* the build gives the installed one */
#endif

static const char *const KINDS[] = { "sweep", "sensitivity", "fit" }; /* in the order of rx_study_kind */
enum { N_KINDS = 3 };

const char *rx_study_kind_name(rx_study_kind kind)
{
  return KINDS[kind];
}

const char *rx_study_keep(rx_study_reading *r, const char *text)
{
  const char *copy = text != NULL ? rx_arena_text(r->arena, text) : "";
  return copy != NULL ? copy : "";
}

/* The kind of a study's root and its name; false with a problem. */
static bool read_kind(rx_study_reading *r, rx_map *root)
{
  int n = 0;
  for (int k = 0; k < N_KINDS; k++) {
    const char *name = NULL;
    if (rx_node_child(root->node, KINDS[k]) == NULL) continue;
    if (n++ == 0) r->study->kind = (rx_study_kind)k;
    if (!rx_read_text(root, KINDS[k], true, &name)) continue;
    for (const char *c = name; *c != '\0'; c++)
      if (strchr("/\\ \t\n", *c) != NULL || *c == '.') {
        rx_read_problem(root, rx_node_child(root->node, KINDS[k]), KINDS[k],
                        "the name \"%.60s\" may have no spaces, dots or slashes", name);
        break;
      }
    r->study->name = rx_study_keep(r, name);
  }
  if (n == 1) return true;
  if (n == 0 && rx_node_child(root->node, "experiment") != NULL && rx_node_child(root->node, "stimuli") != NULL)
    rx_read_problem(root, NULL, NULL, "is an experiment, not a study: `rexed run` runs it; a study names it");
  else
    rx_read_problem(root, NULL, NULL,
                    n == 0 ? "is no study: it begins with `sweep: NAME`, `sensitivity: NAME` or `fit: NAME`"
                           : "is more than one study: give one of sweep, sensitivity and fit");
  return false;
}

/* ---- sets ---- */

/* Paths of --set that mean the experiment, by their first part. */
static bool is_of_experiment(const char *assignment)
{
  static const char *const PARTS[] = { "circuit", "cell",  "rate_model", "stimuli", "assays",     "conditions",
                                       "solver",  "graph", "reports",    "bin",     "repetitions" };
  const size_t n = strcspn(assignment, "/=");
  for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
    if (strlen(PARTS[i]) == n && strncmp(PARTS[i], assignment, n) == 0) return true;
  return false;
}

/* `set:` of the study and the sets of the command line that mean the experiment, as PATH=VALUE; those of the study also as changes
 * that know their places. */
static void read_sets(rx_study_reading *r, rx_map *root, bool has_seed, size_t n_given, const char *const given[])
{
  rx_map set = rx_read_map(root, "set", false);
  const size_t n_own = set.node != NULL ? set.node->n : 0;
  const char **sets = rx_arena_alloc(r->arena, (n_own + n_given + 2) * sizeof *sets);
  r->own_sets = rx_arena_alloc(r->reader.arena, (n_own + 1) * sizeof *r->own_sets);
  if (sets == NULL || r->own_sets == NULL) {
    rx_read_problem(root, NULL, NULL, "out of memory");
    return;
  }
  size_t n = 0;
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_read_next(&set, &i, &key, &value);) {
    rx_read_node(&set, key, false);
    char *text = rx_config_dump(value);
    const char *assignment = text != NULL ? rx_arena_format(r->arena, "%s=%s", key, text) : NULL;
    if (!is_of_experiment(key))
      rx_read_problem(&set, value, key, "is no path of an experiment (they begin with circuit/, stimuli/, solver/, …)");
    else if (assignment != NULL) {
      sets[n++] = assignment;
      r->own_sets[r->n_own_sets++] = *rx_node_pair(set.node, key);
    }
    free(text);
  }
  rx_read_end(&set);
  for (size_t i = 0; i < n_given; i++)
    if (is_of_experiment(given[i])) sets[n++] = rx_study_keep(r, given[i]);
  /* the study's seed is the experiment's, so that the default seed of graphs follows it too */
  if (has_seed) sets[n++] = rx_arena_format(r->arena, "seed=%llu", (unsigned long long)r->study->seed);
  r->study->sets = sets;
  r->study->n_sets = n;
}

/* ---- experiment ---- */

static const char *beside(rx_study_reading *r, const rx_node *at, const char *file)
{
  const char *slash = at->file != NULL ? strrchr(at->file, '/') : NULL;
  if (file[0] == '/' || slash == NULL) return rx_study_keep(r, file);
  const char *path = rx_arena_format(r->arena, "%.*s/%s", (int)(slash - at->file), at->file, file);
  return path != NULL ? path : "";
}

static void read_experiment(rx_study_reading *r, rx_map *root)
{
  const char *file = NULL;
  rx_error err = { 0 };
  const rx_node *at = rx_node_child(root->node, "experiment");
  if (!rx_read_text(root, "experiment", true, &file)) return;
  r->study->experiment_file = beside(r, at, file);
  FILE *f = fopen(r->study->experiment_file, "r");
  if (f == NULL) {
    rx_read_problem(root, at, "experiment", "there is no file %s", r->study->experiment_file);
    return;
  }
  fclose(f);
  const rx_changes changes = { .n_pairs = r->n_own_sets,
                               .pairs = r->own_sets,
                               .n_sets = r->study->n_sets - r->n_own_sets,
                               .sets = r->study->sets + r->n_own_sets };
  rx_experiment_read_changed(r->study->experiment_file, &changes, r->problems, &r->study->experiment, &err);
}

rx_status rx_study_experiment(const rx_study *study, rx_experiment **experiment, rx_error *err)
{
  rx_problems *problems = rx_problems_create();
  if (problems == NULL) return rx_no_memory(err);
  rx_status status = rx_experiment_read(study->experiment_file, study->n_sets, study->sets, problems, experiment, err);
  rx_problems_free(problems);
  if (status == RX_OK && strcmp((*experiment)->effective, study->experiment->effective) == 0) return RX_OK;
  if (status == RX_OK || status == RX_E_INPUT)
    status = rx_fail(err, RX_E_INPUT, "%s has changed since the study was read: begin again", study->experiment_file);
  rx_experiment_free(*experiment);
  *experiment = NULL;
  return status;
}

/* ---- keys ---- */

static void read_design(rx_study_reading *r, rx_map *root)
{
  static const char *const DESIGNS[] = { "grid", "list", "sobol", "latin_hypercube" };
  rx_study *study = r->study;
  int design = RX_DESIGN_GRID, points = 0;
  rx_read_choice(root, "design", false, DESIGNS, 4, &design);
  study->design = (rx_design_kind)design;
  const bool needs_points = design == RX_DESIGN_SOBOL || design == RX_DESIGN_LATIN_HYPERCUBE;
  if (needs_points && rx_read_int(root, "points", true, 1, 100000000, &points)) study->n_points = (size_t)points;
}

static void read_sensitivity(rx_study_reading *r, rx_map *root)
{
  static const char *const METHODS[] = { "sobol", "morris" };
  rx_study *study = r->study;
  int method = 0;
  rx_read_choice(root, "method", false, METHODS, 2, &method);
  if (method == 0) {
    study->design = RX_DESIGN_SALTELLI;
    rx_read_int(root, "base_points", true, 2, 10000000, &study->base_points);
    rx_read_bool(root, "second_order", false, &study->has_second_order);
  } else {
    study->design = RX_DESIGN_MORRIS;
    rx_read_int(root, "trajectories", false, 2, 1000000, &study->trajectories);
    if (rx_read_int(root, "levels", false, 2, 1000, &study->levels) && study->levels % 2 != 0)
      rx_read_problem(root, rx_node_child(root->node, "levels"), "levels", "must be even, not %d", study->levels);
  }
  rx_read_int(root, "bootstrap", false, 10, 100000, &study->bootstrap);
}

static void read_outputs(rx_study_reading *r, rx_map *root)
{
  const char *const *names = NULL;
  size_t n = 0;
  if (!rx_read_names(root, "outputs", false, &names, &n)) return;
  const rx_node *at = rx_node_child(root->node, "outputs");
  const char **kept = rx_arena_alloc(r->arena, (n + 1) * sizeof *kept);
  if (kept == NULL) return;
  for (size_t i = 0; i < n; i++) kept[i] = rx_study_keep(r, names[i]);
  r->study->outputs = kept;
  r->study->n_outputs = n;
  r->study->outputs_file = rx_study_keep(r, at->file);
  r->study->outputs_line = at->line;
  r->study->outputs_column = at->column;
}

/* Least squares need a target for each parameter. */
static void check_targets(rx_study_reading *r, rx_map *root)
{
  const rx_study *study = r->study;
  if (study->kind != RX_STUDY_FIT || study->method != RX_FIT_LEAST_SQUARES) return;
  if (study->n_targets > 0 && study->n_axes > study->n_targets)
    rx_read_problem(root, rx_node_child(root->node, "targets"), "targets",
                    "%zu for a fit of %zu parameters: least squares need at least as many (method: rejection does not)",
                    study->n_targets, study->n_axes);
}

static void read_keys(rx_study_reading *r, rx_map *root, size_t n_sets, const char *const sets[])
{
  rx_study *study = r->study;
  const char *title = study->name, *output = NULL;
  const rx_node *description = rx_node_child(root->node, "description");
  rx_read_text(root, "title", false, &title);
  study->title = rx_study_keep(r, title);
  study->description =
      rx_study_keep(r, description != NULL && description->kind == RX_NODE_SCALAR ? description->text : "");
  if (rx_read_text(root, "output", false, &output)) study->output = rx_study_keep(r, output);
  const bool has_seed = rx_read_seed(root, "seed", false, &study->seed);
  rx_read_int(root, "replicates", false, 1, 1000000, &study->replicates);
  rx_read_bool(root, "common_random_numbers", false, &study->has_common_random_numbers);
  if (rx_read_int(root, "part_members", false, 8, 1000000, &study->part_members) && study->part_members % 8 != 0)
    rx_read_problem(root, rx_node_child(root->node, "part_members"), "part_members", "must be a multiple of 8, not %d",
                    study->part_members);
  rx_read_number(root, "grace", false, "s", 0, 86400, &study->grace_s);
  if (rx_read_number(root, "member_budget", false, "s", 0, 1e9, &study->member_budget_s) &&
      !(study->member_budget_s > 0))
    rx_read_problem(root, rx_node_child(root->node, "member_budget"), "member_budget", "must be above 0 s");
  if (study->kind != RX_STUDY_FIT) read_outputs(r, root);
  read_sets(r, root, has_seed, n_sets, sets);
  read_experiment(r, root);
  if (study->experiment != NULL) study->seed = study->experiment->seed;
  if (study->kind == RX_STUDY_SWEEP) read_design(r, root);
  if (study->kind == RX_STUDY_SENSITIVITY) read_sensitivity(r, root);
  if (study->kind == RX_STUDY_FIT) rx_fit_keys_read(r, root);
  if (study->experiment != NULL)
    rx_axes_read(r, root);
  else
    rx_axes_read_form(r, root);
  check_targets(r, root);
  rx_read_end(root);
}

/* Lays the sets that mean the study upon its tree; one that is wrong itself is said, and the rest is read as it stands. */
static void set_keys(rx_study_reading *r, rx_node *root, size_t n_sets, const char *const sets[])
{
  for (size_t i = 0; i < n_sets; i++)
    if (!is_of_experiment(sets[i])) rx_config_set(r->tree, root, sets[i], r->problems);
}

static char *copy_text(const char *text, size_t n)
{
  char *copy = calloc(n + 1, 1);
  if (copy != NULL && n > 0) memcpy(copy, text, n);
  return copy;
}

rx_status rx_study_read(const char *path, size_t n_sets, const char *const sets[], rx_problems *problems,
                        rx_study **result, rx_error *err)
{
  *result = NULL;
  const size_t before = rx_problems_count(problems);
  rx_study_reading r = { .tree = rx_config_create(), .problems = problems, .arena = rx_arena_create() };
  r.reader = (rx_reader){ .problems = problems, .arena = rx_arena_create() };
  r.study = r.arena != NULL ? rx_arena_alloc(r.arena, sizeof *r.study) : NULL;
  rx_status status = RX_OK;
  if (r.tree == NULL || r.reader.arena == NULL || r.study == NULL || !rx_config_set_root(r.tree, RX_CONFIGS_FOLDER)) {
    status = rx_no_memory(err);
  } else {
    *r.study = (rx_study){ .name = "",
                           .seed = 1,
                           .replicates = 1,
                           .has_common_random_numbers = true,
                           .part_members = 64,
                           .grace_s = 10,
                           .trajectories = 20,
                           .levels = 4,
                           .bootstrap = 1000,
                           .max_iterations = 50,
                           .draws = 1000,
                           .difference = 0.01,
                           .quantile = 0.05,
                           .is_adjusted = true,
                           .has_measurement_error = true,
                           .arena = r.arena };
    rx_node *root = rx_config_load(r.tree, path, problems);
    if (root != NULL) {
      set_keys(&r, root, n_sets, sets);
      rx_map map = rx_read_root(&r.reader, root, "");
      if (read_kind(&r, &map)) read_keys(&r, &map, n_sets, sets);
    }
    const size_t n = rx_problems_count(problems) - before;
    if (n > 0) status = rx_fail(err, RX_E_INPUT, "%zu problem%s in the study", n, n == 1 ? "" : "s");
  }
  if (status == RX_OK) {
    size_t length = 0;
    const char *text = rx_config_text(r.tree, &length);
    r.study->text = copy_text(text, length);
    r.study->effective = rx_study_effective(r.study);
    if (r.study->text == NULL || r.study->effective == NULL) status = rx_no_memory(err);
  }
  rx_config_free(r.tree);
  rx_arena_free(r.reader.arena);
  if (status == RX_OK)
    *result = r.study;
  else if (r.study != NULL)
    rx_study_free(r.study);
  else
    rx_arena_free(r.arena);
  return status;
}

void rx_study_free(rx_study *study)
{
  if (study == NULL) return;
  rx_experiment_free(study->experiment);
  free(study->text);
  free(study->effective);
  rx_arena_free(study->arena); /* the study itself lies there too */
}

bool rx_is_study_file(const char *path, rx_study_kind *kind)
{
  return rx_document_kind_of(path, kind) == RX_DOCUMENT_STUDY;
}

rx_document_kind rx_document_kind_of(const char *path, rx_study_kind *kind)
{
  static const struct {
    rx_document_kind kind;
    const char *name, *holds; /* the key of its name, and one that no experiment has at its top */
  } PARTS[] = { { RX_DOCUMENT_CELL, "cell", "sections" },
                { RX_DOCUMENT_CIRCUIT, "circuit", "populations" },
                { RX_DOCUMENT_CIRCUIT, "rate_model", "gAP" },
                { RX_DOCUMENT_PHENOTYPE, "phenotype", "modifiers" },
                { RX_DOCUMENT_DRUG, "drug", "molar_mass" } };
  rx_config_tree *tree = rx_config_create();
  rx_problems *problems = rx_problems_create();
  rx_document_kind found = RX_DOCUMENT_EXPERIMENT;
  rx_node *root = NULL;
  if (tree != NULL && problems != NULL && rx_config_set_root(tree, RX_CONFIGS_FOLDER))
    root = rx_config_load(tree, path, problems);
  for (int k = 0; root != NULL && k < N_KINDS && found == RX_DOCUMENT_EXPERIMENT; k++) {
    if (rx_node_child(root, KINDS[k]) == NULL) continue;
    found = RX_DOCUMENT_STUDY;
    if (kind != NULL) *kind = (rx_study_kind)k;
  }
  const bool can_be_part = root != NULL && found == RX_DOCUMENT_EXPERIMENT &&
                           rx_node_child(root, "experiment") == NULL && rx_node_child(root, "stimuli") == NULL;
  for (size_t k = 0; can_be_part && k < sizeof PARTS / sizeof *PARTS && found == RX_DOCUMENT_EXPERIMENT; k++)
    if (rx_node_child(root, PARTS[k].name) != NULL || rx_node_child(root, PARTS[k].holds) != NULL)
      found = PARTS[k].kind;
  rx_problems_free(problems);
  rx_config_free(tree);
  return found;
}
