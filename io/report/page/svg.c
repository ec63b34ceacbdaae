#include "io/report/page/svg.h"

#include <math.h>
#include <string.h>

#include "io/report/page/numbers.h"

void rx_svg_open(rx_page *page, double width, double height, const char *title, const char *description)
{
  const unsigned id = ++page->n_ids;
  rx_page_add(
      page,
      "<div class=\"scroll\"><svg class=\"picture\" role=\"img\" aria-labelledby=\"t%u d%u\" viewBox=\"0 0 %.0f %.0f\" "
      "xmlns=\"http://www.w3.org/2000/svg\">\n<title id=\"t%u\">%s</title><desc id=\"d%u\">%s</desc>\n",
      id, id, width, height, id, title, id, description);
}

void rx_svg_close(rx_page *page)
{
  rx_page_add(page, "</svg></div>\n");
}

/* ---- axes ---- */

/* 1, 2 or 5 times a power of ten. */
static double round_step(double span, int n)
{
  const double raw = span / n, power = pow(10, floor(log10(raw))), share = raw / power;
  return power * (share <= 1.0 ? 1 : share <= 2.0 ? 2 : share <= 5.0 ? 5 : 10);
}

static bool is_span(double low, double high)
{
  return isfinite(low) && isfinite(high) && high > low && high - low > 1e-12 * fmax(fabs(low), fabs(high));
}

rx_axis rx_axis_round(double low, double high, int n)
{
  if (!is_span(low, high)) {
    if (!isfinite(low) || !isfinite(high) || low == 0) return (rx_axis){ 0, 1, 0.5 };
    return rx_axis_round(fmin(0, 2 * low), fmax(0, 2 * low), n);
  }
  const double step = round_step(high - low, n);
  return (rx_axis){ step * floor(low / step + 1e-9), step * ceil(high / step - 1e-9), step };
}

rx_axis rx_axis_exact(double low, double high, int n)
{
  if (!is_span(low, high)) return rx_axis_round(low, high, n);
  return (rx_axis){ low, high, round_step(high - low, n) };
}

double rx_plot_x(const rx_plot *p, double x)
{
  return p->left + p->width * (x - p->x.low) / (p->x.high - p->x.low);
}

double rx_plot_y(const rx_plot *p, double y)
{
  return p->top + p->height * (1 - (y - p->y.low) / (p->y.high - p->y.low));
}

static const char *tick_text(char text[RX_NUMBER_TEXT], double value, double step)
{
  return rx_number_text(text, fabs(value) < 1e-9 * step ? 0 : value, 6);
}

void rx_svg_axes(rx_page *page, const rx_plot *p, const char *x_label, const char *y_label, bool is_small)
{
  char text[RX_NUMBER_TEXT];
  const double bottom = p->top + p->height;
  const double y_step = is_small ? p->y.high - p->y.low : p->y.step;
  for (double y = p->y.step * ceil(p->y.low / p->y.step - 1e-9); y <= p->y.high + 1e-9 * p->y.step; y += p->y.step)
    rx_page_add(page, "<path d=\"M%.1f %.1fh%.1f\" stroke=\"#dfe4ea\" fill=\"none\"/>", p->left, rx_plot_y(p, y),
                p->width);
  for (double y = is_small ? p->y.low : p->y.step * ceil(p->y.low / p->y.step - 1e-9); y <= p->y.high + 1e-9 * y_step;
       y += y_step)
    rx_svg_text(page, p->left - 5, rx_plot_y(p, y) + 3.5, "end", "soft", tick_text(text, y, y_step));
  for (double x = p->x.step > 0 ? p->x.step * ceil(p->x.low / p->x.step - 1e-9) : INFINITY;
       x <= p->x.high + 1e-9 * p->x.step; x += p->x.step) {
    rx_page_add(page, "<path d=\"M%.1f %.1fv4\" stroke=\"#55606e\"/>", rx_plot_x(p, x), bottom);
    rx_svg_text(page, rx_plot_x(p, x), bottom + 15, "middle", "soft", tick_text(text, x, p->x.step));
  }
  rx_page_add(page, "<path d=\"M%.1f %.1fV%.1fh%.1f\" stroke=\"#55606e\" fill=\"none\"/>\n", p->left, p->top, bottom,
              p->width);
  if (x_label != NULL && *x_label != '\0')
    rx_svg_text(page, p->left + p->width / 2, bottom + 30, "middle", "", x_label);
  if (y_label != NULL && *y_label != '\0') {
    rx_page_add(page, "<text transform=\"translate(%.1f %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>\n",
                p->left - 40, p->top + p->height / 2, y_label);
  }
}

