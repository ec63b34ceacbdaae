/* Leaks that balance the other currents. */
#include "models/cells/balance.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "models/cells/compartments.h"
#include "tests/models/small_cell.h"

static small_cell cell;
static rx_error err;

static rx_channel_use *use_of(int section, const char *name)
{
  return rx_section_channel(&cell.sections[section], name);
}

static void rename_leaks(const char *name)
{
  for (int s = 0; s < N_SECTIONS; s++) {
    rx_channel_use *use = use_of(s, "leak");
    use->channel = rx_channel_find(name);
    rx_param_defaults(use->channel->params, use->params);
    use->params[0] = strcmp(name, "leak_balanced") == 0 ? 1e-4 : NAN;
  }
}

static void add(int section, const char *name, double gbar)
{
  rx_channel_use *use = &cell.uses[section][cell.sections[section].n_channels++];
  use->channel = rx_channel_find(name);
  rx_param_defaults(use->channel->params, use->params);
  use->params[0] = gbar;
}

static void setup(void)
{
  small_cell_make(&cell, "cell");
  for (int s = 0; s < N_SECTIONS; s++) {
    cell.sections[s].pools[RX_POOL_K_IN] =
        (rx_ion_pool){ .is_given = true, .start = 121.7, .depth = NAN, .tau = NAN, .rest = NAN };
    cell.sections[s].pools[RX_POOL_K_OUT] =
        (rx_ion_pool){ .is_given = true, .start = 5.6, .depth = 0.3, .tau = NAN, .rest = NAN };
    cell.sections[s].reversal_k = NAN;
  }
}

TestSuite(balance, .init = setup);

/* Largest net current of the compartments at V, gates at their steady states there, by the coefficients that solvers read:
 * of one ion, or of all channels. */
static double largest(rx_ion ion, double V)
{
  rx_cell_type *type = NULL;
  rx_cell_numbers *numbers = NULL;
  cr_assert_eq(rx_cell_type_make(&cell.cell, 0, NULL, &type, &err), RX_OK, "%s", err.text);
  cr_assert_eq(rx_cell_numbers_make(&cell.cell, 0, NULL, type, &numbers, &err), RX_OK, "%s", err.text);
  double sum[16] = { 0 }, worst = 0;
  for (int k = 0; k < type->n_insertions; k++) {
    const rx_insertion *in = &type->insertions[k];
    if (ion != RX_ION_OWN && in->channel->ion != ion) continue;
    for (int i = 0; i < in->n_compartments; i++) {
      const int c = in->first_compartment + i;
      double coefs[RX_MAX_COEFS], x[RX_MAX_GATES];
      rx_gate gates[RX_MAX_GATES];
      for (int q = 0; q < in->channel->n_coefs; q++)
        coefs[q] = numbers->coef[in->first_coef + q * in->n_compartments + i];
      const rx_at at = { .V = V, .cai = numbers->calcium_rest[c], .ko = numbers->pools[RX_POOL_K_OUT].start[c] };
      in->channel->evaluate(at, coefs, gates);
      for (int g = 0; g < in->channel->n_gates; g++) x[g] = rx_gate_use(RX_STEADY, gates[g], 0, 0);
      const rx_current I = in->channel->current(at, coefs, x);
      sum[c] += I.G * V - I.J;
    }
  }
  for (int c = 0; c < type->n_compartments; c++) worst = fmax(worst, fabs(sum[c]));
  rx_cell_numbers_free(numbers);
  rx_cell_type_free(type);
  return worst;
}

Test(balance, the_net_current_is_0_in_every_compartment_at_the_voltage_of_balance)
{
  rename_leaks("leak_balanced");
  cr_expect_leq(largest(RX_ION_OWN, -60), 1e-15);
  for (int s = 0; s < N_SECTIONS; s++) use_of(s, "leak_balanced")->params[1] = -53.7;
  cr_expect_leq(largest(RX_ION_OWN, -53.7), 1e-15);
  cr_expect_gt(largest(RX_ION_OWN, -60), 1e-6);
  cell.cell.temperature = 25; /* another temperature is balanced anew */
  cr_expect_leq(largest(RX_ION_OWN, -53.7), 1e-15);
}

