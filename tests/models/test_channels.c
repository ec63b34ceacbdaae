#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/channels/channel.h"
#include "tests/models/channels_single.h"
#include "tests/models/table.h"

static const double CELSIUS = 36;

/* Coefficients with the defaults of the channel's table, gbar 1 (0.001 cm/s for ca_l). */
static void prepare(const rx_channel *channel, double coefs[])
{
  double params[RX_MAX_CHANNEL_PARAMS];
  rx_param_defaults(channel->params, params);
  params[0] = channel->params[0].upper < 1 ? 1e-3 : 1;
  channel->prepare(params, channel->ion == RX_ION_NA ? 50 : -70, CELSIUS, coefs);
}

/* with the sodium and potassium of a cell at rest */
static rx_at at_place(double V, double cai)
{
  return (rx_at){ .V = V, .cai = cai, .nai = 10, .ko = 4 };
}

static void expect_near(double found, double expected, double rel, const char *what, double at)
{
  cr_expect(fabs(found - expected) <= rel * fabs(expected), "%s at %g: %.10g instead of %.10g", what, at, found,
            expected);
}

/* The gate tables have 8 digits; 1e-6 leaves room for nothing but their rounding and ours. */
static void expect_gates(const char *file, const char *axis, const char *const columns[], const char *const channels[],
                         int n)
{
  table t = table_read(file);
  for (int i = 0; i < n; i++) {
    const rx_channel *channel = rx_channel_find(channels[i]);
    cr_assert_not_null(channel);
    double coefs[RX_MAX_COEFS];
    prepare(channel, coefs);
    for (size_t row = 0; row < t.n_rows; row++) {
      const double x = table_at(&t, row, axis);
      const rx_at at = axis[0] == 'v' ? at_place(x, 5e-5) : at_place(-65, x);
      rx_gate gates[RX_MAX_GATES];
      channel->evaluate(at, coefs, gates);
      for (int k = 0; k < channel->n_gates; k++) {
        char name[64];
        snprintf(name, sizeof name, "%s_%s_inf", columns[i], channel->gates[k]);
        expect_near(rx_gate_use(RX_STEADY, gates[k], 0, 0), table_at(&t, row, name), 1e-6, name, x);
        snprintf(name, sizeof name, "%s_%s_tau_ms", columns[i], channel->gates[k]);
        expect_near(rx_gate_use(RX_TAU, gates[k], 0, 0), table_at(&t, row, name), 1e-6, name, x);
      }
    }
  }
  table_free(&t);
}

Test(channels, gates_of_voltage_agree_with_the_reference)
{
  static const char *const COLUMNS[] = { "NaT", "KT", "NaB", "KDRI", "KA", "CaL", "NaP" };
  static const char *const CHANNELS[] = { "na_traub", "k_traub", "na_sg", "kdr_sg", "ka_borg", "ca_l", "na_p" };
  expect_gates("gates_36C.csv", "v_mV", COLUMNS, CHANNELS, 7);
}

Test(channels, gates_of_calcium_agree_with_the_reference)
{
  static const char *const COLUMNS[] = { "KCa", "CAN" };
  static const char *const CHANNELS[] = { "k_ca", "can" };
  expect_gates("gates_calcium_36C.csv", "cai_mM", COLUMNS, CHANNELS, 2);
}

Test(channels, lin_is_exact_where_it_is_0_by_0)
{
  const rx_frac f = rx_lin(0.182, 0, 9);
  cr_expect_float_eq(f.n / f.d, 0.182 * 9, 1e-15);
  for (int i = -1; i <= 1; i += 2) {
    const double x = i * 1e-9;
    const rx_frac g = rx_lin(1, x, 4);
    cr_expect_float_eq(g.n / g.d, 4 * (1 - x / 8), 1e-14);
  }
}

Test(channels, steady_states_lie_in_0_to_1_and_time_constants_above_0_from_minus_150_to_100_mV)
{
  for (int i = 0; i < rx_channel_count(); i++) {
    const rx_channel *channel = rx_channel_at(i);
    double coefs[RX_MAX_COEFS];
    prepare(channel, coefs);
    for (double V = -150; V <= 100; V += 0.25) {
      for (double cai = 1e-6; cai < 2; cai *= 10) {
        rx_gate gates[RX_MAX_GATES];
        channel->evaluate(at_place(V, cai), coefs, gates);
        for (int k = 0; k < channel->n_gates; k++) {
          const double steady = rx_gate_use(RX_STEADY, gates[k], 0, 0), tau = rx_gate_use(RX_TAU, gates[k], 0, 0);
          /* the published h of Choi and Waxman's Nav1.7 exceeds 1 a little */
          const double most = strcmp(channel->name, "nav17_choi") == 0 && channel->gates[k][0] == 'h' ? 1.024 : 1;
          cr_assert(steady >= 0 && steady <= most, "%s %s at %g mV, %g mM: %g", channel->name, channel->gates[k], V,
                    cai, steady);
          cr_assert(tau > 0 && isfinite(tau), "%s %s at %g mV, %g mM: %g ms", channel->name, channel->gates[k], V, cai,
                    tau);
        }
      }
    }
  }
}

