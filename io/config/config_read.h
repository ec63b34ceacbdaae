/* Reading a config: from the tree's nodes to typed structs, with every check in one place.
 *
 * A reader goes down the tree with an rx_map for each mapping, asks for the keys it knows, and ends each map with rx_read_end,
 * which reports every key nobody asked for. Whatever is wrong is a problem at its file:line:column, led by its path
 * ("circuit/populations/WDR/soma/channels/nav17/gbar: …"); reading goes on, so that all problems of a file come at once. The
 * caller looks at rx_problems_count in the end.
 *
 *     rx_map cell = rx_read_root(&reader, node, "");
 *     rx_map nav17 = rx_read_map(&cell, "nav17", true);
 *     rx_read_params(&nav17, NAV17_PARAMS, &p);
 *     rx_read_end(&nav17);
 *     rx_read_end(&cell);
 *
 * An explicit `null` (or `~`) means "not given"; a key with nothing behind it is a problem. `source`, `mark` and `description`
 * may stand in every mapping. Functions that read one key return true when it was given and good, and leave *out alone
 * otherwise, so that a default may be put there before. */
#ifndef RX_IO_CONFIG_READ_H
#define RX_IO_CONFIG_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/param.h"
#include "io/config/config_tree.h"

typedef struct rx_reader {
  rx_problems *problems;
  rx_registry *registry; /* gets an entry for each number read; NULL: none */
  rx_arena *arena;       /* owns paths and lists that are handed out */
} rx_reader;

/* A mapping that is being read. Where it was not given, node is NULL and every key is absent. */
typedef struct rx_map {
  rx_reader *reader;
  const rx_node *node;
  const char *path; /* "circuit/populations/WDR", "" at the top; in the reader's arena */
  const char *file; /* where "is required" is said: the mapping, else the nearest that was given */
  int line, column;
  bool is_quiet;              /* a problem has been said already: nothing below it "is required" */
  struct rx_asked_key *asked; /* keys asked for, the latest first; in the arena */
} rx_map;

/* The map of a node at a path; node NULL: nothing given. A problem, and nothing given, where node is no mapping. */
rx_map rx_read_root(rx_reader *reader, const rx_node *node, const char *path);
/* The mapping under key. is_required: a problem where it is absent. */
rx_map rx_read_map(rx_map *map, const char *key, bool is_required);
/* Goes through keys that are data, such as names of populations, in the order of the file: start with *i = 0; false at the end.
 * `source`, `mark`, `description` and keys asked for before are passed over. */
bool rx_read_next(rx_map *map, size_t *i, const char **key, const rx_node **value);
/* Reports every key that nobody asked for, with the nearest one known, and checks source, mark and description. */
void rx_read_end(rx_map *map);

/* The node under key, unchecked; NULL where it is absent or null. */
const rx_node *rx_read_node(rx_map *map, const char *key, bool is_required);
/* map's path with "/key" behind it; in the arena. */
const char *rx_read_path(const rx_map *map, const char *key);
/* Adds a problem "path: text" at a node (NULL: at the map itself; key NULL: of the map itself). */
void rx_read_problem(const rx_map *map, const rx_node *at, const char *key, const char *format, ...) RX_PRINTF(4, 5);

/* Reads each row of a table (ends with a NULL name) from the key of its name into the struct at base, and adds it to the
 * registry. A value is a number in the row's unit, a number with a unit of the same dimension ("18 mS/cm2"), or
 * {value: …, source: …, mark: …}. Absent: the row's default; a row that has none and is not optional is a problem.
 * The entry's source and mark are those in force where the value was written (rx_node), else the table's source and "".
 * False when a value was bad; the struct then holds the default (or NaN). */
bool rx_read_params(rx_map *map, const rx_param table[], void *base);

/* A number that is no parameter (it gets no entry); in unit, lower … upper both included. */
bool rx_read_number(rx_map *map, const char *key, bool is_required, const char *unit, double lower, double upper,
                    double *out);
/* A list of such numbers (or one alone); *out in the arena, [*n]. */
bool rx_read_numbers(rx_map *map, const char *key, bool is_required, const char *unit, double lower, double upper,
                     const double **out, size_t *n);
/* Decimal digits with a sign. */
bool rx_read_int(rx_map *map, const char *key, bool is_required, int lower, int upper, int *out);
/* 0 … 2^64-1, decimal digits. */
bool rx_read_seed(rx_map *map, const char *key, bool is_required, uint64_t *out);
/* true or false, unquoted, and nothing else. */
bool rx_read_bool(rx_map *map, const char *key, bool is_required, bool *out);
/* Any scalar but an empty one, as it is written; owned by the tree. */
bool rx_read_text(rx_map *map, const char *key, bool is_required, const char **out);
/* A list of such texts (or one alone); *out in the arena, [*n]. A text that is there twice is a problem. */
bool rx_read_names(rx_map *map, const char *key, bool is_required, const char *const **out, size_t *n);
/* One of words[0 … n_words-1]; *out is its index, before it that of the default. The registry gets an entry of it. */
bool rx_read_choice(rx_map *map, const char *key, bool is_required, const char *const words[], size_t n_words,
                    int *out);
/* Puts a word that was read otherwise, or its default, into the registry, with all that are allowed. */
void rx_read_note_word(rx_map *map, const char *key, const char *value, const char *const words[], size_t n_words);

#endif
