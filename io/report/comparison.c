/* The main outcome per stimulus and condition as bars, and all outcomes that are not one population's as tables. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/report/page/numbers.h"
#include "io/report/page/svg.h"
#include "io/report/sections.h"

/* ---- bars ---- */

/* The ends of the interval of a change of delta-F over matched pairs, of a run with one repetition; false: it has none. */
static bool interval_of(const rx_view *view, const rx_result_outcome *outcome, size_t c, size_t t, double *low,
                        double *high)
{
  static const char CHANGE[] = "delta_f_change_";
  if (strncmp(outcome->name, CHANGE, sizeof CHANGE - 1) != 0) return false;
  const char *pool = outcome->name + sizeof CHANGE - 1;
  const char *low_name = rx_arena_format(view->arena, "%slow_%s", CHANGE, pool),
             *high_name = rx_arena_format(view->arena, "%shigh_%s", CHANGE, pool);
  const rx_result_outcome *from = low_name != NULL ? rx_results_outcome(view->results, low_name) : NULL,
                          *to = high_name != NULL ? rx_results_outcome(view->results, high_name) : NULL;
  if (from == NULL || to == NULL) return false;
  const rx_stat a = rx_view_stat(view, from, c, t), b = rx_view_stat(view, to, c, t);
  *low = a.mean, *high = b.mean;
  return a.n == 1 && b.n == 1;
}

static void draw_whisker(rx_page *page, double middle, double high_y, double low_y)
{
  rx_page_add(page, "<path d=\"M%.1f %.1fh6m-3 0V%.1fm-3 0h6\" stroke=\"#fff\" stroke-width=\"4\"/>", middle - 3,
              high_y, low_y);
  rx_page_add(page, "<path d=\"M%.1f %.1fh6m-3 0V%.1fm-3 0h6\" stroke=\"#1b2430\" stroke-width=\"1.3\"/>", middle - 3,
              high_y, low_y);
}

static void draw_bar(rx_page *page, const rx_view *view, const rx_plot *plot, const rx_result_outcome *outcome,
                     size_t c, size_t t, double x, double width)
{
  const rx_stat stat = rx_view_stat(view, outcome, c, t);
  const rx_look look = rx_look_of(view, c);
  const double zero = rx_plot_y(plot, 0), middle = x + width / 2;
  if (stat.n == 0) {
    rx_svg_text(page, middle, zero - 4, "middle", "soft", "–");
    return;
  }
  const double y = rx_plot_y(plot, stat.mean), top = fmin(y, zero);
  rx_page_add(page, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"url(#fill%u)\" stroke=\"%s\"/>",
              x, top, width, fmax(fabs(zero - y), 0.5), look.pattern, look.colour);
  double label_y = rx_plot_y(plot, fmax(stat.high, fmax(stat.mean, 0)));
  const bool is_cut = rx_results_is_cut(view->results, outcome, c, t);
  if (is_cut) /* it goes on beyond the run */
    rx_page_add(page, "<path d=\"M%.1f %.1fl-7 8h14z\" fill=\"%s\" stroke=\"#fff\"/>", middle, y - 4, look.colour);
  if (stat.n > 1 && !is_cut) {
    const double high = rx_plot_y(plot, stat.mean + stat.sd), low = rx_plot_y(plot, stat.mean - stat.sd);
    draw_whisker(page, middle, high, fmin(low, zero));
    label_y = fmin(label_y, high);
    for (size_t r = 0; outcome->rank == 3 && r < view->results->n_repetitions; r++) {
      const double value = rx_view_value(view, outcome, c, t, r);
      if (!isfinite(value)) continue;
      /* side by side, so that equal values are seen */
      const double place = ((double)r + 0.5) / (double)view->results->n_repetitions - 0.5;
      rx_page_add(page, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.3\" fill=\"#fff\" stroke=\"#1b2430\"/>",
                  middle + 0.7 * width * place, rx_plot_y(plot, value));
    }
  }
  double from, to;
  if (interval_of(view, outcome, c, t, &from, &to)) {
    draw_whisker(page, middle, rx_plot_y(plot, to), rx_plot_y(plot, from));
    label_y = fmin(label_y, rx_plot_y(plot, to));
  }
  if (width >= 18) rx_svg_text(page, middle, label_y - 6, "middle", "halo", RX_VIEW_VALUE(view, outcome, c, t));
}

/* Text under a group, in two lines where it is long. */
static void group_label(rx_page *page, double x, double y, double width, const char *name)
{
  char words[RX_NUMBER_TEXT];
  rx_words(words, name);
  char *space = strlen(words) * 7 > (size_t)width ? strchr(words, ' ') : NULL;
  if (space != NULL) {
    *space = '\0';
    rx_svg_text(page, x, y + 14, "middle", "large", space + 1);
  }
  rx_svg_text(page, x, y, "middle", "large", words);
}

