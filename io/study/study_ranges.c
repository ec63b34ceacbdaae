/* Whether the values of a study keep the parameters in their ranges, with the operations of its axes and the modifiers of each condition
 * upon them. A number is linear in the value of every axis that moves it, so that over a box it is largest and smallest at corners. */
#include <string.h>

#include "io/study/study_parts.h"
#include "models/circuit/modifier.h"

/* Axes that move a number together are looked at together, up to so many: their corners double with each. */
enum { MOST_TOGETHER = 12 };

typedef struct ranges {
  rx_study_reading *r;
  const rx_map *parameters;
  const rx_node *const *nodes; /* [n_axes] where each axis is written */
  size_t n_axes, n_entries;
  const rx_axis *axes;
  rx_modifier **paths;      /* [n_axes][n_paths] what each path names */
  bool *moves;              /* [n_axes][n_entries] */
  rx_modifier **conditions; /* [n_conditions][n_modifiers] as in the experiment, without their places */
  rx_modifier *in_force;    /* room for all of a condition and of the axes */
  double *base;             /* [n_entries] as read */
} ranges;

static void *make_room(ranges *g, size_t n, size_t size)
{
  void *room = rx_arena_alloc(g->r->reader.arena, n * size + 1);
  if (room != NULL) memset(room, 0, n * size + 1);
  return room;
}

static bool find(ranges *g, const char *path, rx_modifier *m)
{
  rx_experiment *e = g->r->study->experiment;
  return rx_modifier_find(e->registry, e->circuit, path, g->r->reader.arena, &m->n_entries, &m->entries, NULL) == RX_OK;
}

/* Looks up once what the conditions and the axes move. False when memory is out. */
static bool look_up(ranges *g)
{
  static const rx_operation OPERATIONS[] = {
    [RX_AXIS_SCALE] = RX_SCALE, [RX_AXIS_ADD] = RX_ADD, [RX_AXIS_SHIFT] = RX_SHIFT
  };
  const rx_experiment *e = g->r->study->experiment;
  size_t most = 0, n_paths = 0;
  g->n_entries = rx_registry_count(e->registry);
  g->paths = make_room(g, g->n_axes, sizeof *g->paths);
  g->moves = make_room(g, g->n_axes * g->n_entries, sizeof *g->moves);
  g->conditions = make_room(g, e->n_conditions, sizeof *g->conditions);
  g->base = make_room(g, g->n_entries, sizeof *g->base);
  if (g->paths == NULL || g->moves == NULL || g->conditions == NULL || g->base == NULL) return false;
  for (size_t i = 0; i < g->n_entries; i++) g->base[i] = rx_registry_at(e->registry, i)->base;
  for (size_t c = 0; c < e->n_conditions; c++) {
    const rx_condition *condition = &e->conditions[c];
    g->conditions[c] = make_room(g, condition->n_modifiers, sizeof *g->conditions[c]);
    if (g->conditions[c] == NULL) return false;
    if (condition->n_modifiers > most) most = condition->n_modifiers;
    for (size_t i = 0; i < condition->n_modifiers; i++) {
      g->conditions[c][i] = condition->modifiers[i];
      g->conditions[c][i].file = NULL; /* the problem is the study's */
      if (!find(g, condition->modifiers[i].path, &g->conditions[c][i])) return false;
    }
  }
  for (size_t k = 0; k < g->n_axes; k++) {
    const rx_axis *axis = &g->axes[k];
    g->paths[k] = make_room(g, axis->n_paths, sizeof *g->paths[k]);
    if (g->paths[k] == NULL) return false;
    n_paths += axis->n_paths;
    for (size_t i = 0; i < axis->n_paths; i++) {
      rx_modifier *m = &g->paths[k][i];
      *m = (rx_modifier){ .source = "study", .path = axis->paths[i] };
      if (axis->operation != RX_AXIS_SET) m->operation = OPERATIONS[axis->operation];
      if (!find(g, axis->paths[i], m)) return false;
      for (size_t j = 0; j < m->n_entries; j++) g->moves[k * g->n_entries + m->entries[j]] = true;
    }
  }
  g->in_force = make_room(g, most + n_paths, sizeof *g->in_force);
  return g->in_force != NULL;
}

static bool share_a_number(const ranges *g, size_t a, size_t b)
{
  for (size_t i = 0; i < g->n_entries; i++)
    if (g->moves[a * g->n_entries + i] && g->moves[b * g->n_entries + i]) return true;
  return false;
}

