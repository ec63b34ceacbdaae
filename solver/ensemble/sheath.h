/* The periaxonal space of the sheathed cells of a block (models/cells/sheath.h): its potential is a second unknown of each
 * compartment, solved with V at mid-step. Where there is no myelin its row is V_p = 0. */
#ifndef RX_SOLVER_ENSEMBLE_SHEATH_H
#define RX_SOLVER_ENSEMBLE_SHEATH_H

#include "base/status.h"
#include "solver/ensemble/precision.h"

/* Of a compartment c with parent p, row V or P (the space's), column V or P: the inside couples by V_i = V + V_p. Couplings are those in
 * rx_block and here in 1/ms. All arrays [n], part of one piece of memory. */
typedef struct RX_PRECISION(rx_block_sheath) {
  rx_real *now, *mid; /* mV; mid: scratch of the elimination, then V_p at mid-step */
  rx_real *per_nA;    /* mV/ms per nA into the space; 0: V_p = 0 */
  rx_real *V_by_P;    /* in the row of V: sum of its couplings inside */
  rx_real *P_by_V;    /* in the row of V_p: sum of its couplings inside */
  rx_real *P_by_P;    /* in the row of V_p: sum of all its couplings, and the leak through the myelin */
  /* coupling in the row of V_p of a compartment to its parent, inside and in total; and in its parent's row */
  rx_real *to_parent_V, *to_parent_P, *from_child_V, *from_child_P;
  rx_real *VV, *VP, *PV, *PP; /* scratch: the block of a compartment, then its inverse */
  double *memory;             /* NULL: no sheath */
} rx_block_sheath;

struct RX_PRECISION(rx_block);

/* Makes and fills the arrays; after the lanes of the block are filled. */
rx_status rx_block_sheath_start(struct RX_PRECISION(rx_block) * block, rx_error *err);
void rx_block_sheath_free(struct RX_PRECISION(rx_block) * block);

#endif
