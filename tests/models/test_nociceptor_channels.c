#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/channels/channel.h"
#include "tests/models/table.h"

/* One gate of a channel and its columns in a file of the reference: NAME_inf and NAME_tau_ms. */
typedef struct gate_columns {
  const char *channel, *gate, *column;
} gate_columns;

/* Coefficients with the defaults of the channel's table, gbar 1. */
static void prepare(const rx_channel *channel, double celsius, double coefs[])
{
  double params[RX_MAX_CHANNEL_PARAMS];
  rx_param_defaults(channel->params, params);
  params[0] = 1;
  channel->prepare(params, channel->ion == RX_ION_NA ? 50 : -90, celsius, coefs);
}

static int gate_index(const rx_channel *channel, const char *name)
{
  for (int k = 0; k < channel->n_gates; k++)
    if (strcmp(channel->gates[k], name) == 0) return k;
  cr_assert_fail("%s has no gate %s", channel->name, name);
  return -1;
}

static void expect_gates(const char *file, double celsius, size_t n, const gate_columns gates[])
{
  table t = table_read_from("nociceptor", file);
  for (size_t i = 0; i < n; i++) {
    const rx_channel *channel = rx_channel_find(gates[i].channel);
    cr_assert_not_null(channel, "%s", gates[i].channel);
    double coefs[RX_MAX_COEFS];
    prepare(channel, celsius, coefs);
    const int k = gate_index(channel, gates[i].gate);
    for (size_t row = 0; row < t.n_rows; row++) {
      const double V = table_at(&t, row, "V_mV");
      rx_gate g[RX_MAX_GATES];
      channel->evaluate((rx_at){ .V = V, .cai = 1e-4, .nai = 10, .ko = 5 }, coefs, g);
      char name[32];
      snprintf(name, sizeof name, "%s_inf", gates[i].column);
      const double inf = table_at(&t, row, name), steady = rx_gate_use(RX_STEADY, g[k], 0, 0);
      snprintf(name, sizeof name, "%s_tau_ms", gates[i].column);
      const double tau_ms = table_at(&t, row, name), tau = rx_gate_use(RX_TAU, g[k], 0, 0);
      /* the files have 9 digits of inf, 8 of tau */
      cr_expect(fabs(steady - inf) <= 1e-6 * inf, "%s %s_inf at %g mV: %.10g instead of %.10g", gates[i].channel,
                gates[i].gate, V, steady, inf);
      cr_expect(fabs(tau - tau_ms) <= 1e-6 * tau_ms, "%s tau_%s at %g mV: %.10g instead of %.10g", gates[i].channel,
                gates[i].gate, V, tau, tau_ms);
    }
  }
  table_free(&t);
}

Test(nociceptor_channels, gates_of_the_choi_waxman_cell_agree_with_the_reference)
{
  static const gate_columns GATES[] = { { "nav17_choi", "m", "m17" },   { "nav17_choi", "h", "h17" },
                                        { "nav17_choi", "s", "s17" },   { "nav17_choi", "m_v", "m17" },
                                        { "nav17_choi", "h_v", "h17" }, { "nav18_choi", "m", "m18" },
                                        { "nav18_choi", "h", "h18" },   { "nav18_choi", "m_v", "m18" },
                                        { "nav18_choi", "h_v", "h18" }, { "kdr_choi", "n", "n" },
                                        { "ka_choi", "a", "nA" },       { "ka_choi", "h", "hA" } };
  expect_gates("n9_gates.csv", 22, sizeof GATES / sizeof *GATES, GATES);
}

Test(nociceptor_channels, gates_of_the_nociceptor_agree_with_the_reference)
{
  static const gate_columns GATES[] = {
    { "nav17", "m", "m17" },  { "nav17", "h", "h17" },   { "nav17", "m_v", "m17" }, { "nav17", "h_v", "h17" },
    { "nav18", "m", "m18" },  { "nav18", "h", "h18" },   { "nav18", "m_v", "m18" }, { "nav18", "h_v", "h18" },
    { "nav13", "m", "m13" },  { "nav13", "h", "h13" },   { "nav19", "m", "m19" },   { "nav19", "h", "h19" },
    { "nav19", "s", "s19" },  { "nav19", "m_v", "m19" }, { "nav19", "h_v", "h19" }, { "kdr_borg", "n", "n" },
    { "kdr_borg", "l", "l" }, { "ka_choi", "a", "a" },   { "ka_choi", "h", "ha" },  { "km", "M", "M" },
    { "ahp", "z", "z" },      { "hcn", "s", "hs" },      { "hcn", "f", "hf" },      { "ca_hva", "m", "mCa" },
  };
  expect_gates("nx_gates.csv", 25, sizeof GATES / sizeof *GATES, GATES);
}

