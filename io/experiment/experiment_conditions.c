/* Conditions from YAML: phenotypes and modifiers, checked by applying them (integration page 1). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/experiment/experiment_parts.h"
#include "stimuli/stimulus.h"

static const char *const OPERATIONS[] = { "scale", "add", "shift", "set" }; /* in the order of rx_operation */
enum { N_OPERATIONS = 4 };

typedef RX_ARRAY(rx_modifier) modifier_list;

/* The unit of the first parameter that a path names; NULL where there is none. */
static const char *unit_of(const rx_experiment *experiment, const char *path)
{
  for (size_t i = 0; i < rx_registry_count(experiment->registry); i++) {
    const rx_entry *entry = rx_registry_at(experiment->registry, i);
    if (rx_modifier_matches(experiment->circuit, path, entry->path)) return entry->param->unit;
  }
  return NULL;
}

/* True for parameters of the model and the stimuli: how a run is solved is not a condition's business. */
static bool is_of_model(const char *path)
{
  static const char *const ROOTS[] = { "circuit/", "rate_model/", "stimuli/", "assays/" };
  for (size_t i = 0; i < sizeof ROOTS / sizeof *ROOTS; i++)
    if (strncmp(path, ROOTS[i], strlen(ROOTS[i])) == 0) return true;
  return false;
}

/* One modifier: path: {operation: value}. False with a problem, or where nothing can be said yet. */
static bool read_modifier(rx_reading *r, rx_map *modifiers, const char *path, const rx_experiment *experiment,
                          rx_modifier *modifier)
{
  const rx_pair *pair = rx_node_pair(modifiers->node, path);
  const rx_node at = { .file = pair->file, .line = pair->line, .column = pair->column };
  rx_map map = rx_read_map(modifiers, path, true);
  if (map.node == NULL) return false;
  int n = 0, operation = 0;
  for (int k = 0; k < N_OPERATIONS; k++) {
    if (rx_read_node(&map, OPERATIONS[k], false) == NULL) continue;
    n++;
    operation = k;
  }
  const size_t before = rx_problems_count(r->problems);
  rx_read_end(&map);
  if (rx_problems_count(r->problems) > before) return false;
  if (n != 1) {
    rx_read_problem(&map, NULL, NULL,
                    n == 0 ? "has no operation: give one of scale, add, shift, set"
                           : "has %d operations: give one of scale, add, shift, set",
                    n);
    return false;
  }
  if (!is_of_model(path)) {
    rx_read_problem(modifiers, &at, NULL,
                    "\"%.100s\" can't be modified: a condition acts on circuit/…, rate_model/…, stimuli/… and assays/…",
                    path);
    return false;
  }
  const char *unit = operation == RX_SCALE || operation == RX_SET ? "1" : unit_of(experiment, path);
  double value = 1;
  if (unit != NULL && !rx_read_number(&map, OPERATIONS[operation], true, unit, -1e9, 1e9, &value)) return false;
  *modifier = (rx_modifier){ .path = rx_keep(r, path),
                             .operation = (rx_operation)operation,
                             .value = value,
                             .file = rx_keep(r, at.file),
                             .line = at.line,
                             .column = at.column };
  return true;
}

/* The modifiers of a mapping, appended to the list. */
static void read_modifiers(rx_reading *r, rx_map *map, bool is_required, const char *source,
                           const rx_experiment *experiment, modifier_list *list)
{
  rx_map modifiers = rx_read_map(map, "modifiers", is_required);
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&modifiers, &i, &key, &value);) {
    rx_modifier modifier;
    if (!read_modifier(r, &modifiers, key, experiment, &modifier)) continue;
    modifier.source = source;
    if (!RX_APPEND(list, modifier)) rx_problems_add(r->problems, NULL, 0, 0, "out of memory");
  }
  rx_read_end(&modifiers);
}

static void read_phenotype(rx_reading *r, const rx_node *at, const char *name, const rx_experiment *experiment,
                           modifier_list *list)
{
  const rx_node *node = rx_config_find(r->tree, "phenotypes", name, at, r->problems);
  if (node == NULL) return;
  rx_map map = rx_read_root(&r->reader, node, "");
  const char *title = NULL;
  rx_read_text(&map, "phenotype", true, &title);
  read_modifiers(r, &map, true, rx_keep(r, name), experiment, list);
  rx_read_end(&map);
}

