#include "models/circuit/modifier.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *rx_operation_name(rx_operation operation)
{
  static const char *const NAMES[] = { "scale", "add", "shift", "set" };
  return NAMES[operation];
}

/* ---- paths ---- */

/* Length of the first part of a path. */
static size_t part_length(const char *path)
{
  return strcspn(path, "/");
}

static bool is_word(const char *part, size_t n, const char *word)
{
  return strlen(word) == n && memcmp(part, word, n) == 0;
}

static bool part_matches(const rx_circuit *circuit, const char *pattern, size_t n_pattern, const char *part,
                         size_t n_part)
{
  if (n_pattern == n_part && memcmp(pattern, part, n_part) == 0) return true;
  if (is_word(pattern, n_pattern, "*")) return true;
  if (circuit == NULL) return false;
  for (int g = 0; g < circuit->n_groups; g++) {
    const rx_group *group = &circuit->groups[g];
    if (!is_word(pattern, n_pattern, group->name)) continue;
    for (int i = 0; i < group->n; i++)
      if (is_word(part, n_part, circuit->populations[group->members[i]].name)) return true;
  }
  for (int g = 0; g < circuit->n_pathway_groups; g++) {
    const rx_group *group = &circuit->pathway_groups[g];
    if (!is_word(pattern, n_pattern, group->name)) continue;
    for (int i = 0; i < group->n; i++)
      if (is_word(part, n_part, circuit->pathways[group->members[i]].name)) return true;
  }
  return false;
}

/* Number of leading parts of the pattern that path has; *rest and *path_rest point to the first that differs (or the ends). */
static int matching_parts(const rx_circuit *circuit, const char *pattern, const char *path, const char **rest,
                          const char **path_rest)
{
  int n = 0;
  *rest = pattern;
  *path_rest = path;
  while (**rest != '\0' && **path_rest != '\0') {
    const size_t n_pattern = part_length(*rest), n_part = part_length(*path_rest);
    if (!part_matches(circuit, *rest, n_pattern, *path_rest, n_part)) break;
    /* one of the two ends here: the other must end too */
    if (((*rest)[n_pattern] == '\0') != ((*path_rest)[n_part] == '\0')) break;
    *rest += n_pattern + ((*rest)[n_pattern] == '/');
    *path_rest += n_part + ((*path_rest)[n_part] == '/');
    n++;
  }
  return n;
}

bool rx_modifier_matches(const rx_circuit *circuit, const char *pattern, const char *path)
{
  const char *rest, *path_rest;
  const int n = matching_parts(circuit, pattern, path, &rest, &path_rest);
  if (is_word(rest, part_length(rest), "**") && rest[2] == '/') {
    for (; *path_rest != '\0'; path_rest += part_length(path_rest), path_rest += *path_rest == '/')
      if (rx_modifier_matches(circuit, rest + 3, path_rest)) return true;
    return false;
  }
  return n > 0 && *rest == '\0' && *path_rest == '\0';
}

rx_status rx_modifier_find(rx_registry *registry, const rx_circuit *circuit, const char *path, rx_arena *arena,
                           size_t *n_entries, const size_t **entries, rx_error *err)
{
  const size_t n = rx_registry_count(registry);
  size_t n_found = 0;
  for (size_t i = 0; i < n; i++) n_found += rx_modifier_matches(circuit, path, rx_registry_at(registry, i)->path);
  size_t *found = rx_arena_alloc(arena, (n_found + 1) * sizeof *found);
  if (found == NULL) return rx_no_memory(err);
  *n_entries = n_found;
  *entries = found;
  for (size_t i = 0; i < n; i++)
    if (rx_modifier_matches(circuit, path, rx_registry_at(registry, i)->path)) *found++ = i;
  return RX_OK;
}

/* ---- messages ---- */

static rx_status at_place(const rx_modifier *modifier, rx_error *err, rx_status status)
{
  rx_context(err, "%s", modifier->source);
  if (modifier->file != NULL) rx_context(err, "%s:%d:%d", modifier->file, modifier->line, modifier->column);
  return status;
}

typedef RX_ARRAY(const char *) word_list;

/* Words that could stand in the place of the pattern's first wrong part, of the entries that agree with it longest.
 * Texts live in the arena. */
