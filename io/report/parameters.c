/* Parameters that are not at their default, where each number comes from, and all numbers that a config must give. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/report/page/numbers.h"
#include "io/report/sections.h"

enum { MOST_ROWS = 400, MOST_PATHS = 100, MOST_GROUPS = 500, N_MARKS = 4 };

static const struct {
  const char *mark, *meaning;
  bool is_assumed;
} MARKS[N_MARKS] = {
  { "R", "read in published code", false },
  { "P", "read in a published page", false },
  { "L", "recalled from the literature, not checked", true },
  { "D", "a design choice of rexed, not published", true },
};

static bool has_default(const rx_result_parameter *p)
{
  return !isnan(p->def);
}

static bool differs(const rx_result_parameter *p)
{
  return has_default(p) && p->value != p->def && !(isnan(p->value) && isnan(p->def));
}

static bool is_set_here(const rx_result_parameter *p)
{
  return p->given == 2;
}

typedef bool rx_choice(const rx_result_parameter *p);

static void source_cells(rx_page *page, const rx_result_parameter *p)
{
  rx_page_add(page, "<td>%s</td><td>%s</td>", p->source, p->mark);
}

static const char *last_part(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash != NULL ? slash + 1 : path;
}

/* Parameters of one name with one value from one source are one row. */
static bool belong_together(const rx_result_parameter *a, const rx_result_parameter *b)
{
  return a->value == b->value && (a->def == b->def || (isnan(a->def) && isnan(b->def))) &&
         strcmp(last_part(a->path), last_part(b->path)) == 0 && strcmp(a->source, b->source) == 0 &&
         strcmp(a->mark, b->mark) == 0 && strcmp(a->units, b->units) == 0;
}

typedef struct rx_group_of_parameters {
  const rx_result_parameter *first;
  size_t n;
} rx_group_of_parameters;

static size_t group_chosen(const rx_results *s, rx_choice *choice, rx_group_of_parameters *groups)
{
  size_t n = 0;
  for (size_t i = 0; i < s->n_parameters; i++) {
    const rx_result_parameter *p = &s->parameters[i];
    if (!choice(p)) continue;
    size_t k = 0;
    while (k < n && !belong_together(groups[k].first, p)) k++;
    if (k == n) groups[n++] = (rx_group_of_parameters){ p, 0 };
    groups[k].n++;
  }
  return n;
}

static void paths_of(rx_page *page, const rx_results *s, rx_choice *choice, const rx_group_of_parameters *g)
{
  size_t n = 0;
  if (g->n == 1) {
    rx_page_add(page, "<code>%s</code>", g->first->path);
    return;
  }
  rx_page_add(page, "<details><summary><code>%s</code> of %zu parts</summary>", last_part(g->first->path), g->n);
  for (size_t i = 0; i < s->n_parameters && n < MOST_PATHS; i++)
    if (choice(&s->parameters[i]) && belong_together(g->first, &s->parameters[i]))
      rx_page_add(page, "%s<code>%s</code>", n++ > 0 ? ", " : "", s->parameters[i].path);
  if (n < g->n) rx_page_add(page, " and %zu more", g->n - n);
  rx_page_add(page, "</details>");
}

static void list_chosen(rx_page *page, const rx_results *s, const char *title, rx_choice *choice)
{
  rx_group_of_parameters *groups = calloc(s->n_parameters + 1, sizeof *groups);
  if (groups == NULL) {
    page->is_out_of_memory = true;
    return;
  }
  const size_t n = group_chosen(s, choice, groups);
  rx_page_heading(page, 3, title);
  if (n == 0) {
    rx_page_add(page, "<p>None.</p>\n");
    free(groups);
    return;
  }
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Parameter</th><th scope=\"col\" class=\"n\">Value</th><th "
                    "scope=\"col\" class=\"n\">Default</th>"
                    "<th scope=\"col\">Unit</th><th scope=\"col\">Meaning</th><th scope=\"col\">Source</th><th "
                    "scope=\"col\">Mark</th></tr></thead>\n<tbody>\n");
  for (size_t k = 0; k < n && k < MOST_ROWS; k++) {
    const rx_result_parameter *p = groups[k].first;
    rx_page_add(page, "<tr><td>");
    paths_of(page, s, choice, &groups[k]);
    rx_page_add(page, "</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td>%s</td><td>%s</td>", RX_NUM6(p->value),
                RX_NUM6(p->def), RX_UNIT(p->units), p->meaning);
    source_cells(page, p);
    rx_page_add(page, "</tr>\n");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  if (n > MOST_ROWS)
    rx_page_add(page, "<p class=\"note\">The list is cut here; all are in results.h5, /parameters.</p>\n");
  free(groups);
}

