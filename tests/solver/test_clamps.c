/* Conductances given as waveforms, and waveforms of many points, in both solvers. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "solver/simulation.h"
#include "tests/solver/lone_cell.h"

#define LEAK_MV  (-61.7)
#define LEAK_S   1e-4
#define REVERSAL (-12.5)

typedef rx_status simulate_fn(const rx_network *, const rx_drive *, const rx_solver_options *, rx_recording *,
                              rx_error *);

static rx_solver_options options_to(double t_stop_ms)
{
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = t_stop_ms;
  options.rtol = 1e-9;
  return options;
}

/* V at t_stop of one passive cell under one clamp */
static double end_of(simulate_fn *simulate, const rx_clamp *clamp, const rx_solver_options *options,
                     rx_solver_stats *stats)
{
  lone_cell cell;
  lone_passive(&cell, 1);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  const rx_drive drive = { .n_clamps = 1, .clamps = clamp };
  rx_recording recording = { 0 };
  rx_error err = { 0 };
  cr_assert_eq(simulate(network, &drive, options, &recording, &err), RX_OK, "%s", err.text);
  const double v = recording.v_end[0];
  if (stats != NULL) *stats = recording.stats;
  rx_recording_free(&recording);
  rx_network_free(network);
  return v;
}

static void add(rx_waveform *w, double t_ms, double value)
{
  cr_assert_eq(rx_waveform_add(w, t_ms, value, NULL), RX_OK);
}

static rx_clamp conductance(const rx_waveform *w)
{
  return (rx_clamp){ .kind = RX_CLAMP_CONDUCTANCE, .reversal = REVERSAL, .waveform = w };
}

/* V(t) of C V' = -g_leak (V - E_leak) - g(t) (V - E) by Runge-Kutta of 0.1 us steps; 1 uF/cm2 */
static double passive_by_runge_kutta(const rx_waveform *w, double t_end_ms)
{
  const int n = (int)lround(t_end_ms * 1e4);
  const double h = t_end_ms / n;
  rx_waveform_cursor cursor = 0;
  double V = LEAK_MV;
  for (int i = 0; i < n; i++) {
    double k[4];
    for (int s = 0; s < 4; s++) {
      const double share = s == 0 ? 0 : s == 3 ? 1 : 0.5, at = V + (s == 0 ? 0 : share * h * k[s - 1]);
      /* from inside the step, so that a jump on its edge falls to the right side */
      const double t = h * (i + (s == 0 ? 1e-6 : s == 3 ? 1 - 1e-6 : 0.5));
      k[s] = -1e3 * (LEAK_S * (at - LEAK_MV) + rx_waveform_read(w, t, &cursor) * (at - REVERSAL));
    }
    V += h / 6 * (k[0] + 2 * k[1] + 2 * k[2] + k[3]);
  }
  return V;
}

Test(clamps, a_step_of_conductance_charges_a_passive_cell_by_the_closed_form)
{
  const double g = 2.7e-4, from = 3.7, to = 21.3;
  rx_waveform w = { 0 };
  cr_assert_eq(rx_waveform_step(&w, from, to, g, NULL), RX_OK);
  const rx_clamp clamp = conductance(&w);
  const double rate_on = 1e3 * (LEAK_S + g), rate_off = 1e3 * LEAK_S;
  const double plateau = (LEAK_S * LEAK_MV + g * REVERSAL) / (LEAK_S + g);
  static const double TIMES[] = { 3.7, 4.5, 12.1, 21.3, 33.3 };
  for (size_t i = 0; i < sizeof TIMES / sizeof *TIMES; i++) {
    const double on = fmin(TIMES[i], to) - from, after = fmax(TIMES[i] - to, 0);
    const double top = plateau + (LEAK_MV - plateau) * exp(-rate_on * on);
    const double V = LEAK_MV + (top - LEAK_MV) * exp(-rate_off * after);
    rx_solver_options options = options_to(TIMES[i]);
    const double cvode = end_of(rx_simulate_cvode, &clamp, &options, NULL),
                 ensemble = end_of(rx_simulate_ensemble, &clamp, &options, NULL);
    cr_expect_float_eq(cvode, V, 1e-6, "CVODE at %g ms: %.9g, not %.9g", TIMES[i], cvode, V);
    cr_expect_float_eq(ensemble, V, 2e-4, "ensemble at %g ms: %.9g, not %.9g", TIMES[i], ensemble, V);
    options.coarse_steps = 4;
    const double coarse = end_of(rx_simulate_ensemble, &clamp, &options, NULL);
    cr_expect_float_eq(coarse, V, 2e-3, "coarse at %g ms: %.9g, not %.9g", TIMES[i], coarse, V);
  }
  rx_waveform_free(&w);
}

