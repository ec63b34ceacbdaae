/* CVODE, one integrator per cell: closed forms, the reference files of single cells, and what windows may not change. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "solver/simulation.h"
#include "tests/solver/lone_cell.h"

#define FOLDER RX_TEST_SOURCE_DIR "/tests/reference/dorsal-horn/"

static const double AREA_UM2 = 1256.6370614359173, TAU_MS = 10, LEAK_MV = -61.7;

static rx_solver_options options_to(double t_stop_ms, double rtol)
{
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = t_stop_ms;
  options.rtol = rtol;
  return options;
}

static rx_recording simulate(const rx_network *network, const rx_drive *drive, const rx_solver_options *options,
                             int n_probes, const rx_probe probes[], double interval_ms)
{
  rx_recording recording = { .n_probes = (size_t)n_probes, .probes = probes, .interval_ms = interval_ms };
  rx_error err = { 0 };
  cr_assert_eq(rx_simulate_cvode(network, drive, options, &recording, &err), RX_OK, "%s", err.text);
  return recording;
}

static rx_waveform step_from_to(double from_ms, double to_ms, double value)
{
  rx_waveform w = { 0 };
  cr_assert_eq(rx_waveform_step(&w, from_ms, to_ms, value, NULL), RX_OK);
  return w;
}

static rx_waveform points(int n, const double t_ms[], const double value[])
{
  rx_waveform w = { 0 };
  for (int i = 0; i < n; i++) cr_assert_eq(rx_waveform_add(&w, t_ms[i], value[i], NULL), RX_OK);
  return w;
}

Test(cvode, a_passive_cell_charges_as_the_closed_form)
{
  lone_cell cell;
  lone_passive(&cell, 1);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_waveform w = step_from_to(2.385, 27.1, 0.0113);
  const rx_clamp clamp = { .waveform = &w };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  const double plateau = 0.0113 * 100 / AREA_UM2 / 1e-4;
  const double times[] = { 2, 9.3, 27.1, 44.4 };
  for (int i = 0; i < 4; i++) {
    const rx_solver_options options = options_to(times[i], 1e-9);
    rx_recording recording = simulate(network, &drive, &options, 0, NULL, 0);
    const double on = fmin(fmax(times[i] - 2.385, 0), 27.1 - 2.385), after = fmax(times[i] - 27.1, 0);
    const double V = LEAK_MV + plateau * (1 - exp(-on / TAU_MS)) * exp(-after / TAU_MS);
    cr_expect_float_eq(recording.v_end[0], V, 1e-6, "%g ms: %.9g, not %.9g", times[i], recording.v_end[0], V);
    rx_recording_free(&recording);
  }
  rx_waveform_free(&w);
  rx_network_free(network);
}

Test(cvode, a_voltage_clamp_of_a_passive_cell_needs_the_closed_form_of_current)
{
  /* command: -61.7, jump to -50.2 at 3.5 ms, ramp to -71 at 13.5 ms */
  lone_cell cell;
  lone_passive(&cell, 1);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  const double t[] = { 0, 3.5, 3.5, 13.5 }, v[] = { LEAK_MV, LEAK_MV, -50.2, -71 };
  rx_waveform w = points(4, t, v);
  const rx_clamp clamp = { .kind = RX_CLAMP_VOLTAGE, .waveform = &w };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  const rx_probe probes[] = { { .kind = RX_PROBE_CLAMP }, { .kind = RX_PROBE_V }, { .kind = RX_PROBE_CURRENT } };
  const rx_solver_options options = options_to(20, 1e-8);
  rx_recording recording = simulate(network, &drive, &options, 3, probes, 0.5);
  cr_assert_eq(recording.n_frames, 40);
  for (size_t k = 0; k < recording.n_frames; k++) {
    const double at = 0.5 * (double)k, V = rx_waveform_at(&w, at);
    const double slope = at >= 3.5 && at < 13.5 ? -2.08 : 0;
    const double leak = 1e-4 * (V - LEAK_MV),
                 nA = (leak + slope * 1e-3) * AREA_UM2 / 100; /* 1 uF/cm2 = 1e-3 mA ms/(mV cm2) */
    cr_expect_float_eq(recording.frames[3 * k], nA, 1e-6 * fabs(nA) + 1e-9, "%g ms: %g, not %g", at,
                       recording.frames[3 * k], nA);
    cr_expect_float_eq(recording.frames[3 * k + 1], V, 1e-5);
    cr_expect_float_eq(recording.frames[3 * k + 2], leak, 1e-6 * fabs(leak) + 1e-12);
  }
  cr_expect_float_eq(recording.v_end[0], -71, 1e-9);
  rx_recording_free(&recording);
  rx_waveform_free(&w);
  rx_network_free(network);
}

