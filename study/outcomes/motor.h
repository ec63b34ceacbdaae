/* What the files of the motor outcomes share; not for others. */
#ifndef RX_STUDY_OUTCOMES_MOTOR_H
#define RX_STUDY_OUTCOMES_MOTOR_H

#include "analysis/motor/pool_rate.h"
#include "study/motor/motor_run.h"
#include "study/outcomes/maker.h"

typedef enum {
  RX_MOTOR_TORQUE,
  RX_MOTOR_TORQUE_PEAK,
  RX_MOTOR_PIC,
  RX_MOTOR_PIC40,
  RX_MOTOR_PIC40_DOWN,
  RX_MOTOR_CONDUCTANCE,
  RX_MOTOR_ONSET,
  RX_MOTOR_OFFSET,
  RX_MOTOR_RECRUITMENT,
  RX_MOTOR_DELTA_I,
  RX_MOTOR_REFLEX,
  RX_MOTOR_DELTA_F,
  RX_MOTOR_DELTA_F_MEDIAN,
  RX_MOTOR_PAIRS,
  RX_MOTOR_PAIRS_EXCLUDED,
  RX_MOTOR_PAIRS_TRUNCATED,
  RX_MOTOR_BRACE,
  RX_MOTOR_PEAK_RATE,
  RX_MOTOR_CHANGE,
  RX_MOTOR_CHANGE_LOW,
  RX_MOTOR_CHANGE_HIGH,
  RX_MOTOR_MATCHED,
  RX_N_MOTOR_NUMBERS
} rx_motor_number;

typedef struct rx_motor_outcomes {
  rx_outcomes_maker *m;
  double **values; /* [pools][RX_N_MOTOR_NUMBERS]; NULL: not declared */
} rx_motor_outcomes;

/* Makes the outcome of a number, all NaN, where it is not made yet. */
void rx_motor_declare(rx_motor_outcomes *o, int pool, rx_motor_number number);
/* Sets value i = [condition][stimulus][repetition] of a number that was declared. */
void rx_motor_put(rx_motor_outcomes *o, int pool, rx_motor_number number, size_t i, double value);
const char *rx_motor_pool_name(const rx_motor_outcomes *o, int pool);
/* True for a stimulus of a motor kind that drives this pool. */
bool rx_motor_is_for(const rx_motor_outcomes *o, int pool, const rx_stimulus *stimulus);

/* ---- motor_pairs.c ---- */

/* Delta-F of every case with a ramp of drive, and its change against the reference condition over matched pairs. Courses of repetition 0:
 * "pairs.<pool>.<condition>.<stimulus>", "smoothed.<pool>.…". */
void rx_outcomes_motor_pairs(rx_motor_outcomes *o, int pool);

#endif
