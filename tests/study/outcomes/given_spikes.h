/* Cases whose spikes are given, not simulated, and the outcomes that are made of them. */
#ifndef RX_TESTS_GIVEN_SPIKES_H
#define RX_TESTS_GIVEN_SPIKES_H

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "models/circuit/graph.h"
#include "study/motor/motor_run.h"
#include "study/outcomes/outcomes.h"

typedef struct given {
  rx_experiment *e;
  rx_graph *graph;
  rx_network *network; /* one for all conditions: their modifiers reach stimuli and pools alone */
  size_t n_cases;
  rx_case *cases; /* [conditions][stimuli], prepared, without spikes; repetitions are 1 */
  rx_arena *arena;
  rx_results results;
} given;

/* An experiment from text. */
given given_make(const char *text);
void given_free(given *g);
rx_case *given_case(given *g, size_t condition, size_t stimulus);
/* A spike of a cell of a population; in any order. */
void given_spike(given *g, size_t condition, size_t stimulus, const char *population, int cell, double t_ms);
/* Spikes every `interval` ms from `from` on, before `to`. */
void given_train(given *g, size_t condition, size_t stimulus, const char *population, int cell, double from, double to,
                 double interval);
/* Makes the outcomes of all cases. */
void given_outcomes(given *g);
/* A value; fails the test where there is no such outcome. */
double given_value(const given *g, const char *outcome, size_t condition, size_t stimulus);
bool given_has(const given *g, const char *outcome);
/* NULL: there is none. */
const rx_result_course *given_course(const given *g, const char *name);
/* The values of a variable; fails the test where there is none. */
const double *given_variable(const rx_result_course *course, const char *name);

#endif
