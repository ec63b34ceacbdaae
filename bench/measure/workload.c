#include "bench/measure/workload.h"

#include <stdlib.h>
#include <string.h>

#include "base/waveform.h"
#include "bench/networks.h"
#include "solver/ensemble/ensemble.h"

#define QUICK_MS 50.0

static const struct {
  const char *name;
  double duration_ms;
} PROBLEMS[RX_BENCH_N_PROBLEMS] = {
  [RX_BENCH_P1] = { "P1", 10000 }, [RX_BENCH_P2] = { "P2", 1000 },   [RX_BENCH_P3] = { "P3", 1000 },
  [RX_BENCH_P4] = { "P4", 1000 },  [RX_BENCH_P4E] = { "P4e", 1000 }, [RX_BENCH_P5] = { "P5", 0 },
  [RX_BENCH_P6] = { "P6", 1000 },  [RX_BENCH_P7] = { "P7", 22000 },  [RX_BENCH_P7S] = { "P7s", 22000 },
};

struct rx_bench_workload {
  rx_network *network;
  int n_pools; /* of P7; they have a network and a drive each */
  rx_bench_pool **pools;
  rx_bench_drive trains;            /* of P2 */
  rx_bench_trains published_trains; /* of P6 */
  rx_waveform current;
  rx_clamp *clamps;
  rx_drive drive;
  double duration_ms;
};

const char *rx_bench_problem_name(rx_bench_problem problem)
{
  return PROBLEMS[problem].name;
}

bool rx_bench_problem_find(const char *name, rx_bench_problem *problem)
{
  for (int p = 0; p < RX_BENCH_N_PROBLEMS; p++) {
    if (strcmp(name, PROBLEMS[p].name) != 0) continue;
    *problem = (rx_bench_problem)p;
    return true;
  }
  return false;
}

double rx_bench_duration_ms(rx_bench_problem problem, bool is_quick)
{
  return is_quick ? QUICK_MS : PROBLEMS[problem].duration_ms;
}

/* P1: 0.12 nA from 100 ms on. P4: 0.5 nA for 1 ms at 20 + 100 k ms (benchmarks page 3, 6). */
static rx_status make_current(rx_bench_workload *w, rx_bench_problem problem, rx_error *err)
{
  if (problem == RX_BENCH_P1) return rx_waveform_step(&w->current, 100, 2 * PROBLEMS[problem].duration_ms, 0.12, err);
  for (int k = 0; k < 10; k++) RX_TRY(rx_waveform_step(&w->current, 20 + 100 * k, 21 + 100 * k, 0.5, err));
  return RX_OK;
}

static rx_status fill_alone(rx_bench_workload *w, rx_bench_problem problem, int n_cells, rx_error *err)
{
  RX_TRY(problem == RX_BENCH_P1 ? rx_bench_make_p1(&w->network, err) : rx_bench_make_p4(n_cells, &w->network, err));
  RX_TRY(make_current(w, problem, err));
  w->clamps = calloc((size_t)n_cells, sizeof *w->clamps);
  if (w->clamps == NULL) return rx_no_memory(err);
  for (int i = 0; i < n_cells; i++) w->clamps[i] = (rx_clamp){ .cell = i, .waveform = &w->current };
  w->drive = (rx_drive){ .n_clamps = (size_t)n_cells, .clamps = w->clamps };
  return RX_OK;
}

static rx_status fill_network(rx_bench_workload *w, const rx_bench_network *network, const rx_bench_member *member,
                              const rx_bench_spikes *surrogates, rx_error *err)
{
  RX_TRY(rx_bench_make_p2(network, member, surrogates != NULL, &w->network, err));
  RX_TRY(rx_bench_drive_p2(network, surrogates, &w->trains, err));
  w->drive = (rx_drive){ .sources = w->trains.trains };
  return RX_OK;
}

static rx_status finish(rx_bench_workload *w, rx_status status, rx_bench_workload **out)
{
  if (status != RX_OK) rx_bench_workload_free(w);
  *out = status == RX_OK ? w : NULL;
  return status;
}

rx_status rx_bench_workload_alone(rx_bench_problem problem, int n_fibres, double duration_ms, rx_bench_workload **out,
                                  rx_error *err)
{
  rx_bench_workload *w = calloc(1, sizeof *w);
  if (w == NULL) return rx_no_memory(err);
  w->duration_ms = duration_ms;
  return finish(w, fill_alone(w, problem, problem == RX_BENCH_P4E ? n_fibres : 1, err), out);
}

rx_status rx_bench_workload_network(const rx_bench_network *network, const rx_bench_member *member,
                                    const rx_bench_spikes *surrogates, double duration_ms, rx_bench_workload **out,
                                    rx_error *err)
{
  rx_bench_workload *w = calloc(1, sizeof *w);
  if (w == NULL) return rx_no_memory(err);
  w->duration_ms = duration_ms;
  return finish(w, fill_network(w, network, member, surrogates, err), out);
}

static rx_status fill_published(rx_bench_workload *w, const rx_bench_published *published,
                                const rx_bench_spikes *of_cells, rx_error *err)
{
  RX_TRY(rx_bench_published_network(published, of_cells != NULL, &w->network, err));
  RX_TRY(rx_bench_published_trains(published, of_cells, &w->published_trains, err));
  w->drive = (rx_drive){ .sources = w->published_trains.trains };
  return RX_OK;
}

