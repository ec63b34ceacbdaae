#include "analysis/wind_up.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Test(wind_up, counts_split_at_60_ms_and_at_the_next_stimulus)
{
  const double t[] = { 99.9, 100, 159.9, 160, 599.9, 600, 1100, 1150, 1160, 1599.9, 1600 };
  const int32_t cell[11] = { 0 };
  const double stimuli[] = { 100, 600, 1100 };
  const rx_spikes spikes = { 11, t, cell };
  size_t early[3], late[3];
  rx_wind_up_counts(&spikes, (rx_cells){ 0, 1 }, 3, stimuli, 1600, early, late);
  cr_expect(early[0] == 2 && late[0] == 2);
  cr_expect(early[1] == 1 && late[1] == 0);
  cr_expect(early[2] == 2 && late[2] == 2);
}

Test(wind_up, a_fast_train_has_no_late_window)
{
  const double t[] = { 10, 40, 45, 70 }, stimuli[] = { 0, 30 };
  const int32_t cell[4] = { 0 };
  const rx_spikes spikes = { 4, t, cell };
  size_t early[2], late[2];
  rx_wind_up_counts(&spikes, (rx_cells){ 0, 1 }, 2, stimuli, 60, early, late);
  cr_expect(early[0] == 1 && late[0] == 0 && early[1] == 2 && late[1] == 0);
}

Test(wind_up, it_is_the_tenth_over_the_first_or_the_last_of_fewer)
{
  const size_t late[] = { 13, 14, 17, 18, 20, 22, 23, 24, 25, 26, 99 };
  const rx_wind_up ten = rx_wind_up_of(11, late), four = rx_wind_up_of(4, late);
  cr_expect(ten.ratio == 2 && ten.stimulus == 10 && ten.has_grown);
  cr_expect(four.ratio == 18.0 / 13 && four.stimulus == 4 && four.has_grown);
}

Test(wind_up, without_a_first_late_response_there_is_no_ratio)
{
  const size_t grown[] = { 0, 0, 3 }, silent[] = { 0, 0 };
  cr_expect(isnan(rx_wind_up_of(3, grown).ratio) && rx_wind_up_of(3, grown).has_grown);
  cr_expect(isnan(rx_wind_up_of(2, silent).ratio) && !rx_wind_up_of(2, silent).has_grown);
}

Test(wind_up, one_stimulus_or_none_has_no_wind_up)
{
  const size_t late[] = { 13 };
  cr_expect(isnan(rx_wind_up_of(1, late).ratio) && !rx_wind_up_of(1, late).has_grown);
  cr_expect(isnan(rx_wind_up_of(0, NULL).ratio) && rx_wind_up_of(0, NULL).stimulus == 0);
}

/* The spikes of the reference runs give the counts of its table; pulses from 1000 ms on (README of the reference). */
enum { MAX_SPIKES = 2000, MAX_STIMULI = 16, N_CASES = 5 };

static FILE *reference(const char *name)
{
  char path[512];
  snprintf(path, sizeof path, RX_TEST_SOURCE_DIR "/tests/reference/dorsal-horn/%s", name);
  FILE *file = fopen(path, "r");
  cr_assert_not_null(file, "no reference file %s", name);
  return file;
}

Test(wind_up, the_reference_spikes_give_the_reference_counts)
{
  static const double FREQUENCY[N_CASES] = { 0.1, 0.5, 1, 1, 1 };
  for (int k = 0; k < N_CASES; k++) {
    static double t[MAX_SPIKES];
    static int32_t cell[MAX_SPIKES];
    rx_spikes spikes = { 0, t, cell };
    char line[256];
    FILE *file = reference("ddh_windup_spikes.csv");
    double time;
    int number;
    while (fgets(line, sizeof line, file))
      if (sscanf(line, "%d,%lf", &number, &time) == 2 && number == k) t[spikes.n++] = time;
    fclose(file);
    size_t expected[2][MAX_STIMULI], n = 0, early[MAX_STIMULI], late[MAX_STIMULI];
    file = reference("ddh_windup.csv");
    while (fgets(line, sizeof line, file)) {
      size_t e, l;
      if (sscanf(line, "%d,%*f,%*[^,],%*f,%*f,%*d,%zu,%zu", &number, &e, &l) != 3 || number != k) continue;
      expected[0][n] = e;
      expected[1][n++] = l;
    }
    fclose(file);
    double stimuli[MAX_STIMULI];
    for (size_t i = 0; i < n; i++) stimuli[i] = 1000 + 1000 / FREQUENCY[k] * (double)i;
    cr_assert(n >= 2 && spikes.n > 0);
    rx_wind_up_counts(&spikes, (rx_cells){ 0, 1 }, n, stimuli, stimuli[n - 1] + 1000 / FREQUENCY[k], early, late);
    for (size_t i = 0; i < n; i++)
      cr_expect(early[i] == expected[0][i] && late[i] == expected[1][i], "case %d, stimulus %zu", k, i + 1);
    cr_expect_eq(rx_wind_up_of(n, late).has_grown, k > 0, "growth at 0.5 Hz and above, none at 0.1 Hz");
  }
}
