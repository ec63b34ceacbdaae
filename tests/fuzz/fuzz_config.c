/* Fuzzer of config reading: no input may crash, leak, hang or be accepted without a problem and then not read back.
 *
 * Build and run with clang, from the top of the tree:
 *   clang -std=c17 -D_XOPEN_SOURCE=700 -g -O1 -fsanitize=fuzzer,address,undefined -I. tests/fuzz/fuzz_config.c io/config/problems.c \
 *     io/config/config_*.c base/array.c base/param.c base/random.c base/status.c base/units.c -lfyaml -lm -o fuzz_config
 *   mkdir -p found && ./fuzz_config -max_total_time=60 -max_len=4096 found tests/fuzz/corpus
 * `extends` is left as it is: no file is opened. The first line "--set PATH=VALUE" of an input is carried out. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/config/config_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct channel {
  double gbar, shift;
  int n_gates;
} channel;

static const rx_param CHANNEL[] = {
  { "gbar", RX_DOUBLE, offsetof(channel, gbar), "S/cm2", 0.5, 0, 1, "peak conductance", NULL, false },
  { "shift", RX_DOUBLE, offsetof(channel, shift), "mV", 0, -30, 30, "shift", NULL, false },
  { "n_gates", RX_INT, offsetof(channel, n_gates), "1", 3, 1, 8, "gates", NULL, false },
  RX_P_END,
};

static void must(bool holds, const char *claim)
{
  if (holds) return;
  fprintf(stderr, "broken: %s\n", claim);
  abort();
}

/* Reads every mapping below as if it were a channel with named numbers beside it. */
static void read_all(rx_reader *reader, const rx_node *node, const char *path)
{
  channel ch;
  rx_map map = rx_read_root(reader, node, path);
  rx_read_params(&map, CHANNEL, &ch);
  must(ch.gbar >= 0 && ch.gbar <= 1 && ch.n_gates >= 1 && ch.n_gates <= 8, "a value that was read lies in its range");
  const char *const words[] = { "grid", "list" };
  const char *const *names;
  const double *numbers;
  const char *key, *text;
  const rx_node *value;
  uint64_t seed;
  size_t n;
  int i_word;
  bool flag;
  rx_read_names(&map, "names", false, &names, &n);
  rx_read_numbers(&map, "numbers", false, "ms", 0, 1e9, &numbers, &n);
  rx_read_choice(&map, "choice", false, words, 2, &i_word);
  rx_read_seed(&map, "seed", false, &seed);
  rx_read_bool(&map, "flag", false, &flag);
  rx_read_text(&map, "text", false, &text);
  for (size_t i = 0; rx_read_next(&map, &i, &key, &value);)
    if (value->kind == RX_NODE_MAPPING) read_all(reader, value, rx_read_path(&map, key));
  rx_read_end(&map);
}

/* The canonical text is good YAML and its own canonical text. */
static void check_dump(rx_config_tree *tree, const rx_node *node)
{
  rx_problems *problems = rx_problems_create();
  char *text = rx_config_dump(node);
  const size_t n = strlen(text);
  const rx_node *again = rx_config_parse(tree, "dump", text, n, problems);
  char *said = rx_problems_text(problems);
  if (again == NULL || rx_problems_count(problems) > 0) fprintf(stderr, "%s\n%s", text, said);
  must(again != NULL && rx_problems_count(problems) == 0, "the canonical text reads back");
  char *text_again = rx_config_dump(again);
  must(strcmp(text, text_again) == 0, "the canonical text is its own");
  free(text_again);
  free(said);
  free(text);
  rx_problems_free(problems);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const char BASE[] = "source: A\nnav17: {gbar: {value: 0.5, source: B}, shift: 1}\nlist: [1, {a: 2}]\n";
  rx_config_tree *tree = rx_config_create();
  rx_problems *problems = rx_problems_create();
  const char *text = (const char *)data;
  char assignment[256] = "";
  if (size > 6 && memcmp(text, "--set ", 6) == 0) {
    const char *end = memchr(text, '\n', size);
    const size_t n = end != NULL ? (size_t)(end - text) : size;
    snprintf(assignment, sizeof assignment, "%.*s", (int)n - 6, text + 6);
    text += end != NULL ? n + 1 : n;
    size -= end != NULL ? n + 1 : n;
  }
  rx_node *root = rx_config_parse(tree, "fuzz", text, size, problems);
  must(root != NULL || rx_problems_count(problems) > 0, "what is refused has a problem");
  if (root != NULL) {
    check_dump(tree, root);
    rx_node *base = rx_config_parse(tree, "base", BASE, sizeof BASE - 1, problems);
    rx_node *merged = rx_config_merge(tree, base, root, problems);
    if (merged != NULL && assignment[0] != '\0') rx_config_set(tree, merged, assignment, problems);
    if (merged != NULL) check_dump(tree, merged);
    rx_reader reader = { problems, rx_registry_create(), rx_arena_create() };
    if (merged != NULL) read_all(&reader, merged, "");
    rx_registry_free(reader.registry);
    rx_arena_free(reader.arena);
  }
  char *said = rx_problems_text(problems);
  free(said);
  rx_problems_free(problems);
  rx_config_free(tree);
  return 0;
}
