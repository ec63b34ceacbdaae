/* Ion pools of a block (models/cells/pools.h). Concentrations are unknowns at whole steps, as V is; currents are those at
 * mid-step. There the reversal potentials follow concentrations extrapolated from the last two whole steps: second order. */
#ifndef RX_SOLVER_ENSEMBLE_POOLS_H
#define RX_SOLVER_ENSEMBLE_POOLS_H

#include "models/cells/compartments.h"

/* Coefficients of one channel on consecutive places that are the reversal potential of an ion. */
typedef struct rx_reversal_span {
  int ion; /* 0: sodium, 1: potassium */
  int first, n;
  double *coef; /* [n] */
} rx_reversal_span;

typedef struct rx_block_pools {
  struct {
    double *now, *before, *mid;    /* [n] mM; before: a step (of the length in use) ago */
    double *gain, *decay, *supply; /* [n] */
  } of[RX_N_POOLS];
  double *nernst; /* [n] R T/F, mV */
  struct {
    double *G, *J; /* [n] sums over the channels of the ion */
    double *E;     /* [n] mV, at mid-step */
  } ion[RX_N_POOLED_IONS];
  int n_spans;
  rx_reversal_span *spans; /* [n_spans] owned */
} rx_block_pools;

struct rx_block;

/* Concentrations at the start of a lane, and what they depend on; the arrays are in place. */
void rx_block_pools_fill_lane(struct rx_block *block, int lane);
/* Finds the coefficients to rewrite and gives them their first values; after all lanes. */
rx_status rx_block_pools_start(struct rx_block *block, rx_error *err);
/* Goes over from a step of length was to one of length h. */
void rx_block_pools_change_step(struct rx_block *block, double was, double h);
/* Reversal potential at a place, of the concentrations now, mV; ion: 0 sodium, 1 potassium. */
double rx_block_pools_reversal(const struct rx_block *block, int ion, int place);
/* Name of a pool that is not above 0 at a place, or was not at the last mid-step, or NULL. */
const char *rx_block_pools_bad(const struct rx_block *block, int place);

#endif
