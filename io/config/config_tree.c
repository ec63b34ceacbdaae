#include "io/config/config_tree.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/config/config_private.h"

rx_config_tree *rx_config_create(void)
{
  rx_config_tree *tree = calloc(1, sizeof *tree);
  if (tree == NULL) return NULL;
  tree->arena = rx_arena_create();
  if (tree->arena == NULL) {
    free(tree);
    return NULL;
  }
  return tree;
}

void rx_config_free(rx_config_tree *tree)
{
  if (tree == NULL) return;
  free(tree->files.items);
  rx_arena_free(tree->arena);
  free(tree);
}

rx_node *rx_config_new_node(rx_config_tree *tree, rx_node_kind kind, const char *file, int line, int column,
                            rx_problems *problems)
{
  if (tree->n_nodes >= RX_CONFIG_MAX_ALL_NODES) {
    rx_problems_add(problems, file, line, column, "the files together have more than %d values",
                    RX_CONFIG_MAX_ALL_NODES);
    return NULL;
  }
  rx_node *node = rx_arena_alloc(tree->arena, sizeof *node);
  if (node == NULL) {
    rx_problems_add(problems, file, line, column, "out of memory");
    return NULL;
  }
  tree->n_nodes++;
  node->kind = kind;
  node->file = file;
  node->line = line;
  node->column = column;
  return node;
}

const rx_pair *rx_node_pair(const rx_node *node, const char *key)
{
  if (node == NULL || node->kind != RX_NODE_MAPPING) return NULL;
  for (size_t i = 0; i < node->n; i++)
    if (strcmp(node->pairs[i].key, key) == 0) return &node->pairs[i];
  return NULL;
}

rx_node *rx_node_child(const rx_node *node, const char *key)
{
  const rx_pair *pair = rx_node_pair(node, key);
  return pair != NULL ? pair->value : NULL;
}

/* Index into a list of n from text such as "12"; n where it is none. */
static size_t list_index(const char *text, size_t n)
{
  char *end = NULL;
  if (*text < '0' || *text > '9') return n;
  const unsigned long i = strtoul(text, &end, 10);
  return *end == '\0' && i < n ? i : n;
}

/* The child of a mapping by key, of a list by index. */
static rx_node *step(const rx_node *node, const char *part)
{
  if (node->kind != RX_NODE_SEQUENCE) return rx_node_child(node, part);
  const size_t i = list_index(part, node->n);
  return i < node->n ? node->items[i] : NULL;
}

rx_node *rx_node_at(const rx_node *node, const char *path)
{
  rx_node *found = (rx_node *)node;
  while (found != NULL && *path != '\0') {
    const size_t n = strcspn(path, "/");
    char part[256];
    if (n >= sizeof part) return NULL;
    memcpy(part, path, n);
    part[n] = '\0';
    found = step(found, part);
    path += n + (path[n] == '/');
  }
  return found;
}

int rx_config_clip(const char *text)
{
  size_t n = strlen(text);
  if (n > 60) n = 60;
  while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80) n--;
  return (int)n;
}

const char *rx_node_describe(const rx_node *node, char text[80])
{
  switch (node->kind) {
  case RX_NODE_MAPPING: return strcpy(text, "a mapping");
  case RX_NODE_SEQUENCE: return strcpy(text, "a list");
  case RX_NODE_NULL: return strcpy(text, "nothing");
  case RX_NODE_SCALAR: break;
  }
  const int clipped = rx_config_clip(node->text), line = (int)strcspn(node->text, "\n");
  const int n = line < clipped ? line : clipped;
  snprintf(text, 80, "\"%.*s%s\"", n, node->text, node->text[n] != '\0' ? "…" : "");
  return text;
}

void rx_config_annotate(rx_node *node, const char *source, const char *mark)
{
  if (node->kind == RX_NODE_MAPPING) {
    const rx_node *own_source = rx_node_child(node, "source"), *own_mark = rx_node_child(node, "mark");
    if (own_source != NULL && own_source->kind == RX_NODE_SCALAR) source = own_source->text;
    if (own_mark != NULL && own_mark->kind == RX_NODE_SCALAR) mark = own_mark->text;
  }
  node->source = source;
  node->mark = mark;
  for (size_t i = 0; i < node->n; i++)
    rx_config_annotate(node->kind == RX_NODE_MAPPING ? node->pairs[i].value : node->items[i], source, mark);
}