rx_status rx_bench_workload_published(const rx_bench_published *published, const rx_bench_spikes *of_cells,
                                      double duration_ms, rx_bench_workload **out, rx_error *err)
{
  rx_bench_workload *w = calloc(1, sizeof *w);
  if (w == NULL) return rx_no_memory(err);
  w->duration_ms = duration_ms;
  return finish(w, fill_published(w, published, of_cells, err), out);
}

static rx_status fill_pools(rx_bench_workload *w, rx_bench_problem problem, int n, const rx_bench_pool_member members[],
                            rx_error *err)
{
  w->pools = calloc((size_t)n, sizeof *w->pools);
  if (w->pools == NULL) return rx_no_memory(err);
  for (; w->n_pools < n; w->n_pools++)
    RX_TRY(rx_bench_pool_create(problem == RX_BENCH_P7S ? 1 : 4, &members[w->n_pools], w->duration_ms,
                                &w->pools[w->n_pools], err));
  return RX_OK;
}

rx_status rx_bench_workload_pools(rx_bench_problem problem, int n, const rx_bench_pool_member members[],
                                  double duration_ms, rx_bench_workload **out, rx_error *err)
{
  rx_bench_workload *w = calloc(1, sizeof *w);
  if (w == NULL) return rx_no_memory(err);
  w->duration_ms = duration_ms;
  return finish(w, fill_pools(w, problem, n, members, err), out);
}

void rx_bench_workload_free(rx_bench_workload *w)
{
  if (w == NULL) return;
  rx_network_free(w->network);
  rx_bench_drive_free(&w->trains);
  rx_bench_trains_free(&w->published_trains);
  rx_waveform_free(&w->current);
  for (int k = 0; k < w->n_pools; k++) rx_bench_pool_free(w->pools[k]);
  free(w->pools);
  free(w->clamps);
  free(w);
}

int rx_bench_workload_together(const rx_bench_workload *w)
{
  return w->n_pools > 0 ? w->n_pools : 1;
}

static rx_status append(const rx_recording *recording, int first, rx_bench_spikes *spikes, rx_error *err)
{
  for (size_t i = 0; spikes != NULL && i < recording->spikes.n; i++) {
    const rx_spike *spike = &recording->spikes.items[i];
    RX_TRY(rx_bench_spikes_append(spikes, (rx_bench_spike){ first + spike->cell, spike->t_ms }, err));
  }
  return RX_OK;
}

/* All pools at once, with the fixed step. */
static rx_status run_pools(const rx_bench_workload *w, const rx_solver_options *options, rx_bench_spikes *spikes,
                           rx_error *err)
{
  const size_t n = (size_t)w->n_pools;
  rx_ensemble_member *members = calloc(n, sizeof *members);
  rx_recording *recordings = calloc(n, sizeof *recordings);
  rx_status status = members != NULL && recordings != NULL ? RX_OK : rx_no_memory(err);
  if (status == RX_OK) {
    for (size_t k = 0; k < n; k++)
      members[k] = (rx_ensemble_member){ .network = w->pools[k]->network,
                                         .drive = &w->pools[k]->drive,
                                         .recording = &recordings[k] };
    rx_simulate_ensemble_members((int)n, members, options);
    for (size_t k = 0; k < n && status == RX_OK; k++) {
      status = members[k].status;
      if (status != RX_OK)
        *err = members[k].err;
      else
        status = append(&recordings[k], RX_BENCH_POOL_UNITS * (int)k, spikes, err);
    }
    for (size_t k = 0; k < n; k++) rx_recording_free(&recordings[k]);
  }
  free(recordings);
  free(members);
  return status;
}

/* The same with CVODE, one after the other. */
static rx_status converge_pools(const rx_bench_workload *w, const rx_solver_options *options, rx_bench_spikes *spikes,
                                rx_error *err)
{
  rx_status status = RX_OK;
  for (int k = 0; k < w->n_pools && status == RX_OK; k++) {
    rx_recording recording = { 0 };
    status = rx_simulate_cvode(w->pools[k]->network, &w->pools[k]->drive, options, &recording, err);
    if (status == RX_OK) status = append(&recording, RX_BENCH_POOL_UNITS * k, spikes, err);
    rx_recording_free(&recording);
  }
  return status;
}

static rx_status run(const rx_bench_workload *w, rx_simulate *solver, const rx_solver_options *options,
                     rx_bench_spikes *spikes, rx_error *err)
{
  rx_bench_spikes unwanted = { 0 };
  const rx_status status =
      rx_bench_run(solver, w->network, &w->drive, options, spikes != NULL ? spikes : &unwanted, err);
  rx_bench_spikes_free(&unwanted);
  return status;
}

rx_status rx_bench_workload_run(const rx_bench_workload *w, const rx_bench_setting *setting, rx_bench_spikes *spikes,
                                rx_error *err)
{
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = w->duration_ms;
  rx_bench_setting_apply(setting, &options);
  if (w->n_pools > 0) return run_pools(w, &options, spikes, err);
  return run(w, rx_simulate_ensemble, &options, spikes, err);
}

rx_status rx_bench_workload_converge(const rx_bench_workload *w, double rtol, rx_bench_spikes *spikes, rx_error *err)
{
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = w->duration_ms;
  options.rtol = rtol;
  options.threads = 0;
  if (w->n_pools > 0) return converge_pools(w, &options, spikes, err);
  return run(w, rx_simulate_cvode, &options, spikes, err);
}
