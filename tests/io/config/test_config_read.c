#include "io/config/config_read.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct channel {
  double gbar, shift, q10;
  int n_gates;
} channel;

static const rx_param CHANNEL[] = {
  RX_P_REQUIRED(channel, gbar, "S/cm2", 0.0, 1.0, "peak conductance"),
  RX_P_DEFAULT(channel, shift, "mV", -2.5, -30.0, 30.0, "shift of activation", "a paper"),
  RX_P_OPTIONAL(channel, q10, "1", 0.5, 10.0, "temperature factor"),
  RX_P_INT(channel, n_gates, 3, 1, 8, "gates", "another paper"),
  RX_P_END,
};

static rx_config_tree *tree;
static rx_reader reader;
static channel ch;

static void setup(void)
{
  tree = rx_config_create();
  reader = (rx_reader){ rx_problems_create(), rx_registry_create(), rx_arena_create() };
  cr_assert(tree != NULL && reader.problems != NULL && reader.registry != NULL && reader.arena != NULL);
}

static void teardown(void)
{
  rx_config_free(tree);
  rx_problems_free(reader.problems);
  rx_registry_free(reader.registry);
  rx_arena_free(reader.arena);
}

TestSuite(config_read, .init = setup, .fini = teardown);

/* The problems are exactly these lines; they are then forgotten. */
static void says(const char *expected)
{
  char *text = rx_problems_text(reader.problems);
  cr_expect_str_eq(text, expected);
  free(text);
  rx_problems_free(reader.problems);
  reader.problems = rx_problems_create();
}

static rx_map map_of(const char *text)
{
  const rx_node *node = rx_config_parse(tree, "x.yaml", text, strlen(text), reader.problems);
  cr_assert_not_null(node);
  return rx_read_root(&reader, node, "");
}

/* Reads {nav17: {…}} as a channel at path "nav17". */
static bool read_channel(const char *text)
{
  rx_map root = map_of(text), map = rx_read_map(&root, "nav17", true);
  const bool is_good = rx_read_params(&map, CHANNEL, &ch);
  rx_read_end(&map);
  rx_read_end(&root);
  return is_good;
}

static void channel_says(const char *text, const char *expected)
{
  rx_registry_free(reader.registry);
  reader.registry = rx_registry_create();
  read_channel(text);
  says(expected);
}

Test(config_read, numbers_are_read_in_the_unit_of_their_row)
{
  cr_expect(read_channel("nav17: {gbar: 18 mS/cm2, shift: \"0.0035 V\", q10: {value: 3}, n_gates: 5}\n"));
  says("");
  cr_expect_eq(ch.gbar, 0.018);
  cr_expect_eq(ch.shift, 3.5);
  cr_expect_eq(ch.q10, 3.0);
  cr_expect_eq(ch.n_gates, 5);
}

Test(config_read, what_is_absent_or_null_has_its_default)
{
  cr_expect(read_channel("nav17: {gbar: 0.5, shift: ~, q10: null}\n"));
  says("");
  cr_expect_eq(ch.shift, -2.5);
  cr_expect(isnan(ch.q10));
  cr_expect_eq(ch.n_gates, 3);
}

Test(config_read, every_row_has_an_entry_with_its_provenance)
{
  read_channel("source: A\nnav17:\n  mark: R\n  gbar: 0.5\n  shift: {value: 1, source: B, mark: L}\n");
  says("");
  cr_assert_eq(rx_registry_count(reader.registry), 4);
  const rx_entry *gbar = rx_registry_find(reader.registry, "nav17/gbar");
  cr_expect(gbar->is_given);
  cr_expect_eq(gbar->base, 0.5);
  cr_expect_eq(gbar->value, &ch.gbar);
  cr_expect_str_eq(gbar->source, "A");
  cr_expect_str_eq(gbar->mark, "R");
  cr_expect_str_eq(gbar->file, "x.yaml");
  cr_expect_eq(gbar->line, 4);
  cr_expect_eq(gbar->column, 9);
  const rx_entry *shift = rx_registry_find(reader.registry, "nav17/shift");
  cr_expect_str_eq(shift->source, "B");
  cr_expect_str_eq(shift->mark, "L");
  cr_expect_eq(shift->column, 18);
  const rx_entry *n_gates = rx_registry_find(reader.registry, "nav17/n_gates");
  cr_expect_not(n_gates->is_given);
  cr_expect_str_eq(n_gates->source, "another paper");
  cr_expect_str_eq(n_gates->mark, "");
  cr_expect_null(n_gates->file);
}

