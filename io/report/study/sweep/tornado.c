/* What each parameter does to a response from one end of its range to the other, the largest change on top. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/report/page/look.h"
#include "io/report/page/numbers.h"
#include "io/report/page/svg.h"
#include "io/report/study/labels.h"
#include "io/report/study/sections.h"

enum { MOST_FAMILIES = 12, MOST_BARS = 20, BAR = 22, LABELS = 250 };

typedef struct rx_tornado {
  const rx_sweep_view *view;
  const rx_response_family *family;
  size_t n, *order; /* parameters with an effect on any response, the largest of the first response first */
  rx_effect *effect[RX_MOST_RESPONSES]; /* [n_swept] */
  double mean[RX_MOST_RESPONSES];       /* over all members */
  double low, high;
  bool has_held;
} rx_tornado;

static void include(rx_tornado *t, double value)
{
  if (!isfinite(value)) return;
  t->low = fmin(t->low, value);
  t->high = fmax(t->high, value);
}

static bool has_effect(const rx_tornado *t, size_t k)
{
  for (size_t r = 0; r < t->family->n; r++)
    if (isfinite(t->effect[r][k].at_low) && isfinite(t->effect[r][k].at_high)) return true;
  return false;
}

static bool prepare(rx_tornado *t)
{
  const rx_sweep_view *view = t->view;
  size_t *order = rx_arena_alloc(view->arena, (view->n_swept + 1) * sizeof *order);
  if (order == NULL) return false;
  t->low = INFINITY, t->high = -INFINITY;
  for (size_t r = 0; r < t->family->n; r++) {
    t->effect[r] = rx_arena_alloc(view->arena, (view->n_swept + 1) * sizeof *t->effect[r]);
    if (t->effect[r] == NULL) return false;
    rx_response_values(view, t->family, &t->family->responses[r], view->values);
    if (r == 0) rx_sweep_order(view, view->values, order);
    include(t, t->mean[r] = rx_finite_mean(view->n_members, view->values));
    for (size_t k = 0; k < view->n_swept; k++) {
      const rx_effect *e = &t->effect[r][k];
      t->effect[r][k] = rx_sweep_effect(view, k, view->values);
      include(t, e->at_low);
      include(t, e->at_high);
      include(t, e->held_low);
      include(t, e->held_high);
      t->has_held |= isfinite(e->held_low) || isfinite(e->held_high);
    }
  }
  t->order = order;
  for (size_t i = 0; i < view->n_swept; i++)
    if (has_effect(t, order[i])) order[t->n++] = order[i];
  return true;
}

/* The low end has the upper half of the row and the high end the lower, so that neither hides where both lie on one side. */
static void draw_half(rx_page *page, const rx_plot *plot, double centre, double value, double top, const rx_look *look)
{
  if (!isfinite(value)) return;
  const double from = rx_plot_x(plot, centre), to = rx_plot_x(plot, value);
  rx_page_add(page, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"url(#fill%u)\" stroke=\"%s\"/>",
              fmin(from, to), top, fmax(fabs(to - from), 0.5), BAR / 2.0 - 2, look->pattern, look->colour);
}

static void draw_held(rx_page *page, const rx_plot *plot, double value, double y, const char *colour)
{
  const rx_look ring = { colour, "", 'O', 0 };
  if (isfinite(value)) rx_svg_marker(page, rx_plot_x(plot, value), y, 3, &ring);
}

static void draw_panel(rx_page *page, const rx_tornado *t, size_t r, rx_plot plot, size_t n, bool with_labels)
{
  const rx_look low = rx_look_at(1), high = rx_look_at(2);
  char cut[256];
  plot.y.step = 0;
  rx_svg_axes(page, &plot, "", "", false);
  rx_svg_text(page, plot.left, plot.top - 7, "start", "strong", RX_WORDS(t->family->responses[r].label));
  for (size_t i = 0; i < n; i++) {
    const rx_effect *e = &t->effect[r][t->order[i]];
    const double y = plot.top + BAR * (double)i;
    if (with_labels)
      rx_svg_text(page, plot.left - 8, y + 0.5 * BAR + 4, "end", "",
                  rx_cut_front(cut, t->view->swept[t->order[i]].label, LABELS / 6 - 2));
    draw_half(page, &plot, t->mean[r], e->at_low, y + 2, &low);
    draw_half(page, &plot, t->mean[r], e->at_high, y + 0.5 * BAR, &high);
    draw_held(page, &plot, e->held_low, y + 2 + BAR / 4.0, low.colour);
    draw_held(page, &plot, e->held_high, y + 0.75 * BAR, high.colour);
  }
  if (isfinite(t->mean[r]))
    rx_page_add(page, "<path d=\"M%.1f %.1fv%.1f\" stroke=\"#1b2430\" stroke-width=\"1.3\"/>\n",
                rx_plot_x(&plot, t->mean[r]), plot.top - 2, plot.height + 4);
}

