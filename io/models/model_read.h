/* Readers of models from YAML: circuits with their cells, nerve and drugs; for those who read experiments. */
#ifndef RX_IO_MODELS_MODEL_READ_H
#define RX_IO_MODELS_MODEL_READ_H

#include "io/models/reading.h"
#include "models/circuit/circuit.h"

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
/* A problem for each drug that no channel of the circuit, whose populations and nerve have been read, has a site for. */
void rx_drugs_check(rx_reading *r, rx_map *map, const rx_circuit *circuit);

/* ---- circuit_read.c ---- */

/* Lays the files of cells and the circuit's receptors beneath its populations, in place. False with problems. */
bool rx_circuit_complete(rx_reading *r, rx_node *circuit);
/* Reads root's mapping "circuit"; NULL with problems that leave nothing to go on with. */
rx_circuit *rx_circuit_read(rx_reading *r, rx_map *root);

/* ---- graded_read.c ---- */

/* Lays the first unit of a population (its cell already laid beneath it) beneath its `last_unit`, in place. False with problems. */
bool rx_graded_complete(rx_reading *r, rx_node *population);
/* Reads `last_unit`, where there is one, and how numbers go there; has_cell: the first unit could be read. */
void rx_graded_read(rx_reading *r, rx_map *map, const char *grid, bool has_cell, rx_population *population);

/* ---- nerve_read.c ---- */

/* Lays the files of cells beneath the fibres of a circuit's nerve, in place, where the encoder is biophysical. False with problems. */
bool rx_nerve_complete(rx_reading *r, rx_node *circuit);
/* Reads "nerve" of a circuit whose populations have been read. */
void rx_nerve_read(rx_reading *r, rx_map *circuit_map, rx_circuit *circuit);

/* ---- motor_read.c ---- */

/* Reads "motor" of a circuit whose populations have been read. */
void rx_motor_read(rx_reading *r, rx_map *circuit_map, rx_circuit *circuit);

#endif
