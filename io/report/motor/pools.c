/* Motor pools of a run: the true persistent inward current beside its estimates, pair by pair; discharge, torque, clamp loops. */
#include <stdio.h>
#include <string.h>

#include "io/report/motor/delta_f_page.h"
#include "io/report/motor/pool_view.h"
#include "io/report/page/numbers.h"
#include "io/report/sections.h"

/* ---- tables ---- */

typedef struct column {
  const char *prefix, *title;
} column;

static const column PAIRS[] = { { "delta_f_", "ΔF, mean of test units" },
                                { "delta_f_median_", "median" },
                                { "delta_f_change_", "change, matched pairs" },
                                { "delta_f_change_low_", "from" },
                                { "delta_f_change_high_", "to" },
                                { "delta_f_evoked_", "change by what else the stimulus has" },
                                { "pairs_", "pairs" },
                                { "pairs_excluded_", "excluded" },
                                { "pairs_truncated_", "truncated" },
                                { "pairs_censored_", "censored" },
                                { "pairs_matched_", "matched" },
                                { "brace_height_", "brace height" },
                                { "peak_rate_", "peak rate" } };
static const column CLAMP[] = { { "pic_", "PIC" },
                                { "pic40_", "up to −40 mV" },
                                { "pic40_down_", "descending" },
                                { "input_conductance_", "input conductance" },
                                { "pic_onset_", "onset" },
                                { "pic_offset_", "offset" } };
static const column FORCE[] = { { "torque_", "torque, mean" },
                                { "torque_peak_", "largest torque" },
                                { "recruitment_", "recruitment" },
                                { "delta_i_", "ΔI" },
                                { "is_spasm_", "spasm (1)" },
                                { "spasm_duration_", "fires on for" },
                                { "spasm_is_censored_", "lasts to the end (1)" },
                                { "stimulation_given_", "stimulation given" },
                                { "stimulation_bouts_", "bouts" },
                                { "riii_", "RIII, spikes per unit" },
                                { "c_reflex_", "reflex by C fibres" },
                                { "muscle_input_", "input to the dorsal horn, at the end" },
                                { "pain_after_drive_", "pain signal after the drive" },
                                { "steady_rate_", "rate, constant drive" },
                                { "steady_rate_change_", "change of rate" },
                                { "steady_units_", "units that fire" },
                                { "steady_torque_", "torque, constant drive" } };

