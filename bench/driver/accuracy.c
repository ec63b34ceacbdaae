#include "bench/driver/accuracy.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/results/provenance.h"

#define REFERENCE_RTOL       1e-9
#define QUICK_REFERENCE_RTOL 1e-6
#define P1_LAST_SPIKE_MS     9972.57

enum { P1_SPIKES = 88, P4_SPIKES = 10, PATH_LENGTH = 4096 };

/* Converged rates of P2 and how far from them a valid setting may be (benchmarks page 4, 8). */
static const rx_bench_rates CONVERGED = { 12.6, 13.5, 15.3 }, ALLOWED = { 0.3, 0.3, 1.0 };

/* what is known of rexed at 1 ms/k; P3 is judged as P2, P4e apart from P4 */
typedef struct known {
  bool has_error, has_rates, rates_are_valid;
  rx_bench_error error;
} known;

struct rx_bench_judge {
  rx_bench_judge_options options;
  rx_bench_network *network;
  rx_bench_spikes surrogates, reference;
  bool has_reference;
  rx_bench_workload *workloads[RX_BENCH_N_PROBLEMS]; /* made when first asked for; P2's is P2o */
  rx_bench_workload *closed_loop;
  known known[RX_BENCH_N_PROBLEMS][RX_BENCH_FINEST + 1];
};

rx_status rx_bench_judge_create(const rx_bench_judge_options *options, rx_bench_judge **out, rx_error *err)
{
  *out = NULL;
  rx_bench_judge *judge = calloc(1, sizeof *judge);
  if (judge == NULL) return rx_no_memory(err);
  judge->options = *options;
  rx_status status = rx_bench_network_create(&judge->network, err);
  if (status == RX_OK) status = rx_bench_surrogates(options->seed, &judge->surrogates, err);
  if (status != RX_OK) {
    rx_bench_judge_free(judge);
    return status;
  }
  *out = judge;
  return RX_OK;
}

void rx_bench_judge_free(rx_bench_judge *judge)
{
  if (judge == NULL) return;
  for (int p = 0; p < RX_BENCH_N_PROBLEMS; p++) rx_bench_workload_free(judge->workloads[p]);
  rx_bench_workload_free(judge->closed_loop);
  rx_bench_spikes_free(&judge->surrogates);
  rx_bench_spikes_free(&judge->reference);
  rx_bench_network_free(judge->network);
  free(judge);
}

const rx_bench_network *rx_bench_judge_network(const rx_bench_judge *judge)
{
  return judge->network;
}

const rx_bench_spikes *rx_bench_judge_surrogates(const rx_bench_judge *judge)
{
  return &judge->surrogates;
}

static bool is_network(rx_bench_problem problem)
{
  return problem == RX_BENCH_P2 || problem == RX_BENCH_P3;
}

/* The runs by which a problem is judged. */
static rx_status workload_of(rx_bench_judge *judge, rx_bench_problem problem, const rx_bench_workload **workload,
                             rx_error *err)
{
  if (is_network(problem)) problem = RX_BENCH_P2;
  rx_bench_workload **made = &judge->workloads[problem];
  const double duration_ms = rx_bench_duration_ms(problem, judge->options.is_quick);
  if (*made == NULL && is_network(problem))
    RX_TRY(rx_bench_workload_network(judge->network, NULL, &judge->surrogates, duration_ms, made, err));
  else if (*made == NULL)
    RX_TRY(rx_bench_workload_alone(problem, judge->options.n_fibres, duration_ms, made, err));
  *workload = *made;
  return RX_OK;
}

