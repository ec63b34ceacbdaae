/* Traces of V beside a reference that is sampled evenly from 0 on. */
#ifndef RX_TESTS_VERIFICATION_TRACES_H
#define RX_TESTS_VERIFICATION_TRACES_H

#include "../reference.h"
#include "solver/simulation.h"

typedef struct rx_reference_trace {
  size_t n;
  double spacing_ms;
  const double *V_mV; /* [n] */
} rx_reference_trace;

/* Reads the columns t_ms and `column` of a file. False, with problems. */
bool rx_reference_trace_read(rx_verify *verify, const rx_table *table, const char *column, rx_reference_trace *trace);

/* Adds the worst sample of frames (one probe, spacing of the reference): how far V lies outside of what the reference takes on within
 * lag_ms + lag_share*(t - from_ms) of its time; a trace that is early or late within the tolerance of times holds. */
typedef struct rx_trace_tolerance {
  double lag_ms, lag_share, from_ms;
  double V_mV;
} rx_trace_tolerance;
void rx_judge_trace(rx_verify *verify, const char *kind, const char *item, const rx_reference_trace *reference,
                    const rx_recording *recording, const rx_trace_tolerance *tolerance);

#endif
