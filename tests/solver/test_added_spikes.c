/* Spikes that a controller adds to sources while the network runs: they act as if they had been given, in both solvers. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/simulation.h"
#include "tests/solver/lone_cell.h"

enum { N_CELLS = 2, N_SOURCES = 3, N_GIVEN = 4, N_ADDED = 6 };
#define T_STOP_MS 60.0

typedef struct added {
  int source;
  double t_ms;
} added;

/* Source 0 gets both kinds in turn, source 1 the same time as a given one in another window, source 2 added ones alone. */
static const double GIVEN_0[] = { 3.2, 9.7, 30.25 }, GIVEN_1[] = { 12.5 };
static const added ADDED[N_ADDED] = { { 0, 5.4 }, { 0, 9.1 }, { 2, 9.3 }, { 1, 20.0 }, { 0, 31.9 }, { 2, 44.4 } };
static const double ALL_0[] = { 3.2, 5.4, 9.1, 9.7, 30.25, 31.9 }, ALL_1[] = { 12.5, 20.0 }, ALL_2[] = { 9.3, 44.4 };

typedef struct adder {
  rx_times sources[N_SOURCES];
  bool is_idle;
  double bad_at_ms, bad_ms[2]; /* bad_at > 0: puts these on source 1 then */
} adder;

static rx_status add(void *context, double t_ms, size_t n_spikes, const rx_spike spikes[], rx_error *err)
{
  adder *a = context;
  (void)n_spikes, (void)spikes;
  for (int k = 0; k < N_ADDED && !a->is_idle; k++)
    if (ADDED[k].t_ms >= t_ms && ADDED[k].t_ms < t_ms + 1 && !RX_APPEND(&a->sources[ADDED[k].source], ADDED[k].t_ms))
      return rx_no_memory(err);
  for (int k = 0; k < 2 && a->bad_at_ms > 0 && t_ms == a->bad_at_ms; k++)
    if (!isnan(a->bad_ms[k]) && !RX_APPEND(&a->sources[1], a->bad_ms[k])) return rx_no_memory(err);
  return RX_OK;
}

/* Two cells; every source reaches both, with plasticity, so that the order of a source's spikes matters. */
static rx_network *make_network(void)
{
  lone_cell cell;
  rx_cell_type *type;
  rx_cell_numbers *numbers;
  rx_network *network;
  lone_pn_nk1(&cell, false);
  lone_receptor(&cell, "AMPA", 0.1, 5, 0);
  cr_assert_eq(rx_cell_type_make(&cell.cell, cell.n_receptors, cell.receptors, &type, NULL), RX_OK);
  cr_assert_eq(rx_cell_numbers_make(&cell.cell, cell.n_receptors, cell.receptors, type, &numbers, NULL), RX_OK);
  rx_network_builder *builder = rx_network_begin();
  const int i_type = rx_network_add_type(builder, type), i_numbers = rx_network_add_numbers(builder, numbers);
  const int cells = rx_network_add_range(builder, (rx_node_range){ .name = "PN", .n = N_CELLS, .population = -1 });
  const int fibres = rx_network_add_range(
      builder,
      (rx_node_range){ .name = "F", .n = N_SOURCES, .is_source = true, .population = -1, .afferent = RX_CLASS_C });
  for (int i = 0; i < N_CELLS; i++) rx_network_add_cell(builder, cells, i_type, i_numbers);
  const int route = rx_network_add_route(
      builder,
      (rx_route){
          .n = 1, .slot = { 0 }, .jump = { 4 }, .has_stp = true, .stp = { .U = 0.4, .tau_rec = 60, .tau_fac = 30 } });
  for (int s = 0; s < N_SOURCES; s++)
    for (int c = 0; c < N_CELLS; c++) rx_network_add_connection(builder, fibres, s, cells, c, route, 2.3, 1 + 0.2 * s);
  for (int c = 0; c < N_CELLS; c++) /* the shortest delay is the window of the controller */
    rx_network_add_connection(builder, cells, c, cells, (c + 1) % N_CELLS, route, 1, 0.01);
  cr_assert_eq(rx_network_finish(builder, &network, NULL), RX_OK);
  return network;
}

typedef struct loop {
  rx_network *network;
  adder adder;
  rx_train given[N_SOURCES];
  rx_controller controller;
  rx_drive drive;
  rx_recording recording;
} loop;

static void make(loop *l)
{
  *l = (loop){ 0 };
  l->network = make_network();
  l->given[0] = (rx_train){ 3, GIVEN_0 };
  l->given[1] = (rx_train){ 1, GIVEN_1 };
  l->controller = (rx_controller){
    .window_ms = 1, .read = add, .context = &l->adder, .n_sources = N_SOURCES, .sources = l->adder.sources
  };
  l->drive = (rx_drive){ .sources = l->given, .controller = &l->controller };
}

