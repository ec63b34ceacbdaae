/* What the tests of the closed loops of a motor pool share: an experiment from text and cases of its stimuli, each run alone or
 * prepared to run with others. */
#ifndef RX_TESTS_LOOP_CASES_H
#define RX_TESTS_LOOP_CASES_H

#include "study/case.h"
#include "study/motor/motor_run.h"

enum { LOOP_MOST = 4 };

typedef struct loop_cases {
  rx_experiment *e;
  rx_graph *graph;
  rx_network *network;
  rx_case cases[LOOP_MOST];
} loop_cases;

loop_cases loop_make(const char *text);
void loop_free(loop_cases *s);

/* Prepares case i under a stimulus of the battery. */
rx_case *loop_prepare(loop_cases *s, int i, int stimulus);
/* Prepares and runs it alone. */
const rx_case *loop_run(loop_cases *s, int i, int stimulus);

/* True if the same cells fire at the same times, to the bit. */
bool loop_same_spikes(const rx_recording *a, const rx_recording *b);

#endif
