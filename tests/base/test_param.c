#include "base/param.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

typedef struct channel {
  double gbar, shift_act, q10, half_life;
  int n_gates;
} channel;

enum { GBAR, SHIFT_ACT, Q10, HALF_LIFE, N_GATES };
static const rx_param CHANNEL[] = {
  RX_P_REQUIRED(channel, gbar, "S/cm2", 0.0, 1.0, "peak conductance"),
  RX_P_DEFAULT(channel, shift_act, "mV", -2.5, -30.0, 30.0, "shift of activation", "a paper"),
  RX_P_OPTIONAL(channel, q10, "1", 0.0, INFINITY, "temperature factor"),
  RX_P_DEFAULT(channel, half_life, "h", 3.25, -INFINITY, 100.0, "half-life", "a paper"),
  RX_P_INT(channel, n_gates, 3, 1, 8, "gates", "a paper"),
  RX_P_END,
};

static rx_registry *registry;
static channel ch;

static void setup(void)
{
  registry = rx_registry_create();
  cr_assert_not_null(registry);
  rx_param_defaults(CHANNEL, &ch);
}

static void teardown(void)
{
  rx_registry_free(registry);
}

static void add(const char *path, int row, double base, void *value)
{
  const rx_entry entry = { .path = path,
                           .param = &CHANNEL[row],
                           .base = base,
                           .value = value,
                           .is_given = true,
                           .source = "Smith 1999",
                           .mark = "R",
                           .file = "cell.yaml",
                           .line = 7,
                           .column = 3 };
  cr_assert_eq(rx_registry_add(registry, &entry, NULL), RX_OK);
}

