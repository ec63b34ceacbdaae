/* How things look, so that they can be told apart in colour, in black and white and by a colour-blind reader: each condition has a
 * colour, a fill pattern, a line dash and a marker; each kind of population a colour and a shape. Colours: Okabe and Ito 2008. */
#ifndef RX_IO_REPORT_LOOK_H
#define RX_IO_REPORT_LOOK_H

#include "io/report/page/page.h"
#include "io/report/view.h"

typedef struct rx_look {
  const char *colour;
  const char *dash; /* "" solid */
  char marker;      /* o filled disk, s square, t triangle, d diamond, O ring, x cross */
  unsigned pattern; /* fill="url(#fill<pattern>)" */
} rx_look;

/* Of a condition: the reference dark and solid, the others by their place. */
rx_look rx_look_of(const rx_view *view, size_t condition);

const char *rx_kind_colour(rx_kind kind);
const char *rx_kind_title(rx_kind kind); /* "Projection neurons" */

/* The fill patterns, once per page, before any picture. */
void rx_look_patterns(rx_page *page);

/* A list of the drawn conditions with a swatch: a piece of line (and marker), or a filled box. */
void rx_look_legend(rx_page *page, const rx_view *view, bool as_lines, size_t n_conditions);

#endif
