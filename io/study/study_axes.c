/* The parameters of a study: which numbers are varied, over what. */
#include <math.h>
#include <string.h>

#include "io/study/study_parts.h"
#include "models/circuit/modifier.h"

static const char *const OPERATIONS[] = { "set", "scale", "add", "shift" }; /* in the order of rx_axis_operation */

static const char *const SPACINGS[] = { "linear", "log" };

const char *rx_axis_operation_name(rx_axis_operation operation)
{
  return OPERATIONS[operation];
}

/* How a run is recorded or repeated is no parameter of the model. */
static bool can_vary(const char *path)
{
  static const char *const ROOTS[] = { "circuit/", "rate_model/", "stimuli/", "assays/", "solver/" };
  for (size_t i = 0; i < sizeof ROOTS / sizeof *ROOTS; i++)
    if (strncmp(path, ROOTS[i], strlen(ROOTS[i])) == 0) return true;
  return false;
}

/* "cell/…" of an experiment with one cell means the population that the cell has become. */
static const char *full_path(rx_study_reading *r, const char *path)
{
  const rx_circuit *circuit = r->study->experiment->circuit;
  if (strncmp(path, "cell/", 5) != 0 || circuit == NULL || circuit->n_populations != 1) return path;
  const char *full = rx_arena_format(r->arena, "circuit/populations/%s/%s", circuit->populations[0].name, path + 5);
  return full != NULL ? full : path;
}

bool rx_axis_moves(const rx_axis *axis, const rx_circuit *circuit, const char *path)
{
  for (size_t i = 0; i < axis->n_paths; i++)
    if (rx_modifier_matches(circuit, axis->paths[i], path)) return true;
  return false;
}

/* Whether a path names a parameter; a problem where it doesn't. */
static bool check_path(rx_study_reading *r, const rx_map *map, const char *path)
{
  rx_experiment *e = r->study->experiment;
  for (size_t i = 0; i < rx_registry_count(e->registry); i++)
    if (rx_modifier_matches(e->circuit, path, rx_registry_at(e->registry, i)->path)) return true;
  const rx_modifier one = { .source = "study", .path = path, .operation = RX_SCALE, .value = 1 };
  rx_error err = { 0 };
  rx_modifiers_apply(e->registry, e->circuit, 1, &one, NULL, &err); /* for its text, with the nearest path */
  rx_registry_reset(e->registry);
  const char *text = strncmp(err.text, "study: ", 7) == 0 ? err.text + 7 : err.text;
  rx_read_problem(map, NULL, NULL, "%s", text[0] != '\0' ? text : "no parameter has this path");
  return false;
}

/* Whether two paths of an axis name a number: it would be scaled, or added to, twice. */
static bool names_twice(const rx_axis *axis, const rx_circuit *circuit, const char *path)
{
  int n = 0;
  for (size_t i = 0; i < axis->n_paths; i++) n += rx_modifier_matches(circuit, axis->paths[i], path);
  return n > 1;
}

/* The first entry that an axis moves, and its base (NaN where several differ). NULL, with a problem: none that may be varied. */
static const rx_entry *find_entry(rx_study_reading *r, const rx_map *map, const rx_axis *axis, double *base)
{
  rx_experiment *e = r->study->experiment;
  const rx_entry *first = NULL;
  for (size_t i = 0; i < axis->n_paths; i++)
    if (!check_path(r, map, axis->paths[i])) return NULL;
  for (size_t i = 0; i < rx_registry_count(e->registry); i++) {
    const rx_entry *entry = rx_registry_at(e->registry, i);
    if (!rx_axis_moves(axis, e->circuit, entry->path)) continue;
    if (!can_vary(entry->path)) {
      rx_read_problem(map, NULL, NULL,
                      "%s can't be varied: a study varies circuit/…, rate_model/…, stimuli/…, assays/… and solver/…",
                      entry->path);
      return NULL;
    }
    if (names_twice(axis, e->circuit, entry->path)) {
      rx_read_problem(map, rx_node_child(map->node, "paths"), "paths", "name %s twice", entry->path);
      return NULL;
    }
    if (first == NULL) *base = entry->base;
    if (first != NULL && entry->base != *base) *base = NAN;
    if (first == NULL) first = entry;
    if (entry->param->type == RX_INT) { /* arrays have been made by it */
      rx_read_problem(map, NULL, NULL, "%s is a count and can't be varied: write a study for each", entry->path);
      return NULL;
    }
    if (axis->operation != RX_AXIS_SCALE && strcmp(entry->param->unit, first->param->unit) != 0) {
      rx_read_problem(map, NULL, NULL, "%s is in %s, but %s in %s: they can't have one value (operation: scale can)",
                      first->path, first->param->unit, entry->path, entry->param->unit);
      return NULL;
    }
  }
  return first;
}

