#include "io/config/config_files.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static rx_config_tree *tree;
static rx_problems *problems;
static char folder[] = "/tmp/rexed-config-XXXXXX";

/* Each test runs in a process and a folder of its own. */
static void setup(void)
{
  cr_assert_not_null(mkdtemp(folder));
  cr_assert_eq(chdir(folder), 0);
  unsetenv("REXED_CONFIGS");
  tree = rx_config_create();
  problems = rx_problems_create();
  cr_assert(tree != NULL && problems != NULL);
}

static void teardown(void)
{
  rx_config_free(tree);
  rx_problems_free(problems);
  char command[100];
  snprintf(command, sizeof command, "rm -rf %s", folder);
  cr_assert_eq(chdir("/"), 0);
  cr_assert_eq(system(command), 0);
}

TestSuite(config_files, .init = setup, .fini = teardown);

/* Writes a file and the folders on its way. */
static void put(const char *path, const char *text)
{
  char part[200];
  for (const char *slash = path; (slash = strchr(slash, '/')) != NULL; slash++) {
    snprintf(part, sizeof part, "%.*s", (int)(slash - path), path);
    mkdir(part, 0777);
  }
  FILE *out = fopen(path, "w");
  cr_assert_not_null(out);
  fputs(text, out);
  fclose(out);
}

static void says(const char *expected)
{
  char *text = rx_problems_text(problems);
  cr_expect_str_eq(text, expected);
  free(text);
}

static void dumps(const rx_node *node, const char *expected)
{
  cr_assert_not_null(node);
  char *text = rx_config_dump(node);
  cr_expect_str_eq(text, expected);
  free(text);
}

Test(config_files, a_file_that_cannot_be_read_is_answered_with_the_reason)
{
  mkdir("folder.yaml", 0777);
  mkfifo("fifo.yaml", 0666);
  put("empty.yaml", "");
  put("large.yaml", "a: 1\n");
  cr_assert_eq(truncate("large.yaml", RX_CONFIG_MAX_BYTES + 1), 0);
  cr_expect_null(rx_config_load(tree, "missing.yaml", problems));
  cr_expect_null(rx_config_load(tree, "folder.yaml", problems));
  cr_expect_null(rx_config_load(tree, "fifo.yaml", problems));
  cr_expect_null(rx_config_load(tree, "empty.yaml", problems));
  cr_expect_null(rx_config_load(tree, "large.yaml", problems));
  cr_expect_null(rx_config_load(tree, "", problems));
  says("missing.yaml: No such file or directory\n"
       "folder.yaml: this is a folder, not a file\n"
       "fifo.yaml: this is not a regular file\n"
       "empty.yaml: is empty\n"
       "large.yaml: is larger than 8 MiB\n"
       ": No such file or directory\n");
}

Test(config_files, the_first_file_is_kept_byte_for_byte)
{
  cr_expect_str_eq(rx_config_text(tree, NULL), "");
  put("base.yaml", "b: 1\n");
  put("x.yaml", "extends: base\n# why\na:   1\n");
  rx_config_load(tree, "x.yaml", problems);
  rx_config_load(tree, "base.yaml", problems);
  size_t n = 0;
  cr_expect_str_eq(rx_config_text(tree, &n), "extends: base\n# why\na:   1\n");
  cr_expect_eq(n, 27);
  says("");
}

Test(config_files, extends_lays_files_upon_each_other_and_keeps_their_places)
{
  put("cells/base.yaml", "a: 1\nb: {value: 2, source: A}\nc: 3\n");
  put("cells/other.yaml", "b: 20\n");
  put("cells/x.yaml", "extends: [base, other.yaml]\nc: 30\n");
  const rx_node *node = rx_config_load(tree, "cells/x.yaml", problems);
  dumps(node, "a: 1\nb:\n  value: 20\nc: 30\n");
  cr_expect_str_eq(rx_node_at(node, "a")->file, "cells/base.yaml");
  cr_expect_str_eq(rx_node_at(node, "b/value")->file, "cells/other.yaml");
  cr_expect_str_eq(rx_node_at(node, "c")->file, "cells/x.yaml");
  says("");
}

Test(config_files, extends_is_found_by_kind_in_the_search_path)
{
  put("configs/cells/base.yaml", "a: 1\n");
  put("configs/circuits/base.yaml", "a: 2\n");
  put("my/cells/x.yaml", "extends: base\n");
  put("my/cells/y.yaml", "extends: circuits/base\n");
  dumps(rx_config_load(tree, "my/cells/x.yaml", problems), "a: 1\n");
  dumps(rx_config_load(tree, "my/cells/y.yaml", problems), "a: 2\n");
  says("");
}

