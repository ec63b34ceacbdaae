#include "io/config/config_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/param.h"
#include "io/config/config_private.h"

enum { MAX_EXTENDS = 16, MAX_FOLDERS = 64 };

/* The files that are being loaded, each extended by the one before it. */
typedef struct chain {
  const char *real_path;
  const struct chain *outer;
} chain;

typedef struct folders {
  const char *path[MAX_FOLDERS];
  size_t n;
} folders;

static rx_node *load_file(rx_config_tree *tree, const char *path, const chain *outer, const rx_node *at,
                          rx_problems *problems);

/* A problem at a node, or without a place where there is none. */
static void complain(rx_problems *problems, const rx_node *at, const char *text)
{
  rx_problems_add(problems, at ? at->file : NULL, at ? at->line : 0, at ? at->column : 0, "%s", text);
}

static void no_memory(rx_problems *problems, const rx_node *at)
{
  complain(problems, at, "out of memory");
}

/* Everything up to the last slash; "." where there is none. In the tree's arena. */
static const char *folder_of(rx_config_tree *tree, const char *path)
{
  const char *slash = strrchr(path, '/');
  if (slash == NULL) return rx_arena_text(tree->arena, ".");
  return rx_arena_format(tree->arena, "%.*s", slash == path ? 1 : (int)(slash - path), path);
}

/* The real path of a file or folder in the arena, NULL where there is none. */
static const char *real_path(rx_config_tree *tree, const char *path)
{
  char *real = realpath(path, NULL);
  if (real == NULL) return NULL;
  const char *copy = rx_arena_text(tree->arena, real);
  free(real);
  return copy;
}

/* path as people would write it from here: without the current folder before it. */
static const char *shorten(rx_config_tree *tree, const char *path)
{
  char *here = getcwd(NULL, 0);
  if (here == NULL) return path;
  const size_t n = strlen(here);
  const char *rest = strncmp(path, here, n) == 0 && path[n] == '/' ? path + n + 1 : path;
  free(here);
  return rest == path ? path : rx_arena_text(tree->arena, rest);
}

