/* Claim: a network's spikes and end voltages are the same to the last bit with 1, 2 and 7 threads, and in a second run.
 *
 * A plain program: the unit-test framework cannot start under the thread sanitizer, and the core preset has none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/circuit/network.h"
#include "solver/simulation.h"
#include "stimuli/drive.h"
#include "tests/models/small_circuit.h"

static const int THREADS[] = { 1, 2, 7, 1 };
enum { N_RUNS = sizeof THREADS / sizeof THREADS[0], FEWEST_SPIKES = 50 };
static const double T_STOP_MS = 235.0;

/* Fibres that make PV and, by way of a strong weight, NK1 fire. */
static void make_circuit(small_circuit *c)
{
  small_circuit_make(c);
  c->pathways[AB_PV].weight[0] = 23.7;
  c->pathways[AB_NK1_SPROUTED].weight[0] = 31.3;
  c->circuit.sprouting = 1;
  c->presynaptic[0].amount = 0.05;
}

static rx_status simulate(const rx_network *network, const rx_drive_trains *trains, int threads,
                          rx_recording *recording, rx_error *err)
{
  rx_train *sources = calloc((size_t)trains->n_sources + 1, sizeof *sources);
  if (sources == NULL) return rx_no_memory(err);
  for (int s = 0; s < trains->n_sources; s++) sources[s] = (rx_train){ trains->times[s].n, trains->times[s].items };
  const rx_drive drive = { .sources = sources };
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = T_STOP_MS;
  options.threads = threads;
  const rx_status status = rx_simulate_ensemble(network, &drive, &options, recording, err);
  free(sources);
  return status;
}

static bool is_same(const rx_recording *a, const rx_recording *b, int n_cells)
{
  if (a->spikes.n != b->spikes.n || memcmp(a->v_end, b->v_end, (size_t)n_cells * sizeof *a->v_end) != 0) return false;
  for (size_t i = 0; i < a->spikes.n; i++) /* not by memcmp: a spike has padding */
    if (memcmp(&a->spikes.items[i].t_ms, &b->spikes.items[i].t_ms, sizeof(double)) != 0 ||
        a->spikes.items[i].cell != b->spikes.items[i].cell)
      return false;
  return true;
}

int main(void)
{
  static small_circuit circuit;
  make_circuit(&circuit);
  rx_error err = { 0 };
  rx_graph *graph = NULL;
  rx_network *network = NULL;
  rx_drive_trains trains = { 0 };
  rx_recording recordings[N_RUNS] = { 0 };
  const rx_stimulus brush = rx_stimulus_default(RX_STIMULUS_BRUSH);

  rx_status status = rx_graph_draw(&circuit.circuit, 20931, 0, &graph, &err);
  if (status == RX_OK) status = rx_network_make(&circuit.circuit, graph, &network, &err);
  if (status == RX_OK)
    status = rx_drive_make(&circuit.circuit, network, 1, &brush, 0, NULL, 20931, 0, T_STOP_MS, &trains, &err);
  for (int i = 0; i < N_RUNS && status == RX_OK; i++)
    status = simulate(network, &trains, THREADS[i], &recordings[i], &err);

  int failures = 0;
  if (status != RX_OK) {
    fprintf(stderr, "%s\n", err.text);
    failures++;
  } else if (recordings[0].spikes.n < FEWEST_SPIKES) {
    fprintf(stderr, "only %zu spikes: the comparison would say little\n", recordings[0].spikes.n);
    failures++;
  }
  for (int i = 1; i < N_RUNS && status == RX_OK; i++) {
    if (is_same(&recordings[0], &recordings[i], network->n_cells)) continue;
    fprintf(stderr, "run %d, with %d threads, differs from the first, with 1\n", i, THREADS[i]);
    failures++;
  }
  if (failures == 0) printf("%zu spikes, the same bits with 1, 2 and 7 threads\n", recordings[0].spikes.n);

  for (int i = 0; i < N_RUNS; i++) rx_recording_free(&recordings[i]);
  rx_drive_trains_free(&trains);
  rx_network_free(network);
  rx_graph_free(graph);
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
