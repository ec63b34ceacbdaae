/* YAML text → nodes, from libfyaml's events. Its document builder is not used: it stops at the first duplicate key, and its
 * aliases expand without bound. */
#include <libfyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/config/config_private.h"

enum { MAX_ANCHORS = 4096 };

/* A collection that is being read. */
typedef struct frame {
  rx_node *node;
  RX_ARRAY(rx_pair) pairs;
  RX_ARRAY(rx_node *) items;
  bool has_key, key_is_bad;
  rx_pair key;
} frame;

typedef struct anchor {
  const char *name;
  const rx_node *node;
} anchor;

typedef struct parser {
  rx_config_tree *tree;
  rx_problems *problems;
  const char *file;
  int column_offset;
  int line, column; /* of the last event that had a place */
  int end_line, end_column;
  size_t nodes_before;
  frame stack[RX_CONFIG_MAX_DEPTH];
  int depth;
  RX_ARRAY(anchor) anchors;
  RX_ARRAY(char) text; /* scratch */
  rx_node *root;
} parser;

/* Where an event stands; libfyaml gives none for an empty value, which is then at its key. */
static void place(parser *p, struct fy_event *event)
{
  const struct fy_mark *mark = fy_event_start_mark(event);
  if (mark == NULL) return;
  p->line = mark->line + 1;
  p->column = mark->column + 1;
  if (event->type == FYET_SCALAR) {
    const enum fy_scalar_style style = fy_token_scalar_style(event->scalar.value);
    /* the mark of a quoted text is behind the quote */
    if ((style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED) && p->column > 1) p->column--;
  }
  if (event->type == FYET_ALIAS && p->column > 1) p->column--; /* and that of an alias behind the star */
  if (p->line == 1) p->column += p->column_offset;
}

static bool bad(parser *p, const char *text)
{
  rx_problems_add(p->problems, p->file, p->line, p->column, "%s", text);
  return false;
}

static bool no_memory(parser *p)
{
  return bad(p, "out of memory");
}

static rx_node *new_node(parser *p, rx_node_kind kind)
{
  if (p->tree->n_nodes - p->nodes_before >= RX_CONFIG_MAX_NODES) {
    rx_problems_add(p->problems, p->file, p->line, p->column, "the file has more than %d values, aliases expanded",
                    RX_CONFIG_MAX_NODES);
    return NULL;
  }
  return rx_config_new_node(p->tree, kind, p->file, p->line, p->column, p->problems);
}

/* Bytes of the UTF-8 character at s (n left), 0 where there is none. RFC 3629, without control characters. */
static size_t character_length(const unsigned char *s, size_t n)
{
  if (s[0] < 0x80) return s[0] >= ' ' ? s[0] != 0x7f : s[0] == '\t' || s[0] == '\n' || s[0] == '\r';
  const size_t length = s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;
  if (length == 0 || length > n) return 0;
  for (size_t i = 1; i < length; i++)
    if ((s[i] & 0xc0) != 0x80) return 0;
  if (s[0] == 0xe0 && s[1] < 0xa0) return 0;  /* overlong */
  if (s[0] == 0xed && s[1] >= 0xa0) return 0; /* surrogates */
  if (s[0] == 0xf0 && s[1] < 0x90) return 0;  /* overlong */
  if (s[0] == 0xf4 && s[1] >= 0x90) return 0; /* beyond U+10FFFF */
  if (s[0] == 0xc2 && s[1] < 0xa0) return 0;  /* C1 control characters */
  return length;
}

/* The text of a token in the arena. By its chunks: fy_token_get_text counts too many bytes in some texts of several lines and
 * gives memory that was never written (libfyaml issues 371, 385). */
