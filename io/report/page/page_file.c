/* The page as a file: nobody sees half of it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "io/report/page/page.h"

static rx_status write_all(int file, const char *bytes, size_t n)
{
  while (n > 0) {
    const ssize_t written = write(file, bytes, n);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return RX_E_IO;
    bytes += written;
    n -= (size_t)written;
  }
  return fsync(file) == 0 ? RX_OK : RX_E_IO;
}

static rx_status write_by_way_of(const char *temporary, const char *path, const char *html, size_t n, rx_error *err)
{
  const int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (file < 0) return rx_fail(err, RX_E_IO, "%s: cannot be written: %s", path, strerror(errno));
  rx_status status = write_all(file, html, n);
  int cause = errno;
  if (close(file) != 0 && status == RX_OK) status = RX_E_IO, cause = errno;
  if (status == RX_OK && rename(temporary, path) != 0) status = RX_E_IO, cause = errno;
  if (status == RX_OK) return RX_OK;
  unlink(temporary);
  return rx_fail(err, RX_E_IO, "%s: cannot be written: %s", path, strerror(cause));
}

rx_status rx_page_write(const char *path, const char *html, size_t n, rx_error *err)
{
  rx_arena *arena = rx_arena_create();
  if (arena == NULL) return rx_no_memory(err);
  char host[256] = "host";
  gethostname(host, sizeof host - 1);
  host[strcspn(host, "/")] = '\0';
  const char *slash = strrchr(path, '/');
  const int n_folder = slash != NULL ? (int)(slash - path) + 1 : 0;
  const char *temporary =
      rx_arena_format(arena, "%.*s.%s.%s.%ld.tmp", n_folder, path, path + n_folder, host, (long)getpid());
  const rx_status status = temporary != NULL ? write_by_way_of(temporary, path, html, n, err) : rx_no_memory(err);
  rx_arena_free(arena);
  return status;
}
