#include "circuit_run.h"

#include <stdlib.h>
#include <string.h>

static bool problem(rx_place place, const char *text)
{
  rx_table_problem(place.table, place.row, place.column, "%s", text);
  return false;
}

bool rx_circuit_run_open(rx_verify *verify, const char *circuit, rx_place place, rx_circuit_run *run)
{
  rx_error err = { 0 };
  *run = (rx_circuit_run){ 0 };
  if (rx_circuit_config_read(circuit, 0, NULL, verify->problems, &run->experiment, &err) == RX_OK) return true;
  rx_context(&err, "circuit %s", circuit);
  return problem(place, err.text);
}

static int n_sources(const rx_circuit_run *run)
{
  return run->network->n_nodes - run->network->n_cells;
}

void rx_circuit_run_free(rx_circuit_run *run)
{
  for (int i = 0; run->trains != NULL && i < n_sources(run); i++) free(run->trains[i].items);
  free(run->trains);
  free(run->sources);
  rx_network_free(run->network);
  rx_graph_free(run->graph);
  rx_experiment_free(run->experiment);
  *run = (rx_circuit_run){ 0 };
}

bool rx_circuit_run_set(rx_circuit_run *run, const char *pattern, double value, rx_place place)
{
  rx_registry *registry = run->experiment->registry;
  bool has_any = false;
  for (size_t i = 0; i < rx_registry_count(registry); i++) {
    rx_entry *entry = rx_registry_at(registry, i);
    rx_error err = { 0 };
    if (!rx_modifier_matches(run->experiment->circuit, pattern, entry->path)) continue;
    if (rx_entry_set(entry, value, &err) != RX_OK) return problem(place, err.text);
    has_any = true;
  }
  if (has_any) return true;
  rx_table_problem(place.table, place.row, place.column, "the circuit has no parameter %s", pattern);
  return false;
}

bool rx_circuit_run_set_inhibition(rx_circuit_run *run, double gaba, double glycine, rx_place place)
{
  return rx_circuit_run_set(run, "circuit/populations/*/release_gaba", gaba, place) &&
         rx_circuit_run_set(run, "circuit/populations/*/release_glycine", glycine, place);
}

bool rx_circuit_run_set_reversal(rx_circuit_run *run, double E_mV, rx_place place)
{
  return rx_circuit_run_set(run, "circuit/populations/*/receptors/GABA_A/reversal", E_mV, place) &&
         rx_circuit_run_set(run, "circuit/populations/*/receptors/glycine/reversal", E_mV, place);
}

bool rx_circuit_run_connect(rx_circuit_run *run, size_t n_rows, const rx_graph_row rows[], rx_place place)
{
  rx_error err = { 0 };
  const rx_circuit *circuit = run->experiment->circuit;
  if (rx_graph_from_rows(circuit, n_rows, rows, &run->graph, &err) != RX_OK ||
      rx_network_make(circuit, run->graph, &run->network, &err) != RX_OK)
    return problem(place, err.text);
  run->trains = calloc((size_t)n_sources(run) + 1, sizeof *run->trains);
  run->sources = calloc((size_t)n_sources(run) + 1, sizeof *run->sources);
  return (run->trains != NULL && run->sources != NULL) || problem(place, "out of memory");
}

const rx_node_range *rx_circuit_run_range(const rx_circuit_run *run, const char *population)
{
  for (int i = 0; i < run->network->n_ranges; i++)
    if (strcmp(run->network->ranges[i].name, population) == 0) return &run->network->ranges[i];
  return NULL;
}

int rx_circuit_run_size(const rx_circuit_run *run, const char *population)
{
  const rx_node_range *range = rx_circuit_run_range(run, population);
  return range != NULL ? range->n : 0;
}

bool rx_circuit_run_add_spike(rx_circuit_run *run, const char *population, int index, double t_ms, rx_place place)
{
  const rx_node_range *range = rx_circuit_run_range(run, population);
  if (range == NULL || !range->is_source || index < 0 || index >= range->n) {
    rx_table_problem(place.table, place.row, place.column, "the circuit has no afferent fibre %s %d", population,
                     index);
    return false;
  }
  rx_times_list *train = &run->trains[range->first + index - run->network->n_cells];
  return RX_APPEND(train, t_ms) || problem(place, "out of memory");
}

static int by_time(const void *a, const void *b)
{
  const double *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

void rx_circuit_run_ready(rx_circuit_run *run)
{
  for (int i = 0; i < n_sources(run); i++) {
    rx_times_list *train = &run->trains[i];
    if (train->n > 1) qsort(train->items, train->n, sizeof *train->items, by_time);
    run->sources[i] = (rx_train){ train->n, train->items };
  }
}

size_t rx_circuit_run_count(const rx_circuit_run *run, const rx_recording *recording, const char *population,
                            double from_ms, double to_ms)
{
  const rx_node_range *range = rx_circuit_run_range(run, population);
  size_t n = 0;
  for (size_t i = 0; range != NULL && i < recording->spikes.n; i++) {
    const rx_spike *s = &recording->spikes.items[i];
    n += s->t_ms >= from_ms && s->t_ms < to_ms && s->cell >= range->first && s->cell < range->first + range->n;
  }
  return n;
}

rx_status rx_circuit_simulate(void *simulation, rx_error *err)
{
  rx_circuit_simulation *s = simulation;
  const rx_drive drive = { .sources = s->run->sources };
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = s->t_stop_ms;
  if (s->dt_ms > 0) options.dt_ms = s->dt_ms;
  if (s->rtol > 0) options.rtol = s->rtol;
  return (s->is_cvode ? rx_simulate_cvode : rx_simulate_ensemble)(s->run->network, &drive, &options, &s->recording,
                                                                  err);
}
