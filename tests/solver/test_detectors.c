/* Crossings of a threshold anywhere in a cell: conduction along a cable, in both solvers. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "solver/simulation.h"
#include "tests/solver/lone_cell.h"

static rx_simulate *const SOLVERS[] = { rx_simulate_cvode, rx_simulate_ensemble };

/* an axon of 100 compartments that conducts: 5 mm, 10 um */
static void axon(lone_cell *cell)
{
  lone_passive(cell, 100);
  rx_section *section = &cell->sections[0];
  section->length = 5000;
  section->diameter = 10;
  static const char *const NAMES[] = { "na_traub", "k_traub" };
  for (int i = 0; i < 2; i++) {
    rx_channel_use *use = &section->channels[section->n_channels++];
    use->channel = rx_channel_find(NAMES[i]);
    rx_param_defaults(use->channel->params, use->params);
    use->params[0] = i == 0 ? 0.1 : 0.02;
  }
}

static rx_recording run(int solver, const rx_network *network, const rx_clamp *clamp, const rx_solver_options *options,
                        size_t n, const rx_detector detectors[])
{
  const rx_drive drive = { .n_clamps = 1, .clamps = clamp };
  rx_recording recording = { .n_detectors = n, .detectors = detectors };
  rx_error err = { 0 };
  cr_assert_eq(SOLVERS[solver](network, &drive, options, &recording, &err), RX_OK, "%s", err.text);
  return recording;
}

static double first_of(const rx_recording *recording, int detector)
{
  for (size_t k = 0; k < recording->crossings.n; k++)
    if (recording->crossings.items[k].detector == detector) return recording->crossings.items[k].t_ms;
  return NAN;
}

Test(detectors, a_spike_passes_the_sites_of_a_cable_one_after_the_other)
{
  lone_cell cell;
  axon(&cell);
  rx_network *network = lone_network(&cell, 2, 0, 0);
  rx_waveform w = { 0 };
  cr_assert_eq(rx_waveform_step(&w, 5, 6, 3, NULL), RX_OK);
  const rx_clamp clamp = { .cell = 1, .waveform = &w };
  const int soma = network->types[0]->detector;
  const double threshold = cell.cell.threshold;
  const rx_detector detectors[] = { { 1, 75, -20 }, { 1, 25, -20 }, { 1, soma, threshold },
                                    { 0, 25, -20 }, { 1, 25, 200 }, { 1, 25, -30 } };
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = 25;
  double velocity[3];
  for (int s = 0; s < 3; s++) {
    options.dt_ms = s == 2 ? 0.00625 : 0.025;
    rx_recording r = run(s == 0 ? 0 : 1, network, &clamp, &options, 6, detectors);
    cr_assert_eq(r.spikes.n, 1);
    cr_expect_eq(r.crossings.n, 4);
    for (size_t k = 1; k < r.crossings.n; k++) cr_expect(r.crossings.items[k - 1].t_ms <= r.crossings.items[k].t_ms);
    cr_expect_eq(first_of(&r, 2), r.spikes.items[0].t_ms, "the soma's crossing is its spike to the bit");
    cr_expect(first_of(&r, 5) < first_of(&r, 1) && first_of(&r, 1) < first_of(&r, 2) &&
              first_of(&r, 2) < first_of(&r, 0));
    velocity[s] = 2.5 / (first_of(&r, 0) - first_of(&r, 1));
    rx_recording_free(&r);
  }
  cr_expect(velocity[0] > 0.1 && velocity[0] < 20, "%g m/s", velocity[0]);
  cr_expect(fabs(velocity[1] / velocity[0] - 1) < 0.05, "%g and %g m/s", velocity[0], velocity[1]);
  cr_expect(fabs(velocity[2] / velocity[0] - 1) < 0.004, "%g and %g m/s", velocity[0], velocity[2]);
  /* no detector, no crossing; and they change nothing */
  rx_recording with = run(1, network, &clamp, &options, 6, detectors),
               without = run(1, network, &clamp, &options, 0, NULL);
  cr_expect_eq(without.crossings.n, 0);
  cr_expect_eq(with.spikes.items[0].t_ms, without.spikes.items[0].t_ms);
  cr_expect_eq(with.v_end[1], without.v_end[1]);
  rx_recording_free(&with);
  rx_recording_free(&without);
  rx_waveform_free(&w);
  rx_network_free(network);
}

Test(detectors, a_jump_of_a_voltage_clamp_is_a_crossing_in_the_adaptive_solver)
{
  lone_cell cell;
  lone_passive(&cell, 1);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  double t[] = { 0, 3.7, 3.7, 8, 8 }, v[] = { -70, -70, 10, 10, -70 };
  const rx_waveform w = { .n = 5, .t_ms = t, .value = v };
  const rx_clamp clamp = { .kind = RX_CLAMP_VOLTAGE, .waveform = &w };
  const rx_detector detector = { 0, 0, -5 };
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = 12;
  rx_recording r = run(0, network, &clamp, &options, 1, &detector);
  cr_assert_eq(r.crossings.n, 1);
  cr_expect_float_eq(r.crossings.items[0].t_ms, 3.7, 1e-6);
  rx_recording_cut(&r, 3.5);
  cr_expect_eq(r.crossings.n, 0);
  rx_recording_free(&r);
  rx_network_free(network);
}

Test(detectors, a_place_that_does_not_exist_is_refused)
{
  lone_cell cell;
  lone_passive(&cell, 3);
  rx_network *network = lone_network(&cell, 2, 0, 0);
  const rx_detector detectors[] = { { 2, 0, -20 }, { 0, 3, -20 }, { 0, 0, NAN } };
  static const char *const TEXTS[] = { "detector 0: cell 2; the network has 2 cells",
                                       "detector 0: compartment 3; the cell has 3",
                                       "detector 0: a threshold of nan mV" };
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = 1;
  for (int i = 0; i < 3; i++) {
    rx_recording recording = { .n_detectors = 1, .detectors = &detectors[i] };
    rx_error err = { 0 };
    cr_expect_eq(rx_simulate_ensemble(network, NULL, &options, &recording, &err), RX_E_INPUT);
    cr_expect_str_eq(err.text, TEXTS[i]);
    rx_recording_free(&recording);
  }
  rx_network_free(network);
}
