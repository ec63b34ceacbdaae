/* The tree's matrix (cell_newton.h) as a matrix and linear solver of SUNDIALS.
 *
 * A direct solver with a matrix object of our own and a linear-system function: the one combination in which CVODE tells when
 * saved Jacobian data may be used again with a new gamma (jok), and corrects a step for a gamma that has moved since. A
 * matrix-embedded solver would be set up anew at every solve. */
#ifndef RX_SOLVER_CVODE_CELL_LINEAR_H
#define RX_SOLVER_CVODE_CELL_LINEAR_H

#include <sundials/sundials_linearsolver.h>
#include <sundials/sundials_matrix.h>

#include "solver/cvode/cell_newton.h"

typedef struct rx_cell_linear {
  rx_cell_system *system;
  rx_cell_newton newton;
  SUNMatrix matrix;
  SUNLinearSolver solver;
} rx_cell_linear;

/* Makes both objects and attaches them to an integrator of the system; linear must not move as long as that lives.
 * Free with rx_cell_linear_free after the integrator, also after a failure. */
rx_status rx_cell_linear_attach(rx_cell_linear *linear, rx_cell_system *system, void *cvode, SUNContext context,
                                rx_error *err);
void rx_cell_linear_free(rx_cell_linear *linear);

#endif