Test(nociceptor_channels, gates_of_human_nav18_agree_with_the_reference)
{
  static const gate_columns GATES[] = { { "nav18_human", "m", "m18" },
                                        { "nav18_human", "h", "h18" },
                                        { "nav18_human", "m_v", "m18" },
                                        { "nav18_human", "h_v", "h18" } };
  expect_gates("nx_gates_human_nav18.csv", 25, sizeof GATES / sizeof *GATES, GATES);
}

Test(nociceptor_channels, hcn_of_two_ions_has_the_gates_of_hcn_three_times_as_fast_10_degrees_above)
{
  double whole[RX_MAX_COEFS], half[RX_MAX_COEFS];
  rx_gate g[RX_MAX_GATES], g_half[RX_MAX_GATES];
  static const char *const HALVES[] = { "hcn_na", "hcn_k" };
  prepare(rx_channel_find("hcn"), 32, whole);
  for (int i = 0; i < 2; i++) {
    const rx_channel *channel = rx_channel_find(HALVES[i]);
    double params[RX_MAX_CHANNEL_PARAMS];
    rx_param_defaults(channel->params, params);
    params[0] = 1;
    params[1] = 3;
    channel->prepare(params, i == 0 ? 50 : -90, 32, half);
    for (double V = -131.3; V < 60; V += 12.7) {
      rx_channel_find("hcn")->evaluate((rx_at){ .V = V, .cai = 0, .nai = 0, .ko = 0 }, whole, g);
      channel->evaluate((rx_at){ .V = V, .cai = 0, .nai = 0, .ko = 0 }, half, g_half);
      for (int k = 0; k < 2; k++) {
        cr_expect_float_eq(rx_gate_use(RX_STEADY, g_half[k], 0, 0) / rx_gate_use(RX_STEADY, g[k], 0, 0), 1, 1e-14);
        cr_expect_float_eq(rx_gate_use(RX_TAU, g[k], 0, 0) / rx_gate_use(RX_TAU, g_half[k], 0, 0), 3, 1e-13);
      }
    }
  }
}

/* Steady state and time constant of gate k of a channel at V, with one parameter (row >= 0) changed. */
static void gate_at(const char *name, int k, double V, double celsius, int row, double value, double *inf, double *tau)
{
  const rx_channel *channel = rx_channel_find(name);
  double params[RX_MAX_CHANNEL_PARAMS], coefs[RX_MAX_COEFS];
  rx_gate g[RX_MAX_GATES];
  rx_param_defaults(channel->params, params);
  params[0] = 1;
  if (row >= 0) params[row] = value;
  channel->prepare(params, 0, celsius, coefs);
  channel->evaluate((rx_at){ .V = V, .cai = 1e-4, .nai = 10, .ko = 5 }, coefs, g);
  *inf = rx_gate_use(RX_STEADY, g[k], 0, 0);
  *tau = rx_gate_use(RX_TAU, g[k], 0, 0);
}

static void expect_gate(const char *name, int k, double V, double inf, double tau, double found_inf, double found_tau)
{
  cr_expect(fabs(found_inf - inf) <= 1e-11 * fabs(inf), "%s %d at %g mV: %.12g, not %.12g", name, k, V, found_inf, inf);
  cr_expect(fabs(found_tau - tau) <= 1e-11 * tau, "%s %d at %g mV: tau %.12g, not %.12g", name, k, V, found_tau, tau);
}

