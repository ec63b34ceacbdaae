#include "study/folders.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/whole_file.h"

rx_status rx_make_folder(const char *path, bool may_exist, rx_error *err)
{
  if (mkdir(path, 0777) == 0) {
    rx_sync_folder_of(
        path); /* a result in a folder that a crash takes away is lost with it; where it can't be, what is put there says so */
    return RX_OK;
  }
  if (may_exist && errno == EEXIST) return RX_OK;
  /* a place that takes no folder is the user's to mend; a full disk is not */
  return rx_fail(err, errno == ENOSPC || errno == EDQUOT ? RX_E_IO : RX_E_INPUT, "%s: can't make a folder there: %s",
                 path, strerror(errno));
}

rx_status rx_make_parents(const char *path, rx_error *err)
{
  char part[4096];
  if (path[0] == '\0') return RX_OK;
  for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    const size_t n = (size_t)(slash - path);
    if (n >= sizeof part) return rx_fail(err, RX_E_INPUT, "the name %.60s… is too long", path);
    memcpy(part, path, n);
    part[n] = '\0';
    RX_TRY(rx_make_folder(part, true, err));
  }
  return RX_OK;
}

rx_status rx_check_place(const char *path, rx_error *err)
{
  static const unsigned char HDF5[] = { 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n' };
  unsigned char found[sizeof HDF5];
  struct stat info;
  if (path[0] == '\0') return rx_fail(err, RX_E_INPUT, "the result file has no name");
  const bool is_there = stat(path, &info) == 0;
  if (path[strlen(path) - 1] == '/' || (is_there && S_ISDIR(info.st_mode)))
    return rx_fail(err, RX_E_INPUT, "%s: is a folder; the result is a file, e.g. sweep.h5", path);
  if (!is_there) return RX_OK;
  FILE *file = fopen(path, "rb");
  if (file == NULL) return rx_fail(err, RX_E_INPUT, "%s: %s", path, strerror(errno));
  const size_t n = fread(found, 1, sizeof found, file);
  fclose(file);
  if (info.st_size == 0 || (n == sizeof found && memcmp(found, HDF5, n) == 0)) return RX_OK;
  return rx_fail(err, RX_E_INPUT, "%s: is no result file; nothing replaces it", path);
}
