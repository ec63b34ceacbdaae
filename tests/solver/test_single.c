/* The ensemble integrator in single precision beside double: what differs is the rounding, which must stay far below the error of
 * the step, and nothing else may. */
#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "solver/ensemble/ensemble.h"
#include "solver/kernels/kernels.h"
#include "tests/solver/lone_cell.h"

static rx_recording simulate(const rx_network *network, const rx_drive *drive, double t_stop_ms, bool is_single,
                             int coarse_steps, int n_probes, const rx_probe probes[])
{
  rx_recording recording = { .n_probes = (size_t)n_probes, .probes = probes, .interval_ms = 0.5 };
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = t_stop_ms;
  options.coarse_steps = coarse_steps;
  options.single_precision = is_single;
  rx_error err = { 0 };
  cr_assert_eq(rx_simulate_ensemble(network, drive, &options, &recording, &err), RX_OK, "%s", err.text);
  return recording;
}

/* Number of the spike that is cell's k-th; spikes->n: there is none. */
static size_t spike_of(const rx_recording *r, int32_t cell, size_t k)
{
  size_t i = 0;
  for (; i < r->spikes.n; i++)
    if (r->spikes.items[i].cell == cell && k-- == 0) break;
  return i;
}

/* Spikes of both, cell by cell in order, at most `tolerance_ms` apart. */
static void expect_near_spikes(const rx_recording *a, const rx_recording *b, int n_cells, size_t least,
                               double tolerance_ms)
{
  cr_assert_geq(a->spikes.n, least, "%zu spikes", a->spikes.n);
  cr_assert_eq(a->spikes.n, b->spikes.n, "%zu spikes, %zu in single precision", a->spikes.n, b->spikes.n);
  for (int32_t cell = 0; cell < n_cells; cell++)
    for (size_t k = 0; spike_of(a, cell, k) < a->spikes.n; k++) {
      const size_t i = spike_of(a, cell, k), j = spike_of(b, cell, k);
      cr_assert_lt(j, b->spikes.n, "cell %d, spike %zu: not in single precision", cell, k);
      cr_expect_float_eq(a->spikes.items[i].t_ms, b->spikes.items[j].t_ms, tolerance_ms,
                         "cell %d, spike %zu: %.6f and %.6f ms", cell, k, a->spikes.items[i].t_ms,
                         b->spikes.items[j].t_ms);
    }
}

/* PN_NK1 has calcium channels (GHK) and channels that read its calcium. */
Test(single, a_firing_cell_with_calcium_keeps_its_spikes_and_its_calcium)
{
  lone_cell cell;
  lone_pn_nk1(&cell, true);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_waveform w = { 0 };
  cr_assert_eq(rx_waveform_step(&w, 5, 400, 0.05, NULL), RX_OK);
  const rx_clamp clamp = { .waveform = &w };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  const rx_probe probes[] = { { .compartment = 2, .kind = RX_PROBE_CALCIUM },
                              { .compartment = 0, .kind = RX_PROBE_CURRENT, .item = 0 },
                              { .compartment = 9, .kind = RX_PROBE_GATE, .item = 1 } };
  rx_recording a = simulate(network, &drive, 400, false, 1, 3, probes),
               b = simulate(network, &drive, 400, true, 1, 3, probes);
  expect_near_spikes(&a, &b, 1, 8, 0.002);
  cr_expect_float_eq(a.spikes.items[0].t_ms, b.spikes.items[0].t_ms, 1e-3);
  cr_assert_eq(a.n_frames, b.n_frames);
  for (size_t k = 0; k < 40; k++) /* before the first spike, which moves */
    for (size_t p = 0; p < 3; p++)
      cr_expect_float_eq(a.frames[3 * k + p], b.frames[3 * k + p], 2e-4 * fabs(a.frames[3 * k + p]) + 1e-9,
                         "probe %zu, frame %zu: %g and %g", p, k, a.frames[3 * k + p], b.frames[3 * k + p]);
  rx_recording_free(&a);
  rx_recording_free(&b);
  rx_waveform_free(&w);
  rx_network_free(network);
}

