/* Colours for numbers: from dark blue over green to yellow (viridis: even in lightness, so it reads in grey and for colour-blind
 * readers), or, where values lie on both sides of 0, blue for below and orange for above, white at 0. */
#ifndef RX_IO_REPORT_COLOUR_SCALE_H
#define RX_IO_REPORT_COLOUR_SCALE_H

#include <stdbool.h>

#include "io/report/page/page.h"

typedef struct rx_colour_scale {
  double low, high;
  bool is_diverging; /* low = -high */
} rx_colour_scale;

/* For values from low to high; those that are not finite, or equal, give a scale all the same. */
rx_colour_scale rx_colour_scale_of(double low, double high);

/* "#rrggbb"; grey for NaN. Values outside of the scale get the colour of its end. is_dark (may be NULL): writing on it is white. */
const char *rx_colour_of(const rx_colour_scale *scale, double value, char colour[8], bool *is_dark);

/* The scale as a bar with its numbers, 12 high, numbers below. */
void rx_colour_bar(rx_page *page, const rx_colour_scale *scale, double left, double top, double width,
                   const char *label);

#endif
