#include "io/hdf5/hdf5_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct rx_h5_reader {
  hid_t file;
  char *path;
};

/* ---- open, close, look ---- */

rx_status rx_h5_open(const char *path, rx_h5_reader **reader, rx_error *err)
{
  *reader = NULL;
  if (access(path, R_OK) != 0) return rx_fail(err, RX_E_IO, "%s: cannot read: %s", path, strerror(errno));
  rx_h5_reader *r = calloc(1, sizeof *r);
  if (r == NULL || (r->path = strdup(path)) == NULL) {
    free(r);
    return rx_no_memory(err);
  }
  rx_h5_lock();
  r->file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  if (r->file < 0) {
    const rx_status status = rx_h5_stack_error(err, path, NULL, "cannot read as HDF5");
    rx_h5_close(r);
    return status;
  }
  *reader = r;
  return RX_OK;
}

void rx_h5_close(rx_h5_reader *r)
{
  if (r == NULL) return;
  if (r->file >= 0) H5Fclose(r->file);
  H5Eclear2(H5E_DEFAULT);
  free(r->path);
  free(r);
  rx_h5_unlock();
}

const char *rx_h5_file_name(const rx_h5_reader *r)
{
  return r->path;
}

hid_t rx_h5_reader_file(const rx_h5_reader *r)
{
  return r->file;
}

bool rx_h5_has(rx_h5_reader *r, const char *path)
{
  if (strcmp(path, "/") == 0) return true;
  char *prefix = strdup(path);
  if (prefix == NULL) return false;
  bool is_there = true;
  /* H5Lexists is an error, not a no, where a parent is missing */
  for (char *end = prefix; end != NULL && is_there;) {
    end = strchr(end + 1, '/');
    if (end != NULL) *end = '\0';
    is_there = H5Lexists(r->file, prefix, H5P_DEFAULT) > 0;
    if (end != NULL) *end = '/';
  }
  H5Eclear2(H5E_DEFAULT);
  free(prefix);
  return is_there;
}

bool rx_h5_has_attr(rx_h5_reader *r, const char *object, const char *name)
{
  return rx_h5_has(r, object) && H5Aexists_by_name(r->file, object, name, H5P_DEFAULT) > 0;
}

rx_status rx_h5_children(rx_h5_reader *r, const char *path, rx_arena *arena, size_t *n, char ***names, rx_error *err)
{
  *n = 0;
  *names = NULL;
  const hid_t group = H5Gopen2(r->file, path, H5P_DEFAULT);
  if (group < 0) return rx_h5_stack_error(err, r->path, path, "cannot open the group");
  rx_status status = RX_OK;
  H5G_info_t info;
  unsigned order = 0;
  const hid_t properties = H5Gget_create_plist(group);
  H5Pget_link_creation_order(properties, &order);
  H5Pclose(properties);
  const H5_index_t index = (order & H5P_CRT_ORDER_INDEXED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
  char **list = NULL;
  if (H5Gget_info(group, &info) < 0)
    status = rx_h5_stack_error(err, r->path, path, "cannot list the group");
  else if ((list = rx_arena_alloc(arena, (size_t)info.nlinks * sizeof *list + 1)) == NULL)
    status = rx_no_memory(err);
  for (hsize_t i = 0; status == RX_OK && i < info.nlinks; i++) {
    const ssize_t length = H5Lget_name_by_idx(group, ".", index, H5_ITER_INC, i, NULL, 0, H5P_DEFAULT);
    if (length < 0) {
      status = rx_h5_stack_error(err, r->path, path, "cannot list the group");
    } else if ((list[i] = rx_arena_alloc(arena, (size_t)length + 1)) == NULL) {
      status = rx_no_memory(err);
    } else {
      H5Lget_name_by_idx(group, ".", index, H5_ITER_INC, i, list[i], (size_t)length + 1, H5P_DEFAULT);
    }
  }
  H5Gclose(group);
  if (status != RX_OK) return status;
  *n = (size_t)info.nlinks;
  *names = list;
  return RX_OK;
}

/* ---- values, of datasets and attributes alike ---- */

typedef struct {
  hid_t id, type, space; /* of a dataset or attribute */
  bool is_attribute;
} source;

static herr_t read_raw(const source *s, hid_t memory_type, void *data)
{
  return s->is_attribute ? H5Aread(s->id, memory_type, data)
                         : H5Dread(s->id, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data);
}

/* Texts of fixed or variable length into the arena. */
static rx_status read_texts(const source *s, size_t n, rx_arena *arena, char **texts, bool *is_read)
{
  const bool is_variable = H5Tis_variable_str(s->type) > 0;
  const size_t size = is_variable ? sizeof(char *) : H5Tget_size(s->type) + 1; /* room for a 0 after space padding */
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, is_variable ? H5T_VARIABLE : size);
  H5Tset_cset(type, H5Tget_cset(s->type));
  char *raw = calloc(n > 0 ? n : 1, size);
  bool has_memory = raw != NULL;
  *is_read = has_memory && read_raw(s, type, raw) >= 0;
  for (size_t i = 0; *is_read && has_memory && i < n; i++) {
    const char *text = raw + i * size;
    if (is_variable) memcpy(&text, raw + i * size, sizeof text);
    texts[i] = rx_arena_text(arena, text != NULL ? text : "");
    has_memory = texts[i] != NULL;
  }
  if (*is_read && is_variable) H5Dvlen_reclaim(type, s->space, H5P_DEFAULT, raw);
  free(raw);
  H5Tclose(type);
  return has_memory ? RX_OK : RX_E_MEMORY;
}

