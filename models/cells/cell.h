/* Cells as a config describes them: a tree of sections with channels (dorsal-horn page 1). `compartments.h` cuts them up.
 *
 * Section 0 is the soma and the root. Every other section hangs with its end 0 on an end of its parent. */
#ifndef RX_MODELS_CELLS_CELL_H
#define RX_MODELS_CELLS_CELL_H

#include <stdbool.h>

#include "base/param.h"
#include "models/cells/myelinated.h"
#include "models/cells/pools.h"
#include "models/cells/sheath.h"
#include "models/channels/channel.h"
#include "models/drugs/sodium_blocker.h"

/* Calcium shell: d cai/dt = max(0, -10^4 i_Ca/(2 F depth)) + (rest - cai)/tau; i_Ca in mA/cm2, F = 96485.332 C/mol. */
typedef struct rx_calcium_shell {
  double tau;   /* ms */
  double depth; /* um */
  double rest;  /* mM */
  double start; /* mM; NaN: rest */
} rx_calcium_shell;

typedef struct rx_channel_use {
  const rx_channel *channel;
  double params[RX_MAX_CHANNEL_PARAMS]; /* in the order of the channel's table */
  bool has_base;
  double base
      [RX_MAX_CHANNEL_PARAMS]; /* as the config gives them, where modifiers may have changed params: what balances */
  bool has_start;
  double start[RX_MAX_GATES]; /* of its gates; NaN: at the steady state at v_init. Not read without has_start */
} rx_channel_use;

typedef struct rx_section {
  const char *name;
  double length;                  /* um */
  double diameter;                /* um, at end 0 */
  double diameter_end;            /* um, at end 1; NaN: as diameter. A compartment takes the diameter at its centre */
  double axial_resistivity;       /* ohm cm */
  double membrane_capacitance;    /* uF/cm2 */
  double reversal_na, reversal_k; /* mV; NaN: by the pools of the ion, or no channel needs it */
  int n_compartments;
  int parent;           /* section; -1 for the soma */
  bool at_parent_start; /* hangs on the parent's end 0 instead of 1 */
  bool has_calcium;
  rx_calcium_shell calcium;
  rx_ion_pool pools[RX_N_POOLS];
  int n_channels;
  rx_channel_use *channels;
  rx_sheath sheath;
} rx_section;

typedef struct rx_cell {
  const char *name;
  double temperature; /* degC; NaN: that of the circuit, of a lone cell 36 */
  double v_init;      /* mV: start of all compartments; gates at their steady state there */
  double threshold;   /* mV: a spike is the upward crossing by the middle of the soma */
  double max_step;    /* ms: longest step of CVODE; NaN or 0: RX_LONGEST_STEP_MS */
  double max_dt;      /* ms: longest dt of the ensemble integrator; NaN or 0: any */
  int n_sections;
  rx_section *sections;
  int n_drugs;
  const rx_drug *drugs;     /* [n_drugs] around it; not owned */
  rx_myelinated myelinated; /* given: sections are its four parts, which stand along it many times */
} rx_cell;

#define RX_LONGEST_STEP_MS 10.0 /* of CVODE: no spike is stepped over unseen, however quiet the cell was */

/* Tables: numbers of a section (all but the counts), of a calcium shell, of a cell (temperature to max_dt),
 * of a gate at the start (one row, whose name is the gate's). */
extern const rx_param RX_SECTION_PARAMS[];
extern const rx_param RX_CALCIUM_PARAMS[];
extern const rx_param RX_CELL_PARAMS[];
extern const rx_param RX_START_PARAM;

/* Index of the section with this name, or -1. */
int rx_cell_section(const rx_cell *cell, const char *name);
/* True where the reversal potential of sodium or potassium follows its two pools: none is given. */
bool rx_section_has_nernst(const rx_section *section, rx_ion ion);
/* Reversal potential of an ion at the start, mV; NaN: neither given nor given by pools; 0 for RX_ION_OWN. */
double rx_section_reversal_mV(const rx_section *section, rx_ion ion, double celsius);
/* The use of a channel in a section, or NULL. */
rx_channel_use *rx_section_channel(rx_section *section, const char *channel);

#endif
