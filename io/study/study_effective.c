/* What decides the rows of a study, as sorted lines: its own keys and those of its experiment. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/study/study_parts.h"

static const char *const DESIGNS[] = {
  "grid", "list", "sobol", "latin_hypercube", "saltelli", "morris", "points"
}; /* in the order of rx_design_kind */

typedef RX_ARRAY(const char *) line_list;

static int by_text(const void *left, const void *right)
{
  return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void add_axes(const rx_study *study, rx_arena *arena, line_list *lines, bool *is_bad)
{
  for (size_t k = 0; k < study->n_axes; k++) {
    const rx_axis *axis = &study->axes[k];
    /* the place in the list decides the order of points */
    const char *line = rx_arena_format(arena, "study/parameters/%zu/%s/%s: [%.17g, %.17g] %s", k, axis->path,
                                       rx_axis_operation_name(axis->operation), axis->lower, axis->upper,
                                       axis->is_log ? "log" : "linear");
    if (line == NULL || !RX_APPEND(lines, line)) *is_bad = true;
    for (size_t i = 0; i < axis->n_values; i++) {
      line = rx_arena_format(arena, "study/parameters/%zu/%s/values/%06zu: %.17g", k, axis->path, i, axis->values[i]);
      if (line == NULL || !RX_APPEND(lines, line)) *is_bad = true;
    }
  }
}

char *rx_study_effective(const rx_study *study)
{
  rx_arena *arena = rx_arena_create();
  line_list lines = { 0 };
  bool is_bad = arena == NULL;
  if (!is_bad) {
    const char *own[] = {
      rx_arena_format(arena, "study/kind: %s", rx_study_kind_name(study->kind)),
      rx_arena_format(arena, "study/design: %s%s", DESIGNS[study->design],
                      study->has_second_order ? "_second_order" : ""),
      rx_arena_format(arena, "study/seed: %llu", (unsigned long long)study->seed),
      rx_arena_format(arena, "study/replicates: %d", study->replicates),
      rx_arena_format(arena, "study/common_random_numbers: %s", study->has_common_random_numbers ? "true" : "false"),
      rx_arena_format(arena, "study/points: %zu", study->n_points),
      rx_arena_format(arena, "study/member_budget: %.17g", study->member_budget_s),
      rx_arena_format(arena, "study/base_points: %d", study->base_points),
      rx_arena_format(arena, "study/trajectories: %d, %d", study->trajectories, study->levels),
    };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
      if (own[i] == NULL || !RX_APPEND(&lines, own[i])) is_bad = true;
    /* changes no row, but the intervals of the indices that the merged file holds */
    const char *bootstrap = rx_arena_format(arena, RX_STUDY_BOOTSTRAP_LINE "%d", study->bootstrap);
    if (study->kind == RX_STUDY_SENSITIVITY && (bootstrap == NULL || !RX_APPEND(&lines, bootstrap))) is_bad = true;
    add_axes(study, arena, &lines, &is_bad);
    for (size_t i = 0; i < study->n_outputs; i++) {
      const char *line = rx_arena_format(arena, "study/outputs/%s: true", study->outputs[i]);
      if (line == NULL || !RX_APPEND(&lines, line)) is_bad = true;
    }
  }
  if (!is_bad && lines.n > 1) qsort(lines.items, lines.n, sizeof *lines.items, by_text);
  size_t size = strlen(study->experiment->effective) + 1;
  for (size_t i = 0; i < lines.n; i++) size += strlen(lines.items[i]) + 1;
  char *text = is_bad ? NULL : malloc(size), *at = text;
  /* lines of an experiment begin with a key of it, all before or after "study/": kept together, they stay sorted within */
  for (size_t i = 0; text != NULL && i < lines.n; i++) at += sprintf(at, "%s\n", lines.items[i]);
  if (text != NULL) strcpy(at, study->experiment->effective);
  free(lines.items);
  rx_arena_free(arena);
  return text;
}

const char *rx_study_fit_effective(const rx_study *study, rx_arena *arena)
{
  const char *text =
      rx_arena_format(arena, "%sstudy/method: %s\n", study->effective, rx_fit_method_name(study->method));
  if (study->method == RX_FIT_LEAST_SQUARES) {
    if (text != NULL)
      text = rx_arena_format(arena, "%sstudy/max_iterations: %d\nstudy/difference: %.17g\n", text,
                             study->max_iterations, study->difference);
    for (size_t k = 0; text != NULL && k < study->n_axes; k++)
      if (!isnan(study->axes[k].start))
        text = rx_arena_format(arena, "%sstudy/parameters/%zu/%s/start: %.17g\n", text, k, study->axes[k].path,
                               study->axes[k].start);
  } else if (text != NULL) {
    text = rx_arena_format(arena, "%sstudy/quantile: %.17g\nstudy/adjustment: %s\nstudy/measurement_error: %s\n", text,
                           study->quantile, study->is_adjusted ? "true" : "false",
                           study->has_measurement_error ? "true" : "false");
  }
  for (size_t t = 0; text != NULL && t < study->n_targets; t++) {
    const rx_target *target = &study->targets[t];
    text = rx_arena_format(arena,
                           "%sstudy/targets/%zu/of: %s%s%s%s%s\nstudy/targets/%zu/value: %.17g\n"
                           "study/targets/%zu/sd: %.17g\n",
                           text, t, target->output, target->stimulus != NULL ? " of " : "",
                           target->stimulus != NULL ? target->stimulus : "", target->condition != NULL ? " in " : "",
                           target->condition != NULL ? target->condition : "", t, target->value, t, target->sd);
  }
  return text;
}