/* Twenty cells in a ring, more than one block; the kick goes round. */
Test(single, a_ring_of_cells_fires_as_in_double_precision_with_and_without_coarse_steps)
{
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  lone_receptor(&cell, "AMPA", 0.1, 5, 0);
  lone_receptor(&cell, "NMDA", 2, 80, 0);
  rx_network *network = lone_network(&cell, 20, 2.33, 60);
  const rx_direct_event kick = { .arrival_ms = 1.234, .cell = 3, .jump_nS = 60 };
  const rx_drive drive = { .n_events = 1, .events = &kick };
  for (int coarse = 1; coarse <= 4; coarse += 3) {
    /* blocks of 16 lanes are quiet at other times than blocks of 8, so coarse steps differ by their own error, which grows */
    const double t_stop_ms = coarse > 1 ? 50 : 120;
    rx_recording a = simulate(network, &drive, t_stop_ms, false, coarse, 0, NULL),
                 b = simulate(network, &drive, t_stop_ms, true, coarse, 0, NULL);
    expect_near_spikes(&a, &b, 20, 15, coarse > 1 ? 0.02 : 0.001);
    for (int c = 0; c < 20; c++) /* but where a spike is under way, at 100 mV/ms */
      if (a.v_end[c] < -60)
        cr_expect_float_eq(a.v_end[c], b.v_end[c], coarse > 1 ? 0.2 : 0.02, "%g, %g", a.v_end[c], b.v_end[c]);
    rx_recording_free(&a);
    rx_recording_free(&b);
  }
  rx_network_free(network);
}

Test(single, a_voltage_clamp_injects_what_it_does_in_double_precision)
{
  lone_cell cell;
  lone_pn_nk1(&cell, true);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_waveform w = { 0 };
  const double t[] = { 0, 10, 10, 40 }, v[] = { -65.3, -65.3, -47.3, -33.1 };
  for (int i = 0; i < 4; i++) cr_assert_eq(rx_waveform_add(&w, t[i], v[i], NULL), RX_OK);
  const rx_clamp clamp = { .kind = RX_CLAMP_VOLTAGE, .compartment = 1, .waveform = &w };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  const rx_probe probes[] = { { .compartment = 1, .kind = RX_PROBE_CLAMP }, { .compartment = 1 } };
  rx_recording a = simulate(network, &drive, 18, false, 1, 2, probes),
               b = simulate(network, &drive, 18, true, 1, 2, probes);
  cr_assert_eq(a.n_frames, b.n_frames);
  for (size_t k = 1; k < a.n_frames; k++) {
    cr_expect_float_eq(a.frames[2 * k + 1], b.frames[2 * k + 1], 1e-5);
    cr_expect_float_eq(a.frames[2 * k], b.frames[2 * k], 1e-3 * fabs(a.frames[2 * k]) + 4e-4, "frame %zu: %g and %g nA",
                       k, a.frames[2 * k], b.frames[2 * k]);
  }
  rx_recording_free(&a);
  rx_recording_free(&b);
  rx_waveform_free(&w);
  rx_network_free(network);
}

/* A long cable in one lane: its folded solve. */
Test(single, a_long_cable_conducts_as_in_double_precision)
{
  lone_cell cell;
  lone_passive(&cell, 101);
  cell.sections[0].length = 2000;
  cell.sections[0].diameter = 2;
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_waveform w = { 0 };
  cr_assert_eq(rx_waveform_step(&w, 2, 30, 0.05, NULL), RX_OK);
  const rx_clamp clamp = { .compartment = 3, .waveform = &w };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  const rx_probe probes[] = { { .compartment = 3 }, { .compartment = 50 }, { .compartment = 100 } };
  rx_recording a = simulate(network, &drive, 30, false, 1, 3, probes),
               b = simulate(network, &drive, 30, true, 1, 3, probes);
  for (size_t i = 0; i < 3 * a.n_frames; i++)
    cr_expect_float_eq(a.frames[i], b.frames[i], 2e-4, "frame %zu: %g and %g mV", i / 3, a.frames[i], b.frames[i]);
  cr_expect_gt(a.frames[3 * a.n_frames - 3], -50);
  rx_recording_free(&a);
  rx_recording_free(&b);
  rx_waveform_free(&w);
  rx_network_free(network);
}

