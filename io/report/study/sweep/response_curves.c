/* Each response over each parameter: a panel per parameter, a line per condition or per stimulus. Designs that fill the space give dots
 * (a point of the design each) and medians. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/report/page/look.h"
#include "io/report/page/numbers.h"
#include "io/report/page/svg.h"
#include "io/report/study/labels.h"
#include "io/report/study/sections.h"

enum { MOST_FAMILIES = 12, MOST_PANELS = 12, MOST_DOTS = 300, MOST_MARKERS = 40, MOST_ROWS = 15 };

/* Where panels are: n_across in a row, each with room for its numbers on the left and its name below. */
typedef struct rx_panels {
  size_t n, n_across;
  double step_x, width, height, step_y;
} rx_panels;

static rx_panels place_panels(size_t n)
{
  rx_panels p = { .n = n, .n_across = n == 4 ? 2 : n < 4 ? n : n > 6 ? 4 : 3 };
  p.step_x = p.n_across == 1 ? 760.0 : RX_STUDY_WIDTH / (double)p.n_across;
  p.width = p.step_x - 78;
  p.height = p.n_across <= 2 ? 220 : 150;
  p.step_y = p.height + 58;
  return p;
}

static rx_plot panel_at(const rx_panels *p, size_t i)
{
  return (rx_plot){ .left = 62 + p->step_x * (double)(i % p->n_across),
                    .top = 10 + p->step_y * (double)(i / p->n_across),
                    .width = p->width,
                    .height = p->height };
}

/* ---- what is drawn ---- */

typedef struct rx_drawing {
  const rx_sweep_view *view;
  const rx_response_family *family;
  size_t n_panels, *panel;                     /* [n_panels] which parameter */
  double *values[RX_MOST_RESPONSES];           /* [n_members] */
  double *mean[RX_MOST_RESPONSES];             /* [n_points], of parameters without levels */
  rx_sweep_curve (*curves)[RX_MOST_RESPONSES]; /* [n_panels] */
  double low, high;
  bool has_levels, has_dots, has_intervals;
} rx_drawing;

static void include(rx_drawing *d, double value)
{
  if (!isfinite(value)) return;
  d->low = fmin(d->low, value);
  d->high = fmax(d->high, value);
}

static void include_curve(rx_drawing *d, const rx_sweep_curve *c)
{
  for (size_t i = 0; i < c->n; i++) {
    include(d, c->y[i]);
    include(d, c->low[i]);
    include(d, c->high[i]);
    d->has_intervals |= isfinite(c->low[i]);
  }
}

/* False when memory is out. */
static bool prepare(rx_drawing *d)
{
  const rx_sweep_view *view = d->view;
  size_t *order = rx_arena_alloc(view->arena, (view->n_swept + 1) * sizeof *order);
  if (order == NULL) return false;
  d->n_panels = view->n_swept < MOST_PANELS ? view->n_swept : MOST_PANELS;
  d->low = INFINITY, d->high = -INFINITY;
  d->curves = rx_arena_alloc(view->arena, (d->n_panels + 1) * sizeof *d->curves);
  d->panel = order;
  if (d->curves == NULL) return false;
  for (size_t r = 0; r < d->family->n; r++) {
    d->values[r] = malloc((view->n_members + 1) * sizeof(double));
    d->mean[r] = malloc((view->n_points + 1) * sizeof(double));
    if (d->values[r] == NULL || d->mean[r] == NULL) return false;
    rx_response_values(view, d->family, &d->family->responses[r], d->values[r]);
    if (!rx_point_means(view, d->values[r], d->mean[r])) return false;
  }
  for (size_t k = 0; k < view->n_swept; k++) order[k] = k;
  if (view->n_swept > MOST_PANELS) rx_sweep_order(view, d->values[0], order);
  for (size_t i = 0; i < d->n_panels; i++) {
    const rx_swept *s = &view->swept[order[i]];
    d->has_levels |= s->has_levels;
    d->has_dots |= !s->has_levels;
    for (size_t r = 0; r < d->family->n; r++) {
      if (!rx_sweep_curve_make(view, s, d->values[r], &d->curves[i][r])) return false;
      include_curve(d, &d->curves[i][r]);
      for (size_t p = 0; !s->has_levels && p < view->n_points; p++) include(d, d->mean[r][p]);
    }
  }
  return true;
}

static void release(rx_drawing *d)
{
  for (size_t r = 0; r < RX_MOST_RESPONSES; r++) {
    free(d->values[r]);
    free(d->mean[r]);
  }
}

/* ---- drawing ---- */

static void draw_intervals(rx_page *page, const rx_plot *plot, const rx_sweep_curve *c, const char *colour)
{
  rx_page_add(page, "<path fill=\"none\" stroke=\"%s\" d=\"", colour);
  for (size_t i = 0; i < c->n; i++)
    if (isfinite(c->low[i]) && isfinite(c->high[i]))
      rx_page_add(page, "M%.1f %.1fh5m-2.5 0V%.1fm-2.5 0h5", rx_plot_x(plot, c->x[i]) - 2.5, rx_plot_y(plot, c->low[i]),
                  rx_plot_y(plot, c->high[i]));
  rx_page_add(page, "\"/>\n");
}

