/* Circuits from YAML: populations with their cells and receptors, pathways, groups (dorsal-horn pages 2-5, 7, 8). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/models/model_read.h"

static const char *const TRANSMITTERS[] = { "glutamate", "GABA", "glycine",
                                            "substance_P" }; /* in the order of rx_transmitter */
static const char *const DEFAULT_GRID = "std";

/* ---- making the tree whole ---- */

/* True if a pathway of the tree sends to this population by this receptor. */
static bool pathway_uses(const rx_node *pathway, const char *population, const char *receptor)
{
  if (rx_node_child(rx_node_child(pathway, "weights"), receptor) == NULL) return false;
  const rx_node *to = rx_node_child(pathway, "to");
  if (to == NULL) return false;
  if (to->kind == RX_NODE_SCALAR) return strcmp(to->text, population) == 0;
  for (size_t i = 0; to->kind == RX_NODE_SEQUENCE && i < to->n; i++)
    if (to->items[i]->kind == RX_NODE_SCALAR && strcmp(to->items[i]->text, population) == 0) return true;
  return false;
}

static bool is_used(const rx_node *circuit, const char *population, const rx_node *mapping, const char *receptor)
{
  if (rx_node_child(rx_node_child(mapping, "noise"), receptor) != NULL) return true;
  if (rx_node_child(rx_node_child(mapping, "receptors"), receptor) != NULL) return true;
  const rx_node *pathways = rx_node_child(circuit, "pathways");
  for (size_t i = 0; pathways != NULL && pathways->kind == RX_NODE_MAPPING && i < pathways->n; i++)
    if (pathway_uses(pathways->pairs[i].value, population, receptor)) return true;
  return false;
}

/* The circuit's receptors that the population has any use for, with its own on top. A receptor that nothing opens would cost the
 * solvers time in every step. */
static bool add_receptors(rx_reading *r, const rx_node *circuit, const char *population, rx_node *mapping)
{
  const rx_node *table = rx_node_child(circuit, "receptors");
  const rx_pair *own = rx_node_pair(mapping, "receptors");
  if (table == NULL || table->kind != RX_NODE_MAPPING || (own != NULL && own->value->kind != RX_NODE_MAPPING))
    return true;
  rx_node *receptors = rx_config_copy(r->tree, table, r->problems);
  if (receptors == NULL) return false;
  rx_config_remove(receptors, "source");
  rx_config_remove(receptors, "mark");
  rx_config_remove(receptors, "description");
  for (size_t i = receptors->n; i > 0; i--)
    if (!is_used(circuit, population, mapping, receptors->pairs[i - 1].key))
      rx_config_remove(receptors, receptors->pairs[i - 1].key);
  if (own != NULL) receptors = rx_config_merge(r->tree, receptors, own->value, r->problems);
  if (receptors == NULL) return false;
  rx_pair pair = *rx_node_pair(circuit, "receptors");
  pair.value = receptors;
  return rx_config_put(r->tree, mapping, &pair, r->problems);
}

static bool complete_population(rx_reading *r, const rx_node *circuit, rx_pair *pair)
{
  const rx_node *name = rx_node_child(pair->value, "cell");
  if (name == NULL || name->kind != RX_NODE_SCALAR) return true; /* said when the population is read */
  rx_node *whole = rx_cell_use(r, name, pair->value);
  if (whole == NULL) {
    r->has_broken_cells = true;
    return false;
  }
  whole->file = pair->value->file;
  whole->line = pair->value->line;
  whole->column = pair->value->column;
  if (rx_node_child(circuit, "temperature") != NULL && rx_node_child(pair->value, "temperature") == NULL)
    rx_config_remove(whole, "temperature");
  pair->value = whole;
  if (!rx_graded_complete(r, whole)) return false;
  return add_receptors(r, circuit, pair->key, whole);
}

/* Checks the circuit's own table of receptors once, not for every population that it lies beneath. */
static bool check_receptor_table(rx_reading *r, const rx_node *circuit);

