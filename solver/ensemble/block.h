/* A block: up to 8 cells of one type side by side (or one long cable alone), with their state, numbers and scratch together.
 *
 * Layout of all arrays: [variable][compartment][lane] or [slot][lane], lane fastest, 64-byte aligned. Lanes beyond the last cell
 * repeat it without its inputs. Nothing here is allocated while stepping. */
#ifndef RX_SOLVER_BLOCK_H
#define RX_SOLVER_BLOCK_H

#include <stdint.h>

#include "models/cells/compartments.h"
#include "solver/ensemble/ensemble.h"
#include "solver/ensemble/events.h"
#include "solver/ensemble/pools.h"
#include "solver/kernels/kernels.h"
#include "solver/simulation.h"

/* Voltages beyond are wrong anyway; within, no exponential overflows. mV */
#define RX_V_BOUND 250.0

/* Gates take their rates not at V but at V + h^2 V''/8, V'' from the last three steps. With rates at V the trapezoid lags behind:
 * in x(t-h/2) and x(t+h/2) it averages x over the step with an error of h^2 x''/8, and where a gate follows its steady state
 * that is this shift of V. Still second order; the error of spike times falls to between a half and a fifth. */
#define RX_CURVATURE (1.0 / 8.0)

/* A block whose compartments are all at or below this voltage is quiet: it may take a coarse step. mV */
#define RX_V_QUIET (-48.0)

/* A clamp at one place of a block. */
typedef struct rx_block_clamp {
  int place; /* compartment*lanes + lane */
  rx_clamp_kind kind;
  double reversal; /* mV */
  double per_nA;   /* mV/ms per nA */
  const rx_waveform *waveform;
  rx_waveform_cursor cursor;
  const rx_cell_numbers *numbers; /* of its cell */
  double injected_nA;             /* by a voltage or current clamp, over the last step */
} rx_block_clamp;

/* Where the values of a probe go: a column of a recording. */
typedef struct rx_block_column {
  int64_t every; /* steps from frame to frame, > 0 */
  size_t n_frames, n_columns, column;
  float *frames; /* [n_frames][n_columns] */
} rx_block_column;

/* A recorded value of a block. */
typedef struct rx_block_probe {
  rx_probe_kind kind;
  int lane, place, item, gate;
  rx_block_column column;
  double at_start; /* of a coarse step, for the frames within it */
} rx_block_probe;

/* An upward crossing of the threshold. */
typedef struct rx_block_spike {
  double t_ms;
  int lane;
} rx_block_spike;

/* One kernel call: an insertion of the type on all lanes. Its arguments never change. */
typedef struct rx_block_kernel {
  int channel;
  rx_kernel_args args;
} rx_block_kernel;

/* A receptor slot on all lanes: conductance B - A in nS, decaying with tau_decay and tau_rise; A only where it has a rise. */
typedef struct rx_block_slot {
  double A[RX_LANES], B[RX_LANES];
  double A_jump_mid[RX_LANES], A_jump_end[RX_LANES], B_jump_mid[RX_LANES],
      B_jump_end[RX_LANES]; /* of this step's events; else 0 */
  double density[RX_LANES]; /* S/cm2 per nS */
  double reversal[RX_LANES], magnesium[RX_LANES], calcium_fraction[RX_LANES];
} rx_block_slot;

/* How a slot decays over a step. */
typedef struct rx_block_decay {
  double A_mid[RX_LANES], A_end[RX_LANES], B_mid[RX_LANES], B_end[RX_LANES]; /* left after half a step, a step */
  double A_rate[RX_LANES], B_rate[RX_LANES];                                 /* h/tau */
} rx_block_decay;

/* All that depends on the length of a step. */
typedef struct rx_block_step {
  double h;                            /* ms */
  double *diagonal;                    /* [n] 2/h and axial terms */
  double *calcium_keep, *calcium_gain; /* [n] */
  rx_block_decay *decay;               /* [type->n_slots] */
} rx_block_step;

/* A long unbranched cable in one lane, folded so that its segments are solved side by side (folded_cable.h). All arrays
 * [n_rows][RX_LANES]: row r of lane s is compartment s*n_rows + r. */
typedef struct rx_folded_cable {
  int n_rows;                   /* 0: not such a cable */
  double *to_parent, *to_child; /* couplings in the row of a compartment, 1/ms */
  double *inverse, *A, *B, *C;  /* scratch */
} rx_folded_cable;

