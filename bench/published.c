#include "bench/published.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "bench/output.h"
#include "io/config/csv.h"
#include "io/experiment/experiment.h"

#define CIRCUIT     "sdh"
#define CONNECTIONS "sdh_connections.csv"
#define AFFERENTS   "sdh_afferents.csv"

struct rx_bench_published {
  rx_experiment *experiment;
  rx_graph *graph;
  rx_network *network;       /* closed loop */
  rx_bench_spikes afferents; /* cell: node of the network */
};

typedef RX_ARRAY(rx_graph_row) graph_rows;

typedef struct reading {
  const rx_circuit *circuit;
  rx_arena *arena;
  rx_problems *problems;
  const char *folder;
} reading;

static bool open_table(const reading *r, const char *name, size_t n, const char *const columns[], size_t at[],
                       rx_csv *csv)
{
  const char *path = rx_arena_format(r->arena, "%s/%s", r->folder, name);
  return path != NULL && rx_csv_read(path, r->arena, r->problems, csv) &&
         rx_csv_columns(csv, n, columns, at, r->problems);
}

static int population_at(const reading *r, const rx_csv *csv, size_t row, size_t column)
{
  const int population = rx_circuit_population(r->circuit, rx_csv_text(csv, row, column));
  if (population < 0)
    rx_csv_problem(csv, row, column, r->problems, "the circuit %s has no population \"%.60s\"", CIRCUIT,
                   rx_csv_text(csv, row, column));
  return population;
}

static rx_status read_graph(const reading *r, graph_rows *rows, rx_error *err)
{
  enum { PRE, PRE_INDEX, POST, POST_INDEX, N };
  static const char *const NAMES[N] = { "pre_pop", "pre_index", "post_pop", "post_index" };
  rx_csv csv;
  size_t at[N];
  if (!open_table(r, CONNECTIONS, N, NAMES, at, &csv)) return RX_OK; /* the problems say it */
  for (size_t i = 0; i < csv.n_rows; i++) {
    const int from = population_at(r, &csv, i, at[PRE]), to = population_at(r, &csv, i, at[POST]);
    int pre, post;
    if (from < 0 || to < 0 ||
        !rx_csv_int(&csv, i, at[PRE_INDEX], 0, r->circuit->populations[from].n - 1, &pre, r->problems) ||
        !rx_csv_int(&csv, i, at[POST_INDEX], 0, r->circuit->populations[to].n - 1, &post, r->problems))
      continue;
    if (!RX_APPEND(rows, ((rx_graph_row){ from, to, pre, post }))) return rx_no_memory(err);
  }
  return RX_OK;
}

static const rx_node_range *range_of(const rx_network *network, int population)
{
  const rx_node_range *cells = rx_network_cell_range(network, population);
  return cells != NULL ? cells : rx_network_fibre_range(network, population);
}

static rx_status read_afferents(const reading *r, const rx_network *network, rx_bench_spikes *afferents, rx_error *err)
{
  enum { SET, CLASS, INDEX, T, N };
  static const char *const NAMES[N] = { "set", "class", "index", "t_ms" };
  rx_csv csv;
  size_t at[N];
  if (!open_table(r, AFFERENTS, N, NAMES, at, &csv)) return RX_OK;
  for (size_t i = 0; i < csv.n_rows; i++) {
    const char *set = rx_csv_text(&csv, i, at[SET]);
    if (strcmp(set, "Ab") != 0 && strcmp(set, "noxious_0.25") != 0) continue;
    const int population = population_at(r, &csv, i, at[CLASS]);
    int index;
    double t_ms;
    if (population < 0 ||
        !rx_csv_int(&csv, i, at[INDEX], 0, r->circuit->populations[population].n - 1, &index, r->problems) ||
        !rx_csv_number(&csv, i, at[T], 0, 1e9, &t_ms, r->problems))
      continue;
    const rx_node_range *range = range_of(network, population);
    if (range == NULL || !range->is_source) {
      rx_csv_problem(&csv, i, at[CLASS], r->problems, "%.60s is no population of afferents",
                     rx_csv_text(&csv, i, at[CLASS]));
      continue;
    }
    RX_TRY(rx_bench_spikes_append(afferents, (rx_bench_spike){ range->first + index, t_ms }, err));
  }
  rx_bench_spikes_sort(afferents);
  return RX_OK;
}

