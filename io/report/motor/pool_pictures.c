/* Pictures of motor pools: a panel for each of the first conditions, or one for all. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/report/motor/pool_view.h"
#include "io/report/page/numbers.h"
#include "io/report/page/svg.h"

enum { MOST_PANELS = 12, MOST_POINTS = 4000, MOST_UNITS = 3 };

typedef struct picture {
  const char *kind, *title, *description, *caption, *x_label, *y_label;
  double x_scale; /* of the course's axis */
} picture;

static rx_plot panel_at(size_t i, size_t n)
{
  const double step = n > 1 ? 540 : 1080;
  return (rx_plot){
    .left = 60 + step * (double)(i % 2), .top = 26 + 262 * (double)(i / 2), .width = step - 90, .height = 186
  };
}

static void grow(double *low, double *high, size_t n, const double values[])
{
  for (size_t i = 0; i < n; i++)
    if (isfinite(values[i])) *low = fmin(*low, values[i]), *high = fmax(*high, values[i]);
}

static void open_picture(rx_page *page, const picture *what, size_t n)
{
  rx_page_add(page, "<figure>\n");
  rx_svg_open(page, 1090, 272 * (double)((n + 1) / 2), what->title, what->description);
}

static void close_picture(rx_page *page, const rx_pool_view *p, const picture *what, size_t n)
{
  rx_svg_close(page);
  rx_page_add(page, "<figcaption>%s", what->caption);
  if (n < p->view->results->n_conditions)
    rx_page_add(page, " Drawn: %zu of %zu conditions; all are in results.h5.", n, p->view->results->n_conditions);
  rx_page_add(page, "</figcaption>\n</figure>\n");
}

void rx_draw_pool_rates(rx_page *page, const rx_pool_view *p, size_t stimulus)
{
  static const picture WHAT = {
    "smoothed",
    "Smoothed rates of the units",
    "A panel for each condition, a line for each unit.",
    "Discharge rates, smoothed as for ΔF: a line for each unit that fires ten times or more.",
    "time, s",
    "rate, Hz",
    1e-3
  };
  size_t conditions[MOST_PANELS];
  const size_t n = rx_pool_conditions_with(p, WHAT.kind, stimulus, MOST_PANELS, conditions);
  double low = 0, high = 0;
  for (size_t i = 0; i < n; i++) {
    const rx_result_course *course = rx_pool_course(p, WHAT.kind, conditions[i], stimulus);
    const rx_result_variable *v = rx_view_variable(course, "rate");
    if (v != NULL) grow(&low, &high, course->n_times * v->k, v->value);
  }
  if (n == 0) return;
  open_picture(page, &WHAT, n);
  for (size_t i = 0; i < n; i++) {
    const rx_result_course *course = rx_pool_course(p, WHAT.kind, conditions[i], stimulus);
    const rx_result_variable *v = rx_view_variable(course, "rate");
    double *seconds = rx_arena_alloc(p->view->arena, (course->n_times + 1) * sizeof *seconds);
    if (v == NULL || seconds == NULL) continue;
    for (size_t k = 0; k < course->n_times; k++) seconds[k] = WHAT.x_scale * course->time[k];
    rx_plot plot = panel_at(i, n);
    plot.x = rx_axis_exact(0, seconds[course->n_times - 1], 8);
    plot.y = rx_axis_round(low, high, 4);
    rx_svg_axes(page, &plot, WHAT.x_label, i % 2 == 0 ? WHAT.y_label : "", false);
    const rx_look look = rx_look_of(p->view, conditions[i]);
    for (size_t u = 0; u < v->k; u++)
      rx_svg_line(page, &plot, course->n_times, seconds, v->value + u, v->k, &look, 1, MOST_POINTS);
    rx_svg_title(page, plot.left, plot.top - 8, RX_WORDS(p->view->results->conditions[conditions[i]].name), "");
  }
  close_picture(page, p, &WHAT, n);
}

static void shade_windows(rx_page *page, const rx_pool_view *p, size_t stimulus, const rx_plot *plot)
{
  size_t n;
  rx_result_window *windows;
  if (rx_results_windows(p->view->results, stimulus, p->view->arena, &n, &windows, NULL) != RX_OK)
    page->is_out_of_memory = true;
  for (size_t w = 0; w < n; w++) rx_svg_span(page, plot, 1e-3 * windows[w].from_ms, 1e-3 * windows[w].to_ms);
}

