/* Cells from YAML: sections, channels, calcium shells (dorsal-horn page 1). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/models/model_read.h"

static const rx_param COMPARTMENTS_PARAMS[] = { { "compartments", RX_INT, offsetof(rx_section, n_compartments), "1",
                                                  NAN, 1, 2000, "number of compartments of equal length", NULL, false },
                                                RX_P_END };

/* The file of a cell, checked by itself when it is first used, so that its problems come once and not for each population. */
static rx_node *load_cell(rx_reading *r, const rx_node *name)
{
  rx_node *node = rx_config_find(r->tree, "cells", name->text, name, r->problems);
  if (node == NULL) return NULL;
  rx_reading alone = *r;
  alone.reader.registry = NULL;
  const size_t before = rx_problems_count(r->problems);
  rx_node *copy = rx_config_copy(r->tree, node, r->problems);
  rx_map map = rx_read_root(&alone.reader, copy, "");
  rx_cell cell = { 0 };
  if (copy != NULL) rx_cell_read(&alone, &map, NULL, &cell);
  rx_read_word(&alone, &map, "cell", true, NULL);
  rx_read_end(&map);
  return rx_problems_count(r->problems) == before ? node : NULL;
}

rx_node *rx_cell_use(rx_reading *r, const rx_node *name, const rx_node *over)
{
  rx_node *node = load_cell(r, name);
  if (node == NULL) return NULL;
  rx_config_remove(node, "description");
  rx_config_remove(node, "source");
  rx_config_remove(node, "mark");
  return rx_config_merge(r->tree, node, over, r->problems);
}

/* Lays `everywhere` beneath a section. */
static bool add_everywhere(rx_reading *r, rx_map *map, const rx_node *everywhere, const char *section)
{
  const rx_pair *pair = rx_node_pair(map->node, section);
  if (everywhere == NULL || everywhere->kind != RX_NODE_MAPPING || pair == NULL || pair->value->kind != RX_NODE_MAPPING)
    return true;
  rx_pair merged = *pair;
  merged.value = rx_config_merge(r->tree, everywhere, pair->value, r->problems);
  if (merged.value == NULL) return false;
  merged.value->file = pair->value->file;
  merged.value->line = pair->value->line;
  merged.value->column = pair->value->column;
  return rx_config_put(r->tree, (rx_node *)map->node, &merged, r->problems);
}

/* The number of compartments on a grid, from {full: 3, std: 1} or a number; NULL with a problem. grid NULL: any. */
static const rx_node *on_grid(rx_map *section, const rx_node *node, const char *grid)
{
  if (node->kind != RX_NODE_MAPPING || rx_node_child(node, "value") != NULL) return node;
  rx_map grids = rx_read_root(section->reader, node, rx_read_path(section, "compartments"));
  const char *key, *names[16];
  const rx_node *value, *found = NULL;
  size_t n = 0;
  bool is_good = true;
  for (size_t i = 0; rx_next_given(&grids, &i, &key, &value);) {
    int count = 0;
    is_good = rx_read_int(&grids, key, true, 1, 2000, &count) && is_good;
    if (n < sizeof names / sizeof *names) names[n++] = key;
    if (grid == NULL ? found == NULL : strcmp(key, grid) == 0) found = value;
  }
  rx_read_end(&grids);
  if (!is_good) return NULL;
  if (found == NULL) rx_find_name(&grids, NULL, NULL, "grid", grid != NULL ? grid : "", names, n);
  return found;
}

static void read_compartments(rx_reading *r, rx_map *map, const char *grid, rx_section *section)
{
  section->n_compartments = 1;
  const rx_node *node = rx_read_node(map, "compartments", true);
  const rx_node *number = node != NULL ? on_grid(map, node, grid) : NULL;
  const rx_node *alone = number != NULL ? rx_make_mapping(r, "compartments", (rx_node *)number, number) : NULL;
  if (alone == NULL) return;
  rx_map numbers = rx_read_root(map->reader, alone, map->path);
  if (!rx_read_params(&numbers, COMPARTMENTS_PARAMS, section)) section->n_compartments = 1;
}

/* Index of the parent among the sections before this one. */
static void read_parent(rx_map *map, const rx_cell *cell, rx_section *section)
{
  const int index = (int)(section - cell->sections);
  const char *name = NULL;
  section->parent = index > 0 ? 0 : -1;
  if (index == 0) {
    const rx_node *node = rx_read_node(map, "parent", false);
    if (node != NULL)
      rx_read_problem(map, node, "parent", "%s is the first section, the root: it has no parent", section->name);
    node = rx_read_node(map, "at_parent_start", false);
    if (node != NULL)
      rx_read_problem(map, node, "at_parent_start", "%s is the first section, the root: it has no parent",
                      section->name);
    return;
  }
  rx_read_bool(map, "at_parent_start", false, &section->at_parent_start);
  if (!rx_read_text(map, "parent", true, &name)) return;
  const rx_node *node = rx_read_node(map, "parent", false);
  const int parent = rx_cell_section(cell, name);
  if (parent >= index) {
    rx_read_problem(map, node, "parent", "\"%.60s\" must come before %s in `sections`", name, section->name);
    return;
  }
  const char *names[64];
  for (int s = 0; s < index && s < 64; s++) names[s] = cell->sections[s].name;
  const int found = rx_find_name(map, node, "parent", "section", name, names, (size_t)(index < 64 ? index : 64));
  if (found >= 0) section->parent = found;
}

