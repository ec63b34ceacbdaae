/* What there is to use: the mechanisms built in and the configs in the search path, and what is known of every number. For
 * `rexed list`, `rexed describe` and docs/parameters.md. */
#ifndef RX_IO_CATALOGUE_H
#define RX_IO_CATALOGUE_H

#include <stdio.h>

#include "base/status.h"
#include "io/config/problems.h"

/* Writes a line per item of a kind, or of all kinds (kind NULL): name and what it is. Kinds: "cells", "circuits", "phenotypes",
 * "drugs", "stimuli", "assays", "channels". */
rx_status rx_catalogue_list(FILE *out, const char *kind, rx_error *err);

/* Writes all that is known of a path: a number of the experiment ("circuit/populations/NK1/soma/length"), every number below a
 * part of it ("circuit/populations/NK1"), or a mechanism or its parameter ("channels/na_traub", "stimuli/von_frey/force"),
 * or a key whose value is a word, with all that are allowed ("stimuli/kind", "trigger"), or the bare name of a mechanism, cell, circuit or phenotype ("na_traub", "PN_NK1").
 * experiment: the file that gives the values; NULL: the circuit dorsal_horn as it is. RX_E_INPUT with the nearest path where there
 * is none; problems of the file go to `problems`. */
rx_status rx_catalogue_describe(FILE *out, const char *path, const char *experiment, rx_problems *problems,
                                rx_error *err);

/* Writes docs/parameters.md: the tables of all mechanisms, then the numbers of the circuit dorsal_horn with their sources. */
rx_status rx_catalogue_markdown(FILE *out, rx_problems *problems, rx_error *err);

#endif
