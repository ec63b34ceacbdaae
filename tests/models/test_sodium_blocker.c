#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/drugs/sodium_blocker.h"
#include "tests/models/table.h"

/* nociceptor page 7.1; the names of the reference files */
static const rx_drug DRUGS[] = {
  { "carbamazepine", 0, 1500, 25, 3.8e-5, 200, 50, 3.8e-5, 1, 236.27, 0.25 },
  { "oxcarbazepine_mhd", 0, 1500, 80, 2e-5, 800, 150, 2e-5, 1, 254.28, 0.60 },
  { "lamotrigine", 0, 640, 10, 1e-5, 640, 40, 1e-5, 1, 256.09, 0.45 },
  { "lidocaine", 0, 450, 12, 5e-4, 450, 15, 1e-4, 1, 234.34, 0.30 },
  { "mexiletine", 0, 300, 7, 2e-4, 300, 9, 1e-4, 1, 179.26, 0.40 },
  { "pf05089771", 0, 10, 0.0055, 1e-4, NAN, NAN, NAN, 0, 500.35, 0.002 },
  { "a803467", 0, 10, 1, 1e-4, 0.079, 0.0042, 2e-3, 1, 357.8, 0.01 },
  { "suzetrigine", 0, NAN, NAN, NAN, 0.0004, 0.004, 1e-2, 1, 473.4, 0.01 },
};

static rx_drug drug_of(const char *name, double free_uM)
{
  for (size_t i = 0; i < sizeof DRUGS / sizeof *DRUGS; i++)
    if (strcmp(DRUGS[i].name, name) == 0) {
      rx_drug drug = DRUGS[i];
      drug.concentration = free_uM;
      return drug;
    }
  cr_assert_fail("no drug %s", name);
  return DRUGS[0];
}

/* A channel with its defaults and these drugs at its sites. */
static const rx_channel *prepare(const char *name, int n, const rx_drug drugs[], double coefs[])
{
  const rx_channel *channel = rx_channel_find(name);
  double params[RX_MAX_CHANNEL_PARAMS];
  rx_param_defaults(channel->params, params);
  params[0] = 1;
  channel->prepare(params, 50, 25, coefs);
  for (int k = 0; k < n; k++)
    rx_drug_coefs(&drugs[k], channel->site, coefs + channel->n_coefs - (RX_SITES - k) * RX_SITE_COEFS);
  return channel;
}

/* Blocked share by the first site in the steady state at V. */
static double steady_block(const rx_channel *channel, const double coefs[], double V, int site)
{
  rx_gate g[RX_MAX_GATES];
  channel->evaluate((rx_at){ .V = V, .cai = 1e-4, .nai = 10, .ko = 5 }, coefs, g);
  return rx_gate_use(RX_STEADY, g[channel->n_gates - RX_SITES + site], 0, 0);
}

Test(sodium_blocker, steady_block_agrees_with_the_reference)
{
  char path[512], line[256], name[64];
  snprintf(path, sizeof path, "%s/tests/reference/nociceptor/block_steady.csv", RX_TEST_SOURCE_DIR);
  FILE *file = fopen(path, "r");
  cr_assert_not_null(file, "%s", path);
  cr_assert_not_null(fgets(line, sizeof line, file));
  int n = 0, column;
  double free_uM, V, expected;
  for (; fgets(line, sizeof line, file) != NULL; n++) {
    cr_assert_eq(sscanf(line, "%63[^,],%lf,%d,%lf,%lf", name, &free_uM, &column, &V, &expected), 5, "%s", line);
    const rx_drug drug = drug_of(name, free_uM);
    double coefs[RX_MAX_COEFS];
    const rx_channel *channel = prepare(column == 17 ? "nav17" : "nav18", 1, &drug, coefs);
    cr_assert(rx_drug_acts(&drug, channel->site));
    const double found = steady_block(channel, coefs, V, 0);
    cr_expect(fabs(found - expected) <= 1e-6 * expected, "%s at %g mV: %.9g instead of %.9g", name, V, found, expected);
  }
  fclose(file);
  cr_expect(n > 50);
}

Test(sodium_blocker, two_drugs_compete_for_one_site)
{
  const rx_drug drugs[] = { drug_of("lidocaine", 13.7), drug_of("carbamazepine", 41.3) };
  double coefs[RX_MAX_COEFS], alone[2];
  for (double V = -110; V < 10; V += 23.1) {
    rx_gate g[RX_MAX_GATES];
    const rx_channel *channel = prepare("nav17", 2, drugs, coefs);
    channel->evaluate((rx_at){ .V = V, .cai = 0, .nai = 10, .ko = 5 }, coefs, g);
    const double i = 1 - rx_gate_use(RX_STEADY, g[1], 0, 0);
    const double u[] = { 13.7 * (i / 12 + (1 - i) / 450), 41.3 * (i / 25 + (1 - i) / 1500) };
    for (int k = 0; k < 2; k++) {
      cr_expect_float_eq(steady_block(channel, coefs, V, k), u[k] / (1 + u[0] + u[1]), 1e-14);
      prepare("nav17", 1, &drugs[k], coefs);
      alone[k] = steady_block(channel, coefs, V, 0);
      cr_expect_float_eq(alone[k], u[k] / (1 + u[k]), 1e-14);
      prepare("nav17", 2, drugs, coefs);
    }
    /* together less than independent sites would block, more than either alone */
    const double both = steady_block(channel, coefs, V, 0) + steady_block(channel, coefs, V, 1);
    cr_expect(both < 1 - (1 - alone[0]) * (1 - alone[1]) && both > fmax(alone[0], alone[1]));
    cr_expect_eq(steady_block(channel, coefs, V, 2), 0);
  }
}

