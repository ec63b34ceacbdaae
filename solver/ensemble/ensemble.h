/* The ensemble integrator: fixed step, second order, staggered (benchmarks page, section 11).
 *
 * Unknowns at whole steps: V, cai, synapses; at half steps: gates, whose rates are taken at V corrected for its curvature
 * (RX_CURVATURE in kernels_step.c). State lies in blocks [variable][compartment][lane] of 8 lanes,
 * a lane one cell, a block cells of one type; a block is advanced through the whole window of the shortest delay before the next
 * is touched. A lone cell of many compartments (a fibre) has a block of one lane, its compartments vectorised.
 *
 * Members: several networks that know nothing of each other (of a sweep, say) may run together; then cells of different members
 * share blocks, which pays where a network alone would leave lanes unused. What may share is in lane_layout.h. How a cell is integrated
 * follows from its own network and drive alone, so a member's bits depend neither on threads nor on its company.
 *
 * dt: the window is the largest multiple of dt within the shortest delay. Events may arrive at any time within a step.
 * rx_simulate_ensemble, one member alone, is declared in simulation.h. */
#ifndef RX_SOLVER_ENSEMBLE_H
#define RX_SOLVER_ENSEMBLE_H

#include "solver/simulation.h"

enum { RX_LONG_CABLE = 64 /* compartments from which a lone cell gets one lane */ };

/* One of several networks that run together. Zero-initialise, set the first part. */
typedef struct rx_ensemble_member {
  /* asked */
  const rx_network *network;
  const rx_drive *drive; /* NULL: nothing */
  rx_recording *recording;
  /* given */
  rx_status status;
  rx_error err;
} rx_ensemble_member;

/* Runs n >= 0 members side by side, all with these options (threads: for all together). Spikes, frames, v_end and stats of each
 * are to the last bit those of rx_simulate_ensemble for it alone, in any order and company; so are status and message, but for
 * RX_E_MEMORY, RX_E_INTERRUPTED and RX_E_TIME, which befall all that still run: the deadline is for all together.
 *
 * Networks and drives may differ in everything, also in size and delays, and may be the same object; recordings may not, and each
 * asks for probes of its own. Two members gain nothing from each other where the lengths of their windows or the structures of
 * their cells differ, nor with coarse steps (each then runs alone). A member that fails (RX_E_INPUT, RX_E_NOT_FINITE …) fails alone, the others go on unharmed. The memory of all
 * n is needed at once: of a long list hand over 8, or a few times 8, at a time. */
void rx_simulate_ensemble_members(int n, rx_ensemble_member members[], const rx_solver_options *options);

/* True where members of this network gain by running together: where, alone, fewer than three quarters of its lanes are occupied
 * (each weighed by its compartments). A lone cell: one lane of eight. A long cable has no lanes to share. */
bool rx_members_share_lanes(const rx_network *network, bool single_precision);

#endif
