/* Curves over time: small multiples with a line for each condition, traces of single cells, responses to the pulses of a train. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/report/page/numbers.h"
#include "io/report/page/svg.h"
#include "io/report/sections.h"

enum { PICTURE_WIDTH = 1090, N_ACROSS = 5, PANEL_WIDTH = 160, PANEL_HEIGHT = 78, STEP_X = 218, STEP_Y = 142 };
enum { MOST_TRACES = 8, MOST_VARIABLES = 60, TRACE_POINTS = 1400 };

/* A thing that is drawn in a panel of its own. */
typedef struct rx_panel {
  const char *name, *note;
  const rx_result_variable *variable; /* of the first course that has it; for unit and shape */
} rx_panel;

/* ---- which panels ---- */

static const rx_result_variable *find_variable(const rx_view *view, const char *prefix, size_t stimulus,
                                               const char *name)
{
  for (size_t k = 0; k < view->results->n_conditions; k++) {
    const rx_result_variable *v =
        rx_view_variable(rx_view_course(view, prefix, rx_view_drawn(view, k), stimulus), name);
    if (v != NULL) return v;
  }
  return NULL;
}

/* The course of the first condition that has one; the reference is asked first. */
static const rx_result_course *first_course(const rx_view *view, const char *prefix, size_t stimulus)
{
  for (size_t k = 0; k < view->results->n_conditions; k++) {
    const rx_result_course *course = rx_view_course(view, prefix, rx_view_drawn(view, k), stimulus);
    if (course != NULL && course->n_times > 0) return course;
  }
  return NULL;
}

/* Populations in their order, then whatever else the course has. */
static size_t find_panels(const rx_view *view, const char *prefix, size_t stimulus, rx_panel panels[MOST_VARIABLES])
{
  size_t n = 0;
  for (size_t i = 0; i < view->n_populations && n < MOST_VARIABLES; i++) {
    const rx_result_variable *v = find_variable(view, prefix, stimulus, view->populations[i].name);
    if (v != NULL) panels[n++] = (rx_panel){ v->name, view->populations[i].identity, v };
  }
  const rx_result_course *course = first_course(view, prefix, stimulus);
  for (size_t i = 0; course != NULL && i < course->n_variables && n < MOST_VARIABLES; i++)
    if (rx_view_population_of(view, course->variables[i].name) == NULL)
      panels[n++] = (rx_panel){ course->variables[i].name, course->variables[i].long_name, &course->variables[i] };
  return n;
}

/* ---- drawing ---- */

static void include(const rx_result_course *course, const rx_result_variable *v, double *low, double *high)
{
  const size_t n = course->n_times * (v->k > 0 ? v->k : 1);
  for (size_t i = 0; i < n; i++) {
    if (!isfinite(v->value[i])) continue;
    *low = fmin(*low, v->value[i]);
    *high = fmax(*high, v->value[i]);
  }
}

static void time_span(const rx_result_course *course, double *from, double *to)
{
  for (size_t i = 0; i < course->n_times; i++) {
    if (!isfinite(course->time[i])) continue;
    *from = fmin(*from, course->time[i]);
    *to = fmax(*to, course->time[i]);
  }
}

/* Title of a panel: its name, and what it is in small, cut to the room there is. */
static void panel_title(rx_page *page, const rx_plot *plot, const rx_panel *panel, double room)
{
  char text[RX_NUMBER_TEXT] = "";
  const char *note = panel->note != NULL && strcmp(panel->note, panel->name) != 0 ? panel->note : "";
  const double left = (room - 7.5 * (double)strlen(panel->name) - 8) / 5.6;
  size_t n = strlen(note), most = left > 5 ? (size_t)left : 0;
  if (most > sizeof text - 4) most = sizeof text - 4;
  if (n > most) n = most > 5 ? most - 1 : 0;
  while (n > 0 && ((unsigned char)note[n] & 0xc0u) == 0x80u) n--; /* not within a character */
  if (n > 0) snprintf(text, sizeof text, "%.*s%s", (int)n, note, note[n] != '\0' ? "…" : "");
  rx_svg_title(page, plot->left, plot->top - 8, panel->name, text);
}

