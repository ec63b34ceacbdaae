#include "analysis/pain_signal.h"

#include <criterion/criterion.h>
#include <math.h>

/* The two terms of the dorsal-horn circuit, on 2 cells NK1 and 1 cell WDR. */
static rx_population populations[] = { { .name = "C", .n = 1, .afferent = RX_CLASS_C },
                                       { .name = "WDR", .n = 1 },
                                       { .name = "NK1", .n = 2 } };
static rx_pain_term terms[] = { { .population = 2, .weight = 0.5, .reference = 50, .from = 500, .to = 1500 },
                                { .population = 1, .weight = 0.5, .reference = 133, .from = 200, .to = 2000 } };
static const rx_circuit CIRCUIT = {
  .n_populations = 3, .populations = populations, .n_pain_terms = 2, .pain_terms = terms
};
static rx_node_range ranges[] = { { .name = "WDR", .first = 0, .n = 1, .population = 1 },
                                  { .name = "NK1", .first = 1, .n = 2, .population = 2 },
                                  { .name = "C", .first = 3, .n = 1, .is_source = true, .population = 0 } };
static const rx_network NETWORK = { .n_cells = 3, .n_nodes = 4, .n_ranges = 3, .ranges = ranges };

enum { MAX = 4000 };
static double t_ms[MAX];
static int32_t cell[MAX];
static rx_spikes spikes = { 0, t_ms, cell };

/* regular spikes of each NK1 cell and of WDR over [from, to), which begin half an interval after `from` */
static void fire(double from, double to, double nk1_Hz, double wdr_Hz)
{
  double next[3] = { from + 500 / wdr_Hz, from + 500 / nk1_Hz, from + 500 / nk1_Hz };
  const double interval[3] = { 1e3 / wdr_Hz, 1e3 / nk1_Hz, 1e3 / nk1_Hz };
  for (;;) {
    int i = next[1] < next[0] ? 1 : 0;
    if (next[2] < next[i]) i = 2;
    if (!(next[i] < to)) return;
    cr_assert_lt(spikes.n, MAX);
    t_ms[spikes.n] = next[i];
    cell[spikes.n++] = i;
    next[i] += interval[i];
  }
}

Test(pain_signal, a_healthy_pinch_has_the_signal_one)
{
  fire(300, 2300, 50, 133);
  rx_pain_part parts[2];
  const rx_pain_signal signal = rx_pain_signal_of(&CIRCUIT, &NETWORK, &spikes, 300, 2300, parts);
  cr_expect_float_eq(signal.value, 1, 0.005); /* a spike more or less at the ends of the windows */
  cr_expect_not(signal.is_cut);
  cr_expect(parts[0].population == 2 && parts[0].from_ms == 500 && parts[0].to_ms == 1500 && !parts[0].is_cut);
  cr_expect_float_eq(parts[0].rate_Hz, 50, 1.1);
  cr_expect_float_eq(parts[0].part + parts[1].part, signal.value, 1e-15);
}

Test(pain_signal, silence_has_the_signal_zero)
{
  cr_expect_eq(rx_pain_signal_of(&CIRCUIT, &NETWORK, &spikes, 0, 2000, NULL).value, 0);
}

Test(pain_signal, spikes_outside_the_windows_do_not_count)
{
  fire(0, 500, 40, 90); /* the onset is at 300: before NK1's window and before WDR's */
  fire(2300, 2900, 40, 90);
  cr_expect_eq(rx_pain_signal_of(&CIRCUIT, &NETWORK, &spikes, 300, 2300, NULL).value, 0);
}

Test(pain_signal, it_is_linear_in_the_rates)
{
  fire(0, 2000, 25, 66.5);
  cr_expect_float_eq(rx_pain_signal_of(&CIRCUIT, &NETWORK, &spikes, 0, 2000, NULL).value, 0.5, 0.005);
}

Test(pain_signal, a_short_stimulus_cuts_its_window_and_says_so)
{
  fire(0, 1000, 50, 133);
  rx_pain_part parts[2];
  const rx_pain_signal signal = rx_pain_signal_of(&CIRCUIT, &NETWORK, &spikes, 0, 1000, parts);
  cr_expect(signal.is_cut && parts[0].is_cut && parts[1].is_cut);
  cr_expect(parts[0].to_ms == 1000 && parts[1].to_ms == 1000);
  cr_expect_float_eq(signal.value, 1, 0.01);
  cr_expect_not(rx_pain_signal_of(&CIRCUIT, &NETWORK, &spikes, 0, 2000, NULL).is_cut);
  cr_expect_not(rx_pain_signal_of(&CIRCUIT, &NETWORK, &spikes, 0.1, 0.1 + 2000, NULL).is_cut,
                "rounding alone is no cut");
}

