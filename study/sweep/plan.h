/* From a study to its plan: the points of its design, and of each point the members. */
#ifndef RX_STUDY_PLAN_H
#define RX_STUDY_PLAN_H

#include "base/array.h"
#include "base/log.h"
#include "io/study/study.h"
#include "io/sweep/sweep_file.h"

/* Members are numbered replicate by replicate, in it condition by condition, in it point by point:
 * (replicate x n_conditions + condition) x n_points + point. So the rows of one condition stand in the order of the design (as SALib
 * wants them), a graph serves all points of its replicate, and a sweep cut short has all points, with fewer replicates. */

/* Points that are not of a design of the study: of a step of a fit. values: [n][n_axes]. */
typedef struct rx_given_points {
  size_t n;
  const double *values;
} rx_given_points;

/* The whole plan, except provenance.run.command_line and omp_threads. given: NULL for the study's own design. What is worth knowing of
 * the design (not balanced, another kind of points) is said to the log. Memory is the arena's. RX_E_INPUT: too many members, an
 * output that no member has (with its place and those there are). */
rx_status rx_plan_make(const rx_study *study, const rx_given_points *given, const rx_log *log, rx_arena *arena,
                       rx_sweep_plan *plan, rx_error *err);

/* Adds every output of the study that no member has to the problems, each with its place. An error only of memory. */
rx_status rx_plan_check_outputs(const rx_study *study, rx_problems *problems, rx_error *err);

#endif