static const char *copy_text(parser *p, struct fy_token *token)
{
  if (token == NULL) return ""; /* an empty value has none */
  struct fy_token_iter *iterator = fy_token_iter_create(token);
  if (iterator == NULL) {
    no_memory(p);
    return NULL;
  }
  p->text.n = 0;
  const struct fy_iter_chunk *chunk = NULL;
  int error = 0;
  bool is_good = true;
  while (is_good && (chunk = fy_token_iter_chunk_next(iterator, chunk, &error)) != NULL) {
    is_good = rx_grow((void **)&p->text.items, &p->text.capacity, p->text.n + chunk->len, 1);
    if (is_good && chunk->len > 0) memcpy(p->text.items + p->text.n, chunk->str, chunk->len);
    if (is_good) p->text.n += chunk->len;
  }
  fy_token_iter_destroy(iterator);
  const size_t n = p->text.n;
  char *copy = is_good && error == 0 ? rx_arena_alloc(p->tree->arena, n + 1) : NULL;
  if (copy == NULL) {
    no_memory(p);
    return NULL;
  }
  if (n > 0) memcpy(copy, p->text.items, n);
  for (size_t i = 0; i < n;) {
    /* an escape in a double-quoted text can make any character; messages would carry it to the terminal */
    const size_t length = copy[i] == '\r' ? 0 : character_length((unsigned char *)copy + i, n - i);
    if (length == 0) {
      bad(p, "the text contains a control character");
      copy[i] = '?';
    }
    i += length > 0 ? length : 1;
  }
  return copy;
}

static bool is_null_word(const char *text)
{
  return text[0] == '\0' || strcmp(text, "~") == 0 || strcmp(text, "null") == 0 || strcmp(text, "Null") == 0 ||
         strcmp(text, "NULL") == 0;
}

static int by_key(const void *left, const void *right)
{
  const rx_pair *a = *(rx_pair *const *)left, *b = *(rx_pair *const *)right;
  const int order = strcmp(a->key, b->key);
  return order != 0 ? order : a < b ? -1 : a > b;
}

/* Reports keys given twice and keeps the first of each; pairs [n] in the order of the file, n is updated. */
static bool drop_duplicates(parser *p, rx_pair *pairs, size_t *n)
{
  if (*n < 2) return true;
  rx_pair **sorted = malloc(*n * sizeof *sorted);
  if (sorted == NULL) return no_memory(p);
  for (size_t i = 0; i < *n; i++) sorted[i] = &pairs[i];
  qsort(sorted, *n, sizeof *sorted, by_key);
  const rx_pair *first = sorted[0];
  for (size_t i = 1; i < *n; i++) {
    if (strcmp(sorted[i]->key, first->key) != 0) {
      first = sorted[i];
      continue;
    }
    rx_problems_add(p->problems, sorted[i]->file, sorted[i]->line, sorted[i]->column,
                    "the key \"%s\" is given twice: first at line %d, column %d", sorted[i]->key, first->line,
                    first->column);
    sorted[i]->value = NULL;
  }
  size_t kept = 0;
  for (size_t i = 0; i < *n; i++)
    if (pairs[i].value != NULL) pairs[kept++] = pairs[i];
  *n = kept;
  free(sorted);
  return true;
}

/* Appends the pairs of a mapping under "<<" that f has not got itself. */
static bool add_merged(parser *p, frame *f, const rx_node *from)
{
  for (size_t i = 0; i < from->n; i++) {
    bool is_there = false;
    for (size_t j = 0; j < f->pairs.n && !is_there; j++)
      is_there = strcmp(f->pairs.items[j].key, from->pairs[i].key) == 0;
    if (is_there) continue;
    if (f->pairs.n >= RX_CONFIG_MAX_KEYS) return bad(p, "the mapping has more than 4096 keys");
    if (!RX_APPEND(&f->pairs, from->pairs[i])) return no_memory(p);
  }
  return true;
}

/* Resolves "<<: *a" and "<<: [*a, *b]": own keys win, then the earlier of the list. */
static bool resolve_merge_key(parser *p, frame *f)
{
  for (size_t i = 0; i < f->pairs.n; i++) {
    if (strcmp(f->pairs.items[i].key, "<<") != 0) continue;
    const rx_node *from = f->pairs.items[i].value;
    memmove(&f->pairs.items[i], &f->pairs.items[i + 1], (f->pairs.n - i - 1) * sizeof *f->pairs.items);
    f->pairs.n--;
    bool is_good = from->kind == RX_NODE_MAPPING || from->kind == RX_NODE_SEQUENCE;
    for (size_t j = 0; from->kind == RX_NODE_SEQUENCE && j < from->n; j++)
      is_good = is_good && from->items[j]->kind == RX_NODE_MAPPING;
    if (!is_good) {
      rx_problems_add(p->problems, from->file, from->line, from->column,
                      "\"<<\" takes a mapping or a list of mappings");
      return true;
    }
    if (from->kind == RX_NODE_MAPPING) return add_merged(p, f, from);
    for (size_t j = 0; j < from->n; j++)
      if (!add_merged(p, f, from->items[j])) return false;
    return true;
  }
  return true;
}

