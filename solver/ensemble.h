/* The ensemble integrator: fixed step, second order, staggered (benchmarks page, section 11).
 *
 * Unknowns at whole steps: V, cai, synapses; at half steps: gates, whose rates are taken at V corrected for its curvature
 * (RX_CURVATURE in kernels_step.c). State lies in blocks [variable][compartment][lane] of 8 lanes,
 * a lane one cell, a block cells of one type; a block is advanced through the whole window of the shortest delay before the next
 * is touched. A lone cell of many compartments (a fibre) has a block of one lane, its compartments vectorised. The layout
 * follows from the network alone, so a run's bits do not depend on threads or on what else runs.
 *
 * dt: the window is the largest multiple of dt within the shortest delay. Events may arrive at any time within a step.
 * rx_simulate_ensemble is declared in simulation.h. */
#ifndef RX_SOLVER_ENSEMBLE_H
#define RX_SOLVER_ENSEMBLE_H

#include "solver/simulation.h"

enum { RX_LANES = 8, RX_LONG_CABLE = 64 /* compartments from which a lone cell gets one lane */ };

#endif
