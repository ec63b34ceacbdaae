#include "bench/driver/course.h"

#include <math.h>
#include <stdio.h>

#include "bench/driver/comparison.h"
#include "bench/measure/timing.h"
#include "bench/slow_course.h"

/* rtol = 10^(-k/4), from coarse to fine */
enum { COARSEST = 12, FINEST = 40, QUICK_EVENTS = 4 };

typedef struct course {
  int n_events;
  double rtol;
} course;

static rx_status run(const void *what, int setting, rx_error *err)
{
  const course *c = what;
  double y[RX_BENCH_COURSE_VARIABLES];
  (void)setting;
  return rx_bench_course_run(c->n_events, c->rtol, y, err);
}

static rx_bench_error error_of(double y19, double y17)
{
  return (rx_bench_error){ .e50_ms = rx_bench_course_error(y19, y17), .e95_ms = NAN, .n_matched = 2 };
}

/* The loosest tolerance of the ladder that meets the rule. */
static rx_status cheapest(course *c, rx_bench_error *error, rx_error *err)
{
  double y[RX_BENCH_COURSE_VARIABLES];
  for (int k = COARSEST; k <= FINEST; k++) {
    c->rtol = pow(10, -0.25 * k);
    RX_TRY(rx_bench_course_run(c->n_events, c->rtol, y, err));
    *error = error_of(y[19], y[17]);
    if (error->e50_ms <= RX_BENCH_COURSE_ERROR || c->n_events < RX_BENCH_COURSE_EVENTS) return RX_OK;
  }
  return rx_fail(err, RX_E_SOLVER, "P5: no tolerance down to %.2g gives a relative error of %g", c->rtol,
                 RX_BENCH_COURSE_ERROR);
}

static rx_status measure(const rx_bench *b, const course *c, rx_bench_peer *peer, rx_bench_pairs *pairs,
                         rx_bench_error *peer_error, rx_error *err)
{
  for (int i = 0; i < b->arguments->n_pairs; i++) {
    double y19 = NAN, y17 = NAN;
    RX_TRY(rx_bench_measure_pair(run, c, peer, 1, pairs, err));
    rx_log_info(b->log, "  pair %d of %d", i + 1, b->arguments->n_pairs);
    if (peer == NULL) continue;
    RX_TRY(rx_bench_peer_value(peer, "y19", &y19, err));
    RX_TRY(rx_bench_peer_value(peer, "y17", &y17, err));
    *peer_error = error_of(y19, y17);
  }
  return RX_OK;
}

rx_status rx_bench_compare_course(rx_bench *b, const char *mode, rx_error *err)
{
  const rx_bench_arguments *a = b->arguments;
  const rx_bench_peer_place place = rx_bench_place_of(a, RX_BENCH_SCIPY);
  course c = { .n_events = a->is_quick ? QUICK_EVENTS : RX_BENCH_COURSE_EVENTS };
  rx_bench_row row = { .problem = RX_BENCH_P5,
                       .peer = mode != NULL ? rx_bench_peer_name(RX_BENCH_SCIPY) : "",
                       .rule = mode != NULL ? RX_BENCH_EQUAL_ACCURACY : RX_BENCH_ALONE,
                       .seed = a->seed,
                       .whole_ratio = NAN };
  rx_log_info(b->log, "P5 %s %s", mode != NULL ? "beside SciPy" : "alone", mode != NULL ? mode : "");
  RX_TRY(cheapest(&c, &row.rexed_error, err));
  const rx_bench_peer_task task = { .problem = "P5",
                                    .mode = mode,
                                    .duration = c.n_events * RX_BENCH_COURSE_INTERVAL_H };
  rx_bench_peer *peer = NULL;
  rx_bench_pairs pairs = { 0 };
  double setup_s = NAN;
  if (mode != NULL) {
    RX_TRY(rx_bench_peer_start(&place, &task, &peer, err));
    setup_s = rx_bench_peer_setup_s(peer);
  }
  const rx_status status = measure(b, &c, peer, &pairs, &row.peer_error, err);
  rx_bench_peer_stop(peer);
  RX_TRY(status);
  row.timing = rx_bench_summarise(&pairs, 1, false);
  row.whole_ratio = (setup_s + row.timing.peer_s) / row.timing.rexed_s;
  snprintf(row.rexed_mode, sizeof row.rexed_mode, "cvode_%.2g", c.rtol);
  snprintf(row.mode, sizeof row.mode, "%s", mode != NULL ? mode : "");
  if (mode != NULL && !a->is_quick && row.peer_error.e50_ms > RX_BENCH_COURSE_ERROR)
    RX_TRY(rx_bench_table_note(&b->table, err, "P5, SciPy %s: its relative error of %.2g breaks the rule of %g", mode,
                               row.peer_error.e50_ms, RX_BENCH_COURSE_ERROR));
  return rx_bench_table_add(&b->table, &row, err);
}
