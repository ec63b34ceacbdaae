#include "reference.h"

#include <ctype.h>
#include <dirent.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/param.h"
#include "base/units.h"

static bool has_file(const char *folder, const char *name)
{
  char path[4096];
  return folder != NULL && snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path &&
         access(path, F_OK) == 0;
}

void rx_place_problems(rx_place place, const char *what, rx_problems *problems)
{
  char *text = rx_problems_text(problems);
  for (char *c = text; c != NULL && *c != '\0'; c++)
    if (*c == '\n') *c = c[1] != '\0' ? ';' : '\0';
  rx_table_problem(place.table, place.row, place.column, "%s: %s", what, text != NULL ? text : "out of memory");
  free(text);
}

bool rx_table_is_there(const rx_verify *verify, const char *name)
{
  return has_file(verify->folder, name);
}

static bool read_from(rx_verify *verify, const char *folder, const char *name, rx_table *table)
{
  table->problems = verify->problems;
  return rx_csv_read(rx_verify_text(verify, "%s/%s", folder, name), verify->arena, verify->problems, &table->csv);
}

bool rx_table_read(rx_verify *verify, const char *name, rx_table *table)
{
  return read_from(verify, verify->folder, name, table);
}

bool rx_table_read_input(rx_verify *verify, const char *name, rx_table *table)
{
  if (has_file(verify->folder, name)) return read_from(verify, verify->folder, name, table);
  if (has_file(verify->fallback, name)) {
    rx_verdict_note(verify->verdict, "%s is not in %s; that of %s was taken", name, verify->folder, verify->fallback);
    return read_from(verify, verify->fallback, name, table);
  }
  rx_problems_add(verify->problems, rx_verify_text(verify, "%s/%s", verify->folder, name), 0, 0,
                  "is missing%s%s; a table of the folder needs it", verify->fallback != NULL ? ", also in " : "",
                  verify->fallback != NULL ? verify->fallback : "");
  return false;
}

int rx_table_column(const rx_table *table, const char *name, bool is_required)
{
  const rx_csv *csv = &table->csv;
  const char *there[RX_CSV_MAX_COLUMNS];
  for (size_t i = 0; i < csv->n_columns; i++) {
    there[i] = csv->header[i].text;
    if (strcmp(there[i], name) == 0) return (int)i;
  }
  if (!is_required) return -1;
  const char *nearest = rx_nearest_word(name, there, csv->n_columns);
  rx_problems_add(table->problems, csv->file, csv->header_line, 1, "has no column \"%s\"%s%s%s", name,
                  nearest ? " (is it \"" : "", nearest ? nearest : "", nearest ? "\"?)" : "");
  return -1;
}

bool rx_table_columns(const rx_table *table, int n, const char *const names[], int at[])
{
  bool is_good = true;
  for (int i = 0; i < n; i++) {
    at[i] = rx_table_column(table, names[i], true);
    is_good = is_good && at[i] >= 0;
  }
  return is_good;
}

size_t rx_table_rows(const rx_table *table)
{
  return table->csv.n_rows;
}

const char *rx_table_text(const rx_table *table, size_t row, int column)
{
  return rx_csv_text(&table->csv, row, (size_t)column);
}

static bool is_empty(const rx_table *table, size_t row, int column)
{
  return rx_table_text(table, row, column)[0] == '\0';
}

bool rx_table_number(const rx_table *table, size_t row, int column, double lower, double upper, double *value)
{
  return rx_csv_number(&table->csv, row, (size_t)column, lower, upper, value, table->problems);
}

bool rx_table_number_or(const rx_table *table, size_t row, int column, double lower, double upper, double otherwise,
                        double *value)
{
  *value = otherwise;
  if (column < 0 || is_empty(table, row, column) || strcasecmp(rx_table_text(table, row, column), "nan") == 0)
    return true;
  return rx_table_number(table, row, column, lower, upper, value);
}

bool rx_table_int(const rx_table *table, size_t row, int column, int lower, int upper, int *value)
{
  return rx_csv_int(&table->csv, row, (size_t)column, lower, upper, value, table->problems);
}

void rx_table_problem(const rx_table *table, size_t row, int column, const char *format, ...)
{
  char text[RX_ERROR_TEXT];
  va_list args;
  va_start(args, format);
  if (vsnprintf(text, sizeof text, format, args) < 0) text[0] = '\0';
  va_end(args);
  rx_csv_problem(&table->csv, row, (size_t)column, table->problems, "%s", text);
}

double *rx_table_numbers(rx_verify *verify, const rx_table *table, int column, double lower, double upper)
{
  const size_t n = rx_table_rows(table);
  double *values = rx_verify_alloc(verify, n, sizeof *values);
  bool is_good = values != NULL;
  for (size_t i = 0; values != NULL && i < n; i++)
    is_good = rx_table_number(table, i, column, lower, upper, &values[i]) && is_good;
  return is_good ? values : NULL;
}

