#include "study/run_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static rx_status system_error(rx_error *err, const char *what, const char *path)
{
  return rx_fail(err, RX_E_IO, "%s: can't %s: %s", path, what, strerror(errno));
}

/* mkdir -p of the folder that holds path */
static rx_status make_parents(const char *path, rx_error *err)
{
  char part[4096];
  for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    const size_t n = (size_t)(slash - path);
    memcpy(part, path, n);
    part[n] = '\0';
    if (mkdir(part, 0777) != 0 && errno != EEXIST) return system_error(err, "make the folder", part);
  }
  return RX_OK;
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

rx_status rx_run_folder_check(const char *place, bool may_replace, rx_error *err)
{
  struct stat info;
  if (place[0] == '\0') return rx_fail(err, RX_E_INPUT, "the result folder has no name");
  if (stat(place, &info) != 0) {
    if (errno == ENOENT) return RX_OK;
    return rx_fail(err, RX_E_INPUT, "%s: %s", place, strerror(errno));
  }
  if (!S_ISDIR(info.st_mode))
    return rx_fail(err, RX_E_INPUT, "%s: is a file; results go into a folder (choose another with -o)", place);
  DIR *dir = opendir(place);
  if (dir == NULL) return rx_fail(err, RX_E_INPUT, "%s: %s", place, strerror(errno));
  static const char *const OURS[] = { ".", "..", "results.h5", "report.html", "spikes", "reports", "graph" };
  rx_status status = RX_OK;
  for (struct dirent *entry; status == RX_OK && (entry = readdir(dir)) != NULL;) {
    bool is_ours = false;
    for (size_t i = 0; i < sizeof OURS / sizeof *OURS; i++) is_ours |= strcmp(entry->d_name, OURS[i]) == 0;
    if (!may_replace && strcmp(entry->d_name, "results.h5") == 0)
      status = rx_fail(err, RX_E_INPUT, "%s: holds the results of a run already (--force replaces them; or choose another with -o)",
                       place);
    else if (!is_ours)
      status = rx_fail(err, RX_E_INPUT, "%s: holds \"%s\", which no run wrote; a run replaces its folder as a whole (choose another with -o)",
                       place, entry->d_name);
  }
  closedir(dir);
  return status;
}

rx_status rx_run_folder_begin(rx_run_folder *folder, const char *place, bool has_reports, rx_error *err)
{
  size_t n = strlen(place);
  while (n > 1 && place[n - 1] == '/') n--;
  if (n == 0 || n >= sizeof folder->place) return rx_fail(err, RX_E_INPUT, "the name of the result folder is empty or too long");
  memcpy(folder->place, place, n);
  folder->place[n] = '\0';
  if (!hidden_name(folder->place, "tmp", folder->path, sizeof folder->path - 16))
    return rx_fail(err, RX_E_INPUT, "the name of the result folder is too long");
  RX_TRY(make_parents(folder->place, err));
  char sub[sizeof folder->path + 16];
  if (mkdir(folder->path, 0777) != 0) return system_error(err, "make the folder", folder->path);
  snprintf(sub, sizeof sub, "%s/spikes", folder->path);
  if (mkdir(sub, 0777) != 0) return system_error(err, "make the folder", sub);
  snprintf(sub, sizeof sub, "%s/graph", folder->path);
  if (mkdir(sub, 0777) != 0) return system_error(err, "make the folder", sub);
  snprintf(sub, sizeof sub, "%s/reports", folder->path);
  if (has_reports && mkdir(sub, 0777) != 0) return system_error(err, "make the folder", sub);
  return RX_OK;
}

rx_status rx_run_folder_finish(rx_run_folder *folder, rx_error *err)
{
  char old[sizeof folder->path];
  if (!hidden_name(folder->place, "old", old, sizeof old))
    return rx_fail(err, RX_E_INPUT, "the name of the result folder is too long");
  const bool is_there = rename(folder->place, old) == 0;
  if (!is_there && errno != ENOENT) return system_error(err, "replace the previous run", folder->place);
  if (rename(folder->path, folder->place) != 0) {
    const rx_status status = system_error(err, "put the results in their place", folder->place);
    if (is_there) rename(old, folder->place);
    return status;
  }
  if (is_there) remove_folder(old, 2);
  return RX_OK;
}

void rx_run_folder_abandon(rx_run_folder *folder)
{
  if (folder->path[0] != '\0') remove_folder(folder->path, 2);
}
