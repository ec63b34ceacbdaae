#include "io/sweep/content_hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "io/hdf5/hdf5_internal.h"

/* A byte of deflate holds at most 1032 of the data: what claims more is damaged, and not worth the memory. */
enum { MAX_EXPANSION = 1032, SMALL = 1 << 20 };

typedef struct {
  char *path;
  bool is_dataset;
} object;

typedef struct {
  hid_t file;
  const char *file_name;
  const rx_hash_scope *scope;
  rx_hash *hash;
  size_t max_bytes;
  RX_ARRAY(object) objects;
  bool has_memory;
  rx_error error;
} hashing;

static bool begins_with(const char *path, const char *prefix)
{
  const size_t n = strlen(prefix);
  return strncmp(path, prefix, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

static herr_t collect(hid_t group, const char *name, const H5O_info_t *info, void *context)
{
  (void)group;
  hashing *h = context;
  const char *parent = strcmp(h->scope->group, "/") == 0 ? "" : h->scope->group;
  const size_t size = strlen(parent) + strlen(name) + 2;
  object o = { malloc(size), info->type == H5O_TYPE_DATASET };
  if (o.path == NULL) {
    h->has_memory = false;
    return -1;
  }
  if (strcmp(name, ".") == 0)
    snprintf(o.path, size, "%s", *parent != '\0' ? parent : "/");
  else
    snprintf(o.path, size, "%s/%s", parent, name);
  bool is_wanted = true;
  for (size_t i = 0; i < sizeof h->scope->except / sizeof *h->scope->except; i++)
    if (h->scope->except[i] != NULL && begins_with(o.path, h->scope->except[i])) is_wanted = false;
  if (!is_wanted) {
    free(o.path);
    return 0;
  }
  h->has_memory = RX_APPEND(&h->objects, o);
  if (!h->has_memory) free(o.path);
  return h->has_memory ? 0 : -1;
}

static int by_path(const void *a, const void *b)
{
  return strcmp(((const object *)a)->path, ((const object *)b)->path);
}

/* Bytes of a dataset or attribute as they are on disk. */
static rx_status add_values(hashing *h, const char *path, hid_t id, hid_t type, hid_t space, bool is_attribute)
{
  const hssize_t n = H5Sget_simple_extent_npoints(space);
  const size_t size = H5Tget_size(type);
  if (n < 0 || size == 0) return rx_h5_stack_error(&h->error, h->file_name, path, "cannot read");
  if ((size_t)n > h->max_bytes / size)
    return rx_fail(&h->error, RX_E_IO, "%s: %s: larger than the file can hold: damaged", h->file_name, path);
  if (n == 0) return RX_OK;
  void *bytes = malloc((size_t)n * size);
  if (bytes == NULL) return rx_no_memory(&h->error);
  const herr_t read = is_attribute ? H5Aread(id, type, bytes) : H5Dread(id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes);
  rx_status status = RX_OK;
  if (read < 0)
    status = rx_h5_stack_error(&h->error, h->file_name, path, "cannot read");
  else
    rx_hash_add(h->hash, bytes, (size_t)n * size);
  free(bytes);
  return status;
}

/* Numbers and texts of fixed size. */
static bool is_plain(hid_t type)
{
  const H5T_class_t found = H5Tget_class(type);
  if (found == H5T_STRING) return H5Tis_variable_str(type) == 0;
  return found == H5T_INTEGER || found == H5T_FLOAT;
}

static rx_status add_dataset(hashing *h, const char *path)
{
  const hid_t dataset = H5Dopen2(h->file, path, H5P_DEFAULT);
  if (dataset < 0) return rx_h5_stack_error(&h->error, h->file_name, path, "cannot open the dataset");
  const hid_t type = H5Dget_type(dataset), space = H5Dget_space(dataset);
  const rx_status status = is_plain(type) ? add_values(h, path, dataset, type, space, false) : RX_OK;
  H5Sclose(space);
  H5Tclose(type);
  H5Dclose(dataset);
  return status;
}

static herr_t add_attribute(hid_t id, const char *name, const H5A_info_t *info, void *context)
{
  (void)info;
  hashing *h = context;
  for (size_t i = 0; i < sizeof h->scope->except_attributes / sizeof *h->scope->except_attributes; i++)
    if (h->scope->except_attributes[i] != NULL && strcmp(name, h->scope->except_attributes[i]) == 0) return 0;
  const hid_t attribute = H5Aopen(id, name, H5P_DEFAULT);
  if (attribute < 0) return -1;
  const hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
  rx_status status = RX_OK;
  if (is_plain(type)) {
    rx_hash_add(h->hash, name, strlen(name) + 1);
    status = add_values(h, name, attribute, type, space, true);
  }
  H5Sclose(space);
  H5Tclose(type);
  H5Aclose(attribute);
  return status == RX_OK ? 0 : -1;
}

static rx_status add_attributes(hashing *h, const char *path)
{
  rx_hash_add(h->hash, path, strlen(path) + 1);
  const hid_t id = H5Oopen(h->file, path, H5P_DEFAULT);
  hsize_t i = 0;
  if (id < 0 || H5Aiterate2(id, H5_INDEX_NAME, H5_ITER_INC, &i, add_attribute, h) < 0) {
    if (h->error.code == RX_OK) rx_h5_stack_error(&h->error, h->file_name, path, "cannot read its attributes");
  }
  if (id >= 0) H5Oclose(id);
  return h->error.code;
}

static rx_status content_hash(hid_t file, const char *file_name, const rx_hash_scope *scope, size_t *n_datasets,
                              char text[RX_HASH_TEXT], rx_error *err)
{
  hashing h = { .file = file, .file_name = file_name, .scope = scope, .has_memory = true };
  hsize_t file_size = 0;
  H5Fget_filesize(file, &file_size);
  h.max_bytes = (size_t)file_size * MAX_EXPANSION + SMALL;
  h.hash = rx_hash_create();
  if (h.hash == NULL) return rx_no_memory(err);
  if (H5Ovisit_by_name2(file, scope->group, H5_INDEX_NAME, H5_ITER_NATIVE, collect, &h, H5O_INFO_BASIC, H5P_DEFAULT) <
      0) {
    if (h.has_memory)
      rx_h5_stack_error(&h.error, file_name, scope->group, "cannot list its datasets");
    else
      rx_no_memory(&h.error);
  }
  if (h.objects.n > 0) qsort(h.objects.items, h.objects.n, sizeof *h.objects.items, by_path);
  size_t n = 0;
  for (size_t i = 0; i < h.objects.n && h.error.code == RX_OK; i++) {
    const object *o = &h.objects.items[i];
    if (scope->has_attributes && add_attributes(&h, o->path) != RX_OK) break;
    if (!o->is_dataset) continue;
    n++;
    add_dataset(&h, o->path);
  }
  if (n_datasets != NULL) *n_datasets = n;
  rx_hash_text(h.hash, text);
  for (size_t i = 0; i < h.objects.n; i++) free(h.objects.items[i].path);
  free(h.objects.items);
  rx_hash_free(h.hash);
  if (h.error.code != RX_OK && err != NULL) *err = h.error;
  return h.error.code;
}

rx_status rx_hash_written(rx_h5_writer *w, const rx_hash_scope *scope, char hash[RX_HASH_TEXT])
{
  rx_error err = { 0 };
  hash[0] = '\0';
  if (rx_h5_status(w) != RX_OK) return rx_h5_status(w);
  if (content_hash(rx_h5_writer_file(w), "rows", scope, NULL, hash, &err) != RX_OK)
    return rx_h5_reject(w, err.code, "%s", err.text);
  return RX_OK;
}

rx_status rx_hash_read(rx_h5_reader *r, const rx_hash_scope *scope, size_t *n_datasets, char hash[RX_HASH_TEXT],
                       rx_error *err)
{
  return content_hash(rx_h5_reader_file(r), rx_h5_file_name(r), scope, n_datasets, hash, err);
}
