/* The nerve of a circuit from YAML: the encoder, and the class and numbers of its fibres (integration page 4). */
#include <string.h>

#include "io/models/model_read.h"

static const char *const DEFAULT_CELL = "nx";

/* ---- making the tree whole ---- */

static bool is_biophysical(const rx_node *nerve)
{
  const rx_node *encoder = rx_node_child(nerve, "encoder");
  return encoder != NULL && encoder->kind == RX_NODE_SCALAR &&
         strcmp(encoder->text, rx_encoder_name(RX_ENCODER_BIOPHYSICAL)) == 0;
}

/* Lays the file of the cell beneath `cell` of a class that has one: a name, a mapping with `cell: NAME`, or nothing. */
static bool complete_fibres(rx_reading *r, rx_node *mapping)
{
  const rx_node *name = rx_node_child(mapping, "class");
  const rx_fibre_class c =
      name != NULL && name->kind == RX_NODE_SCALAR ? rx_fibre_find(name->text) : RX_N_FIBRE_CLASSES;
  if (c == RX_N_FIBRE_CLASSES || !RX_FIBRE_CLASSES[c].is_cell) return true; /* said when the fibres are read */
  const rx_pair *given = rx_node_pair(mapping, "cell");
  rx_node *over = given != NULL ? given->value : rx_make_text(r, DEFAULT_CELL, mapping);
  if (over != NULL && over->kind == RX_NODE_SCALAR) over = rx_make_mapping(r, "cell", over, over);
  if (over == NULL) return false;
  const rx_node *cell = rx_node_child(over, "cell");
  rx_node *named = NULL;
  if (over->kind == RX_NODE_MAPPING && cell == NULL) { /* changes of the cell that is meant anyway */
    named = rx_make_mapping(r, "cell", rx_make_text(r, DEFAULT_CELL, over), over);
    over = named != NULL ? rx_config_merge(r->tree, named, over, r->problems) : NULL;
    if (over == NULL) return false;
    cell = rx_node_child(over, "cell");
  }
  if (cell == NULL || cell->kind != RX_NODE_SCALAR) return true;
  rx_node *whole = rx_cell_use(r, cell, over);
  if (whole == NULL) return false;
  const rx_pair pair = { "cell", cell->file, cell->line, cell->column, whole };
  whole->file = over->file;
  whole->line = over->line;
  whole->column = over->column;
  return rx_config_put(r->tree, mapping, &pair, r->problems);
}

bool rx_nerve_complete(rx_reading *r, rx_node *circuit)
{
  const rx_node *nerve = rx_node_child(circuit, "nerve");
  const rx_node *fibres = rx_node_child(nerve, "fibres");
  if (!is_biophysical(nerve) || fibres == NULL || fibres->kind != RX_NODE_MAPPING) return true;
  bool is_good = true;
  for (size_t i = 0; i < fibres->n; i++)
    if (fibres->pairs[i].value->kind == RX_NODE_MAPPING)
      is_good = complete_fibres(r, fibres->pairs[i].value) && is_good;
  r->has_broken_fibres = !is_good;
  return is_good;
}

/* ---- reading ---- */

static void read_part(rx_map *map, const char *key, const rx_param table[], void *base)
{
  if (table[0].name == NULL) return; /* the class has no such part */
  rx_map part = rx_read_map(map, key, false);
  rx_read_params(&part, table, base);
  rx_read_end(&part);
}

/* The ending's conductance and the noise are densities of one compartment, and what a nerve varies are its sodium channels. */
static void check_encoder(const rx_map *map, const rx_cell *cell)
{
  bool has_sodium = false;
  for (int s = 0; s < cell->n_sections; s++)
    for (int i = 0; i < cell->sections[s].n_channels; i++)
      has_sodium |= cell->sections[s].channels[i].channel->site != RX_SITE_NONE;
  if (cell->n_sections == 0 || (cell->n_sections == 1 && cell->sections[0].n_compartments == 1 && has_sodium)) return;
  rx_read_problem(map, NULL, NULL,
                  "%s encodes no fibre: %s; a cell of one section of one compartment with Nav1.7, Nav1.8 or Nav1.3 "
                  "does, as nx, n9, xp0 and xp7",
                  cell->name,
                  cell->n_sections > 1                   ? "it has several sections"
                  : cell->sections[0].n_compartments > 1 ? "it has several compartments"
                                                         : "it has no such sodium channel");
}

static void read_cell(rx_reading *r, rx_map *map, rx_fibres *fibres)
{
  rx_map cell = rx_read_map(map, "cell", true);
  if (!rx_cell_read(r, &cell, "std", &fibres->cell)) fibres->cell.n_sections = 0;
  fibres->cell.name = rx_read_word(r, &cell, "cell", true, "");
  rx_read_end(&cell);
  check_encoder(&cell, &fibres->cell);
}