/* Every so-many-th point that has a value. */
static void draw_dots(rx_page *page, const rx_plot *plot, const rx_swept *s, size_t n, const double *mean, size_t most,
                      const char *colour)
{
  size_t n_finite = 0, k = 0;
  for (size_t p = 0; p < n; p++) n_finite += isfinite(mean[p]) && isfinite(s->value[p]);
  const size_t every = n_finite > most ? (n_finite + most - 1) / most : 1;
  rx_page_add(
      page,
      "<path fill=\"none\" stroke=\"%s\" stroke-width=\"3.4\" stroke-linecap=\"round\" stroke-opacity=\"0.4\" d=\"",
      colour);
  for (size_t p = 0; p < n; p++)
    if (isfinite(mean[p]) && isfinite(s->value[p]) && k++ % every == 0)
      rx_page_add(page, "M%.1f %.1fh0", rx_plot_x(plot, s->value[p]), rx_plot_y(plot, mean[p]));
  rx_page_add(page, "\"/>\n");
}

static rx_look look_of(const rx_response_family *family, size_t r)
{
  return rx_look_at(family->is_difference ? r + 1 : r);
}

static void draw_panel(rx_page *page, const rx_drawing *d, const rx_panels *panels, size_t i)
{
  const rx_swept *s = &d->view->swept[d->panel[i]];
  const rx_response_family *family = d->family;
  rx_plot plot = panel_at(panels, i);
  char cut[256];
  plot.x = rx_swept_axis(s, plot.width > 300 ? 8 : 4);
  plot.y = rx_axis_round(d->low, d->high, plot.height > 180 ? 7 : 6);
  rx_svg_axes(page, &plot, rx_cut_front(cut, rx_swept_axis_label(d->view, s), (size_t)(plot.width / 6)), "", false);
  if (family->is_difference && plot.y.low <= 0 && plot.y.high >= 0)
    rx_page_add(page, "<path d=\"M%.1f %.1fh%.1f\" stroke=\"#1b2430\" stroke-dasharray=\"3 3\"/>\n", plot.left,
                rx_plot_y(&plot, 0), plot.width);
  for (size_t r = family->n; !s->has_levels && r-- > 0;)
    draw_dots(page, &plot, s, d->view->n_points, d->mean[r], MOST_DOTS / family->n, look_of(family, r).colour);
  for (size_t r = family->n; r-- > 0;) { /* the reference on top */
    const rx_sweep_curve *c = &d->curves[i][r];
    const rx_look look = look_of(family, r);
    draw_intervals(page, &plot, c, look.colour);
    rx_svg_line(page, &plot, c->n, c->x, c->y, 1, &look, 1.8, 400);
    for (size_t j = 0; c->n <= MOST_MARKERS && j < c->n; j++)
      if (isfinite(c->y[j])) rx_svg_marker(page, rx_plot_x(&plot, c->x[j]), rx_plot_y(&plot, c->y[j]), 3.2, &look);
  }
}

/* ---- the same as tables ---- */

static void table_of_panel(rx_page *page, const rx_drawing *d, size_t i)
{
  const rx_swept *s = &d->view->swept[d->panel[i]];
  const rx_sweep_curve *first = &d->curves[i][0];
  const size_t every = (first->n + MOST_ROWS - 1) / MOST_ROWS;
  if (first->n == 0) return;
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\" class=\"n\">%s</th>", rx_swept_axis_label(d->view, s));
  for (size_t r = 0; r < d->family->n; r++)
    rx_page_add(page, "<th scope=\"col\" class=\"n\">%s</th>", RX_WORDS(d->family->responses[r].label));
  rx_page_add(page, "</tr></thead>\n<tbody>\n");
  for (size_t j = 0; j < first->n; j += every) {
    rx_page_add(page, "<tr><td class=\"n\">%s</td>", RX_NUM6(first->x[j]));
    for (size_t r = 0; r < d->family->n; r++) {
      const rx_sweep_curve *c = &d->curves[i][r];
      size_t at = j;
      /* bins without values are left out, so that curves may differ in theirs */
      while (at > 0 && (at >= c->n || c->x[at] > first->x[j])) at--;
      if (at >= c->n || c->x[at] != first->x[j])
        rx_page_add(page, "<td class=\"n\">–</td>");
      else if (isfinite(c->low[at]))
        rx_page_add(page, "<td class=\"n\">%s (%s to %s)</td>", RX_NUM(c->y[at]), RX_NUM(c->low[at]),
                    RX_NUM(c->high[at]));
      else
        rx_page_add(page, "<td class=\"n\">%s</td>", RX_NUM(c->y[at]));
    }
    rx_page_add(page, "</tr>\n");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  if (every > 1)
    rx_page_add(page, "<p class=\"note\">Every %zu-th of %zu values of this parameter.</p>\n", every, first->n);
}