/* Hands a node that is complete to the collection it is in. */
static bool attach(parser *p, rx_node *node)
{
  if (p->depth == 0) {
    p->root = node;
    return true;
  }
  frame *f = &p->stack[p->depth - 1];
  if (f->node->kind == RX_NODE_SEQUENCE) return RX_APPEND(&f->items, node) || no_memory(p);

  if (!f->has_key) {
    f->has_key = true;
    f->key = (rx_pair){ .key = node->text, .file = node->file, .line = node->line, .column = node->column };
    f->key_is_bad = node->kind > RX_NODE_SCALAR || node->text[0] == '\0';
    if (!f->key_is_bad && strlen(node->text) > RX_CONFIG_LONGEST_KEY) {
      f->key_is_bad = true;
      rx_problems_add(p->problems, node->file, node->line, node->column, "a key is longer than %d bytes",
                      RX_CONFIG_LONGEST_KEY);
    } else if (!f->key_is_bad && strchr(node->text, '\n') != NULL) {
      f->key_is_bad = true;
      rx_problems_add(p->problems, node->file, node->line, node->column, "a key must be one line");
    } else if (f->key_is_bad) {
      char found[80];
      rx_problems_add(p->problems, node->file, node->line, node->column, "a key must be text, found %s",
                      rx_node_describe(node, found));
    }
    return true;
  }
  f->has_key = false;
  if (f->key_is_bad) return true;
  if (f->pairs.n >= RX_CONFIG_MAX_KEYS) return bad(p, "the mapping has more than 4096 keys");
  f->key.value = node;
  return RX_APPEND(&f->pairs, f->key) || no_memory(p);
}

static bool remember_anchor(parser *p, struct fy_event *event, const rx_node *node)
{
  struct fy_token *token = fy_event_get_anchor_token(event);
  if (token == NULL) return true;
  if (p->anchors.n >= MAX_ANCHORS) return bad(p, "the file has more than 4096 anchors");
  const anchor a = { copy_text(p, token), node };
  return a.name != NULL && (RX_APPEND(&p->anchors, a) || no_memory(p));
}

/* A copy of an anchored node, within the limits of the file. depth: of the collection it goes into. */
static rx_node *expand(parser *p, const rx_node *node, int depth)
{
  if (node->n > 0 && depth >= RX_CONFIG_MAX_DEPTH) {
    bad(p, "the file is nested more than 64 deep, aliases expanded");
    return NULL;
  }
  rx_node *copy = new_node(p, node->kind);
  if (copy == NULL) return NULL;
  *copy = *node;
  if (node->n == 0) return copy;
  if (node->kind == RX_NODE_MAPPING) {
    copy->pairs = rx_arena_alloc(p->tree->arena, node->n * sizeof *copy->pairs);
    if (copy->pairs == NULL) return no_memory(p), NULL;
    memcpy(copy->pairs, node->pairs, node->n * sizeof *copy->pairs);
    for (size_t i = 0; i < node->n; i++)
      if ((copy->pairs[i].value = expand(p, node->pairs[i].value, depth + 1)) == NULL) return NULL;
  } else {
    copy->items = rx_arena_alloc(p->tree->arena, node->n * sizeof *copy->items);
    if (copy->items == NULL) return no_memory(p), NULL;
    for (size_t i = 0; i < node->n; i++)
      if ((copy->items[i] = expand(p, node->items[i], depth + 1)) == NULL) return NULL;
  }
  return copy;
}

static bool on_alias(parser *p, struct fy_event *event)
{
  const char *name = copy_text(p, event->alias.anchor);
  if (name == NULL) return false;
  const rx_node *target = NULL;
  for (size_t i = p->anchors.n; i > 0 && target == NULL; i--)
    if (strcmp(p->anchors.items[i - 1].name, name) == 0) target = p->anchors.items[i - 1].node;
  if (target == NULL) {
    rx_problems_add(p->problems, p->file, p->line, p->column, "the alias *%.*s has no anchor before it",
                    rx_config_clip(name), name);
    rx_node *stand_in = new_node(p, RX_NODE_NULL);
    return stand_in != NULL && (stand_in->text = "~", attach(p, stand_in));
  }
  for (int i = 0; i < p->depth; i++) {
    if (p->stack[i].node != target) continue;
    rx_problems_add(p->problems, p->file, p->line, p->column, "the alias *%.*s stands inside its own anchor",
                    rx_config_clip(name), name);
    return false;
  }
  rx_node *copy = expand(p, target, p->depth);
  return copy != NULL && attach(p, copy);
}

