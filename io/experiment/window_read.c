/* Windows of a stimulus from YAML: parts of its run of which outcomes are asked. */
#include <stdio.h>
#include <string.h>

#include "io/experiment/experiment_parts.h"

static void read_times(rx_map *windows, const rx_node *value, const char *key, rx_item_window *window)
{
  const double *times = NULL;
  size_t n = 0;
  char found[80];
  if (value->kind != RX_NODE_SEQUENCE || value->n != 2)
    rx_read_problem(windows, value, key, "expected [from, to], two times of the run, found %s",
                    value->kind == RX_NODE_SEQUENCE ? "another list" : rx_node_describe(value, found));
  else if (rx_read_numbers(windows, key, true, "ms", 0, 3.6e6, &times, &n)) {
    window->from = times[0];
    window->to = times[1];
    if (window->from == window->to)
      rx_read_problem(windows, value, key, "is empty: from %g ms to %g ms", window->from, window->to);
    else if (window->from > window->to)
      rx_read_problem(windows, value, key, "is reversed: it ends at %g ms, before it begins, at %g ms", window->to,
                      window->from);
  }
}

void rx_windows_read(rx_reading *r, rx_map *map, rx_battery_item *item)
{
  rx_map windows = rx_read_map(map, "windows", false);
  const size_t n = rx_count_given(windows.node);
  if (windows.node == NULL) return;
  if (windows.node->n == 0) rx_read_problem(&windows, NULL, NULL, "has no window");
  if (n > RX_MOST_WINDOWS) {
    rx_read_problem(&windows, NULL, NULL, "%zu windows; a stimulus may have %d", n, (int)RX_MOST_WINDOWS);
    return;
  }
  item->windows = rx_keep_array(r, n, sizeof *item->windows);
  if (item->windows == NULL) return;
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&windows, &i, &key, &value);) {
    rx_item_window *window = &item->windows[item->n_windows++];
    window->name = rx_keep(r, key);
    if (rx_check_name(&windows, value, key, false)) read_times(&windows, value, key, window);
  }
  rx_read_end(&windows);
}

const char *rx_window_fault(const rx_battery_item *item, const rx_item_window *window, char text[static 200])
{
  const double end = rx_battery_item_end_ms(item);
  if (window->to <= end * (1 + 1e-9)) return NULL;
  snprintf(text, 200, "ends at %g ms, after the run, which lasts %g ms", window->to, end);
  return text;
}

/* ---- what they ask for ---- */

static bool has_kind(const rx_battery_item *item, rx_stimulus_kind kind)
{
  for (size_t i = 0; i < item->n_components; i++)
    if (item->components[i].kind == kind) return true;
  return false;
}

/* Why nothing discharges that could be counted; NULL: something does. */
static const char *no_discharge(const rx_experiment *experiment, const rx_battery_item *item)
{
  int n_cells = 0;
  const rx_circuit *circuit = experiment->circuit;
  for (int p = 0; circuit != NULL && p < circuit->n_populations; p++)
    if (circuit->populations[p].afferent == RX_CLASS_NONE) n_cells += circuit->populations[p].n;
  if (experiment->model == RX_MODEL_RATE) return "a rate_model has no spikes to count";
  if (n_cells == 0) return "the circuit has no cells whose spikes could be counted";
  if (has_kind(item, RX_STIMULUS_PIC_CLAMP)) return "a pic_clamp holds every soma: there are no spikes to count";
  if (n_cells == 1 && has_kind(item, RX_STIMULUS_VOLTAGE_CLAMP))
    return "the cell is held by a voltage_clamp: there are no spikes to count";
  return NULL;
}

/* The population whose name another one has with the window's behind it: its outcomes would have one name with those of the window.
 * NULL: none. */
static const rx_population *taken_for(const rx_circuit *circuit, const char *window)
{
  for (int p = 0; p < circuit->n_populations; p++)
    for (int q = 0; q < circuit->n_populations; q++) {
      const char *shorter = circuit->populations[p].name, *longer = circuit->populations[q].name;
      const size_t n = strlen(shorter);
      if (strncmp(longer, shorter, n) != 0 || longer[n] != '_') continue;
      const char *rest = longer + n + 1;
      const size_t n_rest = strlen(rest);
      if (strncmp(window, rest, n_rest) == 0 && (window[n_rest] == '\0' || window[n_rest] == '_'))
        return &circuit->populations[q];
    }
  return NULL;
}

void rx_windows_check(const rx_map *map, const rx_experiment *experiment, const rx_battery_item *item)
{
  const rx_node *windows = rx_node_child(map->node, "windows");
  const char *why = item->n_windows > 0 ? no_discharge(experiment, item) : NULL;
  if (why != NULL) {
    rx_read_problem(map, windows, "windows", "%s", why);
    return;
  }
  for (size_t i = 0; i < item->n_windows; i++) {
    const rx_item_window *window = &item->windows[i];
    const rx_node *at = rx_node_child(windows, window->name);
    const rx_population *other = experiment->circuit != NULL ? taken_for(experiment->circuit, window->name) : NULL;
    char text[200], key[100];
    snprintf(key, sizeof key, "windows/%s", window->name);
    const char *fault = rx_window_fault(item, window, text);
    if (fault != NULL) rx_read_problem(map, at, key, "%s", fault);
    if (other != NULL)
      rx_read_problem(map, at, key, "its outcomes would have the names of those of the population %s; take another",
                      other->name);
  }
}
