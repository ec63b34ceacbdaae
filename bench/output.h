/* A file that takes its place only when it is complete. */
#ifndef RX_BENCH_OUTPUT_H
#define RX_BENCH_OUTPUT_H

#include <stdio.h>

#include "base/status.h"

enum { RX_BENCH_PATH = 4096 };

typedef struct rx_bench_output {
  FILE *file;
  char path[RX_BENCH_PATH], temporary[RX_BENCH_PATH];
} rx_bench_output;

/* Opens a temporary beside folder/name (folder "": name is the path). RX_E_IO with the file and the system's text. */
rx_status rx_bench_output_open(rx_bench_output *out, const char *folder, const char *name, rx_error *err);
/* Puts it in its place, or removes it where a write failed. */
rx_status rx_bench_output_close(rx_bench_output *out, rx_error *err);

/* RX_E_IO: what happened to a file, with the system's text. */
rx_status rx_bench_io_error(const char *what, const char *path, rx_error *err);

#endif