Test(cvode, a_cable_clamped_at_one_end_settles_to_the_chain_of_resistors)
{
  lone_cell cell;
  lone_passive(&cell, 3);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  const double t[] = { 0 }, v[] = { -41.3 };
  rx_waveform w = points(1, t, v);
  const rx_clamp clamp = { .kind = RX_CLAMP_VOLTAGE, .compartment = 0, .waveform = &w };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  const rx_probe probes[] = { { .compartment = 1 }, { .compartment = 2 }, { .kind = RX_PROBE_CLAMP } };
  const rx_solver_options options = options_to(300.5, 1e-10);
  rx_recording recording = simulate(network, &drive, &options, 3, probes, 300);
  /* per compartment: leak conductance g, axial a between neighbours, in uS */
  const double area = AREA_UM2 / 3, g = 1e-4 * area * 1e-2, a = network->numbers[0]->axial[1];
  const double v0 = -41.3 - LEAK_MV, v1 = v0 * a * (a + g) / ((a + g) * (2 * a + g) - a * a), v2 = v1 * a / (a + g);
  const float *frame = recording.frames + 3;
  cr_expect_float_eq(frame[0], LEAK_MV + v1, 1e-5);
  cr_expect_float_eq(frame[1], LEAK_MV + v2, 1e-5);
  cr_expect_float_eq(frame[2], g * v0 + a * (v0 - v1), 1e-6 * fabs((double)frame[2]) + 1e-9);
  rx_recording_free(&recording);
  rx_waveform_free(&w);
  rx_network_free(network);
}

/* V' = -(V - E)/tau - g(t) (V - E_syn)/C by 4th-order Runge-Kutta of 1 us, an arrival of `jump` nS at 3.3 ms */
static double epsp_by_runge_kutta(double t_end_ms, double jump, double tau_rise, double tau_decay)
{
  const double h = 1e-3, nF = AREA_UM2 * 1e-5; /* 1 uF/cm2 */
  double V = LEAK_MV;
  for (long i = 3300; i < lround(t_end_ms / h); i++) {
    double k[4];
    for (int s = 0; s < 4; s++) {
      const double dt = s == 0 ? 0 : s == 3 ? h : 0.5 * h, u = (double)(i - 3300) * h + dt;
      const double at = V + (s == 0 ? 0 : k[s - 1] * dt);
      const double g = jump * (exp(-u / tau_decay) - exp(-u / tau_rise));
      k[s] = -(at - LEAK_MV) / TAU_MS - 1e-3 * g * (at - 3.7) / nF; /* nS mV = 10^-3 nA */
    }
    V += h / 6 * (k[0] + 2 * k[1] + 2 * k[2] + k[3]);
  }
  return V;
}

Test(cvode, an_epsp_of_a_passive_cell_agrees_with_runge_kutta)
{
  lone_cell cell;
  lone_passive(&cell, 1);
  const int slot = lone_receptor(&cell, "AMPA", 0.4, 5.2, 3.7);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  const rx_direct_event event = { .arrival_ms = 3.3, .slot = slot, .jump_nS = 0.87 };
  const rx_drive drive = { .n_events = 1, .events = &event };
  const rx_probe probe = { .kind = RX_PROBE_CONDUCTANCE, .item = slot };
  const double times[] = { 3.4, 5, 9.8, 31 };
  for (int i = 0; i < 4; i++) {
    const rx_solver_options options = options_to(times[i], 1e-9);
    rx_recording recording = simulate(network, &drive, &options, 1, &probe, 0.1);
    const double V = epsp_by_runge_kutta(times[i], 0.87, 0.4, 5.2);
    cr_expect_float_eq(recording.v_end[0], V, 1e-6, "%g ms: %.9g, not %.9g", times[i], recording.v_end[0], V);
    for (size_t k = 0; k < recording.n_frames; k++) {
      const double u = 0.1 * (double)k - 3.3, g = u > 0 ? 0.87 * (exp(-u / 5.2) - exp(-u / 0.4)) : 0;
      cr_expect_float_eq(recording.frames[k], g, 1e-7);
    }
    cr_expect_eq(recording.stats.n_events, 1);
    rx_recording_free(&recording);
  }
  rx_network_free(network);
}

