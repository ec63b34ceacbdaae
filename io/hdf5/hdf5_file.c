#include "io/hdf5/hdf5_internal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/whole_file.h"

enum { N_LEFTOVERS = 8, PATH_BYTES = 4096 };

/* What a handler may have to unlink: written under the mutex, read by the handler. */
static char leftover[N_LEFTOVERS][PATH_BYTES];
static volatile sig_atomic_t leftover_is_there[N_LEFTOVERS];

struct rx_h5_writer {
  rx_h5_kind kind;
  hid_t file;
  hid_t group_properties, link_properties;
  char *path, *temporary;
  int descriptor; /* of the temporary */
  int slot;       /* in leftover, or -1 */
  rx_error error; /* the first failure */
};

/* ---- the temporary file ---- */

/* Folder of a path, with its slash, or "" */
static int folder_length(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash != NULL ? (int)(slash - path) + 1 : 0;
}

static int remember_leftover(const char *path)
{
  for (int i = 0; i < N_LEFTOVERS; i++) {
    if (leftover_is_there[i] || strlen(path) >= PATH_BYTES) continue;
    snprintf(leftover[i], PATH_BYTES, "%s", path);
    atomic_signal_fence(memory_order_seq_cst);
    leftover_is_there[i] = 1;
    return i;
  }
  return -1;
}

void rx_h5_unlink_leftovers(void)
{
  for (int i = 0; i < N_LEFTOVERS; i++)
    if (leftover_is_there[i]) unlink(leftover[i]);
}

/* ---- create, finish, abandon ---- */

static rx_status stack_failure(rx_h5_writer *w, const char *path, const char *what)
{
  if (w->error.code == RX_OK) rx_h5_stack_error(&w->error, w->path, path, what);
  return w->error.code;
}

rx_status rx_h5_reject(rx_h5_writer *w, rx_status code, const char *format, ...)
{
  if (w->error.code != RX_OK) return w->error.code;
  char text[RX_ERROR_TEXT];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  rx_fail(&w->error, code, "%s", text);
  return rx_context(&w->error, "%s", w->path);
}

rx_status rx_h5_status(const rx_h5_writer *w)
{
  return w->error.code;
}

/* Closes everything, unlinks the temporary if it is still there, unlocks. */
static void writer_free(rx_h5_writer *w)
{
  if (w->file >= 0) H5Fclose(w->file);
  if (w->group_properties >= 0) H5Pclose(w->group_properties);
  if (w->link_properties >= 0) H5Pclose(w->link_properties);
  H5Eclear2(H5E_DEFAULT);
  if (w->descriptor >= 0) {
    close(w->descriptor);
    unlink(w->temporary);
  }
  if (w->slot >= 0) leftover_is_there[w->slot] = 0;
  free(w->path);
  free(w->temporary);
  free(w);
  rx_h5_unlock();
}

static void keep_reproducible(hid_t properties)
{
  H5Pset_obj_track_times(properties, false);
  H5Pset_link_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  H5Pset_attr_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
}

