#include "io/hdf5/hdf5_table.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static_assert(sizeof(bool) == 1, "booleans are read and written as U8");

static rx_status write_field(rx_h5_writer *w, const char *group, const rx_h5_field *field, size_t n, size_t row_size,
                             const char *rows)
{
  const size_t size = rx_h5_size(field->type);
  char path[RX_H5_PATH];
  rx_h5_join(path, group, field->name);
  char *column = malloc(n * size + 1);
  if (column == NULL) return rx_h5_reject(w, RX_E_MEMORY, "out of memory");
  for (size_t i = 0; i < n; i++) memcpy(column + i * size, rows + i * row_size + field->offset, size);
  const rx_status status = rx_h5_write_column(w, path, field->type, n, column, field->units, field->long_name);
  free(column);
  return status;
}

rx_status rx_h5_write_table(rx_h5_writer *w, const char *group, const rx_h5_field fields[], size_t n, size_t row_size,
                            const void *rows)
{
  rx_h5_group(w, group);
  for (const rx_h5_field *field = fields; field->name != NULL; field++) write_field(w, group, field, n, row_size, rows);
  return rx_h5_status(w);
}

rx_status rx_h5_read_table(rx_h5_reader *r, const char *group, const rx_h5_field fields[], rx_arena *arena, size_t *n,
                           size_t row_size, void **rows, rx_error *err)
{
  *n = 0;
  *rows = NULL;
  bool is_first = true;
  for (const rx_h5_field *field = fields; field->name != NULL; field++) {
    const size_t size = rx_h5_size(field->type);
    char path[RX_H5_PATH];
    rx_h5_join(path, group, field->name);
    if (!rx_h5_has(r, path)) continue;
    size_t n_column;
    void *column;
    RX_TRY(rx_h5_read(r, path, field->type, arena, &n_column, &column, err));
    if (is_first) {
      *rows = rx_arena_alloc(arena, n_column * row_size + 1);
      if (*rows == NULL) return rx_no_memory(err);
      *n = n_column;
      is_first = false;
    }
    if (n_column != *n)
      return rx_fail(err, RX_E_IO, "%s: %s: %zu rows, but %zu in the other columns", rx_h5_file_name(r), path, n_column,
                     *n);
    for (size_t i = 0; i < *n; i++)
      memcpy((char *)*rows + i * row_size + field->offset, (char *)column + i * size, size);
  }
  return RX_OK;
}

rx_status rx_h5_write_struct(rx_h5_writer *w, const char *object, const rx_h5_field fields[], const void *values)
{
  for (const rx_h5_field *field = fields; field->name != NULL; field++) {
    const char *value = (const char *)values + field->offset;
    double number = 0.0;
    const char *text = "";
    if (field->type == RX_H5_F64) memcpy(&number, value, sizeof number);
    if (field->type == RX_H5_TEXT) memcpy(&text, value, sizeof text);
    if (isnan(number) || text == NULL) continue;
    rx_h5_attr(w, object, field->name, field->type, 0, value);
  }
  return rx_h5_status(w);
}

rx_status rx_h5_read_struct(rx_h5_reader *r, const char *object, const rx_h5_field fields[], rx_arena *arena,
                            void *values, rx_error *err)
{
  for (const rx_h5_field *field = fields; field->name != NULL; field++) {
    const size_t size = rx_h5_size(field->type);
    char *place = (char *)values + field->offset;
    memset(place, 0, size);
    const double missing = NAN;
    if (field->type == RX_H5_F64) memcpy(place, &missing, size);
    if (!rx_h5_has_attr(r, object, field->name)) continue;
    size_t n;
    void *value;
    RX_TRY(rx_h5_attr_read(r, object, field->name, field->type, arena, &n, &value, err));
    if (n == 1) memcpy(place, value, size);
  }
  return RX_OK;
}
