/* Force of a muscle from the spikes of its motor units (motoneuron page 5; Fuglevand 1993 [R FUG]).
 *
 *   unit i = 1 … N:  P_i = exp(ln(R) i/N),  T_i = T_L (1/P_i)^(1/c) ms,  c = ln R/ln(range of T)
 *   a spike at t_n adds g P_i (u/T_i) e^(1 - u/T_i), u = t - t_n in [0, cutoff T_i]
 *   x = T_i/(t_n - t_(n-1));  g = 1 where x <= 0.4 or the spike is the first, else g = [(1 - e^(-2 x^3))/x]/c0,  c0 = (1 - e^(-2 0.4^3))/0.4
 *   torque = sum of forces/(sum of P_i e/c0): a share of the maximum
 *
 * Unit u = 0 … N-1 of a pool is i = u + 1. The delay along axon and nerve is left out. */
#ifndef RX_MODELS_MUSCLE_FUGLEVAND_H
#define RX_MODELS_MUSCLE_FUGLEVAND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"
#include "base/param.h"
#include "base/status.h"

typedef struct rx_muscle {
  double force_range;         /* R: largest twitch over smallest */
  double longest_contraction; /* T_L, ms: contraction time of the slowest unit's class */
  double contraction_range;   /* longest contraction time over shortest */
  double cutoff;              /* a twitch is dropped after as many contraction times */
} rx_muscle;

extern const rx_param RX_MUSCLE_PARAMS[];

double rx_muscle_twitch(const rx_muscle *muscle, int unit, int n_units);         /* P_i */
double rx_muscle_contraction_ms(const rx_muscle *muscle, int unit, int n_units); /* T_i */
/* Gain g of a spike that comes interval_ms after the one before; INFINITY for the first. */
double rx_muscle_gain(double contraction_ms, double interval_ms);
/* Sum of P_i e/c0: the force that is torque 1. */
double rx_muscle_maximum(const rx_muscle *muscle, int n_units);

/* Adds the force of one unit under a train (ms, sorted) to force [n_samples], sample k at k*step_ms. Units of P_1's scale. */
void rx_muscle_add_force(const rx_muscle *muscle, int unit, int n_units, size_t n_spikes, const double times_ms[],
                         double step_ms, size_t n_samples, double force[]);

/* Torque of a pool [n_samples], sample k at k*step_ms: trains [n_units], each sorted. */
void rx_muscle_torque(const rx_muscle *muscle, int n_units, const rx_times trains[], double step_ms, size_t n_samples,
                      double torque[]);

/* Units that stimulation of the nerve excites directly: as many of a fixed shuffle (Fisher-Yates, keyed by seed and member) as together
 * come nearest to `share` of the maximal torque when driven at frequency_Hz. is_direct [n_units]. RX_E_MEMORY only. */
rx_status rx_muscle_direct_units(const rx_muscle *muscle, int n_units, double share, double frequency_Hz, uint64_t seed,
                                 uint64_t member, bool is_direct[], rx_error *err);

/* Mean torque of one unit at a constant rate, as a share of the pool's maximum: P_i g e T_i rate/maximum. */
double rx_muscle_steady(const rx_muscle *muscle, int unit, int n_units, double rate_Hz);

#endif
