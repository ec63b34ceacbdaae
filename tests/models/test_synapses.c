#include <criterion/criterion.h>
#include <math.h>

#include "models/synapses/chloride.h"
#include "models/synapses/plasticity.h"
#include "models/synapses/receptor.h"
#include "tests/models/table.h"

Test(plasticity, recursion_agrees_with_the_reference)
{
  table t = table_read("short_term_plasticity.csv");
  rx_stp stp = { 0 };
  rx_stp_state state = rx_stp_start();
  double last = INFINITY;
  for (size_t row = 0; row < t.n_rows; row++) {
    const rx_stp now = { table_at(&t, row, "U"), table_at(&t, row, "tau_rec_ms"), table_at(&t, row, "tau_fac_ms") };
    const double at = table_at(&t, row, "t_ms");
    if (at < last || now.U != stp.U || now.tau_rec != stp.tau_rec || now.tau_fac != stp.tau_fac) state = rx_stp_start();
    stp = now;
    last = at;
    const double efficacy = rx_stp_spike(&state, &stp, at);
    cr_expect_float_eq(efficacy, table_at(&t, row, "efficacy"), 1e-8);
    cr_expect_float_eq(state.u, table_at(&t, row, "u"), 1e-8);
    cr_expect_float_eq(state.R, table_at(&t, row, "R_after"), 1e-8);
  }
  table_free(&t);
}

Test(plasticity, first_spike_has_the_efficacy_U)
{
  const rx_stp stp = { 0.37, 211, 1013 };
  rx_stp_state state = rx_stp_start();
  cr_expect_eq(rx_stp_spike(&state, &stp, 3.1), 0.37);
}

Test(plasticity, terminal_conductances_add_and_decay)
{
  rx_terminal terminal = { .tau_ms = 83 };
  cr_expect_eq(rx_terminal_efficacy(&terminal, 12), 1);
  rx_terminal_add(&terminal, 10, 0.05);
  rx_terminal_add(&terminal, 31, 0.02);
  const double y = (0.05 * exp(-21 / 83.0) + 0.02) * exp(-9 / 83.0);
  cr_expect_float_eq(rx_terminal_efficacy(&terminal, 40), 1 / (1 + y), 1e-15);
}

Test(receptor, one_spike_of_weight_1_peaks_at_1)
{
  static const double TAUS[][2] = { { 0.1, 5 }, { 2, 100 }, { 100, 1000 }, { 200, 3000 }, { 0.1, 20 } };
  for (size_t i = 0; i < sizeof TAUS / sizeof *TAUS; i++) {
    const double rise = TAUS[i][0], decay = TAUS[i][1], f = rx_receptor_peak_factor(rise, decay);
    double peak = 0;
    for (double t = 0; t < decay; t += rise / 1000) peak = fmax(peak, f * (exp(-t / decay) - exp(-t / rise)));
    cr_expect_float_eq(peak, 1, 1e-6);
  }
  cr_expect_eq(rx_receptor_peak_factor(0, 7), 1);
}

Test(receptor, chloride_sets_the_published_reversal_potentials)
{
  /* dorsal-horn page 3.1, concentrations given to 0.01 mM */
  cr_expect_float_eq(rx_reversal_chloride_mV(5.37, 0.25, 36), -70, 0.03);
  cr_expect_float_eq(rx_reversal_chloride_mV(9.53, 0.25, 36), -60, 0.03);
  cr_expect_float_eq(rx_reversal_chloride_mV(15.58, 0.25, 36), -50, 0.03);
}

Test(receptor, reversal_comes_from_chloride_only_where_it_is_given)
{
  rx_receptor receptor = { 0 };
  rx_param_defaults(RX_RECEPTOR_PARAMS, &receptor);
  receptor.reversal = -71.5;
  cr_expect_eq(rx_receptor_reversal_mV(&receptor, 36), -71.5);
  receptor.chloride_inside = 9.53;
  cr_expect_eq(rx_receptor_reversal_mV(&receptor, 36), rx_reversal_chloride_mV(9.53, 0.25, 36));
  receptor.kcc2_shift = 4;
  cr_expect_eq(rx_receptor_reversal_mV(&receptor, 36), rx_reversal_chloride_mV(9.53, 0.25, 36) + 4);
}

/* course page 2.3: the steady state at rest with all of NKCC1 */
Test(chloride, reversals_at_every_loss_of_kcc2_are_those_of_the_reference)
{
  table t = table_read_from("course", "chloride_steady.csv");
  int n = 0;
  for (size_t row = 0; row < t.n_rows; row++) {
    if (table_at(&t, row, "N") != 1 || table_at(&t, row, "V_mV") != -62) continue;
    const double loss = 1 - table_at(&t, row, "K"), gaba = table_at(&t, row, "E_GABA_mV"),
                 glycine = table_at(&t, row, "E_Gly_mV");
    cr_expect_float_eq(rx_kcc2_reversal_mV(loss, rx_bicarbonate_share_of(RX_GABA)), gaba, 1e-6 * fabs(gaba));
    cr_expect_float_eq(rx_kcc2_reversal_mV(loss, rx_bicarbonate_share_of(RX_GLYCINE)), glycine, 1e-6 * fabs(glycine));
    n++;
  }
  cr_expect_eq(n, 9);
  table_free(&t);
}

Test(chloride, no_loss_shifts_nothing_and_excitation_is_never_shifted)
{
  cr_expect_eq(rx_kcc2_shift_mV(0, RX_GABA), 0);
  cr_expect_eq(rx_kcc2_shift_mV(0, RX_GLYCINE), 0);
  cr_expect_eq(rx_kcc2_shift_mV(1, RX_GLUTAMATE), 0);
  cr_expect_eq(rx_kcc2_shift_mV(1, RX_SUBSTANCE_P), 0);
  cr_expect_float_eq(rx_kcc2_shift_mV(0.75, RX_GABA), 23.8, 1e-4); /* Coull 2003 */
}
