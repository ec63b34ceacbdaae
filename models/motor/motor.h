/* Motor pools: populations of a circuit whose cells are motoneurons, and what is particular to them: their persistent inward current and
 * its neuromodulation, the synaptic conductances that a brain or a nerve brings, spikes of the circuit that feed back on them, their
 * muscle (motoneuron page 2 - 5, 8).
 *
 *   dendrites:  g_e M_e(t) (V - reversal_excitation) + g_i M_i(t) (V - reversal_inhibition)
 *   soma:       g_i M_is(t) (V - reversal_inhibition)
 *   M: dimensionless multiples of `unit_conductance`; the same in every unit of the pool
 *
 * A dendrite is any section but the soma. The waveforms M are made by stimuli/motor.h, the clamps by study/motor. */
#ifndef RX_MODELS_MOTOR_MOTOR_H
#define RX_MODELS_MOTOR_MOTOR_H

#include "base/param.h"
#include "models/cells/cell.h"
#include "models/motor/amplifier.h"
#include "models/motor/monoamines.h"
#include "models/muscle/fuglevand.h"

enum { RX_MAX_MOTOR_INPUTS = 8, RX_MAX_CLAMP_KEEPS = 8 };

typedef enum {
  RX_ONTO_EXCITATION,       /* M_e, dendrites */
  RX_ONTO_INHIBITION,       /* M_i, dendrites: diffuse */
  RX_ONTO_FOCAL_INHIBITION, /* M_is, soma */
  RX_N_ONTO
} rx_motor_target;
const char *rx_motor_target_name(rx_motor_target target); /* "excitation", "inhibition", "focal_inhibition" */

/* Spikes that act on the pool: M += weight x, dx/dt = -x/tau + (spikes of `from`)/n, `delay` after them. Renshaw cells: from the pool
 * itself, tau 30 ms, delay 1 ms. A reflex from rate r in Hz: M += gain r with weight = gain 1000/tau. */
typedef struct rx_motor_input {
  const char *name;
  int from; /* population of the circuit: cells or fibres */
  rx_motor_target onto;
  double weight, tau /* ms */, delay /* ms */;
} rx_motor_input;

typedef struct rx_motor_pool {
  int population;
  double s_pic, s_ahp; /* factors on gbar of the channels below; neutral beside monoamines */
  const char *pic_channel, *ahp_channel;
  int n_clamp_keeps; /* channels that are not blocked under a pic_clamp; the rest have gbar 0 */
  const char *clamp_keeps[RX_MAX_CLAMP_KEEPS];
  bool is_clamped; /* set for a network of a pic_clamp, with the potential that its cells start at, mV */
  double clamp_start;
  double excitation, background_inhibition, reciprocal_inhibition, focal_inhibition; /* constant parts of M */
  double unit_conductance;                                                           /* S/cm2 */
  double reversal_excitation, reversal_inhibition;                                   /* mV */
  double kcc2_shift;                         /* mV, of reversal_inhibition where all KCC2 is lost */
  double noise_sigma, noise_tau, noise_step; /* S/cm2, ms, ms */
  int noise;                                 /* 0 off, 1 on */
  double pain, pain_inhibition;              /* rating 0 … 10 of the muscle's pain, M_i per point */
  double pain_stress;                        /* stress of a pain of 10 */
  double ramp_start_first, ramp_start_last, ramp_start_exponent; /* nA */
  bool has_monoamines;
  rx_monoamines monoamines;
  rx_muscle muscle;
  int n_inputs;
  rx_motor_input inputs[RX_MAX_MOTOR_INPUTS];
  rx_motor_amplifier amplifier;
} rx_motor_pool;

typedef struct rx_motor {
  int n;
  rx_motor_pool *pools;
} rx_motor;

extern const rx_param RX_MOTOR_PARAMS[];       /* of rx_motor_pool itself */
extern const rx_param RX_MOTOR_INPUT_PARAMS[]; /* weight, tau, delay */

/* Defaults of all tables and words; population 0, no inputs. */
rx_motor_pool rx_motor_pool_default(void);

/* The pool of a population, or NULL. */
const rx_motor_pool *rx_motor_pool_of(const rx_motor *motor, int population);

/* Factors in force on the two channels: the pool's own times those of its monoamines. */
void rx_motor_factors(const rx_motor_pool *pool, double *s_pic, double *s_ahp);

/* Constant part of M for a target: what is given; inhibition of the dendrites is the background, times what an injury leaves of it, plus
 * reciprocal inhibition and that by pain (motoneuron page 3, 4, 6.5, 8). */
double rx_motor_constant(const rx_motor_pool *pool, rx_motor_target target);

/* Reversal potential of a target's conductance, mV: that of inhibition rises in proportion to the circuit's loss of KCC2, 0 … 1. */
double rx_motor_reversal_mV(const rx_motor_pool *pool, rx_motor_target target, double kcc2_loss);

/* Current at which the current ramp of the unit at x (rx_graded_position) begins, nA (motoneuron page 2.3). */
double rx_motor_ramp_start(const rx_motor_pool *pool, double x);

/* Puts the factors, and the block of a pic_clamp, on the channels of a unit: its sections' channels are written to. */
void rx_motor_apply(const rx_motor_pool *pool, rx_cell *unit);

/* Copy of a cell whose channels may be written to; the arena owns it. `copy` may be the cell itself. RX_E_MEMORY only. */
rx_status rx_motor_copy_cell(const rx_cell *cell, struct rx_arena *arena, rx_cell *copy, rx_error *err);

#endif