/* A circuit of one's own may lie anywhere; an experiment that names its circuit is none. */
Test(config_files, extends_is_found_by_the_kind_that_the_file_says)
{
  put("configs/circuits/base.yaml", "a: 2\n");
  put("configs/cells/base.yaml", "a: 1\n");
  put("my/x.yaml", "circuit: x\nextends: base\n");
  put("my/y.yaml", "circuit: y\nextends: nowhere\n");
  put("my/z.yaml", "experiment: z\ncircuit: y\nextends: base\n");
  dumps(rx_config_load(tree, "my/x.yaml", problems), "a: 2\ncircuit: x\n");
  says("");
  cr_expect_null(rx_config_load(tree, "my/y.yaml", problems));
  cr_expect_null(rx_config_load(tree, "my/z.yaml", problems));
  says("my/y.yaml:2:10: there is no \"nowhere\" in the configs of kind circuits; looked in: my, my/circuits, "
       "configs/circuits; "
       "`rexed list circuits` shows what there is\n"
       "my/z.yaml:3:10: there is no \"base\" in the configs of kind my; looked in: my, my/my, configs/my; `rexed list "
       "my` shows what there is\n");
}

Test(config_files, a_circle_of_extends_is_shown)
{
  put("a.yaml", "extends: b\n");
  put("b.yaml", "x: 1\nextends: [c]\n");
  put("c.yaml", "extends: b\n");
  cr_expect_null(rx_config_load(tree, "a.yaml", problems));
  says("c.yaml:1:10: extends goes round in a circle: b.yaml → c.yaml → b.yaml\n");
}

Test(config_files, a_file_that_extends_itself_is_a_circle)
{
  put("a.yaml", "extends: a\n");
  cr_expect_null(rx_config_load(tree, "a.yaml", problems));
  says("a.yaml:1:10: extends goes round in a circle: a.yaml → a.yaml\n");
}

Test(config_files, a_long_chain_of_extends_is_refused)
{
  for (int i = 0; i < 20; i++) {
    char path[20], text[40];
    snprintf(path, sizeof path, "f%d.yaml", i);
    snprintf(text, sizeof text, "extends: f%d\n", i + 1);
    put(path, text);
  }
  cr_expect_null(rx_config_load(tree, "f0.yaml", problems));
  says("f15.yaml:1:10: more than 16 files extend each other\n");
}

Test(config_files, a_diamond_of_extends_is_no_circle)
{
  put("top.yaml", "a: 1\n");
  put("left.yaml", "extends: top\nb: 2\n");
  put("right.yaml", "extends: top\nc: 3\n");
  put("x.yaml", "extends: [left, right]\n");
  dumps(rx_config_load(tree, "x.yaml", problems), "a: 1\nb: 2\nc: 3\n");
  says("");
}

Test(config_files, extends_of_another_form_is_refused)
{
  put("x.yaml", "extends: {a: 1}\n");
  put("y.yaml", "extends: [a, [b]]\n");
  put("z.yaml", "extends:\n");
  rx_config_load(tree, "x.yaml", problems);
  rx_config_load(tree, "y.yaml", problems);
  rx_config_load(tree, "z.yaml", problems);
  says("x.yaml:1:10: extends takes the name of a config or a list of names\n"
       "y.yaml:1:10: extends takes the name of a config or a list of names\n"
       "z.yaml:1:1: extends takes the name of a config or a list of names\n");
}

Test(config_files, all_problems_of_all_files_come_at_once)
{
  put("base.yaml", "a: 1\na: 2\n");
  put("x.yaml", "extends: [base, basse, nowhere]\nb: 1\nb: 2\n");
  cr_expect_null(rx_config_load(tree, "x.yaml", problems));
  char *text = rx_problems_text(problems);
  cr_expect_not_null(strstr(text, "x.yaml:3:1: the key \"b\" is given twice: first at line 2, column 1\n"));
  cr_expect_not_null(strstr(text, "base.yaml:2:1: the key \"a\" is given twice: first at line 1, column 1\n"));
  cr_expect_not_null(strstr(text, "x.yaml:1:17: there is no \"basse\""));
  cr_expect_not_null(strstr(text, "x.yaml:1:24: there is no \"nowhere\""));
  free(text);
}

