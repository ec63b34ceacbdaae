/* What the readers of models and of experiments share: where they read from, where they put it, and their tools.
 *
 * Reading has two halves. First the tree is made whole: names of circuits, cells and phenotypes are replaced by what their files
 * say, with the user's changes on top. Then the tree is read, once, into structs and the registry. */
#ifndef RX_IO_MODELS_READING_H
#define RX_IO_MODELS_READING_H

#include "base/param.h"
#include "io/config/config_files.h"
#include "io/config/config_read.h"
#include "io/config/csv.h"

/* Everything that a reading needs. */
typedef struct rx_reading {
  rx_config_tree *tree;
  rx_problems *problems;
  rx_arena *arena;  /* of the result: what is handed out lives here */
  rx_reader reader; /* its arena is scratch */
  /* said already: what follows from it is not */
  bool has_broken_cells, has_broken_receptors, has_broken_fibres;
  bool has_broken_model;   /* none is left to read */
  bool has_whole_model;    /* nothing was wrong before the stimuli: every path of the model is known */
  bool has_broken_numbers; /* of model, stimuli or solver: paths can't be checked against them */
} rx_reading;

/* The next pair of a mapping that is given: as rx_read_next, without keys whose value is an explicit null. */
bool rx_next_given(rx_map *map, size_t *i, const char **key, const rx_node **value);
/* How many pairs rx_next_given will give. */
size_t rx_count_given(const rx_node *mapping);
/* A copy of text in the arena of the result ("" for NULL, and when memory is out). */
const char *rx_keep(rx_reading *r, const char *text);
/* Zeroed memory of the result for n things; a problem and NULL when it is out. */
void *rx_keep_array(rx_reading *r, size_t n, size_t size);
/* Checks a name that becomes part of paths and file names: letters, digits, "_" and, where has_dash, "-" and "+". */
bool rx_check_name(const rx_map *map, const rx_node *at, const char *name, bool has_dash);
/* A problem at `at`: unknown `what`, with the nearest and all of the names there are, and a hint behind them. */
void rx_say_unknown(const rx_map *map, const rx_node *at, const char *key, const char *what, const char *name,
                    const char *const names[], size_t n, const char *hint);
/* Index of name in names, or -1 with a problem that gives the nearest ("unknown population "X" (did you mean "Y"?); …"). */
int rx_find_name(const rx_map *map, const rx_node *at, const char *key, const char *what, const char *name,
                 const char *const names[], size_t n);
/* The text under key, or otherwise, in the arena of the result. */
const char *rx_read_word(rx_reading *r, rx_map *map, const char *key, bool is_required, const char *otherwise);
/* A mapping of one key, and a scalar, at the place of another node. NULL (a problem) when memory is out. */
rx_node *rx_make_mapping(rx_reading *r, const char *key, rx_node *value, const rx_node *like);
rx_node *rx_make_text(rx_reading *r, const char *text, const rx_node *like);
/* The path of a file that a node names: relative to the folder of the file that the node stands in. */
const char *rx_beside(rx_reading *r, const rx_node *at, const char *file);
/* Reads the table that a node names, with exactly these columns; where it is missing is said at the node. False with problems. */
bool rx_read_table(rx_reading *r, const rx_map *map, const rx_node *at, const char *key, const char *file,
                   size_t n_columns, const char *const columns[], size_t index[], rx_csv *csv);
/* Rows with one name in common, made of one parameter: for numbers whose key is data. */
const rx_param *rx_named_param(rx_reading *r, const rx_param *row, const char *name);

#endif
