/* Cells for tests of the solvers, built by hand, and networks of one or a few of them. */
#ifndef RX_TESTS_SOLVER_LONE_CELL_H
#define RX_TESTS_SOLVER_LONE_CELL_H

#include "models/circuit/network.h"

enum { LONE_SECTIONS = 4, LONE_CHANNELS = 5, LONE_RECEPTORS = 5 };

typedef struct lone_cell {
  rx_cell cell;
  rx_section sections[LONE_SECTIONS];
  rx_channel_use uses[LONE_SECTIONS][LONE_CHANNELS];
  int n_receptors;
  rx_receptor receptors[LONE_RECEPTORS];
} lone_cell;

/* One section with leak alone: 20 x 20 um, 1 uF/cm2, 1e-4 S/cm2 at -61.7 mV, so 1256.6 um2 and 10 ms. */
void lone_passive(lone_cell *cell, int n_compartments);
/* PN_NK1 of dorsal-horn 1.1, grid full (3/5/3 compartments) or std (1/5/1). */
void lone_pn_nk1(lone_cell *cell, bool is_full);
/* A receptor on the cell's last section but one (the dendrite of PN_NK1, else the soma); gives its slot. */
int lone_receptor(lone_cell *cell, const char *name, double tau_rise, double tau_decay, double reversal);

/* n equal cells, range "PN". delay_ms > 0: cell i is connected to cell i+1 (mod n) by slot 0 with this jump. */
rx_network *lone_network(const lone_cell *cell, int n, double delay_ms, double jump_nS);

#endif
