#include "io/config/config_tree.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static rx_config_tree *tree;
static rx_problems *problems;

static void setup(void)
{
  tree = rx_config_create();
  problems = rx_problems_create();
  cr_assert(tree != NULL && problems != NULL);
}

static void teardown(void)
{
  rx_config_free(tree);
  rx_problems_free(problems);
}

TestSuite(config_tree, .init = setup, .fini = teardown);

static rx_node *parse(const char *text)
{
  return rx_config_parse(tree, "x.yaml", text, strlen(text), problems);
}

/* The problems found so far are exactly these lines; they are then forgotten. */
static void says(const char *expected)
{
  char *text = rx_problems_text(problems);
  cr_expect_str_eq(text, expected);
  free(text);
  rx_problems_free(problems);
  problems = rx_problems_create();
}

static void parse_says(const char *text, const char *expected)
{
  parse(text);
  says(expected);
}

static rx_node *good(const char *text)
{
  rx_node *node = parse(text);
  says("");
  cr_assert_not_null(node);
  return node;
}

static void dumps(const rx_node *node, const char *expected)
{
  char *text = rx_config_dump(node);
  cr_expect_str_eq(text, expected);
  free(text);
}

static void is_at(const rx_node *node, int line, int column)
{
  cr_assert_not_null(node);
  cr_expect_str_eq(node->file, "x.yaml");
  cr_expect_eq(node->line, line);
  cr_expect_eq(node->column, column);
}

Test(config_tree, nodes_know_kind_text_and_place)
{
  const rx_node *root =
      good("soma:\n  gbar: 18 mS/cm2\n  \"quoted key\": 'q'\nlist:\n  - 1\n  - {a: [2, x]}\nempty:\n");
  is_at(root, 1, 1);
  cr_expect_eq(root->kind, RX_NODE_MAPPING);
  cr_expect_eq(root->n, 3);
  is_at(rx_node_at(root, "soma"), 2, 3);
  is_at(rx_node_at(root, "soma/gbar"), 2, 9);
  cr_expect_str_eq(rx_node_at(root, "soma/gbar")->text, "18 mS/cm2");
  is_at(rx_node_at(root, "soma/quoted key"), 3, 17);
  cr_expect(rx_node_at(root, "soma/quoted key")->is_quoted);
  const rx_pair *pair = rx_node_pair(rx_node_at(root, "soma"), "quoted key");
  cr_expect_eq(pair->line, 3);
  cr_expect_eq(pair->column, 3);
  is_at(rx_node_at(root, "list/1/a/1"), 6, 13);
  cr_expect_eq(rx_node_at(root, "empty")->kind, RX_NODE_NULL);
  is_at(rx_node_at(root, "empty"), 7, 1);
  cr_expect_null(rx_node_at(root, "list/2"));
  cr_expect_null(rx_node_at(root, "list/x"));
  cr_expect_null(rx_node_at(root, "soma/gbar/x"));
  cr_expect_null(rx_node_child(NULL, "x"));
}

Test(config_tree, texts_of_several_lines_are_whole_in_any_script)
{
  const rx_node *root =
      good("a: |\n  x\n  \xf0\x91\x9e\x8fy\nb: >-\n  x µ\n  y\n\n\n  z\nc: \"q\n  µ \\t z\"\nd: p µ\n  y\n"
           "e: >-\n y\n\n  more: |\n \xf0\x91\x9e\x8f"
           "34 t\n\n  u\nf: \"\\u00b5\"\ng: 'it''s'\n");
  cr_expect_str_eq(rx_node_child(root, "a")->text, "x\n\xf0\x91\x9e\x8fy\n");
  cr_expect_str_eq(rx_node_child(root, "b")->text, "x µ y\n\nz");
  cr_expect_str_eq(rx_node_child(root, "c")->text, "q µ \t z");
  cr_expect_str_eq(rx_node_child(root, "d")->text, "p µ y");
  const char *folded = rx_node_child(root, "e")->text; /* nothing behind its end: libfyaml issue 371 */
  cr_expect_str_eq(folded + strlen(folded) - 2, " u");
  cr_expect_str_eq(rx_node_child(root, "f")->text, "µ");
  cr_expect_str_eq(rx_node_child(root, "g")->text, "it's");
}

