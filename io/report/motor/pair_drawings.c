#include "io/report/motor/pair_drawings.h"

#include <math.h>
#include <stdio.h>

#include "io/report/page/numbers.h"
#include "io/report/page/svg.h"

enum { ACROSS = 4, PICTURE_WIDTH = 1090, STEP_X = 272, STEP_Y = 186, CURVE_POINTS = 160 };
#define CONTROL "#0b4f83"
#define TEST    "#d55e00"
#define BAR     "#000"

/* Times of all units that are analysed, and rates: an interval that is too short by far doesn't flatten all others. */
static rx_plot shared_plot(const rx_delta_f *result)
{
  double from = INFINITY, to = -INFINITY, smooth = 0, fastest = 0;
  for (size_t i = 0; i < result->n_units; i++) {
    const rx_motor_unit *u = &result->units[i];
    if (!u->is_used) continue;
    from = fmin(from, u->run.times_s[0]);
    to = fmax(to, u->run.times_s[u->run.n - 1]);
    fastest = fmax(fastest, u->peak_rate);
    for (int k = 0; k <= CURVE_POINTS; k++)
      smooth = fmax(smooth,
                    rx_firing_rate_at(&u->rate, u->rate.from_s + (u->rate.to_s - u->rate.from_s) * k / CURVE_POINTS));
  }
  return (rx_plot){ 34, 22, 226, 118, rx_axis_exact(from, to, 5), rx_axis_round(0, fmin(fastest, 1.6 * smooth), 3) };
}

static bool is_drawn(const rx_delta_f *result, size_t unit)
{
  return result->units[unit].n_as_control + result->units[unit].n_as_test > 0;
}

/* Instantaneous rates as dots, the smoothed rate as a line; both take the colour of where they are used. */
static void draw_unit(rx_page *page, const rx_plot *plot, const rx_motor_unit *u, size_t index)
{
  rx_page_add(
      page,
      "<g id=\"unit%zu\" fill=\"none\" stroke=\"currentColor\"><path stroke-dasharray=\"none\" stroke-width=\"2.2\" "
      "stroke-linecap=\"round\" stroke-opacity=\"0.5\" d=\"",
      index);
  for (size_t k = 1; k < u->run.n; k++) {
    const double rate = rx_instantaneous_rate(&u->run, k);
    if (rate <= plot->y.high)
      rx_page_add(page, "M%.1f %.1fh0", rx_plot_x(plot, u->run.times_s[k]), rx_plot_y(plot, rate));
  }
  rx_page_add(page, "\"/><path stroke-width=\"1.5\" d=\"");
  for (int k = 0; k <= CURVE_POINTS; k++) {
    const double t = u->rate.from_s + (u->rate.to_s - u->rate.from_s) * k / CURVE_POINTS;
    const double y = fmin(fmax(rx_firing_rate_at(&u->rate, t), plot->y.low), plot->y.high);
    rx_page_add(page, "%s%.1f %.1f", k == 0 ? "M" : "L", rx_plot_x(plot, t), rx_plot_y(plot, y));
  }
  rx_page_add(page, "\"/></g>\n");
}

void rx_pair_drawing_parts(rx_page *page, const rx_delta_f *result)
{
  const rx_plot plot = shared_plot(result);
  rx_page_add(
      page, "<svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\"><defs>\n<g id=\"pairaxes\" "
            "style=\"font:11px system-ui,sans-serif;fill:#55606e\">\n");
  rx_svg_axes(page, &plot, "", "", false);
  rx_page_add(page, "</g>\n");
  for (size_t i = 0; i < result->n_units; i++)
    if (is_drawn(result, i)) draw_unit(page, &plot, &result->units[i], i);
  rx_page_add(page, "</defs></svg>\n");
}

/* A vertical line through the plot where the test unit is recruited or stops. */
static void mark_time(rx_page *page, const rx_plot *plot, double t, const char *dash)
{
  rx_page_add(page, "<path d=\"M%.1f %.1fv%.1f\" stroke=\"#55606e\" stroke-dasharray=\"%s\" fill=\"none\"/>",
              rx_plot_x(plot, t), plot->top, plot->height, dash);
}

