#include "study/run_folder.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/whole_file.h"
#include "study/folders.h"

static rx_status system_error(rx_error *err, const char *what, const char *path)
{
  return rx_fail(err, RX_E_IO, "%s: can't %s: %s", path, what, strerror(errno));
}

/* Removes a folder of files and folders of files: as deep as a run writes. */
static void remove_folder(const char *path, int depth)
{
  DIR *dir = opendir(path);
  if (dir == NULL) return;
  for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
    char name[8192];
    struct stat info;
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
    if (lstat(name, &info) == 0 && S_ISDIR(info.st_mode)) {
      if (depth > 0) remove_folder(name, depth - 1);
    } else {
      unlink(name);
    }
  }
  closedir(dir);
  rmdir(path);
}

/* "a/b/" -> "a/b"; a hidden name beside it with a suffix. False where it is too long. */
static bool hidden_name(const char *place, const char *suffix, char *path, size_t size)
{
  const char *slash = strrchr(place, '/'), *name = slash != NULL ? slash + 1 : place;
  const int folder = slash != NULL ? (int)(slash - place + 1) : 0;
  const int n = snprintf(path, size, "%.*s.%s.%ld.%s", folder, place, name, (long)getpid(), suffix);
  return n > 0 && (size_t)n < size;
}

/* What a run writes, by folder: "" is the top. */
static bool is_written_by_runs(const char *sub, const char *name)
{
  const char *dot = strrchr(name, '.');
  if (strcmp(sub, "") == 0) {
    /* of a report or results that were being written when their process was killed */
    if (strncmp(name, ".report.html.", 13) == 0 || strncmp(name, ".results.h5.", 12) == 0) return true;
    static const char *const OURS[] = { "results.h5", "report.html", "spikes", "reports", "graph" };
    for (size_t i = 0; i < sizeof OURS / sizeof *OURS; i++)
      if (strcmp(name, OURS[i]) == 0) return true;
    return false;
  }
  if (strcmp(sub, "reports") == 0 && strncmp(name, "crossings.", 10) == 0)
    return dot != NULL && strcmp(dot, ".csv") == 0;
  if (strcmp(sub, "graph") != 0) return dot != NULL && strcmp(dot, ".h5") == 0;
  size_t n = 0;
  while (isdigit((unsigned char)name[n])) n++;
  return n > 0 && strcmp(name + n, ".csv") == 0;
}

/* RX_E_INPUT for the first thing in place/sub that no run wrote; *n counts what is there. */
static rx_status check_content(const char *place, const char *sub, size_t *n, rx_error *err)
{
  char path[8192];
  snprintf(path, sizeof path, "%s%s%s", place, sub[0] != '\0' ? "/" : "", sub);
  DIR *dir = opendir(path);
  if (dir == NULL) return errno == ENOENT ? RX_OK : rx_fail(err, RX_E_INPUT, "%s: %s", path, strerror(errno));
  rx_status status = RX_OK;
  for (struct dirent *entry; status == RX_OK && (entry = readdir(dir)) != NULL;) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    ++*n;
    if (!is_written_by_runs(sub, entry->d_name))
      status =
          rx_fail(err, RX_E_INPUT,
                  "%s: holds \"%s\", which no run wrote; a run replaces its folder as a whole (choose another with -o)",
                  path, entry->d_name);
  }
  closedir(dir);
  return status;
}

/* The nearest folder above a place that is not there yet must take new ones. */
static rx_status check_parents(const char *place, rx_error *err)
{
  char path[4096];
  struct stat info;
  if (strlen(place) >= sizeof path) return rx_fail(err, RX_E_INPUT, "the name of the result folder is too long");
  snprintf(path, sizeof path, "%s", place);
  for (;;) {
    char *slash = strrchr(path, '/');
    if (slash == NULL)
      snprintf(path, sizeof path, ".");
    else
      slash[slash == path ? 1 : 0] = '\0';
    if (stat(path, &info) == 0 || strcmp(path, ".") == 0 || strcmp(path, "/") == 0) break;
  }
  if (access(path, W_OK | X_OK) != 0)
    return rx_fail(err, RX_E_INPUT, "%s: can't make a folder there: %s", path, strerror(errno));
  return RX_OK;
}