Test(config_tree, null_is_null_only_without_quotes)
{
  const rx_node *root = good("a: null\nb: ~\nc: \"null\"\nd: ''\n");
  cr_expect_eq(rx_node_child(root, "a")->kind, RX_NODE_NULL);
  cr_expect_eq(rx_node_child(root, "b")->kind, RX_NODE_NULL);
  cr_expect_eq(rx_node_child(root, "c")->kind, RX_NODE_SCALAR);
  cr_expect_eq(rx_node_child(root, "d")->kind, RX_NODE_SCALAR);
}

Test(config_tree, every_duplicate_key_is_reported_and_the_first_kept)
{
  const rx_node *root = parse("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\na: 2\na: 3\n");
  says("x.yaml:5:3: the key \"c\" is given twice: first at line 3, column 3\n"
       "x.yaml:6:1: the key \"a\" is given twice: first at line 1, column 1\n"
       "x.yaml:7:1: the key \"a\" is given twice: first at line 1, column 1\n");
  cr_expect_str_eq(rx_node_child(root, "a")->text, "1");
  cr_expect_eq(root->n, 2);
}

Test(config_tree, bad_yaml_is_reported_with_its_place_and_nothing_is_printed)
{
  parse_says("a: 1\nb: @x\n", "x.yaml:2:4: not valid YAML: plain scalar cannot start with '@'\n");
  parse_says("a: \"x\n", "x.yaml:1:5: not valid YAML: double-quoted scalar without closing quote\n");
  parse_says("a: b: c\n", "x.yaml:1:5: not valid YAML: invalid nested block mapping on the same line\n");
  parse_says("\ta: 1\n", "x.yaml:1:1: not valid YAML: invalid tab as indendation in a mapping\n");
  parse_says("a: [1, 2\n", "x.yaml:2:1: not valid YAML: flow sequence without a closing bracket\n");
  parse_says("%YAML 9.1\n---\na: 1\n", "x.yaml:1:1: not valid YAML\n");
}

Test(config_tree, what_is_not_text_is_refused_at_its_place)
{
  const char nul[] = "a: 1\nb: \0x\n";
  cr_expect_null(rx_config_parse(tree, "x.yaml", nul, sizeof nul - 1, problems));
  says("x.yaml:2:4: a NUL byte: this is not a text file\n");
  parse_says("a: 1\nµ: \xff\n", "x.yaml:2:4: the byte 0xff is not UTF-8 text\n");
  parse_says("a: \xc0\xaf\n", "x.yaml:1:4: the byte 0xc0 is not UTF-8 text\n");
  parse_says("a: \xed\xa0\x80\n", "x.yaml:1:4: the byte 0xed is not UTF-8 text\n");
  parse_says("a: \xe2\x82", "x.yaml:1:4: the byte 0xe2 is not UTF-8 text\n");
  parse_says("a: \x1b[31m\n", "x.yaml:1:4: the byte 0x1b is a control character: this is not a text file\n");
  parse_says("a: \"\\e[31m\"\n", "x.yaml:1:4: the text contains a control character\n");
  parse_says("a: \"x\\Ny\"\n", "x.yaml:1:4: the text contains a control character\n");
  parse_says("a: \"x\\0y\"\n", "x.yaml:1:4: the text contains a control character\n");
}

Test(config_tree, a_byte_order_mark_and_windows_lines_are_fine)
{
  const rx_node *root = good("\xef\xbb\xbf"
                             "a: 1\r\nb: x\r\n");
  cr_expect_str_eq(rx_node_child(root, "b")->text, "x");
  is_at(rx_node_child(root, "b"), 2, 4);
}

Test(config_tree, a_file_that_is_no_mapping_is_refused)
{
  parse_says("", "x.yaml: is empty\n");
  parse_says("# only a comment\n", "x.yaml: is empty\n");
  parse_says("---\n", "x.yaml: is empty\n");
  parse_says("- 1\n- 2\n", "x.yaml:1:1: the top level must be a mapping (\"key: value\"), found a list\n");
  parse_says("hello\n", "x.yaml:1:1: the top level must be a mapping (\"key: value\"), found \"hello\"\n");
  parse_says("a: 1\n---\nb: 1\n", "x.yaml:2:1: a second document (\"---\") begins here; a file holds one\n");
}