static bool collect_words(const rx_circuit *circuit, rx_registry *registry, const char *pattern, rx_arena *arena,
                          word_list *words, const char **wrong)
{
  int longest = -1;
  for (size_t i = 0; i < rx_registry_count(registry); i++) {
    const char *rest, *path_rest;
    const int n = matching_parts(circuit, pattern, rx_registry_at(registry, i)->path, &rest, &path_rest);
    if (n < longest || *rest == '\0' || *path_rest == '\0') continue;
    if (n > longest) words->n = 0;
    longest = n;
    *wrong = rest;
    const char *word = rx_arena_format(arena, "%.*s", (int)part_length(path_rest), path_rest);
    if (word == NULL || !RX_APPEND(words, word)) return false;
    for (int g = 0; circuit != NULL && rx_circuit_population(circuit, word) >= 0 && g < circuit->n_groups; g++)
      if (!RX_APPEND(words, circuit->groups[g].name)) return false;
    for (int g = 0; circuit != NULL && rx_circuit_pathway(circuit, word) >= 0 && g < circuit->n_pathway_groups; g++)
      if (!RX_APPEND(words, circuit->pathway_groups[g].name)) return false;
  }
  return true;
}

/* The known path most like a pattern that matches none: the first wrong part replaced by the nearest word in its place, else the
 * nearest path as a whole, else NULL. */
static const char *nearest_pattern(const rx_circuit *circuit, rx_registry *registry, const char *pattern,
                                   rx_arena *arena)
{
  word_list words = { 0 };
  const char *wrong = NULL, *nearest = NULL;
  if (collect_words(circuit, registry, pattern, arena, &words, &wrong) && words.n > 0) {
    const char *part = rx_arena_format(arena, "%.*s", (int)part_length(wrong), wrong);
    const char *word = part != NULL ? rx_nearest_word(part, words.items, words.n) : NULL;
    if (word != NULL && strcmp(word, part) != 0)
      nearest = rx_arena_format(arena, "%.*s%s%s", (int)(wrong - pattern), pattern, word, wrong + strlen(part));
  }
  free(words.items);
  return nearest != NULL ? nearest : rx_registry_nearest(registry, pattern);
}

static rx_status fail_unknown(const rx_circuit *circuit, rx_registry *registry, const rx_modifier *modifier,
                              rx_error *err)
{
  rx_arena *arena = rx_arena_create();
  if (arena == NULL) return rx_no_memory(err);
  const char *nearest = nearest_pattern(circuit, registry, modifier->path, arena);
  if (nearest != NULL)
    rx_fail(err, RX_E_INPUT, "no parameter has the path %s; the nearest is %s", modifier->path, nearest);
  else
    rx_fail(err, RX_E_INPUT, "no parameter has the path %s", modifier->path);
  rx_arena_free(arena);
  return at_place(modifier, err, RX_E_INPUT);
}

/* ---- application ---- */

/* A modifier at one of the parameters that its path names. */
typedef struct touch {
  rx_entry *entry;
  size_t i_entry;
  const rx_modifier *modifier;
} touch;
typedef RX_ARRAY(touch) touch_list;

static int compare_numbers(double a, double b)
{
  return (a > b) - (a < b);
}

/* By parameter, then source, path, operation and value: an order that the modifiers' own order has no part in. */
static int compare_touches(const void *a, const void *b)
{
  const touch *x = a, *y = b;
  if (x->i_entry != y->i_entry) return x->i_entry < y->i_entry ? -1 : 1;
  int order = strcmp(x->modifier->source, y->modifier->source);
  if (order == 0) order = strcmp(x->modifier->path, y->modifier->path);
  if (order == 0) order = (int)x->modifier->operation - (int)y->modifier->operation;
  if (order == 0) order = compare_numbers(x->modifier->value, y->modifier->value);
  return order;
}

/* What speaks against an operation on a parameter; NULL: nothing. Arrays have been made by counts; nothing has by switches. */
static const char *operation_fault(const rx_param *param, rx_operation operation)
{
  if (param->type != RX_INT) return operation == RX_SET ? "is no switch: take scale, add or shift" : NULL;
  if (param->lower != 0 || param->upper != 1) return "is a count and can't be modified";
  return operation != RX_SET ? "is a switch: it takes set: 0 or set: 1" : NULL;
}

