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
    if (!isfinite(low) || !isfinite(high) || low == 0) return (rx_axis){ 0, 1, 0.5, false };
    return rx_axis_round(fmin(0, 2 * low), fmax(0, 2 * low), n);
  }
  const double step = round_step(high - low, n);
  return (rx_axis){ step * floor(low / step + 1e-9), step * ceil(high / step - 1e-9), step, false };
}

rx_axis rx_axis_exact(double low, double high, int n)
{
  if (!is_span(low, high)) return rx_axis_round(low, high, n);
  return (rx_axis){ low, high, round_step(high - low, n), false };
}

rx_axis rx_axis_log(double low, double high, int n)
{
  rx_axis axis = rx_axis_exact(low, high, n);
  axis.is_log = is_span(low, high) && low > 0;
  return axis;
}

double rx_axis_place(const rx_axis *axis, double value)
{
  if (axis->is_log) return log(value / axis->low) / log(axis->high / axis->low);
  return (value - axis->low) / (axis->high - axis->low);
}

static size_t linear_ticks(const rx_axis *axis, double ticks[RX_MOST_TICKS])
{
  size_t n = 0;
  if (!(axis->step > 0)) return 0;
  const double first = ceil(axis->low / axis->step - 1e-9);
  for (double k = first; k * axis->step <= axis->high + 1e-9 * axis->step && n < RX_MOST_TICKS; k++)
    ticks[n++] = fabs(k) < 0.5 ? 0 : k * axis->step;
  return n;
}

/* Powers of ten where at least three fit, so that neighbours are not crowded; else 1, 2 and 5 times them. */
static size_t log_ticks(const rx_axis *axis, double ticks[RX_MOST_TICKS])
{
  static const double PARTS[] = { 1, 2, 5 };
  const double first = floor(log10(axis->low)), last = ceil(log10(axis->high)), n_powers = last - first;
  const size_t n_parts = n_powers > 3 ? 1 : 3;
  const double every = n_powers > 8 ? ceil(n_powers / 8) : 1;
  size_t n = 0;
  for (double power = first; power <= last; power += every)
    for (size_t i = 0; i < n_parts; i++) {
      const double tick = PARTS[i] * pow(10, power);
      if (tick >= axis->low * (1 - 1e-9) && tick <= axis->high * (1 + 1e-9) && n < RX_MOST_TICKS) ticks[n++] = tick;
    }
  return n > 1 ? n : linear_ticks(axis, ticks);
}

size_t rx_axis_ticks(const rx_axis *axis, double ticks[RX_MOST_TICKS])
{
  return axis->is_log && axis->step > 0 ? log_ticks(axis, ticks) : linear_ticks(axis, ticks);
}

double rx_plot_x(const rx_plot *p, double x)
{
  return p->left + p->width * rx_axis_place(&p->x, x);
}

double rx_plot_y(const rx_plot *p, double y)
{
  return p->top + p->height * (1 - rx_axis_place(&p->y, y));
}

void rx_svg_axes(rx_page *page, const rx_plot *p, const char *x_label, const char *y_label, bool is_small)
{
  char text[RX_NUMBER_TEXT];
  double ticks[RX_MOST_TICKS];
  const double bottom = p->top + p->height;
  size_t n = rx_axis_ticks(&p->y, ticks);
  for (size_t i = 0; i < n; i++)
    rx_page_add(page, "<path d=\"M%.1f %.1fh%.1f\" stroke=\"#dfe4ea\" fill=\"none\"/>", p->left, rx_plot_y(p, ticks[i]),
                p->width);
  if (is_small) n = 2, ticks[0] = p->y.low, ticks[1] = p->y.high;
  for (size_t i = 0; i < n; i++)
    rx_svg_text(page, p->left - 5, rx_plot_y(p, ticks[i]) + 3.5, "end", "soft", rx_number_text(text, ticks[i], 6));
  n = rx_axis_ticks(&p->x, ticks);
  for (size_t i = 0; i < n; i++) {
    rx_page_add(page, "<path d=\"M%.1f %.1fv4\" stroke=\"#55606e\"/>", rx_plot_x(p, ticks[i]), bottom);
    rx_svg_text(page, rx_plot_x(p, ticks[i]), bottom + 15, "middle", "soft", rx_number_text(text, ticks[i], 6));
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