Test(clamps, a_ramp_of_conductance_is_followed_to_second_order)
{
  rx_waveform w = { 0 };
  add(&w, 2.125, 0);
  add(&w, 22.125, 3e-4);
  add(&w, 22.125, 0.5e-4);
  const rx_clamp clamp = conductance(&w);
  const double V = passive_by_runge_kutta(&w, 26);
  rx_solver_options options = options_to(26);
  cr_expect_float_eq(end_of(rx_simulate_cvode, &clamp, &options, NULL), V, 1e-6);
  double error[3];
  for (int i = 0; i < 3; i++) {
    options.dt_ms = 0.125 / (1 << i);
    error[i] = end_of(rx_simulate_ensemble, &clamp, &options, NULL) - V;
  }
  for (int i = 0; i < 2; i++)
    cr_expect(fabs(error[i] / error[i + 1] - 4) < 0.2, "errors %g and %g mV", error[i], error[i + 1]);
  rx_waveform_free(&w);
}

/* 10^5 points, 0.01 ms apart: noise, or a slow wave */
static rx_waveform many_points(bool is_noise, bool is_smooth)
{
  rx_waveform w = { .is_smooth = is_smooth };
  rx_stream stream = rx_stream_make(7, 0, 0, 0, RX_STREAM_TEST);
  double x = 0;
  for (int i = 0; i <= 100000; i++) {
    add(&w, 0.01 * i, 1e-5 + (is_noise ? fabs(x) : 1e-5 * (1 - cos(0.001 * i))));
    x += 0.002 * (-x + 4e-4 * (2 * rx_uniform(&stream) - 1));
  }
  return w;
}

Test(clamps, noise_of_many_points_is_followed_by_all_steps)
{
  rx_waveform w = many_points(true, true);
  const rx_clamp clamp = conductance(&w);
  const double t_stop = 400, V = passive_by_runge_kutta(&w, t_stop);
  rx_solver_options options = options_to(t_stop);
  rx_solver_stats stats;
  options.rtol = 1e-6;
  cr_expect_float_eq(end_of(rx_simulate_cvode, &clamp, &options, NULL), V, 1e-3);
  cr_expect_float_eq(end_of(rx_simulate_ensemble, &clamp, &options, &stats), V, 1e-4);
  cr_expect_eq(stats.n_steps, 16000);
  options.coarse_steps = 8;
  cr_expect_float_eq(end_of(rx_simulate_ensemble, &clamp, &options, &stats), V, 1e-3);
  /* where it begins, at 0: two fine steps and three of the middle length in place of one */
  cr_expect_eq(stats.n_steps, 16000 / 8 + 4, "%llu steps", (unsigned long long)stats.n_steps);
  rx_waveform_free(&w);
}

Test(clamps, a_smooth_waveform_does_not_restart_the_adaptive_solver_at_each_point)
{
  rx_waveform w = many_points(false, true);
  const rx_clamp clamp = conductance(&w);
  const double V = passive_by_runge_kutta(&w, 400);
  rx_solver_options options = options_to(400);
  rx_solver_stats stats;
  options.rtol = 1e-6;
  cr_expect_float_eq(end_of(rx_simulate_cvode, &clamp, &options, &stats), V, 1e-3);
  cr_expect(stats.n_steps < 2000, "%llu steps", (unsigned long long)stats.n_steps);
  rx_waveform_free(&w);
  w = many_points(false, false);
  cr_expect_float_eq(end_of(rx_simulate_cvode, &clamp, &options, &stats), V, 1e-3);
  cr_expect(stats.n_steps >= 40000, "%llu steps", (unsigned long long)stats.n_steps);
  rx_waveform_free(&w);
}

