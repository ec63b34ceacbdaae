#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "models/muscle/fuglevand.h"
#include "tests/models/table.h"

static rx_muscle default_muscle(void)
{
  rx_muscle muscle;
  rx_param_defaults(RX_MUSCLE_PARAMS, &muscle);
  return muscle;
}

/* regular trains from 100 ms, force on a grid of 1 ms; 2e-4 as the page allows: whether the sample at 12 T counts moves a maximum by 3e-5 */
Test(fuglevand, forces_are_those_of_the_reference)
{
  table t = table_read_from("motoneuron", "force_fuglevand.csv");
  const rx_muscle muscle = default_muscle();
  static double force[3200];
  cr_assert_geq(t.n_rows, 4);
  for (size_t row = 0; row < t.n_rows; row++) {
    const int unit = (int)table_at(&t, row, "unit") - 1;
    const double interval = 1000 / table_at(&t, row, "rate_pps");
    double times[200], sum = 0, most = 0, least = INFINITY;
    size_t n = 0;
    for (; 100 + (double)n * interval < 3100; n++) times[n] = 100 + (double)n * interval;
    for (size_t k = 0; k < 3200; k++) force[k] = 0;
    rx_muscle_add_force(&muscle, unit, 20, n, times, 1, 3200, force);
    for (size_t k = 2000; k < 3000; k++) {
      sum += force[k];
      most = fmax(most, force[k]);
      least = fmin(least, force[k]);
    }
    const double values[5] = { rx_muscle_twitch(&muscle, unit, 20), rx_muscle_contraction_ms(&muscle, unit, 20),
                               sum / 1000, most, least };
    static const char *const COLUMNS[5] = { "P_au", "T_ms", "mean_force_2_3s_au", "max_force_2_3s_au",
                                            "min_force_2_3s_au" };
    for (int c = 0; c < 5; c++)
      cr_assert_float_eq(values[c], table_at(&t, row, COLUMNS[c]), 2e-4 * fabs(values[c]) + 1e-6, "row %zu %s: %.6f",
                         row, COLUMNS[c], values[c]);
  }
  table_free(&t);
}

Test(fuglevand, a_lone_twitch_peaks_at_its_contraction_time)
{
  const rx_muscle muscle = default_muscle();
  const double T = rx_muscle_contraction_ms(&muscle, 7, 20), spike = 41;
  double force[4000] = { 0 };
  rx_muscle_add_force(&muscle, 7, 20, 1, &spike, T / 100, 4000, force);
  size_t at = 0;
  for (size_t k = 0; k < 4000; k++)
    if (force[k] > force[at]) at = k;
  cr_assert_float_eq((double)at * T / 100, spike + T, T / 100);
  cr_assert_float_eq(force[at], rx_muscle_twitch(&muscle, 7, 20), 1e-4 * force[at]);
}

Test(fuglevand, gain_is_one_up_to_a_rate_and_continuous_there)
{
  cr_assert_eq(rx_muscle_gain(90, INFINITY), 1);
  cr_assert_eq(rx_muscle_gain(90, 226), 1);
  cr_assert_float_eq(rx_muscle_gain(90, 90 / 0.4000001), 1, 1e-6);
  cr_assert_float_eq(rx_muscle_gain(90, 45), (1 - exp(-16)) / 2 / ((1 - exp(-2 * 0.064)) / 0.4), 1e-12);
}

Test(fuglevand, torque_of_a_fast_pool_comes_near_one)
{
  const rx_muscle muscle = default_muscle();
  enum { N = 5, SAMPLES = 4000 };
  double *torque = calloc(SAMPLES, sizeof *torque), times[2000];
  rx_times trains[N];
  for (int i = 0; i < 2000; i++) times[i] = 2.0 * i;
  for (int u = 0; u < N; u++) trains[u] = (rx_times){ .items = times, .n = 2000 };
  rx_muscle_torque(&muscle, N, trains, 1, SAMPLES, torque);
  cr_assert_float_eq(torque[3500], 1, 1e-3);
  cr_assert_eq(torque[0], 0);
  free(torque);
}

Test(fuglevand, direct_units_give_the_share_and_depend_on_the_seed_alone)
{
  const rx_muscle muscle = default_muscle();
  enum { N = 120 };
  bool a[N], b[N], c[N];
  cr_assert_eq(rx_muscle_direct_units(&muscle, N, 0.2, 20, 5, 3, a, NULL), RX_OK);
  cr_assert_eq(rx_muscle_direct_units(&muscle, N, 0.2, 20, 5, 3, b, NULL), RX_OK);
  cr_assert_eq(rx_muscle_direct_units(&muscle, N, 0.2, 20, 6, 3, c, NULL), RX_OK);
  double torque = 0;
  bool is_other = false;
  for (int u = 0; u < N; u++) {
    cr_assert_eq(a[u], b[u]);
    is_other |= a[u] != c[u];
    if (a[u]) torque += rx_muscle_steady(&muscle, u, N, 20);
  }
  cr_assert(is_other);
  cr_assert_float_eq(torque, 0.2, 0.02, "%g", torque);
  cr_assert_eq(rx_muscle_direct_units(&muscle, N, 0, 20, 5, 3, a, NULL), RX_OK);
  for (int u = 0; u < N; u++) cr_assert_not(a[u]);
}

Test(fuglevand, steady_torque_is_the_mean_of_the_train)
{
  const rx_muscle muscle = default_muscle();
  double times[100], *force = calloc(5000, sizeof *force), sum = 0;
  for (int i = 0; i < 100; i++) times[i] = 50.0 * i;
  rx_muscle_add_force(&muscle, 11, 20, 100, times, 1, 5000, force);
  for (size_t k = 3000; k < 4000; k++) sum += force[k];
  const double mean = sum / 1000 / rx_muscle_maximum(&muscle, 20);
  cr_assert_float_eq(rx_muscle_steady(&muscle, 11, 20, 20), mean, 2e-3 * mean);
  free(force);
}
