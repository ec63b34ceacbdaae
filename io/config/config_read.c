#include "io/config/config_read.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"

typedef struct rx_asked_key {
  const char *key;
  struct rx_asked_key *next;
} rx_asked_key;

enum { MAX_WORDS = 40 }; /* shown in a message, and compared with an unknown key */

/* Keys that may stand in every mapping. */
static const char *const TEXT_KEYS[] = { "source", "mark", "description" };
enum { N_TEXT_KEYS = sizeof TEXT_KEYS / sizeof *TEXT_KEYS };

static const char *const MARKS[] = { "R", "P", "L", "D", "assumed" };
enum { N_MARKS = sizeof MARKS / sizeof *MARKS };

/* Index of word in words, n where it is not there. */
static size_t index_of(const char *word, const char *const words[], size_t n)
{
  size_t i = 0;
  while (i < n && strcmp(words[i], word) != 0) i++;
  return i;
}

static void no_memory(const rx_map *map)
{
  rx_problems_add(map->reader->problems, map->file, map->line, map->column, "out of memory");
}

const char *rx_read_path(const rx_map *map, const char *key)
{
  if (key == NULL) return map->path;
  const char *path = rx_arena_format(map->reader->arena, "%s%s%s", map->path, map->path[0] ? "/" : "", key);
  if (path == NULL) {
    no_memory(map);
    return key;
  }
  return path;
}

void rx_read_problem(const rx_map *map, const rx_node *at, const char *key, const char *format, ...)
{
  char text[RX_ERROR_TEXT];
  va_list args;
  va_start(args, format);
  if (vsnprintf(text, sizeof text, format, args) < 0) text[0] = '\0';
  va_end(args);
  const char *path = rx_read_path(map, key);
  rx_problems_add(map->reader->problems, at ? at->file : map->file, at ? at->line : map->line,
                  at ? at->column : map->column, "%s%s%s", path, path[0] ? ": " : "", text);
}

static bool was_asked(const rx_map *map, const char *key)
{
  for (const rx_asked_key *a = map->asked; a != NULL; a = a->next)
    if (strcmp(a->key, key) == 0) return true;
  return false;
}

static void ask(rx_map *map, const char *key)
{
  if (was_asked(map, key)) return;
  rx_asked_key *a = rx_arena_alloc(map->reader->arena, sizeof *a);
  if (a == NULL) {
    no_memory(map);
    return;
  }
  a->key = rx_arena_text(map->reader->arena, key);
  a->next = map->asked;
  if (a->key != NULL) map->asked = a;
}

rx_map rx_read_root(rx_reader *reader, const rx_node *node, const char *path)
{
  rx_map map = { .reader = reader, .node = node, .path = rx_arena_text(reader->arena, path) };
  if (map.path == NULL) map.path = "";
  if (node == NULL) return map;
  map.file = node->file;
  map.line = node->line;
  map.column = node->column;
  if (node->kind != RX_NODE_MAPPING) {
    char found[80];
    rx_read_problem(&map, node, NULL, "expected a mapping (\"key: value\"), found %s", rx_node_describe(node, found));
    map.node = NULL;
    map.is_quiet = true;
  }
  return map;
}

const rx_node *rx_read_node(rx_map *map, const char *key, bool is_required)
{
  ask(map, key);
  const rx_node *node = rx_node_child(map->node, key);
  if (node != NULL && node->kind == RX_NODE_NULL && node->text[0] == '\0') {
    rx_read_problem(map, node, key, "has no value");
    return NULL;
  }
  if (node != NULL && node->kind != RX_NODE_NULL) return node;
  if (is_required && !map->is_quiet) rx_read_problem(map, node, key, "is required");
  return NULL;
}

rx_map rx_read_map(rx_map *map, const char *key, bool is_required)
{
  const rx_node *node = rx_read_node(map, key, is_required);
  rx_map child = rx_read_root(map->reader, node, rx_read_path(map, key));
  if (node == NULL) {
    child.file = map->file;
    child.line = map->line;
    child.column = map->column;
    child.is_quiet = is_required || map->is_quiet;
  }
  return child;
}