/* RX_E_INPUT with all problems, if there are any. */
static rx_status fail_problems(rx_problems *problems, rx_error *err)
{
  if (rx_problems_count(problems) == 0) return RX_OK;
  char *text = rx_problems_text(problems);
  const rx_status status = rx_fail(err, RX_E_INPUT, "%s", text != NULL ? text : "problems in P6's files");
  free(text);
  return status;
}

static rx_status fill(rx_bench_published *p, const char *folder, rx_arena *arena, rx_problems *problems, rx_error *err)
{
  RX_TRY(rx_circuit_config_read(CIRCUIT, 0, NULL, problems, &p->experiment, err));
  reading r = { p->experiment->circuit, arena, problems, folder };
  graph_rows rows = { 0 };
  rx_status status = read_graph(&r, &rows, err);
  if (status == RX_OK) status = fail_problems(problems, err);
  if (status == RX_OK) status = rx_graph_from_rows(r.circuit, rows.n, rows.items, &p->graph, err);
  free(rows.items);
  if (status == RX_OK) status = rx_network_make(r.circuit, p->graph, &p->network, err);
  for (int i = 0; status == RX_OK && i < p->network->n_routes; i++)
    if (p->network->routes[i].has_stp)
      status = rx_fail(err, RX_E_INPUT, "circuit %s: P6 knows no short-term plasticity", CIRCUIT);
  if (status == RX_OK) status = read_afferents(&r, p->network, &p->afferents, err);
  if (status == RX_OK) status = fail_problems(problems, err);
  return status;
}

rx_status rx_bench_published_create(const char *folder, rx_bench_published **out, rx_error *err)
{
  *out = NULL;
  rx_bench_published *p = calloc(1, sizeof *p);
  rx_arena *arena = rx_arena_create();
  rx_problems *problems = rx_problems_create();
  rx_status status = RX_E_MEMORY;
  if (p == NULL || arena == NULL || problems == NULL)
    rx_no_memory(err);
  else
    status = fill(p, folder, arena, problems, err);
  rx_problems_free(problems);
  rx_arena_free(arena);
  if (status != RX_OK) {
    rx_bench_published_free(p);
    return status;
  }
  *out = p;
  return RX_OK;
}

void rx_bench_published_free(rx_bench_published *p)
{
  if (p == NULL) return;
  rx_bench_spikes_free(&p->afferents);
  rx_network_free(p->network);
  rx_graph_free(p->graph);
  rx_experiment_free(p->experiment);
  free(p);
}

int rx_bench_published_cells(const rx_bench_published *p)
{
  return p->network->n_cells;
}

double rx_bench_published_rate_Hz(const rx_bench_published *p, const char *population, const rx_bench_spikes *spikes,
                                  double duration_ms)
{
  const int index = rx_circuit_population(p->experiment->circuit, population);
  const rx_node_range *range = index >= 0 ? range_of(p->network, index) : NULL;
  if (range == NULL || range->is_source) return NAN;
  size_t n = 0;
  for (size_t i = 0; i < spikes->n; i++)
    n += spikes->items[i].cell >= range->first && spikes->items[i].cell < range->first + range->n;
  return (double)n / range->n / (1e-3 * duration_ms);
}

/* ---- the two networks ---- */

/* Gives the cells' connections to sources of their own. The connections, sorted by source, keep their places: only the cells,
 * now without any, come before them. */
static rx_status cut_loop(rx_network *network, rx_error *err)
{
  const size_t n_cells = (size_t)network->n_cells, n_nodes = n_cells + (size_t)network->n_nodes;
  size_t *first = calloc(n_nodes + 1, sizeof *first);
  rx_node_range *ranges = calloc((size_t)network->n_ranges + 1, sizeof *ranges);
  if (first == NULL || ranges == NULL) {
    free(first);
    free(ranges);
    return rx_no_memory(err);
  }
  memcpy(first + n_cells, network->first_connection, ((size_t)network->n_nodes + 1) * sizeof *first);
  int n = 0;
  for (int i = 0; i < network->n_ranges; i++)
    if (!network->ranges[i].is_source) ranges[n++] = network->ranges[i];
  ranges[n++] = (rx_node_range){
    .name = "surrogate", .first = network->n_cells, .n = network->n_cells, .is_source = true, .population = -1
  };
  for (int i = 0; i < network->n_ranges; i++) {
    if (!network->ranges[i].is_source) continue;
    ranges[n] = network->ranges[i];
    ranges[n++].first += network->n_cells;
  }
  free(network->ranges);
  free(network->first_connection);
  network->ranges = ranges;
  network->first_connection = first;
  network->n_ranges = n;
  network->n_nodes = (int)n_nodes;
  network->shortest_delay_ms = INFINITY;
  return RX_OK;
}

