/* Windows of the stimuli of a run, as its effective config has them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/results/results.h"

static int by_time(const void *left, const void *right)
{
  const rx_result_window *a = left, *b = right;
  if (a->from_ms != b->from_ms) return a->from_ms < b->from_ms ? -1 : 1;
  if (a->to_ms != b->to_ms) return a->to_ms < b->to_ms ? -1 : 1;
  return strcmp(a->name, b->name);
}

/* "stimuli/<stimulus>/windows/<name>: [from, to]" */
static bool read_line(const char *line, const char *stimulus, rx_arena *arena, rx_result_window *window)
{
  static const char TOP[] = "stimuli/", PART[] = "/windows/";
  const size_t n = strlen(stimulus);
  if (strncmp(line, TOP, sizeof TOP - 1) != 0) return false;
  line += sizeof TOP - 1;
  if (strncmp(line, stimulus, n) != 0 || strncmp(line + n, PART, sizeof PART - 1) != 0) return false;
  line += n + sizeof PART - 1;
  const size_t n_name = strcspn(line, ":\n");
  if (sscanf(line + n_name, ": [%lf, %lf]", &window->from_ms, &window->to_ms) != 2) return false;
  window->name = rx_arena_format(arena, "%.*s", (int)n_name, line);
  return true;
}

rx_status rx_results_windows(const rx_results *results, size_t stimulus, rx_arena *arena, size_t *n,
                             rx_result_window **windows, rx_error *err)
{
  RX_ARRAY(rx_result_window) found = { 0 };
  bool has_memory = true;
  for (const char *line = results->config_effective; has_memory && line != NULL; line = strchr(line, '\n')) {
    rx_result_window window;
    line += *line == '\n';
    if (read_line(line, results->stimuli[stimulus], arena, &window))
      has_memory = window.name != NULL && RX_APPEND(&found, window);
  }
  *n = found.n;
  *windows = rx_arena_alloc(arena, (found.n + 1) * sizeof **windows);
  has_memory = has_memory && *windows != NULL;
  if (has_memory && found.n > 0) {
    qsort(found.items, found.n, sizeof *found.items, by_time);
    memcpy(*windows, found.items, found.n * sizeof **windows);
  }
  free(found.items);
  if (has_memory) return RX_OK;
  *n = 0;
  return rx_no_memory(err);
}
