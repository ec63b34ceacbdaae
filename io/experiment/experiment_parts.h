/* What the files that read an experiment share (experiment*.c, circuit_read.c, cell_read.c, stimulus_read.c); not for others.
 *
 * Reading has two halves. First the tree is made whole: names of circuits, cells and phenotypes are replaced by what their files
 * say, with the user's changes on top. Then the tree is read, once, into structs and the registry. */
#ifndef RX_IO_EXPERIMENT_PARTS_H
#define RX_IO_EXPERIMENT_PARTS_H

#include "io/config/config_files.h"
#include "io/config/config_read.h"
#include "io/config/csv.h"
#include "io/experiment/experiment.h"

/* Everything that a reading needs. */
typedef struct rx_reading {
  rx_config_tree *tree;
  rx_problems *problems;
  rx_arena *arena;  /* of the result: what is handed out lives here */
  rx_reader reader; /* its arena is scratch */
  /* said already: what follows from it is not */
  bool has_broken_cells, has_broken_receptors, has_broken_fibres;
  bool has_broken_model;   /* none is left to read */
  bool has_broken_numbers; /* of model, stimuli or solver: paths can't be checked against them */
} rx_reading;

/* ---- experiment_tools.c ---- */

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

/* ---- experiment_changes.c ---- */

/* "cell/PATH" of an experiment with one cell means the population that the cell has become. */
void rx_change_of_cell(rx_reading *r, const rx_node *root, rx_pair *change);
/* False, with a problem, where a change names a condition or a stimulus that is not there. */
bool rx_change_check(rx_reading *r, const rx_node *root, const rx_pair *change);

/* ---- cell_read.c ---- */

/* The config of a cell (cells/NAME.yaml) with `over` laid upon it; NULL with problems. Problems of the file alone are said once. */
rx_node *rx_cell_use(rx_reading *r, const rx_node *name, const rx_node *over);
/* Reads sections, channels and the numbers of a cell from a mapping that may have other keys too. False with problems. */
bool rx_cell_read(rx_reading *r, rx_map *map, const char *grid, rx_cell *cell);

/* ---- drug_read.c ---- */

/* Lays the files of drugs (drugs/NAME.yaml) beneath the circuit's own, in place. False with problems. */
bool rx_drugs_complete(rx_reading *r, rx_node *circuit);
/* Reads the circuit's mapping "drugs". */
void rx_drugs_read(rx_reading *r, rx_map *map, rx_circuit *circuit);

/* ---- circuit_read.c ---- */

/* Lays the files of cells and the circuit's receptors beneath its populations, in place. False with problems. */
bool rx_circuit_complete(rx_reading *r, rx_node *circuit);
/* Reads root's mapping "circuit"; NULL with problems that leave nothing to go on with. */
rx_circuit *rx_circuit_read(rx_reading *r, rx_map *root);

/* ---- nerve_read.c ---- */

/* Lays the files of cells beneath the fibres of a circuit's nerve, in place, where the encoder is biophysical. False with problems. */
bool rx_nerve_complete(rx_reading *r, rx_node *circuit);
/* Reads "nerve" of a circuit whose populations have been read. */
void rx_nerve_read(rx_reading *r, rx_map *circuit_map, rx_circuit *circuit);

/* ---- stimulus_read.c ---- */

void rx_stimuli_read(rx_reading *r, rx_map *root, rx_experiment *experiment);

/* ---- assay_read.c ---- */

/* Puts the assays behind the stimuli. */
void rx_assays_read(rx_reading *r, rx_map *root, rx_experiment *experiment);

/* ---- experiment_conditions.c ---- */

/* Before stimuli and solver are in the registry nothing of them can be modified: read the conditions last. */
void rx_conditions_read(rx_reading *r, rx_map *root, rx_experiment *experiment);

/* ---- experiment_in_force.c ---- */

/* What the values of an assay say against each other, in the arena; NULL: nothing. */
const char *rx_assay_contradiction(rx_arena *arena, const rx_assay *assay);
/* Calls `said` for each contradiction between values in force (delays, time constants, times of stimuli). */
void rx_find_contradictions(const rx_experiment *experiment, void (*said)(void *context, const char *text),
                            void *context);

/* ---- experiment_graph.c, experiment_reports.c ---- */

void rx_graph_read(rx_reading *r, rx_map *root, rx_experiment *experiment);
void rx_reports_read(rx_reading *r, rx_map *root, rx_experiment *experiment);

/* ---- experiment_detectors.c ---- */

void rx_detectors_read(rx_reading *r, rx_map *root, rx_experiment *experiment);

/* ---- experiment_effective.c ---- */

/* The canonical text of an experiment: one "path: value" a line, sorted, numbers as %.17g, everything that can change a result and
 * nothing else. Owned by the caller, free() it; NULL when memory is out. */
char *rx_experiment_effective(const rx_experiment *experiment);

#endif