Test(clamps, a_smooth_current_and_a_smooth_command_are_followed_too)
{
  rx_waveform w = { .is_smooth = true };
  for (int i = 0; i <= 4000; i++) add(&w, 5 + 0.01 * i, 0.02 * sin(0.31 * 0.01 * i));
  rx_clamp clamp = { .waveform = &w };
  rx_solver_options options = options_to(31.7);
  /* C V' = -g (V - E) + I sin(wt)/area: from t = 5 ms; the area is 400 pi um2 */
  const double omega = 0.31, a = 0.1, drive = 0.02 * 100 / (400 * 3.14159265358979) * 1e3, t = 31.7 - 5;
  const double V =
      LEAK_MV + drive * (a * sin(omega * t) - omega * cos(omega * t) + omega * exp(-a * t)) / (a * a + omega * omega);
  cr_expect_float_eq(end_of(rx_simulate_cvode, &clamp, &options, NULL), V, 1e-5);
  cr_expect_float_eq(end_of(rx_simulate_ensemble, &clamp, &options, NULL), V, 1e-4);
  clamp.kind = RX_CLAMP_VOLTAGE;
  cr_expect_float_eq(end_of(rx_simulate_cvode, &clamp, &options, NULL), rx_waveform_at(&w, 31.7), 1e-6);
  cr_expect_float_eq(end_of(rx_simulate_ensemble, &clamp, &options, NULL), rx_waveform_at(&w, 31.7), 1e-6);
  rx_waveform_free(&w);
}

Test(clamps, a_voltage_clamp_carries_the_current_of_a_conductance_beside_it)
{
  lone_cell cell;
  lone_passive(&cell, 1);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_waveform command = { 0 }, g = { 0 };
  add(&command, 0, -50.3);
  add(&g, 0, 3.1e-4);
  const rx_clamp clamps[] = { { .kind = RX_CLAMP_VOLTAGE, .waveform = &command }, conductance(&g) };
  const rx_drive drive = { .n_clamps = 2, .clamps = clamps };
  const rx_probe probe = { .kind = RX_PROBE_CLAMP };
  const double nA = (LEAK_S * (-50.3 - LEAK_MV) + 3.1e-4 * (-50.3 - REVERSAL)) * network->numbers[0]->area[0] / 100;
  simulate_fn *const solvers[] = { rx_simulate_cvode, rx_simulate_ensemble };
  for (int i = 0; i < 2; i++) {
    rx_recording recording = { .n_probes = 1, .probes = &probe, .interval_ms = 1 };
    const rx_solver_options options = options_to(5);
    cr_assert_eq(solvers[i](network, &drive, &options, &recording, NULL), RX_OK);
    cr_expect_float_eq(recording.frames[4], nA, 1e-6 * fabs(nA), "%.9g, not %.9g", (double)recording.frames[4], nA);
    rx_recording_free(&recording);
  }
  rx_waveform_free(&command);
  rx_waveform_free(&g);
  rx_network_free(network);
}

static void expect_refused(const rx_clamp *clamp, const char *text)
{
  lone_cell cell;
  lone_passive(&cell, 1);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  const rx_drive drive = { .n_clamps = 1, .clamps = clamp };
  const rx_solver_options options = options_to(5);
  rx_recording recording = { 0 };
  rx_error err = { 0 };
  cr_expect_eq(rx_simulate_ensemble(network, &drive, &options, &recording, &err), RX_E_INPUT);
  cr_expect(strstr(err.text, text) != NULL, "%s", err.text);
  rx_recording_free(&recording);
  rx_network_free(network);
}

Test(clamps, a_conductance_below_0_or_without_a_reversal_is_refused)
{
  rx_waveform w = { 0 };
  add(&w, 0, 1e-4);
  add(&w, 3.5, -1e-5);
  rx_clamp clamp = conductance(&w);
  expect_refused(&clamp, "a conductance of -1e-05 S/cm2 at 3.5 ms: must not be below 0");
  w.value[1] = 0;
  clamp.reversal = NAN;
  expect_refused(&clamp, "a reversal potential of nan mV");
  rx_waveform_free(&w);
}

