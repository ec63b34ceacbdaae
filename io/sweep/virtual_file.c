#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "io/sweep/sweep_private.h"

/* ---- names of sources ---- */

/* The folder of a path, "." for a plain name; in the arena. */
static char *folder_of(const char *path, rx_arena *arena)
{
  const char *slash = strrchr(path, '/');
  if (slash == NULL) return rx_arena_text(arena, ".");
  return rx_arena_format(arena, "%.*s", slash == path ? 1 : (int)(slash - path), path);
}

/* The way from one folder to another, "../a/b", both without links and dots; NULL when memory is out. */
static char *way(const char *from, const char *to, rx_arena *arena)
{
  size_t common = 0; /* end of the last component that is the same */
  for (size_t i = 0;; i++) {
    const bool from_ends = from[i] == '\0' || from[i] == '/', to_ends = to[i] == '\0' || to[i] == '/';
    if (from_ends && to_ends) common = i;
    if (from[i] != to[i] || from[i] == '\0') break;
  }
  size_t n_up = 0;
  for (const char *c = from + common; *c != '\0'; c++) n_up += *c == '/' && c[1] != '\0';
  const char *rest = to + common + (to[common] == '/');
  char *result = rx_arena_alloc(arena, 3 * n_up + strlen(rest) + 2);
  if (result == NULL) return NULL;
  for (size_t i = 0; i < n_up; i++) strcat(result, "../");
  strcat(result, rest);
  if (*rest != '\0') strcat(result, "/");
  return result;
}

/* HDF5 takes %b in the name of a source for a number of its own: every % is doubled. */
static char *doubled(const char *name, rx_arena *arena)
{
  char *result = rx_arena_alloc(arena, 2 * strlen(name) + 1), *end = result;
  for (const char *c = name; result != NULL && *c != '\0'; c++) {
    if (*c == '%') *end++ = '%';
    *end++ = *c;
  }
  return result;
}

static void halve(char *name)
{
  char *end = name;
  for (const char *c = name; *c != '\0'; c++) {
    *end++ = *c;
    if (*c == '%' && c[1] == '%') c++;
  }
  *end = '\0';
}

static rx_status real_folder(const char *folder, char real[PATH_MAX], rx_error *err)
{
  if (realpath(folder, real) != NULL) return RX_OK;
  return rx_fail(err, RX_E_IO, "%s: cannot find the folder: %s", folder, strerror(errno));
}

/* ---- writing ---- */

/* Sources of the parts that are there, in the order of rows; in the arena. */
static rx_status make_sources(const char *path, const rx_sweep_plan *plan, size_t n_folders,
                              const char *const folders[], const size_t folder_of_part[], rx_arena *arena,
                              rx_rows_layout *layout, rx_error *err)
{
  char home[PATH_MAX], real[PATH_MAX];
  const char *folder = folder_of(path, arena);
  char **ways = rx_arena_alloc(arena, n_folders * sizeof *ways + 1);
  rx_h5_source *sources = rx_arena_alloc(arena, (size_t)plan->n_parts * sizeof *sources + 1);
  if (folder == NULL || ways == NULL || sources == NULL) return rx_no_memory(err);
  RX_TRY(real_folder(folder, home, err));
  for (size_t i = 0; i < n_folders; i++) {
    RX_TRY(real_folder(folders[i], real, err));
    char *found = way(home, real, arena);
    if (found == NULL || (ways[i] = doubled(found, arena)) == NULL) return rx_no_memory(err);
  }
  *layout = (rx_rows_layout){ .has_scales = true, .is_virtual = true, .sources = sources };
  for (uint64_t part = 0; part < plan->n_parts; part++) {
    const size_t i_folder = folder_of_part[part];
    if (i_folder == RX_NO_FOLDER) continue;
    if (i_folder >= n_folders)
      return rx_fail(err, RX_E_INPUT, "part %llu is said to be in folder %zu of %zu", (unsigned long long)part,
                     i_folder, n_folders);
    rx_h5_source *s = &sources[layout->n_sources++];
    s->file = rx_arena_format(arena, "%spart-%06llu.h5", ways[i_folder], (unsigned long long)part);
    if (s->file == NULL) return rx_no_memory(err);
    s->first_row = (size_t)rx_part_first(plan, part);
    s->n_rows = (size_t)rx_part_size(plan, part);
  }
  return RX_OK;
}

typedef struct {
  const rx_sweep *sweep;
  const rx_rows_layout *layout;
} written;

