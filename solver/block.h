/* A block: up to 8 cells of one type side by side (or one long cable alone), with their state, numbers and scratch together.
 *
 * Layout of all arrays: [variable][compartment][lane] or [slot][lane], lane fastest, 64-byte aligned. Lanes beyond the last cell
 * repeat it without its inputs. Nothing here is allocated while stepping. */
#ifndef RX_SOLVER_BLOCK_H
#define RX_SOLVER_BLOCK_H

#include <stdint.h>

#include "models/cells/compartments.h"
#include "models/circuit/network.h"
#include "solver/events.h"
#include "solver/kernels.h"
#include "solver/simulation.h"

/* A clamp at one place of a block. */
typedef struct rx_block_clamp {
  int place;        /* compartment*lanes + lane */
  bool is_voltage;
  double per_nA;    /* mV/ms per nA */
  const rx_waveform *waveform;
  const rx_cell_numbers *numbers; /* of its cell */
  double injected_nA; /* by a voltage clamp, over the last step */
} rx_block_clamp;

/* A recorded value of a block and its column in the recording. */
typedef struct rx_block_probe {
  rx_probe_kind kind;
  int lane, place, item, gate;
  size_t column;
} rx_block_probe;

/* One kernel call: an insertion of the type on all lanes. Its arguments never change. */
typedef struct rx_block_kernel {
  int channel;
  rx_kernel_args args;
} rx_block_kernel;

typedef struct rx_block {
  const rx_cell_type *type;
  const rx_network *network;
  int lanes, n_cells;        /* n_cells <= lanes */
  int n;                     /* places: compartments x lanes */
  int cells[8];              /* of the network, lane by lane */
  double h;                  /* ms */

  int n_kernels;
  rx_block_kernel *kernels;
  double *V, *V_before, *V_bounded, *cai; /* [n] */
  double *x, *coef;
  double *G_fixed, *J_fixed; /* [n] channels without gates */
  double *G, *J, *Gca, *Jca; /* [n] */
  double *charging;          /* [n] mV/ms per mA/cm2 */
  double *diagonal;          /* [n] 2/h and axial terms */
  double *to_parent, *from_child; /* [n] coupling in the row of a compartment, and in its parent's row; 1/ms */
  double *inverse, *rhs;     /* [n] scratch of the tree solve */
  double *calcium_influx, *calcium_keep, *calcium_gain, *calcium_rest; /* [n] */

  /* synapses, [n_slots][lanes]; A only where has_rise */
  double *A, *B;
  double *A_mid, *A_end, *B_mid, *B_end;     /* decay over half a step and a step */
  double *A_rate, *B_rate;                   /* h/tau */
  double *A_jump_mid, *A_jump_end, *B_jump_mid, *B_jump_end; /* of this step's events; 0 between */
  double *density;                           /* S/cm2 per nS */
  double *reversal, *magnesium, *calcium_fraction;
  double *threshold;                         /* [lanes] */

  int n_clamps;
  rx_block_clamp *clamps;
  int n_probes;
  rx_block_probe *probes;
  int64_t frame_every;       /* steps; 0: no frames */
  float *frames;             /* of the recording; [n_frames][n_columns] */
  size_t n_frames, n_columns;

  rx_spike *spikes;          /* of the window */
  size_t n_spikes, spikes_capacity; /* capacity: lanes x steps of a window */
  double *memory;            /* owns the arrays above */
} rx_block;

/* A block of these cells (n_cells <= lanes, all of one type), at its start at t = 0. Clamps and probes are added later. */
rx_status rx_block_create(const rx_network *network, int n_cells, const int cells[], int lanes, double h, int steps_per_window,
                          rx_block **block, rx_error *err);
void rx_block_free(rx_block *block);

/* Puts a compartment under voltage clamp or current injection. */
rx_status rx_block_add_clamp(rx_block *block, int lane, const rx_clamp *clamp, rx_error *err);
rx_status rx_block_add_probe(rx_block *block, int lane, const rx_probe *probe, size_t column, rx_error *err);

/* Writes the block's columns of frame k. */
void rx_block_record(const rx_block *block, size_t k);

/* Advances the block over n_steps from step first_step on; inbox: its arrivals, sorted. Spikes go to block->spikes. */
typedef void rx_block_advance_fn(rx_block *block, const rx_inbox *inbox, int64_t first_step, int n_steps);
rx_block_advance_fn *rx_block_advance(void); /* of the instruction-set level in use */

#endif