static rx_recording step_current(const rx_network *network, double nA, double rtol, rx_waveform *w)
{
  *w = step_from_to(200, 700, nA);
  const rx_clamp clamp = { .compartment = network->types[0]->detector, .waveform = w };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  const rx_probe probe = { .compartment = network->types[0]->detector };
  const rx_solver_options options = options_to(800, rtol);
  return simulate(network, &drive, &options, 1, &probe, 1);
}

/* dorsal-horn 10: same count; first spike 0.02 ms, first ten 0.1 ms, mean interval up to 700 ms 0.05 %, V at 199 ms 0.01 mV */
static void compare_fi(const char *grid, double nA, int n, double first, double mean, double v199, int n_times,
                       const double times[])
{
  lone_cell cell;
  lone_pn_nk1(&cell, strcmp(grid, "full") == 0);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_waveform w;
  rx_recording recording = step_current(network, nA, 1e-8, &w);
  const rx_spike *spikes = recording.spikes.items;
  cr_expect_eq((int)recording.spikes.n, n, "%s %g nA: %zu spikes, not %d", grid, nA, recording.spikes.n, n);
  cr_expect_float_eq(recording.frames[199], v199, 0.01);
  if (n > 0 && recording.spikes.n > 0) {
    cr_expect_float_eq(spikes[0].t_ms, first, 0.02, "%s %g nA: first spike %g, not %g", grid, nA, spikes[0].t_ms,
                       first);
    size_t within = 0;
    while (within < recording.spikes.n && spikes[within].t_ms <= 700) within++;
    const double interval = (spikes[within - 1].t_ms - spikes[0].t_ms) / (double)(within - 1);
    cr_expect_float_eq(interval, mean, 5e-4 * mean, "%s %g nA: interval %g, not %g", grid, nA, interval, mean);
  }
  for (int i = 0; i < n_times && i < 10 && i < (int)recording.spikes.n; i++)
    cr_expect_float_eq(spikes[i].t_ms, times[i], 0.1, "%s %g nA, spike %d: %g, not %g", grid, nA, i, spikes[i].t_ms,
                       times[i]);
  rx_recording_free(&recording);
  rx_waveform_free(&w);
  rx_network_free(network);
}

static int read_times(const char *grid, double nA, double times[10])
{
  FILE *file = fopen(FOLDER "single_cell_spikes.csv", "r");
  cr_assert(file != NULL);
  char line[256], name[32], on[16];
  int n = 0, index;
  double amplitude, t;
  while (fgets(line, sizeof line, file) != NULL)
    if (sscanf(line, "%31[^,],%15[^,],%lf,%d,%lf", name, on, &amplitude, &index, &t) == 5 && index < 10 &&
        amplitude == nA && strcmp(name, "PN_NK1") == 0 && strcmp(on, grid) == 0)
      times[n++] = t;
  fclose(file);
  return n;
}

Test(cvode, a_projection_neuron_fires_as_the_reference)
{
  FILE *file = fopen(FOLDER "single_cell_fi.csv", "r");
  cr_assert(file != NULL);
  char line[256], name[32], grid[16];
  int n_rows = 0;
  while (fgets(line, sizeof line, file) != NULL) {
    int n;
    double nA, first = NAN, last, mean, step, v199, v799, times[10];
    if (sscanf(line, "%31[^,],%15[^,],%lf,%d,%lf,%lf,%lf,%lf,%lf,%lf", name, grid, &nA, &n, &first, &last, &mean, &step,
               &v199, &v799) != 10 &&
        sscanf(line, "%31[^,],%15[^,],%lf,%d,,,,,%lf,%lf", name, grid, &nA, &n, &v199, &v799) != 6)
      continue;
    if (strcmp(name, "PN_NK1") != 0) continue;
    compare_fi(grid, nA, n, first, n > 0 ? step : NAN, v199, read_times(grid, nA, times), times);
    n_rows++;
  }
  fclose(file);
  cr_expect_eq(n_rows, 12);
}