/* Reads the status through the views: no row of a part that was named may be pending, and all are as they were given. */
static rx_status check_written(const char *temporary, void *context, rx_error *err)
{
  const written *expected = context;
  const rx_sweep_plan *plan = &expected->sweep->plan;
  const rx_sweep_rows *rows = &expected->sweep->rows;
  const size_t n[2] = { (size_t)plan->n_members, 0 };
  rx_h5_reader *r;
  void *data;
  RX_TRY(rx_h5_open(temporary, &r, err));
  rx_arena *arena = rx_arena_create();
  rx_status result =
      arena != NULL ? rx_sweep_read_column(r, "/sweep/status", RX_H5_U8, 1, n, arena, &data, err) : rx_no_memory(err);
  for (size_t k = 0; result == RX_OK && k < expected->layout->n_sources; k++) {
    const rx_h5_source *s = &expected->layout->sources[k];
    for (size_t i = s->first_row; result == RX_OK && i < s->first_row + s->n_rows; i++) {
      const uint8_t found = ((const uint8_t *)data)[i];
      if (found == RX_MEMBER_PENDING || (rows->status != NULL && found != rows->status[i]))
        result = rx_fail(err, RX_E_IO, "member %zu has status %u in %s: the part is missing or of another sweep", i,
                         found, s->file);
    }
  }
  rx_arena_free(arena);
  rx_h5_close(r);
  return result;
}

static rx_status check_sweep(const rx_sweep *sweep, rx_error *err)
{
  RX_TRY(rx_sweep_check_plan(&sweep->plan, err));
  const rx_sweep_rows *rows = &sweep->rows;
  if (rows->first_member != 0 || rows->n_members != sweep->plan.n_members)
    return rx_fail(err, RX_E_INPUT, "%llu rows, but the sweep has %llu members", (unsigned long long)rows->n_members,
                   (unsigned long long)sweep->plan.n_members);
  return rows->status != NULL ? rx_sweep_check_rows(&sweep->plan, rows, err) : RX_OK;
}

rx_status rx_sweep_write_virtual(const char *path, const rx_sweep *sweep, size_t n_folders, const char *const folders[],
                                 const size_t folder_of_part[], rx_error *err)
{
  rx_rows_layout layout;
  rx_h5_writer *w;
  if (check_sweep(sweep, err) != RX_OK) return rx_context(err, "%s", path), RX_E_INPUT;
  rx_arena *arena = rx_arena_create();
  if (arena == NULL) return rx_no_memory(err);
  rx_status status = make_sources(path, &sweep->plan, n_folders, folders, folder_of_part, arena, &layout, err);
  if (status == RX_OK && (status = rx_h5_create(path, RX_H5_NETCDF, &w, err)) == RX_OK) {
    rx_sweep_write_all(w, sweep, &layout);
    status = rx_h5_finish_checked(w, check_written, &(written){ sweep, &layout }, err);
  }
  rx_arena_free(arena);
  return status;
}

/* ---- looking ---- */

static bool is_part_of(const char *file, const char *plan_hash, rx_arena *arena)
{
  rx_h5_reader *r;
  char *hash;
  if (rx_h5_open(file, &r, NULL) != RX_OK) return false;
  const bool is = rx_h5_check_format(r, "rexed-part", RX_SWEEP_MAJOR, NULL) == RX_OK &&
                  rx_h5_attr_read_text(r, "/", "plan_hash", arena, &hash, NULL) == RX_OK &&
                  strcmp(hash, plan_hash) == 0 && rx_h5_has(r, "/sweep/status");
  rx_h5_close(r);
  return is;
}

static rx_status find_sources(rx_h5_reader *r, const char *path, rx_arena *arena, rx_sweep_sources *sources,
                              rx_error *err)
{
  char **files, *plan_hash;
  RX_TRY(rx_h5_check_format(r, "rexed-sweep", RX_SWEEP_MAJOR, err));
  RX_TRY(rx_h5_sources(r, "/sweep/status", arena, &sources->is_virtual, &sources->n, &files, err));
  RX_TRY(rx_h5_attr_read_text(r, "/sweep", "plan_hash", arena, &plan_hash, err));
  const char **missing = rx_arena_alloc(arena, sources->n * sizeof *missing + 1);
  const char *folder = folder_of(path, arena);
  if (missing == NULL || folder == NULL) return rx_no_memory(err);
  sources->missing = missing;
  for (size_t i = 0; i < sources->n; i++) {
    halve(files[i]);
    const char *file = files[i][0] == '/' ? files[i] : rx_arena_format(arena, "%s/%s", folder, files[i]);
    if (file == NULL) return rx_no_memory(err);
    if (!is_part_of(file, plan_hash, arena)) missing[sources->n_missing++] = files[i];
  }
  return RX_OK;
}

rx_status rx_sweep_find_sources(const char *path, rx_arena *arena, rx_sweep_sources *sources, rx_error *err)
{
  rx_h5_reader *r;
  *sources = (rx_sweep_sources){ 0 };
  RX_TRY(rx_h5_open(path, &r, err));
  const rx_status status = find_sources(r, path, arena, sources, err);
  rx_h5_close(r);
  return status;
}