/* The paths of an axis: of its `paths`, else its key. False with a problem. */
static bool read_paths(rx_study_reading *r, rx_map *map, const char *key, rx_axis *axis)
{
  const char *const *given = NULL;
  size_t n = 0;
  if (rx_node_child(map->node, "paths") == NULL) {
    given = &key;
    n = 1;
  } else if (!rx_read_names(map, "paths", true, &given, &n)) {
    return false;
  }
  const char **paths = rx_arena_alloc(r->arena, (n + 1) * sizeof *paths);
  if (paths == NULL) return false;
  axis->path = "";
  for (size_t i = 0; i < n; i++) {
    paths[i] = rx_study_keep(r, full_path(r, given[i]));
    axis->path = rx_arena_format(r->arena, "%s%s%s", axis->path, i > 0 ? ", " : "", paths[i]);
    if (axis->path == NULL) return false;
  }
  axis->paths = paths;
  axis->n_paths = n;
  return true;
}

/* Values that are put in the place of numbers must lie in the ranges of all of them. key, at: where the value is written. */
static bool check_range(rx_study_reading *r, const rx_map *map, const char *key, const rx_node *at, const rx_axis *axis,
                        double value)
{
  rx_experiment *e = r->study->experiment;
  if (axis->operation != RX_AXIS_SET) return true;
  for (size_t i = 0; i < rx_registry_count(e->registry); i++) {
    const rx_entry *entry = rx_registry_at(e->registry, i);
    if (!rx_axis_moves(axis, e->circuit, entry->path) || rx_param_allows(entry->param, value)) continue;
    const bool has_unit = strcmp(entry->param->unit, "1") != 0;
    rx_read_problem(map, at, key, "%g%s%s is out of the range of %s, %g to %g", value, has_unit ? " " : "",
                    has_unit ? entry->param->unit : "", entry->path, entry->param->lower, entry->param->upper);
    return false;
  }
  return true;
}

static bool read_values(rx_study_reading *r, rx_map *map, rx_axis *axis)
{
  const double *values = NULL;
  size_t n = 0;
  const rx_node *at = rx_node_child(map->node, "values");
  if (!rx_read_numbers(map, "values", true, axis->units, -1e300, 1e300, &values, &n)) return false;
  if (n == 0) {
    rx_read_problem(map, at, "values", "is empty");
    return false;
  }
  double *kept = rx_arena_alloc(r->arena, n * sizeof *kept);
  if (kept == NULL) return false;
  memcpy(kept, values, n * sizeof *kept);
  axis->values = kept;
  axis->n_values = n;
  axis->lower = axis->upper = kept[0];
  for (size_t i = 0; i < n; i++) {
    axis->lower = fmin(axis->lower, kept[i]);
    axis->upper = fmax(axis->upper, kept[i]);
    const rx_node *item = at->kind == RX_NODE_SEQUENCE ? at->items[i] : at;
    if (axis->is_log && !(kept[i] > 0)) {
      rx_read_problem(map, item, "values", "must be above 0 with spacing: log, not %g", kept[i]);
      return false;
    }
    if (!check_range(r, map, "values", item, axis, kept[i])) return false;
  }
  return true;
}

