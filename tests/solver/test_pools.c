/* Ion pools in both solvers: closed forms, conservation, agreement on spikes, and failures that name them. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/logarithm.h"
#include "base/random.h"
#include "solver/cvode/cell_newton.h"
#include "solver/simulation.h"
#include "tests/solver/lone_cell.h"

static const double FARADAY = 96485.332;
static rx_simulate *const SOLVERS[] = { rx_simulate_cvode, rx_simulate_ensemble };
static const char *const NAMES[] = { "CVODE", "ensemble" };

static rx_ion_pool pool(double start, double depth, double tau)
{
  return (rx_ion_pool){ .is_given = true, .start = start, .depth = depth, .tau = tau, .rest = NAN };
}

static void put(rx_section *section, const char *name, double gbar)
{
  rx_channel_use *use = &section->channels[section->n_channels++];
  use->channel = rx_channel_find(name);
  rx_param_defaults(use->channel->params, use->params);
  use->params[0] = gbar;
}

/* n compartments of 20 um diameter with spikes, all four pools and reversal potentials that follow them */
static void spiking(lone_cell *c, int n_compartments)
{
  lone_passive(c, n_compartments);
  rx_section *soma = &c->sections[0];
  soma->n_channels = 0;
  put(soma, "na_traub", 0.06);
  put(soma, "k_traub", 0.02);
  put(soma, "leak", 1e-5);
  soma->reversal_na = soma->reversal_k = NAN;
  soma->pools[RX_POOL_NA_IN] = pool(11.4, NAN, NAN);
  soma->pools[RX_POOL_K_IN] = pool(121.7, NAN, NAN);
  soma->pools[RX_POOL_NA_OUT] = pool(154, 0.3, 290);
  soma->pools[RX_POOL_K_OUT] = pool(5.6, 0.3, 290);
  c->cell.v_init = -65;
}

static rx_recording run(int solver, const rx_network *network, const rx_clamp *clamp, rx_solver_options options,
                        size_t n_probes, const rx_probe probes[], double interval_ms)
{
  const rx_drive drive = { .n_clamps = clamp != NULL, .clamps = clamp };
  rx_recording recording = { .n_probes = n_probes, .probes = probes, .interval_ms = interval_ms };
  rx_error err = { 0 };
  cr_assert_eq(SOLVERS[solver](network, &drive, &options, &recording, &err), RX_OK, "%s", err.text);
  return recording;
}

static rx_solver_options options_to(double t_stop_ms)
{
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = t_stop_ms;
  options.rtol = 1e-8;
  return options;
}

Test(pools, the_short_logarithm_is_the_logarithm)
{
  for (double x = 1e-290; x < 1e290; x *= 1.0137)
    cr_assert(fabs(rx_log_short(x) - log(x)) <= 1e-12 * fabs(log(x)) + 1e-13, "%g: %.17g", x, rx_log_short(x));
  cr_expect_eq(rx_log_short(1), 0);
  cr_expect(isnan(rx_log_short(0)) && isnan(rx_log_short(-3.1)) && isnan(rx_log_short(NAN)));
}

Test(pools, under_a_constant_current_a_pool_follows_the_closed_form)
{
  lone_cell cell;
  lone_passive(&cell, 1);
  put(&cell.sections[0], "na_p", 2e-3);
  cell.cell.v_init = -40; /* the command: gates are steady from the start on */
  cell.sections[0].pools[RX_POOL_NA_IN] = pool(11.4, 0.7, 130);
  cell.sections[0].pools[RX_POOL_NA_IN].rest = 9.3;
  cell.sections[0].pools[RX_POOL_NA_IN].offset = -1.1e-3;
  cell.sections[0].pools[RX_POOL_NA_OUT] = pool(150, 0.3, NAN);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  double t = 0, v = -40;
  const rx_waveform w = { .n = 1, .t_ms = &t, .value = &v };
  const rx_clamp clamp = { .kind = RX_CLAMP_VOLTAGE, .waveform = &w };
  const rx_probe probes[] = { { .kind = RX_PROBE_POOL, .item = RX_POOL_NA_IN },
                              { .kind = RX_PROBE_POOL, .item = RX_POOL_NA_OUT },
                              { .kind = RX_PROBE_CURRENT, .item = 1 } };
  for (int s = 0; s < 2; s++) {
    rx_recording r = run(s, network, &clamp, options_to(400), 3, probes, 20);
    const double I = (double)r.frames[2];
    cr_expect(fabs(I) > 1e-3, "%g mA/cm2", I);
    for (size_t k = 0; k < r.n_frames; k++) {
      const double at = 20 * (double)k, gain = 1e4 / (FARADAY * 0.7);
      const double steady = 9.3 - 130 * gain * (I + 1.1e-3), in = steady + (11.4 - steady) * exp(-at / 130);
      const double out = 150 + 1e4 / (FARADAY * 0.3) * I * at;
      cr_expect_float_eq(r.frames[3 * k], in, 2e-6 * in, "%s, %g ms: %.9g, not %.9g", NAMES[s], at,
                         (double)r.frames[3 * k], in);
      cr_expect_float_eq(r.frames[3 * k + 1], out, 2e-6 * out, "%s, %g ms: %.9g, not %.9g", NAMES[s], at,
                         (double)r.frames[3 * k + 1], out);
      cr_expect_float_eq(r.frames[3 * k + 2], I, 1e-6 * fabs(I));
    }
    rx_recording_free(&r);
  }
  rx_network_free(network);
}