bool rx_circuit_complete(rx_reading *r, rx_node *circuit)
{
  bool is_good = check_receptor_table(r, circuit);
  r->has_broken_receptors = !is_good;
  is_good = rx_drugs_complete(r, circuit) && is_good;
  rx_node *populations = rx_node_child(circuit, "populations");
  for (size_t i = 0; populations != NULL && populations->kind == RX_NODE_MAPPING && i < populations->n; i++)
    is_good = complete_population(r, circuit, &populations->pairs[i]) && is_good;
  return rx_nerve_complete(r, circuit) && is_good;
}

/* ---- receptors ---- */

/* One receptor; cell NULL: of the circuit's table, whose section is not known yet. */
static void read_receptor(rx_map *map, const rx_cell *cell, rx_receptor *receptor)
{
  int transmitter = 0;
  const char *at = NULL;
  if (rx_read_choice(map, "transmitter", true, TRANSMITTERS, sizeof TRANSMITTERS / sizeof *TRANSMITTERS, &transmitter))
    receptor->transmitter = (rx_transmitter)transmitter;
  rx_read_text(map, "at", true, &at);
  if (at != NULL && cell != NULL) {
    receptor->section = rx_cell_section(cell, at);
    if (receptor->section < 0) {
      const char *names[64];
      const int n = cell->n_sections < 64 ? cell->n_sections : 64;
      for (int s = 0; s < n; s++) names[s] = cell->sections[s].name;
      rx_find_name(map, rx_read_node(map, "at", false), "at", "section", at, names, (size_t)n);
      receptor->section = 0;
    }
  }
  if (rx_read_params(map, RX_RECEPTOR_PARAMS, receptor) && !(receptor->tau_rise < receptor->tau_decay))
    rx_read_problem(map, rx_read_node(map, "tau_rise", false), "tau_rise", "%g ms is not shorter than tau_decay, %g ms",
                    receptor->tau_rise, receptor->tau_decay);
  rx_read_end(map);
}

static bool check_receptor_table(rx_reading *r, const rx_node *circuit)
{
  const size_t before = rx_problems_count(r->problems);
  rx_reader alone = r->reader;
  alone.registry = NULL;
  rx_map map = rx_read_root(&alone, rx_node_child(circuit, "receptors"), "circuit/receptors");
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&map, &i, &key, &value);) {
    rx_receptor receptor = { 0 };
    rx_map one = rx_read_map(&map, key, true);
    rx_check_name(&map, value, key, false);
    if (one.node != NULL) read_receptor(&one, NULL, &receptor);
  }
  rx_read_end(&map);
  return rx_problems_count(r->problems) == before;
}

static void read_receptors(rx_reading *r, rx_map *map, rx_population *population)
{
  rx_map receptors = rx_read_map(map, "receptors", false);
  population->receptors = rx_keep_array(r, rx_count_given(receptors.node), sizeof *population->receptors);
  if (population->receptors == NULL) return;
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&receptors, &i, &key, &value);) {
    rx_map one = rx_read_map(&receptors, key, true);
    if (one.node == NULL || !rx_check_name(&receptors, value, key, false)) continue;
    rx_receptor *receptor = &population->receptors[population->n_receptors++];
    receptor->name = rx_keep(r, key);
    read_receptor(&one, &population->cell, receptor);
  }
  rx_read_end(&receptors);
}

/* The receptor of this name, NULL with a problem that names the nearest. */
static const rx_receptor *find_receptor(const rx_map *map, const rx_node *at, const char *key,
                                        const rx_population *population, const char *name)
{
  const char *names[64];
  const int n = population->n_receptors < 64 ? population->n_receptors : 64;
  for (int i = 0; i < n; i++) names[i] = population->receptors[i].name;
  char what[120] = "receptor of ";
  strncat(what, population->name, sizeof what - strlen(what) - 1);
  const int index = rx_find_name(map, at, key, what, name, names, (size_t)n);
  return index < 0 ? NULL : &population->receptors[index];
}

/* ---- populations ---- */