/* Puts modifiers and values of these axes in force, as a member does, and then every number back to what it was. */
static rx_status try_values(ranges *g, size_t n_modifiers, const rx_modifier modifiers[], size_t n, const size_t axes[],
                            const double values[], rx_error *err)
{
  rx_experiment *e = g->r->study->experiment;
  if (n_modifiers > 0) memcpy(g->in_force, modifiers, n_modifiers * sizeof *modifiers);
  for (size_t k = 0; k < n; k++) {
    const rx_axis *axis = &g->axes[axes[k]];
    for (size_t i = 0; i < axis->n_paths; i++) {
      const rx_modifier *path = &g->paths[axes[k]][i];
      for (size_t j = 0; axis->operation == RX_AXIS_SET && j < path->n_entries; j++)
        rx_registry_at(e->registry, path->entries[j])->base = values[k];
      if (axis->operation == RX_AXIS_SET) continue;
      g->in_force[n_modifiers] = *path;
      g->in_force[n_modifiers++].value = values[k];
    }
  }
  const rx_status status = rx_modifiers_apply(e->registry, e->circuit, n_modifiers, g->in_force, NULL, err);
  for (size_t i = 0; i < g->n_entries; i++) rx_registry_at(e->registry, i)->base = g->base[i];
  rx_registry_reset(e->registry);
  return status;
}

/* Says that values of axes leave a range, at the value of the last of them; condition NULL: in any. */
static void say(ranges *g, const char *condition, size_t k, double value, const rx_error *err)
{
  const rx_axis *axis = &g->axes[k];
  const rx_node *at = rx_node_child(g->nodes[k], "values");
  const char *key = at != NULL ? "values" : value == axis->lower ? "from" : "to";
  if (at == NULL) at = rx_node_child(g->nodes[k], key);
  for (size_t i = 0; at != NULL && at->kind == RX_NODE_SEQUENCE && i < axis->n_values; i++)
    if (axis->values[i] == value) {
      at = at->items[i];
      break;
    }
  const char *path =
      rx_arena_format(g->r->reader.arena, "%s/%s", axis->n_paths == 1 ? axis->paths[0] : axis->name, key);
  rx_read_problem(g->parameters, at, path, "%s%s%s%s", err->text, condition != NULL ? " (condition " : "",
                  condition != NULL ? condition : "", condition != NULL ? ")" : "");
}

/* Tries values of these axes in all conditions; false, said, with the first that leaves a range. */
static bool check_point(ranges *g, size_t n, const size_t axes[], const double values[])
{
  for (size_t c = 0; c < g->r->study->experiment->n_conditions; c++) {
    const rx_condition *condition = &g->r->study->experiment->conditions[c];
    rx_error err = { 0 }, without = { 0 };
    if (try_values(g, condition->n_modifiers, g->conditions[c], n, axes, values, &err) == RX_OK) continue;
    const bool needs_condition = try_values(g, 0, NULL, n, axes, values, &without) == RX_OK;
    say(g, needs_condition ? condition->name : NULL, axes[n - 1], values[n - 1], needs_condition ? &err : &without);
    return false;
  }
  return true;
}

/* Corners of the box of these axes: of one alone, both ends are said; else the first corner that is wrong. */
static void check_corners(ranges *g, size_t n, const size_t axes[])
{
  double values[MOST_TOGETHER];
  for (size_t corner = 0; corner < (size_t)1 << n; corner++) {
    bool is_new = true;
    for (size_t k = 0; k < n; k++) {
      const rx_axis *axis = &g->axes[axes[k]];
      values[k] = corner >> k & 1 ? axis->upper : axis->lower;
      is_new &= !(corner >> k & 1) || axis->upper > axis->lower;
    }
    if (is_new && !check_point(g, n, axes, values) && n > 1) return;
  }
}

/* Points of a list, whose values go together. */
static void check_rows(ranges *g, size_t n, const size_t axes[])
{
  double values[MOST_TOGETHER];
  for (size_t i = 0; i < g->axes[axes[0]].n_values; i++) {
    for (size_t k = 0; k < n; k++) values[k] = g->axes[axes[k]].values[i];
    if (!check_point(g, n, axes, values)) return;
  }
}

void rx_axes_check_ranges(rx_study_reading *r, const rx_map *parameters, const rx_node *const nodes[])
{
  const rx_study *study = r->study;
  ranges g = { .r = r, .parameters = parameters, .nodes = nodes, .n_axes = study->n_axes, .axes = study->axes };
  bool *is_checked = make_room(&g, study->n_axes, sizeof *is_checked);
  if (is_checked == NULL || !look_up(&g)) {
    rx_read_problem(parameters, NULL, NULL, "out of memory");
    return;
  }
  for (size_t first = 0; first < study->n_axes; first++) {
    size_t axes[MOST_TOGETHER], n = 0;
    if (is_checked[first]) continue;
    axes[n++] = first;
    is_checked[first] = true;
    for (size_t i = 0; i < n; i++) /* those that share a number with one that is there already */
      for (size_t k = first + 1; k < study->n_axes && n < MOST_TOGETHER; k++)
        if (!is_checked[k] && share_a_number(&g, axes[i], k)) {
          axes[n++] = k;
          is_checked[k] = true;
        }
    if (study->design == RX_DESIGN_LIST && n > 1)
      check_rows(&g, n, axes);
    else
      check_corners(&g, n, axes);
  }
}
