/* Torque of a pool while its spikes come in: the sum of twitches of fuglevand.h, kept as two numbers per unit.
 *
 *   sum_n g_n P (u/T) e^(1 - u/T) = B:  over a time d, B <- (B + A d/T) e^(-d/T), A <- A e^(-d/T);  a spike: A += g P e
 *
 * The same but for twitches being cut off after `cutoff` contraction times there (less than 1e-4 of a twitch). */
#ifndef RX_MODELS_MUSCLE_RUNNING_TORQUE_H
#define RX_MODELS_MUSCLE_RUNNING_TORQUE_H

#include "models/muscle/fuglevand.h"

typedef struct rx_running_unit {
  double A, B, at_ms, last_spike_ms; /* last spike: -INFINITY before the first */
  double twitch, contraction_ms;
} rx_running_unit;

typedef struct rx_running_torque {
  int n_units;
  double maximum; /* force that is torque 1 */
  rx_running_unit *units;
} rx_running_torque;

/* RX_E_MEMORY only. Free with rx_running_torque_free. */
rx_status rx_running_torque_start(const rx_muscle *muscle, int n_units, rx_running_torque *torque, rx_error *err);
void rx_running_torque_free(rx_running_torque *torque);
/* A spike; those of one unit in order. */
void rx_running_torque_spike(rx_running_torque *torque, int unit, double t_ms);
/* Torque, a share of the maximum, at t_ms, not before a spike that came in. */
double rx_running_torque_at(rx_running_torque *torque, double t_ms);

#endif