Test(config_files, a_name_is_found_nearest_first)
{
  put("exp/cells/one.yaml", "from: beside\n");
  put("exp/configs/cells/one.yaml", "from: configs\n");
  put("exp/configs/cells/two.yaml", "from: configs\n");
  put("configs/cells/two.yaml", "from: above\n");
  put("configs/cells/three.yaml", "from: above\n");
  put("env/cells/three.yaml", "from: environment\n");
  put("env/cells/four.yaml", "from: environment\n");
  put("root/cells/four.yaml", "from: root\n");
  put("root/cells/five.yaml", "from: root\n");
  put("exp/x.yaml", "a: 1\n");
  setenv("REXED_CONFIGS", "nowhere:env", 1);
  rx_config_set_root(tree, "root");
  rx_config_load(tree, "exp/x.yaml", problems);
  const char *const found[][2] = { { "one", "from: beside\n" },
                                   { "two", "from: configs\n" },
                                   { "three", "from: above\n" },
                                   { "four", "from: environment\n" },
                                   { "five", "from: root\n" } };
  for (int i = 0; i < 5; i++) dumps(rx_config_find(tree, "cells", found[i][0], NULL, problems), found[i][1]);
  says("");
  const char *const *names = NULL;
  cr_assert_eq(rx_config_names(tree, "cells", &names), 5);
  cr_expect_str_eq(names[0], "five");
  cr_expect_str_eq(names[4], "two");
}

Test(config_files, each_load_gives_a_copy_of_its_own)
{
  put("root/cells/one.yaml", "a: 1\n");
  rx_config_set_root(tree, "root");
  rx_node *first = rx_config_find(tree, "cells", "one", NULL, problems);
  cr_assert(rx_config_set(tree, first, "a=2", problems));
  dumps(rx_config_find(tree, "cells", "one", NULL, problems), "a: 1\n");
}

Test(config_files, a_missing_name_is_answered_with_the_nearest_and_the_folders)
{
  put("configs/drugs/carbamazepine.yaml", "a: 1\n");
  put("root/drugs/morphine.yaml", "a: 1\n");
  put("x.yaml", "drug: carbamazepin\n");
  rx_config_set_root(tree, "root");
  const rx_node *node = rx_config_load(tree, "x.yaml", problems);
  cr_expect_null(rx_config_find(tree, "drugs", "carbamazepin", rx_node_child(node, "drug"), problems));
  cr_expect_null(rx_config_find(tree, "drugs", "ether", NULL, problems));
  char expected[500];
  snprintf(expected, sizeof expected,
           "x.yaml:1:7: there is no \"carbamazepin\" in the configs of kind drugs (did you mean \"carbamazepine\"?); "
           "looked in: "
           "%s/drugs, configs/drugs, root/drugs\n"
           "there is no \"ether\" in the configs of kind drugs; looked in: %s/drugs, configs/drugs, root/drugs; `rexed "
           "list drugs` "
           "shows what there is\n",
           folder, folder);
  says(expected);
}

Test(config_files, a_part_of_a_file_may_name_or_extend_a_config)
{
  put("configs/cells/base.yaml", "a: 1\nb: 2\n");
  put("x.yaml", "one: base\ntwo: {extends: base, b: 3}\nthree: {c: 4}\nfour: [base]\nfive: {extends: bass}\n");
  const rx_node *root = rx_config_load(tree, "x.yaml", problems);
  dumps(rx_config_use(tree, "cells", rx_node_child(root, "one"), problems), "a: 1\nb: 2\n");
  dumps(rx_config_use(tree, "cells", rx_node_child(root, "two"), problems), "a: 1\nb: 3\n");
  dumps(rx_config_use(tree, "cells", rx_node_child(root, "three"), problems), "c: 4\n");
  says("");
  cr_expect_null(rx_config_use(tree, "cells", rx_node_child(root, "four"), problems));
  cr_expect_null(rx_config_use(tree, "cells", rx_node_child(root, "five"), problems));
  char expected[300];
  snprintf(
      expected, sizeof expected,
      "x.yaml:4:7: expected a name of the configs of kind cells or a mapping, found a list\n"
      "x.yaml:5:17: there is no \"bass\" in the configs of kind cells (did you mean \"base\"?); looked in: %s/cells, "
      "configs/cells\n",
      folder);
  says(expected);
}

Test(config_files, text_in_memory_extends_files_beside_its_name)
{
  put("base.yaml", "a: 1\n");
  const char *text = "extends: base\nb: 2\n";
  dumps(rx_config_load_text(tree, "memory.yaml", text, strlen(text), problems), "a: 1\nb: 2\n");
  cr_expect_str_eq(rx_config_text(tree, NULL), text);
  says("");
}