static bool type_fits(rx_h5_type wanted, H5T_class_t found)
{
  if (wanted == RX_H5_TEXT) return found == H5T_STRING;
  if (wanted == RX_H5_F64 || wanted == RX_H5_F32) return found == H5T_FLOAT || found == H5T_INTEGER;
  return found == H5T_INTEGER;
}

static rx_status read_values(rx_h5_reader *r, const source *s, const char *path, rx_h5_type type, rx_arena *arena,
                             size_t *n, void **data, rx_error *err)
{
  const hssize_t count = H5Sget_simple_extent_npoints(s->space);
  if (s->type < 0 || count < 0) return rx_h5_stack_error(err, r->path, path, "cannot read");
  if (!type_fits(type, H5Tget_class(s->type)))
    return rx_fail(err, RX_E_IO, "%s: %s: expected %s", r->path, path,
                   type == RX_H5_TEXT  ? "text"
                   : type <= RX_H5_F32 ? "numbers"
                                       : "whole numbers");
  const size_t size = rx_h5_size(type);
  if ((size_t)count > (SIZE_MAX - 1) / size) return rx_no_memory(err);
  void *values = rx_arena_alloc(arena, (size_t)count * size + 1);
  if (values == NULL) return rx_no_memory(err);
  bool is_read = true;
  if (type == RX_H5_TEXT) {
    if (read_texts(s, (size_t)count, arena, values, &is_read) != RX_OK) return rx_no_memory(err);
  } else {
    is_read = count == 0 || read_raw(s, rx_h5_native(type), values) >= 0;
  }
  if (!is_read) return rx_h5_stack_error(err, r->path, path, "cannot read");
  *n = (size_t)count;
  *data = values;
  return RX_OK;
}

rx_status rx_h5_shape(rx_h5_reader *r, const char *path, int *rank, size_t shape[RX_H5_MAX_RANK], rx_error *err)
{
  hsize_t dims[H5S_MAX_RANK];
  const hid_t dataset = H5Dopen2(r->file, path, H5P_DEFAULT);
  if (dataset < 0) return rx_h5_stack_error(err, r->path, path, "cannot open the dataset");
  const hid_t space = H5Dget_space(dataset);
  *rank = H5Sget_simple_extent_dims(space, dims, NULL);
  H5Sclose(space);
  H5Dclose(dataset);
  if (*rank < 0 || *rank > RX_H5_MAX_RANK)
    return rx_fail(err, RX_E_IO, "%s: %s: %d dimensions, at most %d expected", r->path, path, *rank,
                   (int)RX_H5_MAX_RANK);
  for (int d = 0; d < RX_H5_MAX_RANK; d++) shape[d] = d < *rank ? (size_t)dims[d] : 0;
  return RX_OK;
}

rx_status rx_h5_type_of(rx_h5_reader *r, const char *path, rx_h5_type *type, rx_error *err)
{
  const hid_t dataset = H5Dopen2(r->file, path, H5P_DEFAULT);
  if (dataset < 0) return rx_h5_stack_error(err, r->path, path, "cannot open the dataset");
  const hid_t found = H5Dget_type(dataset);
  bool is_known = false;
  for (int t = RX_H5_F64; t < RX_H5_TEXT && !is_known; t++) {
    *type = (rx_h5_type)t;
    is_known = H5Tequal(found, rx_h5_on_disk(*type)) > 0;
  }
  if (!is_known && H5Tget_class(found) == H5T_STRING) {
    *type = RX_H5_TEXT;
    is_known = H5Tget_strpad(found) == H5T_STR_NULLTERM && H5Tget_cset(found) == H5T_CSET_UTF8;
  }
  H5Tclose(found);
  H5Dclose(dataset);
  return is_known ? RX_OK : rx_fail(err, RX_E_IO, "%s: %s: its type is none that rexed writes", r->path, path);
}

