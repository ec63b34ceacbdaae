/* Channels of motoneurons beside the formulas as printed (motoneuron page 1, 2.2). */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "models/channels/channel.h"

static const double CELSIUS = 37;

static double L(double y, double a, double s)
{
  return fabs(y) <= 1e-6 ? a * s : a * y / (1 - exp(-y / s));
}

typedef void formula(double V, double *inf, double *tau);

static void na_m(double V, double *inf, double *tau)
{
  const double A = L(V + 29, 0.4, 7.2), B = L(-V - 29, 0.124, 7.2);
  *inf = A / (A + B);
  *tau = fmax(0.02, 1 / ((A + B) * pow(2, 1.3)));
}
static void na_h(double V, double *inf, double *tau)
{
  const double A = L(V + 44, 0.03, 1.5), B = L(-V - 44, 0.01, 1.5);
  *inf = 1 / (1 + exp((V + 49) / 8));
  *tau = fmax(0.5, 1 / ((A + B) * pow(2, 1.3)));
}
static void nap_p(double V, double *inf, double *tau)
{
  *inf = 1 / (1 + exp(-(V + 47.3) / 5));
  *tau = 1;
}
static void kdr_n(double V, double *inf, double *tau)
{
  const double B = exp((V + 39) / 5.5);
  *inf = 1 / (1 + exp(-(V + 21) / 20));
  *tau = 0.8 + 20 * B / ((1 + B) * (1 + B));
}
static void can_c(double V, double *inf, double *tau)
{
  *inf = 1 / (1 + exp(-(V + 20) / 4));
  *tau = 2;
}
static void hcn_q(double V, double *inf, double *tau)
{
  *inf = 1 / (1 + exp((V + 77) / 8));
  *tau = 30;
}
static void cav13_a(double V, double *inf, double *tau)
{
  *inf = 1 / (1 + exp(-(V + 42) / 6));
  *tau = 40;
}
static void cav13_b(double V, double *inf, double *tau)
{
  *inf = 1 / (1 + exp((V - 10) / 5));
  *tau = 2500;
}
static void brk_h(double V, double *inf, double *tau)
{
  *inf = 1 / (1 + exp((V + 55) / 7));
  *tau = 30 / (exp((V + 50) / 15) + exp(-(V + 50) / 16));
}
static void brk_n(double V, double *inf, double *tau)
{
  *inf = 1 / (1 + exp(-(V + 28) / 15));
  *tau = 7 / (exp((V + 40) / 40) + exp(-(V + 40) / 50));
}
static void brk_mN(double V, double *inf, double *tau)
{
  *inf = 1 / (1 + exp(-(V + 30) / 5));
  *tau = 4;
}
static void brk_hN(double V, double *inf, double *tau)
{
  *inf = 1 / (1 + exp((V + 45) / 5));
  *tau = 40;
}
static void brk_l(double V, double *inf, double *tau)
{
  *inf = 1 / (1 + exp(-(V + 40) / 7));
  *tau = 40;
}

static const struct {
  const char *channel;
  int gate;
  formula *formula;
} GATES[] = {
  { "na_ph17", 0, na_m },     { "na_ph17", 1, na_h },   { "nap_ph17", 0, nap_p },    { "kdr_ph17", 0, kdr_n },
  { "can_ph17", 0, can_c },   { "hcn_ph17", 0, hcn_q }, { "cav13", 0, cav13_a },     { "cav13", 1, cav13_b },
  { "na_brk97", 0, brk_h },   { "k_brk97", 0, brk_n },  { "ca_n_brk97", 0, brk_mN }, { "ca_n_brk97", 1, brk_hN },
  { "ca_l_brk97", 0, brk_l },
};

static const rx_channel *prepare(const char *name, double reversal, double coefs[])
{
  const rx_channel *channel = rx_channel_find(name);
  double params[RX_MAX_CHANNEL_PARAMS];
  cr_assert_not_null(channel, "%s", name);
  rx_param_defaults(channel->params, params);
  params[0] = 0.37;
  channel->prepare(params, reversal, CELSIUS, coefs);
  return channel;
}

Test(motoneuron_channels, gates_are_those_of_the_formulas)
{
  for (size_t i = 0; i < sizeof GATES / sizeof *GATES; i++) {
    double coefs[RX_MAX_COEFS];
    const rx_channel *channel = prepare(GATES[i].channel, 50, coefs);
    /* steps of 1/4: -29 and -44, where rates are 0/0, are among them */
    for (double V = -140; V <= 90; V += 0.25) {
      rx_gate gates[RX_MAX_GATES];
      double inf, tau;
      channel->evaluate((rx_at){ .V = V, .cai = 1e-4 }, coefs, gates);
      GATES[i].formula(V, &inf, &tau);
      const double steady = rx_gate_use(RX_STEADY, gates[GATES[i].gate], 0, 0),
                   constant = rx_gate_use(RX_TAU, gates[GATES[i].gate], 0, 0);
      /* both rates of na_ph17 are made of 1 - exp: what is left of 1 has its rounding */
      cr_expect(fabs(steady - inf) <= 1e-12 * inf + 4e-16, "%s gate %d at %g mV: steady state %.15g, not %.15g",
                GATES[i].channel, GATES[i].gate, V, steady, inf);
      cr_expect(fabs(constant / tau - 1) < 1e-12, "%s gate %d at %g mV: %.15g ms, not %.15g", GATES[i].channel,
                GATES[i].gate, V, constant, tau);
    }
  }
}