static void read_noise(rx_reading *r, rx_map *map, rx_population *population)
{
  rx_map noise = rx_read_map(map, "noise", false);
  population->noise = rx_keep_array(r, rx_count_given(noise.node), sizeof *population->noise);
  if (population->noise == NULL) return;
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&noise, &i, &key, &value);) {
    rx_map one = rx_read_map(&noise, key, true);
    const rx_receptor *receptor = one.node != NULL ? find_receptor(&noise, value, NULL, population, key) : NULL;
    if (receptor == NULL) continue;
    rx_noise *entry = &population->noise[population->n_noise++];
    entry->receptor = receptor->name;
    rx_read_params(&one, RX_NOISE_PARAMS, entry);
    rx_read_end(&one);
  }
  rx_read_end(&noise);
}

/* The rows of one class of a file of latencies: columns class, index, latency_ms. */
static double *latencies_from_file(rx_reading *r, rx_map *map, const rx_population *population)
{
  static const char *const COLUMNS[] = { "class", "index", "latency_ms" };
  enum { CLASS, INDEX, LATENCY };
  rx_map latencies = rx_read_map(map, "latencies", true);
  const char *file = NULL, *class_name = NULL;
  const bool has_file = rx_read_text(&latencies, "file", true, &file);
  const bool has_class = rx_read_text(&latencies, "class", true, &class_name);
  rx_read_end(&latencies);
  if (!has_file || !has_class) return NULL;
  const rx_node *node = rx_read_node(&latencies, "file", true);
  rx_csv csv;
  size_t at[3];
  if (!rx_read_table(r, &latencies, node, "file", file, 3, COLUMNS, at, &csv)) return NULL;
  const size_t n = (size_t)population->n;
  double *values = rx_keep_array(r, n, sizeof *values);
  if (values == NULL) return NULL;
  for (size_t i = 0; i < n; i++) values[i] = NAN;
  bool is_good = true, has_any = false;
  for (size_t row = 0; row < csv.n_rows; row++) {
    int index = 0;
    if (strcmp(rx_csv_text(&csv, row, at[CLASS]), class_name) != 0) continue;
    has_any = true;
    double value = 0;
    if (!rx_csv_int(&csv, row, at[INDEX], 0, population->n - 1, &index, r->problems) ||
        !rx_csv_number(&csv, row, at[LATENCY], 0, 1e4, &value, r->problems)) {
      is_good = false;
    } else if (!isnan(values[index])) {
      rx_csv_problem(&csv, row, at[INDEX], r->problems, "%s %d is there twice", class_name, index);
      is_good = false;
    } else
      values[index] = value;
  }
  size_t missing = 0;
  while (missing < n && !isnan(values[missing])) missing++;
  if (!has_any) {
    rx_read_problem(&latencies, rx_read_node(&latencies, "class", true), "class",
                    "%s has no row of the class \"%.60s\"", csv.file, class_name);
    return NULL;
  }
  if (is_good && missing < n)
    rx_read_problem(&latencies, node, "file", "%s has no latency for %s %zu; n is %zu", csv.file, class_name, missing,
                    n);
  return is_good && missing == n ? values : NULL;
}

static void read_latencies(rx_reading *r, rx_map *map, rx_population *population)
{
  const rx_node *node = rx_read_node(map, "latencies", false);
  if (node == NULL) return;
  if (node->kind == RX_NODE_MAPPING) {
    population->latencies = latencies_from_file(r, map, population);
    return;
  }
  const double *values = NULL;
  size_t n = 0;
  if (!rx_read_numbers(map, "latencies", false, "ms", 0, 1e4, &values, &n)) return;
  if (n != (size_t)population->n) {
    rx_read_problem(map, node, "latencies", "has %zu values where n is %d", n, population->n);
    return;
  }
  population->latencies = rx_keep_array(r, n, sizeof *population->latencies);
  if (population->latencies != NULL) memcpy(population->latencies, values, n * sizeof *values);
}

static void read_fibres(rx_reading *r, rx_map *map, rx_population *population)
{
  const char *names[RX_N_CLASSES - 1];
  for (int c = 1; c < RX_N_CLASSES; c++) names[c - 1] = rx_afferent_class_name((rx_afferent_class)c);
  int class_index = 0;
  rx_read_choice(map, "afferent", true, names, RX_N_CLASSES - 1, &class_index);
  population->afferent = (rx_afferent_class)(class_index + 1);
  if (population->n > 0) read_latencies(r, map, population);
}