/* A folder that is there is replaced by renaming, which its parent must allow, whatever the folder itself does. */
static rx_status check_replaceable(const char *place, rx_error *err)
{
  char *real = realpath(place, NULL), *slash = real != NULL ? strrchr(real, '/') : NULL;
  struct stat info, above;
  rx_status status = RX_OK;
  if (slash == NULL) {
    status = rx_fail(err, RX_E_INPUT, "%s: %s", place, strerror(errno));
    free(real);
    return status;
  }
  const bool has_info = stat(real, &info) == 0;
  slash[slash == real ? 1 : 0] = '\0';
  int cause = access(real, W_OK | X_OK) != 0 ? errno : 0;
  if (has_info && stat(real, &above) == 0 && info.st_dev != above.st_dev) {
    free(real);
    return rx_fail(err, RX_E_INPUT,
                   "%s: is a mount point; a run replaces its folder as a whole (choose another with -o, e.g. %s/run)",
                   place, place);
  }
  /* in a folder like /tmp only owners rename */
  if (cause == 0 && has_info && stat(real, &above) == 0 && (above.st_mode & S_ISVTX) != 0 && geteuid() != 0 &&
      info.st_uid != geteuid() && above.st_uid != geteuid())
    cause = EPERM;
  if (cause != 0)
    status = rx_fail(err, RX_E_INPUT,
                     "%s: a run replaces its folder as a whole, for which %s must be writable: %s (choose another with "
                     "-o, e.g. %s/run)",
                     place, real, strerror(cause), place);
  free(real);
  return status;
}

/* Whether a folder that is there takes files, tried out: permissions do not tell of all (a read-only mount, an immutable folder). */
static rx_status try_writing(const char *place, rx_error *err)
{
  char path[8192];
  snprintf(path, sizeof path, "%s/.%ld.probe", place, (long)getpid());
  if (mkdir(path, 0777) == 0 && rmdir(path) == 0) return RX_OK;
  return rx_fail(err, errno == ENOSPC || errno == EDQUOT ? RX_E_IO : RX_E_INPUT, "%s: can't be written to: %s", place,
                 strerror(errno));
}

rx_status rx_run_folder_check(const char *place, bool may_replace, rx_error *err)
{
  struct stat info;
  if (place[0] == '\0') return rx_fail(err, RX_E_INPUT, "the result folder has no name");
  const char *slash = strrchr(place, '/'), *last = slash != NULL ? slash + 1 : place;
  if (strcmp(last, ".") == 0 || strcmp(last, "..") == 0 || strcmp(place, "/") == 0)
    return rx_fail(err, RX_E_INPUT, "%s: results need a folder of their own name, for a run replaces it as a whole",
                   place);
  if (stat(place, &info) != 0) {
    if (errno == ENOENT) return check_parents(place, err);
    return rx_fail(err, RX_E_INPUT, "%s: %s", place, strerror(errno));
  }
  if (!S_ISDIR(info.st_mode))
    return rx_fail(err, RX_E_INPUT, "%s: is a file; results go into a folder (choose another with -o)", place);
  RX_TRY(check_replaceable(place, err));
  char results[8192];
  snprintf(results, sizeof results, "%s/results.h5", place);
  const bool has_run = stat(results, &info) == 0;
  if (has_run && !may_replace)
    return rx_fail(err, RX_E_INPUT,
                   "%s: holds the results of a run already (--force replaces them; or choose another with -o)", place);
  size_t n = 0;
  RX_TRY(check_content(place, "", &n, err));
  if (n > 0 && !has_run)
    return rx_fail(err, RX_E_INPUT, "%s: is not empty and holds no run (choose another with -o)", place);
  RX_TRY(check_content(place, "spikes", &n, err));
  RX_TRY(check_content(place, "reports", &n, err));
  return check_content(place, "graph", &n, err);
}