Test(balance, each_ion_is_balanced_by_its_own_leak_and_the_rest_by_the_net_leak)
{
  rename_leaks("leak_na");
  for (int s = 0; s < N_SECTIONS; s++) {
    if (use_of(s, "k_traub") == NULL) add(s, "k_traub", 0.01);
    add(s, "leak_k", NAN);
    add(s, "leak_balanced", 3e-5);
    use_of(s, "leak_balanced")->params[1] = -55;
  }
  cr_expect_leq(largest(RX_ION_NA, -55), 1e-15);
  cr_expect_leq(largest(RX_ION_K, -55), 1e-15);
  cr_expect_leq(largest(RX_ION_OWN, -55), 1e-15);
}

Test(balance, a_conductance_balances_where_it_can_and_a_constant_current_where_it_would_be_negative)
{
  rx_section *soma = &cell.sections[SOMA];
  const rx_channel *k = rx_channel_find("leak_k");
  rx_channel_use open = { .channel = k, .params = { NAN, -55 } };
  double coefs[RX_MAX_COEFS] = { NAN, -82.3, 0 };
  /* potassium leaves through k_traub: a leak could only add to it */
  cr_assert_eq(rx_balance_leak(soma, &open, 36, coefs, &err), RX_OK);
  cr_expect(coefs[0] == 0 && coefs[2] > 0, "%g S/cm2, %g mA/cm2", coefs[0], coefs[2]);
  const rx_current I = k->current((rx_at){ .V = -20 }, coefs, NULL);
  cr_expect(I.G == 0 && I.J == coefs[2]);
  /* with the reversal on the other side it is a conductance */
  coefs[1] = -20;
  cr_assert_eq(rx_balance_leak(soma, &open, 36, coefs, &err), RX_OK);
  cr_expect(coefs[0] > 0 && coefs[2] == 0, "%g S/cm2, %g mA/cm2", coefs[0], coefs[2]);
}

Test(balance, a_modifier_does_not_move_the_balance_but_the_rest)
{
  rename_leaks("leak_balanced");
  for (int s = 0; s < N_SECTIONS; s++)
    for (int i = 0; i < cell.sections[s].n_channels; i++) {
      rx_channel_use *use = &cell.sections[s].channels[i];
      memcpy(use->base, use->params, sizeof use->base);
      use->has_base = true;
    }
  cr_expect_leq(largest(RX_ION_OWN, -60), 1e-15);
  use_of(SOMA, "k_traub")->params[0] *= 0.1;
  cr_expect_gt(largest(RX_ION_OWN, -60), 1e-9);
  use_of(SOMA, "k_traub")->params[0] *= 10;
  use_of(SOMA, "leak_balanced")->params[0] *= 2; /* twice the conductance to the same reversal */
  cr_expect_gt(largest(RX_ION_OWN, -60), 1e-9);
}

static void refuses(const char *text)
{
  rx_cell_type *type = NULL;
  rx_cell_numbers *numbers = NULL;
  cr_assert_eq(rx_cell_type_make(&cell.cell, 0, NULL, &type, &err), RX_OK);
  cr_expect_eq(rx_cell_numbers_make(&cell.cell, 0, NULL, type, &numbers, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, text);
  rx_cell_type_free(type);
}

Test(balance, refuses_a_leak_without_conductance)
{
  rename_leaks("leak_balanced");
  use_of(DEND, "leak_balanced")->params[0] = 0;
  refuses("cell cell: section dend: channel leak_balanced: with a gbar of 0 S/cm2 it balances nothing");
}

Test(balance, refuses_to_balance_an_ion_at_its_own_reversal)
{
  rename_leaks("leak_na");
  for (int s = 0; s < N_SECTIONS; s++) cell.sections[s].reversal_na = -55;
  refuses("cell cell: section soma: channel leak_na: balanced_at, -55 mV, is the reversal potential of its ion");
}