/* A population made by a path of --set alone has nothing but what was set: it is a name that does not exist. */
static bool is_stray(const rx_map *map, const rx_node *node, const char *key, const char *what, const char *needed,
                     const char *or_needed)
{
  if (strcmp(node->file, "--set") != 0 || node->kind != RX_NODE_MAPPING) return false;
  if (rx_node_child(node, needed) != NULL || rx_node_child(node, or_needed) != NULL) return false;
  const char *names[64];
  size_t n = 0;
  for (size_t i = 0; i < map->node->n && n < 64; i++)
    if (strcmp(map->node->pairs[i].value->file, "--set") != 0) names[n++] = map->node->pairs[i].key;
  rx_find_name(map, node, NULL, what, key, names, n);
  return true;
}

static void read_population(rx_reading *r, rx_map *map, const char *default_grid, rx_population *population)
{
  rx_read_params(map, RX_POPULATION_PARAMS, population);
  population->module = rx_read_word(r, map, "module", false, "");
  population->lamina = rx_read_word(r, map, "lamina", false, "");
  population->identity = rx_read_word(r, map, "identity", false, "");
  population->transmitter = rx_read_word(r, map, "transmitter", false, "");
  const rx_node *cell = rx_read_node(map, "cell", false), *afferent = rx_read_node(map, "afferent", false);
  if ((cell == NULL) == (afferent == NULL)) {
    rx_read_problem(map, afferent, NULL,
                    cell == NULL ? "needs `cell` (a population of cells) or `afferent` (of fibres)"
                                 : "has both `cell` and `afferent`: it is either cells or fibres");
  } else if (afferent != NULL) {
    read_fibres(r, map, population);
    rx_read_end(map);
  } else {
    const char *grid = default_grid;
    rx_read_word(r, map, "cell", true, NULL);
    rx_read_text(map, "grid", false, &grid);
    if (rx_node_child(map->node, "sections") == NULL && r->has_broken_cells) return;
    const bool has_cell = rx_cell_read(r, map, grid, &population->cell);
    rx_read_node(map, "receptors", false);
    rx_read_node(map, "noise", false);
    rx_graded_read(r, map, grid, has_cell, population);
    if (!has_cell)
      population->cell.n_sections = 0;
    else if (!r->has_broken_receptors) {
      read_receptors(r, map, population);
      read_noise(r, map, population);
    }
    population->cell.name = rx_keep(r, cell->kind == RX_NODE_SCALAR ? cell->text : "");
    rx_read_end(map);
  }
}

static void read_populations(rx_reading *r, rx_map *map, const char *grid, rx_circuit *circuit)
{
  rx_map populations = rx_read_map(map, "populations", true);
  const size_t n = rx_count_given(populations.node);
  circuit->populations = rx_keep_array(r, n, sizeof *circuit->populations);
  if (circuit->populations == NULL) return;
  if (populations.node != NULL && n == 0) rx_read_problem(&populations, NULL, NULL, "has no population");
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&populations, &i, &key, &value);) {
    if (is_stray(&populations, value, key, "population", "cell", "afferent")) continue;
    rx_map one = rx_read_map(&populations, key, true);
    rx_check_name(&populations, value, key, false);
    rx_population *population = &circuit->populations[circuit->n_populations++];
    population->name = rx_keep(r, key);
    if (one.node != NULL) read_population(r, &one, grid, population);
  }
  rx_read_end(&populations);
}

/* Index of a population, -1 with a problem. */
static int find_population(rx_reading *r, const rx_circuit *circuit, const rx_map *map, const rx_node *at,
                           const char *key, const char *name)
{
  const int n = circuit->n_populations;
  const char **names = rx_arena_alloc(r->reader.arena, (size_t)(n + 1) * sizeof *names);
  if (names == NULL) return -1;
  for (int i = 0; i < n; i++) names[i] = circuit->populations[i].name;
  return rx_find_name(map, at, key, "population", name, names, (size_t)n);
}

static bool is_cells(const rx_circuit *circuit, int population)
{
  return circuit->populations[population].afferent == RX_CLASS_NONE;
}