double rx_table_spacing(const rx_table *table, int column)
{
  const size_t n = rx_table_rows(table);
  double last = 0;
  if (n < 2) {
    rx_problems_add(table->problems, table->csv.file, 0, 0, "has fewer than two rows");
    return NAN;
  }
  if (!rx_table_number(table, n - 1, column, 1e-9, 1e9, &last)) return NAN;
  const double spacing = last / (double)(n - 1);
  for (size_t i = 0; i < n; i++) {
    double t = 0;
    if (!rx_table_number(table, i, column, 0, 1e9, &t)) return NAN;
    if (fabs(t - (double)i * spacing) <= 1e-4 * spacing) continue;
    rx_table_problem(table, i, column, "%g breaks the even spacing of %g from 0 on", t, spacing);
    return NAN;
  }
  return spacing;
}

/* Digits of a number as printed, leading zeros aside. */
static int digits_of(const char *text)
{
  int n = 0;
  bool has_begun = false;
  for (; *text != '\0' && *text != 'e' && *text != 'E'; text++) {
    if (!isdigit((unsigned char)*text)) continue;
    has_begun = has_begun || *text != '0';
    n += has_begun;
  }
  return n;
}

int rx_table_digits(const rx_table *table, int column)
{
  int most = 1;
  for (size_t i = 0; i < rx_table_rows(table); i++) {
    const int n = digits_of(rx_table_text(table, i, column));
    if (n > most) most = n;
  }
  return most;
}

double rx_half_digit(double x, int digits)
{
  if (x == 0) return 0;
  return 0.5 * pow(10, floor(log10(fabs(x))) + 1 - digits);
}

static bool has_ends(const char *name, const char *begin, const char *end)
{
  const size_t n = strlen(name), n_begin = strlen(begin), n_end = strlen(end);
  return n >= n_begin + n_end && strncmp(name, begin, n_begin) == 0 && strcmp(name + n - n_end, end) == 0;
}

static int by_name(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t rx_folder_names(rx_verify *verify, const char *begin, const char *end, const char *const **names)
{
  RX_ARRAY(const char *) found = { 0 };
  *names = NULL;
  DIR *folder = opendir(verify->folder);
  if (folder == NULL) return 0;
  for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    if (!has_ends(entry->d_name, begin, end)) continue;
    if (!RX_APPEND(&found, rx_verify_text(verify, "%s", entry->d_name))) {
      rx_problems_add(verify->problems, verify->folder, 0, 0, "out of memory");
      break;
    }
  }
  closedir(folder);
  if (found.n > 1) qsort(found.items, found.n, sizeof *found.items, by_name);
  const char **kept = rx_verify_alloc(verify, found.n + 1, sizeof *kept);
  if (kept != NULL && found.n > 0) memcpy(kept, found.items, found.n * sizeof *kept);
  const size_t n = kept != NULL ? found.n : 0;
  free(found.items);
  *names = kept;
  return n;
}

bool rx_name_number(const char *name, const char *begin, const char *end, double *value)
{
  char text[64];
  char *behind = NULL;
  const size_t n = strlen(name), outer = strlen(begin) + strlen(end);
  if (!has_ends(name, begin, end) || n == outer || n - outer >= sizeof text) return false;
  memcpy(text, name + strlen(begin), n - outer);
  text[n - outer] = '\0';
  *value = strtod(text, &behind);
  return *behind == '\0' && isfinite(*value);
}

bool rx_next_change(rx_verify *verify, const rx_table *table, size_t row, int column, const char *operations,
                    const char **at, rx_change *change)
{
  const char *text = *at;
  while (*text == ' ' || *text == ';') text++;
  if (*text == '\0') return false;
  const size_t length = strcspn(text, ";"), name_length = strcspn(text, operations);
  *at = text + length;
  if (name_length == 0 || name_length >= length) {
    rx_table_problem(table, row, column, "\"%.*s\": expected a name, one of \"%s\" and a number", (int)length, text,
                     operations);
    return false;
  }
  size_t n = name_length;
  while (n > 0 && text[n - 1] == ' ') n--;
  change->name = rx_verify_text(verify, "%.*s", (int)n, text);
  change->operation = text[name_length];
  const char *number = rx_verify_text(verify, "%.*s", (int)(length - name_length - 1), text + name_length + 1);
  while (*number == ' ') number++;
  rx_error err = { 0 };
  if (rx_unit_read(number, "1", &change->value, &err) == RX_OK) return true;
  rx_table_problem(table, row, column, "\"%.*s\": %s", (int)length, text, err.text);
  return false;
}
