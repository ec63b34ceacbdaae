/* Gates that start elsewhere than at their steady state, and a bound on CVODE's steps. */
#include <criterion/criterion.h>
#include <math.h>

#include "solver/simulation.h"
#include "tests/solver/lone_cell.h"

typedef rx_status simulate_fn(const rx_network *, const rx_drive *, const rx_solver_options *, rx_recording *,
                              rx_error *);

/* Two cells of PN_NK1, the first with n of k_traub in the dendrite at 0.6 and at its steady state in the soma, gates of na_traub of
 * the hillock both given. */
static rx_network *two_cells(void)
{
  lone_cell started, usual;
  lone_pn_nk1(&started, false);
  lone_pn_nk1(&usual, false);
  for (int s = 0; s < started.cell.n_sections; s++)
    for (int i = 0; i < started.sections[s].n_channels; i++) {
      rx_channel_use *use = &started.uses[s][i];
      for (int g = 0; g < RX_MAX_GATES; g++) use->start[g] = NAN;
      if (s == 1 && use->channel == rx_channel_find("k_traub")) {
        use->has_start = true;
        use->start[0] = 0.6;
      }
      if (s == 2 && use->channel == rx_channel_find("na_traub")) {
        use->has_start = true;
        use->start[0] = 0.125;
        use->start[1] = 0.25;
      }
    }
  rx_network_builder *builder = rx_network_begin();
  rx_cell_type *type;
  rx_cell_numbers *numbers[2];
  cr_assert_eq(rx_cell_type_make(&started.cell, 0, NULL, &type, NULL), RX_OK);
  cr_assert_eq(rx_cell_numbers_make(&started.cell, 0, NULL, type, &numbers[0], NULL), RX_OK);
  cr_assert_eq(rx_cell_numbers_make(&usual.cell, 0, NULL, type, &numbers[1], NULL), RX_OK);
  cr_expect_null(numbers[1]->gate_start);
  const int t = rx_network_add_type(builder, type);
  const int range = rx_network_add_range(builder, (rx_node_range){ .name = "PN", .n = 2, .population = -1 });
  for (int i = 0; i < 2; i++) rx_network_add_cell(builder, range, t, rx_network_add_numbers(builder, numbers[i]));
  rx_network *network = NULL;
  cr_assert_eq(rx_network_finish(builder, &network, NULL), RX_OK);
  return network;
}

static int insertion(const rx_cell_type *type, const char *channel, int compartment)
{
  for (int k = 0; k < type->n_insertions; k++) {
    const rx_insertion *in = &type->insertions[k];
    if (in->channel == rx_channel_find(channel) && compartment >= in->first_compartment &&
        compartment < in->first_compartment + in->n_compartments)
      return k;
  }
  cr_assert_fail("no %s", channel);
  return -1;
}

/* frames: k_traub n in the dendrite of both cells, m and h of the hillock of the first, V of the dendrite of both */
enum { N_DEND, N_USUAL, M, H, V_DEND, V_USUAL, N_PROBES };
static rx_recording run(simulate_fn *simulate, const rx_network *network, double dt_ms)
{
  const rx_cell_type *type = network->types[0];
  const int dend = rx_cell_type_compartment(type, 1, 0.5), hillock = rx_cell_type_compartment(type, 2, 0.5);
  const int k = insertion(type, "k_traub", dend), na = insertion(type, "na_traub", hillock);
  const rx_probe probes[N_PROBES] = { { 0, dend, RX_PROBE_GATE, k, 0 },     { 1, dend, RX_PROBE_GATE, k, 0 },
                                      { 0, hillock, RX_PROBE_GATE, na, 0 }, { 0, hillock, RX_PROBE_GATE, na, 1 },
                                      { 0, dend, RX_PROBE_V, 0, 0 },        { 1, dend, RX_PROBE_V, 0, 0 } };
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = 5;
  options.dt_ms = dt_ms;
  options.rtol = 1e-9;
  rx_recording recording = { .n_probes = N_PROBES, .probes = probes, .interval_ms = 0.5 };
  rx_error err = { 0 };
  cr_assert_eq(simulate(network, NULL, &options, &recording, &err), RX_OK, "%s", err.text);
  return recording;
}

