/* Pictures as inline SVG: frames with axes, lines, bars' parts, markers. Lengths are in CSS pixels of the picture's own size. */
#ifndef RX_IO_REPORT_SVG_H
#define RX_IO_REPORT_SVG_H

#include "io/report/page/look.h"
#include "io/report/page/page.h"

/* An axis from low to high with ticks at multiples of step; x may have step 0: none. Logarithmic: low > 0, ticks at round values. */
typedef struct rx_axis {
  double low, high, step;
  bool is_log;
} rx_axis;

/* A frame: where it is and what its axes span. */
typedef struct rx_plot {
  double left, top, width, height;
  rx_axis x, y;
} rx_plot;

/* Opens a picture. title and description are for readers who don't see it; texts are escaped. */
void rx_svg_open(rx_page *page, double width, double height, const char *title, const char *description);
void rx_svg_close(rx_page *page);

/* A round axis that spans low … high with about n ticks; where low = high, or either is not finite, 0 … 1. */
rx_axis rx_axis_round(double low, double high, int n);
/* The same, but its ends are low and high themselves. */
rx_axis rx_axis_exact(double low, double high, int n);

/* Logarithmic from low to high, which are above 0; else as rx_axis_exact. */
rx_axis rx_axis_log(double low, double high, int n);
/* From 0 at low to 1 at high. */
double rx_axis_place(const rx_axis *axis, double value);
enum { RX_MOST_TICKS = 48 };
/* Where the ticks are; returns how many. */
size_t rx_axis_ticks(const rx_axis *axis, double ticks[RX_MOST_TICKS]);

double rx_plot_x(const rx_plot *plot, double x);
double rx_plot_y(const rx_plot *plot, double y);

/* Axes with ticks, numbers, light horizontal lines; labels "" or NULL: none. is_small: ticks of y at its ends only. */
void rx_svg_axes(rx_page *page, const rx_plot *plot, const char *x_label, const char *y_label, bool is_small);
/* Light shade from x0 to x1 (the stimulus). */
void rx_svg_span(rx_page *page, const rx_plot *plot, double x0, double x1);
/* A line through (x, y[i * stride]); NaN breaks it. Where there are more than most_points, each of about most_points/2 equal
 * parts of x gives its lowest and its highest value. */
void rx_svg_line(rx_page *page, const rx_plot *plot, size_t n, const double *x, const double *y, size_t stride,
                 const rx_look *look, double stroke, size_t most_points);
void rx_svg_marker(rx_page *page, double x, double y, double radius, const rx_look *look);
/* "NAME note": a title, and what it is in small. */
void rx_svg_title(rx_page *page, double x, double y, const char *name, const char *note);
/* anchor: start, middle, end; class_name "" for none. */
void rx_svg_text(rx_page *page, double x, double y, const char *anchor, const char *class_name, const char *text);

#endif
