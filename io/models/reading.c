#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "io/models/reading.h"

bool rx_next_given(rx_map *map, size_t *i, const char **key, const rx_node **value)
{
  while (rx_read_next(map, i, key, value)) {
    if ((*value)->kind != RX_NODE_NULL) return true;
    if ((*value)->text[0] == '\0') rx_read_problem(map, *value, *key, "has no value");
  }
  return false;
}

size_t rx_count_given(const rx_node *mapping)
{
  static const char *const TEXT_KEYS[] = { "source", "mark", "description" };
  size_t n = 0;
  for (size_t i = 0; mapping != NULL && mapping->kind == RX_NODE_MAPPING && i < mapping->n; i++) {
    bool is_text = mapping->pairs[i].value->kind == RX_NODE_NULL;
    for (int k = 0; k < 3; k++) is_text = is_text || strcmp(mapping->pairs[i].key, TEXT_KEYS[k]) == 0;
    n += !is_text;
  }
  return n;
}

const char *rx_keep(rx_reading *r, const char *text)
{
  const char *copy = rx_arena_text(r->arena, text);
  return copy != NULL ? copy : "";
}

void *rx_keep_array(rx_reading *r, size_t n, size_t size)
{
  void *array = rx_arena_alloc(r->arena, (n > 0 ? n : 1) * size);
  if (array == NULL) rx_problems_add(r->problems, NULL, 0, 0, "out of memory");
  return array;
}

bool rx_check_name(const rx_map *map, const rx_node *at, const char *name, bool has_dash)
{
  const char *allowed = has_dash ? "letters, digits, \"_\", \"-\" and \"+\"" : "letters, digits and \"_\"";
  for (const char *c = name; *c != '\0'; c++) {
    if (isalnum((unsigned char)*c) || *c == '_' || (has_dash && (*c == '-' || *c == '+'))) continue;
    rx_read_problem(map, at, NULL, "the name \"%.60s\" may have %s only", name, allowed);
    return false;
  }
  if (strlen(name) <= 64) return true;
  rx_read_problem(map, at, NULL, "the name \"%.60s…\" has more than 64 characters", name);
  return false;
}

void rx_say_unknown(const rx_map *map, const rx_node *at, const char *key, const char *what, const char *name,
                    const char *const names[], size_t n, const char *hint)
{
  const char *nearest = rx_nearest_word(name, names, n);
  char known[400];
  size_t used = 0;
  known[0] = '\0';
  for (size_t i = 0; i < n && used < sizeof known - 80; i++) {
    const int length = snprintf(known + used, sizeof known - used, "%s%.60s", i > 0 ? ", " : "", names[i]);
    if (length > 0) used += (size_t)length;
    if (used >= sizeof known - 80 && i + 1 < n) snprintf(known + used, sizeof known - used, ", …");
  }
  rx_read_problem(map, at, key, "unknown %s \"%.60s\"%s%s%s; there %s %s%s", what, name,
                  nearest ? " (did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?)" : "",
                  n == 1 ? "is" : "are", n > 0 ? known : "none", hint);
}

int rx_find_name(const rx_map *map, const rx_node *at, const char *key, const char *what, const char *name,
                 const char *const names[], size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (strcmp(names[i], name) == 0) return (int)i;
  rx_say_unknown(map, at, key, what, name, names, n, "");
  return -1;
}

const char *rx_read_word(rx_reading *r, rx_map *map, const char *key, bool is_required, const char *otherwise)
{
  const char *text = otherwise;
  rx_read_text(map, key, is_required, &text);
  return text != NULL ? rx_keep(r, text) : NULL;
}

static rx_node *make_node(rx_reading *r, rx_node_kind kind, const rx_node *like)
{
  rx_node *node = rx_keep_array(r, 1, sizeof *node);
  if (node == NULL) return NULL;
  *node = (rx_node){ .kind = kind,
                     .file = like->file,
                     .line = like->line,
                     .column = like->column,
                     .source = like->source,
                     .mark = like->mark };
  return node;
}

rx_node *rx_make_text(rx_reading *r, const char *text, const rx_node *like)
{
  rx_node *node = make_node(r, RX_NODE_SCALAR, like);
  if (node != NULL) node->text = rx_keep(r, text);
  return node;
}

rx_node *rx_make_mapping(rx_reading *r, const char *key, rx_node *value, const rx_node *like)
{
  rx_node *node = make_node(r, RX_NODE_MAPPING, like);
  rx_pair *pair = rx_keep_array(r, 1, sizeof *pair);
  if (node == NULL || pair == NULL || value == NULL) return NULL;
  *pair = (rx_pair){ rx_keep(r, key), like->file, like->line, like->column, value };
  node->n = 1;
  node->pairs = pair;
  return node;
}

const char *rx_beside(rx_reading *r, const rx_node *at, const char *file)
{
  const char *slash = at->file != NULL ? strrchr(at->file, '/') : NULL;
  if (file[0] == '/' || slash == NULL) return rx_keep(r, file);
  const char *path = rx_arena_format(r->arena, "%.*s/%s", (int)(slash - at->file), at->file, file);
  return path != NULL ? path : file;
}

bool rx_read_table(rx_reading *r, const rx_map *map, const rx_node *at, const char *key, const char *file,
                   size_t n_columns, const char *const columns[], size_t index[], rx_csv *csv)
{
  const char *path = rx_beside(r, at, file);
  if (access(path, R_OK) != 0) {
    rx_read_problem(map, at, key, "%s: %s", path, strerror(errno));
    return false;
  }
  return rx_csv_read(path, r->reader.arena, r->problems, csv) &&
         rx_csv_columns(csv, n_columns, columns, index, r->problems);
}

const rx_param *rx_named_param(rx_reading *r, const rx_param *row, const char *name)
{
  static const rx_param END = RX_P_END;
  rx_param *table = rx_keep_array(r, 2, sizeof *table);
  if (table == NULL) return &END;
  table[0] = *row;
  table[0].name = rx_keep(r, name);
  table[0].offset = 0;
  table[1] = END;
  return table;
}
