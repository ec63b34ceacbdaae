/* The spasm as an amplifier of pain: a muscle that goes on contracting excites its group III and IV fibres, which reach the dorsal horn
 * (motoneuron page 8). Off by default.
 *
 *   A' = (max(0, torque - threshold) - A)/tau;   every fibre of `onto` gets rate min(1, A/full) Hz more
 *
 * torque: a share of the maximum. Pure; the loop is closed by study/motor/amplifier_loop.h. */
#ifndef RX_MODELS_MOTOR_AMPLIFIER_H
#define RX_MODELS_MOTOR_AMPLIFIER_H

#include "base/param.h"

enum { RX_MAX_AMPLIFIED = 8 };

typedef struct rx_motor_amplifier {
  double rate;                /* Hz, at full accumulation; 0: off */
  double threshold;           /* torque from which on it accumulates */
  double tau;                 /* ms */
  double full;                /* accumulation at which the rate is reached */
  int n_onto;                 /* 0: the pool has none */
  int onto[RX_MAX_AMPLIFIED]; /* populations of fibres */
} rx_motor_amplifier;

extern const rx_param RX_MOTOR_AMPLIFIER_PARAMS[];

/* A after dt_ms at a constant torque; exact. */
double rx_amplifier_step(const rx_motor_amplifier *amplifier, double A, double torque, double dt_ms);

/* Hz of every fibre. */
double rx_amplifier_rate_Hz(const rx_motor_amplifier *amplifier, double A);

/* The spike of one fibre in [from, from + window): Bernoulli with the mean rate given, at a time uniform in the window. u: uniform in
 * [0, 1). False: none. At most one spike, so the rate is met up to 1000/window_ms Hz. */
bool rx_amplifier_spike(double rate_Hz, double u, double from_ms, double window_ms, double *t_ms);

#endif
