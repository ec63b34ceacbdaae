#include "traces.h"

#include <math.h>

bool rx_reference_trace_read(rx_verify *verify, const rx_table *table, const char *column, rx_reference_trace *trace)
{
  const int time = rx_table_column(table, "t_ms", true), v = rx_table_column(table, column, true);
  if (time < 0 || v < 0) return false;
  trace->n = rx_table_rows(table);
  trace->V_mV = rx_table_numbers(verify, table, v, -1000, 1000);
  trace->spacing_ms = rx_table_spacing(table, time);
  return trace->V_mV != NULL && !isnan(trace->spacing_ms);
}

/* The reference at any time, linear between its samples. */
static double reference_at(const rx_reference_trace *r, double t_ms)
{
  const double x = fmin(fmax(t_ms / r->spacing_ms, 0), (double)(r->n - 1));
  const size_t i = (size_t)x;
  return i + 1 < r->n ? r->V_mV[i] + (x - (double)i) * (r->V_mV[i + 1] - r->V_mV[i]) : r->V_mV[i];
}

static double outside(const rx_reference_trace *r, double t_ms, double lag_ms, double V)
{
  const double first = reference_at(r, t_ms - lag_ms), last = reference_at(r, t_ms + lag_ms);
  double lower = fmin(first, last), upper = fmax(first, last);
  for (double t = t_ms - lag_ms; t < t_ms + lag_ms; t += 0.25 * fmin(lag_ms, r->spacing_ms)) {
    const double at = reference_at(r, t);
    lower = fmin(lower, at);
    upper = fmax(upper, at);
  }
  return fmax(fmax(lower - V, V - upper), 0);
}

void rx_judge_trace(rx_verify *verify, const char *kind, const char *item, const rx_reference_trace *reference,
                    const rx_recording *recording, const rx_trace_tolerance *tolerance)
{
  size_t worst = 0;
  double largest = -1;
  for (size_t i = 0; i < reference->n; i++) {
    const double t = (double)i * reference->spacing_ms,
                 lag = tolerance->lag_ms + tolerance->lag_share * fmax(t - tolerance->from_ms, 0);
    const double deviation = i < recording->n_frames ? outside(reference, t, lag, (double)recording->frames[i]) : NAN;
    if (deviation <= largest) continue;
    worst = i;
    largest = deviation;
    if (isnan(deviation)) break;
  }
  rx_verdict_add(verify->verdict, &(rx_figure){ kind, item,
                                                rx_verify_text(verify, "V, worst of %zu samples, at %g ms",
                                                               reference->n, (double)worst * reference->spacing_ms),
                                                "mV", reference->V_mV[worst],
                                                worst < recording->n_frames ? (double)recording->frames[worst] : NAN,
                                                largest, tolerance->V_mV });
}
