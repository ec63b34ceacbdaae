/* Tables of the motor kinds, for stimulus.c and motor.c. */
#ifndef RX_STIMULI_MOTOR_KINDS_H
#define RX_STIMULI_MOTOR_KINDS_H

#include "stimuli/stimulus.h"

extern const rx_param RX_DRIVE_PARAMS[], RX_CURRENT_RAMP_PARAMS[], RX_VIBRATION_PARAMS[], RX_NERVE_STIMULATION_PARAMS[],
    RX_NMES_PARAMS[], RX_PIC_CLAMP_PARAMS[];
extern const rx_stimulus_text RX_MOTOR_TEXTS[], RX_DRIVE_TEXTS[], RX_NERVE_STIMULATION_TEXTS[];

/* Where the last edge ends, ms. */
double rx_motor_stimulus_end_ms(const rx_stimulus *stimulus);

#endif