static bool has_fibres(const rx_circuit *circuit)
{
  for (int p = 0; circuit != NULL && p < circuit->n_populations; p++)
    if (circuit->populations[p].afferent != RX_CLASS_NONE) return true;
  return false;
}

/* What a model lacks that a path is about; "" where a misspelt name is as likely. */
static const char *what_is_needed(const rx_circuit *circuit, const char *path)
{
  static const char NEEDS_NERVE[] = "; it acts on a nerve, which the circuit needs: nerve: { encoder: biophysical }";
  const bool is_of_nerve = strncmp(path, "circuit/nerve/", 14) == 0;
  if (circuit == NULL) return is_of_nerve ? "; it acts on a nerve, which a rate_model has not" : "";
  if (strncmp(path, "circuit/drugs/", 14) == 0) {
    const size_t n = strcspn(path + 14, "/");
    for (int d = 0; d < circuit->n_drugs; d++)
      if (strlen(circuit->drugs[d].name) == n && strncmp(circuit->drugs[d].name, path + 14, n) == 0) return "";
    return "; a drug must be named in `drugs` of the circuit (with `cell:`, of the experiment): drugs: { NAME: {} }";
  }
  const bool has_channels = strncmp(path, "circuit/**/channels/", 20) == 0;
  if (!(is_of_nerve || has_channels) || circuit->nerve.encoder == RX_ENCODER_BIOPHYSICAL) return "";
  if (has_fibres(circuit)) return NEEDS_NERVE;
  return is_of_nerve ? "; it acts on a nerve, and a cell alone has none"
                     : "; it acts on a nociceptor with that channel, as the cell nx";
}

/* Modifiers that each fail alone are said at their own places, those of a phenotype where the user names it. */
static bool report_single(rx_reading *r, const rx_map *map, rx_experiment *experiment, const modifier_list *list)
{
  bool has_failed = false;
  for (size_t i = 0; i < list->n; i++) {
    rx_error err = { 0 };
    rx_modifier alone = list->items[i];
    alone.file = NULL;
    const bool is_own = strcmp(alone.source, "experiment") == 0;
    if (rx_modifiers_apply(experiment->registry, experiment->circuit, 1, &alone, NULL, &err) == RX_OK) continue;
    const rx_modifier *m = &list->items[i];
    const char *needed =
        strstr(err.text, "no parameter has the path") != NULL ? what_is_needed(experiment->circuit, m->path) : "";
    if (is_own)
      rx_problems_add(r->problems, m->file, m->line, m->column, "%s%s", err.text, needed);
    else
      rx_read_problem(map, rx_node_child(map->node, "phenotypes"), "phenotypes", "%s%s (%s:%d)", err.text, needed,
                      m->file, m->line);
    has_failed = true;
  }
  return has_failed;
}

/* Says what values in force contradict each other. */
typedef struct saying {
  const rx_map *map;
  const rx_node *at; /* NULL: at the map */
} saying;

static void say(void *context, const char *text)
{
  const saying *where = context;
  const bool is_of_drugs = strncmp(text, "circuit/drugs: ", 15) == 0;
  const rx_node *drugs = is_of_drugs ? rx_node_at(where->map->node, "circuit/drugs") : NULL; /* none in a condition */
  rx_read_problem(where->map, drugs != NULL ? drugs : where->at, NULL, "%s", text);
}

static void check_in_force(const rx_map *map, const rx_node *at, const rx_experiment *experiment)
{
  saying where = { map, at };
  rx_find_contradictions(experiment, say, &where);
}

/* ---- modifiers without an effect ---- */

static bool ends_with(const char *path, const char *end)
{
  const size_t n = strlen(path), n_end = strlen(end);
  return n >= n_end && strcmp(path + n - n_end, end) == 0;
}