/* A copy of node alone, with room for `room` pairs where it is a mapping. */
static rx_node *copy_shallow(rx_config_tree *tree, const rx_node *node, size_t room, rx_problems *problems)
{
  rx_node *copy = rx_config_new_node(tree, node->kind, node->file, node->line, node->column, problems);
  if (copy == NULL) return NULL;
  *copy = *node;
  const bool is_mapping = node->kind == RX_NODE_MAPPING;
  if (is_mapping) copy->pairs = rx_arena_alloc(tree->arena, room * sizeof *copy->pairs);
  if (node->kind == RX_NODE_SEQUENCE) copy->items = rx_arena_alloc(tree->arena, room * sizeof *copy->items);
  if ((is_mapping && copy->pairs == NULL) || (node->kind == RX_NODE_SEQUENCE && copy->items == NULL)) {
    rx_problems_add(problems, node->file, node->line, node->column, "out of memory");
    return NULL;
  }
  if (is_mapping && node->n > 0) memcpy(copy->pairs, node->pairs, node->n * sizeof *copy->pairs);
  return copy;
}

rx_node *rx_config_copy(rx_config_tree *tree, const rx_node *node, rx_problems *problems)
{
  rx_node *copy = copy_shallow(tree, node, node->n, problems);
  if (copy == NULL) return NULL;
  for (size_t i = 0; i < node->n; i++) {
    rx_node *child =
        rx_config_copy(tree, node->kind == RX_NODE_MAPPING ? node->pairs[i].value : node->items[i], problems);
    if (child == NULL) return NULL;
    if (node->kind == RX_NODE_MAPPING)
      copy->pairs[i].value = child;
    else
      copy->items[i] = child;
  }
  return copy;
}

void rx_config_remove(rx_node *mapping, const char *key)
{
  const rx_pair *pair = rx_node_pair(mapping, key);
  if (pair == NULL) return;
  const size_t i = (size_t)(pair - mapping->pairs);
  memmove(&mapping->pairs[i], &mapping->pairs[i + 1], (mapping->n - i - 1) * sizeof *mapping->pairs);
  mapping->n--;
}

bool rx_config_put(rx_config_tree *tree, rx_node *mapping, const rx_pair *pair, rx_problems *problems)
{
  assert(mapping->kind == RX_NODE_MAPPING);
  const rx_pair *there = rx_node_pair(mapping, pair->key);
  if (there != NULL) {
    mapping->pairs[there - mapping->pairs] = *pair;
    return true;
  }
  rx_pair *pairs = rx_arena_alloc(tree->arena, (mapping->n + 1) * sizeof *pairs);
  if (pairs == NULL) {
    rx_problems_add(problems, pair->file, pair->line, pair->column, "out of memory");
    return false;
  }
  if (mapping->n > 0) memcpy(pairs, mapping->pairs, mapping->n * sizeof *pairs);
  pairs[mapping->n++] = *pair;
  mapping->pairs = pairs;
  return true;
}

/* A new value leaves the old one's provenance behind; a new provenance alone is that of the old value. */
static void settle_provenance(rx_node *merged, const rx_node *over)
{
  static const char *const KEYS[] = { "source", "mark" };
  rx_node *value = rx_node_child(merged, "value");
  if (value == NULL) return;
  const bool is_new = over->kind != RX_NODE_MAPPING || rx_node_child(over, "value") != NULL;
  for (int i = 0; i < 2; i++) {
    const rx_node *given = rx_node_child(over, KEYS[i]);
    if (is_new && given == NULL) rx_config_remove(merged, KEYS[i]);
    if (!is_new && given != NULL && given->kind == RX_NODE_SCALAR) {
      if (i == 0)
        value->source = given->text;
      else
        value->mark = given->text;
    }
  }
}