rx_status rx_bench_published_network(const rx_bench_published *p, bool is_open, rx_network **network, rx_error *err)
{
  RX_TRY(rx_network_make(p->experiment->circuit, p->graph, network, err));
  if (!is_open) return RX_OK;
  if ((*network)->n_terminal_inputs > 0) {
    rx_network_free(*network);
    *network = NULL;
    return rx_fail(err, RX_E_INPUT, "circuit %s: P6 knows no presynaptic inhibition", CIRCUIT);
  }
  const rx_status status = cut_loop(*network, err);
  if (status != RX_OK) {
    rx_network_free(*network);
    *network = NULL;
  }
  return status;
}

/* Appends the trains of the sources, with the nodes' numbers of the closed loop: cells (of_cells not NULL), then afferents. */
static rx_status gather(const rx_bench_published *p, const rx_bench_spikes *of_cells, double t_stop_ms,
                        rx_bench_spikes *all, rx_error *err)
{
  for (size_t i = 0; of_cells != NULL && i < of_cells->n; i++)
    RX_TRY(rx_bench_spikes_append(all, of_cells->items[i], err));
  for (size_t i = 0; i < p->afferents.n; i++)
    if (p->afferents.items[i].t_ms < t_stop_ms) RX_TRY(rx_bench_spikes_append(all, p->afferents.items[i], err));
  rx_bench_spikes_sort(all);
  return RX_OK;
}

rx_status rx_bench_published_trains(const rx_bench_published *p, const rx_bench_spikes *of_cells,
                                    rx_bench_trains *trains, rx_error *err)
{
  const int first =
      of_cells != NULL ? 0 : p->network->n_cells; /* node of the first source, as the closed loop counts */
  rx_bench_spikes all = { 0 };
  *trains = (rx_bench_trains){ 0 };
  rx_status status = gather(p, of_cells, INFINITY, &all, err);
  if (status == RX_OK) {
    trains->trains = calloc((size_t)(p->network->n_nodes - first) + 1, sizeof *trains->trains);
    trains->times = calloc(all.n + 1, sizeof *trains->times);
    if (trains->trains == NULL || trains->times == NULL) status = rx_no_memory(err);
  }
  for (size_t i = 0; status == RX_OK && i < all.n; i++) {
    rx_train *train = &trains->trains[all.items[i].cell - first];
    if (train->n == 0) train->times_ms = trains->times + i;
    trains->times[i] = all.items[i].t_ms;
    train->n++;
  }
  rx_bench_spikes_free(&all);
  if (status != RX_OK) rx_bench_trains_free(trains);
  return status;
}

void rx_bench_trains_free(rx_bench_trains *trains)
{
  free(trains->trains);
  free(trains->times);
  *trains = (rx_bench_trains){ 0 };
}

/* ---- files for a peer ---- */

static void write_cells(const rx_bench_published *p, FILE *file)
{
  fputs("index,population,threshold_mV,v_init_mV,temperature_degC\n", file);
  for (int r = 0; r < p->network->n_ranges; r++) {
    const rx_node_range *range = &p->network->ranges[r];
    if (range->is_source) continue;
    const rx_cell *cell = &p->experiment->circuit->populations[range->population].cell;
    const double celsius = isnan(cell->temperature) ? p->experiment->circuit->temperature : cell->temperature;
    for (int i = 0; i < range->n; i++)
      fprintf(file, "%d,%s,%.17g,%.17g,%.17g\n", range->first + i, range->name, cell->threshold, cell->v_init, celsius);
  }
}