/* The value in force beside another, as "fraction" beside "…/nav17/shift_m"; NaN where there is none. */
static double value_beside(const rx_experiment *experiment, const char *path, const char *name, char other[512])
{
  const char *slash = strrchr(path, '/');
  if (slash == NULL || snprintf(other, 512, "%.*s/%s", (int)(slash - path), path, name) >= 512) return NAN;
  const rx_entry *entry = rx_registry_find(experiment->registry, other);
  return entry != NULL ? rx_entry_value(entry) : NAN;
}

/* Whether a channel of these fibres has a variant that differs from it. */
static bool has_variant(const rx_cell *cell)
{
  for (int s = 0; s < cell->n_sections; s++)
    for (int i = 0; i < cell->sections[s].n_channels; i++) {
      const rx_channel_use *use = &cell->sections[s].channels[i];
      double fraction = 0, shift = 0;
      for (int k = 0; k < use->channel->n_params; k++) {
        const char *name = use->channel->params[k].name;
        if (strcmp(name, "fraction") == 0) fraction = use->params[k];
        if (strncmp(name, "shift_", 6) == 0) shift += fabs(use->params[k]);
      }
      if (fraction > 0 && shift > 0) return true;
    }
  return false;
}

/* Why a modified value changes nothing, in the text; false where it does. */
static bool is_idle(const rx_experiment *experiment, const rx_modified *row, char text[1200])
{
  char other[512];
  if ((ends_with(row->path, "/shift_m") || ends_with(row->path, "/shift_h")) && row->result != 0 &&
      value_beside(experiment, row->path, "fraction", other) == 0) {
    snprintf(text, 1200, "%s has no effect while %s is 0", row->path, other);
    return true;
  }
  if (row->operation == RX_SCALE && row->base == 0 && row->result == 0 &&
      (ends_with(row->path, "/fraction") || ends_with(row->path, "/concentration"))) {
    snprintf(text, 1200, "%s is 0, and scaled by %g it still is: take add", row->path, row->value);
    return true;
  }
  char why[160];
  if (rx_stimulus_idle(experiment, row->path, why) != NULL) {
    snprintf(text, 1200, "%s has no effect: %s", row->path, why);
    return true;
  }
  const rx_nerve *nerve = experiment->circuit != NULL ? &experiment->circuit->nerve : NULL;
  if (nerve == NULL || !ends_with(row->path, "/variant_share")) return false;
  for (int i = 0; i < nerve->n; i++)
    if (has_variant(&nerve->fibres[i].cell)) return false;
  snprintf(text, 1200, "%s has no effect: no channel of the fibres has a variant (fraction and shift_m or shift_h)",
           row->path);
  return true;
}

/* Values in force are those of the condition. The first is said, and how many there are more. */
static void warn_of_idle(rx_reading *r, const rx_map *map, const rx_experiment *experiment,
                         const rx_modified_rows *rows)
{
  char text[1200], first[1200];
  const char *source = NULL;
  size_t n_more = 0;
  for (size_t i = 0; i < rows->n; i++) {
    if (!is_idle(experiment, &rows->items[i], text)) continue;
    if (source != NULL) {
      n_more++;
      continue;
    }
    memcpy(first, text, sizeof first);
    source = rows->items[i].source;
  }
  if (source == NULL) return;
  char more[40] = "";
  if (n_more > 0) snprintf(more, sizeof more, " (and %zu more)", n_more);
  rx_problems_warn(r->problems, map->file, map->line, map->column, "%s: %s: %s%s", map->path, source, first, more);
}

/* Applies the condition once and puts everything back. */
static void check_condition(rx_reading *r, rx_map *map, rx_experiment *experiment, const modifier_list *list)
{
  rx_error err = { 0 };
  modifier_list unplaced = { 0 };
  for (size_t i = 0; i < list->n; i++) {
    rx_modifier modifier = list->items[i];
    modifier.file = NULL;
    if (!RX_APPEND(&unplaced, modifier)) rx_problems_add(r->problems, NULL, 0, 0, "out of memory");
  }
  rx_modified_rows rows = { 0 };
  if (rx_modifiers_apply(experiment->registry, experiment->circuit, unplaced.n, unplaced.items, &rows, &err) == RX_OK) {
    check_in_force(map, NULL, experiment);
    warn_of_idle(r, map, experiment, &rows);
  } else if (!report_single(r, map, experiment, list))
    rx_read_problem(map, NULL, NULL, "%s", err.text);
  rx_registry_reset(experiment->registry);
  free(rows.items);
  free(unplaced.items);
}