static void compare_psp(const char *name, int n_events, const rx_direct_event events[], const lone_cell *cell)
{
  char path[256], line[256];
  snprintf(path, sizeof path, FOLDER "%s", name);
  FILE *file = fopen(path, "r");
  cr_assert(file != NULL);
  rx_network *network = lone_network(cell, 1, 0, 0);
  const rx_cell_type *type = network->types[0];
  const int dend = rx_cell_type_compartment(type, 1, 0.5);
  const rx_probe probes[] = { { .compartment = type->detector },
                              { .compartment = dend },
                              { .compartment = dend, .kind = RX_PROBE_CALCIUM } };
  const rx_drive drive = { .n_events = (size_t)n_events, .events = events };
  const rx_solver_options options = options_to(3000, 1e-8);
  rx_recording recording = simulate(network, &drive, &options, 3, probes, 0.5);
  double worst_V = 0, worst_cai = 0, t, V, V_dend, cai;
  size_t k = 0;
  while (fgets(line, sizeof line, file) != NULL) {
    if (sscanf(line, "%lf,%lf,%lf,%lf", &t, &V, &V_dend, &cai) != 4) continue;
    cr_assert_lt(k, recording.n_frames);
    const float *frame = recording.frames + 3 * k++;
    worst_V = fmax(worst_V, fmax(fabs((double)frame[0] - V), fabs((double)frame[1] - V_dend)));
    worst_cai = fmax(worst_cai, fabs((double)frame[2] / cai - 1));
  }
  cr_expect_gt(k, 1000);
  cr_expect_lt(worst_V, 2e-4, "%s: %g mV", name, worst_V); /* the page allows 0.02 mV and 1e-4 */
  cr_expect_lt(worst_cai, 3e-5, "%s: %g of cai", name, worst_cai);
  fclose(file);
  rx_recording_free(&recording);
  rx_network_free(network);
}

Test(cvode, synaptic_potentials_agree_with_the_reference)
{
  FILE *file = fopen(FOLDER "psp_events.csv", "r");
  cr_assert(file != NULL);
  char line[256], name[64] = "", of[64], receptor[16];
  static char names[LONE_RECEPTORS][16];
  lone_cell cell;
  rx_direct_event events[LONE_RECEPTORS];
  int n = 0, n_files = 0;
  double arrival, weight, E, rise, decay;
  for (;;) {
    const bool has_row = fgets(line, sizeof line, file) != NULL;
    const bool is_event = has_row && sscanf(line, "%63[^,],PN_NK1,std,%15[^,],%lf,%lf,%lf,%lf,%lf", of, receptor,
                                            &arrival, &weight, &E, &rise, &decay) == 7;
    if (n > 0 && (!has_row || (is_event && strcmp(of, name) != 0))) {
      compare_psp(name, n, events, &cell);
      n_files++;
      n = 0;
    }
    if (!has_row) break;
    if (!is_event) continue;
    if (n == 0) lone_pn_nk1(&cell, false);
    snprintf(name, sizeof name, "%s", of);
    snprintf(names[n], sizeof names[n], "%s", receptor);
    const int slot = lone_receptor(&cell, names[n], rise, decay, E);
    events[n++] = (rx_direct_event){ .arrival_ms = arrival,
                                     .slot = slot,
                                     .jump_nS = weight * rx_receptor_peak_factor(rise, decay) };
  }
  fclose(file);
  cr_expect_eq(n_files, 2);
}