static void write_sections(const rx_bench_published *p, FILE *file)
{
  fputs("population,section,length_um,diameter_um,Ra_ohm_cm,cm_uF_per_cm2,E_na_mV,E_k_mV,compartments,parent,at_parent_"
        "start,"
        "tau_ca_ms,depth_um,rest_mM\n",
        file);
  const rx_circuit *circuit = p->experiment->circuit;
  for (int i = 0; i < circuit->n_populations; i++) {
    const rx_population *population = &circuit->populations[i];
    for (int s = 0; population->afferent == RX_CLASS_NONE && s < population->cell.n_sections; s++) {
      const rx_section *section = &population->cell.sections[s];
      fprintf(file, "%s,%s,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%d,%s,%d,", population->name, section->name,
              section->length, section->diameter, section->axial_resistivity, section->membrane_capacitance,
              section->reversal_na, section->reversal_k, section->n_compartments,
              section->parent >= 0 ? population->cell.sections[section->parent].name : "", section->at_parent_start);
      if (section->has_calcium)
        fprintf(file, "%.17g,%.17g,%.17g\n", section->calcium.tau, section->calcium.depth, section->calcium.rest);
      else
        fputs("0,0,0\n", file);
    }
  }
}

static void write_channels(const rx_bench_published *p, FILE *file)
{
  fputs("population,section,channel,parameter,value\n", file);
  const rx_circuit *circuit = p->experiment->circuit;
  for (int i = 0; i < circuit->n_populations; i++) {
    const rx_population *population = &circuit->populations[i];
    for (int s = 0; population->afferent == RX_CLASS_NONE && s < population->cell.n_sections; s++) {
      const rx_section *section = &population->cell.sections[s];
      for (int c = 0; c < section->n_channels; c++)
        for (int k = 0; k < section->channels[c].channel->n_params; k++)
          fprintf(file, "%s,%s,%s,%s,%.17g\n", population->name, section->name, section->channels[c].channel->name,
                  section->channels[c].channel->params[k].name, section->channels[c].params[k]);
    }
  }
}

static void write_receptors(const rx_bench_published *p, FILE *file)
{
  fputs("population,receptor,section,tau_rise_ms,tau_decay_ms,reversal_mV,magnesium_mM,calcium_fraction\n", file);
  const rx_circuit *circuit = p->experiment->circuit;
  for (int i = 0; i < circuit->n_populations; i++) {
    const rx_population *population = &circuit->populations[i];
    for (int r = 0; r < population->n_receptors; r++) {
      const rx_receptor *receptor = &population->receptors[r];
      fprintf(file, "%s,%s,%s,%.17g,%.17g,%.17g,%.17g,%.17g\n", population->name, receptor->name,
              population->cell.sections[receptor->section].name, receptor->tau_rise, receptor->tau_decay,
              rx_receptor_reversal_mV(receptor, circuit->temperature), receptor->magnesium, receptor->calcium_fraction);
    }
  }
}

static void write_connections(const rx_bench_published *p, FILE *file)
{
  fputs("pre,post,receptor,delay_ms,jump_nS\n", file);
  const rx_network *network = p->network;
  for (int node = 0; node < network->n_nodes; node++)
    for (size_t i = network->first_connection[node]; i < network->first_connection[node + 1]; i++) {
      const rx_connection *connection = &network->connections[i];
      const rx_route *route = &network->routes[connection->route];
      const rx_cell_type *type = network->types[network->type_of[connection->target]];
      for (int k = 0; k < route->n; k++)
        fprintf(file, "%d,%d,%s,%.17g,%.17g\n", node, connection->target, type->slots[route->slot[k]].receptor,
                connection->delay_ms, route->jump[k] * connection->scale);
    }
}

rx_status rx_bench_published_write(const rx_bench_published *p, const char *folder, const rx_bench_spikes *of_cells,
                                   double t_stop_ms, rx_error *err)
{
  static const struct {
    const char *name;
    void (*write)(const rx_bench_published *p, FILE *file);
  } FILES[] = { { "cells.csv", write_cells },
                { "sections.csv", write_sections },
                { "channels.csv", write_channels },
                { "receptors.csv", write_receptors },
                { "connections.csv", write_connections } };
  rx_bench_output out;
  for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
    RX_TRY(rx_bench_output_open(&out, folder, FILES[i].name, err));
    FILES[i].write(p, out.file);
    RX_TRY(rx_bench_output_close(&out, err));
  }
  rx_bench_spikes all = { 0 };
  rx_status status = gather(p, of_cells, t_stop_ms, &all, err);
  if (status == RX_OK) status = rx_bench_output_open(&out, folder, "trains.csv", err);
  if (status == RX_OK) {
    fputs("source,t_ms\n", out.file);
    for (size_t i = 0; i < all.n; i++) fprintf(out.file, "%d,%.17g\n", all.items[i].cell, all.items[i].t_ms);
    status = rx_bench_output_close(&out, err);
  }
  rx_bench_spikes_free(&all);
  return status;
}
