#include "io/report/motor/delta_f_page.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/report/motor/pair_drawings.h"
#include "io/report/page/look.h"
#include "io/report/page/made_with.h"
#include "io/report/page/numbers.h"

enum { MOST_ROWS = 4000 };

/* motoneuron page 9, figures of people; all read in abstracts or papers (mark P) */
const rx_human_figure RX_HUMAN_DELTA_F[] = {
  { "ΔF, soleus, seated", "3.15 ± 1.45 pps", "motoneuron page 9" },
  { "ΔF, soleus, standing", "2.64 ± 0.95 pps", "motoneuron page 9" },
  { "change of ΔF by 5-HT2 block", "−0.99 pps (10 % of the maximal force), −0.75 pps (30 %)", "motoneuron page 9" },
  { "change of ΔF by a handgrip elsewhere", "+0.19 to +0.30 pps", "motoneuron page 9" },
  { "change of ΔF by reciprocal inhibition or relaxation", "lower in both; sizes are not in the abstract",
    "Mesquita 2022" },
  { 0 },
};

static const char *unit_of(const rx_delta_f *r)
{
  return r->options.is_normalised ? "" : " pps";
}

static const char *name_of(const rx_delta_f *r)
{
  return r->options.is_normalised ? "Normalised ΔF" : "ΔF";
}

/* ---- top ---- */

static const char *last_part(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash != NULL ? slash + 1 : path;
}

static void title(rx_page *page, const rx_delta_f_view *view)
{
  const rx_delta_f *r = view->result;
  rx_page_add(page, "<header>\n<h1>Pairs of motor units: %s</h1>\n<p class=\"lead\">", last_part(view->file));
  if (view->population[0] != '\0') rx_page_add(page, "Population %s. ", view->population);
  rx_page_add(page,
              "%s unit%s, %s of them with enough discharges; %s pair%s, %s included. Rates smoothed by: %s.</p>\n",
              RX_COUNT(r->n_units), r->n_units == 1 ? "" : "s", RX_COUNT(r->n_used), RX_COUNT(r->n_pairs),
              r->n_pairs == 1 ? "" : "s", RX_COUNT(r->n_included), view->smoother->meaning);
  rx_page_add(page, "<p class=\"statement\" role=\"note\">Research and teaching model: no output is advice to a "
                    "patient.</p>\n</header>\n");
}

static void change_in_words(rx_page *page, const rx_delta_f_view *view)
{
  const rx_matched_pairs *m = view->matched;
  if (m->n == 0) {
    rx_page_add(page, "<li>No pair is included both here and in %s: the change is not known.</li>\n",
                last_part(view->reference_file));
    return;
  }
  rx_page_add(page, "<li>Against %s: %s <b>%s%s</b> (median over %s pairs included in both; 95 %% interval %s … %s).",
              last_part(view->reference_file), m->median < 0 ? "lower by" : "higher by", RX_NUM(fabs(m->median)),
              unit_of(view->result), RX_COUNT(m->n), RX_NUM(m->low), RX_NUM(m->high));
  if (m->n < RX_MATCHED_FEWEST_PAIRS) rx_page_add(page, " So few pairs do not say much.");
  rx_page_add(page, "</li>\n");
}

