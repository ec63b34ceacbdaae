#include "tests/models/table.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

table table_read(const char *name)
{
  return table_read_from("dorsal-horn", name);
}

table table_read_from(const char *folder, const char *name)
{
  char path[512], line[4096];
  snprintf(path, sizeof path, "%s/tests/reference/%s/%s", RX_TEST_SOURCE_DIR, folder, name);
  FILE *file = fopen(path, "r");
  cr_assert_not_null(file, "%s", path);
  RX_ARRAY(char *) names = { 0 };
  RX_ARRAY(double) values = { 0 };
  cr_assert_not_null(fgets(line, sizeof line, file));
  for (char *word = strtok(line, ",\r\n"); word != NULL; word = strtok(NULL, ",\r\n"))
    cr_assert(RX_APPEND(&names, strdup(word)));
  while (fgets(line, sizeof line, file) != NULL) {
    for (char *at = line, *end; *at != '\0' && *at != '\n' && *at != '\r'; at = end + (*end == ',')) {
      const double value = strtod(at, &end);
      const bool is_word = end == at || (*end != ',' && *end != '\n' && *end != '\r');
      if (is_word) end = at + strcspn(at, ",\r\n");
      cr_assert(RX_APPEND(&values, is_word ? NAN : value));
    }
  }
  fclose(file);
  cr_assert(names.n > 0 && values.n > 0 && values.n % names.n == 0, "%s", name);
  return (table){ values.n / names.n, names.n, names.items, values.items };
}

void table_free(table *t)
{
  for (size_t i = 0; i < t->n_columns; i++) free(t->names[i]);
  free(t->names);
  free(t->values);
}

double table_at(const table *t, size_t row, const char *column)
{
  for (size_t i = 0; i < t->n_columns; i++)
    if (strcmp(t->names[i], column) == 0) return t->values[row * t->n_columns + i];
  cr_assert_fail("no column %s", column);
  return 0;
}