Test(motoneuron_channels, the_afterhyperpolarisation_opens_with_calcium_above_rest)
{
  double coefs[RX_MAX_COEFS];
  const rx_channel *kca = prepare("kca_ph17", -80, coefs);
  for (double cai = 1e-4; cai < 0.02; cai *= 1.7) {
    rx_gate gate;
    const double A = 0.1 * pow(1e3 * (cai - 1e-4), 2);
    kca->evaluate((rx_at){ .V = -60, .cai = cai }, coefs, &gate);
    cr_expect_float_eq(rx_gate_use(RX_STEADY, gate, 0, 0), A / (A + 0.1), 1e-14);
    cr_expect_float_eq(rx_gate_use(RX_TAU, gate, 0, 0), 1 / (A + 0.1), 1e-12);
  }
}

static double current(const rx_channel *channel, const double coefs[], const double x[], double V, double cai)
{
  return rx_channel_density(channel, V, cai, 0, 0, coefs, x);
}

Test(motoneuron_channels, currents_are_those_of_the_formulas)
{
  double c[RX_MAX_COEFS];
  const double x[] = { 0.31, 0.83 }, g = 0.37, V = -47.3, cai = 3e-4;
  cr_expect_float_eq(current(prepare("na_ph17", 50, c), c, x, V, cai), g * pow(0.31, 3) * 0.83 * (V - 50), 1e-12);
  cr_expect_float_eq(current(prepare("nap_ph17", 50, c), c, x, V, cai), g * 0.31 * (V - 50), 1e-12);
  cr_expect_float_eq(current(prepare("kdr_ph17", -80, c), c, x, V, cai), g * pow(0.31, 4) * (V + 80), 1e-12);
  cr_expect_float_eq(current(prepare("can_ph17", 0, c), c, x, V, cai), g * 0.31 * (V - 132.4579341637009), 1e-12);
  cr_expect_float_eq(current(prepare("kca_ph17", -80, c), c, x, V, cai), g * 0.31 * (V + 80), 1e-12);
  cr_expect_float_eq(current(prepare("hcn_ph17", 0, c), c, x, V, cai), g * 0.31 * (V + 41), 1e-12);
  cr_expect_float_eq(current(prepare("cav13", 0, c), c, x, V, cai), g * 0.31 * 0.83 * (V - 80), 1e-12);
  cr_expect_float_eq(current(prepare("k_brk97", -80, c), c, x, V, cai), g * pow(0.31, 4) * (V + 80), 1e-12);
  cr_expect_float_eq(current(prepare("ca_n_brk97", 0, c), c, x, V, cai), g * 0.31 * 0.31 * 0.83 * (V - 80), 1e-12);
  cr_expect_float_eq(current(prepare("ca_l_brk97", 0, c), c, x, V, cai), g * 0.31 * (V - 80), 1e-12);
  cr_expect_float_eq(current(prepare("k_ca_brk97", -80, c), c, x, V, cai), g * 0.6 * (V + 80), 1e-12);
}

/* The current itself at every V; its slope, but never steeper than what the fixed step can bear. */
Test(motoneuron_channels, the_instantaneous_sodium_current_enters_as_its_tangent)
{
  double c[RX_MAX_COEFS];
  const rx_channel *na = prepare("na_brk97", 55, c);
  const double x[] = { 0.29 }, delta = 1e-4;
  int n_cut = 0, n_tangent = 0;
  for (double V = -110.1; V < 70; V += 0.7) {
    const double m = 1 / (1 + exp(-(V + 35) / 7.8));
    cr_expect_float_eq(current(na, c, x, V, 0), 0.37 * pow(m, 3) * 0.29 * (V - 55), 1e-11, "at %g mV", V);
    const double slope = (current(na, c, x, V + delta, 0) - current(na, c, x, V - delta, 0)) / (2 * delta);
    const double G = na->current((rx_at){ .V = V }, c, x).G;
    if (slope < -0.005 - 1e-6) {
      cr_expect_eq(G, -0.005, "at %g mV", V);
      n_cut++;
    } else if (slope > -0.005 + 1e-6) {
      cr_expect_float_eq(G, slope, 1e-8, "at %g mV", V);
      n_tangent++;
    }
  }
  cr_expect_gt(n_cut, 20);
  cr_expect_gt(n_tangent, 100);
}