void rx_svg_span(rx_page *page, const rx_plot *p, double x0, double x1)
{
  const double from = fmax(x0, p->x.low), to = fmin(x1, p->x.high);
  if (!(to > from)) return;
  rx_page_add(page, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#eef1f4\"/>", rx_plot_x(p, from),
              p->top, rx_plot_x(p, to) - rx_plot_x(p, from), p->height);
}

/* ---- marks ---- */

typedef struct rx_pen {
  rx_page *page;
  const rx_plot *plot;
  bool is_down;
} rx_pen;

static void draw_to(rx_pen *pen, double x, double y)
{
  if (!isfinite(x) || !isfinite(y)) {
    pen->is_down = false;
    return;
  }
  const double py = fmin(fmax(rx_plot_y(pen->plot, y), pen->plot->top - 2), pen->plot->top + pen->plot->height + 2);
  rx_page_add(pen->page, pen->is_down ? "L%.1f %.1f" : "M%.1f %.1f", rx_plot_x(pen->plot, x), py);
  pen->is_down = true;
}

/* Lowest and highest value of points from … to-1, in their order. */
static void draw_extremes(rx_pen *pen, size_t from, size_t to, const double *x, const double *y, size_t stride)
{
  size_t low = from, high = from;
  for (size_t i = from; i < to; i++) {
    if (!isfinite(y[i * stride])) { /* a gap is kept */
      draw_to(pen, NAN, NAN);
      return;
    }
    if (y[i * stride] < y[low * stride]) low = i;
    if (y[i * stride] > y[high * stride]) high = i;
  }
  const size_t first = low < high ? low : high, second = low < high ? high : low;
  draw_to(pen, x[first], y[first * stride]);
  if (second != first) draw_to(pen, x[second], y[second * stride]);
}

void rx_svg_line(rx_page *page, const rx_plot *plot, size_t n, const double *x, const double *y, size_t stride,
                 const rx_look *look, double stroke, size_t most_points)
{
  rx_pen pen = { page, plot, false };
  rx_page_add(page, "<path d=\"");
  if (n <= most_points || most_points < 4) {
    for (size_t i = 0; i < n; i++) draw_to(&pen, x[i], y[i * stride]);
  } else {
    const size_t n_parts = most_points / 2;
    for (size_t k = 0; k < n_parts; k++) draw_extremes(&pen, k * n / n_parts, (k + 1) * n / n_parts, x, y, stride);
  }
  rx_page_add(page, "\" fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\" stroke-linejoin=\"round\"", look->colour,
              stroke);
  if (*look->dash != '\0') rx_page_add(page, " stroke-dasharray=\"%s\"", look->dash);
  rx_page_add(page, "/>\n");
}

void rx_svg_marker(rx_page *page, double x, double y, double r, const rx_look *look)
{
  switch (look->marker) {
  case 's':
    rx_page_add(page, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"", x - r, y - r, 2 * r, 2 * r);
    break;
  case 't':
    rx_page_add(page, "<path d=\"M%.1f %.1fl%.1f %.1fh%.1fz\"", x, y - 1.2 * r, 1.15 * r, 2 * r, -2.3 * r);
    break;
  case 'd':
    rx_page_add(page, "<path d=\"M%.1f %.1fl%.1f %.1fl%.1f %.1fl%.1f %.1fz\"", x, y - 1.3 * r, 1.2 * r, 1.3 * r,
                -1.2 * r, 1.3 * r, -1.2 * r, -1.3 * r);
    break;
  case 'x':
    rx_page_add(page, "<path d=\"M%.1f %.1fl%.1f %.1fm0 %.1fl%.1f %.1f\" stroke-width=\"1.8\"", x - r, y - r, 2 * r,
                2 * r, -2 * r, -2 * r, 2 * r);
    break;
  default: rx_page_add(page, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"", x, y, r);
  }
  rx_page_add(page, " fill=\"%s\" stroke=\"%s\"/>", look->marker == 'O' || look->marker == 'x' ? "#fff" : look->colour,
              look->colour);
}

void rx_svg_text(rx_page *page, double x, double y, const char *anchor, const char *class_name, const char *text)
{
  rx_page_add(page, "<text x=\"%.1f\" y=\"%.1f\"", x, y);
  if (strcmp(anchor, "start") != 0) rx_page_add(page, " text-anchor=\"%s\"", anchor);
  if (*class_name != '\0') rx_page_add(page, " class=\"%s\"", class_name);
  rx_page_add(page, ">%s</text>\n", text);
}

void rx_svg_title(rx_page *page, double x, double y, const char *name, const char *note)
{
  rx_page_add(page, "<text x=\"%.1f\" y=\"%.1f\"><tspan class=\"strong\">%s</tspan>", x, y, name);
  if (*note != '\0') rx_page_add(page, "<tspan dx=\"6\" class=\"soft small\">%s</tspan>", note);
  rx_page_add(page, "</text>\n");
}
