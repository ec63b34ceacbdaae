#include "solver/cvode/cell_linear.h"

#include <cvode/cvode.h>
#include <cvode/cvode_ls.h>
#include <nvector/nvector_serial.h>

static SUNMatrix_ID matrix_id(SUNMatrix matrix)
{
  (void)matrix;
  return SUNMATRIX_CUSTOM;
}

static SUNLinearSolver_Type solver_type(SUNLinearSolver solver)
{
  (void)solver;
  return SUNLINEARSOLVER_DIRECT;
}

/* the factors were made with the system: nothing is left to set up */
static int solver_setup(SUNLinearSolver solver, SUNMatrix matrix)
{
  (void)solver, (void)matrix;
  return SUNLS_SUCCESS;
}

static int solver_solve(SUNLinearSolver solver, SUNMatrix matrix, N_Vector x, N_Vector b, sunrealtype tolerance)
{
  rx_cell_linear *linear = solver->content;
  (void)matrix, (void)tolerance;
  rx_cell_newton_solve(&linear->newton, linear->system, NV_DATA_S(b), NV_DATA_S(x));
  return SUNLS_SUCCESS;
}

static int linear_system(sunrealtype t, N_Vector y, N_Vector fy, SUNMatrix matrix, booleantype may_reuse,
                         booleantype *is_new, sunrealtype gamma, void *user_data, N_Vector t1, N_Vector t2, N_Vector t3)
{
  rx_cell_linear *linear = matrix->content;
  (void)fy, (void)user_data, (void)t1, (void)t2, (void)t3;
  if (!may_reuse) rx_cell_newton_jacobian(&linear->newton, linear->system, t, NV_DATA_S(y));
  *is_new = !may_reuse;
  return rx_cell_newton_factor(&linear->newton, linear->system, gamma) ? 0 : 1; /* 1: CVODE tries a smaller step */
}

rx_status rx_cell_linear_attach(rx_cell_linear *linear, rx_cell_system *system, void *cvode, SUNContext context,
                                rx_error *err)
{
  *linear = (rx_cell_linear){ .system = system };
  const rx_status status = rx_cell_newton_make(&linear->newton, system, err);
  if (status != RX_OK) return status;
  linear->matrix = SUNMatNewEmpty(context);
  linear->solver = SUNLinSolNewEmpty(context);
  if (linear->matrix == NULL || linear->solver == NULL) return rx_no_memory(err);
  linear->matrix->content = linear;
  linear->matrix->ops->getid = matrix_id;
  linear->solver->content = linear;
  linear->solver->ops->gettype = solver_type;
  linear->solver->ops->setup = solver_setup;
  linear->solver->ops->solve = solver_solve;
  if (CVodeSetLinearSolver(cvode, linear->solver, linear->matrix) != CVLS_SUCCESS ||
      CVodeSetLinSysFn(cvode, linear_system) != CVLS_SUCCESS)
    return rx_fail(err, RX_E_SOLVER, "CVODE does not take the linear solver");
  return RX_OK;
}

void rx_cell_linear_free(rx_cell_linear *linear)
{
  rx_cell_newton_free(&linear->newton);
  if (linear->matrix != NULL) SUNMatFreeEmpty(linear->matrix);
  if (linear->solver != NULL) SUNLinSolFreeEmpty(linear->solver);
  *linear = (rx_cell_linear){ 0 };
}