static const char *time_label(const rx_result_course *course)
{
  return strcmp(course->time_units, "h") == 0 ? "time, h" : strcmp(course->time_units, "ms") == 0 ? "time, ms" : "time";
}

static void draw_panel(rx_page *page, const rx_view *view, const char *prefix, size_t stimulus, const rx_panel *panel,
                       rx_plot plot, size_t most_points, bool with_label)
{
  double low = 0, high = 0, from = INFINITY, to = -INFINITY, onset, end;
  const rx_result_course *any = first_course(view, prefix, stimulus);
  for (size_t k = 0; k < rx_view_n_drawn(view); k++) {
    const rx_result_course *course = rx_view_course(view, prefix, rx_view_drawn(view, k), stimulus);
    const rx_result_variable *v = rx_view_variable(course, panel->name);
    if (v == NULL) continue;
    include(course, v, &low, &high);
    time_span(course, &from, &to);
  }
  plot.x = rx_axis_exact(from, to, plot.width > 300 ? 8 : 4);
  plot.y = rx_axis_round(low, high, 2);
  if (rx_view_epoch(view, view->results->stimuli[stimulus], &onset, &end) && strcmp(any->time_units, "ms") == 0)
    rx_svg_span(page, &plot, onset, end);
  rx_svg_axes(page, &plot, with_label ? time_label(any) : "", "", false);
  for (size_t k = rx_view_n_drawn(view); k-- > 0;) { /* the reference on top */
    const size_t c = rx_view_drawn(view, k);
    const rx_result_course *course = rx_view_course(view, prefix, c, stimulus);
    const rx_result_variable *v = rx_view_variable(course, panel->name);
    if (v == NULL) continue;
    const rx_look look = rx_look_of(view, c);
    const size_t stride = v->k > 0 ? v->k : 1;
    for (size_t j = 0; j < stride && j < 4; j++)
      rx_svg_line(page, &plot, course->n_times, course->time, v->value + j, stride, &look, 1.6, most_points);
  }
  panel_title(page, &plot, panel, STEP_X - 24);
}

static void not_all_drawn(rx_page *page, const rx_view *view)
{
  if (rx_view_n_drawn(view) < view->results->n_conditions)
    rx_page_add(page, " Drawn: %zu of %zu conditions; all are in the tables.", rx_view_n_drawn(view),
                view->results->n_conditions);
}

/* True where the variable is 0 all the time in every drawn condition. */
static bool is_silent(const rx_view *view, size_t stimulus, const char *name)
{
  for (size_t k = 0; k < rx_view_n_drawn(view); k++) {
    const rx_result_course *course = rx_view_course(view, "", rx_view_drawn(view, k), stimulus);
    const rx_result_variable *v = rx_view_variable(course, name);
    const size_t n = v == NULL ? 0 : course->n_times * (v->k > 0 ? v->k : 1);
    for (size_t i = 0; i < n; i++)
      if (v->value[i] != 0) return false;
  }
  return true;
}

/* Takes populations without a spike out of the panels; their names go to silent. */
static size_t take_out_silent(const rx_view *view, size_t stimulus, rx_panel *panels, size_t n, rx_panel *silent,
                              size_t *n_silent)
{
  size_t n_left = 0;
  *n_silent = 0;
  for (size_t i = 0; i < n; i++)
    if (rx_view_population_of(view, panels[i].name) != NULL && is_silent(view, stimulus, panels[i].name))
      silent[(*n_silent)++] = panels[i];
    else
      panels[n_left++] = panels[i];
  return n_left;
}