Test(config_read, a_bad_number_is_answered_with_place_path_and_reason)
{
  channel_says("nav17: {gbar: 12abc}\n", "x.yaml:1:15: nav17/gbar: \"12abc\" is not a number\n");
  channel_says("nav17: {gbar: nan}\n", "x.yaml:1:15: nav17/gbar: \"nan\" is not a number\n");
  channel_says("nav17: {gbar: .inf}\n", "x.yaml:1:15: nav17/gbar: \".inf\" is not a number\n");
  channel_says("nav17: {gbar: true}\n", "x.yaml:1:15: nav17/gbar: \"true\" is not a number\n");
  channel_says("nav17: {gbar: [1]}\n", "x.yaml:1:15: nav17/gbar: expected a number in S/cm2, found a list\n");
  channel_says("nav17: {gbar: 18 mS}\n", "x.yaml:1:15: nav17/gbar: \"18 mS\" has unit mS, expected S/cm2\n");
  channel_says("nav17: {gbar: 18 foo}\n",
               "x.yaml:1:15: nav17/gbar: \"18 foo\" has an unknown unit; allowed: S/cm2, mS/cm2, "
               "uS/cm2, nS/um2, pS/um2\n");
  channel_says("nav17: {gbar: 2.5}\n", "x.yaml:1:15: nav17/gbar: 2.5 is outside 0 … 1 S/cm2\n");
  channel_says("nav17: {gbar: {value: 2.5}}\n", "x.yaml:1:23: nav17/gbar: 2.5 is outside 0 … 1 S/cm2\n");
  channel_says("nav17: {gbar: {value: {value: 1}}}\n",
               "x.yaml:1:23: nav17/gbar: expected a number in S/cm2, found a mapping\n");
  channel_says("nav17: {gbar: {vale: 1}}\n", "x.yaml:1:15: nav17/gbar/value: is required\n"
                                             "x.yaml:1:16: nav17/gbar: unknown key \"vale\" (did you mean \"value\"?); "
                                             "allowed: value\n");
  channel_says("nav17: {gbar: 1, n_gates: 3.7}\n", "x.yaml:1:27: nav17/n_gates: 3.7 is not a whole number\n");
  channel_says("nav17: {gbar: 1, n_gates: 9}\n", "x.yaml:1:27: nav17/n_gates: 9 is outside 1 … 8\n");
  channel_says("nav17: {gbar: }\n", "x.yaml:1:9: nav17/gbar: has no value\n");
  channel_says("nav17: {gbar: ~}\n", "x.yaml:1:15: nav17/gbar: is required\n");
  channel_says("nav17: {shift: 1}\n", "x.yaml:1:8: nav17/gbar: is required\n");
}

Test(config_read, a_bad_number_leaves_the_default)
{
  cr_expect_not(read_channel("nav17: {gbar: 1, shift: 99, n_gates: 77}\n"));
  cr_expect_eq(ch.shift, -2.5);
  cr_expect_eq(ch.n_gates, 3);
}

Test(config_read, a_missing_or_wrong_mapping_is_said_once)
{
  channel_says("nav18: {}\n", "x.yaml:1:1: nav17: is required\n"
                              "x.yaml:1:1: unknown key \"nav18\" (did you mean \"nav17\"?); allowed: nav17\n");
  channel_says("nav17: 3\n", "x.yaml:1:8: nav17: expected a mapping (\"key: value\"), found \"3\"\n");
}

Test(config_read, unknown_keys_get_the_nearest_known_one)
{
  channel_says(
      "nav17:\n  gbra: 1\n  gbar: 1\n  sorce: x\n  zzz: 1\n",
      "x.yaml:2:3: nav17: unknown key \"gbra\" (did you mean \"gbar\"?); allowed: gbar, shift, q10, n_gates\n"
      "x.yaml:4:3: nav17: unknown key \"sorce\" (did you mean \"source\"?); allowed: gbar, shift, q10, n_gates\n"
      "x.yaml:5:3: nav17: unknown key \"zzz\"; allowed: gbar, shift, q10, n_gates\n");
}