/* The reference of P2o, from its file or computed. */
static rx_status need_reference(rx_bench_judge *judge, rx_error *err)
{
  if (judge->has_reference) return RX_OK;
  const rx_bench_judge_options *o = &judge->options;
  char path[PATH_LENGTH];
  const int n = snprintf(path, sizeof path, "%s/reference-p2o-%llu-model%s%s.csv", o->work, (unsigned long long)o->seed,
                         RX_MODEL_VERSION, o->is_quick ? "-quick" : "");
  if (n < 0 || (size_t)n >= sizeof path) return rx_fail(err, RX_E_IO, "%s: the path is too long", o->work);
  if (access(path, R_OK) == 0) {
    RX_TRY(rx_bench_read_spikes(path, &judge->reference, err));
  } else {
    const rx_bench_workload *p2o;
    RX_TRY(workload_of(judge, RX_BENCH_P2, &p2o, err));
    rx_log_info(o->log, "P2o of seed %llu: the reference by CVODE, once; kept in %s", (unsigned long long)o->seed,
                path);
    RX_TRY(
        rx_bench_workload_converge(p2o, o->is_quick ? QUICK_REFERENCE_RTOL : REFERENCE_RTOL, &judge->reference, err));
    RX_TRY(rx_bench_write_spikes(path, &judge->reference, err));
  }
  rx_log_info(o->log, "P2o of seed %llu: %zu reference spikes", (unsigned long long)o->seed, judge->reference.n);
  judge->has_reference = true;
  return RX_OK;
}

static rx_bench_error error_of_p1(const rx_bench_spikes *spikes, bool is_quick)
{
  const size_t n = spikes->n, expected = is_quick ? 0 : P1_SPIKES;
  double last_ms = NAN; /* the train has one cell, its spikes are in order */
  if (n >= P1_SPIKES)
    last_ms = spikes->items[P1_SPIKES - 1].t_ms;
  else if (n >= 2)
    last_ms =
        spikes->items[n - 1].t_ms + (double)(P1_SPIKES - n) * (spikes->items[n - 1].t_ms - spikes->items[n - 2].t_ms);
  return (rx_bench_error){ .e50_ms = fabs(last_ms - P1_LAST_SPIKE_MS),
                           .e95_ms = NAN,
                           .n_matched = n,
                           .n_unmatched = n > expected ? n - expected : expected - n };
}

static rx_bench_error error_of_fibres(const rx_bench_spikes *spikes, int n_fibres, bool is_peer, bool is_quick)
{
  rx_bench_error error = { .e95_ms = NAN };
  const size_t expected = is_quick ? 1 : P4_SPIKES;
  for (int f = 0; f < n_fibres; f++) {
    const int cell = is_peer ? f * RX_BENCH_FIBRE_COMPARTMENTS + RX_BENCH_FIBRE_FAR : f;
    size_t n = 0;
    for (size_t i = 0; i < spikes->n; i++) n += spikes->items[i].cell == cell;
    error.n_matched += n;
    error.n_unmatched += n > expected ? n - expected : expected - n;
    const double e = rx_bench_arrival_error_ms(spikes, cell, RX_BENCH_P4_ARRIVAL_MS);
    if (!(e <= error.e50_ms)) error.e50_ms = e; /* NAN, no arrival, is the worst and stays */
    if (isnan(e)) break;
  }
  return error;
}

rx_status rx_bench_judge_spikes(rx_bench_judge *judge, rx_bench_problem problem, bool is_peer,
                                const rx_bench_spikes *spikes, rx_bench_error *error, rx_error *err)
{
  const bool is_quick = judge->options.is_quick;
  switch (problem) {
  case RX_BENCH_P1: *error = error_of_p1(spikes, is_quick); return RX_OK;
  case RX_BENCH_P4: *error = error_of_fibres(spikes, 1, is_peer, is_quick); return RX_OK;
  case RX_BENCH_P4E: *error = error_of_fibres(spikes, judge->options.n_fibres, is_peer, is_quick); return RX_OK;
  default: break;
  }
  RX_TRY(need_reference(judge, err));
  return rx_bench_compare(&judge->reference, spikes, error, err);
}

/* k of a step 1 ms/k, 0 for any other */
static int k_of(double dt_ms)
{
  const double k = round(1.0 / dt_ms);
  return k >= 1 && k <= RX_BENCH_FINEST && fabs(k * dt_ms - 1.0) < 1e-12 ? (int)k : 0;
}

