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

/* The look of place 0 (dark and solid: what others are compared with), 1, 2 …; places beyond the seventh share looks. */
rx_look rx_look_at(size_t place);

/* Of a condition: the reference dark and solid, the others by their place. */
rx_look rx_look_of(const rx_view *view, size_t condition);

const char *rx_kind_colour(rx_kind kind);
const char *rx_kind_title(rx_kind kind); /* "Projection neurons" */

/* The fill patterns, once per page, before any picture. */
void rx_look_patterns(rx_page *page);

/* A list with a swatch before each label: a piece of line (and marker), or a filled box. */
typedef struct rx_legend_entry {
  rx_look look;
  const char *label, *note; /* note: after the label as it is; NULL for none */
} rx_legend_entry;
void rx_legend(rx_page *page, bool as_lines, size_t n, const rx_legend_entry entries[]);
/* The same of the drawn conditions. */
void rx_look_legend(rx_page *page, const rx_view *view, bool as_lines, size_t n_conditions);

#endif