static void draw(rx_page *page, const rx_tornado *t)
{
  const rx_response_family *family = t->family;
  const rx_legend_entry entries[] = { { rx_look_at(1), "low end of the range", NULL },
                                      { rx_look_at(2), "high end of the range", NULL } };
  const size_t n = t->n < MOST_BARS ? t->n : MOST_BARS, n_across = family->n == 4 ? 2 : family->n < 3 ? family->n : 3;
  const size_t n_rows = (family->n + n_across - 1) / n_across;
  const double step_x = n_across == 1 ? 700 : (RX_STUDY_WIDTH - LABELS) / (double)n_across;
  const double height = BAR * (double)n, step_y = height + 52;
  rx_page_add(page, "<figure>\n");
  rx_legend(page, false, 2, entries);
  rx_svg_open(page, RX_STUDY_WIDTH, step_y * (double)n_rows + 4, family->title,
              "A row of bars for each parameter, from the mean of all members to that at each end of the parameter’s "
              "range. The numbers are in the table below.");
  for (size_t r = 0; r < family->n; r++) {
    const rx_plot plot = { LABELS + step_x * (double)(r % n_across),
                           22 + step_y * (double)(r / n_across),
                           step_x - 34,
                           height,
                           rx_axis_round(t->low, t->high, step_x > 400 ? 8 : 6),
                           { 0, 1, 0, false } };
    draw_panel(page, t, r, plot, n, r % n_across == 0);
  }
  rx_svg_close(page);
  rx_page_add(page, "<figcaption>%s. Line: mean of all members. Bars: means with the parameter at %s%s.%s",
              rx_with_unit(t->view->arena, family->title, family->units),
              t->view->fills_space ? "the lowest and the highest tenth of its range" : "its lowest and highest value",
              t->view->n_swept > 1 ? ", over all values of the others" : "",
              t->has_held ? " Rings: with the others at the value nearest to their default." : "");
  if (n < t->n) rx_page_add(page, " Drawn: %zu of %zu parameters.", n, t->n);
  if (family->n > 1) rx_page_add(page, " Order: by the change under %s.", RX_WORDS(family->responses[0].label));
  rx_page_add(page, "</figcaption>\n</figure>\n");
}

static void table(rx_page *page, const rx_tornado *t)
{
  const rx_response_family *family = t->family;
  rx_page_add(page, "<details><summary>Numbers</summary>\n");
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Parameter</th><th scope=\"col\" class=\"n\">From … to</th>");
  for (size_t r = 0; r < family->n; r++) {
    rx_page_add(page, "<th scope=\"col\" class=\"n\">%s</th>", RX_WORDS(family->responses[r].label));
    if (t->has_held) rx_page_add(page, "<th scope=\"col\" class=\"n\">… others near default</th>");
  }
  rx_page_add(page, "</tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < t->n; i++) {
    const rx_swept *s = &t->view->swept[t->order[i]];
    rx_page_add(page, "<tr><th scope=\"row\">%s</th><td class=\"n\">%s … %s %s</td>", s->label, RX_NUM(s->levels[0]),
                RX_NUM(s->levels[s->n_levels - 1]), RX_UNIT(s->parameter->units));
    for (size_t r = 0; r < family->n; r++) {
      const rx_effect *e = &t->effect[r][t->order[i]];
      rx_page_add(page, "<td class=\"n\">%s → %s<span class=\"change\">%s</span></td>", RX_NUM(e->at_low),
                  RX_NUM(e->at_high), RX_CHANGE(e->at_high, e->at_low, INFINITY));
      if (t->has_held)
        rx_page_add(page, "<td class=\"n\">%s → %s<span class=\"change\">%s</span></td>", RX_NUM(e->held_low),
                    RX_NUM(e->held_high), RX_CHANGE(e->held_high, e->held_low, INFINITY));
    }
    rx_page_add(page, "</tr>\n");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  rx_page_add(page, "</details>\n");
}

void rx_study_tornado(rx_page *page, const rx_sweep_view *view)
{
  bool is_open = false;
  for (size_t f = 0; f < view->n_families && f < MOST_FAMILIES; f++) {
    rx_tornado t = { .view = view, .family = &view->families[f] };
    if (!prepare(&t)) {
      page->is_out_of_memory = true;
      return;
    }
    if (t.n == 0) continue;
    if (!is_open) rx_page_section(page, "tornado", "Which parameters matter");
    is_open = true;
    rx_page_heading(page, 3, rx_with_unit(view->arena, t.family->title, t.family->units));
    draw(page, &t);
    table(page, &t);
  }
  if (is_open && view->n_families > MOST_FAMILIES)
    rx_page_add(page, "<p class=\"note\">Drawn: %d of %zu.</p>\n", (int)MOST_FAMILIES, view->n_families);
}