static void refuses(rx_entry *entry, double value, const char *message)
{
  rx_error err = { 0 };
  const double before = rx_entry_value(entry);
  cr_expect_eq(rx_entry_set(entry, value, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, message);
  cr_expect_eq(rx_entry_value(entry), before, "a refused value is not set");
}

TestSuite(param, .init = setup, .fini = teardown);

Test(param, defaults_fill_the_struct)
{
  cr_expect(isnan(ch.gbar) && isnan(ch.q10));
  cr_expect_eq(ch.shift_act, -2.5);
  cr_expect_eq(ch.n_gates, 3);
}

Test(param, an_entry_is_found_by_its_path_and_sets_its_value)
{
  add("soma/nav17/gbar", GBAR, 0.125, &ch.gbar);
  add("soma/nav17/n_gates", N_GATES, 4, &ch.n_gates);
  cr_expect_eq(ch.gbar, 0.125);
  cr_expect_eq(ch.n_gates, 4);
  const rx_entry *entry = rx_registry_find(registry, "soma/nav17/gbar");
  cr_assert_not_null(entry);
  cr_expect_str_eq(entry->source, "Smith 1999");
  cr_expect_str_eq(entry->file, "cell.yaml");
  cr_expect_eq(entry->line, 7);
  cr_expect_eq(entry->column, 3);
  cr_expect_null(rx_registry_find(registry, "soma/nav17"));
}

Test(param, an_empty_registry_finds_nothing)
{
  cr_expect_null(rx_registry_find(registry, "soma"));
  cr_expect_null(rx_registry_nearest(registry, "soma"));
  cr_expect_eq(rx_registry_count(registry), 0);
}

Test(param, a_thousand_entries_keep_their_order_and_their_address)
{
  add("cell0/gbar", GBAR, 0.0, NULL);
  const rx_entry *first = rx_registry_at(registry, 0);
  char path[32];
  for (int i = 1; i < 1000; i++) {
    snprintf(path, sizeof path, "cell%d/gbar", i);
    add(path, GBAR, i / 2000.0, NULL);
  }
  cr_assert_eq(rx_registry_count(registry), 1000);
  cr_expect_eq(rx_registry_at(registry, 0), first);
  for (int i = 0; i < 1000; i++) {
    snprintf(path, sizeof path, "cell%d/gbar", i);
    cr_assert_eq(rx_registry_find(registry, path), rx_registry_at(registry, (size_t)i));
  }
}

Test(param, words_are_kept_apart_from_numbers_and_once)
{
  const char *words[] = { "none", "torque" };
  rx_word_entry word = { .path = "a/trigger", .value = words[1], .is_given = true, .n = 2, .words = words };
  cr_assert_eq(rx_registry_add_word(registry, &word, NULL), RX_OK);
  word.value = NULL;
  cr_assert_eq(rx_registry_add_word(registry, &word, NULL), RX_OK);
  words[0] = words[1] = "changed"; /* the registry has its own */
  cr_expect_eq(rx_registry_count(registry), 0);
  cr_expect_null(rx_registry_find(registry, "a/trigger"));
  cr_assert_eq(rx_registry_word_count(registry), 1);
  const rx_word_entry *kept = rx_registry_word_at(registry, 0);
  cr_expect_str_eq(kept->value, "torque");
  cr_expect_str_eq(kept->words[0], "none");
}

Test(param, reset_puts_every_value_back_to_its_base)
{
  add("a/gbar", GBAR, 0.125, &ch.gbar);
  add("a/n_gates", N_GATES, 5, &ch.n_gates);
  cr_assert_eq(rx_entry_set(rx_registry_at(registry, 0), 0.75, NULL), RX_OK);
  cr_assert_eq(rx_entry_set(rx_registry_at(registry, 1), 7.0, NULL), RX_OK);
  cr_expect_eq(ch.gbar, 0.75);
  cr_expect_eq(ch.n_gates, 7);
  rx_registry_reset(registry);
  cr_expect_eq(ch.gbar, 0.125);
  cr_expect_eq(ch.n_gates, 5);
}

Test(param, a_refused_value_is_answered_with_path_value_and_what_is_allowed)
{
  add("a/gbar", GBAR, 0.125, &ch.gbar);
  add("a/q10", Q10, 2.3, &ch.q10);
  add("a/half_life", HALF_LIFE, 3.25, &ch.half_life);
  add("a/n_gates", N_GATES, 5, &ch.n_gates);
  refuses(rx_registry_at(registry, 0), 2.5, "a/gbar: 2.5 is outside 0 … 1 S/cm2");
  refuses(rx_registry_at(registry, 0), NAN, "a/gbar: nan is not a finite number");
  refuses(rx_registry_at(registry, 1), INFINITY, "a/q10: inf is not a finite number");
  refuses(rx_registry_at(registry, 1), -0.1, "a/q10: -0.1 is below 0");
  refuses(rx_registry_at(registry, 2), 100.5, "a/half_life: 100.5 is above 100 h");
  refuses(rx_registry_at(registry, 3), 3.7, "a/n_gates: 3.7 is not a whole number");
  refuses(rx_registry_at(registry, 3), 9, "a/n_gates: 9 is outside 1 … 8");
  refuses(rx_registry_at(registry, 3), 1e10, "a/n_gates: 1e+10 is outside 1 … 8");
}

Test(param, both_ends_of_a_range_are_allowed_and_nan_only_where_optional)
{
  cr_expect(rx_param_allows(&CHANNEL[GBAR], 0.0));
  cr_expect(rx_param_allows(&CHANNEL[GBAR], 1.0));
  cr_expect_not(rx_param_allows(&CHANNEL[GBAR], nextafter(1.0, 2.0)));
  cr_expect_not(rx_param_allows(&CHANNEL[GBAR], NAN));
  cr_expect(rx_param_allows(&CHANNEL[Q10], NAN));
  cr_expect_not(rx_param_allows(&CHANNEL[Q10], INFINITY));
  cr_expect_not(rx_param_allows(&CHANNEL[N_GATES], 2.5));
  cr_expect_not(rx_param_allows(&CHANNEL[N_GATES], NAN));
}

Test(param, the_nearest_word_is_within_two_edits_or_a_third)
{
  const char *const words[] = { "gbar", "reversal", "carbamazepine", "h" };
  cr_expect_str_eq(rx_nearest_word("gbra", words, 4), "gbar");
  cr_expect_str_eq(rx_nearest_word("Gbars", words, 4), "gbar");
  cr_expect_str_eq(rx_nearest_word("carbamezapin", words, 4), "carbamazepine");
  cr_expect_null(rx_nearest_word("dose", words, 4));
  cr_expect_str_eq(rx_nearest_word("H", words, 4), "h");
}

Test(param, the_nearest_path_is_found_among_all)
{
  add("circuit/populations/WDR/soma/gbar", GBAR, 0.1, NULL);
  add("circuit/populations/NK1/soma/gbar", GBAR, 0.1, NULL);
  cr_expect_str_eq(rx_registry_nearest(registry, "circuit/populations/NK1/soma/gabr"),
                   "circuit/populations/NK1/soma/gbar");
  cr_expect_null(rx_registry_nearest(registry, "course/sensitivity"));
}
