/* What the files that read a study share; not for others. */
#ifndef RX_IO_STUDY_PARTS_H
#define RX_IO_STUDY_PARTS_H

#include "io/config/config_files.h"
#include "io/config/config_read.h"
#include "io/study/study.h"

typedef struct rx_study_reading {
  rx_config_tree *tree;
  rx_problems *problems;
  rx_arena *arena; /* of the result */
  rx_reader reader;
  rx_study *study;
  size_t n_own_sets; /* the first of study->sets, as they stand in `set:` */
  rx_pair *own_sets;
} rx_study_reading;

const char *rx_study_keep(rx_study_reading *r, const char *text); /* copy in the result; "" when memory is out */

/* study_axes.c: `parameters:` */
void rx_axes_read(rx_study_reading *r, rx_map *root);
/* What can be said of them where there is no experiment whose paths and units they have. */
void rx_axes_read_form(rx_study_reading *r, rx_map *root);
/* study_ranges.c: a problem for every value that leaves the range of a parameter with its operation, in a condition, or together with
 * values of other axes. Grids and designs are checked at the ends of the axes, lists where axes meet at their points. nodes: [n_axes] where
 * each is written. */
void rx_axes_check_ranges(rx_study_reading *r, const rx_map *parameters, const rx_node *const nodes[]);
/* study_fit.c: `targets:` and the keys of a fit */
void rx_fit_keys_read(rx_study_reading *r, rx_map *root);
/* study_effective.c */
char *rx_study_effective(const rx_study *study);

#endif
