/* The keys of a fit: its method and its targets. */
#include <stdio.h>
#include <string.h>

#include "io/study/study_parts.h"

static void read_target(rx_study_reading *r, rx_map *targets, const rx_node *item, size_t i, rx_target *target)
{
  char place[32];
  snprintf(place, sizeof place, "targets/%zu", i);
  rx_map map = rx_read_root(targets->reader, item, place);
  const char *output = NULL, *stimulus = NULL, *condition = NULL;
  rx_read_text(&map, "output", true, &output);
  rx_read_text(&map, "stimulus", false, &stimulus);
  rx_read_text(&map, "condition", false, &condition);
  *target = (rx_target){ .output = rx_study_keep(r, output),
                         .stimulus = stimulus != NULL ? rx_study_keep(r, stimulus) : NULL,
                         .condition = condition != NULL ? rx_study_keep(r, condition) : NULL,
                         .sd = 1,
                         .file = rx_study_keep(r, item->file),
                         .line = item->line,
                         .column = item->column };
  rx_read_number(&map, "value", true, "1", -1e300, 1e300, &target->value);
  if (rx_read_number(&map, "sd", true, "1", 0, 1e300, &target->sd) && !(target->sd > 0))
    rx_read_problem(&map, rx_node_child(item, "sd"), "sd", "must be above 0");
  rx_read_end(&map);
}

/* A fit records what it aims at, and nothing else. */
static void take_outputs(rx_study_reading *r, const rx_node *at)
{
  rx_study *study = r->study;
  const char **outputs = rx_arena_alloc(r->arena, (study->n_targets + 1) * sizeof *outputs);
  if (outputs == NULL) return;
  study->n_outputs = 0;
  for (size_t t = 0; t < study->n_targets; t++) {
    size_t i = 0;
    while (i < study->n_outputs && strcmp(outputs[i], study->targets[t].output) != 0) i++;
    if (i == study->n_outputs) outputs[study->n_outputs++] = study->targets[t].output;
  }
  study->outputs = outputs;
  study->outputs_file = rx_study_keep(r, at->file);
  study->outputs_line = at->line;
  study->outputs_column = at->column;
}

void rx_fit_keys_read(rx_study_reading *r, rx_map *root)
{
  static const char *const METHODS[] = { "least_squares", "rejection" }; /* in the order of rx_fit_method */
  rx_study *study = r->study;
  int method = RX_FIT_LEAST_SQUARES;
  rx_read_choice(root, "method", false, METHODS, 2, &method);
  study->method = (rx_fit_method)method;
  study->design = RX_DESIGN_POINTS;
  if (method == RX_FIT_LEAST_SQUARES) {
    rx_read_int(root, "max_iterations", false, 1, 10000, &study->max_iterations);
    rx_read_number(root, "difference", false, "1", 1e-9, 0.25, &study->difference);
  } else {
    rx_read_int(root, "draws", false, 10, 100000000, &study->draws);
    rx_read_number(root, "quantile", false, "1", 1e-6, 1, &study->quantile);
    rx_read_bool(root, "adjustment", false, &study->is_adjusted);
    rx_read_bool(root, "measurement_error", false, &study->has_measurement_error);
    study->design = RX_DESIGN_LATIN_HYPERCUBE;
    study->n_points = (size_t)study->draws;
  }
  const rx_node *targets = rx_read_node(root, "targets", true);
  if (targets == NULL) return;
  if (targets->kind != RX_NODE_SEQUENCE || targets->n == 0) {
    rx_read_problem(root, targets, "targets", "must be a list of {output, stimulus, condition, value, sd}");
    return;
  }
  study->targets = rx_arena_alloc(r->arena, targets->n * sizeof *study->targets);
  if (study->targets == NULL) return;
  for (size_t i = 0; i < targets->n; i++) read_target(r, root, targets->items[i], i, &study->targets[i]);
  study->n_targets = targets->n;
  take_outputs(r, targets);
}