Test(pools, what_crosses_the_membrane_leaves_one_pool_and_enters_the_other)
{
  lone_cell cell;
  spiking(&cell, 1);
  cell.sections[0].n_channels = 2; /* no leak: sodium and potassium carry all charge */
  for (int k = 0; k < RX_N_POOLS; k++) cell.sections[0].pools[k].tau = NAN;
  rx_network *network = lone_network(&cell, 1, 0, 0);
  double t[] = { 0 }, nA[] = { 0.15 };
  const rx_waveform w = { .n = 1, .t_ms = t, .value = nA };
  const rx_clamp clamp = { .waveform = &w };
  rx_probe probes[5] = { { .kind = RX_PROBE_V } };
  for (int k = 0; k < RX_N_POOLS; k++) probes[k + 1] = (rx_probe){ .kind = RX_PROBE_POOL, .item = k };
  for (int s = 0; s < 2; s++) {
    rx_recording r = run(s, network, &clamp, options_to(200.001), 5, probes, 200);
    cr_expect(r.spikes.n >= 5, "%zu spikes", r.spikes.n);
    const float *a = r.frames, *b = r.frames + 5;
    /* charges in mA ms/cm2; frames are floats of some 100 mM: 1e-5 mM, 5 um deep */
    const double na = ((double)b[1] - (double)a[1]) * FARADAY * 5 / 1e4,
                 k_in = ((double)b[2] - (double)a[2]) * FARADAY * 5 / 1e4;
    const double na_out = ((double)b[3] - (double)a[3]) * FARADAY * 0.3 / 1e4,
                 k_out = ((double)b[4] - (double)a[4]) * FARADAY * 0.3 / 1e4;
    const double injected = 0.15 * 100 / network->numbers[0]->area[0] * 200,
                 stored = 1e-3 * ((double)b[0] - (double)a[0]);
    cr_expect(na > 0.1 && k_in < -0.1, "%g, %g mA ms/cm2", na, k_in);
    cr_expect_float_eq(na + na_out, 0, 1e-3, "%s: %g + %g", NAMES[s], na, na_out);
    cr_expect_float_eq(k_in + k_out, 0, 1e-3, "%s: %g + %g", NAMES[s], k_in, k_out);
    cr_expect_float_eq(na + k_in + injected, stored, 1e-3, "%s: %g + %g + %g, not %g", NAMES[s], na, k_in, injected,
                       stored);
    rx_recording_free(&r);
  }
  rx_network_free(network);
}

