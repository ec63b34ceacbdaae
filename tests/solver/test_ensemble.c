/* The ensemble integrator: order of accuracy, agreement with CVODE, and what neither lanes nor windows may change. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "solver/ensemble/ensemble.h"
#include "solver/kernels/kernels.h"
#include "tests/solver/lone_cell.h"

static rx_solver_options options_to(double t_stop_ms, double dt_ms)
{
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = t_stop_ms;
  options.dt_ms = dt_ms;
  options.rtol = 1e-11;
  return options;
}

static rx_recording simulate(rx_simulate *solver, const rx_network *network, const rx_drive *drive, double t_stop_ms,
                             double dt_ms, int n_probes, const rx_probe probes[], double interval_ms)
{
  rx_recording recording = { .n_probes = (size_t)n_probes, .probes = probes, .interval_ms = interval_ms };
  const rx_solver_options options = options_to(t_stop_ms, dt_ms);
  rx_error err = { 0 };
  cr_assert_eq(solver(network, drive, &options, &recording, &err), RX_OK, "%s", err.text);
  return recording;
}

static double end_voltage(rx_simulate *solver, const rx_network *network, const rx_drive *drive, double t_stop_ms,
                          double dt_ms)
{
  rx_recording recording = simulate(solver, network, drive, t_stop_ms, dt_ms, 0, NULL, 0);
  const double V = recording.v_end[0];
  rx_recording_free(&recording);
  return V;
}

/* Three halvings of the step from dt_ms on: each divides the distance to CVODE by at least `least`. */
static void falls_with_the_step(const rx_network *network, const rx_drive *drive, double t_stop_ms, double dt_ms,
                                double least)
{
  const double exact = end_voltage(rx_simulate_cvode, network, drive, t_stop_ms, dt_ms);
  double before = NAN;
  for (int k = 0; k < 4; k++, dt_ms /= 2) {
    const double error = fabs(end_voltage(rx_simulate_ensemble, network, drive, t_stop_ms, dt_ms) - exact);
    if (k > 0)
      cr_expect(before / error >= least, "dt %g ms: error %g after %g, a factor of %.2f", dt_ms, error, before,
                before / error);
    before = error;
  }
}

Test(ensemble, error_of_a_firing_cell_falls_by_four_per_halving_between_spikes)
{
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_waveform w = { 0 };
  cr_assert_eq(rx_waveform_step(&w, 5, 100, 0.05, NULL), RX_OK);
  const rx_clamp clamp = { .waveform = &w };
  /* the first spike is at about 22 ms: before it, and well after it, when gates and calcium have the spike behind them */
  falls_with_the_step(network, &(rx_drive){ .n_clamps = 1, .clamps = &clamp }, 15, 0.1, 3.5);
  falls_with_the_step(network, &(rx_drive){ .n_clamps = 1, .clamps = &clamp }, 30, 0.0125, 3.5);
  rx_waveform_free(&w);
  rx_network_free(network);
}

Test(ensemble, synapses_hit_between_steps_are_second_order_too)
{
  lone_cell cell;
  lone_pn_nk1(&cell, true);
  lone_receptor(&cell, "AMPA", 0.7, 5, 0);
  lone_receptor(&cell, "NMDA", 2, 100, 0);
  lone_receptor(&cell, "GABA_A", 0.7, 20, -70);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  const rx_direct_event events[] = {
    { 2.3137, 0, 0, 0.61 }, { 4.0071, 0, 1, 0.37 }, { 6.5999, 0, 2, 0.83 }, { 7.1, 0, 0, 0.31 }
  };
  const rx_drive drive = { .n_events = 4, .events = events };
  const double exact = end_voltage(rx_simulate_cvode, network, &drive, 20, 0.1);
  /* where an event falls within its step differs from step to step, so the order is taken over eight halvings' worth */
  const double coarse = fabs(end_voltage(rx_simulate_ensemble, network, &drive, 20, 0.1) - exact),
               fine = fabs(end_voltage(rx_simulate_ensemble, network, &drive, 20, 0.1 / 16) - exact);
  cr_expect(coarse < 2e-3, "%g", coarse);
  cr_expect(coarse / fine > 100, "error %g, then %g: order below 2", coarse, fine);
  rx_network_free(network);
}

