/* What the tests of HTML pages share: a checker of markup, what a page says, a folder with folders in it to leave. */
#ifndef RX_TESTS_PAGE_CHECK_H
#define RX_TESTS_PAGE_CHECK_H

#include <criterion/criterion.h>
#include <ctype.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/io/output_helpers.h"

static inline int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
  (void)status, (void)kind, (void)place;
  return remove(path);
}

/* The folder of this test with what is below it. */
static inline void leave_tree(void)
{
  char folder[TEST_PATH];
  if (getcwd(folder, sizeof folder) == NULL || strstr(folder, "rexed-test-") == NULL) return;
  if (chdir("/") == 0) nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* ---- a small checker of markup ---- */

enum { MOST_DEPTH = 64, MOST_IDS = 4000 };

typedef struct checker {
  const char *at, *begin;
  char open[MOST_DEPTH][24];
  int depth;
  size_t n_ids;
  char ids[MOST_IDS][16];
} checker;

static inline bool is_void(const char *name)
{
  return strcmp(name, "meta") == 0 || strcmp(name, "br") == 0;
}

/* & is always an entity that XML knows, or a number. */
static inline void check_entity(const checker *c)
{
  static const char *const ENTITIES[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };
  for (size_t i = 0; i < 5; i++)
    if (strncmp(c->at, ENTITIES[i], strlen(ENTITIES[i])) == 0) return;
  cr_assert_fail("bare & at \"%.40s\"", c->at);
}

static inline void check_id(checker *c, const char *value, size_t n)
{
  cr_assert_lt(c->n_ids, MOST_IDS);
  snprintf(c->ids[c->n_ids], sizeof c->ids[0], "%.*s", (int)n, value);
  for (size_t i = 0; i < c->n_ids; i++) cr_assert_str_neq(c->ids[i], c->ids[c->n_ids], "id %s twice", c->ids[i]);
  c->n_ids++;
}

/* From behind the tag's name to its end: name="value" …; true where it closes itself. */
static inline bool check_attributes(checker *c)
{
  for (;;) {
    while (isspace((unsigned char)*c->at)) c->at++;
    if (*c->at == '>') return c->at++, false;
    if (strncmp(c->at, "/>", 2) == 0) return c->at += 2, true;
    const char *name = c->at;
    while (isalnum((unsigned char)*c->at) || *c->at == '-' || *c->at == ':') c->at++;
    const size_t n_name = (size_t)(c->at - name);
    cr_assert(n_name > 0 && c->at[0] == '=' && c->at[1] == '"', "attribute at \"%.60s\"", name);
    c->at += 2;
    const char *value = c->at;
    for (; *c->at != '"'; c->at++) {
      cr_assert(*c->at != '\0' && *c->at != '<', "value at \"%.60s\"", value);
      if (*c->at == '&') check_entity(c);
    }
    if (n_name == 2 && strncmp(name, "id", 2) == 0) check_id(c, value, (size_t)(c->at - value));
    if (n_name == 4 && strncmp(name, "href", 4) == 0) cr_assert_eq(*value, '#', "link out of the page: %.40s", value);
    cr_assert(!(n_name == 3 && strncmp(name, "src", 3) == 0));
    c->at++;
  }
}

static inline void check_tag(checker *c)
{
  char name[24];
  const bool is_end = c->at[1] == '/';
  c->at += is_end ? 2 : 1;
  size_t n = 0;
  while (isalnum((unsigned char)c->at[n]) && n + 1 < sizeof name) name[n] = c->at[n], n++;
  name[n] = '\0';
  cr_assert_gt(n, 0, "bare < at \"%.40s\"", c->at - 1);
  c->at += n;
  if (is_end) {
    cr_assert_eq(*c->at++, '>');
    cr_assert(c->depth > 0 && strcmp(c->open[c->depth - 1], name) == 0, "</%s> closes <%s> at \"%.60s\"", name,
              c->depth > 0 ? c->open[c->depth - 1] : "nothing", c->at);
    c->depth--;
    return;
  }
  cr_assert_str_neq(name, "script");
  if (check_attributes(c)) return;
  cr_assert(!is_void(name), "<%s> must close itself", name);
  cr_assert_lt(c->depth, MOST_DEPTH);
  strcpy(c->open[c->depth++], name);
}

/* Balanced tags, quoted attributes, known entities, ids once, no link or script. */
static inline void check_markup(const char *html)
{
  static checker c;
  c = (checker){ .at = html };
  cr_assert_eq(strncmp(c.at, "<!DOCTYPE html>\n", 16), 0);
  c.at += 16;
  while (*c.at != '\0')
    if (*c.at == '<')
      check_tag(&c);
    else if (*c.at == '&')
      check_entity(&c), c.at++;
    else
      c.at++;
  cr_assert_eq(c.depth, 0, "<%s> is not closed", c.open[0]);
  cr_assert_null(strstr(html, "nan"), "a NaN got into the page: \"%.80s\"", strstr(html, "nan") - 40);
}

#define assert_has(html, part)     cr_assert_not_null(strstr((html), (part)), "the page does not say \"%s\"", (part))
#define assert_has_not(html, part) cr_assert_null(strstr((html), (part)), "the page says \"%s\"", (part))

static inline size_t n_times_in(const char *html, const char *part)
{
  size_t n = 0;
  for (const char *at = html; (at = strstr(at, part)) != NULL; at += strlen(part)) n++;
  return n;
}

/* A page, checked; its size is bounded. Free it. */
static inline char *checked_page(const char *path)
{
  size_t n;
  char *html = file_bytes(path, &n);
  html[n] = '\0';
  cr_assert_eq(strlen(html), n);
  cr_assert_lt(n, 5u << 20, "%zu bytes", n);
  check_markup(html);
  return html;
}

#endif