rx_node *rx_config_merge(rx_config_tree *tree, const rx_node *base, const rx_node *over, rx_problems *problems)
{
  const bool is_quantity = rx_node_child(base, "value") != NULL;
  const bool is_value = is_quantity && (over->kind == RX_NODE_SCALAR || over->kind == RX_NODE_SEQUENCE);
  if (base->kind != RX_NODE_MAPPING || (over->kind != RX_NODE_MAPPING && !is_value))
    return rx_config_copy(tree, over, problems);

  rx_node *merged = copy_shallow(tree, base, base->n + (is_value ? 0 : over->n), problems);
  if (merged == NULL) return NULL;
  for (size_t i = 0; i < base->n; i++) {
    const rx_pair *pair = &base->pairs[i], *above = rx_node_pair(over, pair->key);
    rx_node *value;
    if (is_value && strcmp(pair->key, "value") == 0)
      value = rx_config_copy(tree, over, problems);
    else if (above != NULL)
      value = rx_config_merge(tree, pair->value, above->value, problems);
    else
      value = rx_config_copy(tree, pair->value, problems);
    if (value == NULL) return NULL;
    if (above != NULL) merged->pairs[i] = *above;
    merged->pairs[i].value = value;
  }
  for (size_t i = 0; !is_value && i < over->n; i++) {
    if (rx_node_pair(base, over->pairs[i].key) != NULL) continue;
    rx_node *value = rx_config_copy(tree, over->pairs[i].value, problems);
    if (value == NULL) return NULL;
    merged->pairs[merged->n] = over->pairs[i];
    merged->pairs[merged->n++].value = value;
  }
  settle_provenance(merged, over);
  return merged;
}

static const char SET[] = "--set";

static void complain(const rx_pair *change, rx_problems *problems, const char *text)
{
  rx_problems_add(problems, change->file, change->line, change->column, "%s", text);
}

/* Walks to the mapping (or list) that holds the last part of path, making mappings on the way. */
static bool lay_upon(rx_config_tree *tree, rx_node *at, char *path, const rx_pair *change, rx_problems *problems)
{
  rx_node *value = change->value;
  for (char *part = path;;) {
    char *slash = strchr(part, '/');
    if (slash != NULL) *slash = '\0';
    const int part_column = change->column + (int)(part - path);
    rx_node *child = step(at, part);
    if (at->kind == RX_NODE_SEQUENCE && child == NULL) {
      rx_problems_add(problems, change->file, change->line, part_column, "\"%s\" is not one of the list's items 0 … %d",
                      part, (int)at->n - 1);
      return false;
    }
    const bool is_last = slash == NULL;
    if (is_last && child != NULL) {
      value = rx_config_merge(tree, child, value, problems);
      if (value == NULL) return false;
    }
    if (!is_last && child != NULL && child->kind == RX_NODE_SCALAR) {
      char found[80];
      rx_problems_add(problems, change->file, change->line, part_column,
                      "\"%s\" is %s (%s:%d:%d) and has nothing below it", part, rx_node_describe(child, found),
                      child->file, child->line, child->column);
      return false;
    }
    rx_node *next = is_last ? value : child;
    if (next == NULL || next->kind == RX_NODE_NULL) {
      if (!is_last && (next = rx_config_new_node(tree, RX_NODE_MAPPING, change->file, change->value->line,
                                                 change->value->column, problems)) == NULL)
        return false;
    }
    if (next != child && at->kind == RX_NODE_SEQUENCE) {
      at->items[list_index(part, at->n)] = next;
    } else if (next != child) {
      const rx_pair pair = { rx_arena_text(tree->arena, part), change->file, change->line, part_column, next };
      if (pair.key == NULL || !rx_config_put(tree, at, &pair, problems)) return false;
    }
    if (is_last) return true;
    at = next;
    part = slash + 1;
  }
}

static int depth_of(const rx_node *node)
{
  int deepest = 0;
  for (size_t i = 0; i < node->n; i++) {
    const int depth = depth_of(node->kind == RX_NODE_MAPPING ? node->pairs[i].value : node->items[i]);
    if (depth > deepest) deepest = depth;
  }
  return node->kind >= RX_NODE_SEQUENCE ? deepest + 1 : 0;
}