static void caption(rx_page *page, const rx_drawing *d)
{
  const rx_sweep_view *view = d->view;
  rx_page_add(page, "<figcaption>%s.", rx_with_unit(view->arena, d->family->title, d->family->units));
  if (d->family->is_difference)
    rx_page_add(page, " Differences to %s at the same point and replicate.",
                RX_WORDS(rx_sweep_condition_name(view, view->reference)));
  if (d->has_levels)
    rx_page_add(page, " Markers: means over %s%s.",
                view->n_swept > 1 ? "the other parameters" : "all members of the value",
                view->n_replicates > 1 && view->n_swept > 1 ? " and the replicates" : "");
  if (d->has_levels && d->has_intervals)
    rx_page_add(page, " Whiskers: 95 %% interval of the mean over the replicates (Student’s t).");
  if (d->has_dots)
    rx_page_add(
        page,
        " Dots: points of the design%s; lines and whiskers: medians and quartiles of up to twelve parts of the axis.",
        view->n_replicates > 1 ? ", means over the replicates" : "");
  if (d->has_dots && d->family->n * view->n_points > MOST_DOTS) rx_page_add(page, " Not every point is drawn.");
  rx_page_add(page, " One scale for all panels.");
  if (d->n_panels < view->n_swept)
    rx_page_add(page, " Drawn: the %zu of %zu parameters with the largest effect on %s.", d->n_panels, view->n_swept,
                RX_WORDS(d->family->responses[0].label));
  if (d->family->n_left_out > 0)
    rx_page_add(page, " Drawn: %zu of %zu %s.", d->family->n, d->family->n + d->family->n_left_out,
                view->n_conditions > 1 ? "conditions" : "stimuli");
  rx_page_add(page, "</figcaption>\n");
}

static void draw(rx_page *page, const rx_drawing *d)
{
  rx_legend_entry entries[RX_MOST_RESPONSES];
  const rx_response_family *family = d->family;
  const rx_panels panels = place_panels(d->n_panels);
  const size_t n_rows = (panels.n + panels.n_across - 1) / panels.n_across;
  for (size_t r = 0; r < family->n; r++) {
    const bool is_reference = d->view->n_conditions > 1 && !family->is_difference && r == 0;
    entries[r] =
        (rx_legend_entry){ look_of(family, r), family->responses[r].label, is_reference ? " (reference)" : NULL };
  }
  rx_page_heading(page, 3, rx_with_unit(d->view->arena, family->title, family->units));
  if (family->long_name != NULL && *family->long_name != '\0')
    rx_page_add(page, "<p class=\"note\">%s</p>\n", family->long_name);
  rx_page_add(page, "<figure>\n");
  rx_legend(page, true, family->n, entries);
  rx_svg_open(page, RX_STUDY_WIDTH, panels.step_y * (double)n_rows, family->title,
              "A panel for each parameter, a line for each entry of the legend. The numbers are in the tables below.");
  for (size_t i = 0; i < d->n_panels; i++) draw_panel(page, d, &panels, i);
  rx_svg_close(page);
  caption(page, d);
  rx_page_add(page, "</figure>\n<details><summary>Numbers</summary>\n");
  for (size_t i = 0; i < d->n_panels; i++) table_of_panel(page, d, i);
  rx_page_add(page, "</details>\n");
}

void rx_study_family_curves(rx_page *page, const rx_sweep_view *view, const rx_response_family *family)
{
  rx_drawing d = { .view = view, .family = family };
  if (!prepare(&d))
    page->is_out_of_memory = true;
  else if (d.low <= d.high)
    draw(page, &d);
  release(&d);
}

static void list(rx_page *page, const char *before, size_t n, const char *const texts[])
{
  enum { MOST = 40 };
  if (n == 0) return;
  rx_page_add(page, "<p>%s", before);
  for (size_t i = 0; i < n && i < MOST; i++) rx_page_add(page, "%s%s", i == 0 ? ": " : "; ", texts[i]);
  if (n > MOST) rx_page_add(page, "; and %zu more", n - MOST);
  rx_page_add(page, ".</p>\n");
}

void rx_study_curves(rx_page *page, const rx_sweep_view *view)
{
  if (view->n_families + view->n_constant + view->n_empty == 0) return;
  rx_page_section(page, "responses", "Responses to the parameters");
  list(page, "The same in all members that ran", view->n_constant, view->constant);
  list(page, "Without any number", view->n_empty, view->empty);
  if (view->n_swept == 0) return;
  for (size_t f = 0; f < view->n_families && f < MOST_FAMILIES; f++)
    rx_study_family_curves(page, view, &view->families[f]);
  if (view->n_families > MOST_FAMILIES)
    rx_page_add(page, "<p class=\"note\">Drawn: %d of %zu; all are in the file of the sweep, /sweep/outputs.</p>\n",
                (int)MOST_FAMILIES, view->n_families);
}
