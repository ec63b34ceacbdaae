/* Layout: which cell of which member goes to which block and lane.
 *
 * A block holds cells of one structure (rx_cell_type_equal), RX_LANES side by side. Cells of one type of one network follow each
 * other in its order; types of several members that may share blocks follow each other in the order of the members, and only the last
 * block of all is padded. A lone cell of at least RX_LONG_CABLE compartments has a block of one lane.
 *
 * How a cell is integrated follows from its own network and drive alone, never from its company. So these stay apart:
 * - a lone long cable: one lane, its compartments vectorised;
 * - cells of a type with a voltage clamp on any: a jump of its command damps the next steps of the whole block. Lone cells whose
 *   voltage clamps have the same breakpoints are damped together, and share;
 * - members whose shortest delays give windows of different length are different runs (ensemble.c).
 * Everything else is each lane's own: parameters, current clamps, arrivals, plasticity, probes, their interval, failures. */
#ifndef RX_SOLVER_LANE_LAYOUT_H
#define RX_SOLVER_LANE_LAYOUT_H

#include "solver/ensemble/ensemble.h"
#include "solver/ensemble/precision.h"

typedef struct rx_lane {
  int member, cell;
} rx_lane;

/* The cells of one block. */
typedef struct rx_block_cells {
  const rx_cell_type *type; /* of the first; that of the others is equal */
  int lanes, n;             /* 1 <= n <= lanes */
  rx_lane at[RX_LANES];
} rx_block_cells;

typedef struct rx_lane_layout {
  int n_blocks;
  rx_block_cells *blocks;
  size_t *first;           /* [n_members + 1]: cell c of member m is number first[m] + c of the lists below */
  int *block_of, *lane_of; /* [cells of all members] */
} rx_lane_layout;

/* drives[m] may be NULL. RX_E_MEMORY. Free with rx_lane_layout_free, also after a failure; networks must outlive it. */
rx_status rx_lane_layout_make(int n_members, const rx_network *const networks[], const rx_drive *const drives[],
                              rx_lane_layout *layout, rx_error *err);
void rx_lane_layout_free(rx_lane_layout *layout);

/* rx_members_share_lanes in one precision. */
bool rx_lanes_are_shared(const rx_network *network);

#endif
