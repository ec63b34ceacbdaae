/* Graphs from files: which cells are connected. */
#include <stdlib.h>
#include <string.h>

#include "io/experiment/experiment_parts.h"

/* A row with its place, to find pairs that are there twice. */
typedef struct placed_row {
  rx_graph_row row;
  const rx_csv *csv;
  size_t i;
  size_t order;
} placed_row;

static int by_pair(const void *left, const void *right)
{
  const placed_row *a = left, *b = right;
  if (a->row.from != b->row.from) return a->row.from < b->row.from ? -1 : 1;
  if (a->row.to != b->row.to) return a->row.to < b->row.to ? -1 : 1;
  if (a->row.pre != b->row.pre) return a->row.pre < b->row.pre ? -1 : 1;
  if (a->row.post != b->row.post) return a->row.post < b->row.post ? -1 : 1;
  return a->order < b->order ? -1 : a->order > b->order;
}

static bool is_same_pair(const rx_graph_row *a, const rx_graph_row *b)
{
  return a->from == b->from && a->to == b->to && a->pre == b->pre && a->post == b->post;
}

enum { PRE_POP, PRE_INDEX, POST_POP, POST_INDEX, N_COLUMNS };

static int population_at(rx_reading *r, const rx_circuit *circuit, const rx_csv *csv, size_t row, size_t column,
                         const char *const names[])
{
  const char *name = rx_csv_text(csv, row, column);
  const int population = rx_circuit_population(circuit, name);
  if (population >= 0) return population;
  const char *nearest = rx_nearest_word(name, names, (size_t)circuit->n_populations);
  rx_csv_problem(csv, row, column, r->problems, "the circuit has no population \"%.60s\"%s%s%s", name,
                 nearest ? " (did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?)" : "");
  return -1;
}

static bool has_pathway(const rx_circuit *circuit, int from, int to)
{
  for (int p = 0; p < circuit->n_pathways; p++) {
    const rx_pathway *pathway = &circuit->pathways[p];
    bool has_from = false, has_to = false;
    for (int k = 0; k < pathway->n_from; k++) has_from = has_from || pathway->from[k] == from;
    for (int k = 0; k < pathway->n_to; k++) has_to = has_to || pathway->to[k] == to;
    if (has_from && has_to) return true;
  }
  return false;
}

/* Rows of one file, appended to rows. */
static bool read_rows(rx_reading *r, const rx_circuit *circuit, const rx_csv *csv, const size_t at[],
                      const char *const names[], placed_row rows[], size_t *n)
{
  bool is_good = true;
  for (size_t i = 0; i < csv->n_rows; i++) {
    placed_row placed = { .csv = csv, .i = i, .order = *n };
    const int from = population_at(r, circuit, csv, i, at[PRE_POP], names),
              to = population_at(r, circuit, csv, i, at[POST_POP], names);
    is_good = is_good && from >= 0 && to >= 0;
    if (from < 0 || to < 0) continue;
    int pre = 0, post = 0;
    if (!rx_csv_int(csv, i, at[PRE_INDEX], 0, circuit->populations[from].n - 1, &pre, r->problems) ||
        !rx_csv_int(csv, i, at[POST_INDEX], 0, circuit->populations[to].n - 1, &post, r->problems)) {
      is_good = false;
      continue;
    }
    if (!has_pathway(circuit, from, to)) {
      rx_csv_problem(csv, i, at[PRE_POP], r->problems, "no pathway of the circuit leads from %s to %s",
                     circuit->populations[from].name, circuit->populations[to].name);
      is_good = false;
      continue;
    }
    placed.row = (rx_graph_row){ from, to, pre, post };
    rows[(*n)++] = placed;
  }
  return is_good;
}

