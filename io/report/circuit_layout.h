/* Where the populations of a circuit are drawn: laminae from dorsal (top) to ventral, a box per module, afferents at its left. */
#ifndef RX_IO_REPORT_CIRCUIT_LAYOUT_H
#define RX_IO_REPORT_CIRCUIT_LAYOUT_H

#include "io/report/view.h"

typedef struct rx_place {
  const rx_view_population *population;
  size_t module;       /* its box */
  double x, y, radius; /* of an afferent: middle and half height of its label */
  double slot_y;       /* y as the lamina asks for it */
} rx_place;

typedef struct rx_box {
  const char *name; /* of the module, "" where it has none */
  double left, width;
} rx_box;

/* A band of the grey matter, where any population has a lamina. */
typedef struct rx_band {
  const char *name;
  double top, height;
} rx_band;

/* All pathways between two populations of one sign, as one arrow. */
typedef struct rx_arrow {
  size_t from, to; /* places */
  int sign;
  uint64_t n_connections;
  const char *receptors;
} rx_arrow;

typedef struct rx_layout {
  double width, height;
  size_t n_places, n_boxes, n_arrows, n_bands;
  rx_place *places;
  rx_box *boxes;
  rx_arrow *arrows;
  rx_band bands[6];
} rx_layout;

enum { RX_PILL_WIDTH = 84 }; /* of an afferent's label */

/* A projection population below lamina I: its axon is drawn to the side. */
bool rx_place_is_deep(const rx_layout *layout, const rx_place *place);

/* The layout is the same for the same circuit: places are searched in a fixed order. Arrays are the arena's. RX_E_MEMORY. */
rx_status rx_layout_make(const rx_view *view, rx_layout *layout, rx_error *err);

#endif
