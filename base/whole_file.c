#include "base/whole_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, HOST_BYTES = 65 };

static void host_name(char host[HOST_BYTES])
{
  if (gethostname(host, HOST_BYTES) != 0) snprintf(host, HOST_BYTES, "host");
  host[HOST_BYTES - 1] = '\0';
  for (char *c = host; *c != '\0'; c++)
    if (*c == '/') *c = '_';
}

/* Folder of a path, with its slash, or "" */
static int folder_length(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash != NULL ? (int)(slash - path) + 1 : 0;
}

/* The folder as a path of its own, "." for none; false where it is too long. */
static bool folder_of(const char *path, char folder[PATH_BYTES])
{
  const int length = folder_length(path);
  const int n = snprintf(folder, PATH_BYTES, "%.*s", length > 0 ? length : 1, length > 0 ? path : ".");
  if (n < PATH_BYTES) return true;
  errno = ENAMETOOLONG;
  return false;
}

char *rx_temporary_name(const char *path)
{
  char host[HOST_BYTES];
  host_name(host);
  const size_t size = strlen(path) + HOST_BYTES + 32;
  char *name = malloc(size);
  const int folder = folder_length(path);
  if (name != NULL) snprintf(name, size, "%.*s.%s.%s.%ld.tmp", folder, path, path + folder, host, (long)getpid());
  return name;
}

/* Where the host begins in `.<name>.h5.<host>.<pid>.tmp`, or .html or .csv in place of .h5; NULL where it is no such name. */
static const char *host_in(const char *name)
{
  static const char *const EXTENSIONS[] = { ".h5.", ".html.", ".csv." };
  for (size_t i = 0; name[0] == '.' && i < sizeof EXTENSIONS / sizeof *EXTENSIONS; i++) {
    const char *extension = strstr(name, EXTENSIONS[i]);
    if (extension != NULL) return extension + strlen(EXTENSIONS[i]);
  }
  return NULL;
}

/* Whether its writer is gone, judged by host and pid, or by age. */
static bool is_stale(const char *name, const char *host, const struct stat *status)
{
  const size_t length = strlen(name);
  const char *host_begin = host_in(name);
  if (host_begin == NULL || length < 5 || strcmp(name + length - 4, ".tmp") != 0) return false;
  size_t digits = length - 4;
  while (digits > 0 && name[digits - 1] >= '0' && name[digits - 1] <= '9') digits--;
  if (digits == length - 4 || digits == 0 || name[digits - 1] != '.') return false;
  const long pid = strtol(name + digits, NULL, 10);
  const size_t host_length = strlen(host);
  const bool is_ours = host_begin + host_length + 1 == name + digits && strncmp(host_begin, host, host_length) == 0;
  if (is_ours && kill((pid_t)pid, 0) != 0 && errno == ESRCH) return true;
  return difftime(time(NULL), status->st_mtime) > 24.0 * 3600.0;
}

size_t rx_remove_stale_temporaries(const char *folder)
{
  size_t n_removed = 0;
  char host[HOST_BYTES];
  host_name(host);
  DIR *dir = opendir(folder);
  if (dir == NULL) return 0;
  const struct dirent *entry;
  while ((entry = readdir(dir)) != NULL) {
    struct stat status;
    if (fstatat(dirfd(dir), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode)) continue;
    if (is_stale(entry->d_name, host, &status) && unlinkat(dirfd(dir), entry->d_name, 0) == 0) n_removed++;
  }
  closedir(dir);
  return n_removed;
}

size_t rx_remove_stale_beside(const char *path)
{
  char folder[PATH_BYTES];
  return folder_of(path, folder) ? rx_remove_stale_temporaries(folder) : 0;
}

bool rx_write_all(int descriptor, const char *bytes, size_t n)
{
  while (n > 0) {
    const ssize_t written = write(descriptor, bytes, n);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes += written;
    n -= (size_t)written;
  }
  return true;
}

bool rx_sync_folder_of(const char *path)
{
  char folder[PATH_BYTES];
  if (!folder_of(path, folder)) return false;
  const int descriptor = open(folder, O_RDONLY | O_DIRECTORY);
  if (descriptor < 0) return errno == EACCES;
  const bool done = fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS;
  const int cause = errno;
  close(descriptor);
  errno = cause;
  return done;
}
