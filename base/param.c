#include "base/param.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/random.h"

struct rx_registry {
  rx_arena *arena;
  RX_ARRAY(rx_entry *) entries; /* pointers: an entry keeps its address while the registry grows */
  size_t *slots;                /* [n_slots] 1 + index into entries, 0 empty; open addressing, n_slots a power of two */
  size_t n_slots;
  RX_ARRAY(const rx_word_entry *) words;
};

rx_registry *rx_registry_create(void)
{
  rx_registry *registry = calloc(1, sizeof *registry);
  if (registry == NULL) return NULL;
  registry->arena = rx_arena_create();
  if (registry->arena == NULL) {
    free(registry);
    return NULL;
  }
  return registry;
}

void rx_registry_free(rx_registry *registry)
{
  if (registry == NULL) return;
  free(registry->slots);
  free(registry->entries.items);
  free(registry->words.items);
  rx_arena_free(registry->arena);
  free(registry);
}

/* The slot of path: where it is, or the empty one where it belongs. */
static size_t find_slot(const rx_registry *registry, const size_t *slots, size_t n_slots, const char *path)
{
  size_t i = (size_t)rx_name_key(path) & (n_slots - 1);
  while (slots[i] != 0 && strcmp(registry->entries.items[slots[i] - 1]->path, path) != 0) i = (i + 1) & (n_slots - 1);
  return i;
}

static bool grow_slots(rx_registry *registry)
{
  if (registry->n_slots >= 2 * (registry->entries.n + 1)) return true;
  const size_t n = registry->n_slots ? 2 * registry->n_slots : 64;
  size_t *slots = calloc(n, sizeof *slots);
  if (slots == NULL) return false;
  for (size_t i = 0; i < registry->entries.n; i++)
    slots[find_slot(registry, slots, n, registry->entries.items[i]->path)] = i + 1;
  free(registry->slots);
  registry->slots = slots;
  registry->n_slots = n;
  return true;
}

static void put(const rx_param *param, void *place, double value)
{
  if (place == NULL) return;
  if (param->type == RX_INT)
    *(int *)place = isnan(value) ? 0 : (int)value;
  else
    *(double *)place = value;
}

rx_status rx_registry_add(rx_registry *registry, const rx_entry *entry, rx_error *err)
{
  rx_entry *copy = rx_arena_alloc(registry->arena, sizeof *copy);
  if (copy == NULL || !grow_slots(registry)) return rx_no_memory(err);
  *copy = *entry;
  copy->path = rx_arena_text(registry->arena, entry->path);
  copy->source = rx_arena_text(registry->arena, entry->source);
  copy->mark = rx_arena_text(registry->arena, entry->mark != NULL ? entry->mark : "");
  copy->file = rx_arena_text(registry->arena, entry->file);
  if (copy->path == NULL || (entry->source != NULL && copy->source == NULL) || copy->mark == NULL ||
      (entry->file != NULL && copy->file == NULL))
    return rx_no_memory(err);
  const size_t slot = find_slot(registry, registry->slots, registry->n_slots, copy->path);
  assert(registry->slots[slot] == 0 && "two numbers never share a path");
  if (!RX_APPEND(&registry->entries, copy)) return rx_no_memory(err);
  registry->slots[slot] = registry->entries.n;
  put(copy->param, copy->value, copy->base);
  return RX_OK;
}

rx_status rx_registry_add_word(rx_registry *registry, const rx_word_entry *entry, rx_error *err)
{
  for (size_t i = 0; i < registry->words.n; i++)
    if (strcmp(registry->words.items[i]->path, entry->path) == 0) return RX_OK;
  rx_word_entry *copy = rx_arena_alloc(registry->arena, sizeof *copy);
  const char **words = rx_arena_alloc(registry->arena, (entry->n + 1) * sizeof *words);
  if (copy == NULL || words == NULL) return rx_no_memory(err);
  *copy = *entry;
  copy->words = words;
  copy->path = rx_arena_text(registry->arena, entry->path);
  copy->value = rx_arena_text(registry->arena, entry->value);
  copy->file = rx_arena_text(registry->arena, entry->file);
  bool is_whole = copy->path != NULL && (entry->value == NULL) == (copy->value == NULL) &&
                  (entry->file == NULL) == (copy->file == NULL);
  for (size_t i = 0; i < entry->n; i++) {
    words[i] = rx_arena_text(registry->arena, entry->words[i]);
    is_whole = is_whole && words[i] != NULL;
  }
  return is_whole && RX_APPEND(&registry->words, copy) ? RX_OK : rx_no_memory(err);
}

size_t rx_registry_word_count(const rx_registry *registry)
{
  return registry->words.n;
}

const rx_word_entry *rx_registry_word_at(const rx_registry *registry, size_t i)
{
  assert(i < registry->words.n);
  return registry->words.items[i];
}

size_t rx_registry_count(const rx_registry *registry)
{
  return registry->entries.n;
}

rx_entry *rx_registry_at(rx_registry *registry, size_t i)
{
  assert(i < registry->entries.n);
  return registry->entries.items[i];
}

