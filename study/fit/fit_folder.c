#include "study/fit/fit_folder.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
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

bool rx_is_of_a_fit(const char *name)
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
    is_so = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || rx_is_of_a_fit(entry->d_name);
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
