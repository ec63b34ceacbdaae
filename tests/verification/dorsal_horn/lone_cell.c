#include "lone_cell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define THRESHOLD_MV (-20.0)

rx_cell_config *rx_lone_cell_read(rx_verify *verify, const char *cell, const char *grid, rx_place place)
{
  rx_problems *problems = rx_problems_create();
  rx_cell_config *config = NULL;
  rx_error err = { 0 };
  (void)verify;
  if (problems == NULL) {
    rx_table_problem(place.table, place.row, place.column, "out of memory");
    return NULL;
  }
  const rx_status status = rx_cell_config_read(cell, grid, problems, &config, &err);
  if (rx_problems_count(problems) > 0)
    rx_place_problems(place, cell, problems);
  else if (status != RX_OK)
    rx_table_problem(place.table, place.row, place.column, "%s: %s", cell, err.text);
  rx_problems_free(problems);
  if (status != RX_OK) return NULL;
  rx_entry *threshold = rx_registry_find(config->registry, "threshold");
  if (threshold != NULL) rx_entry_set(threshold, THRESHOLD_MV, NULL);
  return config;
}

/* Densities of a channel in the parts named. */
static bool apply(rx_cell_config *config, const char *part, const char *channel, const rx_change *change,
                  rx_place place)
{
  const rx_cell *cell = &config->cell;
  for (int s = 0; s < cell->n_sections; s++) {
    char path[256];
    rx_error err = { 0 };
    if (strcmp(part, "all") != 0 && strcmp(part, cell->sections[s].name) != 0) continue;
    if (snprintf(path, sizeof path, "%s/channels/%s/gbar", cell->sections[s].name, channel) >= (int)sizeof path)
      continue;
    rx_entry *entry = rx_registry_find(config->registry, path);
    if (entry == NULL) continue;
    const double value = change->operation == '*' ? change->value * rx_entry_value(entry) : change->value;
    if (rx_entry_set(entry, value, &err) == RX_OK) continue;
    rx_table_problem(place.table, place.row, place.column, "%s", err.text);
    return false;
  }
  return true;
}

static bool is_part(const rx_cell *cell, const char *part)
{
  static const char *const PARTS[] = { "soma", "dend", "hillock", "axon", "all" };
  for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
    if (strcmp(part, PARTS[i]) == 0) return true;
  return rx_cell_section(cell, part) >= 0;
}

bool rx_lone_cell_change(rx_verify *verify, rx_cell_config *config, rx_place place)
{
  const size_t before = rx_problems_count(verify->problems);
  const char *at = rx_table_text(place.table, place.row, place.column);
  rx_change change;
  while (rx_next_change(verify, place.table, place.row, place.column, "*=", &at, &change)) {
    const char *slash = strchr(change.name, '/');
    const char *part = rx_verify_text(verify, "%.*s", slash != NULL ? (int)(slash - change.name) : 0, change.name);
    const char *channel = slash != NULL ? slash + 1 : "";
    if (slash == NULL || !is_part(&config->cell, part)) {
      rx_table_problem(place.table, place.row, place.column,
                       "\"%s\": expected PART/CHANNEL, PART one of soma, dend, hillock, axon, all", change.name);
      return false;
    }
    if (rx_channel_find(channel) == NULL) {
      const char *nearest = rx_nearest_word(channel, rx_channel_names(), (size_t)rx_channel_count());
      rx_table_problem(place.table, place.row, place.column, "unknown channel \"%s\"%s%s%s", channel,
                       nearest ? " (did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?)" : "");
      return false;
    }
    if (!apply(config, part, channel, &change, place)) return false;
  }
  return rx_problems_count(verify->problems) == before;
}

rx_network *rx_lone_cell_network(rx_verify *verify, const rx_cell_config *config, int n_receptors,
                                 const rx_receptor receptors[], rx_place place)
{
  rx_error err = { 0 };
  rx_cell_type *type = NULL;
  rx_cell_numbers *numbers = NULL;
  rx_network *network = NULL;
  (void)verify;
  rx_status status = rx_cell_type_make(&config->cell, n_receptors, receptors, &type, &err);
  if (status == RX_OK) status = rx_cell_numbers_make(&config->cell, n_receptors, receptors, type, &numbers, &err);
  rx_network_builder *builder = status == RX_OK ? rx_network_begin() : NULL;
  if (builder != NULL) {
    const int t = rx_network_add_type(builder, type), k = rx_network_add_numbers(builder, numbers);
    const int range = rx_network_add_range(
        builder, (rx_node_range){ .name = config->cell.name, .n = 1, .population = -1, .noise = -1 });
    rx_network_add_cell(builder, range, t, k);
    status = rx_network_finish(builder, &network, &err);
  } else {
    if (status == RX_OK) status = rx_no_memory(&err);
    rx_cell_type_free(type);
    rx_cell_numbers_free(numbers);
  }
  if (status == RX_OK) return network;
  rx_table_problem(place.table, place.row, place.column, "%s: %s", config->cell.name, err.text);
  return NULL;
}

int rx_lone_cell_middle(const rx_cell_config *config, const rx_network *network, const char *section)
{
  const int s = rx_cell_section(&config->cell, section);
  return s >= 0 ? rx_cell_type_compartment(network->types[0], s, 0.5) : -1;
}