static void draw_bars(rx_page *page, const rx_view *view, const rx_result_outcome *outcome, const char *what)
{
  const rx_results *s = view->results;
  double low = 0, high = 0;
  bool has_cut = false, has_interval = false;
  for (size_t c = 0; c < s->n_conditions; c++)
    for (size_t t = 0; t < s->n_stimuli; t++) {
      const rx_stat stat = rx_view_stat(view, outcome, c, t);
      high = fmax(high, fmax(stat.high, stat.n > 1 ? stat.mean + stat.sd : stat.mean));
      low = fmin(low, stat.low);
      double from, to;
      if (interval_of(view, outcome, c, t, &from, &to)) {
        low = fmin(low, from), high = fmax(high, to);
        has_interval = true;
      }
      has_cut = has_cut || rx_results_is_cut(s, outcome, c, t);
    }
  char label[2 * RX_NUMBER_TEXT + 8] = "";
  strcat(label, what);
  if (*RX_UNIT(outcome->units) != '\0') strcat(strcat(label, ", "), RX_UNIT(outcome->units));
  const rx_plot plot = { 70, 16, 1000, 270, { 0, (double)s->n_stimuli, 1, false }, rx_axis_round(low, 1.06 * high, 5) };
  rx_page_add(page, "<figure id=\"bars\">\n");
  rx_look_legend(page, view, false, s->n_conditions);
  rx_svg_open(page, 1090, 328, "Comparison of the conditions",
              "Grouped bars: a group per stimulus, a bar per condition in the order of the legend. The numbers are in "
              "the table below.");
  rx_plot axes = plot;
  axes.x.step = 0; /* groups have names, not numbers */
  rx_svg_axes(page, &axes, "", label, false);
  size_t n_groups = 0, at = 0;
  for (size_t t = 0; t < s->n_stimuli; t++) n_groups += rx_view_is_under(view, outcome, t);
  const double group = plot.width / (double)(n_groups > 0 ? n_groups : 1);
  const double gap = fmin(0.22 * group, 60), width = fmin((group - gap) / (double)s->n_conditions, 74);
  for (size_t t = 0; t < s->n_stimuli; t++) {
    if (!rx_view_is_under(view, outcome, t)) continue;
    const double middle = plot.left + group * ((double)at++ + 0.5),
                 left = middle - 0.5 * width * (double)s->n_conditions;
    for (size_t k = 0; k < s->n_conditions; k++)
      draw_bar(page, view, &plot, outcome, rx_view_drawn(view, k), t, left + width * ((double)k + 0.06), 0.88 * width);
    group_label(page, middle, plot.top + plot.height + 20, group, s->stimuli[t]);
  }
  rx_page_add(page, "<path d=\"M%.1f %.1fh%.1f\" stroke=\"#1b2430\"/>\n", plot.left, rx_plot_y(&plot, 0), plot.width);
  rx_svg_close(page);
  rx_page_add(page, "<figcaption>%s%s%s</figcaption>\n</figure>\n",
              s->n_repetitions > 1 ? "Bars: means; whiskers: standard deviation; rings: the repetitions."
                                   : "One repetition of each.",
              has_interval ? " Whiskers: 95 % intervals over the matched pairs." : "",
              has_cut ? " A bar with a tip and “>”: it lasts to the end of the run, and how long beyond is not known."
                      : "");
}

/* ---- tables ---- */

