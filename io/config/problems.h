/* Problems: everything that is wrong with a user's files, gathered and shown at once, each with its place.
 *
 * Readers add problems and go on; the caller looks at the count at the end. Exit status 2 when there is one. */
#ifndef RX_IO_PROBLEMS_H
#define RX_IO_PROBLEMS_H

#include <stddef.h>

#include "base/status.h"

enum { RX_PROBLEMS_MAX = 100 }; /* kept; more are only counted */

typedef struct rx_problems rx_problems;

/* NULL when memory is out. */
rx_problems *rx_problems_create(void);
void rx_problems_free(rx_problems *problems);

/* Adds an error (or a warning) at file:line:column, 1-based. line 0: the file as a whole; file NULL: no file (command line).
 * The texts are copied. The same text at the same place is kept once. When memory is out, the problem is still counted. */
void rx_problems_add(rx_problems *problems, const char *file, int line, int column, const char *format, ...)
    RX_PRINTF(5, 6);
void rx_problems_warn(rx_problems *problems, const char *file, int line, int column, const char *format, ...)
    RX_PRINTF(5, 6);

/* Number of errors and of warnings, those beyond RX_PROBLEMS_MAX too. */
size_t rx_problems_count(const rx_problems *problems);
size_t rx_problems_warnings(const rx_problems *problems);

/* All problems, one a line, as "file:line:column: text" ("file:line:column: warning: text"), sorted by file, line and column,
 * files in the order in which they came up. Ends with "… and 7 more" where the list was cut; "" when there are none.
 * The text is owned by the caller, free() it; NULL when memory is out. */
char *rx_problems_text(rx_problems *problems);

#endif
