/* Tables in CSV files: graphs, spike trains, latencies. A header line with the names of the columns, then rows.
 *
 * Fields are separated by commas; spaces around a field do not count; a field in "double quotes" may hold commas, and quotes
 * doubled. Empty lines and lines that begin with # are passed over. Lines end in LF or CRLF. Every problem says
 * file:line:column. */
#ifndef RX_IO_CSV_H
#define RX_IO_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/array.h"
#include "io/config/problems.h"

enum { RX_CSV_MAX_BYTES = 256 << 20, RX_CSV_MAX_COLUMNS = 64 };

typedef struct rx_csv_field {
  const char *text;
  int column; /* 1-based, of its first character */
} rx_csv_field;

/* A table. All pointers belong to the arena it was read into. */
typedef struct rx_csv {
  const char *file;
  size_t n_columns, n_rows;
  int header_line;
  const rx_csv_field *header; /* [n_columns] */
  const rx_csv_field *fields; /* [n_rows][n_columns] */
  const int *lines;           /* [n_rows] line of each row in the file */
} rx_csv;

/* Reads a file. False, with problems: a file that is missing, unreadable, too large, no text, in UTF-16, without a header line, with
 * semicolons, tabs or spaces between its columns; a column name that is empty or there twice; a row with another number of fields; a quote that is not closed. */
bool rx_csv_read(const char *path, rx_arena *arena, rx_problems *problems, rx_csv *csv);
/* The same from text in memory; `name` stands for the file's name. */
bool rx_csv_read_text(const char *text, size_t n, const char *name, rx_arena *arena, rx_problems *problems,
                      rx_csv *csv);

/* Finds columns by name: index[k] is the place of names[k]. False, with problems, where one is missing (with the nearest that is
 * there), or where there is one that is not among them. */
bool rx_csv_columns(const rx_csv *csv, size_t n, const char *const names[], size_t index[], rx_problems *problems);

const char *rx_csv_text(const rx_csv *csv, size_t row, size_t column);
/* A finite number within lower … upper (both included); a whole number likewise. False, with a problem at the field. */
bool rx_csv_number(const rx_csv *csv, size_t row, size_t column, double lower, double upper, double *out,
                   rx_problems *problems);
bool rx_csv_int(const rx_csv *csv, size_t row, size_t column, int lower, int upper, int *out, rx_problems *problems);
/* Adds a problem at a field, led by the name of its column. */
void rx_csv_problem(const rx_csv *csv, size_t row, size_t column, rx_problems *problems, const char *format, ...)
    RX_PRINTF(5, 6);

#endif
