/* Compiled in both precisions (precision.h). */
#include "solver/ensemble/clamp_rows.h"

#include <math.h>
#include <string.h>

#include "base/array.h"

static rx_status append_row(rx_clamp_rows *rows, int place, rx_error *err)
{
  /* aligned, as vectors are read from it; seldom grown, so one by one */
  const size_t n = (size_t)rows->n;
  rx_clamp_row *items = (rx_clamp_row *)rx_aligned_doubles((n + 1) * sizeof *items / sizeof(double));
  if (items == NULL) return rx_no_memory(err);
  if (n > 0) memcpy(items, rows->items, n * sizeof *items);
  rx_aligned_free((double *)rows->items);
  rows->items = items;
  items[n] = (rx_clamp_row){ .place = place, .until = -INFINITY };
  rows->n++;
  return RX_OK;
}

rx_status rx_clamp_rows_add(rx_clamp_rows *rows, int place, int lane, const rx_clamp *clamp, rx_error *err)
{
  int k = 0;
  while (k < rows->n && (rows->items[k].place != place || rows->items[k].waveform[lane] != NULL)) k++;
  if (k == rows->n) RX_TRY(append_row(rows, place, err));
  rows->items[k].waveform[lane] = clamp->waveform;
  rows->items[k].reversal[lane] = clamp->reversal;
  rows->are_matched = false;
  return RX_OK;
}

void rx_clamp_rows_free(rx_clamp_rows *rows)
{
  rx_aligned_free((double *)rows->items);
  *rows = (rx_clamp_rows){ 0 };
}

static void match(rx_clamp_rows *rows)
{
  for (int k = 0; k < rows->n; k++) {
    int first = 0;
    while (memcmp(rows->items[first].waveform, rows->items[k].waveform, sizeof rows->items[k].waveform) != 0) first++;
    rows->items[k].same_as = first;
  }
  rows->are_matched = true;
}

void rx_clamp_rows_refresh(rx_clamp_rows *rows)
{
  if (!rows->are_matched) match(rows);
  for (int k = 0; k < rows->n; k++) rows->items[k].until = -INFINITY;
  rows->calm_from = rows->changes = -INFINITY;
}

void rx_clamp_row_read(rx_clamp_row *row, double t_ms, double t_end_ms)
{
  row->from = -INFINITY;
  row->until = INFINITY;
  for (int l = 0; l < RX_LANES; l++) {
    if (row->waveform[l] == NULL) continue;
    rx_waveform_piece piece = rx_waveform_piece_at(row->waveform[l], t_ms, &row->cursor[l]);
    if (!(t_end_ms <= piece.until_ms))
      piece = (rx_waveform_piece){
        .from_ms = t_ms,
        .until_ms = t_end_ms,
        .width_ms = 1,
        .value = rx_waveform_read_mean(row->waveform[l], t_ms, t_end_ms, &row->cursor[l]),
      };
    row->start[l] = piece.start_ms;
    row->first[l] = piece.value;
    row->slope[l] = piece.rise / piece.width_ms;
    row->from = fmax(row->from, piece.from_ms);
    row->until = fmin(row->until, piece.until_ms);
  }
}

double rx_clamp_rows_next(rx_clamp_rows *rows, double t_ms)
{
  if (t_ms >= rows->calm_from && t_ms < rows->changes) return rows->changes;
  rows->calm_from = t_ms;
  rows->changes = INFINITY;
  for (int k = 0; k < rows->n; k++)
    for (int l = 0; l < RX_LANES && rows->items[k].same_as == k; l++)
      if (rows->items[k].waveform[l] != NULL)
        rows->changes = fmin(rows->changes, rx_waveform_next(rows->items[k].waveform[l], t_ms));
  return rows->changes;
}
