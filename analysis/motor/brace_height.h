/* How far the rising part of a discharge rate bends above a straight line: a sign of the amplification by persistent inward currents.
 * Source: motoneuron page 7, brace height (after Beauchamp 2023).
 *
 *   on the 1-ms grid from the second to the last spike, peak = the first maximum at grid point k:
 *   brace height = 100 max_{t <= peak} [f - line]/(f_peak - f(t_2)), line from (t_2, f(t_2)) to the peak */
#ifndef RX_ANALYSIS_MOTOR_BRACE_HEIGHT_H
#define RX_ANALYSIS_MOTOR_BRACE_HEIGHT_H

#include "analysis/motor/firing_rate.h"

#define RX_BRACE_SHORTEST_S 0.1 /* shorter rises and smaller ones have none */
#define RX_BRACE_LEAST_PPS  0.5

/* Percent; NaN where the peak is within 100 ms of the second spike or less than 0.5 pps above the rate there. */
double rx_brace_height(const rx_firing_rate *rate);

#endif