static bool has_a_pool(const rx_section *section)
{
  for (int k = 0; k < RX_N_POOLS; k++)
    if (section->pools[k].is_given) return true;
  return false;
}

static void read_pools(rx_map *map, rx_section *section)
{
  for (int k = 0; k < RX_N_POOLS; k++) {
    const rx_pool_kind kind = (rx_pool_kind)k;
    rx_ion_pool *pool = &section->pools[k];
    rx_map pool_map = rx_read_map(map, rx_pool_name(kind), false);
    pool->is_given = pool_map.node != NULL;
    if (pool->is_given && rx_read_params(&pool_map, RX_POOL_PARAMS, pool) && isnan(pool->depth) &&
        !rx_pool_is_inside(kind))
      rx_read_problem(map, pool_map.node, rx_pool_name(kind),
                      "needs a depth: only a pool inside has that of a cylinder where none is given");
    rx_read_end(&pool_map);
  }
}

/* What a channel needs of its section. */
static void check_channel(const rx_map *channels, const rx_node *at, const rx_channel *channel,
                          const rx_section *section)
{
  for (rx_ion ion = RX_ION_NA; ion <= RX_ION_K; ion++)
    if (channel->ion == ion && isnan(rx_section_reversal_mV(section, ion, 0)))
      rx_read_problem(channels, at, channel->name, "needs %s of its section, which is not given%s%s%s%s",
                      ion == RX_ION_NA ? "reversal_na" : "reversal_k", has_a_pool(section) ? " (or both pools, " : "",
                      has_a_pool(section) ? rx_pool_name(rx_ion_pool_kind(ion, true)) : "",
                      has_a_pool(section) ? " and outside" : "", has_a_pool(section) ? ")" : "");
  if (channel->reads_sodium && !section->pools[RX_POOL_NA_IN].is_given)
    rx_read_problem(channels, at, channel->name, "needs the pool `sodium_inside` of its section, which is not given");
  if (channel->reads_potassium && !section->pools[RX_POOL_K_OUT].is_given)
    rx_read_problem(channels, at, channel->name,
                    "needs the pool `potassium_outside` of its section, which is not given");
  if ((channel->reads_calcium || channel->carries_calcium) && !section->has_calcium)
    rx_read_problem(channels, at, channel->name,
                    "needs the calcium shell of its section (`calcium`), which is not given");
}

/* Gates at the start, by their names. */
static void read_start(rx_reading *r, rx_map *params, rx_channel_use *use)
{
  rx_map start = rx_read_map(params, "start", false);
  const char *key;
  const rx_node *value;
  use->has_start = start.node != NULL;
  for (int g = 0; g < RX_MAX_GATES; g++) use->start[g] = NAN;
  for (size_t i = 0; rx_next_given(&start, &i, &key, &value);) {
    const rx_pair *pair = rx_node_pair(start.node, key);
    const rx_node at = { .file = pair->file, .line = pair->line, .column = pair->column };
    const int gate = rx_find_name(&start, &at, NULL, "gate", key, use->channel->gates, (size_t)use->channel->n_gates);
    if (gate >= 0) rx_read_params(&start, rx_named_param(r, &RX_START_PARAM, key), &use->start[gate]);
  }
  rx_read_end(&start);
}

static void read_channels(rx_reading *r, rx_map *map, rx_section *section)
{
  rx_map channels = rx_read_map(map, "channels", false);
  const size_t most = rx_count_given(channels.node);
  section->channels = rx_keep_array(r, most, sizeof *section->channels);
  if (section->channels == NULL) return;
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&channels, &i, &key, &value);) {
    const rx_pair *pair = rx_node_pair(channels.node, key);
    const rx_node at = { .file = pair->file, .line = pair->line, .column = pair->column };
    const int index =
        rx_find_name(&channels, &at, NULL, "channel", key, rx_channel_names(), (size_t)rx_channel_count());
    if (index < 0) continue;
    rx_channel_use *use = &section->channels[section->n_channels++];
    use->channel = rx_channel_at(index);
    rx_map params = rx_read_map(&channels, key, true);
    use->has_base = rx_read_params(&params, use->channel->params, use->params);
    memcpy(use->base, use->params, sizeof use->base);
    read_start(r, &params, use);
    rx_read_end(&params);
    check_channel(&channels, &at, use->channel, section);
  }
  rx_read_end(&channels);
}

