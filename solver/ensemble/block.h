/* A block: up to RX_LANES cells of one type side by side (or one long cable alone), with their state, numbers and scratch together.
 *
 * Layout of all arrays: [variable][compartment][lane] or [slot][lane], lane fastest, 64-byte aligned. Lanes beyond the last cell
 * repeat it without its inputs. Nothing here is allocated while stepping. */
#ifndef RX_SOLVER_BLOCK_H
#define RX_SOLVER_BLOCK_H

#include <stdint.h>

#include "models/cells/compartments.h"
#include "solver/ensemble/clamp_rows.h"
#include "solver/ensemble/ensemble.h"
#include "solver/ensemble/events.h"
#include "solver/ensemble/pools.h"
#include "solver/ensemble/precision.h"
#include "solver/ensemble/sheath.h"
#include "solver/kernels/kernels.h"
#include "solver/simulation.h"

/* Gates take their rates not at V but at V + c h^2 V''. With rates at V the trapezoid lags behind: in x(t-h/2) and x(t+h/2) it
 * averages x over the step with an error of h^2 x''/8, and where a gate follows its steady state that is a shift of V by
 * h^2 V''/8; a slow gate wants the mean of V over the step, h^2 V''/24. Still second order; the error of spike times falls to
 * between a half and a fifth.
 *
 * With one length of step, and where the length changes, c is 1/8 and V'' that of the last three values of V, a step old. With
 * several, where the long ones make that age count, V'' is extrapolated by a step and c is the mean of the two, 1/12, at which
 * the median error of spike times vanishes as h -> 0; the magnesium block then takes V in mid-step from the parabola too. */
#define RX_CURVATURE (1.0 / 8.0)
typedef struct RX_PRECISION(rx_curvature) {
  rx_real last, before; /* V_gates = V + last*bend of the last step - before*bend of that before */
  rx_real mid;          /* V in mid-step = 1.5 V - 0.5 V_before + mid*bend */
} rx_curvature;
#define RX_CURVATURE_ONE_LENGTH ((rx_curvature){ (rx_real)RX_CURVATURE, 0, 0 })
#define RX_CURVATURE_SEVERAL_LENGTHS                                                                                   \
  ((rx_curvature){ (rx_real)(2.0 / 12.0), (rx_real)(1.0 / 12.0), (rx_real)(3.0 / 8.0) })

/* Lengths of a step: fine; of two fine steps; of coarse_steps fine ones. */
enum { RX_MIDDLE_STEPS = 2, RX_MOST_LENGTHS = 3 };
/* A step longer than the fine one is taken by a block whose compartments are all at or below this voltage, mV, also
 * RX_QUIET_AHEAD such steps later if they went on rising as in the last step. */
#define RX_V_QUIET_COARSE (-46.0)
#define RX_V_QUIET_MIDDLE (-40.0)
#define RX_QUIET_AHEAD    2.0

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

/* rx_kernel_args in the precision of the block, of a kernel that steps. */
typedef struct RX_PRECISION(rx_step_args) {
  int n;
  rx_real h; /* ms */
  const rx_real *V, *cai, *nai, *ko, *coef, *x;
  rx_real *out, *G, *J, *Gca, *Jca;
  const rx_real *V_now, *V_before, *V_bend, *cai_before; /* of the block; V is its V_gates */
} rx_step_args;

/* A place of a block whose crossings are recorded. */
typedef struct rx_block_detector {
  int lane, place, detector; /* detector: its number in the recording of the lane's member */
  double threshold;          /* mV */
} rx_block_detector;

typedef struct rx_block_crossing {
  double t_ms;
  int detector; /* of the block's */
} rx_block_crossing;

/* One kernel call: an insertion of the type on all lanes. Its arguments never change. */
typedef struct RX_PRECISION(rx_block_kernel) {
  int channel;
  rx_step_args args;
} rx_block_kernel;

/* A receptor slot on all lanes: conductance B - A in nS, decaying with tau_decay and tau_rise; A only where it has a rise. */
typedef struct RX_PRECISION(rx_block_slot) {
  rx_real A[RX_LANES], B[RX_LANES];
  rx_real A_jump_mid[RX_LANES], A_jump_end[RX_LANES], B_jump_mid[RX_LANES],
      B_jump_end[RX_LANES];  /* of this step's events; else 0 */
  rx_real density[RX_LANES]; /* S/cm2 per nS */
  rx_real reversal[RX_LANES], magnesium[RX_LANES], calcium_fraction[RX_LANES];
} rx_block_slot;

/* How a slot decays over a step. */
typedef struct RX_PRECISION(rx_block_decay) {
  rx_real A_mid[RX_LANES], A_end[RX_LANES], B_mid[RX_LANES], B_end[RX_LANES]; /* left after half a step, a step */
  rx_real A_rate[RX_LANES], B_rate[RX_LANES];                                 /* h/tau */
} rx_block_decay;

