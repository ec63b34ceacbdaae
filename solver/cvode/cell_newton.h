/* Newton's matrix of one cell, I - gamma J, solved exactly along the cell's tree.
 *
 * Gates and calcium touch only their own compartment, and no gate touches another. So gates are eliminated onto V and calcium
 * (each pivot is a number), calcium onto V, and what is left is the tree over V that Hines' elimination solves without fill.
 * J comes from difference quotients, for all compartments at once: one in V, one in calcium; the derivatives of a gate by
 * itself are -1/tau, those of a current by a gate come from the channel's current alone. Axial couplings are exact.
 * Source of the elimination: Hines 1984, Int J Biomed Comput 15:69; the scheme with gates: kernel-sketch 4. */
#ifndef RX_SOLVER_CVODE_CELL_NEWTON_H
#define RX_SOLVER_CVODE_CELL_NEWTON_H

#include "solver/cvode/newton_pools.h"
#include "solver/cvode/newton_sheath.h"

typedef struct rx_cell_newton {
  /* the Jacobian: derivatives of d./dt; [n_compartments], [n_gates] */
  double *V_by_V, *V_by_cai, *cai_by_V, *cai_by_cai;
  double *x_by_x, *x_by_V, *x_by_cai, *V_by_x, *cai_by_x;
  /* the factors: x = own*b + from_V*V + from_cai*cai; cai = (b - cai_from_V*V)*cai_own; V along the tree */
  double *own, *from_V, *from_cai, *onto_V, *onto_cai;
  double *cai_own, *cai_from_V, *V_onto_cai, *pivot, *up, *down, *b_V, *b_cai;
  double gamma;          /* of the factors */
  rx_newton_pools pools; /* empty for a cell without pools */
  /* scratch */
  double *dx, *dx_moved, *influx;
  rx_kernel **tau; /* [n_insertions] */
  double *memory;
  rx_newton_sheath sheath; /* takes the place of pivot, up and down in a cell with myelin */
} rx_cell_newton;

/* Makes room for the matrix of a system. Free with rx_cell_newton_free, also after a failure. RX_E_MEMORY only. */
rx_status rx_cell_newton_make(rx_cell_newton *newton, const rx_cell_system *system, rx_error *err);
void rx_cell_newton_free(rx_cell_newton *newton);

/* Evaluates J at (t, y). */
void rx_cell_newton_jacobian(rx_cell_newton *newton, rx_cell_system *system, double t_ms, const double y[]);
/* Factors I - gamma J with the J last evaluated. False: singular. */
bool rx_cell_newton_factor(rx_cell_newton *newton, const rx_cell_system *system, double gamma);
/* Solves (I - gamma J) x = b with the last factors; x may be b. */
void rx_cell_newton_solve(rx_cell_newton *newton, const rx_cell_system *system, const double b[], double x[]);

#endif