/* Whether a path names no number although all beside it is known: the last part alone is wrong. */
static bool is_misspelt(rx_reading *r, const rx_experiment *experiment, const char *path)
{
  const char *slash = strrchr(path, '/');
  const char *beside = rx_arena_format(r->reader.arena, "%.*s/*", slash != NULL ? (int)(slash - path) : 0, path);
  bool has_siblings = false;
  for (size_t i = 0; beside != NULL && i < rx_registry_count(experiment->registry); i++) {
    const char *known = rx_registry_at(experiment->registry, i)->path;
    if (rx_modifier_matches(experiment->circuit, path, known)) return false;
    has_siblings = has_siblings || rx_modifier_matches(experiment->circuit, beside, known);
  }
  const bool is_of_stimuli = strncmp(path, "stimuli/", 8) == 0 || strncmp(path, "assays/", 7) == 0;
  return has_siblings || (r->has_whole_model && !is_of_stimuli);
}

/* Of a condition that can't be applied for what is wrong elsewhere: the paths that are wrong for sure. */
static void report_misspelt(rx_reading *r, const rx_map *map, rx_experiment *experiment, const modifier_list *list)
{
  modifier_list misspelt = { 0 };
  for (size_t i = 0; !r->has_broken_model && i < list->n; i++)
    if (is_misspelt(r, experiment, list->items[i].path) && !RX_APPEND(&misspelt, list->items[i]))
      rx_problems_add(r->problems, NULL, 0, 0, "out of memory");
  report_single(r, map, experiment, &misspelt);
  free(misspelt.items);
}

static void read_condition(rx_reading *r, rx_map *map, bool can_check, rx_experiment *experiment,
                           rx_condition *condition, bool *is_reference)
{
  modifier_list list = { 0 };
  const char *const *phenotypes = NULL;
  size_t n = 0;
  const size_t before = rx_problems_count(r->problems);
  const rx_node *description = rx_node_child(map->node, "description");
  condition->description =
      rx_keep(r, description != NULL && description->kind == RX_NODE_SCALAR ? description->text : "");
  rx_read_bool(map, "reference", false, is_reference);
  rx_read_bool(map, "attribution", false, &condition->has_attribution);
  rx_read_names(map, "phenotypes", false, &phenotypes, &n);
  const rx_node *node = n > 0 ? rx_read_node(map, "phenotypes", true) : NULL;
  for (size_t i = 0; i < n; i++) {
    if (!rx_check_name(map, node->kind == RX_NODE_SEQUENCE ? node->items[i] : node, phenotypes[i], true)) continue;
    read_phenotype(r, node->kind == RX_NODE_SEQUENCE ? node->items[i] : node, phenotypes[i], experiment, &list);
  }
  read_modifiers(r, map, false, "experiment", experiment, &list);
  rx_read_end(map);
  if (can_check && rx_problems_count(r->problems) == before)
    check_condition(r, map, experiment, &list);
  else
    report_misspelt(r, map, experiment, &list);
  condition->modifiers = rx_keep_array(r, list.n, sizeof *condition->modifiers);
  if (condition->modifiers != NULL && list.n > 0) {
    memcpy(condition->modifiers, list.items, list.n * sizeof *list.items);
    condition->n_modifiers = list.n;
  }
  free(list.items);
}

/* Sources of a condition's modifiers, each once; sources: [n_modifiers], out. */
static size_t find_sources(const rx_condition *condition, const char *sources[])
{
  size_t n = 0;
  for (size_t i = 0; i < condition->n_modifiers; i++) {
    size_t k = 0;
    while (k < n && strcmp(sources[k], condition->modifiers[i].source) != 0) k++;
    if (k == n) sources[n++] = condition->modifiers[i].source;
  }
  return n;
}

