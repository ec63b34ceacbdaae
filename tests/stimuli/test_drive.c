#include "stimuli/drive.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Projection cells with two noises, and four classes of fibres; latencies of the fibres but not of Ab. */
static rx_noise noises[] = { { "AMPA_noise", 100, 0.1 }, { "GABA_noise", 100, 0.1 } };
static double latencies[] = { 69.5, 123.25, 315 };
static rx_population populations[] = { { .name = "WDR", .n = 2, .n_noise = 2, .noise = noises },
                                       { .name = "Ab", .n = 4, .afferent = RX_CLASS_ABETA },
                                       { .name = "C", .n = 3, .afferent = RX_CLASS_C, .latencies = latencies },
                                       { .name = "S", .n = 3, .afferent = RX_CLASS_SURROUND, .latencies = latencies } };
static const rx_circuit CIRCUIT = { .n_populations = 4, .populations = populations };
enum { AB = 0, C = 4, S = 7, NOISE_A = 10, NOISE_B = 12, N_SOURCES = 14 };
static rx_node_range ranges[] = {
  { .name = "WDR", .first = 0, .n = 2, .population = 0 },
  { .name = "Ab", .first = 2 + AB, .n = 4, .is_source = true, .afferent = RX_CLASS_ABETA, .population = 1 },
  { .name = "C", .first = 2 + C, .n = 3, .is_source = true, .afferent = RX_CLASS_C, .population = 2 },
  { .name = "S", .first = 2 + S, .n = 3, .is_source = true, .afferent = RX_CLASS_SURROUND, .population = 3 },
  { .name = "WDR:AMPA_noise", .first = 2 + NOISE_A, .n = 2, .is_source = true, .population = 0, .noise = 0 },
  { .name = "WDR:GABA_noise", .first = 2 + NOISE_B, .n = 2, .is_source = true, .population = 0, .noise = 1 },
};
static const rx_network NETWORK = { .n_cells = 2, .n_nodes = 16, .n_ranges = 6, .ranges = ranges };

static rx_drive_trains a, b;
static rx_error err;

static void teardown(void)
{
  rx_drive_trains_free(&a);
  rx_drive_trains_free(&b);
}

TestSuite(drive, .fini = teardown);

static void make(rx_drive_trains *trains, size_t n, const rx_stimulus stimuli[], uint64_t seed, uint64_t member)
{
  cr_assert_eq(rx_drive_make(&CIRCUIT, &NETWORK, n, stimuli, 0, NULL, seed, member, 2500, trains, &err), RX_OK, "%s",
               err.text);
  cr_assert_eq(trains->n_sources, N_SOURCES);
}

static bool is_same(const rx_times *x, const rx_times *y)
{
  return x->n == y->n && (x->n == 0 || memcmp(x->items, y->items, x->n * sizeof *x->items) == 0);
}

static void expect_sorted(const rx_drive_trains *trains)
{
  for (int i = 0; i < trains->n_sources; i++)
    for (size_t k = 1; k < trains->times[i].n; k++)
      cr_assert_gt(trains->times[i].items[k], trains->times[i].items[k - 1]);
}

Test(drive, the_same_seed_gives_the_same_trains_and_another_seed_or_member_others)
{
  const rx_stimulus pinch = rx_stimulus_default(RX_STIMULUS_PINCH);
  make(&a, 1, &pinch, 5, 1);
  make(&b, 1, &pinch, 5, 1);
  for (int i = 0; i < N_SOURCES; i++) cr_expect(is_same(&a.times[i], &b.times[i]));
  for (int k = 0; k < 2; k++) {
    rx_drive_trains_free(&b);
    make(&b, 1, &pinch, k == 0 ? 6 : 5, k == 0 ? 1 : 2);
    cr_expect_not(is_same(&a.times[AB], &b.times[AB]));
    cr_expect_not(is_same(&a.times[NOISE_A], &b.times[NOISE_A]));
  }
}

