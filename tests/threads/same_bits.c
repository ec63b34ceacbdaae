/* Claim: a network's spikes and end voltages are the same to the last bit with 1, 2 and 7 threads, in a second run, and where it
 * runs beside other members, in any order; with one length of step and with two, in double precision and in single.
 *
 * A plain program: the unit-test framework cannot start under the thread sanitizer, and the core preset has none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/circuit/network.h"
#include "solver/ensemble/ensemble.h"
#include "stimuli/drive.h"
#include "tests/models/small_circuit.h"

static const int THREADS[] = { 1, 2, 7, 1 };
enum { N_RUNS = sizeof THREADS / sizeof THREADS[0], N_MEMBERS = 5, FEWEST_SPIKES = 50 };
static const double T_STOP_MS = 235.0;

/* A network with its input. */
typedef struct subject {
  rx_graph *graph;
  rx_network *network;
  rx_drive_trains trains;
  rx_train *sources;
  rx_drive drive;
  rx_recording alone;
} subject;

/* Fibres that make PV and, by way of a strong weight, NK1 fire; members differ in weights and seeds, and one in its delays. */
static void make_circuit(small_circuit *c, int member)
{
  small_circuit_make(c);
  c->pathways[AB_PV].weight[0] = 23.7 + 0.9 * member;
  c->pathways[AB_NK1_SPROUTED].weight[0] = 31.3 + 0.7 * member;
  c->circuit.sprouting = 1;
  c->presynaptic[0].amount = 0.05;
  if (member == 3) c->pathways[PV_NK1].delay *= 0.5;
}

static rx_status make_subject(subject *s, int member, rx_error *err)
{
  static small_circuit circuit;
  const rx_stimulus brush = rx_stimulus_default(RX_STIMULUS_BRUSH);
  const uint64_t seed = 20931 + 7 * (uint64_t)member;
  make_circuit(&circuit, member);
  RX_TRY(rx_graph_draw(&circuit.circuit, seed, 0, &s->graph, err));
  RX_TRY(rx_network_make(&circuit.circuit, s->graph, &s->network, err));
  RX_TRY(rx_drive_make(&circuit.circuit, s->network, 1, &brush, 0, NULL, seed, 0, T_STOP_MS, &s->trains, err));
  s->sources = calloc((size_t)s->trains.n_sources + 1, sizeof *s->sources);
  if (s->sources == NULL) return rx_no_memory(err);
  for (int i = 0; i < s->trains.n_sources; i++)
    s->sources[i] = (rx_train){ s->trains.times[i].n, s->trains.times[i].items };
  s->drive = (rx_drive){ .sources = s->sources };
  return RX_OK;
}

static void free_subject(subject *s)
{
  rx_recording_free(&s->alone);
  rx_drive_trains_free(&s->trains);
  rx_network_free(s->network);
  rx_graph_free(s->graph);
  free(s->sources);
}

/* of all runs */
static int coarse_steps;
static bool single_precision;

static rx_solver_options options_on(int threads)
{
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = T_STOP_MS;
  options.threads = threads;
  options.coarse_steps = coarse_steps;
  options.single_precision = single_precision;
  return options;
}

static bool is_same(const rx_recording *a, const rx_recording *b, int n_cells)
{
  if (a->v_end == NULL || b->v_end == NULL || a->spikes.n != b->spikes.n || a->stats.n_events != b->stats.n_events ||
      memcmp(a->v_end, b->v_end, (size_t)n_cells * sizeof *a->v_end) != 0)
    return false;
  for (size_t i = 0; i < a->spikes.n; i++) /* not by memcmp: a spike has padding */
    if (memcmp(&a->spikes.items[i].t_ms, &b->spikes.items[i].t_ms, sizeof(double)) != 0 ||
        a->spikes.items[i].cell != b->spikes.items[i].cell)
      return false;
  return true;
}

/* Runs the first member alone on several threads; its recording on one thread, and those of the other members, stay. */
static int run_alone(subject subjects[], rx_error *err)
{
  int failures = 0;
  for (int m = 0; m < N_MEMBERS; m++) {
    subject *s = &subjects[m];
    for (int i = 0; i < (m == 0 ? N_RUNS : 1); i++) {
      rx_recording again = { 0 };
      const rx_solver_options options = options_on(THREADS[i]);
      if (rx_simulate_ensemble(s->network, &s->drive, &options, i == 0 ? &s->alone : &again, err) != RX_OK) return 1;
      if (i > 0 && !is_same(&s->alone, &again, s->network->n_cells)) {
        fprintf(stderr, "run %d, with %d threads, differs from the first, with 1\n", i, THREADS[i]);
        failures++;
      }
      rx_recording_free(&again);
    }
    if (s->alone.spikes.n >= FEWEST_SPIKES) continue;
    fprintf(stderr, "member %d: only %zu spikes: the comparison would say little\n", m, s->alone.spikes.n);
    failures++;
  }
  return failures;
}

/* Runs all members together, on several threads, each time in another order. */
static int run_together(subject subjects[])
{
  int failures = 0;
  for (int i = 0; i < N_RUNS; i++) {
    rx_recording recordings[N_MEMBERS] = { 0 };
    rx_ensemble_member members[N_MEMBERS] = { 0 };
    const rx_solver_options options = options_on(THREADS[i]);
    for (int k = 0; k < N_MEMBERS; k++) {
      const subject *s = &subjects[(k + i) % N_MEMBERS];
      members[k] = (rx_ensemble_member){ .network = s->network, .drive = &s->drive, .recording = &recordings[k] };
    }
    rx_simulate_ensemble_members(N_MEMBERS, members, &options);
    for (int k = 0; k < N_MEMBERS; k++) {
      const int m = (k + i) % N_MEMBERS;
      if (members[k].status != RX_OK || !is_same(&subjects[m].alone, &recordings[k], members[k].network->n_cells)) {
        fprintf(stderr, "member %d among others, with %d threads, differs from itself alone %s\n", m, THREADS[i],
                members[k].err.text);
        failures++;
      }
      rx_recording_free(&recordings[k]);
    }
  }
  return failures;
}

/* All comparisons with steps of one length, or of two, in one precision; returns the number of failures. */
static int compare(subject subjects[], int n_coarse, bool is_single)
{
  rx_error err = { 0 };
  coarse_steps = n_coarse;
  single_precision = is_single;
  int failures = run_alone(subjects, &err);
  if (err.text[0] != '\0') fprintf(stderr, "%s\n", err.text);
  if (failures == 0) failures = run_together(subjects);
  if (failures == 0)
    printf("%zu spikes, coarse steps of %d, %s precision: the same bits with 1, 2 and 7 threads, alone and among %d "
           "members\n",
           subjects[0].alone.spikes.n, n_coarse, is_single ? "single" : "double", N_MEMBERS);
  for (int m = 0; m < N_MEMBERS; m++) rx_recording_free(&subjects[m].alone);
  return failures;
}

int main(void)
{
  subject subjects[N_MEMBERS] = { 0 };
  rx_error err = { 0 };
  rx_status status = RX_OK;
  for (int m = 0; m < N_MEMBERS && status == RX_OK; m++) status = make_subject(&subjects[m], m, &err);
  if (status != RX_OK) fprintf(stderr, "%s\n", err.text);
  int failures = status != RX_OK;
  for (int p = 0; p < 2 && status == RX_OK; p++)
    failures += compare(subjects, 1, p == 1) + compare(subjects, 4, p == 1);
  for (int m = 0; m < N_MEMBERS; m++) free_subject(&subjects[m]);
  return failures > 0;
}