/* Pairs that are there twice, each at its later place. first_column: of each table, by its place in csv. */
static void check_twice(rx_reading *r, const rx_circuit *circuit, placed_row rows[], size_t n, const rx_csv csv[],
                        const size_t first_column[])
{
  if (n > 1) qsort(rows, n, sizeof *rows, by_pair);
  for (size_t i = 1; i < n; i++) {
    const placed_row *a = &rows[i - 1], *b = &rows[i];
    if (!is_same_pair(&a->row, &b->row)) continue;
    rx_csv_problem(b->csv, b->i, first_column[b->csv - csv], r->problems,
                   "the pair %s %d to %s %d is there twice: first at %s:%d", circuit->populations[a->row.from].name,
                   (int)a->row.pre, circuit->populations[a->row.to].name, (int)a->row.post, a->csv->file,
                   a->csv->lines[a->i]);
  }
}

static void read_files(rx_reading *r, rx_map *map, rx_experiment *experiment)
{
  static const char *const COLUMNS[N_COLUMNS] = { "pre_pop", "pre_index", "post_pop", "post_index" };
  const char *const *files = NULL;
  size_t n_files = 0, n_rows = 0, n = 0;
  if (!rx_read_names(map, "files", false, &files, &n_files) || n_files == 0) return;
  const rx_node *node = rx_read_node(map, "files", true);
  rx_csv *csv = rx_arena_alloc(r->reader.arena, n_files * sizeof *csv);
  size_t(*at)[N_COLUMNS] = rx_arena_alloc(r->reader.arena, n_files * sizeof *at);
  if (csv == NULL || at == NULL) return;
  bool is_good = true;
  for (size_t i = 0; i < n_files; i++) {
    const rx_node *item = node->kind == RX_NODE_SEQUENCE ? node->items[i] : node;
    const bool is_read = rx_read_table(r, map, item, "files", files[i], N_COLUMNS, COLUMNS, at[i], &csv[i]);
    if (is_read)
      n_rows += csv[i].n_rows;
    else
      csv[i].n_rows = 0;
    is_good = is_good && is_read;
  }
  const rx_circuit *circuit = experiment->circuit;
  if (circuit == NULL) return;
  const char **names = rx_arena_alloc(r->reader.arena, ((size_t)circuit->n_populations + 1) * sizeof *names);
  placed_row *rows = malloc((n_rows + 1) * sizeof *rows);
  size_t *first_column = rx_arena_alloc(r->reader.arena, n_files * sizeof *first_column);
  experiment->graph_rows = rx_keep_array(r, n_rows, sizeof *experiment->graph_rows);
  if (names == NULL || rows == NULL || first_column == NULL || experiment->graph_rows == NULL) {
    free(rows);
    return;
  }
  for (int p = 0; p < circuit->n_populations; p++) names[p] = circuit->populations[p].name;
  for (size_t i = 0; i < n_files; i++) {
    if (csv[i].n_rows == 0) continue;
    first_column[i] = at[i][PRE_POP];
    is_good = read_rows(r, circuit, &csv[i], at[i], names, rows, &n) && is_good;
  }
  for (size_t i = 0; i < n; i++) experiment->graph_rows[i] = rows[i].row;
  experiment->n_graph_rows = n;
  if (is_good && n == 0) rx_read_problem(map, node, "files", "has no pair");
  if (is_good) check_twice(r, circuit, rows, n, csv, first_column);
  free(rows);
}

void rx_graph_read(rx_reading *r, rx_map *root, rx_experiment *experiment)
{
  experiment->graph_seed = experiment->seed;
  rx_map map = rx_read_map(root, "graph", false);
  if (map.node == NULL) return;
  if (experiment->model == RX_MODEL_RATE) {
    rx_read_problem(&map, NULL, NULL, "a rate_model has no graph");
    return;
  }
  rx_read_seed(&map, "seed", false, &experiment->graph_seed);
  if (rx_read_node(&map, "files", false) != NULL && rx_read_node(&map, "seed", false) != NULL)
    rx_read_problem(&map, NULL, NULL, "has both `seed` and `files`: a graph is drawn or read");
  read_files(r, &map, experiment);
  rx_read_end(&map);
}