static bool read_range(rx_study_reading *r, rx_map *map, bool needs_n, rx_axis *axis)
{
  int n = 0;
  if (needs_n && rx_node_child(map->node, "from") == NULL && rx_node_child(map->node, "to") == NULL) {
    rx_read_problem(map, NULL, NULL, "has no values: give values: [...], or from, to and n");
    return false;
  }
  const rx_node *from = rx_node_child(map->node, "from");
  const bool has_both = rx_read_number(map, "from", true, axis->units, -1e300, 1e300, &axis->lower) &
                        rx_read_number(map, "to", true, axis->units, -1e300, 1e300, &axis->upper);
  if (!has_both || (needs_n && !rx_read_int(map, "n", true, 1, 1000000, &n))) return false;
  if (!(axis->lower < axis->upper) && !(n == 1 && axis->lower == axis->upper)) {
    rx_read_problem(map, from, NULL, "from, %g, must be below to, %g", axis->lower, axis->upper);
    return false;
  }
  if (axis->is_log && !(axis->lower > 0)) {
    rx_read_problem(map, from, "from", "must be above 0 with spacing: log, not %g", axis->lower);
    return false;
  }
  /* what lies between is within the ranges too */
  if (!check_range(r, map, "from", from, axis, axis->lower) ||
      !check_range(r, map, "to", rx_node_child(map->node, "to"), axis, axis->upper))
    return false;
  if (!needs_n) return true;
  double *values = rx_arena_alloc(r->arena, (size_t)n * sizeof *values);
  if (values == NULL) return false;
  for (int i = 0; i < n; i++) {
    const double share = n > 1 ? (double)i / (n - 1) : 0.0;
    const double value = axis->is_log ? axis->lower * pow(axis->upper / axis->lower, share)
                                      : axis->lower + (axis->upper - axis->lower) * share;
    values[i] = fmin(fmax(value, axis->lower), axis->upper); /* however it was rounded */
  }
  values[n - 1] = n > 1 ? axis->upper : values[0]; /* exact, whatever pow gave */
  axis->values = values;
  axis->n_values = (size_t)n;
  return true;
}

/* One parameter. False with a problem. */
static bool read_axis(rx_study_reading *r, rx_map *parameters, const char *key, rx_axis *axis)
{
  const rx_study *study = r->study;
  const rx_pair *pair = rx_node_pair(parameters->node, key);
  rx_map map = rx_read_map(parameters, key, true);
  if (map.node == NULL) return false;
  const size_t before = rx_problems_count(r->problems);
  *axis = (rx_axis){
    .start = NAN, .truth = NAN, .file = rx_study_keep(r, pair->file), .line = pair->line, .column = pair->column
  };
  int operation = RX_AXIS_SET, spacing = 0;
  if (!read_paths(r, &map, key, axis)) return false;
  rx_read_choice(&map, "operation", false, OPERATIONS, 4, &operation);
  rx_read_choice(&map, "spacing", false, SPACINGS, 2, &spacing);
  axis->operation = (rx_axis_operation)operation;
  axis->is_log = spacing == 1;
  /* known ones, whether this axis takes them or not */
  rx_read_node(&map, "values", false);
  rx_read_node(&map, "paths", false);
  double base = NAN;
  const rx_entry *entry = find_entry(r, &map, axis, &base);
  if (entry == NULL) return false;
  axis->units = operation == RX_AXIS_SCALE ? "1" : entry->param->unit;
  axis->meaning = axis->n_paths == 1 ? entry->param->meaning
                                     : rx_arena_format(r->arena, "%zu numbers together: %s", axis->n_paths, axis->path);
  if (axis->meaning == NULL) axis->meaning = "";
  axis->def = operation == RX_AXIS_SET ? base : operation == RX_AXIS_SCALE ? 1 : 0;
  const bool has_name = rx_node_child(map.node, "paths") != NULL;
  char *name = rx_arena_format(r->arena, has_name || operation == RX_AXIS_SET ? "%s" : "%s/%s",
                               has_name ? key : axis->paths[0], OPERATIONS[operation]);
  for (char *c = name; c != NULL && *c != '\0'; c++)
    if (*c == '/') *c = '.';
  axis->name = name != NULL ? name : "";
  const bool has_grid = study->design == RX_DESIGN_GRID || study->design == RX_DESIGN_LIST;
  const bool has_values = rx_node_child(map.node, "values") != NULL;
  const bool is_good = has_grid && has_values ? read_values(r, &map, axis) : read_range(r, &map, has_grid, axis);
  if (study->kind == RX_STUDY_FIT) {
    rx_read_number(&map, "start", false, axis->units, axis->lower, axis->upper, &axis->start);
    rx_read_number(&map, "truth", false, axis->units, -1e300, 1e300, &axis->truth);
  }
  if (has_values && !has_grid)
    rx_read_problem(&map, rx_node_child(map.node, "values"), "values", "is for a grid or a list: give from and to");
  else
    rx_read_end(&map);
  return is_good && rx_problems_count(r->problems) == before;
}

/* Where a parameter is written. */
static rx_node place_of(const rx_axis *axis)
{
  return (rx_node){ .file = axis->file, .line = axis->line, .column = axis->column };
}