Test(pain_signal, a_window_with_nothing_left_has_no_signal)
{
  rx_pain_part parts[2];
  const rx_pain_signal signal = rx_pain_signal_of(&CIRCUIT, &NETWORK, &spikes, 0, 400, parts);
  cr_expect(isnan(signal.value) && signal.is_cut);
  cr_expect(isnan(parts[0].rate_Hz) && parts[1].rate_Hz == 0);
}

Test(pain_signal, without_terms_or_cells_there_is_none)
{
  const rx_circuit empty = { .n_populations = 3, .populations = populations };
  cr_expect(isnan(rx_pain_signal_of(&empty, &NETWORK, &spikes, 0, 2000, NULL).value));
  const rx_network without = { .n_cells = 1, .n_nodes = 1, .n_ranges = 1, .ranges = ranges };
  cr_expect(isnan(rx_pain_signal_of(&CIRCUIT, &without, &spikes, 0, 2000, NULL).value));
  cr_expect_eq(rx_network_cells(&NETWORK, 0).n, 0, "fibres are no cells");
}

Test(pain_signal, the_allodynia_index_is_brush_over_healthy_pressure)
{
  cr_expect_float_eq(rx_allodynia_index(0.3, 0.24), 1.25, 1e-15);
  cr_expect_eq(rx_allodynia_index(0, 0.24), 0);
  cr_expect(isnan(rx_allodynia_index(0.3, 0)));
  cr_expect(isnan(rx_allodynia_index(NAN, 0.24)));
}

Test(pain_signal, a_threshold_lies_on_the_line_between_two_points)
{
  const double force[] = { 10, 50, 110, 400 }, signal[] = { 0.02, 0.1, 0.34, 0.9 };
  double fitted[4];
  const rx_threshold found = rx_threshold_find(4, force, signal, 0.25, fitted);
  cr_expect_eq(found.place, RX_THRESHOLD_FOUND);
  cr_expect_float_eq(found.force, 50 + 60 * 0.15 / 0.24, 1e-12);
  for (int i = 0; i < 4; i++) cr_expect_eq(fitted[i], signal[i]);
  cr_expect_eq(rx_threshold_find(4, force, signal, 0.34, fitted).force, 110);
}

Test(pain_signal, a_threshold_outside_the_forces_is_said_to_be_there)
{
  const double force[] = { 10, 50 }, signal[] = { 0.2, 0.3 };
  double fitted[2];
  const rx_threshold below = rx_threshold_find(2, force, signal, 0.1, fitted);
  cr_expect(below.place == RX_THRESHOLD_BELOW && below.force == 10);
  const rx_threshold above = rx_threshold_find(2, force, signal, 0.31, fitted);
  cr_expect(above.place == RX_THRESHOLD_ABOVE && isnan(above.force));
  cr_expect_eq(rx_threshold_find(1, force, signal, 0.2, fitted).place, RX_THRESHOLD_BELOW);
}

Test(pain_signal, points_that_fall_are_replaced_by_their_mean)
{
  const double force[] = { 1, 2, 3, 4, 5, 6 }, signal[] = { 0.5, 0.4, 0.3, 0.9, 0.7, 1.2 };
  const double expected[] = { 0.4, 0.4, 0.4, 0.8, 0.8, 1.2 };
  double fitted[6];
  const rx_threshold t = rx_threshold_find(6, force, signal, 0.6, fitted);
  for (int i = 0; i < 6; i++) cr_expect_float_eq(fitted[i], expected[i], 1e-15);
  cr_expect_float_eq(t.force, 3.5, 1e-12);
}

Test(pain_signal, the_monotone_points_are_the_nearest_ones)
{
  /* falling all the way: one pool, its mean; the sum of the points is kept in any case */
  const double force[] = { 1, 2, 3, 4, 5 }, falling[] = { 5, 4, 3, 2, 1 }, mixed[] = { 1, 4, 2, 3.5, 2.5 };
  double fitted[5], sum = 0;
  rx_threshold_find(5, force, falling, 9, fitted);
  for (int i = 0; i < 5; i++) cr_expect_float_eq(fitted[i], 3, 1e-14);
  rx_threshold_find(5, force, mixed, 9, fitted);
  for (int i = 0; i < 5; i++) {
    sum += fitted[i];
    cr_expect(i == 0 || fitted[i] >= fitted[i - 1]);
  }
  cr_expect_float_eq(sum, 13, 1e-13);
  cr_expect_float_eq(fitted[1], 3, 1e-14);
}