/* A list of populations under key; *list in the arena of the result. */
static void read_members(rx_reading *r, rx_map *map, const char *key, const rx_circuit *circuit, int **list, int *n)
{
  const char *const *names = NULL;
  size_t n_names = 0;
  *n = 0;
  *list = rx_keep_array(r, 0, sizeof **list);
  if (!rx_read_names(map, key, true, &names, &n_names)) return;
  *list = rx_keep_array(r, n_names, sizeof **list);
  if (*list == NULL) return;
  const rx_node *node = rx_read_node(map, key, true);
  if (n_names == 0) rx_read_problem(map, node, key, "is an empty list");
  for (size_t i = 0; i < n_names; i++) {
    const rx_node *item = node->kind == RX_NODE_SEQUENCE ? node->items[i] : node;
    const int population = find_population(r, circuit, map, item, key, names[i]);
    if (population >= 0) (*list)[(*n)++] = population;
  }
}

/* ---- pathways ---- */

static void read_weights(rx_reading *r, rx_map *map, const rx_circuit *circuit, rx_pathway *pathway)
{
  rx_map weights = rx_read_map(map, "weights", true);
  if (weights.node != NULL && rx_count_given(weights.node) > RX_MAX_ROW_WEIGHTS) {
    rx_read_problem(&weights, NULL, NULL, "has more than %d receptors", RX_MAX_ROW_WEIGHTS);
    return;
  }
  if (weights.node != NULL && rx_count_given(weights.node) == 0)
    rx_read_problem(&weights, NULL, NULL, "has no receptor");
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&weights, &i, &key, &value);) {
    const int w = pathway->n_weights;
    bool is_known = true;
    const rx_receptor *receptor = NULL;
    for (int k = 0; k < pathway->n_to && is_known; k++) {
      const rx_population *to = &circuit->populations[pathway->to[k]];
      if (!is_cells(circuit, pathway->to[k]) || to->cell.n_sections == 0 || r->has_broken_receptors)
        continue; /* said already */
      receptor = find_receptor(&weights, value, NULL, to, key);
      is_known = receptor != NULL;
    }
    if (!is_known) continue;
    pathway->receptor[w] = rx_keep(r, key);
    rx_read_params(&weights, rx_named_param(r, &RX_WEIGHT_PARAM, key), &pathway->weight[w]);
    pathway->n_weights++;
  }
  rx_read_end(&weights);
}

static void check_ends(const rx_map *map, const rx_circuit *circuit, const rx_pathway *pathway)
{
  for (int k = 0; k < pathway->n_to; k++)
    if (!is_cells(circuit, pathway->to[k]))
      rx_read_problem(map, rx_node_child(map->node, "to"), "to", "%s is a population of fibres: pathways lead to cells",
                      circuit->populations[pathway->to[k]].name);
  for (int k = 0; k < pathway->n_from; k++)
    if (pathway->delay == 0 && is_cells(circuit, pathway->from[k]))
      rx_read_problem(map, rx_node_child(map->node, "delay"), "delay", "0 ms is for fibres only; %s are cells",
                      circuit->populations[pathway->from[k]].name);
}

static void read_pathway(rx_reading *r, rx_map *map, const rx_circuit *circuit, rx_pathway *pathway)
{
  read_members(r, map, "from", circuit, &pathway->from, &pathway->n_from);
  read_members(r, map, "to", circuit, &pathway->to, &pathway->n_to);
  if (rx_read_params(map, RX_PATHWAY_PARAMS, pathway)) check_ends(map, circuit, pathway);
  read_weights(r, map, circuit, pathway);
  rx_read_bool(map, "sprouted", false, &pathway->is_sprouted);
  rx_map stp = rx_read_map(map, "short_term_plasticity", false);
  rx_read_params(&stp, RX_STP_PARAMS, &pathway->stp);
  rx_read_end(&stp);
  rx_read_end(map);
}

static void read_pathways(rx_reading *r, rx_map *map, rx_circuit *circuit)
{
  rx_map pathways = rx_read_map(map, "pathways", false);
  circuit->pathways = rx_keep_array(r, rx_count_given(pathways.node), sizeof *circuit->pathways);
  if (circuit->pathways == NULL) return;
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&pathways, &i, &key, &value);) {
    if (is_stray(&pathways, value, key, "pathway", "from", "to")) continue;
    rx_map one = rx_read_map(&pathways, key, true);
    if (one.node == NULL || !rx_check_name(&pathways, value, key, false)) continue;
    rx_pathway *pathway = &circuit->pathways[circuit->n_pathways++];
    pathway->name = rx_keep(r, key);
    read_pathway(r, &one, circuit, pathway);
  }
  rx_read_end(&pathways);
}