rx_status rx_h5_create(const char *path, rx_h5_kind kind, rx_h5_writer **writer, rx_error *err)
{
  *writer = NULL;
  rx_h5_writer *w = calloc(1, sizeof *w);
  if (w == NULL) return rx_no_memory(err);
  rx_h5_lock();
  w->kind = kind;
  w->file = w->group_properties = w->link_properties = H5I_INVALID_HID;
  w->descriptor = w->slot = -1;
  w->path = strdup(path);
  w->temporary = rx_temporary_name(path);
  if (w->path == NULL || w->temporary == NULL) {
    writer_free(w);
    return rx_no_memory(err);
  }
  w->slot = remember_leftover(w->temporary);
  w->descriptor = open(w->temporary, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (w->descriptor < 0) {
    const rx_status status = rx_fail(err, RX_E_IO, "%s: cannot write: %s", path, strerror(errno));
    writer_free(w);
    return status;
  }
  w->group_properties = H5Pcreate(H5P_GROUP_CREATE);
  keep_reproducible(w->group_properties);
  w->link_properties = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_char_encoding(w->link_properties, H5T_CSET_UTF8);
  const hid_t creation = H5Pcreate(H5P_FILE_CREATE);
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  keep_reproducible(creation);
  H5Pset_fapl_core(access, (size_t)1 << 20, false);
  w->file = H5Fcreate(w->temporary, H5F_ACC_TRUNC, creation, access);
  H5Pclose(creation);
  H5Pclose(access);
  if (w->file < 0) {
    const rx_status status = rx_h5_stack_error(err, path, NULL, "cannot create");
    writer_free(w);
    return status;
  }
  *writer = w;
  return RX_OK;
}

/* The finished file's bytes go to the temporary, and that to its name. */
static rx_status put_in_place(rx_h5_writer *w, rx_h5_check *check, void *context)
{
  if (w->error.code != RX_OK) return w->error.code;
  const herr_t flushed = H5Fflush(w->file, H5F_SCOPE_LOCAL); /* H5Fget_file_image does not do it */
  const ssize_t size = H5Fget_file_image(w->file, NULL, 0);
  if (flushed < 0 || size <= 0) return stack_failure(w, NULL, "cannot complete the file");
  char *image = malloc((size_t)size);
  if (image == NULL) return rx_h5_reject(w, RX_E_MEMORY, "out of memory");
  rx_status status = RX_OK;
  if (H5Fget_file_image(w->file, image, (size_t)size) != size)
    status = stack_failure(w, NULL, "cannot complete the file");
  H5Fclose(w->file); /* first, so that its memory is free during the writing */
  w->file = H5I_INVALID_HID;
  if (status == RX_OK && (!rx_write_all(w->descriptor, image, (size_t)size) || fsync(w->descriptor) != 0))
    status = rx_h5_reject(w, RX_E_IO, "cannot write: %s", strerror(errno));
  free(image);
  if (status != RX_OK) return status;
  const int descriptor = w->descriptor;
  w->descriptor = -1;
  /* a full network disk may say so only now */
  if (close(descriptor) != 0) status = rx_h5_reject(w, RX_E_IO, "cannot write: %s", strerror(errno));
  if (status == RX_OK && check != NULL && (status = check(w->temporary, context, &w->error)) != RX_OK)
    rx_context(&w->error, "%s: reading it back", w->path);
  if (status == RX_OK && rename(w->temporary, w->path) != 0)
    status = rx_h5_reject(w, RX_E_IO, "cannot write: %s", strerror(errno));
  if (status != RX_OK) {
    unlink(w->temporary);
    return status;
  }
  if (!rx_sync_folder_of(w->path)) return rx_h5_reject(w, RX_E_IO, "cannot sync its folder: %s", strerror(errno));
  return RX_OK;
}

rx_status rx_h5_finish_checked(rx_h5_writer *w, rx_h5_check *check, void *context, rx_error *err)
{
  const rx_status status = put_in_place(w, check, context);
  if (status != RX_OK && err != NULL) *err = w->error;
  writer_free(w);
  return status;
}

rx_status rx_h5_finish(rx_h5_writer *w, rx_error *err)
{
  return rx_h5_finish_checked(w, NULL, NULL, err);
}

hid_t rx_h5_writer_file(const rx_h5_writer *w)
{
  return w->file;
}

void rx_h5_abandon(rx_h5_writer *w)
{
  if (w != NULL) writer_free(w);
}

/* ---- groups and links ---- */

rx_status rx_h5_group(rx_h5_writer *w, const char *path)
{
  if (w->error.code != RX_OK) return w->error.code;
  assert(path[0] == '/');
  char *prefix = strdup(path);
  if (prefix == NULL) return rx_h5_reject(w, RX_E_MEMORY, "out of memory");
  /* one by one: parents that HDF5 makes by itself would track no creation order */
  for (char *end = prefix; end != NULL && end[1] != '\0' && w->error.code == RX_OK;) {
    end = strchr(end + 1, '/');
    if (end != NULL) *end = '\0';
    const htri_t is_there = H5Lexists(w->file, prefix, H5P_DEFAULT);
    hid_t group = H5I_INVALID_HID;
    if (is_there == 0) group = H5Gcreate2(w->file, prefix, w->link_properties, w->group_properties, H5P_DEFAULT);
    if (is_there < 0 || (is_there == 0 && group < 0)) stack_failure(w, prefix, "cannot make the group");
    if (group >= 0) H5Gclose(group);
    if (end != NULL) *end = '/';
  }
  free(prefix);
  return w->error.code;
}

static rx_status make_parents(rx_h5_writer *w, const char *path)
{
  const int length = folder_length(path);
  if (length <= 1) return w->error.code;
  char *parent = strndup(path, (size_t)length - 1);
  if (parent == NULL) return rx_h5_reject(w, RX_E_MEMORY, "out of memory");
  const rx_status status = rx_h5_group(w, parent);
  free(parent);
  return status;
}

rx_status rx_h5_link(rx_h5_writer *w, const char *target, const char *link)
{
  if (make_parents(w, link) != RX_OK) return w->error.code;
  if (H5Lcreate_hard(w->file, target, w->file, link, w->link_properties, H5P_DEFAULT) < 0)
    return stack_failure(w, link, "cannot link");
  return RX_OK;
}

/* ---- types ---- */

/* UTF-8, null-terminated, of `size` bytes or H5T_VARIABLE; to be closed. */
static hid_t text_type(size_t size)
{
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, size);
  H5Tset_strpad(type, H5T_STR_NULLTERM);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

/* Texts side by side in fields of the longest one's size; NULL when memory is out. */
static char *pack_texts(size_t n, const char *const *texts, size_t *size)
{
  *size = 1;
  for (size_t i = 0; i < n; i++)
    if (texts[i] != NULL && strlen(texts[i]) + 1 > *size) *size = strlen(texts[i]) + 1;
  char *packed = calloc(n > 0 ? n : 1, *size);
  for (size_t i = 0; packed != NULL && i < n; i++)
    if (texts[i] != NULL) memcpy(packed + i * *size, texts[i], strlen(texts[i]));
  return packed;
}

/* The same for texts of variable length: none may be NULL. */
static const char **point_at_texts(size_t n, const char *const *texts)
{
  const char **pointers = malloc(n * sizeof *pointers + 1);
  for (size_t i = 0; pointers != NULL && i < n; i++) pointers[i] = texts[i] != NULL ? texts[i] : "";
  return pointers;
}

static hid_t make_space(int rank, const size_t shape[])
{
  if (rank == 0) return H5Screate(H5S_SCALAR);
  hsize_t dims[RX_H5_MAX_RANK];
  for (int d = 0; d < rank; d++) dims[d] = shape[d];
  return H5Screate_simple(rank, dims, NULL);
}

/* ---- attributes ---- */

/* Writes attribute `name` to an open object; values are in memory as `memory_type`. */
static rx_status attribute(rx_h5_writer *w, hid_t object, const char *object_path, const char *name, hid_t disk_type,
                           hid_t memory_type, size_t n, const void *values)
{
  if (w->error.code != RX_OK) return w->error.code;
  const hid_t space = make_space(n > 0 ? 1 : 0, &n);
  const hid_t attr = H5Acreate2(object, name, disk_type, space, H5P_DEFAULT, H5P_DEFAULT);
  if (attr < 0 || H5Awrite(attr, memory_type, values) < 0) {
    stack_failure(w, object_path, "cannot write an attribute");
    rx_context(&w->error, "attribute %s", name);
  }
  if (attr >= 0) H5Aclose(attr);
  H5Sclose(space);
  return w->error.code;
}

static rx_status text_attribute(rx_h5_writer *w, hid_t object, const char *object_path, const char *name, size_t n,
                                const char *const *texts)
{
  if (w->kind == RX_H5_SONATA) {
    const hid_t type = text_type(H5T_VARIABLE);
    attribute(w, object, object_path, name, type, type, n, texts);
    H5Tclose(type);
    return w->error.code;
  }
  size_t size = 0;
  char *packed = pack_texts(n > 0 ? n : 1, texts, &size);
  if (packed == NULL) return rx_h5_reject(w, RX_E_MEMORY, "out of memory");
  const hid_t type = text_type(size);
  attribute(w, object, object_path, name, type, type, n, packed);
  H5Tclose(type);
  free(packed);
  return w->error.code;
}

static hid_t open_object(rx_h5_writer *w, const char *path)
{
  if (w->error.code != RX_OK) return H5I_INVALID_HID;
  const hid_t object = H5Oopen(w->file, path, H5P_DEFAULT);
  if (object < 0) stack_failure(w, path, "no such object");
  return object;
}

rx_status rx_h5_attr(rx_h5_writer *w, const char *object_path, const char *name, rx_h5_type type, size_t n,
                     const void *values)
{
  const hid_t object = open_object(w, object_path);
  if (object < 0) return w->error.code;
  if (type == RX_H5_TEXT)
    text_attribute(w, object, object_path, name, n, values);
  else
    attribute(w, object, object_path, name, rx_h5_on_disk(type), rx_h5_native(type), n, values);
  H5Oclose(object);
  return w->error.code;
}

rx_status rx_h5_attr_text(rx_h5_writer *w, const char *object, const char *name, const char *text)
{
  return rx_h5_attr(w, object, name, RX_H5_TEXT, 0, &text);
}

rx_status rx_h5_attr_f64(rx_h5_writer *w, const char *object, const char *name, double value)
{
  return rx_h5_attr(w, object, name, RX_H5_F64, 0, &value);
}

rx_status rx_h5_attr_u64(rx_h5_writer *w, const char *object, const char *name, uint64_t value)
{
  return rx_h5_attr(w, object, name, RX_H5_U64, 0, &value);
}

rx_status rx_h5_attr_u32(rx_h5_writer *w, const char *object, const char *name, uint32_t value)
{
  return rx_h5_attr(w, object, name, RX_H5_U32, 0, &value);
}

rx_status rx_h5_attr_enum(rx_h5_writer *w, const char *object_path, const char *name, size_t n,
                          const char *const members[], uint8_t value)
{
  const hid_t object = open_object(w, object_path);
  if (object < 0) return w->error.code;
  const hid_t type = H5Tenum_create(H5T_STD_U8LE);
  for (size_t i = 0; i < n; i++) {
    const uint8_t member = (uint8_t)i;
    H5Tenum_insert(type, members[i], &member);
  }
  attribute(w, object, object_path, name, type, type, 0, &value);
  H5Tclose(type);
  H5Oclose(object);
  return w->error.code;
}

/* ---- datasets ---- */

enum { CHUNK_ROWS = 4096, CHUNK_BYTES = 256 * 1024, CONTIGUOUS_BELOW = 256 };

static void chunk_shape(const rx_h5_dataset *d, size_t element_size, hsize_t chunk[RX_H5_MAX_RANK])
{
  size_t row_bytes = element_size;
  for (int i = 1; i < d->rank; i++) row_bytes *= d->shape[i];
  size_t rows = d->rank == 1 ? CHUNK_ROWS : CHUNK_BYTES / row_bytes;
  if (rows == 0) rows = 1;
  for (int i = 0; i < d->rank; i++) {
    const size_t wanted = d->chunk[i] > 0 ? d->chunk[i] : i == 0 ? rows : d->shape[i];
    chunk[i] = wanted < d->shape[i] ? wanted : d->shape[i];
  }
}

/* A failure shows when the dataset is made: without a mapping of all rows it would differ from what it says. */
static void map_sources(hid_t properties, const rx_h5_dataset *d)
{
  const hid_t space = make_space(d->rank, d->shape);
  H5Pset_layout(properties, H5D_VIRTUAL); /* also where no source is there */
  for (size_t i = 0; i < d->n_sources; i++) {
    hsize_t start[RX_H5_MAX_RANK] = { d->sources[i].first_row }, count[RX_H5_MAX_RANK] = { d->sources[i].n_rows };
    for (int axis = 1; axis < d->rank; axis++) count[axis] = d->shape[axis];
    const hid_t source_space = H5Screate_simple(d->rank, count, NULL);
    H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL);
    H5Pset_virtual(properties, space, d->sources[i].file, d->path, source_space);
    H5Sclose(source_space);
  }
  H5Sclose(space);
}

