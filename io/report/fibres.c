/* Rates of the fibres of a nerve: a table for each stimulus, at the skin and at the cord side by side, and what else is known of them. */
#include <stdio.h>
#include <string.h>

#include "io/report/page/numbers.h"
#include "io/report/sections.h"

/* The other outcomes of a population of fibres, in the order in which they are shown. */
static const char *const OTHERS[] = { "late_rate_", "resting_rate_", "active_share_", "heat_threshold_" };
enum { N_OTHERS = sizeof OTHERS / sizeof *OTHERS };

static const rx_result_outcome *outcome_of(const rx_view *view, const char *prefix, size_t population)
{
  char name[RX_NUMBER_TEXT + 32];
  snprintf(name, sizeof name, "%s%.*s", prefix, RX_NUMBER_TEXT, view->populations[population].name);
  const rx_result_outcome *o = rx_results_outcome(view->results, name);
  return o != NULL && o->rank >= 2 ? o : NULL;
}

bool rx_report_is_of_fibres(const rx_view *view, const rx_result_outcome *outcome)
{
  bool is_one = rx_view_outcome_population(view, outcome, "skin_rate_") != NULL ||
                rx_view_outcome_population(view, outcome, "cord_rate_") != NULL;
  for (size_t k = 0; k < N_OTHERS; k++) is_one |= rx_view_outcome_population(view, outcome, OTHERS[k]) != NULL;
  return is_one && outcome->rank >= 2;
}

static bool has_numbers(const rx_view *view, const rx_result_outcome *o, size_t stimulus)
{
  for (size_t c = 0; o != NULL && c < view->results->n_conditions; c++)
    if (rx_view_stat(view, o, c, stimulus).n > 0) return true;
  return false;
}

static void number_cell(rx_page *page, const rx_view *view, const rx_result_outcome *o, size_t c, size_t stimulus)
{
  const rx_stat stat = rx_view_stat(view, o, c, stimulus);
  const double reference = rx_view_stat(view, o, view->reference, stimulus).mean;
  const char *change =
      c == view->reference ? "" : RX_CHANGE(stat.mean, reference, RX_TINY_SHARE * rx_view_largest(view, o));
  rx_page_add(page, "<td class=\"n\">%s", RX_MEAN(stat));
  if (*change != '\0') rx_page_add(page, "<span class=\"change\">%s</span>", change);
  rx_page_add(page, "</td>");
}

/* Conditions down, populations across, each with n_prefixes columns; nothing where there is no number. */
static bool fibre_table(rx_page *page, const rx_view *view, size_t stimulus, const char *title, size_t n_prefixes,
                        const char *const prefixes[], const char *const names[])
{
  const rx_results *s = view->results;
  bool is_open = false;
  for (size_t k = 0; k <= s->n_conditions; k++) { /* the head first */
    const size_t c = k > 0 ? rx_view_drawn(view, k - 1) : 0;
    bool has_row = false;
    for (size_t p = 0; p < view->n_populations; p++)
      for (size_t i = 0; i < n_prefixes; i++) {
        const rx_result_outcome *o = outcome_of(view, prefixes[i], p);
        if (!has_numbers(view, o, stimulus)) continue;
        if (!is_open) {
          rx_page_add(page, "<p class=\"note\">%s</p>\n", title);
          rx_page_table(page, NULL);
          rx_page_add(page, "<thead><tr><th scope=\"col\">Condition</th>");
          is_open = true;
        }
        if (k > 0 && !has_row) rx_page_add(page, c == view->reference ? "<tr class=\"reference\">" : "<tr>");
        if (k > 0 && !has_row) rx_page_add(page, "<th scope=\"row\">%s</th>", RX_WORDS(s->conditions[c].name));
        has_row = true;
        if (k == 0)
          rx_page_add(page, "<th scope=\"col\" class=\"n\">%s%s</th>", view->populations[p].name, names[i]);
        else
          number_cell(page, view, o, c, stimulus);
      }
    if (!has_row) break;
    rx_page_add(page, k == 0 ? "</tr></thead>\n<tbody>\n" : "</tr>\n");
  }
  if (!is_open) return false;
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  return true;
}

void rx_report_fibres(rx_page *page, const rx_view *view)
{
  static const char *const RATES[] = { "skin_rate_", "cord_rate_" }, *const PLACES[] = { ", skin", ", cord" };
  static const char *const TITLES[N_OTHERS] = {
    "Rate at the skin 0.5–2 s after the onset, Hz.", "Rate at the skin before the onset, Hz.",
    "Share of the fibres that fire while the stimulus lasts.",
    "Skin temperature at the first spike, median of the fibres that fire, °C."
  };
  for (size_t t = 0; t < view->results->n_stimuli; t++) {
    bool any = false;
    for (size_t p = 0; p < view->n_populations; p++)
      any |= has_numbers(view, outcome_of(view, RATES[1], p), t) || has_numbers(view, outcome_of(view, RATES[0], p), t);
    if (!any) continue;
    char title[2 * RX_NUMBER_TEXT];
    snprintf(title, sizeof title, "Fibres under %s", RX_WORDS(view->results->stimuli[t]));
    rx_page_heading(page, 3, title);
    fibre_table(page, view, t, "Mean rates while the stimulus lasts, at the skin and at the cord, Hz.", 2, RATES,
                PLACES);
    rx_page_add(page, "<details><summary>More of these fibres</summary>\n");
    for (size_t k = 0; k < N_OTHERS; k++)
      fibre_table(page, view, t, TITLES[k], 1, &OTHERS[k], (const char *const[]){ "" });
    rx_page_add(page, "</details>\n");
  }
}