Test(config_read, source_mark_and_description_may_stand_everywhere_and_are_checked)
{
  channel_says("description: d\nnav17: {gbar: 1, source: s, mark: assumed, description: d}\n", "");
  channel_says("nav17: {gbar: 1, source: [a], mark: X, description: }\n",
               "x.yaml:1:26: nav17/source: expected text, found a list\n"
               "x.yaml:1:37: nav17/mark: \"X\" is not a mark; allowed: R, P, L, D, assumed\n"
               "x.yaml:1:40: nav17/description: expected text, found nothing\n");
  channel_says("nav17: {gbar: {value: 1, mark: Q}}\n",
               "x.yaml:1:32: nav17/gbar/mark: \"Q\" is not a mark; allowed: R, P, L, D, assumed\n");
}

Test(config_read, all_problems_of_a_file_come_at_once)
{
  channel_says("nav17:\n  gbar: 12abc\n  shift: 99\n  q10: 3 mV\n  n_gates: x\n  foo: 1\n",
               "x.yaml:2:9: nav17/gbar: \"12abc\" is not a number\n"
               "x.yaml:3:10: nav17/shift: 99 is outside -30 … 30 mV\n"
               "x.yaml:4:8: nav17/q10: \"3 mV\" has unit mV, expected a pure number\n"
               "x.yaml:5:12: nav17/n_gates: \"x\" is not a number\n"
               "x.yaml:6:3: nav17: unknown key \"foo\"; allowed: gbar, shift, q10, n_gates\n");
}

Test(config_read, a_path_that_is_read_twice_is_a_problem)
{
  rx_map root = map_of("a: {gbar: 1}\nb: {gbar: 1}\n");
  rx_map a = rx_read_root(&reader, rx_node_child(root.node, "a"), "cell");
  rx_map b = rx_read_root(&reader, rx_node_child(root.node, "b"), "cell");
  rx_read_number(&a, "x", false, "1", 0, 1, &ch.q10);
  static const rx_param ONE[] = { RX_P_REQUIRED(channel, gbar, "S/cm2", 0.0, 1.0, "peak conductance"), RX_P_END };
  channel other;
  cr_expect(rx_read_params(&a, ONE, &ch));
  cr_expect_not(rx_read_params(&b, ONE, &other));
  says("x.yaml:2:11: cell/gbar: is given twice\n");
}

Test(config_read, keys_that_are_data_are_gone_through_in_order)
{
  rx_map map = map_of("source: s\nWDR: {a: 1}\nkind: x\nNK1: {b: 2}\n");
  const char *kind = NULL, *key = NULL, *keys[3] = { "", "", "" };
  const rx_node *value = NULL;
  cr_expect(rx_read_text(&map, "kind", true, &kind));
  size_t n = 0;
  for (size_t i = 0; rx_read_next(&map, &i, &key, &value);) keys[n++] = key;
  rx_read_end(&map);
  cr_assert_eq(n, 2);
  cr_expect_str_eq(keys[0], "WDR");
  cr_expect_str_eq(keys[1], "NK1");
  says("");
}