/* Filters, fill value and what else is settled when a dataset is made; to be closed. */
/* netCDF crashes where it reads the data of scales of another kind. */
static bool has_variable_texts(const rx_h5_writer *w, const rx_h5_dataset *d)
{
  return w->kind == RX_H5_NETCDF && d->type == RX_H5_TEXT && d->scale_name != NULL;
}

static hid_t dataset_properties(const rx_h5_writer *w, const rx_h5_dataset *d, size_t n, size_t element_size)
{
  const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_obj_track_times(properties, false);
  H5Pset_attr_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  const double nan_value = __builtin_nan("");
  const uint64_t all_ones = UINT64_MAX, zero = 0;
  if (d->fill_zero)
    H5Pset_fill_value(properties, rx_h5_native(d->type), &zero);
  else if (d->type == RX_H5_F64 || d->type == RX_H5_F32)
    H5Pset_fill_value(properties, H5T_NATIVE_DOUBLE, &nan_value);
  else if (d->type == RX_H5_U64 || d->type == RX_H5_U32 || d->type == RX_H5_U8)
    H5Pset_fill_value(properties, rx_h5_native(d->type), &all_ones);
  if (d->is_virtual) {
    map_sources(properties, d);
  } else if (d->rank > 0 && n > 0 && (n >= CONTIGUOUS_BELOW || w->kind == RX_H5_PART) &&
             !has_variable_texts(w, d)) { /* texts of variable length take no filters */
    hsize_t chunk[RX_H5_MAX_RANK];
    chunk_shape(d, element_size, chunk);
    H5Pset_chunk(properties, d->rank, chunk);
    H5Pset_shuffle(properties);
    H5Pset_deflate(properties, d->deflate > 0 ? d->deflate : 4);
    H5Pset_fletcher32(properties);
  }
  return properties;
}