static void findings(rx_page *page, const rx_delta_f_view *view)
{
  const rx_delta_f *r = view->result;
  rx_page_section(page, "findings", "Findings");
  rx_page_add(page, "<div class=\"summary\"><ul>\n");
  if (r->n_included == 0)
    rx_page_add(page, "<li>No pair is included, so there is no estimate. The table of pairs says why.</li>\n");
  else
    rx_page_add(page,
                "<li>%s <b>%s%s</b>, mean of %s test unit%s (median %s, SD %s); over all included pairs %s%s.</li>\n",
                name_of(r), RX_NUM(r->test_mean), unit_of(r), RX_COUNT(r->n_test), r->n_test == 1 ? "" : "s",
                RX_NUM(r->test_median), RX_NUM(r->test_sd), RX_NUM(r->pair_mean), unit_of(r));
  if (r->n_truncated > 0)
    rx_page_add(
        page,
        "<li>%s of the included pairs %s truncated: the control unit stopped first, which makes ΔF too small.</li>\n",
        RX_COUNT(r->n_truncated), r->n_truncated == 1 ? "is" : "are");
  if (r->n_censored > 0)
    rx_page_add(page,
                "<li>%s of %s included pairs are censored: they end with the recording, not with the discharge, and "
                "their ΔF depends on how long was recorded.</li>\n",
                RX_COUNT(r->n_censored), RX_COUNT(r->n_included));
  if (r->n_brace > 0)
    rx_page_add(page, "<li>Brace height %s %%, mean of %s unit%s.</li>\n", RX_NUM(r->brace_mean), RX_COUNT(r->n_brace),
                r->n_brace == 1 ? "" : "s");
  if (view->reference_file != NULL) change_in_words(page, view);
  rx_page_add(page, "</ul></div>\n");
  if (r->n_included > 0) rx_pair_overview(page, r);
  rx_page_table(page, "Measured in people. For comparison only: neither a target nor a test.");
  rx_page_add(page, "<thead><tr><th>quantity</th><th>people</th><th>source</th></tr></thead><tbody>\n");
  for (const rx_human_figure *h = RX_HUMAN_DELTA_F; h->quantity != NULL; h++)
    rx_page_add(page, "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td></tr>\n", h->quantity, h->value, h->source);
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

/* ---- units ---- */

static void units(rx_page *page, const rx_delta_f *r)
{
  rx_page_section(page, "units", "Units");
  rx_page_add(page,
              "<p>Analysed is the longest run of discharges without an interval above %g s; a unit with fewer than %d "
              "is left out.</p>\n",
              RX_TRAIN_LONGEST_INTERVAL_S, RX_TRAIN_FEWEST_SPIKES);
  rx_page_table(page, NULL);
  rx_page_add(page,
              "<thead><tr><th class=\"n\">unit</th><th class=\"n\">discharges</th><th class=\"n\">analysed</th><th "
              "class=\"n\">first, s</th>"
              "<th class=\"n\">last, s</th><th class=\"n\">peak rate, pps</th><th class=\"n\">brace height, %%</th>"
              "<th class=\"n\">pairs as control</th><th class=\"n\">pairs as test unit</th><th "
              "class=\"n\">%s%s</th></tr></thead><tbody>\n",
              name_of(r), r->options.is_normalised ? "" : ", pps");
  for (size_t i = 0; i < r->n_units; i++) {
    const rx_motor_unit *u = &r->units[i];
    rx_page_add(page, "<tr><th class=\"n\" scope=\"row\">%d</th><td class=\"n\">%s</td>", u->train.unit,
                RX_COUNT(u->train.n));
    if (!u->is_used) {
      rx_page_add(page, "<td colspan=\"8\">left out: too few discharges in a row (%s)</td></tr>\n", RX_COUNT(u->run.n));
      continue;
    }
    rx_page_add(page,
                "<td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td "
                "class=\"n\">%s</td>",
                RX_COUNT(u->run.n), rx_number_text((char[RX_NUMBER_TEXT]){ 0 }, u->run.times_s[0], 4),
                rx_number_text((char[RX_NUMBER_TEXT]){ 0 }, u->run.times_s[u->run.n - 1], 4), RX_NUM(u->peak_rate),
                RX_NUM(u->brace_height));
    rx_page_add(page, "<td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td></tr>\n",
                RX_COUNT(u->n_as_control), RX_COUNT(u->n_as_test), RX_NUM(u->value));
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

/* ---- pairs ---- */

static void exclusions(rx_page *page, const rx_delta_f *r)
{
  rx_page_table(page, "Why pairs are not included; a pair may have several reasons.");
  rx_page_add(page, "<thead><tr><th>reason</th><th>in words</th><th class=\"n\">pairs</th></tr></thead><tbody>\n");
  for (int why = 0; why < RX_N_PAIR_EXCLUSIONS; why++)
    if (r->n_excluded_by[why] > 0)
      rx_page_add(page, "<tr><th scope=\"row\">%s</th><td>%s</td><td class=\"n\">%s</td></tr>\n",
                  RX_WORDS(rx_pair_exclusion_name((rx_pair_exclusion)why)),
                  rx_pair_exclusion_text((rx_pair_exclusion)why), RX_COUNT(r->n_excluded_by[why]));
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

static void pair_row(rx_page *page, const rx_delta_f *r, const rx_unit_pair *p)
{
  rx_page_add(page, "<tr><td class=\"n\">%d</td><td class=\"n\">%d</td><td class=\"n\">%s</td>",
              r->units[p->control].train.unit, r->units[p->test].train.unit, RX_NUM(p->delta_f));
  if (r->options.is_normalised) rx_page_add(page, "<td class=\"n\">%s</td>", RX_NUM(p->normalised));
  rx_page_add(page, "<td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td>%s</td><td>",
              RX_NUM(p->correlation), RX_NUM(p->apart_s), RX_NUM(p->modulation), p->is_truncated ? "yes" : "");
  if (p->exclusions == 0) rx_page_add(page, "<b>included</b>");
  for (int why = 0, n = 0; why < RX_N_PAIR_EXCLUSIONS; why++)
    if ((p->exclusions >> why & 1u) != 0)
      rx_page_add(page, "%s%s", n++ > 0 ? ", " : "", RX_WORDS(rx_pair_exclusion_name((rx_pair_exclusion)why)));
  rx_page_add(page, "</td></tr>\n");
}

static void pair_table(rx_page *page, const rx_delta_f *r)
{
  const size_t n = r->n_listed < MOST_ROWS ? r->n_listed : MOST_ROWS;
  rx_page_add(page, "<details><summary>All %s pairs, with the reason of exclusion</summary>\n", RX_COUNT(r->n_listed));
  rx_page_table(page, NULL);
  rx_page_add(page,
              "<thead><tr><th class=\"n\">control</th><th class=\"n\">test unit</th><th class=\"n\">ΔF, pps</th>");
  if (r->options.is_normalised) rx_page_add(page, "<th class=\"n\">normalised</th>");
  rx_page_add(page, "<th class=\"n\">correlation</th><th class=\"n\">recruited apart, s</th><th "
                    "class=\"n\">modulation, pps</th><th>truncated</th>"
                    "<th>included, or why not</th></tr></thead><tbody>\n");
  for (size_t k = 0; k < n; k++) pair_row(page, r, &r->pairs[k]);
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  if (n < r->n_listed) rx_page_add(page, "<p class=\"note\">The first %s; pairs.csv has all.</p>\n", RX_COUNT(n));
  rx_page_add(page, "</details>\n");
}

static void drawings(rx_page *page, const rx_delta_f *r)
{
  size_t n_drawn = 0;
  rx_page_heading(page, 3, "Included pairs");
  rx_page_add(
      page,
      "<p>Blue: control unit; orange and dashed: test unit. Dots: rates of single intervals; lines: smoothed rates. "
      "Upright, dashed: "
      "recruitment of the test unit; dotted: "
      "where it, or the control unit, stops. The bar is ΔF: how far the control unit's rate there lies below its rate "
      "at recruitment (dashed level). "
      "Time in s, rates in pps; all panels have the same axes, and single intervals beyond them are not drawn.</p>\n");
  rx_pair_drawing_parts(page, r);
  for (size_t i = 0; i < r->n_units && n_drawn < RX_MOST_DRAWN_PAIRS; i++) {
    const rx_motor_unit *u = &r->units[i];
    if (u->n_as_test == 0) continue;
    rx_page_markup(page, n_drawn == 0 ? "<details open=\"open\">" : "<details>");
    rx_page_add(page, "<summary>Test unit %d: %s %s%s, %s pair%s</summary>\n", u->train.unit, name_of(r),
                RX_NUM(u->value), unit_of(r), RX_COUNT(u->n_as_test), u->n_as_test == 1 ? "" : "s");
    n_drawn += rx_pair_drawings(page, r, i, RX_MOST_DRAWN_PAIRS - n_drawn);
    rx_page_add(page, "</details>\n");
  }
  if (n_drawn < r->n_included)
    rx_page_add(page, "<p class=\"note\">Drawn are %s of %s included pairs; pairs.csv has all.</p>\n",
                RX_COUNT(n_drawn), RX_COUNT(r->n_included));
}

static void pairs(rx_page *page, const rx_delta_f *r)
{
  rx_page_section(page, "pairs", "Pairs");
  if (r->n_listed == 0) {
    rx_page_add(page, "<p>There are no pairs: fewer than two units have %d discharges in a row.</p>\n",
                RX_TRAIN_FEWEST_SPIKES);
    return;
  }
  exclusions(page, r);
  pair_table(page, r);
  if (r->n_included > 0) drawings(page, r);
}

static void matched(rx_page *page, const rx_delta_f_view *view)
{
  const rx_matched_pairs *m = view->matched;
  rx_page_section(page, "change", "Change");
  rx_page_add(page,
              "<p>Pairs that are included both here and in %s (%s pairs of %s units included). The change is the "
              "median over the pairs; its interval is a "
              "bootstrap over units, %s resamples.</p>\n",
              last_part(view->reference_file), RX_COUNT(view->reference->n_included), RX_COUNT(view->reference->n_used),
              RX_COUNT(m->n_resamples));
  if (m->n == 0) return;
  rx_page_add(page, "<details><summary>All %s pairs in both</summary>\n", RX_COUNT(m->n));
  rx_page_table(page, NULL);
  rx_page_add(page,
              "<thead><tr><th class=\"n\">control</th><th class=\"n\">test unit</th><th class=\"n\">%s there</th><th "
              "class=\"n\">here</th>"
              "<th class=\"n\">change</th></tr></thead><tbody>\n",
              name_of(view->result));
  for (size_t k = 0; k < m->n && k < MOST_ROWS; k++)
    rx_page_add(page,
                "<tr><td class=\"n\">%d</td><td class=\"n\">%d</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td "
                "class=\"n\">%s</td></tr>\n",
                m->pairs[k].control, m->pairs[k].test, RX_NUM(m->pairs[k].reference), RX_NUM(m->pairs[k].condition),
                RX_NUM(m->pairs[k].condition - m->pairs[k].reference));
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  rx_page_add(page, "</details>\n");
}

/* ---- method ---- */

static void method(rx_page *page, const rx_delta_f_view *view)
{
  const rx_delta_f_options *o = &view->result->options;
  rx_page_section(page, "method", "Method");
  rx_page_add(page,
              "<p>The unit recruited first is the control. ΔF is its smoothed rate at the second discharge of the test "
              "unit minus that at the last discharge of "
              "the test unit, or of the control unit if it stops first. Included are pairs recruited more than %s s "
              "apart, whose rates have a %s above %s, and "
              "whose control unit's rate spans more than %s pps while both discharge",
              RX_NUM(o->recruitment_s), o->uses_r2 ? "squared correlation" : "correlation", RX_NUM(o->correlation),
              RX_NUM(o->modulation));
  if (o->checks_saturation) rx_page_add(page, ", at least %s pps more than ΔF", RX_NUM(o->saturation));
  rx_page_add(page, ".%s</p>\n",
              o->is_normalised ? " Values are ΔF over what the control unit's rate falls from the test unit's "
                                 "recruitment to its own last discharge."
                               : "");
  rx_page_add(page, "<p>A smoother biases ΔF: a polynomial of degree 5 gives 1.89 pps where the underlying rate of an "
                    "exact train gives 2.12.</p>\n");
  rx_page_program(page, view->provenance);
}

rx_status rx_delta_f_page_write(const char *path, const rx_delta_f_view *view, rx_error *err)
{
  rx_page top = { 0 }, page = { 0 };
  char *html = NULL, name[160];
  size_t n = 0;
  title(&top, view);
  findings(&page, view);
  if (view->reference_file != NULL) matched(&page, view);
  units(&page, view->result);
  pairs(&page, view->result);
  method(&page, view);
  snprintf(name, sizeof name, "Pairs of motor units: %.120s", last_part(view->file));
  rx_status status = rx_page_finish(&page, &top, name, &html, &n, err);
  if (status == RX_OK) status = rx_page_write(path, html, n, err);
  free(html);
  rx_page_free(&page);
  rx_page_free(&top);
  return status;
}