static void end(loop *l)
{
  for (int s = 0; s < N_SOURCES; s++) free(l->adder.sources[s].items);
  rx_recording_free(&l->recording);
  rx_network_free(l->network);
}

static rx_status run(loop *l, rx_simulate *simulate, int threads, rx_error *err)
{
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = T_STOP_MS;
  options.threads = threads;
  return simulate(l->network, &l->drive, &options, &l->recording, err);
}

static bool same_bits(const rx_recording *a, const rx_recording *b)
{
  if (a->spikes.n != b->spikes.n || memcmp(a->v_end, b->v_end, N_CELLS * sizeof(double)) != 0) return false;
  for (size_t i = 0; i < a->spikes.n; i++)
    if (a->spikes.items[i].cell != b->spikes.items[i].cell ||
        memcmp(&a->spikes.items[i].t_ms, &b->spikes.items[i].t_ms, sizeof(double)) != 0)
      return false;
  return true;
}

Test(added_spikes, they_act_as_if_they_had_been_given)
{
  rx_simulate *const solvers[] = { rx_simulate_ensemble, rx_simulate_cvode };
  for (int s = 0; s < 2; s++) {
    loop adding, whole;
    rx_error err = { 0 };
    make(&adding);
    make(&whole);
    whole.given[0] = (rx_train){ 6, ALL_0 };
    whole.given[1] = (rx_train){ 2, ALL_1 };
    whole.given[2] = (rx_train){ 2, ALL_2 };
    whole.drive.controller = NULL;
    cr_assert_eq(run(&adding, solvers[s], 1, &err), RX_OK, "%s", err.text);
    cr_assert_eq(run(&whole, solvers[s], 1, &err), RX_OK, "%s", err.text);
    cr_expect_geq(whole.recording.spikes.n, 4, "%zu spikes", whole.recording.spikes.n);
    cr_expect(same_bits(&adding.recording, &whole.recording), "solver %d: %zu and %zu spikes", s,
              adding.recording.spikes.n, whole.recording.spikes.n);
    end(&adding);
    end(&whole);
  }
}

Test(added_spikes, none_added_leaves_all_bits_and_threads_change_none)
{
  rx_simulate *const solvers[] = { rx_simulate_ensemble, rx_simulate_cvode };
  for (int s = 0; s < 2; s++) {
    loop idle, without, one, many;
    rx_error err = { 0 };
    make(&idle);
    make(&without);
    make(&one);
    make(&many);
    idle.adder.is_idle = true;
    without.drive.controller = NULL;
    cr_assert_eq(run(&idle, solvers[s], 1, &err), RX_OK, "%s", err.text);
    cr_assert_eq(run(&without, solvers[s], 1, &err), RX_OK, "%s", err.text);
    cr_assert_eq(run(&one, solvers[s], 1, &err), RX_OK, "%s", err.text);
    cr_assert_eq(run(&many, solvers[s], 7, &err), RX_OK, "%s", err.text);
    cr_expect(same_bits(&idle.recording, &without.recording));
    cr_expect(same_bits(&one.recording, &many.recording));
    cr_expect_not(same_bits(&one.recording, &idle.recording), "the added spikes do something");
    end(&idle);
    end(&without);
    end(&one);
    end(&many);
  }
}

Test(added_spikes, sources_that_had_none_before_get_them_too)
{
  loop l;
  rx_error err = { 0 };
  make(&l);
  l.drive.sources = NULL;
  cr_assert_eq(run(&l, rx_simulate_ensemble, 1, &err), RX_OK, "%s", err.text);
  cr_expect_gt(l.recording.spikes.n, 0);
  end(&l);
}

static void expect_failure(const double bad_ms[2], size_t n_sources, const char *text)
{
  rx_simulate *const solvers[] = { rx_simulate_ensemble, rx_simulate_cvode };
  for (int s = 0; s < 2; s++) {
    loop l;
    rx_error err = { 0 };
    make(&l);
    l.adder.bad_at_ms = 10;
    memcpy(l.adder.bad_ms, bad_ms, sizeof l.adder.bad_ms);
    l.controller.n_sources = n_sources;
    cr_expect_eq(run(&l, solvers[s], 1, &err), RX_E_INPUT, "solver %d", s);
    cr_expect_not_null(strstr(err.text, text), "solver %d: \"%s\" has no \"%s\"", s, err.text, text);
    end(&l);
  }
}

Test(added_spikes, the_past_and_disorder_are_refused)
{
  expect_failure((const double[]){ 9.9, NAN }, N_SOURCES,
                 "controller: at 10 ms it gave source 1 a spike at 9.9 ms: must not be before");
  expect_failure((const double[]){ INFINITY, NAN }, N_SOURCES, "a spike at inf ms");
  expect_failure((const double[]){ 12, 11 }, N_SOURCES,
                 "controller: at 10 ms it gave source 1 a spike at 11 ms, after one at 12 ms");
  expect_failure((const double[]){ NAN, NAN }, 2, "controller: trains of 2 sources; the network has 3");
}