/* ---- presynaptic inhibition, groups, pain signal ---- */

/* One afferent class: population → amount, tau. All spikes of a class's list act on one conductance, so there is one tau. */
static void read_presynaptic_class(rx_reading *r, rx_map *map, rx_afferent_class afferent, rx_circuit *circuit)
{
  const char *key;
  const rx_node *value;
  const rx_presynaptic *first = NULL;
  for (size_t i = 0; rx_next_given(map, &i, &key, &value);) {
    rx_map one = rx_read_map(map, key, true);
    const int population = one.node != NULL ? find_population(r, circuit, map, value, NULL, key) : -1;
    if (population < 0) continue;
    if (!is_cells(circuit, population)) {
      rx_read_problem(map, value, key, "is a population of fibres; presynaptic inhibition comes from cells");
      continue;
    }
    rx_presynaptic *list = &circuit->presynaptic[circuit->n_presynaptic++];
    list->afferent = afferent;
    list->from = population;
    rx_read_params(&one, RX_PRESYNAPTIC_PARAMS, list);
    rx_read_end(&one);
    if (first != NULL && first->tau != list->tau)
      rx_read_problem(&one, rx_node_child(one.node, "tau"), "tau",
                      "%g ms differs from that of %s, %g ms: a class has one tau", list->tau,
                      circuit->populations[first->from].name, first->tau);
    if (first == NULL) first = list;
  }
  rx_read_end(map);
}

static void read_presynaptic(rx_reading *r, rx_map *map, rx_circuit *circuit)
{
  rx_map lists = rx_read_map(map, "presynaptic_inhibition", false);
  size_t n = 0;
  for (int c = 1; c < RX_N_CLASSES; c++)
    n += rx_count_given(rx_node_child(lists.node, rx_afferent_class_name((rx_afferent_class)c)));
  circuit->presynaptic = rx_keep_array(r, n, sizeof *circuit->presynaptic);
  if (circuit->presynaptic == NULL) return;
  for (int c = 1; c < RX_N_CLASSES; c++) {
    rx_map one = rx_read_map(&lists, rx_afferent_class_name((rx_afferent_class)c), false);
    read_presynaptic_class(r, &one, (rx_afferent_class)c, circuit);
  }
  rx_read_end(&lists);
}

static void read_groups(rx_reading *r, rx_map *map, rx_circuit *circuit)
{
  rx_map groups = rx_read_map(map, "groups", false);
  circuit->groups = rx_keep_array(r, rx_count_given(groups.node), sizeof *circuit->groups);
  if (circuit->groups == NULL) return;
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&groups, &i, &key, &value);) {
    if (!rx_check_name(&groups, value, key, false)) continue;
    if (rx_circuit_population(circuit, key) >= 0)
      rx_read_problem(&groups, value, key, "is the name of a population; a group needs another");
    rx_group *group = &circuit->groups[circuit->n_groups++];
    group->name = rx_keep(r, key);
    read_members(r, &groups, key, circuit, &group->members, &group->n);
  }
  rx_read_end(&groups);
}

/* The graph is keyed by pair, so pathways between the same populations share their pairs; with two probabilities they could not. */
static void check_shared_pairs(const rx_map *map, const rx_circuit *circuit)
{
  for (int a = 0; a < circuit->n_pathways; a++)
    for (int b = 0; b < a; b++) {
      const rx_pathway *x = &circuit->pathways[a], *y = &circuit->pathways[b];
      if (!(x->probability < 1 && y->probability < 1) || x->probability == y->probability) continue;
      for (int i = 0; i < x->n_from * x->n_to; i++)
        for (int k = 0; k < y->n_from * y->n_to; k++)
          if (x->from[i / x->n_to] == y->from[k / y->n_to] && x->to[i % x->n_to] == y->to[k % y->n_to]) {
            rx_read_problem(map, NULL, NULL,
                            "the pathways %s and %s both connect %s to %s, with two probabilities; give them one",
                            y->name, x->name, circuit->populations[x->from[i / x->n_to]].name,
                            circuit->populations[x->to[i % x->n_to]].name);
            return;
          }
    }
}

