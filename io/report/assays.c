/* Assays of one cell: the four numbers of a nociceptor, rheobases as bars, and per assay its numbers and curves. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/report/page/numbers.h"
#include "io/report/page/svg.h"
#include "io/report/sections.h"

enum { MOST_PANELS = 12, MOST_NUMBERS = 12, MOST_ROWS = 60, MARKED_POINTS = 60 };

static bool has_numbers_at(const rx_view *view, const rx_result_outcome *o, size_t stimulus)
{
  for (size_t c = 0; c < view->results->n_conditions; c++)
    if (rx_view_stat(view, o, c, stimulus).n > 0) return true;
  return false;
}

/* An outcome and the first assay that has numbers of it; false where there is none. */
static bool find_number(const rx_view *view, const char *name, const rx_result_outcome **o, size_t *stimulus)
{
  *o = rx_results_outcome(view->results, name);
  for (*stimulus = 0; *o != NULL && *stimulus < view->results->n_stimuli; ++*stimulus)
    if (rx_results_assay(view->results, *stimulus) != NULL && has_numbers_at(view, *o, *stimulus)) return true;
  return false;
}

static const char *capital_words(char text[RX_NUMBER_TEXT], const char *name)
{
  rx_words(text, name);
  return rx_capital(text);
}

/* ---- tables of numbers ---- */

typedef struct column {
  const rx_result_outcome *outcome;
  size_t stimulus;
  const char *title; /* NULL: the outcome's name */
} column;

static void number_cell(rx_page *page, const rx_view *view, const column *at, size_t c)
{
  const rx_stat stat = rx_view_stat(view, at->outcome, c, at->stimulus);
  rx_page_add(page, "<td class=\"n\">%s", RX_MEAN(stat));
  const double reference = rx_view_stat(view, at->outcome, view->reference, at->stimulus).mean;
  const double tiny = RX_TINY_SHARE * rx_view_largest(view, at->outcome);
  const char *change = c == view->reference ? "" : RX_CHANGE(stat.mean, reference, tiny);
  if (*change != '\0' && fabs(stat.mean - reference) <= 1e-4 * fabs(reference)) change = "no change";
  if (*change != '\0') rx_page_add(page, "<span class=\"change\">%s</span>", change);
  rx_page_add(page, "</td>");
}