Test(cvode, the_error_falls_with_the_tolerance)
{
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_waveform w;
  rx_recording exact = step_current(network, 0.0385, 1e-12, &w);
  rx_waveform_free(&w);
  const double rtol[] = { 1e-4, 1e-6, 1e-8, 1e-10 };
  double before = INFINITY;
  for (int i = 0; i < 4; i++) {
    rx_recording recording = step_current(network, 0.0385, rtol[i], &w);
    cr_assert_geq(recording.spikes.n, 10);
    double error = 0; /* mean of the first ten spikes: a single one may be right by chance */
    for (int k = 0; k < 10; k++) error += 0.1 * fabs(recording.spikes.items[k].t_ms - exact.spikes.items[k].t_ms);
    cr_expect_lt(error, 0.2 * before, "rtol %g: %g ms", rtol[i], error);
    before = error;
    rx_recording_free(&recording);
    rx_waveform_free(&w);
  }
  cr_expect_lt(before, 1e-5, "%g", before);
  rx_recording_free(&exact);
  rx_network_free(network);
}

Test(cvode, a_windows_end_costs_nothing)
{
  /* three cells that don't spike; their connections only make the windows short */
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  lone_receptor(&cell, "AMPA", 0.1, 5, 0);
  const rx_solver_options options = options_to(173, 1e-8);
  double v_end[2];
  rx_solver_stats stats[2];
  for (int i = 0; i < 2; i++) {
    rx_network *network = lone_network(&cell, 3, i == 0 ? 0 : 0.35, 1);
    rx_recording recording = simulate(network, NULL, &options, 0, NULL, 0);
    v_end[i] = recording.v_end[2];
    stats[i] = recording.stats;
    rx_recording_free(&recording);
    rx_network_free(network);
  }
  cr_expect_eq(stats[0].n_steps, stats[1].n_steps, "%d steps, not %d", (int)stats[1].n_steps, (int)stats[0].n_steps);
  cr_expect_eq(stats[0].n_rhs, stats[1].n_rhs);
  cr_expect_eq(v_end[0], v_end[1]);
  cr_expect_lt(stats[0].n_steps, 1000);
}

Test(cvode, an_arrival_behind_which_the_integrator_has_run_is_taken_at_its_time)
{
  /* with windows of 0.35 ms the quiet cell runs ahead by many windows; with 10 ms the arrival is known */
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  const int slot = lone_receptor(&cell, "AMPA", 0, 5, 0);
  const rx_direct_event events[] = { { .arrival_ms = 93.217, .slot = slot, .jump_nS = 0.3 },
                                     { .arrival_ms = 93.217, .slot = slot, .jump_nS = 0.4 },
                                     { .arrival_ms = 93.217 + 1e-12, .slot = slot, .jump_nS = 0.1 },
                                     { .arrival_ms = 93.35, .slot = slot, .jump_nS = -0.2 } };
  const rx_drive drive = { .n_events = 4, .events = events };
  const rx_probe probe = { .compartment = 3 };
  const rx_solver_options options = options_to(120, 1e-10);
  rx_recording recordings[2];
  rx_network *networks[2];
  for (int i = 0; i < 2; i++) {
    networks[i] = lone_network(&cell, 3, i == 0 ? 0 : 0.35, 1);
    recordings[i] = simulate(networks[i], &drive, &options, 1, &probe, 0.21);
    cr_expect_eq(recordings[i].stats.n_events, 4);
  }
  cr_expect_float_eq(recordings[0].v_end[0], recordings[1].v_end[0], 1e-7);
  for (size_t k = 0; k < recordings[0].n_frames; k++)
    cr_expect_float_eq(recordings[0].frames[k], recordings[1].frames[k], 1e-5);
  for (int i = 0; i < 2; i++) {
    rx_recording_free(&recordings[i]);
    rx_network_free(networks[i]);
  }
}