/* Conditions down, stimuli across; under each mean how it compares with the reference. Whether any does. */
static bool outcome_table(rx_page *page, const rx_view *view, const rx_result_outcome *outcome, bool with_change)
{
  const rx_results *s = view->results;
  bool has_change = false;
  const size_t n_columns = outcome->rank >= 2 ? s->n_stimuli : 1;
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Condition</th>");
  for (size_t t = 0; t < n_columns; t++)
    if (outcome->rank < 2 || rx_view_is_under(view, outcome, t))
      rx_page_add(page, "<th scope=\"col\" class=\"n\">%s</th>",
                  outcome->rank >= 2 ? RX_WORDS(s->stimuli[t]) : "Value");
  rx_page_add(page, "</tr></thead>\n<tbody>\n");
  for (size_t k = 0; k < s->n_conditions; k++) {
    const size_t c = rx_view_drawn(view, k);
    const bool is_reference = c == view->reference;
    rx_page_add(page, is_reference ? "<tr class=\"reference\">" : "<tr>");
    rx_page_add(page, "<th scope=\"row\">%s</th>", RX_WORDS(s->conditions[c].name));
    for (size_t t = 0; t < n_columns; t++) {
      if (outcome->rank >= 2 && !rx_view_is_under(view, outcome, t)) continue;
      rx_page_add(page, "<td class=\"n\">%s", RX_VIEW_MEAN(view, outcome, c, t));
      if (with_change && !is_reference) {
        const char *change = RX_VIEW_CHANGE(view, outcome, c, view->reference, t);
        if (*change != '\0') rx_page_add(page, "<span class=\"change\">%s</span>", change);
        has_change = has_change || *change != '\0';
      }
      rx_page_add(page, "</td>");
    }
    rx_page_add(page, "</tr>\n");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  return has_change;
}

/* "0.5·rate(NK1)/50 Hz + …" from the parameters; false where they don't tell. */
static bool say_pain_signal(rx_page *page, const rx_view *view)
{
  static const char TOP[] = "circuit/pain_signal/";
  char path[256];
  size_t n = 0;
  for (size_t i = 0; i < view->n_populations; i++) {
    const char *name = view->populations[i].name;
    const char *const fields[] = { "weight", "reference", "from", "to" };
    double value[4];
    for (size_t f = 0; f < 4; f++) {
      snprintf(path, sizeof path, "%s%.150s/%s", TOP, name, fields[f]);
      value[f] = rx_view_parameter(view, path);
    }
    if (isnan(value[0]) || isnan(value[1])) continue;
    rx_page_add(page, n == 0 ? "<p class=\"note\">Pain signal = " : " + ");
    rx_page_add(page, "%s·rate(%s)/%s Hz", RX_NUM(value[0]), name, RX_NUM(value[1]));
    if (!isnan(value[2]) && !isnan(value[3]))
      rx_page_add(page, " (%s–%s s after onset)", RX_NUM(value[2] / 1000), RX_NUM(value[3] / 1000));
    n++;
  }
  if (n > 0)
    rx_page_add(page, "; 1 is the response of the published healthy circuit to a full pinch. It is a rate of spikes, "
                      "not a felt intensity; a fall of "
                      "it is no relief of a patient.</p>\n");
  return n > 0;
}

static bool is_of_a_population(const rx_view *view, const rx_result_outcome *outcome)
{
  return rx_view_outcome_population(view, outcome, "rate_") != NULL ||
         rx_view_outcome_population(view, outcome, "first_spike_") != NULL || rx_report_is_of_fibres(view, outcome) ||
         rx_report_is_of_motor(view, outcome);
}

/* Name and unit as a heading, below it what it is. */
static void title_of(rx_page *page, const rx_view *view, const rx_result_outcome *outcome)
{
  char title[3 * RX_NUMBER_TEXT];
  const char *unit = RX_UNIT(outcome->units), *name = rx_view_outcome_words(view, outcome, (char[RX_NUMBER_TEXT]){ 0 });
  snprintf(title, sizeof title, "%s%s%s", name, *unit != '\0' ? ", " : "", unit);
  rx_page_heading(page, 3, rx_capital(title));
  if (*outcome->long_name != '\0' && strcmp(outcome->long_name, name) != 0)
    rx_page_add(page, "<p class=\"note\">%s</p>\n", outcome->long_name);
}

static void scalar_outcomes(rx_page *page, const rx_view *view)
{
  const rx_results *s = view->results;
  size_t n = 0;
  for (size_t i = 0; i < s->n_outcomes; i++) {
    const rx_result_outcome *o = &s->outcomes[i];
    if (o->rank != 0) continue;
    if (n++ == 0) {
      rx_page_heading(page, 3, "Of the whole run");
      rx_page_table(page, NULL);
      rx_page_add(page, "<tbody>\n");
    }
    rx_page_add(page, "<tr><th scope=\"row\">%s</th><td class=\"n\">%s %s</td><td>%s</td></tr>\n", RX_WORDS(o->name),
                RX_NUM(o->value[0]), RX_UNIT(o->units), o->long_name);
  }
  if (n == 0) return;
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

void rx_report_comparison(rx_page *page, const rx_view *view)
{
  const rx_results *s = view->results;
  const rx_result_outcome *first = rx_view_main_outcome(view);
  size_t n_others = 0;
  for (size_t i = 0; i < s->n_outcomes; i++)
    n_others += &s->outcomes[i] != first && !is_of_a_population(view, &s->outcomes[i]) &&
                !rx_view_is_of_assays(view, &s->outcomes[i]) && rx_view_has_numbers(view, &s->outcomes[i]);
  if (first == NULL && n_others == 0) return;
  const bool is_one = s->n_conditions < 2;
  rx_page_section(page, "comparison", is_one ? "Outcomes" : "Comparison with the reference condition");
  if (first != NULL && s->n_conditions > 0 && s->n_stimuli > 0) {
    title_of(page, view, first);
    draw_bars(page, view, first, rx_view_outcome_words(view, first, (char[RX_NUMBER_TEXT]){ 0 }));
    const bool has_change = outcome_table(page, view, first, true);
    if (has_change)
      rx_page_add(page, "<p class=\"note\">Below each value: the ratio to the reference (×), or the difference (+, −) "
                        "where the reference is "
                        "next to nothing.</p>\n");
    if (strcmp(first->name, "pain_signal") == 0) say_pain_signal(page, view);
  }
  for (size_t i = 0; i < s->n_outcomes; i++) {
    const rx_result_outcome *o = &s->outcomes[i];
    if (o == first || o->rank == 0 || is_of_a_population(view, o) || !rx_view_has_numbers(view, o) ||
        rx_view_is_of_assays(view, o))
      continue;
    title_of(page, view, o);
    outcome_table(page, view, o, strstr(o->name, "percent") == NULL);
  }
  rx_report_fibres(page, view);
  scalar_outcomes(page, view);
}