/* The axons' gates have no reference file of their own: the formulas as the page prints them, with libm. */
Test(nociceptor_channels, gates_of_the_axons_agree_with_the_formulas_as_printed)
{
  for (double V = -149.7; V < 110; V += 3.1) {
    double inf, tau;
    const double q37 = pow(3.3, 1.5), q22 = pow(2.5, 1.5);
    gate_at("nav18_tigerholm", 2, V, 37, -1, 0, &inf, &tau);
    expect_gate("s", 2, V, 1 / (1 + exp((V + 45) / 8)),
                1 / (0.0054203 / (1 + exp((V + 79.816) / 16.269)) + 0.0050757 / (1 + exp(-(V + 15.968) / 11.542))) /
                    q22,
                inf, tau);
    gate_at("nav18_tigerholm", 3, V, 37, -1, 0, &inf, &tau);
    expect_gate("u", 3, V, 1 / (1 + exp((V + 51) / 8)),
                1 / (4.0868e-4 / (1 + exp((V + 67.499) / 19.51)) + 3.9904e-4 / (1 + exp(-(V + 30.963) / 14.792))) / q22,
                inf, tau);
    gate_at("kdr_tigerholm", 0, V, 37, -1, 0, &inf, &tau);
    expect_gate("n", 0, V, 1 / (1 + exp(-(V + 25) / 15.4)),
                (V < -31 ? 1000 * (0.000688 + 1 / (exp((V + 75.2) / 6.5) + exp(-(V - 131.5) / 34.8)))
                         : 0.16 + 0.8 * exp(-0.0267 * (V + 11))) /
                    q37,
                inf, tau);
    gate_at("km_tigerholm", 0, V, 31, -1, 0, &inf, &tau);
    expect_gate("KM s", 0, V, 1 / (1 + exp(-(V + 30) / 6)), (V < -60 ? 219 : 13 * V + 1000) / 3.3, inf, tau);
    gate_at("km_tigerholm", 1, V, 31, -1, 0, &inf, &tau);
    expect_gate("KM f", 1, V, 1 / (1 + exp(-(V + 30) / 6)),
                1 / (0.00395 * exp((V + 30) / 40) + 0.00395 * exp(-(V + 30) / 20)) / 3.3, inf, tau);
    gate_at("ka_choi", 0, V, 37, 1, 9.6, &inf, &tau);
    expect_gate("a", 0, V, pow(1 / (1 + exp(-(V - 9.6) / 16.4)), 4),
                0.25 + 10.04 * exp(-pow(V + 24.67, 2) / (2 * 34.8 * 34.8)), inf, tau);
    gate_at("ka_choi", 1, V, 37, 2, -34.9, &inf, &tau);
    expect_gate("ha", 1, V, 1 / (1 + exp((V + 34.9) / 4.6)), fmax(5, 20 + 50 * exp(-pow(V + 40, 2) / (2 * 40 * 40))),
                inf, tau);
    gate_at("nav17_choi", 0, V, 31, 5, 2.5, &inf, &tau);
    double inf22, tau22;
    gate_at("nav17_choi", 0, V, 31, -1, 0, &inf22, &tau22);
    expect_gate("m17", 0, V, inf22, tau22 / 2.5, inf, tau);

    /* T-junction: E(x, y) = x/(exp(x/y) - 1) */
    const double u = V + 65 - 6, w = V + 65 + 6, q35 = pow(3, 0.5);
    const double am = 0.32 * q35 * (13.1 - u) / expm1((13.1 - u) / 4),
                 bm = 0.28 * q35 * (u - 40.1) / expm1((u - 40.1) / 5);
    gate_at("na_sundt", 0, V, 35, -1, 0, &inf, &tau);
    expect_gate("m tj", 0, V, am / (am + bm), 1 / (am + bm), inf, tau);
    const double ah = 0.128 * q35 * exp((17 - w) / 18), bh = 4 * q35 / (1 + exp((40 - w) / 5));
    gate_at("na_sundt", 1, V, 35, -1, 0, &inf, &tau);
    expect_gate("h tj", 1, V, ah / (ah + bh), 1 / (ah + bh), inf, tau);

    /* node of Ranvier: L(A, x, y) = A x/(1 - exp(-x/y)) */
#define L(A, x, y) ((A) * (x) / -expm1(-(x) / (y)))
    const double qm = pow(2.2, 1.7), qh = pow(2.9, 1.7), qs = pow(3, 0.1);
    const double an = qm * L(1.86, V + 21.4, 10.3), bn = qm * L(0.086, -(V + 25.7), 9.16);
    gate_at("naf_mrg", 0, V, 37, -1, 0, &inf, &tau);
    expect_gate("m mrg", 0, V, an / (an + bn), 1 / (an + bn), inf, tau);
    const double a = qh * L(0.062, -(V + 114), 11), b = qh * 2.3 / (1 + exp(-(V + 31.8) / 13.4));
    gate_at("naf_mrg", 1, V, 37, -1, 0, &inf, &tau);
    expect_gate("h mrg", 1, V, a / (a + b), 1 / (a + b), inf, tau);
    const double ap = qm * L(0.01, V + 27, 10.2), bp = qm * L(0.00025, -(V + 34), 10);
    gate_at("nap_mrg", 0, V, 37, -1, 0, &inf, &tau);
    expect_gate("mp mrg", 0, V, ap / (ap + bp), 1 / (ap + bp), inf, tau);
    const double as = qs * 0.3 / (1 + exp(-(V + 53) / 5)), bs = qs * 0.03 / (1 + exp(-(V + 90)));
    gate_at("ks_mrg", 0, V, 37, -1, 0, &inf, &tau);
    expect_gate("s mrg", 0, V, as / (as + bs), 1 / (as + bs), inf, tau);
#undef L

    /* KM of the T-junction is km with another half and slope */
    const rx_channel *km = rx_channel_find("km");
    const double params[] = { 1, -30, 10, 3, 23.5 }, v = V - 5;
    double coefs[RX_MAX_COEFS];
    rx_gate g[RX_MAX_GATES];
    km->prepare(params, -90, 35, coefs);
    km->evaluate((rx_at){ .V = V, .cai = 0, .nai = 0, .ko = 0 }, coefs, g);
    expect_gate("M tj", 0, V, 1 / (1 + exp(-(v + 35) / 10)),
                1000 / (3.3 * (exp((v + 35) / 20) + exp(-(v + 35) / 20))) / pow(3, 1.15),
                rx_gate_use(RX_STEADY, g[0], 0, 0), rx_gate_use(RX_TAU, g[0], 0, 0));
  }
}

