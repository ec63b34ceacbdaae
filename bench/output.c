#include "bench/output.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

rx_status rx_bench_io_error(const char *what, const char *path, rx_error *err)
{
  return rx_fail(err, RX_E_IO, "%s: %s: %s", path, what, strerror(errno));
}

rx_status rx_bench_output_open(rx_bench_output *out, const char *folder, const char *name, rx_error *err)
{
  const char *separator = folder[0] != '\0' ? "/" : "";
  const int n = snprintf(out->path, sizeof out->path, "%s%s%s", folder, separator, name);
  const int n_temporary = snprintf(out->temporary, sizeof out->temporary, "%s%s%s.part", folder, separator, name);
  if (n < 0 || n_temporary < 0 || (size_t)n_temporary >= sizeof out->temporary)
    return rx_fail(err, RX_E_IO, "%s/%s: the path is too long", folder, name);
  out->file = fopen(out->temporary, "w");
  return out->file != NULL ? RX_OK : rx_bench_io_error("cannot be written", out->temporary, err);
}

rx_status rx_bench_output_close(rx_bench_output *out, rx_error *err)
{
  errno = EIO; /* for an earlier write that failed */
  const bool failed = ferror(out->file) != 0;
  if (fclose(out->file) != 0 || failed || rename(out->temporary, out->path) != 0) {
    const rx_status status = rx_bench_io_error("cannot be written", out->path, err);
    remove(out->temporary);
    return status;
  }
  return RX_OK;
}
