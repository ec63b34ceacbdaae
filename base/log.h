/* Messages and progress on stderr: a bar only on a terminal, a line a minute in a log. Used by cli/ and study/ only; the clock by all. */
#ifndef RX_BASE_LOG_H
#define RX_BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

typedef enum { RX_LOG_QUIET, RX_LOG_NORMAL, RX_LOG_VERBOSE } rx_log_level;

/* Where and how much is said; pass it by pointer, it holds no resources. NULL is quiet. */
typedef struct rx_log {
  rx_log_level level;
  bool is_terminal;
} rx_log;

rx_log rx_log_stderr(rx_log_level level);
void rx_log_info(const rx_log *log, const char *format, ...) RX_PRINTF(2, 3);
void rx_log_warn(const rx_log *log, const char *format, ...) RX_PRINTF(2, 3);

/* Progress of n pieces of work with an estimate of the time left. Call from one thread at a time. */
typedef struct rx_progress {
  const rx_log *log;
  const char *what;
  double n_total, n_done;
  double started_s, last_said_s;
} rx_progress;

rx_progress rx_progress_start(const rx_log *log, const char *what, double n_total);
void rx_progress_set(rx_progress *progress, double n_done);
void rx_progress_end(rx_progress *progress);

/* Monotonic wall clock, seconds. */
double rx_wall_seconds(void);

#endif