Test(ensemble, a_cell_has_the_same_bits_alone_and_beside_others_in_any_lane)
{
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  rx_network *alone = lone_network(&cell, 1, 0, 0), *many = lone_network(&cell, 11, 0, 0);
  rx_waveform w = { 0 }, none = { 0 };
  cr_assert_eq(rx_waveform_step(&w, 3.7, 90, 0.061, NULL), RX_OK);
  cr_assert_eq(rx_waveform_step(&none, 1, 2, 0.013, NULL), RX_OK);
  rx_clamp clamps[11];
  for (int i = 0; i < 11; i++) clamps[i] = (rx_clamp){ .cell = i, .waveform = i == 5 || i == 10 ? &w : &none };
  const rx_clamp clamp = { .waveform = &w };
  rx_recording a =
      simulate(rx_simulate_ensemble, alone, &(rx_drive){ .n_clamps = 1, .clamps = &clamp }, 100, 0.025, 0, NULL, 0);
  rx_recording b =
      simulate(rx_simulate_ensemble, many, &(rx_drive){ .n_clamps = 11, .clamps = clamps }, 100, 0.025, 0, NULL, 0);
  cr_assert(a.spikes.n > 3);
  cr_assert_eq(b.spikes.n, 2 * a.spikes.n);
  for (size_t i = 0; i < a.spikes.n; i++)
    for (size_t k = 0; k < 2; k++)
      cr_expect(a.spikes.items[i].t_ms == b.spikes.items[2 * i + k].t_ms, "spike %zu of cell %d", i,
                b.spikes.items[2 * i + k].cell);
  cr_expect(memcmp(&a.v_end[0], &b.v_end[5], sizeof(double)) == 0 &&
            memcmp(&a.v_end[0], &b.v_end[10], sizeof(double)) == 0);
  rx_recording_free(&a);
  rx_recording_free(&b);
  rx_waveform_free(&w);
  rx_waveform_free(&none);
  rx_network_free(alone);
  rx_network_free(many);
}

Test(ensemble, a_long_cable_in_one_lane_agrees_with_cables_in_eight)
{
  lone_cell cell;
  lone_passive(&cell, 1);
  cell.sections[0].length = 3000;
  cell.sections[0].diameter = 1.3;
  cell.sections[0].n_compartments = RX_LONG_CABLE + 7;
  rx_network *one = lone_network(&cell, 1, 0, 0), *two = lone_network(&cell, 2, 0, 0);
  rx_waveform w = { 0 };
  cr_assert_eq(rx_waveform_step(&w, 1, 4, 0.3, NULL), RX_OK);
  const rx_clamp clamps[] = { { .cell = 0, .compartment = 2, .waveform = &w },
                              { .cell = 1, .compartment = 2, .waveform = &w } };
  const double a = end_voltage(rx_simulate_ensemble, one, &(rx_drive){ .n_clamps = 1, .clamps = clamps }, 6, 0.025);
  const double b = end_voltage(rx_simulate_ensemble, two, &(rx_drive){ .n_clamps = 2, .clamps = clamps }, 6, 0.025);
  cr_expect(a > -61.69 && fabs(a - b) < 1e-10, "%.15g, %.15g", a, b);
  rx_waveform_free(&w);
  rx_network_free(one);
  rx_network_free(two);
}

Test(ensemble, a_voltage_clamp_injects_what_CVODE_finds)
{
  lone_cell cell;
  lone_pn_nk1(&cell, true);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_waveform w = { 0 };
  const double t[] = { 0, 10, 10, 40 }, v[] = { -65, -65, -47.3, -33.1 };
  for (int i = 0; i < 4; i++) cr_assert_eq(rx_waveform_add(&w, t[i], v[i], NULL), RX_OK);
  const rx_clamp clamp = { .kind = RX_CLAMP_VOLTAGE, .compartment = 1, .waveform = &w };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  const rx_probe probes[] = { { .compartment = 1, .kind = RX_PROBE_CLAMP }, { .compartment = 1 } };
  rx_recording a = simulate(rx_simulate_ensemble, network, &drive, 40, 0.0125, 2, probes, 0.5);
  rx_recording b = simulate(rx_simulate_cvode, network, &drive, 40, 0.0125, 2, probes, 0.5);
  cr_assert_eq(a.n_frames, b.n_frames);
  /* not within 1 ms of the jump, where the current has no value, and not when the free hillock fires from 20 ms on; the fixed step
     gives the mean current of its last step, the other the current now */
  for (size_t k = 2; k < a.n_frames; k++) {
    const double at = 0.5 * (double)k;
    cr_expect_float_eq(a.frames[2 * k + 1], b.frames[2 * k + 1], 1e-4, "%g ms", at);
    if (at < 9 || (at > 11 && at < 20))
      cr_expect_float_eq(a.frames[2 * k], b.frames[2 * k], 5e-3 * fabs(b.frames[2 * k]) + 5e-4,
                         "%g ms: %g nA, CVODE %g nA", at, a.frames[2 * k], b.frames[2 * k]);
  }
  rx_recording_free(&a);
  rx_recording_free(&b);
  rx_waveform_free(&w);
  rx_network_free(network);
}