Test(config_tree, keys_that_are_no_text_and_tags_are_refused_together)
{
  parse_says("? [a, b]\n: 1\n{x: y}: 2\n: 3\nb: !!str 12\n",
             "x.yaml:1:3: a key must be text, found a list\n"
             "x.yaml:3:1: a key must be text, found a mapping\n"
             "x.yaml:3:9: a key must be text, found nothing\n"
             "x.yaml:5:10: tags (\"!…\") have no meaning in a config\n");
  parse_says("\"a\\nb\": 1\n", "x.yaml:1:1: a key must be one line\n");
  char text[400] = "";
  memset(text, 'k', 201);
  strcat(text, ": 1\n");
  parse_says(text, "x.yaml:1:1: a key is longer than 200 bytes\n");
}

Test(config_tree, aliases_are_copies_with_the_place_of_their_anchor)
{
  const rx_node *root = good("a: &x {b: 1, c: [2]}\nd: *x\ne: &y 5\nf: *y\n");
  dumps(root, "a:\n  b: 1\n  c:\n    - 2\nd:\n  b: 1\n  c:\n    - 2\ne: 5\nf: 5\n");
  is_at(rx_node_at(root, "d/b"), 1, 11);
  cr_expect_neq(rx_node_at(root, "d/c"), rx_node_at(root, "a/c"));
}

Test(config_tree, an_anchor_given_again_holds_from_there_on)
{
  dumps(good("a: &x 1\nb: *x\nc: &x 2\nd: *x\n"), "a: 1\nb: 1\nc: 2\nd: 2\n");
}

Test(config_tree, merge_keys_fill_in_what_is_not_there)
{
  dumps(good("a: &x {p: 1, q: 2}\nb: &y {q: 3, r: 4}\nc:\n  <<: *x\n  p: 9\nd:\n  p: 8\n  <<: [*x, *y]\n"),
        "a:\n  p: 1\n  q: 2\nb:\n  q: 3\n  r: 4\nc:\n  p: 9\n  q: 2\nd:\n  p: 8\n  q: 2\n  r: 4\n");
  parse_says("a: {<<: 3}\nb: {<<: [1]}\n", "x.yaml:1:9: \"<<\" takes a mapping or a list of mappings\n"
                                           "x.yaml:2:9: \"<<\" takes a mapping or a list of mappings\n");
}

Test(config_tree, aliases_without_anchor_or_inside_their_own_are_refused)
{
  parse_says("a: *nope\nb: *nope\n", "x.yaml:1:4: the alias *nope has no anchor before it\n"
                                     "x.yaml:2:4: the alias *nope has no anchor before it\n");
  parse_says("a: &x\n  b: *x\n", "x.yaml:2:6: the alias *x stands inside its own anchor\n");
}

