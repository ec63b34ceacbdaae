/* Texts of pictures: names of parameters and outputs, cut to the room there is. */
#ifndef RX_IO_REPORT_LABELS_H
#define RX_IO_REPORT_LABELS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/array.h"

/* "Title (unit)" in the arena; the title where the unit is none. */
const char *rx_with_unit(rx_arena *arena, const char *title, const char *units);

/* The part of a path that tells it from the others (n paths with operations), at least two names long. In the arena; NULL when
 * memory is out. */
const char *rx_short_path(rx_arena *arena, size_t n, const char *const paths[], const char *const operations[],
                          size_t i);

size_t rx_n_characters(const char *text);

/* text, cut at its front ("…na_traub/gbar") to most characters. Returned or in a buffer of the caller's. */
const char *rx_cut_front(char cut[256], const char *text, size_t most);

/* Whether a parameter has a name of its own, that is not made of its path: what the user calls it, then. */
bool rx_has_own_name(const char *name, const char *path);

#endif
