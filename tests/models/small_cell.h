/* A cell of soma, dend (on the soma's end 0) and hillock (on its end 1) for tests; change its parts before use. */
#ifndef RX_TESTS_MODELS_SMALL_CELL_H
#define RX_TESTS_MODELS_SMALL_CELL_H

#include "models/cells/cell.h"
#include "models/synapses/receptor.h"

enum { SOMA, DEND, HILLOCK, N_SECTIONS, MOST_USES = 8 };

typedef struct small_cell {
  rx_cell cell;
  rx_section sections[N_SECTIONS];
  rx_channel_use uses[N_SECTIONS][MOST_USES];
} small_cell;

/* soma 1, dend 5, hillock 3 compartments; leak everywhere, na_traub in soma and hillock, k_traub and k_ca in soma and dend. */
void small_cell_make(small_cell *cell, const char *name);
/* Reversal -70 mV for GABA and glycine, else 0. */
rx_receptor small_receptor(const char *name, rx_transmitter transmitter, int section, double tau_rise,
                           double tau_decay);

#endif