/* Two parameters that are both put in the place of one number. */
static void check_overlaps(rx_study_reading *r, const rx_map *parameters)
{
  const rx_study *study = r->study;
  const rx_circuit *circuit = study->experiment->circuit;
  for (size_t b = 1; b < study->n_axes; b++)
    for (size_t a = 0; a < b; a++) {
      if (study->axes[a].operation != RX_AXIS_SET || study->axes[b].operation != RX_AXIS_SET) continue;
      for (size_t i = 0; i < rx_registry_count(study->experiment->registry); i++) {
        const char *path = rx_registry_at(study->experiment->registry, i)->path;
        if (!rx_axis_moves(&study->axes[a], circuit, path) || !rx_axis_moves(&study->axes[b], circuit, path)) continue;
        const rx_node at = place_of(&study->axes[b]);
        rx_read_problem(parameters, &at, study->axes[b].path, "sets %s, which %s sets too", path, study->axes[a].path);
        break;
      }
    }
}

/* Names become datasets, so no two parameters may have one. */
static void check_names(rx_study_reading *r, const rx_map *parameters)
{
  const rx_study *study = r->study;
  for (size_t b = 1; b < study->n_axes; b++)
    for (size_t a = 0; a < b; a++) {
      const rx_axis *axis = &study->axes[b];
      if (strcmp(study->axes[a].name, axis->name) != 0) continue;
      const rx_node at = place_of(axis);
      rx_read_problem(parameters, &at, axis->path, "is called %s in the result, and so is the parameter at line %d",
                      axis->name, study->axes[a].line);
    }
}

void rx_axes_read_form(rx_study_reading *r, rx_map *root)
{
  static const char *const NODES[] = { "paths", "values", "from", "to" };
  rx_map parameters = rx_read_map(root, "parameters", true);
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_read_next(&parameters, &i, &key, &value);) {
    int ignored = 0;
    rx_map map = rx_read_map(&parameters, key, true);
    rx_read_choice(&map, "operation", false, OPERATIONS, 4, &ignored);
    rx_read_choice(&map, "spacing", false, SPACINGS, 2, &ignored);
    for (size_t k = 0; k < sizeof NODES / sizeof *NODES; k++) rx_read_node(&map, NODES[k], false);
    if (r->study->design == RX_DESIGN_GRID || r->study->design == RX_DESIGN_LIST)
      rx_read_int(&map, "n", false, 1, 1000000, &ignored);
    if (r->study->kind == RX_STUDY_FIT) {
      rx_read_node(&map, "start", false);
      rx_read_node(&map, "truth", false);
    }
    rx_read_end(&map);
  }
  rx_read_end(&parameters);
}

void rx_axes_read(rx_study_reading *r, rx_map *root)
{
  rx_study *study = r->study;
  rx_map parameters = rx_read_map(root, "parameters", true);
  if (parameters.node == NULL) return;
  study->axes = rx_arena_alloc(r->arena, (parameters.node->n + 1) * sizeof *study->axes);
  const rx_node **nodes = rx_arena_alloc(r->reader.arena, (parameters.node->n + 1) * sizeof *nodes);
  const char *key;
  const rx_node *value;
  size_t n_given = 0;
  for (size_t i = 0; study->axes != NULL && nodes != NULL && rx_read_next(&parameters, &i, &key, &value); n_given++) {
    nodes[study->n_axes] = value;
    if (read_axis(r, &parameters, key, &study->axes[study->n_axes])) study->n_axes++;
  }
  if (n_given == 0) rx_read_problem(&parameters, NULL, NULL, "names no parameter");
  rx_read_end(&parameters);
  bool is_even = true;
  for (size_t k = 1; study->design == RX_DESIGN_LIST && k < study->n_axes; k++)
    if (study->axes[k].n_values != study->axes[0].n_values) {
      is_even = false;
      const rx_node at = place_of(&study->axes[k]);
      rx_read_problem(&parameters, &at, study->axes[k].path,
                      "has %zu values, %s has %zu: in a list all have as many (for every combination: design: grid)",
                      study->axes[k].n_values, study->axes[0].path, study->axes[0].n_values);
    }
  check_names(r, &parameters);
  check_overlaps(r, &parameters);
  if (is_even && nodes != NULL) rx_axes_check_ranges(r, &parameters, nodes);
}
