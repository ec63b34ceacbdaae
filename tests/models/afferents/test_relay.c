#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "models/afferents/nerve.h"

static rx_relay relay_of(rx_fibre_class c)
{
  rx_ending ending;
  rx_aenc aenc;
  rx_relay relay;
  rx_fibre_defaults(c, &ending, &aenc, &relay);
  return relay;
}

/* s just before spike n (from 1) of a train */
static double s_before(const rx_relay *relay, double rate_Hz, int n)
{
  rx_relay_state state = rx_relay_start();
  double arrival_ms;
  for (int i = 0; i < n - 1; i++) rx_relay_spike(relay, &state, 1e3 * i / rate_Hz, &arrival_ms);
  rx_relay_decay(relay, &state, 1e3 * (n - 1) / rate_Hz);
  return state.s;
}

static int passed(const rx_relay *relay, double rate_Hz, int n)
{
  rx_relay_state state = rx_relay_start();
  double arrival_ms;
  int n_passed = 0;
  for (int i = 0; i < n; i++) n_passed += rx_relay_spike(relay, &state, 1e3 * i / rate_Hz, &arrival_ms);
  return n_passed;
}

Test(relay, slowing_is_that_of_the_page)
{
  /* nociceptor page 4.4 */
  const rx_relay relay = relay_of(RX_FIBRE_C_MH);
  cr_expect_float_eq(s_before(&relay, 2, 20), 0.0733, 1e-4);
  cr_expect_float_eq(s_before(&relay, 2, 60), 0.1714, 1e-4);
  cr_expect_float_eq(s_before(&relay, 2, 361), 0.2816, 1e-4);
}

Test(relay, t_junction_passes_as_many_as_the_page_says)
{
  const rx_relay relay = relay_of(RX_FIBRE_C_MH);
  cr_expect_eq(relay.q_max, 5);
  cr_expect_eq(passed(&relay, 20, 21), 21);
  cr_expect_eq(passed(&relay, 50, 21), 14);
  cr_expect_eq(passed(&relay, 100, 21), 10);
  const rx_relay thick = relay_of(RX_FIBRE_AB_RA);
  cr_expect_eq(passed(&thick, 1000, 5000), 5000);
}

Test(relay, blocks_above_the_limit_and_a_blocked_spike_changes_nothing)
{
  rx_relay relay = relay_of(RX_FIBRE_C_MH);
  relay.q_max = 1e6; /* the axon alone */
  rx_relay_state state = rx_relay_start();
  double arrival_ms = 0;
  int n = 0;
  while (rx_relay_spike(&relay, &state, 5.0 * n, &arrival_ms)) {
    cr_expect_leq(state.s - relay.delta, 0.45);
    cr_assert_lt(++n, 1000);
  }
  cr_expect_gt(state.s, 0.45);
  const double s = state.s, q = state.q, at = state.last_ms;
  cr_expect_not(rx_relay_spike(&relay, &state, at + 1, &arrival_ms));
  cr_expect_float_eq(state.s, s * exp(-1e-3 / 60), 1e-12);
  cr_expect_float_eq(state.q, q * exp(-1.0 / 200), 1e-12);
}

Test(relay, a_spike_lost_at_the_junction_has_slowed_but_is_not_counted_there)
{
  rx_relay relay = relay_of(RX_FIBRE_C_MH);
  relay.q_max = 0;
  rx_relay_state state = rx_relay_start();
  double arrival_ms;
  cr_expect_not(rx_relay_spike(&relay, &state, 12.5, &arrival_ms));
  cr_expect_float_eq(state.s, relay.delta, 1e-15);
  cr_expect_eq(state.q, 0);
}

Test(relay, delay_is_taken_with_the_slowing_that_the_spike_finds)
{
  const rx_relay relay = relay_of(RX_FIBRE_C_MH);
  const double spikes[] = { 3.1, 503.1, 1003.1 };
  rx_times arrivals = { 0 };
  cr_assert_eq(rx_relay_run(&relay, 3, spikes, &arrivals, NULL), RX_OK);
  cr_assert_eq(arrivals.n, 3);
  const double rested = 800 / 0.9;
  cr_expect_float_eq(arrivals.items[0], 3.1 + rested, 1e-9);
  cr_expect_float_eq(arrivals.items[1], 503.1 + rested * (1 + 0.00447 * exp(-0.5 / 60)), 1e-9);
  cr_expect_gt(arrivals.items[2] - 1003.1, arrivals.items[1] - 503.1);
  free(arrivals.items);
}