/* first spike of PN_NK1 under 2 nA from 20 ms on */
static double first_spike(int coarse_steps)
{
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_waveform w = { 0 };
  cr_assert_eq(rx_waveform_step(&w, 20, 30, 2, NULL), RX_OK);
  const rx_clamp clamp = { .kind = RX_CLAMP_CURRENT, .compartment = network->types[0]->detector, .waveform = &w };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  rx_solver_options options = options_to(25);
  options.coarse_steps = coarse_steps;
  rx_recording recording = { 0 };
  rx_error err = { 0 };
  cr_assert_eq(rx_simulate_ensemble(network, &drive, &options, &recording, &err), RX_OK, "%s", err.text);
  cr_assert_gt(recording.spikes.n, 0);
  const double t = recording.spikes.items[0].t_ms;
  rx_recording_free(&recording);
  rx_network_free(network);
  rx_waveform_free(&w);
  return t;
}

Test(clamps, a_quiet_cell_takes_a_fine_step_where_a_current_jumps)
{
  /* the jump falls on the edge of a coarse step, when the last step has not risen yet */
  const double fine = first_spike(1);
  cr_expect_float_eq(first_spike(16), fine, 0.005);
  cr_expect_float_eq(first_spike(8), fine, 0.005);
}

enum { N_MANY = 11, N_PER_CELL = 3 };

/* Runs N_MANY cells with N_PER_CELL conductances each. one_by_one: a current clamp of nothing stands before them at their place, so
 * that the fixed step cannot take them side by side. */
static void run_many(const rx_network *network, const rx_waveform waveforms[], bool are_shared, bool one_by_one,
                     const rx_solver_options *options, rx_recording *recording)
{
  static const rx_waveform NOTHING;
  rx_clamp clamps[N_MANY * (N_PER_CELL + 1)];
  size_t n = 0;
  for (int i = 0; i < N_MANY; i++) {
    if (one_by_one) clamps[n++] = (rx_clamp){ .cell = i, .compartment = i % 2, .waveform = &NOTHING };
    for (int k = 0; k < N_PER_CELL; k++)
      clamps[n++] = (rx_clamp){ .cell = i,
                                .compartment = i % 2,
                                .kind = RX_CLAMP_CONDUCTANCE,
                                .reversal = k == 1 ? -75 : 3.3 * k,
                                .waveform = &waveforms[are_shared ? k : k * N_MANY + i] };
  }
  const rx_drive drive = { .n_clamps = n, .clamps = clamps };
  rx_error err = { 0 };
  cr_assert_eq(rx_simulate_ensemble(network, &drive, options, recording, &err), RX_OK, "%s", err.text);
}

/* Spikes of two recordings, and the potentials at their ends. */
static void expect_near(const rx_recording *a, const rx_recording *b, double ms, double mV, const char *what)
{
  cr_assert_eq(a->spikes.n, b->spikes.n, "%s", what);
  for (size_t i = 0; i < a->spikes.n; i++)
    cr_expect_float_eq(a->spikes.items[i].t_ms, b->spikes.items[i].t_ms, ms, "%s: spike at %g ms, %g beside it", what,
                       a->spikes.items[i].t_ms, b->spikes.items[i].t_ms);
  for (int i = 0; i < N_MANY; i++)
    cr_expect_float_eq(a->v_end[i], b->v_end[i], mV, "%s: %g mV and %g at the end", what, a->v_end[i], b->v_end[i]);
}

/* Those of one cell in two recordings, to the last bit. */
static void expect_same_of(int cell, const rx_recording *a, const rx_recording *b, const char *what)
{
  size_t k = 0;
  for (size_t i = 0; i < a->spikes.n; i++) {
    if (a->spikes.items[i].cell != cell) continue;
    while (k < b->spikes.n && b->spikes.items[k].cell != cell) k++;
    cr_assert_lt(k, b->spikes.n, "%s", what);
    cr_expect_eq(a->spikes.items[i].t_ms, b->spikes.items[k++].t_ms, "%s", what);
  }
  while (k < b->spikes.n) cr_expect_neq(b->spikes.items[k++].cell, cell, "%s", what);
  cr_expect_eq(a->v_end[cell], b->v_end[cell], "%s: V at the end differs", what);
}