static rx_status attach_scales(rx_h5_writer *w, hid_t dataset, const rx_h5_dataset *d)
{
  if (d->scale_name != NULL && H5DSset_scale(dataset, d->scale_name) < 0)
    return stack_failure(w, d->path, "cannot make it a dimension scale");
  for (int i = 0; i < d->rank; i++) {
    if (d->scales[i] == NULL) continue;
    const hid_t scale = H5Dopen2(w->file, d->scales[i], H5P_DEFAULT);
    if (scale < 0 || H5DSattach_scale(dataset, scale, (unsigned)i) < 0)
      stack_failure(w, d->path, "cannot attach a dimension scale");
    if (scale >= 0) H5Dclose(scale);
  }
  return w->error.code;
}

/* units, long_name and _FillValue */
static rx_status describe(rx_h5_writer *w, hid_t dataset, const rx_h5_dataset *d)
{
  if (d->units != NULL) text_attribute(w, dataset, d->path, "units", 0, &d->units);
  if (d->long_name != NULL) text_attribute(w, dataset, d->path, "long_name", 0, &d->long_name);
  const double nan_value = __builtin_nan("");
  if (d->type == RX_H5_F64 || d->type == RX_H5_F32)
    attribute(w, dataset, d->path, "_FillValue", rx_h5_on_disk(d->type), H5T_NATIVE_DOUBLE, 0, &nan_value);
  return w->error.code;
}