Test(pools, both_solvers_agree_on_spikes_that_move_the_reversal_potentials)
{
  lone_cell cell;
  spiking(&cell, 3);
  rx_network *network = lone_network(&cell, 2, 0, 0);
  double t[] = { 10, 10 }, nA[] = { 0, 0.2 };
  const rx_waveform w = { .n = 2, .t_ms = t, .value = nA };
  const rx_clamp clamp = { .compartment = 1, .waveform = &w };
  const rx_probe probes[] = { { .compartment = 2, .kind = RX_PROBE_POOL, .item = RX_POOL_NA_IN },
                              { .compartment = 2, .kind = RX_PROBE_POOL, .item = RX_POOL_K_OUT },
                              { .compartment = 2, .kind = RX_PROBE_REVERSAL, .item = RX_ION_NA },
                              { .compartment = 2, .kind = RX_PROBE_REVERSAL, .item = RX_ION_K } };
  rx_recording cvode = run(0, network, &clamp, options_to(150), 4, probes, 5);
  const size_t last = 4 * (cvode.n_frames - 1);
  cr_expect(cvode.spikes.n >= 6, "%zu spikes", cvode.spikes.n);
  cr_expect((double)cvode.frames[last + 3] > -80 && cvode.frames[last + 2] < cvode.frames[2], "E_K ends at %g mV",
            (double)cvode.frames[last + 3]);
  double worst[2];
  for (int i = 0; i < 2; i++) {
    rx_solver_options options = options_to(150);
    options.dt_ms = i == 0 ? 0.025 : 0.0125;
    rx_recording fixed = run(1, network, &clamp, options, 4, probes, 5);
    cr_assert_eq(fixed.spikes.n, cvode.spikes.n);
    worst[i] = 0;
    for (size_t k = 0; k < fixed.spikes.n; k++)
      worst[i] = fmax(worst[i], fabs(fixed.spikes.items[k].t_ms - cvode.spikes.items[k].t_ms));
    for (size_t k = 0; k < 4 * fixed.n_frames; k++)
      cr_expect_float_eq(fixed.frames[k], cvode.frames[k], 2e-3 * fabs((double)cvode.frames[k]), "frame %zu, probe %zu",
                         k / 4, k % 4);
    rx_recording_free(&fixed);
  }
  cr_expect(worst[0] < 0.1 && worst[1] < 0.4 * worst[0], "%g and %g ms", worst[0], worst[1]);
  /* two steps of different length alternate */
  rx_solver_options options = options_to(150);
  options.coarse_steps = 4;
  rx_recording coarse = run(1, network, &clamp, options, 4, probes, 5);
  cr_expect_eq(coarse.spikes.n, cvode.spikes.n);
  for (size_t k = 0; k < 4 * coarse.n_frames; k++)
    cr_expect_float_eq(coarse.frames[k], cvode.frames[k], 5e-3 * fabs((double)cvode.frames[k]));
  cr_expect(cvode.stats.n_convergence_failures <= cvode.stats.n_steps / 50, "%llu of %llu",
            (unsigned long long)cvode.stats.n_convergence_failures, (unsigned long long)cvode.stats.n_steps);
  rx_recording_free(&coarse);
  rx_recording_free(&cvode);
  rx_network_free(network);
}

Test(pools, a_cell_with_pools_that_hold_everything_fixed_is_the_cell_without)
{
  lone_cell plain, pooled;
  spiking(&plain, 1);
  for (int k = 0; k < RX_N_POOLS; k++) plain.sections[0].pools[k].depth = 1e6;
  pooled = plain;
  pooled.cell.sections = pooled.sections;
  pooled.sections[0].channels = pooled.uses[0];
  plain.sections[0].reversal_na = rx_section_reversal_mV(&pooled.sections[0], RX_ION_NA, 36);
  plain.sections[0].reversal_k = rx_section_reversal_mV(&pooled.sections[0], RX_ION_K, 36);
  memset(plain.sections[0].pools, 0, sizeof plain.sections[0].pools);
  double t[] = { 0 }, nA[] = { 0.2 };
  const rx_waveform w = { .n = 1, .t_ms = t, .value = nA };
  const rx_clamp clamp = { .waveform = &w };
  rx_network *a = lone_network(&plain, 1, 0, 0), *b = lone_network(&pooled, 1, 0, 0);
  cr_expect(!rx_cell_type_equal(a->types[0], b->types[0]));
  for (int s = 0; s < 2; s++) {
    rx_recording ra = run(s, a, &clamp, options_to(100), 0, NULL, 1),
                 rb = run(s, b, &clamp, options_to(100), 0, NULL, 1);
    cr_assert(ra.spikes.n == rb.spikes.n && ra.spikes.n > 3);
    for (size_t k = 0; k < ra.spikes.n; k++)
      cr_expect_float_eq(ra.spikes.items[k].t_ms, rb.spikes.items[k].t_ms, 1e-3, "%s", NAMES[s]);
    rx_recording_free(&ra);
    rx_recording_free(&rb);
  }
  rx_network_free(a);
  rx_network_free(b);
}

static void expect_failure(const rx_network *network, const rx_clamp *clamp, const char *text)
{
  for (int s = 0; s < 2; s++) {
    const rx_drive drive = { .n_clamps = 1, .clamps = clamp };
    const rx_solver_options options = options_to(500);
    rx_recording recording = { 0 };
    rx_error err = { 0 };
    cr_expect_eq(SOLVERS[s](network, &drive, &options, &recording, &err), RX_E_NOT_FINITE, "%s", NAMES[s]);
    cr_expect(strstr(err.text, text) != NULL, "%s: %s", NAMES[s], err.text);
    rx_recording_free(&recording);
  }
}

Test(pools, a_pool_that_runs_empty_is_named)
{
  lone_cell cell;
  spiking(&cell, 1);
  cell.sections[0].pools[RX_POOL_K_IN].depth = 0.02; /* held at 0 mV all of it leaves */
  cell.sections[0].reversal_k = -90;
  rx_network *network = lone_network(&cell, 1, 0, 0);
  double t = 0, v = 0;
  const rx_waveform w = { .n = 1, .t_ms = &t, .value = &v };
  const rx_clamp clamp = { .kind = RX_CLAMP_VOLTAGE, .waveform = &w };
  expect_failure(network, &clamp, "potassium_inside");
  rx_network_free(network);
}