/* ramps with corners off the grid, jumps, noise of many points, late starts and early ends */
static void fill_many(rx_waveform waveforms[N_PER_CELL * N_MANY])
{
  for (int i = 0; i < N_MANY; i++) {
    rx_waveform *ramp = &waveforms[i], *noise = &waveforms[N_MANY + i], *constant = &waveforms[2 * N_MANY + i];
    add(ramp, 1.37 + i, 0);
    add(ramp, 40.003 + i, 4e-4);
    add(ramp, 40.003 + i, 1e-4);
    add(ramp, 71.1, 0);
    noise->is_smooth = true;
    for (int k = 0; k < 60; k++)
      add(noise, 0.7 * i + 0.93 * k, 2e-5 * rx_uniform_at(1, 2, 3, (uint64_t)i, RX_STREAM_TEST, (uint64_t)k));
    add(constant, 0, 1e-5 * i);
  }
}

/* A block reads its conductances as vectors, which rounds otherwise than one by one. */
Test(clamps, side_by_side_do_what_they_do_one_by_one)
{
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  rx_network *network = lone_network(&cell, N_MANY, 0, 0);
  rx_waveform waveforms[N_PER_CELL * N_MANY] = { 0 }, shared[N_PER_CELL] = { 0 };
  fill_many(waveforms);
  for (int k = 0; k < N_PER_CELL; k++) shared[k] = waveforms[k * N_MANY + 4];
  for (int form = 0; form < 8; form++) {
    rx_solver_options options = options_to(80);
    options.single_precision = form & 1;
    options.coarse_steps = form & 2 ? 4 : 1;
    const bool are_shared = form & 4;
    rx_recording rows = { 0 }, single = { 0 };
    run_many(network, are_shared ? shared : waveforms, are_shared, false, &options, &rows);
    run_many(network, are_shared ? shared : waveforms, are_shared, true, &options, &single);
    char what[64];
    snprintf(what, sizeof what, "single %d, coarse %d, shared %d", form & 1, options.coarse_steps, are_shared);
    if (options.single_precision)
      expect_near(&single, &rows, 1e-3, 1e-2, what);
    else
      expect_near(&single, &rows, 1e-9, 1e-9, what);
    cr_expect_gt(rows.spikes.n, 20, "%s: %zu spikes prove little", what, rows.spikes.n);
    rx_recording_free(&rows);
    rx_recording_free(&single);
  }
  for (int i = 0; i < N_PER_CELL * N_MANY; i++) rx_waveform_free(&waveforms[i]);
  rx_network_free(network);
}

/* Pieces of the neighbours end elsewhere: that must change no bit, in either precision. (A coarse step is taken by a
 * whole block.) */
Test(clamps, side_by_side_do_not_depend_on_those_beside_them)
{
  enum { OWN = 4 };
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  rx_network *network = lone_network(&cell, N_MANY, 0, 0);
  rx_waveform waveforms[N_PER_CELL * N_MANY] = { 0 }, others[N_PER_CELL * N_MANY];
  fill_many(waveforms);
  for (int k = 0; k < N_PER_CELL; k++)
    for (int i = 0; i < N_MANY; i++)
      others[k * N_MANY + i] = waveforms[k * N_MANY + (i == OWN ? OWN : N_MANY - 1 - i == OWN ? 0 : N_MANY - 1 - i)];
  for (int is_single = 0; is_single < 2; is_single++) {
    rx_solver_options options = options_to(80);
    options.single_precision = is_single;
    rx_recording some = { 0 }, other = { 0 };
    run_many(network, waveforms, false, false, &options, &some);
    run_many(network, others, false, false, &options, &other);
    expect_same_of(OWN, &some, &other, is_single ? "single precision" : "double precision");
    rx_recording_free(&some);
    rx_recording_free(&other);
  }
  for (int i = 0; i < N_PER_CELL * N_MANY; i++) rx_waveform_free(&waveforms[i]);
  rx_network_free(network);
}