bool rx_read_next(rx_map *map, size_t *i, const char **key, const rx_node **value)
{
  for (; map->node != NULL && *i < map->node->n; ++*i) {
    const rx_pair *pair = &map->node->pairs[*i];
    if (index_of(pair->key, TEXT_KEYS, N_TEXT_KEYS) < N_TEXT_KEYS || was_asked(map, pair->key)) continue;
    ask(map, pair->key);
    *key = pair->key;
    *value = pair->value;
    ++*i;
    return true;
  }
  return false;
}

/* "a, b, c" of at most MAX_WORDS words */
static void list_words(const char *const words[], size_t n, char *text, size_t size)
{
  size_t used = 0;
  text[0] = '\0';
  for (size_t i = 0; i < n && used < size; i++) {
    const int length = snprintf(text + used, size - used, "%s%s", i > 0 ? ", " : "", words[i]);
    if (length > 0) used += (size_t)length;
  }
}

/* {amplitude: 0,5 nA} is amplitude: 0 and a key "5 nA" with nothing behind it: said as what was meant. */
static bool report_decimal_comma(const rx_map *map, const rx_pair *pair)
{
  if (pair == map->node->pairs || pair->value->kind != RX_NODE_NULL || pair->value->text[0] != '\0') return false;
  const rx_pair *before = pair - 1;
  if (before->value->kind != RX_NODE_SCALAR || before->line != pair->line) return false;
  const char *whole = before->value->text, *rest = pair->key;
  const size_t n_whole = strspn(whole, "+-0123456789"), n_rest = strspn(rest, "0123456789");
  if (n_whole == 0 || whole[n_whole] != '\0' || n_rest == 0 || (rest[n_rest] != '\0' && rest[n_rest] != ' '))
    return false;
  rx_read_problem(map, before->value, before->key,
                  "\"%.30s,%.30s\" has a comma, which ends a value here; the decimal sign is a point: \"%.30s.%.30s\"",
                  whole, rest, whole, rest);
  return true;
}

static void report_unknown(const rx_map *map, const rx_pair *pair)
{
  if (report_decimal_comma(map, pair)) return;
  const char *known[MAX_WORDS + N_TEXT_KEYS] = { NULL };
  size_t n = 0;
  for (const rx_asked_key *a = map->asked; a != NULL; a = a->next) n++;
  size_t i = n;
  /* in the order they were asked for */
  for (const rx_asked_key *a = map->asked; a != NULL; a = a->next)
    if (--i < MAX_WORDS) known[i] = a->key;
  const bool is_cut = n > MAX_WORDS;
  if (is_cut) n = MAX_WORDS;
  char allowed[RX_ERROR_TEXT / 2];
  list_words(known, n, allowed, sizeof allowed);
  for (int k = 0; k < N_TEXT_KEYS; k++) known[n + (size_t)k] = TEXT_KEYS[k];
  const char *nearest = rx_nearest_word(pair->key, known, n + N_TEXT_KEYS);
  const rx_node at = { .file = pair->file, .line = pair->line, .column = pair->column };
  rx_read_problem(map, &at, NULL, "unknown key \"%s\"%s%s%s; allowed: %s%s", pair->key,
                  nearest ? " (did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?)" : "",
                  n > 0 ? allowed : "none", is_cut ? ", …" : "");
}

static void check_text_keys(rx_map *map)
{
  char found[80];
  for (int k = 0; k < N_TEXT_KEYS; k++) {
    const rx_node *node = rx_node_child(map->node, TEXT_KEYS[k]);
    if (node != NULL && node->kind != RX_NODE_SCALAR)
      rx_read_problem(map, node, TEXT_KEYS[k], "expected text, found %s", rx_node_describe(node, found));
  }
  const rx_node *mark = rx_node_child(map->node, "mark");
  if (mark != NULL && mark->kind == RX_NODE_SCALAR && index_of(mark->text, MARKS, N_MARKS) == N_MARKS)
    rx_read_problem(map, mark, "mark", "%s is not a mark; allowed: R, P, L, D, assumed", rx_node_describe(mark, found));
}

