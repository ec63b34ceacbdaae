/* Leaks that balance: what they need so that a current of the section is 0 at a given voltage, every gate at its steady state there,
 * calcium at rest, pools at their start.
 *
 * RX_BALANCE_NET: the reversal of leak_balanced, by the net current of all channels. RX_BALANCE_ION, where its gbar is not given:
 * the conductance of leak_na or leak_k by the net current of that ion; a constant current where it came out negative.
 * Balance is struck between the parameters as the config gives them: a phenotype that scales a channel afterwards moves the rest.
 * Reversal potentials, concentrations and temperature count as they are. Source: nociceptor page 4.1, 4.2. */
#ifndef RX_MODELS_CELLS_BALANCE_H
#define RX_MODELS_CELLS_BALANCE_H

#include "models/cells/cell.h"

/* Completes the prepared coefficients of a channel use of this section; other channels are left as they are. RX_E_INPUT: a leak
 * that cannot balance (no conductance, or balanced_at is the reversal potential of its ion); the text names neither cell nor
 * section. */
rx_status rx_balance_leak(const rx_section *section, const rx_channel_use *use, double celsius, double coefs[],
                          rx_error *err);

#endif