static void read_fibres(rx_reading *r, rx_map *map, bool is_used, rx_fibres *fibres)
{
  const char *names[RX_N_FIBRE_CLASSES];
  int index = 0;
  for (int c = 0; c < RX_N_FIBRE_CLASSES; c++) names[c] = RX_FIBRE_CLASSES[c].name;
  if (!rx_read_choice(map, "class", true, names, RX_N_FIBRE_CLASSES, &index)) return;
  const rx_fibre_description *description = &RX_FIBRE_CLASSES[index];
  fibres->fibre_class = (rx_fibre_class)index;
  rx_fibre_defaults(fibres->fibre_class, &fibres->ending, &fibres->aenc, &fibres->relay);
  rx_read_params(map, RX_FIBRES_PARAMS, fibres);
  read_part(map, "mechanical", description->mechanical, &fibres->ending.mechanical);
  read_part(map, "heat", description->heat, &fibres->ending.heat);
  read_part(map, "sensitisation", RX_SENSITISATION_PARAMS, &fibres->ending.sensitisation);
  read_part(map, "aenc", description->aenc, &fibres->aenc);
  read_part(map, "conduction", description->relay, &fibres->relay);
  if (description->is_cell && is_used && !r->has_broken_fibres)
    read_cell(r, map, fibres);
  else if (description->is_cell)
    rx_read_node(map, "cell", false);
  rx_read_end(map);
}

/* Index of a population of fibres, -1 with a problem. */
static int find_population(rx_reading *r, const rx_map *map, const rx_node *at, const char *name,
                           const rx_circuit *circuit)
{
  const char **names = rx_arena_alloc(r->reader.arena, ((size_t)circuit->n_populations + 1) * sizeof *names);
  size_t n = 0;
  for (int p = 0; names != NULL && p < circuit->n_populations; p++)
    if (circuit->populations[p].afferent != RX_CLASS_NONE) names[n++] = circuit->populations[p].name;
  if (names == NULL || rx_find_name(map, at, NULL, "population of fibres", name, names, n) < 0) return -1;
  return rx_circuit_population(circuit, name);
}

/* What --set says of fibres that are not used would be lost without a word. */
static void refuse_sets(const rx_map *map, const char *path, const rx_node *node)
{
  if (node->kind == RX_NODE_SCALAR && strcmp(node->file, "--set") == 0)
    rx_read_problem(map, node, path, "is not used: circuit/nerve/encoder is published");
  for (size_t i = 0; node->kind == RX_NODE_MAPPING && i < node->n; i++) {
    const char *key = node->pairs[i].key;
    const char *below = path == NULL ? key : rx_arena_format(map->reader->arena, "%s/%s", path, key);
    if (path != NULL || strcmp(key, "encoder") != 0) refuse_sets(map, below, node->pairs[i].value);
  }
}

/* Every fibre at the skin needs a class; those of the surround lie outside the receptive field. */
static void check_all_are_there(const rx_map *map, const rx_circuit *circuit)
{
  for (int p = 0; p < circuit->n_populations; p++) {
    const rx_population *population = &circuit->populations[p];
    bool is_there = population->afferent == RX_CLASS_NONE || population->afferent == RX_CLASS_SURROUND;
    for (int i = 0; i < circuit->nerve.n; i++) is_there |= circuit->nerve.fibres[i].population == p;
    if (!is_there)
      rx_read_problem(map, NULL, NULL, "has no fibres for the population %s: the biophysical encoder needs their class",
                      population->name);
  }
}

void rx_nerve_read(rx_reading *r, rx_map *circuit_map, rx_circuit *circuit)
{
  const char *encoders[RX_N_ENCODERS];
  int encoder = RX_ENCODER_PUBLISHED;
  for (int i = 0; i < RX_N_ENCODERS; i++) encoders[i] = rx_encoder_name((rx_encoder)i);
  rx_map nerve = rx_read_map(circuit_map, "nerve", false);
  rx_read_choice(&nerve, "encoder", false, encoders, RX_N_ENCODERS, &encoder);
  const bool is_used = encoder == RX_ENCODER_BIOPHYSICAL;
  /* with the published encoder fibres are checked, but none of their numbers is one of the experiment */
  rx_reader silent = r->reader, *reader = nerve.reader;
  silent.registry = NULL;
  if (!is_used) nerve.reader = &silent;
  rx_read_params(&nerve, RX_NERVE_PARAMS, &circuit->nerve);
  rx_map all = rx_read_map(&nerve, "fibres", is_used);
  const size_t most = rx_count_given(all.node);
  rx_fibres *fibres = rx_keep_array(r, most, sizeof *fibres);
  if (fibres == NULL) return;
  if (!is_used && nerve.node != NULL) refuse_sets(&nerve, NULL, nerve.node);
  const size_t before = rx_problems_count(r->problems);
  int n = 0;
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&all, &i, &key, &value);) {
    const int population = find_population(r, &all, value, key, circuit);
    rx_map one = rx_read_map(&all, key, true);
    if (population < 0 || one.node == NULL) continue;
    fibres[n].population = population;
    read_fibres(r, &one, is_used, &fibres[n++]);
  }
  rx_read_end(&all);
  nerve.reader = reader;
  rx_read_end(&nerve);
  circuit->nerve.encoder = (rx_encoder)encoder;
  circuit->nerve.fibres = fibres;
  circuit->nerve.n = is_used ? n : 0;
  if (is_used && rx_problems_count(r->problems) == before) check_all_are_there(&nerve, circuit);
}
