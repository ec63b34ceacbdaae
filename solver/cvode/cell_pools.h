/* Ion pools of a cell under CVODE (models/cells/pools.h): variables of y behind the gates, the reversal potentials that follow
 * them, and their part of Newton's matrix. Empty for a cell without pools. */
#ifndef RX_SOLVER_CVODE_CELL_POOLS_H
#define RX_SOLVER_CVODE_CELL_POOLS_H

#include <stdbool.h>
#include <stddef.h>

#include "models/cells/compartments.h"

typedef struct rx_cell_pools {
  int n;               /* pools of all compartments; 0: the cell has none, all else is empty */
  int *at[RX_N_POOLS]; /* [n_compartments] index in y, or -1 */
  /* of the last unpacked y */
  double *X[RX_N_POOLS]; /* [n_compartments] mM */
  struct {
    double *G, *J; /* [n_compartments] sums over the channels of the ion */
  } ion[RX_N_POOLED_IONS];
  double *currents; /* the eight arrays above, side by side */
  double *coef;     /* [n_coefs] the cell's own, whose reversal potentials are rewritten */
  double *memory;
  int *indices;
} rx_cell_pools;

/* Makes room; the pools' variables begin at `first` in y. Free with rx_cell_pools_free, also after a failure. RX_E_MEMORY only. */
rx_status rx_cell_pools_make(rx_cell_pools *pools, const rx_cell_type *type, const rx_cell_numbers *numbers, int first,
                             rx_error *err);
void rx_cell_pools_free(rx_cell_pools *pools);

/* Concentrations at the start, to y and to the reversal potentials. */
void rx_cell_pools_start(rx_cell_pools *pools, const rx_cell_type *type, const rx_cell_numbers *numbers, double y[]);
/* Takes X from y, and rewrites the reversal potentials. */
void rx_cell_pools_unpack(rx_cell_pools *pools, const rx_cell_type *type, const rx_cell_numbers *numbers,
                          const double y[]);
/* Rewrites the reversal potentials by X; where a concentration is not above 0 they stay. */
void rx_cell_pools_reversals(rx_cell_pools *pools, const rx_cell_type *type, const rx_cell_numbers *numbers);
/* Reversal potential of an ion (0 sodium, 1 potassium) by X, mV. */
double rx_cell_pools_reversal_mV(const rx_cell_pools *pools, const rx_cell_numbers *numbers, int ion, int c);
/* dX/dt of the ions' currents at V; not a number for a concentration that is not above 0. */
void rx_cell_pools_rates(const rx_cell_pools *pools, const rx_cell_type *type, const rx_cell_numbers *numbers,
                         const double V[], double dy[]);
/* The pool that variable i of y is, and its compartment; NULL: none. */
const char *rx_cell_pools_name(const rx_cell_pools *pools, int n_compartments, int i, int *compartment);

#endif