Test(ensemble, a_ring_of_cells_fires_as_with_CVODE)
{
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  lone_receptor(&cell, "AMPA", 0.1, 5, 0);
  rx_network *network = lone_network(&cell, 3, 2.33, 31.7);
  const rx_direct_event kick = { .arrival_ms = 1.234, .cell = 1, .jump_nS = 33.3 };
  const rx_drive drive = { .n_events = 1, .events = &kick };
  rx_recording a = simulate(rx_simulate_ensemble, network, &drive, 60, 0.01, 0, NULL, 0);
  rx_recording b = simulate(rx_simulate_cvode, network, &drive, 60, 0.01, 0, NULL, 0);
  cr_assert(b.spikes.n >= 5);
  cr_assert(a.spikes.n >= b.spikes.n - 1 && a.spikes.n <= b.spikes.n + 1);
  for (size_t i = 0; i < a.spikes.n && i < b.spikes.n; i++) {
    cr_expect_eq(a.spikes.items[i].cell, b.spikes.items[i].cell);
    cr_expect_float_eq(a.spikes.items[i].t_ms, b.spikes.items[i].t_ms, 0.02, "spike %zu", i);
  }
  rx_recording_free(&a);
  rx_recording_free(&b);
  rx_network_free(network);
}

Test(ensemble, no_arrival_on_a_windows_end_is_lost)
{
  /* i*delay and the window's end are rounded differently; each arrival must still leave its trace */
  static const double DELAYS[] = { 0.3, 0.7, 0.6, 0.2 };
  lone_cell cell;
  lone_passive(&cell, 1);
  lone_receptor(&cell, "AMPA", 0, 2, 0);
  for (size_t d = 0; d < sizeof DELAYS / sizeof *DELAYS; d++) {
    rx_network *network = lone_network(&cell, 2, DELAYS[d], 1e-9);
    for (int i = 1; i < 60; i++) {
      const rx_direct_event event = { .arrival_ms = i * DELAYS[d], .cell = 0, .jump_nS = 10 };
      const rx_drive drive = { .n_events = 1, .events = &event };
      const double V = end_voltage(rx_simulate_ensemble, network, &drive, i * DELAYS[d] + 1, 0.025);
      cr_assert(V > -61, "arrival at %d x %g ms is lost: %g mV", i, DELAYS[d], V);
    }
    rx_network_free(network);
  }
}

Test(ensemble, a_short_current_pulse_keeps_its_charge)
{
  lone_cell cell;
  lone_passive(&cell, 1);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_waveform w = { 0 };
  cr_assert_eq(rx_waveform_step(&w, 1.003, 1.0131, 10, NULL), RX_OK);
  const rx_clamp clamp = { .waveform = &w };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  const double exact = end_voltage(rx_simulate_cvode, network, &drive, 3, 0.025);
  cr_expect(exact > -61, "%g", exact);
  cr_expect_float_eq(end_voltage(rx_simulate_ensemble, network, &drive, 3, 0.025), exact, 0.02);
  rx_waveform_free(&w);
  rx_network_free(network);
}

Test(ensemble, a_run_ends_at_its_end_though_no_step_does)
{
  lone_cell cell;
  lone_passive(&cell, 1);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_waveform w = { 0 };
  cr_assert_eq(rx_waveform_step(&w, 0, 9, 0.05, NULL), RX_OK);
  const rx_clamp clamp = { .waveform = &w };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  const double exact = end_voltage(rx_simulate_cvode, network, &drive, 5.013, 0.05);
  cr_expect_float_eq(end_voltage(rx_simulate_ensemble, network, &drive, 5.013, 0.05), exact, 2e-4);
  rx_waveform_free(&w);
  rx_network_free(network);
}

