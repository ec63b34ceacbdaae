/* Waveforms: a value that changes in time, piecewise linear, with its breakpoints known (current and voltage clamps, drives).
 *
 * A waveform is a list of points (t, value), t not decreasing. Between points it is linear; two points with one t make a jump,
 * where the value is the later one (continuous from the right). Before the first point it is 0, after the last the last value. */
#ifndef RX_BASE_WAVEFORM_H
#define RX_BASE_WAVEFORM_H

#include <stddef.h>

#include "base/status.h"

typedef struct rx_waveform {
  size_t n, capacity;
  double *t_ms, *value; /* [n] */
} rx_waveform;

void rx_waveform_free(rx_waveform *w);
/* Appends a point; RX_E_INPUT when t goes back. */
rx_status rx_waveform_add(rx_waveform *w, double t_ms, double value, rx_error *err);
/* Adds a rectangular pulse of the given height over [from, to) to a waveform that is 0 from `from` on. */
rx_status rx_waveform_step(rx_waveform *w, double from_ms, double to_ms, double value, rx_error *err);
double rx_waveform_at(const rx_waveform *w, double t_ms);
/* Mean over [from, to], from < to; exact. */
double rx_waveform_mean(const rx_waveform *w, double from_ms, double to_ms);
/* The first breakpoint after t, or INFINITY. */
double rx_waveform_next(const rx_waveform *w, double t_ms);

#endif
