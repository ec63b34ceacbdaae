/* The canonical text of a config: sorted keys, %.17g numbers. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "io/config/config_private.h"

static int by_key(const void *left, const void *right)
{
  return strcmp((*(rx_pair *const *)left)->key, (*(rx_pair *const *)right)->key);
}

/* Words that stand without quotes: letters, digits and a few signs, beginning with a letter; not null, true or false. */
static bool is_plain_word(const char *text)
{
  static const char *const SPECIAL[] = { "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE" };
  const size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-");
  if (n == 0 || text[n] != '\0' || !((text[0] | 32) >= 'a' && (text[0] | 32) <= 'z')) return false;
  for (size_t i = 0; i < sizeof SPECIAL / sizeof *SPECIAL; i++)
    if (strcmp(text, SPECIAL[i]) == 0) return false;
  return true;
}

static void dump_text(FILE *out, const char *text)
{
  if (is_plain_word(text)) {
    fputs(text, out);
    return;
  }
  fputc('"', out);
  for (; *text != '\0'; text++) {
    if (*text == '\n')
      fputs("\\n", out);
    else if (*text == '\t')
      fputs("\\t", out);
    else if (*text == '"' || *text == '\\')
      fprintf(out, "\\%c", *text);
    else
      fputc(*text, out);
  }
  fputc('"', out);
}

static void dump_scalar(FILE *out, const rx_node *node)
{
  double number;
  if (node->kind == RX_NODE_NULL)
    fputs("null", out);
  else if (node->is_quoted)
    dump_text(out, node->text);
  else if (strlen(node->text) > 15 && node->text[strspn(node->text, "0123456789")] == '\0')
    fputs(node->text, out); /* a seed has more digits than a double holds */
  else if (rx_unit_read(node->text, "1", &number, NULL) == RX_OK && strchr(node->text, ' ') == NULL)
    fprintf(out, "%.17g", number);
  else if (strcmp(node->text, "true") == 0 || strcmp(node->text, "false") == 0)
    fputs(node->text, out);
  else
    dump_text(out, node->text);
}

/* What follows "key:" or "-": on the same line a scalar or an empty collection, else a block below. */
static bool dump(FILE *out, const rx_node *node, int indent)
{
  if (node->kind <= RX_NODE_SCALAR || node->n == 0) {
    if (node->kind == RX_NODE_MAPPING)
      fputs(" {}\n", out);
    else if (node->kind == RX_NODE_SEQUENCE)
      fputs(" []\n", out);
    else
      fputc(' ', out), dump_scalar(out, node), fputc('\n', out);
    return true;
  }
  if (indent > 0) fputc('\n', out);
  if (node->kind == RX_NODE_SEQUENCE) {
    for (size_t i = 0; i < node->n; i++) {
      fprintf(out, "%*s-", indent, "");
      if (!dump(out, node->items[i], indent + 2)) return false;
    }
    return true;
  }
  const rx_pair **sorted = malloc(node->n * sizeof *sorted);
  if (sorted == NULL) return false;
  for (size_t i = 0; i < node->n; i++) sorted[i] = &node->pairs[i];
  qsort(sorted, node->n, sizeof *sorted, by_key);
  bool is_good = true;
  for (size_t i = 0; is_good && i < node->n; i++) {
    fprintf(out, "%*s", indent, "");
    dump_text(out, sorted[i]->key);
    fputc(':', out);
    is_good = dump(out, sorted[i]->value, indent + 2);
  }
  free(sorted);
  return is_good;
}

char *rx_config_dump(const rx_node *node)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (out == NULL) return NULL;
  const bool is_good = dump(out, node, 0) && ferror(out) == 0;
  if (fclose(out) != 0 || !is_good) {
    free(text);
    return NULL;
  }
  return text;
}
