/* Discharge rates by support vector regression (libsvm, BSD licence): a library of its own, `rexed_support_vector`.
 *
 * Source: motoneuron page 7.2, after openhdemg (Beauchamp 2022): kernel exp(-(t - t')^2/1.6 s^2), C = 1/0.37, epsilon = IQR of the
 * rates/11, first and last 4 points of weight 5. A weight of 5 is five equal points: libsvm has no weights of points. */
#ifndef RX_ANALYSIS_MOTOR_SUPPORT_VECTOR_H
#define RX_ANALYSIS_MOTOR_SUPPORT_VECTOR_H

#include "analysis/motor/firing_rate.h"

extern const rx_smoother RX_SMOOTHER_SVR;

#endif