/* Conditions down; of the columns those that the stimulus has. */
static void table(rx_page *page, const rx_pool_view *p, size_t stimulus, size_t n, const column columns[])
{
  const rx_results *s = p->view->results;
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Condition</th>");
  for (size_t k = 0; k < n; k++) {
    const rx_result_outcome *o = rx_pool_outcome(p, columns[k].prefix);
    if (!rx_pool_has(p, o, stimulus)) continue;
    const char *unit = RX_UNIT(o->units);
    rx_page_add(page, "<th scope=\"col\" class=\"n\">%s%s%s</th>", columns[k].title, *unit != '\0' ? ", " : "", unit);
  }
  rx_page_add(page, "</tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < s->n_conditions; i++) {
    const size_t c = rx_view_drawn(p->view, i);
    rx_page_add(page, c == p->view->reference ? "<tr class=\"reference\">" : "<tr>");
    rx_page_add(page, "<th scope=\"row\">%s</th>", RX_WORDS(s->conditions[c].name));
    for (size_t k = 0; k < n; k++) {
      const rx_result_outcome *o = rx_pool_outcome(p, columns[k].prefix);
      if (!rx_pool_has(p, o, stimulus)) continue;
      rx_page_add(page, "<td class=\"n\">%s</td>", RX_VIEW_MEAN(p->view, o, c, stimulus));
    }
    rx_page_add(page, "</tr>\n");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

/* "8–11 s" */
static void window_times(rx_page *page, const rx_result_window *w)
{
  rx_page_add(page, "%s–%s s", RX_NUM(1e-3 * w->from_ms), RX_NUM(1e-3 * w->to_ms));
}

/* Rate and torque in the windows of the stimulus, by time: conditions down. */
static void windows_table(rx_page *page, const rx_pool_view *p, size_t stimulus)
{
  const rx_results *s = p->view->results;
  size_t n;
  rx_result_window *windows;
  if (rx_results_windows(s, stimulus, p->view->arena, &n, &windows, NULL) != RX_OK) page->is_out_of_memory = true;
  if (n == 0) return;
  rx_page_table(page, "Windows of the stimulus");
  rx_page_add(page, "<thead><tr><th scope=\"col\" rowspan=\"2\">Condition</th>");
  for (size_t w = 0; w < n; w++) {
    rx_page_add(page, "<th scope=\"colgroup\" colspan=\"2\">%s, ", RX_WORDS(windows[w].name));
    window_times(page, &windows[w]);
    rx_page_add(page, "</th>");
  }
  rx_page_add(page, "</tr>\n<tr>");
  for (size_t w = 0; w < n; w++)
    rx_page_add(page, "<th scope=\"col\" class=\"n\">rate, Hz per unit</th><th scope=\"col\" class=\"n\">torque</th>");
  rx_page_add(page, "</tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < s->n_conditions; i++) {
    const size_t c = rx_view_drawn(p->view, i);
    rx_page_add(page, c == p->view->reference ? "<tr class=\"reference\">" : "<tr>");
    rx_page_add(page, "<th scope=\"row\">%s</th>", RX_WORDS(s->conditions[c].name));
    for (size_t w = 0; w < n; w++)
      for (int k = 0; k < 2; k++) {
        const rx_result_outcome *o = rx_pool_window_outcome(p, k == 0 ? "rate_" : "torque_", windows[w].name);
        rx_page_add(page, "<td class=\"n\">%s</td>", o != NULL ? RX_MEAN(rx_view_stat(p->view, o, c, stimulus)) : "–");
      }
    rx_page_add(page, "</tr>\n");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

/* The true current, from the voltage clamp, beside what the pairs say of it. */
static void truth_and_estimate(rx_page *page, const rx_pool_view *p)
{
  const rx_results *s = p->view->results;
  const rx_result_outcome *pic = rx_pool_outcome(p, "pic_"), *pic40 = rx_pool_outcome(p, "pic40_"),
                          *delta_f = rx_pool_outcome(p, "delta_f_"), *change = rx_pool_outcome(p, "delta_f_change_");
  size_t clamp, ramp;
  if (!rx_pool_find_stimulus(p, pic, &clamp)) return;
  if (!rx_pool_find_stimulus(p, rx_pool_outcome(p, "pairs_"), &ramp) && !rx_pool_find_stimulus(p, delta_f, &ramp))
    return;
  rx_page_heading(page, 4, "The true current and its estimate");
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Condition</th><th scope=\"col\" class=\"n\">true PIC, nA</th>"
                    "<th scope=\"col\" class=\"n\">up to −40 mV, nA</th><th scope=\"col\" class=\"n\">ΔF, Hz</th>"
                    "<th scope=\"col\" class=\"n\">change of ΔF, matched pairs, Hz</th></tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < s->n_conditions; i++) {
    const size_t c = rx_view_drawn(p->view, i);
    rx_page_add(page, c == p->view->reference ? "<tr class=\"reference\">" : "<tr>");
    rx_page_add(page, "<th scope=\"row\">%s</th><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td>",
                RX_WORDS(s->conditions[c].name), RX_MEAN(rx_view_stat(p->view, pic, c, clamp)),
                pic40 != NULL ? RX_MEAN(rx_view_stat(p->view, pic40, c, clamp)) : "–",
                RX_MEAN(rx_view_stat(p->view, delta_f, c, ramp)));
    rx_page_add(page, "<td class=\"n\">%s</td></tr>\n",
                change != NULL ? RX_MEAN(rx_view_stat(p->view, change, c, ramp)) : "–");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  rx_page_add(
      page,
      "<p class=\"note\">The true current is a mean over all units under voltage clamp; ΔF is what a laboratory "
      "would read from pairs of units. Judge a change by the matched pairs, not by mean ΔF. The persistent sodium "
      "current of the soma is part of the true current; s_pic does not scale it.</p>\n");
}

static void human_figures(rx_page *page)
{
  rx_page_add(page, "<details><summary>Figures of people, for comparison</summary>\n");
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Quantity</th><th scope=\"col\">In people</th>"
                    "<th scope=\"col\">Source</th></tr></thead>\n<tbody>\n");
  for (const rx_human_figure *h = RX_HUMAN_DELTA_F; h->quantity != NULL; h++)
    rx_page_add(page, "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td></tr>\n", h->quantity, h->value, h->source);
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  rx_page_add(page, "<p class=\"note\">No fit and no test: the model was not calibrated to them.</p>\n</details>\n");
}

/* Why pairs were left out, per condition. */
static void exclusions(rx_page *page, const rx_pool_view *p, size_t stimulus)
{
  const rx_results *s = p->view->results;
  rx_page_add(page, "<details><summary>Pairs that were left out, by reason</summary>\n");
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Condition</th><th scope=\"col\" class=\"n\">pairs</th>");
  for (int why = 0; why <= RX_PAIR_MODULATION; why++)
    rx_page_add(page, "<th scope=\"col\" class=\"n\">%s</th>", rx_pair_exclusion_text((rx_pair_exclusion)why));
  rx_page_add(page, "</tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < s->n_conditions; i++) {
    const size_t c = rx_view_drawn(p->view, i);
    const rx_result_course *pairs = rx_pool_course(p, "pairs", c, stimulus);
    const rx_result_variable *bits = rx_view_variable(pairs, "exclusions");
    if (bits == NULL) continue;
    rx_page_add(page, "<tr><th scope=\"row\">%s</th><td class=\"n\">%zu</td>", RX_WORDS(s->conditions[c].name),
                pairs->n_times);
    for (int why = 0; why <= RX_PAIR_MODULATION; why++) {
      size_t n = 0;
      for (size_t k = 0; k < pairs->n_times; k++) n += ((unsigned)bits->value[k] >> why & 1u) != 0;
      rx_page_add(page, "<td class=\"n\">%zu</td>", n);
    }
    rx_page_add(page, "</tr>\n");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  rx_page_add(page, "<p class=\"note\">Of the first repetition; a pair may have several reasons. Every pair is in "
                    "results.h5, /courses/pairs.…; rexed deltaf draws each from the spike files.</p>\n</details>\n");
}

/* ---- all ---- */

static void one_stimulus(rx_page *page, const rx_pool_view *p, size_t stimulus)
{
  const bool has_pairs = rx_pool_has(p, rx_pool_outcome(p, "pairs_"), stimulus) ||
                         rx_pool_has(p, rx_pool_outcome(p, "delta_f_"), stimulus),
             has_clamp = rx_pool_has(p, rx_pool_outcome(p, "pic_"), stimulus),
             has_torque = rx_pool_has(p, rx_pool_outcome(p, "torque_peak_"), stimulus);
  if (!has_pairs && !has_clamp && !has_torque) return;
  char heading[2 * RX_NUMBER_TEXT];
  snprintf(heading, sizeof heading, "%s, %s", p->name, RX_WORDS(p->view->results->stimuli[stimulus]));
  rx_page_heading(page, 4, heading);
  if (has_pairs) {
    table(page, p, stimulus, sizeof PAIRS / sizeof *PAIRS, PAIRS);
    exclusions(page, p, stimulus);
    rx_pool_pair_tables(page, p, stimulus);
    human_figures(page);
    rx_draw_pool_rates(page, p, stimulus);
  }
  if (has_clamp) {
    table(page, p, stimulus, sizeof CLAMP / sizeof *CLAMP, CLAMP);
    rx_draw_pool_loops(page, p, stimulus);
    rx_draw_pool_units(page, p, stimulus, "pic", "persistent inward current, nA");
  }
  if (has_torque) {
    table(page, p, stimulus, sizeof FORCE / sizeof *FORCE, FORCE);
    rx_page_add(page, "<p class=\"note\">Torque is a share of a nominal maximum: all units at a very fast steady rate "
                      "(Fuglevand 1993). Ripple and changing rates may take it a little above 1.</p>\n");
    windows_table(page, p, stimulus);
    rx_draw_pool_hysteresis(page, p, stimulus);
    rx_draw_pool_units(page, p, stimulus, "delta_i", "ΔI, nA");
    rx_draw_pool_torque(page, p, stimulus);
  }
}

static bool has_column(const rx_pool_view *p, const rx_result_outcome *o, size_t n, const column columns[])
{
  for (size_t k = 0; k < n; k++)
    if (rx_pool_outcome(p, columns[k].prefix) == o) return true;
  return false;
}

/* True for a rate or a torque of a pool in a window of any stimulus. */
static bool is_of_window(const rx_pool_view *p, const rx_result_outcome *outcome)
{
  const bool is_rate = strncmp(outcome->name, "rate_", 5) == 0;
  if ((!is_rate && strncmp(outcome->name, "torque_", 7) != 0) || rx_pool_outcome(p, "torque_peak_") == NULL)
    return false;
  for (size_t t = 0; t < p->view->results->n_stimuli; t++) {
    size_t n;
    rx_result_window *windows;
    rx_results_windows(p->view->results, t, p->view->arena, &n, &windows, NULL); /* without memory n is 0 */
    for (size_t w = 0; w < n; w++)
      if (rx_pool_window_outcome(p, is_rate ? "rate_" : "torque_", windows[w].name) == outcome) return true;
  }
  return false;
}

bool rx_report_is_of_motor(const rx_view *view, const rx_result_outcome *outcome)
{
  for (size_t i = 0; i < view->n_populations; i++) {
    const rx_pool_view p = { view, view->populations[i].name };
    if (has_column(&p, outcome, sizeof PAIRS / sizeof *PAIRS, PAIRS) ||
        has_column(&p, outcome, sizeof CLAMP / sizeof *CLAMP, CLAMP) ||
        has_column(&p, outcome, sizeof FORCE / sizeof *FORCE, FORCE) || is_of_window(&p, outcome))
      return true;
  }
  return false;
}

void rx_report_motor_pools(rx_page *page, const rx_view *view)
{
  bool is_open = false;
  for (size_t i = 0; i < view->n_populations; i++) {
    const rx_pool_view p = { view, view->populations[i].name };
    if (rx_pool_outcome(&p, "torque_peak_") == NULL && rx_pool_outcome(&p, "pic_") == NULL) continue;
    if (!is_open) rx_page_section(page, "motor", "Motor pools");
    is_open = true;
    rx_page_heading(page, 3, p.name);
    truth_and_estimate(page, &p);
    for (size_t s = 0; s < view->results->n_stimuli; s++) one_stimulus(page, &p, s);
  }
}