Test(relay, spikes_do_not_overtake_each_other)
{
  const rx_relay relay = {
    .length = 3, .velocity = 0.1, .tau_s = 0.01, .delta = 1, .s_max = 10, .s_block = 100, .q_max = 1e6, .tau_q = 1
  };
  const double spikes[] = { 0, 1, 2, 60, 61 };
  rx_times arrivals = { 0 };
  cr_assert_eq(rx_relay_run(&relay, 5, spikes, &arrivals, NULL), RX_OK);
  cr_assert_eq(arrivals.n, 5);
  for (size_t i = 1; i < arrivals.n; i++) cr_expect_geq(arrivals.items[i], arrivals.items[i - 1]);
  free(arrivals.items);
}

/* ---- classes ---- */

static void expect_rows_are_whole(const char *name, const rx_param table[])
{
  for (const rx_param *row = table; row->name != NULL; row++) {
    cr_expect(rx_param_allows(row, row->def), "%s/%s: default %g", name, row->name, row->def);
    cr_expect(row->source != NULL && strlen(row->source) > 3, "%s/%s: no source", name, row->name);
    cr_expect(strlen(row->meaning) > 3, "%s/%s: no meaning", name, row->name);
  }
}

Test(fibre_class, every_number_has_a_default_in_its_range_and_a_source)
{
  for (int c = 0; c < RX_N_FIBRE_CLASSES; c++) {
    const rx_fibre_description *d = &RX_FIBRE_CLASSES[c];
    expect_rows_are_whole(d->name, d->mechanical);
    expect_rows_are_whole(d->name, d->heat);
    expect_rows_are_whole(d->name, d->aenc);
    expect_rows_are_whole(d->name, d->relay);
    cr_expect_eq(rx_fibre_find(d->name), (rx_fibre_class)c);
    cr_expect_eq(d->is_cell, d->aenc[0].name == NULL);
  }
  expect_rows_are_whole("sensitisation", RX_SENSITISATION_PARAMS);
  cr_expect_eq(rx_fibre_find("Ab_SA2"), RX_N_FIBRE_CLASSES);
}

Test(fibre_class, silent_fibres_wake_by_sensitisation)
{
  rx_ending ending;
  rx_aenc aenc;
  rx_relay relay;
  rx_fibre_defaults(RX_FIBRE_C_MIA, &ending, &aenc, &relay);
  cr_expect_gt(ending.mechanical.F_th, 400);
  cr_expect_float_eq(relay.delta, 0.007152, 1e-12);
  cr_expect_eq(ending.heat.G_h, 0);
}

/* ---- fibres of one population ---- */

static rx_fibres fibres_of(void)
{
  rx_fibres fibres = { .fibre_class = RX_FIBRE_C_MH };
  rx_fibre_defaults(RX_FIBRE_C_MH, &fibres.ending, &fibres.aenc, &fibres.relay);
  rx_param_defaults(RX_FIBRES_PARAMS, &fibres);
  return fibres;
}

Test(nerve, factors_of_fibres_are_lognormal_with_mean_1_and_the_given_spread)
{
  enum { N = 4000 };
  static rx_fibre_traits traits[N];
  rx_fibres fibres = fibres_of();
  fibres.spread = 0.31;
  cr_assert_eq(rx_fibre_traits_draw(&fibres, "C_PEP", N, 5, 0, traits, NULL), RX_OK);
  double sum = 0, squares = 0;
  for (int i = 0; i < N; i++) {
    sum += traits[i].g17;
    squares += traits[i].g17 * traits[i].g17;
    cr_assert(traits[i].g17 > 0 && traits[i].g17 != traits[i].g18);
  }
  const double mean = sum / N, sd = sqrt(squares / N - mean * mean);
  cr_expect_float_eq(mean, 1, 0.02); /* four standard errors */
  cr_expect_float_eq(sd, 0.31, 0.025);
  fibres.spread = 0;
  cr_assert_eq(rx_fibre_traits_draw(&fibres, "C_PEP", 3, 5, 0, traits, NULL), RX_OK);
  for (int i = 0; i < 3; i++) cr_expect(traits[i].F_th == 1 && traits[i].G_m == 1 && traits[i].g17 == 1);
}