Test(config_read, single_values_are_read)
{
  rx_map map = map_of("t: 2 s\nts: [1, 20 ms]\none: 5\nn: -12\nseed: 18446744073709551615\nyes: true\nno: false\n"
                      "text: 12 monkeys\nnames: [a, \"b c\"]\nname: a\nchoice: sobol\n");
  double t = 0;
  const double *ts = NULL, *one = NULL;
  size_t n_ts = 0, n_one = 0, n_names = 0, n_name = 0;
  int n = 0, choice = -1;
  uint64_t seed = 0;
  bool yes = false, no = true;
  const char *text = NULL;
  const char *const *names = NULL, *const *name = NULL;
  const char *const designs[] = { "grid", "list", "sobol" };
  cr_expect(rx_read_number(&map, "t", true, "ms", 0, 1e6, &t));
  cr_expect(rx_read_numbers(&map, "ts", true, "ms", 0, 100, &ts, &n_ts));
  cr_expect(rx_read_numbers(&map, "one", true, "1", 0, 100, &one, &n_one));
  cr_expect(rx_read_int(&map, "n", true, -20, 20, &n));
  cr_expect(rx_read_seed(&map, "seed", true, &seed));
  cr_expect(rx_read_bool(&map, "yes", true, &yes));
  cr_expect(rx_read_bool(&map, "no", true, &no));
  cr_expect(rx_read_text(&map, "text", true, &text));
  cr_expect(rx_read_names(&map, "names", true, &names, &n_names));
  cr_expect(rx_read_names(&map, "name", true, &name, &n_name));
  cr_expect(rx_read_choice(&map, "choice", true, designs, 3, &choice));
  cr_expect_not(rx_read_int(&map, "absent", false, 0, 1, &n));
  rx_read_end(&map);
  says("");
  cr_expect_eq(t, 2000.0);
  cr_assert_eq(n_ts, 2);
  cr_expect_eq(ts[1], 20.0);
  cr_assert_eq(n_one, 1);
  cr_expect_eq(one[0], 5.0);
  cr_expect_eq(n, -12);
  cr_expect_eq(seed, UINT64_MAX);
  cr_expect(yes && !no);
  cr_expect_str_eq(text, "12 monkeys");
  cr_assert_eq(n_names, 2);
  cr_expect_str_eq(names[1], "b c");
  cr_expect_eq(n_name, 1);
  cr_expect_eq(choice, 2);
}

Test(config_read, words_are_in_the_registry_with_all_that_are_allowed)
{
  rx_map map = map_of("given: list\nbad: lsit\n");
  const char *const designs[] = { "grid", "list", "sobol" };
  int given = 0, otherwise = 2, bad = 0, none = -1;
  cr_expect(rx_read_choice(&map, "given", false, designs, 3, &given));
  cr_expect_not(rx_read_choice(&map, "absent", false, designs, 3, &otherwise));
  cr_expect_not(rx_read_choice(&map, "without_default", false, designs, 3, &none));
  cr_expect_not(rx_read_choice(&map, "bad", false, designs, 3, &bad));
  const rx_registry *registry = map.reader->registry;
  cr_assert_eq(rx_registry_word_count(registry), 3);
  const rx_word_entry *entry = rx_registry_word_at(registry, 0);
  cr_expect_str_eq(entry->path, "given");
  cr_expect_str_eq(entry->value, "list");
  cr_expect(entry->is_given && entry->line == 1 && entry->column == 8);
  cr_assert_eq(entry->n, 3);
  cr_expect_str_eq(entry->words[2], "sobol");
  entry = rx_registry_word_at(registry, 1);
  cr_expect_str_eq(entry->path, "absent");
  cr_expect_str_eq(entry->value, "sobol");
  cr_expect(!entry->is_given && entry->file == NULL && entry->n == 3);
  cr_expect_null(rx_registry_word_at(registry, 2)->value);
}

