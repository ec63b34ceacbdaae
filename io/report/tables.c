/* Outcomes of single populations as tables: rates, times of the first spike. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/report/page/look.h"
#include "io/report/page/numbers.h"
#include "io/report/sections.h"

static const struct {
  const char *prefix, *title, *caption;
  double tiny; /* below this reference a change is a difference, else a ratio */
  bool is_folded;
} FAMILIES[] = {
  { "rate_", "mean rates, Hz", "Per cell, in the epoch of the stimulus.", 0.05, false },
  { "first_spike_", "first spike, ms",
    "Of the first cell to fire, after the onset of the stimulus; below: earlier (−) or later (+).", INFINITY, true },
};
enum { N_FAMILIES = sizeof FAMILIES / sizeof *FAMILIES };

static const rx_result_outcome *family_outcome(const rx_view *view, const char *prefix, const char *population)
{
  for (size_t i = 0; i < view->results->n_outcomes; i++) {
    const rx_result_outcome *o = &view->results->outcomes[i];
    if (o->rank >= 1 && strncmp(o->name, prefix, strlen(prefix)) == 0 &&
        strcmp(o->name + strlen(prefix), population) == 0)
      return o;
  }
  return NULL;
}

static bool has_family(const rx_view *view, const char *prefix)
{
  for (size_t i = 0; i < view->n_populations; i++) {
    const rx_result_outcome *o = family_outcome(view, prefix, view->populations[i].name);
    if (o != NULL && rx_view_has_numbers(view, o)) return true;
  }
  return false;
}

/* Populations down, conditions across, for one stimulus. */
static void family_table(rx_page *page, const rx_view *view, size_t family, size_t stimulus)
{
  const char *prefix = FAMILIES[family].prefix;
  const rx_results *s = view->results;
  rx_page_table(page, FAMILIES[family].caption);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Population</th><th scope=\"col\" class=\"n\">n</th>");
  for (size_t k = 0; k < s->n_conditions; k++)
    rx_page_add(page, "<th scope=\"col\" class=\"n\">%s</th>", RX_WORDS(s->conditions[rx_view_drawn(view, k)].name));
  rx_page_add(page, "</tr></thead>\n<tbody>\n");
  rx_kind kind = RX_N_KINDS;
  for (size_t i = 0; i < view->n_populations; i++) {
    const rx_view_population *p = &view->populations[i];
    const rx_result_outcome *o = family_outcome(view, prefix, p->name);
    if (o == NULL) continue;
    if (p->kind != kind)
      rx_page_add(page, "<tr class=\"group\"><th colspan=\"%zu\" scope=\"colgroup\">%s</th></tr>\n",
                  s->n_conditions + 2, rx_kind_title(p->kind));
    kind = p->kind;
    rx_page_add(page, "<tr><th scope=\"row\">%s</th><td class=\"n\">%s</td>", p->name, RX_COUNT(p->n));
    for (size_t k = 0; k < s->n_conditions; k++) {
      const size_t c = rx_view_drawn(view, k);
      const rx_stat stat = rx_view_stat(view, o, c, stimulus);
      const char *change =
          c == view->reference
              ? ""
              : RX_CHANGE(stat.mean, rx_view_stat(view, o, view->reference, stimulus).mean, FAMILIES[family].tiny);
      rx_page_add(page, "<td class=\"n\">%s", RX_MEAN(stat));
      if (*change != '\0') rx_page_add(page, "<span class=\"change\">%s</span>", change);
      rx_page_add(page, "</td>");
    }
    rx_page_add(page, "</tr>\n");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

/* True where no population fires under a stimulus in any condition, or has no rate at all. */
static bool is_silent(const rx_view *view, size_t stimulus, bool *has_numbers)
{
  *has_numbers = false;
  for (size_t i = 0; i < view->n_populations; i++) {
    const rx_result_outcome *o = family_outcome(view, "rate_", view->populations[i].name);
    for (size_t c = 0; o != NULL && c < view->results->n_conditions; c++) {
      const rx_stat stat = rx_view_stat(view, o, c, stimulus);
      *has_numbers = *has_numbers || stat.n > 0;
      if (stat.n > 0 && stat.high > 0) return false;
    }
  }
  return true;
}

void rx_report_rates(rx_page *page, const rx_view *view)
{
  const rx_results *s = view->results;
  bool is_open = false;
  for (size_t f = 0; f < N_FAMILIES; f++) {
    if (s->n_conditions == 0 || s->n_stimuli == 0 || !has_family(view, FAMILIES[f].prefix)) continue;
    for (size_t t = 0; t < s->n_stimuli; t++) {
      char title[2 * RX_NUMBER_TEXT + 8];
      rx_view_component clamp;
      bool has_numbers;
      if (is_silent(view, t, &has_numbers) &&
          (!has_numbers || rx_view_components(view, s->stimuli[t], "pic_clamp", 1, &clamp) > 0))
        continue;
      if (!is_open) rx_page_section(page, "rates", "Rates of the populations");
      is_open = true;
      snprintf(title, sizeof title, "%s: %s", RX_WORDS(s->stimuli[t]), FAMILIES[f].title);
      if (FAMILIES[f].is_folded)
        rx_page_add(page, "<details><summary>%s</summary>\n", rx_capital(title));
      else
        rx_page_heading(page, 3, rx_capital(title));
      family_table(page, view, f, t);
      if (FAMILIES[f].is_folded) rx_page_add(page, "</details>\n");
    }
  }
}
