/* What the files that make outcomes share; not for others. */
#ifndef RX_STUDY_OUTCOMES_MAKER_H
#define RX_STUDY_OUTCOMES_MAKER_H

#include "analysis/rates.h"
#include "study/outcomes/outcomes.h"

typedef struct rx_outcomes_maker {
  const rx_experiment *e;
  const rx_case *cases;
  size_t n_conditions, n_stimuli, n_repetitions;
  rx_arena *arena;
  RX_ARRAY(rx_result_outcome) outcomes;
  RX_ARRAY(rx_result_course) courses;
  bool is_out_of_memory;
} rx_outcomes_maker;

/* The case of a condition, stimulus and repetition. */
const rx_case *rx_outcomes_case(const rx_outcomes_maker *m, size_t condition, size_t stimulus, size_t repetition);
/* n of them, all NaN. NULL when memory is out, which sticks. */
double *rx_outcomes_numbers(rx_outcomes_maker *m, size_t n);
/* A new outcome of this rank, all NaN. NULL when memory is out. */
double *rx_outcomes_add(rx_outcomes_maker *m, const char *name, const char *units, const char *long_name, int rank);
/* The same of "<prefix><name>"; long_name has a %s for the name. */
double *rx_outcomes_add_named(rx_outcomes_maker *m, const char *prefix, const char *name, const char *units,
                              const char *long_name, int rank);
/* A new course "<prefix><condition>.<stimulus>"; axis: what its time axis counts, NULL: time. */
void rx_outcomes_add_course(rx_outcomes_maker *m, const char *prefix, const rx_case *c, const char *axis,
                            const char *units, size_t n, double *time, size_t n_variables,
                            const rx_result_variable *variables);

/* Spikes of a case as the analysis wants them. Free with rx_spike_columns_free. */
typedef struct rx_spike_columns {
  double *t;
  int32_t *cell;
  rx_spikes view;
} rx_spike_columns;

rx_spike_columns rx_spike_columns_of(rx_outcomes_maker *m, const rx_case *c);
void rx_spike_columns_free(rx_spike_columns *s);
/* A population of cells, no fibres. */
bool rx_is_cell_range(const rx_node_range *range);
/* True for a population of one cell that a voltage clamp holds: its crossings of the threshold are no spikes, its rate says nothing. */
bool rx_outcomes_is_clamped(const rx_outcomes_maker *m, const rx_case *c, const rx_node_range *range);

/* ---- courses.c ---- */

/* Binned rates of all populations of cells, mean over repetitions. */
void rx_outcomes_rate_course(rx_outcomes_maker *m, size_t condition, size_t stimulus);
/* Small frame reports also as courses, so that the result file and the report show them. */
void rx_outcomes_trace_course(rx_outcomes_maker *m, const rx_case *c);

/* ---- comparison.c ---- */

/* Outcomes that compare stimuli or conditions, from the pain signal of all cases. */
void rx_outcomes_compare(rx_outcomes_maker *m, const double *signal);
/* Frequency of spinal cord stimulation that inhibits a projection population most, where the battery has three or more. */
void rx_outcomes_scs(rx_outcomes_maker *m, const char *name, const double *rate);

/* ---- heat.c ---- */

/* Rates of the nerve's fibres against skin temperature, under stimuli that are one heat ramp. */
void rx_outcomes_heat(rx_outcomes_maker *m);

/* ---- motor/spasms.c ---- */

/* How long motor pools fire on after a drive, and how much stimulation of the antagonist's nerve they got; nothing where there is
 * neither. */
void rx_outcomes_spasms(rx_outcomes_maker *m);

/* ---- assays.c ---- */

/* Numbers and curves of all assays; nothing where there is none. */
void rx_outcomes_assays(rx_outcomes_maker *m);

/* ---- motor/motor.c ---- */

/* Torque, persistent inward currents and pairs of units of all motor pools; nothing where the circuit has none. */
void rx_outcomes_motor(rx_outcomes_maker *m);

/* ---- windows.c ---- */

/* "rate_<population>_<window>" of all populations of cells and "torque_<pool>_<window>" under stimuli that name windows. Torque is that of
 * the other outcomes: with the units that nmes excites directly. */
void rx_outcomes_windows(rx_outcomes_maker *m);

#endif