static rx_status source_name(hid_t properties, size_t i, rx_arena *arena, char **name)
{
  const ssize_t length = H5Pget_virtual_filename(properties, i, NULL, 0);
  if (length < 0) return RX_E_IO;
  *name = rx_arena_alloc(arena, (size_t)length + 1);
  if (*name == NULL) return RX_E_MEMORY;
  return H5Pget_virtual_filename(properties, i, *name, (size_t)length + 1) == length ? RX_OK : RX_E_IO;
}

rx_status rx_h5_sources(rx_h5_reader *r, const char *path, rx_arena *arena, bool *is_virtual, size_t *n, char ***files,
                        rx_error *err)
{
  *n = 0;
  *files = NULL;
  const hid_t dataset = H5Dopen2(r->file, path, H5P_DEFAULT);
  if (dataset < 0) return rx_h5_stack_error(err, r->path, path, "cannot open the dataset");
  const hid_t properties = H5Dget_create_plist(dataset);
  rx_status status = RX_OK;
  *is_virtual = H5Pget_layout(properties) == H5D_VIRTUAL;
  if (*is_virtual && H5Pget_virtual_count(properties, n) < 0) status = RX_E_IO;
  if (status == RX_OK && (*files = rx_arena_alloc(arena, *n * sizeof **files + 1)) == NULL) status = RX_E_MEMORY;
  for (size_t i = 0; status == RX_OK && i < *n; i++) status = source_name(properties, i, arena, &(*files)[i]);
  H5Pclose(properties);
  H5Dclose(dataset);
  if (status == RX_E_MEMORY) return rx_no_memory(err);
  return status == RX_OK ? RX_OK : rx_h5_stack_error(err, r->path, path, "cannot read its sources");
}

rx_status rx_h5_read(rx_h5_reader *r, const char *path, rx_h5_type type, rx_arena *arena, size_t *n, void **data,
                     rx_error *err)
{
  *n = 0;
  *data = NULL;
  source s = { .id = H5Dopen2(r->file, path, H5P_DEFAULT) };
  if (s.id < 0) return rx_h5_stack_error(err, r->path, path, "cannot open the dataset");
  s.type = H5Dget_type(s.id);
  s.space = H5Dget_space(s.id);
  const rx_status status = read_values(r, &s, path, type, arena, n, data, err);
  H5Sclose(s.space);
  H5Tclose(s.type);
  H5Dclose(s.id);
  return status;
}

rx_status rx_h5_read_f64(rx_h5_reader *r, const char *path, rx_arena *arena, size_t *n, double **data, rx_error *err)
{
  void *values;
  const rx_status status = rx_h5_read(r, path, RX_H5_F64, arena, n, &values, err);
  *data = values;
  return status;
}

rx_status rx_h5_read_f32(rx_h5_reader *r, const char *path, rx_arena *arena, size_t *n, float **data, rx_error *err)
{
  void *values;
  const rx_status status = rx_h5_read(r, path, RX_H5_F32, arena, n, &values, err);
  *data = values;
  return status;
}

rx_status rx_h5_read_u64(rx_h5_reader *r, const char *path, rx_arena *arena, size_t *n, uint64_t **data, rx_error *err)
{
  void *values;
  const rx_status status = rx_h5_read(r, path, RX_H5_U64, arena, n, &values, err);
  *data = values;
  return status;
}

rx_status rx_h5_read_u32(rx_h5_reader *r, const char *path, rx_arena *arena, size_t *n, uint32_t **data, rx_error *err)
{
  void *values;
  const rx_status status = rx_h5_read(r, path, RX_H5_U32, arena, n, &values, err);
  *data = values;
  return status;
}

rx_status rx_h5_read_texts(rx_h5_reader *r, const char *path, rx_arena *arena, size_t *n, char ***data, rx_error *err)
{
  void *values;
  const rx_status status = rx_h5_read(r, path, RX_H5_TEXT, arena, n, &values, err);
  *data = values;
  return status;
}

