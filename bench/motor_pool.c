#include "bench/motor_pool.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "bench/output.h"
#include "io/config/problems.h"
#include "io/experiment/experiment.h"

#define UNIT_DENSITY    1e-5 /* S/cm2 */
#define E_INHIBITION_MV (-75.0)
#define BACKGROUND      1.5
#define PIC_CHANNEL     "cav13"

/* of the noise (motoneurons' page, section 4); between its points it is linear */
#define NOISE_SIGMA   1.2e-5 /* S/cm2 */
#define NOISE_TAU_MS  20.0
#define NOISE_STEP_MS 1.0

enum { N_PIC = 8, N_AMOUNTS = 4, N_SITES = 2, N_SEEDS = RX_BENCH_POOL_TOGETHER };
_Static_assert(N_PIC *N_AMOUNTS *N_SITES *N_SEEDS == RX_BENCH_POOL_MEMBERS, "the sweep is the product of its axes");

/* The excitation of all dendrites, in units. */
enum { N_CORNERS = 4 };
static const double RAMP_MS[N_CORNERS] = { 0, 1000, 11000, 21000 }, RAMP_VALUE[N_CORNERS] = { 0, 0, 10, 0 };

rx_bench_pool_member rx_bench_pool_member_at(int i)
{
  static const double PIC[N_PIC] = { 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3 };
  static const double AMOUNTS[N_AMOUNTS] = { 0.5, 1.0, 1.5, 2.5 };
  const int seed = i % N_SEEDS, site = i / N_SEEDS % N_SITES;
  const double added = AMOUNTS[i / (N_SEEDS * N_SITES) % N_AMOUNTS];
  return (rx_bench_pool_member){ .s_pic = PIC[i / (N_SEEDS * N_SITES * N_AMOUNTS) % N_PIC],
                                 .m_i = BACKGROUND + (site == 0 ? added : 0),
                                 .m_is = site == 0 ? 0 : added,
                                 .seed = seed };
}

rx_bench_pool_member rx_bench_pool_control(void)
{
  return (rx_bench_pool_member){ .s_pic = 1, .m_i = BACKGROUND };
}

/* ---- the network ---- */

static void scale_channel(rx_cell *cell, const char *name, double factor)
{
  for (int s = 0; s < cell->n_sections; s++)
    for (int c = 0; c < cell->sections[s].n_channels; c++)
      if (strcmp(cell->sections[s].channels[c].channel->name, name) == 0)
        cell->sections[s].channels[c].params[0] *= factor; /* gbar is the first of every channel */
}

static rx_status fail_problems(const char *circuit, rx_problems *problems, rx_error *err)
{
  if (rx_problems_count(problems) == 0) return RX_OK;
  char *text = rx_problems_text(problems);
  const rx_status status = rx_fail(err, RX_E_INPUT, "%s", text != NULL ? text : circuit);
  free(text);
  return status;
}

static rx_status make_network(rx_bench_pool *pool, rx_error *err)
{
  const char *name = pool->n_dendrites == 1 ? "hTA_1" : "hTA";
  rx_problems *problems = rx_problems_create();
  rx_experiment *experiment = NULL;
  rx_graph *graph = NULL;
  if (problems == NULL) return rx_no_memory(err);
  rx_status status = rx_circuit_config_read(name, 0, NULL, problems, &experiment, err);
  if (status == RX_OK) status = fail_problems(name, problems, err);
  if (status == RX_OK) {
    rx_population *units = &experiment->circuit->populations[0];
    if (experiment->circuit->n_populations != 1 || units->n != RX_BENCH_POOL_UNITS || units->graded == NULL ||
        units->cell.n_sections != 1 + pool->n_dendrites)
      status = rx_fail(err, RX_E_INPUT, "circuit %s: expected one population of %d graded units with %d dendrites",
                       name, (int)RX_BENCH_POOL_UNITS, pool->n_dendrites);
    if (status == RX_OK) {
      scale_channel(&units->cell, PIC_CHANNEL, pool->member.s_pic);
      scale_channel(&units->graded->last, PIC_CHANNEL, pool->member.s_pic);
      status = rx_graph_from_rows(experiment->circuit, 0, NULL, &graph, err);
      if (status == RX_OK) status = rx_network_make(experiment->circuit, graph, &pool->network, err);
    }
  }
  rx_graph_free(graph);
  rx_experiment_free(experiment);
  rx_problems_free(problems);
  return status;
}

/* ---- its input ---- */

static double ramp_at(double t_ms)
{
  int k = 1;
  while (k < N_CORNERS && t_ms >= RAMP_MS[k]) k++;
  if (k == N_CORNERS) return 0;
  return RAMP_VALUE[k - 1] +
         (RAMP_VALUE[k] - RAMP_VALUE[k - 1]) * (t_ms - RAMP_MS[k - 1]) / (RAMP_MS[k] - RAMP_MS[k - 1]);
}

static rx_status fill_constant(rx_waveform *w, double units, rx_error *err)
{
  return rx_waveform_add(w, 0, units * UNIT_DENSITY, err);
}

static rx_status fill_ramp(rx_waveform *w, rx_error *err)
{
  for (int k = 0; k < N_CORNERS; k++) RX_TRY(rx_waveform_add(w, RAMP_MS[k], RAMP_VALUE[k] * UNIT_DENSITY, err));
  return RX_OK;
}

