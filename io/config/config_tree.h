/* Config tree: a YAML document as our own nodes, each knowing where it was written.
 *
 * The tree is made with libfyaml, but of YAML only what a config needs: mappings with text keys, lists, scalars; anchors, aliases
 * and merge keys ("<<") are resolved while reading. Everything else is answered with a problem at file:line:column.
 *
 * Files, `extends:` and the search path are in config_files.h, numbers with units and ranges in config_read.h. */
#ifndef RX_IO_CONFIG_TREE_H
#define RX_IO_CONFIG_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "io/config/problems.h"

enum {
  RX_CONFIG_MAX_BYTES = 8 << 20,     /* of one file */
  RX_CONFIG_MAX_NODES = 200000,      /* of one file, aliases expanded */
  RX_CONFIG_MAX_ALL_NODES = 2000000, /* of one tree: all files, copies and merges */
  RX_CONFIG_MAX_DEPTH = 64,
  RX_CONFIG_LONGEST_KEY = 200, /* bytes */
  RX_CONFIG_MAX_KEYS = 4096    /* of one mapping */
};

typedef enum { RX_NODE_NULL, RX_NODE_SCALAR, RX_NODE_SEQUENCE, RX_NODE_MAPPING } rx_node_kind;

typedef struct rx_node rx_node;

/* A key of a mapping, its own place, and its value. */
typedef struct rx_pair {
  const char *key;
  const char *file;
  int line, column;
  rx_node *value;
} rx_pair;

/* A node. All pointers belong to the tree.
 *
 * source and mark are those in force where the node was written: of the nearest enclosing mapping *of the same file* that has a
 * `source:` (a `mark:`), so that a number keeps its provenance through `extends`, and a file that overrides a number does not
 * inherit the provenance of the number it replaces. NULL where there is none. */
struct rx_node {
  rx_node_kind kind;
  bool is_quoted; /* "text" or 'text': never null, true or false */
  const char *file;
  int line, column; /* 1-based, of the first character (of the value, where there is nothing: of the key) */
  const char *source, *mark;
  const char *text; /* SCALAR: its text. NULL: "", "~" or "null" as written */
  size_t n;         /* MAPPING: pairs, SEQUENCE: items */
  rx_pair *pairs;   /* [n], in the order of the file, keys unique */
  rx_node **items;  /* [n] */
};

/* Owns all nodes and texts made with it; not for two threads at once. */
typedef struct rx_config_tree rx_config_tree;

/* NULL when memory is out. */
rx_config_tree *rx_config_create(void);
void rx_config_free(rx_config_tree *tree);

/* Parses text[0 … n-1] as one YAML document whose top level is a mapping; `extends` is left as it is. name: for messages.
 * NULL when there is no tree to go on with; problems that leave a usable tree (a duplicate key) only add to the problems. */
rx_node *rx_config_parse(rx_config_tree *tree, const char *name, const char *text, size_t n, rx_problems *problems);

/* The value of a mapping's key; NULL where it is not there or node is no mapping (or NULL). */
rx_node *rx_node_child(const rx_node *node, const char *key);
/* The pair of a mapping's key, likewise. */
const rx_pair *rx_node_pair(const rx_node *node, const char *key);
/* The node at "a/b/0/c" below node, list items by index from 0; NULL where there is none. */
rx_node *rx_node_at(const rx_node *node, const char *path);
/* "a mapping", "a list", "nothing", or the text in quotes, cut where long. Written to text, which is returned. */
const char *rx_node_describe(const rx_node *node, char text[80]);

/* A deep copy in the same tree. NULL when memory is out or the tree would grow beyond RX_CONFIG_MAX_ALL_NODES; a problem says
 * which, at the node. */
rx_node *rx_config_copy(rx_config_tree *tree, const rx_node *node, rx_problems *problems);

/* base with `over` laid upon it, as a new node; neither is changed. Mappings merge key by key; of anything else over replaces.
 * Over a {value: …, source: …, mark: …} a scalar or list replaces the value and takes source and mark away; so does a mapping
 * with a `value` and without them. Nodes keep the marks of the file they came from. NULL: as rx_config_copy. */
rx_node *rx_config_merge(rx_config_tree *tree, const rx_node *base, const rx_node *over, rx_problems *problems);

/* Puts value under key in a mapping: replaced where it is there, else appended. False (a problem) when memory is out. */
bool rx_config_put(rx_config_tree *tree, rx_node *mapping, const rx_pair *pair, rx_problems *problems);
/* Takes a key out of a mapping; nothing happens where it is not there. */
void rx_config_remove(rx_node *mapping, const char *key);

/* Lays a change upon the tree below root (a mapping, changed in place): its key is a path, its value a node of any tree, which must
 * live on until this one is read. Mappings on the way are made where they are missing; a list item is named by its index and must
 * exist. Laid upon what is there as rx_config_merge does; what it lays has the source "--set". Whether a key is known is found out
 * when it is read. False, with a problem at the change's place: an empty part, a path through something that is not a mapping. */
bool rx_config_lay(rx_config_tree *tree, rx_node *root, const rx_pair *change, rx_problems *problems);
/* Reads "PATH=VALUE" of --set. VALUE is YAML ("75 mg", "[1, 2]", "{value: 3, source: x}"). The change has file "--set", line 1, the
 * column within the argument. False, with a problem: no "=", an empty path or part, no value, bad YAML. */
bool rx_config_assignment(rx_config_tree *tree, const char *assignment, rx_pair *change, rx_problems *problems);
/* Both. */
bool rx_config_set(rx_config_tree *tree, rx_node *root, const char *assignment, rx_problems *problems);

/* Canonical text of a node: keys sorted by byte, plain numbers as %.17g, text that could be mistaken in double quotes; itself
 * YAML that gives the same canonical text again. Owned by the caller, free() it; NULL when memory is out. */
char *rx_config_dump(const rx_node *node);

#endif
