#include "bench/measure/accuracy.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/measure/timing.h"
#include "io/results/provenance.h"

#define REFERENCE_RTOL       1e-9
#define QUICK_REFERENCE_RTOL 1e-6
#define PUBLISHED_RTOL       1e-8 /* of P6o */
#define PUBLISHED_TRAINS_MS  0.00625
#define COST_RUNS            3
#define P1_LAST_SPIKE_MS     9972.57

enum { P1_SPIKES = 88, P4_SPIKES = 10, PATH_LENGTH = 4096 };

/* Converged rates of P2 and how far from them a valid setting may be (benchmarks page 4, 8). */
static const rx_bench_rates CONVERGED = { 12.6, 13.5, 15.3 }, ALLOWED = { 0.3, 0.3, 1.0 };

/* what is known of a setting; P3 is judged as P2, P4e apart from P4 */
typedef struct known {
  bool has_error, has_rates, rates_are_valid;
  rx_bench_error error;
} known;

/* a reference that is computed once */
typedef struct reference {
  bool is_there;
  rx_bench_spikes spikes;
} reference;

struct rx_bench_judge {
  rx_bench_judge_options options;
  rx_bench_network *network;
  rx_bench_published *published; /* NULL: not asked for yet */
  rx_bench_spikes surrogates;
  reference p2o, published_trains, p6o, p7, p7s;
  rx_bench_workload *workloads[RX_BENCH_N_PROBLEMS]; /* made when first asked for; of networks the open loop */
  rx_bench_workload
      *timed[RX_BENCH_N_PROBLEMS]; /* of networks the closed loop, P3's a member of mean inhibition; of P7 a group */
  known known[RX_BENCH_N_PROBLEMS][2][RX_BENCH_MAX_COARSE][RX_BENCH_FINEST + 1];
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
  for (int p = 0; p < RX_BENCH_N_PROBLEMS; p++) {
    rx_bench_workload_free(judge->workloads[p]);
    rx_bench_workload_free(judge->timed[p]);
  }
  rx_bench_spikes_free(&judge->surrogates);
  rx_bench_spikes_free(&judge->p2o.spikes);
  rx_bench_spikes_free(&judge->published_trains.spikes);
  rx_bench_spikes_free(&judge->p6o.spikes);
  rx_bench_spikes_free(&judge->p7.spikes);
  rx_bench_spikes_free(&judge->p7s.spikes);
  rx_bench_published_free(judge->published);
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

static bool is_pool(rx_bench_problem problem)
{
  return problem == RX_BENCH_P7 || problem == RX_BENCH_P7S;
}

/* judged by e50, e95 and unmatched spikes of cells that do not hear each other */
static bool has_trains(rx_bench_problem problem)
{
  return is_network(problem) || problem == RX_BENCH_P6 || is_pool(problem);
}

rx_status rx_bench_judge_published(rx_bench_judge *judge, const rx_bench_published **published, rx_error *err)
{
  if (judge->published == NULL) RX_TRY(rx_bench_published_create(judge->options.reference, &judge->published, err));
  *published = judge->published;
  return RX_OK;
}

/* Spikes from a file of the work folder, or from a run whose spikes then go there. rtol 0: the fixed step, one thread. */
static rx_status need(rx_bench_judge *judge, reference *wanted, const char *name, const rx_bench_workload *workload,
                      double rtol, double dt_ms, rx_error *err)
{
  const rx_bench_judge_options *o = &judge->options;
  char path[PATH_LENGTH];
  const int n =
      snprintf(path, sizeof path, "%s/%s-model%s%s.csv", o->work, name, RX_MODEL_VERSION, o->is_quick ? "-quick" : "");
  if (n < 0 || (size_t)n >= sizeof path) return rx_fail(err, RX_E_IO, "%s: the path is too long", o->work);
  if (access(path, R_OK) == 0) {
    RX_TRY(rx_bench_read_spikes(path, &wanted->spikes, err));
  } else {
    rx_log_info(o->log, "%s: computed once; kept in %s", name, path);
    const rx_bench_setting setting = { .dt_ms = dt_ms, .coarse_steps = 1 };
    if (rtol > 0)
      RX_TRY(rx_bench_workload_converge(workload, o->is_quick ? QUICK_REFERENCE_RTOL : rtol, &wanted->spikes, err));
    else
      RX_TRY(rx_bench_workload_run(workload, &setting, &wanted->spikes, err));
    RX_TRY(rx_bench_write_spikes(path, &wanted->spikes, err));
  }
  rx_log_info(o->log, "%s: %zu spikes", name, wanted->spikes.n);
  wanted->is_there = true;
  return RX_OK;
}

/* What is timed: the closed loop of networks. */
static rx_status timed_workload(rx_bench_judge *judge, rx_bench_problem problem, const rx_bench_workload **workload,
                                rx_error *err)
{
  rx_bench_workload **made = &judge->timed[problem];
  const double duration_ms = rx_bench_duration_ms(problem, judge->options.is_quick);
  const rx_bench_published *published;
  rx_bench_member members[2]; /* member 1 has 0.6 of the inhibition, the mean of the sweep */
  if (*made == NULL && is_network(problem)) {
    rx_bench_members(2, members);
    RX_TRY(rx_bench_workload_network(judge->network, problem == RX_BENCH_P3 ? &members[1] : NULL, NULL, duration_ms,
                                     made, err));
  } else if (*made == NULL && problem == RX_BENCH_P6) {
    RX_TRY(rx_bench_judge_published(judge, &published, err));
    RX_TRY(rx_bench_workload_published(published, NULL, duration_ms, made, err));
  } else if (*made == NULL && is_pool(problem)) {
    rx_bench_pool_member group[RX_BENCH_POOL_TOGETHER];
    for (int k = 0; k < RX_BENCH_POOL_TOGETHER; k++) {
      group[k] = rx_bench_pool_control();
      group[k].seed = k;
    }
    RX_TRY(rx_bench_workload_pools(problem, RX_BENCH_POOL_TOGETHER, group, duration_ms, made, err));
  } else if (*made == NULL) {
    RX_TRY(rx_bench_workload_alone(problem, judge->options.n_fibres, duration_ms, made, err));
  }
  *workload = *made;
  return RX_OK;
}

rx_status rx_bench_judge_published_trains(rx_bench_judge *judge, const rx_bench_spikes **of_cells, rx_error *err)
{
  if (!judge->published_trains.is_there) {
    const rx_bench_workload *closed;
    RX_TRY(timed_workload(judge, RX_BENCH_P6, &closed, err));
    RX_TRY(need(judge, &judge->published_trains, "trains-p6o", closed, 0, PUBLISHED_TRAINS_MS, err));
  }
  *of_cells = &judge->published_trains.spikes;
  return RX_OK;
}

/* The runs by which a problem is judged. */
static rx_status workload_of(rx_bench_judge *judge, rx_bench_problem problem, const rx_bench_workload **workload,
                             rx_error *err)
{
  if (is_network(problem)) problem = RX_BENCH_P2;
  rx_bench_workload **made = &judge->workloads[problem];
  const double duration_ms = rx_bench_duration_ms(problem, judge->options.is_quick);
  if (*made == NULL && is_network(problem)) {
    RX_TRY(rx_bench_workload_network(judge->network, NULL, &judge->surrogates, duration_ms, made, err));
  } else if (*made == NULL && problem == RX_BENCH_P6) {
    const rx_bench_published *published;
    const rx_bench_spikes *of_cells;
    RX_TRY(rx_bench_judge_published(judge, &published, err));
    RX_TRY(rx_bench_judge_published_trains(judge, &of_cells, err));
    RX_TRY(rx_bench_workload_published(published, of_cells, duration_ms, made, err));
  } else if (*made == NULL && is_pool(problem)) {
    const rx_bench_pool_member control = rx_bench_pool_control();
    RX_TRY(rx_bench_workload_pools(problem, 1, &control, duration_ms, made, err));
  } else if (*made == NULL) {
    RX_TRY(rx_bench_workload_alone(problem, judge->options.n_fibres, duration_ms, made, err));
  }
  *workload = *made;
  return RX_OK;
}

/* The reference of P2o, P6o or a motor pool, from its file or computed. */
static rx_status need_reference(rx_bench_judge *judge, rx_bench_problem problem, const rx_bench_spikes **spikes,
                                rx_error *err)
{
  reference *wanted = problem == RX_BENCH_P6    ? &judge->p6o
                      : problem == RX_BENCH_P7  ? &judge->p7
                      : problem == RX_BENCH_P7S ? &judge->p7s
                                                : &judge->p2o;
  if (!wanted->is_there) {
    char name[64] = "reference-p6o";
    if (is_pool(problem))
      snprintf(name, sizeof name, "reference-%s", problem == RX_BENCH_P7 ? "p7" : "p7s");
    else if (problem != RX_BENCH_P6)
      snprintf(name, sizeof name, "reference-p2o-%llu", (unsigned long long)judge->options.seed);
    const rx_bench_workload *workload;
    RX_TRY(workload_of(judge, problem, &workload, err));
    RX_TRY(need(judge, wanted, name, workload, problem == RX_BENCH_P6 ? PUBLISHED_RTOL : REFERENCE_RTOL, 0, err));
  }
  *spikes = &wanted->spikes;
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
  const rx_bench_spikes *converged;
  RX_TRY(need_reference(judge, problem, &converged, err));
  return rx_bench_compare(converged, spikes, error, err);
}

/* k of a step 1 ms/k, 0 for any other */
static int k_of(double dt_ms)
{
  const double k = round(1.0 / dt_ms);
  return k >= 1 && k <= RX_BENCH_FINEST && fabs(k * dt_ms - 1.0) < 1e-12 ? (int)k : 0;
}

static known *known_of(rx_bench_judge *judge, rx_bench_problem problem, const rx_bench_setting *setting)
{
  int n, coarse = 0;
  const int *steps = rx_bench_coarse_steps(&n);
  for (int c = 0; c < n; c++)
    if (steps[c] == setting->coarse_steps) coarse = c;
  return &judge->known[is_network(problem) ? RX_BENCH_P2 : problem][setting->is_single][coarse][k_of(setting->dt_ms)];
}

rx_status rx_bench_judge_rexed(rx_bench_judge *judge, rx_bench_problem problem, const rx_bench_setting *setting,
                               rx_bench_error *error, rx_error *err)
{
  known *k = known_of(judge, problem, setting);
  if (!k->has_error) {
    const rx_bench_workload *workload;
    rx_bench_spikes spikes = { 0 };
    RX_TRY(workload_of(judge, problem, &workload, err));
    rx_status status = rx_bench_workload_run(workload, setting, &spikes, err);
    if (status == RX_OK) {
      status = rx_bench_judge_spikes(judge, problem, false, &spikes, &k->error, err);
    } else if (status == RX_E_NOT_FINITE) { /* a step too coarse for the problem */
      k->error = (rx_bench_error){ .e50_ms = NAN, .e95_ms = NAN };
      status = RX_OK;
    }
    rx_bench_spikes_free(&spikes);
    if (status != RX_OK) return status;
    k->has_error = k_of(setting->dt_ms) > 0;
  }
  *error = k->error;
  return RX_OK;
}

bool rx_bench_is_no_worse(rx_bench_problem problem, const rx_bench_error *a, const rx_bench_error *b)
{
  if (has_trains(problem)) return rx_bench_is_as_accurate(a, b);
  return a->e50_ms <= b->e50_ms && a->n_unmatched <= b->n_unmatched;
}

/* Are the rates of the closed loop near the converged ones? P2 alone has such; 50 ms are too short to tell. */
static rx_status is_valid(rx_bench_judge *judge, rx_bench_problem problem, const rx_bench_setting *setting, bool *valid,
                          rx_error *err)
{
  *valid = true;
  if (!is_network(problem) || judge->options.is_quick) return RX_OK;
  known *k = known_of(judge, RX_BENCH_P2, setting);
  if (!k->has_rates) {
    const double duration_ms = rx_bench_duration_ms(RX_BENCH_P2, false);
    const rx_bench_workload *closed;
    RX_TRY(timed_workload(judge, RX_BENCH_P2, &closed, err));
    rx_bench_spikes spikes = { 0 };
    const rx_status status = rx_bench_workload_run(closed, setting, &spikes, err);
    const rx_bench_rates rates = rx_bench_population_rates(&spikes, duration_ms);
    rx_bench_spikes_free(&spikes);
    if (status != RX_OK) return status;
    k->has_rates = true;
    k->rates_are_valid = fabs(rates.excitatory_Hz - CONVERGED.excitatory_Hz) <= ALLOWED.excitatory_Hz &&
                         fabs(rates.inhibitory_Hz - CONVERGED.inhibitory_Hz) <= ALLOWED.inhibitory_Hz &&
                         fabs(rates.projection_Hz - CONVERGED.projection_Hz) <= ALLOWED.projection_Hz;
    char name[RX_BENCH_SETTING_NAME];
    rx_bench_setting_name(setting, name);
    rx_log_info(judge->options.log, "P2 at %s: rates %.2f, %.2f, %.2f Hz: %s", name, rates.excitatory_Hz,
                rates.inhibitory_Hz, rates.projection_Hz, k->rates_are_valid ? "valid" : "too far off");
  }
  *valid = k->rates_are_valid;
  return RX_OK;
}

/* Steps 1 ms/k to try, k from `first` to `last`. */
typedef struct range {
  int first, last;
} range;

/* The largest step of the range with this number of coarse steps and k a multiple of `stride`; *found false: none. A coarse step
 * is no longer than the shortest delay. */
static rx_status largest_step(rx_bench_judge *judge, rx_bench_problem problem, const rx_bench_error *peer, range tried,
                              int stride, rx_bench_setting *setting, bool *found, rx_error *err)
{
  const int per_delay = problem == RX_BENCH_P6 ? 2 : 1; /* shortest delays in 1 ms */
  const int least = setting->coarse_steps * per_delay;
  int k = least > tried.first ? least : tried.first;
  stride *= per_delay;
  *found = false;
  for (k = (k + stride - 1) / stride * stride; k <= tried.last && !*found; k += stride) {
    rx_bench_error error;
    setting->dt_ms = 1.0 / k;
    RX_TRY(rx_bench_judge_rexed(judge, problem, setting, &error, err));
    if (rx_bench_is_no_worse(problem, &error, peer)) RX_TRY(is_valid(judge, problem, setting, found, err));
  }
  return RX_OK;
}

/* Least user CPU of a few runs, s. */
static rx_status cost_of(rx_bench_judge *judge, rx_bench_problem problem, const rx_bench_setting *setting,
                         double *cost_s, rx_error *err)
{
  const rx_bench_workload *workload;
  RX_TRY(timed_workload(judge, problem, &workload, err));
  *cost_s = INFINITY;
  for (int i = 0; i < COST_RUNS; i++) {
    const double began = rx_bench_user_s();
    RX_TRY(rx_bench_workload_run(workload, setting, NULL, err));
    *cost_s = fmin(*cost_s, rx_bench_user_s() - began);
  }
  return RX_OK;
}

/* Takes the candidate in the place of *best where it runs faster; with one candidate alone there is nothing to time. */
static rx_status take_faster(rx_bench_judge *judge, rx_bench_problem problem, const rx_bench_setting *candidate,
                             bool is_only, rx_bench_setting *best, double *least_s, rx_error *err)
{
  double cost_s = 0;
  if (!is_only) {
    char name[RX_BENCH_SETTING_NAME];
    RX_TRY(cost_of(judge, problem, candidate, &cost_s, err));
    rx_bench_setting_name(candidate, name);
    rx_log_info(judge->options.log, "  %s: accurate enough, %.3g s a run", name, cost_s);
  }
  if (cost_s >= *least_s) return RX_OK;
  *least_s = cost_s;
  *best = *candidate;
  return RX_OK;
}

rx_status rx_bench_judge_cheapest(rx_bench_judge *judge, rx_bench_problem problem, const rx_bench_error *peer,
                                  bool is_single, rx_bench_setting *setting, rx_error *err)
{
  int n;
  const int *coarse_steps = rx_bench_coarse_steps(&n);
  double least_s = INFINITY;
  range tried = { RX_BENCH_COARSEST, RX_BENCH_FINEST };
  for (int c = 0; c < n; c++) {
    if (is_pool(problem) && c > 0) {
      /* a run has 22 s: coarse steps are tried only where a fine step of two thirds of the first makes them accurate enough */
      const rx_bench_setting finest = { 1.0 / tried.last, coarse_steps[c], is_single };
      rx_bench_error error;
      RX_TRY(rx_bench_judge_rexed(judge, problem, &finest, &error, err));
      if (!rx_bench_is_no_worse(problem, &error, peer)) continue;
    }
    rx_bench_setting any = { .coarse_steps = coarse_steps[c], .is_single = is_single }, whole = any;
    bool found, found_whole;
    RX_TRY(largest_step(judge, problem, peer, tried, 1, &any, &found, err));
    RX_TRY(largest_step(judge, problem, peer, tried, coarse_steps[c], &whole, &found_whole, err));
    if (is_pool(problem) && c == 0) {
      if (!found) break;
      tried = (range){ k_of(any.dt_ms), (int)fmin(3 * k_of(any.dt_ms) / 2, RX_BENCH_FINEST) };
    }
    if (found) RX_TRY(take_faster(judge, problem, &any, n == 1, setting, &least_s, err));
    if (found_whole && whole.dt_ms < any.dt_ms)
      RX_TRY(take_faster(judge, problem, &whole, false, setting, &least_s, err));
  }
  if (least_s < INFINITY) return RX_OK;
  return rx_fail(err, RX_E_INPUT, "%s: no step down to 1 ms/%d is as accurate as the peer",
                 rx_bench_problem_name(problem), (int)RX_BENCH_FINEST);
}