/* False, with a problem, where the path of a change can't be one. */
static bool check_path(const rx_pair *change, rx_problems *problems)
{
  const char *path = change->key;
  for (const char *part = path; part != NULL;) {
    const size_t length = strcspn(part, "/");
    if (length > RX_CONFIG_LONGEST_KEY || (length == 2 && strncmp(part, "<<", 2) == 0)) {
      rx_problems_add(problems, change->file, change->line, change->column + (int)(part - path),
                      "\"%.*s\" cannot be a key", length > 2 ? rx_config_clip(part) : 2, part);
      return false;
    }
    part = part[length] == '/' ? part + length + 1 : NULL;
  }
  const size_t n = strlen(path);
  if (n == 0 || path[0] == '/' || path[n - 1] == '/' || strstr(path, "//") != NULL) {
    rx_problems_add(problems, change->file, change->line, change->column, "the path \"%.*s\" has an empty part",
                    rx_config_clip(path), path);
    return false;
  }
  return true;
}

bool rx_config_lay(rx_config_tree *tree, rx_node *root, const rx_pair *change, rx_problems *problems)
{
  assert(root->kind == RX_NODE_MAPPING);
  if (!check_path(change, problems)) return false;
  int n_parts = 1;
  for (const char *c = change->key; *c != '\0'; c++) n_parts += *c == '/';
  if (n_parts + depth_of(change->value) > RX_CONFIG_MAX_DEPTH) {
    rx_problems_add(problems, change->file, change->line, change->column,
                    "the path and its value are nested more than %d deep", RX_CONFIG_MAX_DEPTH);
    return false;
  }
  char *path = rx_arena_text(tree->arena, change->key);
  rx_pair own = *change;
  own.value = rx_config_copy(tree, change->value, problems);
  if (path == NULL) complain(change, problems, "out of memory");
  if (path == NULL || own.value == NULL) return false;
  rx_config_annotate(own.value, SET, NULL);
  return lay_upon(tree, root, path, &own, problems);
}

bool rx_config_assignment(rx_config_tree *tree, const char *assignment, rx_pair *change, rx_problems *problems)
{
  *change = (rx_pair){ .file = SET, .line = 1, .column = 1 };
  if (!rx_config_check_text(SET, assignment, strlen(assignment), 0, problems)) return false;
  const char *equals = strchr(assignment, '=');
  if (equals != NULL && strcspn(assignment, "\r\n\t") < (size_t)(equals - assignment)) {
    complain(change, problems, "the path has a line break or a tab");
    return false;
  }
  if (equals == NULL || equals == assignment) {
    rx_problems_add(problems, SET, 1, 1, "\"%.*s\" has no %s: write PATH=VALUE", rx_config_clip(assignment), assignment,
                    equals == NULL ? "\"=\"" : "path");
    return false;
  }
  const size_t n = (size_t)(equals - assignment);
  change->key = rx_arena_format(tree->arena, "%.*s", (int)n, assignment);
  if (change->key == NULL) {
    complain(change, problems, "out of memory");
    return false;
  }
  if (!check_path(change, problems)) return false;
  const size_t before = rx_problems_count(problems);
  change->value = rx_config_parse_any(tree, SET, equals + 1, strlen(equals + 1), (int)n + 1, problems);
  if (change->value == NULL || (change->value->kind == RX_NODE_NULL && change->value->text[0] == '\0')) {
    if (rx_problems_count(problems) == before)
      rx_problems_add(problems, SET, 1, (int)n + 2, "\"%.*s\" has no value", rx_config_clip(assignment), assignment);
    return false;
  }
  return rx_problems_count(problems) == before;
}

bool rx_config_set(rx_config_tree *tree, rx_node *root, const char *assignment, rx_problems *problems)
{
  rx_pair change;
  return rx_config_assignment(tree, assignment, &change, problems) && rx_config_lay(tree, root, &change, problems);
}