static rx_status find_touched(rx_registry *registry, const rx_circuit *circuit, const rx_modifier *modifier,
                              touch_list *touches, rx_error *err)
{
  if (!isfinite(modifier->value)) {
    rx_fail(err, RX_E_INPUT, "%s: %g is not a finite number", modifier->path, modifier->value);
    return at_place(modifier, err, RX_E_INPUT);
  }
  const bool is_found = modifier->n_entries > 0;
  const size_t n = is_found ? modifier->n_entries : rx_registry_count(registry);
  bool is_known = false, is_used = false;
  for (size_t k = 0; k < n; k++) {
    const size_t i = is_found ? modifier->entries[k] : k;
    rx_entry *entry = rx_registry_at(registry, i);
    if (!is_found && !rx_modifier_matches(circuit, modifier->path, entry->path)) continue;
    is_known = true;
    const char *fault = operation_fault(entry->param, modifier->operation);
    if (fault != NULL) {
      rx_fail(err, RX_E_INPUT, "%s %s", entry->path, fault);
      return at_place(modifier, err, RX_E_INPUT);
    }
    if (isnan(entry->base)) continue; /* optional and not given: nothing there to modify */
    is_used = true;
    const touch touched = { entry, i, modifier };
    if (!RX_APPEND(touches, touched)) return rx_no_memory(err);
  }
  if (!is_known) return fail_unknown(circuit, registry, modifier, err);
  if (!is_used) {
    rx_fail(err, RX_E_INPUT, "%s is not given, so it can't be modified", modifier->path);
    return at_place(modifier, err, RX_E_INPUT);
  }
  return RX_OK;
}

/* Puts who modified a parameter before the text of *err: it takes all of them to leave the range. */
static void name_modifiers(size_t n, const touch touches[], rx_error *err)
{
  char names[RX_ERROR_TEXT] = "";
  const rx_modifier *placed = NULL;
  for (size_t i = 0, used = 0; i < n && used < sizeof names; i++) {
    const rx_modifier *m = touches[i].modifier;
    const int length = snprintf(names + used, sizeof names - used, "%s%s (%s %g)",
                                i == 0       ? ""
                                : i + 1 == n ? " and "
                                             : ", ",
                                m->source, rx_operation_name(m->operation), m->value);
    used += length > 0 ? (size_t)length : 0;
    if (placed == NULL && m->file != NULL) placed = m;
  }
  rx_context(err, "%s", names);
  if (placed != NULL) rx_context(err, "%s:%d:%d", placed->file, placed->line, placed->column);
}

/* Applies the n modifiers of one parameter and records them. */
static rx_status apply_touches(size_t n, const touch touches[], rx_modified_rows *modified, rx_error *err)
{
  rx_entry *entry = touches[0].entry;
  double factor = 1, sum = 0, set = NAN;
  bool is_torn = false;
  for (size_t i = 0; i < n; i++) {
    const double value = touches[i].modifier->value;
    if (touches[i].modifier->operation == RX_SET) {
      is_torn = is_torn || (!isnan(set) && set != value);
      set = value;
    } else if (touches[i].modifier->operation == RX_SCALE) {
      factor *= value;
    } else {
      sum += value;
    }
  }
  const double result = isnan(set) ? entry->base * factor + sum : set;
  const rx_status status = is_torn ? rx_fail(err, RX_E_INPUT, "%s is set to different values", entry->path)
                                   : rx_entry_set(entry, result, err);
  if (status != RX_OK) {
    name_modifiers(n, touches, err);
    return status;
  }
  for (size_t i = 0; i < n && modified != NULL; i++) {
    const rx_modifier *m = touches[i].modifier;
    const rx_modified row = { m->source, entry->path, m->operation, m->value, entry->base, result };
    if (!RX_APPEND(modified, row)) return rx_no_memory(err);
  }
  return RX_OK;
}

rx_status rx_modifiers_apply(rx_registry *registry, const rx_circuit *circuit, size_t n, const rx_modifier modifiers[],
                             rx_modified_rows *modified, rx_error *err)
{
  touch_list touches = { 0 };
  rx_status status = RX_OK;
  rx_registry_reset(registry);
  for (size_t i = 0; i < n && status == RX_OK; i++)
    status = find_touched(registry, circuit, &modifiers[i], &touches, err);
  if (status == RX_OK && touches.n > 1) qsort(touches.items, touches.n, sizeof *touches.items, compare_touches);
  for (size_t i = 0, end; i < touches.n && status == RX_OK; i = end) {
    for (end = i + 1; end < touches.n && touches.items[end].i_entry == touches.items[i].i_entry;) end++;
    status = apply_touches(end - i, &touches.items[i], modified, err);
  }
  if (status != RX_OK) rx_registry_reset(registry);
  free(touches.items);
  return status;
}