Test(channels, the_step_and_the_rate_of_a_gate_rest_at_its_steady_state)
{
  for (int i = 0; i < rx_channel_count(); i++) {
    const rx_channel *channel = rx_channel_at(i);
    double coefs[RX_MAX_COEFS];
    prepare(channel, coefs);
    rx_gate gates[RX_MAX_GATES];
    channel->evaluate(at_place(-43.7, 2.3e-4), coefs, gates);
    for (int k = 0; k < channel->n_gates; k++) {
      const double steady = rx_gate_use(RX_STEADY, gates[k], 0, 0), tau = rx_gate_use(RX_TAU, gates[k], 0, 0);
      cr_expect_float_eq(rx_gate_use(RX_STEP, gates[k], steady, 0.025), steady, 1e-14);
      cr_expect_float_eq(rx_gate_use(RX_RATE, gates[k], 0.25, 0) * tau, steady - 0.25, 1e-13);
    }
  }
}

/* I(V) of a channel with fixed gates. */
static double current_at(const rx_channel *channel, const double coefs[], const double x[], double V, double cai)
{
  const rx_current I = channel->current(at_place(V, cai), coefs, x);
  return I.G * V - I.J;
}

Test(channels, ca_l_is_smooth_through_0_mV_and_its_slope_is_the_derivative)
{
  const rx_channel *ca_l = rx_channel_find("ca_l");
  double coefs[RX_MAX_COEFS];
  prepare(ca_l, coefs);
  const double x[] = { 0.37 }, cai = 3.1e-4, delta = 1e-3;
  /* where w = 0: Phi = -10^-3 * 2 * 96480 (cao - cai) */
  const double at_0 = -1e-3 * 2 * 96480 * (2 - cai) * 1e-3 * x[0] * x[0];
  cr_expect_float_eq(current_at(ca_l, coefs, x, 0, cai) / at_0, 1, 1e-14);
  static const double VOLTAGES[] = { 0, 1e-9, -1e-9, 0.0132, -0.0134, 25.3, -61.7, 90.1, -140.2 };
  for (size_t i = 0; i < sizeof VOLTAGES / sizeof *VOLTAGES; i++) {
    const double V = VOLTAGES[i];
    const double difference =
        (current_at(ca_l, coefs, x, V + delta, cai) - current_at(ca_l, coefs, x, V - delta, cai)) / (2 * delta);
    const double G = ca_l->current(at_place(V, cai), coefs, x).G;
    cr_expect(fabs(G / difference - 1) < 1e-7, "at %g mV: slope %.12g, differences %.12g", V, G, difference);
  }
}

Test(channels, ca_l_agrees_with_the_formula_as_printed)
{
  const rx_channel *ca_l = rx_channel_find("ca_l");
  double coefs[RX_MAX_COEFS];
  prepare(ca_l, coefs);
  const double x[] = { 0.37 }, cai = 3.1e-4, cao = 2;
  for (double V = -119.3; V < 80; V += 7.1) {
    const double w = 2 * 96480 * V * 1e-3 / (8.314 * (CELSIUS + 273.16));
    const double Phi = -1e-3 * 2 * 96480 * (cao - cai * exp(w)) * w / (exp(w) - 1);
    expect_near(current_at(ca_l, coefs, x, V, cai), 1e-3 * x[0] * x[0] * Phi, 1e-12, "ca_l", V);
  }
}

Test(channels, the_reversal_of_its_ion_is_the_one_coefficient_that_a_channel_names)
{
  for (int i = 0; i < rx_channel_count(); i++) {
    const rx_channel *channel = rx_channel_at(i);
    double params[RX_MAX_CHANNEL_PARAMS], a[RX_MAX_COEFS], b[RX_MAX_COEFS];
    rx_param_defaults(channel->params, params);
    params[0] = 0.5;
    channel->prepare(params, 47, CELSIUS, a);
    channel->prepare(params, -83, CELSIUS, b);
    cr_expect(channel->reversal_coef >= -1 && channel->reversal_coef < channel->n_coefs, "%s", channel->name);
    cr_expect(channel->ion != RX_ION_OWN || channel->reversal_coef == -1, "%s has no ion", channel->name);
    for (int k = 0; k < channel->n_coefs; k++) {
      const bool is_reversal = k == channel->reversal_coef;
      cr_expect_eq(a[k], is_reversal ? 47 : b[k], "%s, coefficient %d", channel->name, k);
      cr_expect(!is_reversal || b[k] == -83, "%s, coefficient %d", channel->name, k);
    }
  }
}