void rx_read_end(rx_map *map)
{
  if (map->node == NULL) return;
  for (size_t i = 0; i < map->node->n; i++) {
    const rx_pair *pair = &map->node->pairs[i];
    if (was_asked(map, pair->key) || index_of(pair->key, TEXT_KEYS, N_TEXT_KEYS) < N_TEXT_KEYS) continue;
    report_unknown(map, pair);
  }
  check_text_keys(map);
}

/* A scalar's number in unit; false with a problem. */
static bool scalar_number(const rx_map *map, const rx_node *node, const char *key, const char *unit, double *value)
{
  rx_error err = { 0 };
  if (node->kind != RX_NODE_SCALAR) {
    char found[80];
    const bool has_unit = strcmp(unit, "1") != 0;
    rx_read_problem(map, node, key, "expected a number%s%s, found %s", has_unit ? " in " : "", has_unit ? unit : "",
                    rx_node_describe(node, found));
    return false;
  }
  if (rx_unit_read(node->text, unit, value, &err) != RX_OK) {
    rx_read_problem(map, node, key, "%s", err.text);
    return false;
  }
  return true;
}

/* The node that holds the number: node itself, or the value of {value: …, source: …, mark: …}. NULL with a problem. */
static const rx_node *number_node(const rx_map *map, const rx_node *node, const char *key)
{
  if (node->kind != RX_NODE_MAPPING) return node;
  rx_map quantity = rx_read_root(map->reader, node, rx_read_path(map, key));
  const rx_node *value = rx_read_node(&quantity, "value", true);
  rx_read_end(&quantity);
  return value;
}

/* Checks value against the row, as rx_entry_set says it. */
static bool check_allowed(const rx_map *map, const rx_node *node, const char *path, const rx_param *row, double value)
{
  double real = 0;
  int whole = 0;
  rx_error err = { 0 };
  rx_entry trial = { .path = path, .param = row, .value = row->type == RX_INT ? (void *)&whole : (void *)&real };
  if (rx_entry_set(&trial, value, &err) == RX_OK) return true;
  rx_problems_add(map->reader->problems, node->file, node->line, node->column, "%s", err.text);
  return false;
}

static bool add_entry(const rx_map *map, const rx_entry *entry)
{
  rx_error err = { 0 };
  if (map->reader->registry == NULL) return true;
  if (rx_registry_find(map->reader->registry, entry->path) != NULL) {
    rx_problems_add(map->reader->problems, entry->file ? entry->file : map->file, entry->file ? entry->line : map->line,
                    entry->file ? entry->column : map->column, "%s: is given twice", entry->path);
    return false;
  }
  if (rx_registry_add(map->reader->registry, entry, &err) == RX_OK) return true;
  no_memory(map);
  return false;
}

static bool read_param(rx_map *map, const rx_param *row, void *base)
{
  void *place = (char *)base + row->offset;
  const bool needs_value = row->type == RX_INT ? isnan(row->def) : isnan(row->def) && !row->optional;
  rx_entry entry = { .path = rx_read_path(map, row->name),
                     .param = row,
                     .base = row->def,
                     .value = place,
                     .source = row->source,
                     .mark = "" };
  if (row->type == RX_INT)
    *(int *)place = isnan(row->def) ? 0 : (int)row->def;
  else
    *(double *)place = row->def;

  bool is_good = true;
  const size_t before = rx_problems_count(map->reader->problems);
  const rx_node *node = rx_read_node(map, row->name, needs_value);
  if (node != NULL) {
    const rx_node *number = number_node(map, node, row->name);
    double value = 0;
    if (number != NULL && scalar_number(map, number, row->name, row->unit, &value) &&
        check_allowed(map, number, entry.path, row, value)) {
      entry.base = value;
      entry.is_given = true;
      if (number->source != NULL) entry.source = number->source;
      if (number->mark != NULL) entry.mark = number->mark;
      entry.file = number->file;
      entry.line = number->line;
      entry.column = number->column;
      if (row->type == RX_INT)
        *(int *)place = (int)value;
      else
        *(double *)place = value;
    }
  }
  is_good = rx_problems_count(map->reader->problems) == before;
  return add_entry(map, &entry) && is_good;
}