Test(nociceptor_channels, rates_are_exact_where_they_are_0_by_0)
{
  double inf, tau;
  gate_at("kdr_choi", 0, -14.273, 22, -1, 0, &inf, &tau);
  cr_expect_float_eq(tau, 1 / (0.01265 + 0.125 * exp(-(-14.273 + 55) / 2.5)) + 1, 1e-11);
  gate_at("nap_mrg", 0, -27, 20, -1, 0, &inf, &tau);
  const double beta = 0.00025 * -(-27.0 + 34) / -expm1(7 / 10.0);
  cr_expect_float_eq(inf, 0.102 / (0.102 + beta), 1e-13);
}

/* No exponential, nor the product of two gates' denominators, leaves the numbers at the bounds of V, with shifts at their bounds. */
Test(nociceptor_channels, gates_are_finite_at_the_bounds_of_the_voltage)
{
  for (int i = 0; i < rx_channel_count(); i++) {
    const rx_channel *channel = rx_channel_at(i);
    for (int bound = -1; bound <= 1; bound += 2) {
      double params[RX_MAX_CHANNEL_PARAMS], coefs[RX_MAX_COEFS];
      rx_gate g[RX_MAX_GATES];
      rx_param_defaults(channel->params, params);
      params[0] = 1e-3;
      for (int p = 1; p < channel->n_params; p++)
        if (strncmp(channel->params[p].name, "shift", 5) == 0)
          params[p] = bound < 0 ? channel->params[p].upper : channel->params[p].lower;
      channel->prepare(params, 50, 25, coefs);
      channel->evaluate((rx_at){ .V = bound * 250.0, .cai = 1e-4, .nai = 10, .ko = 5 }, coefs, g);
      for (int k = 0; k < channel->n_gates; k++) {
        const int next = k + 1 < channel->n_gates - channel->n_sites ? k + 1 : k;
        const double steady = rx_gate_use(RX_STEADY, g[k], 0, 0), product = g[k].d * g[next].d + g[k].b * g[next].b;
        cr_expect(steady >= 0 && steady <= 1.024 && isfinite(product) && 1 / product != 0, "%s %s at %g mV: %g, %g",
                  channel->name, channel->gates[k], bound * 250.0, steady, product);
      }
    }
  }
}