void rx_report_curves(rx_page *page, const rx_view *view, size_t stimulus, size_t most_points)
{
  rx_panel panels[MOST_VARIABLES], silent[MOST_VARIABLES];
  size_t n_silent, n = find_panels(view, "", stimulus, panels);
  if (n == 0 || first_course(view, "", stimulus) == NULL) return;
  n = take_out_silent(view, stimulus, panels, n, silent, &n_silent);
  if (n == 0) {
    rx_page_add(page, "<p>No population fires under any condition.</p>\n");
    return;
  }
  const size_t n_across = n < N_ACROSS ? n : N_ACROSS, n_rows = (n + n_across - 1) / n_across;
  const double stretch = n_across < N_ACROSS ? (double)N_ACROSS / (double)n_across : 1;
  const bool is_rates =
      strcmp(panels[0].variable->units, "Hz") == 0 && rx_view_population_of(view, panels[0].name) != NULL;
  const double height = n <= 2 ? 190 : n <= 4 ? 140 : PANEL_HEIGHT;
  const double step_y = STEP_Y - PANEL_HEIGHT + height;
  rx_page_heading(page, 4, is_rates ? "Rates over time" : "Curves over time");
  rx_page_add(page, "<figure>\n");
  rx_look_legend(page, view, true, rx_view_n_drawn(view));
  rx_svg_open(page, PICTURE_WIDTH, step_y * (double)n_rows + 6, is_rates ? "Rates over time" : "Curves over time",
              "Small multiples: a panel for each population or variable, a line for each condition as in the legend.");
  for (size_t i = 0; i < n; i++) {
    const double width = stretch * STEP_X - (STEP_X - PANEL_WIDTH);
    const rx_plot plot = { .left = 42 + stretch * STEP_X * (double)(i % n_across),
                           .top = 24 + step_y * (double)(i / n_across),
                           .width = width,
                           .height = height };
    draw_panel(page, view, "", stimulus, &panels[i], plot, most_points, i + n_across >= n);
  }
  rx_svg_close(page);
  rx_page_add(page, "<figcaption>");
  if (is_rates)
    rx_page_add(page, "Spikes per second and cell%s; every panel has its own scale.",
                view->results->n_repetitions > 1 ? ", mean over the repetitions" : "");
  else
    rx_page_add(page, "Every panel has its own scale.");
  double onset, end;
  if (rx_view_epoch(view, view->results->stimuli[stimulus], &onset, &end)) rx_page_add(page, " Shaded: the stimulus.");
  for (size_t i = 0; i < n_silent; i++)
    rx_page_add(page, "%s%s", i == 0 ? " Silent in every condition and not drawn: " : ", ", silent[i].name);
  if (n_silent > 0) rx_page_add(page, ".");
  for (size_t i = 0; !is_rates && i < n; i++)
    if (*RX_UNIT(panels[i].variable->units) != '\0')
      rx_page_add(page, " %s in %s.", panels[i].name, RX_UNIT(panels[i].variable->units));
  not_all_drawn(page, view);
  rx_page_add(page, "</figcaption>\n</figure>\n");
}

/* ---- traces ---- */

