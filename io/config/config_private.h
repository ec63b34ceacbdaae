/* What the config_*.c files share; not for others. */
#ifndef RX_IO_CONFIG_PRIVATE_H
#define RX_IO_CONFIG_PRIVATE_H

#include "base/array.h"
#include "io/config/config_tree.h"

/* A file that has been loaded, `extends` resolved. */
typedef struct rx_config_file {
  const char *real_path;
  rx_node *node;    /* NULL: it had errors that left no tree */
  const char *text; /* [n_text] as read */
  size_t n_text;
} rx_config_file;

struct rx_config_tree {
  rx_arena *arena;
  size_t n_nodes;
  RX_ARRAY(rx_config_file) files;
  const char *home; /* folder of the first file, where the search begins */
  const char *root; /* where it ends */
  const char *text; /* of the first file, as read */
  size_t n_text;
};

/* A new, empty node at a place. NULL (with a problem) when memory is out or the tree is too large. */
rx_node *rx_config_new_node(rx_config_tree *tree, rx_node_kind kind, const char *file, int line, int column,
                            rx_problems *problems);

/* Parses a document with any top level, as rx_config_parse; column_offset is added to columns of line 1. NULL also when the
 * document is empty. */
rx_node *rx_config_parse_any(rx_config_tree *tree, const char *name, const char *text, size_t n, int column_offset,
                             rx_problems *problems);

/* Bytes of text that a message shows: at most 60, whole characters. */
int rx_config_clip(const char *text);

/* Reports the first byte that is not UTF-8 text (or a control character) at its line and column; true where there is none. */
bool rx_config_check_text(const char *file, const char *text, size_t n, int column_offset, rx_problems *problems);

/* Sets source and mark of every node below: the nearest enclosing `source:` and `mark:`, else those given. */
void rx_config_annotate(rx_node *node, const char *source, const char *mark);

#endif
