/* Config files: loading, `extends:`, and the search path of configs/<kind>/<name>.yaml.
 *
 * extends. A file may begin with `extends: NAME` or `extends: [NAME, NAME]`: those files are laid down in this order and the file
 * itself on top (rx_config_merge). A NAME is a file beside the extending one ("base", "base.yaml", "../circuits/base"), else
 * one of the search path, of the kind of the folder that the extending file is in, else of the kind that the file's own head says
 * (`circuit: NAME`, not in an experiment), or of a kind that is named ("cells/base").
 *
 * The search path: the folder of the first file loaded; `configs/` in it and in each folder above it; the folders of
 * $REXED_CONFIGS (colon between them); the folder of rx_config_set_root. The first that has <kind>/<name>.yaml wins. */
#ifndef RX_IO_CONFIG_FILES_H
#define RX_IO_CONFIG_FILES_H

#include "io/config/config_tree.h"

/* The last folder of the search path (the `configs/` that was installed); copied. False when memory is out. */
bool rx_config_set_root(rx_config_tree *tree, const char *folder);

/* Loads a file and what it extends. The first file of a tree also sets where the search begins. The node is the caller's to
 * change: each call gives a copy. NULL, with problems: a file that is missing, unreadable, no regular file, too large, not
 * UTF-8, empty, not YAML, whose top level is no mapping; an `extends` that is not found or goes round in a circle. */
rx_node *rx_config_load(rx_config_tree *tree, const char *path, rx_problems *problems);

/* The same from text in memory; `extends` is looked for beside `name`, as if it were a file's path. */
rx_node *rx_config_load_text(rx_config_tree *tree, const char *name, const char *text, size_t n, rx_problems *problems);

/* Finds and loads configs/<kind>/<name>.yaml. at: where it was asked for, for the message, or NULL (command line). NULL, with
 * problems: as rx_config_load; a name that is nowhere is answered with the nearest one there is and the folders searched. */
rx_node *rx_config_find(rx_config_tree *tree, const char *kind, const char *name, const rx_node *at,
                        rx_problems *problems);

/* A part of a file that may be the name of a config of this kind, or a mapping that may begin with `extends: NAME` of this
 * kind (or a list): resolved by rx_config_find, merged, as a new node without `extends`. NULL with problems as above, or when
 * node is neither. */
rx_node *rx_config_use(rx_config_tree *tree, const char *kind, const rx_node *node, rx_problems *problems);

/* Names of all configs of a kind in the search path, sorted, each once: names[0 … return value - 1], owned by the tree. */
size_t rx_config_names(rx_config_tree *tree, const char *kind, const char *const **names);

/* The first file of the tree, byte for byte ("" before one was loaded); n: its length, may be NULL. */
const char *rx_config_text(const rx_config_tree *tree, size_t *n);

#endif