Test(nociceptor_channels, a_variant_is_the_channel_with_its_rates_shifted)
{
  static const char *const CHANNELS[] = { "nav17",      "nav18", "nav18_human",    "nav17_choi",
                                          "nav18_choi", "nav19", "nav18_tigerholm" };
  for (size_t i = 0; i < sizeof CHANNELS / sizeof *CHANNELS; i++) {
    const rx_channel *channel = rx_channel_find(CHANNELS[i]);
    const int m_v = gate_index(channel, "m_v"), h_v = gate_index(channel, "h_v");
    for (double V = -93.1; V < 40; V += 17.3) {
      double inf, tau, shifted_inf, shifted_tau;
      gate_at(CHANNELS[i], 0, V + 9.2, 25, -1, 0, &inf, &tau);
      gate_at(CHANNELS[i], m_v, V, 25, 2, -9.2, &shifted_inf, &shifted_tau);
      expect_gate(CHANNELS[i], m_v, V, inf, tau, shifted_inf, shifted_tau);
      gate_at(CHANNELS[i], 1, V - 6.4, 25, -1, 0, &inf, &tau);
      gate_at(CHANNELS[i], h_v, V, 25, 3, 6.4, &shifted_inf, &shifted_tau);
      expect_gate(CHANNELS[i], h_v, V, inf, tau, shifted_inf, shifted_tau);
    }
    /* g = gbar [(1-f) m^3 h + f m_v^3 h_v] times the slow gates; two of them with m instead of m^3 */
    double params[RX_MAX_CHANNEL_PARAMS], coefs[RX_MAX_COEFS], x[RX_MAX_GATES] = { 0 };
    rx_param_defaults(channel->params, params);
    params[0] = 0.7;
    params[1] = 0.3;
    channel->prepare(params, 50, 25, coefs);
    for (int k = 0; k < channel->n_gates - channel->n_sites; k++) x[k] = 0.2 + 0.11 * k;
    double slow = 1;
    for (int k = 2; k < m_v; k++) slow *= x[k];
    const bool is_first = strcmp(CHANNELS[i], "nav19") == 0 || strcmp(CHANNELS[i], "nav18_choi") == 0;
    const double power = is_first ? 1 : 3;
    const double g = 0.7 * (0.7 * pow(x[0], power) * x[1] + 0.3 * pow(x[m_v], power) * x[h_v]) * slow;
    const rx_current I = channel->current((rx_at){ .V = -40, .cai = 1e-4, .nai = 10, .ko = 5 }, coefs, x);
    cr_expect_float_eq(I.G, g, 1e-15, "%s", CHANNELS[i]);
    cr_expect_float_eq(I.J, g * 50, 1e-13, "%s", CHANNELS[i]);
  }
}

/* I of a channel without gates at -60 mV, mA/cm2 */
static double ungated(const char *name, double first, rx_at at, double reversal)
{
  const rx_channel *channel = rx_channel_find(name);
  double params[RX_MAX_CHANNEL_PARAMS], coefs[RX_MAX_COEFS];
  rx_param_defaults(channel->params, params);
  params[0] = first;
  channel->prepare(params, reversal, 37, coefs);
  const rx_current I = channel->current(at, coefs, NULL);
  return I.G * at.V - I.J;
}

Test(nociceptor_channels, pumps_and_currents_of_concentrations_agree_with_the_formulas_as_printed)
{
  for (double na = 4.3; na < 60; na += 7.7) {
    const rx_at at = { .V = -60, .cai = 3.7e-4, .nai = na, .ko = 0.7 * na };
    const double F = 1.62 / (1 + pow(6.7 / na, 3)) + 0.99 / (1 + pow(67.6 / na, 3)),
                 F10 = 1.62 / (1 + pow(0.67, 3)) + 0.99 / (1 + pow(6.76, 3)), Ip = 1e-4 * (F - F10);
    cr_expect_float_eq(ungated("pump_na", 1e-4, at, 50), 3 * Ip, 1e-17);
    cr_expect_float_eq(ungated("pump_k", 1e-4, at, -90), -2 * Ip, 1e-17);
    const double IK =
        -0.0047891 / pow(1 + 1 / at.ko, 2) * (1.62 / (1 + pow(6.7 / (na + 8), 3)) + 1 / (1 + pow(67.6 / (na + 8), 3)));
    cr_expect_float_eq(ungated("pump_k_tigerholm", 0.0047891, at, -90), IK, 1e-15);
    cr_expect_float_eq(ungated("pump_na_tigerholm", 0.0047891, at, 50), -1.5 * IK, 1e-15);
    cr_expect_float_eq(ungated("k_na", 0.5, at, -90), 0.5 * 0.37 / (1 + pow(38.7 / na, 3.5)) * 30, 1e-14);
  }
  cr_expect_eq(ungated("k_na", 0.5, (rx_at){ .V = -60, .cai = 0, .nai = -1e-3, .ko = 5 }, -90), 0);
  cr_expect_float_eq(ungated("sk", 0.5, (rx_at){ .V = -60, .cai = 3.7e-4, .nai = 10, .ko = 5 }, -90),
                     0.5 * pow(0.37, 4) / (pow(0.37, 4) + pow(0.5, 4)) * 30, 1e-14);
  cr_expect_eq(ungated("holding", -2e-4, (rx_at){ .V = -60, .cai = 0, .nai = 10, .ko = 5 }, 0), 2e-4);
}
