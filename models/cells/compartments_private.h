/* What the structure of a cell (compartments.c) and its numbers (cell_numbers.c) share. */
#ifndef RX_MODELS_CELLS_COMPARTMENTS_PRIVATE_H
#define RX_MODELS_CELLS_COMPARTMENTS_PRIVATE_H

#include "models/cells/compartments.h"

/* Name of a cell for an error's text. */
const char *rx_cell_label(const rx_cell *cell);

/* The use of the channel with this index (rx_channel.index) in a section, or NULL. */
const rx_channel_use *rx_section_use(const rx_section *section, int channel);

/* RX_E_INPUT: a receptor on no section, or with tau_rise >= tau_decay. */
rx_status rx_cell_check_receptors(const rx_cell *cell, int n_receptors, const rx_receptor receptors[], rx_error *err);

#endif
