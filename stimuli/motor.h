/* What drives a motor pool (motoneuron page 4, 6): voluntary drive, tendon vibration, stimulation of the antagonist's nerve and of the
 * muscle's own, as courses of M_e, M_i, M_is (models/motor/motor.h), and ramps of current and of potential.
 *
 *   drive              M of `onto` rises to `level` within `rise` from the onset, falls to 0 within `fall` after the duration
 *   vibration          M_e += level; or, with a frequency f, level/(e f tau) (u/tau) e^(1 - u/tau) after every cycle, tau 1 ms
 *   nerve_stimulation  M_i (dendrites) or M_is (soma) += e gain F f tau, F = 1/(1 + exp(-(I/MT - 0.9)/0.1));
 *                      pulsed: gain F (u/tau) e^(1 - u/tau), `latency` after every pulse
 *   nmes               M_e += central during every bout; its pulses also excite axons (models/muscle/fuglevand.h: direct units)
 *   current_ramp       start + slope t during the duration, and back in the same time, into every soma
 *   pic_clamp          every soma at `holding` for `hold`, to `command` at `speed` and back; channels but the pool's clamp_keeps blocked
 *
 * Edges are linear; pulses grow within `rise`, and the last one begins before the end of the duration: they have no `fall`, which the page
 * gives to means alone. A stimulus names its pool by `population`; without one it is for the first pool of the circuit. */
#ifndef RX_STIMULI_MOTOR_H
#define RX_STIMULI_MOTOR_H

#include "base/waveform.h"
#include "models/motor/motor.h"
#include "stimuli/stimulus.h"

/* M of a pool over the run, the sum of two parts for each target: what changes in straight pieces, from t = 0 on and with the pool's
 * constant part, and what pulses bring, sampled finely as a smooth waveform (without points where there are no pulses). */
typedef struct rx_motor_course {
  rx_waveform steady[RX_N_ONTO], pulsed[RX_N_ONTO];
} rx_motor_course;

/* True for the six kinds above. */
bool rx_stimulus_is_motor(rx_stimulus_kind kind);

/* The pool that a stimulus of a motor kind names; NULL: none of that name, or the circuit has none. */
const rx_motor_pool *rx_motor_pool_named(const rx_circuit *circuit, const char *population);

/* True for a stimulus of a motor kind that drives this pool of the circuit. */
bool rx_motor_is_for(const rx_stimulus *stimulus, const rx_circuit *circuit, const rx_motor_pool *pool);

/* True for a nerve_stimulation that the pool switches on (spasm_control.h). */
bool rx_motor_is_triggered(const rx_stimulus *stimulus);

/* True for a ramp contraction: an exciting drive that rises and falls over 2 s or more, so that units are recruited one after the other
 * and pairs of them can be compared; a trigger of a spasm is over sooner. The 2 s are a choice of this project. */
bool rx_motor_is_contraction(const rx_stimulus *stimulus);

/* What a stimulus of a motor kind acts on; excitation where it acts on no conductance. */
rx_motor_target rx_motor_stimulus_target(const rx_stimulus *stimulus);

/* What is wrong with the numbers of a motor stimulus taken together, NULL: nothing. `text` holds the message; *key is the key that it is
 * about. */
const char *rx_motor_fault(const rx_stimulus *stimulus, const char **key, char text[static 160]);

/* Why a number of a motor stimulus has no effect beside its other values, for whoever has given it, in `text`; NULL: it has one.
 * *may_be_meant: another number switches it off, which a condition or a study may change. */
const char *rx_motor_idle(const rx_stimulus *stimulus, const char *key, bool *may_be_meant, char text[static 160]);

/* Course of a pool under the stimuli that are for it, but for triggered ones, which come while it runs. *course is zeroed first; free it also on failure. RX_E_INPUT: rx_motor_fault. */
rx_status rx_motor_waveforms(const rx_circuit *circuit, const rx_motor_pool *pool, size_t n,
                             const rx_stimulus stimuli[], double t_stop_ms, rx_motor_course *course, rx_error *err);
void rx_motor_course_free(rx_motor_course *course);

/* Noisy conductance of one dendrite, S/cm2, sampled every noise_step and where pulses are, smooth (motoneuron page 4, [R] ModelDB 239582: init.hoc):
 *   g = max(0, M g0 + x),  x(t + dt) = x e^(-dt/tau) + sigma sqrt(M) sqrt(1 - e^(-2 dt/tau)) N(0,1),  x(0) = 0
 * keyed by (seed, member, `key` of the population's name, unit, dendrite, target). *density is zeroed first. */
rx_status rx_motor_noise(const rx_motor_pool *pool, const rx_motor_course *course, rx_motor_target target,
                         uint64_t seed, uint64_t member, uint64_t key, int unit, int dendrite, double t_stop_ms,
                         rx_waveform *density, rx_error *err);

/* Current of a current_ramp into the unit at x (rx_graded_position), nA; it holds `start` before and after. */
rx_status rx_motor_current_ramp(const rx_stimulus *stimulus, const rx_motor_pool *pool, double x, rx_waveform *current,
                                rx_error *err);
/* Potential of a pic_clamp, mV. */
rx_status rx_motor_clamp_potential(const rx_stimulus *stimulus, rx_waveform *potential, rx_error *err);

/* Times of the pulses of an nmes, appended in order. RX_E_MEMORY only. */
rx_status rx_motor_nmes_pulses(const rx_stimulus *stimulus, double t_stop_ms, rx_times *times, rx_error *err);

/* Share of the antagonist's Ia fibres that a pulse of this intensity, in multiples of the motor threshold, recruits. */
double rx_motor_recruited(double intensity);

#endif
