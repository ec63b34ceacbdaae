/* What motor pools bring to a network, for network.c: factors on the channels of their units, and receptors for spikes that act on them.
 *
 * An input of a pool is a receptor on every dendrite (of focal inhibition on the soma), named motor_INPUT_SECTION: its conductance decays
 * with the input's tau, and a spike adds weight/n unit_conductance times the membrane of the section. */
#ifndef RX_MODELS_CIRCUIT_NETWORK_MOTOR_H
#define RX_MODELS_CIRCUIT_NETWORK_MOTOR_H

#include "models/circuit/circuit.h"

/* A copy of the circuit, as far as its pools differ: cells with the factors in force, receptors of the inputs behind their own. The
 * arena owns what is new. RX_E_INPUT: the cells of a pool have no dendrite. */
rx_status rx_network_motor_circuit(const rx_circuit *circuit, rx_arena *arena, rx_circuit *whole, rx_error *err);

/* The next receptor of an input, from index `from` on; -1: no more. */
int rx_network_motor_receptor(const rx_population *population, const rx_motor_input *input, int from);

/* What one spike of the input opens in a unit at a receptor, nS. */
rx_status rx_network_motor_jump(const rx_circuit *whole, const rx_motor_pool *pool, const rx_motor_input *input,
                                const rx_receptor *receptor, int unit, rx_arena *arena, double *jump_nS, rx_error *err);

#endif