Test(ensemble, voltage_and_current_clamp_of_one_compartment_agree_with_CVODE_in_either_order)
{
  lone_cell cell;
  lone_passive(&cell, 3);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_waveform hold = { 0 }, inject = { 0 };
  cr_assert_eq(rx_waveform_add(&hold, 0, -40, NULL), RX_OK);
  cr_assert_eq(rx_waveform_step(&inject, 0, 99, 0.5, NULL), RX_OK);
  const rx_clamp v = { .compartment = 1, .kind = RX_CLAMP_VOLTAGE, .waveform = &hold },
                 i = { .compartment = 1, .waveform = &inject };
  const rx_probe probes[] = { { .compartment = 0 }, { .compartment = 1, .kind = RX_PROBE_CLAMP } };
  for (int order = 0; order < 2; order++) {
    const rx_clamp clamps[] = { order == 0 ? v : i, order == 0 ? i : v };
    const rx_drive drive = { .n_clamps = 2, .clamps = clamps };
    rx_recording a = simulate(rx_simulate_ensemble, network, &drive, 50.1, 0.025, 2, probes, 50);
    rx_recording b = simulate(rx_simulate_cvode, network, &drive, 50.1, 0.025, 2, probes, 50);
    cr_expect_float_eq(a.frames[2], b.frames[2], 1e-3, "V %g, %g", a.frames[2], b.frames[2]);
    cr_expect_float_eq(a.frames[3], b.frames[3], 1e-4, "I %g, %g", a.frames[3], b.frames[3]);
    rx_recording_free(&a);
    rx_recording_free(&b);
  }
  rx_waveform_free(&hold);
  rx_waveform_free(&inject);
  rx_network_free(network);
}