Test(drive, a_fibre_does_not_depend_on_how_many_others_there_are)
{
  const rx_stimulus pinch = rx_stimulus_default(RX_STIMULUS_PINCH);
  make(&a, 1, &pinch, 5, 1);
  /* only the C fibres, and one of them less */
  rx_node_range fewer[] = { ranges[0], ranges[2] };
  fewer[1].first = 2;
  fewer[1].n = 2;
  const rx_network small = { .n_cells = 2, .n_nodes = 4, .n_ranges = 2, .ranges = fewer };
  cr_assert_eq(rx_drive_make(&CIRCUIT, &small, 1, &pinch, 0, NULL, 5, 1, 2500, &b, &err), RX_OK);
  cr_expect(is_same(&a.times[C], &b.times[0]));
  cr_expect(is_same(&a.times[C + 1], &b.times[1]));
  cr_expect_gt(b.times[0].n, 0);
}

Test(drive, fibres_and_noises_are_independent)
{
  const rx_stimulus pinch = rx_stimulus_default(RX_STIMULUS_PINCH);
  make(&a, 1, &pinch, 5, 1);
  for (int i = 0; i < N_SOURCES; i++)
    for (int k = 0; k < i; k++)
      cr_expect(a.times[i].n == 0 || !is_same(&a.times[i], &a.times[k]), "sources %d and %d", i, k);
}

Test(drive, brush_leaves_c_fibres_silent)
{
  const rx_stimulus brush = rx_stimulus_default(RX_STIMULUS_BRUSH);
  make(&a, 1, &brush, 5, 1);
  for (int i = 0; i < 4; i++) cr_expect_gt(a.times[AB + i].n, 0);
  for (int i = 0; i < 6; i++) cr_expect_eq(a.times[C + i].n, 0);
}

Test(drive, noise_runs_from_the_start_whatever_the_stimulus)
{
  rx_stimulus pinch = rx_stimulus_default(RX_STIMULUS_PINCH);
  pinch.onset = 1000;
  make(&a, 1, &pinch, 5, 1);
  make(&b, 0, NULL, 5, 1);
  for (int i = NOISE_A; i < N_SOURCES; i++) {
    cr_expect(is_same(&a.times[i], &b.times[i]));
    cr_expect(fabs((double)a.times[i].n - 250) < 4 * sqrt(250), "100 Hz for 2.5 s: %zu spikes", a.times[i].n);
    cr_expect(a.times[i].items[0] < 100 && a.times[i].items[a.times[i].n - 1] < 2500);
  }
  for (int i = 0; i < NOISE_A; i++) cr_expect_eq(b.times[i].n, 0, "without a stimulus fibres are silent");
}

Test(drive, components_merge_and_scs_leaves_the_pinch_as_it_is)
{
  rx_stimulus s[3] = { rx_stimulus_default(RX_STIMULUS_TONIC), rx_stimulus_default(RX_STIMULUS_SCS) };
  s[1].local_fibres = 2;
  make(&a, 1, s, 5, 1);
  make(&b, 2, s, 5, 1);
  expect_sorted(&b);
  cr_expect_eq(b.times[AB].n, a.times[AB].n + 100);
  cr_expect(is_same(&a.times[AB + 2], &b.times[AB + 2]));
  cr_expect(is_same(&a.times[C], &b.times[C]));
  cr_expect_eq(b.times[S].n, 100);
  /* the order of the components does not matter */
  s[2] = s[0];
  rx_drive_trains_free(&a);
  make(&a, 2, s + 1, 5, 1);
  for (int i = 0; i < N_SOURCES; i++) cr_expect(is_same(&a.times[i], &b.times[i]));
}

Test(drive, two_random_components_have_trains_of_their_own)
{
  const rx_stimulus s[2] = { rx_stimulus_default(RX_STIMULUS_TONIC), rx_stimulus_default(RX_STIMULUS_TONIC) };
  make(&a, 1, s, 5, 1);
  make(&b, 2, s, 5, 1);
  expect_sorted(&b);
  cr_expect_gt(b.times[AB].n, a.times[AB].n);
}

Test(drive, a_fibre_fires_once_at_one_time)
{
  const rx_stimulus s[2] = { rx_stimulus_default(RX_STIMULUS_SCS), rx_stimulus_default(RX_STIMULUS_SCS) };
  make(&a, 1, s, 5, 1);
  make(&b, 2, s, 5, 1);
  for (int i = 0; i < N_SOURCES; i++) cr_expect(is_same(&a.times[i], &b.times[i]));
}