static void draw_traces(rx_page *page, const rx_view *view, size_t stimulus, const rx_panel *panel)
{
  const size_t n = rx_view_n_drawn(view);
  size_t n_rows = 0, row = 0;
  double low = INFINITY, high = -INFINITY, from = INFINITY, to = -INFINITY, onset, end;
  for (size_t k = 0; k < n; k++) {
    const rx_result_course *course = rx_view_course(view, "trace.", rx_view_drawn(view, k), stimulus);
    const rx_result_variable *v = rx_view_variable(course, panel->name);
    if (v == NULL) continue;
    n_rows++;
    include(course, v, &low, &high);
    time_span(course, &from, &to);
  }
  if (n_rows == 0) return;
  const double step = n_rows == 1 ? 200 : 106, height = step - 14;
  char label[3 * RX_NUMBER_TEXT];
  const char *unit = RX_UNIT(panel->variable->units);
  snprintf(label, sizeof label, "%.180s%s%s", panel->name, *unit != '\0' ? ", " : "", unit);
  rx_page_add(page, "<figure>\n");
  rx_svg_open(page, PICTURE_WIDTH, step * (double)n_rows + 40, label,
              "A trace over time for each condition, one below the other, on one scale.");
  for (size_t k = 0; k < n; k++) {
    const size_t c = rx_view_drawn(view, k);
    const rx_result_course *course = rx_view_course(view, "trace.", c, stimulus);
    const rx_result_variable *v = rx_view_variable(course, panel->name);
    if (v == NULL) continue;
    rx_plot plot = {
      70, 16 + step * (double)row, 1000, height, rx_axis_exact(from, to, 10), rx_axis_round(low, high, 3)
    };
    if (row + 1 < n_rows) plot.x.step = 0; /* numbers below the last one only */
    const rx_look look = { rx_look_of(view, c).colour, "", 'o', 0 };
    if (rx_view_epoch(view, view->results->stimuli[stimulus], &onset, &end) && strcmp(course->time_units, "ms") == 0)
      rx_svg_span(page, &plot, onset, end);
    rx_svg_axes(page, &plot, row + 1 == n_rows ? time_label(course) : "", unit, false);
    row++;
    for (size_t j = 0; j < (v->k > 0 ? v->k : 1) && j < 4; j++)
      rx_svg_line(page, &plot, course->n_times, course->time, v->value + j, v->k > 0 ? v->k : 1, &look, 1.1,
                  TRACE_POINTS);
    rx_svg_text(page, plot.left + plot.width - 4, plot.top + 10, "end", "strong halo",
                RX_WORDS(view->results->conditions[c].name));
  }
  rx_svg_close(page);
  rx_page_add(page, "<figcaption>%s", panel->name);
  if (panel->note != NULL && *panel->note != '\0') rx_page_add(page, ": %s", panel->note);
  rx_page_add(page, ".");
  not_all_drawn(page, view);
  rx_page_add(page, "</figcaption>\n</figure>\n");
}

void rx_report_traces(rx_page *page, const rx_view *view, size_t stimulus)
{
  rx_panel panels[MOST_VARIABLES];
  const size_t n = find_panels(view, "trace.", stimulus, panels);
  if (n == 0) return;
  rx_page_heading(page, 4, "Traces");
  for (size_t i = 0; i < n && i < MOST_TRACES; i++) draw_traces(page, view, stimulus, &panels[i]);
  if (n > MOST_TRACES)
    rx_page_add(page, "<p class=\"note\">Drawn: %d of %zu traces; all are in results.h5, /courses.</p>\n",
                (int)MOST_TRACES, n);
}

/* ---- responses to pulses ---- */

static void draw_pulses(rx_page *page, const rx_view *view, size_t stimulus, const rx_panel *panel, rx_plot plot)
{
  double low = 0, high = 0;
  size_t n_pulses = 1;
  for (size_t k = 0; k < rx_view_n_drawn(view); k++) {
    const rx_result_course *course = rx_view_course(view, "pulses.", rx_view_drawn(view, k), stimulus);
    const rx_result_variable *v = rx_view_variable(course, panel->name);
    if (v == NULL) continue;
    include(course, v, &low, &high);
    if (course->n_times > n_pulses) n_pulses = course->n_times;
  }
  plot.x = (rx_axis){ 0.5, (double)n_pulses + 0.5, rx_axis_round(0, (double)n_pulses, 12).step, false };
  if (plot.x.step < 1) plot.x.step = 1;
  plot.y = rx_axis_round(low, high, 4);
  rx_svg_axes(page, &plot, "pulse", "", false);
  for (size_t k = rx_view_n_drawn(view); k-- > 0;) {
    const size_t c = rx_view_drawn(view, k);
    const rx_result_course *course = rx_view_course(view, "pulses.", c, stimulus);
    const rx_result_variable *v = rx_view_variable(course, panel->name);
    if (v == NULL || course->n_times == 0) continue;
    const rx_look look = rx_look_of(view, c);
    const size_t stride = v->k > 0 ? v->k : 1;
    double *number = rx_arena_alloc(view->arena, course->n_times * sizeof *number);
    if (number == NULL) {
      page->is_out_of_memory = true;
      return;
    }
    for (size_t i = 0; i < course->n_times; i++) number[i] = (double)(i + 1);
    rx_svg_line(page, &plot, course->n_times, number, v->value, stride, &look, 1.6, 400);
    for (size_t i = 0; course->n_times <= 40 && i < course->n_times; i++)
      if (isfinite(v->value[i * stride]))
        rx_svg_marker(page, rx_plot_x(&plot, number[i]), rx_plot_y(&plot, v->value[i * stride]), 3.2, &look);
  }
  panel_title(page, &plot, panel, plot.width);
}