/* One value is expected. */
static rx_status check_single(rx_h5_reader *r, const char *path, size_t n, rx_error *err)
{
  if (n == 1) return RX_OK;
  return rx_fail(err, RX_E_IO, "%s: %s: %zu values where one is expected", r->path, path, n);
}

rx_status rx_h5_read_text(rx_h5_reader *r, const char *path, rx_arena *arena, char **text, rx_error *err)
{
  size_t n;
  char **texts;
  *text = NULL;
  RX_TRY(rx_h5_read_texts(r, path, arena, &n, &texts, err));
  RX_TRY(check_single(r, path, n, err));
  *text = texts[0];
  return RX_OK;
}

rx_status rx_h5_attr_read(rx_h5_reader *r, const char *object, const char *name, rx_h5_type type, rx_arena *arena,
                          size_t *n, void **values, rx_error *err)
{
  *n = 0;
  *values = NULL;
  char where[512];
  snprintf(where, sizeof where, "%s: attribute %s", object, name);
  source s = { .id = H5Aopen_by_name(r->file, object, name, H5P_DEFAULT, H5P_DEFAULT), .is_attribute = true };
  if (s.id < 0) return rx_h5_stack_error(err, r->path, where, "cannot read");
  s.type = H5Aget_type(s.id);
  s.space = H5Aget_space(s.id);
  const rx_status status = read_values(r, &s, where, type, arena, n, values, err);
  H5Sclose(s.space);
  H5Tclose(s.type);
  H5Aclose(s.id);
  return status;
}

rx_status rx_h5_attr_read_text(rx_h5_reader *r, const char *object, const char *name, rx_arena *arena, char **text,
                               rx_error *err)
{
  size_t n;
  void *values;
  *text = NULL;
  RX_TRY(rx_h5_attr_read(r, object, name, RX_H5_TEXT, arena, &n, &values, err));
  RX_TRY(check_single(r, name, n, err));
  *text = ((char **)values)[0];
  return RX_OK;
}

/* A number needs no memory that outlives the call. */
static rx_status read_number(rx_h5_reader *r, const char *object, const char *name, rx_h5_type type, void *value,
                             rx_error *err)
{
  rx_arena *arena = rx_arena_create();
  if (arena == NULL) return rx_no_memory(err);
  size_t n;
  void *values;
  rx_status status = rx_h5_attr_read(r, object, name, type, arena, &n, &values, err);
  if (status == RX_OK) status = check_single(r, name, n, err);
  if (status == RX_OK) memcpy(value, values, rx_h5_size(type));
  rx_arena_free(arena);
  return status;
}

rx_status rx_h5_attr_read_f64(rx_h5_reader *r, const char *object, const char *name, double *value, rx_error *err)
{
  return read_number(r, object, name, RX_H5_F64, value, err);
}

rx_status rx_h5_attr_read_u64(rx_h5_reader *r, const char *object, const char *name, uint64_t *value, rx_error *err)
{
  return read_number(r, object, name, RX_H5_U64, value, err);
}

/* ---- format and version ---- */

rx_status rx_h5_check_format(rx_h5_reader *r, const char *format, int major, rx_error *err)
{
  rx_arena *arena = rx_arena_create();
  if (arena == NULL) return rx_no_memory(err);
  rx_status status = RX_OK;
  char *found = NULL, *version = NULL;
  if (!rx_h5_has_attr(r, "/", "format") || !rx_h5_has_attr(r, "/", "format_version")) {
    status = rx_fail(err, RX_E_INPUT, "%s: not a %s file: no attributes format and format_version", r->path, format);
    goto done;
  }
  if ((status = rx_h5_attr_read_text(r, "/", "format", arena, &found, err)) != RX_OK) goto done;
  if ((status = rx_h5_attr_read_text(r, "/", "format_version", arena, &version, err)) != RX_OK) goto done;
  char *end;
  const long found_major = strtol(version, &end, 10);
  if (strcmp(found, format) != 0)
    status = rx_fail(err, RX_E_INPUT, "%s: its format is %s, expected %s", r->path, found, format);
  else if (end == version || *end != '.' || found_major < 0)
    status = rx_fail(err, RX_E_INPUT, "%s: format version \"%s\" is not of the form 1.0", r->path, version);
  else if (found_major > major)
    status =
        rx_fail(err, RX_E_INPUT,
                "%s: format version %s is newer than this rexed, which reads versions up to %d.x; use a newer rexed",
                r->path, version, major);
done:
  rx_arena_free(arena);
  return status;
}