/* The input and an Ornstein-Uhlenbeck process about it, never below 0. constant NAN: the ramp. */
static rx_status fill_noise(rx_waveform *w, double constant, rx_stream stream, double duration_ms, rx_error *err)
{
  const double keep = exp(-NOISE_STEP_MS / NOISE_TAU_MS), gain = NOISE_SIGMA * sqrt(1 - keep * keep);
  const size_t n = (size_t)ceil(duration_ms / NOISE_STEP_MS) + 1;
  double x = 0, normal[2] = { 0 };
  w->is_smooth = true;
  RX_TRY(rx_waveform_reserve(w, n, err));
  for (size_t i = 0; i < n; i++) {
    const double t_ms = (double)i * NOISE_STEP_MS, units = isnan(constant) ? ramp_at(t_ms) : constant;
    RX_TRY(rx_waveform_add(w, t_ms, fmax(0, units * UNIT_DENSITY + x), err));
    if (i % 2 == 0) rx_normal_pair(&stream, normal);
    x = keep * x + gain * sqrt(units) * normal[i % 2];
  }
  return RX_OK;
}

static rx_status fill_waveforms(rx_bench_pool *pool, double duration_ms, rx_error *err)
{
  const rx_bench_pool_member *m = &pool->member;
  rx_waveform *w = pool->waveforms;
  for (int u = 0; m->seed > 0 && u < RX_BENCH_POOL_UNITS; u++)
    for (int d = 0; d < pool->n_dendrites; d++)
      for (int k = 0; k < 2; k++) {
        const rx_stream stream =
            rx_stream_make((uint64_t)m->seed, 0, (uint64_t)(2 * d + k), (uint64_t)u, RX_STREAM_TEST);
        RX_TRY(fill_noise(w++, k == 0 ? NAN : m->m_i, stream, duration_ms, err));
      }
  if (m->seed == 0) {
    RX_TRY(fill_ramp(w++, err));
    RX_TRY(fill_constant(w++, m->m_i, err));
  }
  return fill_constant(w, m->m_is, err);
}

static void set_clamps(rx_bench_pool *pool)
{
  const bool has_noise = pool->member.seed > 0;
  const rx_waveform *w = pool->waveforms;
  size_t n = 0;
  for (int u = 0; u < RX_BENCH_POOL_UNITS; u++)
    for (int d = 0; d < pool->n_dendrites; d++)
      for (int k = 0; k < 2; k++)
        pool->clamps[n++] = (rx_clamp){ .cell = u,
                                        .compartment = 1 + d,
                                        .kind = RX_CLAMP_CONDUCTANCE,
                                        .reversal = k == 0 ? 0 : E_INHIBITION_MV,
                                        .waveform = has_noise ? w++ : w + k };
  for (int u = 0; pool->member.m_is > 0 && u < RX_BENCH_POOL_UNITS; u++)
    pool->clamps[n++] = (rx_clamp){ .cell = u,
                                    .kind = RX_CLAMP_CONDUCTANCE,
                                    .reversal = E_INHIBITION_MV,
                                    .waveform = &pool->waveforms[pool->n_waveforms - 1] };
  pool->drive = (rx_drive){ .n_clamps = n, .clamps = pool->clamps };
}

static rx_status fill(rx_bench_pool *pool, double duration_ms, rx_error *err)
{
  RX_TRY(make_network(pool, err));
  const size_t n_inputs = 2 * (size_t)RX_BENCH_POOL_UNITS * (size_t)pool->n_dendrites;
  pool->n_waveforms = (pool->member.seed > 0 ? n_inputs : 2) + 1;
  pool->waveforms = calloc(pool->n_waveforms, sizeof *pool->waveforms);
  pool->clamps = calloc(n_inputs + RX_BENCH_POOL_UNITS, sizeof *pool->clamps);
  if (pool->waveforms == NULL || pool->clamps == NULL) return rx_no_memory(err);
  RX_TRY(fill_waveforms(pool, duration_ms, err));
  set_clamps(pool);
  return RX_OK;
}

rx_status rx_bench_pool_create(int n_dendrites, const rx_bench_pool_member *member, double duration_ms,
                               rx_bench_pool **out, rx_error *err)
{
  *out = NULL;
  rx_bench_pool *pool = calloc(1, sizeof *pool);
  if (pool == NULL) return rx_no_memory(err);
  pool->n_dendrites = n_dendrites;
  pool->member = *member;
  const rx_status status = fill(pool, duration_ms, err);
  if (status != RX_OK) {
    rx_bench_pool_free(pool);
    return status;
  }
  *out = pool;
  return RX_OK;
}

void rx_bench_pool_free(rx_bench_pool *pool)
{
  if (pool == NULL) return;
  for (size_t i = 0; pool->waveforms != NULL && i < pool->n_waveforms; i++) rx_waveform_free(&pool->waveforms[i]);
  free(pool->waveforms);
  free(pool->clamps);
  rx_network_free(pool->network);
  free(pool);
}

/* ---- files for a peer ---- */

rx_status rx_bench_pool_write(const rx_bench_pool *pool, const char *folder, rx_error *err)
{
  const size_t n_points = pool->member.seed > 0 ? pool->waveforms[0].n : 0;
  rx_bench_output out;
  RX_TRY(rx_bench_output_open(&out, folder, "pool.csv", err));
  fprintf(out.file, "s_pic,m_i,m_is,n_points,step_ms\n%.17g,%.17g,%.17g,%zu,%.17g\n", pool->member.s_pic,
          pool->member.m_i, pool->member.m_is, n_points, NOISE_STEP_MS);
  RX_TRY(rx_bench_output_close(&out, err));
  RX_TRY(rx_bench_output_open(&out, folder, "noise.bin", err));
  for (size_t i = 0; n_points > 0 && i + 1 < pool->n_waveforms; i++)
    fwrite(pool->waveforms[i].value, sizeof(double), n_points, out.file);
  return rx_bench_output_close(&out, err);
}
