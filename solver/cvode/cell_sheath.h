/* The periaxonal space of a cell under CVODE (models/cells/sheath.h): potentials V_p, variables of y behind the pools, in the
 * compartments with myelin; and their part of Newton's matrix. Empty for a cell without. */
#ifndef RX_SOLVER_CVODE_CELL_SHEATH_H
#define RX_SOLVER_CVODE_CELL_SHEATH_H

#include <stdbool.h>
#include <stddef.h>

#include "models/cells/compartments.h"

typedef struct rx_cell_sheath {
  int n;   /* compartments with myelin; 0: the cell has none, all else is empty */
  int *at; /* [n_compartments] index in y of its V_p, or -1 */
  /* 1/ms: row of V_p of a compartment to its parent, inside and in total; and in its parent's row */
  double *to_parent_V, *to_parent_P, *from_child_V, *from_child_P;
  double *P_by_V, *P_by_P; /* [n_compartments] 1/ms: sums of the couplings in the row of V_p; P_by_P with the leak */
  double *P;               /* [n_compartments] mV, of the last unpacked y */
  double *rates;           /* [n_compartments] scratch */
  double *memory;
} rx_cell_sheath;

/* Makes room; the variables begin at `first` in y. Free with rx_cell_sheath_free, also after a failure. RX_E_MEMORY only. */
rx_status rx_cell_sheath_make(rx_cell_sheath *sheath, const rx_cell_type *type, const rx_cell_numbers *numbers,
                              int first, rx_error *err);
void rx_cell_sheath_free(rx_cell_sheath *sheath);

void rx_cell_sheath_unpack(rx_cell_sheath *sheath, int n_compartments, const double y[]);
/* Adds to dV what V_p does to it through axial currents inside (to_parent, from_child: 1/ms, in the rows of V). */
void rx_cell_sheath_voltage_rates(const rx_cell_sheath *sheath, const rx_cell_type *type, const double to_parent[],
                                  const double from_child[], double dV[]);
/* dV_p/dt into dy; injected: nA, NULL: none. */
void rx_cell_sheath_rates(rx_cell_sheath *sheath, const rx_cell_type *type, const rx_cell_numbers *numbers,
                          const double V[], const double injected[], double dy[]);
/* The compartment whose V_p is variable i of y, or -1. */
int rx_cell_sheath_compartment(const rx_cell_sheath *sheath, int n_compartments, int i);

#endif