Test(cvode, events_and_breakpoints_on_a_windows_end_are_not_lost)
{
  /* windows of 2.5 ms; at 5 ms an arrival and a breakpoint of the clamp */
  lone_cell cell;
  lone_passive(&cell, 1);
  const int slot = lone_receptor(&cell, "AMPA", 0, 1e5, LEAK_MV);
  rx_network *network = lone_network(&cell, 1, 2.5, 0);
  rx_waveform w = step_from_to(5, 1e9, 0.0113);
  const rx_clamp clamp = { .waveform = &w };
  const rx_direct_event event = { .arrival_ms = 5, .slot = slot, .jump_nS = 1.25 };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp, .n_events = 1, .events = &event };
  const rx_solver_options options = options_to(205, 1e-9);
  rx_recording recording = simulate(network, &drive, &options, 0, NULL, 0);
  /* after 200 ms settled, with 1.25 nS more of leak (which has decayed by 0.2 %) */
  const double uS = 1e-4 * AREA_UM2 * 1e-2 + 1.25e-3 * exp(-200.0 / 1e5);
  cr_expect_float_eq(recording.v_end[0], LEAK_MV + 0.0113 / uS, 1e-3);
  cr_expect_eq(recording.stats.n_events, 1);
  rx_recording_free(&recording);
  rx_waveform_free(&w);
  rx_network_free(network);
}

Test(cvode, a_ring_of_cells_passes_a_spike_round_with_the_same_bits_on_2_threads)
{
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  lone_receptor(&cell, "AMPA", 0.1, 5, 0);
  rx_network *network = lone_network(&cell, 5, 1.3, 12.5);
  const rx_direct_event event = { .arrival_ms = 4.1, .cell = 2, .slot = 0, .jump_nS = 12.5 };
  const rx_drive drive = { .n_events = 1, .events = &event };
  rx_solver_options options = options_to(60, 1e-7);
  rx_recording one = simulate(network, &drive, &options, 0, NULL, 0);
  options.threads = 2;
  rx_recording two = simulate(network, &drive, &options, 0, NULL, 0);
  cr_assert_geq(one.spikes.n, 5);
  cr_assert_eq(one.spikes.n, two.spikes.n);
  for (size_t i = 0; i < one.spikes.n; i++) {
    cr_expect_eq(one.spikes.items[i].t_ms, two.spikes.items[i].t_ms);
    cr_expect_eq(one.spikes.items[i].cell, two.spikes.items[i].cell);
    if (i > 0) cr_expect_leq(one.spikes.items[i - 1].t_ms, one.spikes.items[i].t_ms);
  }
  cr_expect_eq(one.spikes.items[0].cell, 2);
  for (int32_t i = 0; i < 5; i++) {
    size_t k = 0;
    while (k < one.spikes.n && one.spikes.items[k].cell != i) k++;
    cr_expect_lt(k, one.spikes.n, "cell %d is silent", i);
    cr_expect_eq(one.v_end[i], two.v_end[i]);
  }
  cr_expect_eq(one.stats.n_rhs, two.stats.n_rhs);
  rx_recording_free(&one);
  rx_recording_free(&two);
  rx_network_free(network);
}

Test(cvode, crossings_are_located_and_only_true_ones_count)
{
  /* the threshold lies on the charging curve of a passive cell: the crossing has a closed form. At the start V is above it. */
  lone_cell cell;
  lone_passive(&cell, 1);
  cell.cell.threshold = -59.123;
  cell.cell.v_init = -40;
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_waveform w = step_from_to(150, 1e9, 0.0113);
  const rx_clamp clamp = { .waveform = &w };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  const rx_solver_options options = options_to(300, 1e-9);
  rx_recording recording = simulate(network, &drive, &options, 0, NULL, 0);
  const double plateau = 0.0113 * 100 / AREA_UM2 / 1e-4, rest = (-40 - LEAK_MV) * exp(-15.0);
  const double from = LEAK_MV + rest, to = LEAK_MV + plateau; /* V = to + (from - to) e^(-t/tau) */
  cr_assert_eq(recording.spikes.n, 1);
  cr_expect_float_eq(recording.spikes.items[0].t_ms, 150 + TAU_MS * log((from - to) / (-59.123 - to)), 1e-5);
  rx_recording_free(&recording);
  rx_waveform_free(&w);
  rx_network_free(network);
}

