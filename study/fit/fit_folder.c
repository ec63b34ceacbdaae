#include "study/fit/fit_folder.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "study/folders.h"
#include "study/sweep/sweep_folder.h"

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *at)
{
  (void)info;
  (void)kind;
  (void)at;
  return remove(path);
}

static bool is_of_a_fit(const char *name)
{
  name += name[0] == '.'; /* a file that was being written begins with a dot */
  return strncmp(name, "batch-", 6) == 0 || strncmp(name, "plan.h5", 7) == 0;
}

/* Whether a folder holds nothing but batches and their plan, which may be removed. */
static bool holds_batches_alone(const char *folder)
{
  DIR *dir = opendir(folder);
  bool is_so = dir != NULL;
  for (const struct dirent *entry; is_so && (entry = readdir(dir)) != NULL;)
    is_so = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || is_of_a_fit(entry->d_name);
  if (dir != NULL) closedir(dir);
  return is_so;
}

/* RX_E_INPUT with what differs where `there` is another fit. */
static rx_status check_same(const char *where, const rx_fit *there, const rx_fit *fit, rx_error *err)
{
  if (strcmp(there->config_effective, fit->config_effective) == 0) return RX_OK;
  rx_plan_difference(there->config_effective, fit->config_effective, err);
  rx_context(
      err,
      "%s (--force begins anew; --resume --force goes on with the batches that have the same points, and replaces "
      "the result)",
      where);
  return RX_E_INPUT;
}

/* Goes on in a folder that is there. */
static rx_status resume(const char *folder, const rx_sweep_options *options, rx_arena *arena, const rx_fit *fit,
                        rx_error *err)
{
  rx_fit there;
  const char *path = rx_arena_format(arena, "%s/plan.h5", folder);
  if (path == NULL) return rx_no_memory(err);
  const bool has_plan = access(path, F_OK) == 0;
  rx_status status = has_plan ? rx_fit_plan_read(folder, arena, &there, err) : RX_OK;
  if (status == RX_E_IO) { /* it follows from the study, and every batch says of which plan it is */
    rx_log_warn(options->log, "%s: made again", err->text);
    return rx_fit_plan_write(folder, fit, err);
  }
  RX_TRY(status);
  if (has_plan && !options->may_replace) return check_same(folder, &there, fit, err);
  return rx_fit_plan_write(folder, fit, err);
}

rx_status rx_fit_folder_open(const char *folder, const rx_sweep_options *options, rx_arena *arena, const rx_fit *fit,
                             bool *is_done, rx_error *err)
{
  struct stat info;
  *is_done = false;
  RX_TRY(rx_check_place(options->path, err));
  const bool has_folder = stat(folder, &info) == 0, has_result = access(options->path, F_OK) == 0;
  if (has_result && !options->may_replace && !options->may_resume)
    return rx_fail(err, RX_E_INPUT, "%s is there already (--force replaces it)", options->path);
  if (has_result && !options->may_replace) {
    rx_fit there;
    rx_status status = rx_fit_read(options->path, arena, &there, err);
    if (status != RX_OK) return rx_context(err, "in the way (--force replaces it)"), RX_E_INPUT;
    RX_TRY(check_same(options->path, &there, fit, err));
    *is_done = !has_folder;
    if (*is_done) return RX_OK;
  }
  if (has_folder) {
    if (!S_ISDIR(info.st_mode)) return rx_fail(err, RX_E_INPUT, "%s: is no folder", folder);
    if (options->may_resume) return resume(folder, options, arena, fit, err);
    if (!options->may_replace)
      return rx_fail(err, RX_E_INPUT, "%s is there already: --resume goes on with it, --force begins anew", folder);
    if (!holds_batches_alone(folder))
      return rx_fail(err, RX_E_INPUT, "%s holds what no fit wrote: remove it, or choose another -o", folder);
    if (nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0)
      return rx_fail(err, RX_E_IO, "%s: %s", folder, strerror(errno));
  }
  RX_TRY(rx_make_parents(folder, err));
  RX_TRY(rx_make_folder(folder, false, err));
  return rx_fit_plan_write(folder, fit, err);
}

static int by_text(const void *left, const void *right)
{
  return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Adds the rows of a batch by their states; false, with its text, where it can't be read. */
static bool count_rows(const char *path, rx_fit_batches *batches, rx_error *err)
{
  rx_sweep sweep;
  rx_arena *arena = rx_arena_create();
  const bool is_whole = arena != NULL && rx_sweep_read(path, arena, &sweep, err) == RX_OK;
  for (uint64_t i = 0; is_whole && i < sweep.rows.n_members; i++) batches->n_of_state[sweep.rows.status[i]]++;
  rx_arena_free(arena);
  return is_whole;
}

rx_status rx_fit_folder_look(const char *folder, rx_arena *arena, rx_fit_batches *batches, rx_error *err)
{
  RX_ARRAY(const char *) paths = { 0 };
  *batches = (rx_fit_batches){ 0 };
  DIR *dir = opendir(folder);
  if (dir == NULL) return rx_fail(err, RX_E_IO, "%s: %s", folder, strerror(errno));
  bool has_memory = true;
  for (const struct dirent *entry; has_memory && (entry = readdir(dir)) != NULL;) {
    const size_t n = strlen(entry->d_name);
    if (strncmp(entry->d_name, "batch-", 6) != 0) continue;
    if (n > 9 && strcmp(entry->d_name + n - 9, ".h5.parts") == 0) {
      const char *whole = rx_arena_format(arena, "%s/%.*s", folder, (int)(n - 6), entry->d_name);
      has_memory = whole != NULL;
      if (has_memory && access(whole, F_OK) != 0) batches->n_under_way++;
    } else if (n > 3 && strcmp(entry->d_name + n - 3, ".h5") == 0) {
      const char *path = rx_arena_format(arena, "%s/%s", folder, entry->d_name);
      has_memory = path != NULL && RX_APPEND(&paths, path);
    }
  }
  closedir(dir);
  batches->damaged = rx_arena_alloc(arena, (paths.n + 1) * sizeof *batches->damaged);
  has_memory = has_memory && batches->damaged != NULL;
  if (paths.n > 1) qsort(paths.items, paths.n, sizeof *paths.items, by_text);
  for (size_t i = 0; has_memory && i < paths.n; i++) {
    rx_error damage = { 0 };
    if (count_rows(paths.items[i], batches, &damage)) {
      batches->n_done++;
      continue;
    }
    batches->damaged[batches->n_damaged] = rx_arena_text(arena, damage.text);
    has_memory = batches->damaged[batches->n_damaged++] != NULL;
  }
  free(paths.items);
  return has_memory ? RX_OK : rx_no_memory(err);
}