Test(config_tree, a_billion_laughs_are_refused)
{
  char text[2000] = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n", line[200];
  for (int i = 1; i < 10; i++) {
    snprintf(line, sizeof line, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i, i - 1,
             i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    strcat(text, line);
  }
  cr_expect_null(parse(text));
  says("x.yaml:6:10: the file has more than 200000 values, aliases expanded\n");
}

Test(config_tree, nesting_stops_at_64_also_through_aliases)
{
  char text[400] = "a: ";
  memset(text + 3, '[', 63);
  memset(text + 66, ']', 63);
  good(text);
  memset(text + 3, '[', 64);
  memset(text + 67, ']', 64);
  cr_expect_null(parse(text));
  says("x.yaml:1:67: the file is nested more than 64 deep\n");
  parse_says("a: &a [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]\n"
             "b: &b [[[[[[[[[[[[[[[[[[[[*a]]]]]]]]]]]]]]]]]]]]\n"
             "c: &c [[[[[[[[[[[[[[[[[[[[*b]]]]]]]]]]]]]]]]]]]]\n"
             "d: [[[[*c]]]]\n",
             "x.yaml:4:8: the file is nested more than 64 deep, aliases expanded\n");
}

Test(config_tree, a_mapping_has_at_most_4096_keys)
{
  char *text = malloc(100000);
  size_t n = 0;
  for (int i = 0; i < 4097; i++) n += (size_t)sprintf(text + n, "k%d: 1\n", i);
  cr_expect_null(rx_config_parse(tree, "x.yaml", text, n, problems));
  says("x.yaml:4097:8: the mapping has more than 4096 keys\n");
  free(text);
}

Test(config_tree, a_text_of_more_than_8_MiB_is_refused)
{
  const size_t n = RX_CONFIG_MAX_BYTES + 1;
  char *text = malloc(n);
  memset(text, '#', n);
  cr_expect_null(rx_config_parse(tree, "x.yaml", text, n, problems));
  says("x.yaml: is larger than 8 MiB\n");
  free(text);
}

Test(config_tree, provenance_is_that_of_the_nearest_mapping)
{
  const rx_node *root =
      good("source: A\nmark: R\np: 1\nin:\n  source: B\n  q: 2\n  r: {value: 3, source: C, mark: D}\n");
  cr_expect_str_eq(rx_node_at(root, "p")->source, "A");
  cr_expect_str_eq(rx_node_at(root, "in/q")->source, "B");
  cr_expect_str_eq(rx_node_at(root, "in/q")->mark, "R");
  cr_expect_str_eq(rx_node_at(root, "in/r/value")->source, "C");
  cr_expect_str_eq(rx_node_at(root, "in/r/value")->mark, "D");
  cr_expect_null(rx_node_at(good("a: 1\n"), "a")->source);
}

static const rx_node *merged(const char *base, const char *over)
{
  const rx_node *node = rx_config_merge(tree, good(base), good(over), problems);
  says("");
  return node;
}

Test(config_tree, mappings_merge_key_by_key_and_anything_else_is_replaced)
{
  dumps(merged("a: {p: 1, q: 2}\nl: [1, 2, 3]\nm: {x: 1}\n", "a: {q: 3, r: 4}\nl: [9]\nm: 5\nn: 6\n"),
        "a:\n  p: 1\n  q: 3\n  r: 4\nl:\n  - 9\nm: 5\nn: 6\n");
}

Test(config_tree, merging_changes_neither_side)
{
  const rx_node *base = good("a: {p: 1}\n"), *over = good("a: {p: 2, q: 3}\n");
  rx_config_merge(tree, base, over, problems);
  dumps(base, "a:\n  p: 1\n");
  dumps(over, "a:\n  p: 2\n  q: 3\n");
}

Test(config_tree, a_new_value_leaves_the_old_source_behind)
{
  const char *base = "g: {value: 3, source: A, mark: R, description: d}\n";
  dumps(merged(base, "g: 4\n"), "g:\n  description: d\n  value: 4\n");
  dumps(merged(base, "g: {value: 4}\n"), "g:\n  description: d\n  value: 4\n");
  dumps(merged(base, "g: {value: 4, source: B}\n"), "g:\n  description: d\n  source: B\n  value: 4\n");
  dumps(merged(base, "g: ~\n"), "g: null\n");
}

Test(config_tree, a_new_source_alone_is_that_of_the_old_value)
{
  const rx_node *node = merged("g: {value: 3, source: A}\n", "source: Z\ng: {source: B}\n");
  cr_expect_str_eq(rx_node_at(node, "g/value")->text, "3");
  cr_expect_str_eq(rx_node_at(node, "g/value")->source, "B");
}

Test(config_tree, a_number_keeps_the_source_of_the_file_it_came_from)
{
  const rx_node *node = merged("s: {source: A, p: 1, q: 2}\n", "source: B\ns: {q: 3}\n");
  cr_expect_str_eq(rx_node_at(node, "s/p")->source, "A");
  cr_expect_str_eq(rx_node_at(node, "s/q")->source, "B");
}

static rx_node *set(const char *text, const char *assignment)
{
  rx_node *root = good(text);
  cr_assert(rx_config_set(tree, root, assignment, problems));
  says("");
  return root;
}

Test(config_tree, set_replaces_or_makes_the_node_at_a_path)
{
  dumps(set("a: {b: 1}\n", "a/b=75 mg"), "a:\n  b: \"75 mg\"\n");
  dumps(set("a: {b: 1}\n", "a/c/d=[1, 2]"), "a:\n  b: 1\n  c:\n    d:\n      - 1\n      - 2\n");
  dumps(set("a: {b: 1}\n", "a/b={value: 3, source: x}"), "a:\n  b:\n    source: x\n    value: 3\n");
  dumps(set("a: {b: {value: 1, source: A}}\n", "a/b=2"), "a:\n  b:\n    value: 2\n");
  dumps(set("a: ~\n", "a/b=2"), "a:\n  b: 2\n");
  dumps(set("a: [1, {b: 2}]\n", "a/1/b=3"), "a:\n  - 1\n  -\n    b: 3\n");
  dumps(set("a: [1, 2]\n", "a/0=x=y"), "a:\n  - \"x=y\"\n  - 2\n");
}

Test(config_tree, set_marks_the_place_within_the_argument)
{
  const rx_node *node = rx_node_at(set("a: 1\n", "circuit/gbar=[1, 2]"), "circuit/gbar/1");
  cr_expect_str_eq(node->file, "--set");
  cr_expect_str_eq(node->source, "--set");
  cr_expect_eq(node->line, 1);
  cr_expect_eq(node->column, 18);
}

static void set_says(const char *assignment, const char *expected)
{
  rx_node *root = good("a: {b: 1, l: [1, 2]}\n");
  cr_expect_not(rx_config_set(tree, root, assignment, problems));
  says(expected);
  dumps(root, "a:\n  b: 1\n  l:\n    - 1\n    - 2\n");
}

Test(config_tree, a_malformed_set_is_refused_and_changes_nothing)
{
  set_says("a/b", "--set:1:1: \"a/b\" has no \"=\": write PATH=VALUE\n");
  set_says("=3", "--set:1:1: \"=3\" has no path: write PATH=VALUE\n");
  set_says("a//b=3", "--set:1:1: the path \"a//b\" has an empty part\n");
  set_says("/a=3", "--set:1:1: the path \"/a\" has an empty part\n");
  set_says("\x8c=3", "--set:1:1: the byte 0x8c is not UTF-8 text\n");
  set_says("a/b=\x1b[31m", "--set:1:5: the byte 0x1b is a control character: this is not a text file\n");
  set_says("a\r=3", "--set:1:1: the path has a line break or a tab\n");
  set_says("a/<<=3", "--set:1:3: \"<<\" cannot be a key\n");
  set_says("a/b=", "--set:1:5: \"a/b=\" has no value\n");
  set_says("a/b=# x", "--set:1:5: \"a/b=# x\" has no value\n");
  set_says("a/b=[1", "--set:1:7: not valid YAML: flow sequence without a closing bracket\n");
  set_says("a/b/c=3", "--set:1:3: \"b\" is \"1\" (x.yaml:1:8) and has nothing below it\n");
  set_says("a/l/2=3", "--set:1:5: \"2\" is not one of the list's items 0 … 1\n");
  set_says("a/b={p: 1, p: 2}", "--set:1:12: the key \"p\" is given twice: first at line 1, column 6\n");
}

Test(config_tree, the_canonical_text_is_sorted_and_reads_back_as_itself)
{
  const char *text =
      "b: 0.1\na: [1e3, {z: , y: []}]\nword: C-fibre\ntext: \"a: b\\n\\\"c\\\"\"\n\"1\": \"12\"\nt: true\nq: 'true'\n"
      "seed: 12345678901234567890\nm: {}\nunit: 18 mS/cm2\nneg: -0.50\n";
  const char *canonical = "\"1\": \"12\"\n"
                          "a:\n  - 1000\n  -\n    y: []\n    z: null\n"
                          "b: 0.10000000000000001\nm: {}\nneg: -0.5\nq: \"true\"\nseed: 12345678901234567890\nt: true\n"
                          "text: \"a: b\\n\\\"c\\\"\"\nunit: \"18 mS/cm2\"\nword: C-fibre\n";
  dumps(good(text), canonical);
  dumps(good(canonical), canonical);
}

Test(config_tree, problems_are_sorted_counted_and_cut_at_a_hundred)
{
  rx_problems_add(problems, "b.yaml", 3, 1, "third");
  rx_problems_add(problems, "a.yaml", 9, 1, "fourth");
  rx_problems_add(problems, "b.yaml", 2, 7, "second");
  rx_problems_warn(problems, "b.yaml", 2, 5, "first");
  rx_problems_add(problems, "b.yaml", 2, 7, "second");
  rx_problems_add(problems, NULL, 0, 0, "last");
  cr_expect_eq(rx_problems_count(problems), 4);
  cr_expect_eq(rx_problems_warnings(problems), 1);
  says("b.yaml:2:5: warning: first\nb.yaml:2:7: second\nb.yaml:3:1: third\na.yaml:9:1: fourth\nlast\n");
  for (int i = 0; i < 107; i++) rx_problems_add(problems, "c.yaml", i + 1, 1, "x");
  cr_expect_eq(rx_problems_count(problems), 107);
  char *text = rx_problems_text(problems);
  cr_expect_not_null(strstr(text, "c.yaml:100:1: x\n… and 7 more\n"));
  free(text);
}