static void draw_pair(rx_page *page, const rx_delta_f *result, const rx_unit_pair *p, const rx_plot *plot, size_t place)
{
  const double x_r = rx_plot_x(plot, p->recruited_s), x_e = rx_plot_x(plot, p->ends_s);
  const double y_r = rx_plot_y(plot, p->rate_at_recruitment), y_e = rx_plot_y(plot, p->rate_at_end);
  rx_page_add(page, "<g transform=\"translate(%zu %zu)\"><use href=\"#pairaxes\"/>", STEP_X * (place % ACROSS),
              STEP_Y * (place / ACROSS));
  mark_time(page, plot, p->recruited_s, "4 2");
  mark_time(page, plot, p->ends_s, "1 2");
  rx_page_add(page,
              "<use href=\"#unit%zu\" style=\"color:" CONTROL "\"/><use href=\"#unit%zu\" style=\"color:" TEST
              ";stroke-dasharray:5 2\"/>",
              p->control, p->test);
  rx_page_add(page,
              "<path d=\"M%.1f %.1fH%.1f\" stroke=\"" BAR
              "\" stroke-width=\"0.8\" stroke-dasharray=\"2 2\" fill=\"none\"/>",
              x_r, y_r, x_e);
  rx_page_add(page, "<path d=\"M%.1f %.1fV%.1f\" stroke=\"" BAR "\" stroke-width=\"3\" fill=\"none\"/>", x_e, y_r, y_e);
  rx_page_add(page, "<text x=\"%.1f\" y=\"14\" class=\"strong\">%d → %d</text>", plot->left,
              result->units[p->control].train.unit, result->units[p->test].train.unit);
  rx_page_add(page, "<text x=\"%.1f\" y=\"14\" text-anchor=\"end\">ΔF %s pps, r %s%s</text></g>\n",
              plot->left + plot->width, RX_NUM(p->delta_f), RX_NUM(p->correlation),
              p->is_truncated ? ", truncated" : "");
}

size_t rx_pair_drawings(rx_page *page, const rx_delta_f *result, size_t test, size_t most)
{
  const rx_plot plot = shared_plot(result);
  const size_t n = result->units[test].n_as_test < most ? result->units[test].n_as_test : most;
  char title[96];
  if (n == 0) return 0;
  snprintf(title, sizeof title, "Pairs of test unit %d", result->units[test].train.unit);
  rx_page_add(page, "<figure>\n");
  rx_svg_open(page, PICTURE_WIDTH, (double)(STEP_Y * ((n + ACROSS - 1) / ACROSS)), title,
              "A panel for each control unit: discharge rates over time, s, in pps, and delta-F as a vertical bar.");
  for (size_t k = 0, place = 0; k < result->n_listed && place < n; k++)
    if (result->pairs[k].test == test && result->pairs[k].exclusions == 0)
      draw_pair(page, result, &result->pairs[k], &plot, place++);
  rx_svg_close(page);
  rx_page_add(page, "</figure>\n");
  return n;
}

void rx_pair_overview(rx_page *page, const rx_delta_f *result)
{
  const rx_look of_pair = { "#8aa0b5", "", 'O', 0 }, of_unit = { TEST, "", 'd', 0 };
  double low = 0, high = 0, from = INFINITY, to = -INFINITY;
  for (size_t k = 0; k < result->n_listed; k++) {
    const rx_unit_pair *p = &result->pairs[k];
    if (p->exclusions != 0) continue;
    const double value = rx_pair_value(p, &result->options);
    low = fmin(low, value), high = fmax(high, value);
    from = fmin(from, p->recruited_s), to = fmax(to, p->recruited_s);
  }
  const rx_plot plot = { 60, 12, PICTURE_WIDTH - 80, 210, rx_axis_round(from, to, 10), rx_axis_round(low, high, 5) };
  rx_page_add(page, "<figure>\n");
  rx_svg_open(
      page, PICTURE_WIDTH, 266, "Delta-F of all included pairs",
      "A ring for each pair, a diamond for each test unit's mean, over the time when the test unit was recruited.");
  rx_svg_axes(page, &plot, "recruitment of the test unit, s",
              result->options.is_normalised ? "normalised ΔF" : "ΔF, pps", false);
  for (size_t k = 0; k < result->n_listed; k++) {
    const rx_unit_pair *p = &result->pairs[k];
    if (p->exclusions == 0)
      rx_svg_marker(page, rx_plot_x(&plot, p->recruited_s), rx_plot_y(&plot, rx_pair_value(p, &result->options)), 2.6,
                    &of_pair);
  }
  for (size_t i = 0; i < result->n_units; i++)
    if (result->units[i].n_as_test > 0)
      rx_svg_marker(page, rx_plot_x(&plot, result->units[i].rate.from_s), rx_plot_y(&plot, result->units[i].value), 5,
                    &of_unit);
  rx_svg_close(page);
  rx_page_add(page, "<figcaption>Ring: a pair. Diamond: mean of a test unit.</figcaption>\n</figure>\n");
}
