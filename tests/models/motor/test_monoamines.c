#include <criterion/criterion.h>
#include <math.h>

#include "models/motor/motor.h"

static rx_monoamines at_rest(void)
{
  rx_monoamines m;
  rx_param_defaults(RX_MONOAMINES_PARAMS, &m);
  return m;
}

static void check(const rx_monoamines *m, double G, double s_pic, double s_ahp, double tolerance)
{
  const double drive = rx_monoamines_drive(m, 0);
  cr_assert_float_eq(drive, G, tolerance, "G %.6f, expected %g", drive, G);
  cr_assert_float_eq(rx_monoamines_pic(m, drive), s_pic, tolerance, "s_PIC %.6f", rx_monoamines_pic(m, drive));
  cr_assert_float_eq(rx_monoamines_ahp(m, drive), s_ahp, tolerance, "s_AHP %.6f", rx_monoamines_ahp(m, drive));
}

Test(monoamines, rest_is_exactly_neutral)
{
  const rx_monoamines m = at_rest();
  check(&m, 1, 1, 1, 0);
  cr_assert_eq(rx_monoamines_inhibition(&m), 1);
}

/* check values of motoneuron page 3 */
Test(monoamines, full_stress_raises_the_persistent_current)
{
  rx_monoamines m = at_rest();
  m.serotonin = m.noradrenaline = 1.3;
  check(&m, 1.1304, 1.1109, 0.8378, 6e-5);
  m = at_rest();
  m.stress = 1;
  check(&m, 1.1304, 1.1109, 0.8378, 6e-5);
  m = at_rest();
  m.serotonin_rise = m.noradrenaline_rise = 0.3;
  check(&m, 1.1304, 1.1109, 0.8378, 6e-5);
}

Test(monoamines, neutral_block_of_5ht2_leaves_half)
{
  rx_monoamines m = at_rest();
  m.neutral_5ht2 = 0.8;
  check(&m, 0.52, 0.592, 1, 1e-12);
}

Test(monoamines, acute_complete_injury_leaves_the_floor_and_chronic_injury_restores)
{
  rx_monoamines m = at_rest();
  m.injury = 1;
  check(&m, 0, 0.15, 1, 1e-12);
  cr_assert_float_eq(1.5 * rx_monoamines_inhibition(&m), 0.495, 1e-12);
  m.days_after_injury = 365;
  check(&m, 1, 1, 1, 1e-6);
  m.inverse_5ht2 = m.inverse_alpha1 = 0.8;
  check(&m, 0.2, 0.32, 1, 1e-6);
  m = at_rest();
  m.injury = 1;
  m.days_after_injury = 365;
  m.neutral_5ht2 = m.neutral_alpha1 = 0.8;
  check(&m, 1, 1, 1, 1e-6); /* a neutral antagonist has nothing to block there */
}

Test(monoamines, inputs_act_with_a_lag_of_ten_seconds)
{
  rx_monoamines m = at_rest();
  m.relaxation = 1;
  m.since = 0;
  cr_assert_eq(rx_monoamines_drive(&m, 0), 1);
  m.since = 10;
  const double tone = 1 - 0.2 * (1 - exp(-1));
  cr_assert_float_eq(rx_monoamines_drive(&m, 0), 2 * tone / (1 + tone), 1e-14);
  m.since = NAN;
  cr_assert_float_eq(rx_monoamines_drive(&m, 0), 2 * 0.8 / 1.8, 1e-14);
}

Test(monoamines, factors_stay_within_their_bounds_for_any_input)
{
  rx_monoamines m = at_rest();
  m.serotonin = m.noradrenaline = 10;
  m.injury = 0.3;
  m.days_after_injury = 1000;
  const double drive = rx_monoamines_drive(&m, 1);
  cr_assert_gt(drive, 1.5);
  cr_assert_eq(rx_monoamines_pic(&m, drive), 1.3);
  cr_assert_eq(rx_monoamines_ahp(&m, drive), 0.627);
}

Test(monoamines, pain_counts_as_stress_where_it_is_the_larger)
{
  rx_motor_pool pool = rx_motor_pool_default();
  double s_pic, s_ahp, by_stress;
  rx_motor_factors(&pool, &s_pic, &s_ahp);
  cr_assert_eq(s_pic, 1);
  pool.has_monoamines = true;
  pool.pain = 6;
  rx_motor_factors(&pool, &s_pic, &s_ahp);
  rx_motor_pool other = rx_motor_pool_default();
  other.has_monoamines = true;
  other.monoamines.stress = 0.3;
  rx_motor_factors(&other, &by_stress, &s_ahp);
  cr_assert_float_eq(s_pic, by_stress, 1e-15);
  cr_assert_gt(s_pic, 1);
  pool.monoamines.stress = 0.8;
  other.monoamines.stress = 0.8;
  rx_motor_factors(&pool, &s_pic, &s_ahp);
  rx_motor_factors(&other, &by_stress, &s_ahp);
  cr_assert_eq(s_pic, by_stress);
}

Test(motor, constant_inputs_know_pain_and_injury)
{
  rx_motor_pool pool = rx_motor_pool_default();
  pool.excitation = 0.7;
  pool.focal_inhibition = 2.5;
  cr_assert_eq(rx_motor_constant(&pool, RX_ONTO_EXCITATION), 0.7);
  cr_assert_eq(rx_motor_constant(&pool, RX_ONTO_INHIBITION), 1.5);
  cr_assert_eq(rx_motor_constant(&pool, RX_ONTO_FOCAL_INHIBITION), 2.5);
  pool.pain = 5;
  pool.has_monoamines = true;
  pool.monoamines.injury = 1;
  cr_assert_float_eq(rx_motor_constant(&pool, RX_ONTO_INHIBITION), 1.5 * 0.33 + 5 * 0.17, 1e-12);
  pool.reciprocal_inhibition = 1.5;
  cr_assert_float_eq(rx_motor_constant(&pool, RX_ONTO_INHIBITION), 1.5 * 0.33 + 1.5 + 5 * 0.17, 1e-12);
}

Test(motor, ramps_begin_as_the_page_says)
{
  rx_motor_pool pool = rx_motor_pool_default();
  cr_assert_eq(rx_motor_ramp_start(&pool, 0), -15);
  cr_assert_eq(rx_motor_ramp_start(&pool, 1), 10);
  cr_assert_float_eq(rx_motor_ramp_start(&pool, 10.0 / 19), -15 + 25 * (10.0 / 19) * (10.0 / 19), 1e-12);
}