static bool is_folder(const char *path)
{
  struct stat st;
  return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void add_folder(rx_config_tree *tree, folders *list, const char *path)
{
  if (path == NULL || list->n == MAX_FOLDERS || !is_folder(path)) return;
  const char *real = real_path(tree, path);
  if (real == NULL) return;
  real = shorten(tree, real);
  for (size_t i = 0; i < list->n; i++)
    if (strcmp(list->path[i], real) == 0) return;
  list->path[list->n++] = real;
}

static folders search_path(rx_config_tree *tree)
{
  folders list = { .n = 0 };
  if (tree->home != NULL) {
    add_folder(tree, &list, tree->home);
    char *above = realpath(tree->home, NULL);
    while (above != NULL && above[0] != '\0') {
      add_folder(tree, &list, rx_arena_format(tree->arena, "%s/configs", above));
      *strrchr(above, '/') = '\0';
    }
    free(above);
  }
  const char *given = getenv("REXED_CONFIGS");
  while (given != NULL && *given != '\0') {
    const size_t n = strcspn(given, ":");
    if (n > 0) add_folder(tree, &list, rx_arena_format(tree->arena, "%.*s", (int)n, given));
    given += n + (given[n] == ':');
  }
  add_folder(tree, &list, tree->root);
  return list;
}

static bool ends_in_yaml(const char *name)
{
  const size_t n = strlen(name);
  return n > 5 && strcmp(name + n - 5, ".yaml") == 0;
}

static bool is_file(const char *path)
{
  struct stat st;
  return path != NULL && stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

/* folder/[kind/]name[.yaml] if there is such a file, else NULL. */
static const char *file_in(rx_config_tree *tree, const char *folder, const char *kind, const char *name)
{
  const char *path = rx_arena_format(tree->arena, "%s%s%s%s%s%s", strcmp(folder, ".") == 0 ? "" : folder,
                                     strcmp(folder, ".") == 0 ? "" : "/", kind ? kind : "", kind ? "/" : "", name,
                                     ends_in_yaml(name) ? "" : ".yaml");
  return is_file(path) ? path : NULL;
}

static int by_text(const void *left, const void *right)
{
  return strcmp(*(const char *const *)left, *(const char *const *)right);
}

size_t rx_config_names(rx_config_tree *tree, const char *kind, const char *const **names)
{
  struct {
    RX_ARRAY(const char *) names;
  } found = { { 0 } };
  const folders list = search_path(tree);
  for (size_t i = 0; i < list.n; i++) {
    const char *folder = rx_arena_format(tree->arena, "%s/%s", list.path[i], kind);
    DIR *dir = folder != NULL ? opendir(folder) : NULL;
    for (const struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
      if (!ends_in_yaml(entry->d_name) || entry->d_name[0] == '.') continue;
      const char *name = rx_arena_format(tree->arena, "%.*s", (int)strlen(entry->d_name) - 5, entry->d_name);
      if (name != NULL) (void)RX_APPEND(&found.names, name);
    }
    if (dir != NULL) closedir(dir);
  }
  size_t n = 0;
  const char **list_of_names = rx_arena_alloc(tree->arena, found.names.n * sizeof *list_of_names);
  if (found.names.n > 0 && list_of_names != NULL) {
    qsort(found.names.items, found.names.n, sizeof *found.names.items, by_text);
    for (size_t i = 0; i < found.names.n; i++)
      if (n == 0 || strcmp(list_of_names[n - 1], found.names.items[i]) != 0) list_of_names[n++] = found.names.items[i];
  }
  free(found.names.items);
  *names = list_of_names;
  return n;
}

/* no cells "foo" (did you mean "fob"?); looked in a/cells, b/cells */
static void complain_missing(rx_config_tree *tree, const char *kind, const char *name, const char *beside,
                             const rx_node *at, rx_problems *problems)
{
  const char *const *names = NULL;
  const size_t n = rx_config_names(tree, kind, &names);
  const char *nearest = n > 0 ? rx_nearest_word(name, names, n) : NULL;
  char text[RX_ERROR_TEXT];
  int used = snprintf(text, sizeof text, "there is no \"%.*s\" in the configs of kind %.*s", rx_config_clip(name), name,
                      rx_config_clip(kind), kind);
  if (nearest != NULL) used += snprintf(text + used, sizeof text - (size_t)used, " (did you mean \"%.60s\"?)", nearest);
  used += snprintf(text + used, sizeof text - (size_t)used, "; looked in: %.200s", beside != NULL ? beside : "");
  const folders list = search_path(tree);
  for (size_t i = 0; i < list.n && used >= 0 && (size_t)used < sizeof text; i++)
    used += snprintf(text + used, sizeof text - (size_t)used, "%s%s/%s", i > 0 || beside != NULL ? ", " : "",
                     list.path[i], kind);
  if (nearest == NULL && used >= 0 && (size_t)used < sizeof text)
    snprintf(text + used, sizeof text - (size_t)used, "; `rexed list %.40s` shows what there is", kind);
  complain(problems, at, text);
}

static const char *find_in_path(rx_config_tree *tree, const char *kind, const char *name)
{
  const folders list = search_path(tree);
  for (size_t i = 0; i < list.n; i++) {
    const char *path = file_in(tree, list.path[i], kind, name);
    if (path == NULL && strchr(name, '/') != NULL) path = file_in(tree, list.path[i], NULL, name);
    if (path != NULL) return path;
  }
  return NULL;
}

/* The names under `extends`; false with a problem where it is neither text nor a list of texts. */
static bool extended_names(const rx_node *extends, const rx_node *const **names, size_t *n, rx_problems *problems)
{
  bool is_good = extends->kind == RX_NODE_SCALAR && extends->text[0] != '\0';
  if (extends->kind == RX_NODE_SEQUENCE && extends->n > 0) {
    is_good = true;
    for (size_t i = 0; i < extends->n; i++)
      is_good = is_good && extends->items[i]->kind == RX_NODE_SCALAR && extends->items[i]->text[0] != '\0';
    *names = (const rx_node *const *)extends->items;
    *n = extends->n;
  }
  if (!is_good) complain(problems, extends, "extends takes the name of a config or a list of names");
  return is_good;
}

/* The kind that a file says it is of, by the key of its name; NULL: none, as experiments and studies, which name their models. */
static const char *kind_of_head(const rx_node *node)
{
  static const char *const HEADS[][2] = { { "cell", "cells" },
                                          { "circuit", "circuits" },
                                          { "rate_model", "circuits" },
                                          { "phenotype", "phenotypes" },
                                          { "drug", "drugs" } };
  static const char *const OTHERS[] = {
    "experiment", "stimuli", "assays", "conditions", "sweep", "sensitivity", "fit"
  };
  for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
    if (rx_node_child(node, OTHERS[i]) != NULL) return NULL;
  for (size_t i = 0; i < sizeof HEADS / sizeof *HEADS; i++) {
    const rx_node *name = rx_node_child(node, HEADS[i][0]);
    if (name != NULL && name->kind == RX_NODE_SCALAR) return HEADS[i][1];
  }
  return NULL;
}

/* Lays the configs under `extends` and then node itself upon each other, without the key `extends`. folder: of the file node is
 * in, NULL: only the search path. NULL with problems. */
static rx_node *resolve_extends(rx_config_tree *tree, const char *kind, const char *folder, const chain *outer,
                                const rx_node *node, rx_problems *problems)
{
  const char *head = kind_of_head(node);
  const rx_node *extends = rx_node_child(node, "extends");
  if (extends == NULL) return rx_config_copy(tree, node, problems);
  const rx_node *const *names = &extends;
  size_t n = 1;
  if (!extended_names(extends, &names, &n, problems)) return NULL;

  rx_node *base = NULL;
  bool is_good = true;
  for (size_t i = 0; i < n; i++) {
    const char *path = folder != NULL ? file_in(tree, folder, NULL, names[i]->text) : NULL;
    if (path == NULL) path = find_in_path(tree, kind, names[i]->text);
    if (path == NULL && head != NULL) path = find_in_path(tree, head, names[i]->text);
    if (path == NULL) {
      complain_missing(tree, head != NULL ? head : kind, names[i]->text, folder, names[i], problems);
      is_good = false;
      continue;
    }
    const rx_node *layer = load_file(tree, path, outer, names[i], problems);
    if (layer == NULL)
      is_good = false;
    else if (is_good)
      base = base != NULL ? rx_config_merge(tree, base, layer, problems) : rx_config_copy(tree, layer, problems);
    if (base == NULL) is_good = false;
  }
  rx_node *merged = is_good ? rx_config_merge(tree, base, node, problems) : NULL;
  if (merged != NULL) rx_config_remove(merged, "extends");
  return merged;
}

/* The whole file in the arena; NULL with a problem. */
static const char *read_file(rx_config_tree *tree, const char *path, size_t *n, rx_problems *problems)
{
  struct stat st;
  FILE *in = NULL;
  const char *what = NULL;
  char *text = NULL;
  if (stat(path, &st) != 0)
    what = strerror(errno);
  else if (S_ISDIR(st.st_mode))
    what = "this is a folder, not a file";
  else if (!S_ISREG(st.st_mode))
    what = "this is not a regular file";
  else if (st.st_size > RX_CONFIG_MAX_BYTES)
    what = "is larger than 8 MiB";
  else if ((in = fopen(path, "rb")) == NULL)
    what = strerror(errno);
  else if ((text = rx_arena_alloc(tree->arena, (size_t)st.st_size + 1)) == NULL)
    what = "out of memory";
  else {
    *n = fread(text, 1, (size_t)st.st_size, in);
    if (ferror(in)) what = strerror(errno);
  }
  if (in != NULL) fclose(in);
  if (what == NULL) return text;
  rx_problems_add(problems, path, 0, 0, "%s", what);
  return NULL;
}

/* The kind of a file: the name of its folder. */
static const char *kind_of(rx_config_tree *tree, const char *path)
{
  const char *folder = real_path(tree, folder_of(tree, path));
  const char *slash = folder != NULL ? strrchr(folder, '/') : NULL;
  return slash != NULL && slash[1] != '\0' ? slash + 1 : ".";
}

static rx_node *load_text(rx_config_tree *tree, const char *path, const char *text, size_t n, const chain *outer,
                          rx_problems *problems)
{
  const size_t before = rx_problems_count(problems);
  const rx_node *node = rx_config_parse(tree, path, text, n, problems);
  if (node == NULL) return NULL;
  const char *folder = folder_of(tree, path);
  if (folder == NULL) {
    no_memory(problems, node);
    return NULL;
  }
  rx_node *resolved = resolve_extends(tree, kind_of(tree, path), folder, outer, node, problems);
  if (resolved == NULL && rx_problems_count(problems) == before) no_memory(problems, node);
  return resolved;
}

/* a.yaml → b.yaml → a.yaml */
static void complain_circle(const chain *outer, const char *real, const rx_node *at, rx_config_tree *tree,
                            rx_problems *problems)
{
  const char *text = shorten(tree, real);
  for (const chain *c = outer; c != NULL && text != NULL; c = c->outer) {
    text = rx_arena_format(tree->arena, "%s → %s", shorten(tree, c->real_path), text);
    if (strcmp(c->real_path, real) == 0) break;
  }
  char message[RX_ERROR_TEXT];
  snprintf(message, sizeof message, "extends goes round in a circle: %s", text != NULL ? text : "");
  complain(problems, at, message);
}

/* A file with what it extends; the node belongs to the tree's store of files and is not to be changed. */
static rx_node *load_file(rx_config_tree *tree, const char *path, const chain *outer, const rx_node *at,
                          rx_problems *problems)
{
  const char *real = real_path(tree, path);
  int depth = 0;
  for (const chain *c = outer; c != NULL && real != NULL; c = c->outer, depth++) {
    if (strcmp(c->real_path, real) == 0) {
      complain_circle(outer, real, at, tree, problems);
      return NULL;
    }
  }
  if (depth >= MAX_EXTENDS) {
    complain(problems, at, "more than 16 files extend each other");
    return NULL;
  }
  for (size_t i = 0; i < tree->files.n; i++)
    if (real != NULL && strcmp(tree->files.items[i].real_path, real) == 0) return tree->files.items[i].node;

  size_t n = 0;
  const char *text = read_file(tree, path, &n, problems);
  if (text == NULL) return NULL;
  if (real == NULL) real = path;
  const chain here = { real, outer };
  const rx_config_file file = { real, load_text(tree, path, text, n, &here, problems), text, n };
  if (!RX_APPEND(&tree->files, file)) {
    no_memory(problems, at);
    return NULL;
  }
  return file.node;
}

bool rx_config_set_root(rx_config_tree *tree, const char *folder)
{
  tree->root = rx_arena_text(tree->arena, folder);
  return tree->root != NULL;
}

/* The first file of a tree: where the search begins, and what rx_config_text gives. */
static void remember_first(rx_config_tree *tree, const char *path, const char *text, size_t n)
{
  tree->home = folder_of(tree, path);
  tree->text = text;
  tree->n_text = n;
}

rx_node *rx_config_load(rx_config_tree *tree, const char *path, rx_problems *problems)
{
  const bool is_first = tree->home == NULL;
  if (is_first) remember_first(tree, path, NULL, 0);
  const rx_node *node = load_file(tree, path, NULL, NULL, problems);
  const char *real = is_first ? real_path(tree, path) : NULL;
  for (size_t i = 0; real != NULL && i < tree->files.n; i++) {
    const rx_config_file *file = &tree->files.items[i];
    if (strcmp(file->real_path, real) == 0) remember_first(tree, path, file->text, file->n_text);
  }
  return node != NULL ? rx_config_copy(tree, node, problems) : NULL;
}

rx_node *rx_config_load_text(rx_config_tree *tree, const char *name, const char *text, size_t n, rx_problems *problems)
{
  char *copy = rx_arena_alloc(tree->arena, n + 1);
  if (copy == NULL) {
    no_memory(problems, NULL);
    return NULL;
  }
  if (n > 0) memcpy(copy, text, n);
  if (tree->home == NULL) remember_first(tree, name, copy, n);
  return load_text(tree, name, copy, n, NULL, problems);
}

rx_node *rx_config_find(rx_config_tree *tree, const char *kind, const char *name, const rx_node *at,
                        rx_problems *problems)
{
  const char *path = name[0] != '\0' ? find_in_path(tree, kind, name) : NULL;
  if (path == NULL) {
    complain_missing(tree, kind, name, NULL, at, problems);
    return NULL;
  }
  const rx_node *node = load_file(tree, path, NULL, at, problems);
  return node != NULL ? rx_config_copy(tree, node, problems) : NULL;
}

rx_node *rx_config_use(rx_config_tree *tree, const char *kind, const rx_node *node, rx_problems *problems)
{
  if (node->kind == RX_NODE_SCALAR) return rx_config_find(tree, kind, node->text, node, problems);
  if (node->kind == RX_NODE_MAPPING) return resolve_extends(tree, kind, NULL, NULL, node, problems);
  char found[80], message[160];
  snprintf(message, sizeof message, "expected a name of the configs of kind %.40s or a mapping, found %s", kind,
           rx_node_describe(node, found));
  complain(problems, node, message);
  return NULL;
}

const char *rx_config_text(const rx_config_tree *tree, size_t *n)
{
  if (n != NULL) *n = tree->n_text;
  return tree->text != NULL ? tree->text : "";
}