bool rx_read_params(rx_map *map, const rx_param table[], void *base)
{
  bool is_good = true;
  for (const rx_param *row = table; row->name != NULL; row++) is_good = read_param(map, row, base) && is_good;
  return is_good;
}

/* A number without a row of its own, checked by one made up for it. */
static bool plain_number(const rx_map *map, const rx_node *node, const char *key, const char *unit, double lower,
                         double upper, double *out)
{
  const rx_param row = { .name = key, .type = RX_DOUBLE, .unit = unit, .def = NAN, .lower = lower, .upper = upper };
  double value = 0;
  if (!scalar_number(map, node, key, unit, &value) || !check_allowed(map, node, rx_read_path(map, key), &row, value))
    return false;
  *out = value;
  return true;
}

bool rx_read_number(rx_map *map, const char *key, bool is_required, const char *unit, double lower, double upper,
                    double *out)
{
  const rx_node *node = rx_read_node(map, key, is_required);
  const rx_node *number = node != NULL ? number_node(map, node, key) : NULL;
  return number != NULL && plain_number(map, number, key, unit, lower, upper, out);
}

bool rx_read_numbers(rx_map *map, const char *key, bool is_required, const char *unit, double lower, double upper,
                     const double **out, size_t *n)
{
  const rx_node *node = rx_read_node(map, key, is_required);
  if (node == NULL) return false;
  const bool is_list = node->kind == RX_NODE_SEQUENCE;
  const size_t n_items = is_list ? node->n : 1;
  double *values = rx_arena_alloc(map->reader->arena, n_items * sizeof *values);
  if (values == NULL) {
    no_memory(map);
    return false;
  }
  bool is_good = true;
  for (size_t i = 0; i < n_items; i++)
    is_good = plain_number(map, is_list ? node->items[i] : node, key, unit, lower, upper, &values[i]) && is_good;
  if (!is_good) return false;
  *out = values;
  *n = n_items;
  return true;
}

/* The text of a scalar; NULL with a problem that says what was expected. */
static const char *scalar_text(const rx_map *map, const rx_node *node, const char *key, const char *expected)
{
  char found[80];
  if (node->kind == RX_NODE_SCALAR && node->text[0] != '\0') return node->text;
  if (node->kind == RX_NODE_SCALAR)
    rx_read_problem(map, node, key, "expected %s, found an empty text", expected);
  else
    rx_read_problem(map, node, key, "expected %s, found %s", expected, rx_node_describe(node, found));
  return NULL;
}

bool rx_read_int(rx_map *map, const char *key, bool is_required, int lower, int upper, int *out)
{
  const rx_node *node = rx_read_node(map, key, is_required);
  const char *text = node != NULL ? scalar_text(map, node, key, "a whole number") : NULL;
  if (text == NULL) return false;
  char *end = NULL, found[80];
  errno = 0;
  const long value = strtol(text, &end, 10);
  const char *digits = text + (*text == '-' || *text == '+');
  if (*digits < '0' || *digits > '9' || *end != '\0') {
    rx_read_problem(map, node, key, "%s is not a whole number", rx_node_describe(node, found));
    return false;
  }
  if (errno == ERANGE || value < lower || value > upper) {
    rx_read_problem(map, node, key, "%.40s is outside %d … %d", text, lower, upper);
    return false;
  }
  *out = (int)value;
  return true;
}

bool rx_read_seed(rx_map *map, const char *key, bool is_required, uint64_t *out)
{
  const rx_node *node = rx_read_node(map, key, is_required);
  const char *text = node != NULL ? scalar_text(map, node, key, "a whole number") : NULL;
  if (text == NULL) return false;
  errno = 0;
  const unsigned long long value = strtoull(text, NULL, 10);
  if (text[strspn(text, "0123456789")] != '\0' || errno == ERANGE) {
    char found[80];
    rx_read_problem(map, node, key, "%s is not a whole number within 0 … 18446744073709551615",
                    rx_node_describe(node, found));
    return false;
  }
  *out = value;
  return true;
}