Test(nerve, places_of_fibres_are_spread_evenly_and_their_own)
{
  enum { N = 4000 };
  static rx_fibre_traits traits[N], others[N];
  const rx_fibres fibres = fibres_of();
  cr_assert_eq(rx_fibre_traits_draw(&fibres, "Ab", N, 5, 0, traits, NULL), RX_OK);
  cr_assert_eq(rx_fibre_traits_draw(&fibres, "Ad", N, 5, 0, others, NULL), RX_OK);
  int n_quarter[4] = { 0 };
  for (int i = 0; i < N; i++) {
    cr_assert(traits[i].place >= 0 && traits[i].place < 1 && traits[i].place != others[i].place);
    n_quarter[(int)(4 * traits[i].place)]++;
  }
  for (int q = 0; q < 4; q++) cr_expect_lt(abs(n_quarter[q] - N / 4), 110, "%d", n_quarter[q]); /* four sd */
}

Test(nerve, a_larger_share_holds_the_smaller_one_to_the_fibre)
{
  rx_fibre_traits few[30], more[30];
  rx_fibres fibres = fibres_of();
  fibres.lost_share = 0.2;
  cr_assert_eq(rx_fibre_traits_draw(&fibres, "Ad", 30, 5, 2, few, NULL), RX_OK);
  fibres.lost_share = 0.5;
  cr_assert_eq(rx_fibre_traits_draw(&fibres, "Ad", 30, 5, 2, more, NULL), RX_OK);
  int n_few = 0, n_more = 0;
  for (int i = 0; i < 30; i++) {
    n_few += few[i].is_lost;
    n_more += more[i].is_lost;
    cr_expect(!few[i].is_lost || more[i].is_lost);
    cr_expect_not(few[i].is_blocked);
    cr_expect(few[i].has_variant);
  }
  cr_expect_eq(n_few, 6);
  cr_expect_eq(n_more, 15);
}

/* The blocked fibres are counted as the rest of the share that conducts is: 1 - 0.9 of 5 is half a fibre, and rounds up. */
Test(nerve, the_fibres_that_do_not_conduct_are_the_rest)
{
  static const struct {
    double conducting;
    int n, n_blocked;
  } CASES[] = { { 1, 5, 0 }, { 0.9, 5, 1 }, { 0.7, 5, 2 }, { 0.7, 30, 9 }, { 0, 5, 5 } };
  rx_fibre_traits traits[30];
  rx_fibres fibres = fibres_of();
  for (size_t k = 0; k < sizeof CASES / sizeof *CASES; k++) {
    int n_blocked = 0;
    fibres.conducting_share = CASES[k].conducting;
    cr_assert_eq(rx_fibre_traits_draw(&fibres, "Ad", CASES[k].n, 5, 2, traits, NULL), RX_OK);
    for (int i = 0; i < CASES[k].n; i++) n_blocked += traits[i].is_blocked;
    cr_expect_eq(n_blocked, CASES[k].n_blocked, "%g of %d: %d", CASES[k].conducting, CASES[k].n, n_blocked);
  }
}

/* The share is of the fibres with the smallest numbers of their streams, whatever is counted to find them. */
Test(nerve, a_share_is_of_the_fibres_with_the_smallest_numbers)
{
  enum { N = 1000, TRAIT_LOST = 4 };
  static rx_fibre_traits traits[N];
  static double number[N];
  rx_fibres fibres = fibres_of();
  fibres.lost_share = 0.3;
  cr_assert_eq(rx_fibre_traits_draw(&fibres, "C", N, 11, 6, traits, NULL), RX_OK);
  for (int i = 0; i < N; i++)
    number[i] = rx_uniform_at(11, 6, rx_name_key("C"), (uint64_t)i, RX_STREAM_FIBRE, (uint64_t)TRAIT_LOST << 32);
  for (int i = 0; i < N; i++) {
    int rank = 0;
    for (int k = 0; k < N; k++) rank += number[k] < number[i];
    cr_assert_eq(traits[i].is_lost, rank < 300, "fibre %d, rank %d", i, rank);
  }
}

Test(nerve, every_number_of_fibres_has_a_default_in_its_range)
{
  expect_rows_are_whole("fibres", RX_FIBRES_PARAMS);
  expect_rows_are_whole("nerve", RX_NERVE_PARAMS);
}
