/* The tree of Newton's matrix of a cell with myelin: V and V_p of a compartment are a block of 2 x 2, and Hines' elimination goes
 * from leaf to root with blocks in the place of numbers. */
#ifndef RX_SOLVER_CVODE_NEWTON_SHEATH_H
#define RX_SOLVER_CVODE_NEWTON_SHEATH_H

#include "solver/cvode/cell_system.h"

typedef struct rx_newton_sheath {
  double *inverse; /* [n_compartments][2][2] of the blocks, with the subtree eliminated */
  double *down;    /* [n_compartments][2][2] block in the parent's rows times the inverse */
  double *up;      /* [n_compartments][2][2] block in the compartment's rows of the parent's variables */
  double *P;       /* [n_compartments] right-hand side, then the solution */
  double *memory;  /* NULL: no sheath */
} rx_newton_sheath;

rx_status rx_newton_sheath_make(rx_newton_sheath *w, const rx_cell_system *s, rx_error *err);
void rx_newton_sheath_free(rx_newton_sheath *w);
/* pivot: of V, all but V_p eliminated onto it. False: singular. */
bool rx_newton_sheath_factor(rx_newton_sheath *w, const rx_cell_system *s, double gamma, const double pivot[]);
/* V: right-hand sides of V, becomes the solution; V_p from b into x, which may be b. */
void rx_newton_sheath_solve(rx_newton_sheath *w, const rx_cell_system *s, const double b[], double V[], double x[]);

#endif
