/* The loop from a contracting muscle to the dorsal horn (models/motor/amplifier.h) while a network runs: hears the spikes of every pool
 * that has an amplifier, follows its torque, and adds spikes to fibres of the circuit.
 *
 * It has its turn once per window; what it decides at the end of a window happens in the next. Each fibre's spikes are keyed by (seed,
 * member, fibre, pool, window), so neither solver, nor threads, nor company change them. */
#ifndef RX_STUDY_MOTOR_AMPLIFIER_LOOP_H
#define RX_STUDY_MOTOR_AMPLIFIER_LOOP_H

#include "base/array.h"
#include "models/circuit/network.h"
#include "solver/simulation.h"

typedef struct rx_amplifier_loop rx_amplifier_loop;

/* The amplifiers in force; *loop is NULL where all are off. Free with rx_amplifier_loop_free. RX_E_MEMORY only. */
rx_status rx_amplifier_loop_make(const rx_circuit *circuit, const rx_network *network, uint64_t seed, uint64_t member,
                                 rx_amplifier_loop **loop, rx_error *err);
void rx_amplifier_loop_free(rx_amplifier_loop *loop);

/* Its turn at t_ms, with spikes[n_heard … n_spikes-1] new since the last: adds the spikes of [t_ms, t_ms + window_ms). RX_E_MEMORY only. */
rx_status rx_amplifier_loop_turn(rx_amplifier_loop *loop, double t_ms, double window_ms, size_t n_heard,
                                 size_t n_spikes, const rx_spike spikes[], rx_error *err);

/* What it added, [*n] in order of the network's sources. NULL: no loop, 0. */
const rx_times *rx_amplifier_loop_sources(const rx_amplifier_loop *loop, size_t *n);

/* Rate of the input that a pool (its population) brings on itself, Hz per fibre, at its last turn; NaN: it has no amplifier on. */
double rx_amplifier_loop_rate_Hz(const rx_amplifier_loop *loop, int population);

#endif
