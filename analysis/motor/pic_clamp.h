/* The persistent inward current that a slow voltage ramp shows. Source: motoneuron page 6.2.
 *
 *   leak line: least squares of I on V over the ascending limb, -88 … -75 mV; its slope is the input conductance
 *   PIC = largest (line - I) ascending; PIC40 = the same for V <= -40 mV, ascending and descending
 *   onset: lowest V above -75 mV, ascending, where dI/dV turns from > 0 to <= 0 (the last sample with > 0), dI/dV by central
 *   differences; offset: the same of the descending limb read in ascending V */
#ifndef RX_ANALYSIS_MOTOR_PIC_CLAMP_H
#define RX_ANALYSIS_MOTOR_PIC_CLAMP_H

#include <stddef.h>

#include "base/status.h"

#define RX_PIC_LEAK_FROM_MV (-88.0)
#define RX_PIC_LEAK_TO_MV   (-75.0)
#define RX_PIC_40_MV        (-40.0)

typedef struct rx_pic_clamp {
  double conductance_uS; /* slope of the leak line */
  double leak_nA;        /* of the line at 0 mV */
  double pic_nA, at_mV;  /* largest, ascending, and where */
  double pic40_up_nA, pic40_down_nA;
  double onset_mV, offset_mV; /* NaN: the slope never turns */
} rx_pic_clamp;

/* Clamp voltage (mV) and clamp current (nA; inward negative) of n samples in order of time: a hold, one ramp up, one ramp down, and
 * maybe a hold. The limbs are found by the highest voltage. RX_E_INPUT: fewer than two samples of the ascending limb lie in
 * -88 … -75 mV, none at or below -40 mV of the descending one, or a sample is not finite. */
rx_status rx_pic_clamp_of(size_t n, const double V_mV[], const double I_nA[], rx_pic_clamp *pic, rx_error *err);

#endif
