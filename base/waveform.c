#include "base/waveform.h"

#include <math.h>
#include <stdlib.h>

#include "base/array.h"

void rx_waveform_free(rx_waveform *w)
{
  free(w->t_ms);
  free(w->value);
  *w = (rx_waveform){ 0 };
}

rx_status rx_waveform_reserve(rx_waveform *w, size_t n, rx_error *err)
{
  if (n <= w->capacity) return RX_OK;
  double *t_ms = realloc(w->t_ms, n * sizeof *t_ms);
  if (t_ms == NULL) return rx_no_memory(err);
  w->t_ms = t_ms;
  double *value = realloc(w->value, n * sizeof *value);
  if (value == NULL) return rx_no_memory(err);
  w->value = value;
  w->capacity = n;
  return RX_OK;
}

rx_status rx_waveform_add(rx_waveform *w, double t_ms, double value, rx_error *err)
{
  if (w->n > 0 && !(t_ms >= w->t_ms[w->n - 1]))
    return rx_fail(err, RX_E_INPUT, "waveform: the point at %g ms comes after one at %g ms", t_ms, w->t_ms[w->n - 1]);
  if (w->is_smooth && w->n > 0 && t_ms == w->t_ms[w->n - 1])
    return rx_fail(err, RX_E_INPUT, "waveform: a smooth one cannot jump, and two points are at %g ms", t_ms);
  size_t capacity = w->capacity;
  if (!rx_grow((void **)&w->t_ms, &capacity, w->n + 1, sizeof(double))) return rx_no_memory(err);
  if (!rx_grow((void **)&w->value, &w->capacity, w->n + 1, sizeof(double))) return rx_no_memory(err);
  w->t_ms[w->n] = t_ms;
  w->value[w->n++] = value;
  return RX_OK;
}

rx_status rx_waveform_step(rx_waveform *w, double from_ms, double to_ms, double value, rx_error *err)
{
  RX_TRY(rx_waveform_add(w, from_ms, 0.0, err));
  RX_TRY(rx_waveform_add(w, from_ms, value, err));
  RX_TRY(rx_waveform_add(w, to_ms, value, err));
  return rx_waveform_add(w, to_ms, 0.0, err);
}

/* number of points at or before t */
static size_t points_until(const rx_waveform *w, double t_ms)
{
  size_t low = 0, high = w->n;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (w->t_ms[middle] <= t_ms)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* the same, looked for first where the cursor is and a few points on */
static size_t points_from(const rx_waveform *w, double t_ms, rx_waveform_cursor *cursor)
{
  size_t i = *cursor;
  if (i > 0 && w->t_ms[i - 1] > t_ms) return *cursor = points_until(w, t_ms);
  for (int k = 0; k < 8; k++, i++)
    if (i == w->n || w->t_ms[i] > t_ms) return *cursor = i;
  return *cursor = points_until(w, t_ms);
}

/* at t, where i points are at or before it */
static double value_at(const rx_waveform *w, double t_ms, size_t i)
{
  if (i == 0) return 0.0;
  if (i == w->n) return w->value[w->n - 1];
  const double t0 = w->t_ms[i - 1], t1 = w->t_ms[i];
  return w->value[i - 1] + (w->value[i] - w->value[i - 1]) * (t_ms - t0) / (t1 - t0);
}

double rx_waveform_at(const rx_waveform *w, double t_ms)
{
  return value_at(w, t_ms, points_until(w, t_ms));
}

double rx_waveform_read(const rx_waveform *w, double t_ms, rx_waveform_cursor *cursor)
{
  return value_at(w, t_ms, points_from(w, t_ms, cursor));
}

rx_waveform_piece rx_waveform_piece_at(const rx_waveform *w, double t_ms, rx_waveform_cursor *cursor)
{
  const size_t i = points_from(w, t_ms, cursor);
  rx_waveform_piece piece = { .from_ms = i > 0 ? w->t_ms[i - 1] : -INFINITY,
                              .until_ms = i < w->n ? w->t_ms[i] : INFINITY,
                              .width_ms = 1,
                              .value = i > 0 ? w->value[i - 1] : 0 };
  if (i > 0 && i < w->n) {
    piece.start_ms = w->t_ms[i - 1];
    piece.width_ms = w->t_ms[i] - w->t_ms[i - 1];
    piece.rise = w->value[i] - w->value[i - 1];
  }
  return piece;
}

double rx_waveform_slope(const rx_waveform *w, double t_ms, rx_waveform_cursor *cursor)
{
  const size_t i = points_from(w, t_ms, cursor);
  if (i == 0 || i == w->n) return 0.0;
  return (w->value[i] - w->value[i - 1]) / (w->t_ms[i] - w->t_ms[i - 1]);
}

double rx_waveform_next(const rx_waveform *w, double t_ms)
{
  if (w->is_smooth && w->n > 0 && t_ms >= w->t_ms[0]) return t_ms < w->t_ms[w->n - 1] ? w->t_ms[w->n - 1] : INFINITY;
  const size_t i = points_until(w, t_ms);
  return i < w->n ? w->t_ms[i] : INFINITY;
}

double rx_waveform_read_mean(const rx_waveform *w, double from_ms, double to_ms, rx_waveform_cursor *cursor)
{
  double sum = 0.0, t = from_ms;
  while (t < to_ms) {
    const size_t i = points_from(w, t, cursor);
    const double end = i < w->n ? fmin(w->t_ms[i], to_ms) : to_ms;
    /* a straight piece: its mean is at its middle, which rounding may put on its end */
    const double middle = 0.5 * (t + end);
    sum += (end - t) * (middle < end ? value_at(w, middle, i) : rx_waveform_read(w, middle, cursor));
    t = end;
  }
  return sum / (to_ms - from_ms);
}

double rx_waveform_mean(const rx_waveform *w, double from_ms, double to_ms)
{
  rx_waveform_cursor cursor = points_until(w, from_ms);
  return rx_waveform_read_mean(w, from_ms, to_ms, &cursor);
}