void rx_report_pulses(rx_page *page, const rx_view *view, size_t stimulus)
{
  rx_panel panels[MOST_VARIABLES];
  const size_t n = find_panels(view, "pulses.", stimulus, panels);
  if (n == 0) return;
  const size_t n_across = n < 2 ? 1 : 2, n_rows = (n + n_across - 1) / n_across;
  const double step_x = 1080.0 / (double)n_across;
  rx_page_heading(page, 4, "Response to each pulse (wind-up)");
  rx_page_add(page, "<figure>\n");
  rx_look_legend(page, view, true, rx_view_n_drawn(view));
  rx_svg_open(page, PICTURE_WIDTH, 250 * (double)n_rows, "Response to each pulse",
              "Spikes after each pulse of the train, a line for each condition.");
  for (size_t i = 0; i < n; i++) {
    const rx_plot plot = { .left = 46 + step_x * (double)(i % n_across),
                           .top = 26 + 250 * (double)(i / n_across),
                           .width = step_x - 70,
                           .height = 180 };
    draw_pulses(page, view, stimulus, &panels[i], plot);
  }
  rx_svg_close(page);
  rx_page_add(page, "<figcaption>Spikes after each pulse; wind-up is a late response that grows from pulse to pulse.");
  not_all_drawn(page, view);
  rx_page_add(page, "</figcaption>\n</figure>\n");
}

/* ---- other courses ---- */

void rx_report_other_course(rx_page *page, const rx_result_course *course)
{
  static const rx_look LOOKS[4] = { { "#2b2f36", "", 'o', 0 },
                                    { "#0072b2", "7 3", 's', 1 },
                                    { "#d55e00", "2 2.5", 't', 2 },
                                    { "#009e73", "9 3 2 3", 'd', 3 } };
  if (course->n_times == 0 || course->n_variables == 0) return;
  const size_t n = course->n_variables < MOST_VARIABLES ? course->n_variables : MOST_VARIABLES;
  double from = INFINITY, to = -INFINITY;
  time_span(course, &from, &to);
  rx_page_heading(page, 3, course->name);
  rx_page_add(page, "<figure>\n");
  rx_svg_open(page, PICTURE_WIDTH, 190 * (double)((n + 2) / 3) + 6, course->name,
              "A panel for each variable over time.");
  for (size_t i = 0; i < n; i++) {
    const rx_result_variable *v = &course->variables[i];
    double low = INFINITY, high = -INFINITY;
    include(course, v, &low, &high);
    const rx_plot plot = { 56 + 363 * (double)(i % 3), 24 + 190 * (double)(i / 3), 290, 120,
                           rx_axis_exact(from, to, 5), rx_axis_round(low, high, 3) };
    char name[3 * RX_NUMBER_TEXT];
    const char *unit = RX_UNIT(v->units);
    snprintf(name, sizeof name, "%.180s%s%s", v->name, *unit != '\0' ? ", " : "", unit);
    rx_svg_axes(page, &plot, i + 3 >= n ? time_label(course) : "", "", false);
    for (size_t j = 0; j < (v->k > 0 ? v->k : 1) && j < 4; j++)
      rx_svg_line(page, &plot, course->n_times, course->time, v->value + j, v->k > 0 ? v->k : 1, &LOOKS[j], 1.6, 500);
    panel_title(page, &plot, &(rx_panel){ name, v->long_name, v }, plot.width);
  }
  rx_svg_close(page);
  rx_page_add(page, "<figcaption>Every panel has its own scale.%s</figcaption>\n</figure>\n",
              course->n_variables > n ? " Not all variables are drawn." : "");
}
