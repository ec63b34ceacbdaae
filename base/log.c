#include "base/log.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const double BAR_EVERY_S = 0.2, LINE_EVERY_S = 60.0;
enum { BAR_WIDTH = 30 };

/* back to the start of the line, and clear it: a message takes the place of the bar */
static const char *const CLEAR_LINE = "\r\033[K";

double rx_wall_seconds(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

rx_log rx_log_stderr(rx_log_level level)
{
  return (rx_log){ .level = level, .is_terminal = isatty(STDERR_FILENO) == 1 };
}

static void say(const rx_log *log, const char *prefix, const char *format, va_list args)
{
  if (log == NULL || log->level == RX_LOG_QUIET) return;
  char text[2048];
  vsnprintf(text, sizeof text, format, args);
  /* one call, so that lines of two processes in one log do not mix */
  fprintf(stderr, "%s%s%s\n", log->is_terminal ? CLEAR_LINE : "", prefix, text);
}

void rx_log_info(const rx_log *log, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  say(log, "", format, args);
  va_end(args);
}

void rx_log_warn(const rx_log *log, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  say(log, "warning: ", format, args);
  va_end(args);
}

static void print_duration(double s, char *text, size_t size)
{
  const long n = lround(fmin(s, 1e8));
  if (n < 60)
    snprintf(text, size, "%ld s", n);
  else if (n < 3600)
    snprintf(text, size, "%ld min %02ld s", n / 60, n % 60);
  else
    snprintf(text, size, "%ld h %02ld min", n / 3600, n / 60 % 60);
}

static void show(const rx_progress *progress, double now_s)
{
  const double share = progress->n_total > 0 ? fmin(1.0, progress->n_done / progress->n_total) : 1.0;
  char left[64] = "";
  if (share > 0 && share < 1) {
    char duration[48];
    print_duration((now_s - progress->started_s) * (1 - share) / share, duration, sizeof duration);
    snprintf(left, sizeof left, ", %s left", duration);
  }
  if (progress->log->is_terminal) {
    char bar[BAR_WIDTH + 1] = "";
    const int n = (int)(share * BAR_WIDTH);
    for (int i = 0; i < BAR_WIDTH; i++) bar[i] = i < n ? '#' : '.';
    fprintf(stderr, "%s%s [%s] %3.0f %%%s", CLEAR_LINE, progress->what, bar, floor(100 * share), left);
  } else {
    fprintf(stderr, "%s: %.0f of %.0f (%.0f %%)%s\n", progress->what, progress->n_done, progress->n_total,
            floor(100 * share), left);
  }
  fflush(stderr);
}

static bool is_heard(const rx_progress *progress)
{
  return progress->log != NULL && progress->log->level != RX_LOG_QUIET;
}

rx_progress rx_progress_start(const rx_log *log, const char *what, double n_total)
{
  const double now_s = rx_wall_seconds();
  rx_progress progress = { .log = log, .what = what, .n_total = n_total, .started_s = now_s, .last_said_s = now_s };
  return progress;
}

void rx_progress_set(rx_progress *progress, double n_done)
{
  progress->n_done = n_done;
  if (!is_heard(progress)) return;
  const double now_s = rx_wall_seconds();
  if (now_s - progress->last_said_s < (progress->log->is_terminal ? BAR_EVERY_S : LINE_EVERY_S)) return;
  progress->last_said_s = now_s;
  show(progress, now_s);
}

void rx_progress_end(rx_progress *progress)
{
  /* the bar goes; a log keeps no trace of work that took less than a minute */
  if (is_heard(progress) && progress->log->is_terminal) {
    fputs(CLEAR_LINE, stderr);
    fflush(stderr);
  }
}
