/* The page as a file: nobody sees half of it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/whole_file.h"
#include "io/report/page/page.h"

static rx_status write_by_way_of(const char *temporary, const char *path, const char *html, size_t n, rx_error *err)
{
  const int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (file < 0) return rx_fail(err, RX_E_IO, "%s: cannot be written: %s", path, strerror(errno));
  rx_status status = rx_write_all(file, html, n) && fsync(file) == 0 ? RX_OK : RX_E_IO;
  int cause = errno;
  if (close(file) != 0 && status == RX_OK) status = RX_E_IO, cause = errno;
  if (status == RX_OK && rename(temporary, path) != 0) status = RX_E_IO, cause = errno;
  if (status != RX_OK) unlink(temporary);
  if (status == RX_OK && !rx_sync_folder_of(path)) status = RX_E_IO, cause = errno;
  return status == RX_OK ? RX_OK : rx_fail(err, RX_E_IO, "%s: cannot be written: %s", path, strerror(cause));
}

rx_status rx_page_write(const char *path, const char *html, size_t n, rx_error *err)
{
  rx_remove_stale_beside(path); /* of a process that was killed while it wrote */
  char *temporary = rx_temporary_name(path);
  const rx_status status = temporary != NULL ? write_by_way_of(temporary, path, html, n, err) : rx_no_memory(err);
  free(temporary);
  return status;
}