typedef struct rx_block {
  const rx_cell_type *type;
  const rx_cell_numbers *numbers[RX_LANES]; /* lane by lane */
  int lanes, n_cells;                       /* n_cells <= lanes */
  int n;                                    /* places: compartments x lanes */
  double h;                                 /* the fine step, ms */
  int coarse_steps;                         /* fine steps in a coarse one; 1: all steps are fine */
  rx_block_step fine, coarse;
  const rx_block_step *step; /* of the last step: one of these two */
  double gates_h;            /* over which gates go in the next step, ms */
  double V_bound; /* RX_V_BOUND: not a constant in the kernels, where gcc then takes a minimum and a maximum */

  int n_kernels;
  rx_block_kernel *kernels;
  double *V, *V_before, *cai; /* [n] now, a step (of the length in use) ago */
  double *V_gates; /* [n] at which gates take their rates: corrected for the curvature of V, within +-250 mV */
  double *x, *coef;
  double *G_fixed, *J_fixed;      /* [n] channels without gates */
  double *G, *J, *Gca, *Jca;      /* [n] */
  double *charging;               /* [n] mV/ms per mA/cm2 */
  double *to_parent, *from_child; /* [n] coupling in the row of a compartment, and in its parent's row; 1/ms */
  double *inverse, *rhs;          /* [n] scratch of the tree solve */
  rx_folded_cable folded;
  int first_calcium, n_calcium;          /* places from the first to the last compartment with a shell */
  double *calcium_influx, *calcium_rest; /* [n] */

  rx_block_slot *slots; /* [type->n_slots] */
  double *threshold;    /* [lanes] */

  int n_clamps;
  rx_block_clamp *clamps;
  int n_damped; /* steps still to be taken implicitly, after a jump of a voltage clamp */
  int n_probes;
  rx_block_probe *probes;
  int64_t frame_every; /* steps after which some probe may be due; 0: no probes */

  int n_steps;                      /* taken in the window, fine and coarse */
  rx_block_spike *spikes;           /* of the window */
  size_t n_spikes, spikes_capacity; /* capacity: lanes x steps of a window */
  double *memory;                   /* owns the arrays above */
  rx_block_pools pools;             /* empty where the type has none */
  double *nai, *ko;                 /* [n] mM, at mid-step; of the pools, or constant */
} rx_block;

/* A block of cells of one type with these numbers (1 <= n_cells <= lanes), at its start at t = 0. Clamps and probes are added
 * later. Type and numbers must outlive it. What one lane computes depends on no other, but for the steps that a voltage clamp
 * damps: those are damped in all lanes; and, with coarse_steps > 1 (rx_solver_options), for the length of step, which is the block's. */
rx_status rx_block_create(const rx_cell_type *type, int n_cells, const rx_cell_numbers *const numbers[], int lanes,
                          double h, int coarse_steps, int steps_per_window, rx_block **block, rx_error *err);
void rx_block_free(rx_block *block);

/* The trapezoid rule rings for a long time after a jump of a voltage; this many implicit steps damp it (as Rannacher 1984). */
enum { RX_DAMPED_STEPS = 6 };

/* Puts a compartment under voltage clamp or current injection. */
rx_status rx_block_add_clamp(rx_block *block, int lane, const rx_clamp *clamp, rx_error *err);
rx_status rx_block_add_probe(rx_block *block, int lane, const rx_probe *probe, const rx_block_column *column,
                             rx_error *err);

/* Records the probes that are due at step k*frame_every. */
void rx_block_record(const rx_block *block, size_t k);
/* Frames within a coarse step are interpolated: hold the values at its start, then record at its end. k: fine steps. */
void rx_block_hold(rx_block *block);
void rx_block_record_within(const rx_block *block, int64_t first_step, int n_steps);

/* Goes over to a step of another length: V a step ago and the voltage of the gates as they would be had it been in use. */
void rx_block_change_step(rx_block *block, const rx_block_step *to);

/* Advances the block over n_steps from step first_step on; inbox: its arrivals, sorted. Spikes go to block->spikes. */
typedef void rx_block_advance_fn(rx_block *block, const rx_inbox *inbox, int64_t first_step, int n_steps);
rx_block_advance_fn *rx_block_advance(void); /* of the instruction-set level in use */

#endif