/* Bars above the frame: when the stimulus brings what; a row a kind. Whether any of it waits for a spasm. */
static bool mark_stimulation(rx_page *page, const rx_pool_view *p, size_t stimulus, const rx_plot *plot)
{
  static const struct {
    const char *kind, *label, *colour;
  } KINDS[] = { { "vibration", "vibration", "#56748c" },
                { "nmes", "stimulation of the muscle", "#0b4f83" },
                { "nerve_stimulation", "stimulation of the nerve", "#d55e00" } };
  enum { MOST_COMPONENTS = 16 };
  rx_view_component found[MOST_COMPONENTS];
  double y = plot->top - 6;
  bool waits = false;
  for (size_t k = 0; k < sizeof KINDS / sizeof *KINDS; k++) {
    const size_t n =
        rx_view_components(p->view, p->view->results->stimuli[stimulus], KINDS[k].kind, MOST_COMPONENTS, found);
    double first = INFINITY, last = -INFINITY;
    bool row_waits = false;
    for (size_t i = 0; i < n; i++)
      for (size_t bout = 0; bout < found[i].n_bouts; bout++) {
        const double from = 1e-3 * (found[i].onset_ms + (double)bout * found[i].interval_ms),
                     to = fmin(from + 1e-3 * found[i].duration_ms, plot->x.high);
        if (!(from < plot->x.high) || !(to > from)) continue;
        const double left = rx_plot_x(plot, from), right = rx_plot_x(plot, to);
        rx_page_add(page,
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"5\" fill=\"%s\" stroke=\"%s\" "
                    "stroke-dasharray=\"%s\"/>",
                    left, y - 2, fmax(right - left, 1), found[i].is_triggered ? "none" : KINDS[k].colour,
                    KINDS[k].colour, found[i].is_triggered ? "3 3" : "none");
        first = fmin(first, left), last = fmax(last, right);
        row_waits = row_waits || found[i].is_triggered;
      }
    if (!(first < last)) continue;
    const bool has_room = last < plot->left + 0.75 * plot->width;
    char label[2 * RX_NUMBER_TEXT];
    snprintf(label, sizeof label, "%s%s", KINDS[k].label, row_waits ? ": watches, and acts on a spasm" : "");
    if (has_room || first > plot->left + 0.25 * plot->width)
      rx_svg_text(page, has_room ? last + 5 : first - 5, y + 4, has_room ? "start" : "end", "small", label);
    else
      rx_svg_text(page, last, y - 4, "end", "small", label);
    y -= has_room ? 9 : 16;
    waits = waits || row_waits;
  }
  return waits;
}

void rx_draw_pool_torque(rx_page *page, const rx_pool_view *p, size_t stimulus)
{
  static const picture WHAT = {
    "torque",
    "Torque",
    "A line for each condition as in the legend.",
    "Torque of the pool's muscle, share of its maximum (Fuglevand's motor units). Above: when it is "
    "stimulated. Shaded: windows of the stimulus, where it names any.",
    "time, s",
    "torque",
    1e-3
  };
  size_t conditions[8];
  const size_t n = rx_pool_conditions_with(p, WHAT.kind, stimulus,
                                           rx_view_n_drawn(p->view) < 8 ? rx_view_n_drawn(p->view) : 8, conditions);
  double low = 0, high = 0, end = 0;
  for (size_t i = 0; i < n; i++) {
    const rx_result_course *course = rx_pool_course(p, WHAT.kind, conditions[i], stimulus);
    const rx_result_variable *v = rx_view_variable(course, "torque");
    if (v != NULL) grow(&low, &high, course->n_times, v->value);
    end = fmax(end, WHAT.x_scale * course->time[course->n_times - 1]);
  }
  if (n == 0 || !(high > 0)) return;
  rx_page_add(page, "<figure>\n");
  rx_look_legend(page, p->view, true, n);
  rx_svg_open(page, 1090, 292, WHAT.title, WHAT.description);
  rx_plot plot = panel_at(0, 1);
  plot.top += 20; /* for the bars */
  plot.x = rx_axis_exact(0, end, 8);
  plot.y = rx_axis_round(low, high, 4);
  const bool waits = mark_stimulation(page, p, stimulus, &plot);
  shade_windows(page, p, stimulus, &plot);
  rx_svg_axes(page, &plot, WHAT.x_label, WHAT.y_label, false);
  for (size_t i = n; i-- > 0;) { /* the reference on top */
    const rx_result_course *course = rx_pool_course(p, WHAT.kind, conditions[i], stimulus);
    const rx_result_variable *v = rx_view_variable(course, "torque");
    double *seconds = rx_arena_alloc(p->view->arena, (course->n_times + 1) * sizeof *seconds);
    if (v == NULL || seconds == NULL) continue;
    for (size_t k = 0; k < course->n_times; k++) seconds[k] = WHAT.x_scale * course->time[k];
    const rx_look look = rx_look_of(p->view, conditions[i]);
    rx_svg_line(page, &plot, course->n_times, seconds, v->value, 1, &look, 1.6, 800);
  }
  picture with_note = WHAT;
  if (waits)
    with_note.caption =
        "Torque of the pool's muscle, share of its maximum (Fuglevand's motor units). Above: when it is "
        "stimulated. The times at which a spasm was found are not kept; how much stimulation each "
        "condition got is in the table.";
  close_picture(page, p, &with_note, n);
}

