/* What the files of the motor outcomes share; not for others. */
#ifndef RX_STUDY_OUTCOMES_MOTOR_H
#define RX_STUDY_OUTCOMES_MOTOR_H

#include "analysis/motor/pool_rate.h"
#include "study/motor/motor_run.h"
#include "study/outcomes/maker.h"

/* Spikes per unit in the window of the RIII reflex that define its threshold. A choice of this project. */
#define RX_RIII_LEVEL 0.5

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
  RX_MOTOR_C_REFLEX,
  RX_MOTOR_REFLEX_EVOKED,
  RX_MOTOR_C_REFLEX_EVOKED,
  RX_MOTOR_DELTA_F,
  RX_MOTOR_DELTA_F_MEDIAN,
  RX_MOTOR_PAIRS,
  RX_MOTOR_PAIRS_EXCLUDED,
  RX_MOTOR_PAIRS_TRUNCATED,
  RX_MOTOR_PAIRS_CENSORED,
  RX_MOTOR_BRACE,
  RX_MOTOR_PEAK_RATE,
  RX_MOTOR_CHANGE,
  RX_MOTOR_CHANGE_LOW,
  RX_MOTOR_CHANGE_HIGH,
  RX_MOTOR_MATCHED,
  RX_MOTOR_EVOKED,
  RX_MOTOR_STEADY_RATE,
  RX_MOTOR_STEADY_UNITS,
  RX_MOTOR_STEADY_TORQUE,
  RX_MOTOR_STEADY_CHANGE,
  RX_N_MOTOR_NUMBERS
} rx_motor_number;

typedef struct rx_motor_outcomes {
  rx_outcomes_maker *m;
  double **values; /* [pools][RX_N_MOTOR_NUMBERS]; NULL: not declared */
} rx_motor_outcomes;

/* Sets value i = [condition][stimulus][repetition] of a number that was declared. */
void rx_motor_put(rx_motor_outcomes *o, int pool, rx_motor_number number, size_t i, double value);
const char *rx_motor_pool_name(const rx_motor_outcomes *o, int pool);
/* True for a component of a case that drives this pool. */
bool rx_motor_drives(const rx_motor_outcomes *o, int pool, const rx_stimulus *stimulus);

/* Mean of those that exist; NaN: none. */
double rx_motor_mean(size_t n, const double values[]);

/* ---- unit_course.c: a course "units.<pool>.<condition>.<stimulus>" with a value for each unit of a pool ---- */

enum { RX_UNIT_COURSE_VARIABLES = 8 };

typedef struct rx_unit_course {
  size_t n, n_variables;
  double *unit;
  rx_result_variable variables[RX_UNIT_COURSE_VARIABLES];
} rx_unit_course;

/* False when memory is out, which sticks in the maker. */
bool rx_unit_course_begin(rx_outcomes_maker *m, size_t n_units, rx_unit_course *course);
/* The values of a new variable, all NaN, to be set; NULL when memory is out. */
double *rx_unit_course_add(rx_outcomes_maker *m, rx_unit_course *course, const char *name, const char *units,
                           const char *long_name);
void rx_unit_course_end(rx_motor_outcomes *o, int pool, const rx_case *c, const rx_unit_course *course);

/* ---- current_ramps.c ---- */

/* Recruitment and derecruitment of a pool under the current ramps of a case; nothing where it has none. trains: [n_units], ms. Courses of
 * repetition 0: "units.…", and "ramp_rate.<pool>.…", an interval a row, of the first, the middle and the last unit that a ramp drives:
 * t_unit_<u>, I_unit_<u>, rate_unit_<u> at the spike that ends it, limb_unit_<u> (1 rising, -1 falling); NaN behind a unit's last. */
void rx_outcomes_current_ramps(rx_motor_outcomes *o, int pool, const rx_case *c, size_t i, const rx_times trains[],
                               int n_units);

/* ---- motor_pairs.c ---- */

/* True where `more` is the drives of `alone`, in their order, and something that is no motor stimulus. */
bool rx_motor_adds_to(const rx_case *alone, const rx_case *more);

/* Delta-F of every case with a ramp of drive, its change against the reference condition over matched pairs, and that by what a stimulus
 * has besides the same drives, within the condition. Courses of repetition 0:
 * "pairs.<pool>.<condition>.<stimulus>", "smoothed.<pool>.…". */
void rx_outcomes_motor_pairs(rx_motor_outcomes *o, int pool);
/* True for a case with a ramp and something else that is no motor stimulus, where the battery has the ramp alone too. */
bool rx_motor_is_evoked(const rx_motor_outcomes *o, int pool, const rx_case *c);

/* ---- motor_steady.c ---- */

/* Rates, units and torque of a pool under a constant drive, and the change of the rates against the reference condition. */
void rx_outcomes_motor_steady(rx_motor_outcomes *o, int pool);
bool rx_motor_is_steady(const rx_motor_outcomes *o, int pool, const rx_case *c);

#endif
