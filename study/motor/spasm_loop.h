/* The closed loops of a case: nerve stimulation that the spasm itself switches on, and what a spasm brings to the dorsal horn
 * (amplifier_loop.h). Both hear the same spikes.
 *
 * A nerve_stimulation with a trigger is armed within [onset, onset + duration). A watch (stimuli/spasm_control.h) hears every spike of its
 * pool one window (1 ms) later; each bout it decides on is the course that the same stimulus without a trigger would have over the
 * duration `bout`, put into conductances of the pool while the network runs. They add to those of study/motor/motor_run.h; the noise of
 * the pool does not grow with them. */
#ifndef RX_STUDY_MOTOR_SPASM_LOOP_H
#define RX_STUDY_MOTOR_SPASM_LOOP_H

#include "models/circuit/network.h"
#include "solver/simulation.h"
#include "stimuli/spasm_control.h"
#include "stimuli/stimulus.h"
#include "study/motor/amplifier_loop.h"

typedef struct rx_spasm_loop rx_spasm_loop;

/* The loop of one run; *loop is NULL where no stimulus has a trigger and no pool an amplifier that is on. Takes what is in force. Free with rx_spasm_loop_free.
 * RX_E_INPUT: the stimulus as a bout (rx_motor_fault), no such pool. */
rx_status rx_spasm_loop_make(const rx_circuit *circuit, const rx_network *network, size_t n,
                             const rx_stimulus stimuli[], uint64_t seed, uint64_t member, rx_spasm_loop **loop,
                             rx_error *err);
void rx_spasm_loop_free(rx_spasm_loop *loop);

/* What the run's drive takes besides its own clamps. NULL: no loop, none of either. */
size_t rx_spasm_loop_clamps(const rx_spasm_loop *loop, const rx_clamp **clamps);
const rx_controller *rx_spasm_loop_controller(const rx_spasm_loop *loop);

/* The amplifiers; NULL: none. */
const rx_amplifier_loop *rx_spasm_loop_amplifiers(const rx_spasm_loop *loop);

/* Bouts that a pool (its population) has brought on itself so far and that begin before t_stop_ms, and the stimulation they gave until
 * then, s. NULL: no loop, both 0. */
size_t rx_spasm_loop_given(const rx_spasm_loop *loop, int population, double t_stop_ms, double *given_s);

#endif