rx_status rx_bench_judge_rexed(rx_bench_judge *judge, rx_bench_problem problem, double dt_ms, rx_bench_error *error,
                               rx_error *err)
{
  known *k = &judge->known[is_network(problem) ? RX_BENCH_P2 : problem][k_of(dt_ms)];
  if (!k->has_error) {
    const rx_bench_workload *workload;
    rx_bench_spikes spikes = { 0 };
    RX_TRY(workload_of(judge, problem, &workload, err));
    rx_status status = rx_bench_workload_run(workload, dt_ms, &spikes, err);
    if (status == RX_OK) status = rx_bench_judge_spikes(judge, problem, false, &spikes, &k->error, err);
    rx_bench_spikes_free(&spikes);
    if (status != RX_OK) return status;
    k->has_error = k_of(dt_ms) > 0;
  }
  *error = k->error;
  return RX_OK;
}

bool rx_bench_is_no_worse(rx_bench_problem problem, const rx_bench_error *a, const rx_bench_error *b)
{
  if (is_network(problem)) return rx_bench_is_as_accurate(a, b);
  return a->e50_ms <= b->e50_ms && a->n_unmatched <= b->n_unmatched;
}

/* Are the rates of the closed loop near the converged ones? Only networks have such; 50 ms are too short to tell. */
static rx_status is_valid(rx_bench_judge *judge, rx_bench_problem problem, int k, bool *valid, rx_error *err)
{
  *valid = true;
  if (!is_network(problem) || judge->options.is_quick) return RX_OK;
  known *known_k = &judge->known[RX_BENCH_P2][k];
  if (!known_k->has_rates) {
    const double duration_ms = rx_bench_duration_ms(RX_BENCH_P2, false);
    if (judge->closed_loop == NULL)
      RX_TRY(rx_bench_workload_network(judge->network, NULL, NULL, duration_ms, &judge->closed_loop, err));
    rx_bench_spikes spikes = { 0 };
    const rx_status status = rx_bench_workload_run(judge->closed_loop, 1.0 / k, &spikes, err);
    const rx_bench_rates rates = rx_bench_population_rates(&spikes, duration_ms);
    rx_bench_spikes_free(&spikes);
    if (status != RX_OK) return status;
    known_k->has_rates = true;
    known_k->rates_are_valid = fabs(rates.excitatory_Hz - CONVERGED.excitatory_Hz) <= ALLOWED.excitatory_Hz &&
                               fabs(rates.inhibitory_Hz - CONVERGED.inhibitory_Hz) <= ALLOWED.inhibitory_Hz &&
                               fabs(rates.projection_Hz - CONVERGED.projection_Hz) <= ALLOWED.projection_Hz;
    rx_log_info(judge->options.log, "P2 at dt %.4g: rates %.2f, %.2f, %.2f Hz: %s", 1.0 / k, rates.excitatory_Hz,
                rates.inhibitory_Hz, rates.projection_Hz, known_k->rates_are_valid ? "valid" : "too far off");
  }
  *valid = known_k->rates_are_valid;
  return RX_OK;
}

rx_status rx_bench_judge_cheapest(rx_bench_judge *judge, rx_bench_problem problem, const rx_bench_error *peer,
                                  double *dt_ms, rx_error *err)
{
  for (int k = RX_BENCH_COARSEST; k <= RX_BENCH_FINEST; k++) {
    rx_bench_error error;
    RX_TRY(rx_bench_judge_rexed(judge, problem, 1.0 / k, &error, err));
    if (!rx_bench_is_no_worse(problem, &error, peer)) continue;
    bool valid;
    RX_TRY(is_valid(judge, problem, k, &valid, err));
    if (!valid) continue;
    *dt_ms = 1.0 / k;
    return RX_OK;
  }
  return rx_fail(err, RX_E_INPUT, "%s: no step down to 1 ms/%d is as accurate as the peer",
                 rx_bench_problem_name(problem), (int)RX_BENCH_FINEST);
}
