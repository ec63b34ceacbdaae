/* The motor pools of a case: from its stimuli to the clamps of every unit, and from its recording to what the pools did.
 *
 * Conductances toward the reversal potentials of excitation and inhibition lie on every compartment of the dendrites, those of focal
 * inhibition on the soma; a current_ramp is a current into the middle of the soma, a pic_clamp holds it. Under a pic_clamp the case
 * runs on a network of its own: the channels of that pool that are not in clamp_keeps have gbar 0, and nothing is connected.
 *
 * A run is prepared while the values of its case are in force, keeps what it needs of them, and may be used later. With noise each
 * dendrite's conductance is keyed by (seed, member, name of the population, unit, dendrite), so no unit depends on another. */
#ifndef RX_STUDY_MOTOR_RUN_H
#define RX_STUDY_MOTOR_RUN_H

#include "models/circuit/network.h"
#include "solver/simulation.h"
#include "stimuli/motor.h"
#include "study/motor/spasm_loop.h"

typedef struct rx_motor_run rx_motor_run;

typedef struct rx_motor_case {
  const rx_circuit *circuit;
  const rx_network *network; /* of the circuit */
  size_t n_stimuli;
  const rx_stimulus *stimuli;
  uint64_t seed, member;
  double t_stop_ms;
} rx_motor_case;

/* Sampling of torque and of clamp currents, ms. */
#define RX_MOTOR_TORQUE_STEP_MS 1.0
#define RX_MOTOR_CLAMP_STEP_MS  5.0

/* Makes the clamps of all pools. *run is NULL where the circuit has none; free it with rx_motor_free. The network must outlive it.
 * RX_E_INPUT: what rx_motor_waveforms and rx_network_make refuse, a unit that the pool does not have. */
rx_status rx_motor_prepare(const rx_motor_case *what, rx_motor_run **run, rx_error *err);
void rx_motor_free(rx_motor_run *run);

/* run NULL: none. */
size_t rx_motor_clamps(const rx_motor_run *run, const rx_clamp **clamps);
/* The loop that triggered stimuli close, whose clamps are among the run's; NULL: none. */
const rx_spasm_loop *rx_motor_loop(const rx_motor_run *run);
/* The network to simulate: the case's own, or that of a pic_clamp, which has the same nodes. */
const rx_network *rx_motor_network(const rx_motor_run *run, const rx_network *own);

/* Probes that a pic_clamp needs, V and clamp current of every unit it holds; they go behind those of the case's reports. */
size_t rx_motor_probes(const rx_motor_run *run, const rx_probe **probes);

/* ---- what came out: recordings of that case, whose last probes are those above ---- */

/* Units of a pool; pools are those of the circuit, in its order. */
int rx_motor_units(const rx_motor_run *run, int pool);
/* Current at which the current ramp of a unit begins where the stimulus gives none, nA. */
double rx_motor_ramp_start_of(const rx_motor_run *run, int pool, int unit);
bool rx_motor_is_clamped(const rx_motor_run *run, int pool);

/* Spikes of every unit of a pool, ms: *trains [rx_motor_units], free with rx_motor_trains_free. RX_E_MEMORY only. */
rx_status rx_motor_trains(const rx_motor_run *run, const rx_recording *recording, int pool, rx_times **trains,
                          rx_error *err);
void rx_motor_trains_free(rx_times *trains, int n_units);

/* Torque of a pool, a share of its maximum, every RX_MOTOR_TORQUE_STEP_MS from 0 to the end of the run: *torque [*n], free with free().
 * is_with_direct: with the axons that nmes excites directly, by the seed of the case. RX_E_MEMORY only. */
rx_status rx_motor_torque(const rx_motor_run *run, const rx_recording *recording, int pool, bool is_with_direct,
                          size_t *n, double **torque, rx_error *err);

/* Potential (mV) and ionic current (nA: without what charges the membrane of the soma) of a unit under a pic_clamp: *V_mV and *I_nA [*n], sample k at k* *step_ms, which is
 * RX_MOTOR_CLAMP_STEP_MS or, where reports are recorded at another interval, the multiple of it next above. Free both with free(). *n
 * is 0 where the unit is not clamped. RX_E_MEMORY only. */
rx_status rx_motor_clamp_trace(const rx_motor_run *run, const rx_recording *recording, int pool, int unit, size_t *n,
                               double *step_ms, double **V_mV, double **I_nA, rx_error *err);

#endif
