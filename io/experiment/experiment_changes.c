/* What --set and a study's `set:` may change of an experiment. */
#include <stdio.h>
#include <string.h>

#include "io/experiment/experiment_parts.h"

enum { MAX_NAMES = 64 };

void rx_change_of_cell(rx_reading *r, const rx_node *root, rx_pair *change)
{
  const rx_node *populations = rx_node_at(root, "circuit/populations");
  if (strncmp(change->key, "cell/", 5) != 0 || populations == NULL || populations->n != 1) return;
  char *path =
      rx_arena_format(r->reader.arena, "circuit/populations/%s/%s", populations->pairs[0].key, change->key + 5);
  if (path == NULL) return;
  change->column -= (int)(strlen(path) - strlen(change->key)); /* of what stands behind "cell/" */
  change->key = path;
}

/* The names that a mapping of the experiment has. */
static size_t list_names(const rx_node *mapping, const char *const otherwise, const char *names[MAX_NAMES])
{
  size_t n = 0;
  for (size_t i = 0; mapping != NULL && mapping->kind == RX_NODE_MAPPING && i < mapping->n && n < MAX_NAMES; i++)
    names[n++] = mapping->pairs[i].key;
  if (n == 0 && otherwise != NULL) names[n++] = otherwise;
  return n;
}

static bool has_name(const char *name, const char *const names[], size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (strcmp(names[i], name) == 0) return true;
  return n == MAX_NAMES; /* not all were looked at */
}

/* Conditions, stimuli and assays are made by being named, so that a misspelt one would be a new one (a condition), or be taken away although
 * it is not there. A new one is laid with its mapping: conditions={NAME: {…}}. */
bool rx_change_check(rx_reading *r, const rx_node *root, const rx_pair *change)
{
  static const struct {
    const char *key, *what, *otherwise;
    bool is_made_by_value; /* NAME={…} says so much that it must be meant */
  } KINDS[] = { { "conditions", "condition", "control", false },
                { "stimuli", "stimulus", NULL, true },
                { "assays", "assay", NULL, true } };
  const size_t length = strcspn(change->key, "/");
  for (size_t k = 0; k < sizeof KINDS / sizeof *KINDS; k++) {
    if (strlen(KINDS[k].key) != length || strncmp(change->key, KINDS[k].key, length) != 0) continue;
    const char *names[MAX_NAMES], *name = change->key + length + (change->key[length] == '/');
    const size_t n = list_names(rx_node_child(root, KINDS[k].key), KINDS[k].otherwise, names);
    rx_map map = rx_read_root(&r->reader, root, "");
    char hint[80];
    snprintf(hint, sizeof hint, "; to add one: %s={NAME: {…}}", KINDS[k].key);
    if (*name == '\0') { /* the mapping of all: what it takes away must be there */
      for (size_t i = 0; change->value->kind == RX_NODE_MAPPING && i < change->value->n; i++) {
        const rx_pair *pair = &change->value->pairs[i];
        const rx_node at = { .file = pair->file, .line = pair->line, .column = pair->column };
        if (pair->value->kind != RX_NODE_NULL || has_name(pair->key, names, n)) continue;
        rx_say_unknown(&map, &at, KINDS[k].key, KINDS[k].what, pair->key, names, n, "");
        return false;
      }
      return true;
    }
    const bool is_whole = strchr(name, '/') == NULL;
    if (is_whole && KINDS[k].is_made_by_value && change->value->kind == RX_NODE_MAPPING) return true;
    const char *one = rx_arena_format(r->reader.arena, "%.*s", (int)strcspn(name, "/"), name);
    if (one == NULL || *one == '\0' || has_name(one, names, n))
      return true; /* an empty part is said where it is laid */
    const rx_node at = { .file = change->file,
                         .line = change->line,
                         .column = change->column + (int)(name - change->key) };
    rx_say_unknown(&map, &at, KINDS[k].key, KINDS[k].what, one, names, n, hint);
    return false;
  }
  return true;
}