rx_entry *rx_registry_find(rx_registry *registry, const char *path)
{
  if (registry->n_slots == 0) return NULL;
  const size_t at = registry->slots[find_slot(registry, registry->slots, registry->n_slots, path)];
  return at == 0 ? NULL : registry->entries.items[at - 1];
}

/* Edits between a and b (insertions, deletions, substitutions, swaps of neighbours), or limit + 1 where there are more.
 * Optimal string alignment; rows: [3][LONGEST + 1]. */
enum { LONGEST = 255 };
static size_t edit_distance(const char *a, const char *b, size_t limit)
{
  const size_t n = strlen(a), m = strlen(b);
  const size_t apart = n > m ? n - m : m - n;
  if (n > LONGEST || m > LONGEST || apart > limit) return limit + 1;
  size_t rows[3][LONGEST + 1];
  size_t *before = rows[0], *last = rows[1], *row = rows[2];
  for (size_t j = 0; j <= m; j++) before[j] = last[j] = j;
  for (size_t i = 1; i <= n; i++) {
    size_t smallest = row[0] = i;
    for (size_t j = 1; j <= m; j++) {
      size_t d = last[j - 1] + (a[i - 1] != b[j - 1]);
      if (last[j] + 1 < d) d = last[j] + 1;
      if (row[j - 1] + 1 < d) d = row[j - 1] + 1;
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < d)
        d = before[j - 2] + 1;
      row[j] = d;
      if (d < smallest) smallest = d;
    }
    if (smallest > limit) return limit + 1;
    size_t *spare = before;
    before = last;
    last = row;
    row = spare;
  }
  return last[m] > limit ? limit + 1 : last[m];
}

static size_t allowed_edits(const char *word)
{
  const size_t n = strlen(word), least = n >= 4 ? 2 : 1;
  return n / 3 > least ? n / 3 : least;
}

const char *rx_registry_nearest(const rx_registry *registry, const char *path)
{
  const char *nearest = NULL;
  size_t limit = allowed_edits(path) + 1;
  for (size_t i = 0; i < registry->entries.n && limit > 0; i++) {
    const size_t d = edit_distance(path, registry->entries.items[i]->path, limit - 1);
    if (d >= limit) continue;
    limit = d;
    nearest = registry->entries.items[i]->path;
  }
  return nearest;
}

const char *rx_nearest_word(const char *word, const char *const words[], size_t n)
{
  const char *nearest = NULL;
  size_t limit = allowed_edits(word) + 1;
  for (size_t i = 0; i < n && limit > 0; i++) {
    const size_t d = edit_distance(word, words[i], limit - 1);
    if (d >= limit) continue;
    limit = d;
    nearest = words[i];
  }
  return nearest;
}

void rx_registry_reset(rx_registry *registry)
{
  for (size_t i = 0; i < registry->entries.n; i++) {
    const rx_entry *entry = registry->entries.items[i];
    put(entry->param, entry->value, entry->base);
  }
}

double rx_entry_value(const rx_entry *entry)
{
  if (entry->value == NULL) return entry->base;
  return entry->param->type == RX_INT ? *(const int *)entry->value : *(const double *)entry->value;
}

bool rx_param_allows(const rx_param *param, double value)
{
  if (param->type == RX_INT && !(value == floor(value) && value >= INT_MIN && value <= INT_MAX)) return false;
  if (isnan(value)) return param->optional;
  return isfinite(value) && value >= param->lower && value <= param->upper;
}

/* Shortest form that reads back as the same value, for messages: 0.1, not 0.10000000000000001. */
static void print_number(double value, char text[32])
{
  for (int digits = 6; digits <= 17; digits++) {
    snprintf(text, 32, "%.*g", digits, value);
    if (strtod(text, NULL) == value) return;
  }
}

rx_status rx_entry_set(rx_entry *entry, double value, rx_error *err)
{
  const rx_param *param = entry->param;
  if (rx_param_allows(param, value)) {
    put(param, entry->value, value);
    return RX_OK;
  }
  char number[32], lower[32], upper[32];
  print_number(value, number);
  print_number(param->lower, lower);
  print_number(param->upper, upper);
  if (!isfinite(value)) return rx_fail(err, RX_E_INPUT, "%s: %s is not a finite number", entry->path, number);
  const bool has_unit = strcmp(param->unit, "1") != 0;
  const char *space = has_unit ? " " : "", *unit = has_unit ? param->unit : "";
  if (param->type == RX_INT && value != floor(value))
    return rx_fail(err, RX_E_INPUT, "%s: %s is not a whole number", entry->path, number);
  if (isinf(param->upper) && value < param->lower)
    return rx_fail(err, RX_E_INPUT, "%s: %s is below %s%s%s", entry->path, number, lower, space, unit);
  if (isinf(param->lower) && value > param->upper)
    return rx_fail(err, RX_E_INPUT, "%s: %s is above %s%s%s", entry->path, number, upper, space, unit);
  return rx_fail(err, RX_E_INPUT, "%s: %s is outside %s … %s%s%s", entry->path, number, lower, upper, space, unit);
}

void rx_param_defaults(const rx_param table[], void *base)
{
  for (const rx_param *row = table; row->name != NULL; row++) put(row, (char *)base + row->offset, row->def);
}
