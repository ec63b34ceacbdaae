#include "io/report/page/colour_scale.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/report/page/numbers.h"
#include "io/report/page/svg.h"

enum { N_PIECES = 32 };

typedef struct rx_rgb {
  double red, green, blue;
} rx_rgb;

/* viridis of S. van der Walt and N. Smith (public domain), every 32nd of its 256 colours. */
static const rx_rgb EVEN[] = {
  { 68, 1, 84 },    { 71, 45, 123 }, { 59, 82, 139 },  { 44, 114, 142 }, { 33, 145, 140 },
  { 40, 174, 128 }, { 94, 201, 98 }, { 173, 220, 48 }, { 253, 231, 37 },
};
static const rx_rgb TWO_SIDED[] = {
  { 8, 72, 122 },    { 70, 140, 195 }, { 176, 211, 235 }, { 250, 250, 250 },
  { 250, 205, 165 }, { 226, 130, 60 }, { 160, 66, 0 },
};
static const char MISSING[] = "#e3e6ea";

rx_colour_scale rx_colour_scale_of(double low, double high)
{
  if (!isfinite(low) || !isfinite(high) || low > high) return (rx_colour_scale){ 0, 1, false };
  if (low < 0 && high > 0) {
    const double size = fmax(-low, high);
    return (rx_colour_scale){ -size, size, true };
  }
  if (low == high)
    return low == 0 ? (rx_colour_scale){ 0, 1, false } : (rx_colour_scale){ fmin(0, low), fmax(0, low), false };
  return (rx_colour_scale){ low, high, false };
}

static rx_rgb between(const rx_rgb *stops, size_t n, double place)
{
  const double at = fmin(fmax(place, 0), 1) * (double)(n - 1);
  const size_t i = (size_t)at < n - 1 ? (size_t)at : n - 2;
  const double t = at - (double)i;
  return (rx_rgb){ stops[i].red + t * (stops[i + 1].red - stops[i].red),
                   stops[i].green + t * (stops[i + 1].green - stops[i].green),
                   stops[i].blue + t * (stops[i + 1].blue - stops[i].blue) };
}

const char *rx_colour_of(const rx_colour_scale *scale, double value, char colour[8], bool *is_dark)
{
  if (is_dark != NULL) *is_dark = false;
  if (isnan(value)) return strcpy(colour, MISSING);
  const double place = (value - scale->low) / (scale->high - scale->low);
  const rx_rgb c = scale->is_diverging ? between(TWO_SIDED, sizeof TWO_SIDED / sizeof *TWO_SIDED, place)
                                       : between(EVEN, sizeof EVEN / sizeof *EVEN, place);
  snprintf(colour, 8, "#%02x%02x%02x", (unsigned)(c.red + 0.5) & 255u, (unsigned)(c.green + 0.5) & 255u,
           (unsigned)(c.blue + 0.5) & 255u);
  if (is_dark != NULL) *is_dark = 0.299 * c.red + 0.587 * c.green + 0.114 * c.blue < 105;
  return colour;
}

void rx_colour_bar(rx_page *page, const rx_colour_scale *scale, double left, double top, double width,
                   const char *label)
{
  char colour[8];
  const double step = width / N_PIECES;
  for (int i = 0; i < N_PIECES; i++)
    rx_page_add(page, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"12\" fill=\"%s\"/>", left + step * i, top,
                step + 0.3,
                rx_colour_of(scale, scale->low + (i + 0.5) / N_PIECES * (scale->high - scale->low), colour, NULL));
  const double values[] = { scale->low, 0.5 * (scale->low + scale->high), scale->high };
  for (int i = 0; i < 3; i++) rx_svg_text(page, left + 0.5 * width * i, top + 25, "middle", "soft", RX_NUM(values[i]));
  rx_svg_text(page, left + width + 24, top + 10, "start", "", label);
}