Test(start, gates_start_where_they_are_told_to_in_cvode)
{
  rx_network *network = two_cells();
  rx_recording recording = run(rx_simulate_cvode, network, 0.025);
  cr_expect_float_eq(recording.frames[N_DEND], 0.6, 1e-6);
  cr_expect_float_eq(recording.frames[M], 0.125, 1e-6);
  cr_expect_float_eq(recording.frames[H], 0.25, 1e-6);
  cr_expect_lt(recording.frames[N_USUAL], 0.1);
  /* an open potassium channel pulls the dendrite down; the other cell knows nothing of it */
  cr_expect_lt(recording.frames[N_PROBES + V_DEND], recording.frames[N_PROBES + V_USUAL] - 1);
  rx_recording_free(&recording);
  rx_network_free(network);
}

/* The error of the fixed step from such a start falls by four per halving, as from any other. */
Test(start, the_fixed_step_starts_there_to_second_order)
{
  rx_network *network = two_cells();
  rx_recording exact = run(rx_simulate_cvode, network, 0.025);
  double worst[2] = { 0, 0 };
  for (int k = 0; k < 2; k++) {
    rx_recording recording = run(rx_simulate_ensemble, network, k == 0 ? 0.025 : 0.0125);
    for (size_t i = 2; i < exact.n_frames; i++)
      worst[k] =
          fmax(worst[k], fabs((double)(recording.frames[i * N_PROBES + V_DEND] - exact.frames[i * N_PROBES + V_DEND])));
    rx_recording_free(&recording);
  }
  cr_expect_lt(worst[0], 0.02, "%g mV", worst[0]);
  cr_expect_gt(worst[0] / worst[1], 3, "%g mV, at half the step %g", worst[0], worst[1]);
  rx_recording_free(&exact);
  rx_network_free(network);
}

Test(start, the_longest_step_of_cvode_is_the_cells_own)
{
  uint64_t steps[2];
  for (int k = 0; k < 2; k++) {
    lone_cell cell;
    lone_passive(&cell, 1);
    if (k == 1) cell.cell.max_step = 0.5;
    rx_network *network = lone_network(&cell, 1, 0, 0);
    cr_expect_eq(network->numbers[0]->max_step, k == 1 ? 0.5 : RX_LONGEST_STEP_MS);
    rx_solver_options options = rx_solver_options_default();
    rx_recording recording = { 0 };
    options.t_stop_ms = 1000;
    cr_assert_eq(rx_simulate_cvode(network, NULL, &options, &recording, NULL), RX_OK);
    steps[k] = recording.stats.n_steps;
    rx_recording_free(&recording);
    rx_network_free(network);
  }
  cr_expect_lt(steps[0], 500);
  cr_expect_geq(steps[1], 2000);
}

Test(start, a_dt_beyond_that_of_a_cell_is_refused)
{
  lone_cell cell;
  lone_passive(&cell, 1);
  cell.cell.max_dt = 0.0125;
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = 1;
  for (int k = 0; k < 3; k++) {
    rx_recording recording = { 0 };
    rx_error err = { 0 };
    options.dt_ms = k == 1 ? 0.0125 : 0.013;
    cr_expect_eq((k < 2 ? rx_simulate_ensemble : rx_simulate_cvode)(network, NULL, &options, &recording, &err),
                 k == 0 ? RX_E_INPUT : RX_OK);
    if (k == 0)
      cr_expect_str_eq(err.text, "a step of 0.013 ms: a cell of the network takes 0.0125 ms at the most (max_dt)");
    rx_recording_free(&recording);
  }
  rx_network_free(network);
}