/* A row for each condition, a column for each unit: units differ so much that one axis would flatten the first. */
void rx_draw_pool_loops(rx_page *page, const rx_pool_view *p, size_t stimulus)
{
  static const picture WHAT = {
    "pic_loop",
    "Clamp current against potential",
    "A row for each condition, a column for each unit, each column with an axis of its own.",
    "Clamp current of the first, the middle and the last unit, up and down the ramp; where "
    "it bends down, the persistent inward current flows. Each column has its own scale of "
    "current.",
    "potential, mV",
    "current, nA",
    1
  };
  size_t conditions[MOST_PANELS], n_units = 0;
  const size_t n = rx_pool_conditions_with(p, WHAT.kind, stimulus, MOST_PANELS, conditions);
  double low_V = INFINITY, high_V = -INFINITY, low_I[MOST_UNITS], high_I[MOST_UNITS];
  for (size_t u = 0; u < MOST_UNITS; u++) low_I[u] = INFINITY, high_I[u] = -INFINITY;
  for (size_t i = 0; i < n; i++) {
    const rx_result_course *course = rx_pool_course(p, WHAT.kind, conditions[i], stimulus);
    for (size_t u = 0; u < MOST_UNITS && 2 * u + 1 < course->n_variables; u++) {
      grow(&low_V, &high_V, course->n_times, course->variables[2 * u].value);
      grow(&low_I[u], &high_I[u], course->n_times, course->variables[2 * u + 1].value);
      if (u + 1 > n_units) n_units = u + 1;
    }
  }
  if (n == 0 || !(high_V > low_V)) return;
  const double step_x = 1080 / (double)n_units, step_y = 232;
  rx_page_add(page, "<figure>\n");
  rx_svg_open(page, 1090, step_y * (double)n + 8, WHAT.title, WHAT.description);
  for (size_t i = 0; i < n; i++) {
    const rx_result_course *course = rx_pool_course(p, WHAT.kind, conditions[i], stimulus);
    const rx_look look = rx_look_of(p->view, conditions[i]);
    for (size_t u = 0; u < n_units && 2 * u + 1 < course->n_variables; u++) {
      rx_plot plot = { .left = 56 + step_x * (double)u,
                       .top = 26 + step_y * (double)i,
                       .width = step_x - 76,
                       .height = 160,
                       .x = rx_axis_exact(low_V, high_V, 5),
                       .y = rx_axis_round(low_I[u], high_I[u], 4) };
      char title[3 * RX_NUMBER_TEXT];
      int unit;
      rx_svg_axes(page, &plot, WHAT.x_label, u == 0 ? WHAT.y_label : "", false);
      rx_svg_line(page, &plot, course->n_times, course->variables[2 * u].value, course->variables[2 * u + 1].value, 1,
                  &look, 1.4, MOST_POINTS);
      const bool has_unit = sscanf(course->variables[2 * u].name, "V_unit_%d", &unit) == 1;
      const char *name = RX_WORDS(p->view->results->conditions[conditions[i]].name);
      if (has_unit)
        snprintf(title, sizeof title, "%s, unit %d", name, unit);
      else
        snprintf(title, sizeof title, "%s", name);
      rx_svg_title(page, plot.left, plot.top - 8, title, "");
    }
  }
  close_picture(page, p, &WHAT, n);
}

void rx_draw_pool_units(rx_page *page, const rx_pool_view *p, size_t stimulus, const char *variable, const char *label)
{
  size_t conditions[8];
  const size_t n = rx_pool_conditions_with(p, "units", stimulus,
                                           rx_view_n_drawn(p->view) < 8 ? rx_view_n_drawn(p->view) : 8, conditions);
  double low = 0, high = 0, last = 0;
  for (size_t i = 0; i < n; i++) {
    const rx_result_course *course = rx_pool_course(p, "units", conditions[i], stimulus);
    const rx_result_variable *v = rx_view_variable(course, variable);
    if (v == NULL) return;
    grow(&low, &high, course->n_times, v->value);
    last = fmax(last, course->time[course->n_times - 1]);
  }
  if (n == 0 || !(high > low)) return;
  rx_page_add(page, "<figure>\n");
  rx_look_legend(page, p->view, true, n);
  rx_svg_open(page, 1090, 272, label, "A marker for each unit, a line for each condition as in the legend.");
  rx_plot plot = panel_at(0, 1);
  plot.x = rx_axis_exact(0, fmax(last, 1), 8);
  plot.y = rx_axis_round(low, high, 4);
  rx_svg_axes(page, &plot, "unit, in order of recruitment", label, false);
  for (size_t i = n; i-- > 0;) {
    const rx_result_course *course = rx_pool_course(p, "units", conditions[i], stimulus);
    const rx_result_variable *v = rx_view_variable(course, variable);
    const rx_look look = rx_look_of(p->view, conditions[i]);
    rx_svg_line(page, &plot, course->n_times, course->time, v->value, 1, &look, 1.2, MOST_POINTS);
    for (size_t u = 0; u < course->n_times; u++)
      if (isfinite(v->value[u]))
        rx_svg_marker(page, rx_plot_x(&plot, course->time[u]), rx_plot_y(&plot, v->value[u]), 3, &look);
  }
  rx_svg_close(page);
  char quantity[RX_NUMBER_TEXT];
  snprintf(quantity, sizeof quantity, "%.*s", (int)strcspn(label, ","), label); /* without its unit */
  rx_page_add(page, "<figcaption>%s of every unit.</figcaption>\n</figure>\n", rx_capital(quantity));
}
