/* The line that a waveform follows from a restart to its next breakpoint. An integrator reads inputs up to and at the breakpoint,
 * where the waveform itself may already have jumped. */
#ifndef RX_SOLVER_CVODE_WAVEFORM_LINE_H
#define RX_SOLVER_CVODE_WAVEFORM_LINE_H

#include <math.h>

#include "base/waveform.h"

/* Times closer than this count as one: two restarts must lie further apart than the roundoff of t. */
#define RX_SAME_TIME_MS 1e-9

typedef struct rx_waveform_line {
  double at_ms, value, slope; /* value at at_ms, slope per ms */
} rx_waveform_line;

/* A breakpoint within RX_SAME_TIME_MS after t counts as passed. */
static inline rx_waveform_line rx_waveform_line_from(const rx_waveform *waveform, double t_ms)
{
  const double soon = t_ms + RX_SAME_TIME_MS, next = rx_waveform_next(waveform, soon);
  rx_waveform_line line = { .at_ms = soon, .value = rx_waveform_at(waveform, soon) };
  if (isfinite(next)) {
    const double middle = 0.5 * (soon + next);
    line.slope = (rx_waveform_at(waveform, middle) - line.value) / (middle - soon);
  }
  return line;
}

static inline double rx_waveform_line_at(const rx_waveform_line *line, double t_ms)
{
  return line->value + line->slope * (t_ms - line->at_ms);
}

/* The next breakpoint after a restart at t, or INFINITY. */
static inline double rx_waveform_line_end(const rx_waveform *waveform, double t_ms)
{
  return rx_waveform_next(waveform, t_ms + RX_SAME_TIME_MS);
}

#endif