/* I - gamma J by central differences against the matrix along the tree */
Test(pools, the_matrix_of_newton_holds_the_pools)
{
  lone_cell cell;
  spiking(&cell, 4);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  static const double GAMMAS[] = { 1e-3, 0.05, 2.3 };
  for (int g = 0; g < 3; g++) {
    rx_cell_system s;
    rx_cell_newton newton;
    cr_assert_eq(rx_cell_system_make(&s, network->types[0], network->numbers[0], 0, NULL, NULL), RX_OK);
    cr_assert_eq(rx_cell_newton_make(&newton, &s, NULL), RX_OK);
    enum { MOST = 64 };
    const int n = s.n_states, n_gates = s.type->n_gates;
    cr_assert(n <= MOST && s.pools.n == 16);
    double y[MOST], b[MOST], x[MOST], up[MOST], down[MOST], A[MOST][MOST];
    rx_stream stream = rx_stream_make(1, 2, 3, 4, RX_STREAM_TEST);
    rx_cell_system_start(&s, 0, y);
    for (int i = 0; i < 4; i++) y[i] = -45 + 60 * rx_uniform(&stream);
    for (int i = 4; i < 4 + n_gates; i++) y[i] = 0.1 + 0.8 * rx_uniform(&stream);
    for (int j = 0; j < n; j++) {
      const double move = 1e-5 * fmax(fabs(y[j]), 0.1), kept = y[j];
      y[j] = kept + move;
      cr_assert(rx_cell_system_rhs(&s, 0, y, up));
      y[j] = kept - move;
      cr_assert(rx_cell_system_rhs(&s, 0, y, down));
      y[j] = kept;
      for (int i = 0; i < n; i++) A[i][j] = (i == j ? 1 : 0) - GAMMAS[g] * (up[i] - down[i]) / (2 * move);
    }
    for (int i = 0; i < n; i++) b[i] = rx_uniform(&stream) - 0.5;
    rx_cell_newton_jacobian(&newton, &s, 0, y);
    cr_assert(rx_cell_newton_factor(&newton, &s, GAMMAS[g]));
    rx_cell_newton_solve(&newton, &s, b, x);
    for (int i = 0; i < n; i++) {
      double sum = 0, size = fabs(b[i]);
      for (int j = 0; j < n; j++) {
        sum += A[i][j] * x[j];
        size = fmax(size, fabs(A[i][j] * x[j]));
      }
      cr_expect(fabs(sum - b[i]) < 1e-4 * size, "gamma %g, row %d: %g, not %g (of %g)", GAMMAS[g], i, sum, b[i], size);
    }
    rx_cell_newton_free(&newton);
    rx_cell_system_free(&s);
  }
  rx_network_free(network);
}

Test(pools, variables_of_pools_have_names)
{
  lone_cell cell;
  spiking(&cell, 2);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_cell_system s;
  char text[96];
  cr_assert_eq(rx_cell_system_make(&s, network->types[0], network->numbers[0], 0, NULL, NULL), RX_OK);
  rx_cell_system_name(&s, s.n_states - 1, sizeof text, text);
  cr_expect_str_eq(text, "potassium_outside in compartment 1");
  rx_cell_system_free(&s);
  rx_network_free(network);
}

Test(pools, a_probe_of_what_is_not_there_is_refused)
{
  lone_cell cell;
  spiking(&cell, 1);
  cell.sections[0].pools[RX_POOL_NA_OUT].is_given = false;
  cell.sections[0].reversal_na = 50;
  rx_network *network = lone_network(&cell, 1, 0, 0);
  const rx_probe probes[] = { { .kind = RX_PROBE_POOL, .item = RX_POOL_NA_OUT },
                              { .kind = RX_PROBE_POOL, .item = RX_N_POOLS },
                              { .kind = RX_PROBE_REVERSAL, .item = RX_ION_NA },
                              { .kind = RX_PROBE_REVERSAL, .item = RX_ION_OWN } };
  for (int i = 0; i < 4; i++) {
    const rx_solver_options options = options_to(5);
    rx_recording recording = { .n_probes = 1, .probes = &probes[i], .interval_ms = 1 };
    rx_error err = { 0 };
    cr_expect_eq(rx_simulate_ensemble(network, NULL, &options, &recording, &err), RX_E_INPUT, "%d", i);
    cr_expect(strstr(err.text, i < 2 ? "has no pool" : "no reversal potential") != NULL, "%s", err.text);
    rx_recording_free(&recording);
  }
  rx_network_free(network);
}
