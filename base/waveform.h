/* Waveforms: a value that changes in time, piecewise linear, with its breakpoints known (current and voltage clamps, drives).
 *
 * A waveform is a list of points (t, value), t not decreasing. Between points it is linear; two points with one t make a jump,
 * where the value is the later one (continuous from the right). Before the first point it is 0, after the last the last value.
 *
 * A smooth waveform is one that was sampled finely (noise, a receptor current): it has no jumps after its first point, and of its
 * points only the first and the last are breakpoints. An adaptive integrator is not restarted at the others and follows them
 * by its error control; a fixed step takes exact means all the same. */
#ifndef RX_BASE_WAVEFORM_H
#define RX_BASE_WAVEFORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

typedef struct rx_waveform {
  size_t n, capacity;
  double *t_ms, *value; /* [n] */
  bool is_smooth;       /* set before the first point is added */
} rx_waveform;

/* Where a reader of a waveform is, so that the next look-up near the last costs no search; starts as 0. One for each reader. */
typedef size_t rx_waveform_cursor;

void rx_waveform_free(rx_waveform *w);
/* Makes room for n points in all, so that adding them copies nothing. RX_E_MEMORY only. */
rx_status rx_waveform_reserve(rx_waveform *w, size_t n, rx_error *err);
/* Appends a point; RX_E_INPUT when t goes back, or stays in a smooth waveform. */
rx_status rx_waveform_add(rx_waveform *w, double t_ms, double value, rx_error *err);
/* Adds a rectangular pulse of the given height over [from, to) to a waveform that is 0 from `from` on. */
rx_status rx_waveform_step(rx_waveform *w, double from_ms, double to_ms, double value, rx_error *err);
double rx_waveform_at(const rx_waveform *w, double t_ms);
/* Mean over [from, to], from < to; exact. */
double rx_waveform_mean(const rx_waveform *w, double from_ms, double to_ms);
/* The first breakpoint after t, or INFINITY. */
double rx_waveform_next(const rx_waveform *w, double t_ms);

/* The same to the last bit for one who reads on, step after step: no search, however many points there are. */
double rx_waveform_read(const rx_waveform *w, double t_ms, rx_waveform_cursor *cursor);
double rx_waveform_read_mean(const rx_waveform *w, double from_ms, double to_ms, rx_waveform_cursor *cursor);
/* The straight piece from t on: value + rise*(t - start)/width, for from <= t < until (ms; maybe infinite). */
typedef struct rx_waveform_piece {
  double from_ms, until_ms;
  double start_ms, width_ms, value, rise;
} rx_waveform_piece;
rx_waveform_piece rx_waveform_piece_at(const rx_waveform *w, double t_ms, rx_waveform_cursor *cursor);
/* Change per ms from t on. */
double rx_waveform_slope(const rx_waveform *w, double t_ms, rx_waveform_cursor *cursor);

#endif