bool rx_read_bool(rx_map *map, const char *key, bool is_required, bool *out)
{
  const rx_node *node = rx_read_node(map, key, is_required);
  if (node == NULL) return false;
  const bool is_word = node->kind == RX_NODE_SCALAR && !node->is_quoted;
  if (is_word && (strcmp(node->text, "true") == 0 || strcmp(node->text, "false") == 0)) {
    *out = node->text[0] == 't';
    return true;
  }
  char found[80];
  rx_read_problem(map, node, key, "expected true or false, found %s", rx_node_describe(node, found));
  return false;
}

bool rx_read_text(rx_map *map, const char *key, bool is_required, const char **out)
{
  const rx_node *node = rx_read_node(map, key, is_required);
  const char *text = node != NULL ? scalar_text(map, node, key, "text") : NULL;
  if (text == NULL) return false;
  *out = text;
  return true;
}

bool rx_read_names(rx_map *map, const char *key, bool is_required, const char *const **out, size_t *n)
{
  const rx_node *node = rx_read_node(map, key, is_required);
  if (node == NULL) return false;
  const bool is_list = node->kind == RX_NODE_SEQUENCE;
  const size_t n_items = is_list ? node->n : 1;
  const char **names = rx_arena_alloc(map->reader->arena, n_items * sizeof *names);
  if (names == NULL) {
    no_memory(map);
    return false;
  }
  bool is_good = true;
  for (size_t i = 0; i < n_items; i++) {
    const rx_node *item = is_list ? node->items[i] : node;
    names[i] = scalar_text(map, item, key, is_list ? "text" : "text or a list of texts");
    if (names[i] == NULL)
      names[i] = "", is_good = false;
    else if (index_of(names[i], names, i) < i) {
      char found[80];
      rx_read_problem(map, item, key, "%s is there twice", rx_node_describe(item, found));
      is_good = false;
    }
  }
  if (!is_good) return false;
  *out = names;
  *n = n_items;
  return true;
}

void rx_read_note_word(rx_map *map, const char *key, const char *value, const char *const words[], size_t n_words)
{
  const rx_node *node = rx_read_node(map, key, false);
  const rx_word_entry entry = { .path = rx_read_path(map, key),
                                .value = value,
                                .is_given = node != NULL,
                                .n = n_words,
                                .words = words,
                                .file = node != NULL ? node->file : NULL,
                                .line = node != NULL ? node->line : 0,
                                .column = node != NULL ? node->column : 0 };
  if (map->reader->registry == NULL) return;
  if (entry.path == NULL || rx_registry_add_word(map->reader->registry, &entry, NULL) != RX_OK) no_memory(map);
}

bool rx_read_choice(rx_map *map, const char *key, bool is_required, const char *const words[], size_t n_words, int *out)
{
  const rx_node *node = rx_read_node(map, key, is_required);
  char allowed[RX_ERROR_TEXT / 2], found[80];
  if (node == NULL) {
    const char *otherwise = *out >= 0 && (size_t)*out < n_words ? words[*out] : NULL;
    if (!is_required) rx_read_note_word(map, key, otherwise, words, n_words);
    return false;
  }
  const char *text = scalar_text(map, node, key, "a word");
  if (text == NULL) return false;
  const size_t i = index_of(text, words, n_words);
  if (i < n_words) {
    *out = (int)i;
    rx_read_note_word(map, key, text, words, n_words);
    return true;
  }
  const char *nearest = rx_nearest_word(text, words, n_words);
  list_words(words, n_words, allowed, sizeof allowed);
  rx_read_problem(map, node, key, "%s is not known%s%s%s; allowed: %s", rx_node_describe(node, found),
                  nearest ? " (did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?)" : "", allowed);
  return false;
}
