/* Conductance clamps side by side: a row has at most one for each lane of a compartment, so that a step reads and adds them as
 * vectors. A lane's mean over a step follows from its own waveform alone, never from those beside it: by the line of its piece where
 * the step lies within one, else by rx_waveform_read_mean. */
#ifndef RX_SOLVER_CLAMP_ROWS_H
#define RX_SOLVER_CLAMP_ROWS_H

#include <stdbool.h>

#include "base/waveform.h"
#include "solver/ensemble/precision.h"
#include "solver/simulation.h"

typedef struct RX_PRECISION(rx_clamp_row) {
  /* of each lane the straight piece that is being read; one without a clamp is 0 */
  _Alignas(64) double start[RX_LANES], first[RX_LANES], slope[RX_LANES]; /* ms, S/cm2, S/cm2 per ms */
  double reversal[RX_LANES];                                             /* mV */
  double mean[RX_LANES];                                                 /* S/cm2, over the last step */
  int place;                                                             /* of the compartment's first lane */
  int same_as;        /* the first row with the same waveforms lane by lane, whose means are these too; often itself */
  double from, until; /* ms: the pieces hold for steps within */
  const rx_waveform *waveform[RX_LANES]; /* NULL: no clamp */
  rx_waveform_cursor cursor[RX_LANES];
} rx_clamp_row;

/* The rows of a block. */
typedef struct RX_PRECISION(rx_clamp_rows) {
  int n;
  rx_clamp_row *items;
  bool are_matched;          /* same_as is known */
  double calm_from, changes; /* ms: from the one to the other no waveform has a breakpoint */
} rx_clamp_rows;

/* Adds a conductance clamp on the compartment whose first lane is `place`; after those that were added there before it. */
rx_status rx_clamp_rows_add(rx_clamp_rows *rows, int place, int lane, const rx_clamp *clamp, rx_error *err);
void rx_clamp_rows_free(rx_clamp_rows *rows);

/* At the start of a window, since waveforms may have been continued: forgets what was read ahead. */
void rx_clamp_rows_refresh(rx_clamp_rows *rows);
/* The pieces of a row for a step that leaves those it has. A waveform that is not straight over the step has its mean as a piece of
 * the length of the step. */
void rx_clamp_row_read(rx_clamp_row *row, double t_ms, double t_end_ms);
/* The first breakpoint of any waveform after t, or INFINITY. */
double rx_clamp_rows_next(rx_clamp_rows *rows, double t_ms);

#endif