Test(channels, every_channel_is_found_by_its_name_at_its_index)
{
  for (int i = 0; i < rx_channel_count(); i++) {
    cr_expect_eq(rx_channel_at(i)->index, i);
    cr_expect_eq(rx_channel_find(rx_channel_names()[i]), rx_channel_at(i));
    for (int p = 0; p < rx_channel_at(i)->n_params; p++) {
      const rx_param *row = &rx_channel_at(i)->params[p];
      cr_expect_eq(row->offset, (size_t)p * sizeof(double), "%s %s", rx_channel_at(i)->name, row->name);
      cr_expect(isnan(row->def) || (rx_param_allows(row, row->def) && row->source != NULL));
    }
  }
  cr_expect_null(rx_channel_find("nav15"));
}

/* A step of the gates in both precisions, at this place and with these coefficients. */
static void expect_single_step(const rx_channel *channel, const double coefs[], double V, double cai)
{
  const double h = 0.05;
  const int n = channel->n_gates - channel->n_sites; /* sites: site.h */
  rx_gate gates[RX_MAX_GATES];
  float x[RX_MAX_GATES], c[RX_MAX_COEFS];
  double y[RX_MAX_GATES];
  channel->evaluate((rx_at){ .V = (float)V, .cai = (float)cai, .nai = 10, .ko = 5 }, coefs, gates);
  for (int k = 0; k < RX_MAX_COEFS; k++) c[k] = (float)coefs[k];
  for (int k = 0; k < n; k++) y[k] = x[k] = (float)(0.13 + 0.19 * k);
  rx_gates_step(n, gates, y, h);
  single_gates(channel->index, n, (float)V, (float)cai, c, (float)h, x);
  for (int k = 0; k < n; k++)
    cr_expect(fabs(x[k] - y[k]) <= 1e-5 * fabs(y[k]) + 1e-6, "%s %s at %.9g mV, %g mM: %.9g, in double %.9g",
              channel->name, channel->gates[k], V, cai, (double)x[k], y[k]);
}

/* Over all voltages that a gate may see (RX_V_BOUND in single precision), with every parameter at its limits: no exponential and no
 * product of some of them leaves the range of float. V steps by 1/8: places where a rate is 0/0 are among them. */
Test(channels, gates_step_in_single_precision_as_in_double)
{
  for (int i = 0; i < rx_channel_count(); i++) {
    const rx_channel *channel = rx_channel_at(i);
    for (int p = 0; p < channel->n_params; p++) {
      for (int bound = 0; bound < 3; bound++) {
        double params[RX_MAX_CHANNEL_PARAMS], coefs[RX_MAX_COEFS] = { 0 };
        rx_param_defaults(channel->params, params);
        params[0] = channel->params[0].upper < 1 ? 1e-3 : 1;
        if (bound > 0) params[p] = bound == 1 ? channel->params[p].lower : channel->params[p].upper;
        channel->prepare(params, channel->ion == RX_ION_NA ? 50 : -70, CELSIUS, coefs);
        for (double V = -150; V <= 150; V += 0.125)
          for (double cai = 1e-6; cai < 2; cai *= channel->reads_calcium ? 10 : 1e9)
            expect_single_step(channel, coefs, V, cai);
      }
    }
  }
}

Test(channels, currents_in_single_precision_are_those_of_double)
{
  static const double x[RX_MAX_GATES] = { 0.37, 0.61, 0.23, 0.59 };
  float y[RX_MAX_GATES], c[RX_MAX_COEFS];
  for (int k = 0; k < RX_MAX_GATES; k++) y[k] = (float)x[k];
  for (int i = 0; i < rx_channel_count(); i++) {
    const rx_channel *channel = rx_channel_at(i);
    double coefs[RX_MAX_COEFS] = { 0 };
    prepare(channel, coefs);
    for (int k = 0; k < RX_MAX_COEFS; k++) c[k] = (float)coefs[k];
    for (double V = -150; V <= 150; V += 0.125) {
      const double exact = rx_channel_density(channel, V, 3.1e-4F, 10, 5, coefs, x),
                   found = single_current(channel->index, (float)V, 3.1e-4F, c, y);
      /* G V - J cancels near the reversal potential */
      cr_assert(fabs(found - exact) <= 3e-6 * fabs(exact) + 3e-5, "%s at %g mV: %.9g, in double %.9g mA/cm2",
                channel->name, V, found, exact);
    }
  }
}