static void read_sheath(rx_map *map, rx_section *section)
{
  rx_map sheath = rx_read_map(map, "sheath", false);
  section->sheath.is_given = sheath.node != NULL;
  const bool is_good = section->sheath.is_given && rx_read_params(&sheath, RX_SHEATH_PARAMS, &section->sheath);
  const char *problem = is_good ? rx_sheath_problem(&section->sheath, section->diameter) : NULL;
  if (problem != NULL) rx_read_problem(map, sheath.node, "sheath", "%s", problem);
  rx_read_end(&sheath);
}

/* Where a section is and how large; of a part of a myelinated fibre that follows from the fibre. */
static void read_shape(rx_map *map, const rx_cell *cell, rx_section *section)
{
  if (cell->myelinated.is_given) {
    rx_read_params(map, RX_FIBRE_PART_PARAMS, section);
    section->parent = (int)(section - cell->sections) - 1;
    return;
  }
  rx_read_params(map, RX_SECTION_PARAMS, section);
  read_parent(map, cell, section);
  read_sheath(map, section);
}

static void read_section(rx_reading *r, rx_map *map, const char *grid, const rx_cell *cell, rx_section *section)
{
  read_shape(map, cell, section);
  read_compartments(r, map, grid, section);
  rx_map calcium = rx_read_map(map, "calcium", false);
  section->has_calcium = calcium.node != NULL;
  if (section->has_calcium) rx_read_params(&calcium, RX_CALCIUM_PARAMS, &section->calcium);
  rx_read_end(&calcium);
  read_pools(map, section);
  read_channels(r, map, section);
  rx_read_end(map);
}

/* A myelinated fibre, whose sections are its parts. */
static void read_myelinated(rx_map *map, rx_cell *cell)
{
  rx_map fibre = rx_read_map(map, "myelinated", false);
  rx_myelinated *m = &cell->myelinated, complete;
  rx_error err = { 0 };
  int geometry = RX_GEOMETRY_DISC;
  if (fibre.node == NULL) return;
  m->is_given = true;
  bool is_good = rx_read_params(&fibre, RX_MYELINATED_PARAMS, m);
  is_good = rx_read_choice(&fibre, "geometry", true, RX_GEOMETRY_NAMES, RX_N_GEOMETRIES, &geometry) && is_good;
  m->geometry = (rx_geometry)geometry;
  if (is_good && !isnan(m->fibre_diameter) && rx_myelinated_complete(m, &complete, &err) != RX_OK)
    rx_read_problem(&fibre, rx_read_node(&fibre, "fibre_diameter", false), NULL, "%s", err.text);
  rx_read_end(&fibre);
}

/* Names of the sections: as listed, or the parts of a myelinated fibre. */
static bool read_names(rx_map *map, const rx_cell *cell, const char *const **names, size_t *n)
{
  if (!cell->myelinated.is_given) return rx_read_names(map, "sections", true, names, n);
  const rx_node *list = rx_read_node(map, "sections", false);
  *names = RX_FIBRE_PART_NAMES;
  *n = RX_N_FIBRE_PARTS;
  if (list != NULL)
    rx_read_problem(map, list, "sections", "a myelinated fibre has node, mysa, flut and stin, which are not listed");
  return true;
}

bool rx_cell_read(rx_reading *r, rx_map *map, const char *grid, rx_cell *cell)
{
  const size_t before = rx_problems_count(r->problems);
  const char *const *names = NULL;
  size_t n = 0;
  *cell = (rx_cell){ 0 };
  rx_read_params(map, RX_CELL_PARAMS, cell);
  const rx_node *everywhere = rx_read_node(map, "everywhere", false);
  if (everywhere != NULL) rx_read_map(map, "everywhere", false); /* says where it is no mapping */
  read_myelinated(map, cell);
  if (!read_names(map, cell, &names, &n)) return false;
  if (n == 0) {
    rx_read_problem(map, rx_read_node(map, "sections", false), "sections",
                    "is an empty list: a cell has at least one section");
    return false;
  }

  cell->sections = rx_keep_array(r, n, sizeof *cell->sections);
  if (cell->sections == NULL) return false;
  cell->n_sections = (int)n;
  for (size_t s = 0; s < n; s++) cell->sections[s].name = rx_keep(r, names[s]);
  for (size_t s = 0; s < n; s++) {
    const rx_node *list = rx_read_node(map, "sections", false);
    if (!rx_check_name(map, list, names[s], false)) continue;
    if (!add_everywhere(r, map, everywhere, names[s])) return false;
    rx_map section = rx_read_map(map, names[s], true);
    if (section.node != NULL) read_section(r, &section, grid, cell, &cell->sections[s]);
  }
  return rx_problems_count(r->problems) == before;
}
