#include "analysis/motor/current_ramp.h"
#include "analysis/motor/pool_rate.h"
#include "analysis/motor/spasm.h"

#include <criterion/criterion.h>
#include <math.h>

#define SPIKES(t, cell) ((rx_spikes){ sizeof(t) / sizeof *(t), t, cell })

/* ---- windows ---- */

Test(pool_rate, silent_units_count_and_the_end_of_the_window_does_not)
{
  const double t[] = { 1000, 1100, 1200, 1999, 2000 };
  const int32_t cell[] = { 5, 5, 6, 9, 5 };
  const rx_spikes spikes = SPIKES(t, cell);
  const rx_pool_rate rate = rx_pool_rate_in(&spikes, (rx_cells){ 5, 4 }, (rx_window_ms){ 1000, 2000 });
  cr_expect_eq(rate.n_spikes, 3); /* cell 9 is of another population */
  cr_expect_eq(rate.n_active, 2);
  cr_expect_float_eq(rate.rate_Hz, 0.75, 1e-12);
  cr_expect(isnan(rx_pool_rate_in(&spikes, (rx_cells){ 5, 4 }, (rx_window_ms){ 5, 5 }).rate_Hz));
}

Test(pool_rate, torque_leaves_the_first_sample_out_and_takes_the_last)
{
  const double torque[] = { 100, 10, 1, 2, 4, 1000 };
  cr_expect_float_eq(rx_pool_mean_torque(6, torque, 1, (rx_window_ms){ 1, 4 }), 7.0 / 3, 1e-12);
  cr_expect_float_eq(rx_pool_mean_torque(6, torque, 0.5, (rx_window_ms){ 1, 2 }), 3, 1e-12);
  cr_expect(isnan(rx_pool_mean_torque(6, torque, 1, (rx_window_ms){ 9, 12 })));
}

/* ---- current ramp ---- */

Test(current_ramp, rises_and_falls_and_rests_at_its_start)
{
  const rx_current_ramp ramp = { 500, -15, 0.006, 6000 };
  const double t[] = { 0, 500, 3500, 6500, 9500, 12500, 20000 }, expected[] = { -15, -15, 3, 21, 3, -15, -15 };
  for (int i = 0; i < 7; i++) cr_expect_float_eq(rx_current_ramp_nA(&ramp, t[i]), expected[i], 1e-12);
}

Test(current_ramp, first_row_of_the_reference)
{
  const rx_current_ramp ramp = { 0, -12.342907129, 0.006, 6000 };
  const double times[] = { 2742.0125, 2900, 2900 + 1000 / 97.823, 9574.2504 };
  const rx_ramp_firing firing = rx_ramp_firing_of(&ramp, 4, times);
  cr_expect_eq(firing.n_spikes, 4);
  cr_expect_float_eq(firing.recruitment_nA, 4.10917, 1e-5);
  cr_expect_float_eq(firing.derecruitment_nA, 2.21159, 1e-5);
  cr_expect_float_eq(firing.delta_nA, 1.89758, 1e-5);
  cr_expect_float_eq(firing.largest_Hz, 97.823, 1e-9);
}

Test(current_ramp, a_silent_cell_has_no_currents)
{
  const rx_current_ramp ramp = { 0, -15, 0.006, 6000 };
  const rx_ramp_firing firing = rx_ramp_firing_of(&ramp, 0, NULL);
  cr_expect(firing.n_spikes == 0 && isnan(firing.recruitment_nA) && isnan(firing.delta_nA) && isnan(firing.largest_Hz));
}

/* ---- spasm ---- */

Test(spasm, firing_that_ends_soon_after_the_trigger_is_none)
{
  const double t[] = { 1050, 1200, 2499 };
  const int32_t cell[] = { 0, 1, 0 };
  const rx_spikes spikes = SPIKES(t, cell);
  const rx_spasm spasm = rx_spasm_of(&spikes, (rx_cells){ 0, 20 }, 1500, 12000);
  cr_expect(!spasm.is_spasm && !spasm.is_censored);
  cr_expect_float_eq(spasm.duration_ms, 999, 1e-9);
}

Test(spasm, lasts_from_the_trigger_to_the_last_spike)
{
  const double t[] = { 1050, 2400, 2600, 4440, 5000 };
  const int32_t cell[] = { 0, 1, 2, 2, 30 };
  const rx_spikes spikes = SPIKES(t, cell);
  const rx_spasm spasm = rx_spasm_of(&spikes, (rx_cells){ 0, 20 }, 1500, 12000);
  cr_expect(spasm.is_spasm && !spasm.is_censored);
  cr_expect_float_eq(spasm.duration_ms, 2940, 1e-9); /* the spike of cell 30 is of another population */
}

Test(spasm, that_outlasts_the_run_is_censored)
{
  const double t[] = { 1050, 2600, 11900, 12100 };
  const int32_t cell[] = { 0, 0, 0, 0 };
  const rx_spikes spikes = SPIKES(t, cell);
  const rx_spasm spasm = rx_spasm_of(&spikes, (rx_cells){ 0, 20 }, 1500, 12000);
  cr_expect(spasm.is_spasm && spasm.is_censored);
  cr_expect_float_eq(spasm.duration_ms, 10500, 1e-9);
}

Test(spasm, a_run_too_short_to_tell_is_censored)
{
  const double t[] = { 1050, 1700, 2190 };
  const int32_t cell[] = { 0, 0, 0 };
  const rx_spikes spikes = SPIKES(t, cell);
  rx_spasm spasm = rx_spasm_of(&spikes, (rx_cells){ 0, 20 }, 1500, 2200);
  cr_expect(!spasm.is_spasm && spasm.is_censored);
  cr_expect_float_eq(spasm.duration_ms, 700, 1e-9);
  /* what ended with the trigger did not last */
  spasm = rx_spasm_of(&(rx_spikes){ 1, t, cell }, (rx_cells){ 0, 20 }, 1500, 2000);
  cr_expect(!spasm.is_spasm && !spasm.is_censored && spasm.duration_ms == 0);
}

Test(spasm, a_silent_pool_has_none)
{
  const rx_spikes spikes = { 0, NULL, NULL };
  const rx_spasm spasm = rx_spasm_of(&spikes, (rx_cells){ 0, 20 }, 1500, 12000);
  cr_expect(!spasm.is_spasm && !spasm.is_censored && spasm.duration_ms == 0);
}