static void read_pathway_groups(rx_reading *r, rx_map *map, rx_circuit *circuit)
{
  rx_map groups = rx_read_map(map, "pathway_groups", false);
  const char **known = rx_keep_array(r, (size_t)circuit->n_pathways, sizeof *known);
  circuit->pathway_groups = rx_keep_array(r, rx_count_given(groups.node), sizeof *circuit->pathway_groups);
  if (known == NULL || circuit->pathway_groups == NULL) return;
  for (int w = 0; w < circuit->n_pathways; w++) known[w] = circuit->pathways[w].name;
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&groups, &i, &key, &value);) {
    const char *const *names = NULL;
    size_t n = 0;
    if (!rx_check_name(&groups, value, key, false) || !rx_read_names(&groups, key, true, &names, &n)) continue;
    if (rx_circuit_pathway(circuit, key) >= 0)
      rx_read_problem(&groups, value, key, "is the name of a pathway; a group needs another");
    rx_group *group = &circuit->pathway_groups[circuit->n_pathway_groups++];
    *group = (rx_group){ .name = rx_keep(r, key), .members = rx_keep_array(r, n, sizeof *group->members) };
    for (size_t k = 0; k < n && group->members != NULL; k++) {
      const rx_node *item = value->kind == RX_NODE_SEQUENCE ? value->items[k] : value;
      const int pathway = rx_find_name(&groups, item, key, "pathway", names[k], known, (size_t)circuit->n_pathways);
      if (pathway >= 0) group->members[group->n++] = pathway;
    }
  }
  rx_read_end(&groups);
}

static void read_pain_signal(rx_reading *r, rx_map *map, rx_circuit *circuit)
{
  rx_map terms = rx_read_map(map, "pain_signal", false);
  circuit->pain_terms = rx_keep_array(r, rx_count_given(terms.node), sizeof *circuit->pain_terms);
  if (circuit->pain_terms == NULL) return;
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&terms, &i, &key, &value);) {
    rx_map one = rx_read_map(&terms, key, true);
    const int population = one.node != NULL ? find_population(r, circuit, &terms, value, NULL, key) : -1;
    if (population < 0) continue;
    rx_pain_term *term = &circuit->pain_terms[circuit->n_pain_terms++];
    term->population = population;
    if (rx_read_params(&one, RX_PAIN_TERM_PARAMS, term) && !(term->from < term->to))
      rx_read_problem(&one, rx_node_child(one.node, "to"), "to", "%g ms is not after `from`, %g ms", term->to,
                      term->from);
    rx_read_end(&one);
  }
  rx_read_end(&terms);
}

rx_circuit *rx_circuit_read(rx_reading *r, rx_map *root)
{
  rx_map map = rx_read_map(root, "circuit", true);
  rx_circuit *circuit = rx_keep_array(r, 1, sizeof *circuit);
  if (map.node == NULL || circuit == NULL) return NULL;
  const char *grid = DEFAULT_GRID;
  const size_t before = rx_problems_count(r->problems);
  circuit->name = rx_read_word(r, &map, "circuit", true, "");
  rx_read_params(&map, RX_CIRCUIT_PARAMS, circuit);
  rx_read_text(&map, "grid", false, &grid);
  rx_drugs_read(r, &map, circuit);
  rx_read_node(&map, "receptors", false); /* lies beneath the populations by now */
  read_populations(r, &map, grid, circuit);
  rx_nerve_read(r, &map, circuit);
  if (rx_problems_count(r->problems) == before) rx_drugs_check(r, &map, circuit);
  rx_motor_read(r, &map, circuit);
  read_pathways(r, &map, circuit);
  read_presynaptic(r, &map, circuit);
  read_groups(r, &map, circuit);
  read_pathway_groups(r, &map, circuit);
  check_shared_pairs(&map, circuit);
  read_pain_signal(r, &map, circuit);
  rx_read_end(&map);
  return circuit;
}
