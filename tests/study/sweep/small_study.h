/* What the tests of sweeps share: experiments and studies as small files in a folder of the test, and their plans and rows. */
#ifndef RX_TESTS_SMALL_STUDY_H
#define RX_TESTS_SMALL_STUDY_H

#include "study/sweep/plan.h"
#include "tests/io/output_helpers.h"

void study_set_up(void);
void study_tear_down(void);

/* Writes a file in the folder. */
void study_put(const char *name, const char *text);

/* Experiments in the folder. cell.yaml: one cell, fixed steps, so that members share lanes. circuit.yaml: the deep dorsal horn, with a
 * probability below 1, two conditions. rate.yaml: the rate model. Each some tens of milliseconds long. */
extern const char *const STUDY_CELL;

/* A study and its plan; fails the test where it can't be read. */
typedef struct small_study {
  rx_study *study;
  rx_arena *arena;
  rx_sweep_plan plan;
} small_study;
small_study small_study_make(const char *text);
void small_study_free(small_study *s);

/* The path of a file in the folder; valid until the next call. */
const char *study_path(const char *name);

#endif