Test(config_read, single_values_of_another_form_are_refused)
{
  rx_map map = map_of("n1: 3.7\nn2: 21\nn3: 99999999999999999999\nn4: [1]\ns1: -1\ns2: 18446744073709551616\ns3: 1.0\n"
                      "b1: yes\nb2: \"true\"\nb3: 1\nt1: [a]\nt2: ''\nl1: [a, a]\nl2: [a, {b: 1}]\nl3: {a: 1}\n"
                      "c1: gird\nc2: zzz\nd1: [1, x, 300]\nd2: 5 mV\n");
  int n = 7;
  uint64_t seed = 7;
  bool is = true;
  double d = 7;
  size_t count = 7;
  const char *text = "kept";
  const double *ds = NULL;
  const char *const *names = NULL;
  const char *const designs[] = { "grid", "list", "sobol" };
  const char *const ints[] = { "n1", "n2", "n3", "n4", "n5" }, *const seeds[] = { "s1", "s2", "s3" };
  for (int i = 0; i < 5; i++) cr_expect_not(rx_read_int(&map, ints[i], true, -20, 20, &n));
  for (int i = 0; i < 3; i++) cr_expect_not(rx_read_seed(&map, seeds[i], true, &seed));
  cr_expect_not(rx_read_bool(&map, "b1", true, &is));
  cr_expect_not(rx_read_bool(&map, "b2", true, &is));
  cr_expect_not(rx_read_bool(&map, "b3", true, &is));
  cr_expect_not(rx_read_text(&map, "t1", true, &text));
  cr_expect_not(rx_read_text(&map, "t2", true, &text));
  cr_expect_not(rx_read_names(&map, "l1", true, &names, &count));
  cr_expect_not(rx_read_names(&map, "l2", true, &names, &count));
  cr_expect_not(rx_read_names(&map, "l3", true, &names, &count));
  cr_expect_not(rx_read_choice(&map, "c1", true, designs, 3, &n));
  cr_expect_not(rx_read_choice(&map, "c2", true, designs, 3, &n));
  cr_expect_not(rx_read_numbers(&map, "d1", true, "ms", 0, 100, &ds, &count));
  cr_expect_not(rx_read_number(&map, "d2", true, "ms", 0, 100, &d));
  rx_read_end(&map);
  cr_expect(n == 7 && seed == 7 && is && d == 7 && count == 7);
  cr_expect_str_eq(text, "kept");
  says("x.yaml:1:1: n5: is required\n"
       "x.yaml:1:5: n1: \"3.7\" is not a whole number\n"
       "x.yaml:2:5: n2: 21 is outside -20 … 20\n"
       "x.yaml:3:5: n3: 99999999999999999999 is outside -20 … 20\n"
       "x.yaml:4:5: n4: expected a whole number, found a list\n"
       "x.yaml:5:5: s1: \"-1\" is not a whole number within 0 … 18446744073709551615\n"
       "x.yaml:6:5: s2: \"18446744073709551616\" is not a whole number within 0 … 18446744073709551615\n"
       "x.yaml:7:5: s3: \"1.0\" is not a whole number within 0 … 18446744073709551615\n"
       "x.yaml:8:5: b1: expected true or false, found \"yes\"\n"
       "x.yaml:9:5: b2: expected true or false, found \"true\"\n"
       "x.yaml:10:5: b3: expected true or false, found \"1\"\n"
       "x.yaml:11:5: t1: expected text, found a list\n"
       "x.yaml:12:5: t2: expected text, found an empty text\n"
       "x.yaml:13:9: l1: \"a\" is there twice\n"
       "x.yaml:14:9: l2: expected text, found a mapping\n"
       "x.yaml:15:5: l3: expected text or a list of texts, found a mapping\n"
       "x.yaml:16:5: c1: \"gird\" is not known (did you mean \"grid\"?); allowed: grid, list, sobol\n"
       "x.yaml:17:5: c2: \"zzz\" is not known; allowed: grid, list, sobol\n"
       "x.yaml:18:9: d1: \"x\" is not a number\n"
       "x.yaml:18:12: d1: 300 is outside 0 … 100 ms\n"
       "x.yaml:19:5: d2: \"5 mV\" has unit mV, expected ms\n");
}

Test(config_read, a_set_that_is_wrong_is_found_when_read)
{
  rx_map root = map_of("nav17: {gbar: 1}\n");
  rx_config_set(tree, (rx_node *)root.node, "nav17/gbra=2", reader.problems);
  rx_config_set(tree, (rx_node *)root.node, "nav17/shift=99 mV", reader.problems);
  rx_map map = rx_read_map(&root, "nav17", true);
  rx_read_params(&map, CHANNEL, &ch);
  rx_read_end(&map);
  says("--set:1:7: nav17: unknown key \"gbra\" (did you mean \"gbar\"?); allowed: gbar, shift, q10, n_gates\n"
       "--set:1:13: nav17/shift: 99 is outside -30 … 30 mV\n");
}

Test(config_read, a_thousand_known_keys_do_not_flood_the_message)
{
  rx_map map = map_of("zzzzzz: 1\n");
  for (int i = 0; i < 1000; i++) {
    char key[20];
    snprintf(key, sizeof key, "key%d", i);
    rx_read_node(&map, key, false);
  }
  rx_read_end(&map);
  char *text = rx_problems_text(reader.problems);
  cr_expect_not_null(strstr(text, "allowed: key0, key1, "));
  cr_expect_not_null(strstr(text, "key39, …\n"));
  free(text);
}