static bool on_scalar(parser *p, struct fy_event *event)
{
  rx_node *node = new_node(p, RX_NODE_SCALAR);
  if (node == NULL || (node->text = copy_text(p, event->scalar.value)) == NULL) return false;
  node->is_quoted = fy_token_scalar_style(event->scalar.value) != FYSS_PLAIN;
  if (!node->is_quoted && is_null_word(node->text)) node->kind = RX_NODE_NULL;
  return remember_anchor(p, event, node) && attach(p, node);
}

static bool on_start(parser *p, struct fy_event *event, rx_node_kind kind)
{
  if (p->depth == RX_CONFIG_MAX_DEPTH) return bad(p, "the file is nested more than 64 deep");
  rx_node *node = new_node(p, kind);
  if (node == NULL || !remember_anchor(p, event, node)) return false;
  frame *f = &p->stack[p->depth++];
  f->node = node;
  f->has_key = false;
  f->pairs.n = f->items.n = 0;
  return true;
}

static bool on_end(parser *p)
{
  frame *f = &p->stack[p->depth - 1];
  rx_node *node = f->node;
  if (node->kind == RX_NODE_MAPPING) {
    if (!drop_duplicates(p, f->pairs.items, &f->pairs.n) || !resolve_merge_key(p, f)) return false;
    node->n = f->pairs.n;
    node->pairs = rx_arena_alloc(p->tree->arena, node->n * sizeof *node->pairs);
    if (node->pairs == NULL) return no_memory(p);
    if (node->n > 0) memcpy(node->pairs, f->pairs.items, node->n * sizeof *node->pairs);
  } else {
    node->n = f->items.n;
    node->items = rx_arena_alloc(p->tree->arena, node->n * sizeof *node->items);
    if (node->items == NULL) return no_memory(p);
    if (node->n > 0) memcpy(node->items, f->items.items, node->n * sizeof *node->items);
  }
  p->depth--;
  return attach(p, node);
}

/* Takes one event; false: there is no point in going on (a problem says why). */
static bool on_event(parser *p, struct fy_event *event)
{
  place(p, event);
  if (fy_event_get_tag_token(event) != NULL) bad(p, "tags (\"!…\") have no meaning in a config");
  switch (event->type) {
  case FYET_DOCUMENT_START:
    return p->root == NULL || bad(p, "a second document (\"---\") begins here; a file holds one");
  case FYET_MAPPING_START: return on_start(p, event, RX_NODE_MAPPING);
  case FYET_SEQUENCE_START: return on_start(p, event, RX_NODE_SEQUENCE);
  case FYET_MAPPING_END:
  case FYET_SEQUENCE_END: return on_end(p);
  case FYET_SCALAR: return on_scalar(p, event);
  case FYET_ALIAS: return on_alias(p, event);
  default: return true;
  }
}

static void discard(struct fy_diag *diag, void *user, const char *text, size_t n)
{
  (void)diag, (void)user, (void)text, (void)n;
}

/* The first of libfyaml's errors; the others follow from it. */
static void report_syntax(parser *p, struct fy_diag *diag)
{
  void *iterator = NULL;
  const struct fy_diag_error *error = fy_diag_errors_iterate(diag, &iterator);
  if (error == NULL) {
    bad(p, "not valid YAML");
    return;
  }
  /* libfyaml sees a last line end where there is none */
  const bool is_behind = error->line > p->end_line;
  p->line = is_behind ? p->end_line : error->line;
  p->column = is_behind ? p->end_column : error->column + (error->line == 1 ? p->column_offset : 0);
  const bool is_tab = strstr(error->msg, "tab") != NULL && strstr(error->msg, "indentation") != NULL;
  rx_problems_add(p->problems, p->file, p->line, p->column, "not valid YAML: %s",
                  is_tab ? "a tab indents this line; YAML is indented with spaces alone" : error->msg);
}