/* Conditions down, numbers across. */
static void number_table(rx_page *page, const rx_view *view, size_t n, const column columns[])
{
  const rx_results *s = view->results;
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Condition</th>");
  for (size_t k = 0; k < n; k++) {
    const rx_result_outcome *o = columns[k].outcome;
    char name[RX_NUMBER_TEXT];
    const char *unit = RX_UNIT(o->units);
    capital_words(name, columns[k].title != NULL ? columns[k].title : o->name);
    rx_page_add(page, "<th scope=\"col\" class=\"n\">%s%s%s</th>", name, *unit != '\0' ? ", " : "", unit);
  }
  rx_page_add(page, "</tr></thead>\n<tbody>\n");
  for (size_t k = 0; k < s->n_conditions; k++) {
    const size_t c = rx_view_drawn(view, k);
    rx_page_add(page, c == view->reference ? "<tr class=\"reference\">" : "<tr>");
    rx_page_add(page, "<th scope=\"row\">%s</th>", RX_WORDS(s->conditions[c].name));
    for (size_t i = 0; i < n; i++) number_cell(page, view, &columns[i], c);
    rx_page_add(page, "</tr>\n");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

/* The summary of an afferent assay (nociceptor page 8). */
static const struct {
  const char *name, *title;
} NUMBERS[] = { { "rheobase", NULL },
                { "spikes_at_2x", "spikes at 2 × rheobase" },
                { "spikes_at_10x", "spikes at 10 × rheobase" },
                { "spontaneous_rate", "spontaneous rate" } };

static bool is_in_summary(const rx_view *view, const rx_result_outcome *outcome, size_t stimulus)
{
  const rx_result_outcome *o;
  size_t first;
  for (size_t k = 0; k < sizeof NUMBERS / sizeof *NUMBERS; k++)
    if (strcmp(outcome->name, NUMBERS[k].name) == 0)
      return find_number(view, NUMBERS[k].name, &o, &first) && first == stimulus;
  return false;
}

static void four_numbers(rx_page *page, const rx_view *view)
{
  column columns[4];
  size_t n = 0;
  for (size_t k = 0; k < 4; k++) {
    columns[n].title = NUMBERS[k].title;
    n += find_number(view, NUMBERS[k].name, &columns[n].outcome, &columns[n].stimulus);
  }
  if (n == 0) return;
  rx_page_heading(page, 3, "Excitability");
  number_table(page, view, n, columns);
  if (rx_results_outcome(view->results, "rheobase") != NULL)
    rx_page_add(page,
                "<p class=\"note\">A rheobase of 0: the cell fires without input, and its spikes at multiples are "
                "not counted. –: no such current was found.</p>\n");
}

/* ---- bars ---- */

static void rheobase_bars(rx_page *page, const rx_view *view)
{
  const rx_results *s = view->results;
  const rx_result_outcome *o;
  size_t stimulus;
  if (s->n_conditions < 2 || !find_number(view, "rheobase", &o, &stimulus)) return;
  const size_t n = rx_view_n_drawn(view);
  double high = 0;
  for (size_t k = 0; k < n; k++) high = fmax(high, rx_view_stat(view, o, rx_view_drawn(view, k), stimulus).mean);
  rx_plot plot = { 70, 16, 1000, 200, { 0, (double)n, 0, false }, rx_axis_round(0, 1.06 * high, 4) };
  rx_page_add(page, "<figure id=\"rheobase\">\n");
  rx_look_legend(page, view, false, n);
  rx_svg_open(page, 1090, 232, "Rheobase", "A bar for each condition, in the order of the legend.");
  rx_svg_axes(page, &plot, "", "rheobase, pA", false);
  const double step = plot.width / (double)n, width = fmin(0.6 * step, 90), zero = rx_plot_y(&plot, 0);
  for (size_t k = 0; k < n; k++) {
    const size_t c = rx_view_drawn(view, k);
    const double value = rx_view_stat(view, o, c, stimulus).mean, middle = plot.left + step * ((double)k + 0.5);
    const rx_look look = rx_look_of(view, c);
    if (isfinite(value))
      rx_page_add(page,
                  "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"url(#fill%u)\" stroke=\"%s\"/>",
                  middle - width / 2, rx_plot_y(&plot, value), width, fmax(zero - rx_plot_y(&plot, value), 0.5),
                  look.pattern, look.colour);
    rx_svg_text(page, middle, (isfinite(value) ? rx_plot_y(&plot, value) : zero) - 6, "middle", "halo", RX_NUM(value));
  }
  rx_svg_close(page);
  rx_page_add(page, "<figcaption>Smallest current step that gives a spike; 0: fires without input.</figcaption>\n"
                    "</figure>\n");
}

/* ---- curves ---- */

static const rx_result_course *any_course(const rx_view *view, size_t stimulus)
{
  for (size_t k = 0; k < view->results->n_conditions; k++) {
    const rx_result_course *course = rx_view_course(view, RX_ASSAY_COURSE, rx_view_drawn(view, k), stimulus);
    if (course != NULL && course->n_times > 0) return course;
  }
  return NULL;
}

static bool is_drawn(const rx_result_course *course, const rx_result_variable *v)
{
  return course != NULL && v != NULL && v->k == 0 && course->n_times > 0;
}

/* Whether the variable has two numbers or more in a condition: one makes no curve. */
static bool has_curve(const rx_view *view, size_t stimulus, const char *name)
{
  for (size_t c = 0; c < view->results->n_conditions; c++) {
    const rx_result_course *course = rx_view_course(view, RX_ASSAY_COURSE, c, stimulus);
    const rx_result_variable *v = rx_view_variable(course, name);
    size_t n = 0;
    for (size_t i = 0; is_drawn(course, v) && i < course->n_times; i++) n += isfinite(v->value[i]) != 0;
    if (n > 1) return true;
  }
  return false;
}

static const char *with_unit(char text[2 * RX_NUMBER_TEXT], const char *name, const char *unit)
{
  const char *printed = RX_UNIT(unit != NULL ? unit : "1");
  snprintf(text, 2 * RX_NUMBER_TEXT, "%s%s%s", name, *printed != '\0' ? ", " : "", printed);
  return text;
}

static void draw_curve(rx_page *page, const rx_plot *plot, const rx_result_course *course, const rx_result_variable *v,
                       const rx_look *look)
{
  rx_svg_line(page, plot, course->n_times, course->time, v->value, 1, look, 1.6, 400);
  for (size_t i = 0; course->n_times <= MARKED_POINTS && i < course->n_times; i++)
    if (isfinite(v->value[i]))
      rx_svg_marker(page, rx_plot_x(plot, course->time[i]), rx_plot_y(plot, v->value[i]), 3, look);
}

static void draw_panel(rx_page *page, const rx_view *view, size_t stimulus, const rx_result_variable *variable,
                       rx_plot plot)
{
  double low = 0, high = 0, from = INFINITY, to = -INFINITY;
  for (size_t k = 0; k < rx_view_n_drawn(view); k++) {
    const rx_result_course *course = rx_view_course(view, RX_ASSAY_COURSE, rx_view_drawn(view, k), stimulus);
    const rx_result_variable *v = rx_view_variable(course, variable->name);
    for (size_t i = 0; is_drawn(course, v) && i < course->n_times; i++) {
      from = fmin(from, course->time[i]);
      to = fmax(to, course->time[i]);
      if (!isfinite(v->value[i])) continue;
      low = fmin(low, v->value[i]);
      high = fmax(high, v->value[i]);
    }
  }
  const rx_result_course *any = any_course(view, stimulus);
  char x_label[2 * RX_NUMBER_TEXT], title[2 * RX_NUMBER_TEXT], name[RX_NUMBER_TEXT];
  plot.x = rx_axis_exact(from, to, 8);
  plot.y = rx_axis_round(low, high, 4);
  rx_svg_axes(page, &plot, with_unit(x_label, any->time_name != NULL ? any->time_name : "time", any->time_units), "",
              false);
  for (size_t k = rx_view_n_drawn(view); k-- > 0;) { /* the reference on top */
    const size_t c = rx_view_drawn(view, k);
    const rx_result_course *course = rx_view_course(view, RX_ASSAY_COURSE, c, stimulus);
    const rx_result_variable *v = rx_view_variable(course, variable->name);
    const rx_look look = rx_look_of(view, c);
    if (is_drawn(course, v)) draw_curve(page, &plot, course, v, &look);
  }
  rx_svg_title(page, plot.left, plot.top - 8, with_unit(title, rx_words(name, variable->name), variable->units), "");
}

static void draw_curves(rx_page *page, const rx_view *view, size_t stimulus, size_t n,
                        const rx_result_variable *const panels[])
{
  const size_t n_across = n < 2 ? 1 : 2, n_rows = (n + n_across - 1) / n_across;
  const double step_x = 1080.0 / (double)n_across;
  rx_page_add(page, "<figure>\n");
  rx_look_legend(page, view, true, rx_view_n_drawn(view));
  rx_svg_open(page, 1090, 262 * (double)n_rows, RX_WORDS(view->results->stimuli[stimulus]),
              "A panel for each variable, a line for each condition as in the legend.");
  for (size_t i = 0; i < n; i++) {
    const rx_plot plot = { .left = 56 + step_x * (double)(i % n_across),
                           .top = 26 + 262 * (double)(i / n_across),
                           .width = step_x - 80,
                           .height = 186 };
    draw_panel(page, view, stimulus, panels[i], plot);
  }
  rx_svg_close(page);
  rx_page_add(page, "<figcaption>");
  for (size_t i = 0; i < n; i++)
    rx_page_add(page, "%s%s: %s", i > 0 ? "; " : "", RX_WORDS(panels[i]->name), panels[i]->long_name);
  rx_page_add(page, ".");
  if (rx_view_n_drawn(view) < view->results->n_conditions)
    rx_page_add(page, " Drawn: %zu of %zu conditions; all are in results.h5.", rx_view_n_drawn(view),
                view->results->n_conditions);
  rx_page_add(page, "</figcaption>\n</figure>\n");
}

/* The numbers of a panel: a row for each point, a column for each condition. */
static void curve_table(rx_page *page, const rx_view *view, size_t stimulus, const rx_result_variable *variable)
{
  const rx_results *s = view->results;
  const rx_result_course *any = any_course(view, stimulus);
  char name[RX_NUMBER_TEXT], text[2 * RX_NUMBER_TEXT];
  rx_page_add(page, "<details><summary>%s</summary>\n",
              with_unit(text, capital_words(name, variable->name), variable->units));
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\" class=\"n\">%s</th>",
              with_unit(text, any->time_name != NULL ? any->time_name : "time", any->time_units));
  for (size_t k = 0; k < s->n_conditions; k++)
    rx_page_add(page, "<th scope=\"col\" class=\"n\">%s</th>", RX_WORDS(s->conditions[rx_view_drawn(view, k)].name));
  rx_page_add(page, "</tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < any->n_times && i < MOST_ROWS; i++) {
    rx_page_add(page, "<tr><th scope=\"row\" class=\"n\">%s</th>", RX_NUM(any->time[i]));
    for (size_t k = 0; k < s->n_conditions; k++) {
      const rx_result_course *course = rx_view_course(view, RX_ASSAY_COURSE, rx_view_drawn(view, k), stimulus);
      const rx_result_variable *v = rx_view_variable(course, variable->name);
      rx_page_add(page, "<td class=\"n\">%s</td>",
                  RX_NUM(is_drawn(course, v) && i < course->n_times ? v->value[i] : NAN));
    }
    rx_page_add(page, "</tr>\n");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  if (any->n_times > MOST_ROWS)
    rx_page_add(page, "<p class=\"note\">The first %d of %zu; all are in results.h5, /courses.</p>\n", (int)MOST_ROWS,
                any->n_times);
  rx_page_add(page, "</details>\n");
}

/* Curves against something else than time, of an assay or of a ramp. */
void rx_report_assay_curves(rx_page *page, const rx_view *view, size_t stimulus)
{
  const rx_result_course *any = any_course(view, stimulus);
  const rx_result_variable *panels[MOST_PANELS];
  size_t n = 0;
  for (size_t i = 0; any != NULL && i < any->n_variables && n < MOST_PANELS; i++)
    if (has_curve(view, stimulus, any->variables[i].name)) panels[n++] = &any->variables[i];
  if (n == 0) return;
  draw_curves(page, view, stimulus, n, panels);
  for (size_t i = 0; i < n; i++) curve_table(page, view, stimulus, panels[i]);
}

static void one_assay(rx_page *page, const rx_view *view, size_t stimulus, const rx_assay_description *description)
{
  const rx_results *s = view->results;
  column columns[MOST_NUMBERS];
  size_t n = 0;
  char name[RX_NUMBER_TEXT];
  rx_page_heading(page, 3, capital_words(name, s->stimuli[stimulus]));
  rx_page_add(page, "<p class=\"note\">%s</p>\n", description->meaning);
  for (size_t i = 0; i < s->n_outcomes && n < MOST_NUMBERS; i++)
    if (s->outcomes[i].rank == 3 && has_numbers_at(view, &s->outcomes[i], stimulus) &&
        !is_in_summary(view, &s->outcomes[i], stimulus))
      columns[n++] = (column){ &s->outcomes[i], stimulus, NULL };
  if (n > 0) number_table(page, view, n, columns);
  const rx_result_outcome *following = rx_results_outcome(s, "following_frequency");
  for (size_t c = 0; following != NULL && description == &RX_ASSAY_KINDS[RX_ASSAY_FOLLOWING] && c < s->n_conditions;
       c++)
    if (rx_view_stat(view, following, c, stimulus).n == 0)
      rx_page_add(page,
                  "<p class=\"warning\"><b>Note.</b> %s: no pulse gave a spike that arrived, so there is no frequency "
                  "to follow.</p>\n",
                  RX_WORDS(s->conditions[c].name));
  rx_report_assay_curves(page, view, stimulus);
}

void rx_report_assays(rx_page *page, const rx_view *view)
{
  const rx_results *s = view->results;
  bool is_open = false;
  for (size_t t = 0; t < s->n_stimuli; t++) {
    const rx_assay_description *description = rx_results_assay(s, t);
    if (description == NULL) continue;
    if (!is_open) {
      rx_page_section(page, "assays", "Assays");
      four_numbers(page, view);
      rheobase_bars(page, view);
    }
    is_open = true;
    one_assay(page, view, t, description);
  }
}
