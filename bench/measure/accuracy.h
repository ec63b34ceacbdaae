/* How wrong a simulator is on a problem, and the cheapest setting of rexed that is no worse (benchmarks page, section 8).
 *
 * P2, P3: e50, e95 and unmatched spikes on P2o of the seed against CVODE; a setting counts only if the rates of the closed loop
 * are near the converged ones. P6: the same numbers on P6o, whose trains are rexed's own of a closed loop with a fine step.
 * P7, P7s: the same numbers on the control pool without noise, whose spikes depend on nothing but its input, against CVODE at rtol
 * 1e-9.
 * P1, P4 have one number, which stands in e50_ms, e95_ms is NAN:
 *   P1   |time of the 88th spike - 9972.57 ms|, a spike that the 10 s end before taken as many last intervals later;
 *        unmatched: |spikes - 88|
 *   P4   |arrival at compartment 180 - 28.691 ms|; unmatched: |spikes there - 10|, summed over fibres in P4e
 * P5 is judged in driver/course.h. */
#ifndef RX_BENCH_ACCURACY_H
#define RX_BENCH_ACCURACY_H

#include "base/log.h"
#include "bench/compare.h"
#include "bench/measure/workload.h"

/* Steps are 1 ms/k, since the shortest delay is 1 ms (0.5 ms in P6): from coarse, cheap, to fine. */
enum { RX_BENCH_COARSEST = 8, RX_BENCH_FINEST = 400 };

typedef struct rx_bench_judge rx_bench_judge;

typedef struct rx_bench_judge_options {
  uint64_t seed;         /* of P2o's surrogate trains */
  const char *work;      /* folder where references are kept */
  const char *reference; /* folder of P6's graph and trains */
  int n_fibres;          /* of P4e */
  bool is_quick;         /* 50 ms, a loose reference */
  const rx_log *log;     /* progress; NULL: none */
} rx_bench_judge_options;

/* Makes the networks and, on the first use of P2o or P6o, the reference: CVODE at rtol 1e-9 (P6o 1e-8), kept in a file of `work`
 * named by seed and model version, so that it is computed once. Free with rx_bench_judge_free. */
rx_status rx_bench_judge_create(const rx_bench_judge_options *options, rx_bench_judge **judge, rx_error *err);
void rx_bench_judge_free(rx_bench_judge *judge); /* NULL is fine */

const rx_bench_network *rx_bench_judge_network(const rx_bench_judge *judge);
const rx_bench_spikes *rx_bench_judge_surrogates(const rx_bench_judge *judge);

/* P6's circuit, read when first asked for, and the trains of P6o, made then: the closed loop at dt 0.00625 ms. */
rx_status rx_bench_judge_published(rx_bench_judge *judge, const rx_bench_published **published, rx_error *err);
rx_status rx_bench_judge_published_trains(rx_bench_judge *judge, const rx_bench_spikes **of_cells, rx_error *err);

/* Error of a problem's spikes. is_peer: fibres are numbered as the peer does, 200 cells a fibre, that of the far point is 180;
 * rexed has a cell a fibre. */
rx_status rx_bench_judge_spikes(rx_bench_judge *judge, rx_bench_problem problem, bool is_peer,
                                const rx_bench_spikes *spikes, rx_bench_error *error, rx_error *err);

/* Error of rexed in a setting; computed once for a step of the form 1 ms/k. A run that is not finite has no e50, e95. */
rx_status rx_bench_judge_rexed(rx_bench_judge *judge, rx_bench_problem problem, const rx_bench_setting *setting,
                               rx_bench_error *error, rx_error *err);

/* a is no worse than b in every number that the problem has. */
bool rx_bench_is_no_worse(rx_bench_problem problem, const rx_bench_error *a, const rx_bench_error *b);

/* Walks through the settings of a precision: for each number of coarse steps the largest step 1 ms/k that is valid and no worse
 * than the peer, and the largest of which whole coarse steps fill the window of the shortest delay; of these, where there are
 * several, the one that runs fastest. RX_E_INPUT when none down to 1 ms/RX_BENCH_FINEST is. */
rx_status rx_bench_judge_cheapest(rx_bench_judge *judge, rx_bench_problem problem, const rx_bench_error *peer,
                                  bool is_single, rx_bench_setting *setting, rx_error *err);

#endif