/* All that depends on the length of a step. */
typedef struct RX_PRECISION(rx_block_step) {
  int n_fine;                           /* so many fine steps long */
  double h;                             /* ms */
  double V_quiet;                       /* mV; the fine step needs no quiet */
  rx_real *diagonal;                    /* [n] 2/h and axial terms */
  rx_real *calcium_keep, *calcium_gain; /* [n] */
  rx_block_decay *decay;                /* [type->n_slots] */
} rx_block_step;

/* A long unbranched cable in one lane, folded so that its segments are solved side by side (folded_cable.h). All arrays
 * [n_rows][RX_LANES]: row r of lane s is compartment s*n_rows + r. */
typedef struct RX_PRECISION(rx_folded_cable) {
  int n_rows;                    /* 0: not such a cable */
  rx_real *to_parent, *to_child; /* couplings in the row of a compartment, 1/ms */
  rx_real *inverse, *A, *B, *C;  /* scratch */
} rx_folded_cable;

typedef struct RX_PRECISION(rx_block) {
  const rx_cell_type *type;
  const rx_cell_numbers *numbers[RX_LANES]; /* lane by lane */
  int lanes, n_cells;                       /* n_cells <= lanes */
  int n;                                    /* places: compartments x lanes */
  double h;                                 /* the fine step, ms */
  int n_lengths;
  rx_block_step lengths[RX_MOST_LENGTHS]; /* the fine step first, then longer and longer */
  const rx_block_step *step;              /* of the last step: one of these */
  rx_curvature curvature;
  double gates_h;  /* over which gates go in the next step, ms */
  rx_real V_bound; /* RX_V_BOUND: not a constant in the kernels, where gcc then takes a minimum and a maximum */

  int n_kernels;
  rx_block_kernel *kernels;
  rx_real *V, *V_before, *cai; /* [n] now, a step (of the length in use) ago */
  rx_real *cai_before;         /* [n] a step ago; cai itself where no channel reads_calcium_rise */
  rx_real *V_bend;             /* [n] V - 2 V a step ago + V two steps ago */
  rx_real *V_gates; /* [n] at which gates take their rates: corrected for the curvature of V, within +-RX_V_BOUND */
  rx_real *x, *coef;
  rx_real *G_fixed, *J_fixed;      /* [n] channels without gates */
  rx_real *G, *J, *Gca, *Jca;      /* [n] */
  rx_real *charging;               /* [n] mV/ms per mA/cm2 */
  rx_real *to_parent, *from_child; /* [n] coupling in the row of a compartment, and in its parent's row; 1/ms */
  rx_real *inverse, *rhs;          /* [n] scratch of the tree solve */
  rx_folded_cable folded;
  int first_calcium, n_calcium;           /* places from the first to the last compartment with a shell */
  rx_real *calcium_influx, *calcium_rest; /* [n] */

  rx_block_slot *slots; /* [type->n_slots] */
  rx_real *threshold;   /* [lanes] */

  int n_clamps; /* without those in rows */
  rx_block_clamp *clamps;
  rx_clamp_rows rows; /* conductance clamps of blocks of many lanes */
  int n_damped;       /* steps still to be taken implicitly, after a jump of a voltage clamp */
  int n_probes;
  rx_block_probe *probes;
  int64_t frame_every; /* steps after which some probe may be due; 0: no probes */

  int n_steps;                      /* taken in the window, fine and coarse */
  rx_block_spike *spikes;           /* of the window */
  size_t n_spikes, spikes_capacity; /* capacity: lanes x steps of a window */
  double *memory;                   /* owns the arrays above */

  int n_detectors;
  rx_block_detector *detectors;
  RX_ARRAY(rx_block_crossing) crossings; /* of the window */
  bool is_out_of_memory;                 /* a crossing could not be kept */
  rx_block_pools pools;                  /* empty where the type has none */
  rx_real *nai, *ko;                     /* [n] mM, at mid-step; of the pools, or constant */
  rx_block_sheath sheath;                /* empty where the type has none */
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
rx_status rx_block_add_detector(rx_block *block, int lane, const rx_detector *detector, int number, rx_error *err);

/* Records the probes that are due at step k*frame_every. */
void rx_block_record(const rx_block *block, size_t k);
/* Frames within a coarse step are interpolated: hold the values at its start, then record at its end. k: fine steps. */
void rx_block_hold(rx_block *block);
void rx_block_record_within(const rx_block *block, int64_t first_step, int n_steps);

/* Crossings of the block's detectors in the step from t on, which was the last taken. */
void rx_block_detect(rx_block *block, double t_ms);

/* Goes over to a step of another length: V a step ago and the voltage of the gates as they would be had it been in use. */
void rx_block_change_step(rx_block *block, const rx_block_step *to);

/* Advances the block over n_steps from step first_step on; inbox: its arrivals, sorted. Spikes go to block->spikes. */
typedef void rx_block_advance_fn(rx_block *block, const rx_inbox *inbox, int64_t first_step, int n_steps);
rx_block_advance_fn *rx_block_advance(void); /* of the instruction-set level in use */

#endif
