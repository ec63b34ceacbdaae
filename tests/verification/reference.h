/* Tables of a reference folder: CSV files whose columns are found by the names in their headers, in any order. */
#ifndef RX_TESTS_VERIFICATION_REFERENCE_H
#define RX_TESTS_VERIFICATION_REFERENCE_H

#include "io/config/csv.h"
#include "verify.h"

typedef struct rx_table {
  rx_csv csv;
  rx_problems *problems;
} rx_table;

/* The place in a table that asks for something, for messages. */
typedef struct rx_place {
  const rx_table *table;
  size_t row;
  int column;
} rx_place;

/* The problems of something that a field asks for (a config), said in one line at the field, led by `what`. */
void rx_place_problems(rx_place place, const char *what, rx_problems *problems);

/* True if the folder has the file. */
bool rx_table_is_there(const rx_verify *verify, const char *name);
/* Reads a file of the folder; false, with problems, where it can't. */
bool rx_table_read(rx_verify *verify, const char *name, rx_table *table);
/* An input that may lie in the folder of the shipped reference instead; a problem where neither has it. */
bool rx_table_read_input(rx_verify *verify, const char *name, rx_table *table);

/* Place of a column, or -1: with a problem where it is required. */
int rx_table_column(const rx_table *table, const char *name, bool is_required);
/* The same for several required columns at once; false if one is missing. */
bool rx_table_columns(const rx_table *table, int n, const char *const names[], int at[]);

size_t rx_table_rows(const rx_table *table);
const char *rx_table_text(const rx_table *table, size_t row, int column);
/* A number within lower … upper; false, with a problem, for anything else. */
bool rx_table_number(const rx_table *table, size_t row, int column, double lower, double upper, double *value);
/* The same, but an empty field, nan or a column that is not there (-1) gives `otherwise`. */
bool rx_table_number_or(const rx_table *table, size_t row, int column, double lower, double upper, double otherwise,
                        double *value);
bool rx_table_int(const rx_table *table, size_t row, int column, int lower, int upper, int *value);
void rx_table_problem(const rx_table *table, size_t row, int column, const char *format, ...) RX_PRINTF(4, 5);

/* All numbers of a column; NULL, with problems, if one is not a number. Memory of the arena. */
double *rx_table_numbers(rx_verify *verify, const rx_table *table, int column, double lower, double upper);
/* Spacing of a column of times that begins at 0; NaN, with a problem, where it is not even or has one row only. */
double rx_table_spacing(const rx_table *table, int column);

/* Most digits that a number of the column has: printed numbers lose trailing zeros. */
int rx_table_digits(const rx_table *table, int column);
/* Half a unit in the last of `digits` places of x. */
double rx_half_digit(double x, int digits);

/* Names in the folder that begin and end so, sorted. Returns their number; memory of the arena. */
size_t rx_folder_names(rx_verify *verify, const char *begin, const char *end, const char *const **names);

/* The number between the begin and the end of a name, alone there and finite. */
bool rx_name_number(const char *name, const char *begin, const char *end, double *value);

/* Reads "NAME=VALUE" or "NAME*FACTOR"; *operation is '=' or '*'. Several are joined by ';': *at goes on behind each. False at
 * the end, or with a problem at the field. */
typedef struct rx_change {
  const char *name; /* of the arena */
  char operation;
  double value;
} rx_change;
bool rx_next_change(rx_verify *verify, const rx_table *table, size_t row, int column, const char *operations,
                    const char **at, rx_change *change);

#endif