Test(drive, each_fibre_has_its_latency)
{
  rx_stimulus shock = rx_stimulus_default(RX_STIMULUS_ELECTRICAL);
  rx_node_range only[] = { ranges[2] };
  only[0].first = 0;
  const rx_network network = { .n_nodes = 3, .n_ranges = 1, .ranges = only };
  shock.onset = 100;
  cr_assert_eq(rx_drive_make(&CIRCUIT, &network, 1, &shock, 0, NULL, 5, 1, 2500, &a, &err), RX_OK);
  for (int i = 0; i < 3; i++) {
    cr_assert_eq(a.times[i].n, 3);
    cr_expect_float_eq(a.times[i].items[2], 2100 + latencies[i], 1e-9);
  }
}

Test(drive, a_population_without_latencies_is_named)
{
  const rx_stimulus shock = rx_stimulus_default(RX_STIMULUS_ELECTRICAL);
  cr_expect_eq(rx_drive_make(&CIRCUIT, &NETWORK, 1, &shock, 0, NULL, 5, 1, 2500, &a, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text,
                   "population Ab: an electrical stimulus needs the latencies of its fibres, and these have none; give "
                   "them in the circuit");
  cr_expect_null(a.times);
}

Test(drive, rows_of_a_file_come_in_any_order_and_once)
{
  const rx_file_spike rows[] = { { 2, 1, 40.5 }, { 2, 1, 3.25 }, { 1, 0, 7 }, { 2, 1, 40.5 }, { 2, 2, 2500 } };
  const rx_stimulus trains = rx_stimulus_default(RX_STIMULUS_TRAINS);
  cr_assert_eq(rx_drive_make(&CIRCUIT, &NETWORK, 1, &trains, 5, rows, 5, 1, 2500, &a, &err), RX_OK);
  cr_assert_eq(a.times[C + 1].n, 2);
  cr_expect(a.times[C + 1].items[0] == 3.25 && a.times[C + 1].items[1] == 40.5);
  cr_assert_eq(a.times[AB].n, 1);
  cr_expect_eq(a.times[AB].items[0], 7);
  cr_expect_eq(a.times[C + 2].n, 0, "at the end of the run");
}

Test(drive, a_row_that_fits_no_fibre_is_refused)
{
  static const struct {
    rx_file_spike row;
    const char *text;
  } CASES[] = {
    { { 0, 0, 5 }, "trains: WDR is not a population of fibres: its spikes are computed, not given" },
    { { 2, 3, 5 }, "trains: C has fibres 0 to 2; there is no fibre 3" },
    { { 2, -1, 5 }, "trains: C has fibres 0 to 2; there is no fibre -1" },
    { { 2, 1, -0.5 }, "trains: C fibre 1: -0.5 ms is not a time of the run, which begins at 0" },
    { { 2, 1, NAN }, "trains: C fibre 1: nan ms is not a time of the run, which begins at 0" },
  };
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    cr_expect_eq(rx_drive_make(&CIRCUIT, &NETWORK, 0, NULL, 1, &CASES[i].row, 5, 1, 2500, &a, &err), RX_E_INPUT);
    cr_expect_str_eq(err.text, CASES[i].text);
    cr_expect_null(a.times);
  }
}

Test(drive, spikes_that_a_nerve_brings_join_the_others_in_order_and_within_the_run)
{
  static const double TIMES[] = { -3, 0, 41.5, 17.25, 2500, 2499.5 };
  rx_times times[1] = { { 0 } };
  rx_drive_trains trains = { .n_sources = 1, .times = times };
  cr_assert(RX_APPEND(&times[0], 20.5));
  cr_assert_eq(rx_drive_add(&trains, 0, 6, TIMES, 2500, NULL), RX_OK);
  static const double EXPECTED[] = { 0, 17.25, 20.5, 41.5, 2499.5 };
  cr_assert_eq(times[0].n, 5);
  for (int i = 0; i < 5; i++) cr_expect_eq(times[0].items[i], EXPECTED[i]);
  free(times[0].items);
}