/* After 87 time constants float has only subnormal numbers left. */
Test(single, a_synapse_that_has_been_silent_for_long_is_gone)
{
  lone_cell cell;
  lone_passive(&cell, 1);
  lone_receptor(&cell, "AMPA", 0, 1, 0);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  const rx_direct_event event = { .arrival_ms = 1, .jump_nS = 2 };
  const rx_probe probe = { .kind = RX_PROBE_CONDUCTANCE };
  rx_recording b = simulate(network, &(rx_drive){ .n_events = 1, .events = &event }, 100, true, 1, 1, &probe);
  cr_expect_float_eq(b.frames[4], 2 * exp(-1), 1e-5);
  for (size_t k = 0; k < b.n_frames; k++)
    cr_expect(b.frames[k] == 0 || b.frames[k] >= FLT_MIN, "frame %zu: %g nS", k, b.frames[k]);
  cr_expect_eq(b.frames[b.n_frames - 1], 0);
  rx_recording_free(&b);
  rx_network_free(network);
}

/* The bound of the voltage is narrower in single precision: still a failure is reported, not hidden. */
Test(single, a_voltage_that_is_not_finite_fails_the_run)
{
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_waveform w = { 0 };
  cr_assert_eq(rx_waveform_step(&w, 3, 100, 1e38, NULL), RX_OK);
  const rx_clamp clamp = { .waveform = &w };
  rx_recording recording = { 0 };
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = 50;
  options.single_precision = true;
  rx_error err = { 0 };
  cr_expect_eq(
      rx_simulate_ensemble(network, &(rx_drive){ .n_clamps = 1, .clamps = &clamp }, &options, &recording, &err),
      RX_E_NOT_FINITE);
  cr_expect(strstr(err.text, "is not finite") != NULL, "%s", err.text);
  rx_recording_free(&recording);
  rx_waveform_free(&w);
  rx_network_free(network);
}

Test(single, AVX2_and_AVX512_give_the_same_bits)
{
  if (!rx_isa_available(RX_ISA_AVX2) || !rx_isa_available(RX_ISA_AVX512)) return;
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  lone_receptor(&cell, "AMPA", 0.1, 5, 0);
  lone_receptor(&cell, "NMDA", 2, 80, 0);
  rx_network *network = lone_network(&cell, 20, 2.33, 60);
  const rx_direct_event kick = { .arrival_ms = 1.234, .cell = 3, .jump_nS = 60 };
  const rx_drive drive = { .n_events = 1, .events = &kick };
  cr_assert(rx_isa_choose(RX_ISA_AVX2));
  rx_recording a = simulate(network, &drive, 120, true, 4, 0, NULL);
  cr_assert(rx_isa_choose(RX_ISA_AVX512));
  rx_recording b = simulate(network, &drive, 120, true, 4, 0, NULL);
  cr_assert_geq(a.spikes.n, 15);
  cr_assert_eq(a.spikes.n, b.spikes.n);
  for (size_t i = 0; i < a.spikes.n; i++) cr_expect(a.spikes.items[i].t_ms == b.spikes.items[i].t_ms);
  cr_expect(memcmp(a.v_end, b.v_end, 20 * sizeof(double)) == 0);
  rx_recording_free(&a);
  rx_recording_free(&b);
  rx_network_free(network);
}