/* Leave-one-out attribution (integration page 1): a further condition for each cause of those that ask for it. */
static void add_attributions(rx_reading *r, rx_map *map, rx_experiment *experiment)
{
  const size_t n_given = experiment->n_conditions;
  RX_ARRAY(rx_condition) all = { 0 };
  for (size_t c = 0; c < n_given; c++) {
    const rx_condition *condition = &experiment->conditions[c];
    if (!condition->has_attribution) continue;
    const char **sources = rx_keep_array(r, condition->n_modifiers, sizeof *sources);
    const size_t n = sources != NULL ? find_sources(condition, sources) : 0;
    if (sources != NULL && n < 2)
      rx_read_problem(map, rx_node_child(map->node, condition->name), condition->name,
                      "asks for attribution but has %zu cause%s; it takes two or more", n, n == 1 ? "" : "s");
    for (size_t k = 0; n >= 2 && k < n; k++) {
      rx_condition without = { .name = rx_arena_format(r->arena, "%s_without_%s", condition->name, sources[k]),
                               .description =
                                   rx_arena_format(r->arena, "%s, the cause %s left out", condition->name, sources[k]),
                               .modifiers = rx_keep_array(r, condition->n_modifiers, sizeof *without.modifiers) };
      if (without.modifiers == NULL) return;
      for (size_t i = 0; i < condition->n_modifiers; i++)
        if (strcmp(condition->modifiers[i].source, sources[k]) != 0)
          without.modifiers[without.n_modifiers++] = condition->modifiers[i];
      for (size_t i = 0; i < n_given; i++)
        if (without.name != NULL && strcmp(experiment->conditions[i].name, without.name) == 0)
          rx_read_problem(map, rx_node_child(map->node, without.name), without.name,
                          "is the name of a condition that attribution adds");
      for (size_t i = 0; i < all.n; i++)
        if (without.name != NULL && strcmp(all.items[i].name, without.name) == 0)
          rx_read_problem(map, rx_node_child(map->node, condition->name), condition->name,
                          "attribution would add two conditions %s", without.name);
      if (!RX_APPEND(&all, without)) rx_problems_add(r->problems, NULL, 0, 0, "out of memory");
    }
  }
  rx_condition *conditions = rx_keep_array(r, n_given + all.n, sizeof *conditions);
  if (conditions != NULL && all.n > 0) {
    memcpy(conditions, experiment->conditions, n_given * sizeof *conditions);
    memcpy(conditions + n_given, all.items, all.n * sizeof *conditions);
    experiment->conditions = conditions;
    experiment->n_conditions = n_given + all.n;
  }
  free(all.items);
}

void rx_conditions_read(rx_reading *r, rx_map *root, rx_experiment *experiment)
{
  /* a model that could not be read would give a problem for every path */
  const size_t before = rx_problems_count(r->problems);
  if (!r->has_broken_numbers) check_in_force(root, rx_node_at(root->node, "solver/dt"), experiment);
  const bool can_check = !r->has_broken_numbers && rx_problems_count(r->problems) == before;
  rx_map conditions = rx_read_map(root, "conditions", false);
  const size_t n = rx_count_given(conditions.node);
  experiment->conditions = rx_keep_array(r, n + 1, sizeof *experiment->conditions);
  if (experiment->conditions == NULL) return;
  if (conditions.node == NULL) {
    experiment->conditions[experiment->n_conditions++] = (rx_condition){ .name = "control", .description = "" };
    return;
  }
  if (n == 0) rx_read_problem(&conditions, NULL, NULL, "has no condition");
  int n_references = 0;
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&conditions, &i, &key, &value);) {
    rx_map one = rx_read_map(&conditions, key, true);
    if (one.node == NULL || !rx_check_name(&conditions, value, key, true)) continue;
    rx_condition *condition = &experiment->conditions[experiment->n_conditions];
    bool is_reference = false;
    condition->name = rx_keep(r, key);
    read_condition(r, &one, can_check, experiment, condition, &is_reference);
    if (is_reference && n_references++ > 0)
      rx_read_problem(&one, rx_node_child(one.node, "reference"), "reference", "a second reference: there is one");
    if (is_reference) experiment->reference_condition = (int)experiment->n_conditions;
    experiment->n_conditions++;
  }
  rx_read_end(&conditions);
  add_attributions(r, &conditions, experiment);
}