Test(cvode, a_command_that_jumps_over_the_threshold_is_a_spike)
{
  lone_cell cell;
  lone_passive(&cell, 1);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  const double t[] = { 0, 3.25, 3.25, 7, 7, 20, 24 }, v[] = { -70, -70, 10, 10, -60, -60, 20 };
  rx_waveform w = points(7, t, v);
  const rx_clamp clamp = { .kind = RX_CLAMP_VOLTAGE, .waveform = &w };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  const rx_solver_options options = options_to(30, 1e-7);
  rx_recording recording = simulate(network, &drive, &options, 0, NULL, 0);
  cr_assert_eq(recording.spikes.n, 2);
  cr_expect_eq(recording.spikes.items[0].t_ms, 3.25);
  cr_expect_float_eq(recording.spikes.items[1].t_ms, 22, 1e-8);
  rx_recording_free(&recording);
  rx_waveform_free(&w);
  rx_network_free(network);
}

static rx_status fails(rx_network *network, const rx_drive *drive, const rx_solver_options *options,
                       const rx_probe *probe, rx_error *err)
{
  rx_recording recording = { .n_probes = probe != NULL ? 1 : 0, .probes = probe, .interval_ms = 1 };
  *err = (rx_error){ 0 };
  const rx_status status = rx_simulate_cvode(network, drive, options, &recording, err);
  rx_recording_free(&recording);
  return status;
}

