/* A CSV file of numbers with one line of column names. Test helper: stops the test where the file can't be read. */
#ifndef RX_TESTS_MODELS_TABLE_H
#define RX_TESTS_MODELS_TABLE_H

#include <stddef.h>

typedef struct table {
  size_t n_rows, n_columns;
  char **names;   /* [n_columns] */
  double *values; /* [n_rows][n_columns] */
} table;

table table_read(const char *name);                          /* in tests/reference/dorsal-horn */
table table_read_from(const char *folder, const char *name); /* in tests/reference/FOLDER; words are read as NaN */
void table_free(table *t);
double table_at(const table *t, size_t row, const char *column);

#endif