static rx_node *parse_events(parser *p, const char *text, size_t n)
{
  struct fy_diag_cfg diag_cfg;
  fy_diag_cfg_default(&diag_cfg);
  diag_cfg.fp = NULL;
  diag_cfg.output_fn = discard;
  struct fy_diag *diag = fy_diag_create(&diag_cfg);
  struct fy_parser *fyp = NULL;
  bool is_good = false;
  if (diag != NULL) {
    fy_diag_set_collect_errors(diag, true);
    const struct fy_parse_cfg cfg = {
      .search_path = "",
      .flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_JSON_NONE | FYPCF_DEFAULT_VERSION_1_2,
      .diag = diag,
    };
    fyp = fy_parser_create(&cfg);
  }
  if (fyp == NULL || fy_parser_set_string(fyp, text, n) != 0) {
    no_memory(p);
    goto done;
  }
  is_good = true;
  struct fy_event *event;
  while (is_good && (event = fy_parser_parse(fyp)) != NULL) {
    is_good = on_event(p, event);
    fy_parser_event_free(fyp, event);
  }
  if (is_good && (fy_parser_get_stream_error(fyp) || fy_diag_got_error(diag))) {
    report_syntax(p, diag);
    is_good = false;
  }
done:
  fy_parser_destroy(fyp);
  fy_diag_destroy(diag);
  return is_good ? p->root : NULL;
}

bool rx_config_check_text(const char *file, const char *text, size_t n, int column_offset, rx_problems *problems)
{
  int line = 1, column = 1 + column_offset;
  for (size_t i = 0; i < n;) {
    const size_t length = character_length((const unsigned char *)text + i, n - i);
    const unsigned byte = (unsigned char)text[i];
    if (length == 0 && byte == 0) {
      rx_problems_add(problems, file, line, column, "a NUL byte: this is not a text file");
      return false;
    }
    if (length == 0) {
      rx_problems_add(problems, file, line, column,
                      byte < 0x80 || byte == 0xc2 ? "the byte 0x%02x is a control character: this is not a text file"
                                                  : "the byte 0x%02x is not UTF-8 text",
                      byte);
      return false;
    }
    if (byte == '\n')
      line++, column = 1;
    else
      column++;
    i += length;
  }
  return true;
}

/* Where the text ends, in characters. */
static void find_end(parser *p, const char *text, size_t n)
{
  p->end_line = 1;
  p->end_column = 1 + p->column_offset;
  for (size_t i = 0; i < n; i++) {
    if (text[i] == '\n')
      p->end_line++, p->end_column = 1;
    else if (((unsigned char)text[i] & 0xc0) != 0x80)
      p->end_column++;
  }
}

rx_node *rx_config_parse_any(rx_config_tree *tree, const char *name, const char *text, size_t n, int column_offset,
                             rx_problems *problems)
{
  const char *file = rx_arena_text(tree->arena, name);
  if (file == NULL) {
    rx_problems_add(problems, name, 0, 0, "out of memory");
    return NULL;
  }
  if (n > RX_CONFIG_MAX_BYTES) {
    rx_problems_add(problems, name, 0, 0, "is larger than %d MiB", RX_CONFIG_MAX_BYTES >> 20);
    return NULL;
  }
  if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) text += 3, n -= 3; /* byte-order mark of some editors */
  parser *p = calloc(1, sizeof *p);
  if (p == NULL) {
    rx_problems_add(problems, name, 0, 0, "out of memory");
    return NULL;
  }
  *p = (parser){
    .tree = tree, .problems = problems, .file = file, .column_offset = column_offset, .nodes_before = tree->n_nodes
  };
  find_end(p, text, n);
  const bool is_text = rx_config_check_text(file, text, n, column_offset, problems);
  rx_node *root = is_text && n > 0 ? parse_events(p, text, n) : NULL;
  for (int i = 0; i < RX_CONFIG_MAX_DEPTH; i++) {
    free(p->stack[i].pairs.items);
    free(p->stack[i].items.items);
  }
  free(p->anchors.items);
  free(p->text.items);
  free(p);
  return root;
}

rx_node *rx_config_parse(rx_config_tree *tree, const char *name, const char *text, size_t n, rx_problems *problems)
{
  const size_t before = rx_problems_count(problems);
  rx_node *root = rx_config_parse_any(tree, name, text, n, 0, problems);
  if (root == NULL || root->kind == RX_NODE_NULL) {
    if (rx_problems_count(problems) == before) rx_problems_add(problems, name, 0, 0, "is empty");
    return NULL;
  }
  if (root->kind != RX_NODE_MAPPING) {
    char found[80];
    rx_problems_add(problems, name, root->line, root->column,
                    "the top level must be a mapping (\"key: value\"), found %s", rx_node_describe(root, found));
    return NULL;
  }
  rx_config_annotate(root, NULL, NULL);
  return root;
}