rx_status rx_h5_write(rx_h5_writer *w, const rx_h5_dataset *d)
{
  if (w->error.code != RX_OK) return w->error.code;
  assert(d->path[0] == '/' && d->rank >= 0 && d->rank <= RX_H5_MAX_RANK);
  assert(d->type == RX_H5_TEXT || d->rank == 0 || (d->units != NULL && d->long_name != NULL));
  if (make_parents(w, d->path) != RX_OK) return w->error.code;
  size_t n = 1, element_size = rx_h5_size(d->type);
  for (int i = 0; i < d->rank; i++) n *= d->shape[i];

  const void *data = d->data;
  void *texts = NULL;
  hid_t disk_type = rx_h5_on_disk(d->type), memory_type = rx_h5_native(d->type);
  if (d->type == RX_H5_TEXT) {
    assert(!d->is_virtual);
    const bool is_variable = has_variable_texts(w, d);
    data = texts = is_variable ? (void *)point_at_texts(n, d->data) : pack_texts(n, d->data, &element_size);
    if (texts == NULL) return rx_h5_reject(w, RX_E_MEMORY, "out of memory");
    disk_type = memory_type = text_type(is_variable ? H5T_VARIABLE : element_size);
  }
  const hid_t space = make_space(d->rank, d->shape);
  const hid_t properties = dataset_properties(w, d, n, element_size);
  const hid_t dataset = H5Dcreate2(w->file, d->path, disk_type, space, w->link_properties, properties, H5P_DEFAULT);
  if (dataset < 0)
    stack_failure(w, d->path, "cannot make the dataset");
  else if (!d->is_virtual && n > 0 && H5Dwrite(dataset, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0)
    stack_failure(w, d->path, "cannot write");
  if (w->error.code == RX_OK) attach_scales(w, dataset, d);
  if (w->error.code == RX_OK) describe(w, dataset, d);
  if (dataset >= 0 && H5Dclose(dataset) < 0) stack_failure(w, d->path, "cannot write");
  H5Pclose(properties);
  H5Sclose(space);
  if (texts != NULL) H5Tclose(disk_type);
  free(texts);
  return w->error.code;
}

rx_status rx_h5_write_column(rx_h5_writer *w, const char *path, rx_h5_type type, size_t n, const void *data,
                             const char *units, const char *long_name)
{
  return rx_h5_write(w, &(rx_h5_dataset){ .path = path,
                                          .type = type,
                                          .rank = 1,
                                          .shape = { n },
                                          .data = data,
                                          .units = units,
                                          .long_name = long_name });
}

rx_status rx_h5_write_text(rx_h5_writer *w, const char *path, const char *text)
{
  return rx_h5_write(w, &(rx_h5_dataset){ .path = path, .type = RX_H5_TEXT, .data = &text });
}