static void marks(rx_page *page, const rx_results *s)
{
  size_t n_marked = 0;
  rx_page_heading(page, 3, "Where the numbers come from");
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Mark</th><th scope=\"col\">Meaning</th><th scope=\"col\" "
                    "class=\"n\">Parameters</th><th scope=\"col\">Assumed</th></tr></thead>\n<tbody>\n");
  for (size_t m = 0; m < N_MARKS; m++) {
    size_t n = 0;
    for (size_t i = 0; i < s->n_parameters; i++)
      n += s->parameters[i].mark != NULL && strcmp(s->parameters[i].mark, MARKS[m].mark) == 0;
    n_marked += n;
    rx_page_add(page, "<tr><th scope=\"row\">%s</th><td>%s</td><td class=\"n\">%s</td><td>%s</td></tr>\n",
                MARKS[m].mark, MARKS[m].meaning, RX_COUNT(n), MARKS[m].is_assumed ? "yes" : "no");
  }
  rx_page_add(page,
              "<tr><th scope=\"row\">none</th><td>defaults of the program, settings of the experiment</td><td "
              "class=\"n\">%s</td><td></td></tr>\n",
              RX_COUNT(s->n_parameters - n_marked));
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

/* ---- numbers without a default, by the thing they belong to ---- */

static size_t parent_length(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash != NULL ? (size_t)(slash - path) : 0;
}

static bool same_row(const rx_result_parameter *a, const rx_result_parameter *b)
{
  const size_t n = parent_length(a->path);
  return n == parent_length(b->path) && strncmp(a->path, b->path, n) == 0 && strcmp(a->source, b->source) == 0 &&
         strcmp(a->mark, b->mark) == 0;
}

static void required(rx_page *page, const rx_results *s)
{
  size_t n = 0, n_rows = 0;
  for (size_t i = 0; i < s->n_parameters; i++) n += !has_default(&s->parameters[i]);
  if (n == 0) return;
  rx_page_add(page, "<details><summary>Numbers that have no default and were given by the files (%s)</summary>\n",
              RX_COUNT(n));
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Of</th><th scope=\"col\">Values</th><th scope=\"col\">Source</th><th "
                    "scope=\"col\">Mark</th></tr></thead>\n<tbody>\n");
  const rx_result_parameter *row = NULL;
  for (size_t i = 0; i < s->n_parameters; i++) {
    const rx_result_parameter *p = &s->parameters[i];
    if (has_default(p) || isnan(p->value)) continue;
    const size_t n_parent = parent_length(p->path);
    const char *name = p->path + n_parent + (n_parent > 0);
    if (row == NULL || !same_row(row, p)) {
      if (n_rows == MOST_GROUPS) break;
      if (row != NULL) {
        rx_page_add(page, "</td>");
        source_cells(page, row);
        rx_page_add(page, "</tr>\n");
      }
      row = p;
      n_rows++;
      rx_page_add(page, "<tr><td><code>");
      for (size_t k = 0; k < n_parent; k++) /* a character at a time is safe: '/' is no part of a UTF-8 character */
        if (k == 0 || p->path[k - 1] == '/') {
          char part[256] = { 0 };
          const size_t length = strcspn(p->path + k, "/");
          memcpy(part, p->path + k, length < sizeof part - 1 ? length : sizeof part - 1);
          rx_page_add(page, "%s%s", k > 0 ? "/" : "", part);
        }
      rx_page_add(page, "</code></td><td>");
    } else {
      rx_page_add(page, ", ");
    }
    const char *unit = RX_UNIT(p->units);
    rx_page_add(page, "%s %s%s%s", name, RX_NUM6(p->value), *unit != '\0' ? " " : "", unit);
  }
  if (row != NULL) {
    rx_page_add(page, "</td>");
    source_cells(page, row);
    rx_page_add(page, "</tr>\n");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  if (n_rows == MOST_GROUPS)
    rx_page_add(page, "<p class=\"note\">The list is cut here; all are in results.h5, /parameters.</p>\n");
  rx_page_add(page, "</details>\n");
}

void rx_report_parameters(rx_page *page, const rx_view *view)
{
  const rx_results *s = view->results;
  if (s->n_parameters == 0) return;
  rx_page_section(page, "parameters", "Parameters");
  list_chosen(page, s, "Set by this experiment", is_set_here);
  list_chosen(page, s, "Different from their default", differs);
  marks(page, s);
  required(page, s);
}
