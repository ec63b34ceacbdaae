/* The pools' part of Newton's matrix of a cell. In a compartment they depend on V, on the gates of their ion's channels, and through
 * reversal potentials and pumps on each other; V depends on all of them. Gates are eliminated onto them as onto V, then they,
 * a small dense system of each compartment, onto V. Left out, so that Newton's iteration works for it: gates that read a pool, and
 * what calcium does to the ions' currents. */
#ifndef RX_SOLVER_CVODE_NEWTON_POOLS_H
#define RX_SOLVER_CVODE_NEWTON_POOLS_H

#include "solver/cvode/cell_system.h"

typedef struct rx_newton_pools {
  /* the Jacobian */
  double *I_by_X;     /* [RX_N_POOLED_IONS + 1][RX_N_POOLS][n_compartments] of sodium, of potassium, of all channels */
  double *ion_by_V;   /* [RX_N_POOLED_IONS][n_compartments] */
  double *ion_before; /* [RX_N_POOLED_IONS + 1][n_compartments] currents not moved */
  double *I_by_x;     /* [n_gates] current of the gate's channel; scratch of the caller's */
  /* the factors: X = inverse (b - from_V V); V loses onto_V X */
  double *inverse; /* [n_compartments][RX_N_POOLS][RX_N_POOLS] */
  double *from_V;  /* [n_compartments][RX_N_POOLS], times the inverse */
  double *onto_V;  /* [n_compartments][RX_N_POOLS] */
  double *b;       /* [n_compartments][RX_N_POOLS], times the inverse */
  double *memory;  /* NULL: no pools */
} rx_newton_pools;

rx_status rx_newton_pools_make(rx_newton_pools *w, const rx_cell_system *s, rx_error *err);
void rx_newton_pools_free(rx_newton_pools *w);

/* Jacobian, with the system unpacked and its currents evaluated: keeps the ions' currents, moves each pool. dx: room for gates. */
void rx_newton_pools_by_X(rx_newton_pools *w, rx_cell_system *s, const double x[], double dx[]);
/* After V was moved by `move` mV and the currents were evaluated again. */
void rx_newton_pools_by_V(rx_newton_pools *w, const rx_cell_system *s, double move);
/* own, from_V of the gates: as in rx_cell_newton. Takes the pools' part from the pivots of V. */
bool rx_newton_pools_factor(rx_newton_pools *w, const rx_cell_system *s, double gamma, const double from_V[],
                            double pivot[]);
/* Forwards: eliminates the pools' right-hand sides b onto V. Backwards: the pools from V. */
void rx_newton_pools_forwards(rx_newton_pools *w, const rx_cell_system *s, double gamma, const double own[],
                              const double b[], double V[]);
void rx_newton_pools_backwards(const rx_newton_pools *w, const rx_cell_system *s, const double V[], double x[]);

#endif