/* Removes hidden folders beside the place that a run left when it was killed. */
static void remove_leftovers(const char *place)
{
  const char *slash = strrchr(place, '/'), *name = slash != NULL ? slash + 1 : place;
  char folder[4096], path[8192];
  const size_t n = strlen(name);
  snprintf(folder, sizeof folder, "%.*s", slash != NULL ? (int)(slash - place + (slash == place)) : 1,
           slash != NULL ? place : ".");
  DIR *dir = opendir(folder);
  if (dir == NULL) return;
  for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
    if (entry->d_name[0] != '.' || strncmp(entry->d_name + 1, name, n) != 0 || entry->d_name[n + 1] != '.') continue;
    char *rest;
    const long pid = strtol(entry->d_name + n + 2, &rest, 10);
    if (pid <= 0 || (strcmp(rest, ".tmp") != 0 && strcmp(rest, ".old") != 0)) continue;
    if (kill((pid_t)pid, 0) == 0 || errno != ESRCH) continue;
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    remove_folder(path, 2);
  }
  closedir(dir);
}

rx_status rx_run_folder_begin(rx_run_folder *folder, const char *place, bool has_reports, rx_error *err)
{
  char *real = realpath(place, NULL); /* a link keeps pointing where it does: what it points to is replaced */
  if (real != NULL) place = real;
  size_t n = strlen(place);
  while (n > 1 && place[n - 1] == '/') n--;
  const bool fits = n > 0 && n < sizeof folder->place;
  if (fits) {
    memcpy(folder->place, place, n);
    folder->place[n] = '\0';
  }
  free(real);
  if (!fits) return rx_fail(err, RX_E_INPUT, "the name of the result folder is empty or too long");
  RX_TRY(rx_make_parents(folder->place, err));
  RX_TRY(rx_lock_take(&folder->lock, folder->place, err));
  remove_leftovers(folder->place);
  struct stat info;
  if (stat(folder->place, &info) == 0) RX_TRY(try_writing(folder->place, err));
  if (!hidden_name(folder->place, "tmp", folder->path, sizeof folder->path - 16))
    return rx_fail(err, RX_E_INPUT, "the name of the result folder is too long");
  char sub[sizeof folder->path + 16];
  RX_TRY(rx_make_folder(folder->path, false, err));
  snprintf(sub, sizeof sub, "%s/spikes", folder->path);
  RX_TRY(rx_make_folder(sub, false, err));
  snprintf(sub, sizeof sub, "%s/graph", folder->path);
  RX_TRY(rx_make_folder(sub, false, err));
  snprintf(sub, sizeof sub, "%s/reports", folder->path);
  if (has_reports) RX_TRY(rx_make_folder(sub, false, err));
  return RX_OK;
}

/* Results that cannot be put in their place stay beside it, under a name that no later run removes. */
static rx_status keep_beside(rx_run_folder *folder, const char *what, rx_error *err)
{
  const int cause = errno;
  char kept[sizeof folder->place + 32];
  snprintf(kept, sizeof kept, "%s.%ld", folder->place, (long)getpid());
  const bool is_kept = rename(folder->path, kept) == 0;
  const rx_status status = rx_fail(err, RX_E_IO, "%s: can't %s: %s; the results are in %s", folder->place, what,
                                   strerror(cause), is_kept ? kept : folder->path);
  folder->path[0] = '\0'; /* not to be removed */
  return status;
}

rx_status rx_run_folder_finish(rx_run_folder *folder, rx_error *err)
{
  char old[sizeof folder->path];
  if (!hidden_name(folder->place, "old", old, sizeof old))
    return rx_fail(err, RX_E_INPUT, "the name of the result folder is too long");
  const bool is_there = rename(folder->place, old) == 0;
  if (!is_there && errno != ENOENT) return keep_beside(folder, "replace the folder", err);
  if (rename(folder->path, folder->place) != 0) {
    const rx_status status = keep_beside(folder, "put the results in their place", err);
    if (is_there) rename(old, folder->place);
    return status;
  }
  folder->path[0] = '\0';
  /* the new name is on the disk, not only in memory, before the previous run goes */
  if (!rx_sync_folder_of(folder->place)) return system_error(err, "bring the results to the disk", folder->place);
  if (is_there) remove_folder(old, 2);
  rx_lock_release(&folder->lock);
  return RX_OK;
}

void rx_run_folder_abandon(rx_run_folder *folder)
{
  if (folder->path[0] != '\0') remove_folder(folder->path, 2);
  rx_lock_release(&folder->lock);
}