Test(ensemble, what_does_not_fit_is_refused_and_what_explodes_is_named)
{
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  lone_receptor(&cell, "AMPA", 0.1, 5, 0);
  rx_network *network = lone_network(&cell, 2, 0.2, 1);
  rx_recording recording = { 0 };
  rx_error err = { 0 };
  rx_solver_options options = options_to(20, 0.3);
  cr_expect_eq(rx_simulate_ensemble(network, NULL, &options, &recording, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "the step of 0.3 ms is longer than the shortest delay of the network, 0.2 ms");
  options.dt_ms = 0.025;
  const rx_probe probe = { .cell = 0 };
  recording = (rx_recording){ .n_probes = 1, .probes = &probe, .interval_ms = 0.04 };
  cr_expect_eq(rx_simulate_ensemble(network, NULL, &options, &recording, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "recording interval of 0.04 ms: must be a multiple of the step, 0.025 ms");
  rx_recording_free(&recording);
  rx_waveform w = { 0 };
  cr_assert_eq(rx_waveform_step(&w, 3, 4, NAN, NULL), RX_OK);
  const rx_clamp clamp = { .cell = 1, .waveform = &w };
  recording = (rx_recording){ 0 };
  cr_expect_eq(
      rx_simulate_ensemble(network, &(rx_drive){ .n_clamps = 1, .clamps = &clamp }, &options, &recording, &err),
      RX_E_NOT_FINITE);
  cr_expect(strncmp(err.text, "PN[1]: before 3.", 16) == 0 && strstr(err.text, "is not finite") != NULL, "%s",
            err.text);
  rx_recording_free(&recording);
  volatile sig_atomic_t stop = 1;
  options.stop = &stop;
  cr_expect_eq(rx_simulate_ensemble(network, NULL, &options, &recording, &err), RX_E_INTERRUPTED);
  rx_recording_free(&recording);
  rx_waveform_free(&w);
  rx_network_free(network);
}

/* Three cells that hardly hear each other: one is kicked, then a current goes into each of the first two; silence between. */
typedef struct trio {
  rx_network *network;
  rx_waveform currents[2];
  rx_clamp clamps[2];
  rx_direct_event kick;
  rx_drive drive;
} trio;

static void make_trio(trio *r)
{
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  lone_receptor(&cell, "AMPA", 0.1, 5, 0);
  *r = (trio){ .network = lone_network(&cell, 3, 2.33, 1e-6) };
  cr_assert_eq(rx_waveform_step(&r->currents[0], 60.01, 160.2, 0.05, NULL), RX_OK);
  cr_assert_eq(rx_waveform_step(&r->currents[1], 90.3, 150.9, 0.06, NULL), RX_OK);
  for (int i = 0; i < 2; i++) r->clamps[i] = (rx_clamp){ .cell = i, .waveform = &r->currents[i] };
  r->kick = (rx_direct_event){ .arrival_ms = 1.234, .cell = 1, .jump_nS = 33.3 };
  r->drive = (rx_drive){ .n_clamps = 2, .clamps = r->clamps, .n_events = 1, .events = &r->kick };
}

static void free_trio(trio *r)
{
  for (int i = 0; i < 2; i++) rx_waveform_free(&r->currents[i]);
  rx_network_free(r->network);
}

static rx_recording simulate_coarsely(const trio *r, double t_stop_ms, double dt_ms, int coarse_steps, int n_probes,
                                      const rx_probe probes[], double interval_ms)
{
  rx_recording recording = { .n_probes = (size_t)n_probes, .probes = probes, .interval_ms = interval_ms };
  rx_solver_options options = options_to(t_stop_ms, dt_ms);
  options.coarse_steps = coarse_steps;
  rx_error err = { 0 };
  cr_assert_eq(rx_simulate_ensemble(r->network, &r->drive, &options, &recording, &err), RX_OK, "%s", err.text);
  return recording;
}

Test(ensemble, coarse_steps_save_steps_and_keep_the_spikes)
{
  trio r;
  make_trio(&r);
  rx_recording exact = simulate(rx_simulate_cvode, r.network, &r.drive, 200, 0.01, 0, NULL, 0),
               fine = simulate_coarsely(&r, 200, 0.0125, 1, 0, NULL, 0),
               coarse = simulate_coarsely(&r, 200, 0.0125, 8, 0, NULL, 0);
  cr_expect(exact.spikes.n >= 5);
  cr_expect_lt(coarse.stats.n_steps, fine.stats.n_steps / 2);
  cr_assert_eq(coarse.spikes.n, exact.spikes.n);
  for (size_t i = 0; i < exact.spikes.n; i++) {
    cr_expect_eq(coarse.spikes.items[i].cell, exact.spikes.items[i].cell);
    cr_expect_float_eq(coarse.spikes.items[i].t_ms, exact.spikes.items[i].t_ms, 0.03, "spike %zu: %g ms, CVODE %g ms",
                       i, coarse.spikes.items[i].t_ms, exact.spikes.items[i].t_ms);
  }
  for (int c = 0; c < 3; c++)
    cr_expect_float_eq(coarse.v_end[c], exact.v_end[c], 0.01, "%g, %g", coarse.v_end[c], exact.v_end[c]);
  rx_recording_free(&exact);
  rx_recording_free(&fine);
  rx_recording_free(&coarse);
  free_trio(&r);
}

Test(ensemble, the_error_of_coarse_steps_is_of_second_order)
{
  trio r;
  make_trio(&r);
  r.drive.n_clamps = 1;
  r.drive.n_events = 0;
  rx_waveform_free(&r.currents[0]);
  r.currents[0] = (rx_waveform){ 0 };
  cr_assert_eq(rx_waveform_step(&r.currents[0], 5, 100, 0.05, NULL), RX_OK);
  const double exact = end_voltage(rx_simulate_cvode, r.network, &r.drive, 30, 0.1);
  double errors[3], dt_ms = 0.0125;
  for (int k = 0; k < 3; k++, dt_ms /= 2) {
    rx_recording coarse = simulate_coarsely(&r, 30, dt_ms, 4, 0, NULL, 0);
    errors[k] = fabs(coarse.v_end[0] - exact);
    rx_recording_free(&coarse);
  }
  cr_expect(errors[0] / errors[2] > 10, "%g, %g, %g", errors[0], errors[1], errors[2]);
  free_trio(&r);
}

Test(ensemble, recording_between_coarse_steps_changes_nothing_and_is_right)
{
  trio r;
  make_trio(&r);
  const rx_probe probes[] = { { .cell = 0 },
                              { .cell = 1, .compartment = 1, .kind = RX_PROBE_CALCIUM },
                              { .cell = 2, .kind = RX_PROBE_CONDUCTANCE } };
  rx_recording none = simulate_coarsely(&r, 120, 0.025, 5, 0, NULL, 0),
               coarse = simulate_coarsely(&r, 120, 0.025, 5, 3, probes, 0.05),
               fine = simulate_coarsely(&r, 120, 0.025, 1, 3, probes, 0.05);
  cr_assert_eq(none.spikes.n, coarse.spikes.n);
  for (size_t i = 0; i < none.spikes.n; i++) cr_expect(none.spikes.items[i].t_ms == coarse.spikes.items[i].t_ms);
  cr_expect(memcmp(none.v_end, coarse.v_end, 3 * sizeof(double)) == 0);
  cr_assert_eq(coarse.n_frames, fine.n_frames);
  /* silence, all of it coarse */
  for (size_t k = 800; k < 1200; k++) {
    cr_expect_float_eq(coarse.frames[3 * k], fine.frames[3 * k], 0.02, "V at %g ms", 0.05 * (double)k);
    cr_expect_float_eq(coarse.frames[3 * k + 1], fine.frames[3 * k + 1], 1e-3F * fine.frames[3 * k + 1]);
    cr_expect_float_eq(coarse.frames[3 * k + 2], fine.frames[3 * k + 2], 1e-3);
  }
  rx_recording_free(&none);
  rx_recording_free(&coarse);
  rx_recording_free(&fine);
  free_trio(&r);
}

Test(ensemble, coarse_steps_that_do_not_fit_are_refused)
{
  trio r;
  make_trio(&r);
  rx_recording recording = { 0 };
  rx_error err = { 0 };
  rx_solver_options options = options_to(20, 0.5);
  options.coarse_steps = 5;
  cr_expect_eq(rx_simulate_ensemble(r.network, NULL, &options, &recording, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "a coarse step of 5 x 0.5 ms is longer than the shortest delay of the network, 2.33 ms");
  options.coarse_steps = 0;
  cr_expect_eq(rx_simulate_ensemble(r.network, NULL, &options, &recording, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "a coarse step of 0 steps: must be 1 (none) or more");
  rx_recording_free(&recording);
  free_trio(&r);
}

/* Both have fused products and eight lanes; nothing promises it, so it is watched: the choice of level could then be free. */
Test(ensemble, AVX2_and_AVX512_give_the_same_bits)
{
  if (!rx_isa_available(RX_ISA_AVX2) || !rx_isa_available(RX_ISA_AVX512)) return;
  trio r;
  make_trio(&r);
  cr_assert(rx_isa_choose(RX_ISA_AVX2));
  rx_recording a = simulate_coarsely(&r, 200, 0.025, 4, 0, NULL, 0);
  cr_assert(rx_isa_choose(RX_ISA_AVX512));
  rx_recording b = simulate_coarsely(&r, 200, 0.025, 4, 0, NULL, 0);
  cr_assert(a.spikes.n >= 5);
  cr_assert_eq(a.spikes.n, b.spikes.n);
  for (size_t i = 0; i < a.spikes.n; i++) cr_expect(a.spikes.items[i].t_ms == b.spikes.items[i].t_ms);
  cr_expect(memcmp(a.v_end, b.v_end, 3 * sizeof(double)) == 0);
  rx_recording_free(&a);
  rx_recording_free(&b);
  free_trio(&r);
}

Test(ensemble, levels_of_the_instruction_set_agree)
{
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_waveform w = { 0 };
  cr_assert_eq(rx_waveform_step(&w, 3, 90, 0.05, NULL), RX_OK);
  const rx_clamp clamp = { .waveform = &w };
  double first = NAN;
  for (int isa = 0; isa < RX_N_ISA; isa++) {
    if (!rx_isa_choose((rx_isa)isa)) continue;
    rx_recording r =
        simulate(rx_simulate_ensemble, network, &(rx_drive){ .n_clamps = 1, .clamps = &clamp }, 40, 0.025, 0, NULL, 0);
    cr_assert(r.spikes.n > 0);
    if (isa == 0) first = r.spikes.items[0].t_ms;
    cr_expect_float_eq(r.spikes.items[0].t_ms, first, 1e-6, "%s", rx_isa_name((rx_isa)isa));
    rx_recording_free(&r);
  }
  rx_waveform_free(&w);
  rx_network_free(network);
}
