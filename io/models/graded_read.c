/* Graded populations from YAML: the last unit and how the numbers go there from the first (motoneuron page 2.3). */
#include <string.h>

#include "io/models/model_read.h"

/* The keys of a population that are its cell's. */
static bool is_of_cell(const rx_node *population, const char *key)
{
  if (strcmp(key, "everywhere") == 0 || strcmp(key, "sections") == 0 || strcmp(key, "myelinated") == 0) return true;
  for (const rx_param *row = RX_CELL_PARAMS; row->name != NULL; row++)
    if (strcmp(key, row->name) == 0) return true;
  const rx_node *sections = rx_node_child(population, "sections");
  for (size_t i = 0; sections != NULL && sections->kind == RX_NODE_SEQUENCE && i < sections->n; i++)
    if (sections->items[i]->kind == RX_NODE_SCALAR && strcmp(sections->items[i]->text, key) == 0) return true;
  return false;
}

bool rx_graded_complete(rx_reading *r, rx_node *population)
{
  const rx_pair *own = rx_node_pair(population, "last_unit");
  if (own == NULL || own->value->kind != RX_NODE_MAPPING) return true; /* said when the population is read */
  rx_node *cell = rx_config_copy(r->tree, population, r->problems);
  if (cell == NULL) return false;
  for (size_t i = cell->n; i > 0; i--)
    if (!is_of_cell(population, cell->pairs[i - 1].key)) rx_config_remove(cell, cell->pairs[i - 1].key);
  rx_pair last = *own;
  last.value = rx_config_merge(r->tree, cell, own->value, r->problems);
  if (last.value == NULL) return false;
  last.value->file = own->value->file;
  last.value->line = own->value->line;
  last.value->column = own->value->column;
  return rx_config_put(r->tree, population, &last, r->problems);
}

static bool has_channel(const rx_cell *cell, const char *channel)
{
  for (int s = 0; s < cell->n_sections; s++)
    for (int c = 0; c < cell->sections[s].n_channels; c++)
      if (strcmp(cell->sections[s].channels[c].channel->name, channel) == 0) return true;
  return false;
}

/* Exponents of a channel, "can_ph17", or of one of its numbers, "cav13/half_b". */
static void read_exponents(rx_reading *r, rx_map *map, const rx_cell *cell, rx_graded *graded)
{
  rx_map exponents = rx_read_map(map, "exponents", false);
  graded->exponents = rx_keep_array(r, rx_count_given(exponents.node), sizeof *graded->exponents);
  if (graded->exponents == NULL) return;
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&exponents, &i, &key, &value);) {
    const char *slash = strchr(key, '/');
    const char *name =
        rx_arena_format(r->reader.arena, "%.*s", (int)(slash != NULL ? slash - key : (long)strlen(key)), key);
    rx_grade_exponent *own = &graded->exponents[graded->n_exponents];
    rx_read_params(&exponents, rx_named_param(r, &RX_GRADE_EXPONENT_PARAM, key), &own->exponent);
    if (name == NULL) return;
    const int c =
        rx_find_name(&exponents, value, NULL, "channel", name, rx_channel_names(), (size_t)rx_channel_count());
    if (c < 0) continue;
    const rx_channel *channel = rx_channel_at(c);
    if (cell != NULL && !has_channel(cell, channel->name)) {
      rx_read_problem(&exponents, value, key, "no section of the cell has the channel %s", channel->name);
      continue;
    }
    const char *names[RX_MAX_CHANNEL_PARAMS];
    for (int p = 0; p < channel->n_params; p++) names[p] = channel->params[p].name;
    const int p = slash == NULL ? 0
                                : rx_find_name(&exponents, value, NULL, "number of the channel", slash + 1, names,
                                               (size_t)channel->n_params);
    if (p < 0) continue;
    own->channel = channel->name;
    own->number = slash != NULL ? names[p] : NULL;
    graded->n_exponents++;
  }
  rx_read_end(&exponents);
}

void rx_graded_read(rx_reading *r, rx_map *map, const char *grid, bool has_cell, rx_population *population)
{
  rx_map last = rx_read_map(map, "last_unit", false);
  rx_error err = { 0 };
  if (last.node == NULL) {
    const bool is_said = rx_read_node(map, "last_unit", false) != NULL; /* no mapping */
    static const char *const KEYS[] = { "skew", "exponent", "exponents" };
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
      const rx_node *node = rx_read_node(map, KEYS[i], false);
      if (node != NULL && !is_said) rx_read_problem(map, node, KEYS[i], "is for a population that has a `last_unit`");
    }
    return;
  }
  rx_graded *graded = rx_keep_array(r, 1, sizeof *graded);
  if (graded == NULL) return;
  rx_read_params(map, RX_GRADED_PARAMS, graded);
  read_exponents(r, map, has_cell ? &population->cell : NULL, graded);
  const bool is_good = rx_cell_read(r, &last, grid, &graded->last);
  rx_read_end(&last);
  if (!has_cell || !is_good) return;
  graded->last.name = population->cell.name;
  if (rx_graded_check(&population->cell, graded, &err) != RX_OK)
    rx_read_problem(map, last.node, "last_unit", "%s", err.text);
  else
    population->graded = graded;
}
