#include "analysis/rates.h"

#include <criterion/criterion.h>
#include <math.h>

/* cells 3 and 4 are the population; 2 and 5 its neighbours */
static const double T[] = { 10, 20, 20, 50, 80, 100, 130, 190, 200, 200 };
static const int32_t CELL[] = { 3, 3, 2, 4, 3, 5, 4, 3, 3, 4 };
static const rx_spikes SPIKES = { 10, T, CELL }, NO_SPIKES = { 0, NULL, NULL };
static const rx_cells CELLS = { 3, 2 };

Test(rates, only_spikes_of_the_population_in_the_window_count)
{
  cr_expect_eq(rx_spike_count(&SPIKES, CELLS, 0, 1000), 8);
  cr_expect_eq(rx_spike_count(&SPIKES, (rx_cells){ 5, 1 }, 0, 1000), 1);
  cr_expect_eq(rx_spike_count(&NO_SPIKES, CELLS, 0, 1000), 0);
}

Test(rates, a_window_is_closed_at_its_start_and_open_at_its_end)
{
  cr_expect_eq(rx_spike_count(&SPIKES, CELLS, 20, 200), 5);
  cr_expect_eq(rx_spike_count(&SPIKES, CELLS, 20, 200.1), 7);
  cr_expect_eq(rx_spike_count(&SPIKES, CELLS, 20.1, 200), 4);
}

Test(rates, neighbouring_windows_share_the_spikes_without_loss)
{
  size_t n = 0;
  for (double t = 0; t < 210; t += 10) n += rx_spike_count(&SPIKES, CELLS, t, t + 10);
  cr_expect_eq(n, 8);
}

Test(rates, the_mean_rate_is_per_cell_and_second)
{
  cr_expect_float_eq(rx_mean_rate_Hz(&SPIKES, CELLS, 0, 250), 8 / 2 / 0.25, 1e-12);
  cr_expect_eq(rx_mean_rate_Hz(&NO_SPIKES, CELLS, 0, 250), 0);
  cr_expect(isnan(rx_mean_rate_Hz(&SPIKES, CELLS, 250, 250)));
  cr_expect(isnan(rx_mean_rate_Hz(&SPIKES, (rx_cells){ 3, 0 }, 0, 250)));
}

Test(rates, the_mean_of_bins_weighted_with_their_lengths_is_the_mean_rate)
{
  const double from = 5, to = 215, bin = 50;
  double rates[5], sum = 0;
  cr_assert_eq(rx_n_bins(from, to, bin), 5);
  rx_binned_rates_Hz(&SPIKES, CELLS, from, to, bin, rates);
  for (int k = 0; k < 5; k++) sum += rates[k] * (k < 4 ? 50 : 10);
  cr_expect_float_eq(sum / (to - from), rx_mean_rate_Hz(&SPIKES, CELLS, from, to), 1e-12);
  cr_expect_float_eq(rates[0], 1e3 * 3 / 2 / 50, 1e-12);
  cr_expect_float_eq(rates[4], 0, 1e-12);
}

Test(rates, rounding_makes_no_further_bin)
{
  cr_expect_eq(rx_n_bins(0, 2000, 50), 40);
  cr_expect_eq(rx_n_bins(0.1, 0.1 + 3 * 0.1, 0.1), 3);
  cr_expect_eq(rx_n_bins(0, 2001, 50), 41);
  cr_expect_eq(rx_n_bins(0, 1, 50), 1);
  cr_expect_eq(rx_n_bins(7, 7, 50), 0);
}

Test(rates, the_first_spike_is_the_first_in_the_window)
{
  double first[3];
  rx_first_spikes_ms(&SPIKES, (rx_cells){ 3, 3 }, 15, 110, first);
  cr_expect(first[0] == 20 && first[1] == 50 && first[2] == 100);
  rx_first_spikes_ms(&SPIKES, (rx_cells){ 3, 3 }, 81, 100, first);
  cr_expect(isnan(first[0]) && isnan(first[1]) && isnan(first[2]));
}
