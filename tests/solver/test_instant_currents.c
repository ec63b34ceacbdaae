/* Currents that depend on V or calcium with no gate between (brk97): the fixed step must put them at mid-step by itself. */
#include <criterion/criterion.h>
#include <math.h>

#include "solver/ensemble/ensemble.h"
#include "tests/solver/lone_cell.h"

enum { N_CHANNELS = 5, CA_N = 3 };

static lone_cell cell;
static rx_network *network;
static rx_waveform current;

/* The soma of brk97 alone, 20 um; its calcium shell with a time constant of tau_ms. nA from the start: 12.6e-3 are 1 uA/cm2. */
static void make_soma(double tau_ms, double nA)
{
  static const struct {
    const char *name;
    double gbar;
  } CHANNELS[N_CHANNELS] = {
    { "leak", 5.1e-4 }, { "na_brk97", 0.12 }, { "k_brk97", 0.1 }, { "ca_n_brk97", 0.014 }, { "k_ca_brk97", 0.005 }
  };
  lone_passive(&cell, 1);
  rx_section *soma = &cell.sections[0];
  cell.cell.v_init = -60;
  cell.cell.threshold = 0;
  soma->reversal_na = 55;
  soma->reversal_k = -80;
  soma->has_calcium = true;
  soma->calcium = (rx_calcium_shell){ .tau = tau_ms, .depth = 575.8, .rest = 1e-7, .start = NAN };
  soma->n_channels = N_CHANNELS;
  for (int k = 0; k < N_CHANNELS; k++) {
    rx_channel_use *use = &soma->channels[k];
    use->channel = rx_channel_find(CHANNELS[k].name);
    cr_assert_not_null(use->channel);
    rx_param_defaults(use->channel->params, use->params);
    use->params[0] = CHANNELS[k].gbar;
    if (k == 0) use->params[1] = -60;
    if (k == CA_N) use->params[1] = 80;
  }
  network = lone_network(&cell, 1, 0, 0);
  current = (rx_waveform){ 0 };
  cr_assert_eq(rx_waveform_add(&current, 0, nA, NULL), RX_OK);
}

static void teardown(void)
{
  rx_network_free(network);
  rx_waveform_free(&current);
}

static rx_recording simulate(rx_simulate *solver, double t_stop_ms, double dt_ms, int coarse_steps)
{
  const rx_clamp clamp = { .waveform = &current };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  rx_solver_options options = rx_solver_options_default();
  rx_recording recording = { 0 };
  rx_error err = { 0 };
  options.t_stop_ms = t_stop_ms;
  options.dt_ms = dt_ms;
  options.rtol = 1e-11;
  options.coarse_steps = coarse_steps;
  cr_assert_eq(solver(network, &drive, &options, &recording, &err), RX_OK, "%s", err.text);
  return recording;
}

/* Three halvings of the step: each divides the distance to CVODE at the end by at least `least`. */
static void falls_with_the_step(double t_stop_ms, double dt_ms, size_t n_spikes, double least)
{
  rx_recording exact = simulate(rx_simulate_cvode, t_stop_ms, dt_ms, 1);
  double before = NAN;
  cr_assert_eq(exact.spikes.n, n_spikes, "%zu spikes", exact.spikes.n);
  for (int k = 0; k < 4; k++, dt_ms /= 2) {
    rx_recording fixed = simulate(rx_simulate_ensemble, t_stop_ms, dt_ms, 1);
    const double error = fabs(fixed.v_end[0] - exact.v_end[0]);
    cr_expect_eq(fixed.spikes.n, n_spikes, "dt %g ms: %zu spikes", dt_ms, fixed.spikes.n);
    if (k > 0)
      cr_expect(before / error >= least, "dt %g ms: error %g after %g, a factor of %.2f", dt_ms, error, before,
                before / error);
    before = error;
    rx_recording_free(&fixed);
  }
  rx_recording_free(&exact);
}

/* Calcium of the start of the step instead of mid-step makes it 2. */
Test(instant_currents, current_of_calcium_is_of_second_order, .fini = teardown)
{
  make_soma(5, 1e-3);
  falls_with_the_step(40, 0.2, 0, 3.5);
}

/* A limit of the slope that does not go with 1/h makes it 2. */
Test(instant_currents, current_of_v_is_of_second_order_through_a_spike, .fini = teardown)
{
  make_soma(50, 0.1);
  falls_with_the_step(12, 0.000625, 1, 3.5);
}

/* Nor does a spike count twice, whose upstroke is a single step, nor do coarse steps between spikes lose one. */
Test(instant_currents, a_train_has_the_spikes_of_cvode, .fini = teardown)
{
  make_soma(50, 0.15);
  rx_recording exact = simulate(rx_simulate_cvode, 500, 0, 1);
  cr_assert_geq(exact.spikes.n, 10, "%zu", exact.spikes.n);
  for (int k = 0; k < 3; k++) {
    rx_recording fixed = simulate(rx_simulate_ensemble, 500, k == 0 ? 0.0125 : 0.00625, k == 2 ? 4 : 1);
    cr_assert_eq(fixed.spikes.n, exact.spikes.n, "%zu spikes, not %zu", fixed.spikes.n, exact.spikes.n);
    for (size_t i = 0; i < exact.spikes.n; i++)
      cr_expect_float_eq(fixed.spikes.items[i].t_ms, exact.spikes.items[i].t_ms, k == 0 ? 1.5 : 0.5, "%d, spike %zu", k,
                         i);
    rx_recording_free(&fixed);
  }
  rx_recording_free(&exact);
}