/* With the inactivated share fixed two competing drugs are a linear system, solved here by its eigenvalues. */
Test(sodium_blocker, steps_converge_to_the_exact_course_with_the_second_order)
{
  double c[RX_SITES * RX_SITE_COEFS];
  const rx_drug drugs[] = { drug_of("lidocaine", 130), drug_of("mexiletine", 55) };
  for (int k = 0; k < RX_SITES; k++) rx_site_unused(c + k * RX_SITE_COEFS);
  for (int k = 0; k < 2; k++) rx_drug_coefs(&drugs[k], RX_SITE_NAV17, c + k * RX_SITE_COEFS);
  const double i = 0.63, T = 60, b0[] = { 0.11, 0.23 };
  double steady[RX_SITES], on[2], off[2], y[2];
  rx_sites_steady(c, i, steady);
  for (int k = 0; k < 2; k++) {
    on[k] = c[k * RX_SITE_COEFS];
    off[k] = 1 / rx_site_stay(c + k * RX_SITE_COEFS, i);
    y[k] = b0[k] - steady[k];
  }
  /* y' = M y, M = -[on0+off0, on0; on1, on1+off1] */
  const double a = -(on[0] + off[0]), b = -on[0], p = -on[1], d = -(on[1] + off[1]);
  const double mean = 0.5 * (a + d), root = sqrt(0.25 * (a - d) * (a - d) + b * p);
  const double e = exp(mean * T), ch = cosh(root * T), sh = sinh(root * T) / root;
  const double exact[] = { steady[0] + e * (ch * y[0] + sh * ((a - mean) * y[0] + b * y[1])),
                           steady[1] + e * (ch * y[1] + sh * (p * y[0] + (d - mean) * y[1])) };
  double before = 0;
  for (int n = 30; n <= 240; n *= 2) {
    double x[RX_SITES] = { b0[0], b0[1], 0 };
    for (int s = 0; s < n; s++) rx_sites_step(c, i, x, T / n);
    const double error = fmax(fabs(x[0] - exact[0]), fabs(x[1] - exact[1]));
    cr_expect_eq(x[2], 0);
    if (before > 0) cr_expect(before / error > 3.8 && before / error < 4.2, "%d steps: %g after %g", n, error, before);
    before = error;
  }
  cr_expect(before < 1e-4);
}

Test(sodium_blocker, the_step_and_the_rate_rest_at_the_steady_state)
{
  double c[RX_SITES * RX_SITE_COEFS], b[RX_SITES], db[RX_SITES];
  const rx_drug drugs[] = { drug_of("lamotrigine", 17), drug_of("suzetrigine", 0.003), drug_of("a803467", 0.02) };
  for (int k = 0; k < RX_SITES; k++) rx_drug_coefs(&drugs[k], RX_SITE_NAV18, c + k * RX_SITE_COEFS);
  for (double i = -0.1; i < 1.2; i += 0.173) {
    rx_sites_steady(c, i, b);
    cr_expect(b[0] > 0 && b[1] > 0 && b[2] > 0 && b[0] + b[1] + b[2] < 1, "at %g", i);
    rx_sites_rate(c, i, b, db);
    for (int k = 0; k < RX_SITES; k++) {
      double moved[RX_SITES] = { b[0], b[1], b[2] };
      rx_sites_step(c, i, moved, 0.7);
      cr_expect(fabs(db[k]) < 1e-16, "%g", db[k]);
      cr_expect_float_eq(moved[k], b[k], 1e-14);
    }
  }
}

Test(sodium_blocker, a_drug_that_is_not_there_acts_on_nothing)
{
  rx_drug drug = drug_of("pf05089771", 0);
  cr_expect_not(rx_drug_acts(&drug, RX_SITE_NAV17));
  drug.concentration = 0.1;
  cr_expect(rx_drug_acts(&drug, RX_SITE_NAV17));
  cr_expect_not(rx_drug_acts(&drug, RX_SITE_NAV13), "selective for Nav1.7");
  cr_expect_not(rx_drug_acts(&drug, RX_SITE_NAV18));
  cr_expect_not(rx_drug_acts(&drug, RX_SITE_NONE));
  const rx_drug lidocaine = drug_of("lidocaine", 5);
  double on17[RX_SITE_COEFS], on13[RX_SITE_COEFS];
  rx_drug_coefs(&lidocaine, RX_SITE_NAV17, on17);
  rx_drug_coefs(&lidocaine, RX_SITE_NAV13, on13);
  for (int k = 0; k < RX_SITE_COEFS; k++) cr_expect_eq(on17[k], on13[k]);
}

Test(sodium_blocker, faults_of_affinities_are_named)
{
  rx_drug drug = drug_of("lidocaine", 1);
  cr_expect_null(rx_drug_fault(&drug));
  drug.kon18 = NAN;
  cr_expect_str_eq(rx_drug_fault(&drug),
                   "gives some of K_R18, K_I18 and kon18: all three are needed for an effect on Nav1.8");
  drug.K_I17 = NAN;
  cr_expect_str_eq(rx_drug_fault(&drug),
                   "gives some of K_R17, K_I17 and kon17: all three are needed for an effect on Nav1.7");
  drug = (rx_drug){ "none", 1, NAN, NAN, NAN, NAN, NAN, NAN, 1, NAN, NAN };
  cr_expect_str_eq(rx_drug_fault(&drug),
                   "has an effect on no channel: give K_R17, K_I17 and kon17, or K_R18, K_I18 and kon18");
}

Test(sodium_blocker, free_concentration_of_a_plasma_level)
{
  const rx_drug carbamazepine = drug_of("carbamazepine", 0);
  cr_expect_float_eq(rx_drug_free_uM(&carbamazepine, 12), 1000 * 0.25 * 12 / 236.27, 1e-12);
}