Test(cvode, input_that_does_not_fit_the_network_is_refused)
{
  lone_cell cell;
  lone_passive(&cell, 1);
  rx_network *network = lone_network(&cell, 2, 0, 0);
  rx_waveform w = step_from_to(0, 1, 1);
  rx_error err;
  rx_solver_options options = options_to(5, 1e-7);
  cr_expect_eq(fails(network, NULL, &options, &(rx_probe){ .cell = 2 }, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "probe 0: cell 2; the network has 2 cells");
  cr_expect_eq(fails(network, NULL, &options, &(rx_probe){ .compartment = 7 }, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "probe 0: compartment 7; the cell has 1");
  cr_expect_eq(fails(network, NULL, &options, &(rx_probe){ .kind = RX_PROBE_CONDUCTANCE }, &err), RX_E_INPUT);
  cr_expect_eq(fails(network, NULL, &options, &(rx_probe){ .kind = RX_PROBE_GATE }, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "probe 0: gate 0; leak has 0");
  const rx_clamp clamps[] = { { .cell = 1, .kind = RX_CLAMP_VOLTAGE, .waveform = &w },
                              { .cell = 1, .kind = RX_CLAMP_VOLTAGE, .waveform = &w } };
  cr_expect_eq(fails(network, &(rx_drive){ .n_clamps = 2, .clamps = clamps }, &options, NULL, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "clamps 0 and 1: two voltage clamps on compartment 0 of cell 1");
  const rx_direct_event event = { .slot = 0 };
  cr_expect_eq(fails(network, &(rx_drive){ .n_events = 1, .events = &event }, &options, NULL, &err), RX_E_INPUT);
  options.rtol = 0;
  cr_expect_eq(fails(network, NULL, &options, NULL, &err), RX_E_INPUT);
  options = options_to(0, 1e-7);
  cr_expect_eq(fails(network, NULL, &options, NULL, &err), RX_E_INPUT);
  rx_waveform_free(&w);
  rx_network_free(network);
}

Test(cvode, a_value_that_is_not_finite_is_named_with_time_and_cell)
{
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  rx_network *network = lone_network(&cell, 4, 0, 0);
  const double t[] = { 0, 12.5, 12.5 }, v[] = { 0, 0, NAN };
  rx_waveform w = points(3, t, v);
  const rx_clamp clamp = { .cell = 3, .waveform = &w };
  const rx_solver_options options = options_to(50, 1e-7);
  rx_error err;
  cr_expect_eq(fails(network, &(rx_drive){ .n_clamps = 1, .clamps = &clamp }, &options, NULL, &err), RX_E_NOT_FINITE);
  cr_expect(strncmp(err.text, "PN[3]: at 12.5 ms: CVODE: ", 26) == 0, "%s", err.text);
  cr_expect(strstr(err.text, "; worst variable: V in compartment 0") != NULL, "%s", err.text);
  rx_waveform_free(&w);
  rx_network_free(network);
}

Test(cvode, a_stop_flag_interrupts)
{
  lone_cell cell;
  lone_passive(&cell, 1);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  volatile sig_atomic_t stop = 1;
  rx_solver_options options = options_to(50, 1e-7);
  options.stop = &stop;
  rx_error err;
  cr_expect_eq(fails(network, NULL, &options, NULL, &err), RX_E_INTERRUPTED);
  rx_network_free(network);
}

Test(cvode, a_deadline_ends_a_run_with_the_time_it_reached)
{
  lone_cell cell;
  lone_passive(&cell, 1);
  rx_network *network = lone_network(&cell, 2, 0, 0);
  rx_recording recording = { 0 };
  rx_error err = { 0 };
  rx_solver_options options = options_to(1e12, 1e-7);
  options.deadline_s = rx_wall_seconds() + 0.05;
  cr_expect_eq(rx_simulate_cvode(network, NULL, &options, &recording, &err), RX_E_TIME);
  cr_expect(rx_wall_seconds() >= options.deadline_s);
  cr_expect(strncmp(err.text, "time budget used up at ", 23) == 0, "%s", err.text);
  cr_expect(recording.failed_at_ms > 0 && recording.failed_at_ms < 1e12, "%g", recording.failed_at_ms);
  rx_recording_free(&recording);
  rx_network_free(network);
}

Test(cvode, a_deadline_ends_a_cell_in_the_middle_of_a_window)
{
  /* a command that moves on every nanosecond: the integrator restarts at each breakpoint and stays in its first window */
  lone_cell cell;
  lone_passive(&cell, 1);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_waveform w = { 0 };
  for (int i = 0; i < 2000000; i++) cr_assert_eq(rx_waveform_add(&w, 1e-6 * i, 0.01 * (i % 2), NULL), RX_OK);
  const rx_clamp clamp = { .waveform = &w };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  rx_recording recording = { 0 };
  rx_error err = { 0 };
  rx_solver_options options = options_to(10, 1e-7);
  options.deadline_s = rx_wall_seconds() + 0.05;
  cr_expect_eq(rx_simulate_cvode(network, &drive, &options, &recording, &err), RX_E_TIME);
  cr_expect(rx_wall_seconds() < options.deadline_s + 10); /* all of it would take minutes */
  cr_expect(strncmp(err.text, "time budget used up at ", 23) == 0, "%s", err.text);
  cr_expect(recording.failed_at_ms > 0 && recording.failed_at_ms < 10, "%g", recording.failed_at_ms);
  rx_recording_free(&recording);
  rx_waveform_free(&w);
  rx_network_free(network);
}

Test(cvode, what_fails_says_how_far_it_came_and_what_never_began_says_nothing)
{
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  rx_network *network = lone_network(&cell, 2, 0, 0);
  const double t[] = { 0, 12.5, 12.5 }, v[] = { 0, 0, NAN };
  rx_waveform w = points(3, t, v);
  rx_clamp clamp = { .cell = 1, .waveform = &w };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  const rx_probe probe = { 0 };
  rx_recording recording = { .n_probes = 1, .probes = &probe, .interval_ms = 3 };
  rx_solver_options options = options_to(50, 1e-7);
  rx_error err;
  cr_expect_eq(rx_simulate_cvode(network, &drive, &options, &recording, &err), RX_E_NOT_FINITE);
  cr_expect_float_eq(recording.failed_at_ms, 12.5, 1e-9);
  cr_expect_eq(recording.n_frames, 4); /* 0 … 9 ms: the window from 10 ms on is not whole */
  rx_recording_free(&recording);
  clamp.cell = 2;
  cr_expect_eq(rx_simulate_cvode(network, &drive, &options, &recording, &err), RX_E_INPUT);
  cr_expect(isnan(recording.failed_at_ms));
  rx_recording_free(&recording);
  clamp.cell = 1;
  volatile sig_atomic_t stop = 1;
  options.stop = &stop;
  cr_expect_eq(rx_simulate_cvode(network, &drive, &options, &recording, &err), RX_E_INTERRUPTED);
  cr_expect_eq(recording.failed_at_ms, 0);
  rx_recording_free(&recording);
  options.stop = NULL;
  cr_expect_eq(rx_simulate_cvode(network, NULL, &options, &recording, &err), RX_OK);
  cr_expect(isnan(recording.failed_at_ms));
  rx_recording_free(&recording);
  rx_waveform_free(&w);
  rx_network_free(network);
}
